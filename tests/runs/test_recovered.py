"""What label points of compared methods say of the hierarchy, beside chance and counting."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hmlc_core.experiment.presets import preset
from hmlc_core.runs.comparing import comparison_grid, finished_members
from hmlc_core.runs.queue.job import train_run
from hmlc_core.runs.recovered import recovered
from hmlc_core.runs.store.store import RunStore
from tests.runs.test_comparing import placed


def test_scores_are_over_seeds_and_methods_without_places_are_left_out(tmp_path) -> None:
    grid = comparison_grid("newsroom", ["hidden", "linear"], [0, 1])
    values = {"hidden": {"recovery/map": 0.4, "recovery/consistency": 0.9}, "linear": {}}
    runs = [
        replace(
            placed(one),
            id=f"{one.model.name} {one.seed}",
            scores={k: v + one.seed / 10 for k, v in values[one.model.name].items()},
        )
        for one in grid
    ]
    found = recovered(RunStore(str(tmp_path)), finished_members(runs), halted=lambda: True)
    assert list(found) == ["hidden"]
    hidden = found["hidden"]
    assert list(hidden.scores) == ["map"]
    assert hidden.scores["map"].mean == pytest.approx(0.45)
    assert hidden.problem == "stopped"
    assert hidden.beyond_chance("map") is None
    assert hidden.to_dict()["scores"]["map"]["shuffled"] is None
    assert not hidden.given
    assert "inner products" in hidden.meaning


@pytest.mark.parametrize(("change", "told"), [("5e-5", True), ("0", False)])
def test_a_regulariser_by_parents_is_a_hierarchy_that_was_given(tmp_path, change, told) -> None:
    run = placed(preset("hr-dgcnn").assign([f"model.recursive={change}"]))
    run = replace(run, scores={"recovery/map": 0.4})
    found = recovered(RunStore(str(tmp_path)), {"hr-dgcnn": {0: run}}, halted=lambda: True)
    assert found["hr-dgcnn"].to_dict()["given"] is told


@pytest.mark.slow
@pytest.mark.parametrize("regime", ["euclidean", "joint"])
def test_points_stand_beside_chance_in_flat_and_in_hyperbolic_space(store, regime: str) -> None:
    experiment = preset("hidden").assign(
        [
            "corpus.name=newsroom",
            "corpus.documents=300",
            "training.epochs=1",
            f"model.regime={regime}",
            "model.dim=5",
        ]
    )
    run = store.create(experiment)
    assert train_run(store.uri, run) == "finished"
    found = recovered(store, {"hidden": {0: store.get(run)}})["hidden"]
    assert not found.problem
    assert {"spearman", "map", "edge_f1"} <= found.scores.keys() & found.shuffled.keys()
    assert abs(found.shuffled["spearman"].mean) < 0.1
    assert found.counting["edge_f1"] > 0.3
    assert found.beyond_chance("spearman") in (True, False)
    assert found.cell("spearman").count("±") == 1
