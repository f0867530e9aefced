"""Contracts of HyperIM and its twin: what reaches what, and what may differ."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import Tensor

from hmlc_core.data.corpus import Corpus
from hmlc_core.data.prepare import Prepared, prepare
from hmlc_core.data.text import PAD
from hmlc_core.experiment import Experiment
from hmlc_core.methods.hyperim.method import HyperIMMethod
from hmlc_core.methods.hyperim.network import InteractionModel
from hmlc_core.training.batches import collate

GEOMETRIES = ("poincare", "product", "euclidean")
ENCODERS = ("none", "gru", "gru+word")
HEADS = ("position", "sorted", "pooled")


@pytest.fixture
def prepared(corpus: Corpus, experiment: Experiment) -> Prepared:
    return prepare(corpus, experiment.corpus, experiment.seed)


def build(
    prepared: Prepared, experiment: Experiment, *changes: str, points: Tensor | None = None
) -> InteractionModel:
    changed = experiment.assign(["training.dtype=float64", *changes])
    generator = torch.Generator().manual_seed(0)
    starts = {} if points is None else {"labels": {"points": points.numpy()}}
    return HyperIMMethod().network(
        changed, prepared, starts, generator=generator, kernels=changed.training.kernels
    )


def logits(model: InteractionModel, prepared: Prepared, labels: Tensor | None = None) -> Tensor:
    batch = collate(prepared.train, np.arange(8))
    return model.logits(batch.tokens, batch.lengths, labels)


@pytest.mark.parametrize("geometry", GEOMETRIES)
@pytest.mark.parametrize("encoder", ENCODERS)
@pytest.mark.parametrize("head", HEADS)
def test_a_gradient_reaches_every_parameter(
    prepared: Prepared, experiment: Experiment, geometry: str, encoder: str, head: str
) -> None:
    model = build(
        prepared,
        experiment,
        f"model.geometry={geometry}",
        f"model.encoder={encoder}",
        f"model.head={head}",
    )
    model.train()
    (logits(model, prepared) * torch.linspace(-1, 1, 7)).sum().backward()
    for name, parameter in model.named_parameters():
        assert parameter.grad is not None, name
        assert parameter.grad.to_dense().abs().max() > 0, name


def test_the_released_candidate_never_trains_its_own_matrix(
    prepared: Prepared, experiment: Experiment
) -> None:
    model = build(prepared, experiment, "model.released.candidate_uses_reset_matrix=true")
    logits(model, prepared).sum().backward()
    assert model.gru is not None
    assert torch.equal(model.gru.u.grad[2], torch.zeros_like(model.gru.u.grad[2]))
    assert model.gru.u.grad[0].abs().max() > 0


@pytest.mark.parametrize("encoder", ENCODERS)
def test_twins_start_from_the_same_numbers(
    prepared: Prepared, experiment: Experiment, encoder: str
) -> None:
    points = torch.linspace(-0.3, 0.3, 28, dtype=torch.float64).reshape(7, 4)
    twins = [
        build(
            prepared,
            experiment,
            f"model.geometry={geometry}",
            f"model.label_init={start}",
            f"model.encoder={encoder}",
            points=points if start == "hierarchy" else None,
        )
        for geometry in ("poincare", "euclidean")
        for start in ("hierarchy", "random")
    ]
    reference = dict(twins[0].named_parameters())
    for twin in twins[1:]:
        parameters = dict(twin.named_parameters())
        assert parameters.keys() == reference.keys()
        for name, parameter in parameters.items():
            # Labels start where label_init says; pooled biases follow from the distances.
            if name != "labels" and not name.endswith("bias"):
                assert torch.equal(parameter, reference[name]), name
    assert torch.equal(twins[0].labels, twins[2].labels)
    assert torch.equal(twins[1].labels, twins[3].labels)


@pytest.mark.parametrize("geometry", GEOMETRIES)
def test_small_points_make_twins_agree(
    prepared: Prepared, experiment: Experiment, geometry: str
) -> None:
    """Near the origin the ball is flat with a metric twice as long: scores double."""
    small = ("model.init_range=1e-5", "model.encoder=none", "model.label_init=random")
    flat = build(prepared, experiment, "model.geometry=euclidean", *small)
    curved = build(prepared, experiment, f"model.geometry={geometry}", "model.aggregate=l2", *small)
    batch = collate(prepared.train, np.arange(4))
    words, points = flat.words[batch.tokens], flat.labels
    scale = 1.0 if geometry == "euclidean" else 2.0
    expected = scale * flat.kernels.scores(words, points, batch.lengths)
    assert torch.allclose(
        curved.kernels.scores(words, points, batch.lengths), expected, rtol=1e-6, atol=0
    )


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("geometry", GEOMETRIES)
def test_label_groups_change_nothing(
    prepared: Prepared, experiment: Experiment, head: str, geometry: str
) -> None:
    changes = (f"model.head={head}", f"model.geometry={geometry}")
    whole = build(prepared, experiment, *changes).eval()
    grouped = build(prepared, experiment, *changes, "model.label_group=2").eval()
    with torch.no_grad():
        difference = logits(whole, prepared) - logits(grouped, prepared)
    assert difference.abs().max() < 1e-10


@pytest.mark.parametrize("head", HEADS)
def test_chosen_labels_get_the_logits_they_have_among_all(
    prepared: Prepared, experiment: Experiment, head: str
) -> None:
    model = build(prepared, experiment, f"model.head={head}")
    chosen = torch.tensor([1, 4, 6])
    difference = logits(model, prepared)[:, chosen] - logits(model, prepared, chosen)
    assert difference.abs().max() < 1e-10


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("encoder", ENCODERS)
def test_padding_is_invisible(
    prepared: Prepared, experiment: Experiment, head: str, encoder: str
) -> None:
    model = build(prepared, experiment, f"model.head={head}", f"model.encoder={encoder}").eval()
    batch = collate(prepared.train, np.arange(1))
    tokens = torch.nn.functional.pad(batch.tokens, (0, 3), value=PAD)
    difference = model.logits(batch.tokens, batch.lengths) - model.logits(tokens, batch.lengths)
    assert difference.abs().max() < 1e-10


@pytest.mark.slow
def test_padding_counts_where_the_released_code_counts_it(
    prepared: Prepared, experiment: Experiment
) -> None:
    tokens = torch.from_numpy(prepared.train.document(0).astype(np.int64))
    lengths = torch.tensor([len(tokens)])
    ours, theirs = (
        build(prepared, experiment, f"model.released.padding_is_a_word={value}").eval()
        for value in ("false", "true")
    )
    difference = ours.logits(tokens[None], lengths) - theirs.logits(tokens[None], lengths)
    assert difference.abs().max() > 1e-3
    assert torch.allclose(theirs.read(tokens).logits, theirs.logits(tokens[None], lengths)[0])
    assert theirs.read(tokens).trail.shape == (len(tokens), 4)


@pytest.mark.parametrize("head", HEADS)
def test_longer_texts_than_any_in_training_can_be_read(
    prepared: Prepared, experiment: Experiment, head: str
) -> None:
    model = build(prepared, experiment, f"model.head={head}").eval()
    tokens = torch.arange(2, 2 + model.width).repeat(3) % model.words.shape[0]
    logits = model.logits(tokens[None], torch.tensor([len(tokens)]))
    cut = tokens[: model.max_words]
    assert torch.allclose(logits, model.logits(cut[None], torch.tensor([len(cut)])), atol=1e-10)
    assert (len(cut) == len(tokens)) == (head == "pooled")


def test_pooled_biases_start_at_the_labels_frequencies(
    prepared: Prepared, experiment: Experiment
) -> None:
    model = build(prepared, experiment)
    everything = collate(prepared.train, np.arange(len(prepared.train)))
    with torch.no_grad():
        mean = model.logits(everything.tokens, everything.lengths).mean(0)
    share = (everything.truth.sum(0) + 0.5) / (len(prepared.train) + 1)
    assert torch.allclose(mean, torch.logit(share.double()), atol=1e-9)


@pytest.mark.parametrize("geometry", GEOMETRIES)
def test_released_scores_have_the_other_sign(
    prepared: Prepared, experiment: Experiment, geometry: str
) -> None:
    changes = (f"model.geometry={geometry}", "model.encoder=none", "model.label_init=random")
    ours = build(prepared, experiment, *changes)
    theirs = build(prepared, experiment, *changes, "model.released.positive_distance=true")
    batch = collate(prepared.train, np.arange(2))
    words = ours.words[batch.tokens]
    mine, other = (model._scores(words, model.labels, batch.lengths) for model in (ours, theirs))
    expected = mine.square() if geometry == "euclidean" else -mine
    assert torch.allclose(other, expected)
    tokens = batch.tokens[0, : batch.lengths[0]]
    assert torch.allclose(ours.read(tokens).scores, theirs.read(tokens).scores)


def test_frozen_vectors_get_no_gradient(prepared: Prepared, experiment: Experiment) -> None:
    model = build(prepared, experiment, "model.train_words=false", "model.train_labels=false")
    logits(model, prepared).sum().backward()
    assert model.words.grad is None
    assert model.labels.grad is None


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("encoder", ENCODERS)
def test_a_reading_repeats_the_forward_pass(
    prepared: Prepared, experiment: Experiment, head: str, encoder: str
) -> None:
    model = build(prepared, experiment, f"model.head={head}", f"model.encoder={encoder}").eval()
    tokens = torch.from_numpy(prepared.train.document(0).astype(np.int64))
    reading = model.read(tokens)
    expected = model.logits(tokens[None], torch.tensor([len(tokens)]))[0]
    assert torch.allclose(reading.logits, expected, atol=1e-12)
    assert reading.trail.shape == reading.word_points.shape == (len(tokens), 4)
    assert reading.scores.shape == reading.contributions.shape == (7, len(tokens))
    distances = model.geometry.distance(reading.trail, model.labels[3])
    assert torch.allclose(reading.scores[3], -distances, atol=1e-12)


def test_the_contribution_of_a_word_is_what_masking_it_costs(
    prepared: Prepared, experiment: Experiment
) -> None:
    """Without a recurrence, masking a word's score equals leaving the word out."""
    model = build(prepared, experiment, "model.encoder=none").eval()
    tokens = torch.tensor([3, 5, 4, 7])
    without = torch.cat([tokens[:1], tokens[2:]])
    cost = (
        model.logits(tokens[None], torch.tensor([4]))
        - model.logits(without[None], torch.tensor([3]))
    )[0]
    assert torch.allclose(model.read(tokens).contributions[:, 1], cost, atol=1e-12)


@pytest.mark.parametrize("head", HEADS)
def test_a_document_of_one_word_can_be_read(
    prepared: Prepared, experiment: Experiment, head: str
) -> None:
    reading = build(prepared, experiment, f"model.head={head}").eval().read(torch.tensor([1]))
    assert reading.contributions.isfinite().all()
