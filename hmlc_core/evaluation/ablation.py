"""Statistics over seeds: how much of a difference between variants, or methods, is more than noise.

Variants are compared in pairs, seed by seed: a seed fixes the split, the starting values and the
order of the documents, so that what the two runs share cancels out of their difference.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from math import sqrt
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hmlc_core.errors import shorten
from hmlc_core.wording import counted, signed

Runs = Mapping[int, Mapping[str, float]]
"""Seed -> scores by name, of one variant; what is undefined is left out."""

Intervals = Mapping[tuple[str, str], Mapping[str, tuple[float, float]]]
"""First and second variant -> score -> 95 % interval of their difference; see `bootstrap`."""

LEVEL = 0.05
"""A difference whose corrected p-value is not below this is called noise."""

EXACT = 16
"""Up to this many seeds all 2ⁿ sign patterns are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """Numbers from n seeds: mean, median, standard deviation, and the mean's 95 % t-interval.

    sd (n − 1 in its denominator), low and high are None for one seed: one number has no spread.
    """

    n: int
    mean: float
    median: float
    sd: float | None
    low: float | None
    high: float | None

    @classmethod
    def of(cls, values: Sequence[float]) -> Sample:
        """Statistics of at least one value."""
        array = np.asarray(values, np.float64)
        n, mean, median = len(array), float(array.mean()), float(np.median(array))
        if n == 1:
            return cls(n=n, mean=mean, median=median, sd=None, low=None, high=None)
        sd = float(array.std(ddof=1))
        half = _quantile(n - 1) * sd / sqrt(n)
        return cls(n=n, mean=mean, median=median, sd=sd, low=mean - half, high=mean + half)

    def written(self, form: str = "%.1f", factor: float = 100.0) -> str:
        """Mean ± standard deviation, which is what ± means everywhere; of one seed the mean.

        form, factor: how a number is written once it is multiplied; by default in percent.
        """
        spread = "" if self.sd is None else f" ± {form % (factor * self.sd)}"
        return f"{form % (factor * self.mean)}{spread}"


@lru_cache(maxsize=128)  # a page asks for that of as many seeds some hundred times
def _quantile(degrees: int) -> float:
    """The 97.5 % quantile of Student's t."""
    from scipy.stats import t  # half a second to import; few callers need it

    return float(t.ppf(0.975, degrees))


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Score of `first` minus score of `second`, over the seeds that both have.

    sample: statistics of the differences.
    p: two-sided paired t-test; None for one seed, and for seeds that change nothing.
    p_signs: exact sign-flip test, which assumes no normal distribution. With n seeds it cannot
        fall below 2 / 2ⁿ: three seeds can never reach 0.05. None for one seed or more than 16.
    p_holm: `p` corrected (Holm) for all pairs of variants compared on this score.
    """

    first: str
    second: str
    sample: Sample
    p: float | None
    p_signs: float | None
    p_holm: float | None

    @property
    def significant(self) -> bool:
        """Whether the corrected p-value is below 0.05."""
        return self.p_holm is not None and self.p_holm < LEVEL

    def verdict(self, documents: tuple[float, float] | None = None) -> str:
        """One sentence for a person, in points (hundredths).

        documents: the difference's 95 % interval over test documents, said beside that over seeds.
        """
        names = shorten(self.first, 30), shorten(self.second, 30)
        mean, n = 100 * self.sample.mean, self.sample.n
        upper, lower = names if mean >= 0 else reversed(names)
        gap = f"{abs(mean):.1f}"
        above = f"{upper} is {gap} points above {lower}"
        if gap == "0.0":
            above = f"{upper} and {lower} are level"
        if self.p_holm is None and n > 1:
            return (
                f"{above} with each of {n} seeds alike: they are one observation here, and whether "
                "it is noise cannot be told."
            )
        if self.sample.low is None or self.sample.high is None or self.p_holm is None:
            return f"{above}, from one seed; whether that is noise cannot be told."
        side = 100 if mean >= 0 else -100
        ends = _ends(side, (self.sample.low, self.sample.high))
        other = f" over seeds, {_ends(side, documents)} over test documents" if documents else ""
        if self.significant:
            finding = f"{upper} is better than {lower}: +{gap} points"
        else:
            alone = self.p is not None and self.p < LEVEL
            noise = "maybe noise, as several pairs are compared" if alone else "within noise"
            finding = f"{above}, {noise}"
        return (
            f"{finding} (95 % interval {ends}{other}, corrected p = {self.p_holm:.2g}, "
            f"{counted(n, 'seed')})."
        )


def _ends(side: int, interval: tuple[float, float]) -> str:
    """The ends of an interval times `side`, the lower one first."""
    low, high = (signed(end, 1) for end in sorted(side * end for end in interval))
    return f"{low} to {high}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What seeds say about variants.

    seeds: variant -> number of its seeds.
    variants: variant -> score -> statistics over the seeds for which it is defined.
    pairs: first and second variant of each difference.
    differences: score -> one difference for each pair that has it with a seed in common.
    """

    seeds: Mapping[str, int]
    variants: Mapping[str, Mapping[str, Sample]]
    pairs: tuple[tuple[str, str], ...]
    differences: Mapping[str, tuple[Difference, ...]]

    def to_dict(
        self, intervals: Intervals = MappingProxyType({}), scores: Iterable[str] = ()
    ) -> dict[str, Any]:
        """The same as plain values: `variants` and `paired`; None for what is undefined.

        intervals: those of pairs, from a bootstrap. scores: names that are told even where no run
        has them.
        """
        told = tuple(dict.fromkeys((*scores, *self.differences)))
        paired: dict[str, dict[str, Any]] = {
            f"{first} vs {second}": {score: dict(_UNKNOWN) for score in told}
            for first, second in self.pairs
        }
        for score, differences in self.differences.items():
            for item in differences:
                found = intervals.get((item.first, item.second), {})
                paired[f"{item.first} vs {item.second}"][score] = {
                    "difference": item.sample.mean,
                    "p": item.p,
                    "p_holm": item.p_holm,
                    "bootstrap": found.get(score),
                }
        return {
            "variants": {
                name: {
                    "n": self.seeds[name],
                    **{
                        part: {score: getattr(samples.get(score), part, None) for score in told}
                        for part in ("mean", "median", "sd")
                    },
                }
                for name, samples in self.variants.items()
            },
            "paired": paired,
        }


