"""The same coaching in a plain window, without a browser."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace

import cv2
import numpy as np

from posecheck.arrays import Floats, Pixels
from posecheck.errors import PosecheckError
from posecheck.live.coaching.feedback import Feedback, SetResult
from posecheck.live.engine import Finding
from posecheck.live.options import LiveOptions
from posecheck.live.pictures.camera_check import SENTENCES
from posecheck.live.pictures.latest_picture import Newest
from posecheck.live.session import Session
from posecheck.live.window.info_panel import draw_window
from posecheck.live.window.speech import Speech
from posecheck.live.window.tones import sound
from posecheck.overlay.canvas import Canvas
from posecheck.overlay.skeleton import draw_skeleton
from posecheck.pose.landmarks import Landmarks

TITLE = "posecheck live"


def run_window(options: LiveOptions, *, acute_pain: bool, kneeling_ok: bool) -> list[SetResult]:
    """Coach in a window until its user closes it, or a clip in place of the camera ends.

    Parameters
    ----------
    options : LiveOptions
        What to do; the camera is number 0 where none is named.
    acute_pain, kneeling_ok : bool
        The answers to the article's questions.

    Returns
    -------
    list of SetResult
        What was done.

    Raises
    ------
    PosecheckError
        If no stretch is named, there is no screen, or an option is not usable.
    """
    if options.exercise is None:
        raise PosecheckError(
            "Say what to do in the window, posecheck live ID --window; posecheck stretches lists the ids."
        )
    _require_screen()
    window = _Window(replace(options, camera=options.camera or "0"))
    coach = window.session.start(
        options.exercise,
        side=options.side,
        reps=options.reps,
        acute_pain=acute_pain,
        kneeling_ok=kneeling_ok,
    )
    with window:
        window.run(coach.now())
    return coach.results


def _require_screen() -> None:
    # OpenCV's window library warns of fonts that it does not need.
    os.environ.setdefault("QT_LOGGING_RULES", "default.warning=false")
    # Where there is no screen that library ends the whole process; so another one tries first.
    tried = subprocess.run(
        [sys.executable, "-c", "import cv2; cv2.namedWindow('posecheck')"], capture_output=True, check=False
    )
    if tried.returncode != 0:
        raise PosecheckError(
            "There is no screen to open a window on; run posecheck live without --window instead."
        )


class _Window:
    """The window with its session and voice."""

    def __init__(self, options: LiveOptions) -> None:
        self.speech = Speech()
        self.findings: Newest[Finding] = Newest()
        self.session = Session(options, self._on_finding, self._on_trouble)
        self.trouble: str | None = None

    def __enter__(self) -> _Window:
        cv2.namedWindow(TITLE, cv2.WINDOW_NORMAL | cv2.WINDOW_KEEPRATIO | cv2.WINDOW_GUI_NORMAL)
        cv2.resizeWindow(TITLE, 1280, 720)
        self.speech.__enter__()
        self.session.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self.session.__exit__(*error)
        self.speech.__exit__(*error)
        cv2.destroyAllWindows()

    def run(self, feedback: Feedback) -> None:
        """Show what the coach says, picture by picture, until the user or the clip ends it."""
        picture = None
        for words in feedback.say:
            self.speech.say(words.text)
        while True:
            finding = self.findings.take(timeout_s=0.03)
            if finding is not None:
                feedback = finding.feedback
                picture = _drawn(finding) if finding.picture else picture
                self.trouble = finding.trouble if finding.picture else self.trouble
            trouble = SENTENCES.get(self.trouble or "", "")
            board = draw_window(picture, feedback, trouble, self.speech.on)
            cv2.imshow(TITLE, cv2.cvtColor(board, cv2.COLOR_RGB2BGR))
            if not self._key(cv2.waitKey(1) & 0xFF, feedback) or self.session.ended:
                return

    def _key(self, key: int, feedback: Feedback) -> bool:
        """Act on a key; return whether to go on."""
        pressed = chr(key).lower() if key < 128 else ""
        if feedback.ask_sharp and pressed:
            self.session.pain(sharp=pressed == "y")
        elif pressed == " ":
            self.session.pain()
        elif pressed == "n":
            self.session.skip()
        elif pressed == "m":
            self.speech.toggle()
        elif pressed == "f":
            full = cv2.getWindowProperty(TITLE, cv2.WND_PROP_FULLSCREEN) == cv2.WINDOW_FULLSCREEN
            mode = cv2.WINDOW_NORMAL if full else cv2.WINDOW_FULLSCREEN
            cv2.setWindowProperty(TITLE, cv2.WND_PROP_FULLSCREEN, mode)
        closed = cv2.getWindowProperty(TITLE, cv2.WND_PROP_VISIBLE) < 1
        return pressed != "q" and key != 27 and not closed

    def _on_trouble(self, trouble: str | None) -> None:
        self.trouble = trouble
        if trouble:
            self.speech.say(SENTENCES[trouble], urgent=True)

    def _on_finding(self, finding: Finding) -> None:
        # Spoken here and not where it is drawn: a picture may be passed over, a word may not.
        for tone in finding.feedback.tones if self.speech.on else ():
            sound(tone)
        for words in finding.feedback.say:
            self.speech.say(words.text, words.urgent)
        self.findings.put(finding)


def _drawn(finding: Finding) -> Pixels:
    """Return the picture with the person's lines on it, mirrored as in a mirror."""
    picture, landmarks = finding.picture, finding.landmarks
    assert picture is not None
    assert landmarks is not None
    mirrored = np.ascontiguousarray(picture.image[:, ::-1])
    canvas = Canvas(mirrored)
    draw_skeleton(canvas, _flipped(landmarks), landmarks.visibility[0])
    return canvas.image


def _flipped(landmarks: Landmarks) -> Floats:
    """Return the places of the landmarks in the mirrored picture; left and right stay the person's own."""
    return np.asarray(landmarks.image_px[0] * [-1, 1] + [landmarks.width_px, 0])
