"""Labels placed by co-occurrence: evenly spaced looks, one result, and the rest from any look."""

from __future__ import annotations

import numpy as np
import pytest

from hmlc_core.data.prepare import prepare
from hmlc_core.data.synthetic import generate
from hmlc_core.embeddings.ranking import Pairs
from hmlc_core.experiment import CorpusSettings
from hmlc_core.experiment.models.hidden import HiddeN
from hmlc_core.methods.hidden.cooccurrence import FRAMES, embed_cooccurrence
from hmlc_core.methods.hidden.objective import label_pairs
from hmlc_core.runs.store.arrays import pack_checkpoint, unpack_checkpoint
from hmlc_core.snapshot import Checkpoint, Snapshot

EPOCHS = 12


def settings(implementation: str) -> HiddeN:
    """Compiled steps hide no coordinates; the readable ones use all their random numbers."""
    hidden = 0.4 if implementation == "torch" else 0.0
    return HiddeN(dim=3, label_dropout=hidden, first_epochs=EPOCHS, max_norm=1.0)


@pytest.fixture(scope="module")
def pairs() -> Pairs:
    prepared = prepare(generate(120), CorpusSettings(name="synthetic"), 0)
    return label_pairs(prepared, HiddeN())


def placed(
    pairs: Pairs, implementation: str, resume: Checkpoint | None = None, epochs: int = EPOCHS
) -> list[Snapshot]:
    return list(
        embed_cooccurrence(
            pairs,
            settings(implementation),
            labels=21,
            batch=10,
            steps_per_epoch=7,
            rate=0.01,
            seed=0,
            implementation=implementation,
            resume=resume,
        )
    )


@pytest.mark.slow
def test_looks_are_evenly_spaced(pairs: Pairs) -> None:
    whole = placed(pairs, "numba")
    steps = [shot.step for shot in whole]
    assert len(steps) == FRAMES + 1
    assert (steps[0], steps[-1]) == (0, EPOCHS * 7)
    assert set(np.diff(steps)) <= {2, 3}
    assert whole[-1].epoch == EPOCHS


@pytest.mark.slow
@pytest.mark.parametrize("place", [0, 1, 9, 31, FRAMES])
@pytest.mark.parametrize("implementation", ["torch", "numba"])
def test_from_any_look_the_rest_follows_bit_for_bit(
    pairs: Pairs, implementation: str, place: int
) -> None:
    """Optimiser and random numbers go on; after the last look only the result is told."""
    whole = placed(pairs, implementation)
    kept = whole[place].checkpoint
    assert kept is not None
    rest = placed(pairs, implementation, unpack_checkpoint(pack_checkpoint(kept)))
    expected = whole[place + 1 :] or whole[-1:]
    for one, two in zip(rest, expected, strict=True):
        assert (one.step, one.epoch, one.kernels) == (two.step, two.epoch, implementation)
        assert one.losses == (two.losses if place < FRAMES else {})
        assert np.array_equal(one.label_points, two.label_points)
        assert one.seconds >= whole[place].seconds


def test_a_stage_keeps_the_kernels_that_it_began_with(pairs: Pairs) -> None:
    kept = placed(pairs, "numba")[5].checkpoint
    rest = list(
        embed_cooccurrence(
            pairs,
            settings("numba"),
            labels=21,
            batch=10,
            steps_per_epoch=7,
            rate=0.01,
            seed=0,
            implementation="torch",
            resume=kept,
        )
    )
    assert {shot.kernels for shot in rest} == {"numba"}


def test_without_pairs_to_rank_the_start_is_the_result() -> None:
    alone = Pairs.of(np.zeros((1, 1)), "lt_paper")
    (only,) = embed_cooccurrence(
        alone, HiddeN(dim=3), labels=1, batch=10, steps_per_epoch=7, rate=0.01, seed=0
    )
    assert (only.step, only.steps) == (0, 0)
    (again,) = embed_cooccurrence(
        alone, HiddeN(dim=3), labels=1, batch=10, steps_per_epoch=7, rate=0.01, seed=0,
        resume=only.checkpoint,
    )  # fmt: skip
    assert np.array_equal(again.label_points, only.label_points)
