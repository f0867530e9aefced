"""The memory that is computed for a step is the memory that it takes.

Arrays are so large that the allocator gives each back at once, and words are not encoded, so that
scores are what takes memory.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.interaction_memory import computed, grown
from benchmarks.material import NextStep, made_corpus, trainer
from hmlc_core.data.corpus import Corpus

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="only Linux can tell"),
]

LABELS, LENGTH = 6_000, 32


@pytest.fixture(scope="module")
def wide() -> Corpus:
    return made_corpus(labels=LABELS, words=1_000, documents=200, length=LENGTH)


@pytest.mark.parametrize("head", ["position", "sorted", "pooled"])
def test_computed_and_measured_memory_agree(wide: Corpus, head: str) -> None:
    found = {}
    for choice in ("full", "sampled", "per_document"):
        changes = (
            f"model.head={head}",
            "model.encoder=none",
            f"model.interaction={choice}",
            "training.kernels=torch",
            "training.dtype=float64",
        )
        step = NextStep(trainer(wide, length=LENGTH, batch=50, changes=changes))
        step()
        found[choice] = computed(step, choice), grown(step)
    said, measured = found["full"]
    assert measured == pytest.approx(said, rel=0.25)
    for choice in ("sampled", "per_document"):
        assert found[choice][1] < measured / 2
        assert found[choice][0] < said / 2
