"""A table that becomes a list where the terminal is too narrow for its columns."""

from __future__ import annotations

from rich.console import Console, ConsoleOptions, RenderResult
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

_CUT = "…"
"""What rich ends a word with that is too long for its column."""


class FittingTable(Table):
    """A table without lines; where that would cut a word, each row is told as a sentence.

    Examples
    --------
    >>> table = FittingTable()
    >>> table.add_column("phase"), table.add_column("measured"), table.add_row("hold", "78° ±6°")
    (None, None, None)
    >>> Console(width=20).print(table)
    phase  measured
    hold   78° ±6°
    >>> Console(width=14).print(table)
    • phase hold,
      measured 78°
      ±6°
    """

    def __init__(self) -> None:
        super().__init__(box=None, pad_edge=False)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Draw it as rich asks for."""
        drawn = list(super().__rich_console__(console, options))
        if not any(_CUT in part.text for part in drawn if isinstance(part, Segment)):
            yield from drawn
            return
        rows = Table.grid(padding=(0, 1, 0, 0))
        for cells in zip(*(column.cells for column in self.columns), strict=True):
            rows.add_row(
                "•", self._told([cell if isinstance(cell, Text) else Text(str(cell)) for cell in cells])
            )
        yield rows

    def _told(self, cells: list[Text]) -> Text:
        """Return what one row says, heading before cell; what is empty is left out."""
        said = []
        for column, cell in zip(self.columns, cells, strict=True):
            if cell.plain not in ("", "-"):
                heading = f"{column.header} " if column.header else ""
                said.append(Text.assemble((heading, "dim"), cell))
        return Text(", ").join(said)
