"""Label vectors from co-occurrence alone: the first step of HiddeN's cascaded regime.

Chatterjee et al. (EACL 2021, §3.3). The released code runs every document through the classifier
in this step too, and uses nothing of it; here only the ranking loss is computed.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import torch
from torch import Tensor, nn

from hmlc_core.embeddings.ranking import Pairs, occurrences, rank_loss
from hmlc_core.experiment.models.hidden import HiddeN
from hmlc_core.experiment.stages import LABELS
from hmlc_core.geometry.hyperboloid import to_ball
from hmlc_core.methods.hidden.fused_steps import fused_label_steps
from hmlc_core.methods.hidden.network import cap_, initial_table
from hmlc_core.models.encoders.dropout import drop
from hmlc_core.snapshot import Checkpoint, Snapshot, frozen_copy
from hmlc_core.training.optim import RiemannianAdam

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
    implementation: str = "torch",
    resume: Checkpoint | None = None,
) -> Iterator[Snapshot]:
    """Snapshots of stage `labels`: initial points, evenly spaced looks, then the result.

    batch: pairs a step. rate: learning rate of Adam. implementation: `torch`, or `numba` where no
    label coordinates are hidden. Row i of `label_points` (labels, dim) is label i in the ball.
    Computed in float64; the same arguments give the same snapshots. Each carries a checkpoint;
    resume: that of the snapshot to go on after.
    """
    generator = torch.Generator().manual_seed(seed)
    table = nn.Parameter(initial_table(labels, settings, generator))
    optimiser = RiemannianAdam([("table", table)], point_rate=rate, weight_rate=rate, clip=0.0)
    epochs = settings.first_epochs if len(pairs) else 0
    steps = epochs * steps_per_epoch
    looks = set(np.linspace(0, steps, FRAMES + 1).round().astype(int).tolist())
    # Pairs are drawn for all steps up to a look, but never for more than an epoch.
    stops = sorted(looks | set(range(0, steps, steps_per_epoch)))
    total, since, seconds, begun = 0.0, 0, 0.0, 0
    if resume is not None:
        implementation = resume.state["kernels"]
        seconds, begun = resume.state["seconds"], resume.state["step"]
        optimiser.load({name: torch.tensor(array) for name, array in resume.tensors.items()})
        with torch.no_grad():
            table.copy_(torch.tensor(resume.tensors["points"]))
        generator.set_state(torch.tensor(resume.tensors["random"]))
    start = time.perf_counter()

    def snapshot(step: int) -> Snapshot:
        points = to_ball(table.detach()).numpy()
        tensors = {"points": table.detach(), "random": generator.get_state()}
        state = {"step": step, "seconds": seconds, "kernels": implementation}
        return Snapshot(
            stage=LABELS.name,
            step=step,
            steps=steps,
            epoch=step / steps_per_epoch,
            seconds=seconds,
            losses={"loss": total / since} if since else {},
            health={"largest_label_norm": float(np.linalg.norm(points, axis=1).max())},
            label_points=frozen_copy(points),
            kernels=implementation,
            checkpoint=Checkpoint(
                tensors={
                    name: tensor.numpy().copy()
                    for name, tensor in (tensors | optimiser.tensors()).items()
                },
                state=state,
            ),
        )

    if resume is None or begun == steps:  # one snapshot at least, which tells the result
        yield snapshot(begun)
    for step, stop in pairwise(stop for stop in stops if stop >= begun):
        drawn = pairs.draw(batch * (stop - step), settings.negatives, generator)
        if implementation == "numba":
            total += fused_label_steps(
                table, optimiser, drawn, batch=batch, max_norm=settings.max_norm
            )
        else:
            for part in drawn.split(batch):  # type: ignore[no-untyped-call]
                total += _step(table, optimiser, part, settings, generator)
        since += stop - step
        if stop in looks:
            cap_(table, settings.max_norm)
            seconds += time.perf_counter() - start
            yield snapshot(stop)
            total, since, start = 0.0, 0, time.perf_counter()


def _step(
    table: nn.Parameter,
    optimiser: RiemannianAdam,
    drawn: Tensor,
    settings: HiddeN,
    generator: torch.Generator,
) -> float:
    """One readable step over the drawn pairs; its loss."""
    cap_(table, settings.max_norm)
    rows: Tensor = table
    if settings.label_masks == "occurrence":
        rows, drawn = occurrences(table, drawn)
    loss = rank_loss(drop(rows, settings.label_dropout, generator), drawn, flat=False)
    optimiser.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    optimiser.step()
    return loss.item()
