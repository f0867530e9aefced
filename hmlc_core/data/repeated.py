"""The first of some things that is there twice."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import TypeVar

_T = TypeVar("_T", bound=Hashable)


def repeated(items: Iterable[_T]) -> _T | None:
    """The first item that was there before, or None; in time linear in their number."""
    seen: set[_T] = set()
    for item in items:
        if item in seen:
            return item
        seen.add(item)
    return None
