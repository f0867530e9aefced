"""Compiled steps of HiddeN are its readable steps: losses, weights, optimiser, errors, resuming."""

from __future__ import annotations

import numpy as np
import pytest

from hmlc_core.data.corpus import Corpus, Document
from hmlc_core.data.labels import LabelGraph
from hmlc_core.data.synthetic import generate
from hmlc_core.errors import SettingError, TrainingError
from hmlc_core.experiment import Experiment
from hmlc_core.experiment.presets import preset
from hmlc_core.methods.hidden import fused_steps
from hmlc_core.methods.train import train
from hmlc_core.snapshot import Snapshot
from hmlc_core.training import steps

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def points() -> Corpus:
    return generate(250)


def recipe(*changes: str) -> Experiment:
    return preset("hidden-synthetic").assign(
        [
            "training.epochs=2",
            "training.weight_rate=0.02",
            "training.dtype=float64",
            "model.first_epochs=3",
            *changes,
        ]
    )


def run(experiment: Experiment, corpus: Corpus, kernels: str) -> list[Snapshot]:
    return list(train(experiment.assign([f"training.kernels={kernels}"]), corpus))


def assert_agree(experiment: Experiment, corpus: Corpus, tolerance: float) -> None:
    readable, compiled = (run(experiment, corpus, name) for name in ("torch", "numba"))
    assert {s.kernels for s in compiled} == {"numba"}
    for one, two in zip(readable, compiled, strict=True):
        assert (one.stage, one.step) == (two.stage, two.step)
        assert one.losses == pytest.approx(two.losses, abs=tolerance)
        assert one.health == pytest.approx(two.health, abs=tolerance)
        assert np.abs(one.label_points - two.label_points).max() <= tolerance
        for name, values in one.checkpoint.tensors.items() if one.checkpoint else ():
            other = two.checkpoint.tensors[name]
            assert np.abs(values.astype(float) - other).max() <= tolerance, name


@pytest.mark.parametrize(
    ("max_norm", "rule"), [(0, "lt_paper"), (0.01, "lt_paper"), (1, "le_code")]
)
@pytest.mark.parametrize("regime", ["flat", "cascaded", "joint", "euclidean"])
def test_compiled_equals_readable(points: Corpus, regime: str, max_norm: float, rule: str) -> None:
    """Whole epochs in float64, optimiser state included."""
    choices = [f"model.regime={regime}", f"model.max_norm={max_norm}"]
    assert_agree(recipe(*choices, f"model.negative_rule={rule}"), points, 1e-9)


@pytest.mark.parametrize("regime", ["flat", "cascaded"])
def test_labels_that_go_on_learning(points: Corpus, regime: str) -> None:
    changes = [f"model.regime={regime}", "model.freeze_labels=false", "model.max_norm=1"]
    assert_agree(recipe(*changes, "training.clip=0.05"), points, 1e-9)


@pytest.mark.parametrize("regime", ["flat", "cascaded", "joint"])
def test_epochs_of_all_pairs_of_labels(points: Corpus, regime: str) -> None:
    """Documents come again, and an epoch is still looked at in its middle."""
    assert_agree(recipe(f"model.regime={regime}", "model.released_epoch=true"), points, 1e-9)


@pytest.mark.parametrize("regime", ["cascaded", "joint"])
def test_rates_shrink_and_labels_are_missing(points: Corpus, regime: str) -> None:
    changes = [f"model.regime={regime}", "training.decay=0.5", "training.epochs=4"]
    assert_agree(recipe(*changes, "corpus.missing=0.5", "model.similarity=pmi"), points, 1e-9)


@pytest.mark.parametrize("regime", ["cascaded", "joint"])
def test_single_precision_is_near(points: Corpus, regime: str) -> None:
    changes = [f"model.regime={regime}", "training.dtype=float32", "training.weight_rate=0.001"]
    assert_agree(recipe(*changes), points, 1e-3)


def odd(labels: int, *places: str) -> Corpus:
    """Points that have some labels or none."""
    documents = tuple(
        Document(str(n), "", tuple(range(n % (labels + 1))), vector_of(place))
        for n, place in enumerate(places or [f"{n % 5} {n % 3} 1" for n in range(40)])
    )
    graph = LabelGraph(tuple("abc"[:labels]))
    return Corpus(
        name="odd",
        title="Odd",
        graph=graph,
        train=documents,
        dev=NEAR,
        test=NEAR,
        vectors=3,
        texts=False,
    )


