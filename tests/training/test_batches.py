"""Batches hold each document once, padded on the right, whatever is shuffled or hidden."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from hmlc_core.data.corpus import Corpus
from hmlc_core.data.prepare import Prepared, prepare
from hmlc_core.data.text import PAD
from hmlc_core.experiment import Experiment
from hmlc_core.training.batches import collate, drop_words, in_order, shuffled


@pytest.fixture(scope="module")
def prepared(corpus: Corpus) -> Prepared:
    return prepare(corpus, Experiment().assign(["corpus.min_count=1"]).corpus, 0)


def test_collate_pads_on_the_right(prepared: Prepared) -> None:
    rows = np.array([3, 0, 7])
    batch = collate(prepared.train, rows)
    for line, length, row in zip(batch.tokens, batch.lengths, rows):
        assert line[:length].tolist() == prepared.train.document(row).tolist()
        assert (line[length:] == PAD).all()
    assert (batch.truth.numpy() == prepared.train.labels[rows].toarray()).all()


@pytest.mark.parametrize("size", [1, 7, 16, 1000])
def test_an_epoch_reads_each_document_once(prepared: Prepared, size: int) -> None:
    for batches in (
        shuffled(prepared.train, size, torch.Generator().manual_seed(3)),
        in_order(prepared.train, size),
    ):
        seen = np.concatenate(list(batches))
        assert sorted(seen) == list(range(len(prepared.train)))


@pytest.mark.parametrize("times", [1, 2.4, 7])
def test_a_longer_epoch_reads_no_document_twice_as_others_read_it_once_less(
    prepared: Prepared, times: float
) -> None:
    """Each comes as often as any other, or once more."""
    items = int(times * len(prepared.train))
    batches = list(shuffled(prepared.train, 8, torch.Generator().manual_seed(3), items=items))
    counts = np.bincount(np.concatenate(batches), minlength=len(prepared.train))
    assert counts.sum() == items
    assert counts.max() - counts.min() == (items % len(prepared.train) > 0)
    assert max(map(len, batches)) == 8


def test_as_many_items_as_documents_are_the_usual_epoch(prepared: Prepared) -> None:
    usual, counted = (
        np.concatenate(list(shuffled(prepared.train, 8, torch.Generator().manual_seed(0), **how)))
        for how in ({}, {"items": len(prepared.train)})
    )
    assert (usual == counted).all()


def test_the_order_is_the_generators(prepared: Prepared) -> None:
    orders = [
        np.concatenate(list(shuffled(prepared.train, 8, torch.Generator().manual_seed(seed))))
        for seed in (0, 0, 1)
    ]
    assert (orders[0] == orders[1]).all()
    assert (orders[0] != orders[2]).any()


@given(share=st.floats(0, 0.9), seed=st.integers(0, 1000))
def test_hidden_words_leave_a_subsequence(prepared: Prepared, share: float, seed: int) -> None:
    full = collate(prepared.train, np.arange(10))
    kept = drop_words(full, share, torch.Generator().manual_seed(seed))
    assert kept.lengths.min() >= 1
    for before, n_before, after, n_after in zip(
        full.tokens, full.lengths, kept.tokens, kept.lengths
    ):
        remaining = iter(before[:n_before].tolist())
        assert all(word in remaining for word in after[:n_after].tolist())
        assert (after[n_after:] == PAD).all()


def test_about_the_asked_share_is_hidden(prepared: Prepared) -> None:
    full = collate(prepared.train, np.arange(len(prepared.train)))
    generator = torch.Generator().manual_seed(0)
    kept = sum(int(drop_words(full, 0.3, generator).lengths.sum()) for _ in range(40)) / 40
    assert kept / int(full.lengths.sum()) == pytest.approx(0.7, abs=0.02)
