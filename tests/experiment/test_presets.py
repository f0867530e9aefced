"""Presets: the same recipes under the same keys, so that runs and links stay what they are."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from hmlc_core.errors import SettingError
from hmlc_core.experiment import Experiment
from hmlc_core.experiment.models import MODELS
from hmlc_core.experiment.presets import (
    PRESETS,
    default_preset,
    preset,
    preset_for,
    preset_for_method,
)

KEYS = {
    "dxml": "a4e9f5ca2abb",
    "dxml-paper": "7f4a36404f93",
    "tuned": "a15bf57348af",
    "quick": "a8a2d92625b0",
    "disk": "2cbf5d5937bd",
    "held": "c12a502bb53e",
    "paper-small": "166f344bd5d8",
    "paper": "174dd702c2d8",
    "exam": "437ccb044736",
    "exam-paper": "c867d842407b",
    "harnn": "81b77e53e662",
    "harnn-paper": "5a862d2e3fc8",
    "hidden": "28a2b6d906c9",
    "hidden-synthetic": "2cbf6cd477ff",
    "hmcn-f": "552570c081a0",
    "hmcn-f-paper": "0562004535e1",
    "hr-dgcnn": "f38f4fbb89eb",
    "hr-dgcnn-paper": "d274dc351849",
    "linear": "99c863402da3",
    "sleec": "d3d8b8ab38dc",
    "sleec-paper": "0e699cfe903d",
    "words": "6b35003ad2db",
    "words-hypernyms": "a62a51917335",
    "words-disk": "0818b4e69873",
}
"""A key is a digest of the whole recipe: another value, or another spelling of it, is another."""


def test_presets_are_those_that_runs_were_made_with() -> None:
    assert {name: preset(name).key() for name in PRESETS} == KEYS
    assert Experiment() == preset("tuned")


def test_the_recipe_of_a_run_is_spelled_as_ever() -> None:
    """As in the store, in exports and in files written by hand."""
    recipe = json.loads(preset("quick").to_json())
    assert list(recipe) == ["corpus", "hypernyms", "labels", "model", "seed", "training", "words"]
    assert recipe["model"] == {
        "aggregate": "sum",
        "ball_dim": 2,
        "cell": "mobius",
        "dim": 20,
        "encoder": "none",
        "geometry": "poincare",
        "head": "pooled",
        "hold": 0.0,
        "hypernyms": False,
        "init_range": 0.1,
        "interaction": "full",
        "label_group": 4096,
        "label_init": "hierarchy",
        "label_scale": 0.0,
        "name": "hyperim",
        "negatives": 512,
        "released": {
            "batch_means": False,
            "candidate_uses_reset_matrix": False,
            "head_biases": False,
            "inverting_projection": False,
            "padding_is_a_word": False,
            "positive_distance": False,
            "rescaled_product_matrix": False,
        },
        "train_labels": True,
        "train_words": True,
        "word_dropout": 0.2,
        "word_init": "random",
    }
    assert json.loads(preset("linear").to_json())["model"] == {
        "cost": 0.0,
        "min_documents": 2,
        "name": "linear",
        "ngrams": "auto",
        "weights": "auto",
    }


@pytest.mark.parametrize("name", PRESETS)
def test_presets_survive_json(name: str) -> None:
    experiment = preset(name)
    assert Experiment.from_json(experiment.to_json()) == experiment


@pytest.mark.parametrize(
    ("name", "assignments"),
    [
        ("tuned", ["model=hidden", "model.regime=joint", "corpus.missing=0.2"]),
        ("tuned", ["model.geometry=euclidean", "training.epochs=10"]),
        ("disk", ["labels.method=sarkar", "model.label_scale=1"]),
        ("hidden", ["model.encoder.kind=rcnn", "model.encoder.word_dim=8"]),
        ("hidden-synthetic", ["model.regime=flat", "corpus.documents=300"]),
        ("paper", ["model.released.padding_is_a_word=false", "model.geometry=product"]),
        ("linear", ["model.cost=10", "seed=7"]),
    ],
)
def test_recipes_of_the_command_line_and_of_links_assign(name: str, assignments: list[str]) -> None:
    found = preset(name).assign(assignments)
    assert found != preset(name)
    assert Experiment.from_json(found.to_json()) == found


def test_a_preset_belongs_to_one_method_and_says_what_it_is_for() -> None:
    names = [name for kind in MODELS.values() for name in kind.presets]
    assert names == list(PRESETS) == list(dict.fromkeys(names))
    assert len(PRESETS) == len(names)
    for name, found in PRESETS.items():
        assert found.text.endswith(".")
        assert name in MODELS[preset(name).model.name].presets


def test_the_preset_offered_first_is_the_one_called_default() -> None:
    assert default_preset() == next(iter(PRESETS)) == preset_for("beginners")
    readme = Path(__file__).parents[2] / "README.md"
    assert re.findall(r"`([a-z-]+)` \(default\b", readme.read_text()) == [default_preset()]


def test_roles_find_a_preset() -> None:
    assert preset("quick").model.given_hierarchy()
    assert preset_for("hierarchy") == "quick"


def test_an_unknown_preset_is_answered_with_those_there_are() -> None:
    with pytest.raises(SettingError, match=r"expected tuned, quick, .*; found 'fast'"):
        preset("fast")


@pytest.mark.parametrize("name", MODELS)
def test_every_method_has_settings_to_be_compared_by(name: str) -> None:
    kind = MODELS[name]
    experiment = preset_for_method(name)
    assert experiment.model.name == name
    roles = [key for key, one in kind.presets.items() if "comparison" in one.roles]
    assert len(roles) <= 1
    if roles:
        assert experiment == preset(roles[0])
