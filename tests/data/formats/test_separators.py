"""What separates labels in a file: proved by parts that recur, doubted aloud."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmlc_core.data.formats.separators import MARKS, detect, divide, doubts


@pytest.mark.parametrize(
    ("cells", "mark"),
    [
        (["a|b", "a"], "|"),
        (["a;b", "c"], ";"),
        (["a,b", "a", "c"], ","),
        (["sport, tennis", "markets"], ","),
        (["crime, law|sport", "war, civil war"], "|"),
        (["R&D; labs", "trade,ships", "trade", "ships,trade"], ","),
        (["Loans, cards and overdrafts"] * 2 + ["Mortgages"], ""),
        (["Loans, cards, and overdrafts", "Loans, cards, and cheques", "Mortgages"], ""),
        (["0 3", "3", "12 0"], " "),
        (["New York", "New Jersey"], ""),
        (["a", "b"], ""),
        (["R&amp;D", "Q&#38;A", "Law"], ""),
        (["R&amp;D;Law", "R&amp;D"], ";"),
        ([], ""),
    ],
)
def test_separators_of_a_column_for_several_labels(cells: list[str], mark: str) -> None:
    found = detect(Counter(cells), single=False)
    assert found.mark == mark
    assert (repr(mark) if mark else "A cell is one label") in found.said


def test_the_semicolon_of_an_entity_stays_in_its_name() -> None:
    assert divide("R&amp;D;AT&T;Q&#38;A; Caf&eacute;", ";") == (
        "R&amp;D",
        "AT&T",
        "Q&#38;A",
        "Caf&eacute;",
    )


def test_in_a_column_for_one_label_a_comma_needs_proof() -> None:
    assert detect(Counter(["Loans, cards", "Mortgages"]), single=True).mark == ""
    assert detect(Counter(["loans,cards", "cards", "loans"]), single=True).mark == ","


@pytest.mark.parametrize(
    ("cells", "marks"),
    [
        (["finance#loans", "finance", "loans"], ["#"]),
        (["Sport > Tennis", "Sport > Golf"], [">"]),
        (["a--b", "a--c"], ["--"]),
        (["a--b", "c--d", "e"], ["--"]),
        (["a/b", "c/d"], ["/"]),
        (["a.b", "c.d"], ["."]),
        (["1.5", "1.6"], []),
        (["http://a.org/1", "http://a.org/2"], []),
        (["St. Ives", "St. Austell", "Truro"], []),
        (["体育，足球", "体育"], ["，"]),
        (["رياضة، تنس", "رياضة"], ["،"]),
        (["en->de", "en->fr", "en"], ["->"]),
        (["Loans, cards and overdrafts"] * 2, [","]),
        (["R&D; labs", "a,b", "a"], [";"]),
        (["TCP/IP", "R&D", "C++", "C#"], []),
        (["New York", "New Jersey"], []),
        (["finance loans", "finance", "loans"], [" "]),
    ],
)
def test_marks_that_stay_in_labels_are_doubted(cells: list[str], marks: list[str]) -> None:
    counts = Counter(cells)
    found = doubts(counts, detect(counts, single=False).mark)
    assert [mark for mark in marks if any(doubt.startswith(repr(mark)) for doubt in found)] == marks
    assert len(found) == len(marks)


@pytest.mark.slow
@given(
    st.lists(
        st.lists(st.sampled_from("abcdefgh"), min_size=1, unique=True), min_size=12, max_size=40
    ),
    st.sampled_from(MARKS),
)
def test_labels_joined_by_a_mark_come_apart_again(labels: list[list[str]], mark: str) -> None:
    joined = Counter(mark.join(names) for names in labels)
    found = detect(joined, single=False)
    if any(len(names) > 1 for names in labels) and len({*map(frozenset, labels)}) > 8:
        assert found.mark == mark
        assert all(divide(mark.join(names), found.mark) == tuple(names) for names in labels)
