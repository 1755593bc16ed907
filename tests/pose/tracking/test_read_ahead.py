import threading
from collections.abc import Iterator

import pytest

from posecheck.pose.tracking.read_ahead import read_ahead


def test_items_come_in_order() -> None:
    assert list(read_ahead(range(100))) == list(range(100))


def test_an_error_comes_after_the_items_before_it() -> None:
    def items() -> Iterator[int]:
        yield 1
        yield 2
        raise OSError("the disk is gone")

    reader = read_ahead(items())
    assert [next(reader), next(reader)] == [1, 2]
    with pytest.raises(OSError, match="the disk is gone"):
        next(reader)


def test_no_more_than_depth_items_wait() -> None:
    made: list[int] = []

    def items() -> Iterator[int]:
        for item in range(50):
            made.append(item)
            yield item

    reader = read_ahead(items(), depth=2)
    for item in reader:
        # One is with us, two wait, one is in the thread's hand.
        assert len(made) <= item + 4


def test_stopping_early_ends_the_thread_and_closes_the_source() -> None:
    closed = threading.Event()

    def items() -> Iterator[int]:
        try:
            yield from range(1000)
        finally:
            closed.set()

    before = threading.active_count()
    reader = read_ahead(items())
    assert next(reader) == 0
    reader.close()
    assert threading.active_count() == before
    assert closed.is_set()


def test_interrupting_the_caller_ends_the_thread() -> None:
    def use() -> None:
        for item in read_ahead(range(1000)):
            if item == 3:
                raise KeyboardInterrupt

    before = threading.active_count()
    with pytest.raises(KeyboardInterrupt):
        use()
    assert threading.active_count() == before
