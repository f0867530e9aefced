"""Predictions of finished runs: computed once, for these documents, and bounded."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from hmlc_core.data.corpus import Corpus
from hmlc_core.errors import StoreError
from hmlc_core.evaluation.scores import evaluate
from hmlc_core.experiment.presets import preset
from hmlc_core.runs import predictions
from hmlc_core.runs.bootstrap import bootstrap_pairs
from hmlc_core.runs.opened import OpenedRun, open_run
from hmlc_core.runs.predictions import predictions_of
from hmlc_core.runs.queue.job import train_run
from hmlc_core.runs.store.store import RunStore

pytestmark = pytest.mark.slow

LINEAR = preset("linear").assign(["corpus.min_count=1"])


@pytest.fixture
def run_id(store: RunStore, monkeypatch: pytest.MonkeyPatch, corpus: Corpus) -> str:
    """A finished run on the tiny corpus."""
    monkeypatch.setattr("hmlc_core.data.registry.load_corpus", lambda name, *, grow_to=0: corpus)
    found = store.create(LINEAR)
    assert train_run(store.uri, found) == "finished"
    return found


def refused(self: OpenedRun) -> None:
    raise AssertionError("nothing is computed that is kept")


def kept(home: Path) -> list[Path]:
    return list((home / "cache" / "predictions").iterdir())


def test_they_give_the_scores_of_the_run(store: RunStore, run_id: str, corpus: Corpus) -> None:
    opened = open_run(store, run_id)
    found = predictions_of(opened)
    scores = evaluate(
        found.scores,
        corpus.label_matrix("test"),
        threshold=0.5 if found.calibrated else None,
        tuned=found.threshold,
    )
    for name, value in opened.run.test_scores.items():
        assert scores[name] == pytest.approx(value, abs=1e-6), name


def test_they_are_computed_once(
    store: RunStore, run_id: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = predictions_of(open_run(store, run_id))
    monkeypatch.setattr(OpenedRun, "predictor", property(refused))
    again = predictions_of(open_run(store, run_id))
    assert np.array_equal(first.scores, again.scores)
    assert (first.threshold, first.calibrated) == (again.threshold, again.calibrated)
    assert len(kept(home)) == 1


def test_other_test_documents_have_others(
    store: RunStore, run_id: str, corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(predictions_of(open_run(store, run_id)).scores) == len(corpus.test)
    fewer = replace(corpus, test=corpus.test[:5])
    monkeypatch.setattr("hmlc_core.data.registry.load_corpus", lambda name, *, grow_to=0: fewer)
    assert len(predictions_of(open_run(store, run_id)).scores) == 5


def test_a_damaged_file_is_written_anew_and_that_is_said(
    store: RunStore, run_id: str, home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    first = predictions_of(open_run(store, run_id))
    (path,) = kept(home)
    path.write_bytes(b"no tensors")
    caplog.clear()
    assert np.array_equal(predictions_of(open_run(store, run_id)).scores, first.scores)
    assert path.stat().st_size > first.scores.nbytes
    (said,) = caplog.messages
    assert f"predictions of run {run_id[:8]} are computed anew: the file is damaged" in said


def test_the_oldest_go_when_there_is_no_room(
    store: RunStore, run_id: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = home / "cache" / "predictions"
    folder.mkdir(parents=True)
    for age, name in enumerate(("new", "old")):
        (folder / name).write_bytes(b"x" * 400)
        os.utime(folder / name, (1_000 - age, 1_000 - age))
    size = 4 * 20 * 7 + 400  # the scores of the tiny corpus, and a file that may stay
    monkeypatch.setattr(predictions, "KEPT", size + 300)
    predictions_of(open_run(store, run_id))
    assert {path.name for path in kept(home)} == {"new", f"{run_id}.safetensors"}


def test_a_disk_that_takes_nothing_costs_time_only(
    store: RunStore, run_id: str, home: Path
) -> None:
    (home / "cache").mkdir(exist_ok=True)
    (home / "cache" / "predictions").write_text("in the way")
    assert predictions_of(open_run(store, run_id)).scores.shape == (20, 7)


def test_a_run_that_has_learned_nothing_has_none(store: RunStore, run_id: str) -> None:
    waiting = store.create(LINEAR)
    with pytest.raises(StoreError, match="no trained model"):
        predictions_of(open_run(store, waiting))


def test_runs_alike_differ_by_nothing_whatever_documents_are_drawn(
    store: RunStore, run_id: str
) -> None:
    run = store.get(run_id)
    found = bootstrap_pairs(store, {"a": {0: run}, "b": {0: run}}, [("a", "b")])
    assert found.problems == ()
    assert {"P@1", "macro_ap"} <= found.intervals["a", "b"].keys()
    assert set(found.intervals["a", "b"].values()) == {(0.0, 0.0)}


def test_who_stops_gets_no_interval_and_is_told(store: RunStore, run_id: str) -> None:
    run = store.get(run_id)
    members = {"a": {0: run}, "b": {0: run}}
    found = bootstrap_pairs(store, members, [("a", "b")], halted=lambda: True)
    assert not found.intervals
    assert found.lines() == ["! Stopped before all runs were read."]
