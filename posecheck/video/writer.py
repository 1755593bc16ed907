"""Pictures into a video file that any browser plays."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Self

import av
import numpy as np
from av.video.codeccontext import VideoCodecContext
from av.video.reformatter import Colorspace, VideoReformatter
from av.video.stream import VideoStream
from numpy.typing import NDArray

from posecheck.errors import PosecheckError
from posecheck.files import write_atomically

_TICK_S = Fraction(1, 90_000)
_LONGEST = int(3600 / _TICK_S)
"""An mp4 file can show no picture for ever: FFmpeg refuses three hours."""
_BT709 = 1
_LIMITED_RANGE = 1


class VideoWriter:
    """An H.264 mp4 file, written whole or not at all.

    Parameters
    ----------
    path : str or Path
        File to write: mp4, m4v or mov.
    fps : float
        Nominal frames per second, a hint to the encoder; the frames keep the times they are written with.
    comment : str, optional
        What the file says of itself.

    Raises
    ------
    PosecheckError
        If the file cannot be written, no frame was, or no H.264 encoder is installed.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "black.mp4"
    >>> with VideoWriter(path) as writer:
    ...     writer.write(np.zeros((120, 160, 3), np.uint8), 0.0)
    >>> path.exists()
    True
    """

    def __init__(self, path: str | Path, *, fps: float = 30.0, comment: str = "") -> None:
        self.path = Path(path)
        require_video_name(self.path)
        self._fps, self._comment = fps, comment
        self._stream: VideoStream | None = None
        self._session: AbstractContextManager[Self] | None = None

    def __enter__(self) -> Self:
        self._session = self._opened()
        return self._session.__enter__()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session is not None:
            self._session.__exit__(kind, error, trace)

    @contextmanager
    def _opened(self) -> Iterator[Self]:
        """Hold the file open until all frames are written; it gets its name only when it is whole."""
        try:
            with (
                write_atomically(self.path) as temporary,
                av.open(f"file:{temporary}", "w", options={"movflags": "+faststart"}) as self._container,
            ):
                if self._comment:
                    self._container.metadata["comment"] = self._comment
                yield self
                if self._stream is None:
                    raise PosecheckError(f"{self.path} was not written: there is no frame to write.")
                self._container.mux(self._stream.encode(None))
        except av.FFmpegError as error:
            raise PosecheckError(
                f"{self.path} cannot be written ({error.strerror}); check the space left on the disk."
            ) from None

    def write(self, image: NDArray[np.uint8], time_s: float) -> None:
        """Append a picture.

        Parameters
        ----------
        image : ndarray of uint8, shape [H, W, 3]
            Red, green, blue; the same size each time. An odd last row or column is left out, as browsers play no
            odd sizes.
        time_s : float
            When it is shown, later than the one before; the first one starts the clip. No picture is shown for more
            than an hour: those after it come as much earlier.
        """
        image = np.ascontiguousarray(image[: image.shape[0] // 2 * 2, : image.shape[1] // 2 * 2])
        if self._stream is None:
            self._stream = self._add_stream(*image.shape[:2])
            self._start_s, self._pts, self._reformatter = time_s, -1, VideoReformatter()
        frame = self._reformatter.reformat(
            av.VideoFrame.from_ndarray(image, format="rgb24"),
            format="yuv420p",
            dst_colorspace=Colorspace.ITU709,
        )
        ticks = round((time_s - self._start_s) / _TICK_S)
        if ticks - self._pts > _LONGEST:
            self._start_s += float((ticks - self._pts - _LONGEST) * _TICK_S)
            ticks = self._pts + _LONGEST
        self._pts = max(self._pts + 1, ticks)
        frame.pts, frame.time_base = self._pts, _TICK_S
        self._container.mux(self._stream.encode(frame))

    def _add_stream(self, height: int, width: int) -> VideoStream:
        name = _encoder()
        # Weighing blocks by their later use (mbtree), x264 reads memory it never wrote: the same pictures would not
        # always give the same bytes.
        options = {"preset": "veryfast", "crf": "23", "mbtree": "0"} if name == "libx264" else {}
        stream = self._container.add_stream(
            name, rate=Fraction(self._fps).limit_denominator(1001), options=options
        )
        codec = stream.codec_context
        assert isinstance(stream, VideoStream)
        assert isinstance(codec, VideoCodecContext)
        codec.width, codec.height, codec.pix_fmt, codec.time_base = width, height, "yuv420p", _TICK_S
        # Some players show untagged clips in another shade.
        codec.colorspace = codec.color_primaries = codec.color_trc = _BT709
        codec.color_range = _LIMITED_RANGE
        return stream


def require_video_name(path: Path) -> None:
    """Check the name of a video to be written, before anything is computed for it.

    Raises
    ------
    PosecheckError
        If it does not end in .mp4, .m4v or .mov.

    Examples
    --------
    >>> require_video_name(Path("drawn.avi"))
    Traceback (most recent call last):
    posecheck.errors.PosecheckError: drawn.avi is not the name of an mp4 file; give a name that ends in .mp4.
    """
    if path.suffix.lower() not in (".mp4", ".m4v", ".mov"):
        raise PosecheckError(f"{path} is not the name of an mp4 file; give a name that ends in .mp4.")


def _encoder() -> str:
    for name in ("libx264", "libopenh264", "h264_videotoolbox", "h264_mf"):
        if name in av.codecs_available:
            return name
    raise PosecheckError("This build of PyAV has no H.264 encoder; install the usual one: pip install -U av.")
