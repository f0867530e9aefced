"""Lines of sparse features: what they say, and what is refused with its line."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hmlc_core.data import formats
from hmlc_core.data.check import check
from hmlc_core.data.corpus import SPLITS
from hmlc_core.data.formats.xmc.rows import rows_of
from hmlc_core.data.problems import InvalidData, Problems

LINES = ["0,2 0:1 3:2", "1 1:3", "2 0:1 1:1 2:1"]


def write(path: Path, *lines: str) -> Path:
    path.write_text("".join(f"{line}\n" for line in lines))
    return path


@pytest.mark.parametrize("head", [[], ["3 4 3"], ["# by a tool"]])
def test_counts_become_repeated_terms(head: list[str], tmp_path: Path) -> None:
    corpus = formats.load(write(tmp_path / "a.svm", *head, *LINES))
    found = {
        item.text: [corpus.graph.names[label] for label in item.labels]
        for split in SPLITS
        for item in corpus.split(split)
    }
    assert found == {"0 3 3": ["0", "2"], "1 1 1": ["1"], "0 1 2": ["2"]}
    assert corpus.bags
    report = check(tmp_path / "a.svm")
    assert report.format == "xmc-file"
    assert any("bags" in sentence for sentence in report.assumed)


def test_labels_stand_in_the_ways_of_all_tools(tmp_path: Path) -> None:
    path = write(tmp_path / "a.svm", "+1 3:1", "-1 3:1", "4, 5 3:1 # seven", " 3:1", "6,7")
    labels = [row.labels for row in rows_of(path, Problems())]
    assert labels == [("1",), ("-1",), ("4", "5"), (), ("6", "7")]


def test_a_blank_line_below_a_header_is_a_document(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", "3 4 3", "1 1:1", "", "2 2:1", "")
    problems = Problems()
    assert [row.line for row in rows_of(path, problems)] == [2, 3, 4]
    assert not problems.errors


def test_weights_that_are_no_counts_are_said_and_each_term_stands_once(tmp_path: Path) -> None:
    path = write(tmp_path / "a.svm", *["0 0:0.25 3:1.5"] * 3)
    report = check(path)
    assert report.corpus is not None
    assert {item.text for item in report.corpus.train} == {"0 3"}
    assert any("no counts" in sentence for sentence in report.assumed)


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["0 1:1", "0 1:x"], "line 2: not sparse features"),
        (["0 1:1", "sport 1:1"], "line 2: not sparse features"),
        (["0 1:-1"], "line 1: the weight is no count"),
        (["0 1:1e400"], "line 1: the weight is no count"),
        (["0 1:1000001"], "line 1: the counts are too large"),
        (["2 4 3", "0 4:1", "0 1:1"], "line 2: there is no such feature"),
        (["2 4 3", "0 1:1", "3 1:1"], "line 3: there is no such label"),
        (["3 4 3", "0 1:1"], "does not have the documents that its first line says"),
        (["1 4 3", "0 1:1", "0 1:1"], "does not have the documents that its first line says"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(
    lines: list[str], message: str, tmp_path: Path
) -> None:
    with pytest.raises(InvalidData, match=message):
        formats.load(write(tmp_path / "a.svm", *lines))


COUNTS = st.dictionaries(st.integers(0, 50), st.integers(1, 9), max_size=6)
BAGS = st.lists(st.tuples(st.sets(st.integers(0, 9), max_size=3), COUNTS), min_size=1, max_size=9)


@pytest.mark.slow
@settings(deadline=None)
@given(BAGS)
def test_every_bag_that_is_written_is_read(
    bags: list[tuple[set[int], dict[int, int]]],
) -> None:
    lines = [
        f"{','.join(map(str, sorted(labels)))} {' '.join(f'{k}:{v}' for k, v in counts.items())}"
        for labels, counts in bags
    ]
    with tempfile.TemporaryDirectory() as place:
        path = write(Path(place) / "a.svm", f"{len(lines)} 51 10", *lines)
        problems = Problems()
        found = [
            ({int(label) for label in row.labels}, dict(zip(map(int, row.terms), row.weights)))
            for row in rows_of(path, problems)
        ]
    assert not problems.errors
    assert found == bags
