"""A run says how many of its words started from a given vector."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from hmlc_core.experiment import Experiment
from hmlc_core.runs.given_vectors import given_vectors
from hmlc_core.runs.run import Run


def run(experiment: Experiment | None = None, **scores: float) -> Run:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    named = {f"words/{name}": value for name, value in scores.items()}
    return Run(
        id="a",
        name="a",
        status="running",
        experiment=experiment,
        created=now,
        updated=now,
        scores=named,
    )


@pytest.mark.parametrize(
    ("having", "others", "said"),
    [
        (1234, 266, "1,234 of 1,500 words have a vector (82 %)."),
        (1, 0, "1 of 1 word has a vector (100 %)."),
    ],
)
def test_the_share_is_said_in_a_sentence(having: int, others: int, said: str) -> None:
    assert given_vectors(run(with_vector=having, without_vector=others)) == said


def test_nothing_is_said_where_none_were_given() -> None:
    assert given_vectors(run(loss=0.5)) == ""


def test_how_vectors_entered_the_space_is_said() -> None:
    flat = given_vectors(run(with_vector=1, without_vector=1, vector_factor=0.125))
    assert flat.endswith("(50 %). A vector v entered the space as exp₀(0.125 · v).")
    points = given_vectors(run(Experiment(), with_vector=1, without_vector=1))
    assert points.endswith("The vectors are points of the space and stayed where they were.")
    table = given_vectors(
        run(Experiment().assign(["model=harnn"]), with_vector=1, without_vector=1)
    )
    assert table.endswith("(50 %).")
