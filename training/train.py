"""Trains the estimator of one pose model from tables of rendered stills.

    python -m training.train --data DIR --out models/estimator_full.npz [--model full] [--frames N] [--seed 0]

Every network that is done is kept in the folder `--work` and is not trained again.
"""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from numpy.typing import NDArray

from posecheck.angles.learned.estimator import JOINT_IDS, Estimator
from posecheck.angles.learned.files import FORMAT
from posecheck.files import write_atomically
from posecheck.pose.model.models import BUNDLED_SHA256
from training.blend import Unseen, calibrated, folds, guesses, train_blend
from training.body import BodyTrainer
from training.table import Table, joined, load_table, names

TRAIN, VALIDATE = 0, 1
BLEND_EPOCHS = 20

Arrays = dict[str, NDArray[Any]]


def train(table: Table, *, steps: int, count: int, seed: int, work: Path | None = None) -> Arrays:
    """Return the arrays of an estimator.

    Parameters
    ----------
    table : Table
        Stills of the splits 0 (trained on) and 1 (the sigmas are calibrated on them).
    steps : int
        Batches that each network is trained on.
    count : int
        Groups of people and postures that are left out in turn.
    seed : int
        Of everything random.
    work : Path, optional
        Folder in which finished networks are kept.
    """
    trainer = BodyTrainer(steps, seed)
    seen, held = table[table.split == TRAIN], table[table.split == VALIDATE]
    parts = []
    for number, (people, postures) in enumerate(folds(seen, count, seed)):
        rest = seen[~people & ~postures]
        arrays = _kept(work, f"fold{number}", lambda rest=rest: trainer(rest, _tell))
        estimator = Estimator(arrays)
        for left_out in (people, postures):
            some = seen[left_out]
            parts.append(Unseen.of(some, guesses(estimator, some)))
    arrays = _kept(work, "all", lambda: trainer(seen, _tell))
    arrays |= train_blend(Unseen.joined(parts), epochs=BLEND_EPOCHS, seed=seed, told=_tell)
    return calibrated(arrays, held)


def _kept(work: Path | None, name: str, make: Any) -> Arrays:
    path = None if work is None else work / f"{name}.npz"
    if path is not None and path.exists():
        with np.load(path) as stored:
            return dict(stored)
    print(name, flush=True)
    arrays: Arrays = make()
    if path is not None:
        save(arrays, {}, path)
    return arrays


def save(arrays: Arrays, header: dict[str, Any], path: Path) -> None:
    """Write an estimator, or a part of one; equal arrays give equal bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with write_atomically(path) as temporary, temporary.open("wb") as stream:
        stored: Arrays = arrays | {"header": np.array(json.dumps(header, sort_keys=True))}
        np.savez(stream, allow_pickle=False, **stored)


def _tell(name: str, epoch: int, value: float) -> None:
    print(f"  {name} {epoch + 1}/20: {value:.3f}  ({time.strftime('%H:%M:%S')})", flush=True)


def main(
    data: Annotated[list[Path], typer.Option(help="Folder of tables; several may be given.")],
    out: Annotated[Path, typer.Option(help="Where the estimator is written (.npz).")],
    model: Annotated[str, typer.Option(help="Pose model whose landmarks it reads.")] = "full",
    frames: Annotated[int | None, typer.Option(help="Read about so many stills only.")] = None,
    steps: Annotated[int, typer.Option(help="Batches that each network is trained on.")] = 6000,
    groups: Annotated[int, typer.Option(help="Groups of people and postures left out in turn.")] = 3,
    seed: Annotated[int, typer.Option(help="Of everything random.")] = 0,
    work: Annotated[
        Path | None, typer.Option(help="Keep finished networks here, and go on from them.")
    ] = None,
) -> None:
    """Train the estimator of one pose model."""
    table = joined([load_table(folder, model, frames) for folder in data])
    print(f"{len(table)} stills of {len(np.unique(table.person))} people", flush=True)
    arrays = train(table, steps=steps, count=groups, seed=seed, work=work)
    header = {
        "format": FORMAT,
        "angles": list(JOINT_IDS),
        "model": model,
        "model_sha256": BUNDLED_SHA256[model],
        "stills": len(table),
        "steps": steps,
        "seed": seed,
        "tables": [names(folder).get("seed") for folder in data],
    }
    save(arrays, header, out)


if __name__ == "__main__":
    typer.run(main)
