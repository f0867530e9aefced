"""HyperIM as a method: labels placed by a hierarchy, then words and labels trained together."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from functools import partial
from typing import cast, final

import numpy as np
import torch
from torch import Tensor

from hmlc_core.data.hierarchies import given_hierarchy
from hmlc_core.data.prepare import Prepared
from hmlc_core.embeddings.graph import embed_labels, embedding_kernels
from hmlc_core.experiment import Experiment
from hmlc_core.experiment.models.hyperim import HyperIM
from hmlc_core.experiment.stages import CLASSIFIER, LABELS
from hmlc_core.geometry import Geometry, make_geometry
from hmlc_core.geometry.kernels.background import Preparation
from hmlc_core.methods.base import Outcome, Stage, Starts
from hmlc_core.methods.gradient import GradientMethod
from hmlc_core.methods.hyperim.network import InteractionModel
from hmlc_core.methods.hyperim.objective import InteractionObjective
from hmlc_core.models.base import TextClassifier
from hmlc_core.models.kernels import POOLED, RECURRENCE, SCORES, choose_kernels
from hmlc_core.snapshot import Checkpoint, Snapshot
from hmlc_core.training.batches import collate
from hmlc_core.training.objective import Objective

CALIBRATION = 256
"""Documents whose mean score sets the pooled head's biases."""


@final
class HyperIMMethod(GradientMethod):
    """All variants of HyperIM."""

    def stages(self, experiment: Experiment, prepared: Prepared) -> Sequence[Stage]:
        """The labels, where the hierarchy places them."""
        if not experiment.model.given_hierarchy():
            return ()
        return (Stage(LABELS, partial(_place, experiment, prepared)),)

    def space(self, experiment: Experiment, stage: str, width: int) -> Geometry:
        """The model's space; labels are placed in balls first, also those of the flat twin."""
        settings = _settings(experiment)
        return placing_space(settings) if stage == LABELS.name else model_space(settings)

    def preparations(self, experiment: Experiment) -> Mapping[str, Sequence[Preparation]]:
        """The placing of labels; recurrence and scores as far as encoder and head call them."""
        settings, training = _settings(experiment), experiment.training
        dtype = getattr(torch, training.dtype)
        needs = {}
        if settings.given_hierarchy():
            needs[LABELS.name] = embedding_kernels(experiment.labels)
        if choose_kernels(training.kernels, model_space(settings)).name == "numba":
            pooled = settings.head == "pooled" and not settings.released.positive_distance
            scores = POOLED[dtype] if pooled else SCORES[dtype]
            recurrent = settings.encoder != "none" and settings.cell == "mobius"
            needs[CLASSIFIER.name] = (RECURRENCE[dtype], scores) if recurrent else (scores,)
        return needs

    def network(
        self,
        experiment: Experiment,
        prepared: Prepared,
        starts: Starts,
        *,
        generator: torch.Generator,
        kernels: str,
    ) -> InteractionModel:
        """See `GradientMethod`; the pooled head is calibrated to the labels' frequencies."""
        settings, dtype = _settings(experiment), getattr(torch, experiment.training.dtype)
        geometry = model_space(settings)
        frequency = np.array(prepared.vocabulary.document_frequency, dtype=np.float64)
        documents = max(1, len(prepared.train))
        idf = 1 + np.log((1 + documents) / (1 + frequency))
        network = InteractionModel(
            settings,
            geometry,
            vocabulary=len(prepared.vocabulary),
            labels=len(prepared.corpus.graph),
            width=_document_width(settings, prepared),
            label_points=_start(starts, settings),
            word_weights=torch.from_numpy(idf),
            kernels=choose_kernels(kernels, geometry),
            generator=generator,
            dtype=dtype,
            sparse_rows=experiment.training.rows == "sparse",
        )
        sample = collate(prepared.train, np.arange(min(CALIBRATION, len(prepared.train))))
        positives = np.asarray(prepared.train.labels.sum(0)).ravel()
        share = torch.from_numpy((positives + 0.5) / (documents + 1))
        network.calibrate_(sample.tokens, sample.lengths, share)
        return network

    def objective(
        self,
        experiment: Experiment,
        prepared: Prepared,
        network: TextClassifier,
        generator: torch.Generator,
    ) -> Objective:
        """Eq. 6 and 7."""
        return InteractionObjective(
            cast(InteractionModel, network), _settings(experiment), generator
        )


def model_space(settings: HyperIM) -> Geometry:
    """The space of words and labels."""
    released = settings.released
    return make_geometry(
        settings.geometry,
        settings.dim,
        ball_dim=settings.ball_dim,
        aggregate=settings.aggregate,
        projection="inverting" if released.inverting_projection else "radial",
        matrix="rescaled" if released.rescaled_product_matrix else "tangent",
    )


def placing_space(settings: HyperIM) -> Geometry:
    """The space in which labels are placed first: a flat twin copies the ball's coordinates."""
    product = settings.geometry == "product"
    return make_geometry(
        "product" if product else "poincare",
        settings.dim,
        ball_dim=settings.ball_dim,
        aggregate=settings.aggregate,
    )


def _place(
    experiment: Experiment, prepared: Prepared, starts: Starts, resume: Checkpoint | None
) -> Generator[Snapshot, None, Outcome]:
    """The stage `labels`: Eq. 2 over the hierarchy that is given."""
    graph = given_hierarchy(experiment.labels.hierarchy, prepared.corpus.graph)
    space = placing_space(_settings(experiment))
    points = None
    for snapshot in embed_labels(
        graph, experiment.labels, geometry=space, seed=experiment.seed, resume=resume
    ):
        points = snapshot.label_points
        yield snapshot
    assert points is not None, "label embedding always shows its points"
    return {"points": points}


def _start(starts: Starts, settings: HyperIM) -> Tensor | None:
    """Where label points start: where their stage has put them, nearer to the centre."""
    if LABELS.name not in starts:
        return None
    space = placing_space(settings)
    placed = space.project(torch.tensor(starts[LABELS.name]["points"], dtype=torch.float64))
    return scaled(placed, settings.label_scale, space)


def scaled(points: Tensor, factor: float, geometry: Geometry) -> Tensor:
    """Points with their distance from the origin multiplied by `factor`."""
    return geometry.exp0(factor * geometry.log0(points)) if factor != 1 else points


def _document_width(settings: HyperIM, prepared: Prepared) -> int:
    """Words per document: the longest in training, or all that may be where padding counts."""
    if settings.released.padding_is_a_word:
        return prepared.settings.max_words
    return max(1, int(prepared.train.lengths.max(initial=1)))


def _settings(experiment: Experiment) -> HyperIM:
    return cast(HyperIM, experiment.model)
