"""What holds of HMCN-F whatever its weights are."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import Tensor

from hmlc_core.data.labels import LabelGraph
from hmlc_core.data.levels import levels_of
from hmlc_core.data.text import Vocabulary
from hmlc_core.experiment.models.hmcn_f import HMCNF
from hmlc_core.methods.hmcn_f.network import HmcnModel
from hmlc_core.methods.hmcn_f.objective import HmcnObjective
from hmlc_core.models.encoders import build_encoder
from hmlc_core.training.batches import Batch

GRAPH = LabelGraph(tuple("ABCabcx"), ((0, 3), (0, 4), (1, 5), (3, 6), (2, 6)))
SIZES = {"document_dim": 5, "units": 6, "local_units": 4}
VOCABULARY = Vocabulary.build([list("abcdefg"), list("abc"), list("efgg")])
TOKENS = torch.tensor([[3, 4, 5, 2], [6, 7, 0, 0], [0, 0, 0, 0]])
LENGTHS = torch.tensor([4, 2, 0])
TRUTH = torch.tensor([[1, 0, 0, 1, 0, 0, 0], [0, 1, 0, 0, 0, 1, 0], [0, 0, 1, 0, 0, 0, 0]]) > 0
BATCH = Batch(TOKENS, LENGTHS, TRUTH)


def network(graph: LabelGraph = GRAPH, **settings: object) -> HmcnModel:
    model, generator = HMCNF(**{**SIZES, **settings}), torch.Generator().manual_seed(1)
    encoder = build_encoder(
        model.encoder,
        vocabulary=VOCABULARY,
        features=None,
        out_dim=model.document_dim,
        generator=generator,
        dtype=torch.float64,
        sparse_rows=False,
    )
    levels = levels_of(graph)
    return HmcnModel(model, levels, encoder, generator=generator, dtype=torch.float64).eval()


def same(one: Tensor, other: Tensor) -> None:
    torch.testing.assert_close(one, other, rtol=0, atol=1e-12)


def test_a_document_has_the_scores_that_it_has_alone_and_padding_does_not_matter() -> None:
    model = network()
    model.train()
    model.parts(TOKENS, LENGTHS)  # what the normalisation remembers is then of this batch
    model.eval()
    padded = torch.nn.functional.pad(TOKENS, (0, 3))
    same(model.logits(TOKENS, LENGTHS), model.logits(padded, LENGTHS))
    alone = [model.logits(row[None, :n], n[None]) for row, n in zip(TOKENS, LENGTHS, strict=True)]
    same(model.logits(TOKENS, LENGTHS), torch.cat(alone))


@pytest.mark.parametrize(("beta", "part"), [(1.0, "levels"), (0.0, "whole")])
@pytest.mark.parametrize("mixes", ["probabilities", "logits"])
def test_all_weight_on_a_part_leaves_that_part(beta: float, part: str, mixes: str) -> None:
    model = network(beta=beta, mixes=mixes)
    same(model.logits(TOKENS, LENGTHS), getattr(model.parts(TOKENS, LENGTHS), part))
    assert model.part_logits(TOKENS, LENGTHS) == {}


@pytest.mark.parametrize(("beta", "trained"), [(1.0, "local"), (0.0, "global")])
def test_a_part_without_weight_is_not_trained(beta: float, trained: str) -> None:
    model = network(beta=beta)
    losses = HmcnObjective(model, GRAPH).losses(BATCH)
    assert list(losses) == ["loss", trained, "violation"]
    losses["loss"].backward()
    assert (model.flows.all_classes.weight.grad is None) == (trained == "local")
    assert (model.flows.classes[0].weight.grad is None) == (trained == "global")


def test_labels_in_another_order_have_the_same_scores_and_places() -> None:
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
        for key in (f"flows.classes.{level}.weight", f"flows.classes.{level}.bias"):
            state[key] = state[key][rows]
    rows = np.argsort(laid)[order[np.concatenate(levels_of(moved).members)]]
    for key in ("flows.all_classes.weight", "flows.all_classes.bias"):
        state[key] = state[key][rows]
    other.load_state_dict(state)
    same(other.logits(TOKENS, LENGTHS), one.logits(TOKENS, LENGTHS)[:, order])
    same(other.label_points(), one.label_points()[order])


@pytest.mark.parametrize("last_reads_document", [False, True])
def test_a_labels_place_is_its_row_of_the_last_layer(last_reads_document: bool) -> None:
    model = network(last_reads_document=last_reads_document)
    before = model.parts(TOKENS, LENGTHS).whole
    points = model.label_points()
    assert points.shape == (len(GRAPH), model.geometry.width)
    row = int(levels_of(GRAPH).columns[4])
    model.flows.all_classes.weight.data[row] += 1
    assert (model.label_points() != points).any(1).nonzero().flatten().tolist() == [4]
    after = model.parts(TOKENS, LENGTHS).whole
    assert ((after - before).abs().amax(0) > 1e-9).nonzero().flatten().tolist() == [4]


def test_a_corpus_without_a_hierarchy_is_one_level() -> None:
    flat = LabelGraph(("a", "b"))
    model = network(flat, recursive=1.0)
    assert len(model.flows.down) == 1
    losses = HmcnObjective(model, flat).losses(Batch(TOKENS, LENGTHS, torch.ones(3, 2) > 0))
    assert list(losses) == ["loss", "local", "global"]


def test_the_recursive_regulariser_draws_children_to_their_parents() -> None:
    model = network(recursive=2.0)
    losses = HmcnObjective(model, GRAPH).losses(BATCH)
    points = model.label_points()
    expected = sum((points[p] - points[c]).square().sum() for p, c in GRAPH.edges) / 2
    same(losses["recursive"], expected)
    rest = losses["local"] + losses["global"] + 0.1 * losses["violation"]
    same(losses["loss"].detach(), rest + 2 * losses["recursive"])


def test_a_single_document_is_learned_from() -> None:
    model = network()
    model.train()
    one = Batch(TOKENS[:1], LENGTHS[:1], TRUTH[:1])
    HmcnObjective(model, GRAPH).losses(one)["loss"].backward()
    for name, parameter in model.named_parameters():
        assert parameter.grad is not None, name
        assert parameter.grad.isfinite().all(), name


@pytest.mark.slow
@pytest.mark.parametrize("learns_by", ["parts", "mixture"])
@pytest.mark.parametrize("mixes", ["probabilities", "logits"])
def test_gradients_agree_with_differences(learns_by: str, mixes: str) -> None:
    model = network(learns_by=learns_by, mixes=mixes, violation=1.0, recursive=0.5, dropout=0.0)
    model.train()
    objective = HmcnObjective(model, GRAPH)
    # Differences are taken by moving the parameters themselves, in place.
    torch.autograd.gradcheck(
        lambda *parameters: objective.losses(BATCH)["loss"], tuple(model.parameters())
    )
