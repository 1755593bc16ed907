"""Results that were saved, measured again: what every format is written from."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from posecheck import api
from posecheck.clip_landmarks import LANDMARK_SUFFIX
from posecheck.errors import PosecheckError
from posecheck.pose.landmarks import Landmarks
from posecheck.pose.turned_picture import TURN
from posecheck.report.result import Measured, Result
from posecheck.report.result_json import FORMAT, document

_NUMBER = re.compile(r"posecheck\.result/(\d+)")


def measured_again(
    path: Path, *, stretch: str | None = None, side: str = "auto", library: Path | None = None
) -> tuple[Measured, tuple[str, ...]]:
    """Return what was measured in a clip, and what to know of how it was found.

    Parameters
    ----------
    path : Path
        Landmarks (`.npz`), which hold all there is to measure; or a result (`.json`), which names the stretch and
        the side, with its landmarks beside it under the same name.
    stretch, side : str, optional
        Id or file of the stretch, and the working side; those of the result where left out. Landmarks without a
        stretch are measured and not scored.
    library : Path, optional
        Folder of the user's own stretch files.

    Returns
    -------
    Measured
        A `Result` where the stretch is known.
    tuple of str
        Where the result of today is not the one that was saved, one sentence.

    Raises
    ------
    PosecheckError
        If it is no such file, of another version, or its landmarks are missing or of another clip.
    """
    if path.suffix == LANDMARK_SUFFIX:
        landmarks = Landmarks.load(path)
        if stretch is None:
            name = str(landmarks.source.get("clip", path.name))
            angles = api.measure(landmarks)
            return Measured(name, angles.landmarks or landmarks, angles), ()
        return api.check(landmarks, stretch, side=side, library=library), ()
    saved = _read(path)
    try:
        clip, known = saved["clip"], saved["stretch"]
        name, made_from, known_id, known_side = clip["name"], clip["source"], known["id"], known["side"]
    except (KeyError, TypeError):
        raise PosecheckError(f"{path} is damaged; check the clip again.") from None
    landmarks = Landmarks.load(_landmarks_of(path, Path(name).name))
    if landmarks.source.get("clip_sha256") != made_from.get("clip_sha256"):
        raise PosecheckError(
            f"The landmarks beside {path} are of another clip; give those that belong to it (.npz) and --stretch."
        )
    as_saved = stretch is None and side == "auto"

    def again(turn: float | None = None) -> Result:
        working = (known_side or "auto") if as_saved else side
        return api.check(landmarks, stretch or known_id, side=working, turn=turn, library=library)

    found = again()
    # A turn that was asked for of landmarks is not kept in them.
    if found.landmarks.source.get(TURN) != made_from.get(TURN):
        found = again(made_from.get(TURN, 0.0) - landmarks.source.get(TURN, 0.0))
    return found, _differs(found, saved, path) if as_saved else ()


def _read(path: Path) -> dict[str, Any]:
    try:
        saved = json.loads(path.read_text(encoding="utf-8"))
        said = _NUMBER.fullmatch(saved["format"])
    except FileNotFoundError:
        raise PosecheckError(f"{path} does not exist; check the path.") from None
    except OSError as error:
        raise PosecheckError(f"{path} cannot be read ({error.strerror}); check the file.") from None
    except (ValueError, KeyError, TypeError):
        said = None
    if said is None:
        raise PosecheckError(
            f"{path} is no result of posecheck; give what check wrote with --json (.json) or --landmarks (.npz)."
        )
    if saved["format"] != FORMAT:
        newer = int(said[1]) > int(FORMAT.rpartition("/")[2])
        raise PosecheckError(
            f"{path} was written by {'a newer' if newer else 'an older'} version of posecheck ({saved['format']}); "
            + ("install that version." if newer else "check the clip again.")
        )
    return dict(saved)


def _landmarks_of(path: Path, clip: str) -> Path:
    beside = path.with_suffix(LANDMARK_SUFFIX)
    of_clip = path.with_name(clip)
    for known in (beside, of_clip):
        if known.suffix == LANDMARK_SUFFIX and known.exists():
            return known
    raise PosecheckError(
        f"{path} has no landmarks beside it: {beside} is not there; check the clip again, or give "
        "its landmarks (.npz) and --stretch."
    )


def _differs(found: Result, saved: dict[str, Any], path: Path) -> tuple[str, ...]:
    today = json.loads(document(found).model_dump_json())
    if all(today[name] == saved.get(name) for name in ("score", "reps", "targets", "faults")):
        return ()
    return (
        f"Measured again by this version the result is not quite that of {path}, which posecheck "
        f"{saved.get('posecheck_version')} wrote: the score is {_score(today)} and was {_score(saved)}.",
    )


def _score(result: dict[str, Any]) -> str:
    return "none" if result.get("score") is None else f"{result['score']:.1f}"
