"""Parents from documents: the format says at which level a label is, but not below which label.

A label stands below the label one level up that all its documents have. Several may be such; ids
often stand in the order of the tree, and where those with one candidate never contradict that,
labels next to an undecided one bound what is left. Of the rest the candidate with the fewest
documents is taken, since the label has the largest share of them.
"""

from __future__ import annotations

from bisect import bisect
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

Levels = Sequence[Sequence[int]]
"""Ids of one document, level by level."""


@dataclass(frozen=True, slots=True)
class Parents:
    """Parents of the labels of one level.

    of: id -> id of the parent; labels whose documents have none one level up are not there.
    undecided: labels with several candidates that nothing but their documents' number told apart.
    ordered: ids stand in the order of their parents.
    """

    of: dict[int, int]
    undecided: int
    ordered: bool


def find_parents(documents: Sequence[Levels], level: int) -> Parents:
    """Parents of the labels at `level`, which is not the first one."""
    documents_above = Counter(above for item in documents for above in set(item[level - 1]))
    candidates = _candidates(documents, level)
    sure = {child: next(iter(found)) for child, found in candidates.items() if len(found) == 1}
    known = sorted(sure)
    ordered = len(known) > 1 and all(sure[one] <= sure[two] for one, two in pairwise(known))
    parents, undecided = dict(sure), 0
    for child in candidates.keys() - sure.keys():
        found = candidates[child]
        if ordered:
            place = bisect(known, child)
            low = sure[known[place - 1]] if place else 0
            high = sure[known[place]] if place < len(known) else max(found)
            found = {above for above in found if low <= above <= high} or found
        undecided += len(found) > 1
        parents[child] = min(found, key=lambda above: (documents_above[above], above))
    return Parents(parents, undecided, ordered)


def _candidates(documents: Sequence[Levels], level: int) -> dict[int, set[int]]:
    """Labels one level up that all documents of a label have, of those that have any there; where
    there is none, those that most have."""
    seen: dict[int, Counter[int]] = {}
    for item in documents:
        above = set(item[level - 1])
        for child in set(item[level]) if above else ():
            seen.setdefault(child, Counter()).update(above)
    return {
        child: {above for above, count in counts.items() if count == max(counts.values())}
        for child, counts in seen.items()
    }
