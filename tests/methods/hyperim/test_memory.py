"""The memory that is computed for a step is the memory that it takes."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.interaction_memory import computed, grown
from benchmarks.material import NextStep, made_corpus, trainer

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="only Linux can tell"),
]

LABELS, LENGTH = 2_500, 60


@pytest.mark.parametrize("head", ["position", "sorted", "pooled"])
@pytest.mark.parametrize("encoder", ["gru", "gru+word"])
def test_computed_and_measured_memory_agree(head: str, encoder: str) -> None:
    corpus = made_corpus(labels=LABELS, words=1_000, documents=200, length=LENGTH)
    found = {}
    for choice in ("full", "sampled"):
        changes = (
            f"model.head={head}",
            f"model.encoder={encoder}",
            f"model.interaction={choice}",
            "training.kernels=torch",
        )
        step = NextStep(trainer(corpus, length=LENGTH, batch=50, changes=changes))
        step()
        found[choice] = computed(step, choice), grown(step)
    said, measured = found["full"]
    assert measured == pytest.approx(said, rel=0.3)
    said_less, measured_less = found["sampled"]
    assert measured_less < measured
    assert measured - measured_less == pytest.approx(said - said_less, rel=0.3)
