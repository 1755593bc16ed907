from pathlib import Path

from posecheck.batch.store.journal import Journal

OUTCOMES = [("a", '{"n": 1}'), ("b", '{"n": "é 2"}'), ("c", '{"n": 3}')]


def test_what_was_added_is_there_in_the_next_run(tmp_path: Path) -> None:
    with Journal(tmp_path / "journal") as journal:
        journal.add(OUTCOMES[:2])
        journal.add(OUTCOMES[2:])
        assert journal.read("b") == {"n": "é 2"}
    with Journal(tmp_path / "journal") as journal:
        assert [journal.read(key)["n"] for key in "abc"] == [1, "é 2", 3]
        assert "d" not in journal


def test_cut_off_at_any_byte_it_loses_the_last_line_alone(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    with Journal(path) as journal:
        journal.add(OUTCOMES)
    whole = path.read_bytes()
    last = whole[:-1].rindex(b"\n") + 1
    for end in range(last, len(whole)):
        path.write_bytes(whole[:end])
        with Journal(path) as journal:
            assert ("a" in journal, "b" in journal, "c" in journal) == (True, True, False)
            journal.add(OUTCOMES[2:])
            assert journal.read("c") == {"n": 3}
        assert path.read_bytes() == whole


def test_a_damaged_line_is_not_counted(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    with Journal(path) as journal:
        journal.add(OUTCOMES)
    whole = bytearray(path.read_bytes())
    for place in range(whole.index(b"\n")):
        damaged = bytearray(whole)
        damaged[place] ^= 1
        path.write_bytes(damaged)
        with Journal(path) as journal:
            assert ("a" in journal, "b" in journal) == (False, True)


def test_the_later_of_two_lines_counts(tmp_path: Path) -> None:
    with Journal(tmp_path / "journal") as journal:
        journal.add([("a", '{"n": 1}')])
        journal.forget("a")
        assert "a" not in journal
        journal.add([("a", '{"n": 2}')])
    with Journal(tmp_path / "journal") as journal:
        assert journal.read("a") == {"n": 2}
