"""The variants of a model that an ablation compares: experiments told apart by few fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from hmlc_core.experiment import Experiment
from hmlc_core.experiment.section import Section

Variants = Mapping[str, Mapping[str, object]]
"""Name -> fields of the model and their values; the fields of others do not matter to it."""

ABLATIONS: Variants = MappingProxyType(
    {
        "E-rand": {"geometry": "euclidean", "label_init": "random"},
        "E-hier": {"geometry": "euclidean", "label_init": "hierarchy"},
        "H-rand": {"geometry": "poincare", "label_init": "random"},
        "H-hier": {"geometry": "poincare", "label_init": "hierarchy"},
    }
)
"""HyperIM: the only two fields in which they differ."""

_RELEASED = {"freeze_labels": False, "negative_rule": "le_code", "max_norm": 1.0}
"""What the released code of HiddeN does otherwise than its paper says."""

REGIMES: Variants = MappingProxyType(
    {
        "flat": {"regime": "flat"},
        "flat released": {"regime": "flat", **_RELEASED},
        "cascaded": {"regime": "cascaded"},
        "cascaded released": {"regime": "cascaded", **_RELEASED},
        "joint": {"regime": "joint"},
        "joint released": {"regime": "joint", **_RELEASED},
        "joint λ=0": {"regime": "joint", "rank_weight": 0.0},
        "euclidean": {"regime": "euclidean"},
    }
)
"""HiddeN: its regimes, the same as released, and two controls."""

_OF_MODEL = {"hyperim": ABLATIONS, "hidden": REGIMES}


def variants(model: Section) -> Variants:
    """The variants of this kind of model, in the order in which they are shown."""
    return _OF_MODEL[model.to_dict()["name"]]


def assignments(fields: Mapping[str, object]) -> tuple[str, ...]:
    """What to assign to an experiment to make it a variant with these fields of the model."""
    return tuple(
        f"model.{field}={str(value).lower() if isinstance(value, bool) else value}"
        for field, value in fields.items()
    )


def fitting(named: Variants, value_of: Callable[[str], object]) -> str | None:
    """The variant whose fields have these values; the one with most fields where several fit."""
    found = [
        (len(fields), name)
        for name, fields in named.items()
        if all(value_of(field) == value for field, value in fields.items())
    ]
    return max(found)[1] if found else None


def variant(experiment: Experiment) -> str:
    """The name of the variant that an experiment is, or what it is like where it is none."""
    model = experiment.model
    found = fitting(variants(model), lambda field: getattr(model, field))
    return found or f"{model.geometry}-{getattr(model, 'label_init', 'labels')}"
