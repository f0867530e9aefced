"""What the browser has of a live disk, or a large one, so that each frame is sent once."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from hmlc_core.disk.code import sources, version
from hmlc_core.disk.scene import Scene

LARGE = 100_000
"""Bytes of points from which a still picture is sent once, too: a choice that only marks another
label would send all of it again."""


class Sent:
    """What was sent of the disk with that key.

    The browser asks for everything ("missing") when it turns out to have less, for instance
    after a visit to another page.
    """

    def __init__(self, key: str) -> None:
        self._key = f"disk sent: {key}"

    def forget(self) -> None:
        st.session_state.pop(self._key, None)

    def packet(self, scene: Scene, asked: Mapping[str, Any], *, live: bool) -> bytes:
        """The next message: the whole scene with the code that draws it, or only new frames.

        asked: what the page wants now, sent every time.
        """
        held = live or sum(points.nbytes for points in scene.layers.values()) >= LARGE
        state = (scene.series, None if live else tuple(scene.stops))
        base = self._shared(scene, state, live=live) if held else 0
        self.forget()
        if held:
            count = len(scene.stops)
            st.session_state[self._key] = (state, count, _digest(scene.layers, count, live=live))
        header = {"version": version(), **asked}
        return scene.packet(header if base else header | {"sources": sources()}, base=base)

    def _shared(self, scene: Scene, state: object, *, live: bool) -> int:
        """Number of leading frames that were sent before and are still the same."""
        before = st.session_state.get(self._key)
        if before is None or before[0] != state or before[1] > len(scene.layers["frames"]):
            return 0
        count: int = before[1]
        return count if _digest(scene.layers, count, live=live) == before[2] else 0


def _digest(layers: Mapping[str, NDArray[np.float32]], count: int, *, live: bool) -> bytes:
    """Fingerprint of frame number `count` and of the layers that do not move; of a still picture
    of all frames, for any of them may be made anew."""
    digest = hashlib.blake2b(digest_size=8)
    for array in layers.values():
        last = min(count, len(array))
        digest.update(np.ascontiguousarray(array[last - 1 if live else 0 : last]))
    return digest.digest()
