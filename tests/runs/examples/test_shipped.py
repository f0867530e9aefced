"""The examples that are shipped are what this version would make.

Where one of these fails after a change of settings, of the corpus or of a method, make the examples
anew: python -m benchmarks examples
"""

from __future__ import annotations

import re

import numpy as np
import pytest

from benchmarks.examples import GROUP, HOLD, SEEDS, Recipe, example, recipes
from hmlc_core.data.prepare import prepare
from hmlc_core.data.registry import load_corpus
from hmlc_core.evaluation.judge import tune
from hmlc_core.evaluation.scores import evaluate
from hmlc_core.experiment.variants import compared_set, variants
from hmlc_core.methods import method_of
from hmlc_core.runs.examples.example import (
    FOLDER,
    FORMAT,
    Example,
    fingerprint,
    format_of,
    names,
    read,
)
from hmlc_core.runs.references import titles

ANEW = "make the examples anew: python -m benchmarks examples"
LARGEST = 4_000_000  # bytes of all files together
SAME = 0.02
"""By how much scores may differ where another processor rounds in another way."""

RECIPES = {recipe.name: recipe for recipe in recipes()}
EACH = pytest.mark.parametrize("recipe", RECIPES.values(), ids=list(RECIPES))
FEW = [name for name in RECIPES if not name.endswith(("-1", "-2"))]


def test_those_are_shipped_that_the_script_makes() -> None:
    assert names() == list(RECIPES)
    assert {path.name for path in FOLDER.iterdir() if path.is_dir()} == set(RECIPES)


def test_they_are_small() -> None:
    assert sum(file.stat().st_size for file in FOLDER.rglob("*") if file.is_file()) <= LARGEST


@pytest.mark.parametrize(("group", "name"), [(GROUP, "ablations"), (HOLD, "hold")])
def test_an_ablation_has_every_variant_and_seed_once(group: str, name: str) -> None:
    found = [one.experiment for one in map(read, names()) if one.group == group]
    assert len(found) == len(SEEDS) * len(variants(found[0].model, name))
    assert len({one.to_json() for one in found}) == len(found)
    assert compared_set(found) == name


@EACH
def test_a_name_is_no_beginning_of_an_id_and_can_stand_in_an_address(recipe: Recipe) -> None:
    assert re.fullmatch(r"demo-[A-Za-z0-9-]{1,26}", recipe.name)  # a whole id has 32 characters


@pytest.mark.slow
@EACH
def test_files_settings_and_corpus_are_those_of_this_version(recipe: Recipe) -> None:
    found = read(recipe.name)
    corpus = load_corpus(recipe.experiment.corpus.name)
    assert format_of(recipe.name) == FORMAT, ANEW
    assert found.experiment == recipe.experiment, ANEW
    assert found.corpus == fingerprint(corpus), ANEW
    assert found.references.keys() == titles().keys(), ANEW
    assert (found.title, found.group) == (recipe.title, recipe.group)


@pytest.mark.slow
@pytest.mark.parametrize("name", FEW)
def test_the_kept_network_has_the_kept_scores(name: str) -> None:
    found, stored = read(name), _stored(read(name))
    settings = found.experiment.corpus
    prepared = prepare(load_corpus(settings.name), settings, found.experiment.seed)
    last = found.snapshots[-1]
    assert last.checkpoint is not None
    predictor = method_of(found.experiment.model).load(found.experiment, prepared, last.checkpoint)
    limit = tune(predictor, prepared.validation).threshold
    scores = evaluate(predictor.scores(prepared.test), prepared.test.labels, tuned=limit)
    assert {key: scores[key] for key in stored} == pytest.approx(stored, abs=SAME), ANEW
    assert last.label_points is not None
    assert predictor.places is not None
    assert np.allclose(last.label_points, predictor.places.labels, atol=1e-5)


def test_a_corpus_with_one_other_word_has_another_fingerprint(corpus) -> None:
    from dataclasses import replace

    first, *others = corpus.test
    changed = replace(corpus, test=(replace(first, text=f"{first.text} more"), *others))
    assert fingerprint(changed) != fingerprint(corpus)


@pytest.mark.slow
def test_who_trains_the_same_gets_the_scores_that_are_kept() -> None:
    recipe = RECIPES["demo-H-hier-0"]
    fresh, kept = example(recipe), read(recipe.name)
    assert _stored(fresh) == pytest.approx(_stored(kept), abs=SAME), ANEW
    # How threads share a sum changes its rounding, which may decide whether patience is over: one
    # training may end an epoch later than the other, at the same best epoch.
    moments = [[(one.stage, one.step) for one in found.snapshots] for found in (fresh, kept)]
    shorter = min(map(len, moments)) - 1  # the last moment tells the scores of the best one
    assert shorter > 20
    assert moments[0][:shorter] == moments[1][:shorter]


def _stored(found: Example) -> dict[str, float]:
    """Test scores by their bare names."""
    scores = found.snapshots[-1].scores
    return {
        key.removeprefix("test/"): value for key, value in scores.items() if key.startswith("test/")
    }
