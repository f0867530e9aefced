"""Tables with label cells and missing values as people bring them: the right labels, or none."""

from __future__ import annotations

import gzip
from collections import Counter
from pathlib import Path

import pytest

from hmlc_core.data import formats
from hmlc_core.data.check import check
from hmlc_core.data.corpus import SPLITS, Corpus
from hmlc_core.data.formats.layout import Layout
from hmlc_core.data.formats.separators import NONE
from tests.data.corpusfiles import errors, notes

TOPICS = (("markets", "loans"), ("rain",), ("vote",), ("markets",), ("ships", "trade"), ("trade",))
USES = Counter(name for topics in TOPICS for name in topics)
Row = tuple[str, ...]


def counts(corpus: Corpus) -> Counter[str]:
    """How many documents have each label."""
    return Counter(
        corpus.graph.names[label]
        for split in SPLITS
        for document in corpus.split(split)
        for label in document.labels
    )


def edges(corpus: Corpus) -> set[tuple[str, str]]:
    names = corpus.graph.names
    return {(names[parent], names[child]) for parent, child in corpus.graph.edges}


def table(path: Path, cells: list[str], column: str = "labels") -> Path:
    """A CSV file whose label cells are quoted."""
    rows = [f'text {row},"{cell.replace(chr(34), chr(34) * 2)}"' for row, cell in enumerate(cells)]
    path.write_text("\n".join([f"text,{column}", *rows]), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "spelled",
    [
        lambda names: "[" + ", ".join(f'"{name}"' for name in names) + "]",
        lambda names: repr(list(names)),
        lambda names: repr(tuple(names)),
        lambda names: repr(set(names)),
        lambda names: "[" + " ".join(map(repr, names)) + "]",
        lambda names: "[" + "\n ".join(map(repr, names)) + "]",
        lambda names: "[" + ", ".join(names) + "]",
        lambda names: "{" + ",".join(names) + "}",
        lambda names: ",".join(names),
        lambda names: "; ".join(names),
        lambda names: " | ".join(names),
        lambda names: ", ".join(map(repr, names)),
    ],
)
def test_every_spelling_of_lists_gives_the_same_labels(tmp_path: Path, spelled) -> None:  # type: ignore[no-untyped-def]
    path = table(tmp_path / "a.csv", [spelled(names) for names in TOPICS])
    assert counts(formats.load(path)) == USES
    assert errors(path) == []


def test_a_comma_in_a_name_is_no_separator_and_is_said(tmp_path: Path) -> None:
    cells = ["Loans, cards and overdrafts", "Mortgages", "Mortgages"] * 3
    for column in ("label", "labels"):
        path = table(tmp_path / "a.csv", cells, column)
        assert counts(formats.load(path)) == {"Loans, cards and overdrafts": 3, "Mortgages": 6}
        assert any("',' stands in 3 label cells" in note for note in notes(path))


def test_a_semicolon_in_one_name_leaves_commas_at_work(tmp_path: Path) -> None:
    path = table(tmp_path / "a.csv", ["R&D; labs", *(",".join(names) for names in TOPICS)])
    assert counts(formats.load(path)) == USES + Counter(["R&D; labs"])
    assert any("';' stands in 1 label cell" in note for note in notes(path))


def test_an_unusual_mark_between_known_labels_is_said_and_can_be_chosen(tmp_path: Path) -> None:
    path = table(tmp_path / "a.csv", ["#".join(names) for names in TOPICS], "label")
    assert any("'#' stands in 2 label cells" in note for note in notes(path))
    assert any("'#' stands" in note for note in formats.load(path).notes)
    assert counts(formats.load(path, layout=Layout(separator="#"))) == USES


