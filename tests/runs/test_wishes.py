"""Of several programs that are about to make the same run of a group, one does."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace

import pytest

from hmlc_core.experiment import Experiment
from hmlc_core.runs.store import owner as owners
from hmlc_core.runs.store import wishes
from hmlc_core.runs.store.kept import Kept
from hmlc_core.runs.store.search import search
from hmlc_core.runs.store.store import RunStore
from hmlc_core.runs.store.tracking import Tracking
from hmlc_core.runs.store.wishes import comes_true
from tests.runs.contenders import ROUNDS, contenders

GROUP = 'Systems on "it\'s`"'
"""Whatever a corpus is called."""

MAKE = """
seed, group = told.split(maxsplit=1)
answer = store.create_once(Experiment(seed=int(seed)), group=group)
"""


def kept(store: RunStore) -> list[Kept]:
    """All runs, also those that no list shows."""
    return search(Tracking(store.uri), "")


@pytest.mark.slow
def test_of_programs_that_make_the_same_run_at_the_same_moment_one_does(
    store: RunStore,
) -> None:
    ids = set[str]()
    with contenders(store.uri, MAKE, 3) as ask:
        for seed in range(ROUNDS):
            answers = ask(f"{seed} {GROUP}")
            (run_id,) = set(answers) - {"None"}
            assert answers.count(run_id) == 1
            assert store.get(run_id).experiment == Experiment(seed=seed)
            ids.add(run_id)
    assert {run.id for run in store.runs()} == ids
    assert {run.status for run in store.runs()} == {"interrupted"}  # with their programs
    assert {one.id for one in kept(store)} == ids


def test_it_is_a_run_like_any_other(store: RunStore) -> None:
    run_id = store.create_once(Experiment(), group=GROUP)
    assert run_id is not None
    other = store.get(store.create(Experiment(), group=GROUP))
    mine = store.get(run_id)
    assert (mine.status, mine.group, mine.name) == (other.status, other.group, other.name)
    assert store.files(run_id).read("experiment.json")
    assert store.start(run_id) is not None


@pytest.mark.parametrize("status", ["queued", "finished", "failed"])
def test_what_the_group_has_is_not_made_again(store: RunStore, status: str) -> None:
    run_id = store.create(Experiment(), group=GROUP)
    if status != "queued":
        store.finish(run_id, status)
    assert store.create_once(Experiment(), group=GROUP) is None
    assert [run.id for run in store.runs()] == [one.id for one in kept(store)] == [run_id]


def test_other_runs_are_no_hindrance(store: RunStore) -> None:
    store.create(Experiment(), group="another")
    store.create(Experiment(seed=1), group=GROUP)
    example = store.create_elsewhere(Experiment(), name="example", group=GROUP, example="example")
    store.finish(example, "finished")
    deleted = store.create(Experiment(), group=GROUP)
    store.finish(deleted, "stopped")
    store.delete(deleted)
    assert store.create_once(Experiment(), group=GROUP) is not None


def test_who_is_interrupted_before_it_is_decided_leaves_nothing(
    store: RunStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> bool:
        assert len(kept(store)) == 1
        raise KeyboardInterrupt

    monkeypatch.setattr("hmlc_core.runs.store.register.comes_true", interrupted)
    with pytest.raises(KeyboardInterrupt):
        store.create_once(Experiment(), group=GROUP)
    assert kept(store) == []


# Two wishes


def wish(store: RunStore) -> Kept:
    return store._created(
        Experiment(), "wish", {"group": GROUP, "owner": owners.Owner.here().to_json()}
    )


def two(store: RunStore) -> tuple[Kept, Kept]:
    """Wishes of two programs, that with the smaller id first."""
    first, second = sorted((wish(store), wish(store)), key=lambda one: one.id)
    return first, second


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> list[Callable[[], object]]:
    """What happens in pauses between looks: in each the next of these."""
    happens: list[Callable[[], object]] = []
    clock = SimpleNamespace(
        sleep=lambda seconds: happens.pop(0)(), monotonic=time.monotonic, time=time.time
    )
    monkeypatch.setattr(wishes, "time", clock)
    return happens


def test_the_larger_id_gives_up(store: RunStore) -> None:
    _, larger = two(store)
    assert store.runs() == []
    assert not comes_true(Tracking(store.uri), larger)


def test_the_smaller_id_waits_until_the_larger_has_given_up(
    store: RunStore, meanwhile: list[Callable[[], object]]
) -> None:
    tracking = Tracking(store.uri)
    smaller, larger = two(store)
    meanwhile += [lambda: None, lambda: tracking("delete_run", larger.id)]
    assert comes_true(tracking, smaller)
    assert meanwhile == []


def test_the_smaller_id_comes_too_late_where_the_larger_was_alone(
    store: RunStore, meanwhile: list[Callable[[], object]]
) -> None:
    tracking = Tracking(store.uri)
    smaller, larger = two(store)
    told = "hyperlabel.status", "queued"
    meanwhile += [lambda: None, lambda: tracking("set_tag", larger.id, *told)]
    assert not comes_true(tracking, smaller)
    assert [run.id for run in store.runs()] == [larger.id]


def test_it_is_not_waited_for_ever(store: RunStore, meanwhile: list[Callable[[], object]]) -> None:
    smaller, _ = two(store)
    later = time.monotonic() + wishes.PATIENCE + 1
    meanwhile.append(lambda: setattr(wishes.time, "monotonic", lambda: later))
    assert not comes_true(Tracking(store.uri), smaller)


def test_a_program_that_ended_before_it_was_decided_is_no_hindrance(
    store: RunStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        gone = replace(owners.Owner.here(), started="before")
        patch.setattr(owners.Owner, "here", lambda: gone)
        wish(store)
    assert store.create_once(Experiment(), group=GROUP) is not None


def test_one_elsewhere_of_which_nothing_is_heard_is_no_hindrance(
    store: RunStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    tracking = Tracking(store.uri)
    with monkeypatch.context() as patch:
        patch.setattr(owners, "_host", lambda: "elsewhere")
        _, larger = two(store)
    assert not comes_true(tracking, larger)
    later = time.time() + owners.STALE + 1
    monkeypatch.setattr(time, "time", lambda: later)
    assert comes_true(tracking, larger)
