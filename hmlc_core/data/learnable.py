"""Whether an experiment can learn from a corpus, as far as the corpus itself tells: a page asks
before anything is encoded."""

from __future__ import annotations

from operator import attrgetter

from hmlc_core.data.corpus import Corpus
from hmlc_core.data.prepare import learned_from, vectors_read
from hmlc_core.errors import SettingError
from hmlc_core.experiment import CorpusSettings, Experiment, ModelSettings
from hmlc_core.experiment.presets import PRESETS, preset
from hmlc_core.shipped import program
from hmlc_core.wording import counted

CORPUS = "corpus.name"


def check_learnable(experiment: Experiment, corpus: Corpus) -> None:
    """Raise `SettingError` where the method cannot read the documents or none has a label, and
    `DataError` where they are too few to learn from and to validate on."""
    check_read(experiment.model, corpus, experiment.corpus)
    if not experiment.model.scores_documents or corpus.files:
        return
    train = learned_from(corpus, experiment.corpus, experiment.seed)
    if not any(item.labels for item in train):
        raise no_labels()


def no_labels() -> SettingError:
    """That there is nothing to learn."""
    return SettingError(
        "no training document has a label",
        where=CORPUS,
        remedy=f"Check the corpus with `{program()} data check`.",
    )


def check_read(model: ModelSettings, corpus: Corpus, settings: CorpusSettings) -> None:
    """Raise `SettingError` where the method, as it is set, cannot read the documents."""
    if not model.reads_points() and (vectors := vectors_read(corpus, settings)):
        needs = model.needs_for_points()
        remedy = "Set " + " and ".join(needs) if needs else _presets_for_vectors(corpus.name)
        also = "; or read the texts (corpus.input=texts)" if corpus.texts else ""
        where, _, wanted = (needs or ("model.name=",))[0].partition("=")
        raise SettingError(
            f"{model.title}, as it is set, reads words, and the documents are read as "
            f"vectors of {counted(vectors, 'number')}",
            where=where,
            expected=wanted or None,
            received=str(attrgetter(where.removeprefix("model."))(model)),
            remedy=f"{remedy}{also}.",
        )
    if corpus.bags and not model.reads_bags():
        able = [name for name in PRESETS if preset(name).model.reads_bags()]
        raise SettingError(
            f"{model.title}, as it is set, reads words in their order, and the "
            "documents of this corpus are bags of words without order",
            where="model.name",
            received=model.name,
            remedy=f"Start from one of the presets {', '.join(able)}.",
        )


def read_of_two(corpus: Corpus, settings: CorpusSettings) -> tuple[str, ...]:
    """A sentence on what is read of documents that have a text and a vector; none of others."""
    if not (corpus.texts and corpus.vectors):
        return ()
    reads = "vectors" if vectors_read(corpus, settings) else "texts"
    return (
        "Each document of this corpus has a text and a vector of "
        f"{counted(corpus.vectors, 'number')}. Read are the {reads}, as corpus.input says.",
    )


def told_nothing(experiment: Experiment, corpus: Corpus) -> tuple[str, ...]:
    """A sentence where the method is to be given a hierarchy and there is none; none elsewhere."""
    if not experiment.model.given_hierarchy() or experiment.labels.hierarchy or corpus.graph.edges:
        return ()
    return (
        f"{experiment.model.title}, as it is set, is given the hierarchy, and this corpus has "
        "none: all its labels stand on one level, and what begins from it begins at random.",
    )


def unscored(corpus: Corpus) -> bool:
    """Whether there are test documents and none of them has a label, so that no score on them is
    defined."""
    return bool(corpus.test) and not any(item.labels for item in corpus.test)


UNSCORED = "No document of the test split has a label, so there are no test scores."
"""What is said of such a corpus."""


def absent(corpus: Corpus) -> str:
    """A sentence on the labels that no test document has; empty where each one has some."""
    labels = len(corpus.graph)
    there = len({label for item in corpus.test for label in item.labels})
    if there in (0, labels):  # without any, nothing is defined (`unscored`)
        return ""
    return (
        f"{there:,} of {labels:,} labels occur in test documents. Macro-F1 counts the others as 0, "
        f"so that it is {100 * there / labels:.1f} % at most; macro-AP is the mean over those "
        f"{there:,}."
    )


def _presets_for_vectors(corpus: str) -> str:
    """What to start from: a preset made for the corpus, or one that reads any vectors."""
    made_for = [name for name, each in PRESETS.items() if each.changes.get(CORPUS) == corpus]
    able = [
        name
        for name, each in PRESETS.items()
        if CORPUS not in each.changes and preset(name).model.reads_points()
    ]
    return f"Start from the preset {' or '.join(made_for or able)}"
