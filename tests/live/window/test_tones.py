"""The tones of the window."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pytest

from posecheck.live.coaching.feedback import Tone
from posecheck.live.window.tones import sound, tone_samples


@pytest.mark.parametrize("tone", get_args(Tone))
def test_every_tone_has_its_sound(tone: Tone) -> None:
    samples = tone_samples(tone)
    assert 0.1 < np.abs(samples).max() <= 0.25
    assert samples[0] == samples[-1] == 0
    sound(tone)
