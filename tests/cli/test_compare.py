"""`compare`: what is trained, what is not trained twice, and what is said."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from hmlc_core.cli import together
from hmlc_core.errors import TrainingError
from hmlc_core.experiment import ALL, SCORES, Experiment
from hmlc_core.experiment.models import labelling
from hmlc_core.experiment.presets import preset_for_method
from hmlc_core.runs.comparing import comparison_group
from hmlc_core.runs.queue.job import train_run

pytestmark = pytest.mark.slow

TWO = ("--methods", "hidden", "--seeds", "3")


def hidden_is_better(experiment: Experiment) -> float:
    return 0.5 + 0.1 * (experiment.model.name == "hidden") + 0.01 * experiment.seed**2


def test_the_answer_has_the_agreed_shape(call, training) -> None:
    training.quality = lambda one: 0.5 + 0.05 * len(one.model.name) + 0.01 * one.seed**2
    said = call("compare", "--seeds", "3", "--json")
    assert said.code == 0
    assert said.err == ""
    keys = {"methods", "paired", "by_frequency", "by_depth", "published", "seconds"}
    assert keys <= said.json.keys()
    assert list(said.json["methods"]) == list(labelling())
    for found in said.json["methods"].values():
        assert {"n", "mean", "sd", "seconds", "parameters"} <= found.keys()
        assert found["n"] == 3
        assert found["mean"].keys() == found["sd"].keys() == set(ALL)
        assert found["seconds"] == pytest.approx(2.0)
    others = [name for name in labelling() if name != "linear"]
    assert list(said.json["paired"]) == [f"{name} vs linear" for name in others]
    for pair in said.json["paired"].values():
        for found in pair.values():
            assert found.keys() == {"difference", "p", "p_holm", "bootstrap"}
            assert found["p_holm"] is None or found["p_holm"] >= found["p"]
    assert said.json["by_frequency"].keys() == said.json["by_depth"].keys() == labelling().keys()
    assert said.json["published"]["scores"]["RCV1"]["hyperim"]["P@1"] == pytest.approx(0.9678)
    assert said.json["orderings"].keys() == said.json["published"]["scores"].keys()
    assert said.json["recovery"].keys() <= said.json["methods"].keys()


def test_differences_are_the_method_minus_what_it_is_compared_with(call, training) -> None:
    training.quality = hidden_is_better
    pair = call("compare", *TWO, "--json").json["paired"]["hidden vs linear"]["P@1"]
    assert pair["difference"] == pytest.approx(0.1)
    turned = call("compare", "--methods", "linear", "--against", "hidden", *TWO[2:], "--json").json
    assert turned["paired"]["linear vs hidden"]["P@1"]["difference"] == pytest.approx(-0.1)


def test_each_method_is_trained_by_its_preset_on_that_corpus_with_every_seed(
    call, training, store
) -> None:
    call("compare", *TWO, "--seed", "4", "--documents", "50", "--json")
    wanted = {
        preset_for_method(name).with_values({"seed": seed, "corpus.documents": 50})
        for name in ("hidden", "linear")
        for seed in (4, 5, 6)
    }
    assert set(training.begun) == wanted
    assert len(training.begun) == 6
    assert {run.group for run in store.runs()} == {comparison_group("newsroom", 50)}


def test_the_same_command_again_trains_nothing(call, training) -> None:
    first = call("compare", *TWO, "--json").json
    training.begun.clear()
    again = call("compare", *TWO, "--json").json
    assert not training.begun
    for key in ("methods", "paired", "group"):
        assert again[key] == first[key]


def test_runs_side_by_side_give_the_same_answer(call, training, store, monkeypatch) -> None:
    monkeypatch.setattr("hmlc_core.cli.batch._processes", ThreadPoolExecutor)
    training.quality = hidden_is_better
    together = call("compare", *TWO, "--jobs", "2", "--json").json
    for run in store.runs():
        store.delete(run.id)
    alone = call("compare", *TWO, "--json").json
    assert len(store.runs()) == 6
    for key in ("methods", "paired"):
        assert together[key] == alone[key]


def test_more_seeds_and_methods_join_what_is_there(call, training, store) -> None:
    call("compare", "--methods", "linear", "--seeds", "1", "--json")
    said = call("compare", "--methods", "hidden", "--seeds", "2", "--json")
    assert [(one.model.name, one.seed) for one in training.begun] == [
        ("linear", 0),
        ("hidden", 0),
        ("hidden", 1),
        ("linear", 1),
    ]
    assert said.json["methods"]["linear"]["n"] == 2
    assert len({run.group for run in store.runs()}) == 1


def test_a_run_that_was_trained_alone_joins(call, training, store) -> None:
    call("train", "--preset", "linear", "--json")
    training.begun.clear()
    said = call("compare", "--methods", "hidden", "--seeds", "1", "--json")
    assert [one.model.name for one in training.begun] == ["hidden"]
    assert {run.group for run in store.runs()} == {said.json["group"]}


def test_what_was_stopped_goes_on_in_the_same_run(call, training, store) -> None:
    def stop_the_first(step: int) -> None:
        if step == 2 and len(training.begun) == 1:
            (run,) = store.runs()
            store.request_stop(run.id)
            time.sleep(0.3)  # the store is asked four times a second

    training.at = stop_the_first
    stopped = call("compare", "--methods", "linear", "--seeds", "1", "--json")
    assert stopped.code == 1
    assert stopped.json["methods"]["linear"]["n"] == 0
    said = call("compare", "--methods", "linear", "--seeds", "1", "--json")
    assert said.code == 0
    assert said.json["methods"]["linear"]["n"] == 1
    assert [run.status for run in store.runs()] == ["finished"]


@pytest.mark.parametrize("ends", ["finished", "stopped"])
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_what_another_program_trains_is_waited_for_or_taken_up(
    call, training, store, monkeypatch, ends, jobs
) -> None:
    monkeypatch.setattr("hmlc_core.cli.batch._processes", ThreadPoolExecutor)
    group = comparison_group("newsroom", 0)
    theirs = preset_for_method("hidden").with_values({"seed": 2})
    begun: list[str] = []
    first = threading.Lock()  # two runs may be at a step at the same time

    waits = threading.Event()

    def tell(text: str) -> None:
        together_tell(text)
        waits.set()  # there is nothing left to do

    together_tell = together.tell
    monkeypatch.setattr(together, "tell", tell)

    def go_on() -> None:
        assert waits.wait(120)
        if ends == "stopped":
            store.request_stop(begun[0])
        else:
            train_run(store.uri, begun[0])

    other = threading.Thread(target=go_on)

    def begin_elsewhere(step: int) -> None:
        if first.acquire(blocking=False):
            begun.append(store.create(theirs, group=group))
            other.start()

    training.at = begin_elsewhere
    said = call("compare", *TWO, "--jobs", jobs)
    other.join()
    assert said.code == 0
    assert "another program is training 1 run" in said.err
    assert [run.status for run in store.runs()] == ["finished"] * 6
    assert len(training.begun) == 6


def test_a_method_that_fails_takes_no_other_with_it(call, training) -> None:
    def fail(step: int) -> None:
        if training.begun[-1].model.name == "hidden":
            raise TrainingError("a parameter is not finite")

    training.at = fail
    said = call("compare", *TWO, "--json")
    assert said.code == 1
    assert "hidden" in said.json["error"]
    assert "a parameter is not finite" in said.json["error"]
    assert said.json["methods"]["linear"]["n"] == 3
    lost = said.json["methods"]["hidden"]
    assert lost["n"] == 0
    assert lost["seconds"] is lost["parameters"] is None
    assert set(lost["mean"].values()) == {None}
    pair = said.json["paired"]["hidden vs linear"]["P@1"]
    assert set(pair.values()) == {None}


def test_where_no_method_can_be_trained_nothing_is_promised(call, training) -> None:
    def fail(step: int) -> None:
        raise TrainingError("no training document has a word", remedy="Check the corpus.")

    training.at = fail
    said = call("compare", *TWO)
    assert said.code == 1
    assert "newsroom: none of 2 methods could be trained (found " in said.err
    assert "Check the corpus)" in said.err
    assert "above" not in said.err
    assert "goes on" not in said.err


def test_a_method_that_cannot_read_the_corpus_is_said_and_makes_no_run(
    call, training, store
) -> None:
    said = call("compare", "--corpus", "synthetic", *TWO, "--documents", "60", "--json")
    assert said.code == 1
    assert "reads words" in said.json["error"]
    assert said.json["methods"]["linear"]["n"] == 3
    assert {one.model.name for one in training.begun} == {"linear"}
    assert len(store.runs()) == 3


def test_a_name_that_is_not_there_is_refused_before_any_run(call, training) -> None:
    for arguments, told in (
        (("--methods", "hidden,bert"), "'bert'"),
        (("--against", "luck"), "'luck'"),
        (("--methods", ","), "not a list of methods"),
        (("--corpus", "nowhere"), "nowhere"),
    ):
        said = call("compare", *arguments, "--json")
        assert said.code == 1
        assert told in said.json["error"]
    assert "hyperim, " in call("compare", "--methods", "bert", "--json").json["error"]
    assert not training.begun


def test_ctrl_c_keeps_what_is_finished_and_exits_as_shells_expect(call, training, store) -> None:
    def interrupt(step: int) -> None:
        if step == 1 and len(training.begun) == 2:
            os.kill(os.getpid(), signal.SIGINT)

    training.at = interrupt
    said = call("compare", *TWO, "--json")
    assert said.code == 130
    assert sum(found["n"] for found in said.json["methods"].values()) == 1
    assert "Stopped; 1 run is finished, 1 run is kept unfinished. The same" in said.err
    assert sorted(run.status for run in store.runs()) == ["finished", "stopped"]
    training.at = lambda step: None
    said = call("compare", *TWO, "--json")
    assert said.code == 0
    assert [run.status for run in store.runs()] == ["finished"] * 6


def test_a_person_reads_a_table_beside_references_and_a_verdict(call, training) -> None:
    training.quality = hidden_is_better
    said = call("compare", *TWO)
    assert said.code == 0
    assert "hidden (n = 3)" in said.out
    assert said.out.count("has no trained model yet") == 1
    assert "61.7 ± 2.1" in said.out
    for name in (*SCORES[:1], "seconds", "parameters", "frequency", "ceiling"):
        assert name in said.out
    assert "nDCG@5: hidden is 10.0 points above linear" in said.out
    with pytest.raises(json.JSONDecodeError):
        said.json  # noqa: B018  (nothing but what a person reads)


def test_a_method_no_better_than_label_frequency_is_named(call, training) -> None:
    training.quality = lambda one: 0.2 if one.model.name == "hidden" else 0.6
    found = call("compare", *TWO, "--json").json
    assert found["unlearned"] == ["hidden"]
    said = call("compare", *TWO).out
    assert "! hidden is no better than label frequency: it learned nothing from the texts." in said
    assert "linear is no better" not in said
