"""Methods side by side: which runs belong together, and what they say."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hmlc_core.errors import SettingError
from hmlc_core.experiment import Experiment
from hmlc_core.experiment.models import MODELS, labelling
from hmlc_core.experiment.presets import preset_for_method
from hmlc_core.runs.comparing import (
    compared,
    comparison_grid,
    comparison_group,
    comparisons_among,
    default_against,
    finished_members,
    is_comparison,
    kept_runs,
    methods_to_compare,
)
from hmlc_core.runs.run import Run
from tests.runs.test_grid import run

GROUP = comparison_group("newsroom")


def placed(experiment: Experiment, status: str = "finished", group: str = GROUP) -> Run:
    return replace(run(experiment, status), id=f"{status} in {group}", group=group)


def test_what_labels_no_documents_is_not_compared() -> None:
    assert set(MODELS) - set(labelling()) == {"word-vectors"}
    with pytest.raises(SettingError, match="Word vectors labels no documents"):
        methods_to_compare(["word-vectors"], default_against())


def test_all_methods_are_compared_unless_some_are_named() -> None:
    assert methods_to_compare([], default_against()) == list(labelling())
    assert MODELS[default_against()].reference
    assert methods_to_compare(["hidden"], "linear") == ["hidden", "linear"]
    with pytest.raises(SettingError, match=r"--methods: .*expected hyperim, .*found 'bert'"):
        methods_to_compare(["bert"], "linear")


def test_every_method_is_there_with_the_first_seed_before_any_with_the_second() -> None:
    grid = comparison_grid("newsroom", ["hidden", "linear"], [3, 4], documents=90)
    assert [(one.model.name, one.seed) for one in grid] == [
        ("hidden", 3),
        ("linear", 3),
        ("hidden", 4),
        ("linear", 4),
    ]
    assert {one.corpus.documents for one in grid} == {90}
    assert grid[0].model == preset_for_method("hidden").model


def test_one_corpus_and_number_of_documents_has_one_group() -> None:
    groups = {
        comparison_group(corpus, documents)
        for corpus in ("newsroom", "/here/mine", "/there/mine")
        for documents in (0, 100)
    }
    assert len(groups) == 6
    assert all(map(is_comparison, groups))
    assert not any("/" in group for group in groups)
    assert not is_comparison("newsroom 2026-11-26 04:00:00")
    assert not is_comparison("")


def test_a_run_is_kept_where_it_is_the_same_experiment_and_belongs_here() -> None:
    one, two, three, four = comparison_grid("newsroom", ["linear"], [0, 1, 2, 3])
    runs = [
        placed(one, "stopped"),
        placed(one),
        placed(two, group="newsroom 2026-11-26 04:00:00"),
        placed(three, group=""),
        placed(four, "failed", group=""),
        placed(four.with_values({"model.cost": 3.0})),
    ]
    kept = kept_runs(runs, [one, two, three, four], GROUP)
    assert kept == {one: runs[1], three: runs[3]}


def test_an_example_is_never_adopted_even_into_a_group_of_its_name() -> None:
    (one,) = comparison_grid("newsroom", ["linear"], [0])
    single, member = (
        replace(placed(one, group=group), example="demo-linear") for group in ("", GROUP)
    )
    assert kept_runs([single, member], [one], GROUP) == {}
    assert comparisons_among([single, member]) == {}
    own = placed(one)
    assert comparisons_among([member, own]) == {GROUP: [own]}


def test_of_two_runs_with_one_seed_the_first_counts_and_unfinished_ones_do_not() -> None:
    one, two = comparison_grid("newsroom", ["linear"], [0, 1])
    first, second = placed(one), placed(one, group="")
    found = finished_members([first, second, placed(two, "running")])
    assert found == {"linear": {0: first}}


def test_means_by_band_and_depth_are_over_the_seeds_that_have_them() -> None:
    values = [
        {
            "test/P@1": 0.5,
            "by_frequency/1-4/macro_ap": 0.1,
            "by_depth/1/macro_ap": 0.8,
            "network/parameters": 10.0,
        },
        {"test/P@1": 0.7, "by_frequency/1-4/macro_ap": 0.3},
    ]
    grid = comparison_grid("newsroom", ["linear"], [0, 1])
    runs = [replace(placed(one), scores=scores) for one, scores in zip(grid, values, strict=True)]
    members = finished_members(runs)
    found = compared(members, "linear")
    assert found.by_frequency["linear"] == {"1-4": {"macro_ap": pytest.approx(0.2)}}
    assert found.by_depth["linear"] == {"1": {"macro_ap": 0.8}}
    assert found.parameters == {"linear": 10.0}
    assert found.comparison.seeds == {"linear": 2}
    assert found.comparison.pairs == ()
