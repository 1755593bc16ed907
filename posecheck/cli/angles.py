"""`posecheck angles`: the angle table."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from posecheck.cli.terminal import print_json, print_table, table_of


def angles(
    json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
) -> None:
    """Print the angle table: what is measured, what positive means, and how well each view shows it."""
    from posecheck.angles.catalog import CATALOG

    if json:
        points = [[landmark.name.lower() for landmark in angle.landmarks] for angle in CATALOG]
        print_json(
            [asdict(angle) | {"landmarks": names} for angle, names in zip(CATALOG, points, strict=True)]
        )
        return
    table = table_of("id", "title", "unit", "positive", "best view", "error front / side / oblique")
    for angle in CATALOG:
        errors = " / ".join(f"{angle.expected_error[view]:g}" for view in ("front", "side", "oblique"))
        table.add_row(angle.id, angle.title, angle.unit, angle.positive, angle.best_view, errors)
    print_table(table)
