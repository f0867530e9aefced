"""Arrays from `.npy` and `.npz` files that strangers wrote: never pickled, never trusted.

What a header claims is believed once so many bytes are there.
"""

from __future__ import annotations

import io
import math
import os
import tokenize
import warnings
import zipfile
from pathlib import Path
from typing import IO, Any

import numpy as np
import scipy.sparse as sparse
from numpy.lib import format as npy
from numpy.typing import NDArray

from hmlc_core.data import limits
from hmlc_core.data.archives import BROKEN_ZIP, METHODS
from hmlc_core.data.problems import Problems
from hmlc_core.errors import shorten

_NPY, _NPZ, _PICKLE = b"\x93NUMPY", b"PK", b"\x80"
_BROKEN = (
    *BROKEN_ZIP,
    OSError,
    TypeError,
    AttributeError,
    MemoryError,
    SyntaxError,
    tokenize.TokenError,
)
"""What numpy and scipy raise for files that are not what they claim to be."""

_PARTS = {
    "csr": ("indices", "indptr"),
    "csc": ("indices", "indptr"),
    "bsr": ("indices", "indptr"),
    "coo": ("row", "col"),
    "dia": ("offsets",),
}
"""Layout of a sparse matrix -> its parts beside the numbers."""


def read_array(path: Path, problems: Problems) -> NDArray[Any] | None:
    """The array in a `.npy` file, or None after reporting what is wrong."""
    if not _begins_with(path, _NPY, "a .npy file as numpy.save writes it", problems):
        return None
    try:
        with path.open("rb") as stream:
            return _array(stream, os.fstat(stream.fileno()).st_size)
    except _BROKEN as error:
        _report(path, error, problems)
        return None


def count_rows(path: Path) -> int | None:
    """The length of the array in a `.npy` file, from its header alone; None if it has none."""
    try:
        with path.open("rb") as stream:
            shape, _, _ = _header(stream, os.fstat(stream.fileno()).st_size)
        return shape[0]
    except _BROKEN:
        return None


def read_sparse(path: Path, problems: Problems) -> sparse.csr_matrix | None:
    """The 0/1 matrix in a scipy `.npz` file as sorted CSR, or None after reporting."""
    if not _begins_with(path, _NPZ, "a .npz file as scipy.sparse.save_npz writes it", problems):
        return None
    try:
        with zipfile.ZipFile(path) as archive:
            matrix = _matrix(archive, limits.unpacked(path.stat().st_size))
        present = sparse.csr_matrix(matrix.astype(bool), dtype=np.float32)
    except _BROKEN as error:
        _report(path, error, problems)
        return None
    present.sum_duplicates()
    present.data[:] = present.data != 0
    present.eliminate_zeros()
    present.sort_indices()
    return present


def read_arrays(path: Path, problems: Problems) -> dict[str, NDArray[Any]] | None:
    """Name -> array of a `.npz` file, or None after reporting what is wrong."""
    if not _begins_with(path, _NPZ, "a .npz file as numpy.savez writes it", problems):
        return None
    try:
        room, arrays = limits.unpacked(path.stat().st_size), {}
        with zipfile.ZipFile(path) as archive:
            members = [name for name in archive.namelist() if name.endswith(".npy")]
            for name in members[: limits.MEMBERS]:
                content = _content(archive, name, room)
                room -= len(content)
                arrays[name.removesuffix(".npy")] = _array(io.BytesIO(content), len(content))
        return arrays
    except _BROKEN as error:
        _report(path, error, problems)
        return None


def _content(archive: zipfile.ZipFile, name: str, room: int) -> bytes:
    """The bytes of a member that unpacks to at most `room`."""
    member = archive.getinfo(name)
    if member.compress_type not in METHODS:
        raise ValueError(f"{name} is packed by a method that numpy does not use")
    with archive.open(member) as stream:
        content = stream.read(room + 1)
    if len(content) > room:
        raise ValueError("more is in it than is read of a file of its size")
    return content


def _header(stream: IO[bytes], size: int) -> tuple[tuple[int, ...], bool, np.dtype[Any]]:
    """Shape, order and type of the array in a stream of `size` bytes.

    Raises `ValueError` where the array would need more bytes than follow, and what numpy raises
    for a header that is none.
    """
    version = npy.read_magic(stream)
    if version not in ((1, 0), (2, 0), (3, 0)):
        raise ValueError(f"version {version} of the format is not known")
    read = npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0
    with warnings.catch_warnings():  # headers of old programs are read all the same
        warnings.simplefilter("ignore")
        shape, fortran, dtype = read(stream)
    if dtype.hasobject:
        raise ValueError("pickled objects")
    needed, there = math.prod(shape) * dtype.itemsize, size - stream.tell()
    if min(shape, default=0) < 0 or needed > there:
        raise ValueError(f"the header tells of {needed:,} bytes, and {there:,} follow")
    return shape, fortran, dtype


def _array(stream: IO[bytes], size: int) -> NDArray[Any]:
    shape, fortran, dtype = _header(stream, size)
    content = stream.read(math.prod(shape) * dtype.itemsize)
    return np.ndarray(shape, dtype, content, order="F" if fortran else "C")


def _matrix(archive: zipfile.ZipFile, room: int) -> sparse.csr_matrix:
    """The matrix in an archive of which at most `room` bytes are unpacked."""

    def part(name: str) -> NDArray[Any]:
        nonlocal room
        content = _content(archive, f"{name}.npy", room)
        room -= len(content)
        return _array(io.BytesIO(content), len(content))

    told = part("format").item()
    layout = told.decode("ascii") if isinstance(told, bytes) else str(told)
    if layout not in _PARTS:
        raise ValueError(f"the layout {shorten(repr(layout))} is not known")
    rows, columns = map(int, part("shape").tolist())
    if not (0 <= rows <= limits.DOCUMENTS and 0 <= columns <= limits.LABELS):
        raise ValueError(
            f"{rows:,} documents and {columns:,} labels; at most {limits.DOCUMENTS:,} and "
            f"{limits.LABELS:,} are read"
        )
    numbers, places = part("data"), tuple(map(part, _PARTS[layout]))
    if any(place.dtype.kind not in "iu" for place in places):
        raise ValueError("the places of the numbers are no whole numbers")
    content = (numbers, places) if layout == "coo" else (numbers, *places)
    matrix = getattr(sparse, f"{layout}_matrix")(content, shape=(rows, columns), copy=True)
    if "indptr" in _PARTS[layout]:  # places outside would be written to when it is converted
        matrix.check_format(full_check=True)
    return sparse.csr_matrix(matrix)


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
