"""MediaPipe without what only its plots need."""

import subprocess
import sys

import pytest

PLAIN = """
import sys
from posecheck.pose.model.mediapipe_library import vision
assert not [name for name in sys.modules if name.startswith("matplotlib")]
from mediapipe.tasks.python.vision import drawing_utils
assert drawing_utils.plt.figure
import matplotlib.pyplot
assert drawing_utils.plt.figure is matplotlib.pyplot.figure
"""

LOADED_BEFORE = """
import matplotlib.pyplot
from posecheck.pose.model.mediapipe_library import vision
from mediapipe.tasks.python.vision import drawing_utils
assert drawing_utils.plt is matplotlib.pyplot
"""


@pytest.mark.parametrize("lines", [PLAIN, LOADED_BEFORE])
def test_matplotlib_is_loaded_when_it_is_used(lines: str) -> None:
    subprocess.run([sys.executable, "-c", lines], check=True)
