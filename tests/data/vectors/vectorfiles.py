"""A small file of each format of vectors, with the files that belong to it."""

from __future__ import annotations

import io
from collections.abc import Mapping

import numpy as np
from safetensors.numpy import save

NAMES = ("cat", "tax", "New York")
POINTS = np.array([[0.5, -0.25, 0.125], [1e-3, 2.0, 0.0], [0.25, 0.0, -3.5]], dtype=np.float32)


def rows(mark: str, *, names: bool = True) -> str:
    """A vector a line; names with a blank have another mark for it in lines of blanks."""
    cells = [[repr(value) for value in point] for point in POINTS.tolist()]
    if names:
        cells = [
            [name.replace(" ", "_") if mark == " " else name, *row]
            for name, row in zip(NAMES, cells, strict=True)
        ]
    return "".join(mark.join(row) + "\n" for row in cells)


def npz(**arrays: np.ndarray) -> bytes:
    stream = io.BytesIO()
    np.savez(stream, **arrays)  # type: ignore[arg-type]
    return stream.getvalue()


def npy(array: np.ndarray) -> bytes:
    stream = io.BytesIO()
    np.save(stream, array)
    return stream.getvalue()


def binary() -> bytes:
    vectors = zip(NAMES, POINTS, strict=True)
    body = (name.replace(" ", "_").encode() + b" " + row.tobytes() + b"\n" for name, row in vectors)
    return b"3 3\n" + b"".join(body)


LIST = "".join(f"{name}\n" for name in NAMES)
TABLE = "name\tcount\n" + "".join(f"{name}\t7\n" for name in NAMES)
FILES: Mapping[str, Mapping[str, bytes]] = {
    "word2vec": {"given.txt": f"3 3\n{rows(' ')}".encode()},
    "glove": {"given.vec": rows(" ").encode()},
    "vectors-table": {"given.tsv": f"name\tx1\tx2\tx3\n{rows(chr(9))}".encode()},
    "projector": {
        "vectors.tsv": rows("\t", names=False).encode(),
        "metadata.tsv": TABLE.encode(),
    },
    "npz": {"given.npz": npz(names=np.array(NAMES), vectors=POINTS)},
    "npy": {"given.npy": npy(POINTS), "given.txt": LIST.encode()},
    "safetensors": {"given.safetensors": save({"vectors": POINTS}), "names.txt": LIST.encode()},
    "word2vec-binary": {"given.bin": binary()},
}
"""Name of the format -> its files, that of the vectors first."""
