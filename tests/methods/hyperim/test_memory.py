"""The memory that is computed for a step is the memory that it takes.

Arrays are so large that the allocator gives each back at once, and words are not encoded, so that
scores are what takes memory.
"""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from benchmarks.interaction_memory import computed, grown
from benchmarks.material import NextStep, made_corpus, trainer

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="only Linux can tell"),
]

LABELS, LENGTH = 6_000, 32


@pytest.mark.parametrize("head", ["position", "sorted", "pooled"])
def test_computed_and_measured_memory_agree(head: str) -> None:
    """In a process of its own: what others left in the heap is memory that nothing tells."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        found = pool.submit(both, head).result()
    said, measured = found["full"]
    assert measured == pytest.approx(said, rel=0.25)
    for choice in ("sampled", "per_document"):
        assert found[choice][1] < measured / 2
        assert found[choice][0] < said / 2


def both(head: str) -> dict[str, tuple[float, float]]:
    """Interaction -> MB as computed and as measured."""
    wide = made_corpus(labels=LABELS, words=1_000, documents=200, length=LENGTH)
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
        grew = grown(step)
        assert grew is not None
        found[choice] = computed(step, choice), grew
    return found
