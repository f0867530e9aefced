"""Origin: the preset nearest to an experiment, and what was changed."""

from __future__ import annotations

import pytest

from hmlc_core.experiment import Experiment
from hmlc_core.experiment.presets import PRESETS, preset
from hmlc_core.experiment.variants import variants
from hmlc_core.runs.origin import origin


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_comes_from_itself_whatever_seed_corpus_and_variant(name: str) -> None:
    experiment = preset(name).assign(["seed=4", "corpus.name=mine", "corpus.documents=50"])
    for fields in variants(experiment.model).values():
        changed = {f"model.{field}": value for field, value in fields.items()}
        if name == "held" and fields["label_init"] == "random":
            continue  # nothing to hold labels at
        assert origin(experiment.with_values(changed)) == (PRESETS[name].title, ())


def test_changes_are_told_in_words() -> None:
    changed = preset("disk").assign(
        ["training.epochs=4", "labels.epochs=9", "model.train_words=false"]
    )
    title, changes = origin(changed)
    assert title == PRESETS["disk"].title
    assert sorted(changes) == ["epochs 4", "labels epochs 9", "train words off"]


def test_variants_of_further_sets_are_told_as_changes() -> None:
    changed = preset("disk").assign(["model.hold=0.1", "model.head=sorted"])
    assert sorted(origin(changed)[1]) == ["head sorted", "hold 0.1"]


def test_the_preset_with_the_fewest_changes_is_taken() -> None:
    assert origin(Experiment().assign(["model.dim=21"])) == (PRESETS["tuned"].title, ("dim 21",))
