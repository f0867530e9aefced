"""From an experiment and its prepared corpus to an untrained model."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from hmlc_core.data.prepare import Prepared
from hmlc_core.errors import SettingError
from hmlc_core.experiment import Experiment
from hmlc_core.geometry import make_geometry
from hmlc_core.geometry.base import Geometry
from hmlc_core.models.interaction import InteractionModel
from hmlc_core.models.kernels import choose_kernels
from hmlc_core.training.batches import collate

CALIBRATION = 256
"""Documents whose mean score sets the pooled head's biases."""


def model_geometry(experiment: Experiment) -> Geometry:
    """The space of words and labels."""
    settings = experiment.model
    released = settings.released
    return make_geometry(
        settings.geometry,
        settings.dim,
        ball_dim=settings.ball_dim,
        aggregate=settings.aggregate,
        projection="inverting" if released.inverting_projection else "radial",
        matrix="rescaled" if released.rescaled_product_matrix else "tangent",
    )


def label_geometry(experiment: Experiment) -> Geometry:
    """The space in which the hierarchy is embedded: a flat twin copies the ball's coordinates."""
    settings = experiment.model
    if settings.geometry == "product":
        return make_geometry(
            "product", settings.dim, ball_dim=settings.ball_dim, aggregate=settings.aggregate
        )
    return make_geometry("poincare", settings.dim)


def scaled(points: Tensor, factor: float, geometry: Geometry) -> Tensor:
    """Points with their distance from the origin multiplied by `factor`."""
    return geometry.exp0(factor * geometry.log0(points)) if factor != 1 else points


def document_width(experiment: Experiment, prepared: Prepared) -> int:
    """Words per document: the longest in training, or all that may be where padding counts."""
    if experiment.model.released.padding_is_a_word:
        return experiment.corpus.max_words
    return max(1, int(prepared.train.lengths.max(initial=1)))


def build_model(
    experiment: Experiment,
    prepared: Prepared,
    *,
    label_points: Tensor | None,
    generator: torch.Generator,
    kernels: str | None = None,
) -> InteractionModel:
    """An untrained model.

    label_points: (C, dim) from the label graph, or None where labels start at random.
    generator: source of every initial value.
    kernels: `torch` or `numba`, overriding the experiment's choice (a resumed run keeps its own).
    """
    settings, training = experiment.model, experiment.training
    dtype = getattr(torch, training.dtype)
    geometry = model_geometry(experiment)
    frequency = np.array(prepared.vocabulary.document_frequency, dtype=np.float64)
    documents = max(1, len(prepared.train))
    idf = 1 + np.log((1 + documents) / (1 + frequency))
    model = InteractionModel(
        settings,
        geometry,
        vocabulary=len(prepared.vocabulary),
        labels=len(prepared.corpus.graph),
        width=document_width(experiment, prepared),
        label_points=label_points,
        word_weights=torch.from_numpy(idf),
        kernels=choose_kernels(kernels or training.kernels, geometry, dtype),
        generator=generator,
        dtype=dtype,
        sparse_rows=training.rows == "sparse",
    )
    sample = collate(prepared.train, np.arange(min(CALIBRATION, len(prepared.train))))
    positives = np.asarray(prepared.train.labels.sum(0)).ravel()
    share = torch.from_numpy((positives + 0.5) / (documents + 1))
    model.calibrate_(sample.tokens, sample.lengths, share)
    return model


def check_trainable(prepared: Prepared) -> None:
    """Raise `SettingError` when there is nothing to learn from or to choose by."""
    sizes = {"training": len(prepared.train), "validation": len(prepared.validation)}
    for split, size in sizes.items():
        if size == 0:
            raise SettingError(
                f"the corpus has no {split} documents",
                where="corpus.name",
                expected="at least one training and one validation document",
                remedy="Add documents, or a development split.",
            )
    if prepared.train.labels.nnz == 0:
        raise SettingError(
            "no training document has a label",
            where="corpus.name",
            remedy="Check the corpus with `python -m hmlc_core data check`.",
        )
