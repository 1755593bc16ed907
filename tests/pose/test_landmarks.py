from pathlib import Path

from posecheck.pose.landmarks import Landmarks


def test_notes_survive_saving_and_are_said_once(tmp_path: Path) -> None:
    noted = Landmarks.empty([0.0, 0.1], 640, 480).noted("Two people are seen.", None, "The clip is damaged.")
    noted = noted.noted("Two people are seen.")
    noted.save(tmp_path / "a.npz")
    assert Landmarks.load(tmp_path / "a.npz").notes == ("Two people are seen.", "The clip is damaged.")
    assert noted[1:].notes == noted.notes == noted.mirrored().notes
