"""What a lesson asks for, and whether an answer is right. Pure: nothing is imported or drawn."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several sentences; `right` is the index of the true one.

    replies: to each option, why it is wrong; empty for the right one.
    """

    options: tuple[str, ...]
    right: int
    replies: tuple[str, ...]

    def accepts(self, answer: int | None) -> bool:
        return answer == self.right


@dataclass(frozen=True, slots=True, eq=False)
class Number:
    """A number. `value` computes the right one; `tolerance` is how far off an answer may be."""

    value: Callable[[], float]
    tolerance: float

    def accepts(self, answer: float | None) -> bool:
        return (
            answer is not None
            and math.isfinite(answer)
            # A hair more than the tolerance, so that rounding in binary refuses nobody.
            and abs(answer - self.value()) <= self.tolerance * (1 + 1e-9)
        )


Question = Choice | Number
