"""The graph of a document's words, and the fields that a convolution reads from it.

Peng et al. (WWW 2018), §3: words that stand close together are joined; the most important words
are the centres of fields, which breadth first search fills. All is integers, so that equal
documents have equal graphs on every machine.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from hmlc_core.geometry.kernels.compile import inner, kernel

Array = Any


@inner
def _words(tokens: Array, skipped: Array, place: Array) -> Any:
    """(L,) the words that are no skipped ones, as rows of the second: (n,) each of them once.

    place: (V,) −1 everywhere, and again at the end.
    """
    sequence, words = np.empty_like(tokens), np.empty_like(tokens)
    length, found = 0, 0
    for token in tokens:
        if skipped[token]:
            continue
        if place[token] < 0:
            place[token], words[found] = found, token
            found += 1
        sequence[length] = place[token]
        length += 1
    for word in words[:found]:
        place[word] = -1
    return sequence[:length], words[:found]


@inner
def _graph(tokens: Array, skipped: Array, window: int, sliding: bool, place: Array) -> Any:
    """(n,) words, the most important first, and (n, n) how often two of them come together.

    A word is as important as its degree times its occurrences; of equals the more frequent one is
    more important, then the one that stands first.
    """
    sequence, words = _words(tokens, skipped, place)
    length = sequence.size
    together = np.zeros((words.size, words.size), np.int64)
    occurrences = np.zeros(words.size, np.int64)
    span = min(window, length)
    for j in range(length):
        later = sequence[j]
        occurrences[later] += 1
        first = max(0, j - span + 1)
        for i in range(first, j):
            earlier = sequence[i]
            if earlier != later:
                # Windows begin at 0 … length − span; those from `first` to i hold both.
                times = min(i, length - span) - first + 1 if sliding else 1
                together[earlier, later] += times
                together[later, earlier] += times
    importance = np.empty(words.size, np.int64)
    for word in range(words.size):
        degree = np.count_nonzero(together[word])
        importance[word] = degree * occurrences[word] * (length + 1) + occurrences[word]
    order = np.argsort(-importance, kind="mergesort")
    return words[order], together[order][:, order]


@inner
def _breadth_first(together: Array, repeats: bool, field: Array) -> int:
    """Fill `field` from its first word on; the number of words in it.

    Neighbours come by how often they come together, then by importance. repeats: a word may come
    again.
    """
    filled, at = 1, 0
    taken = np.zeros(len(together), np.bool_)
    taken[field[0]] = True
    while at < filled < field.size:
        row = together[field[at]]
        near = np.nonzero(row)[0]
        for k in np.argsort(-row[near], kind="mergesort"):
            if filled < field.size and (repeats or not taken[near[k]]):
                taken[near[k]] = True
                field[filled] = near[k]
                filled += 1
        at += 1
    return filled


@kernel
def fields(
    tokens: Array, lengths: Array, skipped: Array, window: int, sliding: bool, repeats: bool,
    out: Array,
) -> None:  # fmt: skip
    """Fill out (B, N, g), zeros before, with the words around the N most important ones.

    tokens: (B, T) ids; lengths: (B,); skipped: (V,) which ids are no nodes.
    """
    place = np.full(skipped.size, -1, np.int64)
    field = np.empty(out.shape[2], np.int64)
    for d in range(len(tokens)):
        words, together = _graph(tokens[d, : lengths[d]], skipped, window, sliding, place)
        for centre in range(min(words.size, out.shape[1])):
            field[0] = centre
            for k in range(_breadth_first(together, repeats, field)):
                out[d, centre, k] = words[field[k]]


@kernel
def adjacency(
    tokens: Array, lengths: Array, skipped: Array, window: int, sliding: bool, nodes: Array,
    out: Array,
) -> None:  # fmt: skip
    """Fill nodes (B, N) with the N most important words, and out (B, N, N) with how often two of
    them come together; zeros before. See `fields`."""
    place = np.full(skipped.size, -1, np.int64)
    for d in range(len(tokens)):
        words, together = _graph(tokens[d, : lengths[d]], skipped, window, sliding, place)
        size = min(words.size, nodes.shape[1])
        nodes[d, :size] = words[:size]
        out[d, :size, :size] = together[:size, :size]
