"""The loop: its snapshots, its determinism, exact resume, and how it gives up."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
import torch

from hmlc_core.data.corpus import Corpus, Document
from hmlc_core.data.labels import LabelGraph
from hmlc_core.errors import TrainingError
from hmlc_core.experiment import Experiment
from hmlc_core.methods.train import train
from hmlc_core.snapshot import Snapshot
from hmlc_core.training import steps
from hmlc_core.training.optim import RiemannianAdam

pytestmark = pytest.mark.slow


def run(experiment: Experiment, corpus: Corpus) -> list[Snapshot]:
    return [snapshot for snapshot in train(experiment, corpus) if snapshot.stage == "train"]


def test_first_before_any_step_last_with_test_scores(
    experiment: Experiment, corpus: Corpus
) -> None:
    snapshots = list(train(experiment, corpus))
    stages = [snapshot.stage for snapshot in snapshots]
    assert stages == sorted(stages)  # labels, then train
    assert {"labels", "train"} == set(stages)
    first = snapshots[stages.index("train")]
    assert first.step == 0
    assert not first.losses
    assert [snapshot.last for snapshot in snapshots].count(True) == 1
    assert snapshots[-1].last
    assert {"test/P@1", "validation/nDCG@5"} <= set(snapshots[-1].scores)
    for earlier, later in pairwise(snapshots[stages.index("train") :]):
        assert later.step >= earlier.step
        assert later.seconds >= earlier.seconds


def test_snapshots_cannot_be_changed_by_the_optimiser(
    experiment: Experiment, corpus: Corpus
) -> None:
    snapshots = train(experiment, corpus)
    first = next(snapshots)
    assert first.label_points is not None
    kept = first.label_points.copy()
    list(snapshots)
    assert (first.label_points == kept).all()
    with pytest.raises(ValueError, match="read-only"):
        first.label_points[0, 0] = 1


def test_the_same_seed_is_the_same_run(experiment: Experiment, corpus: Corpus) -> None:
    one, two = run(experiment, corpus), run(experiment, corpus)
    assert [s.losses for s in one] == [s.losses for s in two]
    assert one[-1].scores == two[-1].scores
    other = run(experiment.assign(["seed=1"]), corpus)
    assert [s.losses for s in one] != [s.losses for s in other]


def test_training_leaves_global_chance_alone(experiment: Experiment, corpus: Corpus) -> None:
    before = torch.get_rng_state(), np.random.get_state()[1].copy()  # noqa: NPY002
    run(experiment, corpus)
    assert torch.equal(before[0], torch.get_rng_state())
    assert (before[1] == np.random.get_state()[1]).all()  # noqa: NPY002
    assert torch.get_default_dtype() is torch.float32


@pytest.mark.parametrize("rows", ["sparse", "dense"])
@pytest.mark.parametrize("interaction", ["full", "sampled"])
def test_a_resumed_run_goes_on_bit_for_bit(
    experiment: Experiment, corpus: Corpus, rows: str, interaction: str
) -> None:
    experiment = experiment.assign(
        [
            f"training.rows={rows}",
            f"model.interaction={interaction}",
            "model.negatives=2",
            "training.epochs=5",
            "training.patience=0",
        ]
    )
    whole = run(experiment, corpus)
    stopped = []
    with closing(train(experiment, corpus)) as snapshots:  # type: ignore[type-var]
        for snapshot in snapshots:
            stopped.append(snapshot)
            if snapshot.stage == "train" and snapshot.checkpoint and snapshot.epoch == 2:
                break
    resumed = list(train(experiment, corpus, resume=stopped[-1].checkpoint))
    rest = [s for s in whole if s.step > stopped[-1].step or s.last]
    assert len(resumed) == len(rest)
    for mine, theirs in zip(resumed, rest):
        assert mine.step == theirs.step
        assert mine.losses == theirs.losses
        assert mine.scores == theirs.scores
        assert (mine.label_points == theirs.label_points).all()
        assert (mine.word_points == theirs.word_points).all()


def test_resuming_a_finished_run_only_scores_it_again(
    experiment: Experiment, corpus: Corpus
) -> None:
    last = run(experiment, corpus)[-1]
    again = list(train(experiment, corpus, resume=last.checkpoint))
    assert len(again) == 1
    assert again[0].scores == last.scores


def test_patience_stops_and_the_best_epoch_is_scored(
    experiment: Experiment, corpus: Corpus
) -> None:
    experiment = experiment.assign(["training.epochs=60", "training.patience=2"])
    snapshots = run(experiment, corpus)
    scores = [s.scores["validation/nDCG@5"] for s in snapshots if s.scores and not s.last]
    assert len(scores) < 60
    assert len(scores) - 1 - int(np.argmax(scores)) == 2
    assert snapshots[-1].scores["validation/nDCG@5"] == pytest.approx(max(scores))
    assert [s.early for s in snapshots] == [False] * (len(snapshots) - 2) + [True, True]
    assert snapshots[-2].only_scoring


def test_training_learns(experiment: Experiment, corpus: Corpus) -> None:
    snapshots = run(experiment.assign(["training.epochs=30", "training.patience=0"]), corpus)
    losses = [s.losses["loss"] for s in snapshots if s.losses]
    assert losses[-1] < 0.5 * losses[0]


def one_label() -> Corpus:
    documents = tuple(Document(id=str(n), text=f"word{n}", labels=(0,)) for n in range(6))
    return Corpus(
        name="one", title="One", graph=LabelGraph(("only",)), train=documents, test=documents
    )


def test_one_label_trains(experiment: Experiment) -> None:
    assert run(experiment, one_label())[-1].scores["test/P@1"] == 1.0


def test_documents_without_words_or_labels_train(experiment: Experiment) -> None:
    corpus = one_label()
    blank = tuple(Document(id=f"blank{n}", text="", labels=()) for n in range(4))
    odd = Corpus(
        name="odd", title="Odd", graph=corpus.graph, train=corpus.train + blank, test=blank
    )
    last = run(experiment, odd)[-1]
    assert "validation/P@1" in last.scores
    assert not any(name.startswith("test/") for name in last.scores), "undefined, and not 0"


def test_endless_non_finite_gradients_name_the_parameter(
    experiment: Experiment, corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(steps, "MAX_SKIPPED", 2)
    monkeypatch.setattr(RiemannianAdam, "not_finite", lambda self: "gru.w")
    with pytest.raises(TrainingError) as caught:
        run(experiment, corpus)
    assert "parameter gru.w: the gradient is not finite, 3 steps in a row" in str(caught.value)


def test_a_stray_non_finite_gradient_is_skipped_and_counted(
    experiment: Experiment, corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter(["words"] + [None] * 1000)
    monkeypatch.setattr(RiemannianAdam, "not_finite", lambda self: next(answers))
    assert run(experiment, corpus)[-1].health["skipped_steps"] == 1


def test_a_score_that_is_undefined_picks_no_epoch(experiment: Experiment, corpus: Corpus) -> None:
    """Validation documents without labels: what was learned last is what is kept."""
    bare = replace(corpus, dev=tuple(replace(document, labels=()) for document in corpus.dev))
    last = run(experiment.assign(["training.patience=0"]), bare)[-1]
    assert "validation/nDCG@5" not in last.scores
    assert last.scores["test/nDCG@5"] > 0
    assert last.checkpoint is not None
    assert last.checkpoint.state["counters"]["best_epoch"] == 0
    assert last.checkpoint.state["counters"]["factor"] == 1
