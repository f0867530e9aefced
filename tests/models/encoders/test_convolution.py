"""Convolutions, TextCNN and TextRCNN: by hand, and beside plain torch, one document at a time."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn

from hmlc_core.models.encoders.cnn import TextCNN
from hmlc_core.models.encoders.convolution import MaxConvolution
from hmlc_core.models.encoders.rcnn import TextRCNN
from tests.models.encoders.small import padded, small_encoder

DOCUMENTS = ([2, 3, 4, 5, 6, 7, 8, 9], [4], [11, 1], [5, 6, 7, 8, 10])


def hand_made() -> MaxConvolution:
    """On one-dimensional states: the sum of two (bias −1), and last minus first of three."""
    layer = MaxConvolution(
        1, (2, 3), 1, generator=torch.Generator().manual_seed(0), dtype=torch.float64
    )
    values = {
        "filters.0.weight": [[[1, 1]]],
        "filters.0.bias": [-1],
        "filters.1.weight": [[[-1, 0, 1]]],
        "filters.1.bias": [0],
    }
    layer.load_state_dict({k: torch.tensor(v, dtype=torch.float64) for k, v in values.items()})
    return layer


@pytest.mark.parametrize(
    ("states", "answer"),
    [
        ([1, 2, 4, 3], [4 + 3 - 1, 4 - 1]),
        ([3, 2, 1], [4, 0]),  # 1 − 3 < 0; no place at 2, 1, padding, where it would be 0 − 2
        ([-3, -2, -1], [0, 2]),  # no place at -1, padding, where the sum would be larger
        ([5, 1], [5, 0]),  # shorter than the second filter: 0 − 5, filled up
        ([-5, 1], [0, 5]),  # 0 − (−5)
        ([3], [2, 0]),
        ([], [0, 0]),
    ],
)
@pytest.mark.parametrize("padding", [0, 1, 4])
def test_worked_by_hand(states: list[int], answer: list[int], padding: int) -> None:
    rows = torch.tensor([[*states, *[0] * padding]], dtype=torch.float64)[..., None]
    lengths = torch.tensor([len(states)])
    assert hand_made()(rows.reshape(1, -1, 1), lengths).tolist() == [answer]


def alone(states: Tensor, filters: nn.ModuleList) -> Tensor:
    """ReLU, then maximum, over the places in one (T, dim) document."""
    parts = []
    for convolution in filters:
        width = convolution.kernel_size[0]
        missing = max(0, width - len(states))
        column = torch.cat([states, states.new_zeros(missing, states.shape[1])]).T
        parts.append(torch.relu(convolution(column[None]))[0].amax(-1))
    return torch.cat(parts)


def test_textcnn_beside_plain_torch() -> None:
    encoder = small_encoder("cnn").eval()
    assert isinstance(encoder, TextCNN)
    assert [f.kernel_size for f in encoder.convolution.filters] == [(3,), (4,), (5,)]
    for document, vector in zip(DOCUMENTS, encoder(*padded(DOCUMENTS)), strict=True):
        words = nn.functional.embedding(torch.tensor(document), encoder.words.weight)
        features = alone(words, encoder.convolution.filters)
        expected = nn.functional.linear(features, *encoder.readout.linear.parameters())
        assert torch.allclose(vector, expected, rtol=0, atol=1e-12)


@pytest.mark.parametrize("layers", [1, 2])
def test_textrcnn_beside_plain_torch(layers: int) -> None:
    encoder = small_encoder("rcnn", gru_layers=layers).eval()
    assert isinstance(encoder, TextRCNN)
    assert [f.kernel_size for f in encoder.convolution.filters] == [(2,), (3,), (4,)]
    gru = nn.GRU(5, 3, num_layers=layers, batch_first=True, bidirectional=True, dtype=torch.float64)
    gru.load_state_dict(encoder.gru.state_dict())
    for document, vector in zip(DOCUMENTS, encoder(*padded(DOCUMENTS)), strict=True):
        words = nn.functional.embedding(torch.tensor(document), encoder.words.weight)
        features = alone(gru(words[None])[0][0], encoder.convolution.filters)
        expected = nn.functional.linear(features, *encoder.readout.linear.parameters())
        assert torch.allclose(vector, expected, rtol=0, atol=1e-12)


@pytest.mark.parametrize("kind", ["cnn", "rcnn"])
def test_sparse_rows_are_the_words_of_the_batch(kind: str) -> None:
    gradients = []
    for sparse in (True, False):
        encoder = small_encoder(kind, sparse_rows=sparse, dropout=0)
        encoder(*padded(DOCUMENTS)).square().sum().backward()
        gradient = encoder.words.weight.grad
        assert gradient.is_sparse == sparse
        gradients.append(gradient.to_dense())
    assert torch.allclose(*gradients, rtol=0, atol=1e-12)
    untouched = gradients[0].abs().sum(1) == 0
    assert untouched[0]  # padding
    assert untouched[3] == torch.tensor(False)
