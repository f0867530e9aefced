"""Do methods that are compared know the hierarchy? What label points say of it, beside chance.

A run's own scores against the hierarchy were taken when it finished, at its best moment. Beside
them stand the same points with their labels shuffled, which differ from method to method, and
counting which labels come together, which needs no method.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from hmlc_core.errors import HyperlabelError
from hmlc_core.evaluation.ablation import Sample
from hmlc_core.runs.bootstrap import Members
from hmlc_core.runs.opened import open_run, readable
from hmlc_core.runs.run import Run

if TYPE_CHECKING:
    from hmlc_core.evaluation.recovery import Level, Spread
    from hmlc_core.runs.store.store import RunStore

FAMILY = "recovery"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovered:
    """What one method's label points say of the hierarchy.

    scores: measure (`recovery.MEASURES`) -> statistics over seeds. shuffled: measure -> mean and sd
    of the first seed's points with their labels shuffled. counting: measure -> the better of the
    trees by counting. given: training was told the hierarchy (`reads_hierarchy`). meaning: what its
    points are, in a sentence. problem: why there are no levels beside the scores; empty where there
    are.
    """

    scores: Mapping[str, Sample]
    shuffled: Mapping[str, Spread]
    counting: Mapping[str, float]
    given: bool
    meaning: str
    problem: str = ""

    def beyond_chance(self, measure: str) -> bool | None:
        """Whether the mean over seeds is clearly better than shuffled labels; None where one of
        them is not known."""
        from hmlc_core.evaluation.recovery import MEASURES

        if measure not in self.scores or measure not in self.shuffled:
            return None
        return MEASURES[measure].beyond(self.scores[measure].mean, self.shuffled[measure])

    def cell(self, measure: str) -> str:
        """Mean ± sd over seeds, and in brackets that of shuffled labels; empty where undefined."""
        if measure not in self.scores:
            return ""
        sample, level = self.scores[measure], self.shuffled.get(measure)
        beside = "" if level is None else f" ({level.mean:.2f} ± {level.sd:.2f})"
        return f"{sample.written('%.2f', 1)}{beside}".replace("-", "−")

    def to_dict(self) -> dict[str, Any]:
        """The same as plain values; None for what is undefined."""
        return {
            "given": self.given,
            "scores": {
                name: {
                    **asdict(sample),
                    "shuffled": _plain(self.shuffled.get(name)),
                    "counting": self.counting.get(name),
                    "beyond_chance": self.beyond_chance(name),
                }
                for name, sample in self.scores.items()
            },
            "meaning": self.meaning,
            **({"problem": self.problem} if self.problem else {}),
        }


def recovered(
    store: RunStore,
    members: Members,
    *,
    halted: Callable[[], bool] = lambda: False,
) -> dict[str, Recovered]:
    """Name -> what is recovered, of the members whose labels have places that were judged.

    Takes seconds a method. halted: asked between methods; those left out have no levels.
    """
    found = {}
    for name, by_seed in members.items():
        runs = list(by_seed.values())
        scores = _over_seeds(runs)
        if not scores:
            continue
        settings = readable(runs[0]).model
        levels: Mapping[str, Mapping[str, Level]] = {}
        problem = "stopped" if halted() else ""
        if not problem:
            try:
                levels = _levels(store, runs[0])
            except HyperlabelError as error:
                problem = str(error)
        found[name] = Recovered(
            scores=scores,
            shuffled=_shuffled(levels),
            counting=_counting(levels),
            given=settings.reads_hierarchy(),
            meaning=settings.places_are,
            problem=problem,
        )
    return found


def _over_seeds(runs: list[Run]) -> dict[str, Sample]:
    from hmlc_core.evaluation.recovery import MEASURES

    values = {
        name: [scores[name] for run in runs if name in (scores := run.scores_under(FAMILY))]
        for name in MEASURES
    }
    return {name: Sample.of(each) for name, each in values.items() if each}


def _levels(store: RunStore, run: Run) -> Mapping[str, Mapping[str, Level]]:
    """Chance and counting beside the points that the run was judged by."""
    from hmlc_core.evaluation.recovery import recover

    opened = open_run(store, run.id)
    places = opened.predictor.places
    assert places is not None, "a run with these scores has places"
    return recover(
        places.labels,
        opened.corpus.graph,
        places.geometry,
        truth_matrix=opened.prepared.train.labels,
    ).chance


def _shuffled(levels: Mapping[str, Mapping[str, Level]]) -> dict[str, Spread]:
    return {
        name: level
        for name, of in levels.items()
        if isinstance(level := of.get("shuffled"), tuple) and math.isfinite(level.mean)
    }


def _counting(levels: Mapping[str, Mapping[str, Level]]) -> dict[str, float]:
    from hmlc_core.evaluation.recovery import COUNTING, MEASURES

    found = {}
    for name, of in levels.items():
        counted = [level for key in COUNTING if isinstance(level := of.get(key), float)]
        counted = [level for level in counted if math.isfinite(level)]
        if counted:
            found[name] = max(counted) if MEASURES[name].rising else min(counted)
    return found


def _plain(level: Spread | None) -> dict[str, float] | None:
    return None if level is None else {"mean": level.mean, "sd": level.sd}
