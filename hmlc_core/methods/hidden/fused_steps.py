"""Optimiser steps of HiddeN's point network, many in one compiled call.

The network is so small that a step in torch is nearly all overhead. Here a call takes the
parameters and the optimiser's state through all batches between two looks, in place and with the
random numbers of the readable steps; both agree to rounding.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import final

import numpy as np
import torch
from torch import Tensor

from hmlc_core.data.text import Encoded
from hmlc_core.errors import SettingError
from hmlc_core.experiment.models.hidden import HiddeN
from hmlc_core.experiment.training import Training
from hmlc_core.geometry.kernels.background import Preparation, in_each_precision
from hmlc_core.methods.hidden.objective import HiddenObjective
from hmlc_core.training.eager_steps import Rows, Taken
from hmlc_core.training.optim import BETA1, BETA2, EPSILON, RiemannianAdam

WEIGHTS = (
    "table",
    "encoder.inner.weight",
    "encoder.inner.bias",
    "encoder.outer.weight",
    "encoder.outer.bias",
)
"""The model's parameters in the order of `compiled.classifier`; only the table may be fixed."""

_RULE = (BETA1, BETA2, EPSILON)


def choose_implementation(name: str, settings: HiddeN, training: Training) -> str:
    """`torch` or `numba`, where `auto` takes compiled steps if there are any.

    Raises `SettingError` when numba is asked for and has no steps for these settings.
    """
    obstacle = _obstacle(settings, training)
    if obstacle and name == "numba":
        raise SettingError(
            f"no compiled steps for {obstacle}",
            where="training.kernels",
            expected="torch or auto",
            received=name,
        )
    return "torch" if obstacle or name == "torch" else "numba"


def _obstacle(settings: HiddeN, training: Training) -> str:
    if settings.encoder.kind != "points":
        return f"documents that are texts (model.encoder.kind = {settings.encoder.kind})"
    if settings.label_dropout:
        return f"hidden label coordinates (model.label_dropout = {settings.label_dropout:g})"
    if training.clip and training.clip_by != "parameter":
        return f"gradients clipped together (training.clip_by = {training.clip_by})"
    if training.weight_decay:
        return f"squared weights in the loss (training.weight_decay = {training.weight_decay:g})"
    return ""


@final
class FusedSteps:
    """Steps of `HiddenObjective` over documents that are points, without label dropout."""

    def __init__(
        self, documents: Encoded, objective: HiddenObjective, optimiser: RiemannianAdam
    ) -> None:
        self.objective, self.optimiser = objective, optimiser
        points = torch.tensor(documents.tokens, dtype=objective.network.table.dtype)
        self.points = points.view(len(documents), -1).numpy()
        labels = documents.labels
        self.starts, self.labels = labels.indptr.astype(np.int64), labels.indices.astype(np.int64)

    def take(self, batches: Sequence[Rows]) -> Iterator[Taken]:
        """One step for each batch; all up to one without a finite gradient are told together."""
        from hmlc_core.methods.hidden.compiled import classifier

        objective, optimiser = self.objective, self.optimiser
        settings, network = objective.settings, objective.network
        parameters = dict(network.named_parameters())
        weights = [parameters[name].detach() for name in WEIGHTS]
        fixed = int(not network.table.requires_grad)
        # What is fixed has no state; the kernel leaves what stands in its place alone.
        states = [optimiser.state[name] for name in WEIGHTS[fixed:]]
        states = [states[0]] * fixed + states
        documents = np.concatenate([np.zeros(0, np.int64), *batches])
        bounds = np.cumsum([0, *map(len, batches)], dtype=np.int64)
        ranks = objective.pairs is not None
        drawn = objective.next_pairs(len(documents) if ranks else 0).numpy()
        done = 0
        while done < len(batches):
            told = np.zeros(4)
            start = bounds[done]
            steps, broken = classifier.train(
                self.points, self.starts, self.labels, documents[start:], bounds[done:] - start,
                drawn[start:],
                tuple(_rows(weight) for weight in weights),
                *(tuple(_rows(s[part]) for s in states) for part in ("moment", "square")),
                tuple(s["steps"].numpy() for s in states),
                fixed, objective.flat, settings.max_norm, settings.rank_weight,
                optimiser.factor * optimiser.weight_rate, optimiser.clip, _RULE, told,
            )  # fmt: skip
            done += steps + (broken >= 0)
            names = ("loss", "classification", "ranking")[: 3 if ranks else 1]
            yield Taken(
                batches=steps + (broken >= 0),
                steps=steps,
                losses=dict(zip(names, told.tolist())),
                gradient_norm=float(told[3]),
                broken=WEIGHTS[broken] if broken >= 0 else None,
            )


def fused_label_steps(
    table: Tensor, optimiser: RiemannianAdam, drawn: Tensor, *, batch: int, max_norm: float
) -> float:
    """The steps of cascaded's first stage over drawn pairs, `batch` of them a step, in one call.

    table: (L, dim) in float64, the optimiser's parameter `table`. Returns the sum of the losses.
    """
    from hmlc_core.methods.hidden.compiled import labels

    state = optimiser.state["table"]
    arrays = (t.detach().numpy() for t in (table, state["moment"], state["square"], state["steps"]))
    rate = optimiser.factor * optimiser.weight_rate
    total: float = labels.train(*arrays, drawn.numpy(), batch, max_norm, rate, _RULE)
    return total


def _rows(x: Tensor) -> np.ndarray:
    """A weight as the rows that have step counts, sharing its memory."""
    return x.view(len(x), -1).numpy()


def prepare_steps(dtype: torch.dtype) -> None:
    """Compile, or load, `FusedSteps` by a call that takes no step."""
    from hmlc_core.methods.hidden.compiled import classifier

    none, edge = np.zeros(0, np.int64), np.zeros(1, np.int64)
    drawn = np.zeros((0, 2), np.int64)
    weight = torch.zeros(1, 1, dtype=dtype).numpy()
    weights, steps = (weight,) * len(WEIGHTS), (weight[0],) * len(WEIGHTS)
    classifier.train(
        weight, edge, none, none, edge, drawn, weights, weights, weights, steps,
        0, False, 0.0, 0.0, 0.0, 0.0, _RULE, np.zeros(4),
    )  # fmt: skip


def prepare_label_steps() -> None:
    """Compile, or load, `fused_label_steps` by a call that takes no step."""
    from hmlc_core.methods.hidden.compiled import labels

    table, drawn = np.zeros((1, 1)), np.zeros((0, 2), np.int64)
    labels.train(table, table, table, table[0], drawn, 1, 0.0, 0.0, _RULE)


STEPS = in_each_precision("HiddeN's steps", prepare_steps)
LABEL_STEPS = Preparation("HiddeN's placing of labels", prepare_label_steps)
"""Labels are placed in float64, whatever the run's precision."""
