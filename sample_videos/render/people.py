"""The performers: which body each has and how each is dressed."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sample_videos.render.bake import PEOPLE
from sample_videos.render.wardrobe import Outfit

OUTFITS: dict[str, Outfit] = {
    "anna": Outfit(
        skin=(0.82, 0.62, 0.52),
        hair=(0.36, 0.22, 0.12),
        shirt=(0.72, 0.25, 0.32),
        bottoms=(0.16, 0.17, 0.24),
        hair_style="bun",
        sleeve=0.35,
    ),
    "ben": Outfit(
        skin=(0.80, 0.61, 0.50),
        hair=(0.16, 0.11, 0.07),
        shirt=(0.20, 0.42, 0.62),
        bottoms=(0.22, 0.22, 0.24),
        leg=0.48,
        loose=0.008,
    ),
    "chen": Outfit(
        skin=(0.82, 0.65, 0.50),
        hair=(0.07, 0.06, 0.06),
        shirt=(0.88, 0.78, 0.35),
        bottoms=(0.15, 0.28, 0.30),
        hair_style="bun",
        sleeve=0.55,
    ),
    "dayo": Outfit(
        skin=(0.38, 0.25, 0.18),
        hair=(0.05, 0.04, 0.04),
        shirt=(0.85, 0.85, 0.82),
        bottoms=(0.55, 0.15, 0.15),
        sleeve=0.15,
        leg=0.5,
        loose=0.006,
    ),
    "elsa": Outfit(
        skin=(0.84, 0.67, 0.58),
        hair=(0.62, 0.60, 0.57),
        shirt=(0.35, 0.55, 0.42),
        bottoms=(0.25, 0.22, 0.30),
        sleeve=0.6,
        stripes=True,
        loose=0.007,
    ),
    "frank": Outfit(
        skin=(0.80, 0.58, 0.47),
        hair=(0.40, 0.38, 0.36),
        shirt=(0.80, 0.45, 0.15),
        bottoms=(0.15, 0.17, 0.20),
        sleeve=0.55,
        leg=0.5,
        loose=0.007,
        socks=(0.9, 0.9, 0.9),
    ),
    "grace": Outfit(
        skin=(0.47, 0.31, 0.22),
        hair=(0.06, 0.05, 0.05),
        shirt=(0.40, 0.25, 0.55),
        bottoms=(0.10, 0.10, 0.12),
        hair_style="bun",
        sleeve=0.12,
        leg=0.9,
    ),
}


def performer(name: str) -> dict[str, Any]:
    """Sex, age and build of a performer, for the truth file."""
    told = asdict(PEOPLE[name])
    del told["targets"]
    return {"name": name, **told}
