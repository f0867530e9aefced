"""What happens to label vectors before the classifier begins."""

from __future__ import annotations

from collections.abc import Generator

import torch
from torch import Tensor

from hmlc_core.data.hierarchies import given_hierarchy
from hmlc_core.data.prepare import Prepared
from hmlc_core.embeddings.graph import embed_labels
from hmlc_core.experiment import Experiment, HiddeN
from hmlc_core.snapshot import Snapshot
from hmlc_core.training.build import label_geometry, scaled
from hmlc_core.training.first_step import embed_cooccurrence
from hmlc_core.training.fused_steps import choose_implementation
from hmlc_core.training.objectives import label_pairs


def label_stage(
    experiment: Experiment, prepared: Prepared
) -> Generator[Snapshot, None, Tensor | None]:
    """Snapshots of stage `labels`, if there is one; returns the points that labels start from.

    HyperIM places labels by the hierarchy it is given (-hier); cascaded HiddeN by co-occurrence.
    """
    model = experiment.model
    if isinstance(model, HiddeN):
        if model.regime == "cascaded":
            return (yield from _by_cooccurrence(experiment, prepared, model))
    elif model.label_init == "hierarchy":
        return (yield from _by_hierarchy(experiment, prepared, model.label_scale))
    return None


def _by_hierarchy(
    experiment: Experiment, prepared: Prepared, scale: float
) -> Generator[Snapshot, None, Tensor]:
    geometry = label_geometry(experiment)
    graph = given_hierarchy(experiment.labels.hierarchy, prepared.corpus.graph)
    points = None
    for snapshot in embed_labels(graph, experiment.labels, geometry=geometry, seed=experiment.seed):
        points = snapshot.label_points
        yield snapshot
    start = torch.tensor(points, dtype=torch.float64)
    return scaled(geometry.project(start), scale, geometry)


def _by_cooccurrence(
    experiment: Experiment, prepared: Prepared, settings: HiddeN
) -> Generator[Snapshot, None, Tensor]:
    training = experiment.training
    dtype = getattr(torch, training.dtype)
    points = None
    for snapshot in embed_cooccurrence(
        label_pairs(prepared, settings),
        settings,
        labels=len(prepared.corpus.graph),
        batch=training.batch,
        steps_per_epoch=-(-len(prepared.train) // training.batch),
        rate=training.weight_rate,
        seed=experiment.seed,
        implementation=choose_implementation(training.kernels, settings, dtype),
    ):
        points = snapshot.label_points
        yield snapshot
    return torch.tensor(points, dtype=torch.float64)
