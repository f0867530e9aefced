"""Which labels a step of partial interaction scores (Eq. 7)."""

from __future__ import annotations

import torch

from hmlc_core.methods.hyperim import partial

TRUTH = torch.tensor([[1, 0, 0, 1, 0, 0], [1, 0, 0, 0, 0, 0]], dtype=torch.bool)


def test_batch_union_is_the_positives() -> None:
    assert partial.batch_union(TRUTH).tolist() == [0, 3]


def test_sampled_adds_distinct_negatives() -> None:
    generator = torch.Generator().manual_seed(0)
    for _ in range(50):
        chosen = partial.sampled(TRUTH, 2, generator).tolist()
        assert {0, 3} <= set(chosen)
        assert len(chosen) == len(set(chosen)) == 4


def test_sampled_takes_all_when_fewer_remain() -> None:
    generator = torch.Generator().manual_seed(0)
    assert partial.sampled(TRUTH, 512, generator).tolist() == list(range(6))


def test_every_negative_is_drawn_sometimes() -> None:
    generator = torch.Generator().manual_seed(0)
    drawn = {label for _ in range(60) for label in partial.sampled(TRUTH, 1, generator).tolist()}
    assert drawn == set(range(6))


def test_per_document_adds_distinct_negatives_to_a_documents_own_labels() -> None:
    generator = torch.Generator().manual_seed(0)
    drawn = torch.zeros(TRUTH.shape)
    for _ in range(200):
        scored = partial.per_document(TRUTH, 2, generator)
        assert scored[TRUTH].all()
        assert scored.sum(1).tolist() == [4, 3]
        drawn += scored
    shares = drawn / 200
    assert shares[0, [1, 2, 4, 5]].sub(2 / 4).abs().max() < 0.15
    assert shares[1, 1:].sub(2 / 5).abs().max() < 0.15
    assert (shares[0] != shares[1]).sum() > 1  # each document has draws of its own


def test_per_document_takes_all_when_fewer_remain() -> None:
    scored = partial.per_document(TRUTH, 512, torch.Generator())
    assert scored.all()
    assert scored.dtype == torch.bool


def test_a_document_without_labels_has_negatives_alone() -> None:
    scored = partial.per_document(torch.zeros(1, 6, dtype=torch.bool), 2, torch.Generator())
    assert scored.sum() == 2
