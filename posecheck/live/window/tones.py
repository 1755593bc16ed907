"""Short tones for the window; the page sounds the same ones by itself."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from posecheck.live.coaching.feedback import Tone

RATE_HZ = 44_100
LOUDNESS = 0.25
PAUSE_S = 0.04
EDGE_S = 0.015
"""A tone that begins or ends at once clicks."""

_TABLE = Path(__file__).parents[1] / "browser" / "web" / "tones.json"


@cache
def tone_samples(tone: Tone) -> NDArray[np.float32]:
    """Return a tone as sound.

    Parameters
    ----------
    tone : str
        One of the tones of `Feedback.tones`.

    Returns
    -------
    ndarray of float32, shape [N]
        From -1 to 1, `RATE_HZ` of them a second.

    Examples
    --------
    >>> round(len(tone_samples("rep")) / RATE_HZ, 2)
    0.14
    """
    parts = []
    for hertz, seconds in json.loads(_TABLE.read_text(encoding="utf-8"))[tone]:
        at_s = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
        swell = np.minimum(np.minimum(at_s, seconds - at_s) / EDGE_S, 1.0)
        parts += [LOUDNESS * swell * np.sin(2 * np.pi * hertz * at_s), np.zeros(round(PAUSE_S * RATE_HZ))]
    return np.concatenate(parts).astype(np.float32)


def sound(tone: Tone) -> None:
    """Play a tone without waiting for its end; where there is no sound the session goes on by sight."""
    try:
        # Importing it fails where the system has no PortAudio.
        import sounddevice

        sounddevice.play(tone_samples(tone), RATE_HZ)
    except Exception:
        return
