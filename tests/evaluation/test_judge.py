"""What a predictor is judged by: at a half where that means something, and at a tuned threshold."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from sklearn.metrics import f1_score

from hmlc_core.data.corpus import Corpus
from hmlc_core.data.prepare import Prepared, prepare
from hmlc_core.data.text import Encoded
from hmlc_core.errors import TrainingError
from hmlc_core.evaluation.classification import tuned_threshold
from hmlc_core.evaluation.explain import Explanation
from hmlc_core.evaluation.families import FAMILIES, FURTHER, is_score, named, of_family
from hmlc_core.evaluation.judge import Tuning, final_scores, tune, validation_scores
from hmlc_core.evaluation.predictor import Places, Predictor
from hmlc_core.experiment import ALL, CHOOSABLE, UNTHRESHOLDED, CorpusSettings
from hmlc_core.geometry import PoincareBall

SETTINGS = CorpusSettings(min_count=1)
TUNED = ("micro_f1_tuned", "macro_f1_tuned")


class Guesses(Predictor):
    """Scores that are right but for some noise; more than 0.5 of them, and no probabilities."""

    def __init__(self, *, calibrated: bool, places: Places | None = None, seed: int = 0) -> None:
        self.calibrated, self.places, self.seed = calibrated, places, seed

    def scores(self, documents: Encoded) -> np.ndarray:
        random = np.random.default_rng(self.seed)
        noise = random.normal(size=documents.labels.shape)
        margins = 20 * documents.labels.toarray() + 6 * noise + 40
        return 1 / (1 + np.exp(-margins / 20)) if self.calibrated else margins

    def explain(self, text: str) -> Explanation:
        raise NotImplementedError

    def diagnostics(self, prepared: Prepared) -> dict[str, float]:
        return {"words_known": float(len(prepared.vocabulary)), "undefined": float("nan")}


class Timid(Guesses):
    """Right, and not sure of it."""

    def scores(self, documents: Encoded) -> np.ndarray:
        return 0.4 + 0.2 * documents.labels.toarray()


class Noise(Guesses):
    """Probabilities that know nothing."""

    def scores(self, documents: Encoded) -> np.ndarray:
        return np.random.default_rng(self.seed).random(documents.labels.shape)


@pytest.fixture(scope="module")
def prepared(corpus: Corpus) -> Prepared:
    return prepare(corpus, SETTINGS, 0)


def f1(predictor: Predictor, documents: Encoded, limit: float) -> float:
    truth = documents.labels.toarray() > 0
    predicted = predictor.scores(documents) >= limit
    return float(f1_score(truth, predicted, average="micro", zero_division=0))


@pytest.mark.parametrize("calibrated", [True, False])
def test_all_scores_are_cut_where_validation_says(prepared: Prepared, calibrated: bool) -> None:
    guesses = Guesses(calibrated=calibrated)
    limit = tune(guesses, prepared.validation).threshold
    found = final_scores(guesses, prepared)
    assert found["test/micro_f1_tuned"] == pytest.approx(f1(guesses, prepared.test, limit))
    assert found["calibration/threshold"] == limit


def test_a_half_means_nothing_where_scores_are_no_probabilities(prepared: Prepared) -> None:
    guesses = Guesses(calibrated=False)
    found = final_scores(guesses, prepared) | validation_scores(guesses, prepared)
    assert not {name for name in found if name.endswith(("micro_f1", "macro_f1"))}
    assert [name for name in found if name.startswith("calibration/")] == ["calibration/threshold"]
    assert {"hierarchical/hf", "hierarchical/micro_f1_tuned_capped"} <= set(found)


def test_what_was_chosen_before_is_taken(prepared: Prepared) -> None:
    guesses = Guesses(calibrated=True)
    found = final_scores(guesses, prepared, tuning=Tuning(0.9, 2.0))
    assert found["test/micro_f1_tuned"] == pytest.approx(f1(guesses, prepared.test, 0.9))
    assert found["calibration/temperature"] == 2.0


def test_probabilities_are_cut_at_a_half_as_well(prepared: Prepared) -> None:
    guesses = Guesses(calibrated=True)
    found = final_scores(guesses, prepared)
    assert found["test/micro_f1"] == pytest.approx(f1(guesses, prepared.test, 0.5))
    judged = validation_scores(guesses, prepared)
    assert judged["validation/micro_f1"] == pytest.approx(f1(guesses, prepared.validation, 0.5))


def test_nothing_is_judged_at_a_threshold_found_on_the_same_documents(prepared: Prepared) -> None:
    judged = validation_scores(Guesses(calibrated=True), prepared)
    assert set(of_family(judged, "validation")) == set(CHOOSABLE)


def test_the_temperature_is_fitted_where_logits_are_too_small(prepared: Prepared) -> None:
    found = of_family(final_scores(Timid(calibrated=True), prepared), "calibration")
    assert found["temperature"] < 1
    assert found["log_loss_tempered"] < found["log_loss"]
    assert found["ece_tempered"] < found["ece"]


def test_made_to_agree_with_the_hierarchy_predictions_do_not_contradict_it(
    prepared: Prepared,
) -> None:
    noise = Noise(calibrated=True)
    found = of_family(final_scores(noise, prepared), "hierarchical")
    assert found["decision_violations"] > 0
    assert found["score_violations"] > 0
    for name in ("capped", "raised"):
        assert found[f"decision_violations_{name}"] == found[f"score_violations_{name}"] == 0
        assert {f"nDCG@5_{name}", f"micro_f1_{name}", f"micro_f1_tuned_{name}"} <= set(found)


def test_rankings_do_not_see_whether_scores_are_probabilities(prepared: Prepared) -> None:
    one, two = (final_scores(Guesses(calibrated=c), prepared) for c in (True, False))
    for name in UNTHRESHOLDED:
        if "@" in name:
            assert one[f"test/{name}"] == pytest.approx(two[f"test/{name}"])


@pytest.mark.slow
def test_the_threshold_is_the_one_of_micro_f1(prepared: Prepared) -> None:
    guesses = Guesses(calibrated=True)
    scores = guesses.scores(prepared.validation)
    limit = tune(guesses, prepared.validation).threshold
    assert limit == tuned_threshold(scores, prepared.validation.labels)
    best = f1(guesses, prepared.validation, limit)
    for other in np.unique(scores):
        assert f1(guesses, prepared.validation, other) <= best + 1e-12


def test_what_is_undefined_is_left_out_and_the_rest_is_in_its_family(prepared: Prepared) -> None:
    found = final_scores(Guesses(calibrated=True), prepared)
    assert {name.partition("/")[0] for name in found} == {
        *("test", "hierarchical", "by_frequency", "by_depth", "calibration", "network")
    }
    assert found["network/words_known"] == len(prepared.vocabulary)
    assert "network/undefined" not in found
    assert all(map(is_score, found))
    assert set(of_family(found, "test")) == set(ALL)
    assert named(of_family(found, "test"), "test").items() <= found.items()


def test_places_are_judged_by_the_tree_in_them(prepared: Prepared) -> None:
    random = np.random.default_rng(0)
    places = Places(PoincareBall(2), random.uniform(-0.5, 0.5, (7, 2)))
    found = final_scores(Guesses(calibrated=True, places=places), prepared)
    assert "recovery/edge_f1" in found


def test_labels_that_are_missing_are_judged_both_ways_and_no_test_split_not_at_all(
    corpus: Corpus,
) -> None:
    guesses = Guesses(calibrated=False)
    forgetful = final_scores(guesses, prepare(corpus, replace(SETTINGS, missing=0.4), 0))
    assert set(of_family(forgetful, "test_missing")) == {*UNTHRESHOLDED, *TUNED}
    untested = final_scores(guesses, prepare(replace(corpus, test=()), SETTINGS, 0))
    assert {name.partition("/")[0] for name in untested} == {"network"}


def test_families_say_what_they_are_about() -> None:
    assert set(FURTHER) < set(FAMILIES)
    assert is_score("recovery/edge_f1")
    assert not is_score("train/loss/loss")
    assert not is_score("recoveries/edge_f1")


def test_scores_that_are_no_numbers_are_no_result(prepared: Prepared) -> None:
    class Lost(Guesses):
        def scores(self, documents: Encoded) -> np.ndarray:
            found = super().scores(documents)
            found[1] = np.nan
            return found

    for judge in (validation_scores, final_scores):
        with pytest.raises(TrainingError, match=r"1 of 20 documents: some scores are not numbers"):
            judge(Lost(calibrated=True), prepared)
