"""Predictors whose truth is known get the verdict they deserve; shuffled ones are within chance."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from hmlc_core.data.corpus import Corpus, Document
from hmlc_core.data.labels import LabelGraph
from hmlc_core.data.prepare import Prepared, prepare
from hmlc_core.evaluation.explain import Explanation
from hmlc_core.evaluation.interaction import Finding, interaction_findings
from hmlc_core.evaluation.predictor import Places, Predictor
from hmlc_core.experiment import CorpusSettings
from hmlc_core.geometry import Geometry, make_geometry
from tests.conftest import make_corpus

FUNCTION = ("the", "of", "and", "to", "in", "is")
ENCODED, NEAREST = "Encoded words near their labels", "The nearest encoded word"
PLANE = make_geometry("euclidean", 2)
BALL = make_geometry("poincare", 2)

Trail = Callable[[str], np.ndarray | None]


class Placed(Predictor):
    """Labels, words and trails wherever a test puts them."""

    def __init__(self, places: Places | None, trail: Trail = lambda text: None) -> None:
        self.places, self._trail = places, trail

    def scores(self, documents):
        raise NotImplementedError

    def explain(self, text: str) -> Explanation:
        raise NotImplementedError

    def trail(self, text: str) -> np.ndarray | None:
        return self._trail(text)


def prepared_of(corpus: Corpus) -> Prepared:
    return prepare(corpus, CorpusSettings(min_count=1), 0)


@pytest.fixture(scope="module")
def prepared() -> Prepared:
    """English function words stand in every document beside its own and common words."""
    tiny = make_corpus(documents=120)

    def filled(documents: tuple[Document, ...]) -> tuple[Document, ...]:
        return tuple(
            replace(one, text=f"{' '.join(FUNCTION)} {one.text} {one.id}") for one in documents
        )

    return prepared_of(
        replace(tiny, train=filled(tiny.train), dev=filled(tiny.dev), test=filled(tiny.test))
    )


def circle(count: int, radius: float = 0.5) -> np.ndarray:
    angle = 2 * np.pi * np.arange(count) / count
    return radius * np.stack([np.cos(angle), np.sin(angle)], axis=1)


def places(prepared: Prepared, geometry: Geometry = BALL) -> Places:
    words = np.random.default_rng(0).uniform(-0.5, 0.5, (len(prepared.vocabulary), 2))
    return Places(geometry, circle(len(prepared.corpus.graph)), words)


def by_title(predictor: Predictor, prepared: Prepared, **options: int) -> dict[str, Finding]:
    found = interaction_findings(predictor, prepared, **options)
    assert len({finding.title for finding in found}) == len(found)
    for finding in found:
        assert (finding.value is None) == bool(finding.reason), finding
        assert (finding.chance is None) == (finding.value is None)
        assert finding.sentence.endswith(".")
    return {finding.title: finding for finding in found}


def at_labels(prepared: Prepared, labels_of: Callable[[int], tuple[int, ...]]) -> Trail:
    """The trail visits the labels that `labels_of` names for the test document of a row."""
    rows = {document.text: row for row, document in enumerate(prepared.corpus.test)}
    points = circle(len(prepared.corpus.graph))
    return lambda text: points[list(labels_of(rows[text]))]


@pytest.mark.parametrize("geometry", [BALL, PLANE], ids=lambda space: space.name)
def test_words_at_their_labels_are_as_claimed_on_every_level(prepared, geometry):
    test = prepared.corpus.test
    trail = at_labels(prepared, lambda row: test[row].labels)
    found = by_title(Placed(places(prepared, geometry), trail), prepared)
    assert found[NEAREST].value == 1.0
    for title in (ENCODED, NEAREST, "Labels of level 2", "Labels of level 3"):
        assert found[title].verdict == "as claimed", title
    assert "0.00 to true labels" in found[NEAREST].on
    assert "lack another" in found["Labels of level 1"].reason  # there is one top label


def test_words_at_the_labels_of_another_document_are_within_chance(prepared):
    test = prepared.corpus.test
    order = np.random.default_rng(1).permutation(len(test))
    trail = at_labels(prepared, lambda row: test[order[row]].labels)
    found = by_title(Placed(places(prepared), trail), prepared)
    for title in (ENCODED, NEAREST, "Labels of level 2", "Labels of level 3"):
        assert found[title].verdict == "within chance", title


def test_words_at_all_other_labels_are_the_opposite(prepared):
    test, labels = prepared.corpus.test, set(range(7))
    trail = at_labels(prepared, lambda row: tuple(sorted(labels.difference(test[row].labels))))
    found = by_title(Placed(places(prepared), trail), prepared)
    assert found[ENCODED].verdict == found[NEAREST].verdict == "the opposite"
    assert found[NEAREST].value == 0.0


def test_a_label_that_is_near_to_everything_is_no_finding(prepared):
    """All words lie at the top label, which every document has: chance has that, too."""
    found = by_title(Placed(places(prepared), at_labels(prepared, lambda row: (0,))), prepared)
    assert found[ENCODED].value > 0.6
    assert found[ENCODED].verdict == "within chance"


def test_plain_words_are_told_apart_only_where_something_encodes_them(prepared):
    where = places(prepared)

    def plain(text: str) -> np.ndarray:
        return where.words[prepared.vocabulary.encode(text.replace("-", " ").split())]

    assert "Plain words near their labels" not in by_title(Placed(where, plain), prepared)
    encoded = by_title(Placed(where, lambda text: plain(text) / 2), prepared)
    assert encoded["Plain words near their labels"].value is not None
    assert encoded["The nearest plain word"].value is not None


def moved(prepared: Prepared, factor: float, chosen: tuple[str, ...]) -> Places:
    """Words on a circle, the chosen ones on one of another radius."""
    where = places(prepared)
    words = circle(len(prepared.vocabulary), 0.4)
    rows = [prepared.vocabulary.words.index(word) for word in chosen]
    words[rows] *= factor
    return replace(where, words=words)


@pytest.mark.parametrize(("factor", "verdict"), [(0.1, "as claimed"), (2.0, "the opposite")])
def test_function_words_are_judged_by_their_distance_from_the_centre(prepared, factor, verdict):
    found = by_title(Placed(moved(prepared, factor, FUNCTION)), prepared)
    finding = found["Function words near the centre"]
    assert finding.verdict == verdict
    assert finding.value in (0.0, 1.0)
    assert "6 function words (scikit-learn's English list)" in finding.on


def test_function_words_like_all_others_are_within_chance(prepared):
    finding = by_title(Placed(moved(prepared, 1.0, FUNCTION)), prepared)[
        "Function words near the centre"
    ]
    assert finding.verdict == "within chance"
    assert finding.value == pytest.approx(0.5, abs=0.2)


def test_common_words_stand_in_where_words_are_numbers(prepared):
    """The same corpus with other names for the same words."""
    names = {word: f"{row}" for row, word in enumerate(FUNCTION)}

    def renamed(documents):
        return tuple(
            replace(one, text=" ".join(names.get(word, word) for word in one.text.split()))
            for one in documents
        )

    corpus = prepared.corpus
    other = prepared_of(
        replace(corpus, train=renamed(corpus.train), dev=renamed(corpus.dev), test=corpus.test)
    )
    found = by_title(Placed(moved(other, 0.1, tuple(names.values()))), other)
    assert "Function words near the centre" not in found
    finding = found["Most common words near the centre"]
    assert finding.verdict == "as claimed"
    assert "for want of function words" in finding.on


def test_without_either_kind_function_words_are_undefined():
    tiny = prepared_of(make_corpus())
    finding = by_title(Placed(places(tiny)), tiny)["Function words near the centre"]
    assert finding.verdict == "undefined"
    assert "fewer than 5" in finding.reason


def test_what_a_method_has_not_is_a_reason(prepared):
    found = by_title(Placed(replace(places(prepared), words=None)), prepared)
    assert found["Function words near the centre"].reason == "This method places no words."
    assert "compares no single words" in found[ENCODED].reason
    assert found["Labels by level"].verdict == "undefined"
    assert interaction_findings(Placed(None), prepared) == ()


def with_graph(graph: LabelGraph) -> Prepared:
    """The tiny corpus' texts, each with a label of that graph."""
    tiny = make_corpus()

    def labelled(documents):
        count = len(graph)
        return tuple(replace(one, labels=(n % count,)) for n, one in enumerate(documents))

    return prepared_of(
        replace(
            tiny,
            graph=graph,
            train=labelled(tiny.train),
            dev=labelled(tiny.dev),
            test=labelled(tiny.test),
        )
    )