def vector_of(place: str) -> np.ndarray:
    """Numbers with spaces between them."""
    return np.array(place.split(), dtype=np.float32)


NEAR = tuple(Document(f"near {n}", "", (0,), vector_of(f"{n} 0.5 1")) for n in range(3))


@pytest.mark.parametrize("labels", [1, 2])
@pytest.mark.parametrize("regime", ["flat", "cascaded", "joint", "euclidean"])
def test_few_labels_and_no_pairs_to_rank(regime: str, labels: int) -> None:
    changes = [f"model.regime={regime}", "model.dim=3", "training.batch=7"]
    assert_agree(recipe(*changes), odd(labels), 1e-9)


def test_steps_without_a_finite_gradient_are_skipped_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    """One batch of four, then two of four in a row; inf is not finite."""
    far = odd(2, *["0.5 1 2"] * 17, "inf 1 2", *["0.25 2 1"] * 18)
    changes = ["training.dtype=float32", "training.batch=9"]
    readable, compiled = (run(recipe(*changes), far, name)[-1] for name in ("torch", "numba"))
    assert readable.health["skipped_steps"] == compiled.health["skipped_steps"] > 0
    assert readable.step == compiled.step
    assert np.allclose(readable.label_points, compiled.label_points, atol=1e-4)
    monkeypatch.setattr(steps, "MAX_SKIPPED", 2)
    endless = odd(2, *["inf 1 2"] * 40)
    messages = []
    for name in ("torch", "numba"):
        with pytest.raises(TrainingError) as caught:
            run(recipe(*changes), endless, name)
        messages.append(str(caught.value))
    assert "the gradient is not finite, 3 steps in a row" in messages[0]
    assert messages[0] == messages[1]


@pytest.mark.parametrize("released_epoch", ["false", "true"])
@pytest.mark.parametrize("regime", ["flat", "cascaded", "joint"])
def test_a_resumed_run_goes_on_bit_for_bit(
    points: Corpus, regime: str, released_epoch: str
) -> None:
    """It keeps its compiled steps."""
    changes = [f"model.regime={regime}", f"model.released_epoch={released_epoch}"]
    experiment = recipe(*changes, "training.epochs=4")
    whole = list(train(experiment, points))
    stopped = next(s for s in whole if s.stage == "train" and s.checkpoint and s.epoch == 2)
    assert stopped.checkpoint is not None
    assert stopped.checkpoint.state["kernels"] == "numba"
    resumed = list(train(experiment, points, resume=stopped.checkpoint))
    rest = [s for s in whole if s.stage == "train" and (s.step > stopped.step or s.last)]
    for mine, theirs in zip(resumed, rest, strict=True):
        assert mine.step == theirs.step
        assert mine.losses == theirs.losses
        assert mine.scores == theirs.scores
        assert (mine.label_points == theirs.label_points).all()


def test_auto_takes_compiled_steps_where_they_are_possible() -> None:
    possible = recipe()
    choose = fused_steps.choose_implementation
    assert choose("auto", possible.model, possible.training) == "numba"
    assert choose("torch", possible.model, possible.training) == "torch"
    for change, reason in (
        ("model.label_dropout=0.5", "label_dropout = 0.5"),
        ("model.encoder.kind=cnn", "encoder.kind = cnn"),
        ("training.weight_decay=0.1", "weight_decay = 0.1"),
        ("training.clip_by=all", "clip_by = all"),
    ):
        other = recipe("training.clip=1.0", change)
        assert choose("auto", other.model, other.training) == "torch"
        with pytest.raises(SettingError, match=reason):
            choose("numba", other.model, other.training)


def test_rates_go_down_a_staircase_within_compiled_steps(points: Corpus) -> None:
    stairs = ("training.staircase_steps=3", "training.staircase_factor=0.5")
    compiled, readable = (run(recipe(*stairs), points, name) for name in ("numba", "torch"))
    for mine, theirs in zip(compiled, readable, strict=True):
        assert mine.health["rate_factor"] == theirs.health["rate_factor"]
        assert mine.losses == pytest.approx(theirs.losses, rel=1e-6)
    assert compiled[-2].health["rate_factor"] < 0.5


def test_equal_settings_give_equal_runs(points: Corpus) -> None:
    one, two = (run(recipe("model.regime=cascaded"), points, "numba") for _ in range(2))
    assert [s.losses for s in one] == [s.losses for s in two]
    assert all((a.label_points == b.label_points).all() for a, b in zip(one, two))
