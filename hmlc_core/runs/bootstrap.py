"""How far differences between finished runs depend on which documents they were tested on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hmlc_core.errors import HyperlabelError
from hmlc_core.evaluation.ablation import Difference, Intervals
from hmlc_core.runs.run import Run
from hmlc_core.wording import counted

if TYPE_CHECKING:
    from hmlc_core.evaluation.resampling import Resamples
    from hmlc_core.runs.store.store import RunStore

Members = Mapping[str, Mapping[int, Run]]
"""Name of a method, or of a variant -> seed -> its finished run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bootstrap:
    """95 % intervals of differences over test documents.

    intervals: first and second of a pair -> score -> low and high. resamples: how many were drawn;
    0 where there is none. problems: why runs are left out, each reason once.
    """

    intervals: Intervals
    resamples: int
    problems: tuple[str, ...]

    def interval(self, difference: Difference, score: str) -> tuple[float, float] | None:
        """That of a difference of this score; None where there is none."""
        return self.intervals.get((difference.first, difference.second), {}).get(score)

    def lines(self) -> list[str]:
        """How the intervals were found, where there are any, and what is missing; for a person."""
        how = (
            f"The test documents were drawn anew {self.resamples:,} times, with replacement; 95 % "
            "of the differences lie in the interval over test documents."
        )
        return [*([how] if self.intervals else []), *(f"! {reason}" for reason in self.problems)]


def bootstrap_pairs(
    store: RunStore,
    members: Members,
    pairs: Sequence[tuple[str, str]],
    *,
    halted: Callable[[], bool] = lambda: False,
    observe: Callable[[int, int], None] = lambda done, total: None,
) -> Bootstrap:
    """How far the difference between two methods' mean scores depends on the test documents.

    The mean is over the seeds that both have. Takes seconds for each run whose predictions are not
    kept (see `predictions`). halted: asked between runs; what is left out then has no interval.
    observe: called with the number of runs read, and of all.
    """
    from hmlc_core.evaluation.resampling import count, interval, resampled
    from hmlc_core.runs.opened import OpenedRun
    from hmlc_core.runs.predictions import predictions_of

    used = {name for pair in pairs for name in pair}
    runs = [
        (name, seed, run)
        for name, by_seed in members.items()
        if name in used
        for seed, run in by_seed.items()
    ]
    values: dict[str, dict[int, dict[str, Resamples]]] = {name: {} for name in used}
    problems: list[str] = []
    unread: dict[str, list[tuple[Run, HyperlabelError]]] = {}
    resamples = 0
    for done, (name, seed, run) in enumerate(runs):
        observe(done, len(runs))
        if halted():
            problems.append("Stopped before all runs were read.")
            break
        try:
            opened = OpenedRun(store, run)
            truth = opened.corpus.label_matrix("test")
            drawn = count(truth.shape[0] * truth.shape[1])
            if not drawn:
                problems.append("There are too many test documents and labels to resample.")
                break
            values[name][seed] = resampled(predictions_of(opened), truth)
            resamples = drawn
        except HyperlabelError as error:
            unread.setdefault(error.what, []).append((run, error))
    intervals: dict[tuple[str, str], dict[str, tuple[float, float]]] = {}
    for first, second in pairs:
        shared = sorted(values[first].keys() & values[second].keys())
        if not shared:
            continue
        ones, others = ([values[name][seed] for seed in shared] for name in (first, second))
        for score in ones[0].keys() & others[0].keys():
            gaps = [one[score] - other[score] for one, other in zip(ones, others, strict=True)]
            if (found := interval(np.mean(gaps, axis=0))) is not None:
                intervals.setdefault((first, second), {})[score] = found
    problems += [
        f"{counted(len(lost), 'run')} without predictions, such as {lost[0][0].name}: {lost[0][1]}"
        for lost in unread.values()
    ]
    return Bootstrap(intervals=intervals, resamples=resamples, problems=tuple(problems))
