"""Settings of TF-IDF + linear that are left open: what is tried, what is taken, what is kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from sklearn.metrics import average_precision_score

from hmlc_core.data.corpus import Corpus
from hmlc_core.data.prepare import Prepared, prepare
from hmlc_core.data.synthetic import generate
from hmlc_core.experiment import Experiment
from hmlc_core.experiment.models.linear import Linear
from hmlc_core.experiment.presets import preset
from hmlc_core.methods.linear import LinearMethod, choice
from hmlc_core.methods.linear.choice import MARGIN, best, count, plain
from hmlc_core.methods.linear.predictor import LinearPredictor
from hmlc_core.methods.train import train
from hmlc_core.snapshot import Snapshot
from tests.methods.keeping import kept, told

OPEN = preset("linear").assign(["corpus.min_count=1"])
PLAIN = Linear(cost=1.0, weights="none", ngrams="1")


@pytest.fixture
def prepared(corpus: Corpus) -> Prepared:
    return prepare(corpus, OPEN.corpus, OPEN.seed)


@pytest.fixture
def tries(monkeypatch: pytest.MonkeyPatch) -> list[Linear]:
    """The settings that were fitted to be tried, one entry a try."""
    found: list[Linear] = []
    keep = choice.as_arrays

    def counted(settings: Linear, candidate: Linear, score: float) -> object:
        found.append(candidate)
        return keep(settings, candidate, score)

    monkeypatch.setattr("hmlc_core.methods.linear.method.as_arrays", counted)
    return found


def walk(prepared: Prepared, settings: Linear, scores: dict[Linear, float]) -> Iterator[Linear]:
    """What is tried, in order, if it scores so (nothing unless it is said)."""
    tried: dict[Linear, float] = {}
    while (candidate := best(settings, prepared, tried)[1]) is not None:
        yield candidate
        tried[candidate] = scores.get(candidate, 0.0)
    yield best(settings, prepared, tried)[0]


def test_settings_are_chosen_one_after_another_from_the_best_so_far(prepared: Prepared) -> None:
    low = replace(PLAIN, cost=0.1)
    scores = {PLAIN: 0.5, low: 0.6, replace(low, ngrams="1-2"): 0.9}
    assert list(walk(prepared, Linear(), scores)) == [
        PLAIN,
        low,
        replace(PLAIN, cost=10.0),
        replace(low, weights="balanced"),
        replace(low, ngrams="1-2"),
        replace(low, ngrams="1-2"),
    ]


def test_what_is_hardly_better_than_the_plain_setting_is_not_taken(prepared: Prepared) -> None:
    scores = {PLAIN: 0.5, replace(PLAIN, cost=10.0): 0.5 + MARGIN / 2}
    assert list(walk(prepared, Linear(), scores))[-1] == PLAIN


@pytest.mark.parametrize(
    ("settings", "number"),
    [
        (Linear(), 5),
        (Linear(cost=3.0), 3),
        (Linear(weights="balanced", ngrams="1-2"), 3),
        (Linear(cost=3.0, weights="none"), 2),
        (PLAIN, 0),
    ],
)
def test_what_is_fixed_stays(prepared: Prepared, settings: Linear, number: int) -> None:
    *tried, last = walk(prepared, settings, {})
    assert len(tried) == count(settings, prepared) == number
    for name in ("cost", "weights", "ngrams"):
        if name not in settings.open():
            assert {getattr(each, name) for each in (*tried, last)} == {getattr(settings, name)}
    assert not last.open()


def test_points_have_no_pairs_to_try() -> None:
    prepared = prepare(generate(60), OPEN.corpus, 0)
    assert {each.ngrams for each in walk(prepared, Linear(), {})} == {"1"}
    assert count(Linear(), prepared) == 4


def test_many_labels_and_documents_are_not_tried_and_it_is_said(
    corpus: Corpus, prepared: Prepared, monkeypatch: pytest.MonkeyPatch, tries: list[Linear]
) -> None:
    monkeypatch.setattr(choice, "LARGEST", prepared.train.labels.shape[0] * 7 - 1)
    method = LinearMethod()
    decided = method.decide(OPEN, prepared, prepared.train, prepared.validation)
    assert (decided.model, tries) == (PLAIN, [])
    predictor = method.fitted(decided, prepared, prepared.train)
    note = predictor.explain("a1").notes[1]
    assert "C = 1, all documents alike, and read words" in note
    assert "labels times documents, more than" in note
    assert predictor.diagnostics(prepared) == {"cost": 1.0, "balanced": 0.0, "word_pairs": 0.0}


def test_a_try_is_judged_on_validation_documents(prepared: Prepared) -> None:
    """By scikit-learn's average precision over all cells, of machines fitted alike."""
    method = LinearMethod()
    parts = list(method.choices(OPEN, prepared, prepared.train, prepared.validation, {}))
    assert [part.number for part in parts] == list(range(5))
    truth = prepared.validation.labels.toarray().ravel() > 0
    for part in parts:
        tried = choice.from_arrays(
            Linear(), {f"0/{name}": value for name, value in part.arrays.items()}
        )
        ((settings, score),) = tried.items()
        experiment = replace(OPEN, model=settings)
        predictor = method.fitted(experiment, prepared, prepared.train)
        assert isinstance(predictor, LinearPredictor)
        scores = predictor.scores(prepared.validation).ravel()
        # Tries are fitted less exactly than what stays.
        assert score == pytest.approx(average_precision_score(truth, scores), abs=0.02)


