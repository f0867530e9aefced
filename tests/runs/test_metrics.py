"""Names of metrics as the store keeps them."""

from __future__ import annotations

import re

import pytest

from hmlc_core.evaluation.bands import FREQUENCIES
from hmlc_core.experiment import ALL
from hmlc_core.runs.store.metrics import scores_of, shown_name, stored_name

NAMES = [f"test/{name}" for name in ALL] + [
    f"by_frequency/{band}/{name}" for band in FREQUENCIES for name in ("R@5", "macro_ap")
]


@pytest.mark.parametrize("name", NAMES)
def test_every_score_has_a_name_that_mlflow_takes_and_gives_back(name: str) -> None:
    stored = stored_name(name)
    assert re.fullmatch(r"[\w.\- :/]+", stored)
    assert shown_name(stored) == name


def test_what_a_stage_measures_is_no_score_whatever_it_is_called() -> None:
    metrics = {"test/P_at_1": 0.5, "words/loss": 2.0, "words/loss/words": 3.0, "train/epoch": 4.0}
    assert scores_of(metrics) == {"test/P@1": 0.5, "words/loss": 2.0}
