"""Laws that every encoder of texts obeys."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from hmlc_core.models.encoders import DocumentEncoder
from tests.models.encoders.small import OUT, padded, small_encoder

pytestmark = pytest.mark.slow

KINDS = ("cnn", "rcnn", "bert", "tfidf")
DOCUMENTS = ([2, 3, 4, 5, 6, 7, 8, 9], [], [4], [11, 1], [3, 3, 3], [5, 6, 7, 8, 10])
"""Longer than every filter, none at all, shorter than every filter, and between."""


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def encoder(kind: str) -> DocumentEncoder:
    return small_encoder(kind).eval()


def close(one: Tensor, other: Tensor) -> bool:
    return torch.allclose(one, other, rtol=0, atol=1e-10)


@pytest.mark.parametrize("width", [0, 8, 20])
def test_a_batch_changes_no_document(encoder: DocumentEncoder, width: int) -> None:
    together = encoder(*padded(DOCUMENTS, width))
    assert together.shape == (len(DOCUMENTS), OUT)
    for document, vector in zip(DOCUMENTS, together, strict=True):
        assert close(encoder(*padded([document]))[0], vector)


def test_what_stands_at_padding_does_not_matter(encoder: DocumentEncoder) -> None:
    tokens, lengths = padded(DOCUMENTS)
    beyond = torch.arange(tokens.shape[1]) >= lengths[:, None]
    assert close(encoder(tokens.masked_fill(beyond, 7), lengths), encoder(tokens, lengths))


def test_documents_keep_their_vectors_in_another_order(encoder: DocumentEncoder) -> None:
    tokens, lengths = padded(DOCUMENTS)
    order = torch.tensor([3, 0, 5, 1, 4, 2])
    assert close(encoder(tokens[order], lengths[order]), encoder(tokens, lengths)[order])


def test_every_word_of_a_document_counts(encoder: DocumentEncoder) -> None:
    """Tokens are read up to the last; an unread one could not change the vector's gradient."""
    document = [2, 3, 4, 5, 6]
    vector = encoder(*padded([document]))
    for place in range(len(document)):
        other = [*document[:place], 11, *document[place + 1 :]]
        assert not close(encoder(*padded([other])), vector)


@pytest.mark.parametrize("width", [0, 3])
def test_a_batch_without_a_word_has_one_vector(encoder: DocumentEncoder, width: int) -> None:
    vectors = encoder(*padded([[], []], width))
    assert vectors.isfinite().all()
    assert close(vectors[0], vectors[1])
    assert close(vectors[0], encoder(*padded([[], [2, 3, 4]]))[0])


def test_a_gradient_reaches_every_parameter(kind: str) -> None:
    encoder = small_encoder(kind, bert_pooling="mean", dropout=0)
    vectors = encoder(*padded(DOCUMENTS))
    (vectors * torch.linspace(-1, 1, OUT, dtype=torch.float64)).sum().backward()
    for name, parameter in encoder.named_parameters():
        assert parameter.grad is not None, name
        assert parameter.grad.isfinite().all(), name
        assert parameter.grad.abs().max() > 0, name


@pytest.mark.parametrize("kind", [*KINDS, "points"])
def test_equal_generators_make_equal_encoders(kind: str) -> None:
    one, same, other = (small_encoder(kind, seed=seed).state_dict() for seed in (0, 0, 1))
    assert one.keys() == same.keys()
    assert all(torch.equal(one[name], same[name]) for name in one)
    assert not any(torch.equal(one[name], other[name]) for name in one if one[name].dim() > 1)


@pytest.mark.parametrize("kind", [*KINDS, "points"])
def test_both_precisions_start_from_the_same_numbers(kind: str) -> None:
    double = small_encoder(kind).state_dict()
    single = small_encoder(kind, dtype=torch.float32).state_dict()
    for name, values in single.items():
        assert values.dtype == torch.float32, name
        assert torch.equal(values, double[name].float()), name


@pytest.mark.parametrize("released", [False, True])
def test_dropout_repeats_with_the_generators_state(kind: str, released: bool) -> None:
    generator = torch.Generator().manual_seed(5)
    encoder = small_encoder(kind, generator=generator, dropout=0.5, released_dropout_place=released)
    batch = padded(DOCUMENTS)
    state = generator.get_state()
    first, second = encoder(*batch), encoder(*batch)
    generator.set_state(state)
    assert torch.equal(encoder(*batch), first)
    assert torch.equal(encoder(*batch), second)
    assert not torch.equal(first, second)


def test_chance_of_the_process_is_left_alone(kind: str) -> None:
    encoder = small_encoder(kind, dropout=0.5)
    before = torch.get_rng_state()
    encoder(*padded(DOCUMENTS)).sum().backward()
    assert torch.equal(torch.get_rng_state(), before)


def test_prediction_draws_nothing(kind: str) -> None:
    generator = torch.Generator().manual_seed(5)
    encoder = small_encoder(kind, generator=generator, dropout=0.5).eval()
    before = generator.get_state()
    batch = padded(DOCUMENTS)
    assert torch.equal(encoder(*batch), encoder(*batch))
    assert torch.equal(generator.get_state(), before)


def test_word_vectors_are_detached(encoder: DocumentEncoder) -> None:
    vectors = encoder.word_vectors(torch.tensor([3, 0, 1, 3]))
    assert vectors is not None
    assert not vectors.requires_grad
    assert torch.equal(vectors[0], vectors[3])
    assert not torch.equal(vectors[0], vectors[2])
    nothing = encoder.word_vectors(torch.tensor([], dtype=torch.long))
    assert nothing is not None
    assert nothing.shape == (0, vectors.shape[1])
