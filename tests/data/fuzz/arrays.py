"""Files of numpy, scipy and zip whose headers claim what is not there."""

from __future__ import annotations

import io
import struct
import zipfile
from random import Random

import numpy as np

_SIZES = (0, 1, 2, 4, 24, 1_000, 10**6, 10**9, 2**31, 2**40, 2**62, 2**63, 2**64, 10**30, -1)
_TYPES = (
    "<i8",
    "<i4",
    "<f8",
    "|b1",
    "|O",
    "|V0",
    "<U1000000000",
    "|S0",
    "<i999",
    "",
    "<M8[xx]",
    "<c16",
    ">u8",
    "q" * 500,
    "[('a', '<i8')]",
    "\\x00",
)
_HEADERS = (
    "",
    "{",
    "{'descr': '<i8'}",
    "[" * 300,
    "-" * 9_000 + "1",
    "(" * 5_000,
    "'",
    "{'descr': '<i8',\n 'a",
    "\x00",
    "{'descr': 1, 'fortran_order': 2, 'shape': 3}",
    "{[]: 1}",
    "{'shape': (10L,)}",
    "lambda: 0",
    "  x\n y",
)
PARTS = (
    "indices.npy",
    "indptr.npy",
    "data.npy",
    "shape.npy",
    "format.npy",
    "row.npy",
    "col.npy",
    "offsets.npy",
    "blocksize.npy",
)


def lying_npy(random: Random) -> bytes:
    """An array's file with a header of its own making, and few bytes behind it."""
    if random.random() < 0.3:
        header = random.choice(_HEADERS)
    else:
        shape = tuple(random.choice(_SIZES) for _ in range(random.choice((0, 1, 2, 2, 2, 3, 33))))
        order = random.choice(("True", "False", "1", "None"))
        kind = random.choice(_TYPES)
        told = kind if kind.startswith("[") else repr(kind)
        header = f"{{'descr': {told}, 'fortran_order': {order}, 'shape': {shape}, }}\n"
    version = random.choice((1, 1, 1, 2, 3, 4, 255))
    length = random.choice((len(header), len(header), len(header), 0, 7, 60_000))
    size = struct.pack("<H" if version == 1 else "<I", length)
    return (
        b"\x93NUMPY"
        + bytes((version, 0))
        + size
        + header.encode()
        + random.randbytes(random.choice((0, 8, 64, 3_000)))
    )


def lying_npz(random: Random) -> bytes:
    """A sparse matrix of any layout, or of none, whose parts do not belong together."""
    parts: dict[str, bytes] = {}
    layout = random.choice(
        ("csr", "csc", "coo", "dia", "bsr", "lil", "\ud800", "csr" * 99, 7, None)
    )
    for name in PARTS:
        if random.random() < 0.1:
            continue
        if random.random() < 0.15:
            parts[name] = lying_npy(random)
        elif name == "format.npy":
            parts[name] = _npy(np.array(layout if isinstance(layout, (str, int)) else b"csr"))
        elif name == "shape.npy":
            parts[name] = _npy(
                np.array(
                    [random.choice(_SIZES[:10]) for _ in range(random.choice((1, 2, 2, 2, 3)))]
                )
            )
        else:
            numbers = [
                random.choice((0, 1, 2, 3, 24, -1, 2**31 - 1, 2**62))
                for _ in range(random.choice((0, 1, 5, 25)))
            ]
            kind = random.choice(("i8", "i8", "f8", "c16", "U9"))
            parts[name] = _npy(np.array(numbers).astype(kind))
    stream = io.BytesIO()
    with zipfile.ZipFile(
        stream, "w", random.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))
    ) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
        if random.random() < 0.1:
            archive.writestr("data.npy.npy", bytes(2**20))
    return lying_zip(stream.getvalue(), random)


def lying_names(random: Random) -> bytes:
    """Named vectors of which one array, or both, are something else."""
    sane = {"words": np.array(["cat", "tax"]), "vectors": np.eye(2)}
    odd = (np.zeros((0, 2)), np.array(3.0), np.eye(2) * np.nan, np.array([b"\xff", b"b"]))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, array in sane.items():
            draw = random.random()
            content = lying_npy(random) if draw < 0.3 else _npy(array)
            archive.writestr(f"{name}.npy", _npy(random.choice(odd)) if draw > 0.7 else content)
    return lying_zip(stream.getvalue(), random)


def lying_zip(content: bytes, random: Random) -> bytes:
    """An archive whose directory says other sizes, methods, flags or places than there are."""
    data = bytearray(content)
    for _ in range(random.choice((0, 0, 1, 1, 3))):
        entry = data.find(
            random.choice((b"PK\x01\x02", b"PK\x03\x04", b"PK\x05\x06")),
            random.choice((0, len(data) // 2)),
        )
        if entry < 0 or entry + 46 > len(data):
            continue
        place = entry + random.randrange(4, 46)
        data[place : place + 2] = random.choice(
            (b"\0\0", b"\xff\xff", b"\1\0", b"\x0c\0", b"\x0e\0", b"\x63\0", random.randbytes(2))
        )
    return bytes(data)


def bomb(random: Random) -> bytes:
    """A matrix of kilobytes that unpacks to very much."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        size = random.choice((2**20, 2**22))
        arrays = {
            "indices.npy": np.zeros(size, np.int32)
            if random.random() < 0.5
            else np.arange(size, dtype=np.int32),
            "indptr.npy": np.array([0, *[size] * 24])
            if random.random() < 0.5
            else np.zeros(size, np.int64),
            "data.npy": np.ones(size, np.int8),
            "shape.npy": np.array(
                [24 if random.random() < 0.5 else size - 1, random.choice((4, size, 10**9))]
            ),
            "format.npy": np.array(b"csr"),
        }
        for name, array in arrays.items():
            archive.writestr(name, _npy(array))
    return stream.getvalue()


def _npy(array: object) -> bytes:
    stream = io.BytesIO()
    np.save(stream, np.asarray(array))
    return stream.getvalue()
