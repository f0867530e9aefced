"""Label vectors from co-occurrence alone: the first step of HiddeN's cascaded regime.

Chatterjee et al. (EACL 2021, §3.3). The released code runs every document through the classifier
in this step too, and uses nothing of it; here only the ranking loss is computed.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

import numpy as np
import torch

from hmlc_core.embeddings.ranking import Pairs, rank_loss
from hmlc_core.experiment.hidden import HiddeN
from hmlc_core.geometry.hyperboloid import to_ball
from hmlc_core.models.encoders.dropout import drop
from hmlc_core.models.hidden import cap_, initial_table
from hmlc_core.snapshot import Snapshot, frozen_copy

FRAMES = 32
"""Snapshots after the first; enough for a smooth picture of the movement."""


def embed_cooccurrence(
    pairs: Pairs,
    settings: HiddeN,
    *,
    labels: int,
    batch: int,
    steps_per_epoch: int,
    rate: float,
    seed: int,
) -> Iterator[Snapshot]:
    """Snapshots of stage `labels`: initial points, evenly spaced looks, then the result.

    batch: pairs a step. rate: learning rate of Adam. Row i of `label_points` (labels, dim) is
    label i in the ball. Computed in float64; the same arguments give the same snapshots.
    """
    generator = torch.Generator().manual_seed(seed)
    table = initial_table(labels, settings, generator).requires_grad_()
    optimiser = torch.optim.Adam([table], lr=rate, foreach=False)
    epochs = settings.first_epochs if len(pairs) else 0
    steps = epochs * steps_per_epoch
    looks = set(np.linspace(0, steps, FRAMES + 1).round().astype(int).tolist())
    losses: list[float] = []
    seconds, start = 0.0, time.perf_counter()

    def snapshot(step: int) -> Snapshot:
        points = to_ball(table.detach()).numpy()
        return Snapshot(
            stage="labels",
            step=step,
            steps=steps,
            epoch=step / steps_per_epoch,
            seconds=seconds,
            losses={"loss": float(np.mean(losses))} if losses else {},
            health={"largest_label_norm": float(np.linalg.norm(points, axis=1).max())},
            label_points=frozen_copy(points),
        )

    yield snapshot(0)
    for step in range(1, steps + 1):
        cap_(table, settings.max_norm)
        drawn = pairs.draw(batch, settings.negatives, generator)
        loss = rank_loss(drop(table, settings.label_dropout, generator), drawn, flat=False)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        losses.append(loss.item())
        if step in looks:
            cap_(table, settings.max_norm)
            seconds += time.perf_counter() - start
            yield snapshot(step)
            losses, start = [], time.perf_counter()
