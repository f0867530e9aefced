"""Meanings above and below each other, and the words for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Taxonomy:
    """Nodes are meanings: synsets in WordNet, the words themselves in a list of pairs.

    title: what it is, for a reader. senses: word in `dictionary_form` -> its nodes, the most
    frequent first. names: for each node its words. parents: for each node those one step above;
    circles, which no taxonomy should have, do no harm.
    assumed: what was found out or chosen while it was read, in sentences.
    """

    title: str
    senses: Mapping[str, Sequence[int]]
    names: Sequence[Sequence[str]]
    parents: Sequence[Sequence[int]]
    assumed: tuple[str, ...] = ()

    def above(self, node: int, relation: str) -> set[int]:
        """The nodes one step above (`direct`) or any number of steps (`closure`), not itself."""
        if relation == "direct":
            return set(self.parents[node]) - {node}
        reached, left = {node}, [node]
        while left:
            for parent in self.parents[left.pop()]:
                if parent not in reached:
                    reached.add(parent)
                    left.append(parent)
        return reached - {node}

    @cached_property
    def depth(self) -> NDArray[np.float64]:
        """(nodes,) steps of the shortest chain up to a node with nothing above; NaN where every
        chain runs in a circle."""
        below: list[list[int]] = [[] for _ in self.parents]
        for node, parents in enumerate(self.parents):
            for parent in parents:
                below[parent].append(node)
        depth = np.full(len(self.parents), np.nan)
        level, steps = [node for node, parents in enumerate(self.parents) if not parents], 0
        while level:
            depth[level] = steps
            reached = {child for node in level for child in below[node] if np.isnan(depth[child])}
            level, steps = list(reached), steps + 1
        return depth


def dictionary_form(word: str) -> str:
    """How dictionaries write a word: in lower case, with `_` between its parts."""
    return "_".join(word.lower().split())
