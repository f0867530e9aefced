"""What holds of HARNN whatever its weights are."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import Tensor

from hmlc_core.data.labels import LabelGraph
from hmlc_core.data.levels import levels_of
from hmlc_core.experiment.models.harnn import HARNN, ReleasedCode
from hmlc_core.methods.harnn.network import HarnnModel
from hmlc_core.methods.harnn.objective import HarnnObjective
from hmlc_core.models.mixture import mixed
from hmlc_core.training.batches import Batch

GRAPH = LabelGraph(tuple("ABCabcx"), ((0, 3), (0, 4), (1, 5), (3, 6), (2, 6)))
SIZES = {"word_dim": 5, "units": 3, "attention": 4, "hidden": 6, "init_scale": 0.0}
TOKENS = torch.tensor([[3, 4, 5, 2], [6, 7, 0, 0], [0, 0, 0, 0]])
LENGTHS = torch.tensor([4, 2, 0])


def network(graph: LabelGraph = GRAPH, **settings: object) -> HarnnModel:
    model = HarnnModel(
        HARNN(**{**SIZES, **settings}),
        levels_of(graph),
        vocabulary=9,
        width=6,
        generator=torch.Generator().manual_seed(1),
        dtype=torch.float64,
        sparse_rows=False,
    )
    return model.eval()


def same(one: Tensor, other: Tensor) -> None:
    torch.testing.assert_close(one, other, rtol=0, atol=1e-12)


def test_weights_of_every_level_sum_to_one_over_words_and_are_nowhere_else() -> None:
    for weights in network().parts(TOKENS, LENGTHS).weights:
        same(weights.sum(1), torch.tensor([1.0, 1.0, 0.0], dtype=torch.float64))
        assert (weights[1, 2:] == 0).all()


def test_padding_does_not_matter() -> None:
    model = network()
    padded = torch.nn.functional.pad(TOKENS, (0, 3))
    same(model.logits(TOKENS, LENGTHS), model.logits(padded, LENGTHS))
    alone = [model.logits(row[None, :n], n[None]) for row, n in zip(TOKENS, LENGTHS, strict=True)]
    same(model.logits(TOKENS, LENGTHS), torch.cat(alone))


def test_both_directions_are_read_as_in_packed_sequences() -> None:
    lstm = network(layers=2).lstm
    words = torch.randn(3, 5, 5, dtype=torch.float64, generator=torch.Generator().manual_seed(3))
    packed = torch.nn.LSTM(5, 3, 2, batch_first=True, bidirectional=True, dtype=torch.float64)
    for layer in (0, 1):
        for name, value in lstm.right[layer].named_parameters():
            getattr(packed, name.replace("l0", f"l{layer}")).data.copy_(value)
        for name, value in lstm.left[layer].named_parameters():
            getattr(packed, name.replace("l0", f"l{layer}_reverse")).data.copy_(value)
    for row, length in enumerate((5, 3, 1)):
        found = lstm(words, torch.tensor([5, 3, 1]))[row, :length]
        same(found, packed(words[row : row + 1, :length])[0][0])


@pytest.mark.parametrize(("alpha", "part"), [(0.0, "local"), (1.0, "global")])
def test_all_weight_on_a_part_leaves_that_part(alpha: float, part: str) -> None:
    model = network(alpha=alpha)
    same(model.logits(TOKENS, LENGTHS), model.part_logits(TOKENS, LENGTHS)[part])


@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_probabilities_are_mixed_not_logits(share: float) -> None:
    parts = network().parts(TOKENS, LENGTHS)
    expected = share * torch.sigmoid(parts.whole) + (1 - share) * torch.sigmoid(parts.levels)
    same(torch.sigmoid(mixed(parts.whole, parts.levels, share)), expected)


def test_labels_in_another_order_have_the_same_scores() -> None:
    """Names move to other rows, and what a row has learned moves with its name."""
    order = np.random.default_rng(2).permutation(len(GRAPH))
    place = np.argsort(order)
    moved = LabelGraph(
        tuple(GRAPH.names[old] for old in order),
        tuple((int(place[p]), int(place[c])) for p, c in GRAPH.edges),
    )
    one, other = network(), network(moved)
    members, state = levels_of(GRAPH).members, one.state_dict()
    laid = np.concatenate(members)
    for level, new in enumerate(levels_of(moved).members):
        rows = np.searchsorted(members[level], order[new])
        for name in ("labels", "classes.weight", "classes.bias"):
            key = f"head.units.{level}.{name}"
            state[key] = state[key][rows]
    rows = np.argsort(laid)[order[np.concatenate(levels_of(moved).members)]]
    for key in ("head.classes.weight", "head.classes.bias"):
        state[key] = state[key][rows]
    other.load_state_dict(state)
    same(other.logits(TOKENS, LENGTHS), one.logits(TOKENS, LENGTHS)[:, order])


def test_a_document_without_labels_on_a_level_is_learned_from() -> None:
    truth = torch.zeros(3, len(GRAPH), dtype=torch.bool)
    truth[0, 0] = True
    losses = HarnnObjective(network(violation=1.0), GRAPH).losses(Batch(TOKENS, LENGTHS, truth))
    losses["loss"].backward()
    assert losses["loss"].isfinite()


def test_a_corpus_without_a_hierarchy_is_one_level() -> None:
    flat = LabelGraph(("a", "b"))
    model = network(flat, violation=1.0)
    assert len(model.parts(TOKENS, LENGTHS).weights) == 1
    losses = HarnnObjective(model, flat).losses(Batch(TOKENS, LENGTHS, torch.ones(3, 2) > 0))
    assert "violation" not in losses


def test_mean_over_labels_is_the_sum_divided_by_labels_of_the_level_and_of_all() -> None:
    truth = torch.tensor([[1, 0, 1, 1, 0, 0, 0]] * 3) > 0
    batch, flat = Batch(TOKENS, LENGTHS, truth), LabelGraph(GRAPH.names)
    summed = HarnnObjective(network(flat), flat).losses(batch)
    mean = ReleasedCode(mean_over_labels=True)
    averaged = HarnnObjective(network(flat, released=mean), flat).losses(batch)
    same(averaged["loss"] * len(flat), summed["loss"])


def test_padding_that_is_a_word_changes_what_short_documents_get() -> None:
    plain, released = network(), network(released=ReleasedCode(padding_is_a_word=True))
    assert not torch.allclose(plain.logits(TOKENS, LENGTHS), released.logits(TOKENS, LENGTHS))
    weights = released.parts(TOKENS, LENGTHS).weights[0]
    assert weights.shape == (3, 6)
    reading = released.read(TOKENS[1, :2])
    assert reading.attention is not None
    same(reading.attention["level 1"].sum(), torch.tensor(1.0, dtype=torch.float64))
    assert "went to padding" in reading.notes[0]


def test_unknown_words_that_are_padding_are_zeros() -> None:
    model = network(released=ReleasedCode(unknown_is_padding=True))
    before = model.logits(torch.tensor([[1, 3]]), torch.tensor([2]))
    model.words.weight.data[1] += 1
    same(model.logits(torch.tensor([[1, 3]]), torch.tensor([2])), before)


def test_equal_words_are_told_apart_by_nothing() -> None:
    model = network(init_scale=0.1, released=ReleasedCode(equal_words=True))
    one, other = (
        model.logits(torch.tensor([words]), torch.tensor([2])) for words in ([3, 4], [5, 6])
    )
    same(one, other)


def test_a_reading_has_the_attention_of_each_level_and_what_leaving_a_word_out_does() -> None:
    model = network()
    reading = model.read(TOKENS[0])
    assert reading.attention is not None
    assert list(reading.attention) == ["level 1", "level 2", "level 3"]
    weights = model.parts(TOKENS[:1], LENGTHS[:1]).weights
    for of_level, found in zip(reading.attention.values(), weights, strict=True):
        same(of_level, found[0])
    without = model.logits(torch.tensor([[4, 5, 2]]), torch.tensor([3]))[0]
    same(reading.contributions[:, 0], reading.logits - without)
