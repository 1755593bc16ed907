"""Speaks through the program that the system has for it, where it has one."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections import deque
from threading import Condition, Thread

_PROGRAMS = (("espeak-ng", "-s", "150"), ("spd-say", "--wait"), ("espeak", "-s", "150"))
_POWERSHELL = (
    "Add-Type -AssemblyName System.Speech; "
    "(New-Object System.Speech.Synthesis.SpeechSynthesizer).Speak([Console]::In.ReadToEnd())"
)


def speech_command() -> list[str] | None:
    """Return the command that speaks what comes after it, or None where there is none.

    Examples
    --------
    >>> command = speech_command()
    >>> command is None or len(command) > 0
    True
    """
    if sys.platform == "darwin":
        return ["say"]
    if sys.platform == "win32":
        return ["powershell", "-NoProfile", "-Command", _POWERSHELL]
    return next(([*program] for program in _PROGRAMS if shutil.which(program[0])), None)


class Speech:
    """Speaks one sentence after the other in a thread of its own; a context manager.

    Attributes
    ----------
    on : bool
        Whether it speaks.
    """

    def __init__(self) -> None:
        self.on = True
        self._command = speech_command()
        self._waiting: deque[str] = deque(maxlen=4)
        self._changed = Condition()
        self._closed = False
        self._speaking: subprocess.Popen[str] | None = None
        self._thread = Thread(target=self._run, name="posecheck-speech", daemon=True)

    def __enter__(self) -> Speech:
        if self._command is not None:
            self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify()
        self._hush()

    def say(self, text: str, urgent: bool = False) -> None:
        """Speak soon; something urgent cuts off what is being spoken."""
        if not self.on or self._command is None:
            return
        with self._changed:
            if urgent:
                self._waiting.clear()
                self._hush()
            self._waiting.append(text)
            self._changed.notify()

    def toggle(self) -> None:
        """Mute or unmute."""
        self.on = not self.on
        if not self.on:
            self._waiting.clear()
            self._hush()

    def _hush(self) -> None:
        if self._speaking is not None and self._speaking.poll() is None:
            self._speaking.terminate()

    def _run(self) -> None:
        assert self._command is not None
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting or self._closed)
                if self._closed:
                    return
                text = self._waiting.popleft()
            by_input = sys.platform == "win32"
            try:
                self._speaking = subprocess.Popen(
                    self._command if by_input else [*self._command, text],
                    stdin=subprocess.PIPE if by_input else subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    text=True,
                )
                self._speaking.communicate(text if by_input else None)
            except OSError:
                # Without sound the session goes on by sight.
                self.on = False