def test_without_labels_to_judge_by_the_plain_settings_stay(corpus: Corpus) -> None:
    bare = tuple(replace(item, labels=()) for item in corpus.dev)
    prepared = prepare(replace(corpus, dev=bare), OPEN.corpus, 0)
    decided = LinearMethod().decide(OPEN, prepared, prepared.train, prepared.validation)
    assert decided.model == PLAIN


@pytest.fixture(params=[True, False], ids=["dev split", "held out"])
def documents(request: pytest.FixtureRequest, corpus: Corpus) -> Corpus:
    return corpus if request.param else replace(corpus, dev=())


@pytest.mark.slow
def test_stopped_at_any_try_nothing_is_tried_twice(documents: Corpus, tries: list[Linear]) -> None:
    whole = list(train(OPEN, documents))
    assert len(tries) == 5
    assert [snapshot.epoch for snapshot in whole[:6]] == [0.0] * 6
    assert whole[-1].step == whole[-1].steps == 5 + 7 * (1 if documents.dev else 2)
    for stop in range(9):
        tries.clear()
        rest = list(train(OPEN, documents, resume=kept(whole[: stop + 1])))
        assert len(tries) == max(0, 5 - stop)
        assert told(rest[-1]) == told(whole[-1])
        assert _settings_of(documents, [*whole[: stop + 1], *rest]) == _settings_of(
            documents, whole
        )


def test_a_run_from_before_there_was_a_choice_is_as_it_was(documents: Corpus) -> None:
    """Its pieces are machines alone; it is loaded and goes on with the plain settings."""
    fixed = replace(OPEN, model=PLAIN)
    before = list(train(fixed, documents))
    assert _settings_of(documents, before, OPEN) == PLAIN
    rest = list(train(OPEN, documents, resume=kept(before[:4])))
    assert told(rest[-1]) == told(before[-1])


def test_the_order_of_a_choice_is_that_of_its_pieces(prepared: Prepared) -> None:
    """Ten and more would otherwise be read as 1, 10, 2."""
    pieces = {}
    for number in range(12):
        cost = replace(PLAIN, cost=(1.0, 0.1, 10.0)[number % 3])
        arrays = choice.as_arrays(Linear(), cost, number / 100)
        pieces |= {f"{number}/{name}": value for name, value in arrays.items()}
    tried = choice.from_arrays(Linear(), pieces)
    assert max(tried.values()) == 0.11
    assert plain(Linear()) in tried
    assert np.isfinite(list(tried.values())).all()


def _settings_of(
    corpus: Corpus, snapshots: list[Snapshot], experiment: Experiment = OPEN
) -> Linear:
    """Of the predictor that these snapshots lead to."""
    checkpoint = kept(snapshots)
    assert checkpoint is not None
    prepared = prepare(corpus, experiment.corpus, experiment.seed)
    predictor = LinearMethod().load(experiment, prepared, checkpoint)
    assert isinstance(predictor, LinearPredictor)
    return predictor.settings
