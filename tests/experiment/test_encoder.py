"""Settings of encoders: bounds, choices, and a model to start BERT from."""

from __future__ import annotations

import dataclasses

import pytest

from hmlc_core.errors import SettingError
from hmlc_core.experiment.encoder import Encoder


@pytest.mark.parametrize(
    ("assignment", "message"),
    [
        (
            "kind=gru",
            "kind: kind is not one of its choices (expected cnn, rcnn, bert, tfidf, points;",
        ),
        ("word_dim=0", "word_dim: word_dim is out of range (expected between 1 and 1024;"),
        ("word_range=0", "word_range: word_range is out of range"),
        ("filters=10000", "filters: filters is out of range"),
        ("gru_units=0", "gru_units: gru_units is out of range"),
        ("gru_layers=9", "gru_layers: gru_layers is out of range"),
        ("hidden_units=0", "hidden_units: hidden_units is out of range"),
        ("bert_pooling=max", "bert_pooling is not one of its choices (expected cls, mean;"),
        ("dropout=1", "dropout: dropout is out of range (expected between 0 and 0.9; found 1.0)"),
        ("released_dropout_place=maybe", "(expected true or false; found 'maybe')"),
    ],
)
def test_bad_values_say_what_is_wrong(assignment: str, message: str) -> None:
    with pytest.raises(SettingError) as caught:
        Encoder().assign([assignment])
    assert message in str(caught.value)


@pytest.mark.parametrize("name", ["", "  "])
def test_bert_needs_a_model(name: str) -> None:
    with pytest.raises(SettingError, match="bert_model: no BERT model is named"):
        Encoder(kind="bert", bert_model=name)
    assert Encoder(kind="cnn", bert_model=name).bert_model == name


def test_round_trip() -> None:
    encoder = Encoder(kind="rcnn", gru_layers=2, released_dropout_place=True)
    assert Encoder.from_dict(encoder.to_dict()) == encoder


def test_every_setting_explains_itself() -> None:
    for item in dataclasses.fields(Encoder):
        assert item.metadata["help"].endswith(".")
