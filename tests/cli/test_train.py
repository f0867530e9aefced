"""`train`: its answer, its errors, and Ctrl-C."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from hmlc_core.cli.answer import score_rows
from hmlc_core.cli.progress import Bars
from hmlc_core.cli.train import nested
from hmlc_core.data.formats import folder
from hmlc_core.errors import TrainingError
from hmlc_core.evaluation.learned import UNLEARNED
from hmlc_core.experiment import ALL, SCORES, Experiment
from hmlc_core.runs.store.store import RunStore
from hmlc_core.snapshot import Snapshot
from tests.conftest import make_corpus

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"[" * 90_000,
        b'{"seed": %s}' % (b"9" * 400),
        b'{"seed": %s}' % (b"9" * 9_000),
        b'{"training": {"point_rate": NaN}}',
        b'{"\\ud800": 1}',
    ],
)
def test_a_file_that_is_no_experiment_is_refused_in_a_line(call, store, tmp_path, content) -> None:
    file = tmp_path / "mine.json"
    file.write_bytes(content)
    said = call("train", "--experiment", str(file))
    assert said.code == 1
    assert said.err.startswith("Error: ")
    assert said.err.count("\n") == 1
    assert not store.runs()


@pytest.mark.parametrize("name", ["x" * 5_000, "x" * 300, "~nobody/corpus", "a\0b"])
def test_what_cannot_be_a_path_is_no_corpus(call, store, name) -> None:
    said = call("data", "show", name)
    assert said.code == 1
    assert "there is no such corpus" in said.err


def test_the_last_line_is_one_object_of_the_agreed_shape(call, training, store) -> None:
    said = call("train", "--preset", "quick", "--seed", "3", "--set", "model.dim=4", "--json")
    assert said.code == 0
    assert list(said.json) == ["run_id", "status", "epochs", "seconds", "scores", "references"]
    assert said.json["status"] == "finished"
    assert said.json["epochs"] == 4
    assert said.json["seconds"] == 2.0
    undefined = dict.fromkeys(ALL)
    assert said.json["scores"] == undefined | dict.fromkeys(
        ("P@1", "P@3", "P@5", "nDCG@3", "nDCG@5", "micro_auprc", "micro_f1", "macro_f1"),
        0.5,
    )
    assert said.json["references"]["linear"] == undefined | {"P@1": 0.75, "nDCG@5": 0.7}
    run = store.get(said.json["run_id"])
    assert run.status == "finished"
    assert run.experiment is not None
    assert (run.experiment.seed, run.experiment.model.dim) == (3, 4)
    assert run.experiment.model.encoder == "none"
    assert said.err == ""


def test_scores_of_parts_are_told_by_part_and_what_is_undefined_is_null() -> None:
    found = {"1-4/macro_ap": 0.4, "1-4/labels": 3.0, "100+/labels": 2.0}
    assert nested(found) == {
        "1-4": {"macro_ap": 0.4, "labels": 3.0},
        "100+": {"macro_ap": None, "labels": 2.0},
    }
    assert nested({"hf": 0.5}) == {"hf": 0.5}


def test_a_person_sees_a_dash_for_what_is_undefined() -> None:
    (row,) = score_rows({"this run": {"nDCG@5": 0.5, "macro_f1": 0.0}})
    cells = dict(zip(SCORES, row[1:], strict=True))
    assert (cells["nDCG@5"], cells["macro_f1"], cells["macro_ap"]) == ("50.0", "0.0", "–")


def test_a_person_sees_the_references_beside_the_scores(call, training) -> None:
    said = call("train")
    assert said.code == 0
    for text in ("finished after 4 epochs", "this run", "frequency", "linear", "75.0", "50.0"):
        assert text in said.out


def test_settings_come_from_a_file_and_set_has_the_last_word(
    call, training, tmp_path: Path
) -> None:
    file = tmp_path / "mine.json"
    file.write_text(Experiment(seed=7).assign(["model.dim=6"]).to_json())
    assert call("train", "--experiment", str(file), "--set", "seed=8", "--json").code == 0
    assert training.begun[0] == Experiment(seed=8).assign(["model.dim=6"])


def test_a_corpus_folder_is_named_by_its_full_path(
    call, training, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.write(make_corpus(), tmp_path / "mine")
    monkeypatch.chdir(tmp_path)
    call("train", "--corpus", "mine", "--json")
    assert training.begun[0].corpus.name == str(tmp_path / "mine")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--preset", "nice"], "unknown preset"),
        (["--set", "model.dim=-1"], "model.dim"),
        (["--set", "model.size=1"], "model.size"),
        (["--experiment", "nowhere.json"], "nowhere.json"),
    ],
)
def test_a_bad_setting_is_one_line_on_stderr_and_exit_code_1(
    call, training, arguments: list[str], message: str
) -> None:
    said = call("train", *arguments, "--json")
    assert said.code == 1
    assert said.err.count("\n") == 1
    assert message in said.err
    assert message in said.json["error"]
    assert training.begun == []


def test_contradicting_options_are_a_usage_error(call, training) -> None:
    assert call("train", "--preset", "quick", "--experiment", "x.json").code == 2


def test_a_training_that_fails_keeps_its_run_and_says_why(call, training, store) -> None:
    def diverge(step: int) -> None:
        if step == 2:
            raise TrainingError("the values are no longer finite", where="parameter w")

    training.at = diverge
    said = call("train", "--json")
    assert said.code == 1
    assert "parameter w: the values are no longer finite" in said.json["error"]
    assert said.json["status"] == "failed"
    assert store.get(said.json["run_id"]).status == "failed"


def test_ctrl_c_saves_stops_and_says_how_to_go_on(call, training, store) -> None:
    training.at = lambda step: os.kill(os.getpid(), signal.SIGINT) if step == 2 else None
    said = call("train", "--json")
    assert said.code == 130
    assert said.json["status"] == "stopped"
    run_id = said.json["run_id"]
    assert f"runs resume {run_id[:8]}" in said.err
    assert store.checkpoint(run_id).state == {"step": 2}

    training.at = lambda step: None
    resumed = call("runs", "resume", run_id[:12], "--json")
    assert resumed.code == 0
    assert (resumed.json["run_id"], resumed.json["status"]) == (run_id, "finished")
    assert store.curves(run_id)["train/epoch"].steps.tolist() == [0, 1, 2, 3, 4]


def test_a_second_ctrl_c_stops_at_once(call, training, store) -> None:
    def twice(step: int) -> None:
        if step == 2:
            os.kill(os.getpid(), signal.SIGINT)
            os.kill(os.getpid(), signal.SIGINT)

    training.at = twice
    said = call("train", "--json")
    assert said.code == 130
    assert store.get(said.json["run_id"]).status == "stopped"
    assert store.checkpoint(said.json["run_id"]).state == {"step": 1}


def test_ctrl_c_before_the_first_snapshot_says_that_nothing_was_trained(call, training) -> None:
    def twice(step: int) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        os.kill(os.getpid(), signal.SIGINT)

    training.at = twice
    said = call("train")
    assert said.code == 130
    assert "stopped before training began." in said.out


def test_a_cluster_that_is_not_used_is_spoken_of(call, training, monkeypatch) -> None:
    monkeypatch.setenv("HMLC_SCHEDULER", "tcp://nowhere:1")
    said = call("train", "--json")
    assert (said.code, said.json["status"]) == (0, "finished")
    assert "this trains here" in said.err


def test_signals_mean_what_they_meant_before_once_training_is_over(call, training) -> None:
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    call("train", "--json")
    assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)) == before


def test_a_stop_from_another_terminal_is_no_error(call, training, store) -> None:
    def stop(step: int) -> None:
        if step == 0:
            store.request_stop(store.active()[0].id)

    training.at = stop
    said = call("train", "--json")
    assert (said.code, said.json["status"]) == (0, "stopped")


def test_help_needs_nothing_heavy() -> None:
    code = (
        "import sys, hmlc_core.__main__\n"
        "heavy = {'torch', 'mlflow', 'numpy', 'scipy', 'rich', 'plotly', 'streamlit'}\n"
        "print(heavy & set(sys.modules))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_a_real_training_from_the_shell(tmp_path: Path) -> None:
    settings = ["corpus.documents=60", "training.epochs=1", "labels.epochs=2", "model.dim=2"]
    command = [sys.executable, "-m", "hmlc_core", "train", "--preset", "quick", "--json"]
    command += [part for text in settings for part in ("--set", text)]
    environment = os.environ | {"HMLC_HOME": str(tmp_path), "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr
    said = f"Warning: this run is {UNLEARNED}\n"  # true of an epoch on 60 documents
    assert done.stderr == said
    answer = json.loads(done.stdout.splitlines()[-1])
    assert set(answer["references"]) >= {"frequency", "linear", "ceiling"}
    assert all(0 <= score <= 1 for score in answer["scores"].values())
    assert RunStore(f"sqlite:///{tmp_path}/mlflow.db").get(answer["run_id"]).status == "finished"


def test_what_a_run_waits_for_is_shown_until_its_next_snapshot() -> None:
    bars = Bars()

    def shown() -> list[str]:
        return [task.description for task in bars.progress.tasks if task.visible]

    bars.tell("Reading newsroom")
    bars.tell("Loading kernels, 1 of 2")
    assert shown() == ["Loading kernels, 1 of 2"]
    bars.show(Snapshot(stage="labels", step=1, steps=2, epoch=1.0, seconds=0.1))
    bars.tell("Loading kernels, 2 of 2")
    assert shown() == ["Placing the labels", "Loading kernels, 2 of 2"]
    bars.show(Snapshot(stage="train", step=0, steps=2, epoch=0.0, seconds=0.1))
    assert shown() == ["Placing the labels", "Training"]


def test_a_run_no_better_than_label_frequency_says_so(call, training) -> None:
    training.quality = lambda one: 0.1
    said = call("train", "--json")
    assert said.code == 0
    assert said.json["warnings"] == [
        "this run is no better than label frequency: it learned nothing from the texts"
    ]
    assert "learned nothing" in call("train").err
    training.quality = lambda one: 0.6
    assert "warnings" not in call("train", "--json").json
