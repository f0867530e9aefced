"""A hierarchy other than the corpus' own places the labels, and nothing else changes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from hmlc_core.data.corpus import Corpus
from hmlc_core.data.hierarchies import keep_hierarchy
from hmlc_core.data.labels import LabelGraph
from hmlc_core.errors import DataError
from hmlc_core.experiment import Experiment
from hmlc_core.geometry import make_geometry
from hmlc_core.methods.train import train


def placed(experiment: Experiment, corpus: Corpus) -> np.ndarray:
    """Label points at the end of the label stage."""
    *_, last = (shot for shot in train(experiment, corpus) if shot.stage == "labels")
    return last.label_points


@pytest.mark.slow
def test_labels_lie_as_the_given_hierarchy_says(
    experiment: Experiment, corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HMLC_HOME", str(tmp_path))
    names = corpus.graph.names
    # Leaf d takes the root's place, and the others hang below it.
    graph = LabelGraph(names, tuple((6, label) for label in range(6)))
    experiment = experiment.assign(["training.epochs=1", "labels.epochs=100", "model.dim=2"])
    given = experiment.assign([f"labels.hierarchy={keep_hierarchy(graph, 'star')}"])
    radius = make_geometry("poincare", 2).radius
    import torch

    own, other = (radius(torch.tensor(placed(e, corpus))) for e in (experiment, given))
    assert int(own.argmin()) == 0
    assert int(other.argmin()) == 6


def test_a_random_start_does_not_look_at_it(experiment: Experiment, corpus: Corpus) -> None:
    settings = ["model.label_init=random", "labels.hierarchy=gone", "training.epochs=1"]
    *_, last = train(experiment.assign(settings), corpus)
    assert last.stage == "train"


def test_one_that_is_gone_stops_the_run_before_it_begins(
    experiment: Experiment, corpus: Corpus
) -> None:
    with pytest.raises(DataError, match="there is no such hierarchy"):
        list(train(experiment.assign(["labels.hierarchy=gone"]), corpus))
