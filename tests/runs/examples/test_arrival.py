"""Examples come into a store once, whole or not at all, and are told from what was trained here."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from hmlc_core.errors import StoreError
from hmlc_core.experiment import Experiment
from hmlc_core.runs.examples import arrival
from hmlc_core.runs.examples.arrival import (
    UNWANTED,
    arrive,
    asked_for,
    awaited,
    bring_back,
    missing,
)
from hmlc_core.runs.examples.example import Example, names, read, write, write_index
from hmlc_core.runs.store.store import RunStore
from hmlc_core.snapshot import Checkpoint
from tests.runs.handmade import made_checkpoint, snapshot

NAMES = ["demo-b", "demo-a"]


def made(name: str, count: int = 3) -> Example:
    """An example of so many snapshots; the last has test scores."""
    snapshots = [snapshot(step, steps=count) for step in range(count)]
    snapshots.append(
        snapshot(count, steps=count, checkpoint=True, scores={"test/P@1": 0.5}, last=True)
    )
    return Example(
        name=name,
        title=f"Example {name}",
        group="demo",
        experiment=Experiment(seed=7),
        corpus="0" * 16,
        snapshots=snapshots,
        references={"chance": {"P@1": 0.1}},
    )


@pytest.fixture(autouse=True)
def wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(UNWANTED)


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    """A folder with two examples."""
    folder = tmp_path / "demo"
    for name in NAMES:
        write(made(name), folder)
    write_index(NAMES, folder)
    return folder


def found(store: RunStore) -> list[str]:
    return [run.example for run in store.runs()]


def test_examples_are_awaited_until_somebody_has_made_the_store(
    shipped: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = RunStore(f"sqlite:///{tmp_path}/new/mlflow.db")
    assert awaited(store)
    monkeypatch.setenv(UNWANTED, "0")
    assert not awaited(store)
    monkeypatch.delenv(UNWANTED)
    arrive(store, shipped)
    assert not awaited(store)
    assert not awaited(RunStore("http://127.0.0.1:9"))


def test_an_example_is_a_finished_run_with_all_that_was_kept(
    store: RunStore, shipped: Path
) -> None:
    arrive(store, shipped)
    run, example = store.get("demo-a"), made("demo-a")
    assert (run.name, run.status, run.group) == (example.title, "finished", "demo")
    assert run.experiment == example.experiment
    assert run.scores["test/P@1"] == 0.5
    assert run.epoch == example.snapshots[-1].epoch
    assert store.references(run.id) == example.references
    frames = store.frames(run.id)
    assert frames.label_points is not None
    assert np.array_equal(frames.label_points, [shot.label_points for shot in example.snapshots])
    assert store.curves(run.id)["train/loss/loss"].steps.tolist() == [0, 1, 2, 3]


@pytest.mark.slow
def test_many_snapshots_come_in_as_many_requests_as_they_need(
    store: RunStore, tmp_path: Path
) -> None:
    write(made("demo-long", count=400), tmp_path)
    write_index(["demo-long"], tmp_path)
    arrive(store, tmp_path)
    run = store.get("demo-long")
    assert run.step == 400
    assert len(store.curves(run.id)["train/loss/loss"].steps) == 401


def test_the_checkpoint_has_what_predicts_and_not_what_goes_on(shipped: Path) -> None:
    checkpoint = read("demo-a", shipped).snapshots[-1].checkpoint
    assert checkpoint is not None
    assert checkpoint.tensors.keys() == {"model/w"}
    assert checkpoint.state == made_checkpoint(3).state


def test_what_has_no_network_keeps_its_whole_checkpoint(tmp_path: Path) -> None:
    fitted = Checkpoint(tensors={"fit/w": np.ones(2)}, state={"labels": []}, trained=True)
    example = made("demo-fitted")
    last = snapshot(4, checkpoint=fitted, last=True)
    write(Example(**{**_fields(example), "snapshots": [last]}), tmp_path)
    checkpoint = read("demo-fitted", tmp_path).snapshots[-1].checkpoint
    assert checkpoint is not None
    assert checkpoint.tensors.keys() == {"fit/w"}
    assert checkpoint.trained


def _fields(example: Example) -> dict[str, object]:
    return {name: getattr(example, name) for name in Example.__dataclass_fields__}


def test_the_same_example_makes_the_same_bytes(shipped: Path, tmp_path: Path) -> None:
    write(read("demo-a", shipped), tmp_path / "again")
    for file in (shipped / "demo-a").iterdir():
        assert (tmp_path / "again" / "demo-a" / file.name).read_bytes() == file.read_bytes()


def test_they_come_once_and_what_is_deleted_stays_deleted(store: RunStore, shipped: Path) -> None:
    arrive(store, shipped)
    store.delete(store.get("demo-a").id)
    arrive(RunStore(), shipped)
    assert found(store) == ["demo-b"]
    assert missing(store, shipped) == ["demo-a"]


def test_whoever_names_an_example_finds_it(
    store: RunStore, shipped: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arrival, "names", lambda folder=shipped: names(folder))
    monkeypatch.setattr(arrive, "__defaults__", (shipped,))
    with pytest.raises(StoreError, match="no such run"):
        asked_for(store, "demo-c")
    assert found(store) == []
    assert asked_for(store, "demo-a").example == "demo-a"
    assert found(store) == NAMES
    store.delete(store.get("demo-a").id)
    with pytest.raises(StoreError, match="no such run"):
        asked_for(store, "demo-a")


@pytest.mark.slow
def test_an_example_that_is_new_comes_by_itself(store: RunStore, shipped: Path) -> None:
    arrive(store, shipped)
    write(made("demo-c"), shipped)
    write_index([*NAMES, "demo-c"], shipped)
    arrive(store, shipped)
    assert found(store) == [*NAMES, "demo-c"]


@pytest.mark.slow
def test_those_that_are_missing_come_back_when_asked_for(store: RunStore, shipped: Path) -> None:
    arrive(store, shipped)
    kept = store.get("demo-b").id
    store.delete(store.get("demo-a").id)
    bring_back(store, shipped)
    assert found(store) == NAMES
    assert store.get("demo-b").id == kept


def test_own_runs_are_listed_before_examples_whichever_came_first(
    store: RunStore, shipped: Path
) -> None:
    first = store.create(Experiment())
    arrive(store, shipped)
    second = store.create(Experiment())
    assert [run.id for run in store.runs()][:2] == [second, first]
    assert found(store) == ["", "", *NAMES]


@pytest.mark.slow
def test_one_that_did_not_come_in_whole_is_in_no_list_and_the_others_follow(
    store: RunStore, shipped: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*arguments: object) -> None:
        raise StoreError("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(RunStore, "save_references", full)
        with pytest.raises(StoreError, match="full"):
            arrive(store, shipped)
    assert store.runs() == []
    assert store.active() == []
    arrive(store, shipped)
    assert found(store) == ["demo-a"]
    bring_back(store, shipped)
    assert sorted(found(store)) == sorted(NAMES)


def test_none_comes_where_none_is_wanted(
    store: RunStore, shipped: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(UNWANTED, "0")
    arrive(store, shipped)
    assert store.runs() == []


@pytest.mark.slow
def test_a_server_that_others_share_is_given_none_unasked(
    store: RunStore, shipped: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not RunStore("http://localhost:1").local
    monkeypatch.setattr(RunStore, "local", False)
    arrive(store, shipped)
    assert store.runs() == []
    bring_back(store, shipped)
    assert found(store) == NAMES


def test_without_the_folder_there_are_none(store: RunStore, tmp_path: Path) -> None:
    arrive(store, tmp_path / "nowhere")
    assert store.runs() == []


@pytest.mark.slow
def test_an_example_is_never_resumed(store: RunStore, shipped: Path) -> None:
    arrive(store, shipped)
    with pytest.raises(StoreError, match="ended before its time"):
        store.requeue(store.get("demo-a").id)


def test_nothing_comes_into_a_store_that_may_not_be_changed(
    store: RunStore, shipped: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HMLC_READ_ONLY", "1")
    arrive(store, shipped)
    assert found(store) == []
    monkeypatch.delenv("HMLC_READ_ONLY")
    arrive(store, shipped)
    assert found(store) == NAMES
