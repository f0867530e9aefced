"""How often pages follow something, by how many sessions do."""

from __future__ import annotations

import pytest

from pages.ui.shell.pace import FULL, GONE, Pace


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def crowded(pace: Pace, sessions: int) -> None:
    for number in range(sessions):
        pace.interval(0.5, f"session {number}")


@pytest.mark.parametrize(
    ("sessions", "interval"),
    [(1, 0.5), (FULL, 0.5), (FULL + 1, 1), (2 * FULL, 1), (4 * FULL, 2), (8 * FULL, 4)],
)
def test_more_sessions_are_drawn_less_often_each(sessions: int, interval: float) -> None:
    pace = Pace(Clock())
    crowded(pace, sessions)
    assert pace.interval(0.5, "session 0") == interval
    assert pace.interval(4, "session 0") == 4


def test_the_pictures_of_all_do_not_grow_with_their_number() -> None:
    pace = Pace(Clock())
    crowded(pace, 100)
    assert 100 / pace.interval(0.5, "session 0") <= FULL / 0.5


def test_one_session_with_many_parts_is_one() -> None:
    pace = Pace(Clock())
    assert {pace.interval(0.5, "the same") for _ in range(100)} == {0.5}


def test_who_has_gone_is_counted_no_more() -> None:
    pace = Pace(clock := Clock())
    crowded(pace, 8 * FULL)
    clock.now = GONE + 1
    assert pace.interval(0.5, "session 0") == 0.5


def test_pages_slow_down_at_once_and_do_not_go_to_and_fro() -> None:
    pace = Pace(clock := Clock())
    crowded(pace, FULL)
    assert not pace.differs(0.5, 0.5, "session 0")
    crowded(pace, 4 * FULL)
    assert pace.differs(0.5, 0.5, "session 0")
    assert not pace.differs(2.0, 0.5, "session 0")
    assert not pace.differs(4.0, 0.5, "session 0")  # half of 32 have gone
    clock.now = GONE + 1
    assert pace.differs(4.0, 0.5, "session 0")
