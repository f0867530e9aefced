"""Arrays from `.npy` and `.npz` files that strangers wrote: never pickled, never trusted."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray

from hmlc_core.data.problems import Problems
from hmlc_core.errors import shorten

_NPY, _NPZ, _PICKLE = b"\x93NUMPY", b"PK", b"\x80"
_BROKEN = (
    OSError,
    EOFError,
    ValueError,
    KeyError,
    TypeError,
    IndexError,
    OverflowError,
    MemoryError,
    NotImplementedError,
    RuntimeError,
    zipfile.BadZipFile,
    zlib.error,
)
"""What numpy and scipy raise for files that are not what they claim to be."""


def read_array(path: Path, problems: Problems) -> NDArray[Any] | None:
    """The array in a `.npy` file, or None after reporting what is wrong."""
    if not _begins_with(path, _NPY, "a .npy file as numpy.save writes it", problems):
        return None
    try:
        with path.open("rb") as stream:
            array: NDArray[Any] = np.load(stream, allow_pickle=False)
    except _BROKEN as error:
        _report(path, error, problems)
        return None
    return array


def count_rows(path: Path) -> int | None:
    """The length of the array in a `.npy` file, from its header alone; None if it has none."""
    try:
        return int(np.lib.format.open_memmap(path, mode="r").shape[0])
    except _BROKEN:
        return None


def read_sparse(path: Path, problems: Problems) -> sparse.csr_matrix | None:
    """The 0/1 matrix in a scipy `.npz` file as sorted CSR, or None after reporting."""
    if not _begins_with(path, _NPZ, "a .npz file as scipy.sparse.save_npz writes it", problems):
        return None
    try:
        with path.open("rb") as stream:
            # load_npz never unpickles: it passes allow_pickle=False.
            matrix = sparse.csr_matrix(sparse.load_npz(stream))
        matrix.check_format(full_check=True)
    except _BROKEN as error:
        _report(path, error, problems)
        return None
    present = sparse.csr_matrix(matrix.astype(bool), dtype=np.float32)
    present.eliminate_zeros()
    present.sort_indices()
    return present


def _begins_with(path: Path, magic: bytes, expected: str, problems: Problems) -> bool:
    try:
        with path.open("rb") as stream:
            start = stream.read(len(magic))
    except OSError as error:
        problems.error("cannot be read", path, expected=expected, found=error.strerror)
        return False
    if start == magic:
        return True
    if start.startswith(_PICKLE):
        _refuse_pickle(path, problems)
    elif not start:
        problems.error(
            "the file is empty", path, expected=expected, remedy="Copy or download it again."
        )
    else:
        problems.error("not a numpy file", path, expected=expected)
    return False


def _report(path: Path, error: Exception, problems: Problems) -> None:
    if isinstance(error, ValueError) and "pickle" in str(error):
        _refuse_pickle(path, problems)
    else:
        problems.error(
            "the file is damaged",
            path,
            expected="arrays as numpy or scipy wrote them",
            found=shorten(f"{type(error).__name__}: {error}", 160),
            remedy="Copy or download it again.",
        )


def _refuse_pickle(path: Path, problems: Problems) -> None:
    problems.error(
        "contains pickled objects, which are never loaded",
        path,
        expected="plain numbers",
        remedy="Loading a pickle can run any program; save the data as numeric arrays.",
    )
