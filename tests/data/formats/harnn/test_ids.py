"""Global ids: whatever levels there are, they are counted on, and one that is wrong is found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmlc_core.data.formats.harnn.ids import check_ids
from hmlc_core.data.formats.harnn.rows import Row
from hmlc_core.data.problems import Problems

FILE = Path("Train.json")


@dataclass(frozen=True)
class Ids:
    sizes: tuple[int, ...]
    levels: tuple[tuple[tuple[int, ...], ...], ...]
    """Of each line the ids by level."""

    @property
    def begins(self) -> list[int]:
        return [0, *accumulate(self.sizes)][:-1]

    @property
    def labels(self) -> list[list[int]]:
        return [
            [begin + local for begin, ids in zip(self.begins, levels) for local in ids]
            for levels in self.levels
        ]


@st.composite
def many_ids(draw: st.DrawFn, least: int = 0) -> Ids:
    """Lines with `least` ids at each level or more."""
    sizes = tuple(draw(st.lists(st.integers(1, 9), min_size=1, max_size=5)))
    line = st.tuples(
        *(
            st.lists(st.integers(0, size - 1), unique=True, min_size=least).map(tuple)
            for size in sizes
        )
    )
    return Ids(sizes, tuple(draw(st.lists(line, min_size=3, max_size=8))))


def checked(
    ids: Ids, labels: Sequence[Sequence[int] | None]
) -> tuple[tuple[int | None, ...], Problems]:
    rows = [
        Row(str(n), "", levels, None if said is None else tuple(said), FILE, n)
        for n, (levels, said) in enumerate(zip(ids.levels, labels, strict=True), 1)
    ]
    problems = Problems()
    return check_ids(rows, [f"level{n}" for n in range(len(ids.sizes))], problems), problems


@pytest.mark.slow
@given(many_ids(), st.randoms(use_true_random=False))
def test_levels_are_found_whatever_the_order_of_ids_in_a_line(ids: Ids, random) -> None:
    labels = ids.labels
    for line in labels:
        random.shuffle(line)
    begins, problems = checked(ids, labels)
    assert problems.shown == []
    for level, (begin, true) in enumerate(zip(begins, ids.begins, strict=True)):
        assert begin == (true if any(line[level] for line in ids.levels) else None)


@pytest.mark.slow
@given(many_ids(), st.data())
def test_lines_without_global_ids_need_none(ids: Ids, data: st.DataObject) -> None:
    kept = [line if data.draw(st.booleans()) else None for line in ids.labels]
    assert checked(ids, kept)[1].shown == []


@pytest.mark.slow
@given(many_ids(least=1), st.data())
def test_a_wrong_id_in_one_line_is_found_in_that_line(ids: Ids, data: st.DataObject) -> None:
    """Whatever it is, as long as others tell where the levels begin."""
    labels = ids.labels
    line = data.draw(st.integers(0, len(labels) - 1))
    place = data.draw(st.integers(0, len(labels[line]) - 1))
    wrong = data.draw(st.integers(0, 100).filter(lambda number: number != labels[line][place]))
    labels[line][place] = wrong
    (problem,) = checked(ids, labels)[1].shown
    assert (problem.line, problem.what) == (
        line + 1,
        "the global ids do not fit those of the levels",
    )
    assert str(sorted(ids.labels[line]))[:20] in (problem.expected or "")


@pytest.mark.slow
@given(many_ids(), st.data())
def test_more_or_fewer_global_ids_are_found(ids: Ids, data: st.DataObject) -> None:
    labels = ids.labels
    line = data.draw(st.integers(0, len(labels) - 1))
    labels[line].append(1_000)
    problems = checked(ids, labels)[1]
    assert any("more or fewer global ids" in problem.what for problem in problems.shown)
    assert any(problem.line == line + 1 for problem in problems.shown)


def test_ids_that_reach_into_the_next_level_are_found() -> None:
    """Two levels of which the second begins at 2, while the first has an id 2."""
    ids = Ids((9, 9), (((0,), (0,)), ((2,), (1,)), ((1,), (0,))))
    labels = [[0, 2], [2, 3], [1, 2]]
    (problem,) = checked(ids, labels)[1].shown
    assert "line 2: the levels do not follow one another" in str(problem)
    assert "expected ids of level1 from 3 on; found from 2 on" in str(problem)


def test_the_first_level_begins_at_0() -> None:
    ids = Ids((9, 9), (((0,), (0,)), ((2,), (1,)), ((1,), (0,))))
    labels = [[1, 11], [3, 12], [2, 11]]
    (problem,) = checked(ids, labels)[1].shown
    assert "expected ids of level0 from 0 on; found from 1 on" in str(problem)


@pytest.mark.parametrize("labels", [[[0, 5, 9]], [[7, 3, 1]]])
def test_ids_of_a_level_that_no_number_leads_to_are_refused(labels: list[list[int]]) -> None:
    ids = Ids((3, 3), (((0,), (0, 1)),))
    (problem,) = checked(ids, labels)[1].shown
    assert "one and the same number" in str(problem)
