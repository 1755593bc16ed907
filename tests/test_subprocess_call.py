"""Work in a process of its own: what it gives, what it raises, and how its death is told."""

import importlib
import os
import signal
import sys
from pathlib import Path

import pytest

from posecheck.errors import PosecheckError, one_of
from posecheck.subprocess_call import apart


def test_what_is_written_to_the_output_breaks_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    assert apart(os.write, 1, b"\x80\x04 from a library\n") == 18
    assert apart(print, "hello") is None
    assert capfd.readouterr().out == ""


def test_what_is_raised_there_is_raised_here() -> None:
    with pytest.raises(ZeroDivisionError) as caught:
        apart(divmod, 1, 0)
    assert "Traceback" in caught.value.__notes__[0]
    with pytest.raises(MemoryError):
        apart(bytearray, 2**62)


def test_a_library_that_is_not_there_is_no_lack_of_memory() -> None:
    with pytest.raises(ModuleNotFoundError, match="no_such_library"):
        apart(importlib.import_module, "no_such_library")


def test_nor_is_work_that_the_process_cannot_import(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "only_here.py").write_text("def work(): return 1\n")
    monkeypatch.syspath_prepend(tmp_path)
    work = importlib.import_module("only_here").work
    with pytest.raises(ModuleNotFoundError, match="only_here"):
        apart(work)


def test_an_error_that_cannot_be_sent_is_told_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "odd.py").write_text(
        "class Odd(Exception):\n"
        "    def __init__(self, one, two): super().__init__(one)\n"
        "def work(): raise Odd('broken', 2)\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), *sys.path]))
    with pytest.raises(RuntimeError, match="Odd: broken"):
        apart(importlib.import_module("odd").work)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals")
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV, signal.SIGABRT])
def test_a_process_that_was_killed_may_have_lacked_memory(number: signal.Signals) -> None:
    with pytest.raises(MemoryError):
        apart(signal.raise_signal, number)


def test_a_process_that_just_ends_did_not() -> None:
    with pytest.raises(RuntimeError, match="ended with code 3"):
        apart(os._exit, 3)


def test_a_users_mistake_stays_one() -> None:
    with pytest.raises(PosecheckError, match="did you mean left"):
        apart(one_of, "lft", ["left"], "side")
