"""What holds of EXAM whatever its weights are."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from hmlc_core.experiment.models.exam import EXAM
from hmlc_core.methods.exam import network as module
from hmlc_core.methods.exam.network import ExamModel

TOKENS = torch.tensor([[3, 4, 5, 2], [6, 7, 0, 0], [0, 0, 0, 0]])
LENGTHS = torch.tensor([4, 2, 0])
KINDS = [
    {"encoder": encoder, "aggregation": aggregation}
    for encoder in ("gru", "none")
    for aggregation in ("mlp", "mean")
]


def network(**settings: object) -> ExamModel:
    model = ExamModel(
        EXAM(**{"dim": 5, "word_dim": 4, "hidden": 6, **settings}),
        vocabulary=9,
        labels=7,
        width=4,
        generator=torch.Generator().manual_seed(1),
        dtype=torch.float64,
        sparse_rows=False,
    )
    return model.eval()


@pytest.fixture(params=KINDS, ids=lambda kind: "-".join(kind.values()))
def model(request: pytest.FixtureRequest) -> ExamModel:
    return network(**request.param)


def same(one: Tensor, other: Tensor) -> None:
    torch.testing.assert_close(one, other, rtol=0, atol=1e-12)


def test_padding_and_the_rest_of_the_batch_do_not_matter(model: ExamModel) -> None:
    padded = torch.nn.functional.pad(TOKENS, (0, 3))
    together = model.logits(TOKENS, LENGTHS)
    same(together, model.logits(padded, LENGTHS))
    alone = [model.logits(row[None, :n], n[None]) for row, n in zip(TOKENS, LENGTHS, strict=True)]
    same(together, torch.cat(alone))


def test_chosen_labels_have_the_logits_that_they_have_among_all(model: ExamModel) -> None:
    chosen = torch.tensor([5, 0, 2])
    same(model.logits(TOKENS, LENGTHS, chosen), model.logits(TOKENS, LENGTHS)[:, chosen])


def test_its_network_reads_as_many_words_as_it_has_places_and_the_mean_reads_all() -> None:
    tokens, lengths = torch.tensor([[3, 4, 5, 2, 8]]), torch.tensor([5])
    cut = tokens[:, :4], torch.tensor([4])
    same(network().logits(tokens, lengths), network().logits(*cut))
    mean = network(aggregation="mean")
    assert not torch.allclose(mean.logits(tokens, lengths), mean.logits(*cut))


def test_labels_in_groups_have_the_same_logits_and_gradients(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = []
    for cells in (module.CELLS, 70):  # all labels at once, and two at a time
        monkeypatch.setattr(module, "CELLS", cells)
        model = network().train()
        model.dropout.share = 0.0
        logits = model.logits(TOKENS, LENGTHS)
        logits.square().sum().backward()
        found.append([logits, *(parameter.grad for parameter in model.parameters())])
    for one, other in zip(*found, strict=True):
        same(one, other)


@pytest.mark.slow
def test_gradients_are_those_of_finite_differences(model: ExamModel) -> None:
    parameters = list(model.parameters())

    def logits(*_: Tensor) -> Tensor:
        return model.logits(TOKENS, LENGTHS)

    assert torch.autograd.gradcheck(logits, parameters)


def test_words_that_no_gru_reads_have_as_many_coordinates_as_labels() -> None:
    model = network(encoder="none")
    assert model.words.weight.shape == (9, 5)
    assert model.label_points().shape == (7, 5)


def test_a_document_read_is_one_of_a_batch(model: ExamModel) -> None:
    reading = model.read(TOKENS[0])
    same(reading.logits, model.logits(TOKENS[:1], LENGTHS[:1])[0].detach())
    assert reading.contributions.shape == (7, 4)
    assert model.read(TOKENS[0, :0]).contributions.shape == (7, 0)
