"""train(): a generator of snapshots, whatever the method.

The consumer sets the pace: pausing is not asking for the next snapshot, stopping is `close()`.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from hmlc_core.data.corpus import Corpus
from hmlc_core.data.learnable import check_read, no_labels
from hmlc_core.data.prepare import Prepared, prepare
from hmlc_core.data.text import SPECIAL
from hmlc_core.errors import SettingError, TrainingError, at
from hmlc_core.experiment import Experiment
from hmlc_core.experiment.stages import CLASSIFIER, HYPERNYMS
from hmlc_core.methods import method_of
from hmlc_core.methods.base import Method, Outcome, Stage, Starts
from hmlc_core.methods.hypernym_ranks import check_hypernyms
from hmlc_core.methods.preparations import Preparations
from hmlc_core.methods.word_table import check_file
from hmlc_core.shipped import program
from hmlc_core.snapshot import Checkpoint, Snapshot
from hmlc_core.wording import counted


def train(
    experiment: Experiment,
    corpus: Corpus,
    *,
    resume: Checkpoint | None = None,
    tell: Callable[[str], None] = lambda message: None,
) -> Iterator[Snapshot]:
    """Snapshots of one run: of the stages before the classifier, then of the classifier, the last
    with the test scores of the best moment.

    Compiled kernels are prepared from the call on, and a stage begins when it has those it needs;
    where no stage is before it, the classifier's are waited for at the call.
    tell: called with what the run waits for, some times a second; what it raises ends the run.

    Everything that can be checked is checked here, at the call; only then does the generator
    begin. All chance comes from generators made from `experiment.seed`. Raises `SettingError`,
    `DataError`; while running, `TrainingError`.
    """
    prepared = prepare(corpus, experiment.corpus, experiment.seed)
    method = method_of(experiment.model)
    if resume is None:
        check_new(experiment, prepared)
    else:
        check_trainable(experiment, prepared)
    stages = method.stages(experiment, prepared)
    if resume is None:
        first = stages[0].name if stages else CLASSIFIER
        resume = Checkpoint(tensors={}, state={}, stage=first.name)
    else:
        check_same_corpus(prepared, resume.state)
    left = [stage.name.name for stage in stages if stage.name.name not in resume.starts]
    left = [] if resume.stage == CLASSIFIER.name else left
    kernels = Preparations(method.preparations(experiment), [*left, CLASSIFIER.name], tell)
    if not left:
        return _classifier(method, experiment, prepared, resume, kernels)
    return _all(method, experiment, prepared, stages, resume, kernels)


def _all(
    method: Method,
    experiment: Experiment,
    prepared: Prepared,
    stages: Sequence[Stage],
    resume: Checkpoint,
    kernels: Preparations,
) -> Iterator[Snapshot]:
    """The stages that are left, then the classifier.

    A stage begins with a checkpoint that holds what those before it have found.
    """
    starts: Starts = resume.starts
    for number, stage in enumerate(stages):
        name = stage.name.name
        if name in starts:
            continue
        own = resume if resume.stage == name and resume.tensors else None
        kernels.wait(name)
        outcome = yield from _relayed(stage, own, starts, prepared)
        starts = {**starts, name: outcome}
        following = stages[number + 1].name.name if number + 1 < len(stages) else CLASSIFIER.name
        resume = Checkpoint(tensors={}, state={}, stage=following, starts=starts)
    yield from _classifier(method, experiment, prepared, resume, kernels)


def _relayed(
    stage: Stage, own: Checkpoint | None, starts: Starts, prepared: Prepared
) -> Generator[Snapshot, None, Outcome]:
    """The stage's snapshots, its checkpoints complete; returns its outcome."""
    running = stage.run(starts, own)
    first, corpus = own is None, corpus_state(prepared)
    try:
        while True:
            snapshot = next(running)
            checkpoint = snapshot.checkpoint
            if checkpoint is None and first:
                checkpoint = Checkpoint(tensors={}, state={})
            first = False
            if checkpoint is not None:
                state = {**checkpoint.state, **corpus}
                checkpoint = replace(checkpoint, stage=stage.name.name, starts=starts, state=state)
            yield replace(snapshot, checkpoint=checkpoint)
    except StopIteration as end:
        outcome: Outcome = end.value
        return outcome
    finally:
        running.close()


