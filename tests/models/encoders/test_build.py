"""From settings to an encoder."""

from __future__ import annotations

import pytest
import torch

from hmlc_core.data.text import Vocabulary
from hmlc_core.errors import SettingError
from hmlc_core.experiment.encoder import Encoder
from hmlc_core.models.encoders import PointNetwork, build_encoder
from tests.models.encoders.small import VOCABULARY, small_encoder


@pytest.mark.parametrize(
    ("kind", "values", "name", "shape"),
    [
        ("cnn", {"word_dim": 7}, "words.weight", (12, 7)),
        ("cnn", {"filters": 9}, "readout.linear.weight", (6, 27)),
        ("rcnn", {"word_dim": 7}, "words.weight", (12, 7)),
        ("rcnn", {"gru_units": 8}, "convolution.filters.0.weight", (4, 16, 2)),
        ("rcnn", {"gru_layers": 2}, "gru.weight_hh_l1_reverse", (9, 3)),
        ("tfidf", {}, "linear.weight", (12, 6)),
        ("points", {"hidden_units": 11}, "outer.weight", (6, 11)),
    ],
)
def test_settings_decide_shapes(
    kind: str, values: dict[str, int], name: str, shape: tuple[int, ...]
) -> None:
    encoder = small_encoder(kind, **values)
    assert encoder.out_dim == 6
    assert encoder.state_dict()[name].shape == shape


def test_word_vectors_start_in_their_range() -> None:
    for bound in (0.01, 3.0):
        table = small_encoder("cnn", word_range=bound).state_dict()["words.weight"]
        assert 0.9 * bound < table.abs().max() <= bound


@pytest.mark.parametrize(
    ("kind", "features", "message"),
    [
        ("cnn", 2, "does not read points (expected points or tfidf; found cnn)"),
        ("bert", 2, "does not read points (expected points or tfidf; found bert)"),
        ("points", None, "does not read texts (expected cnn, rcnn, bert or tfidf; found points)"),
    ],
)
def test_an_encoder_must_fit_the_corpus(kind: str, features: int | None, message: str) -> None:
    with pytest.raises(SettingError) as caught:
        build_encoder(
            Encoder(kind=kind),
            vocabulary=VOCABULARY,
            features=features,
            out_dim=3,
            generator=torch.Generator(),
            dtype=torch.float32,
        )
    assert message in str(caught.value)
    assert caught.value.where == "model.encoder.kind"


def test_points_need_no_vocabulary() -> None:
    encoder = build_encoder(
        Encoder(kind="points"),
        vocabulary=Vocabulary(),
        features=2,
        out_dim=21,
        generator=torch.Generator(),
        dtype=torch.float32,
    )
    assert isinstance(encoder, PointNetwork)
    assert sum(parameter.numel() for parameter in encoder.parameters()) == 2 * 4 + 4 + 4 * 21 + 21
