"""Vectors to be labelled: archives, tables and lines of numbers, and what is none of them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from hmlc_core.data.corpus import Document
from hmlc_core.data.formats.document_vectors import write_vectors
from hmlc_core.data.formats.numbers import lines_as_vectors, read_numbers
from hmlc_core.errors import DataError

ROWS = np.array([[0.5, -1.25], [3.0, 1e-3]], dtype=np.float32)


def assert_rows(documents: list[Document], *names: str) -> None:
    assert [document.id for document in documents] == list(names)
    assert np.array([document.vector for document in documents]).tobytes() == ROWS.tobytes()


def test_an_archive(tmp_path: Path) -> None:
    write_vectors(tmp_path / "new.npz", ["x", "y"], ROWS)
    assert_rows(list(read_numbers(tmp_path / "new.npz", 2)), "x", "y")


@pytest.mark.parametrize(
    ("name", "content", "names"),
    [
        ("a.csv", "id,one,two\nx,0.5,-1.25\ny,3,1e-3\n", ("x", "y")),
        ("a.csv", "one,two\n0.5,-1.25\n3,0.001\n", ("2", "3")),
        ("a.tsv", "one\tID\ttwo\n0.5\tx\t-1.25\n3\t\t0.001\n", ("x", "3")),
        (
            "a.jsonl",
            json.dumps({"id": 7, "vector": [0.5, -1.25]}) + '\n{"vector": [3, 0.001]}\n',
            ("7", "2"),
        ),
        ("a.jsonl", '{"a": 0.5, "b": -1.25}\n{"a": 3, "b": 0.001}\n', ("1", "2")),
    ],
)
def test_tables(tmp_path: Path, name: str, content: str, names: tuple[str, ...]) -> None:
    (tmp_path / name).write_text(content)
    assert_rows(list(read_numbers(tmp_path / name, 2)), *names)


def test_lines() -> None:
    assert_rows(list(lines_as_vectors([b"0.5 -1.25\n", b" 3\t1e-3 \r\n"], 2)), "1", "2")


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        (
            "a.csv",
            "id,text\nx,Rates rise\n",
            "line 2: not a vector: .* texts.*'Rates rise'.*encode",
        ),
        ("a.csv", "one,two\n0.5,nan\n", "line 2: not a vector.*2 finite numbers; found 'nan'"),
        ("a.csv", "one,two\n0.5,1e39\n", "not a vector"),
        ("a.csv", "one,two,three\n1,2,3\n", "of another length.*2 numbers; found 3"),
        ("a.csv", "0.5,1.5\n", "no vectors in the file"),
        ("a.csv", "0.5,1.5\n3,4\n", "names of columns should stand.*found 0.5, 1.5"),
        ("a.jsonl", '{"vector": [1, true]}\n', "found True"),
        ("a.jsonl", '{"vector": []}\n', "found 0"),
        ("a.jsonl", '{"vector": [[1, 2]]}\n', "not a vector"),
        ("a.txt", "1 2\n", "not a file of vectors"),
        ("a.npz", "1 2\n", "not a numpy file"),
    ],
)
def test_what_is_no_vector_is_named(tmp_path: Path, name: str, content: str, message: str) -> None:
    (tmp_path / name).write_text(content)
    with pytest.raises(DataError, match=message):
        list(read_numbers(tmp_path / name, 2))


def test_an_archive_of_another_length_is_refused(tmp_path: Path) -> None:
    write_vectors(tmp_path / "new.npz", ["x"], np.ones((1, 5), np.float32))
    with pytest.raises(DataError, match="expected 2 numbers; found 5"):
        list(read_numbers(tmp_path / "new.npz", 2))


@pytest.mark.parametrize(
    ("lines", "message"),
    [([b"1 2\n", b"one two\n"], "line 2"), ([b"\xff\n"], "line 1"), ([], "there is no vector")],
)
def test_what_is_no_line_of_numbers_is_named(lines: list[bytes], message: str) -> None:
    with pytest.raises(DataError, match=message):
        list(lines_as_vectors(lines, 2))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no such file"):
        list(read_numbers(tmp_path / "gone.npz", 2))
