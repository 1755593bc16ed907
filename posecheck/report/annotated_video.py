"""The clip again, with what was measured drawn onto every frame."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from posecheck.angles.catalog import Side
from posecheck.clip_landmarks import OnFrame, Sampling
from posecheck.errors import PosecheckError
from posecheck.files import MARK, require_own
from posecheck.overlay import Gauge, OverlayState, Places, choose_gauges, draw_overlay
from posecheck.pose.tracking.read_ahead import read_ahead
from posecheck.pose.turned_picture import TURN, turned_picture
from posecheck.report.result import Result
from posecheck.video import Frame, Video, VideoWriter

CUE_S = 3.0
"""How long the cue of a fault stands from where the fault first shows."""

_SAME_TIME_S = 1e-3


def write_annotated_video(
    clip: str | Path,
    result: Result,
    out: str | Path,
    sampling: Sampling | None = None,
    *,
    on_frame: OnFrame | None = None,
) -> None:
    """Write the clip with skeleton, angles, hold timer, repetitions and score drawn onto it.

    Reading, drawing and encoding overlap.

    Parameters
    ----------
    clip : str or Path
        The clip that `result` was found in.
    result : Result
        What was found.
    out : str or Path
        File to write, .mp4.
    sampling : Sampling, optional
        Which frames were used: what `posecheck.check` was given.
    on_frame : callable, optional
        Told of the progress.

    Raises
    ------
    PosecheckError
        If the clip cannot be read, its frames are not those of the result, or `out` cannot be written.

    Examples
    --------
    >>> import posecheck, tempfile
    >>> clip = "sample_videos/childs_pose_good.mp4"
    >>> sampling = Sampling(end_s=0.5)
    >>> out = Path(tempfile.mkdtemp()) / "annotated.mp4"
    >>> result = posecheck.check(clip, "childs_pose", sampling=sampling)
    >>> write_annotated_video(clip, result, out, sampling)
    >>> out.exists()
    True
    """
    require_own([Path(out)])
    used = sampling or Sampling()
    course = _Course(result)
    with (
        Video(clip, start_s=used.start_s, end_s=used.end_s, fps=used.fps) as video,
        VideoWriter(out, fps=video.fps, comment=f"{MARK}annotated/1") as writer,
        ThreadPoolExecutor(1) as encoder,
        closing(read_ahead(video)) as frames,
    ):
        # One frame is encoded while the next is drawn and another is decoded; more would only take memory.
        encoding: Future[None] | None = None
        for frame in frames:
            drawn = _drawn(frame, result, course)
            if encoding is not None:
                encoding.result()
            encoding = encoder.submit(writer.write, drawn, frame.time_s)
            if on_frame is not None:
                on_frame(frame.index + 1, len(result.landmarks))
        if encoding is not None:
            encoding.result()


def write_video(result: Result, path: Path) -> None:
    """Write the annotated clip of a result that knows its video.

    Raises
    ------
    PosecheckError
        If it was found in landmarks, which hold no pictures, or as for `write_annotated_video`.
    """
    if result.video is None:
        raise PosecheckError(
            f"{result.clip} holds landmarks and no pictures; give the clip itself to write {path}."
        )
    write_annotated_video(result.video, result, path, Sampling(**result.landmarks.source["sampling"]))


def _drawn(frame: Frame, result: Result, course: _Course) -> NDArray[np.uint8]:
    index, landmarks, angles = frame.index, result.landmarks, result.angles
    if index >= len(landmarks) or abs(landmarks.time_s[index] - frame.time_s) > _SAME_TIME_S:
        raise PosecheckError(
            f"Frame {index} of the clip ({frame.time_s:.3f} s) is none of the frames that were scored; "
            "give the same clip, --start, --end and --fps."
        )
    return draw_overlay(
        turned_picture(frame.image, landmarks.source.get(TURN, 0.0)),
        landmarks.image_px[index],
        landmarks.visibility[index],
        angles.value[index],
        angles.sigma[index],
        course.state(index),
        course.places,
    )


class _Course:
    """The state of the exercise in each frame of a clip that has been scored."""

    def __init__(self, result: Result) -> None:
        self.angles, self.assessment = result.angles, result.assessment
        self.rep = np.maximum.accumulate(self.assessment.frames.rep)
        self.side = _sides(self.assessment.frames.side)
        ended = [rep.end_s for rep in self.assessment.reps]
        self.all_done_s = max(ended, default=0.0)
        self.places: Places = {}
        self._gauges: dict[tuple[int, str, Side | None], tuple[Gauge, ...]] = {}

    def state(self, index: int) -> OverlayState:
        """Return the state in one frame."""
        found = self.assessment.frames
        role, time_s = str(found.role[index]), float(self.angles.time_s[index])
        side = self.side[index] or self.assessment.side
        return OverlayState(
            stretch=self.assessment.stretch,
            side=side,
            role=role,
            gauges=self._gauges_of(int(self.angles.shot[index]), role, side),
            rep=int(self.rep[index]),
            hold_s=float(found.hold_s[index]),
            score_now=float(found.score[index]),
            # It speaks of the whole clip, left against right too, so not before all of it is done.
            score=self.assessment.score if time_s >= self.all_done_s else None,
            message=self._cue(time_s),
        )

    def _gauges_of(self, shot: int, role: str, side: Side | None) -> tuple[Gauge, ...]:
        """Return the angles to draw, the same ones all through a phase of one side as one camera sees it."""
        if (shot, role, side) not in self._gauges:
            of_side = np.array([one in (None, side) for one in self.side])
            in_phase = (self.angles.shot == shot) & (self.assessment.frames.role == role) & of_side
            self._gauges[shot, role, side] = choose_gauges(
                self.assessment.stretch,
                side or self.assessment.stretch.sides[0],
                role,
                _typical(self.angles.value[in_phase]),
                _typical(self.angles.sigma[in_phase]),
            )
        return self._gauges[shot, role, side]

    def _cue(self, time_s: float) -> str:
        """Return the cue of the most urgent fault that has just shown, or why nothing is scored."""
        for fault in self.assessment.faults:
            if fault.sure and fault.first_s <= time_s < fault.first_s + CUE_S:
                return fault.cue
        return self.assessment.reason


def _sides(of_frame: NDArray[np.str_]) -> list[Side | None]:
    """Return the side that works in each frame: between two repetitions that of the one that comes.

    Examples
    --------
    >>> _sides(np.array(["", "left", "", "right", ""]))
    ['left', 'left', 'right', 'right', 'right']
    """
    sides: list[Side | None] = [None] * len(of_frame)
    known = np.flatnonzero(of_frame != "")
    for index in range(len(of_frame) if len(known) else 0):
        following = min(int(np.searchsorted(known, index)), len(known) - 1)
        sides[index] = "left" if of_frame[known[following]] == "left" else "right"
    return sides


def _typical(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the median over frames of each column, NaN where it was never seen."""
    median = np.full(values.shape[1], np.nan)
    seen = np.isfinite(values).any(axis=0)
    median[seen] = np.nanmedian(values[:, seen], axis=0)
    return median
