import subprocess
import sys
import threading
import time
from pathlib import Path

from posecheck.batch.store.claims import claim, forget, give_back

DIE = """
import os, sys, pathlib
from posecheck.batch.store.claims import claim
with claim(pathlib.Path(sys.argv[1]), "clip", sys.argv[2]):
    os.kill(os.getpid(), 9)
"""


def die_at_work(folder: Path, run: str) -> None:
    subprocess.run([sys.executable, "-c", DIE, str(folder), run], check=False)


def test_deaths_of_this_run_are_counted(tmp_path: Path) -> None:
    die_at_work(tmp_path, "earlier")
    die_at_work(tmp_path, "now")
    die_at_work(tmp_path, "now")
    with claim(tmp_path, "clip", "now") as deaths:
        assert deaths == 2
    with claim(tmp_path, "clip", "now") as deaths:
        assert deaths == 0


def test_being_told_to_stop_is_no_death(tmp_path: Path) -> None:
    die_at_work(tmp_path, "now")
    with claim(tmp_path, "clip", "now"):
        give_back()
        assert (tmp_path / "clip").read_text() == "now\n"


def test_the_second_waits_for_the_first(tmp_path: Path) -> None:
    order = []

    def second() -> None:
        with claim(tmp_path, "clip", "now"):
            order.append("second")

    with claim(tmp_path, "clip", "now"):
        thread = threading.Thread(target=second)
        thread.start()
        time.sleep(0.3)
        order.append("first")
    thread.join()
    assert order == ["first", "second"]
    forget(tmp_path, "clip")
    assert list(tmp_path.iterdir()) == []
