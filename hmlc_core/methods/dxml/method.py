"""DXML as a method: label vectors from their graph, then networks that lead documents to them."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from functools import partial
from typing import cast, final

import torch

from hmlc_core.data.prepare import Prepared
from hmlc_core.experiment import Experiment
from hmlc_core.experiment.encoder import Encoder
from hmlc_core.experiment.models.dxml import DXML
from hmlc_core.experiment.stages import LABELS
from hmlc_core.geometry import Geometry, make_geometry
from hmlc_core.methods.base import Outcome, Stage, Starts
from hmlc_core.methods.documents import document_encoder
from hmlc_core.methods.dxml.labels import embed_labels, label_graph
from hmlc_core.methods.dxml.network import DxmlModel
from hmlc_core.methods.dxml.objective import Approach
from hmlc_core.methods.gradient import GradientMethod
from hmlc_core.models.base import TextClassifier
from hmlc_core.snapshot import Checkpoint, Snapshot
from hmlc_core.training.objective import Objective


@final
class DxmlMethod(GradientMethod):
    """DXML over texts, or over documents that are points."""

    def stages(self, experiment: Experiment, prepared: Prepared) -> Sequence[Stage]:
        """The labels."""
        return (Stage(LABELS, partial(_place, experiment, prepared)),)

    def space(self, experiment: Experiment, stage: str, width: int) -> Geometry:
        """Flat, before training and in it."""
        return make_geometry("euclidean", width)

    def network(
        self,
        experiment: Experiment,
        prepared: Prepared,
        starts: Starts,
        *,
        generator: torch.Generator,
        kernels: str,
    ) -> DxmlModel:
        """See `GradientMethod`; there are no compiled kernels for it."""
        settings, dtype = _settings(experiment), getattr(torch, experiment.training.dtype)
        encoder = document_encoder(
            Encoder(kind="tfidf", dropout=settings.dropout),
            experiment,
            prepared,
            out_dim=settings.learners * settings.hidden,
            generator=generator,
        )
        labels = prepared.train.labels
        vectors = torch.zeros(labels.shape[1], settings.dim, dtype=torch.float64)
        if LABELS.name in starts:
            vectors = torch.tensor(starts[LABELS.name]["points"], dtype=torch.float64)
        return DxmlModel(settings, encoder, vectors, labels, generator=generator, dtype=dtype)

    def objective(
        self,
        experiment: Experiment,
        prepared: Prepared,
        network: TextClassifier,
        generator: torch.Generator,
    ) -> Objective:
        """The distance of documents from where their labels are."""
        return Approach(cast(DxmlModel, network))

    def diagnose(self, network: TextClassifier, prepared: Prepared) -> dict[str, float]:
        """Training documents that belong nowhere, and took no part."""
        return {"left_out": float(cast(DxmlModel, network).lost)}


def _place(
    experiment: Experiment, prepared: Prepared, starts: Starts, resume: Checkpoint | None
) -> Generator[Snapshot, None, Outcome]:
    """The stage `labels`: walks over the graph of labels that come together."""
    points = None
    for snapshot in embed_labels(
        label_graph(prepared.train.labels),
        _settings(experiment),
        seed=experiment.seed,
        resume=resume,
    ):
        points = snapshot.label_points
        yield snapshot
    assert points is not None, "the stage always shows its points"
    return {"points": points}


def _settings(experiment: Experiment) -> DXML:
    return cast(DXML, experiment.model)
