"""Rest the skin on what carries it, and measure how far it goes through."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sample_videos.render.body import Body, topology
from sample_videos.render.rig import DOF_INDEX, forward, skin
from sample_videos.render.scene import ROLLER_RADIUS_M, SEAT_HEIGHT_M

Array = NDArray[np.float64]

# Flesh gives way under weight: skin may sink this far (m) into what carries it.
GIVE = {"floor": 0.006, "seat": 0.014, "roller": 0.014}


@dataclass(frozen=True)
class Roller:
    """A foam roller on the floor: middle (x, z) when the pelvis is above the origin, and turn of its axis from Z.

    Without slip the roller travels half as far as the body that rolls on it.
    """

    x: float
    z: float = 0.0
    turn_deg: float = 0.0

    @property
    def axis(self) -> Array:
        """Unit vector along the roller."""
        turn = np.radians(self.turn_deg)
        return np.array([np.sin(turn), 0.0, np.cos(turn)])

    def centre(self, q: Array) -> Array:
        """Middle of the roller under a body with degrees of freedom [D]."""
        across = np.array([q[DOF_INDEX["x"]], 0.0, q[DOF_INDEX["z"]]])
        across -= (across @ self.axis) * self.axis
        return np.array([self.x, ROLLER_RADIUS_M, self.z]) + 0.5 * across


@dataclass(frozen=True)
class Supports:
    """What can carry a body: the floor at height 0, seats (rectangles), a roller (lying cylinder)."""

    seats: tuple[tuple[float, float, float, float], ...] = ()
    roller: Roller | None = None

    def gaps(self, vertices: Array, q: Array) -> dict[str, float]:
        """Smallest distance of posed skin from each support; negative where it goes through."""
        out = {"floor": float(vertices[:, 1].min())}
        for x, z, turn, height in self.seats:
            c, s = np.cos(np.radians(turn)), np.sin(np.radians(turn))
            local = (vertices[:, [0, 2]] - [x, z]) @ np.array([[c, s], [-s, c]])
            over = (np.abs(local) < 0.2).all(axis=1) & (vertices[:, 1] > height - 0.15)
            if over.any():
                out["seat"] = min(out.get("seat", np.inf), float(vertices[over, 1].min()) - height)
        if self.roller is not None:
            axis = self.roller.axis
            local = vertices - self.roller.centre(q)
            radial = np.linalg.norm(local - np.outer(local @ axis, axis), axis=1)
            near = np.abs(local @ axis) < 0.457
            out["roller"] = float(radial[near].min()) - ROLLER_RADIUS_M
        return out

    def offsets(self, body: Body, q: Array) -> dict[str, float]:
        """Heights to add to the contacts on each support so that the skin just rests on it."""
        gaps = self.gaps(posed_skin(body, q), q)
        return {name: -gap - GIVE[name] for name, gap in gaps.items() if gap < 0.08}

    def kind_of(self, point: str, value: Any) -> str:
        """Which support a contact belongs to."""
        if value in ("floor", "slide"):
            return "floor"
        if point.startswith("seat"):
            return "seat"
        return "roller" if point.startswith(("back", "blade", "sacrum")) else ""


def supports_of(props: list[dict[str, Any]]) -> Supports:
    """Supports that the props of a table entry make."""
    seats = tuple(
        (p["x"], p["z"], p.get("turn", 0.0), p.get("height", SEAT_HEIGHT_M))
        for p in props
        if p["kind"] == "chair" and p.get("carries", True)
    )
    rollers = [Roller(p["x"], p.get("z", 0.0), p.get("turn", 0.0)) for p in props if p["kind"] == "roller"]
    return Supports(seats, rollers[0] if rollers else None)


def posed_skin(body: Body, q: Array) -> Array:
    """Posed skin vertices of one frame of degrees of freedom [D]."""
    return skin(body, forward(body, q))[topology().ranges["skin"]]


def settle_shift(body: Body, q: Array, supports: Supports) -> float:
    """Vertical shift (m) that brings the lowest skin to rest.

    Parameters
    ----------
    body
        The body.
    q
        Degrees of freedom [D].
    supports
        What can carry it.

    Returns
    -------
    float
        Positive lifts the body.
    """
    gaps = supports.gaps(posed_skin(body, q), q)
    if "roller" in gaps:
        gaps = {"roller": gaps["roller"]}
    return -min(gap + GIVE[name] for name, gap in gaps.items())
