"""Real trainings through the store: references, resumption, the model read back, exports."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from hmlc_core.runs.model import load_model

from hmlc_core.data.corpus import Corpus
from hmlc_core.errors import StoreError
from hmlc_core.experiment import Experiment
from hmlc_core.runs.export.archive import export_archive, export_run
from hmlc_core.runs.queue.job import train_run
from hmlc_core.runs.store.store import RunStore
from hmlc_core.snapshot import Snapshot


@pytest.fixture(autouse=True)
def tiny(monkeypatch: pytest.MonkeyPatch, corpus: Corpus) -> None:
    """Whatever corpus is asked for, it is the tiny one."""
    monkeypatch.setattr("hmlc_core.data.registry.load_corpus", lambda name, *, documents=0: corpus)


@pytest.fixture
def run_id(store: RunStore, experiment: Experiment) -> str:
    return store.create(experiment)


def test_a_finished_run_has_scores_references_and_two_stages(store: RunStore, run_id: str) -> None:
    assert train_run(store.uri, run_id) == "finished"
    run = store.get(run_id)
    assert set(run.test_scores) == {
        "P@1", "P@3", "P@5", "nDCG@3", "nDCG@5", "micro_f1", "macro_f1"
    }  # fmt: skip
    assert set(store.references(run_id)) >= {"chance", "frequency", "linear", "ceiling"}
    assert len(store.frames(run_id, "labels").steps) >= 2
    assert len(store.frames(run_id, "train").steps) >= 2
    assert run.message == ""


def test_a_run_that_has_ended_is_not_trained_again(store: RunStore, run_id: str) -> None:
    store.request_stop(run_id)
    assert train_run(store.uri, run_id) == "stopped"
    assert store.curves(run_id) == {}


def test_a_run_that_was_stopped_and_resumed_ends_like_one_that_was_not(
    store: RunStore, run_id: str, experiment: Experiment
) -> None:
    whole = store.create(experiment)
    train_run(store.uri, whole)
    after_an_epoch: list[Snapshot] = []

    def watch(snapshot: Snapshot) -> None:
        if snapshot.stage == "train" and snapshot.epoch >= 1:
            after_an_epoch.append(snapshot)

    assert train_run(store.uri, run_id, halted=lambda: bool(after_an_epoch), observe=watch) == (
        "stopped"
    )
    store.requeue(run_id)
    assert train_run(store.uri, run_id) == "finished"
    assert store.get(run_id).test_scores == store.get(whole).test_scores
    ours, theirs = store.curves(run_id), store.curves(whole)
    assert np.array_equal(ours["train/loss/loss"].values, theirs["train/loss/loss"].values)
    assert np.array_equal(ours["train/loss/loss"].steps, theirs["train/loss/loss"].steps)


def test_a_corpus_that_is_missing_fails_the_run_with_its_message(
    store: RunStore, run_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    monkeypatch.setenv("HMLC_HOME", str(Path(store.uri.removeprefix("sqlite:///")).parent))
    lost = store.create(Experiment().assign(["corpus.name=/no/such/folder"]))
    assert train_run(store.uri, lost) == "failed"
    assert "there is no such corpus" in store.get(lost).message


def test_the_model_is_read_back_with_its_best_weights(store: RunStore, run_id: str) -> None:
    with pytest.raises(StoreError, match="no trained model yet"):
        load_model(store, run_id)
    train_run(store.uri, run_id)
    loaded = load_model(store, run_id)
    assert loaded.run.id == run_id
    assert not loaded.model.training
    last = store.frames(run_id).label_points
    assert last is not None
    assert np.array_equal(loaded.model.label_points().detach().numpy().astype(np.float32), last[-1])


def test_an_export_can_be_read_by_other_programs(
    store: RunStore, run_id: str, tmp_path: Path, experiment: Experiment, corpus: Corpus
) -> None:
    train_run(store.uri, run_id)
    folder = tmp_path / "export"
    files = {path.name: path for path in export_run(store, run_id, folder)}
    assert set(files) == {path.name for path in folder.iterdir()}
    assert Experiment.from_json(files["experiment.json"].read_text()) == experiment

    with np.load(files["vectors.npz"], allow_pickle=False) as arrays:
        assert arrays["labels"].tolist() == list(corpus.graph.names)
        points = arrays["label_points"]
        assert "<pad>" not in arrays["words"]
        assert len(arrays["words"]) == len(arrays["word_points"])
    rows = [line.split("\t") for line in files["labels.tsv"].read_text().splitlines()]
    assert [row[0] for row in rows[1:]] == list(corpus.graph.names)
    assert np.array_equal(np.array([row[1:] for row in rows[1:]], dtype=np.float32), points)
    first, *lines = files["words.word2vec.txt"].read_text().splitlines()
    assert [len(line.split(" ")) for line in lines] == [1 + 4] * int(first.split()[0])
    report = files["report.md"].read_text()
    assert "| linear |" in report
    assert "`model.dim` = `4`" in report
    assert "arcosh" in report


def test_an_export_comes_as_one_archive_too(store: RunStore, run_id: str) -> None:
    with zipfile.ZipFile(BytesIO(export_archive(store, run_id))) as archive:
        assert f"run-{run_id[:8]}/report.md" in archive.namelist()
