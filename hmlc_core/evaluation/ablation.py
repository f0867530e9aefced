"""Statistics over seeds: how much of a difference between variants is more than noise.

Variants are compared in pairs, seed by seed: a seed fixes the split, the starting values and the
order of the documents, so that what the two runs share cancels out of their difference.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hmlc_core.errors import DataError, shorten
from hmlc_core.wording import counted

Runs = Mapping[int, Mapping[str, float]]
"""Seed -> scores by name, of one variant."""

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
        from scipy.stats import t  # half a second to import; few callers need it

        sd = float(array.std(ddof=1))
        half = float(t.ppf(0.975, n - 1)) * sd / sqrt(n)
        return cls(n=n, mean=mean, median=median, sd=sd, low=mean - half, high=mean + half)


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

    def verdict(self) -> str:
        """One sentence for a person, in points (hundredths)."""
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
        ends = sorted(side * end for end in (self.sample.low, self.sample.high))
        if self.significant:
            finding = f"{upper} is better than {lower}: +{gap} points"
        else:
            alone = self.p is not None and self.p < LEVEL
            noise = "maybe noise, as several pairs are compared" if alone else "within noise"
            finding = f"{above}, {noise}"
        low, high = (f"{end:+.1f}".replace("-", "−") for end in ends)
        return (
            f"{finding} (95 % interval {low} to {high}, corrected p = {self.p_holm:.2g}, "
            f"{counted(n, 'seed')})."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What seeds say about variants.

    variants: variant -> score -> statistics over its seeds.
    differences: score -> one difference for each pair of variants, later minus earlier.
    """

    variants: Mapping[str, Mapping[str, Sample]]
    differences: Mapping[str, tuple[Difference, ...]]

    def to_dict(self) -> dict[str, Any]:
        """The same as plain values: `variants` and `paired`."""
        paired: dict[str, dict[str, Any]] = {}
        for score, differences in self.differences.items():
            for item in differences:
                pair = paired.setdefault(f"{item.first} vs {item.second}", {})
                pair[score] = {"difference": item.sample.mean, "p": item.p}
        return {
            "variants": {
                name: {
                    "n": next(iter(samples.values())).n,
                    **{
                        part: {score: getattr(sample, part) for score, sample in samples.items()}
                        for part in ("mean", "median", "sd")
                    },
                }
                for name, samples in self.variants.items()
            },
            "paired": paired,
        }


def compare(results: Mapping[str, Runs]) -> Comparison:
    """Compare variants seed by seed.

    results: variant -> seed -> scores. Variants without a seed in common are not paired.
    Raises `DataError` where a variant has no run, or runs do not have the same scores.
    """
    names = _score_names(results)
    return Comparison(
        variants={
            variant: {name: Sample.of([run[name] for run in runs.values()]) for name in names}
            for variant, runs in results.items()
        },
        differences={name: _differences(results, name) for name in names},
    )


def _differences(results: Mapping[str, Runs], name: str) -> tuple[Difference, ...]:
    pairs: list[tuple[str, str, NDArray[np.float64]]] = []
    for second, first in combinations(results, 2):
        shared = sorted(results[first].keys() & results[second].keys())
        if shared:
            gaps = [results[first][seed][name] - results[second][seed][name] for seed in shared]
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


def _score_names(results: Mapping[str, Runs]) -> tuple[str, ...]:
    """Names of the scores, the same in every run."""
    names: tuple[str, ...] | None = None
    for variant, runs in results.items():
        if not runs:
            raise DataError(
                "a variant has no finished run",
                where=shorten(variant),
                expected="scores of at least one seed",
                remedy="Run it, or leave it out of the comparison.",
            )
        for seed, scores in runs.items():
            names = names or tuple(scores)
            if set(scores) != set(names):
                raise DataError(
                    "runs do not have the same scores",
                    where=f"{shorten(variant)}, seed {seed}",
                    expected=", ".join(names),
                    received=", ".join(scores) or "none",
                )
    return names or ()
