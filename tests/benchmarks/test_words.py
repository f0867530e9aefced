"""Words are trained by us, by plain torch and by gensim, and all are measured; torch learns the
same."""

from __future__ import annotations

import json

import numpy as np
import pytest
import torch

from benchmarks import words
from benchmarks.peers.glove import Glove
from hmlc_core.embeddings.glove.epoch import SIMILARITIES, epoch

pytestmark = pytest.mark.slow


def test_every_space_is_measured_beside_its_peers(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(words, "AT_A_TIME", 5)
    monkeypatch.setattr(words, "BATCH", 5)
    words.main(documents=40, rounds=1, epochs=1, as_json=True)
    told = json.loads(capsys.readouterr().out)
    assert [entry["space"] for entry in told["passes"]] == list(words.SPACES)
    assert all(entry["pairs_per_second"] > 0 for entry in told["passes"])
    assert ["ratio" in entry for entry in told["passes"]] == [True, True, False]
    assert told["texts"]["word2vec, skip-gram, words per second"] > 0


@pytest.mark.parametrize("shape", [(1, 6), (3, 2)])
def test_the_peer_takes_the_steps_that_are_measured(shape: tuple[int, int]) -> None:
    random = np.random.default_rng(0)
    points = random.uniform(-0.15, 0.15, (2, 5, *shape))
    biases = random.uniform(-1, 1, (2, 5))
    rows, columns = np.array([0, 1, 0, 4], np.int32), np.array([2, 2, 3, 4], np.int32)
    values = np.array([3.0, 0.5, 120.0, 1.0])
    peer = Glove(torch.tensor(points), torch.tensor(biases))
    pairs = torch.tensor(np.stack([rows, columns], 1)).long()
    expected = peer.epoch(pairs, torch.tensor(values), batch=1, rate=0.05)
    sums, bias_sums, order = (
        np.ones(points.shape[:3]),
        np.ones((2, 5)),
        np.arange(4, dtype=np.int32),
    )
    start = (points, biases, sums, bias_sums, rows, columns, values, order)
    loss, _ = epoch(*start, SIMILARITIES["cosh2"], 100.0, 0.05, False, 1 - 1e-5)
    assert loss == pytest.approx(expected, rel=1e-6)
    np.testing.assert_allclose(points, peer.points.numpy(), rtol=1e-5, atol=1e-9)
    np.testing.assert_allclose(biases, peer.biases.numpy(), rtol=1e-6, atol=1e-9)
