"""`ablate`: what is shared, what is compared, and what is said."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from hmlc_core.errors import StoreError, TrainingError
from hmlc_core.experiment import ALL, Experiment
from hmlc_core.runs.store.store import RunStore

pytestmark = pytest.mark.slow

VARIANTS = ["E-rand", "E-hier", "H-rand", "H-hier"]


def hyperbolic_is_better(experiment: Experiment) -> float:
    return 0.5 + 0.2 * (experiment.model.geometry == "poincare") + 0.01 * experiment.seed


def test_the_answer_has_the_agreed_shape(call, training) -> None:
    training.quality = hyperbolic_is_better
    said = call("ablate", "--seeds", "2", "--json")
    assert said.code == 0
    assert {"variants", "paired", "references", "seconds"} <= set(said.json)
    assert list(said.json["variants"]) == VARIANTS
    found = said.json["variants"]["H-hier"]
    assert found["n"] == 2
    assert found["mean"]["P@1"] == pytest.approx(0.705)
    assert found["mean"].keys() == set(ALL)
    assert {"seconds", "parameters"} <= found.keys()
    assert found["median"]["nDCG@5"] == pytest.approx(0.705)
    assert found["sd"]["macro_f1"] == pytest.approx(0.00707, rel=1e-2)
    pair = said.json["paired"]["H-hier vs E-rand"]["P@1"]
    assert pair["difference"] == pytest.approx(0.2)
    assert set(pair) == {"difference", "p", "p_holm", "bootstrap"}
    assert {"by_frequency", "by_depth"} <= set(said.json)
    assert len(said.json["paired"]) == 6
    assert said.json["references"]["linear"]["P@1"] == 0.75


def test_variants_differ_in_geometry_and_start_alone_and_share_seeds(call, training, store) -> None:
    call("ablate", "--seeds", "2", "--seed", "5", "--set", "corpus.documents=50", "--json")
    assert len(training.begun) == 8
    bases = {
        e.assign(["model.geometry=poincare", "model.label_init=zeros"]) for e in training.begun
    }
    assert {base.seed for base in bases} == {5, 6}
    assert len(bases) == 2
    groups = {run.group for run in store.runs()}
    assert len(groups) == 1
    assert groups.pop().startswith("newsroom ")


def test_another_set_of_variants_is_compared_when_it_is_named(call, training, store) -> None:
    training.quality = lambda experiment: 0.5 + 0.1 * (experiment.model.head == "pooled")
    said = call("ablate", "--variants", "heads", "--seeds", "2", "--json")
    assert said.json["set"] == "heads"
    assert list(said.json["variants"]) == ["position", "sorted", "pooled"]
    assert said.json["paired"]["pooled vs sorted"]["P@1"]["difference"] == pytest.approx(0.1)
    assert {experiment.model.geometry for experiment in training.begun} == {"poincare"}
    assert len(training.begun) == 6
    assert {run.name for run in store.runs()} == {
        f"newsroom H-hier {head} 20-D seed {seed}"
        for head in ("position", "sorted", "pooled")
        for seed in (0, 1)
    }


def test_a_set_of_variants_that_is_not_there_is_refused_before_any_run(call, training) -> None:
    said = call("ablate", "--variants", "regimes", "--json")
    assert said.code == 1
    assert (
        "expected ablations, published, heads, hold, words; found 'regimes'" in said.json["error"]
    )
    assert not training.begun


def test_a_variant_that_cannot_be_trained_is_told_before_any_run(
    call, training, tmp_path: Path
) -> None:
    pairs = tmp_path / "others.tsv"
    pairs.write_text("aaaa\tbbbb\n")
    arguments = ["--preset", "quick", "--variants", "words", "--seeds", "1"]
    said = call("ablate", *arguments, "--set", f"hypernyms.source={pairs}", "--json")
    assert said.code == 1
    assert "the variant glove+hypernyms cannot be trained: none of the words" in said.json["error"]
    assert training.begun == []
    assert not RunStore().runs()


def test_a_method_without_dimensions_is_compared_without_them(call, training) -> None:
    said = call("ablate", "--preset", "linear", "--seeds", "2", "--json")
    assert list(said.json["variants"]) == ["C=0.1", "C=1", "C=10", "C=auto"]
    pair = said.json["paired"]["C=1 vs C=0.1"]["P@1"]
    assert pair == {"difference": 0, "p": 1, "p_holm": 1, "bootstrap": None}
    for options, message in (
        (["--dims", "2,5"], "TF-IDF + linear has no dimensions to choose"),
        (["--tune"], "TF-IDF + linear has no rate of points to tune"),
    ):
        refused = call("ablate", "--preset", "linear", *options, "--json")
        assert refused.code == 1
        assert message in refused.json["error"]


def test_seeds_that_change_nothing_are_told_as_such(call, training) -> None:
    training.quality = lambda experiment: 0.5 + 0.01 * experiment.model.cost
    said = call("ablate", "--preset", "linear", "--seeds", "3")
    assert "9.0 points above C=1 with each of 3 seeds alike" in said.out


def test_several_dimensions_are_named_in_the_answer(call, training) -> None:
    said = call("ablate", "--seeds", "1", "--dims", "2, 5,2", "--json")
    assert list(said.json["variants"]) == [f"{name} d={dim}" for dim in (2, 5) for name in VARIANTS]
    assert "H-hier d=5 vs E-rand d=5" in said.json["paired"]
    assert said.json["variants"]["H-hier d=2"]["sd"]["P@1"] is None


def test_tuning_uses_another_seed_and_one_rule_for_both_geometries(
    call, training, store, monkeypatch
) -> None:
    monkeypatch.setattr("hmlc_core.runs.grid.RATES", (0.1, 0.2))

    def likes(experiment: Experiment) -> float:
        wanted = 0.1 if experiment.model.geometry == "poincare" else 0.2
        return 0.9 if experiment.training.point_rate == wanted else 0.3

    training.quality = likes
    said = call("ablate", "--seeds", "1", "--tune", "--json")
    assert said.json["rates"] == {"euclidean": 0.2, "poincare": 0.1}
    tuned, reported = training.begun[:-4], training.begun[-4:]
    assert {experiment.seed for experiment in tuned} == {1}
    assert {experiment.seed for experiment in reported} == {0}
    assert {e.training.point_rate for e in reported if e.model.geometry == "poincare"} == {0.1}
    assert sum(run.group.endswith("tuning") for run in store.runs()) == len(tuned) == 8


def test_a_person_reads_a_table_and_a_verdict(call, training) -> None:
    said = call("ablate", "--seeds", "2")
    assert "E-rand (n = 2)" in said.out
    assert "linear" in said.out
    assert "H-hier and E-rand are level" in said.out


def test_a_comparison_that_lacks_runs_is_refused(call, training, store) -> None:
    def break_first(step: int) -> None:
        if len(training.begun) == 1:
            raise TrainingError("the values are no longer finite")

    training.at = break_first
    said = call("ablate", "--seeds", "1", "--json")
    assert said.code == 1
    assert "1 of 4 runs did not finish" in said.json["error"]
    assert len(store.runs()) == 4


def test_ctrl_c_keeps_what_is_done(call, training, store) -> None:
    def interrupt(step: int) -> None:
        if len(training.begun) == 3 and step == 1:
            os.kill(os.getpid(), signal.SIGINT)

    training.at = interrupt
    said = call("ablate", "--seeds", "1", "--json")
    assert said.code == 130
    assert "Stopped; 2 runs are finished, 1 run is kept unfinished, in group" in said.err
    assert sorted(run.status for run in store.runs()) == ["finished", "finished", "stopped"]
    assert list(said.json["variants"]) == ["E-rand", "E-hier"]


@pytest.mark.parametrize("dims", ["two", "", " , "])
def test_dimensions_must_be_numbers(call, training, dims: str) -> None:
    said = call("ablate", "--dims", dims)
    assert said.code == 1
    assert training.begun == []
    assert "--dims: not a list of dimensions" in said.err


def test_runs_side_by_side_give_the_same_answer(call, training, monkeypatch) -> None:
    training.quality = hyperbolic_is_better
    alone = call("ablate", "--seeds", "1", "--json").json
    monkeypatch.setattr("hmlc_core.cli.batch._processes", ThreadPoolExecutor)
    together = call("ablate", "--seeds", "1", "--jobs", "2", "--json").json
    assert together["variants"] == alone["variants"]
    assert together["paired"] == alone["paired"]


def test_ctrl_c_stops_all_that_run_side_by_side(call, training, store, monkeypatch) -> None:
    monkeypatch.setattr("hmlc_core.cli.batch._processes", ThreadPoolExecutor)
    pressed = threading.Lock()  # once, though both runs may be there at the same time

    def interrupt(step: int) -> None:
        if step == 1:
            if pressed.acquire(blocking=False):
                os.kill(os.getpid(), signal.SIGINT)
            training.at = await_stop
            await_stop(step)  # a run must not end before it is asked to stop

    def await_stop(step: int) -> None:
        until = time.monotonic() + 120
        while any(run.status == "running" for run in store.active()):
            assert time.monotonic() < until
            time.sleep(0.05)

    training.at = interrupt
    said = call("ablate", "--seeds", "1", "--jobs", "2", "--json")
    assert said.code == 130
    assert {run.status for run in store.runs()} == {"stopped"}
    assert len(store.runs()) == 2  # the others were not begun, and do not wait


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_choice_of_rates_that_is_cut_short_is_none(
    call, training, store, monkeypatch, jobs
) -> None:
    monkeypatch.setattr("hmlc_core.cli.batch._processes", ThreadPoolExecutor)
    monkeypatch.setattr("hmlc_core.runs.grid.RATES", (0.1, 0.2))

    def interrupt(step: int) -> None:
        if len(training.begun) > 2 and step == 1:
            training.at = lambda step: time.sleep(0.3)
            os.kill(os.getpid(), signal.SIGINT)

    training.at = interrupt
    said = call("ablate", "--seeds", "1", "--tune", "--jobs", jobs, "--json")
    assert said.code == 130
    assert said.json["rates"] == {}
    assert "none was chosen" in said.err
    assert all(run.group.endswith("tuning") for run in store.runs())
    assert {run.status for run in store.runs()} <= {"finished", "stopped"}


def test_a_trial_that_somebody_stops_says_nothing_of_its_rate(
    call, training, store, monkeypatch
) -> None:
    monkeypatch.setattr("hmlc_core.runs.grid.RATES", (0.1,))

    def stop_first(step: int) -> None:
        if len(training.begun) == 1 and step == 1:
            store.request_stop(store.active()[0].id)
            time.sleep(0.3)

    training.at = stop_first
    said = call("ablate", "--seeds", "1", "--tune", "--json")
    assert said.code == 1
    assert "no rate can be chosen: 1 of 4 trials were cut short" in said.json["error"]
    assert all(run.group.endswith("tuning") for run in store.runs())


@pytest.mark.parametrize("when", [2, 3])
def test_a_store_that_is_full_leaves_nothing_waiting(
    call, training, store, monkeypatch, when
) -> None:
    monkeypatch.setattr("hmlc_core.cli.batch._processes", ThreadPoolExecutor)
    create, made = RunStore.create, []

    def fill_up(self, experiment, **options):
        made.append(experiment)
        if len(made) == when:
            raise StoreError("the disk is full")
        return create(self, experiment, **options)

    monkeypatch.setattr(RunStore, "create", fill_up)
    training.at = lambda step: time.sleep(0.05)
    said = call("ablate", "--seeds", "1", "--jobs", "2", "--json")
    assert said.code == 1
    assert "the disk is full" in said.json["error"]
    until = time.monotonic() + 120
    while store.active():
        assert time.monotonic() < until
        time.sleep(0.05)
    assert len(store.runs()) == when - 1


def test_how_long_the_rest_takes_is_said_when_some_have_ended(call, training) -> None:
    said = call("ablate", "--seeds", "1")
    lines = [line for line in said.err.splitlines() if "run " in line and " of 4" in line]
    assert [", about" in line for line in lines] == [False, False, True, True]


def ablation(home: Path, *options: str) -> subprocess.Popen[str]:
    """An ablation of many short runs, in a process of its own."""
    settings = ["corpus.documents=100", "training.epochs=60", "training.patience=0", "model.dim=2"]
    command = [sys.executable, "-m", "hmlc_core", "ablate", "--preset", "quick", "--seeds", "2"]
    command += [*options, *(part for text in settings for part in ("--set", text))]
    environment = os.environ | {"HMLC_HOME": str(home), "OMP_NUM_THREADS": "1"}
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    )


@pytest.mark.skipif(not Path("/proc").exists(), reason="processes are looked up in /proc")
@pytest.mark.parametrize(
    ("number", "options"),
    [
        (signal.SIGINT, ["--tune", "--jobs", "2"]),
        (signal.SIGTERM, ["--tune"]),
        (signal.SIGKILL, ["--jobs", "2"]),
    ],
)
def test_a_command_that_is_ended_leaves_nothing_waiting_and_no_process(
    tmp_path: Path, number: signal.Signals, options: list[str]
) -> None:
    store = RunStore(f"sqlite:///{tmp_path / 'mlflow.db'}")
    process = ablation(tmp_path, *options)
    until = time.monotonic() + 120
    while not any(run.status == "running" for run in store.runs()):
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < until
        time.sleep(0.1)
    children = _children(process.pid)
    process.send_signal(number)
    out, err = process.communicate(timeout=120)
    assert "Rate of points chosen" not in out
    if number != signal.SIGKILL:
        assert process.returncode == 130, err
    until = time.monotonic() + 60
    while any(Path(f"/proc/{child}").exists() for child in children):
        assert time.monotonic() < until, "a worker goes on without its parent"
        time.sleep(0.1)
    assert not store.active()
    assert len(store.runs()) <= 3
    assert {run.status for run in store.runs()} <= {"finished", "stopped", "interrupted"}


def _children(pid: int) -> list[str]:
    found = Path(f"/proc/{pid}/task").glob("*/children")
    return [child for path in found for child in path.read_text().split()]


def test_processes_of_their_own_train_for_real(tmp_path: Path) -> None:
    settings = ["corpus.documents=60", "training.epochs=1", "labels.epochs=2", "model.dim=2"]
    command = [sys.executable, "-m", "hmlc_core", "ablate", "--preset", "quick", "--json"]
    command += ["--seeds", "1", "--jobs", "2"]
    command += [part for text in settings for part in ("--set", text)]
    environment = os.environ | {"HMLC_HOME": str(tmp_path), "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr
    assert set(json.loads(done.stdout.splitlines()[-1])["variants"]) == set(VARIANTS)
