"""HiddeN's pairs of labels and their loss: golden sizes, a hand-worked loss, odd inputs."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from hmlc_core.data.cooccurrence import similarity
from hmlc_core.data.corpus import Document, label_matrix
from hmlc_core.data.synthetic import CELLS, LABELS, ROOT, quadrant
from hmlc_core.embeddings import ranking
from hmlc_core.embeddings.ranking import Pairs, occurrences, rank_loss
from hmlc_core.errors import SettingError
from hmlc_core.geometry import PoincareBall
from hmlc_core.geometry.hyperboloid import from_ball, to_ball

GOLDEN = {
    (0, 16): (21, 18),
    (0, 20): (21, 18),
    (0, 1): (18, 0),
    (16, 20): (21, 19),
    (16, 0): (19, 15),
    (16, 17): (15, 0),
    (20, 0): (16, 0),
    (20, 16): (20, 16),
    (20, 20): (21, 20),
}
"""(l, l′) -> labels ranked below under ≤ and under <, on noise-free synthetic labels."""


@pytest.fixture(scope="module")
def noise_free() -> np.ndarray:
    one_each = [
        Document(id=str(cell), text="", labels=(cell, quadrant(cell), ROOT))
        for cell in range(CELLS)
    ]
    return similarity(label_matrix(one_each, LABELS), "count")


def sizes(pairs: Pairs) -> dict[tuple[int, ...], int]:
    return dict(zip(map(tuple, pairs.pairs.tolist()), pairs.below.tolist(), strict=True))


def test_golden_sizes_of_both_rules(noise_free: np.ndarray) -> None:
    paper = sizes(Pairs.of(noise_free, "lt_paper"))
    code = sizes(Pairs.of(noise_free, "le_code"))
    assert len(code) == LABELS * LABELS
    assert len(paper) == LABELS * (LABELS - 1) - 364  # pairs with nothing below are left out
    for pair, (at_most, less) in GOLDEN.items():
        assert code[pair] == at_most
        if pair[0] != pair[1]:
            assert paper.get(pair, 0) == less


def test_drawn_labels_are_ranked_below(noise_free: np.ndarray) -> None:
    drawn = Pairs.of(noise_free, "lt_paper").draw(2_000, 5, torch.Generator().manual_seed(0))
    assert drawn.shape == (2_000, 7)
    anchors, partners, others = drawn[:, 0], drawn[:, 1], drawn[:, 2:]
    likeness = torch.from_numpy(noise_free)
    assert (likeness[anchors[:, None], others] < likeness[anchors, partners][:, None]).all()
    assert (anchors != partners).all()


@given(st.integers(1, 6), st.integers(0, 2**31 - 1), st.sampled_from(["lt_paper", "le_code"]))
def test_any_likeness_gives_pairs_that_can_be_drawn(labels: int, seed: int, rule: str) -> None:
    random = np.random.default_rng(seed)
    likeness = random.integers(0, 3, (labels, labels)).astype(float)
    pairs = Pairs.of(likeness, rule)
    drawn = pairs.draw(50, 3, torch.Generator().manual_seed(seed))
    assert len(drawn) == (50 if len(pairs) else 0)
    for anchor, partner, *others in drawn.tolist():
        for other in others:
            below, level = likeness[anchor, other], likeness[anchor, partner]
            assert below < level if rule == "lt_paper" else below <= level


def test_equal_likeness_leaves_nothing_to_rank() -> None:
    pairs = Pairs.of(np.zeros((4, 4)), "lt_paper")
    assert len(pairs) == 0
    drawn = pairs.draw(8, 5, torch.Generator())
    assert drawn.shape == (0, 7)
    table = torch.ones(4, 2, dtype=torch.float64, requires_grad=True)
    loss = rank_loss(table, drawn, flat=False)
    assert loss.item() == 0
    loss.backward()
    assert table.grad is not None
    assert (table.grad == 0).all()


def test_too_many_labels_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranking, "MOST_LABELS", 3)
    with pytest.raises(SettingError, match="at most 3 labels"):
        Pairs.of(np.zeros((4, 4)), "lt_paper")


def test_the_loss_by_hand() -> None:
    # Π(x) lies arsinh ‖x‖ from the centre; on one ray distances are differences of these.
    table = torch.tensor([[0.0], [math.sinh(1.0)], [math.sinh(3.0)]], dtype=torch.float64)
    drawn = torch.tensor([[0, 1, 2, 2]])
    weights = [math.exp(-1.0), math.exp(-3.0), math.exp(-3.0)]
    expected = -math.log(weights[0] / sum(weights))
    assert rank_loss(table, drawn, flat=False).item() == pytest.approx(expected, abs=1e-12)


def test_flat_space_has_squared_distances() -> None:
    table = torch.tensor([[0.0], [1.0], [2.0]], dtype=torch.float64)
    drawn = torch.tensor([[0, 1, 2]])
    expected = -math.log(math.exp(-1) / (math.exp(-1) + math.exp(-4)))
    assert rank_loss(table, drawn, flat=True).item() == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("flat", [False, True])
def test_rows_for_each_occurrence_have_the_same_loss_and_are_free_of_each_other(flat: bool) -> None:
    generator = torch.Generator().manual_seed(1)
    table = torch.randn(5, 3, dtype=torch.float64, generator=generator)
    drawn = torch.tensor([[0, 1, 1, 3], [1, 2, 0, 1]])
    rows, places = occurrences(table, drawn)
    assert rows.shape == (8, 3)
    assert rank_loss(rows, places, flat=flat) == rank_loss(table, drawn, flat=flat)
    rows[places[0, 2]] = 0.0
    assert torch.equal(rows[places[0, 1]], table[1])


def test_no_pairs_have_no_occurrences() -> None:
    rows, places = occurrences(torch.ones(4, 2), torch.zeros(0, 7, dtype=torch.int64))
    assert (rows.shape, places.shape) == ((0, 2), (0, 7))
    assert rank_loss(rows, places, flat=False).item() == 0


@pytest.mark.parametrize("flat", [False, True])
def test_gradients_are_right_and_finite_where_labels_coincide(flat: bool) -> None:
    generator = torch.Generator().manual_seed(1)
    table = torch.randn(5, 3, dtype=torch.float64, generator=generator, requires_grad=True)
    drawn = torch.tensor([[0, 1, 2, 3], [4, 2, 0, 1]])
    assert torch.autograd.gradcheck(lambda t: rank_loss(t, drawn, flat=flat), (table,))
    together = torch.zeros(5, 3, dtype=torch.float64, requires_grad=True)
    rank_loss(together, drawn, flat=flat).backward()
    assert together.grad is not None
    assert together.grad.isfinite().all()


@given(st.lists(st.floats(-50, 50), min_size=3, max_size=3))
def test_the_hyperboloid_map_and_its_inverse(x: list[float]) -> None:
    vector = torch.tensor(x, dtype=torch.float64)
    point = to_ball(vector)
    assert point.norm() < 1
    assert torch.allclose(from_ball(point), vector, atol=1e-9, rtol=1e-9)
    radius = PoincareBall(3).radius(point)
    assert radius.item() == pytest.approx(math.asinh(vector.norm().item()), abs=1e-9)


def test_norm_one_is_the_radius_of_the_released_cap() -> None:
    assert to_ball(torch.tensor([1.0, 0.0], dtype=torch.float64)).norm().item() == pytest.approx(
        math.sqrt(2) - 1, abs=1e-12
    )
