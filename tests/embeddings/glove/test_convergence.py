"""The default rate and number of passes teach something on a small corpus, in every space."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from hmlc_core.data.prepare import Prepared, prepare
from hmlc_core.data.registry import BUNDLED, load_corpus
from hmlc_core.embeddings.glove.counts import count_windows
from hmlc_core.embeddings.glove.train import embed_words
from hmlc_core.experiment import CorpusSettings
from hmlc_core.experiment.words import WordEmbedding
from hmlc_core.geometry import Euclidean, Geometry, PoincareBall, ProductOfBalls

SPACES: dict[str, tuple[Geometry, str]] = {
    "ball, cosh²": (PoincareBall(20), "cosh2"),
    "ball, square": (PoincareBall(20), "square"),
    "disks": (ProductOfBalls(20), "cosh2"),
    "flat, distances": (Euclidean(20), "square"),
    "flat, inner": (Euclidean(20), "inner"),
}
NEIGHBOURS, OFTEN, MARGIN = 10, 5, 1.2
"""Nearest words, documents that a word is in at least, and how often more alike than any two."""


@pytest.fixture(scope="module")
def newsroom() -> Prepared:
    return prepare(load_corpus(BUNDLED), CorpusSettings(documents=400), 0)


def of_labels(prepared: Prepared) -> torch.Tensor:
    """(words, labels) of length 1: in which share of a label's documents a word stands."""
    train = prepared.train
    labels = train.labels.toarray()
    spread = np.zeros((len(prepared.vocabulary), labels.shape[1]))
    for row in range(len(train)):
        spread[np.unique(train.document(row))] += labels[row]
    return torch.nn.functional.normalize(torch.tensor(spread / labels.sum(0).clip(1)))


@pytest.mark.slow
@pytest.mark.parametrize("space", SPACES)
def test_neighbours_share_more_labels_than_words_at_random(newsroom: Prepared, space: str) -> None:
    geometry, similarity = SPACES[space]
    train, words = newsroom.train, len(newsroom.vocabulary)
    counts = count_windows(
        (train.document(row).astype(np.int32) for row in range(len(train))), words=words, window=10
    )
    settings, nobody = WordEmbedding(similarity=similarity), np.zeros(0, np.int64)
    stage = embed_words(counts, settings, geometry=geometry, seed=0, watched=nobody)
    try:
        while True:
            next(stage)
    except StopIteration as end:
        points = torch.tensor(end.value["points"])

    frequent = np.array(newsroom.vocabulary.document_frequency)
    frequent[:2] = 0
    chosen = np.flatnonzero(frequent >= OFTEN)
    points, labels = points[chosen], of_labels(newsroom)[chosen]
    if similarity == "inner":
        unit = torch.nn.functional.normalize(points)
        apart = -unit @ unit.T
    else:
        apart = geometry.pairwise(points, points)
    apart.fill_diagonal_(torch.inf)
    nearest = apart.topk(NEIGHBOURS, largest=False).indices
    alike = labels @ labels.T
    alike.fill_diagonal_(0)
    chance = alike.sum() / (len(chosen) * (len(chosen) - 1))
    own = alike.gather(1, nearest).mean()
    assert own > MARGIN * chance, f"{own:.3f} of neighbours, {chance:.3f} of any two"
