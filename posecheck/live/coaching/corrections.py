"""What could be corrected in the latest frame: the stretch's own faults, then every angle out of its range."""

from __future__ import annotations

import numpy as np

from posecheck.angles import ANGLE_IDS, Angles
from posecheck.angles.catalog import Side
from posecheck.arrays import Floats
from posecheck.live.coaching.cues import Cue
from posecheck.scoring.advice import what_to_do
from posecheck.scoring.faults import DOUBT, fault_frames
from posecheck.scoring.quantities import Readings, at_start, columns_of, read_columns
from posecheck.scoring.results import Assessment
from posecheck.stretches.bounds import FULL_DOUBT
from posecheck.stretches.schema import Fault, Role, Stretch

WORTH_SAYING = 5.0
"""An angle is mentioned when it costs the repetition at least this many points."""

LASTS_S = 1.0
"""An angle is mentioned when it has been out of its range for this long; faults say it of themselves."""

Costs = dict[tuple[str, str, str], float]
"""Points that an angle costs in its unit and phase."""


class Corrections:
    """Looks at the latest frame of a movement with the rules and ranges of its stretch.

    Parameters
    ----------
    stretch : Stretch
        What is done.
    working : {"left", "right"}
        The working side.
    """

    def __init__(self, stretch: Stretch, working: Side) -> None:
        self.stretch, self.working = stretch, working
        pairs = [(column, target) for target in stretch.targets for column in columns_of(target, working)]
        self.columns = [column for column, _ in pairs]
        self.targets = [target for _, target in pairs]
        self._since_s: dict[str, float] = {}
        self._began: tuple[Assessment, Floats, Floats] | None = None

    def __call__(self, window: Angles, latest: Assessment) -> tuple[Cue, ...]:
        """Return everything that is wrong in the last frame and has been so for long enough.

        Parameters
        ----------
        window : Angles
            The frames of the present repetition and the rest before it, up to now.
        latest : Assessment
            The assessment of the window, or of its beginning.
        """
        role: Role = str(latest.frames.role[-1]) or "rest"  # type: ignore[assignment]
        # They change only with the assessment, not with every frame.
        if self._began is None or self._began[0] is not latest:
            self._began = (latest, *_baselines(window, latest, role))
        last = window[slice(-1, None)]
        readings = Readings(last.value, last.sigma, *self._began[1:])
        cost = {(target.angle, target.unit, target.phase): target.points_lost for target in latest.targets}
        found = self._faults(readings, role, cost) | self._of_the_whole(latest)
        named = {read for fault in self.stretch.faults if fault.id in found for read in self._read_by(fault)}
        found |= self._ranges(readings, role, cost, named)
        now_s = float(last.time_s[0])
        self._since_s = {id_: self._since_s.get(id_, now_s) for id_ in found}
        return tuple(cue for id_, (cue, lasts_s) in found.items() if now_s - self._since_s[id_] >= lasts_s)

    def _faults(self, readings: Readings, role: Role, cost: Costs) -> dict[str, tuple[Cue, float]]:
        found = {}
        for fault in self.stretch.faults:
            if self.stretch.role_of(fault.phase) != role:
                continue
            lost = sum(cost.get((*what, fault.phase), 0.0) for what in self._read_by(fault))
            if fault_frames(fault, self.working, readings, doubt=DOUBT if lost else FULL_DOUBT)[0]:
                found[fault.id] = Cue(fault.id, fault.cue, fault.priority, lost), fault.min_s
        return found

    def _of_the_whole(self, latest: Assessment) -> dict[str, tuple[Cue, float]]:
        """Return the faults that only the whole repetition shows, such as its rhythm, found in the present one."""
        plain = {fault.id for fault in self.stretch.faults if not _looks_over(fault)}
        now = int(latest.frames.rep[-1])
        return {
            fault.id: (Cue(fault.id, fault.cue, fault.priority), 0.0)
            for fault in latest.faults
            if now and now in fault.reps and fault.sure and fault.id not in plain
        }

    def _ranges(
        self,
        readings: Readings,
        role: Role,
        cost: Costs,
        named: set[tuple[str, str]],
    ) -> dict[str, tuple[Cue, float]]:
        value, sigma = read_columns(self.columns, readings)
        found = {}
        for k, (column, target) in enumerate(zip(self.columns, self.targets, strict=True)):
            angle = ANGLE_IDS[column.index]
            lost = cost.get((angle, target.unit, target.phase), 0.0)
            known = (angle, target.unit) in named
            if self.stretch.role_of(target.phase) != role or known or lost < WORTH_SAYING:
                continue
            now = float(value[0, k])
            away = target.bounds.surely_outside(now, float(sigma[0, k]))
            if away:
                id_ = f"{angle} {'more' if away < 0 else 'less'}"
                found[id_] = Cue(id_, what_to_do(column, target, now), "form", lost), LASTS_S
        return found

    def _read_by(self, fault: Fault) -> set[tuple[str, str]]:
        """Return what a fault reads: angles, each with the unit, for how long it lasts is another thing."""
        conditions = (*fault.all_of, *fault.any_of)
        return {(ANGLE_IDS[c.index], q.unit) for q in conditions for c in columns_of(q, self.working)}


def _baselines(window: Angles, latest: Assessment, role: Role) -> tuple[Floats, Floats]:
    """Return the angles at the start of the present repetition and of its phase, both [1, A]; NaN outside any."""
    rest = phase = np.arange(0)
    number, roles = latest.frames.rep, latest.frames.role
    if number[-1]:
        own = np.flatnonzero(number == number[-1])
        phase = own[roles[own] == role]
        if latest.reps[-1].start_seen:
            earlier = np.flatnonzero(number[: own[0]])
            rest = np.arange(earlier[-1] + 1 if len(earlier) else 0, own[0])
            rest = rest[roles[rest] == "rest"]
    at_rep, at_phase = at_start(window, rest, phase)
    return at_rep[None], at_phase[None]


def _looks_over(fault: Fault) -> bool:
    return any(condition.over for condition in (*fault.all_of, *fault.any_of))
