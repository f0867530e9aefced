"""What every method does with poor documents: it learns from them, or says why it cannot."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest

from hmlc_core.data.corpus import Corpus, Document
from hmlc_core.data.labels import LabelGraph
from hmlc_core.data.prepare import prepare
from hmlc_core.errors import HyperlabelError, SettingError
from hmlc_core.experiment.models import ModelSettings
from hmlc_core.methods import method_of
from hmlc_core.methods.train import train
from tests.contracts.conftest import small
from tests.contracts.test_methods import checkpoint_after

pytestmark = pytest.mark.slow

Told = Sequence[tuple[str, tuple[int, ...]]]
"""Texts and the labels of each."""


@dataclass(frozen=True)
class Poor:
    """A corpus that a method may refuse, with an error that says one of the words of `cause`.

    settings: of the experiment, by dotted path.
    """

    corpus: Corpus
    cause: str
    settings: Mapping[str, object] = field(default_factory=dict)


def poor(
    name: str,
    graph: LabelGraph,
    train: Told,
    *,
    cause: str,
    dev: Told = (),
    test: Told = (),
    **settings: object,
) -> Poor:
    """The training documents are also the test documents where no others are given."""

    def documents(split: str, told: Told) -> tuple[Document, ...]:
        return tuple(Document(f"{split}-{n}", *each) for n, each in enumerate(told))

    corpus = Corpus(
        name,
        name.capitalize(),
        graph,
        train=documents("train", train),
        dev=documents("dev", dev),
        test=documents("test", test or train),
    )
    return Poor(corpus, cause, {name.replace("__", "."): value for name, value in settings.items()})


PAIR = LabelGraph(("a", "b"))
TREE = LabelGraph(("a", "b", "c"), ((0, 1),))
ORDINARY = (("one word", (0,)), ("two words", (1,)), ("one and two", (0, 1)))
MARKUP = ("<b>bold</b>", "$x_1$ **a** | `b`", "</script><script>alert(1)", "a\"b'c & [d](e)")
ALL = (
    poor(
        "one label", LabelGraph(("only",)), [("a word", (0,)), ("another", (0,))] * 4, cause="label"
    ),
    poor("five documents", PAIR, [*ORDINARY, *ORDINARY[:2]], cause="document"),
    poor("two documents", PAIR, ORDINARY[:2], cause="document"),
    poor("alike", TREE, [("the same words", (0, 1))] * 8, cause="alike|same|label"),
    poor(
        "alike with other labels",
        TREE,
        [("the same words", (n % 3,)) for n in range(12)],
        cause="alike|same|word",
    ),
    poor("empty level", LabelGraph(("a", "b", "c"), ((0, 2),)), ORDINARY * 4, cause="label"),
    poor("some unlabelled", PAIR, [("one", (0,)), ("two", ())] * 4, cause="label"),
    poor(
        "label of one document",
        TREE,
        [*ORDINARY * 4, ("three words", (0, 1, 2))],
        dev=ORDINARY,
        cause="label",
    ),
    poor("label of no document", TREE, ORDINARY * 4, cause="label"),
    poor(
        "label of the test alone", TREE, ORDINARY * 4, test=[("three words", (2,))], cause="label"
    ),
    poor(
        "some without words",
        PAIR,
        [*ORDINARY * 3, ("", (0,)), ("…", (1,)), ("", (0, 1))],
        cause="word",
    ),
    poor(
        "one with words", PAIR, [*ORDINARY[:1] * 2, *[("", (1,))] * 8], dev=ORDINARY, cause="word"
    ),
    poor(
        "words unseen",
        PAIR,
        ORDINARY * 4,
        test=[("never read", (0,)), ("before", (1,))],
        cause="word",
    ),
    poor(
        "two thousand words",
        PAIR,
        [(" ".join(f"w{n}x{place}" for place in range(2_000)), (n % 2,)) for n in range(8)],
        cause="word",
        # One pass by compiled steps: the readable ones take minutes over so many words.
        corpus__max_words=2_000,
        training__epochs=1,
        training__kernels="auto",
    ),
    poor(
        "one word again and again",
        PAIR,
        [(" ".join([("one", "two")[n % 2]] * 100), (n % 2,)) for n in range(8)],
        cause="word",
    ),
    poor(
        "markup in names",
        LabelGraph(MARKUP, ((0, 1), (0, 2))),
        [("one word", (0, 1)), ("two words", (0, 2)), ("three <b>words</b>", (3,))] * 4,
        cause="label",
    ),
)


@pytest.mark.parametrize("given", ALL, ids=lambda given: given.corpus.name)
def test_poor_documents_are_learned_from_or_refused_for_what_they_are(
    kind: type[ModelSettings], given: Poor
) -> None:
    corpus = given.corpus
    experiment = small(kind, **given.settings)
    refusal = ""
    try:
        snapshots = list(train(experiment, corpus))
    except HyperlabelError as error:
        refusal = str(error)
    if refusal:
        assert re.search(given.cause, refusal), refusal
        return
    scores = snapshots[-1].scores
    assert scores
    finite(scores.values())
    kept = checkpoint_after(snapshots)
    assert kept is not None
    prepared = prepare(corpus, experiment.corpus, experiment.seed)
    predictor = method_of(experiment.model).load(experiment, prepared, kept)
    found = predictor.scores(prepared.test)
    assert found.shape == (len(corpus.test), len(corpus.graph))
    finite(found.ravel())
    shown = next(document for document in corpus.test if document.text)
    explained = predictor.explain(" ".join(shown.text.split()[:20]))
    finite(explained.logits)
    finite(explained.contributions.ravel())


def finite(numbers: Iterable[float]) -> None:
    assert np.isfinite(np.fromiter(numbers, dtype=np.float64)).all()


def test_documents_without_any_word_are_refused(kind: type[ModelSettings]) -> None:
    bare = poor("no words", PAIR, [("", (0,)), ("…", (1,))] * 4, cause="")
    with pytest.raises(SettingError, match="no training document has a word"):
        train(small(kind), bare.corpus)


def test_documents_without_any_label_are_refused(kind: type[ModelSettings]) -> None:
    bare = poor("no labels", LabelGraph(("a",)), [("one word", ())] * 4, cause="")
    with pytest.raises(SettingError, match="no training document has a label"):
        train(small(kind), bare.corpus)
