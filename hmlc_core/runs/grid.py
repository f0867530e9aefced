"""The ablation grid: variants of a model × dimensions × seeds, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from statistics import fmean

from hmlc_core.evaluation.ablation import Comparison, Sample, compare
from hmlc_core.evaluation.families import FURTHER
from hmlc_core.experiment import Experiment
from hmlc_core.experiment.variants import variant, variant_set, variants
from hmlc_core.runs.bootstrap import Members
from hmlc_core.runs.run import Run

RATES = (0.01, 0.02, 0.05, 0.1)
"""Learning rates of points among which `--tune` chooses."""

Rates = Mapping[tuple[str, int], float]
"""What shares a rate, and its dimension -> learning rate of points."""


def ablation_grid(
    base: Experiment,
    dims: Sequence[int],
    seeds: Sequence[int],
    rates: Rates | None = None,
    *,
    name: str | None = None,
) -> list[Experiment]:
    """The experiments to run: those to be compared differ in the fields of their variant alone.

    dims: empty for a method without a choice of dimensions. rates: overrides
    `training.point_rate` for what shares a rate, and a dimension. name: of a set of variants; the
    method's first otherwise. Raises `SettingError` where the method has none.
    """
    return [
        _at_rate(experiment, rates or {})
        for seed in seeds
        for experiment in _variants(base, dims, seed, name)
    ]


def tuning_grid(
    base: Experiment,
    dims: Sequence[int],
    seed: int,
    rates: Sequence[float] | None = None,
    *,
    name: str | None = None,
) -> list[Experiment]:
    """Every variant at every rate; `seed` is one that the comparison itself does not use."""
    return [
        experiment.with_values({"training.point_rate": rate})
        for experiment in _variants(base, dims, seed, name)
        for rate in rates or RATES
    ]


def best_rates(runs: Iterable[Run]) -> dict[tuple[str, int], float]:
    """For each group that shares a rate, and each dimension, that with the best validation score.

    One rule for all: the score by which the epoch is chosen, averaged over the group's variants;
    a run that failed counts 0, one whose validation documents leave the score undefined says
    nothing. Ties go to the smaller rate; a group of which nothing is known has none.
    """
    found: dict[tuple[str, int], dict[float, list[float]]] = {}
    for run in runs:
        assert run.experiment is not None, "a run of this process has readable settings"
        training = run.experiment.training
        score = run.scores.get(f"validation/{training.select_by}")
        if run.status != "finished":
            score = 0.0
        if score is not None:
            by_rate = found.setdefault(_place(run.experiment), {})
            by_rate.setdefault(training.point_rate, []).append(score)
    return {
        place: max(sorted(by_rate), key=lambda rate: fmean(by_rate[rate]))
        for place, by_rate in found.items()
    }


def members(runs: Iterable[Run], *, name: str | None = None) -> dict[int, Members]:
    """Dimension -> variant -> seed -> run, of the finished runs of one group.

    The dimension is 0 for a method without. name: of the set of variants.
    """
    grouped: dict[int, dict[str, dict[int, Run]]] = {}
    for run in runs:
        if run.experiment is not None and run.test_scores:
            names = variants(run.experiment.model, name)
            dim = run.experiment.model.size() or 0
            by_variant = grouped.setdefault(dim, {known: {} for known in names})
            if (found := variant(run.experiment, name)) in names:
                by_variant[found][run.experiment.seed] = run
    return {
        dim: {variant: by_seed for variant, by_seed in found.items() if by_seed}
        for dim, found in sorted(grouped.items())
    }


def comparisons(runs: Iterable[Run], *, name: str | None = None) -> dict[int, Comparison]:
    """Dimension -> comparison of the variants; see `members`."""
    return {
        dim: compare(
            {
                variant: {seed: run.test_scores for seed, run in by_seed.items()}
                for variant, by_seed in found.items()
            }
        )
        for dim, found in members(runs, name=name).items()
    }


def further(
    runs: Iterable[Run], *, name: str | None = None
) -> dict[int, dict[str, dict[str, Sample]]]:
    """Dimension -> variant -> score that only some runs have (`recovery/edge_f1`) -> statistics.

    Over the seeds for which it is defined.
    """
    values: dict[int, dict[str, dict[str, list[float]]]] = {}
    for run in runs:
        if run.experiment is not None and run.test_scores:
            by_variant = values.setdefault(run.experiment.model.size() or 0, {})
            by_score = by_variant.setdefault(variant(run.experiment, name), {})
            for score, value in run.scores.items():
                if score.partition("/")[0] in FURTHER:
                    by_score.setdefault(score, []).append(value)
    return {
        dim: {
            variant: {score: Sample.of(found) for score, found in by_score.items()}
            for variant, by_score in by_variant.items()
        }
        for dim, by_variant in values.items()
    }


def _variants(
    base: Experiment, dims: Sequence[int], seed: int, name: str | None
) -> Iterator[Experiment]:
    """Every variant of the set in every dimension."""
    named = base.model.variants[variant_set(base.model, name)].variants
    for dim in dims or (None,):
        size: dict[str, object] = {} if dim is None else {"model.dim": dim}
        for fields in named.values():
            changes = {f"model.{field}": value for field, value in fields.items()}
            yield base.with_values({"seed": seed, **size, **changes})


def _at_rate(experiment: Experiment, rates: Rates) -> Experiment:
    rate = rates.get(_place(experiment))
    return experiment if rate is None else experiment.with_values({"training.point_rate": rate})


def _place(experiment: Experiment) -> tuple[str, int]:
    """What shares a learning rate of points."""
    return experiment.model.rate_group(), experiment.model.size() or 0
