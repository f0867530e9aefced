"""The grid: what varies, how a rate is chosen, and what is compared with what."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from hmlc_core.experiment import Experiment
from hmlc_core.experiment.variants import variant
from hmlc_core.runs.grid import ablation_grid, best_rates, comparisons, tuning_grid
from hmlc_core.runs.run import Run


def run(experiment: Experiment, status: str = "finished", **scores: float) -> Run:
    named = {name.replace("_", "/", 1).replace("nDCG5", "nDCG@5"): v for name, v in scores.items()}
    now = datetime.now(UTC)
    return Run(
        id="0", name="", status=status, experiment=experiment, created=now, updated=now,
        scores=named,
    )  # fmt: skip


def test_the_grid_is_every_variant_at_every_dimension_and_seed() -> None:
    grid = ablation_grid(Experiment(), [2, 5], [0, 1], {("poincare", 2): 0.5})
    assert len(grid) == len(set(grid)) == 16
    assert {variant(e) for e in grid} == {"E-rand", "E-hier", "H-rand", "H-hier"}
    changed = [e for e in grid if e.training.point_rate == 0.5]
    assert {(e.model.geometry, e.model.dim) for e in changed} == {("poincare", 2)}
    assert len(changed) == 4


def test_the_best_rate_is_best_on_average_over_both_starts() -> None:
    runs = []
    for experiment in tuning_grid(Experiment(), [2], 9, rates=(0.1, 0.2)):
        hier = experiment.model.label_init == "hierarchy"
        # 0.2 wins for one start by less than it loses for the other.
        score = {(True, 0.1): 0.5, (True, 0.2): 0.6, (False, 0.1): 0.5, (False, 0.2): 0.3}
        runs.append(run(experiment, validation_nDCG5=score[hier, experiment.training.point_rate]))
    assert best_rates(runs) == {("euclidean", 2): 0.1, ("poincare", 2): 0.1}


def test_a_rate_that_breaks_a_run_loses_and_ties_go_to_the_smaller() -> None:
    grid = tuning_grid(Experiment(), [2], 9, rates=(0.2, 0.1))
    runs = [
        run(e, "failed" if e.training.point_rate == 0.1 and e.model.geometry == "poincare"
            else "finished", validation_nDCG5=0.5)
        for e in grid
    ]  # fmt: skip
    assert best_rates(runs) == {("euclidean", 2): 0.1, ("poincare", 2): 0.2}


def test_an_undefined_score_is_no_0() -> None:
    runs = []
    for experiment in tuning_grid(Experiment(), [2], 9, rates=(0.1, 0.2)):
        worse, model = experiment.training.point_rate == 0.1, experiment.model
        undefined = model.geometry == "euclidean" or (not worse and model.label_init == "hierarchy")
        scores = {} if undefined else {"validation_nDCG5": 0.4 if worse else 0.5}
        runs.append(run(experiment, **scores))
    assert best_rates(runs) == {("poincare", 2): 0.2}


def test_runs_are_compared_within_a_dimension_and_unfinished_ones_left_out() -> None:
    runs = [
        run(e, test_nDCG5=0.1 * e.model.dim + (0.2 if e.model.geometry == "poincare" else 0.0))
        for e in ablation_grid(Experiment(), [5, 2], [0, 1])
    ]
    unfinished = run(Experiment(seed=9))
    found = comparisons([unfinished, *runs])
    assert list(found) == [2, 5]
    assert list(found[2].variants) == ["E-rand", "E-hier", "H-rand", "H-hier"]
    assert found[5].variants["H-rand"]["nDCG@5"].mean == pytest.approx(0.7)
    assert found[5].variants["H-rand"]["nDCG@5"].n == 2
