"""The page that compares several runs: systems over seeds beside the references, and which of their
differences are more than noise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from hmlc_core.evaluation.ablation import Comparison, compare
from hmlc_core.evaluation.learned import UNLEARNED, unlearned
from hmlc_core.evaluation.verdict import verdict
from hmlc_core.experiment import SCORES, UNDEFINED, score_title, verdict_score
from hmlc_core.experiment.variants import compared_set, variant
from hmlc_core.runs.comparing import default_against
from hmlc_core.runs.opened import readable
from hmlc_core.runs.origin import origin
from hmlc_core.runs.run import Run
from hmlc_core.site.rendering import Table, short
from hmlc_core.site.scores import about, bars, beside, percent
from hmlc_core.wording import counted, signed

if TYPE_CHECKING:
    from hmlc_core.evaluation.ablation import Sample
    from hmlc_core.runs.opened import OpenedRun

Members = Mapping[str, Mapping[int, Run]]
"""Name of a system -> seed -> run."""


@dataclass(frozen=True, slots=True)
class Group:
    """Runs that can be compared: of one corpus, read alike.

    about: which corpus. members: systems that differ in more than the seed.
    """

    about: str
    members: Members


def comparison_page(opened: Sequence[OpenedRun], pages: Mapping[str, str]) -> dict[str, Any]:
    """What stands on the page. pages: run id -> address of its first page."""
    references = {one.run.id: one.store.references(one.run.id) for one in opened}
    return {
        "groups": [_group(group, references) for group in grouped(opened)],
        "all_scored": all(scored(one) for one in opened),
        "runs": [
            {
                "name": short(one.run.name, 80),
                "href": pages[one.run.id],
                "about": _about(one),
            }
            for one in opened
        ],
        "about": about(SCORES),
    }


def _about(one: OpenedRun) -> str:
    """The method, the seed where it has a use for one, and why a run is not among the scores."""
    model = one.experiment.model
    seed = "" if "seed" in model.idle() else f", seed {one.experiment.seed}"
    return f"{model.title}{seed}{'' if scored(one) else ', without scores on test documents'}"


def scored(one: OpenedRun) -> bool:
    """Whether a run has labelled documents of a test split."""
    return one.experiment.model.scores_documents and bool(one.run.test_scores)


def grouped(opened: Sequence[OpenedRun]) -> list[Group]:
    """The runs that label documents, by what they learn from and are tested on."""
    found: dict[tuple[str, int], list[OpenedRun]] = {}
    for one in opened:
        if scored(one):
            corpus = one.experiment.corpus
            found.setdefault((corpus.name, corpus.documents), []).append(one)
    return [
        Group(
            short(runs[0].corpus.title)
            + (f", {counted(documents, 'document')} to learn from" if documents else ""),
            systems([one.run for one in runs]),
        )
        for (_, documents), runs in found.items()
    ]


def systems(runs: Sequence[Run]) -> dict[str, dict[int, Run]]:
    """Name of a system -> seed -> run: runs that are equal but for their seeds are one system. Of
    several runs with one seed the first counts."""
    found: dict[str, dict[int, Run]] = {}
    alike: dict[Any, dict[int, Run]] = {}
    for run in runs:
        experiment = readable(run)
        alike.setdefault(replace(experiment, seed=0), {}).setdefault(experiment.seed, run)
    for name, by_seed in zip(_names(list(alike)), alike.values(), strict=True):
        found[name] = dict(sorted(by_seed.items()))
    return found


def _names(experiments: Sequence[Any]) -> list[str]:
    """A name for each of several experiments: its method, as far as that tells them apart, else
    the variant, the dimensions, and what else is not as in its preset."""
    which = compared_set(experiments)
    names = [one.model.title for one in experiments]
    for more in (
        lambda one: variant(one, which),
        lambda one: f"{one.model.size()}-D",
        lambda one: ", ".join(origin(one)[1]),
        lambda one: one.key(),
    ):
        times = Counter(names)
        names = [
            f"{name} {more(one)}".strip() if times[name] > 1 else name
            for name, one in zip(names, experiments, strict=True)
        ]
    return names


def _group(
    group: Group, references: Mapping[str, Mapping[str, Mapping[str, float]]]
) -> dict[str, Any]:
    members = group.members
    first = next(iter(next(iter(members.values())).values()))
    score = verdict_score(readable(first).training.select_by)
    comparison = _compared(members)
    levels = references[first.id]
    methods = {readable(run).model.name for by_seed in members.values() for run in by_seed.values()}
    rows = beside({name: found for name, found in levels.items() if name not in methods})
    means = {
        name: {key: sample.mean for key, sample in samples.items()}
        for name, samples in comparison.variants.items()
    }
    found = comparison.differences.get(score, ())
    head, sentences = verdict(found, score) if found else ("", [])
    return {
        "about": group.about,
        "score": score_title(score),
        "head": head,
        "sentences": [short(sentence, 300) for sentence in sentences],
        "unlearned": [
            f"{short(name)} is {UNLEARNED}." for name in unlearned(comparison.variants, levels)
        ],
        "bars": bars(means, rows, score),
        "table": _means(comparison, rows),
        "tests": _tests(comparison, score) if found else None,
    }


def _compared(members: Members) -> Comparison:
    """Every pair; of different methods, each with the one that all are compared with."""
    results = {
        name: {seed: run.test_scores for seed, run in by_seed.items()}
        for name, by_seed in members.items()
    }
    named = {name: readable(next(iter(by.values()))).model.name for name, by in members.items()}
    different = len(set(named.values())) == len(named)
    usual = [name for name, method in named.items() if method == default_against()]
    return compare(results, usual[0] if different and usual and len(named) > 2 else None)


def _means(comparison: Comparison, rows: Mapping[str, Mapping[str, float]]) -> Table:
    own = [
        [
            short(name, 80),
            str(comparison.seeds[name]),
            *(_spread(samples.get(score)) for score in SCORES),
        ]
        for name, samples in comparison.variants.items()
    ]
    others = [
        [title, "", *(percent(found.get(score)) for score in SCORES)]
        for title, found in rows.items()
    ]
    return Table(
        "Test scores in percent: mean ± standard deviation over seeds, beside the references",
        ["system", "seeds", *map(score_title, SCORES)],
        [*own, *others],
        range(len(own)),
    )


def _spread(sample: Sample | None) -> str:
    return UNDEFINED if sample is None else sample.written()


def _tests(comparison: Comparison, score: str) -> Table:
    def p(value: float | None) -> str:
        return UNDEFINED if value is None else f"{value:.3g}"

    return Table(
        f"Paired tests of the differences in {score_title(score)}, over seeds",
        ["pair", "seeds", "points", "p (paired t)", "p (Holm)", "p (signs)"],
        [
            [
                f"{short(item.first)} − {short(item.second)}",
                str(item.sample.n),
                signed(100 * item.sample.mean, 2),
                p(item.p),
                p(item.p_holm),
                p(item.p_signs),
            ]
            for item in comparison.differences[score]
        ],
    )
