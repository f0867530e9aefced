"""HyperIM as a method: labels placed by a hierarchy, then words and labels trained together."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from functools import partial
from typing import cast, final

import numpy as np
import torch

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
from hmlc_core.methods.hyperim.start import (
    farthest,
    label_start,
    placing_space,
    start_factor,
    words_between_labels,
)
from hmlc_core.methods.words_first import WordStages, placed_words, word_preparations
from hmlc_core.models.base import TextClassifier
from hmlc_core.models.kernels import POOLED, RECURRENCE, SCORES, choose_kernels
from hmlc_core.snapshot import Array, Checkpoint, Snapshot
from hmlc_core.training.batches import collate
from hmlc_core.training.objective import Objective
from hmlc_core.training.optim import UPDATE

CALIBRATION = 256
"""Documents whose mean score sets the pooled head's biases."""


@final
class HyperIMMethod(GradientMethod):
    """All variants of HyperIM."""

    def stages(self, experiment: Experiment, prepared: Prepared) -> Sequence[Stage]:
        """Words as far as something places them, and labels where the hierarchy does."""
        settings = _settings(experiment)
        words = WordStages(
            experiment=experiment,
            prepared=prepared,
            space=model_space(settings),
            init=settings.word_init,
            bound=settings.init_range,
        ).stages()
        if not settings.given_hierarchy():
            return words
        return (*words, Stage(LABELS, partial(_place, experiment, prepared)))

    def between_stages(self, experiment: Experiment, points: Array) -> Sequence[str]:
        """Labels come nearer to the centre, and into flat space for the twin."""
        settings, steps = _settings(experiment), []
        if len(settings.stages()) > 2 and not settings.label_scale:
            # What words were placed is known to the run alone, and the first frames show it.
            steps.append(
                "labels that lay farther out on average than the farthest word were brought as "
                "near (the rule of `model.label_scale` = 0)"
            )
        elif (factor := start_factor(settings, torch.tensor(points, dtype=torch.float64))) != 1:
            rule = "the rule of `model.label_scale` = 0"
            steps.append(
                f"their distance from the centre was multiplied by {factor:.2g} "
                f"({'`model.label_scale`' if settings.label_scale else rule})"
            )
        if settings.geometry == "euclidean":
            steps.append("the coordinates of the ball were taken for those of flat space")
        return steps

    def space(self, experiment: Experiment, stage: str, width: int) -> Geometry:
        """The model's space; labels are placed in balls first, also those of the flat twin."""
        settings = _settings(experiment)
        return placing_space(settings) if stage == LABELS.name else model_space(settings)

    def preparations(self, experiment: Experiment) -> Mapping[str, Sequence[Preparation]]:
        """The placing of labels; recurrence and scores as far as encoder and head call them."""
        settings, training = _settings(experiment), experiment.training
        dtype = getattr(torch, training.dtype)
        needs = word_preparations(experiment, init=settings.word_init)
        if settings.given_hierarchy():
            needs[LABELS.name] = embedding_kernels(experiment.labels)
        if choose_kernels(training.kernels, model_space(settings)).name == "numba":
            pooled = settings.head == "pooled" and not settings.released.positive_distance
            scores = POOLED[dtype] if pooled else SCORES[dtype]
            recurrent = settings.encoder != "none" and settings.cell == "mobius"
            recurrence = (RECURRENCE[dtype],) if recurrent else ()
            needs[CLASSIFIER.name] = (*recurrence, scores, UPDATE[dtype])
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
        placed = placed_words(starts)
        network = InteractionModel(
            settings,
            geometry,
            vocabulary=0 if prepared.vectors else len(prepared.vocabulary),
            vectors=prepared.vectors,
            labels=len(prepared.corpus.graph),
            width=_document_width(settings, prepared),
            label_points=label_start(starts, settings, farthest(placed, geometry)),
            word_weights=torch.from_numpy(idf),
            kernels=choose_kernels(kernels, geometry),
            generator=generator,
            dtype=dtype,
            sparse_rows=experiment.training.rows == "sparse",
        )
        if settings.word_init == "midpoint":
            labels, words = network.label_points(), network.words.detach()
            words.copy_(words_between_labels(words, labels, prepared.train, geometry))
        elif placed is not None:
            network.words.data.copy_(geometry.project(torch.from_numpy(placed).to(dtype)))
        if network.entrance is not None:
            vectors = torch.from_numpy(prepared.train.tokens).view(documents, -1)
            network.entrance.place_(vectors, settings.init_range)
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


def _document_width(settings: HyperIM, prepared: Prepared) -> int:
    """Words per document: the longest in training, or all that may be where padding counts."""
    if settings.released.padding_is_a_word:
        return prepared.settings.max_words
    if prepared.vectors:
        return 1
    return max(1, int(prepared.train.lengths.max(initial=1)))


def _settings(experiment: Experiment) -> HyperIM:
    return cast(HyperIM, experiment.model)
