"""One claim, what was measured of it, and the chance level beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from hmlc_core.evaluation.recovery.chance import Spread
from hmlc_core.evaluation.recovery.measures import MARGIN

Verdict = Literal["as claimed", "within chance", "the opposite", "undefined"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A claim and how it fared in a run.

    title: the claim in a few words. value, chance: shares in [0, 1], or distances where `share` is
    not set; None where `reason` says, in a sentence, why the claim cannot be judged. measure: what
    stands after the value, as in "60% of pairs have …". rising: a higher value speaks for the
    claim. on: what it was measured on, in sentences.
    """

    title: str
    measure: str = ""
    value: float | None = None
    chance: Spread | None = None
    share: bool = True
    rising: bool = True
    on: str = ""
    reason: str = ""

    @property
    def verdict(self) -> Verdict:
        """`within chance` up to `MARGIN` standard deviations from its mean."""
        if self.value is None or self.chance is None:
            return "undefined"
        ahead = self.value - self.chance.mean
        if abs(ahead) <= MARGIN * self.chance.sd:
            return "within chance"
        return "as claimed" if (ahead > 0) == self.rising else "the opposite"

    @property
    def measured(self) -> str:
        """The value as people read it."""
        return "undefined" if self.value is None else self._written(self.value)

    @property
    def by_chance(self) -> str:
        """Mean ± standard deviation of chance; empty where there is none."""
        if self.chance is None:
            return ""
        return f"{self._written(self.chance.mean)} ± {self._written(self.chance.sd)}"

    @property
    def sentence(self) -> str:
        """The verdict with its numbers and what they were measured on."""
        if self.value is None:
            return f"Undefined. {self.reason}"
        verdict = self.verdict[0].upper() + self.verdict[1:]
        return f"{verdict}: {self.measured} {self.measure}, by chance {self.by_chance}. {self.on}"

    def _written(self, value: float) -> str:
        return f"{value:.1%}" if self.share else f"{value:.2f}"
