"""Frames with slots: what they may become, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest

from hmlc_core.data.newsroom_grammar import Chance, Story, capitalise, parse, read_lexicon, slots

LEXICON = read_lexicon(
    [
        "town = Halden | Brindle",
        "    | St Orwin",
        "PLACE = {town}",
        "ELSEWHERE = {town}",
        "FIRST = Noor | Kofi",
        "PERSON = {FIRST} Rao",
    ]
)


def story(seed: int = 0) -> Story:
    return Story(LEXICON, Chance(np.random.default_rng(seed)))


def written(text: str, times: int = 200) -> set[str]:
    return {story(seed).write(parse(text)) for seed in range(times)}


def test_a_choice_is_one_of_its_alternatives_however_deep():
    assert written("a [b|[c|d] e] f") == {"a b f", "a c e f", "a d e f"}


def test_an_alternative_may_be_empty():
    assert written("very[| very] old") == {"very old", "very very old"}


def test_a_number_reaches_both_ends_of_its_range():
    assert written("{2..4}") == {"2", "3", "4"}


def test_a_list_may_go_on_in_the_next_line():
    assert written("{town}") == {"Halden", "Brindle", "St Orwin"}


def test_small_letters_are_drawn_at_each_use():
    assert len(written("{town} {town}")) == 9


def test_capitals_are_drawn_once_a_story():
    assert written("{PLACE} {PLACE}") == {"Halden Halden", "Brindle Brindle", "St Orwin St Orwin"}


def test_nobody_plays_two_parts():
    pairs = {tuple(text.split(", ")) for text in written("{PLACE}, {ELSEWHERE}")}
    assert len(pairs) == 6
    assert all(place != elsewhere for place, elsewhere in pairs)


def test_names_inside_a_list_in_capitals_are_fixed_too():
    assert written("{PERSON}, {FIRST}") == {"Noor Rao, Noor", "Kofi Rao, Kofi"}


def test_the_cast_may_be_told():
    teller = story()
    teller.cast["PLACE"] = "Rome"
    assert teller.write(parse("to {PLACE}")) == "to Rome"


def test_slots_are_found_inside_alternatives():
    assert list(slots(parse("{a} [b|{c} [{d}]] {2..3}"))) == ["a", "c", "d"]


@pytest.mark.parametrize("text", ["[a|b", "a|b", "a]", "{}", "{two words}", "{2..}", "} {"])
def test_marks_that_do_not_match_are_refused(text: str):
    with pytest.raises(ValueError, match=r"in '|not a slot"):
        parse(text)


@pytest.mark.parametrize(
    ("text", "expected"), [("who?", "Who?"), ('"who?"', '"Who?"'), ("", ""), ("Who?", "Who?")]
)
def test_capital_at_the_first_letter(text: str, expected: str):
    assert capitalise(text) == expected


def test_a_sample_has_different_items():
    chance = Chance(np.random.default_rng(0))
    assert sorted(chance.sample(range(5), 9)) == [0, 1, 2, 3, 4]
    assert len(set(chance.sample(range(5), 3))) == 3


def test_chance_is_fair_and_stays_in_range():
    chance = Chance(np.random.default_rng(0))
    counts = np.bincount([chance.below(4) for _ in range(8000)])
    assert counts.shape == (4,)
    assert counts.min() > 1800
