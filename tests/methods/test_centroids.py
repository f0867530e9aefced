"""Cosines to the means of labels, against their plain formula."""

from __future__ import annotations

import numpy as np
import pytest

from hmlc_core.data.corpus import Corpus
from hmlc_core.data.features import Terms, features_of
from hmlc_core.data.prepare import prepare
from hmlc_core.experiment import CorpusSettings
from hmlc_core.methods import centroids
from hmlc_core.methods.centroids import Centroids


@pytest.mark.parametrize("terms", [100, 2])
def test_scores_are_cosines_to_means_of_their_heaviest_words(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch, terms: int
) -> None:
    monkeypatch.setattr(centroids, "TERMS", terms)
    monkeypatch.setattr(centroids, "_BLOCK", 2)
    prepared = prepare(corpus, CorpusSettings(min_count=1), 0)
    features = features_of(Terms(), prepared, prepared.train)
    rows, asked = (features.of(part).toarray() for part in (prepared.train, prepared.test))
    has = prepared.train.labels.toarray()
    means = np.stack([rows[has[:, label] > 0].sum(axis=0) for label in range(has.shape[1])])
    for mean in means:
        mean[np.argsort(-mean)[terms:]] = 0
    lengths = np.linalg.norm(asked, axis=1)[:, None] * np.linalg.norm(means, axis=1)
    expected = np.divide(asked @ means.T, lengths, out=np.zeros(lengths.shape), where=lengths > 0)
    found = Centroids(prepared, prepared.train).scores(prepared.test)
    if terms == 100:
        np.testing.assert_allclose(found, expected, atol=1e-6)
    else:  # of equally heavy words either may be kept
        assert np.abs(found - expected).mean() < 0.1
        assert (found <= 1 + 1e-6).all()
    assert not found[:, has.sum(axis=0) == 0].any()
