"""A live session: engine, camera, recorder and history together, for the browser and the window alike."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import date, datetime
from typing import Any, Self

from posecheck.arrays import Pixels
from posecheck.live.choices import Choice, choices, coach_for
from posecheck.live.coaching.coach import Coach
from posecheck.live.engine import Engine, Finding, Picture
from posecheck.live.history import History, default_path
from posecheck.live.options import LiveOptions
from posecheck.live.pictures.camera import Camera
from posecheck.live.pictures.recorder import Recorder


class Session:
    """What is behind a page or a window; a context manager.

    Parameters
    ----------
    options : LiveOptions
        What was asked for.
    on_finding : callable
        Given each finding, in the engine's thread.
    on_trouble : callable
        Given the id of a trouble of the own camera, and None when pictures come again.
    on_picture : callable, optional
        Given each picture of the own camera.

    Attributes
    ----------
    engine : Engine
        Turns pictures into feedback.
    camera : Camera or None
        The own camera, where one was asked for.

    Raises
    ------
    PosecheckError
        If the history or the video cannot be written, or there is no such camera or model.
    """

    def __init__(
        self,
        options: LiveOptions,
        on_finding: Callable[[Finding], None],
        on_trouble: Callable[[str | None], None],
        on_picture: Callable[[Picture], None] | None = None,
    ) -> None:
        self.options = options
        self.engine = Engine(options.model, self._on_finding)
        self.camera: Camera | None = None
        if options.camera is not None:
            self.camera = Camera(options.camera, self._on_picture, on_trouble)
        self._told, self._shown = on_finding, on_picture
        self._history = History(options.history or default_path())
        self._recorder = Recorder(options.record) if options.record else None
        self._seq = 0
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        if self._recorder is not None:
            self._stack.callback(self._recorder.close)
        self._stack.enter_context(self.engine)
        if self.camera is not None:
            self._stack.enter_context(self.camera)
        return self

    def __exit__(self, *error: object) -> None:
        self._stack.close()

    @property
    def choices(self) -> list[Choice]:
        """What can be started today."""
        return choices(self.options, self._history, date.today())

    @property
    def open(self) -> bool:
        """Whether something has been started and is not over."""
        return self.engine.coach is not None and not self.engine.coach.over

    @property
    def ended(self) -> bool:
        """Whether a clip in place of a camera has been played to its end."""
        return self.camera is not None and self.camera.ended

    def start(self, exercise: str, **how: Any) -> Coach:
        """Begin a stretch or a routine in place of the present one; parameters and errors as of `coach_for`."""
        coach = coach_for(exercise, self._history, datetime.now(), library=self.options.library, **how)
        self.engine.start(coach)
        if self.camera is not None:
            self.camera.begin()
        return coach

    def look(self, seq: int, captured_s: float, image: Pixels) -> Picture:
        """Hand a picture to the engine: its number, its time in the camera's own clock, and RGB [H, W, 3]."""
        picture = Picture(seq, captured_s, time.perf_counter(), image)
        self.engine.frames.put(picture)
        return picture

    def pain(self, sharp: bool | None = None) -> None:
        """Stop the present set because it hurts, or answer how it felt."""
        self.engine.command(lambda coach: coach.pain(sharp))

    def skip(self) -> None:
        """Go on to what comes next."""
        self.engine.command(lambda coach: coach.skip())

    def _on_picture(self, image: Pixels, time_s: float) -> None:
        self._seq += 1
        picture = self.look(self._seq, time_s, image)
        if self._shown is not None:
            self._shown(picture)

    def _on_finding(self, finding: Finding) -> None:
        if finding.picture is not None and self._recorder is not None:
            self._recorder.write(finding.picture.image, finding.picture.captured_s)
        self._told(finding)
