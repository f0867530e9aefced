"""The ablation grid: variants of a model × dimensions × seeds, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from hmlc_core.evaluation.ablation import Comparison, Sample, compare
from hmlc_core.experiment import Experiment
from hmlc_core.experiment.variants import assignments, variant, variants
from hmlc_core.runs.run import Run

RATES = (0.01, 0.02, 0.05, 0.1)
"""Learning rates of points among which `--tune` chooses."""

Rates = Mapping[tuple[str, int], float]
"""(geometry, dim) -> learning rate of points."""


def ablation_grid(
    base: Experiment, dims: Sequence[int], seeds: Sequence[int], rates: Rates | None = None
) -> list[Experiment]:
    """The experiments to run: those to be compared differ in the fields of their variant alone.

    rates: overrides `training.point_rate` for a geometry and dimension.
    """
    return [
        _with(base, seed, dim, fields, (rates or {}).get((str(fields.get("geometry")), dim)))
        for seed in seeds
        for dim in dims
        for fields in variants(base.model).values()
    ]


def tuning_grid(
    base: Experiment, dims: Sequence[int], seed: int, rates: Sequence[float] | None = None
) -> list[Experiment]:
    """Every variant at every rate; `seed` is one that the comparison itself does not use."""
    return [
        _with(base, seed, dim, fields, rate)
        for dim in dims
        for fields in variants(base.model).values()
        for rate in rates or RATES
    ]


def best_rates(runs: Iterable[Run]) -> dict[tuple[str, int], float]:
    """For each geometry and dimension the rate with the best validation score.

    One rule for all: the score by which the epoch is chosen, averaged over the geometry's two
    starts; a run that failed counts 0. Ties go to the smaller rate.
    """
    sums: dict[tuple[str, int], dict[float, float]] = {}
    for run in runs:
        assert run.experiment is not None, "a run of this process has readable settings"
        model, training = run.experiment.model, run.experiment.training
        score = run.scores.get(f"validation/{training.select_by}", 0.0)
        by_rate = sums.setdefault((model.geometry, model.dim), {})
        finished = run.status == "finished"
        by_rate[training.point_rate] = by_rate.get(training.point_rate, 0.0) + score * finished
    return {place: max(sorted(by_rate), key=by_rate.__getitem__) for place, by_rate in sums.items()}


def comparisons(runs: Iterable[Run]) -> dict[int, Comparison]:
    """Dimension -> comparison of the variants, from the finished runs of one group."""
    scores: dict[int, dict[str, dict[int, Mapping[str, float]]]] = {}
    for run in runs:
        if run.experiment is not None and run.test_scores:
            names = variants(run.experiment.model)
            by_variant = scores.setdefault(run.experiment.model.dim, {name: {} for name in names})
            if (name := variant(run.experiment)) in names:
                by_variant[name][run.experiment.seed] = run.test_scores
    return {
        dim: compare({name: by_seed for name, by_seed in found.items() if by_seed})
        for dim, found in sorted(scores.items())
    }


def further(runs: Iterable[Run]) -> dict[int, dict[str, dict[str, Sample]]]:
    """Dimension -> variant -> score that only some runs have (`recovery/edge_f1`) -> statistics.

    Over the seeds for which it is defined.
    """
    values: dict[int, dict[str, dict[str, list[float]]]] = {}
    for run in runs:
        if run.experiment is not None and run.test_scores:
            by_variant = values.setdefault(run.experiment.model.dim, {})
            by_score = by_variant.setdefault(variant(run.experiment), {})
            for name, value in run.scores.items():
                if not name.startswith(("test/", "validation/")):
                    by_score.setdefault(name, []).append(value)
    return {
        dim: {
            name: {score: Sample.of(found) for score, found in by_score.items()}
            for name, by_score in by_variant.items()
        }
        for dim, by_variant in values.items()
    }


def _with(
    base: Experiment, seed: int, dim: int, fields: Mapping[str, object], rate: float | None
) -> Experiment:
    changes = [f"seed={seed}", f"model.dim={dim}", *assignments(fields)]
    return base.assign(changes if rate is None else [*changes, f"training.point_rate={rate}"])
