"""Words alone, and words before labels: stages, resuming, what is kept and what is refused."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from hmlc_core.data.corpus import Corpus
from hmlc_core.data.hypernyms import read_hypernyms
from hmlc_core.data.prepare import prepare
from hmlc_core.errors import DataError, SettingError
from hmlc_core.evaluation.words.hypernyms import mean_rank
from hmlc_core.experiment import Experiment
from hmlc_core.experiment.presets import preset
from hmlc_core.methods import method_of
from hmlc_core.methods.hyperim.start import farthest, placing_space, start_factor
from hmlc_core.methods.train import train
from hmlc_core.snapshot import Snapshot
from tests.methods.hyperim.test_start import placed
from tests.methods.keeping import kept

PAIRS = [("noise0", f"{leaf}{n}") for leaf in "abcd" for n in range(4)]
SMALL = ["corpus.min_count=1", "words.epochs=4", "hypernyms.epochs=3", "model.dim=4"]


@pytest.fixture
def listed(tmp_path: Path) -> str:
    """A file in which noise0 is above the words of all leaves."""
    path = tmp_path / "above.tsv"
    path.write_text("".join(f"{upper}\t{word}\n" for upper, word in PAIRS))
    return f"hypernyms.source={path}"


def alone(*more: str) -> Experiment:
    return preset("words").assign([*SMALL, *more])


def before_labels(experiment: Experiment, *more: str) -> Experiment:
    return experiment.assign([*SMALL, "model.label_scale=0", "model.word_init=glove", *more])


def stages(snapshots: Sequence[Snapshot]) -> list[str]:
    return [name for name, _ in itertools.groupby(snapshot.stage for snapshot in snapshots)]


# Words alone.


@pytest.mark.slow
@pytest.mark.parametrize("geometry", ["poincare", "product", "euclidean"])
def test_words_are_placed_drawn_to_their_hypernyms_and_measured(
    corpus: Corpus, listed: str, geometry: str
) -> None:
    experiment = alone("model.hypernyms=true", listed, f"model.geometry={geometry}")
    snapshots = list(train(experiment, corpus))
    assert stages(snapshots) == ["words", "hypernyms", "train"]
    scores: dict[str, float] = {}
    for snapshot in snapshots:
        assert snapshot.word_points is not None
        assert snapshot.label_points is None
        scores |= snapshot.scores
    assert scores.keys() == {
        "words/loss",
        "words/loss_after",
        "words/hypernym_mean_rank_before",
        "words/hypernym_mean_rank_after",
        "words/hypernym_mean_rank_chance",
        "words/norm_frequency",
        "words/norm_depth",
    }
    ranks = [scores[f"words/hypernym_mean_rank_{when}"] for when in ("before", "after")]
    assert ranks[1] < ranks[0]
    places = (
        method_of(experiment.model)
        .load(experiment, prepare(corpus, experiment.corpus, 0), kept(snapshots))
        .places
    )
    assert places is not None
    assert places.labels.shape == (0, 4)
    assert places.words.shape[1] == 4
    assert np.isfinite(places.words).all()


def test_the_same_seed_gives_the_same_words(corpus: Corpus) -> None:
    first, second = (list(train(alone(), corpus))[-1].checkpoint for _ in range(2))
    assert first is not None
    assert second is not None
    np.testing.assert_array_equal(first.tensors["points"], second.tensors["points"])


@pytest.mark.slow
def test_a_run_of_words_that_was_stopped_goes_on_as_if_it_had_not_been(
    corpus: Corpus, listed: str
) -> None:
    experiment = alone("model.hypernyms=true", listed)
    whole = list(train(experiment, corpus))
    last = whole[-1].checkpoint
    assert last is not None
    for stop in range(1, len(whole)):
        resumed = list(train(experiment, corpus, resume=kept(whole[:stop])))
        again = resumed[-1].checkpoint
        assert again is not None
        np.testing.assert_array_equal(again.tensors["points"], last.tensors["points"])
        assert resumed[-1].scores == whole[-1].scores


def test_words_alone_label_no_documents(corpus: Corpus) -> None:
    experiment = alone()
    prepared = prepare(corpus, experiment.corpus, 0)
    checkpoint = kept(list(train(experiment, corpus)))
    predictor = method_of(experiment.model).load(experiment, prepared, checkpoint)
    with pytest.raises(DataError, match="labels no documents"):
        predictor.scores(prepared.test)
    with pytest.raises(DataError, match="labels no documents"):
        predictor.explain("a0")


def test_a_corpus_of_one_word_has_nothing_to_learn_words_from(corpus: Corpus) -> None:
    with pytest.raises(SettingError, match=r"not enough words.*corpus\.min_count"):
        train(alone("corpus.min_count=1000"), corpus)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("other.tsv", "none of the words has a hypernym"), ("away.tsv", "there is no such source")],
)
def test_a_source_without_a_hypernym_among_the_words_is_refused_at_the_call(
    corpus: Corpus, experiment: Experiment, tmp_path: Path, name: str, sentence: str
) -> None:
    (tmp_path / "other.tsv").write_text("animal\tdog\n")
    changes = ("model.hypernyms=true", f"hypernyms.source={tmp_path / name}")
    for settings in (alone(*changes), before_labels(experiment, *changes)):
        with pytest.raises(DataError, match=sentence):
            train(settings, corpus)


def test_hypernyms_that_cannot_be_read_are_refused_before_words_are_trained(corpus: Corpus) -> None:
    with pytest.raises(DataError, match="there is no such source of hypernyms"):
        train(alone("hypernyms.source=/nowhere/at/all"), corpus)


# Words before labels.


@pytest.mark.slow
def test_words_hypernyms_labels_and_the_classifier_follow_on_each_other(
    corpus: Corpus, experiment: Experiment, listed: str
) -> None:
    settings = before_labels(experiment, "model.hypernyms=true", listed)
    snapshots = list(train(settings, corpus))
    assert stages(snapshots) == ["words", "hypernyms", "labels", "train"]
    by_stage = {snapshot.stage: snapshot for snapshot in snapshots[::-1]}
    last = [snapshot for snapshot in snapshots if snapshot.stage == "hypernyms"][-1]
    first = by_stage["train"]
    np.testing.assert_allclose(first.word_points, last.word_points, atol=1e-6)
    assert snapshots[-1].scores.keys() >= {"test/P@1", "recovery/edge_f1"}


@pytest.mark.slow
def test_what_training_leaves_of_the_hypernyms_is_told_in_the_end_of_the_kept_words(
    corpus: Corpus, experiment: Experiment, listed: str
) -> None:
    settings = before_labels(experiment, "model.hypernyms=true", listed, "training.point_rate=0.5")
    snapshots = list(train(settings, corpus))
    scores = [each.scores for each in snapshots if "words/hypernym_mean_rank_after" in each.scores]
    name = "words/hypernym_mean_rank_end"
    assert [name in each.scores for each in snapshots] == [False] * (len(snapshots) - 1) + [True]
    prepared = prepare(corpus, settings.corpus, 0)
    places = method_of(settings.model).load(settings, prepared, kept(snapshots)).places
    assert places is not None
    known = read_hypernyms(listed.partition("=")[2], prepared.vocabulary.words)
    expected = mean_rank(places.words, known.pairs, places.geometry)
    assert snapshots[-1].scores[name] == pytest.approx(expected.rank)
    assert snapshots[-1].scores[name] != scores[0]["words/hypernym_mean_rank_after"]
    assert expected.chance == scores[0]["words/hypernym_mean_rank_chance"]


@pytest.mark.slow
@pytest.mark.parametrize("stop", [1, 3, 5, 8, 12])
def test_a_run_stopped_in_a_stage_of_words_goes_on(
    corpus: Corpus, experiment: Experiment, listed: str, stop: int
) -> None:
    settings = before_labels(experiment, "model.hypernyms=true", listed, "training.epochs=1")
    whole = list(train(settings, corpus))
    resumed = list(train(settings, corpus, resume=kept(whole[:stop])))
    assert resumed[-1].scores == whole[-1].scores


@pytest.mark.slow
def test_random_words_can_be_drawn_to_their_hypernyms_too(
    corpus: Corpus, experiment: Experiment, listed: str
) -> None:
    settings = experiment.assign([*SMALL, "model.hypernyms=true", listed, "training.epochs=1"])
    snapshots = list(train(settings, corpus))
    assert stages(snapshots) == ["hypernyms", "labels", "train"]


@pytest.mark.parametrize("geometry", ["poincare", "product", "euclidean"])
def test_by_the_rule_labels_start_no_farther_out_than_the_farthest_word(
    corpus: Corpus, experiment: Experiment, geometry: str
) -> None:
    settings = before_labels(experiment, f"model.geometry={geometry}", "training.epochs=1")
    first = next(each for each in train(settings, corpus) if each.stage == "train")
    space, kept_there = method_of(settings.model).space(settings, "train", 4), first.checkpoint
    assert space is not None
    assert kept_there is not None
    reach = farthest(kept_there.starts["words"]["points"], space)
    assert reach is not None
    labels = torch.tensor(first.label_points, dtype=torch.float64)
    if geometry == "euclidean":  # coordinates of the ball, in which they were brought nearer
        labels = placing_space(settings.model).project(labels)
        space = placing_space(settings.model)
    size = space.radius(labels).square().mean().sqrt()
    torch.testing.assert_close(float(size), reach, rtol=1e-4, atol=0)


@given(reach=st.floats(1e-3, 20))
def test_labels_take_placed_words_as_they_are(reach: float) -> None:
    settings = Experiment().model
    points = placed(settings)  # type: ignore[arg-type]
    factor = start_factor(settings, points, reach)  # type: ignore[arg-type]
    assert factor == pytest.approx(min(1.0, reach / 6))


def test_what_words_cannot_start_from_is_refused_before_anything_runs() -> None:
    with pytest.raises(SettingError, match="inner product of vanilla GloVe lives in flat space"):
        Experiment().assign(["model.word_init=glove", "words.similarity=inner"])
    with pytest.raises(SettingError, match="cosh² of a distance grows too fast"):
        alone("model.geometry=euclidean", "words.similarity=cosh2")
    with pytest.raises(SettingError, match="none is named"):
        Experiment().assign(["model.word_init=vectors"])
    with pytest.raises(SettingError, match="words that start between labels leave"):
        Experiment().assign(["model.word_init=midpoint", "model.hypernyms=true"])


def test_the_flat_twin_takes_vanilla_glove_without_a_word() -> None:
    settings = Experiment().assign(["model.word_init=glove"])
    flat = settings.assign(["model.geometry=euclidean"])
    assert settings.words == flat.words
    assert settings.words.in_space(flat=False).similarity == "cosh2"
    assert flat.words.in_space(flat=True).similarity == "inner"


def test_an_experiment_of_before_has_words_at_random() -> None:
    recipe = Experiment().to_dict()
    del recipe["words"], recipe["hypernyms"], recipe["model"]["hypernyms"]
    old = Experiment.from_dict(recipe)
    assert old == Experiment()
    assert [stage.name for stage in old.model.stages()] == ["labels", "train"]
