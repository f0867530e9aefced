"""Documents without labels: names of columns, ids, and errors at the line where they are."""

from __future__ import annotations

import gzip
from itertools import islice
from pathlib import Path

import pytest

from hmlc_core.data.formats.texts import lines_as_documents, read_texts
from hmlc_core.errors import DataError


def written(path: Path, content: str) -> Path:
    path.write_text(content)
    return path


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", "ID,Text,topic\nx,one,t\ny,two,t\n"),
        ("a.csv", "text;id\none;x\ntwo;y\n"),
        ("a.tsv", "id\ttext\nx\tone\ny\ttwo\n"),
        ("a.jsonl", '{"id": "x", "text": "one"}\n\n{"text": "two", "id": "y", "more": [1]}\n'),
    ],
)
def test_columns_are_found_by_name_and_others_passed_over(
    tmp_path: Path, name: str, content: str
) -> None:
    found = list(read_texts(written(tmp_path / name, content)))
    assert [(document.id, document.text) for document in found] == [("x", "one"), ("y", "two")]
    assert all(document.labels == () for document in found)


def test_a_zipped_table_is_read_as_well(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(b'{"text": "one"}\n'))
    assert [document.text for document in read_texts(path)] == ["one"]


@pytest.mark.parametrize("value", ["null", '""', '" "'])
def test_without_an_id_the_line_names_the_document(tmp_path: Path, value: str) -> None:
    content = f'{{"text": "a"}}\n\n{{"text": "b", "id": {value}}}\n{{"text": "c", "id": 7}}\n'
    found = list(read_texts(written(tmp_path / "a.jsonl", content)))
    assert [document.id for document in found] == ["1", "3", "7"]


def test_without_an_id_the_item_of_a_list_names_the_document(tmp_path: Path) -> None:
    content = '[{"text": "a"}, {"text": "b", "id": "x"},\n{"text": "c"}]'
    found = list(read_texts(written(tmp_path / "a.json", content)))
    assert [document.id for document in found] == ["1", "x", "3"]


def test_an_empty_text_is_a_document(tmp_path: Path) -> None:
    found = list(read_texts(written(tmp_path / "a.csv", "id,text\nx,\n")))
    assert [(document.id, document.text) for document in found] == [("x", "")]


def test_documents_before_the_first_bad_row_are_given(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", "text,id\na,1\nb,2\nc\nd,4\n")
    documents = read_texts(path)
    assert [document.text for document in islice(documents, 2)] == ["a", "b"]
    with pytest.raises(DataError, match=r"a\.csv, line 4: the row has the wrong number of cells"):
        next(documents)


def test_a_bad_last_row_is_not_passed_over(tmp_path: Path) -> None:
    documents = read_texts(written(tmp_path / "a.jsonl", '{"text": "a"}\n{"text"\n'))
    assert next(documents).text == "a"
    with pytest.raises(DataError, match=r"a\.jsonl, line 2"):
        next(documents)


def test_lines_are_documents_called_by_their_number() -> None:
    found = list(lines_as_documents([b"one\n", b"\n", b"three\r\n", b"four"]))
    assert [(d.id, d.text) for d in found] == [
        ("1", "one"),
        ("2", ""),
        ("3", "three"),
        ("4", "four"),
    ]


def test_documents_may_be_lists_of_tokens(tmp_path: Path) -> None:
    path = tmp_path / "asked.jsonl"
    path.write_text('{"id": "7", "tokens": ["acousto-optic", "new york"]}\n')
    assert [item.text for item in read_texts(path)] == ["acousto-optic new_york"]
    path.write_text('{"tokens": ["a", 3]}\n')
    with pytest.raises(DataError, match='line 1: the field "tokens" has the wrong type'):
        list(read_texts(path))
