"""`train`: one run, in the terminal, kept in the same store as those of the app."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import typer

from hmlc_core.cli import options
from hmlc_core.cli.answer import INTERRUPTED, Answer, Json, answering, complete, score_rows
from hmlc_core.cli.foreground import interruptible, train_here
from hmlc_core.cli.progress import progress, tell
from hmlc_core.cli.trained_words import tell_words, words_result
from hmlc_core.errors import TrainingError
from hmlc_core.evaluation.families import FURTHER
from hmlc_core.evaluation.learned import UNLEARNED, learned_nothing
from hmlc_core.experiment import SCORES, score_title
from hmlc_core.experiment.stages import HYPERNYMS, STAGES
from hmlc_core.runs.given_vectors import given_vectors
from hmlc_core.runs.hypernym_ranks import hypernym_ranks
from hmlc_core.shipped import program
from hmlc_core.wording import epochs

if TYPE_CHECKING:
    from hmlc_core.experiment import Experiment
    from hmlc_core.runs.run import Run
    from hmlc_core.runs.store.store import RunStore

MOMENT = 0.05
"""Seconds; less would be shown as none."""

UNSCORED = (
    "no score on the test split is defined, because none of its documents has a label; "
    "the corpus needs labelled test documents to judge a method by"
)


def train(
    experiment: options.File = None,
    preset: options.Preset = None,
    corpus: options.Corpus = None,
    seed: options.Seed = None,
    assignments: options.Assignments = None,
    as_json: Json = False,
) -> None:
    """Train a model and judge it on the test split, beside the baselines."""
    with answering(as_json) as answer:
        begin(options.chosen_experiment(experiment, preset, corpus, seed, assignments), answer)


def begin(experiment: Experiment, answer: Answer) -> None:
    """Train a new run here, and answer with what came of it, and how its hypernyms were read: in a
    list that is upside down, few words have many.

    What can only fail is refused before there is a run of it.
    """
    from hmlc_core.methods.hypernym_ranks import hypernyms_of
    from hmlc_core.runs.beforehand import check_beforehand
    from hmlc_core.runs.store.store import RunStore

    prepared = check_beforehand(experiment)
    notes: tuple[str, ...] = ()
    if HYPERNYMS in experiment.model.stages():
        known = hypernyms_of(experiment, prepared)
        notes = (str(known), *known.assumed)
        answer.say(" ".join(notes))
    store = RunStore()
    follow(store, store.create(experiment), answer)
    if notes:
        answer.values["notes"] = notes


def follow(store: RunStore, run_id: str, answer: Answer) -> None:
    """Train a queued run here, and answer with what came of it."""
    if os.environ.get("HMLC_SCHEDULER"):
        tell("HMLC_SCHEDULER is for the app, `ablate` and `compare`: this trains here.")
    experiment = store.get(run_id).experiment
    stages = STAGES if experiment is None else experiment.model.stages()
    with interruptible() as interruption, progress(silent=answer.as_json, stages=stages) as shown:
        run = train_here(store, run_id, interruption, shown)
    answer.values = result(store, run)
    if run.status == "failed":
        raise TrainingError(run.message, where=f"run {run.id[:8]}")
    _tell(store, run, answer)
    if run.status == "stopped" and interruption.requested:
        answer.code = INTERRUPTED


def result(store: RunStore, run: Run) -> dict[str, Any]:
    """A run as `train` answers it; scores are those of the test split, in [0, 1], and None where
    they are undefined. A run that labels no documents is answered as `words train` does. message:
    what is to be said of it, where there is anything."""
    message = {"message": run.message} if run.message else {}
    if not labels_documents(run):
        return {**words_result(store, run), **message}
    return {
        "run_id": run.id,
        "status": run.status,
        **message,
        "epochs": int(run.epoch) if run.epoch == int(run.epoch) else run.epoch,
        "seconds": run.seconds,
        "scores": complete(run.test_scores),
        "references": {who: complete(found) for who, found in store.references(run.id).items()},
        **({"warnings": told} if (told := warnings(store, run)) else {}),
        **{kind: nested(found) for kind in FURTHER if (found := run.scores_under(kind))},
    }


def labels_documents(run: Run) -> bool:
    """Whether it is a run of a method that learns to label documents."""
    return run.experiment is None or run.experiment.model.scores_documents


def unscored(run: Run) -> bool:
    """Whether a run came to its end, and there was nothing to judge it by."""
    return labels_documents(run) and run.status == "finished" and not run.test_scores


def warnings(store: RunStore, run: Run) -> list[str]:
    """What makes the scores of an ended run useless, in sentences."""
    if unscored(run):
        return [UNSCORED]
    unlearned = learned_nothing(run.test_scores, store.references(run.id))
    return [f"this run is {UNLEARNED}"] if unlearned else []


def nested(scores: Mapping[str, float]) -> dict[str, Any]:
    """Scores of a family; those of a part of it (`1-4/macro_ap`) under the part's name, all parts
    with the same scores, None for what is undefined."""
    parts = dict.fromkeys(name.rpartition("/")[0] for name in scores)
    if not any(parts):
        return dict(scores)
    bare = dict.fromkeys(name.rpartition("/")[2] for name in scores)
    return {part: {name: scores.get(f"{part}/{name}") for name in bare} for part in parts}


def _tell(store: RunStore, run: Run, answer: Answer) -> None:
    answer.say(f"{run.id[:8]} {run.name}: {run.status}{_after(run)}.")
    if run.message:
        answer.say(run.message)
    if said := given_vectors(run):
        answer.say(said)
    for warning in warnings(store, run):
        typer.echo(f"Warning: {warning}", err=True)
    if labels_documents(run):
        tell_scores(answer, run, store.references(run.id))
        if ranks := hypernym_ranks(run):
            answer.say(f"Hypernyms of a word: {ranks}.")
    else:
        tell_words(run, answer)
    if run.status == "stopped":
        typer.echo(f"Go on with: {program()} runs resume {run.id[:8]}", err=True)


def tell_scores(answer: Answer, run: Run, references: Mapping[str, Mapping[str, float]]) -> None:
    """The test scores beside their references, where the run is finished."""
    if not run.test_scores:
        return
    rows = score_rows({"this run": run.test_scores, **references})
    answer.table("Test scores, in percent", ("", *map(score_title, SCORES)), rows)


def _after(run: Run) -> str:
    """How far it came, in epochs for a method that counts them, and how long that took."""
    if not run.stage:
        return " before training began"
    seconds = f", {run.seconds:.1f} s" if run.seconds >= MOMENT else ", in a moment"
    if run.experiment is None or not run.experiment.model.by_epochs():
        return seconds
    if run.stage != run.experiment.model.stages()[-1].name:
        return f" while {run.stage!r} was at work{seconds}"
    return f" after {epochs(run.epoch)}{seconds}"
