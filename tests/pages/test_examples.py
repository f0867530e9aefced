"""Pages open on examples until there are runs of one's own; each can be trained with one click."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from hmlc_core.runs.examples.arrival import UNWANTED, arrive
from hmlc_core.runs.store.store import RunStore
from pages.ui.shell import resources
from pages.ui.shell.routes import ROUTES
from tests.pages.form import button, labels
from tests.pages.trained import GROUP, opened, run_called, texts, trained_home

pytestmark = pytest.mark.slow  # each begins with a new store and its fourteen runs

INSPECT = ("hierarchy", "trajectories", "interactions")


@pytest.fixture(autouse=True)
def wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(UNWANTED)


def arrived_at(home: Path) -> Path:
    """This home, once its store holds the examples as well."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HMLC_HOME", str(home))
        patch.delenv(UNWANTED, raising=False)
        arrive(RunStore())
    return home


@pytest.fixture(scope="module")
def arrived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose store holds the examples."""
    return arrived_at(tmp_path_factory.mktemp("examples"))


@pytest.fixture(scope="module")
def arrived_later(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose store held runs of one's own when the examples came."""
    home = tmp_path_factory.mktemp("later") / "home"
    return arrived_at(shutil.copytree(trained_home(), home))


@pytest.fixture
def examples(home: Path, arrived: Path) -> RunStore:
    """The store of the moment, with the examples and nothing else."""
    shutil.copytree(arrived, home)
    return RunStore()


class Queue:
    """Takes experiments and trains none."""

    limit = 20

    def __init__(self) -> None:
        self.taken: list[Any] = []

    def submit(self, experiment: Any) -> str:
        self.taken.append(experiment)
        return RunStore().create(experiment)

    def queue(self) -> list[Any]:
        return []


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch) -> Queue:
    service = Queue()
    monkeypatch.setattr(resources, "service", lambda: service)
    return service


def shown(at: AppTest) -> str:
    """The run in the address."""
    value = at.query_params["run"]
    return value if isinstance(value, str) else value[0]


@pytest.mark.parametrize("url", INSPECT)
def test_a_page_opens_on_an_example_in_a_store_that_nobody_has_opened(app, url):
    at = opened(app, url)
    assert shown(at) == RunStore().get("demo-hyperim").id
    assert "An example run that came with Hyperlabel" in texts(at)
    assert not at.error


def test_train_waits_for_the_example_that_its_address_names(app, heard):
    at = opened(app, "train", run="demo-hidden")
    assert "HiddeN on newsroom" in texts(at)
    assert not at.error
    assert not any("Press Train" in str(message) for message in heard)


@pytest.mark.parametrize("url", INSPECT)
def test_ones_own_run_comes_first(app, home, arrived_later, url):
    shutil.copytree(arrived_later, home)
    at = opened(app, url)
    assert not RunStore().get(shown(at)).example
    assert "An example run" not in texts(at)
    assert "Train the same" not in labels(at)
    assert at.selectbox[0].options[-1].startswith("Example: ")


@pytest.mark.parametrize("url", [*INSPECT, "runs", "train"])
def test_an_address_names_an_example_by_its_name(app, examples, url):
    at = opened(app, url, run="demo-hidden")
    assert "is not among the choices" not in texts(at)
    asked = shown(at)
    assert examples.get(asked).example == "demo-hidden"
    assert url in INSPECT or "HiddeN on newsroom" in texts(at)


@pytest.mark.parametrize("there", [False, True])
def test_only_a_new_store_is_said_to_be_given_examples(app, home, arrived, heard, there):
    if there:
        shutil.copytree(arrived, home)
    opened(app, "hierarchy")
    said = " ".join(map(str, heard))
    assert "The picture is being made" in said
    assert ("it is given example runs first" in said) is not there
    assert ("each run read once" in said) is there
    heard.clear()
    app.run()  # by now the runs are known
    assert not any("example runs first" in str(one) or "read once" in str(one) for one in heard)


def test_ablations_open_on_the_example(app, examples):
    at = opened(app, "ablations")
    box = next(item for item in at.selectbox if item.label == "Ablation")
    assert box.value == "demo-ablation"
    assert box.options == [
        "Example · newsroom · 12 runs (demo-ablation)",
        "Example · newsroom · 12 runs (demo-hold)",
    ]
    assert "12 runs: 12 finished" in texts(at)
    assert not at.error


