"""What a store keeps of a run's snapshots, and what a snapshot tells."""

from __future__ import annotations

from collections.abc import Sequence

from hmlc_core.runs.store.arrays import assembled, pack_checkpoint, unpack_checkpoint
from hmlc_core.snapshot import Checkpoint, Snapshot


def kept(snapshots: Sequence[Snapshot]) -> Checkpoint | None:
    """What a store has of these snapshots, through the bytes of its files."""
    base: Checkpoint | None = None
    pieces: dict[int, Checkpoint] = {}
    for snapshot in snapshots:
        if snapshot.checkpoint is None:
            continue
        checkpoint = unpack_checkpoint(pack_checkpoint(snapshot.checkpoint))
        if checkpoint.piece:
            pieces[snapshot.step] = checkpoint
        else:
            base = checkpoint
    return assembled(base, [pieces[step] for step in sorted(pieces)])


def told(snapshot: Snapshot) -> tuple[object, ...]:
    return (snapshot.step, snapshot.steps, snapshot.epoch, dict(snapshot.scores), snapshot.last)
