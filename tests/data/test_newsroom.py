"""The bundled corpus: reproducible, closed under ancestors, readable, and not too easy."""

from __future__ import annotations

import re
from collections import Counter

import numpy as np
import pytest

from hmlc_core.data import newsroom
from hmlc_core.data.corpus import SPLITS, Corpus, Document
from hmlc_core.data.text import tokenize
from hmlc_core.errors import DataError


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return newsroom.generate()


def everything(corpus: Corpus) -> list[Document]:
    return [document for split in SPLITS for document in corpus.split(split)]


def words(document: Document) -> set[str]:
    return set(tokenize(document.text))


def occurrences(corpus: Corpus, split: str, sense: newsroom.Sense) -> int:
    """Stories about the sense's label that contain its word."""
    label = corpus.graph.index(sense.label)
    return sum(label in d.labels and sense.word in words(d) for d in corpus.split(split))


def paths(corpus: Corpus, document: Document) -> int:
    """Ways from a top label down to a most specific label of the document."""
    graph, labels = corpus.graph, set(document.labels)

    def ways(label: int) -> int:
        return sum(map(ways, graph.parents(label))) or 1

    return sum(ways(label) for label in labels if labels.isdisjoint(graph.children(label)))


def test_same_seed_same_bytes(corpus: Corpus):
    assert newsroom.generate() == corpus


def test_another_seed_tells_other_stories(corpus: Corpus):
    texts = {document.text for document in everything(newsroom.generate(200, seed=1))}
    assert texts.isdisjoint(document.text for document in everything(corpus))


def test_default_size(corpus: Corpus):
    assert {split: len(corpus.split(split)) for split in SPLITS} == newsroom.SIZES


@pytest.mark.slow
@pytest.mark.parametrize(
    ("documents", "sizes"),
    [(1, (1, 1, 1)), (2, (2, 1, 1)), (100, (100, 15, 30)), (2001, (2001, 300, 600))],
)
def test_other_sizes_keep_the_proportions(documents: int, sizes: tuple[int, int, int]):
    corpus = newsroom.generate(documents)
    assert tuple(len(corpus.split(split)) for split in SPLITS) == sizes
    assert all(document.text and document.labels for document in everything(corpus))


@pytest.mark.parametrize("arguments", [{"documents": -1}, {"seed": -1}])
def test_negative_numbers_are_refused(arguments: dict[str, int]):
    with pytest.raises(DataError, match=r"newsroom: (documents|seed) cannot be negative"):
        newsroom.generate(**arguments)


def test_ids_are_unique_and_count_on_through_the_splits(corpus: Corpus):
    ids = [document.id for document in everything(corpus)]
    assert ids == [f"newsroom-{number:06d}" for number in range(2900)]


def test_labels_are_sorted_and_closed_under_ancestors(corpus: Corpus):
    for document in everything(corpus):
        assert list(document.labels) == sorted(set(document.labels))
        for label in document.labels:
            assert set(corpus.graph.ancestors(label)) <= set(document.labels)


@pytest.mark.parametrize("split", SPLITS)
def test_every_label_occurs_in_every_split(corpus: Corpus, split: str):
    counts = np.asarray(corpus.label_matrix(split).sum(axis=0)).ravel()
    assert [corpus.graph.names[i] for i in np.flatnonzero(counts == 0)] == []


def test_labels_are_imbalanced_like_zipf(corpus: Corpus):
    leaves = list(corpus.graph.leaves())
    counts = np.asarray(corpus.label_matrix("train").sum(axis=0)).ravel()[leaves]
    counts = np.sort(counts)[::-1]
    slope = np.polyfit(np.log(np.arange(len(leaves)) + 3), np.log(counts), 1)[0]
    assert counts[0] > 10 * counts[-1]
    assert slope == pytest.approx(-1, abs=0.15)


def test_a_fifth_of_the_stories_has_several_paths(corpus: Corpus):
    several = np.mean([paths(corpus, document) > 1 for document in everything(corpus)])
    assert 0.15 <= several <= 0.25


def test_some_stories_stop_above_the_leaves(corpus: Corpus):
    leaves = set(corpus.graph.leaves())
    general = np.mean([leaves.isdisjoint(document.labels) for document in everything(corpus)])
    assert 0.1 <= general <= 0.3


def test_length(corpus: Corpus):
    lengths = [len(document.text.split()) for document in everything(corpus)]
    assert min(lengths) >= 30
    assert max(lengths) <= 95
    assert 50 <= np.mean(lengths) <= 70


def test_several_sentences_each_with_a_capital(corpus: Corpus):
    for document in everything(corpus):
        sentences = re.split(r'(?<=[.?]) |(?<=[.?]") ', document.text)
        assert len(sentences) >= 2, document.text
        for sentence in sentences:
            assert not sentence.lstrip('"')[0].islower(), document.text


def test_no_marks_of_the_grammar_are_left(corpus: Corpus):
    marks = re.compile(r"[{}\[\]|_<>]|[.?]\.|  |^\s|\s$")
    assert [d.text for d in everything(corpus) if marks.search(d.text)] == []


def test_articles_fit_the_words_behind_them(corpus: Corpus):
    wrong = re.compile(r"\b[Aa] (?:[aeio]\w+|8\d?|11|18|u(?!se|ni)\w+)\b|\b[Aa]n [^AEIOUaeiouh8\W]")
    found = [wrong.search(document.text) for document in everything(corpus)]
    assert [match.group() for match in found if match] == []


def test_no_two_stories_are_the_same(corpus: Corpus):
    texts = Counter(document.text for document in everything(corpus))
    assert max(texts.values()) == 1


def test_no_story_says_the_same_sentence_twice(corpus: Corpus):
    for document in everything(corpus):
        sentences = re.split(r"(?<=\.) ", document.text)
        assert len(set(sentences)) == len(sentences), document.text


def test_dev_and_test_have_sentences_that_training_never_saw(corpus: Corpus):
    seen = {word for document in corpus.train for word in words(document)}
    unseen = np.mean([not words(document) <= seen for document in corpus.test])
    assert unseen > 0.4


@pytest.mark.slow
def test_every_sense_of_an_ambiguous_word_can_be_learned(corpus: Corpus):
    counts = {sense: occurrences(corpus, "train", sense) for sense in newsroom.senses()}
    assert {sense: count for sense, count in counts.items() if count < 2} == {}


def test_most_ambiguous_words_are_tested_in_two_senses(corpus: Corpus):
    found = Counter(s.word for s in newsroom.senses() if occurrences(corpus, "test", s))
    assert np.mean([found[word] >= 2 for word in {s.word for s in newsroom.senses()}]) > 0.9


@pytest.mark.slow
def test_a_linear_classifier_does_well_but_not_perfectly(corpus: Corpus):
    """The one yardstick of difficulty; see the module's docstring."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.metrics import ndcg_score
    from sklearn.multiclass import OneVsRestClassifier
    from sklearn.svm import LinearSVC

    tfidf = TfidfVectorizer(sublinear_tf=True)
    features = tfidf.fit_transform(document.text for document in corpus.train)
    classifier = OneVsRestClassifier(LinearSVC())
    classifier.fit(features, corpus.label_matrix("train").toarray())
    scores = classifier.decision_function(
        tfidf.transform(document.text for document in corpus.test)
    )
    truth = corpus.label_matrix("test").toarray()
    first = truth[np.arange(len(truth)), scores.argmax(axis=1)].mean()
    assert 0.92 <= first <= 0.97
    assert 0.90 <= ndcg_score(truth, scores, k=5) <= 0.94
