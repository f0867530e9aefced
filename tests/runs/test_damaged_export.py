"""An export of a run that is damaged has what is whole, and says what it has not."""

from __future__ import annotations

from pathlib import Path

import pytest

from hmlc_core.data.corpus import Corpus
from hmlc_core.errors import DataError
from hmlc_core.experiment import Experiment
from hmlc_core.runs.export.archive import export_run
from hmlc_core.runs.queue.job import train_run
from hmlc_core.runs.run import DAMAGED_SETTINGS
from hmlc_core.runs.store.checkpoints import NAMES
from hmlc_core.runs.store.store import RunStore
from tests.runs.handmade import flip, folder_of

WITHOUT_A_MODEL = {"experiment.json", "curves.csv", "scores.csv", "report.md"}
MODEL = {"vectors.npz", "labels.tsv", "labels.word2vec.txt", "words.tsv", "words.word2vec.txt"}


@pytest.fixture
def trained(
    store: RunStore, experiment: Experiment, corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> str:
    monkeypatch.setattr("hmlc_core.data.registry.load_corpus", lambda name, *, grow_to=0: corpus)
    run_id = store.create(experiment)
    assert train_run(store.uri, run_id) == "finished"
    return run_id


def exported(store: RunStore, run_id: str, folder: Path) -> tuple[set[str], list[str], str]:
    """Names of the files, what is said to be left out, and the report."""
    left_out = list[str]()
    names = {path.name for path in export_run(store, run_id, folder, left_out.append)}
    assert names == {path.name for path in folder.iterdir()}
    report = (folder / "report.md").read_text()
    for sentence in left_out:
        assert f"> {sentence}" in report
    return names, left_out, report


def checkpoint_added(store: RunStore, run_id: str) -> tuple[Path, Path]:
    """The newest checkpoint's file once there are two, and the other one."""
    checkpoint = store.checkpoint(run_id)
    assert checkpoint is not None
    store.save_checkpoint(run_id, checkpoint, 99)
    newest = store._newest(run_id)
    (before,) = set(NAMES) - {newest}
    return folder_of(store, run_id) / newest, folder_of(store, run_id) / before


def test_what_nothing_is_exported_from_is_named_and_all_is_exported(
    store: RunStore, trained: str, tmp_path: Path
) -> None:
    everything = {"checkpoint.safetensors", "predictions.csv", *MODEL, *WITHOUT_A_MODEL}
    names, left_out, _ = exported(store, trained, tmp_path / "whole")
    assert (names, left_out) == (everything, [])
    _, before = checkpoint_added(store, trained)
    flip(before, -9)
    names, left_out, _ = exported(store, trained, tmp_path / "damaged")
    assert names == everything
    assert left_out == [f"In the run store: 1 file damaged and left out: {before.name}."]


def test_without_its_newest_checkpoint_a_run_has_scores_and_curves_and_no_older_weights(
    store: RunStore, trained: str, tmp_path: Path
) -> None:
    newest, _ = checkpoint_added(store, trained)
    flip(newest, -9)
    assert store.last_whole(trained).checkpoint is not None
    names, left_out, report = exported(store, trained, tmp_path / "out")
    assert names == WITHOUT_A_MODEL
    damage, reason = left_out
    assert f"1 file damaged and left out: {newest.name}." in damage
    assert reason.startswith("Left out: checkpoint, vectors and predictions. ")
    assert "newest checkpoint is damaged" in reason
    assert "There are no vectors." in report
    scores = (tmp_path / "out" / "scores.csv").read_text()
    assert f"this run,P@1,{store.get(trained).test_scores['P@1']}" in scores
    assert "linear,P@1," in scores
    assert "train/loss/loss" in (tmp_path / "out" / "curves.csv").read_text()


def test_without_its_settings_in_the_database_a_run_has_those_of_its_file(
    store: RunStore, trained: str, tmp_path: Path
) -> None:
    whole = store.get(trained).experiment
    store._log(trained, tags={"experiment": '{"seed": 7}'})
    names, left_out, report = exported(store, trained, tmp_path / "out")
    assert names == {"checkpoint.safetensors", *WITHOUT_A_MODEL}
    assert Experiment.from_json((tmp_path / "out" / "experiment.json").read_text()) == whole
    assert left_out == [
        "In the run store: 1 entry of the database damaged and left out: settings.",
        "Left out: vectors and predictions. The reason: the run's settings cannot be read "
        f"(run {trained[:8]}, found {DAMAGED_SETTINGS}).",
    ]
    assert "There are no vectors." in report
    flip(folder_of(store, trained) / "experiment.json", 100)
    names, left_out, _ = exported(store, trained, tmp_path / "less")
    assert names == {"checkpoint.safetensors", *WITHOUT_A_MODEL} - {"experiment.json"}
    assert f"Left out: settings. They cannot be read: {DAMAGED_SETTINGS}." in left_out


def test_without_corpus_baselines_and_scores_the_checkpoint_is_exported(
    store: RunStore, trained: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(name: str, *, grow_to: int = 0) -> Corpus:
        raise DataError("there is no such corpus", where=name)

    monkeypatch.setattr("hmlc_core.data.registry.load_corpus", gone)
    flip(folder_of(store, trained) / "references.json", 100)
    store._log(trained, tags={"metrics.sha256": "0" * 64})
    names, left_out, report = exported(store, trained, tmp_path / "out")
    assert names == {"checkpoint.safetensors", *WITHOUT_A_MODEL}
    damage, reason = left_out
    assert "1 file damaged and left out: references.json." in damage
    assert "1 entry of the database damaged and left out: scores and times." in damage
    assert reason.startswith("Left out: vectors and predictions. ")
    assert "there is no such corpus" in reason
    assert (tmp_path / "out" / "scores.csv").read_text() == "predictor,score,value\n"
    assert "There are none." in report  # and not that they are still to come
