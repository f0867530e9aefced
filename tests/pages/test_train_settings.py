"""Train: the form, and what fits together in it."""

from __future__ import annotations

import re

import pytest

from hmlc_core.experiment import Experiment
from hmlc_core.experiment.presets import PRESETS, preset
from hmlc_core.runs.store.tags import flat
from tests.pages.conftest import behind
from tests.pages.form import button, recipe_of, unfolded
from tests.pages.trained import opened, texts

pytestmark = pytest.mark.slow


def test_what_is_folded_is_not_drawn(app):
    at = opened(app, "train")
    keys = {item.key for item in at.number_input}
    assert keys == {"set model.dim", "set seed"}
    assert not at.download_button


def widgets(at):
    kinds = (at.number_input, at.selectbox, at.toggle, at.text_input)
    return {item.key for kind in kinds for item in kind}


def test_every_setting_has_a_widget(app):
    keys = widgets(unfolded(app))
    for asked in ("model.word_init=glove;model.hypernyms=true", "model.word_init=vectors"):
        keys |= widgets(unfolded(app, recipe=asked))
    paths = {path for path, _ in flat(Experiment().to_dict())}
    assert paths - {key.removeprefix("set ") for key in keys if key} == {
        "corpus.name",  # the picker
        "labels.hierarchy",  # the page Label hierarchy begins such runs
        "model.name",  # the preset
    }


def test_of_words_the_form_has_what_matters_as_they_start(app):
    of_words = {
        "": set(),
        "model.word_init=glove": {"window", "epochs"},
        "model.word_init=vectors": {"vectors", "vectors_are"},  # and none is named as yet
    }
    for changes, wanted in of_words.items():
        keys = widgets(unfolded(app, recipe=changes))
        assert "set model.word_init" in keys
        asked = ("window", "epochs", "vectors", "vectors_are")
        assert {name for name in asked if f"set words.{name}" in keys} == wanted
        assert "set hypernyms.source" not in keys
    assert "set hypernyms.source" in widgets(unfolded(app, recipe="model.hypernyms=true"))


def with_memory(app, **query):
    """The form once the corpus is counted, which happens in the background."""
    return behind(unfolded(app, **query), "step sizes")


def test_the_choice_of_interaction_says_what_it_saves_in_memory(app):
    at = with_memory(app, preset="paper-small", recipe="model.negatives=5")

    def megabytes() -> list[float]:
        (said,) = re.findall(r"Memory for the scores .*", texts(at))
        assert "computed: full" in said
        assert "67 labels, 50 documents" in said
        return [float(number) for number in re.findall(r"([\d.]+) MB", said)]

    full, per_document, sampled, union = megabytes()
    assert full > sampled > union
    assert per_document < sampled  # labels of one document, not of a batch
    at.selectbox(key="set training.dtype").set_value("float64").run()
    assert megabytes()[0] == pytest.approx(2 * full, abs=0.15)


def test_a_corpus_that_cannot_be_read_leaves_the_memory_unknown(app, monkeypatch):
    from hmlc_core.errors import DataError

    def broken(name, *, grow_to):
        raise DataError("not a corpus", where=name)

    monkeypatch.setattr("hmlc_core.data.registry.load_corpus", broken)
    at = with_memory(app)
    assert "Memory on this corpus is unknown" in texts(at)
    assert not at.error


def test_another_preset_keeps_what_is_compared_and_forgets_the_rest(app):
    at = opened(app, "train", recipe="seed=3;model.dim=7")
    at.selectbox(key="choose variant").set_value("E-rand").run()
    at.selectbox(key="choose preset").set_value(("hyperim", "quick")).run()
    parts = set(at.query_params["recipe"].split(";"))
    assert parts == {"seed=3", "model.geometry=euclidean", "model.label_init=random"}
    assert at.query_params["preset"] == "quick"
    assert PRESETS["quick"].text in texts(at)
    assert at.selectbox(key="choose variant").value == "E-rand"


def test_what_a_browser_shows_of_another_method_is_no_choice(app):
    at = opened(app, "train", preset="dxml")
    variants = at.selectbox(key="choose variant")
    variants.options.append("EXAM · exam")
    variants.set_value("EXAM · exam").run()
    assert not at.exception
    assert recipe_of(at) == preset("dxml")


def test_settings_that_do_not_fit_together_are_told_and_nothing_starts(app, service):
    at = opened(app, "train", recipe="model.geometry=product;model.dim=5")
    assert "does not divide into balls" in at.error[0].value
    assert button(at, "Train").disabled
    assert at.number_input(key="set model.dim").value == 5
    at.number_input(key="set model.dim").set_value(6).run()
    assert not at.error
    assert not button(at, "Train").disabled
