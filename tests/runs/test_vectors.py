"""Names are data: whatever they hold, the files can be read back."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

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
