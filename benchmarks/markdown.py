"""Tables as Markdown."""

from collections.abc import Iterable, Sequence


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table, padded so that it reads well as plain text too.

    Examples
    --------
    >>> print(table(["angle", "MAE"], [["knee", "4.2"]]))
    | angle | MAE |
    |-------|-----|
    | knee  | 4.2 |
    """
    lines = [list(head), *map(list, rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(head))]
    lines.insert(1, ["-" * (width + 2) for width in widths])
    text = []
    for number, line in enumerate(lines):
        cells = [cell.ljust(width) for cell, width in zip(line, widths, strict=True)]
        text.append("|" + "|".join(line) + "|" if number == 1 else "| " + " | ".join(cells) + " |")
    return "\n".join(text)
