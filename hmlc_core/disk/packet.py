"""The messages the disk receives: a JSON header and float32 arrays (read by packet.js).

Layout: uint32 length of the header, the header (UTF-8, padded with spaces so that the arrays
start at a multiple of four bytes), then the arrays in the order of `header["arrays"]`, all
little-endian. Eight bytes a point and frame, against 40 for the same in JSON.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray


def pack(header: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> bytes:
    """The bytes of `header` and of `arrays` (name -> array of any shape, sent as float32)."""
    shapes = [(name, array.shape) for name, array in arrays.items()]
    head = json.dumps({**header, "arrays": shapes}, allow_nan=False).encode()
    head += b" " * (-len(head) % 4)
    body = [np.ascontiguousarray(array, dtype="<f4").tobytes() for array in arrays.values()]
    return b"".join([struct.pack("<I", len(head)), head, *body])


def unpack(packet: bytes) -> tuple[dict[str, Any], dict[str, NDArray[np.float32]]]:
    """The inverse of `pack`, for tests and scripts."""
    (length,) = struct.unpack_from("<I", packet)
    header = json.loads(packet[4 : 4 + length])
    arrays, offset = {}, 4 + length
    for name, shape in header.pop("arrays"):
        values = np.frombuffer(packet, dtype="<f4", count=int(np.prod(shape)), offset=offset)
        arrays[name] = values.reshape(shape)
        offset += values.nbytes
    return header, arrays
