"""The grammar of label cells: what programs write is read back, and nothing else is."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmlc_core.data.formats import cells
from hmlc_core.data.formats.names import trimmed
from hmlc_core.errors import DataError

NAMES = st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1).map(str.strip))


def kept(names: list[str]) -> tuple[str, ...]:
    return tuple(filter(None, names))


@given(NAMES)
def test_lists_of_json_and_python_are_read_back(names: list[str]) -> None:
    for written in (json.dumps(names), json.dumps(names, ensure_ascii=False), repr(names)):
        assert cells.items(written) == kept(names)
    assert cells.items(names) == kept(names)


@given(NAMES)
def test_tuples_and_sets_are_read_back(names: list[str]) -> None:
    assert cells.items(repr(tuple(names))) == kept(names)
    assert set(cells.items(repr(set(names)))) == set(kept(names))


@given(NAMES)
def test_arrays_of_names_are_read_back(names: list[str]) -> None:
    with np.printoptions(threshold=10_000):
        written = str(np.array(names, dtype=object))
    assert cells.items(written) == kept(names)


@given(st.lists(st.integers(-(2**40), 2**40), max_size=20))
def test_arrays_of_numbers_are_read_back(numbers: list[int]) -> None:
    assert cells.items(str(np.array(numbers, dtype=np.int64))) == tuple(map(str, numbers))
    assert cells.items(repr(numbers)) == tuple(map(str, numbers))


@pytest.mark.slow
@given(st.lists(NAMES.filter(kept), min_size=1))
def test_lists_of_lists_are_paths(paths: list[list[str]]) -> None:
    expected = tuple(map(kept, paths))
    for written in (json.dumps(paths), repr(paths), paths):
        assert cells.items(written) == expected


@pytest.mark.slow
@given(st.text())
def test_any_cell_is_read_or_refused(cell: str) -> None:
    try:
        found = cells.items(cell)
    except DataError:
        assert cell.strip()[0] in "[({" or cell.strip().endswith(")")
        return
    if isinstance(found, str):
        assert found == ("" if cells.missing(cell) else trimmed(cell))


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("['a' 'b']", ("a", "b")),
        ("['a'\n 'b']", ("a", "b")),
        ("[u'a', u'b']", ("a", "b")),
        ("[np.str_('a'), np.str_('b')]", ("a", "b")),
        ("[np.int64(3)]", ("3",)),
        ("('a',)", ("a",)),
        ("{'a', 'b'}", ("a", "b")),
        ("{a,b}", ("a", "b")),
        ("[0 3]", ("0", "3")),
        ("[0. 3.]", ("0.", "3.")),
        ("[New York, Rome]", ("New York", "Rome")),
        ("[]", ()),
        ("set()", ()),
        ("[nan]", ()),
        ("[None, 'a']", ("a",)),
        ("['nan']", ("nan",)),
        ('"Loans, cards"', ("Loans, cards",)),
        ("'a', 'b'", ("a", "b")),
        ("'Tis the season", "'Tis the season"),
        ("a (b), c", "a (b), c"),
        (["a", None, 3, 2.5, float("nan")], ("a", "3", "2.5")),
        (3, "3"),
        (None, ""),
        (float("nan"), ""),
        *((spelling, "") for spelling in ("", " ", "nan", "NaN", "NULL", "None", "<NA>")),
    ],
)
def test_what_a_cell_says(cell: Any, expected: Any) -> None:
    assert cells.items(cell) == expected


@pytest.mark.parametrize(
    "cell",
    [
        "[a",
        "[a] b",
        "(Other)",
        "(a, b)",
        "['a' 'b', 'c']",
        "['a''b']",
        "['a', b]",
        "['a' 'b' ... 'z']",
        "[0 1 ... 9]",
        "[a; b]",
        "[a (x, y), b]",
        "{'a': 1}",
        "{a: 1}",
        "array(['a'], dtype=object)",
        "[true]",
        "[Infinity]",
        "[{1}]",
        "[" * 100_000,
        {"a": 1},
        [{"a": 1}],
        [[["a"]]],
        True,
    ],
)
def test_what_is_no_list_is_refused(cell: Any) -> None:
    with pytest.raises(DataError) as caught:
        cells.items(cell)
    assert caught.value.expected
    assert caught.value.received


def test_brackets_that_may_begin_a_name_do_so_only_where_the_cell_is_no_list() -> None:
    assert cells.items("(Other)", plain_brackets="({") == "(Other)"
    assert cells.items("('a', 'b')", plain_brackets="({") == ("a", "b")
    with pytest.raises(DataError):
        cells.items("[a", plain_brackets="({")


def number(*names: str) -> list[str]:
    return [cells.name(name) for name in names]


def test_whole_numbers_come_back_from_a_column_of_floats() -> None:
    assert cells.restored(number("1.0", "2", "3.")) == {"1.0": "1", "2": "2", "3.": "3"}
    assert cells.restored(number("1", "2")) == {}
    assert cells.restored(number("1.0", "1.5")) == {}
    assert cells.restored(number("1.0", "x")) == {}
    assert cells.restored([*number("1.0"), "2.0"]) == {}  # in quotes it is a name
