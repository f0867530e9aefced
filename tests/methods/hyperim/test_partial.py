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
