"""Steps on one thread and on several take turns, and what was set before is set again."""

from __future__ import annotations

import pytest
import torch

from benchmarks import threads
from hmlc_core.geometry.kernels.cores import cores


def test_each_number_of_threads_has_its_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[int | None] = []
    seconds = {1: 3.0, 2: 1.5}
    before = cores.threads, torch.get_num_threads()

    def ours() -> None:
        taken.append(cores.threads)

    def timed(action) -> tuple[float, float]:
        action()
        if action is ours:
            return seconds[cores.threads], 3.0
        return 60.0 * torch.get_num_threads(), 60.0

    monkeypatch.setattr(threads, "_timed", timed)
    found = threads.measure(lambda: (ours, lambda: None), threads=2, rounds=4)
    assert taken == [1, 2] * 5
    assert (found["seconds_1"], found["seconds"], found["speed_up"]) == (3.0, 1.5, 2.0)
    assert (found["peer"], found["ratio"]) == (60.0, 40.0)
    assert (cores.threads, torch.get_num_threads()) == before
