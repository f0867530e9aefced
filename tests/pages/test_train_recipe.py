"""Train: a recipe in the address, in a file and as a command."""

from __future__ import annotations

import json
import re
import shlex

import pytest

from hmlc_core.experiment import Experiment
from hmlc_core.experiment.presets import PRESETS, default_preset, preset
from hmlc_core.runs.store.store import RunStore
from pages.ui.experiment import recipe
from pages.ui.experiment.share import command
from tests.pages.form import button, recipe_of, unfolded
from tests.pages.trained import opened

pytestmark = pytest.mark.slow


def test_a_change_is_kept_in_the_address_and_comes_back_from_it(app, service):
    at = unfolded(app)
    at.number_input(key="set model.dim").set_value(5).run()
    at.toggle(key="set model.train_words").set_value(False).run()
    assert at.query_params["recipe"] == "model.dim=5;model.train_words=false"
    assert any("model" in item.value and "Changed" in item.value for item in at.caption)
    at.number_input(key="set model.dim").set_value(20).run()
    assert at.query_params["recipe"] == "model.train_words=false"
    button(at, "Train").click().run()
    expected = preset(default_preset()).assign(["model.train_words=false"])
    assert RunStore().runs()[0].experiment == expected
    button(at, "Reset").click().run()
    assert "recipe" not in at.query_params


def test_a_whole_part_in_the_address_does_no_harm(app):
    at = opened(app, "train", recipe="model=hyperim;model.geometry=product;model.dim=5")
    assert "does not divide into balls" in at.error[0].value


@pytest.mark.parametrize(
    "part",
    [
        "<img src=x>=1",
        "model.dim=many",
        "model.dim=-4",
        "model.head=**none**",
        "model.x=1",
        "training.point_rate=nan",
        f"training.point_rate={'9' * 170}",
        f"training.epochs={'9' * 180}",
    ],
)
def test_nonsense_in_the_address_is_left_out_and_told(app, part):
    at = opened(app, "train", recipe=f"{part};seed=4")
    assert at.query_params["recipe"] == "seed=4"
    assert "Left out of the recipe" in at.warning[0].value
    assert re.search(r"(?<!\\)<img", at.warning[0].value) is None
    assert not button(at, "Train").disabled


def test_an_experiment_travels_as_a_file(app):
    at = unfolded(app)
    wanted = preset("paper").assign(["seed=9", "model.dim=6", "training.point_rate=0.003"])
    file = at.file_uploader(key="experiment file")
    file.set_value(("mine.json", wanted.to_json().encode(), "application/json")).run()
    assert recipe_of(at) == wanted


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\xff\xfe", "not text in UTF"),
        (b"{", "not valid JSON"),
        (b'{"model": {"dim": 0}}', "out of range"),
        (b'{"<b>": 1}', "unknown setting"),
        (b" " * 200_000, "too large"),
        (b"", "not valid JSON"),
        (b"[" * 90_000, "nested too deeply"),
        (b'{"seed": %s}' % (b"9" * 400), "out of range"),
        (b'{"seed": %s}' % (b"9" * 9_000), "too many digits"),
        (b'{"training": {"point_rate": NaN}}', "out of range"),
        (b'{"seed": "4"}', "wrong type"),
        (b'{"corpus": {"name": "\\ud800"}}', "not a line of text"),
        (b'{"\\ud800": 4}', "unknown setting"),
        (b"null", "not a group of settings"),
    ],
)
def test_a_file_that_is_no_experiment_changes_nothing(app, content, message):
    at = unfolded(app, recipe="seed=4")
    file = at.file_uploader(key="experiment file")
    file.set_value(("**evil**.json", content, "application/json")).run()
    assert message in at.error[0].value
    assert "**evil**" not in at.error[0].value
    assert at.query_params["recipe"] == "seed=4"


@pytest.mark.parametrize("name", PRESETS)
def test_differences_lead_back_to_the_experiment(name):
    wanted = Experiment().assign(
        ["seed=2", "model.dim=8", "training.point_rate=1e-05", "model.released.head_biases=true"]
    )
    corpus = f"corpus.name={wanted.corpus.name}"  # shared by all pages, so not part of a recipe
    assert preset(name).assign([corpus, *recipe.differences(wanted, name)]) == wanted


def test_the_command_repeats_the_experiment():
    wanted = preset("quick").assign(["corpus.name=my corpus; rm", "model.dim=4", "seed=5"])
    words = shlex.split(command(wanted, "quick"))
    assert words[:4] == ["python", "-m", "hmlc_core", "train"]
    options = list(zip(words[4::2], words[5::2]))
    assert ("--corpus", "my corpus; rm") in options
    assert {text for option, text in options if option == "--set"} == {"model.dim=4", "seed=5"}


def test_the_download_is_the_experiment(app):
    at = unfolded(app, recipe="model.dim=5")
    (download,) = [item for item in at.download_button if "JSON" in item.label]
    assert download.proto.url
    assert json.loads(recipe_of(at).to_json())["model"]["dim"] == 5
