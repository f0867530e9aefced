"""What is more than noise among differences between systems, in words."""

from __future__ import annotations

from collections.abc import Sequence

from hmlc_core.evaluation.ablation import Difference
from hmlc_core.experiment import score_title
from hmlc_core.wording import counted

MOST_TOLD = 8
"""Of more pairs than this only the differences beyond noise are told in words."""


def verdict(found: Sequence[Difference], score: str, *, where: str = "") -> tuple[str, list[str]]:
    """A sentence on all of the differences, and one on each that is told.

    found: at least one. where: completes what the first sentence says of the differences. One
    that cannot be tested is neither beyond noise nor within it, and never counted as either.
    """
    title = score_title(score)
    beyond = [item for item in found if item.significant]
    told = found if len(found) <= MOST_TOLD else beyond
    return _head(found, len(beyond), title, where), [item.verdict() for item in told]


def _head(found: Sequence[Difference], beyond: int, title: str, where: str) -> str:
    untested = sum(item.p_holm is None for item in found)
    if untested == len(found):
        alone = all(item.sample.n == 1 for item in found)
        if alone:
            return f"One seed cannot tell a difference in {title} from noise{where}."
        return f"Whether any difference in {title} is noise cannot be told{where}."
    differences = f"{counted(len(found), 'difference')} in {title}"
    verb = "is" if beyond == 1 else "are"
    if untested:
        number = f"{beyond} {verb}" if beyond else "none is known to be"
        return f"Of {differences}, {number} beyond noise{where}; of {untested} it cannot be told."
    if beyond:
        return f"{beyond} of {differences} {verb} beyond noise{where}."
    return f"No difference in {title} is beyond noise{where}."