def _classifier(
    method: Method,
    experiment: Experiment,
    prepared: Prepared,
    resume: Checkpoint,
    kernels: Preparations,
) -> Iterator[Snapshot]:
    """The classifier's snapshots, its checkpoints complete.

    The first snapshot of all has one, too, if only of what the classifier starts from.
    """
    kernels.wait(CLASSIFIER.name)
    begun = bool(resume.tensors)
    snapshots = method.train(experiment, prepared, resume.starts, resume if begun else None)
    return _stamped(snapshots, corpus_state(prepared), None if begun else resume.starts)


def _stamped(
    snapshots: Iterator[Snapshot], corpus: Mapping[str, Any], starts: Starts | None
) -> Iterator[Snapshot]:
    for snapshot in snapshots:
        checkpoint = snapshot.checkpoint
        if checkpoint is None and starts is not None:
            checkpoint = Checkpoint(tensors={}, state=corpus, starts=starts)
        elif checkpoint is not None and not checkpoint.piece:
            checkpoint = replace(checkpoint, state={**checkpoint.state, **corpus})
        starts = None
        yield replace(snapshot, checkpoint=checkpoint)


def check_new(experiment: Experiment, prepared: Prepared) -> None:
    """`check_trainable` for a run that has not begun: what it starts from must be there, too.

    Raises `SettingError` and `DataError`.
    """
    check_trainable(experiment, prepared)
    check_file(experiment)
    check_hypernyms(experiment, prepared)


def check_sources(experiment: Experiment) -> None:
    """What can be said of a new run without its corpus: the files it starts from are there, and its
    hypernyms can be read.

    Raises `SettingError` and `DataError`.
    """
    from hmlc_core.data.hypernyms import read_hypernyms

    check_file(experiment)
    if HYPERNYMS in experiment.model.stages():
        read_hypernyms(experiment.hypernyms.source, ())


def check_trainable(experiment: Experiment, prepared: Prepared) -> None:
    """Raise `SettingError` when there is nothing to learn from, to be chosen by, or to read, and
    what the method itself has to object."""
    check_read(experiment.model, prepared.corpus, prepared.settings)
    if not experiment.model.scores_documents:
        _check_words(prepared)
        method_of(experiment.model).check(experiment, prepared)
        return
    sizes = {"training": len(prepared.train), "validation": len(prepared.validation)}
    for split, size in sizes.items():
        if size == 0:
            raise SettingError(
                f"the corpus has no {split} documents",
                where="corpus.name",
                expected="at least one training and one validation document",
                remedy="Add documents, or a development split.",
            )
    if prepared.train.labels.nnz == 0:
        raise no_labels()
    if not prepared.vectors and not any(
        prepared.tokenize(text, 1) for text in prepared.train.texts
    ):
        raise SettingError(
            "no training document has a word",
            where="corpus.name",
            remedy=f"Check the corpus with `{program()} data check`, and how its texts "
            "become words (corpus.tokenizer).",
        )
    method_of(experiment.model).check(experiment, prepared)


def _check_words(prepared: Prepared) -> None:
    """Raise `SettingError` where there are no two words that could stand near each other."""
    words = len(prepared.vocabulary) - len(SPECIAL)
    if words < 2:
        raise SettingError(
            "there are not enough words",
            where=", ".join(map(at, prepared.corpus.files)) or "corpus.name",
            expected=f"two different words, each at least {prepared.settings.min_count} times",
            received=counted(words, "word"),
            remedy="Lower corpus.min_count, or look at how texts become words (corpus.tokenizer).",
        )


_OTHER = {
    "vocabulary": "another vocabulary",
    "labels": "other labels",
    "vectors": "vectors of another length",
}


def corpus_state(prepared: Prepared) -> dict[str, Any]:
    """What a checkpoint says about its corpus."""
    return {
        "vocabulary": prepared.vocabulary.to_json(),
        "labels": list(prepared.corpus.graph.names),
        "vectors": prepared.vectors,
    }


def check_same_corpus(prepared: Prepared, state: Mapping[str, Any]) -> None:
    """Raise `TrainingError` when the corpus has changed since a checkpoint was taken."""
    for what, now in corpus_state(prepared).items():
        if now != state.get(what, now):  # runs of before vectors do not say how long they are
            raise TrainingError(
                f"the corpus has {_OTHER[what]} than when this run was saved",
                where=prepared.corpus.name,
                remedy="Start a new run, or put the corpus back as it was.",
            )
