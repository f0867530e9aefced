"""Methods fitted piece by piece: whatever stops them, nothing is fitted twice or otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

import numpy as np
import pytest
from sklearn.svm import LinearSVC

from hmlc_core.data.corpus import Corpus
from hmlc_core.data.prepare import prepare
from hmlc_core.evaluation.classification import tuned_threshold
from hmlc_core.evaluation.scores import evaluate
from hmlc_core.experiment import Experiment
from hmlc_core.experiment.presets import preset
from hmlc_core.methods import method_of
from hmlc_core.methods.fitted import FittedMethod
from hmlc_core.methods.linear import LinearMethod
from hmlc_core.methods.train import train
from hmlc_core.snapshot import Snapshot
from tests.methods.keeping import kept, told

OPEN = preset("linear").assign(["corpus.min_count=1"])
RECIPE = OPEN.assign(["model.cost=1", "model.weights=none", "model.ngrams=1"])
"""With nothing left to choose."""
LABELS = 7


@pytest.fixture
def fits(monkeypatch: pytest.MonkeyPatch) -> list[np.ndarray]:
    """What machines were fitted to, one entry a fit."""
    found: list[np.ndarray] = []
    fit = LinearSVC.fit

    def counted(self: LinearSVC, features: object, truth: np.ndarray) -> LinearSVC:
        found.append(truth)
        return fit(self, features, truth)

    monkeypatch.setattr(LinearSVC, "fit", counted)
    return found


@pytest.fixture(params=[True, False], ids=["dev split", "held out"])
def documents(request: pytest.FixtureRequest, corpus: Corpus) -> Corpus:
    return corpus if request.param else replace(corpus, dev=())


def machines(snapshots: Sequence[Snapshot]) -> int:
    """Pieces among these snapshots for which a machine had to be fitted."""
    pieces = {s.step: s.checkpoint.tensors for s in snapshots if s.checkpoint and s.step}
    return sum(
        bool(np.isfinite(array).all())
        for tensors in pieces.values()
        for name, array in tensors.items()
        if name.endswith("/intercept")
    )


def test_a_step_is_a_piece_of_one_fit_or_of_two(documents: Corpus) -> None:
    whole = list(train(RECIPE, documents))
    fitted = 1 if documents.dev else 2
    assert [s.step for s in whole if not s.scores] == list(range(LABELS * fitted + 1))
    assert [s.step for s in whole if s.scores] == [LABELS * n for n in range(1, fitted + 1)]
    assert whole[-1].steps == whole[-1].step
    assert whole[-1].epoch == fitted
    assert [s.last for s in whole].count(True) == 1
    assert {"validation/nDCG@5", "test/P@1"} <= whole[-1].scores.keys()
    assert all(s.label_points is None and not s.losses for s in whole)


@pytest.mark.slow
def test_stopped_anywhere_it_ends_as_if_it_had_not_been(
    documents: Corpus, fits: list[np.ndarray]
) -> None:
    """After the beginning, every piece, the validation between two fits, the last piece, the end:
    equal snapshots, equal tensors, and only the machines that are not there yet are fitted."""
    whole = list(train(RECIPE, documents))
    assert len(fits) == machines(whole)
    final = kept(whole)
    assert final is not None
    for stop in range(len(whole)):
        before = whole[: stop + 1]
        fits.clear()
        rest = list(train(RECIPE, documents, resume=kept(before)))
        assert len(fits) == machines(whole) - machines(before), stop
        # What may be told again: the beginning, the validation between two fits, and the end.
        following = [told(s) for s in whole[stop + 1 :]]
        again = len(rest) - len(following)
        assert [told(s) for s in rest[again:]] == following
        assert all(told(s) in map(told, before) for s in rest[:again])
        assert all(s.scores or s.step == 0 for s in rest[:again])
        after = kept([*before, *rest])
        assert after is not None
        assert after.trained
        assert after.tensors.keys() == final.tensors.keys()
        for name, array in final.tensors.items():
            assert np.array_equal(after.tensors[name], array), name
        assert after.state["threshold"] == final.state["threshold"]
        assert told(rest[-1]) == told(whole[-1])


@pytest.mark.slow
def test_stopped_again_and_again_nothing_is_fitted_twice(
    documents: Corpus, fits: list[np.ndarray]
) -> None:
    """One snapshot a session, as on a machine that is always needed elsewhere."""
    whole = list(train(RECIPE, documents))
    expected = len(fits)
    fits.clear()
    seen: list[Snapshot] = []
    for _ in range(len(whole)):
        seconds = seen[-1].seconds if seen else 0.0
        ahead = kept(seen)
        for snapshot in train(RECIPE, documents, resume=ahead):
            new = snapshot.step > (seen[-1].step if seen else -1) or snapshot.last
            seen.append(snapshot)
            if new:
                break
        assert seen[-1].seconds >= seconds
    assert seen[-1].last
    assert len(fits) == expected
    assert told(seen[-1]) == told(whole[-1])


def test_it_is_fitted_again_with_validation_documents_only_where_they_were_held_out(
    corpus: Corpus, fits: list[np.ndarray]
) -> None:
    *_, last = train(RECIPE, corpus)
    assert {len(truth) for truth in fits} == {len(corpus.train)}
    fits.clear()
    held_out = replace(corpus, dev=())
    prepared = prepare(held_out, RECIPE.corpus, RECIPE.seed)
    snapshots = list(train(RECIPE, held_out))
    assert [len(truth) for truth in fits] == sorted(len(truth) for truth in fits)
    assert {len(truth) for truth in fits} == {len(prepared.train), len(corpus.train)}
    assert {name.split("/")[0] for name in kept(snapshots).tensors} == {"fit", "refit"}
    # Judged on validation before it has seen it, and on the test split after.
    method = LinearMethod()
    first = method.fitted(RECIPE, prepared, prepared.train)
    again = method.fitted(RECIPE, prepared, prepared.known())
    expected = evaluate(first.scores(prepared.validation), prepared.validation.labels)
    for name, value in expected.items():
        assert snapshots[-1].scores[f"validation/{name}"] == value
    expected = evaluate(again.scores(prepared.test), prepared.test.labels)
    for name, value in expected.items():
        assert snapshots[-1].scores[f"test/{name}"] == value
    assert last.scores != snapshots[-1].scores


def test_the_predictor_of_a_checkpoint_is_the_one_that_was_trained(documents: Corpus) -> None:
    whole = list(train(RECIPE, documents))
    prepared = prepare(documents, RECIPE.corpus, RECIPE.seed)
    checkpoint = kept(whole)
    assert checkpoint is not None
    method = method_of(RECIPE.model)
    assert isinstance(method, FittedMethod)
    predictor = method.load(RECIPE, prepared, checkpoint)
    directly = method.fitted(RECIPE, prepared, prepared.known())
    assert np.array_equal(predictor.scores(prepared.test), directly.scores(prepared.test))
    found = evaluate(predictor.scores(prepared.test), prepared.test.labels)
    assert found == {name: whole[-1].scores[f"test/{name}"] for name in found}


def test_the_threshold_found_on_validation_is_kept(documents: Corpus) -> None:
    """Found by the first fit: the second has seen the validation documents."""
    prepared = prepare(documents, RECIPE.corpus, RECIPE.seed)
    checkpoint = kept(list(train(RECIPE, documents)))
    first = LinearMethod().fitted(RECIPE, prepared, prepared.train)
    scores = first.scores(prepared.validation)
    assert checkpoint is not None
    assert checkpoint.state["threshold"] == tuned_threshold(scores, prepared.validation.labels)


def test_nothing_can_predict_before_the_end(documents: Corpus) -> None:
    whole = list(train(RECIPE, documents))
    trained = [s.checkpoint is not None and s.checkpoint.trained for s in whole]
    assert trained == [False] * (len(whole) - 1) + [True]


def test_nothing_is_fitted_before_it_is_asked_for(corpus: Corpus, fits: list[np.ndarray]) -> None:
    snapshots = train(RECIPE, corpus)
    assert not fits
    begun = list(islice(snapshots, 4))
    assert len(fits) == machines(begun) > 0


def test_other_settings_are_another_fit(corpus: Corpus) -> None:
    costs: list[Experiment] = [RECIPE.assign([f"model.cost={cost}"]) for cost in (0.01, 1)]
    one, two = (list(train(experiment, corpus))[-1].scores for experiment in costs)
    assert one != two
