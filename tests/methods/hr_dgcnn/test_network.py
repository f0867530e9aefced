"""What holds of both networks whatever their weights are."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import Tensor
from torch.nn.functional import pad

from hmlc_core.data.labels import LabelGraph
from hmlc_core.experiment.models.hr_dgcnn import HRDGCNN
from hmlc_core.methods.hr_dgcnn.convolutions import FieldConvolutions, GraphConvolutions, normalised
from hmlc_core.methods.hr_dgcnn.graphs import WordGraphs
from hmlc_core.methods.hr_dgcnn.network import HrDgcnnModel
from hmlc_core.methods.hr_dgcnn.objective import HrDgcnnObjective
from hmlc_core.training.batches import Batch

GRAPH = LabelGraph(("A", "B", "a", "b"), ((0, 2), (1, 3)))
SIZES = {
    "nodes": 32,
    "field": 3,
    "word_dim": 4,
    "first_maps": 5,
    "maps": 3,
    "hidden": 6,
    "dim": 4,
}
BOTH = pytest.mark.parametrize("kind", ["dgcnn", "gcn"])


def network(kind: str, **settings: object) -> HrDgcnnModel:
    skipped = np.zeros(50, np.bool_)
    skipped[:3] = True
    model = HrDgcnnModel(
        HRDGCNN(network=kind, **{**SIZES, **settings}),
        WordGraphs(skipped, 4),
        classes=len(GRAPH),
        generator=torch.Generator().manual_seed(1),
        dtype=torch.float64,
        sparse_rows=False,
    )
    return model.eval()


def texts() -> tuple[Tensor, Tensor]:
    """A long text, a short one, one without a known word, and one without words."""
    lengths = torch.tensor([45, 6, 2, 0])
    tokens = torch.randint(3, 50, (4, 45), generator=torch.Generator().manual_seed(2))
    tokens[2] = 1
    return tokens * (torch.arange(45) < lengths[:, None]), lengths


def same(one: Tensor, other: Tensor) -> None:
    torch.testing.assert_close(one, other, rtol=0, atol=1e-12)


def batch() -> Batch:
    tokens, lengths = texts()
    truth = torch.tensor([[1, 0, 1, 0], [0, 1, 0, 1], [0, 0, 0, 0], [1, 1, 0, 0]]) > 0
    return Batch(tokens, lengths, truth)


@BOTH
def test_a_documents_scores_do_not_depend_on_its_batch(kind: str) -> None:
    model, (tokens, lengths) = network(kind), texts()
    together = model.logits(tokens, lengths)
    same(model.logits(pad(tokens, (0, 7)), lengths), together)
    for row, length in enumerate(lengths):
        same(model.logits(tokens[row : row + 1, :length], length[None])[0], together[row])


@BOTH
def test_chosen_labels_are_those_of_all(kind: str) -> None:
    model, (tokens, lengths) = network(kind), texts()
    chosen = torch.tensor([3, 1])
    same(model.logits(tokens, lengths, chosen), model.logits(tokens, lengths)[:, chosen])


@BOTH
def test_what_padding_holds_does_not_matter(kind: str) -> None:
    model, (tokens, lengths) = network(kind), texts()
    before = model.logits(tokens, lengths)
    model.words.weight.data[0] += 1
    same(model.logits(tokens, lengths), before)


@BOTH
def test_words_that_are_no_nodes_contribute_nothing(kind: str) -> None:
    wide = {"first_maps": 24, "maps": 24, "hidden": 24, "dim": 24}
    reading = network(kind, **wide).read(torch.tensor([3, 1, 4, 2, 5, 6]))
    assert reading.contributions.shape == (len(GRAPH), 6)
    largest = reading.contributions.abs().amax(0)
    assert (largest[[1, 3]] < 1e-12).all()
    assert (largest[[0, 2, 4, 5]] > 1e-6).all()


@BOTH
def test_gradients_are_those_of_finite_differences(kind: str) -> None:
    model = network(kind, recursive=0.5, normalise=True)
    objective = HrDgcnnObjective(model, GRAPH)
    names, values = zip(*model.named_parameters(), strict=True)
    part = batch()
    part = Batch(part.tokens[:2], part.lengths[:2], part.truth[:2])

    def loss(*moved: Tensor) -> Tensor:
        for name, value in zip(names, moved, strict=True):
            owner, _, leaf = name.rpartition(".")
            module = model.get_submodule(owner)
            module._parameters.pop(leaf, None)
            setattr(module, leaf, value)
        return objective.losses(part)["loss"]

    # Biases of 0 would leave empty fields where ReLU has no derivative.
    luck = torch.Generator().manual_seed(7)
    moved = (torch.rand(v.shape, generator=luck, dtype=v.dtype) / 5 for v in values)
    inputs = tuple((v.detach() + m).requires_grad_() for v, m in zip(values, moved, strict=True))
    assert torch.autograd.gradcheck(loss, inputs, fast_mode=True)


def test_loss_is_entropy_summed_over_labels_and_the_weighted_regulariser() -> None:
    plain, drawn = (
        HrDgcnnObjective(network("dgcnn", recursive=weight), GRAPH).losses(batch())
        for weight in (0.0, 0.5)
    )
    assert list(plain) == ["loss"]
    rows = network("dgcnn").labels.weight.detach()
    apart = sum((rows[p] - rows[c]).square().sum() for p, c in GRAPH.edges)
    same(drawn["loss"] - plain["loss"], 0.5 * apart / 2)
    same(drawn["hierarchy"], 0.5 * apart / 2)
    model, part = network("dgcnn"), batch()
    of_labels = torch.nn.functional.binary_cross_entropy_with_logits(
        model.logits(part.tokens, part.lengths), part.truth.double()
    )
    same(plain["loss"], len(GRAPH) * of_labels)


def test_label_points_are_the_rows_of_the_last_layer() -> None:
    model = network("dgcnn")
    points = model.label_points()
    same(points, model.labels.weight)
    assert points.shape == (len(GRAPH), model.geometry.width)
    points += 1
    assert not torch.equal(points, model.labels.weight)


def test_fields_are_read_as_by_convolutions_with_stride_over_their_words() -> None:
    """The authors' first convolution runs along all words of all fields, a field at a step."""
    convolutions = FieldConvolutions(
        4,
        nodes=32,
        size=3,
        maps=(5, 2),
        normalise=True,
        generator=torch.Generator().manual_seed(3),
        dtype=torch.float64,
    )
    words = torch.rand(2, 32, 3, 4, dtype=torch.float64, generator=torch.Generator().manual_seed(4))
    filters = convolutions.fields.weight.view(5, 3, 4).transpose(1, 2)
    along = words.flatten(1, 2).transpose(1, 2)
    bias = convolutions.fields.bias
    maps = torch.relu(torch.nn.functional.conv1d(along, filters, bias, stride=3))
    near = pad(maps.square().transpose(1, 2), (5, 5)).unfold(2, 11, 1).sum(-1).transpose(1, 2)
    maps = maps / (1 + 0.001 / 9 * near) ** 0.75
    maps = torch.maximum(maps[..., 0::2], maps[..., 1::2])
    for layer in convolutions.places:
        maps = convolutions._pooled(layer(maps))
    assert convolutions(words).shape == (2, convolutions.out_dim)
    same(convolutions(words), maps.flatten(1))


def test_graph_convolutions_average_over_neighbours_and_the_word_itself() -> None:
    together = torch.tensor([[[0, 3, 0], [3, 0, 0], [0, 0, 0]]]).double()
    half, whole = 4 / 4**0.5 / 4**0.5, 1.0
    expected = torch.tensor([[[0.25, 0.75, 0], [0.75, 0.25, 0], [0, 0, whole]]]).double()
    same(normalised(together), expected * half)
    layers = GraphConvolutions(
        2, maps=(3, 3), generator=torch.Generator().manual_seed(5), dtype=torch.float64
    )
    for layer in layers.layers:
        torch.nn.init.eye_(layer.weight)
        torch.nn.init.zeros_(layer.bias)
    words = torch.tensor([[[1.0, 0], [0, 2], [0, 0]]]).double()
    present = torch.tensor([[True, True, False]])
    twice = expected @ expected @ words
    mean, peak = twice[0, :2].mean(0), twice[0, :2].amax(0)
    zero = torch.zeros(1).double()
    same(layers(words, together, present)[0], torch.cat([mean, zero, peak, zero]))
