"""Which orderings of a published table hold here, by paired seeds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import permutations
from typing import Any, Literal

from hmlc_core.evaluation.ablation import Runs, compare

Verdict = Literal["holds", "does not hold", "within noise", "one seed"]

VERDICTS: tuple[Verdict, ...] = ("holds", "does not hold", "within noise", "one seed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordering:
    """`better` was published with a higher score than `worse`, by `published`.

    here: the mean difference over the seeds that both have, `better` minus `worse`. p_holm: of the
    paired t-test, corrected for all pairs of the table that have runs. verdict: `holds` and `does
    not hold` where that is below .05; `one seed` where nothing can be tested, since there is one
    seed or seeds change nothing.
    """

    better: str
    worse: str
    published: float
    here: float
    n: int
    p_holm: float | None
    verdict: Verdict

    def to_dict(self) -> dict[str, Any]:
        """The same as plain values."""
        return asdict(self)


def orderings(
    table: Mapping[str, Mapping[str, float]], results: Mapping[str, Runs], score: str
) -> list[Ordering]:
    """Every two methods of the table that have runs here, in the table's order by the score.

    table: method -> score -> what was published. results: method -> seed -> scores. Methods that
    were published with equal scores have no order.
    """
    there = sorted(
        (name for name in table if results.get(name)), key=lambda name: -table[name][score]
    )
    found = compare({name: results[name] for name in reversed(there)}).differences.get(score, ())
    by_pair = {(item.first, item.second): item for item in found}
    told = []
    for better, worse in permutations(there, 2):
        gap = table[better][score] - table[worse][score]
        if gap <= 0 or (better, worse) not in by_pair:
            continue
        item = by_pair[better, worse]
        verdict: Verdict = "one seed" if item.p_holm is None else "within noise"
        if item.significant:
            verdict = "holds" if item.sample.mean > 0 else "does not hold"
        told.append(
            Ordering(
                better=better,
                worse=worse,
                published=gap,
                here=item.sample.mean,
                n=item.sample.n,
                p_holm=item.p_holm,
                verdict=verdict,
            )
        )
    return told


def counted_verdicts(found: Sequence[Ordering]) -> str:
    """How many hold and how many do not, in a clause; empty without any."""
    counts = Counter(item.verdict for item in found)
    words: Mapping[Verdict, str] = {
        "holds": "{} hold{s}",
        "does not hold": "{} {do} not hold, but the other way round",
        "within noise": "{} {is_} within noise",
        "one seed": "{} cannot be told, since there is one seed or seeds change nothing",
    }
    return ", ".join(
        words[verdict].format(
            number,
            s="s" if number == 1 else "",
            do="does" if number == 1 else "do",
            is_="is" if number == 1 else "are",
        )
        for verdict in VERDICTS
        if (number := counts[verdict])
    )
