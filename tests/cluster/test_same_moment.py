"""Programs that make the same run at the same moment, on an MLflow server with PostgreSQL."""

from __future__ import annotations

from pathlib import Path

import pytest

from hmlc_core.runs.store.store import RunStore
from tests.runs.contenders import contenders
from tests.runs.test_wishes import MAKE

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

ROUNDS = 10


def test_of_programs_that_share_a_server_one_makes_the_run(home: Path, server: str) -> None:
    with contenders(server, MAKE, 3) as ask:
        for seed in range(ROUNDS):
            answers = ask(f"{seed} shared by all")
            assert answers.count("None") == 2
    runs = [run for run in RunStore(server).runs() if run.group == "shared by all"]
    assert len(runs) == ROUNDS