@pytest.mark.parametrize(
    ("graph", "reasons"),
    [
        (LabelGraph(("only",)), ("no hierarchy", "no hierarchy")),
        (LabelGraph(("a", "b", "c")), ("no hierarchy", "no hierarchy")),
        (LabelGraph(tuple("abcd"), ((0, 1), (1, 2), (2, 3))), ("lack another", "one top label")),
    ],
    ids=["one label", "no hierarchy", "a chain"],
)
def test_hierarchies_without_levels_or_without_an_absent_root(graph, reasons):
    made = with_graph(graph)
    trail = at_labels(made, lambda row: made.corpus.test[row].labels)
    found = by_title(Placed(places(made), trail), made)
    level = found.get("Labels by level") or found["Labels of level 1"]
    assert reasons[0] in level.reason
    assert reasons[1] in found["An absent root near the centre"].reason
    assert found[ENCODED].value == (None if len(graph) == 1 else 1.0)


def test_points_all_in_one_place_say_nothing():
    graph = LabelGraph(tuple("abcdef"), ((0, 2), (0, 3), (1, 4), (1, 5)))
    made = with_graph(graph)
    where = replace(places(made), labels=np.zeros((6, 2)))
    found = by_title(Placed(where, lambda text: np.zeros((1, 2))), made)
    assert found[ENCODED].value == 0.5
    assert found[ENCODED].verdict == "within chance"
    assert found["An absent root near the centre"].verdict == "undefined"


