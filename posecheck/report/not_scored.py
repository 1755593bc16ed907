"""A clip that was not scored, as JSON: why, and which stretches it may show."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

import posecheck
from posecheck.errors import NotScoredError
from posecheck.files import require_own, write_atomically


class Candidate(BaseModel):
    """A stretch that a clip may show."""

    model_config = ConfigDict(frozen=True)

    stretch: str
    probability: float


class NotScoredDocument(BaseModel):
    """The whole document."""

    model_config = ConfigDict(frozen=True)

    format: Literal["posecheck.not_scored/1"]
    posecheck_version: str
    clip: str
    status: Literal["uncertain", "none", "unlike"]
    reason: str
    candidates: tuple[Candidate, ...]


def write_not_scored(clip: str, error: NotScoredError, path: Path) -> None:
    """Write why a clip was not scored, with the stretches that it may show, the most probable first.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "result.json"
    >>> write_not_scored("a.mp4", NotScoredError("a.mp4: it may be two.", "uncertain", (("arch_over", 0.5),)), file)
    >>> NotScoredDocument.model_validate_json(file.read_text()).candidates[0].stretch
    'arch_over'
    """
    require_own([path])
    document = NotScoredDocument(
        format="posecheck.not_scored/1",
        posecheck_version=posecheck.__version__,
        clip=clip,
        status=error.status,
        reason=str(error),
        candidates=tuple(Candidate(stretch=name, probability=share) for name, share in error.candidates),
    )
    with write_atomically(path) as temporary:
        temporary.write_text(document.model_dump_json(indent=2) + "\n", encoding="utf-8")
