"""From an experiment and its prepared corpus to an untrained model."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from hmlc_core.data.prepare import Prepared
from hmlc_core.errors import SettingError
from hmlc_core.experiment import Experiment, HiddeN, HyperIM
from hmlc_core.geometry import make_geometry
from hmlc_core.geometry.base import Geometry
from hmlc_core.models.base import TextClassifier
from hmlc_core.models.encoders import build_encoder
from hmlc_core.models.hidden import HiddenModel, initial_table, table_of_points
from hmlc_core.models.interaction import InteractionModel
from hmlc_core.models.kernels import choose_kernels
from hmlc_core.training.batches import collate
from hmlc_core.training.fused_steps import choose_implementation

CALIBRATION = 256
"""Documents whose mean score sets the pooled head's biases."""


def model_geometry(experiment: Experiment, dim: int | None = None) -> Geometry:
    """The space of the label points.

    dim: their coordinates, where the settings leave that open (HiddeN's flat regime).
    """
    settings = experiment.model
    if isinstance(settings, HiddeN):
        return make_geometry(settings.geometry, dim or settings.dim)
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
    """The space in which labels are placed first: a flat twin copies the ball's coordinates."""
    settings = experiment.model
    if isinstance(settings, HyperIM) and settings.geometry == "product":
        return make_geometry(
            "product", settings.dim, ball_dim=settings.ball_dim, aggregate=settings.aggregate
        )
    return make_geometry("poincare", settings.dim)


def scaled(points: Tensor, factor: float, geometry: Geometry) -> Tensor:
    """Points with their distance from the origin multiplied by `factor`."""
    return geometry.exp0(factor * geometry.log0(points)) if factor != 1 else points


def build_model(
    experiment: Experiment,
    prepared: Prepared,
    *,
    label_points: Tensor | None,
    generator: torch.Generator,
    kernels: str | None = None,
) -> TextClassifier:
    """An untrained model.

    label_points: (C, dim) where labels were placed before, or None where they start by the
        model's own rule.
    generator: source of every initial value.
    kernels: `torch` or `numba`, overriding the experiment's choice (a resumed run keeps its own).
    Raises `SettingError` when the model does not fit the corpus.
    """
    kernels = kernels or experiment.training.kernels
    if isinstance(experiment.model, HiddeN):
        return _hidden(experiment, experiment.model, prepared, label_points, generator, kernels)
    return _hyperim(experiment, experiment.model, prepared, label_points, generator, kernels)


def _hyperim(
    experiment: Experiment,
    settings: HyperIM,
    prepared: Prepared,
    label_points: Tensor | None,
    generator: torch.Generator,
    kernels: str,
) -> InteractionModel:
    dtype = getattr(torch, experiment.training.dtype)
    geometry = model_geometry(experiment)
    frequency = np.array(prepared.vocabulary.document_frequency, dtype=np.float64)
    documents = max(1, len(prepared.train))
    idf = 1 + np.log((1 + documents) / (1 + frequency))
    model = InteractionModel(
        settings,
        geometry,
        vocabulary=len(prepared.vocabulary),
        labels=len(prepared.corpus.graph),
        width=_document_width(experiment, settings, prepared),
        label_points=label_points,
        word_weights=torch.from_numpy(idf),
        kernels=choose_kernels(kernels, geometry, dtype),
        generator=generator,
        dtype=dtype,
        sparse_rows=experiment.training.rows == "sparse",
    )
    sample = collate(prepared.train, np.arange(min(CALIBRATION, len(prepared.train))))
    positives = np.asarray(prepared.train.labels.sum(0)).ravel()
    share = torch.from_numpy((positives + 0.5) / (documents + 1))
    model.calibrate_(sample.tokens, sample.lengths, share)
    return model


def _document_width(experiment: Experiment, settings: HyperIM, prepared: Prepared) -> int:
    """Words per document: the longest in training, or all that may be where padding counts."""
    if settings.released.padding_is_a_word:
        return experiment.corpus.max_words
    return max(1, int(prepared.train.lengths.max(initial=1)))


def _hidden(
    experiment: Experiment,
    settings: HiddeN,
    prepared: Prepared,
    label_points: Tensor | None,
    generator: torch.Generator,
    kernels: str,
) -> HiddenModel:
    dtype = getattr(torch, experiment.training.dtype)
    implementation = choose_implementation(kernels, settings, dtype)
    labels = len(prepared.corpus.graph)
    encoder = build_encoder(
        settings.encoder,
        vocabulary=prepared.vocabulary,
        features=int(prepared.train.lengths[0]) if prepared.corpus.points else None,
        out_dim=labels if settings.regime == "flat" else settings.dim,
        generator=generator,
        dtype=dtype,
        sparse_rows=experiment.training.rows == "sparse",
    )
    # Drawn by every regime, so that those with equal seeds go on with equal random numbers.
    table = initial_table(labels, settings, generator)
    if settings.regime == "flat":
        table = torch.eye(labels, dtype=torch.float64)
    elif label_points is not None:
        table = table_of_points(label_points, settings)
    return HiddenModel(settings, encoder, table.to(dtype), implementation=implementation)


def check_trainable(experiment: Experiment, prepared: Prepared) -> None:
    """Raise `SettingError` when there is nothing the model can learn from, or be chosen by."""
    sizes = {"training": len(prepared.train), "validation": len(prepared.validation)}
    for split, size in sizes.items():
        if size == 0:
            raise SettingError(
                f"the corpus has no {split} documents",
                where="corpus.name",
                expected="at least one training and one validation document",
                remedy="Add documents, or a development split.",
            )
    if prepared.corpus.points and isinstance(experiment.model, HyperIM):
        raise SettingError(
            "HyperIM reads words, and the documents of this corpus are points",
            where="model.name",
            expected="hidden, with model.encoder.kind = points",
            received="hyperim",
            remedy="Start from the preset hidden-synthetic.",
        )
    if prepared.train.labels.nnz == 0:
        raise SettingError(
            "no training document has a label",
            where="corpus.name",
            remedy="Check the corpus with `python -m hmlc_core data check`.",
        )
