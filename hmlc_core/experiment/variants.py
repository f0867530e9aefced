"""Which variant of its method an experiment is: experiments told apart by few fields."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from hmlc_core.errors import SettingError, shorten
from hmlc_core.experiment import Experiment
from hmlc_core.experiment.models import ModelSettings

Variants = Mapping[str, Mapping[str, object]]
"""Name -> fields of the model and their values; the fields of others do not matter to it."""


def variant_set(model: ModelSettings, name: str | None = None) -> str:
    """The name of a set of the method's variants: the one called `name`, or its first.

    Raises `SettingError` where there is none.
    """
    known = list(model.variants)
    if not known:
        raise SettingError(
            f"{model.title} has no variants to compare", where="variants", received=name
        )
    if name is not None and name not in known:
        raise SettingError(
            f"{model.title} has no such set of variants",
            where="variants",
            expected=", ".join(known),
            received=shorten(repr(name)),
        )
    return name or known[0]


def variants(model: ModelSettings, name: str | None = None) -> Variants:
    """The variants of a set, in the order in which they are shown; none of a method without."""
    if not model.variants:
        return {}
    return model.variants[variant_set(model, name)].variants


def varied(model: ModelSettings, name: str | None = None) -> set[str]:
    """The fields of the model that tell the variants of a set apart."""
    return {field for fields in variants(model, name).values() for field in fields}


def fitting(named: Variants, value_of: Callable[[str], object]) -> str | None:
    """The variant whose fields have these values; the one with most fields where several fit."""
    found = [
        (len(fields), name)
        for name, fields in named.items()
        if all(value_of(field) == value for field, value in fields.items())
    ]
    return max(found)[1] if found else None


def variant(experiment: Experiment, name: str | None = None) -> str:
    """The name of the variant that an experiment is, or what it is like where it is none."""
    model = experiment.model
    return _member(experiment, name) or model.start() or model.title


def kinds(experiment: Experiment, name: str | None = None) -> dict[str, str]:
    """Set -> variant that the experiment is, where those of the set `name` are compared.

    The first set, which names runs, is there as well, unless the other settles all of its fields.
    A method without variants has one kind, of no set.
    """
    model = experiment.model
    first = next(iter(model.variants), "")
    sets = [first]
    if name not in (None, first):
        sets = [name] if varied(model) <= varied(model, name) else [first, name]
    return {one: variant(experiment, one or None) for one in sets}


def _member(experiment: Experiment, name: str | None) -> str | None:
    model = experiment.model
    return fitting(variants(model, name), lambda field: getattr(model, field))


def compared_set(experiments: Iterable[Experiment]) -> str | None:
    """The set of variants that experiments compare: the first that tells them all apart.

    Sets of which all are variants come before sets of which some are none. Beside the variant they
    may differ in dimensions and seed. None where no set tells them apart.
    """
    every = list(experiments)
    if not every or len({experiment.model.name for experiment in every}) > 1:
        return None
    telling = [
        name
        for name in every[0].model.variants
        if len({(variant(one, name), one.model.size(), one.seed) for one in every}) == len(every)
    ]
    covering = (name for name in telling if all(_member(one, name) for one in every))
    return next(covering, next(iter(telling), None))