def test_an_ablation_of_ones_own_comes_first(app, home, arrived_later):
    shutil.copytree(arrived_later, home)
    at = opened(app, "ablations")
    box = next(item for item in at.selectbox if item.label == "Ablation")
    assert box.value != "demo-ablation"
    assert box.options[-1] == "Example · newsroom · 12 runs (demo-hold)"


@pytest.mark.parametrize(
    ("corpus", "group", "told"),
    [
        ("newsroom", GROUP, None),  # the form has it when nobody has asked
        ("hostile", GROUP, None),
        (
            "flat",
            GROUP,
            "There is no ablation of the corpus “flat” yet. Shown is one of “hostile”.",
        ),
    ],
)
def test_an_ablation_of_the_corpus_asked_for_comes_first_or_there_is_a_word(
    app, home, arrived_later, corpus, group, told
):
    shutil.copytree(arrived_later, home)
    at = opened(app, "ablations", corpus=corpus)
    assert at.selectbox(key="choose group").value == at.query_params["group"] == group
    assert [item.value for item in at.info if "no ablation of" in item.value] == [told] * bool(told)


def test_the_table_says_which_runs_are_examples(app, examples):
    at = opened(app, "runs")
    assert set(at.dataframe[0].value["status"]) == {"example"}
    assert "Bring the examples back" not in labels(at)
    run_id = shown(at)
    assert examples.get(run_id).example == "demo-hyperim"


@pytest.mark.parametrize("url", [*INSPECT, "runs"])
def test_one_click_trains_the_same_and_shows_it(app, examples, queue, url):
    at = opened(app, url, run="demo-hidden")
    button(at, "Train the same").click().run()
    assert not at.exception
    example = examples.get("demo-hidden")
    assert queue.taken == [example.experiment]
    assert shown(at) == examples.runs()[0].id
    assert button(at, "Train")  # the page with the form
    at.switch_page(ROUTES["train"].script).run()  # the test tool itself is still elsewhere
    button(at, "Train").click().run()
    assert queue.taken == [example.experiment] * 2  # the form shows what was trained


def test_a_full_queue_is_said_and_the_page_stays(app, examples, queue, monkeypatch):
    from hmlc_core.errors import StoreError

    def full(experiment: Any) -> str:
        raise StoreError("too many runs are waiting")

    monkeypatch.setattr(queue, "submit", full)
    at = opened(app, "hierarchy")
    button(at, "Train the same").click().run()
    assert "too many runs are waiting" in texts(at)
    assert "An example run" in texts(at)


@pytest.mark.parametrize("url", [*INSPECT, "runs"])
def test_an_example_that_was_deleted_is_offered_and_no_other_run_is_shown(app, examples, url):
    examples.delete(examples.get("demo-hidden").id)
    at = opened(app, url, run="demo-hidden")
    assert "example run that is not in the run store" in texts(at)
    assert "Train the same" not in labels(at)
    button(at, "Bring the examples back").click().run()
    assert examples.get(shown(at)).example == "demo-hidden"
    assert "not in the run store" not in texts(at)


def test_all_can_be_deleted_and_brought_back(app, examples):
    for run in examples.runs():
        examples.delete(run.id)
    at = opened(app, "runs")
    assert "There is no run yet" in texts(at)
    button(at, "Bring the examples back").click().run()
    assert len(at.dataframe[0].value) == len(examples.runs()) == 26


def test_examples_are_no_seeds_of_a_run_of_ones_own(app, examples):
    """The spread over seeds counts runs that were trained here, or examples alone."""
    at = opened(app, "hierarchy", run="demo-H-hier-0", section="Scores")
    assert "Over 3 seeds" in texts(at)
    twin = examples.get("demo-H-hier-1")
    assert twin.experiment is not None
    own = examples.create(twin.experiment)
    from hmlc_core.runs.examples.example import read

    for snapshot in read("demo-H-hier-1").snapshots:
        examples.record(own, snapshot)
    examples.finish(own, "finished")
    at = opened(app, "hierarchy", run=own, section="Scores")
    assert "This is **one run**" in texts(at)


def test_the_time_that_an_example_took_elsewhere_is_no_estimate(app, examples):
    at = opened(app, "ablations", preset="disk")
    assert " of training in all" not in texts(at)


def test_a_run_of_ones_own_has_the_button_and_no_remark(app, home, queue):
    shutil.copytree(trained_home(), home)
    at = opened(app, "runs", run=run_called("gru"))
    assert "came with Hyperlabel" not in texts(at)
    button(at, "Train the same").click().run()
    assert queue.taken == [RunStore().get(run_called("gru")).experiment]
