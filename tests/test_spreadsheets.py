"""Formulas in tables: nothing is computed, numbers stay, and texts come back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmlc_core.spreadsheets import neutral, restored

TEXTS = st.text("'=+-@\t\r\n1.e a\uff1d\\") | st.text()


@given(TEXTS)
def test_every_text_comes_back(text: str) -> None:
    assert restored(neutral(text)) == text


@given(TEXTS)
def test_what_is_written_is_a_number_or_begins_no_formula(text: str) -> None:
    cell = neutral(text)
    if cell[:1] and cell[0] in "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20":
        float(cell)


@pytest.mark.parametrize("number", ["-1", "+1.5", "-.5e-3", "-2.", "0", "1e9"])
def test_numbers_stay(number: str) -> None:
    assert neutral(number) == number


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("-1+1", "'-1+1"),
        ("-", "'-"),
        ("'=1+1", "''=1+1"),
        ("'single'", "'single'"),
        ("'-1", "'-1"),
        ("a=b", "a=b"),
        ("", ""),
    ],
)
def test_what_gets_an_apostrophe(text: str, cell: str) -> None:
    assert neutral(text) == cell
