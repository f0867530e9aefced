"""What the words of runs know of hypernyms, against the same by hand."""

from __future__ import annotations

import json

import numpy as np
import pytest
from typer.testing import CliRunner

from benchmarks.__main__ import app
from hmlc_core.runs.opened import open_run
from hmlc_core.runs.store.store import RunStore
from hmlc_core.runs.words import lexicon_of
from tests.pages.trained import GROUP, trained_home

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def home(monkeypatch):
    monkeypatch.setenv("HMLC_HOME", str(trained_home()))


@pytest.fixture
def run():
    store = RunStore()
    return next(run for run in store.runs() if run.group == GROUP and run.status == "finished")


def test_accuracies_are_those_by_hand(run, tmp_path):
    lexicon = lexicon_of(open_run(RunStore(), run.id))
    names, radii = lexicon.names, np.linalg.norm(lexicon.points, axis=1)
    listed = tmp_path / "pairs.tsv"
    chosen = [(0, 5), (7, 2), (1, 9)]
    listed.write_text("".join(f"{names[upper]}\t{names[word]}\n" for upper, word in chosen))
    done = CliRunner().invoke(app, ["is_a", run.id, "--source", str(listed), "--json"])
    assert done.exit_code == 0, done.output
    found = json.loads(done.output)[run.id]
    assert (found["pairs"], found["words"]) == (3, len(lexicon))
    assert found["more frequent"] == pytest.approx(2 / 3)
    nearer = [radii[upper] < radii[word] for upper, word in chosen]
    assert found["nearer to the origin"] == pytest.approx(np.mean(nearer))
    assert found["mean rank by chance"] == len(lexicon) / 2
    said = CliRunner().invoke(app, ["is_a", run.id, "--source", str(listed)])
    assert "3 pairs" in said.output


def test_a_source_that_is_not_there_is_refused(run):
    done = CliRunner().invoke(app, ["is_a", run.id, "--source", "nowhere.tsv"])
    assert done.exit_code == 2
    assert "no such source" in done.output
