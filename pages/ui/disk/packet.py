"""The messages the disk receives: a JSON header and float32 arrays (read by packet.js).

Layout: uint32 length of the header, the header (UTF-8, padded with spaces so that the arrays
start at a multiple of four bytes), then the arrays in the order of `header["arrays"]`, all
little-endian. Eight bytes a point and frame, against 40 for the same in JSON.
"""

from __future__ import annotations

import functools
import hashlib
import json
import struct
from collections.abc import Mapping
from typing import Any

import numpy as np
import streamlit as st
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


class Sent:
    """What the browser has of one disk, so that a live run sends each frame once.

    The browser asks for everything ("missing") when it turns out to have less, for instance
    after a visit to another page.
    """

    def __init__(self, key: str) -> None:
        self._key = f"disk sent: {key}"

    def forget(self) -> None:
        st.session_state.pop(self._key, None)

    def packet(
        self,
        scene: dict[str, Any],
        stops: list[tuple[int, str]],
        layers: dict[str, NDArray[np.float32]],
        asked: Mapping[str, Any],
        live: bool,
        code: Mapping[str, str],
    ) -> bytes:
        """The next message: the whole scene with the code that draws it, or only new frames.

        asked: what the page wants now, sent every time.
        """
        series = hashlib.blake2b(json.dumps(scene).encode(), digest_size=8).hexdigest()
        base = self._shared(series, layers) if live else 0
        self.forget()
        if live:
            st.session_state[self._key] = (series, len(stops), _digest(layers, len(stops)))
        version = _version(tuple(code.items()))
        header = {"series": series, "base": base, "version": version, **asked}
        if base:
            moving = {
                name: array[base:]
                for name, array in layers.items()
                if name == "frames" or len(array) > 1
            }
            return pack({**header, "scene": None, "stops": stops[base:]}, moving)
        return pack({**header, "scene": scene, "stops": stops, "sources": code}, layers)

    def _shared(self, series: str, layers: dict[str, NDArray[np.float32]]) -> int:
        """Number of leading frames that were sent before and are still the same."""
        before = st.session_state.get(self._key)
        if before is None or before[0] != series or before[1] > len(layers["frames"]):
            return 0
        count: int = before[1]
        return count if _digest(layers, count) == before[2] else 0


@functools.cache
def _version(code: tuple[tuple[str, str], ...]) -> str:
    return hashlib.blake2b(json.dumps(code).encode(), digest_size=8).hexdigest()


def _digest(layers: dict[str, NDArray[np.float32]], count: int) -> bytes:
    """Fingerprint of frame number `count` and of the layers that do not move."""
    digest = hashlib.blake2b(digest_size=8)
    for array in layers.values():
        digest.update(array[min(count, len(array)) - 1].tobytes())
    return digest.digest()
