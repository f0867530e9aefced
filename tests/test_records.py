"""Errors and snapshots: the small records that every room speaks in."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

from hmlc_core.errors import DataError, HyperlabelError, at, shorten
from hmlc_core.snapshot import frozen_copy


def test_a_message_says_what_where_expected_found_and_what_to_do() -> None:
    error = HyperlabelError(
        "unknown label", where="train.jsonl, line 3", expected="sport", received="spotr",
        remedy="Did you mean 'sport'?",
    )  # fmt: skip
    assert str(error) == (
        "train.jsonl, line 3: unknown label (expected sport; found spotr). Did you mean 'sport'?"
    )


def test_a_message_needs_no_more_than_what_is_wrong() -> None:
    assert str(HyperlabelError("the file is empty")) == "the file is empty"


def test_errors_travel_between_processes() -> None:
    """A cluster sends them pickled; they are never read from files."""
    sent = DataError("bad", where="x", expected="y", received="z", remedy="w.")
    received = pickle.loads(pickle.dumps(sent))
    assert type(received) is DataError
    assert str(received) == str(sent)
    assert received.remedy == "w."


@pytest.mark.parametrize(("line", "text"), [(None, "train.jsonl"), (7, "train.jsonl, line 7")])
def test_places_are_named_without_their_folder(line: int | None, text: str) -> None:
    assert at("/somewhere/private/train.jsonl", line) == text


def test_quotes_are_one_short_line() -> None:
    quote = shorten("a\nb\t" + "c" * 500)
    assert quote.startswith("a b ccc")
    assert len(quote) == 80


def test_a_frozen_copy_is_one() -> None:
    source = np.arange(3.0)
    copy = frozen_copy(source)
    source[0] = 9
    assert copy.tolist() == [0, 1, 2]
    assert copy.dtype == np.float32
    with pytest.raises(ValueError, match="read-only"):
        copy[0] = 1


def test_a_message_shows_what_nobody_sees() -> None:
    names = "New\u00a0York", "a\u200b", "\u202eabc", "\x1b[31m", "half \ud83d", "Zürich 東京"
    told = str(DataError(shorten(" and ".join(names), 200), received=shorten(names[0])))
    assert told == (
        r"New\xa0York and a\u200b and \u202eabc and \x1b[31m and half \ud83d and Zürich 東京 "
        r"(found New\xa0York)"
    )
