"""Names are data: whatever they hold, the files can be read back."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmlc_core.errors import StoreError
from hmlc_core.runs.export.vectors import Vectors

AWKWARD = ("a\tb", "line\nbreak", "back\\slash", "<img src=x>", " ", "x" * 10_000)


@pytest.fixture
def vectors() -> Vectors:
    return Vectors(AWKWARD, np.linspace(0, 1, 12, dtype=np.float32).reshape(6, 2) / 3)


def test_tsv_keeps_one_name_a_line(vectors: Vectors) -> None:
    header, *rows = vectors.tsv().removesuffix("\n").split("\n")
    assert header.split("\t") == ["name", "x1", "x2"]
    cells = [row.split("\t") for row in rows]
    assert [len(row) for row in cells] == [3] * 6
    names = [row[0].encode().decode("unicode_escape") for row in cells]
    assert names == list(AWKWARD)
    assert np.array_equal(np.array([row[1:] for row in cells], np.float32), vectors.points)


def test_word2vec_names_hold_no_blanks(vectors: Vectors) -> None:
    header, *rows = vectors.word2vec().removesuffix("\n").split("\n")
    assert header == "6 2"
    assert [len(row.split(" ")) for row in rows] == [3] * 6
    assert rows[0].startswith("a_b ")


@given(st.lists(st.text(alphabet=" _%20a\t\u00a0\u2000"), unique=True, min_size=1))
def test_word2vec_keeps_names_apart(names: list[str]) -> None:
    _, *rows = Vectors(names, np.zeros((len(names), 1))).word2vec().removesuffix("\n").split("\n")
    keys = [row.split(" ")[0] for row in rows]
    assert len(set(keys)) == len(names) == len(rows)
    assert all(key and not any(map(str.isspace, key)) for key in keys)


def test_word2vec_writes_blanks_as_underscores_where_that_is_clear() -> None:
    points = np.zeros((2, 1))
    assert "New_York 0\n" in Vectors(["New York", "Queens"], points).word2vec()
    both = Vectors(["New York", "New_York"], points).word2vec()
    assert both == "2 1\nNew%20York 0\nNew_York 0\n"


@pytest.mark.parametrize("ending", [".tsv", ".txt", ".npz"])
def test_the_ending_names_the_format(vectors: Vectors, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"points{ending}"
    vectors.write(path)
    assert path.stat().st_size > 0
    with pytest.raises(StoreError, match="cannot be written"):
        vectors.write(tmp_path / "nowhere" / f"points{ending}")


def test_an_unknown_ending_is_refused(vectors: Vectors, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"expected \.tsv, \.txt \(word2vec\) or \.npz; found \.x"):
        vectors.write(tmp_path / "points.x")
