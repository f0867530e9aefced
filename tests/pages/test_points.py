"""The points of a run in memory: what has come is added, and what was replaced is read again."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from hmlc_core.experiment.stages import CLASSIFIER
from hmlc_core.geometry import PoincareBall
from hmlc_core.runs.opened import StagePoints
from hmlc_core.runs.run import Frames
from pages.ui.run import points
from pages.ui.run.film import timeline


class Store:
    """Frames of one stage by step, as a run writes them, and which were asked for."""

    def __init__(self) -> None:
        self.written: dict[int, Any] = {}
        self.asked: list[int] = []

    def frames(self, run_id: str, stage: str, *, after_step: int) -> Frames:
        self.asked.append(after_step)
        steps = [step for step in sorted(self.written) if step > after_step]
        found = np.stack([self.written[step] for step in steps]) if steps else None
        return Frames(stage, np.array(steps), np.array(steps, dtype=float), found, None)


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Store:
    made = Store()
    monkeypatch.setattr("pages.ui.shell.resources.store", lambda: made)
    return made


def at(step: int, status: str = "running") -> Any:
    return SimpleNamespace(status=status, stage="train", step=step, updated=float(step))


def test_the_best_epochs_points_that_take_the_last_ones_place_are_seen(store: Store) -> None:
    kept = points._Stored("run", "train")
    for step in range(3):
        store.written[step] = np.full((4, 2), step / 10)
        seen = kept.read(at(step))
    before = kept.read(at(2))
    assert before is seen  # nothing has come: nothing is read
    store.written[2] = np.full((4, 2), 0.7)  # the best epoch's, at the end of training
    after = kept.read(at(2, "finished"))
    assert after.steps.tolist() == [0, 1, 2]
    np.testing.assert_array_equal(after.label_points[:, 0, 0], [0, 0.1, 0.7])
    assert store.asked == [-1, -1, 0, 1]  # of what is known the newest alone is read again


def test_a_frame_that_is_the_same_costs_no_copy(store: Store) -> None:
    kept = points._Stored("run", "train")
    store.written = {step: np.full((4, 2), step / 10) for step in range(3)}
    before = kept.read(at(2))
    assert kept.read(at(3)) is before


def test_points_of_one_step_have_another_key_when_they_are_others() -> None:
    def part(last: float) -> StagePoints:
        frames = np.zeros((2, 3, 2), dtype=np.float32)
        frames[1] = last
        return StagePoints(CLASSIFIER, np.arange(2), np.arange(2.0), frames, PoincareBall(2))

    one, other = part(0.1), part(0.2)
    assert one.key() == one.key(1) == part(0.1).key() != other.key()
    assert one.key(0) == other.key(0)


@pytest.mark.parametrize(
    ("best", "told"), [(None, "training, epoch 2"), (2, "training, epoch 2"), (1, "best epoch 1")]
)
def test_a_moment_is_called_by_the_epoch_of_its_points(best: float | None, told: str) -> None:
    steps, frames = np.arange(3), np.zeros((3, 4, 2), dtype=np.float32)
    part = StagePoints(CLASSIFIER, steps, steps * 1.0, frames, PoincareBall(2), best)
    assert part.moment().endswith(told)
    assert part.moment(2) == part.moment()
    assert part.moment(1) == "training, epoch 1"
    assert part.epoch() == (2 if best is None else best)
    _, captions, _ = timeline([part])
    assert captions == ["training, epoch 0", "training, epoch 1", part.moment()]