def test_too_few_documents_are_a_reason(prepared):
    few = prepared_of(replace(prepared.corpus, test=prepared.corpus.test[:4]))
    trail = at_labels(few, lambda row: few.corpus.test[row].labels)
    assert "4 documents" in by_title(Placed(places(few), trail), few)[ENCODED].reason


def test_documents_without_words_or_labels_are_passed_over(prepared):
    corpus = prepared.corpus
    blank = (Document("no words", "…", (0,)), Document("no labels", "the a0", ()))
    more = prepared_of(replace(corpus, test=(*corpus.test, *blank)))
    trail = at_labels(more, lambda row: more.corpus.test[row].labels)
    found = by_title(Placed(places(more), trail), more)
    assert f"on {len(corpus.test)} documents" in found[ENCODED].on


def test_without_a_test_split_validation_documents_are_read(prepared):
    corpus = replace(prepared.corpus, test=())
    made, rows = prepared_of(corpus), {one.text: one.labels for one in corpus.dev}
    points = circle(7)
    found = by_title(Placed(places(made), lambda text: points[list(rows[text])]), made)
    assert f"on {len(corpus.dev)} documents" in found[ENCODED].on


def test_the_sample_is_bounded_and_the_seed_decides(prepared, monkeypatch):
    monkeypatch.setattr("hmlc_core.evaluation.interaction.documents.DOCUMENTS", 12)
    test = prepared.corpus.test
    trail = at_labels(prepared, lambda row: test[row].labels[:1])
    predictor = Placed(places(prepared), trail)
    first = by_title(predictor, prepared)
    assert "on 12 documents" in first[ENCODED].on
    assert by_title(predictor, prepared) == first
    assert by_title(predictor, prepared, seed=1) != first
