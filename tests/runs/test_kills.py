"""A run that is killed wherever it writes, and resumed, is the run that was not, to a digit."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from hmlc_core.data.formats import folder
from hmlc_core.data.registry import load_corpus
from hmlc_core.experiment.models import MODELS
from hmlc_core.runs.store.store import RunStore
from tests.conftest import make_corpus
from tests.runs.kills import differences, outcome, resumed, small, train

KINDS = ("hyperim", "hidden", "harnn", "word-vectors", "sleec")
"""Stages of words and labels before a network; networks alone; no classifier; no network."""

EACH = 2
"""Kills of each, in CI."""

MANY = 14
"""Kills of each method, by hand."""


@dataclass(frozen=True)
class Whole:
    """An uninterrupted run. moments: how often it could have been killed."""

    experiment: Any
    moments: int
    outcome: dict[str, Any]


@pytest.fixture
def place(home: Path) -> Path:
    """A home with the corpus `tiny`, and a file in which words are above others."""
    folder.write(make_corpus(), home / "corpora" / "tiny")
    lines = (f"noise0\t{leaf}{number}\n" for leaf in "abcd" for number in range(4))
    (home / "above.tsv").write_text("".join(lines))
    assert len(load_corpus("tiny").train) == 60
    return home


def whole(place: Path, kind: str, *, at_once: bool = True) -> Whole:
    experiment = small(kind, place / "above.tsv")
    run_id = RunStore().create(experiment)
    moments = train(place, run_id, at_once=at_once)
    assert moments is not None
    run = RunStore().get(run_id)
    assert run.status == "finished", run.message
    return Whole(experiment, moments, outcome(place, run_id))


def killed(place: Path, whole: Whole, moment: int, *, at_once: bool = True) -> dict[str, Any]:
    """What becomes of a run that is killed there; earlier, if this one has fewer moments.

    A machine that is busy writes more at once, and so less often.
    """
    run_id = RunStore().create(whole.experiment)
    while (moments := train(place, run_id, moment, at_once=at_once)) is not None:
        run_id, moment = RunStore().create(whole.experiment), moment % moments
    assert resumed(place, run_id) == "finished", RunStore().get(run_id).message
    return outcome(place, run_id)


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("kind", KINDS)
def test_a_run_that_was_killed_and_resumed_is_the_run_that_was_not(place: Path, kind: str) -> None:
    one = whole(place, kind)
    random = np.random.default_rng(KINDS.index(kind))
    for moment in random.choice(one.moments - 1, EACH, replace=False).tolist():
        found = killed(place, one, moment)
        assert differences(one.outcome, found) == [], f"killed at moment {moment}"


@pytest.mark.soak
@pytest.mark.timeout(0)
@pytest.mark.parametrize("kind", list(MODELS))
def test_a_run_of_any_method_may_be_killed_anywhere(place: Path, kind: str) -> None:
    one = whole(place, kind)
    random = np.random.default_rng(list(MODELS).index(kind))
    count = min(MANY, one.moments - 1)
    trials = {
        moment: differences(one.outcome, killed(place, one, moment))
        for moment in random.choice(one.moments - 1, count, replace=False).tolist()
    }
    assert {moment: found for moment, found in trials.items() if found} == {}
    print(f"{kind}: {count} kills among {one.moments} moments")


@pytest.mark.soak
@pytest.mark.timeout(0)
@pytest.mark.parametrize("kind", KINDS)
def test_whatever_waits_to_be_written_is_not_lost_with_it(place: Path, kind: str) -> None:
    """With pauses between writes, as runs have them; which points are kept then depends on time."""
    one = whole(place, kind, at_once=False)
    random = np.random.default_rng(100 + KINDS.index(kind))
    for moment in random.choice(one.moments - 1, 4, replace=False).tolist():
        found = killed(place, one, moment // 2, at_once=False)
        different = differences(one.outcome, found)
        assert [name for name in different if not name.startswith("frames")] == []
