"""Methods as classifiers: what they learn is what a run learns, in the forms of scikit-learn."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer

from hmlc_core.data.corpus import Corpus
from hmlc_core.estimators import (
    SCORERS,
    HARNNClassifier,
    HiddeNClassifier,
    HyperIMClassifier,
    LabelClassifier,
    LinearClassifier,
)
from hmlc_core.evaluation.hierarchical import hierarchical_scores
from hmlc_core.evaluation.judge import numbers
from hmlc_core.evaluation.recovery.tree import TOP, Tree
from hmlc_core.evaluation.scores import evaluate

TORCH = {"training.kernels": "torch", "labels.epochs": 5}
SMALL: dict[str, Any] = {"min_count": 1, "random_state": 0}
QUICK = HyperIMClassifier(**SMALL, preset="quick", dim=4, epochs=3, settings=TORCH)
ALL = [
    LinearClassifier(**SMALL),
    QUICK,
    HiddeNClassifier(**SMALL, epochs=2, dim=4, settings={"training.kernels": "torch"}),
    HARNNClassifier(**SMALL, epochs=2, units=4),
]


def texts(corpus: Corpus, split: str = "train") -> list[str]:
    return [document.text for document in corpus.split(split)]


def labels(corpus: Corpus, split: str = "train") -> list[list[str]]:
    return [[corpus.graph.names[label] for label in one.labels] for one in corpus.split(split)]


def edges(corpus: Corpus) -> list[tuple[str, str]]:
    names = corpus.graph.names
    return [(names[above], names[below]) for above, below in corpus.graph.edges]


@pytest.fixture(scope="module")
def linear(corpus: Corpus) -> LinearClassifier:
    return LinearClassifier(**SMALL).fit(texts(corpus), labels(corpus), hierarchy=edges(corpus))


@pytest.fixture(scope="module")
def hyperim(corpus: Corpus) -> HyperIMClassifier:
    return clone(QUICK).fit(texts(corpus), labels(corpus), hierarchy=edges(corpus))


@pytest.mark.slow
@pytest.mark.parametrize("classifier", ALL, ids=lambda one: one.method)
def test_texts_and_lists_of_labels(classifier: LabelClassifier, corpus: Corpus) -> None:
    fitted = clone(classifier).fit(texts(corpus), labels(corpus), hierarchy=edges(corpus))
    assert fitted.classes_.tolist() == sorted(corpus.graph.names)
    assert set(fitted.hierarchy_) == set(edges(corpus))
    found = fitted.predict(texts(corpus, "test"))
    assert len(found) == len(corpus.test)
    assert all(isinstance(row, list) for row in found)
    scores = fitted.decision_function(texts(corpus, "test"))
    assert found == [fitted.classes_[row >= 0].tolist() for row in scores]


def test_scores_are_those_that_a_run_is_judged_by(linear, corpus: Corpus) -> None:
    """Column by column, since labels have another order here."""
    learned = linear.learned_
    order = [sorted(corpus.graph.names).index(name) for name in corpus.graph.names]
    documents = learned.prepared.encode(corpus.test)
    scores = numbers(learned.predictor, documents)[:, order]
    truth, found = (
        corpus.label_matrix("test"),
        linear.scores(texts(corpus, "test"), labels(corpus, "test")),
    )
    expected = evaluate(scores, truth, threshold=linear.threshold_)
    expected |= hierarchical_scores(scores, truth, corpus.graph, linear.threshold_)
    for name in ("P@1", "nDCG@5", "micro_f1", "hf", "distance_to_truth"):
        assert found[name] == pytest.approx(expected[name])
        sign = -1 if name == "distance_to_truth" else 1
        scorer = SCORERS[name](linear, texts(corpus, "test"), labels(corpus, "test"))
        assert scorer == pytest.approx(sign * expected[name])


def test_a_classifier_is_as_good_as_its_features_allow(linear, corpus: Corpus) -> None:
    assert linear.scores(texts(corpus, "test"), labels(corpus, "test"))["P@1"] > 0.9
    assert 0 < linear.score(texts(corpus, "test"), labels(corpus, "test")) <= 1


@pytest.mark.slow
def test_indicators_come_back_as_indicators(linear, corpus: Corpus) -> None:
    """And decisions are the same as with lists."""
    names = linear.classes_.tolist()
    cells = np.array([[name in row for name in names] for row in labels(corpus)], dtype=int)
    fitted = LinearClassifier(**SMALL).fit(texts(corpus), cells)
    found = fitted.predict(texts(corpus, "test"))
    assert found.shape == (len(corpus.test), len(names))
    again = linear.predict(texts(corpus, "test"))
    assert [linear.classes_[row.astype(bool)].tolist() for row in found] == again


def test_places_and_what_can_be_read_off_them(hyperim, linear, corpus: Corpus) -> None:
    assert hyperim.embedding_.shape == (7, 4)
    assert hyperim.space_.name == "poincare"
    found = hyperim.recover()
    assert {child for _, child in found} <= set(corpus.graph.names)
    assert len(found) >= 5
    assert not hasattr(linear, "embedding_")
    with pytest.raises(AttributeError, match="have no places"):
        linear.recover()


def test_a_hierarchy_that_cannot_be_read_off_is_told(
    hyperim, corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    flat = Tree(np.full(len(corpus.graph), TOP))
    monkeypatch.setattr("hmlc_core.evaluation.recovery.recover_tree", lambda *_, **__: flat)
    with pytest.warns(UserWarning, match=r"no hierarchy.*Train for more epochs"):
        assert hyperim.recover() == []


@pytest.mark.parametrize("name", ["linear", "hyperim"])
def test_it_is_kept_without_pickle_and_goes_to_other_processes(
    name: str, request, corpus: Corpus, tmp_path: Path
) -> None:
    fitted: LabelClassifier = request.getfixturevalue(name)
    asked = texts(corpus, "test")
    fitted.save(tmp_path / "kept")
    for again in (type(fitted).load(tmp_path / "kept"), pickle.loads(pickle.dumps(fitted))):
        assert np.array_equal(again.decision_function(asked), fitted.decision_function(asked))
        assert again.hierarchy_ == fitted.hierarchy_
        assert again.get_params() == fitted.get_params()
    with pytest.raises(FileExistsError):
        fitted.save(tmp_path / "kept")
    with pytest.raises(ValueError, match="another classifier"):
        HARNNClassifier.load(tmp_path / "kept")
    with pytest.raises(ValueError, match=r"gone.*classifier\.json: a file is missing"):
        type(fitted).load(tmp_path / "gone")
    for name in ("classifier.json", "checkpoint.safetensors"):
        file = tmp_path / "kept" / name
        content = file.read_bytes()
        file.write_bytes(content[:-9] + bytes([content[-9] ^ 1]) + content[-8:])
        with pytest.raises(ValueError, match=r"kept.*cannot be read.*damaged"):
            type(fitted).load(tmp_path / "kept")
        file.write_bytes(content)


def test_vectors_are_read_with_an_encoder_for_them(corpus: Corpus, tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    vectors = np.array([[d.labels[-1] == k for k in range(3, 7)] for d in corpus.train], float)
    vectors += 0.1 * random.standard_normal(vectors.shape)
    hidden = HiddeNClassifier(**SMALL, epochs=3, dim=4, settings={"training.kernels": "torch"})
    hidden.fit(vectors, labels(corpus))
    assert hidden.experiment_.model.reads_points()
    hidden.save(tmp_path / "kept")
    again = HiddeNClassifier.load(tmp_path / "kept")
    assert np.array_equal(again.predict_proba(vectors), hidden.predict_proba(vectors))
    with pytest.raises(ValueError, match="X has 2 features"):
        hidden.predict(vectors[:, :2])
    with pytest.raises(ValueError, match="expected numbers, as at fit; found texts"):
        hidden.predict(["a text"])
    with pytest.raises(ValueError, match="HARNN reads texts alone"):
        HARNNClassifier(**SMALL).fit(vectors, labels(corpus))


@pytest.mark.slow
def test_pipelines_and_grids(corpus: Corpus) -> None:
    lower = FunctionTransformer(lambda rows: [row.lower() for row in rows])
    sparse = make_pipeline(TfidfVectorizer(), LinearClassifier(**SMALL))
    found = sparse.fit(texts(corpus), labels(corpus)).predict(texts(corpus, "test"))
    assert len(found) == len(corpus.test)
    pipeline = make_pipeline(lower, LinearClassifier(**SMALL))
    cells = corpus.label_matrix("train").toarray().astype(int)
    values = cross_val_score(
        pipeline, texts(corpus), cells, cv=3, scoring=SCORERS["micro_f1"], error_score="raise"
    )
    assert (values > 0.5).all()
    grid = GridSearchCV(
        LinearClassifier(**SMALL), {"cost": np.array([0.1, 10.0])}, cv=3,
        scoring=SCORERS["nDCG@5"], error_score="raise",
    )  # fmt: skip
    grid.fit(np.array(texts(corpus), dtype=object), cells)
    assert grid.best_estimator_.experiment_.model.cost == grid.best_params_["cost"]


@pytest.mark.slow
def test_the_same_random_state_gives_the_same_and_another_need_not(corpus: Corpus) -> None:
    asked = texts(corpus, "test")
    one, two, three = (
        clone(QUICK)
        .set_params(random_state=state)
        .fit(texts(corpus), labels(corpus))
        .predict_proba(asked)
        for state in (3, 3, 4)
    )
    assert np.array_equal(one, two)
    assert not np.array_equal(one, three)


def test_what_is_asked_for_is_checked() -> None:
    with pytest.raises(TypeError, match="no parameter 'depth'"):
        HyperIMClassifier(depth=3)
    with pytest.raises(ValueError, match="of another method"):
        LinearClassifier(preset="quick").fit(["a b", "b c"], ["x", "y"])
    with pytest.raises(ValueError, match="dim is out of range"):
        HyperIMClassifier(dim=0).fit(["a b", "b c"], ["x", "y"])
    with pytest.raises(ValueError, match="document 1 is expected to be a text; found int"):
        LinearClassifier().fit(["a b", 3], ["x", "y"])
    with pytest.raises(ValueError, match="document 0 is expected to be a text; found NoneType"):
        LinearClassifier().fit([None, "a b"], ["x", "y"])
    with pytest.raises(ValueError, match="n_samples=0"):
        LinearClassifier().fit([], [])
    with pytest.raises(ValueError, match="lists of words"):
        LinearClassifier().fit([["a", "b"], ["c"]], ["x", "y"])
    with pytest.raises(ValueError, match="no document has a label"):
        LinearClassifier().fit(["a b", "c d"], [[], []], hierarchy=[("x", "y")])
    with pytest.raises(ValueError, match="inconsistent numbers"):
        LinearClassifier().fit(["a b", "c d"], ["x", "y", "x"])


@pytest.mark.parametrize(
    "hierarchy", [{"a": ["b"]}, [("a", "b", "c")], ["ab", "cd"], "edges.tsv", [3]]
)
def test_a_hierarchy_is_pairs(hierarchy: Any) -> None:
    with pytest.raises(ValueError, match=r"pairs \(parent, child\); found"):
        LinearClassifier().fit(["a b", "c d"], [["a"], ["b"]], hierarchy=hierarchy)


def test_a_score_by_the_hierarchy_needs_one(corpus: Corpus) -> None:
    flat = LinearClassifier(**SMALL).fit(texts(corpus), labels(corpus))
    with pytest.raises(ValueError, match="none was given at fit"):
        SCORERS["hf"](flat, texts(corpus, "test"), labels(corpus, "test"))
    assert 0 < SCORERS["micro_f1"](flat, texts(corpus, "test"), labels(corpus, "test")) <= 1


def test_parameters_are_told_with_their_help() -> None:
    told = HyperIMClassifier.__doc__ or ""
    assert "\ndim: " in told
    assert "random_state: " in told
    assert "epochs: Passes over the training documents at most. (40 by default)" in told
