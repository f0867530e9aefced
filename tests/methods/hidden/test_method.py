"""HiddeN through train(): what regimes share, what is fixed, exact resume, odd corpora."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from hmlc_core.data.corpus import Corpus
from hmlc_core.data.labels import LabelGraph
from hmlc_core.data.prepare import prepare
from hmlc_core.data.synthetic import generate
from hmlc_core.errors import SettingError
from hmlc_core.experiment import Experiment
from hmlc_core.experiment.presets import preset
from hmlc_core.experiment.variants import variant, variants
from hmlc_core.methods.hidden.method import HiddeNMethod
from hmlc_core.methods.train import train
from hmlc_core.snapshot import Snapshot

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def points() -> Corpus:
    return generate(320, seed=1)


@pytest.fixture
def recipe() -> Experiment:
    return preset("hidden-synthetic").assign(
        ["training.epochs=2", "model.first_epochs=1", "training.kernels=torch"]
    )


@pytest.fixture
def words() -> Experiment:
    """HiddeN on texts, with all its random numbers in use."""
    return preset("hidden").assign(
        [
            "model.dim=4",
            "model.encoder.word_dim=4",
            "model.encoder.filters=4",
            "model.label_dropout=0.3",
            "training.epochs=3",
            "training.batch=16",
            "training.patience=0",
            "training.kernels=torch",
            "corpus.min_count=1",
        ]
    )


REGIMES = variants(preset("hidden").model)


def regime(base: Experiment, name: str) -> Experiment:
    return base.with_values({f"model.{field}": value for field, value in REGIMES[name].items()})


def last_of(snapshots: list[Snapshot]) -> Snapshot:
    return next(snapshot for snapshot in snapshots if snapshot.last)


def encoder_weights(experiment: Experiment, corpus: Corpus) -> dict[str, torch.Tensor]:
    prepared = prepare(corpus, experiment.corpus, experiment.seed)
    network = HiddeNMethod().trainer(experiment, prepared).state.network
    return {k: v for k, v in network.state_dict().items() if k.startswith("encoder.")}


@pytest.mark.parametrize("name", REGIMES)
def test_every_variant_trains_and_is_called_what_it_is(
    recipe: Experiment, points: Corpus, name: str
) -> None:
    experiment = regime(recipe, name)
    assert variant(experiment) == name
    last = last_of(list(train(experiment, points)))
    assert {"test/macro_f1", "network/dead_units"} <= set(last.scores)
    frozen_flat = name == "flat"
    # An identity table puts all labels equally far apart: nothing can be read off, and that is
    # no score of 0.
    assert ("recovery/edge_f1" in last.scores) is not frozen_flat


@pytest.mark.parametrize("name", REGIMES)
def test_encoders_start_alike_in_all_regimes(recipe: Experiment, points: Corpus, name: str) -> None:
    ours = encoder_weights(regime(recipe, name), points)
    joint = encoder_weights(recipe, points)
    assert ours.keys() == joint.keys()
    assert all(torch.equal(ours[key], joint[key]) for key in ours)


@pytest.mark.parametrize(("freeze", "moves"), [("true", False), ("false", True)])
@pytest.mark.parametrize("regime", ["flat", "cascaded"])
def test_fixed_labels_stay_and_released_ones_move(
    recipe: Experiment, points: Corpus, regime: str, freeze: str, moves: bool
) -> None:
    experiment = recipe.assign([f"model.regime={regime}", f"model.freeze_labels={freeze}"])
    frames = [s.label_points for s in train(experiment, points) if s.stage == "train"]
    assert (not np.array_equal(frames[0], frames[-1])) is moves


def test_cascaded_places_labels_first_and_starts_there(recipe: Experiment, points: Corpus) -> None:
    snapshots = list(train(recipe.assign(["model.regime=cascaded"]), points))
    placed = [s for s in snapshots if s.stage == "labels"]
    assert len(placed) > 2
    assert placed[-1].losses["loss"] < placed[1].losses["loss"]
    started = next(s for s in snapshots if s.stage == "train")
    assert np.allclose(placed[-1].label_points, started.label_points, atol=1e-6)


def test_both_losses_are_told(recipe: Experiment, points: Corpus) -> None:
    losses = [s.losses for s in train(recipe, points) if s.losses][-1]
    whole = losses["classification"] + 0.1 * losses["ranking"]
    assert losses["loss"] == pytest.approx(whole, rel=1e-5)


def test_without_weight_the_ranking_loss_moves_nothing(recipe: Experiment, points: Corpus) -> None:
    alone = recipe.assign(["model.rank_weight=0"])
    other_pairs = alone.assign(["model.negative_rule=le_code", "model.negatives=1"])
    one, two = (last_of(list(train(e, points))).label_points for e in (alone, other_pairs))
    assert np.array_equal(one, two)


@pytest.mark.parametrize(
    "change",
    [
        "model.encoder.kind=cnn",
        "model.encoder.kind=rcnn",
        "model.label_masks=occurrence",
        "model.released_epoch=true",
    ],
)
def test_resume_is_exact_with_all_random_numbers_in_use(
    words: Experiment, corpus: Corpus, change: str
) -> None:
    experiment = words.assign([change])
    whole = list(train(experiment, corpus))
    middle = next(s.checkpoint for s in whole if s.checkpoint is not None and s.epoch == 1)
    rest = list(train(experiment, corpus, resume=middle))
    wanted = [s for s in whole if s.epoch > 1]
    assert [s.losses for s in rest] == [s.losses for s in wanted]
    assert np.array_equal(rest[-1].label_points, wanted[-1].label_points)


def test_an_epoch_of_all_pairs_has_more_steps_and_as_many_looks(
    recipe: Experiment, points: Corpus
) -> None:
    """320 points, 21 labels: 441 items, in both stages."""
    experiment = recipe.assign(["model.regime=cascaded", "model.released_epoch=true"])
    usual, longer = (
        list(train(e, points))
        for e in (experiment.assign(["model.released_epoch=false"]), experiment)
    )
    documents = len(prepare(points, experiment.corpus, experiment.seed).train)
    assert documents < 21**2
    for shots, items in ((usual, documents), (longer, 21**2)):
        placing, training = (
            [s for s in shots if s.stage == stage] for stage in ("labels", "train")
        )
        steps = -(-items // experiment.training.batch)
        assert (placing[-1].step, placing[-1].epoch) == (steps, 1)
        assert training[-1].step == training[-1].steps == 2 * steps
    looks = [[s.epoch for s in shots if s.stage == "train"] for shots in (usual, longer)]
    assert len(looks[0]) == len(looks[1])


def test_an_epoch_of_all_pairs_is_the_usual_one_where_documents_are_more(
    recipe: Experiment,
) -> None:
    many = generate(1_000, seed=1)
    usual, longer = (
        last_of(list(train(recipe.assign([f"model.released_epoch={value}"]), many)))
        for value in ("false", "true")
    )
    assert np.array_equal(usual.label_points, longer.label_points)
    assert usual.scores == longer.scores


def test_masks_of_occurrences_change_nothing_where_nothing_is_hidden(
    words: Experiment, corpus: Corpus
) -> None:
    bare = words.assign(["model.label_dropout=0", "training.epochs=1"])
    one, two = (
        last_of(list(train(bare.assign([f"model.label_masks={masks}"]), corpus)))
        for masks in ("step", "occurrence")
    )
    assert np.allclose(one.label_points, two.label_points, atol=1e-5)


@pytest.mark.parametrize("regime", ["cascaded", "joint"])
def test_masks_of_occurrences_are_other_masks(
    words: Experiment, corpus: Corpus, regime: str
) -> None:
    base = words.assign([f"model.regime={regime}", "model.first_epochs=1", "training.epochs=1"])
    one, two = (
        next(s for s in train(base.assign([f"model.label_masks={masks}"]), corpus) if s.step > 1)
        for masks in ("step", "occurrence")
    )
    assert not np.allclose(one.label_points, two.label_points, atol=1e-5)


def test_missing_labels_are_judged_both_ways(recipe: Experiment, points: Corpus) -> None:
    last = last_of(list(train(recipe.assign(["corpus.missing=0.4"]), points)))
    assert {"test/micro_f1", "test_missing/micro_f1"} <= set(last.scores)


def test_finished_runs_are_judged_by_the_hierarchy_too(recipe: Experiment, points: Corpus) -> None:
    scores = last_of(list(train(recipe, points))).scores
    assert {"hierarchical/hf", "hierarchical/micro_f1_capped", "recovery/spearman"} <= set(scores)
    assert scores["hierarchical/truth_violations"] == 0


def test_models_refuse_documents_they_cannot_read(
    recipe: Experiment, words: Experiment, points: Corpus, corpus: Corpus
) -> None:
    with pytest.raises(SettingError, match="HyperIM, as it is set, reads words") as refused:
        list(train(Experiment().assign(["model.head=position"]), points))
    assert "Set model.head=pooled" in str(refused.value)
    with pytest.raises(SettingError, match="does not read texts"):
        list(train(recipe, corpus))
    with pytest.raises(SettingError, match="HiddeN, as it is set, reads words"):
        list(train(words, points))


@pytest.mark.parametrize("labels", [1, 2])
@pytest.mark.parametrize("name", ["flat", "cascaded", "joint", "euclidean"])
def test_one_or_two_labels_train(words: Experiment, corpus: Corpus, labels: int, name: str) -> None:
    graph = LabelGraph(tuple(f"l{n}" for n in range(labels)), ())
    small = replace(
        corpus,
        graph=graph,
        **{
            split: tuple(
                replace(document, labels=(number % labels,))
                for number, document in enumerate(corpus.split(split))
            )
            for split in ("train", "dev", "test")
        },
    )
    last = last_of(list(train(words.assign([f"model.regime={name}"]), small)))
    assert "test/micro_f1" in last.scores
    assert not [score for score in last.scores if score.startswith("recovery/")]
