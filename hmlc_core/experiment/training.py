"""How a model is optimised, stopped and looked at."""

from __future__ import annotations

from dataclasses import dataclass

from hmlc_core.experiment.scores import CHOOSABLE
from hmlc_core.experiment.section import Section, setting


@dataclass(frozen=True, kw_only=True)
class Training(Section):
    """Optimiser, stopping rule, precision and pace of snapshots."""

    epochs: int = setting(40, "Passes over the training documents at most.", low=1, high=10_000)
    batch: int = setting(50, "Documents per step.", low=1, high=100_000)
    point_rate: float = setting(
        0.03, "Learning rate of points (words, labels, GRU biases).", low=1e-7, high=10.0
    )
    weight_rate: float = setting(1e-2, "Learning rate of ordinary weights.", low=1e-7, high=10.0)
    clip: float = setting(
        1.0,
        "Largest norm of a gradient; 0 switches it off.",
        low=0.0,
        high=1e6,
        advanced=True,
    )
    clip_by: str = setting(
        "parameter",
        "Whose gradient `clip` limits: each parameter's on its own, or that of all parameters "
        "together (all).",
        choices=("parameter", "all"),
        advanced=True,
    )
    weight_decay: float = setting(
        0.0,
        "Weight (lambda) of half the sum of squares of all ordinary weights and biases in the loss "
        "(L2); points of a curved or flat space are left out. Above 0 every word's row learns in "
        "every step.",
        low=0.0,
        high=10.0,
        advanced=True,
    )
    rows: str = setting(
        "sparse",
        "Word rows updated in a step: those that occur (sparse; the momentum of others waits), or "
        "all (dense, as published).",
        choices=("sparse", "dense"),
        advanced=True,
    )
    patience: int = setting(
        4,
        "Epochs without a better validation score before stopping; 0 never stops.",
        low=0,
        high=1_000,
    )
    decay: float = setting(
        0.7,
        "Factor on both learning rates after an epoch without a better validation score; 1 keeps "
        "them as they are.",
        low=0.01,
        high=1.0,
        advanced=True,
    )
    staircase_steps: int = setting(
        0,
        "Steps after which both learning rates are multiplied by `staircase_factor`, again and "
        "again; 0 never does.",
        low=0,
        high=100_000_000,
        advanced=True,
    )
    staircase_factor: float = setting(
        0.95,
        "Factor on both learning rates after so many steps, beside `decay`.",
        low=0.01,
        high=1.0,
        advanced=True,
    )
    select_by: str = setting(
        "nDCG@5", "Validation score that picks the best epoch.", choices=CHOOSABLE
    )
    dtype: str = setting(
        "float32", "Precision; float64 reaches closer to the rim.", choices=("float32", "float64")
    )
    kernels: str = setting(
        "auto",
        "Implementation of the hot loops: compiled (numba), readable (torch), or compiled wherever "
        "there is such code (auto).",
        choices=("auto", "torch", "numba"),
        advanced=True,
    )
    snapshots_per_epoch: int = setting(
        4, "Looks at the label points per epoch, for the picture.", low=1, high=100, advanced=True
    )
