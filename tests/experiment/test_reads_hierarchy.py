"""Whether training is told the hierarchy, by places of labels, by levels or by a loss."""

from __future__ import annotations

import pytest

from hmlc_core.experiment.models import MODELS
from hmlc_core.experiment.presets import preset, preset_for

TOLD = ["quick", "harnn", "hmcn-f", "hr-dgcnn"]
NOT_TOLD = ["hidden", "exam", "sleec", "dxml", "linear", "words"]


def test_every_method_is_told_or_not() -> None:
    assert {preset(name).model.name for name in TOLD + NOT_TOLD} == set(MODELS)
    assert all(preset(name).model.reads_hierarchy() for name in TOLD)
    assert not any(preset(name).model.reads_hierarchy() for name in NOT_TOLD)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("hr-dgcnn", "model.recursive=0"),
        ("quick", "model.label_init=random"),
    ],
)
def test_what_tells_the_hierarchy_can_be_taken_away(name: str, change: str) -> None:
    assert not preset(name).assign([change]).model.reads_hierarchy()


def test_labels_placed_by_a_hierarchy_are_told_it() -> None:
    assert preset(preset_for("hierarchy")).model.given_hierarchy()
    for kind in MODELS.values():
        assert kind().reads_hierarchy() or not kind().given_hierarchy()
