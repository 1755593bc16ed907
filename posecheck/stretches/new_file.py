"""Begins a stretch file: the commented one in `new_file.toml`, under a name of the user's own."""

from __future__ import annotations

import re
from pathlib import Path

from posecheck.errors import PosecheckError
from posecheck.files import bundled_file, write_atomically
from posecheck.stretches.load import Library

START = Path(__file__).with_name("new_file.toml")


def start_stretch(known: str, folder: Path, library: Library | None = None) -> Path:
    """Write a commented stretch file that is valid as it is, to be changed line by line.

    Its first line names the schema, by which an editor completes what is written.

    Parameters
    ----------
    known : str
        Id of the new stretch: small letters, digits and underscores.
    folder : Path
        Where to; it is made if need be.
    library : Library, optional
        The stretches whose ids are taken.

    Returns
    -------
    Path
        The file, `ID.toml`.

    Raises
    ------
    PosecheckError
        If that is no id or there is such a stretch, there is such a file, or it cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> from posecheck.stretches.schema import read_stretch
    >>> read_stretch(start_stretch("my_squat", Path(tempfile.mkdtemp()))).title
    'My squat'
    """
    if not re.fullmatch(r"[a-z][a-z0-9_]*", known):
        raise PosecheckError(
            f"{known!r} cannot be an id; use small letters, digits and underscores: my_stretch."
        )
    path = folder / f"{known}.toml"
    if path.exists():
        raise PosecheckError(f"{path} is there already; give another id or remove it first.")
    if known in (library or Library()).ids():
        raise PosecheckError(f"There is a stretch {known} already; give another id.")
    text = START.read_text(encoding="utf-8").replace("TITLE", known.replace("_", " ").capitalize())
    schema = bundled_file("docs/schemas", "stretch.schema.json").resolve().as_uri()
    with write_atomically(path) as temporary:
        temporary.write_text(f"#:schema {schema}\n{text}", encoding="utf-8")
    return path
