"""What is more than noise among differences between systems, in words."""

from __future__ import annotations

from collections.abc import Sequence

from hmlc_core.evaluation.ablation import Difference
from hmlc_core.experiment import score_title
from hmlc_core.wording import counted

MOST_TOLD = 8
"""Of more pairs than this only the differences beyond noise are told in words."""


def verdict(found: Sequence[Difference], score: str) -> tuple[str, list[str]]:
    """The beginning of a sentence on all of the differences, and a sentence on each that is told.

    found: at least one.
    """
    title = score_title(score)
    beyond = [item for item in found if item.significant]
    if all(item.p_holm is None for item in found):
        head = f"One seed cannot tell a difference in {title} from noise"
    elif beyond:
        verb = "is" if len(beyond) == 1 else "are"
        head = (
            f"{len(beyond)} of {counted(len(found), 'difference')} in {title} {verb} beyond noise"
        )
    else:
        head = f"No difference in {title} is beyond noise"
    told = found if len(found) <= MOST_TOLD else beyond
    return head, [item.verdict() for item in told]
