"""DXML's network: many are as one each, no document depends on another, scores come from places."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sparse
import torch
from torch import Tensor

from hmlc_core.data.text import SPECIAL, Vocabulary
from hmlc_core.experiment.encoder import Encoder
from hmlc_core.experiment.models.dxml import DXML
from hmlc_core.methods.dxml.network import DxmlModel, targets
from hmlc_core.models.encoders import build_encoder

VOCABULARY = Vocabulary((*SPECIAL, *"abcdefg"), (0, 0, 3, 1, 2, 2, 4, 1, 1), 5)
TRUTH = sparse.csr_matrix(np.array([[1, 1, 0], [0, 1, 1], [0, 0, 1], [0, 0, 0], [1, 0, 0]]))
TOKENS = torch.tensor([[2, 3, 3, 0], [4, 0, 0, 0], [5, 6, 7, 8]])
LENGTHS = torch.tensor([3, 1, 4])


def vectors() -> Tensor:
    generator = torch.Generator().manual_seed(5)
    return torch.randn(3, 4, generator=generator, dtype=torch.float64)


def network(**values: object) -> DxmlModel:
    settings = DXML(**{"dim": 4, "hidden": 5, "neighbours": 2, "dropout": 0.0, **values})
    generator = torch.Generator().manual_seed(3)
    encoder = build_encoder(
        Encoder(kind="tfidf", dropout=settings.dropout),
        vocabulary=VOCABULARY,
        features=None,
        out_dim=settings.learners * settings.hidden,
        generator=generator,
        dtype=torch.float64,
        sparse_rows=False,
    )
    return DxmlModel(settings, encoder, vectors(), TRUTH, generator=generator, dtype=torch.float64)


def test_scores_do_not_depend_on_the_batch() -> None:
    model = network().eval()
    whole = model.logits(TOKENS, LENGTHS)
    for row, length in enumerate(LENGTHS.tolist()):
        alone = model.logits(TOKENS[[row], :length], LENGTHS[[row]])
        torch.testing.assert_close(alone[0], whole[row])
    wider = torch.cat([TOKENS, torch.zeros(3, 2, dtype=torch.int64)], dim=1)
    torch.testing.assert_close(model.logits(wider, LENGTHS), whole)


def test_chosen_labels_have_the_scores_they_have_among_all() -> None:
    model = network().eval()
    chosen = torch.tensor([2, 0])
    whole = model.logits(TOKENS, LENGTHS)
    torch.testing.assert_close(model.logits(TOKENS, LENGTHS, chosen), whole[:, chosen])


def test_learners_know_nothing_of_each_other() -> None:
    model = network(learners=3)
    first = model.outputs(TOKENS, LENGTHS)[:, 0].square().sum()
    for name, slope in zip(
        ("weight", "bias"), torch.autograd.grad(first, (model.weight, model.bias)), strict=True
    ):
        assert slope[0].any(), name
        assert not slope[1:].any(), name


def test_scores_are_the_mean_over_learners() -> None:
    model = network(learners=3).eval()
    outputs = model.outputs(TOKENS, LENGTHS).detach().numpy()
    alone = [model.documents.scores(outputs[:, learner]) for learner in range(3)]
    np.testing.assert_allclose(model.logits(TOKENS, LENGTHS), np.mean(alone, axis=0))


def test_a_document_that_is_where_others_are_gets_their_labels() -> None:
    model = network(learners=1, neighbours=1).eval()
    where = targets(TRUTH, vectors())
    for row in (0, 1, 2, 4):
        with torch.no_grad():
            model.weight.zero_()
            model.bias.copy_(3 * where[[row]])
        scores = model.logits(TOKENS[:1], LENGTHS[:1])[0]
        np.testing.assert_array_equal(scores, TRUTH[row].toarray()[0])


def test_documents_that_belong_nowhere_are_left_out_and_said() -> None:
    model = network().eval()
    assert model.lost == 1
    assert len(model.documents.points) == 4
    assert "1 of 5 training documents belong nowhere" in " ".join(model.read(TOKENS[0, :3]).notes)


def test_labels_that_cancel_out_belong_nowhere() -> None:
    opposite = torch.tensor([[1.0, 0.0], [-1.0, 0.0]], dtype=torch.float64)
    both = sparse.csr_matrix([[1, 1], [1, 0]])
    np.testing.assert_array_equal(targets(both, opposite), [[0, 0], [1, 0]])


def test_loaded_vectors_move_the_documents() -> None:
    source, other = network(), network()
    state = source.state_dict()
    state["vectors"] = -state["vectors"]
    before = other.documents.points.copy()
    other.load_state_dict(state)
    np.testing.assert_allclose(other.documents.points, -before)
    torch.testing.assert_close(other.label_points(), -source.label_points())


def test_slopes_are_those_of_finite_differences() -> None:
    model = network(learners=2)
    names = [name for name, _ in model.named_parameters()]

    def outputs(*values: Tensor) -> Tensor:
        made = torch.func.functional_call(
            _Outputs(model), {f"model.{n}": v for n, v in zip(names, values, strict=True)}, ()
        )
        return made

    values = tuple(p.detach().clone().requires_grad_() for _, p in model.named_parameters())
    assert torch.autograd.gradcheck(outputs, values)


class _Outputs(torch.nn.Module):
    def __init__(self, model: DxmlModel) -> None:
        super().__init__()
        self.model = model

    def forward(self) -> Tensor:
        return self.model.outputs(TOKENS, LENGTHS)


@pytest.mark.parametrize("average", ["weighted", "plain"])
def test_the_average_is_the_setting(average: str) -> None:
    assert network(average=average).documents.weighted == (average == "weighted")
