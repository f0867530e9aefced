"""How often two words stand near each other, added up in a hash table; compiled.

Importing this imports numba, which takes about a second.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from hmlc_core.geometry.kernels.compile import inner, kernel

EMPTY = -1
_SPREAD = np.uint64(0x9E3779B97F4A7C15)  # 2^64 / golden ratio: neighbouring keys lie far apart


@inner
def _slot(keys: Any, key: int) -> int:
    """Where the key is, or where there is room for it; len(keys) is a power of two."""
    mask = len(keys) - 1
    slot = np.int64((np.uint64(key) * _SPREAD) >> np.uint64(20)) & mask
    while keys[slot] != EMPTY and keys[slot] != key:
        slot = (slot + 1) & mask
    return int(slot)


@kernel
def add_pairs(
    stream: Any, start: int, window: int, words: int, first: int, keys: Any, sums: Any, filled: int
) -> tuple[int, int]:
    """Add 1/n for each two words of `stream` that stand n ≤ `window` apart, the second of them at
    `start` or later; from `start` until the table is half full.

    stream: (tokens,) int32; below 0 where a text ends, which no window reaches across. Words below
    `first` are passed over.
    keys, sums: of the table; the key of the words v ≤ w is v · words + w, EMPTY where there is
    none. filled: number of keys.
    Returns the place at which to go on in a larger table (the end of the stream, when done) and
    the number of keys.
    """
    for place in range(start, len(stream)):
        if 2 * (filled + window) > len(keys):
            return place, filled
        word = stream[place]
        if word < first:
            continue
        for apart in range(1, min(window, place) + 1):
            other = stream[place - apart]
            if other < 0:
                break
            if other < first:
                continue
            low, high = min(word, other), max(word, other)
            key = np.int64(low) * words + high
            slot = _slot(keys, key)
            if keys[slot] == EMPTY:
                keys[slot] = key
                filled += 1
            sums[slot] += 1.0 / apart
    return len(stream), filled


@kernel
def move(keys: Any, sums: Any, larger_keys: Any, larger_sums: Any) -> None:
    """Put all that is in a table into an empty larger one."""
    for old in range(len(keys)):
        if keys[old] != EMPTY:
            slot = _slot(larger_keys, keys[old])
            larger_keys[slot] = keys[old]
            larger_sums[slot] = sums[old]
