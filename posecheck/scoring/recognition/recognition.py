"""Which stretch a clip shows: the signatures of the whole library weighed against each other and against none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from posecheck.angles import Angles
from posecheck.angles.catalog import Side
from posecheck.scoring.recognition.movement import LEAST_SEEN, shown, whole_shot
from posecheck.scoring.recognition.postures import Postures, postures_of
from posecheck.scoring.recognition.signature import Known, evidence
from posecheck.scoring.reps import shots
from posecheck.stretches.load import everyday_movements, load_stretch, stretch_ids
from posecheck.stretches.schema import Stretch

PARTIAL = 2.5
"""A movement of which hardly any is shown speaks against."""

WHOLE_MOVEMENT = 0.8
"""With this share of a stretch's movement it is all there."""

HELD = 1.0
"""A pose that is held all the while, without the way in, speaks so much less for a stretch."""

OUT_OF_THE_QUESTION = 5.5
"""Where the posture speaks so much against a stretch, it is looked at no further."""

SIDES: tuple[Side, ...] = ("right", "left")

NOT_SHOWN = -4.0
"""What a shot says of a stretch that is not to be seen in it."""

SHARPER = 1.2
"""What speaks for one stretch against another counts so often; fitted on performances."""

BELIEVED = 0.5
"""What speaks for none of the stretches counts so often: a movement that the view hides looks like none, too."""

UNSURE_ALONG = 0.75
"""Where nothing tells the posture, as of who is seen along the spine, none of the stretches is no surer."""

NONE = 0.7
"""What has to be exceeded to be called a stretch at all."""

EVERYDAY = -0.4
"""Who asks which stretch a clip shows has more likely filmed one than an everyday movement that looks the same."""

SURE = 0.8
"""A stretch that is less probable than this is asked for instead of named."""

LEAST_CANDIDATE = 0.05
"""Less probable stretches are not worth a question."""


@dataclass(frozen=True)
class Recognition:
    """What a clip shows.

    Attributes
    ----------
    stretch : str or None
        Id of the stretch; None where none fits.
    probability : float
        Of that answer.
    others : tuple of (str, float)
        All stretches that were found possible with their probability, the most probable first.
    alike : tuple of str
        Stretches that look the same to the camera as the one named; the probability is that it is one of them.

    Examples
    --------
    >>> found = Recognition("childs_pose", 0.6, (("childs_pose", 0.6), ("boogie_board", 0.3), ("arch_over", 0.01)))
    >>> found.asks, found.candidates
    (True, (('childs_pose', 0.6), ('boogie_board', 0.3)))
    """

    stretch: str | None
    probability: float
    others: tuple[tuple[str, float], ...]
    alike: tuple[str, ...] = ()

    @property
    def asks(self) -> bool:
        """Whether it is too unsure to be believed: whoever knows has to say."""
        return self.probability < SURE and bool(self.candidates)

    @property
    def candidates(self) -> tuple[tuple[str, float], ...]:
        """The stretches to choose from where it is unsure, the most probable first, no more than three."""
        return tuple((name, share) for name, share in self.others[:3] if share >= LEAST_CANDIDATE)


def recognise(angles: Angles, stretches: Iterable[Stretch] | None = None) -> Recognition:
    """Name the stretch in a clip.

    Parameters
    ----------
    angles : Angles
        Joint angles over T frames.
    stretches : iterable of Stretch, optional
        What to choose from; the library if left out.

    Notes
    -----
    Each stretch is looked for on its own, between the two ends that the clip shows of what leads the stretch.
    Each line of its signature that holds there speaks for it, the more the less of the plausible range it allows;
    each that does not hold speaks against it, as does a movement that is only part of the whole. The sums are
    logarithms of odds against a body that does anything else; the most probable is named, be it none. What people
    do when they do no stretch, such as standing, squatting or walking, is weighed alike and is none too. Of
    several shots the clearest one decides.

    Examples
    --------
    >>> from posecheck.angles import compute_angles
    >>> from posecheck.pose.landmarks import Landmarks
    >>> recognise(compute_angles(Landmarks.empty([0.0], 640, 480))).stretch is None
    True
    """
    choice = list(stretches) if stretches is not None else [load_stretch(known) for known in stretch_ids()]
    postures = postures_of(angles)
    seen = _seen_shots(angles)
    lengths = np.array([_length_s(angles, frames) for frames in seen])
    weights = np.log(lengths / lengths.sum()) if len(seen) else lengths
    everyday = [_everyday(angles, frames) for frames in seen]
    found = {
        stretch.id: _over_shots(
            [
                _of_shot(angles, postures, stretch, frames, stillness)
                for frames, (_, stillness) in zip(seen, everyday, strict=True)
            ],
            weights,
        )
        for stretch in choice
    }
    found = {name: value for name, value in found.items() if value > NOT_SHOWN}
    names = sorted(found, key=lambda name: -found[name])
    other = _over_shots([value for value, _ in everyday], weights)
    none = np.logaddexp(NONE, other if found else NOT_SHOWN)
    probable, nothing = _probabilities([found[name] for name in names], none, postures.told)
    others = tuple(zip(names, probable, strict=True))
    for first in (stretch for stretch in choice if names and stretch.id == names[0]):
        alike = tuple(name for name in first.looks_like if name in found)
        sure = sum(value for name, value in others if name == first.id or name in alike)
        if sure > nothing:
            return Recognition(first.id, sure, others, alike)
    return Recognition(None, nothing, others)


