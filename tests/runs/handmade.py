"""Snapshots and checkpoints made by hand."""

from __future__ import annotations

import numpy as np

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
