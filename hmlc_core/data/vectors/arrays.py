"""Vectors in arrays: `.npz` with their names, `.npy` and `.safetensors` with a file of names."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hmlc_core.data.formats.arrays import read_array, read_arrays
from hmlc_core.data.formats.vectors import NPY, NPZ, SAFETENSORS
from hmlc_core.data.problems import Problems
from hmlc_core.data.vectors.gathering import Gathering
from hmlc_core.data.vectors.names import check_counts, given_names, names_beside
from hmlc_core.data.vectors.value import NamedVectors
from hmlc_core.errors import shorten

LABELS = ("labels", "label_points")
PAIRS = (
    ("words", "word_points"),
    LABELS,
    *(
        (names, points)
        for names in ("names", "ids", "words", "labels", "tokens", "vocab")
        for points in ("vectors", "points", "embeddings")
    ),
)
"""What arrays of names and of vectors are called in `.npz` files; the first two are our own."""

_TENSORS = ("vectors", "points", "embeddings", "embedding", "weight", "weights")


def read_npz(path: Path, gathering: Gathering, names: Path | None) -> NamedVectors | None:
    """The first of `PAIRS` that is in the file, or of our own labels where these are wanted.

    names: the file of their names instead.
    """
    problems = gathering.problems
    pairs = dict.fromkeys((LABELS, *PAIRS)) if gathering.labels else PAIRS
    arrays = read_arrays(path, problems)
    if arrays is None:
        return None
    if names is not None:
        array = next((arrays[points] for _, points in pairs if points in arrays), None)
        return _beside(path, array, gathering, names, NPZ)
    found = [pair for pair in pairs if arrays.keys() >= set(pair)]
    if not found:
        problems.error(
            "the file has no names and vectors",
            path,
            expected="arrays names (or ids, words, labels) and vectors (or points, embeddings)",
            found=shorten(", ".join(arrays) or "no arrays"),
            remedy="Save it with numpy.savez(path, names=…, vectors=…).",
        )
        return None
    called, points = found[0]
    if len(found) > 1:
        problems.assume(f"Of the vectors in {path.name} those called {points} are read.")
    texts = _texts(arrays[called], called, path, problems)
    return None if texts is None else _rows(path, texts, arrays[points], gathering, NPZ)


def read_npy(path: Path, gathering: Gathering, names: Path | None) -> NamedVectors | None:
    """An array of vectors, whose names stand in another file."""
    array = read_array(path, gathering.problems)
    return None if array is None else _beside(path, array, gathering, names, NPY)


def read_tensors(path: Path, gathering: Gathering, names: Path | None) -> NamedVectors | None:
    """The only matrix of a `.safetensors` file, or the one that is called as vectors are."""
    from safetensors import SafetensorError, safe_open

    problems = gathering.problems
    try:
        with safe_open(path, framework="numpy") as file:
            matrices = [key for key in file.keys() if len(file.get_slice(key).get_shape()) == 2]  # noqa: SIM118
            called = [key for key in matrices if key.rpartition(".")[2] in _TENSORS]
            chosen = matrices if len(matrices) == 1 else called
            if len(chosen) == 1:
                return _beside(path, file.get_tensor(chosen[0]), gathering, names, SAFETENSORS)
    except (SafetensorError, OSError, TypeError, ValueError, AttributeError) as error:
        problems.error(
            "the file is damaged, or has numbers of a kind that is not read",
            path,
            expected="float32, float64 or float16 as safetensors wrote it",
            found=shorten(error, 160),
        )
        return None
    problems.error(
        "it does not say which tensor has the vectors",
        path,
        expected="a single matrix, or one called vectors, points, embeddings or weight",
        found=shorten(", ".join(matrices) or "no matrix"),
    )
    return None


def _beside(
    path: Path, array: Any, gathering: Gathering, names: Path | None, format: str
) -> NamedVectors | None:
    texts = given_names(path, file := names or names_beside(path), gathering.problems)
    if texts is None:
        return None
    if np.ndim(array) == 2:
        check_counts(path, file, len(texts), len(array), gathering.problems)
    gathering.beside = file
    return None if gathering.failed else _rows(path, texts, array, gathering, format)


def _texts(
    array: NDArray[Any], called: str, path: Path, problems: Problems
) -> Sequence[str] | None:
    """Names as text: numbers and bytes are written out."""
    if array.ndim == 1 and array.dtype.kind in "USiu":
        values = array.tolist()
        return [
            value.decode("utf-8", "replace") if array.dtype.kind == "S" else str(value)
            for value in values
        ]
    problems.error(
        f"{called} are no names",
        path,
        expected="an array of texts with one axis",
        found=f"{array.dtype}, {_shape(array)}",
    )
    return None


def _rows(
    path: Path, names: Sequence[str], points: Any, gathering: Gathering, format: str
) -> NamedVectors | None:
    shaped = np.ndim(points) == 2 and points.shape[0] == len(names)
    if not shaped or points.dtype.kind not in "fiu":
        gathering.problems.error(
            "the vectors are no matrix with a row for each name",
            path,
            expected=f"numbers, {len(names):,} × coordinates",
            found="nothing" if points is None else f"{points.dtype}, {_shape(points)}",
        )
        return None
    if not gathering.fits(points.shape[1]):
        return None
    for name, row in zip(names, points, strict=True):
        gathering.seen += 1
        if name in gathering.wanted:
            gathering.row(name, row)
    return gathering.finished(format, points.shape[1])


def _shape(array: NDArray[Any]) -> str:
    return " × ".join(f"{size:,}" for size in array.shape) or "a single value"
