"""Methods side by side on one corpus: methods × seeds as a group of runs, and what they say.

A comparison is known by the name of its group, which follows from the corpus alone. So the same
question, asked again here or on a page, goes on with what was trained for it, and more methods or
seeds join.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from hmlc_core.errors import SettingError, shorten
from hmlc_core.evaluation.ablation import Comparison, Sample, compare
from hmlc_core.evaluation.orderings import Ordering, orderings
from hmlc_core.evaluation.published import Published
from hmlc_core.experiment import Experiment
from hmlc_core.experiment.models import MODELS, labelling
from hmlc_core.experiment.presets import preset_for_method
from hmlc_core.runs.bootstrap import Members
from hmlc_core.runs.run import ACTIVE, RESUMABLE, Run

_GROUP = "Systems on "

ByPart = Mapping[str, Mapping[str, Mapping[str, float]]]
"""Method -> band of label frequencies, or depth -> score -> mean over seeds."""


# The runs


def default_against() -> str:
    """What the others are compared with unless something else is asked for: the first method that
    stands beside every run."""
    return next((name for name, kind in MODELS.items() if kind.reference), next(iter(MODELS)))


def methods_to_compare(wanted: Sequence[str], against: str) -> list[str]:
    """Names of methods that label documents, in the order of `MODELS`: those wanted and `against`;
    all where none is wanted.

    Raises `SettingError` for one that is not there, or labels none.
    """
    known = labelling()
    for where, names in (("--methods", wanted), ("--against", [against])):
        for name in names:
            if name not in known:
                raise SettingError(
                    f"{MODELS[name].title} labels no documents, so there is nothing to compare"
                    if name in MODELS
                    else "there is no such method",
                    where=where,
                    expected=", ".join(known),
                    received=shorten(repr(name)),
                )
    return [name for name in known if not wanted or name in wanted or name == against]


def comparison_grid(
    corpus: str, methods: Sequence[str], seeds: Sequence[int], *, documents: int = 0
) -> list[Experiment]:
    """The experiments of a comparison: every method once with the first seed, then with the next.

    Each is its method's preset for comparisons (`preset_for_method`) on this corpus. documents: at
    most so many to train on; 0 for all.
    """
    return [_compared(name, corpus, documents, seed) for seed in seeds for name in methods]


@lru_cache(maxsize=1024)  # a page asks for the same grid several times at every rerun
def _compared(method: str, corpus: str, documents: int, seed: int) -> Experiment:
    on = {"corpus.name": corpus, "corpus.documents": documents, "seed": seed}
    return preset_for_method(method).with_values(on)


def refusals(experiments: Iterable[Experiment]) -> dict[str, str]:
    """Name of a method -> why it cannot learn on its corpus; methods that can are left out.

    Of the experiments of a method the first is looked at. Reads and prepares the corpus, which
    takes a while. Raises `DataError` where there is no corpus, or too little of it.
    """
    from hmlc_core.methods.train import check_trainable
    from hmlc_core.runs.beforehand import with_documents

    firsts: dict[str, Experiment] = {}
    for experiment in experiments:
        firsts.setdefault(experiment.model.name, experiment)
    reasons: dict[str, str] = {}
    for experiment, prepared in with_documents(firsts.values()):
        try:
            check_trainable(experiment, prepared)
        except SettingError as error:
            reasons[experiment.model.name] = str(error)
    return reasons


def comparison_group(corpus: str, documents: int = 0) -> str:
    """The name of the group that compares methods on this corpus, with so many documents."""
    name = Path(corpus).name or corpus
    if name != corpus:  # of two folders with one name, each has its own
        name += f" ({hashlib.sha256(corpus.encode()).hexdigest()[:4]})"
    return f"{_GROUP}{name}" + (f", {documents} documents" if documents else "")


def is_comparison(group: str) -> bool:
    """Whether a group of that name compares methods, and not variants of one."""
    return group.startswith(_GROUP)


def comparisons_among(runs: Iterable[Run]) -> dict[str, list[Run]]:
    """Name of a group that compares methods -> its runs, examples left out; in the order of
    `runs`."""
    found: dict[str, list[Run]] = {}
    for run in runs:
        if is_comparison(run.group) and run.experiment is not None and not run.example:
            found.setdefault(run.group, []).append(run)
    return found


def kept_runs(
    runs: Iterable[Run], experiments: Iterable[Experiment], group: str
) -> dict[Experiment, Run]:
    """Those of the experiments that need no new run -> the run that there is.

    It is one of the group, or one that is finished and belongs to none; a finished one rather than
    one at work, and that rather than one that can be resumed. Never an example: what came with
    Hyperlabel was trained elsewhere, and counts in nobody's averages.
    """
    ranks = {"finished": 0} | dict.fromkeys(ACTIVE, 1) | dict.fromkeys(RESUMABLE, 2)
    wanted, found = set(experiments), dict[Experiment, Run]()
    cells = set(map(_cell, wanted))
    for run in runs:
        one, single = run.experiment, not run.group and run.status == "finished"
        if one is None or run.example or not (run.group == group or single):
            continue
        if _cell(one) in cells and one in wanted:  # the quicker question first: runs are many
            known = found.get(one)
            if known is None or ranks[run.status] < ranks[known.status]:
                found[one] = run
    return found


def _cell(experiment: Experiment) -> tuple[str, str, int]:
    return experiment.corpus.name, experiment.model.name, experiment.seed


# What they say


@dataclass(frozen=True, slots=True, kw_only=True)
class Systems:
    """Methods compared.

    comparison: scores of the test documents over seeds, and each method's difference from the one
    that all are compared with. seconds: method -> training time over seeds. parameters: method ->
    numbers learned, on average over seeds; left out where a method does not say. by_frequency,
    by_depth: means over seeds by label frequency in training, and by level in the hierarchy.
    """

    against: str
    comparison: Comparison
    seconds: Mapping[str, Sample]
    parameters: Mapping[str, float]
    by_frequency: ByPart
    by_depth: ByPart


def finished_members(runs: Iterable[Run]) -> dict[str, dict[int, Run]]:
    """Method -> seed -> its finished run, in the order of `MODELS`; the first of `runs` counts."""
    found: dict[str, dict[int, Run]] = {name: {} for name in MODELS}
    for run in runs:
        if run.status == "finished" and run.experiment is not None:
            found[run.experiment.model.name].setdefault(run.experiment.seed, run)
    return {
        name: {seed: by_seed[seed] for seed in sorted(by_seed)}
        for name, by_seed in found.items()
        if by_seed
    }


def compared(members: Members, against: str) -> Systems:
    """What the finished runs of a comparison say; without a run of `against`, no pair has values.

    Quick: it reads nothing but the runs' scores. See `bootstrap_pairs` for intervals.
    """
    return Systems(
        against=against,
        comparison=compare(_results(members), against),
        seconds=training_seconds(members),
        parameters=learned_numbers(members),
        by_frequency=by_part(members, "by_frequency"),
        by_depth=by_part(members, "by_depth"),
    )


def orderings_of(table: Published, members: Members) -> dict[str, dict[str, list[Ordering]]]:
    """Corpus of the table -> score -> which of its orderings hold here; members by the names of
    methods."""
    results = _results(members)
    return {
        corpus: {
            score: orderings(methods, results, score) for score in next(iter(methods.values()))
        }
        for corpus, methods in table.scores.items()
    }


def _results(members: Members) -> dict[str, dict[int, Mapping[str, float]]]:
    return {
        name: {seed: run.test_scores for seed, run in by_seed.items()}
        for name, by_seed in members.items()
    }


def training_seconds(members: Members) -> dict[str, Sample]:
    """Name -> training time over seeds; without those that have no run."""
    return {
        name: Sample.of([run.seconds for run in by_seed.values()])
        for name, by_seed in members.items()
        if by_seed
    }


def learned_numbers(members: Members) -> dict[str, float]:
    """Name -> numbers learned, on average over seeds; without those that do not say."""
    return {
        name: means["parameters"]
        for name, by_seed in members.items()
        if "parameters" in (means := _means(by_seed.values(), "network"))
    }


def by_part(members: Members, family: str) -> ByPart:
    """The scores of a family whose names have a part before them (`1-4/macro_ap`), means over
    seeds."""
    found: dict[str, dict[str, dict[str, float]]] = {}
    for name, by_seed in members.items():
        parts = found.setdefault(name, {})
        for score, value in _means(by_seed.values(), family).items():
            part, _, bare = score.rpartition("/")
            parts.setdefault(part, {})[bare] = value
    return found


def _means(runs: Iterable[Run], family: str) -> dict[str, float]:
    """Mean of every score of the family over the runs that have it."""
    values: dict[str, list[float]] = {}
    for run in runs:
        for score, value in run.scores_under(family).items():
            values.setdefault(score, []).append(value)
    return {score: sum(each) / len(each) for score, each in values.items()}
