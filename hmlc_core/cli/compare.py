"""`compare`: methods × seeds on one corpus, each judged against one of them."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hmlc_core.cli import options
from hmlc_core.cli.answer import (
    INTERRUPTED,
    Answer,
    Json,
    answering,
    complete,
    mean_percent,
    score_rows,
    whole,
)
from hmlc_core.cli.compared import tell_orderings, tell_recovered, tell_unlearned
from hmlc_core.cli.foreground import Interruption, interruptible, stopped
from hmlc_core.cli.progress import tell
from hmlc_core.errors import SettingError, TrainingError, shorten
from hmlc_core.evaluation.learned import unlearned
from hmlc_core.experiment import ALL, SCORES, UNDEFINED, UNTHRESHOLDED, Experiment, score_title
from hmlc_core.experiment.models import labelling
from hmlc_core.wording import counted

if TYPE_CHECKING:
    from hmlc_core.runs.bootstrap import Bootstrap
    from hmlc_core.runs.comparing import Systems
    from hmlc_core.runs.run import Run
    from hmlc_core.runs.store.store import RunStore

VERDICT = UNTHRESHOLDED[0]
"""The score of the sentences."""


def compare(
    corpus: options.Corpus = None,
    methods: Annotated[
        str | None,
        typer.Option(
            "--methods",
            help="Names of methods, with commas; by default all that `methods` lists.",
            metavar="LIST",
        ),
    ] = None,
    against: Annotated[
        str | None,
        typer.Option(
            "--against",
            help="The method that the others are compared with; it is always trained.",
            metavar="NAME",
        ),
    ] = None,
    seed: options.Seed = None,
    seeds: Annotated[
        int, typer.Option("--seeds", min=1, help="Seeds: the first and those after it.")
    ] = 5,
    documents: Annotated[
        int, typer.Option("--documents", min=0, help="Training documents at most; 0 for all.")
    ] = 0,
    jobs: Annotated[
        int, typer.Option("--jobs", min=1, help="Runs at a time, each in a process of its own.")
    ] = 1,
    as_json: Json = False,
) -> None:
    """Which method is best on a corpus, by how much, and is that more than noise?

    Each method is trained by its preset for little data. The runs are kept as one group of the
    corpus: the same command again goes on where it was stopped, and trains nothing twice.
    """
    started = time.monotonic()
    with answering(as_json) as answer:
        from hmlc_core.runs.comparing import comparison_grid, default_against, methods_to_compare

        base = options.chosen_experiment(None, None, corpus, seed, None)
        asked = _Question(
            corpus=base.corpus.name,
            documents=documents,
            against=against or default_against(),
            methods=methods_to_compare(_names(methods), against or default_against()),
            seeds=[base.seed + number for number in range(seeds)],
        )
        grid = comparison_grid(asked.corpus, asked.methods, asked.seeds, documents=asked.documents)
        with interruptible() as interruption:
            _compare(asked, grid, jobs, interruption, answer)
        answer.values["seconds"] = time.monotonic() - started
        _check_complete(answer)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    """What is compared; methods include `against`."""

    corpus: str
    documents: int
    against: str
    methods: Sequence[str]
    seeds: Sequence[int]


def _names(text: str | None) -> list[str]:
    """The names of a list; none where no list was given."""
    if text is None:
        return []
    names = list(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
    if not names:  # an empty list is no wish for all: $METHODS of a script was not set
        raise SettingError(
            "not a list of methods",
            where="--methods",
            expected="names with commas between them, such as " + ",".join(list(labelling())[:2]),
            received=shorten(repr(text)),
        )
    return names


def _compare(
    asked: _Question,
    grid: Sequence[Experiment],
    jobs: int,
    interruption: Interruption,
    answer: Answer,
) -> None:
    from hmlc_core.evaluation.published import published
    from hmlc_core.runs.bootstrap import bootstrap_pairs
    from hmlc_core.runs.comparing import compared, comparison_group, finished_members, orderings_of
    from hmlc_core.runs.recovered import recovered
    from hmlc_core.runs.store.store import RunStore

    store = RunStore()
    group = comparison_group(asked.corpus, asked.documents)
    runs, problems = _trained(store, grid, group, jobs, interruption, answer)
    finished = finished_members(runs)
    members = {name: finished.get(name, {}) for name in asked.methods}
    found = compared(members, asked.against)
    drawn = bootstrap_pairs(
        store,
        members,
        found.comparison.pairs,
        halted=interruption.is_requested,
        observe=lambda done, total: _say_reading(answer, done, total),
    )
    known = recovered(store, members, halted=interruption.is_requested)
    ordered = orderings_of(published(), members)
    done = [run for by_seed in members.values() for run in by_seed.values()]
    references = store.references(done[0].id) if done else {}
    lost = unlearned(found.comparison.variants, references)
    if interruption.requested:
        answer.code = INTERRUPTED
        part = sum(run.status != "finished" for run in runs)
        tell(f"{stopped(len(done), part)}. The same command goes on.")
    answer.values = {
        **_values(found, drawn, problems),
        "published": published().to_dict(),
        "orderings": {
            table: {score: [item.to_dict() for item in found] for score, found in by_score.items()}
            for table, by_score in ordered.items()
        },
        "recovery": {name: found.to_dict() for name, found in known.items()},
        "references": {who: complete(scores) for who, scores in references.items()},
        "corpus": asked.corpus,
        "against": asked.against,
        "seeds": list(asked.seeds),
        "documents": asked.documents,
        "group": group,
        "resamples": drawn.resamples,
        "problems": [*problems.values(), *drawn.problems],
        "unlearned": lost,
    }
    _tell(answer, found, references, drawn, problems)
    tell_unlearned(answer, lost)
    tell_recovered(answer, known)
    tell_orderings(answer, ordered, VERDICT)


def _trained(
    store: RunStore,
    grid: Sequence[Experiment],
    group: str,
    jobs: int,
    interruption: Interruption,
    answer: Answer,
) -> tuple[list[Run], dict[str, str]]:
    """The runs of the grid, and why methods have fewer than were asked for."""
    from hmlc_core.cli.together import train_together
    from hmlc_core.runs.comparing import kept_runs, refusals

    kept = kept_runs(store.runs(), grid, group)
    for run in kept.values():
        if not run.group:
            store.join(run.id, group)
    there = [run for run in kept.values() if run.status == "finished"]
    finished = {run.experiment for run in there}
    wanted = [one for one in grid if one not in finished]
    problems = refusals(wanted)
    wanted = [one for one in wanted if one.model.name not in problems]
    if there and wanted:
        _say(answer, f"{group}: there already, {len(there)} of {len(grid)} runs.")
    ended = train_together(store, wanted, group, jobs, interruption, silent=answer.as_json)
    for run in ended:
        if run.status != "finished" and not interruption.requested:
            problems.setdefault(_method(run), f"{run.name}: {run.message or run.status}")
    return [*there, *ended], problems


def _method(run: Run) -> str:
    assert run.experiment is not None, "a run of this process has readable settings"
    return run.experiment.model.name


def _values(found: Systems, drawn: Bootstrap, problems: Mapping[str, str]) -> dict[str, Any]:
    parts = found.comparison.to_dict(drawn.intervals, ALL)
    return {
        "methods": {
            name: {
                **values,
                "seconds": found.seconds[name].mean if name in found.seconds else None,
                "parameters": whole(found.parameters.get(name)),
                **({"problem": problems[name]} if name in problems else {}),
            }
            for name, values in parts["variants"].items()
        },
        "paired": parts["paired"],
        "by_frequency": found.by_frequency,
        "by_depth": found.by_depth,
    }


def _check_complete(answer: Answer) -> None:
    """A comparison that silently lacks a method would mislead."""
    lost = {
        name: found["problem"]
        for name, found in answer.values["methods"].items()
        if "problem" in found
    }
    if not lost or answer.code:
        return
    methods = answer.values["methods"]
    name, reason = next(iter(lost.items()))
    said = reason.rstrip(".")  # it ends inside a sentence
    if not any(found["n"] for found in methods.values()):
        raise TrainingError(
            f"none of {counted(len(methods), 'method')} could be trained",
            where=answer.values["corpus"],
            received=said,
        )
    raise TrainingError(
        f"{len(lost)} of {counted(len(methods), 'method')} lack runs",
        where=name,
        received=said,
        remedy="What the others have is above; the same command again goes on.",
    )


def _say(answer: Answer, text: str) -> None:
    if not answer.as_json:
        tell(text)


def _say_reading(answer: Answer, done: int, total: int) -> None:
    if done % 5 == 0:
        _say(answer, f"Drawing test documents anew: run {done + 1} of {total}")


def _tell(
    answer: Answer,
    found: Systems,
    references: Mapping[str, Mapping[str, float]],
    drawn: Bootstrap,
    problems: Mapping[str, str],
) -> None:
    comparison = found.comparison
    rows = []
    for name, samples in comparison.variants.items():
        cells = [mean_percent(samples.get(score)) for score in SCORES]
        seconds = f"{found.seconds[name].mean:.1f}" if name in found.seconds else UNDEFINED
        parameters = whole(found.parameters.get(name))
        size = UNDEFINED if parameters is None else f"{parameters:,}"
        rows.append([f"{name} (n = {comparison.seeds[name]})", *cells, seconds, size])
    others = {who: scores for who, scores in references.items() if who not in comparison.seeds}
    rows += [[*row, "", ""] for row in score_rows(others)]
    answer.table(
        "Mean ± standard deviation over seeds, test, in percent; seconds of training",
        ("", *map(score_title, SCORES), "seconds", "parameters"),
        rows,
    )
    for difference in comparison.differences.get(VERDICT, ()):
        verdict = difference.verdict(drawn.interval(difference, VERDICT))
        answer.say(f"{score_title(VERDICT)}: {verdict}")
    for line in (*drawn.lines(), *(f"! {reason}" for reason in dict.fromkeys(problems.values()))):
        answer.say(line)
