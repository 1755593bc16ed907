"""`posecheck angles`: the angle table."""

from __future__ import annotations

from rich.table import Table

from posecheck.cli.terminal import out


def angles() -> None:
    """Print the angle table: what is measured, what positive means, and how well each view shows it."""
    from posecheck.angles.catalog import CATALOG

    table = Table(box=None, pad_edge=False)
    for name in ("id", "title", "unit", "positive", "best view", "error front / side / oblique"):
        table.add_column(name, header_style="dim")
    for angle in CATALOG:
        errors = " / ".join(f"{angle.expected_error[view]:g}" for view in ("front", "side", "oblique"))
        table.add_row(angle.id, angle.title, angle.unit, angle.positive, angle.best_view, errors)
    out.print(table)
