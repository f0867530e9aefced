"""Runs of an ablation judged without F1's threshold."""

from __future__ import annotations

import json

import numpy as np
import pytest
from sklearn.metrics import average_precision_score, f1_score
from typer.testing import CliRunner

from benchmarks.__main__ import app
from benchmarks.thresholds import THRESHOLDS
from hmlc_core.experiment.variants import variant
from hmlc_core.runs.opened import open_run
from hmlc_core.runs.store.store import RunStore
from tests.pages.trained import GROUP, trained_home

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def home(monkeypatch):
    monkeypatch.setenv("HMLC_HOME", str(trained_home()))


def test_the_scores_are_those_of_scikit_learn():
    done = CliRunner().invoke(app, ["thresholds", GROUP, "--json"])
    assert done.exit_code == 0, done.output
    found = json.loads(done.output)
    store = RunStore()
    runs = [run for run in store.runs() if run.group == GROUP and run.status == "finished"]
    for name, row in found.items():
        same = [run for run in runs if name.startswith(f"{variant(run.experiment)} ")]
        by_hand = np.mean([scores_by_hand(open_run(store, run.id)) for run in same], axis=0)
        assert row["macro-F1 at .5"][::2] == pytest.approx([by_hand[0], len(same)])
        assert row["macro average precision"][0] == pytest.approx(by_hand[1])
        if len(same) == 1:
            chosen = row["macro-F1, threshold of validation"][0]
            assert np.isclose(by_hand[2:], chosen).any()


def scores_by_hand(opened):
    """Macro-F1 at .5, average precision, and macro-F1 at every threshold there is to choose."""
    split = opened.prepared.test
    scores, truth = opened.predictor.scores(split), split.labels.toarray() > 0
    there = truth.any(0)
    order = average_precision_score(truth[:, there], scores[:, there], average="macro")
    at_half, *at_each = (
        f1_score(truth, scores >= threshold, average="macro", zero_division=0)
        for threshold in (0.5, *THRESHOLDS)
    )
    return np.array([at_half, order, *at_each])


def test_a_group_without_runs_is_refused():
    done = CliRunner().invoke(app, ["thresholds", "no such group"])
    assert done.exit_code == 2
    assert "runs list" in " ".join(done.output.replace("│", " ").split())
