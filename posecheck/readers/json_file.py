"""JSON files, read once however often they are asked for."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from posecheck.errors import PosecheckError


def read_json(path: Path) -> Any:
    """Return what a JSON file holds.

    Raises
    ------
    PosecheckError
        If it cannot be read or is not JSON.
    """
    try:
        return _read(path, path.stat().st_mtime_ns)
    except FileNotFoundError:
        raise PosecheckError(f"{path} does not exist; check the path.") from None
    except OSError as error:
        raise PosecheckError(f"{path} cannot be read ({error.strerror}); check the file.") from None
    except (ValueError, RecursionError):
        raise PosecheckError(f"{path} is not JSON, or is cut short; write it again.") from None


@lru_cache(maxsize=1)
def _read(path: Path, _: int) -> Any:
    return json.loads(path.read_bytes())


def last_number(name: str) -> int | None:
    """Return the last number in a file's name, by which frames are numbered.

    Examples
    --------
    >>> last_number("clip2_000000000017_keypoints.json"), last_number("a.jpg") is None
    (17, True)
    """
    found = re.findall(r"\d+", Path(name).stem)
    return int(found[-1]) if found else None