_UNKNOWN = {"difference": None, "p": None, "p_holm": None, "bootstrap": None}


def compare(results: Mapping[str, Runs], against: str | None = None) -> Comparison:
    """Compare variants seed by seed.

    results: variant -> seed -> scores; a variant without runs is compared with none. against: the
    one that all others are compared with; without it every pair is compared, later minus earlier.
    Pairs share the seeds that both have.
    """
    names = tuple(
        dict.fromkeys(name for runs in results.values() for run in runs.values() for name in run)
    )
    if against is None:
        pairs = tuple((first, second) for second, first in combinations(results, 2))
    else:
        pairs = tuple((name, against) for name in results if name != against)
    return Comparison(
        seeds={variant: len(runs) for variant, runs in results.items()},
        variants={
            variant: {
                name: Sample.of(values)
                for name in names
                if (values := [run[name] for run in runs.values() if name in run])
            }
            for variant, runs in results.items()
        },
        pairs=pairs,
        differences={name: _differences(results, pairs, name) for name in names},
    )


def _differences(
    results: Mapping[str, Runs], compared: Sequence[tuple[str, str]], name: str
) -> tuple[Difference, ...]:
    pairs: list[tuple[str, str, NDArray[np.float64]]] = []
    for first, second in compared:
        one, two = results.get(first, {}), results.get(second, {})
        shared = [n for n in sorted(one.keys() & two.keys()) if name in one[n] and name in two[n]]
        if shared:
            gaps = [one[seed][name] - two[seed][name] for seed in shared]
            pairs.append((first, second, np.array(gaps)))
    p_values = [paired_t(gaps) for *_, gaps in pairs]
    return tuple(
        Difference(
            first=first,
            second=second,
            sample=Sample.of(list(gaps)),
            p=p,
            p_signs=sign_flip(gaps),
            p_holm=corrected,
        )
        for (first, second, gaps), p, corrected in zip(pairs, p_values, holm(p_values), strict=True)
    )


def paired_t(differences: NDArray[np.float64]) -> float | None:
    """Two-sided p-value of the paired t-test that the mean difference is 0; None for one seed.

    Differences that are all alike give 1 where they are 0, else None: seeds that change nothing,
    as those of a method without chance, are one observation, however many they are.
    """
    n = len(differences)
    if n < 2:
        return None
    mean, sd = float(differences.mean()), float(differences.std(ddof=1))
    # Equal differences leave a spread of rounding errors, which would pass for evidence.
    if sd <= 1e-12 * max(1.0, abs(mean)):
        return 1.0 if abs(mean) <= 1e-12 else None
    from scipy.stats import t

    return float(2 * t.sf(abs(mean) / (sd / sqrt(n)), n - 1))


def sign_flip(differences: NDArray[np.float64]) -> float | None:
    """Exact two-sided p-value: share of the 2ⁿ sign patterns with so large a mean or larger."""
    n = len(differences)
    if not 2 <= n <= EXACT:
        return None
    patterns = 1 - 2 * ((np.arange(2**n)[:, None] >> np.arange(n)) & 1)
    sums = np.abs(patterns @ differences)
    # The observed pattern counts itself: rounding must not put it below its own sum.
    return float((sums >= abs(differences.sum()) - 1e-12).mean())


def holm(p_values: Sequence[float | None]) -> list[float | None]:
    """Holm's correction for several tests (Holm 1979); None stays None and is not counted."""
    known = sorted((p, place) for place, p in enumerate(p_values) if p is not None)
    corrected: list[float | None] = [None] * len(p_values)
    highest = 0.0
    for rank, (p, place) in enumerate(known):
        highest = max(highest, min(1.0, p * (len(known) - rank)))
        corrected[place] = highest
    return corrected
