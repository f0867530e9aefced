"""TF-IDF inside a network is TF-IDF."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from sklearn.feature_extraction.text import TfidfVectorizer
from torch import Tensor

from hmlc_core.data.text import PAD, UNK, Vocabulary
from hmlc_core.experiment.encoder import Encoder
from hmlc_core.models.encoders import build_encoder
from hmlc_core.models.encoders.tfidf import BagLinear, TfIdf
from tests.models.encoders.small import padded

TEXTS = ["rates rise rates fall", "rates fall", "tennis court", "court rates rates rates", ""]
WORDS = [text.split() for text in TEXTS]
VOCABULARY = Vocabulary.build(WORDS)


def encoded(documents: list[list[str]], width: int = 0) -> tuple[Tensor, Tensor]:
    return padded([VOCABULARY.encode(words).tolist() for words in documents], width)


def layer(*, sparse_rows: bool = False) -> BagLinear:
    return BagLinear(
        len(VOCABULARY),
        4,
        generator=torch.Generator().manual_seed(1),
        dtype=torch.float64,
        sparse_rows=sparse_rows,
    )


def rows(documents: list[list[str]]) -> Tensor:
    """(B, V), by a layer whose weights are the identity."""
    identity = layer()
    identity.weight = torch.nn.Parameter(torch.eye(len(VOCABULARY), dtype=torch.float64))
    identity.bias = torch.nn.Parameter(torch.zeros(1, dtype=torch.float64))
    found: Tensor = identity(TfIdf(VOCABULARY, dtype=torch.float64)(*encoded(documents)))
    return found.detach()


def test_rows_are_those_of_scikit_learn() -> None:
    peer = TfidfVectorizer(sublinear_tf=True, vocabulary=VOCABULARY.words, analyzer=str.split)
    expected = peer.fit_transform(TEXTS).toarray()
    np.testing.assert_allclose(rows(WORDS).numpy(), expected, rtol=0, atol=1e-12)


def test_unknown_words_do_not_count() -> None:
    torch.testing.assert_close(
        rows([["rates", "nobody", "knows", "fall"]]), rows([["fall", "rates"]])
    )
    alone = rows([["nobody"]])
    assert not alone.any()
    assert not rows(WORDS)[:, [PAD, UNK]].any()


def test_the_layer_is_a_product_with_the_rows() -> None:
    linear, features = layer(), TfIdf(VOCABULARY, dtype=torch.float64)
    linear.bias.data += 2.0
    expected = rows(WORDS) @ linear.weight + linear.bias
    torch.testing.assert_close(linear(features(*encoded(WORDS, 9))), expected)


@pytest.mark.parametrize("documents", [WORDS, [["nobody"], []]])
def test_sparse_and_dense_gradients_are_equal(documents: list[list[str]]) -> None:
    bags = TfIdf(VOCABULARY, dtype=torch.float64)(*encoded(documents))
    gradients = []
    for sparse in (True, False):
        linear = layer(sparse_rows=sparse)
        linear(bags).square().sum().backward()
        gradient = linear.weight.grad
        assert gradient is not None
        assert gradient.is_sparse == sparse
        gradients.append(gradient.to_dense())
    torch.testing.assert_close(*gradients)


def test_gradients_agree_with_differences() -> None:
    bags, linear = TfIdf(VOCABULARY, dtype=torch.float64)(*encoded(WORDS)), layer()

    def answer(weight: Tensor, bias: Tensor) -> Tensor:
        found = torch.func.functional_call(linear, {"weight": weight, "bias": bias}, bags)
        return found.tanh()

    torch.autograd.gradcheck(answer, (linear.weight, linear.bias))


def test_points_are_read_as_they_are() -> None:
    encoder = build_encoder(
        Encoder(kind="tfidf"),
        vocabulary=Vocabulary(),
        features=3,
        out_dim=5,
        generator=torch.Generator().manual_seed(1),
        dtype=torch.float64,
    )
    origin, point, twice = (encoder(torch.tensor([[x, 0.0, -x]]), None) for x in (0.0, 1.0, 2.0))
    torch.testing.assert_close(twice - origin, 2 * (point - origin))