def _probabilities(log_odds: list[float], none: float, told: float) -> tuple[list[float], float]:
    """Return how probable each stretch is, and that it is none.

    Parameters
    ----------
    log_odds : list of float
        What speaks for each stretch.
    none : float
        What speaks for none of them.
    told : float
        Share of the frames that tell of the posture.

    Examples
    --------
    >>> _probabilities([], 0.0, 1.0)
    ([], 1.0)
    >>> [probable], nothing = _probabilities([2.0], 2.0, 1.0)
    >>> round(probable, 3), round(nothing, 3)
    (0.5, 0.5)
    """
    if not log_odds:
        return [], 1.0
    sharp = SHARPER * np.array(log_odds)
    together = float(np.logaddexp.reduce(sharp))
    over = SHARPER * none - together
    nothing = float(1.0 / (1.0 + np.exp(-(BELIEVED * over if over > 0 else over))))
    if told < 0.5:
        nothing = min(nothing, UNSURE_ALONG)
    return ((1.0 - nothing) * np.exp(sharp - together)).tolist(), nothing


def _seen_shots(angles: Angles) -> list[slice]:
    """Return the shots in which somebody is seen."""
    parts = [slice(int(first), int(last)) for first, last in shots(angles.shot)]
    return [part for part in parts if np.isfinite(angles.value[part]).any(axis=1).mean() >= LEAST_SEEN]


def _length_s(angles: Angles, frames: slice) -> float:
    """Return how long a shot is seen."""
    seen = np.isfinite(angles.value[frames]).any(axis=1).mean()
    time_s = angles.time_s[frames]
    return max(float(seen * (time_s[-1] - time_s[0])), 1e-3)


def _over_shots(log_odds: list[float], log_weights: NDArray[np.float64]) -> float:
    """Return what several shots say together: each counts by its length."""
    return float(np.logaddexp.reduce(np.array(log_odds) + log_weights)) if log_odds else NOT_SHOWN


def _of_shot(angles: Angles, postures: Postures, stretch: Stretch, frames: slice, stillness: float) -> float:
    """Return how much one shot speaks for a stretch."""
    if not stretch.signature:
        return NOT_SHOWN
    against = postures.mean_against(stretch.postures, frames)
    if against >= OUT_OF_THE_QUESTION:
        return NOT_SHOWN
    found = max(_on_side(angles, stretch, side, frames, stillness) for side in stretch.sides)
    return max(NOT_SHOWN, found - against)


def _on_side(angles: Angles, stretch: Stretch, side: Side, frames: slice, stillness: float) -> float:
    part = shown(angles, stretch, side, frames)
    if part is None:
        return NOT_SHOWN
    found = evidence(angles, stretch, side, part.rep)
    if part.held:
        return found.pose + stillness - HELD
    missing = max(0.0, WHOLE_MOVEMENT - part.share) / WHOLE_MOVEMENT
    return found.all_lines - PARTIAL * missing**2


def _everyday(angles: Angles, frames: slice) -> tuple[float, float]:
    """Return how much one shot speaks for the everyday movement that it fits best, and how much for keeping still.

    A pose that is held is as still as somebody who only stands or lies, so that what stillness speaks for the one
    speaks for the other.
    """
    rep = whole_shot(frames)
    known: Known = {}
    weighed = [
        evidence(angles, movement, side, rep, known)
        for movement in everyday_movements()
        for side in (SIDES if movement.sided else SIDES[:1])
    ]
    best = max(weighed, key=lambda each: each.all_lines)
    return EVERYDAY + best.all_lines, max(0.0, best.all_lines - best.pose)
