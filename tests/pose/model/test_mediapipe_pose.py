"""MediaPipe says nothing on the terminal: not when nobody is seen, not with the first person, not at the end."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]

FOLLOWED = """
import numpy as np
from posecheck.pose.model.known_picture import known_picture
from posecheck.pose.model.models import read_model
from posecheck.pose.tracking.tracker import PoseTracker
from posecheck.video import Frame
pictures = [np.zeros_like(known_picture())] * 3 + [known_picture()] * 3
with PoseTracker(read_model("lite")) as tracker:
    seen = [bool(tracker.track(Frame(n, float(n), image)).seen[0]) for n, image in enumerate(pictures)]
print(seen)
"""

LEFT_OPEN = """
from posecheck.pose.model.mediapipe_pose import MediapipePose
from posecheck.pose.model.models import read_model
poses = [MediapipePose(read_model("lite"), max_people=1, video=video) for video in (False, True)]
print("done")
"""

REAL_ERROR = """
import os
from posecheck.pose.model.mediapipe_pose import MediapipePose
from posecheck.pose.model.models import read_model
with MediapipePose(read_model("lite"), max_people=1, video=False):
    os.write(2, b"WARNING: somebody else's\\n")
"""

REFUSED = """
import zipfile
from io import BytesIO
from posecheck.errors import PosecheckError
from posecheck.pose.model.mediapipe_pose import MediapipePose
from posecheck.pose.model.models import MEMBERS, Model, read_model
lite, data = read_model("lite"), BytesIO()
with zipfile.ZipFile(BytesIO(lite.data)) as good, zipfile.ZipFile(data, "w") as bad:
    for name, other in zip(MEMBERS, reversed(MEMBERS), strict=True):
        bad.writestr(name, good.read(other))
try:
    MediapipePose(Model("exchanged", lite.sha256, data.getvalue()), max_people=1, video=False)
except PosecheckError as error:
    print(error)
"""


def run(lines: str) -> tuple[str, str]:
    done = subprocess.run(
        [sys.executable, "-c", lines], capture_output=True, text=True, check=True, cwd=ROOT, timeout=120
    )
    return done.stdout, done.stderr


@pytest.mark.parametrize(
    ("lines", "printed"),
    [(FOLLOWED, "[False, False, False, True, True, True]\n"), (LEFT_OPEN, "done\n")],
)
def test_no_chatter(lines: str, printed: str) -> None:
    assert run(lines) == (printed, "")


def test_what_others_write_meanwhile_comes_through() -> None:
    assert run(REAL_ERROR) == ("", "WARNING: somebody else's\n")


def test_trace_of_a_model_that_is_refused_is_held_back_and_the_reason_told() -> None:
    said, written = run(REFUSED)
    assert written == ""
    assert re.fullmatch(
        r"MediaPipe cannot run the model exchanged, which is broken or no pose model "
        r"\([^\n/]*\w[^\n/]*\); use lite, full or heavy\.\n",
        said,
    ), said
    assert "failed" not in said


COLLECTED = """
import gc, os, tempfile
from posecheck.pose.model import quiet_stderr
class Closes:
    def __init__(self): self.itself = self
    def __del__(self):
        with quiet_stderr.without_chatter():
            os.write(2, b"closed\\n")
make = tempfile.TemporaryFile
def collect():
    Closes()
    gc.collect()
    return make()
tempfile.TemporaryFile = collect
with quiet_stderr.without_chatter():
    pass
os.write(2, b"end\\n")
"""


def test_garbage_that_is_collected_while_stderr_is_taken_does_not_hang() -> None:
    assert run(COLLECTED) == ("", "closed\nend\n")
