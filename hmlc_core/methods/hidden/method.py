"""HiddeN as a method: its regimes, over texts or over documents that are vectors."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from functools import partial
from typing import cast, final

import numpy as np
import torch
from torch import Tensor

from hmlc_core.data.prepare import Prepared
from hmlc_core.experiment import Experiment
from hmlc_core.experiment.models.hidden import HiddeN
from hmlc_core.experiment.stages import CLASSIFIER, LABELS
from hmlc_core.geometry import Geometry, make_geometry
from hmlc_core.geometry.kernels.background import Preparation
from hmlc_core.methods.base import Outcome, Stage, Starts
from hmlc_core.methods.documents import document_encoder
from hmlc_core.methods.gradient import GradientMethod
from hmlc_core.methods.hidden.cooccurrence import embed_cooccurrence
from hmlc_core.methods.hidden.fused_steps import (
    LABEL_STEPS,
    STEPS,
    FusedSteps,
    choose_implementation,
)
from hmlc_core.methods.hidden.network import HiddenModel, initial_table, table_of_points
from hmlc_core.methods.hidden.objective import HiddenObjective, label_pairs
from hmlc_core.models.base import TextClassifier
from hmlc_core.models.encoders import PointNetwork
from hmlc_core.snapshot import Checkpoint, Snapshot
from hmlc_core.training.batches import collate
from hmlc_core.training.eager_steps import Taker
from hmlc_core.training.objective import Objective
from hmlc_core.training.state import State


@final
class HiddeNMethod(GradientMethod):
    """All regimes of HiddeN."""

    def stages(self, experiment: Experiment, prepared: Prepared) -> Sequence[Stage]:
        """The labels, in the cascaded regime."""
        if _settings(experiment).regime != "cascaded":
            return ()
        return (Stage(LABELS, partial(_place, experiment, prepared)),)

    def space(self, experiment: Experiment, stage: str, width: int) -> Geometry:
        """Where label points are looked at; in the flat regime they have a dimension each."""
        settings = _settings(experiment)
        flat = settings.regime == "flat" and stage == CLASSIFIER.name
        return make_geometry(settings.geometry, width if flat else settings.dim)

    def preparations(self, experiment: Experiment) -> Mapping[str, Sequence[Preparation]]:
        """The fused steps of the point network, and of labels that are placed before."""
        settings, training = _settings(experiment), experiment.training
        if choose_implementation(training.kernels, settings, training) == "torch":
            return {}
        needs = {CLASSIFIER.name: (STEPS[getattr(torch, training.dtype)],)}
        return {LABELS.name: (LABEL_STEPS,), **needs} if LABELS in settings.stages() else needs

    def network(
        self,
        experiment: Experiment,
        prepared: Prepared,
        starts: Starts,
        *,
        generator: torch.Generator,
        kernels: str,
    ) -> HiddenModel:
        """See `GradientMethod`."""
        settings, dtype = _settings(experiment), getattr(torch, experiment.training.dtype)
        implementation = choose_implementation(kernels, settings, experiment.training)
        labels = len(prepared.corpus.graph)
        encoder = document_encoder(
            settings.encoder,
            experiment,
            prepared,
            out_dim=labels if settings.regime == "flat" else settings.dim,
            generator=generator,
        )
        # Drawn by every regime, so that those with equal seeds go on with equal random numbers.
        table = initial_table(labels, settings, generator)
        if settings.regime == "flat":
            table = torch.eye(labels, dtype=torch.float64)
        elif LABELS.name in starts:
            table = table_of_points(_points(starts), settings)
        return HiddenModel(settings, encoder, table.to(dtype), implementation=implementation)

    def objective(
        self,
        experiment: Experiment,
        prepared: Prepared,
        network: TextClassifier,
        generator: torch.Generator,
    ) -> Objective:
        """L1 + λ L2 where labels learn by ranking; its chance is its own, seeded by epoch."""
        settings = _settings(experiment)
        learns = settings.regime in ("joint", "euclidean")
        pairs = label_pairs(prepared, settings) if learns else None
        return HiddenObjective(
            cast(HiddenModel, network),
            settings,
            pairs,
            documents=len(prepared.train),
            seed=experiment.seed,
        )

    def taker(self, prepared: Prepared, objective: Objective, state: State) -> Taker:
        """Many steps in one compiled call where the network has been built for them."""
        if state.network.implementation == "numba":
            fused = cast(HiddenObjective, objective)
            return FusedSteps(prepared.train, fused, state.optimiser)
        return super().taker(prepared, objective, state)

    def diagnose(self, network: TextClassifier, prepared: Prepared) -> dict[str, float]:
        """Dead units of a point network: with four of them one costs more than any regime."""
        encoder = cast(HiddenModel, network).encoder
        if not isinstance(encoder, PointNetwork):
            return {}
        points = collate(prepared.train, np.arange(len(prepared.train))).tokens
        return {"dead_units": encoder.dead_units(points)}


def _place(
    experiment: Experiment, prepared: Prepared, starts: Starts, resume: Checkpoint | None
) -> Generator[Snapshot, None, Outcome]:
    """The stage `labels`: the ranking loss alone, over labels that come together."""
    settings, training = _settings(experiment), experiment.training
    labels = len(prepared.corpus.graph)
    points = None
    for snapshot in embed_cooccurrence(
        label_pairs(prepared, settings),
        settings,
        labels=labels,
        batch=training.batch,
        steps_per_epoch=-(-settings.epoch_items(len(prepared.train), labels) // training.batch),
        rate=training.weight_rate,
        seed=experiment.seed,
        implementation=choose_implementation(training.kernels, settings, training),
        resume=resume,
    ):
        points = snapshot.label_points
        yield snapshot
    assert points is not None, "label embedding always shows its points"
    return {"points": points}


def _points(starts: Starts) -> Tensor:
    return torch.tensor(starts[LABELS.name]["points"], dtype=torch.float64)


def _settings(experiment: Experiment) -> HiddeN:
    return cast(HiddeN, experiment.model)
