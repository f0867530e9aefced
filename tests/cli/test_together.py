"""Programs that train the same group, begun at the same moment: every run is made once."""

from __future__ import annotations

import pytest

from hmlc_core.runs.store.store import RunStore
from tests.runs.contenders import contenders

SEEDS, ROUNDS = 2, 2

TRAIN = f"""
from hmlc_core.cli.foreground import Interruption
from hmlc_core.cli.together import train_together
from hmlc_core.runs.comparing import comparison_grid
grid = comparison_grid("newsroom", ["linear"], range({SEEDS}), documents=20)
ended = train_together(store, grid, told, 1, Interruption(), silent=True)
answer = " ".join(sorted(run.id for run in ended if run.status == "finished"))
"""


@pytest.mark.slow
@pytest.mark.timeout(580)
def test_two_programs_that_begin_at_the_same_moment_share_the_runs(store: RunStore) -> None:
    with contenders(store.uri, TRAIN, 2) as ask:
        for number in range(ROUNDS):
            one, two = ask(f"group {number}")
            made = [run.id for run in store.runs() if run.group == f"group {number}"]
            assert one.split() == two.split() == sorted(made)
            assert len(made) == SEEDS
