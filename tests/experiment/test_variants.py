"""Variants: what they change, how an experiment is told to be one, and what is compared."""

from __future__ import annotations

import pytest

from hmlc_core.errors import SettingError
from hmlc_core.experiment import Experiment
from hmlc_core.experiment.models import MODELS, VariantSet
from hmlc_core.experiment.presets import preset
from hmlc_core.experiment.variants import (
    compared_set,
    kinds,
    variant,
    variant_set,
    variants,
)
from hmlc_core.runs.grid import ablation_grid
from hmlc_core.runs.run import default_name

SETS = [(name, found) for name, kind in MODELS.items() for found in kind.variants]


def test_ablations_differ_in_two_fields_only() -> None:
    model = Experiment().model
    every = [type(model)(**fields).to_dict() for fields in variants(model).values()]
    different = {name for one in every for name, value in one.items() if value != every[0][name]}
    assert different == {"geometry", "label_init"}


@pytest.mark.parametrize(("method", "name"), SETS)
def test_every_variant_is_called_what_it_is(method: str, name: str) -> None:
    base = Experiment(model=MODELS[method]())
    named = variants(base.model, name)
    assert len(named) >= 2
    for called, fields in named.items():
        changed = base.with_values({f"model.{field}": value for field, value in fields.items()})
        assert variant(changed, name) == called


@pytest.mark.parametrize(("method", "name"), SETS)
def test_a_grid_is_known_by_the_set_that_made_it(method: str, name: str) -> None:
    base = Experiment(model=MODELS[method]())
    dims = [] if base.model.size() is None else [2, 3]
    grid = ablation_grid(base, dims, [0, 1], name=name)
    assert len(grid) == len(set(grid)) == len(variants(base.model, name)) * 2 * max(1, len(dims))
    assert compared_set(grid) == name


@pytest.mark.parametrize(("method", "name"), SETS)
def test_no_two_runs_of_a_grid_have_one_name(method: str, name: str) -> None:
    grid = ablation_grid(Experiment(model=MODELS[method]()), [], [0, 1], name=name)
    named = [default_name(experiment, name) for experiment in grid]
    assert len(set(named)) == len(grid)
    for experiment, called in zip(grid, named, strict=True):
        assert variant(experiment, name) in called


def test_what_is_compared_is_told_behind_what_names_runs_unless_it_settles_that() -> None:
    experiment = Experiment().assign(["model.head=sorted"])
    assert kinds(experiment) == {"ablations": "H-hier"}
    assert kinds(experiment, "heads") == {"ablations": "H-hier", "heads": "sorted"}
    assert kinds(experiment, "published") == {"published": "H-hier"}
    assert kinds(preset("words")) == {"": variant(preset("words"))}


def test_a_variant_is_called_by_its_title_with_its_name_behind() -> None:
    found = Experiment().model.variants["ablations"]
    assert found.called("H-hier") == "Hyperbolic, from the hierarchy · H-hier"
    assert found.called("poincare-zeros") == "poincare-zeros"


def test_variants_without_titles_are_described_by_their_fields() -> None:
    found = VariantSet("How wide.", {"narrow": {"width": 8, "deep": True}}, titles={"lost": "?"})
    assert found.titles == {"narrow": "narrow"}
    assert found.texts == {"narrow": "width = 8, deep = True."}
    assert found.called("narrow") == "narrow"


def test_what_is_no_variant_is_called_what_it_is_like() -> None:
    assert variant(Experiment().assign(["model.label_init=zeros"])) == "poincare-zeros"
    assert variant(preset("linear").assign(["model.cost=3"])) == "TF-IDF + linear"
    assert variant(preset("hidden").assign(["model.rank_weight=0"])) == "joint λ=0"


def test_runs_with_an_ordinary_gru_are_not_called_twins() -> None:
    flat = Experiment().assign(["model.geometry=euclidean", "model.cell=vanilla"])
    assert variant(flat) == "euclidean-hierarchy"
    assert variant(flat, "published") == "E-hier vanilla"
    assert compared_set([flat, Experiment()]) == "published"


def test_what_all_are_variants_of_is_compared_before_what_some_are_only_like() -> None:
    zeros = Experiment().assign(["model.label_init=zeros"])
    assert compared_set([zeros, Experiment()]) == "ablations"


def test_experiments_that_no_set_tells_apart_are_not_compared() -> None:
    one = Experiment()
    assert compared_set([]) is None
    assert compared_set([one, preset("hidden")]) is None
    assert compared_set([one, one.assign(["training.epochs=3"])]) is None
    assert compared_set([one]) == "ablations"


def test_a_set_that_is_not_there_is_answered_with_those_that_are() -> None:
    assert variant_set(Experiment().model) == "ablations"
    assert variant_set(Experiment().model, "heads") == "heads"
    with pytest.raises(
        SettingError, match="expected ablations, published, heads, hold, words; found 'regimes'"
    ):
        variant_set(Experiment().model, "regimes")
