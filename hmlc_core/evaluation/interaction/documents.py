"""Whether the words of a document, as they are encoded, are nearer to its labels than to others.

Some labels are near to everything. So chance is not one half, but what the same words have with
the labels of other documents.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from hmlc_core.data.labels import LabelGraph
from hmlc_core.data.text import Encoded
from hmlc_core.data.tokenizers import Tokenizer
from hmlc_core.evaluation.explain import Numbers
from hmlc_core.evaluation.interaction.finding import Finding
from hmlc_core.evaluation.interaction.ranks import DRAWS, share_before, spread
from hmlc_core.evaluation.predictor import Places, Predictor
from hmlc_core.wording import counted

DOCUMENTS, FEWEST = 200, 5
"""Documents that are read at most, and at least."""

WORDS, RANKED = 50, 10
"""Words of a document among which the nearest is looked for, and over which means are taken; both
evenly spread over it."""

CELLS = 8_000_000
"""Distances of words to labels at most, about, so that many labels mean fewer documents."""

LEVELS = 8
"""Levels that are told apart, from the top."""

Floats = NDArray[np.float64]

_TITLE, _BY_LEVEL = "Encoded words near their labels", "Labels by level"


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """What is asked of every document: how near are these words to its labels among `labels`?

    plain: words before they are encoded. nearest: only the word nearest to each label counts.
    """

    title: str
    labels: NDArray[np.int64]
    plain: bool = False
    nearest: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """(documents, labels of the question) each: the rank of labels by distance, 1 for the nearest,
    and the distance, both means over words unless only the nearest counts; which are true."""

    ranks: Floats
    distances: Floats
    truth: NDArray[np.bool_]


def encoded_words(
    predictor: Predictor,
    places: Places,
    documents: Encoded,
    graph: LabelGraph,
    words: Tokenizer,
    random: np.random.Generator,
) -> tuple[Finding, ...]:
    """True labels against all others, then within each level of the hierarchy.

    documents: of which a random sample is read, bounded by the constants above.
    """
    rows, trails = [], []
    for row in _sample(documents, len(graph), words, random):
        trail = predictor.trail(documents.texts[row])
        if trail is None:
            return _undefined("This method compares no single words with labels.")
        rows.append(row)
        trails.append(trail)
    if len(rows) < FEWEST:
        return _undefined(f"{counted(len(rows), 'document')} with words and labels are too few.")
    plain = None
    if places.words is not None:
        plain = [
            places.words[documents.document(row)[: len(trail)]]
            for row, trail in zip(rows, trails, strict=True)
        ]
        if all(map(np.array_equal, plain, trails)):  # nothing encodes them
            plain = None
    truth = documents.labels[rows].toarray() > 0
    questions = list(_questions(graph, plain=plain is not None))
    found = [
        _finding(question, answers, random)
        for question, answers in zip(
            questions, _answers(questions, places, trails, plain, truth), strict=True
        )
    ]
    if not graph.edges:
        reason = "The corpus has no hierarchy, so all labels are on one level."
        found.append(Finding(title=_BY_LEVEL, reason=reason))
    return tuple(found)


def _undefined(reason: str) -> tuple[Finding, ...]:
    return Finding(title=_TITLE, reason=reason), Finding(title=_BY_LEVEL, reason=reason)


def _questions(graph: LabelGraph, *, plain: bool) -> Iterator[Question]:
    """All labels by encoded words, and by the words themselves where they differ; then levels."""
    everything = np.arange(len(graph))
    yield Question(_TITLE, everything)
    yield Question("The nearest encoded word", everything, nearest=True)
    if plain:
        yield Question("Plain words near their labels", everything, plain=True)
        yield Question("The nearest plain word", everything, plain=True, nearest=True)
    if not graph.edges:
        return
    for level in range(min(LEVELS, int(graph.depth.max()) + 1)):
        yield Question(f"Labels of level {level + 1}", np.flatnonzero(graph.depth == level))


def _sample(
    documents: Encoded, labels: int, words: Tokenizer, random: np.random.Generator
) -> Iterator[int]:
    """Rows of documents with words and labels, at random."""
    most = min(DOCUMENTS, max(FEWEST, CELLS // (WORDS * max(1, labels))))
    has_labels = np.diff(documents.labels.indptr) > 0
    for row in random.permutation(len(documents)).tolist():
        if has_labels[row] and words(documents.texts[row], 1):
            yield row
            most -= 1
        if not most:
            return


def _answers(
    questions: Sequence[Question],
    places: Places,
    trails: Sequence[Numbers],
    plain: Sequence[Numbers] | None,
    truth: NDArray[np.bool_],
) -> list[Answers]:
    """One for each question, over all documents."""
    import torch

    labels = torch.tensor(np.asarray(places.labels, dtype=np.float64))

    def distances(words: Numbers) -> Floats:
        points = torch.tensor(np.asarray(_spread(words, WORDS), dtype=np.float64))
        found: Floats = places.geometry.pairwise(points, labels).numpy()
        return found

    ranks: list[list[Floats]] = [[] for _ in questions]
    means: list[list[Floats]] = [[] for _ in questions]
    for number, trail in enumerate(trails):
        tables = {False: distances(trail)}
        if plain is not None:
            tables[True] = distances(plain[number])
        for question, rank, mean in zip(questions, ranks, means, strict=True):
            table = tables[question.plain]
            table = table.min(axis=0, keepdims=True) if question.nearest else _spread(table, RANKED)
            table = table[:, question.labels]
            rank.append(rankdata(table, axis=1).mean(axis=0))
            mean.append(table.mean(axis=0))
    return [
        Answers(np.stack(rank), np.stack(mean), truth[:, question.labels])
        for question, rank, mean in zip(questions, ranks, means, strict=True)
    ]


def _spread(rows: NDArray[Any], most: int) -> NDArray[Any]:
    """At most so many of the rows, with the first and the last."""
    return rows[np.linspace(0, len(rows) - 1, min(len(rows), most)).round().astype(np.int64)]


def _finding(question: Question, answers: Answers, random: np.random.Generator) -> Finding:
    """Chance permutes which document's labels are the true ones."""
    members, total = answers.truth.sum(axis=1), len(question.labels)
    judged = (members > 0) & (members < total)
    if (count := int(judged.sum())) < FEWEST:
        reason = (
            f"Of the documents that were read, {count:,} have one of {counted(total, 'label')} "
            f"here and lack another, {FEWEST} are the least."
        )
        return Finding(title=question.title, reason=reason)
    truth, members = answers.truth[judged], members[judged]
    # (documents, documents): words of the row's document, labels of the column's.
    shares = share_before(answers.ranks[judged] @ truth.T, members, total)
    rows = np.arange(count)
    draws = [shares[rows, random.permutation(rows)].mean() for _ in range(DRAWS)]
    distances = answers.distances[judged]
    near, far = (
        float(np.mean([row[has].mean() for row, has in zip(distances, kind, strict=True)]))
        for kind in (truth, ~truth)
    )
    return Finding(
        title=question.title,
        measure="of pairs of a true and another label have the true one nearer",
        value=float(shares.diagonal().mean()),
        chance=spread(draws),
        on=f"Measured on {count:,} documents and {total:,} labels; the mean distance is "
        f"{near:.2f} to true labels and {far:.2f} to others.",
    )