def test_a_text_of_json_is_one_label_unless_a_separator_is_chosen(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(
        '{"text": "a", "labels": "Loans, cards"}\n{"text": "b", "labels": ["x, y"]}\n'
        '{"text": "c", "labels": "[\'p\', \'q\']"}\n'
    )
    assert set(counts(formats.load(path))) == {"Loans, cards", "x, y", "p", "q"}
    chosen = formats.load(path, layout=Layout(separator=","))
    assert set(counts(chosen)) == {"Loans", "cards", "x, y", "p", "q"}


@pytest.mark.parametrize("cell", ["[a", "[a] b", "(Other)", "['a', b]", "{'a': 1}", "(a, b)"])
def test_a_bracket_that_begins_no_list_is_an_error_with_its_line(tmp_path: Path, cell: str) -> None:
    path = table(tmp_path / "a.csv", ["x", cell, "y"])
    (told,) = errors(path)
    assert told.startswith('a.csv, line 3: the field "labels" cannot be read')
    assert "--sep" in told
    assert set(counts(formats.load(path, layout=Layout(separator=NONE)))) == {"x", cell, "y"}


@pytest.mark.parametrize(
    "cell",
    [
        "array(['rain'], dtype=object)",
        "tensor([0, 3])",
        "dict_keys(['rain'])",
        "Index(['rain'], dtype='object')",
        "b'rain'",
        "[b'rain', b'vote']",
        '{"rain": 1}',
    ],
)
def test_a_value_of_a_program_is_no_name(tmp_path: Path, cell: str) -> None:
    path = table(tmp_path / "a.csv", ["rain", "vote", cell])
    assert len(errors(path)) == 1
    assert "a.csv, line 4: " in errors(path)[0]
    assert not any("list" in sentence for sentence in check(path).assumed)


def test_a_list_that_was_quoted_twice_is_one_name_and_said(tmp_path: Path) -> None:
    path = table(tmp_path / "a.csv", ["\"['rain', 'vote']\"", "rain"])
    assert counts(formats.load(path)) == {"['rain', 'vote']": 1, "rain": 1}
    assert any("looks like a list in quotes" in note for note in notes(path))


@pytest.mark.parametrize("name", ["NA", "N/A", "n/a", "-", "none", "?"])
def test_other_spellings_of_nothing_are_names_and_said(tmp_path: Path, name: str) -> None:
    path = table(tmp_path / "a.csv", ["rain", name], "label")
    assert counts(formats.load(path)) == {"rain": 1, name: 1}
    assert any(f"'{name}' in label is read as a name, although it may" in n for n in notes(path))


@pytest.mark.parametrize("mark", [": ", " » "])
def test_other_marks_that_may_stand_between_levels_are_said(tmp_path: Path, mark: str) -> None:
    path = table(tmp_path / "a.csv", [f"Sport{mark}Tennis", f"Sport{mark}Golf"], "label")
    assert len(formats.load(path).graph) == 2
    assert any("if levels of one label, --path-separator" in note for note in notes(path))


def test_one_hot_vectors_are_refused(tmp_path: Path) -> None:
    path = table(tmp_path / "a.csv", ["[0 1 1]", "[1 0 0]", "[0 0 1]"])
    assert "line 2: lists of noughts and ones" in errors(path)[0]


def test_missing_values_are_no_labels(tmp_path: Path) -> None:
    path = table(tmp_path / "a.csv", ["x", "", "nan", "NaN", "NULL", "None", "y|nan", "z|x"])
    assert counts(formats.load(path)) == {"x": 2, "y": 1, "z": 1}
    assert "NULL, NaN, None, nan in labels: a value that is missing." in check(path).assumed


def test_missing_values_of_json_are_no_labels_and_no_texts(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(
        '{"text": "a", "labels": ["x", null, NaN]}\n{"text": "b", "labels": null}\n'
        '{"text": null, "labels": NaN}\n{"text": "NaN", "labels": "y"}\n'
    )
    assert counts(formats.load(path)) == {"x": 1, "y": 1}
    assert any("the text is missing" in note for note in notes(path))


def test_missing_levels_end_a_path(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(
        '{"text": "a", "l1": "Science", "l2": "Physics"}\n'
        '{"text": "b", "l1": "Science", "l2": NaN}\n{"text": "c", "l1": "Arts", "l2": null}\n'
        '{"text": "d", "l1": "Arts", "l2": "None"}\n'
    )
    assert counts(formats.load(path)) == {"Science": 2, "Physics": 1, "Arts": 2}


def test_whole_numbers_are_whole_again(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,text,level1,level2\n1.0,a,1,11.0\n2.0,b,1,\n3.0,c,2,21.0\n4.0,d,2,nan\n")
    corpus = formats.load(path)
    assert edges(corpus) == {("1", "11"), ("2", "21")}
    assert {document.id for document in corpus.train + corpus.dev + corpus.test} <= set("1234")
    assert "level2 holds whole numbers; 11.0 is read as 11." in corpus.notes
    path = table(tmp_path / "b.csv", ["3.0", "4.0", "", "3.0"], "label")
    assert counts(formats.load(path)) == {"3": 2, "4": 1}
    path = table(tmp_path / "c.csv", ["3.0", "4.5", "3.0"], "version")
    assert counts(formats.load(path, layout=Layout(labels="version"))) == {"3.0": 2, "4.5": 1}


@pytest.mark.parametrize(
    ("cells", "mark"),
    [
        (["Sport > Tennis", "Sport > Golf", "Arts"], ">"),
        (["Sport/Tennis", "/Sport/Golf", "Arts"], "/"),
        (["Sport--Tennis", "Sport--Golf--nan", "Arts"], "--"),
        (['[["Sport", "Tennis"]]', "[['Sport', 'Golf']]", '[["Arts"]]'], ""),
    ],
)
def test_paths_in_a_cell_form_a_tree(tmp_path: Path, cells: list[str], mark: str) -> None:
    path = table(tmp_path / "a.csv", cells, "label")
    corpus = formats.load(path, layout=Layout(path_separator=mark))
    assert edges(corpus) == {("Sport", "Tennis"), ("Sport", "Golf")}
    assert counts(corpus) == {"Sport": 2, "Tennis": 1, "Golf": 1, "Arts": 1}


def test_a_document_may_have_several_paths(tmp_path: Path) -> None:
    path = table(tmp_path / "a.csv", ["Sport.Tennis;Sport.Golf", "Sport.Tennis;Arts.Other"])
    corpus = formats.load(path, layout=Layout(separator=";", path_separator="."))
    assert counts(corpus) == {"Sport": 2, "Tennis": 2, "Golf": 1, "Arts": 1, "Other": 1}
    path = tmp_path / "a.jsonl"
    path.write_text(
        '{"text": "a", "labels": [["Sport", "Tennis"], ["Sport", "Golf"]]}\n'
        '{"text": "b", "labels": [["Arts"]]}\n'
    )
    assert counts(formats.load(path)) == {"Sport": 1, "Tennis": 1, "Golf": 1, "Arts": 1}


def test_columns_can_be_named(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Body,Topic,label\nball,sport,x\nbank,markets,y\n")
    corpus = formats.load(path, layout=Layout(text="body", labels="topic"))
    assert set(counts(corpus)) == {"sport", "markets"}
    assert "Texts of a.csv stand in the column 'Body', labels in 'Topic'." in corpus.notes
    report = check(path, None, Layout(text="words"))
    assert "there is no such column (expected words; found Body, Topic" in str(report.problems[0])


def test_only_tables_have_columns_to_choose(tmp_path: Path) -> None:
    (tmp_path / "train.jsonl").write_text('{"id": "1", "text": "a", "labels": ["x"]}\n')
    report = check(tmp_path, None, Layout(separator=","))
    assert "columns and separators can be chosen for tables only" in str(report.problems[0])


BORDER = "id;text;labels\n1;ball;sport,tennis\n2;bank, big;markets\n3;game;sport\n"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", BORDER.encode()),
        ("a.csv", BORDER.encode("utf-16")),
        ("a.csv", BORDER.replace(";", "\t").encode("utf-16")),
        ("a.csv", BORDER.replace(";", "|").encode()),
        ("a.csv", BORDER.replace("\n", "\r").encode()),
        ("a.csv", b"sep=;\r\n" + BORDER.replace("\n", "\r\n").encode()),
        ("a.csv", b"\xef\xbb\xbfsep=;\n" + BORDER.encode()),
        ("a.csv.gz", gzip.compress(BORDER.encode(), mtime=0)),
        ("A.TSV.GZ", gzip.compress(BORDER.replace(";", "\t").encode(), mtime=0)),
        ("a.csv", ('id;text;"labels, all"\n' + BORDER.partition("\n")[2]).encode()),
    ],
)
def test_tables_of_other_programs(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    layout = Layout(labels="labels, all") if b"labels, all" in content else Layout()
    corpus = formats.load(path, layout=layout)
    assert counts(corpus) == {"sport": 2, "tennis": 1, "markets": 1}
    assert corpus.name.lower() == "a"
    report = check(path, None, layout)
    assert (report.format, report.ok) == ("table", True)
    assert any("are separated by" in sentence for sentence in report.assumed)


def test_a_line_below_the_separator_of_excel_keeps_its_number(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("sep=;\ntext;labels\na;x\nb;y;z\n")
    assert errors(tmp_path / "a.csv")[0].startswith("a.csv, line 4: the row has the wrong number")


@pytest.mark.parametrize("files", ["train.jsonl", "a.csv", "a.tsv"])
def test_the_format_is_named(tmp_path: Path, files: str) -> None:
    contents = {
        "train.jsonl": '{"id": "1", "text": "a", "labels": ["x"]}\n',
        "a.csv": "text,labels\na,x\nb,y\n",
        "a.tsv": "animal\tdog\n",
    }
    (tmp_path / files).write_text(contents[files])
    path = tmp_path if files == "train.jsonl" else tmp_path / files
    expected = {"train.jsonl": "folder", "a.csv": "table", "a.tsv": "edges"}[files]
    assert check(path).to_dict()["format"] == expected
    assert check(tmp_path / "nothing").format is None


def test_a_test_split_without_labels_is_said(tmp_path: Path) -> None:
    rows = [
        f"{row},text,{'x' if row < 4 else ''},{'train' if row < 4 else 'test'}" for row in range(6)
    ]
    (tmp_path / "a.csv").write_text("\n".join(["id,text,labels,split", *rows]))
    assert any("no test document has a label" in note for note in notes(tmp_path / "a.csv"))


@pytest.mark.parametrize("sep", ["", ",", "#"])
def test_a_separator_of_labels_leaves_levels_their_own(tmp_path: Path, sep: str) -> None:
    mark = sep or ","
    path = table(tmp_path / "a.csv", [f"sport{mark} tennis", f"sport{mark} golf", "sport"])
    report = check(path, layout=Layout(separator=sep, path_separator=mark))
    told = "as is said" if sep else "as cells suggest"
    assert [str(problem) for problem in report.problems if problem.severity == "error"] == [
        f"a.csv: labels in a cell of labels are cut at '{mark}', so that none has levels (expected "
        f"another separator between labels than '{mark}', which separates levels; found '{mark}', "
        f"{told}). Say --sep none if each cell is one path, else --sep with what separates labels, "
        "or leave out --path-separator if labels have no levels."
    ]


def test_a_part_of_the_separator_of_levels_separates_no_labels(tmp_path: Path) -> None:
    path = table(tmp_path / "a.csv", ["sport--tennis", "sport--golf"])
    report = check(path, layout=Layout(separator="-", path_separator="--"))
    assert report.errors == 1
    assert "are cut at '-'" in report.problems[0].what


def test_a_cell_is_one_path_with_any_separator_of_levels(tmp_path: Path) -> None:
    path = table(tmp_path / "a.csv", ["sport, tennis", "sport, golf", "sport"])
    corpus = formats.load(path, layout=Layout(separator=NONE, path_separator=","))
    assert edges(corpus) == {("sport", "tennis"), ("sport", "golf")}
    assert counts(corpus) == {"sport": 3, "tennis": 1, "golf": 1}


@pytest.mark.parametrize(
    ("layout", "head", "column"),
    [
        (Layout(text="labels"), "text,labels", "labels"),
        (Layout(labels="text"), "text,labels", "text"),
        (Layout(text="topic", labels="Topic"), "body,topic", "topic"),
        (Layout(text="level2"), "level1,level2", "level2"),
    ],
)
def test_a_column_is_not_both_text_and_labels(
    tmp_path: Path, layout: Layout, head: str, column: str
) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"{head}\nball,sport\nbank,markets\n", encoding="utf-8")
    (error,) = (item for item in check(path, layout=layout).problems if item.severity == "error")
    assert str(error) == (
        "a.csv, line 1: one column for texts and for labels (expected two columns; found "
        f"{column} for both, of {head.replace(',', ', ')}). Name the other one with --text-column "
        "or --labels-column."
    )


def test_a_column_named_for_labels_tells_no_split(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("text,split\nball,sport\nbank,markets\n", encoding="utf-8")
    corpus = formats.load(path, layout=Layout(labels="split"))
    assert corpus.graph.names == ("markets", "sport")
