"""What separates levels: proved by beginnings that recur, never by one label alone."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmlc_core.data import formats
from hmlc_core.data.formats.layout import Layout
from hmlc_core.data.formats.level_marks import LIKELY, SURE, find_levels
from tests.data.corpusfiles import notes


@pytest.mark.parametrize(
    ("names", "mark"),
    [
        (["Sport--Tennis", "Sport--Golf", "Arts"], "--"),
        (["Sport > Tennis", "Sport > Golf > Links"], ">"),
        (["Sport > Tennis", "Arts > Theatre"], ">"),
        (["Sport/Tennis", "Sport/Golf", "Sport"], "/"),
        (["rec.sport.hockey", "rec.sport.baseball", "comp.graphics", "comp.os"], "."),
        (["Sport::Tennis", "Sport::Golf"], "::"),
        (["1.1.1", "1.1.2", "1.2.1"], "."),
        (["1.5", "1.6", "1.7"], ""),
        (["TCP/IP", "R&D", "AC/DC"], ""),
        (["sport/tennis", "sport/golf", "tennis", "golf"], ""),
        (["a/b", "b/a", "a/c"], ""),
        (["a/b", "a/c", "b/c"], ""),
        (["Sport > Tennis", "Arts", "Music"], ""),
        (["Sport/Tennis"], ""),
        (["St. Ives", "St. Austell", "Truro"], ""),
        (["St. Ives", "St. Austell"], ""),
        (["St. Louis", "St. Louis.North", "St. Louis.South"], "."),
        (["http://a.org/1", "http://a.org/2", "http://b.org/1"], ""),
        (["https://a.org/x/1", "https://a.org/x/2", "https://a.org/x"], ""),
        (["www.a.com", "www.b.com", "www.a.org"], ""),
        (["news.a.com", "news.b.com", "shop.a.com", "shop.b.com"], ""),
        (["2020/01/02", "2020/01/03", "2021/01/02", "2021/01/03"], ""),
        (["02.01.2020", "02.02.2020", "03.01.2020", "03.02.2020"], ""),
        (["m/s", "m/h", "km/h"], ""),
        (["m/s", "m/h", "km/s", "km/h"], ""),
        (["en->de", "en->fr", "de->en"], ""),
        (["en=>de", "en=>fr", "en"], ""),
        (["src/app.py", "src/run.py", "doc/a.md", "doc/b.md"], ""),
        (["sport/tennis", "sport/golf"], ""),
        (["sport/tennis", "sport/golf", "arts/film", "arts/opera"], "/"),
        (["a/b/c", "a/b/d", "a/e/f"], "/"),
        (["a/" * 100_000 + "." * 100 + ending for ending in "bc"], ""),  # once in cubic time
        ([], ""),
    ],
)
def test_marks_of_levels(names: list[str], mark: str) -> None:
    found = find_levels(Counter(names))
    assert found.mark == mark
    assert bool(found.said) == bool(mark)
    assert repr(mark) in found.said or not mark


@pytest.mark.slow
@given(
    st.lists(
        st.lists(st.sampled_from(["a", "b", "c", "d"]), min_size=2, max_size=3, unique=True),
        min_size=2,
        unique_by=tuple,
    ),
    st.sampled_from((*SURE, *LIKELY)),
)
def test_what_is_found_is_the_mark_that_joined_the_levels(
    paths: list[list[str]], mark: str
) -> None:
    assert find_levels(Counter(mark.join(path) for path in paths)).mark in (mark, "")


def table(tmp_path: Path, *cells: str) -> Path:
    path = tmp_path / "a.csv"
    rows = "".join(f'text {number},"{cell}"\n' for number, cell in enumerate(cells))
    path.write_text(f"text,labels\n{rows}")
    return path


def test_paths_of_a_table_form_a_tree_and_that_is_said(tmp_path: Path) -> None:
    path = table(tmp_path, "Sport--Tennis;Arts", "Sport--Golf", "Arts")
    corpus = formats.load(path)
    assert set(corpus.graph.names) == {"Sport", "Tennis", "Golf", "Arts"}
    assert len(corpus.graph.edges) == 2
    assert any("'--' stands between the levels of labels" in note for note in corpus.notes)


def test_marks_that_prove_nothing_are_doubted(tmp_path: Path) -> None:
    path = table(tmp_path, "Sport/Tennis", "Arts/Theatre")
    assert set(formats.load(path).graph.names) == {"Sport/Tennis", "Arts/Theatre"}
    assert any("--path-separator '/'" in note for note in notes(path))


def test_addresses_beside_paths_are_names(tmp_path: Path) -> None:
    path = table(tmp_path, "sport/tennis", "sport", "sport/golf", "http://a.org/1", "sport/http")
    assert "http://a.org/1" in formats.load(path).graph.names


def test_an_arrow_separates_levels_where_a_person_says_so(tmp_path: Path) -> None:
    path = table(tmp_path, "en->de", "en->fr")
    found = formats.load(path, layout=Layout(path_separator="->")).graph.names
    assert sorted(found) == ["de", "en", "fr"]


@pytest.mark.parametrize("layout", [Layout(path_separator="none"), Layout(separator="none")])
def test_a_person_may_say_that_labels_are_names(tmp_path: Path, layout: Layout) -> None:
    path = table(tmp_path, "Sport > Tennis", "Sport > Golf")
    assert len(formats.load(path, layout=layout).graph) == 2


def test_a_given_hierarchy_has_the_labels_as_they_are(tmp_path: Path) -> None:
    path, edges = table(tmp_path, "Sport/Tennis", "Sport/Golf"), tmp_path / "h.tsv"
    edges.write_text("Sport\tSport/Tennis\nSport\tSport/Golf\n")
    assert set(formats.load(path, edges).graph.names) == {"Sport", "Sport/Tennis", "Sport/Golf"}
