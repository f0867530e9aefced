"""Shapes of tables: columns of 0 and 1, a row for each label, levels under other names."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from hmlc_core.data import formats
from hmlc_core.data.check import check
from hmlc_core.data.corpus import SPLITS
from hmlc_core.data.formats.layout import Layout
from tests.data.corpusfiles import errors, notes

Table = Callable[[str], Path]


@pytest.fixture
def table(tmp_path: Path) -> Table:
    def table(content: str) -> Path:
        path = tmp_path / "a.csv"
        path.write_text(content)
        return path

    return table


def read(path: Path) -> dict[str, set[str]]:
    """Id -> names of the labels of a document."""
    corpus = formats.load(path)
    return {
        item.id: {corpus.graph.names[label] for label in item.labels}
        for split in SPLITS
        for item in corpus.split(split)
    }


def said(path: Path) -> str:
    return " ".join(check(path).assumed)


# ------------------------------------------------------------------ columns of 0 and 1


@pytest.mark.parametrize(("no", "yes"), [("0", "1"), ("0.0", "1.0"), ("False", "True")])
def test_columns_of_noughts_and_ones_are_labels(table: Table, no: str, yes: str) -> None:
    path = table(
        f"id,text,sport,arts\n1,ball,{yes},{no}\n2,stage,{no},{yes}\n3,both,{yes},{yes}\n"
        f"4,none,{no},{no}\n"
    )
    assert read(path) == {"1": {"sport"}, "2": {"arts"}, "3": {"sport", "arts"}, "4": set()}
    assert "labels where 2 columns hold 1: sport, arts" in said(path)


def test_a_column_of_noughts_alone_is_a_label_that_no_document_has(table: Table) -> None:
    path = table("id,text,sport,arts,law\n1,ball,1,0,0\n2,stage,0,1,0\n")
    assert read(path) == {"1": {"sport"}, "2": {"arts"}}
    assert set(formats.load(path).graph.names) == {"sport", "arts", "law"}
    path = table("id,text,sport,law\n1,ball,1,0\n2,stage,0,0\n")
    assert read(path) == {"1": {"sport"}, "2": set()}


def test_columns_of_noughts_alone_are_no_labels_by_themselves(table: Table) -> None:
    path = table("id,text,a,b\n1,ball,0,0\n2,stage,0,0\n")
    assert any("a column is missing" in error for error in errors(path))


def test_columns_called_like_remarks_are_said_and_can_be_left_out(table: Table) -> None:
    path = table("id,text,sport,arts,is_test\n1,ball,1,0,1\n2,stage,0,1,0\n")
    assert read(path)["1"] == {"sport", "is_test"}
    assert any("is_test" in note and "--labels-column 'sport,arts'" in note for note in notes(path))
    layout = Layout(labels="sport, Arts")
    assert set(formats.load(path, layout=layout).graph.names) == {"sport", "arts"}
    assert not any("remarks" in note for note in formats.load(path, layout=layout).notes)


def test_one_column_that_is_named_may_have_a_comma_in_its_name(table: Table) -> None:
    path = table('id,text,"sport,arts",sport,arts\n1,ball,x,1,0\n2,stage,y,0,1\n')
    graph = formats.load(path, layout=Layout(labels="sport,arts")).graph
    assert set(graph.names) == {"x", "y"}


def test_columns_at_the_end_without_names_are_left_out(table: Table) -> None:
    path = table("id,text,labels,,,\n1,ball,sport,,,\n2,stage,arts,,,\n")
    assert read(path) == {"1": {"sport"}, "2": {"arts"}}
    assert any("3 columns at the end without a name: left out" in note for note in notes(path))


def test_a_cell_below_no_column_name_is_refused_with_its_line(table: Table) -> None:
    path = table("id,text,labels,\n1,ball,sport,\n2,ball, really,arts\n")
    assert any("line 3: a cell stands below no column name" in error for error in errors(path))


def test_other_columns_are_not_labels_and_that_is_said(table: Table) -> None:
    path = table("id,text,year,sport,arts\n1,ball,1999,1,0\n2,stage,2001,0,1\n")
    assert read(path) == {"1": {"sport"}, "2": {"arts"}}
    assert any("columns that are not used: year" in note for note in notes(path))


def test_a_column_of_labels_goes_before_columns_of_noughts_and_ones(table: Table) -> None:
    path = table("id,text,labels,spam,old\n1,ball,sport,1,0\n2,stage,arts,0,1\n")
    assert read(path) == {"1": {"sport"}, "2": {"arts"}}


def test_one_column_of_noughts_and_ones_is_no_set_of_labels(table: Table) -> None:
    assert "a column is missing" in errors(table("id,text,spam\n1,ball,1\n2,stage,0\n"))[0]


def test_an_empty_mark_is_read_as_nought_and_said(table: Table) -> None:
    path = table("id,text,sport,arts\n1,ball,1,\n2,stage,0,1\n")
    assert read(path) == {"1": {"sport"}, "2": {"arts"}}
    assert any("is read as 0" in note for note in notes(path))


# ------------------------------------------------------------------ long format


def test_rows_with_one_id_are_one_document(table: Table) -> None:
    path = table("id,text,label\n1,ball,sport\n1,ball,tennis\n2,stage,arts\n")
    assert read(path) == {"1": {"sport", "tennis"}, "2": {"arts"}}
    assert "Rows with the same id are one document with the labels of all: 3 rows" in said(path)


def test_without_ids_rows_with_one_text_are_one_document(table: Table) -> None:
    path = table("text,label\nball,sport\nball,tennis\nstage,arts\n")
    assert read(path) == {"row 1": {"sport", "tennis"}, "row 3": {"arts"}}
    assert "Rows with the same text" in said(path)


def test_a_text_that_happens_to_recur_stays_two_documents(table: Table) -> None:
    rows = "".join(f"text {n},sport\n" for n in range(8))
    path = table(f"text,label\nball,sport\nball,tennis\n{rows}")
    assert len(read(path)) == 10
    assert any("although 1 text recur" in note for note in notes(path))


@pytest.mark.parametrize("rows", ["1,ball,sport\n1,ball,sport\n", "1,ball,sport\n1,stage,arts\n"])
def test_an_id_used_twice_is_still_an_error(table: Table, rows: str) -> None:
    assert "the id is used twice" in errors(table(f"id,text,label\n{rows}"))[0]


def test_a_document_in_two_splits_is_no_long_format(table: Table) -> None:
    path = table("id,text,label,split\n1,ball,sport,train\n1,ball,tennis,test\n")
    assert read(path)["1"] in ({"sport"}, {"tennis"})
    assert any("also occurs in another split" in note for note in notes(path))


def test_rows_whose_text_is_missing_stay_apart(table: Table) -> None:
    path = table("text,label\n,sport\nnan,arts\nNULL,arts\n")
    assert read(path) == {"row 1": {"sport"}, "row 2": {"arts"}, "row 3": {"arts"}}


@pytest.mark.parametrize(
    "content",
    ["text,label,label2\nball,sport,tennis\n", "text,sport,arts,label2\nball,1,0,x\nrun,0,1,y\n"],
)
def test_columns_that_are_not_used_are_said(table: Table, content: str) -> None:
    assert "a.csv: columns that are not used: label2" in notes(table(content))


# ------------------------------------------------------------------ levels


@pytest.mark.parametrize(
    "head", ["l1,l2", "level1,level2", "Cat1,Cat2", "Domain,area", "category_1,category_2"]
)
def test_levels_under_the_names_of_published_tables(table: Table, head: str) -> None:
    path = table(f"text,{head}\nball,Sport,Tennis\nstage,Arts,Theatre\nrun,Sport,Running\n")
    graph = formats.load(path).graph
    assert {(graph.names[parent], graph.names[child]) for parent, child in graph.edges} == {
        ("Sport", "Tennis"),
        ("Arts", "Theatre"),
        ("Sport", "Running"),
    }
    assert "a path in" in said(path)


@pytest.mark.parametrize("root", ["Root", "ROOT", "root"])
def test_a_root_above_all_paths_is_no_label(table: Table, root: str) -> None:
    path = table(f"text,level1,level2\nball,{root},Sport\nstage,{root},Arts\n")
    assert read(path) == {"row 1": {"Sport"}, "row 2": {"Arts"}}
    assert any(f"all paths begin with {root}" in note for note in notes(path))


def test_a_root_that_a_document_has_by_itself_is_a_label(table: Table) -> None:
    path = table("text,level1,level2\nball,Root,Sport\nstage,Root,\n")
    assert read(path) == {"row 1": {"Root", "Sport"}, "row 2": {"Root"}}
