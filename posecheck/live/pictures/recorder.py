"""The raw video of a session, kept only when asked for."""

from __future__ import annotations

from pathlib import Path

from posecheck.arrays import Pixels
from posecheck.files import require_own, require_writable
from posecheck.video import VideoWriter


class Recorder:
    """Writes the pictures of a session to one mp4 file; nothing where there were none.

    Parameters
    ----------
    path : Path
        File to write.

    Raises
    ------
    PosecheckError
        If it cannot be written.
    """

    def __init__(self, path: Path) -> None:
        require_writable([path])
        require_own([path])
        self._writer = VideoWriter(path)
        self._shape: tuple[int, ...] | None = None

    def write(self, image: Pixels, time_s: float) -> None:
        """Append a picture; one of another size, as from another camera, is left out."""
        if self._shape is None:
            self._writer.__enter__()
            self._shape = image.shape
        if image.shape == self._shape:
            self._writer.write(image, time_s)

    def close(self) -> None:
        """Finish the file."""
        if self._shape is not None:
            self._writer.__exit__(None, None, None)
