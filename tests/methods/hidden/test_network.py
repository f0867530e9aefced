"""HiddeN's model: logits, fixed tables, places in the ball, and what words contribute."""

from __future__ import annotations

import pytest
import torch

from hmlc_core.data.text import Vocabulary
from hmlc_core.experiment.encoder import Encoder
from hmlc_core.experiment.models.hidden import HiddeN
from hmlc_core.geometry.hyperboloid import to_ball
from hmlc_core.methods.hidden.network import HiddenModel, cap_, initial_table, table_of_points
from hmlc_core.models.encoders import build_encoder

WORDS = Vocabulary.build([["one", "two", "three", "four"]])


def model(kind: str = "cnn", **changes: object) -> HiddenModel:
    settings = HiddeN(dim=3, encoder=Encoder(kind=kind, word_dim=4, filters=3), **changes)
    generator = torch.Generator().manual_seed(0)
    encoder = build_encoder(
        settings.encoder,
        vocabulary=WORDS,
        features=2 if kind == "points" else None,
        out_dim=3,
        generator=generator,
        dtype=torch.float64,
    )
    table = torch.randn(5, 3, dtype=torch.float64, generator=generator)
    return HiddenModel(settings, encoder, table).eval()


def test_a_logit_is_an_inner_product() -> None:
    network = model()
    tokens, lengths = torch.tensor([[2, 3, 4], [5, 0, 0]]), torch.tensor([3, 1])
    documents = network.encoder(tokens, lengths)
    logits = network.logits(tokens, lengths)
    assert torch.allclose(logits, torch.einsum("bn,ln->bl", documents, network.table))
    some = torch.tensor([4, 1])
    assert torch.equal(network.logits(tokens, lengths, some), logits[:, some])


@pytest.mark.parametrize(
    ("regime", "freeze", "learns"),
    [
        ("flat", True, False),
        ("flat", False, True),
        ("cascaded", True, False),
        ("cascaded", False, True),
        ("joint", True, True),
        ("euclidean", True, True),
    ],
)
def test_which_tables_learn(regime: str, freeze: bool, learns: bool) -> None:
    assert model(regime=regime, freeze_labels=freeze).table.requires_grad is learns


def test_label_points_lie_in_the_ball_or_as_they_are() -> None:
    hyperbolic, flat = model(), model(regime="euclidean")
    assert torch.equal(hyperbolic.label_points(), to_ball(hyperbolic.table.detach()))
    assert torch.equal(flat.label_points(), flat.table.detach())
    assert (hyperbolic.geometry.name, flat.geometry.name) == ("poincare", "euclidean")
    for network in (hyperbolic, flat):
        back = table_of_points(network.label_points(), network.settings)
        assert torch.allclose(back, network.table.detach(), atol=1e-12)


def test_a_contribution_is_what_the_logit_loses_without_the_word() -> None:
    network = model()
    tokens = torch.tensor([2, 3, 4, 3])
    reading = network.read(tokens)
    assert reading.trail is None
    without = network.logits(torch.tensor([[2, 4, 3]]), torch.tensor([3]))[0]
    assert torch.allclose(reading.contributions[:, 1], reading.logits - without, atol=1e-12)
    assert reading.contributions.shape == (5, 4)


def test_one_word_contributes_all_there_is() -> None:
    network = model()
    reading = network.read(torch.tensor([2]))
    empty = network.logits(torch.zeros(1, 0, dtype=torch.int64), torch.tensor([0]))[0]
    assert torch.allclose(reading.contributions[:, 0], reading.logits - empty, atol=1e-12)


def test_a_coordinate_contributes_what_setting_it_to_zero_loses() -> None:
    network = model("points")
    reading = network.read(torch.tensor([0.5, -1.0], dtype=torch.float64))
    zeroed = torch.tensor([[0.0, -1.0]], dtype=torch.float64)
    without = network.logits(zeroed, torch.tensor([2]))[0]
    assert torch.allclose(reading.contributions[:, 0], reading.logits - without, atol=1e-12)


def test_the_norm_cap_shortens_long_rows_only() -> None:
    table = torch.tensor([[3.0, 4.0], [0.3, 0.4], [0.0, 0.0]])
    cap_(table, 1.0)
    assert torch.allclose(table, torch.tensor([[0.6, 0.8], [0.3, 0.4], [0.0, 0.0]]))
    cap_(table, 0.0)
    assert torch.allclose(table[0], torch.tensor([0.6, 0.8]))


def test_first_coordinates_are_small_and_uniform() -> None:
    table = initial_table(400, HiddeN(dim=10), torch.Generator().manual_seed(0))
    assert table.abs().max() <= 0.001
    assert table.std().item() == pytest.approx(0.001 / 3**0.5, rel=0.05)
