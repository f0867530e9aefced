"""What `Vectors` writes, `read_vectors` reads: numbers, and names that can be told apart."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from hmlc_core.data.vectors import read_vectors
from hmlc_core.runs.export.vectors import Vectors, npz, word2vec_keys

pytestmark = pytest.mark.slow

NUMBERS = st.floats(allow_nan=False, allow_infinity=False, width=32)
NAMES = st.lists(
    st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1).filter(str.strip)
    | st.sampled_from(
        [
            "=1+1",
            "'=1",
            "-",
            "''@a",
            "-1",
            "'-1",
            "\t=1",
            "New York",
            "New_York",
            "a\tb",
            "a\\tb",
            "1",
            "0.5",
            "%20",
            "#",
            "nan",
        ]
    ),
    min_size=1,
    max_size=6,
    unique=True,
)


@st.composite
def named(draw: st.DrawFn) -> Vectors:
    names = draw(NAMES)
    shape = len(names), draw(st.integers(1, 4))
    return Vectors(names, draw(arrays.arrays(np.float32, shape, elements=NUMBERS)))


@pytest.mark.parametrize("ending", [".tsv", ".txt", ".npz"])
@given(vectors=named())
def test_the_numbers_and_the_names_come_back(ending: str, vectors: Vectors) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"points{ending}"
        vectors.write(path)
        read = read_vectors(path)
    written = word2vec_keys(vectors.names) if ending == ".txt" else vectors.names
    assert read.names == tuple(written)
    assert np.array_equal(read.points, vectors.points)
    assert read.format == {".tsv": "vectors-table", ".txt": "word2vec", ".npz": "npz"}[ending]


@given(named(), named())
def test_of_words_and_labels_in_one_file_those_that_are_wanted_are_read(
    words: Vectors, labels: Vectors
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "points.npz"
        path.write_bytes(npz(labels=labels, words=words))
        read, wanted = read_vectors(path), read_vectors(path, labels=True)
    assert read.names == tuple(words.names)
    assert "word_points" in read.assumed[0]
    assert wanted.names == tuple(labels.names)
    assert "label_points" in wanted.assumed[0]
