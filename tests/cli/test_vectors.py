"""Vectors in the terminal: what a file of them is, and what a run says of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.data.vectors.vectorfiles import FILES


def put(folder: Path, name: str) -> Path:
    for file, content in FILES[name].items():
        (folder / file).write_bytes(content)
    return folder / next(iter(FILES[name]))


@pytest.mark.parametrize("name", FILES)
def test_a_check_says_format_names_and_dimensions(call, tmp_path: Path, name: str) -> None:
    path = put(tmp_path, name)
    said = call("data", "check", str(path), "--json").json
    assert (said["ok"], said["format"], said["vectors"], said["dimensions"]) == (True, name, 3, 3)
    assert "3 vectors of 3 dimensions" in call("data", "check", str(path)).out


def test_vectors_are_no_corpus(call, tmp_path: Path) -> None:
    said = call("data", "add", str(put(tmp_path, "glove")))
    assert said.code
    assert "has vectors and no documents" in said.err


def test_a_method_without_a_table_of_words_refuses_them(call, tmp_path: Path) -> None:
    chosen = f"words.vectors={put(tmp_path, 'glove')}"
    said = call("train", "--preset", "linear", "--set", chosen)
    assert said.code
    assert "has no words that may start from given vectors" in said.err
