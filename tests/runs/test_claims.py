"""Of several programs that take a run over at the same time, one has it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

import pytest

from hmlc_core.errors import StoreError
from hmlc_core.experiment import Experiment
from hmlc_core.runs.store import owner as owners
from hmlc_core.runs.store.claims import taken_over
from hmlc_core.runs.store.kept import Kept
from hmlc_core.runs.store.owner import STALE, Owner
from hmlc_core.runs.store.store import RunStore
from hmlc_core.runs.store.tracking import Tracking
from tests.runs.contenders import ROUNDS, contenders

CONTENDER = """
try:
    store.requeue(told)
    answer = "won" if store.start(told) else "lost the start"
except StoreError as error:
    answer = error.what
"""


def stopped(store: RunStore) -> str:
    run_id = store.create(Experiment())
    store.finish(run_id, "stopped")
    return run_id


@pytest.mark.slow
def test_of_two_programs_that_resume_a_run_at_the_same_moment_one_does(store: RunStore) -> None:
    lost = {
        "another program has just resumed the run",
        "the run is at work already",
    }
    with contenders(store.uri, CONTENDER, 2) as ask:
        for _ in range(ROUNDS):
            run_id = stopped(store)
            answers = ask(run_id)
            assert answers.count("won") == 1
            assert set(answers) - {"won"} <= lost
            assert store.get(run_id).status == "running"


def seen(store: RunStore, run_id: str) -> Callable[[], Owner | None]:
    """Takes the run over as it is now, whenever it is called."""
    tracking = Tracking(store.uri)
    found = tracking("get_run", run_id)
    return lambda: taken_over(tracking, found, Kept.of(found).tags["owner"])


def test_who_has_seen_an_older_owner_comes_too_late(store: RunStore) -> None:
    run_id = stopped(store)
    first, second = seen(store, run_id), seen(store, run_id)
    assert first() is not None
    assert second() is None
    with pytest.raises(StoreError, match="another program has just resumed the run"):
        store.requeue(run_id)


@pytest.mark.slow
def test_one_who_died_in_taking_a_run_over_does_not_keep_it(
    store: RunStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_id = stopped(store)
    with monkeypatch.context() as patch:
        here = Owner.here()
        gone = Owner(here.host, here.pid, "before", here.token)
        patch.setattr(owners.Owner, "here", lambda: gone)
        assert seen(store, run_id)() is not None
    store.requeue(run_id)
    assert store.get(run_id).status == "queued"


def test_one_elsewhere_who_says_nothing_more_does_not_keep_it(
    store: RunStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_id = stopped(store)
    with monkeypatch.context() as patch:
        patch.setattr(owners, "_host", lambda: "elsewhere")
        assert seen(store, run_id)() is not None
    with pytest.raises(StoreError, match="another program"):
        store.requeue(run_id)
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + STALE + 1)
    store.requeue(run_id)


@pytest.mark.slow
def test_a_damaged_claim_is_respected(store: RunStore) -> None:
    run_id = stopped(store)
    tracking = Tracking(store.uri)
    owner = json.loads(Kept.of(tracking("get_run", run_id)).tags["owner"])
    tracking("log_param", run_id, f"taken_over_from.{owner['token']}", "{]")
    with pytest.raises(StoreError, match="another program"):
        store.requeue(run_id)
