"""Snapshots and checkpoints made by hand."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from hmlc_core.runs.store.files import LocalFiles
from hmlc_core.runs.store.store import RunStore
from hmlc_core.runs.store.tags import digest_of
from hmlc_core.runs.store.tracking import Tracking
from hmlc_core.snapshot import Checkpoint, Snapshot, frozen_copy


def snapshot(
    step: int, *, steps: int = 4, checkpoint: bool | Checkpoint = False, **fields: object
) -> Snapshot:
    """A snapshot of 3 labels in 2 dimensions, whose values tell its step."""
    made = made_checkpoint(step) if checkpoint is True else checkpoint or None
    values: dict[str, object] = {
        "stage": "train",
        "step": step,
        "steps": steps,
        "epoch": step / 2,
        "seconds": 0.5 * step,
        "losses": {"loss": 1.0 / (1 + step)},
        "scores": {"validation/nDCG@5": 0.1 * step},
        "health": {"gradient_norm": 2.0},
        "label_points": frozen_copy(np.full((3, 2), 0.1 * step)),
        "checkpoint": made,
    }
    return Snapshot(**(values | fields))  # type: ignore[arg-type]


def made_checkpoint(step: int) -> Checkpoint:
    weights = {
        "model/w": np.arange(6.0).reshape(2, 3) + step,
        "random/g": np.uint8([step % 256, 7]),
    }
    return Checkpoint(tensors=weights, state={"counters": {"step": step}, "labels": ["a", "β"]})


def of_elsewhere(store: RunStore, run_id: str, settings: dict[str, object]) -> None:
    """Make a run one with those settings, as another version or installation has written it."""
    text = json.dumps(settings)
    for key, value in {"experiment": text, "experiment.sha256": digest_of(text)}.items():
        Tracking(store.uri)("set_tag", run_id, f"hyperlabel.{key}", value)


def folder_of(store: RunStore, run_id: str) -> Path:
    """Where a run's files are."""
    files = store.files(run_id)
    assert isinstance(files, LocalFiles)
    return files.folder


def flip(path: Path, bit: int) -> None:
    """Change one bit of a file; negative ones count from its end."""
    content = bytearray(path.read_bytes())
    content[bit // 8] ^= 1 << (bit % 8)
    path.write_bytes(content)
