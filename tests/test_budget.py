"""Words are measured in reading order, within a bound, and those that are missing are known."""

from __future__ import annotations

import numpy as np
import pytest

from hmlc_core.budget import PULSE, SCORES_ONLY, WHOLE, Budget, unmeasured

LABELS, WORDS = 3, 40


class Slow:
    """Effects that take so many seconds a word, on a clock of their own."""

    def __init__(self, pace: float) -> None:
        self.pace, self.now = pace, 100.0
        self.asked: list[list[int]] = []

    def clock(self) -> float:
        return self.now

    def effect(self, places: np.ndarray) -> np.ndarray:
        self.asked.append(places.tolist())
        self.now += self.pace * len(places)
        return np.arange(LABELS)[:, None] + places / 100

    @property
    def words(self) -> list[int]:
        return [place for block in self.asked for place in block]

    def measured(self, **budget) -> np.ndarray:
        within = Budget(**{"seconds": 10.0, "clock": self.clock, **budget})
        return within.measured(LABELS, WORDS, self.effect, at_once=16)


EVERYTHING = np.arange(LABELS)[:, None] + np.arange(WORDS) / 100


@pytest.mark.parametrize("pace", [0.0, 1e-4, 0.2])
def test_what_fits_is_measured_as_a_whole_each_word_once_in_reading_order(pace: float) -> None:
    slow = Slow(pace)
    np.testing.assert_array_equal(slow.measured(), EVERYTHING)
    assert slow.words == list(range(WORDS))
    assert max(map(len, slow.asked)) <= 16


@pytest.mark.parametrize("pace", [0.3, 0.7, 3.0])
def test_what_does_not_fit_is_missing_and_the_bound_is_kept(pace: float) -> None:
    slow = Slow(pace)
    found = slow.measured()
    count = len(slow.words)
    assert slow.now <= 110.0
    assert 0 < count < WORDS
    assert count > 0.8 * 10 / pace - 1  # the time was used
    np.testing.assert_array_equal(found[:, :count], EVERYTHING[:, :count])
    assert np.isnan(found[:, count:]).all()
    assert unmeasured(found).sum() == WORDS - count


def test_a_first_word_is_measured_however_long_it_takes() -> None:
    slow = Slow(60.0)
    assert unmeasured(slow.measured()).tolist() == [False] + [True] * (WORDS - 1)


def test_a_later_call_measures_the_rest_and_nothing_twice() -> None:
    slow = Slow(0.7)
    found, calls = slow.measured(), 1
    while unmeasured(found).any():
        found, calls = slow.measured(known=found), calls + 1
    assert calls > 2
    assert slow.words == list(range(WORDS))
    np.testing.assert_array_equal(found, EVERYTHING)


def test_what_is_known_stays_as_it_was_given() -> None:
    known = np.where(np.arange(WORDS) < 5, 7.0, np.nan) * np.ones((LABELS, 1))
    before = known.copy()
    found = Slow(0.0).measured(known=known)
    np.testing.assert_array_equal(known, before)
    assert (found[:, :5] == 7.0).all()


def test_each_block_is_told_and_takes_a_pulse_at_most() -> None:
    slow, told = Slow(0.1), []
    slow.measured(tell=lambda found: told.append(WORDS - int(unmeasured(found).sum())))
    assert told == np.cumsum([len(block) for block in slow.asked]).tolist()
    assert max(map(len, slow.asked)) * 0.1 <= PULSE + 1e-9


def test_one_who_hears_of_it_may_end_it() -> None:
    def enough(found: np.ndarray) -> None:
        raise KeyboardInterrupt

    slow = Slow(0.1)
    with pytest.raises(KeyboardInterrupt):
        slow.measured(tell=enough)
    assert slow.words == [0]


def test_scores_alone_ask_for_no_word_and_the_whole_for_all() -> None:
    for budget, words in ((SCORES_ONLY, 0), (WHOLE, WORDS)):
        slow = Slow(0.0)
        budget.measured(LABELS, WORDS, slow.effect, at_once=16)
        assert len(slow.words) == words


def test_words_of_one_row_are_measured_once_and_words_of_none_do_nothing() -> None:
    slow, told = Slow(0.0), []
    row_of = [0, -1, 1, 0, 2, -1, 1]
    found = Budget(clock=slow.clock, tell=told.append).measured_by_row(
        LABELS, row_of, slow.effect, at_once=16
    )
    assert slow.words == [0, 1, 2]
    np.testing.assert_array_equal(found, np.c_[EVERYTHING[:, :3], np.zeros(LABELS)][:, row_of])
    assert all(each.shape == found.shape for each in told)


def test_rows_that_were_not_measured_are_measured_later() -> None:
    slow, row_of = Slow(6.0), [0, -1, 1, 0, 2, -1, 1]

    def ask(known: np.ndarray | None) -> np.ndarray:
        budget = Budget(seconds=10.0, clock=slow.clock, known=known)
        return budget.measured_by_row(LABELS, row_of, slow.effect, at_once=16)

    first = ask(None)
    assert unmeasured(first).tolist() == [False, False, True, False, True, False, True]
    second = ask(first)
    assert unmeasured(second).tolist() == [False, False, False, False, True, False, False]
    assert not unmeasured(ask(second)).any()
    assert slow.words == [0, 1, 2]


def test_a_text_of_unknown_words_alone_needs_no_time() -> None:
    found = SCORES_ONLY.measured_by_row(LABELS, [-1, -1], Slow(1.0).effect, at_once=4)
    assert not found.any()
