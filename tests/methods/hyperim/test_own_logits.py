"""Labels that are scored for each document by itself: the same numbers as for all at once."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from hmlc_core.data.corpus import Corpus
from hmlc_core.data.prepare import Prepared, prepare
from hmlc_core.experiment import Experiment
from hmlc_core.methods.hyperim.objective import InteractionObjective
from hmlc_core.methods.hyperim.partial import per_document
from hmlc_core.training.batches import collate, drop_words
from tests.methods.hyperim.test_network import GEOMETRIES, HEADS, build

SCORED = torch.arange(8)[:, None] % torch.arange(2, 9) == 0
"""(8, 7) pairs of a document and a label; documents have different numbers of them."""


@pytest.fixture
def prepared(corpus: Corpus, experiment: Experiment) -> Prepared:
    return prepare(corpus, experiment.corpus, experiment.seed)


@pytest.mark.slow
@pytest.mark.parametrize(
    "kernels", ["torch", "auto", "torch model.released.padding_is_a_word=true"]
)
@pytest.mark.parametrize("geometry", GEOMETRIES)
@pytest.mark.parametrize("head", HEADS)
def test_they_are_those_of_all_pairs(
    prepared: Prepared, experiment: Experiment, geometry: str, head: str, kernels: str
) -> None:
    model = build(
        prepared,
        experiment,
        f"model.geometry={geometry}",
        f"model.head={head}",
        "model.encoder=gru+word",
        *f"training.kernels={kernels}".split(),
    )
    model.train()
    batch = collate(prepared.train, np.arange(8))
    own = model.own_logits(batch.tokens, batch.lengths, SCORED)
    every = model.logits(batch.tokens, batch.lengths)[SCORED]
    assert own.shape == (int(SCORED.sum()),)
    torch.testing.assert_close(own, every, rtol=1e-10, atol=1e-10)
    weights = torch.linspace(-1, 1, len(own), dtype=own.dtype)
    parameters = [parameter for parameter in model.parameters() if parameter.requires_grad]
    one, other = (
        torch.autograd.grad((found * weights).sum(), parameters) for found in (own, every)
    )
    for ours, theirs in zip(one, other, strict=True):
        torch.testing.assert_close(ours.to_dense(), theirs.to_dense(), rtol=1e-8, atol=1e-10)


def loss_of(prepared: Prepared, experiment: Experiment, *changes: str) -> torch.Tensor:
    changed = experiment.assign(["model.word_dropout=0", *changes])
    model = build(prepared, changed)
    model.train()
    objective = InteractionObjective(model, changed.model, torch.Generator().manual_seed(1))
    losses = objective.losses(collate(prepared.train, np.arange(8)))
    assert losses is not None
    return losses["loss"]


def test_with_all_others_as_negatives_the_loss_is_that_of_full_interaction(
    prepared: Prepared, experiment: Experiment
) -> None:
    printed = loss_of(prepared, experiment, "model.interaction=per_document", "model.negatives=7")
    full = loss_of(prepared, experiment, "model.interaction=full")
    torch.testing.assert_close(printed, full, rtol=1e-12, atol=0)


def test_the_loss_is_equation_7_over_the_pairs_that_are_scored(
    prepared: Prepared, experiment: Experiment
) -> None:
    """−Σ log p over L⁺ and −Σ log(1 − p) over L⁻, by the number of pairs."""
    changes = ["model.interaction=per_document", "model.negatives=2", "model.word_dropout=0"]
    changed = experiment.assign(changes)
    model = build(prepared, changed)
    model.train()
    batch = collate(prepared.train, np.arange(8))
    objective = InteractionObjective(model, changed.model, torch.Generator().manual_seed(1))
    losses = objective.losses(batch)
    assert losses is not None
    expected, pairs = torch.zeros(()), 0
    # The generator also draws the words that are hidden, whose share is 0 here.
    generator = torch.Generator().manual_seed(1)
    drop_words(batch, 0.0, generator)
    scored = per_document(batch.truth, 2, generator)
    every = model.logits(batch.tokens, batch.lengths).sigmoid()
    for document in range(8):
        for label in scored[document].nonzero().flatten().tolist():
            p = every[document, label]
            expected = expected - (p if batch.truth[document, label] else 1 - p).log()
            pairs += 1
    assert pairs == int(batch.truth.sum()) + 2 * 8
    torch.testing.assert_close(losses["loss"], expected / pairs, check_dtype=False)
