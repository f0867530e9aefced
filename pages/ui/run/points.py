"""The label points of a run as they were stored, and its labels as `disk` wants them."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st

from hmlc_core.disk import label_layer as graph
from hmlc_core.disk.values import LabelLayer
from hmlc_core.experiment.stages import CLASSIFIER
from hmlc_core.runs.opened import OpenedRun, StagePoints, check_labels, readable
from hmlc_core.runs.run import Frames, Run
from pages.ui.shell import resources

if TYPE_CHECKING:
    from hmlc_core.data.corpus import Corpus
    from hmlc_core.geometry import Geometry

WORD_AREA = "A mark's area: documents of the word that the run learned from."


def common_picture(parts: Sequence[StagePoints]) -> list[StagePoints]:
    """The stages whose points can be drawn with those of the last one: in spaces alike."""
    if not parts:
        return []
    last = parts[-1].space
    return [
        part for part in parts if (part.space.chart, part.space.width) == (last.chart, last.width)
    ]


def stages(run: Run) -> list[StagePoints]:
    """The stages of a run that have label points so far, in order; only new files are read."""
    return OpenedRun(resources.store(), run).stages(lambda stage: frames(run, stage))


def word_stages(run: Run) -> list[StagePoints]:
    """The stages of a run that have points of watched words so far; only new files are read."""
    return OpenedRun(resources.store(), run).word_stages(lambda stage: frames(run, stage))


def between(run: Run) -> str:
    """A sentence on what happened to labels between the stages that are drawn; mostly empty."""
    return OpenedRun(resources.store(), run).between(common_picture(stages(run))).replace("`", "")


def space(run: Run) -> Geometry | None:
    """The space of the run's newest label points; None as long as there are none."""
    parts = stages(run)
    return parts[-1].space if parts else None


def frames(run: Run, stage: str = CLASSIFIER.name) -> Frames:
    """Points of the run's snapshots in that stage, as stored; only new files are read."""
    return _stored(run.id, stage).read(run)


def corpus(run: Run) -> Corpus:
    """The corpus the run was trained on; of imported points, what was kept with them."""
    experiment = readable(run)
    if experiment.model.imported:
        return resources.opened(run).corpus
    settings = experiment.corpus
    return resources.corpus(settings.name, grow_to=settings.documents)


def label_layer(run: Run) -> LabelLayer:
    """The run's labels as `disk` wants them, sized by the documents of each that it knows."""
    return _label_layer(run.id, _run=run)


def word_layer(run: Run) -> LabelLayer:
    """The run's watched words in place of labels, sized by their documents."""
    return _word_layer(run.id, _run=run)


def area(run: Run) -> str:
    """What a mark's area says; empty where no documents are known."""
    if label_layer(run).sizes is None:
        return ""
    which = "" if readable(run).model.imported else " that the run learned from"
    return f"A mark's area: documents of the label{which}."


def layer_of(run: Run, labels: int) -> LabelLayer:
    """`label_layer` for points of that many labels.

    Raises `DataError` when the corpus has another number of labels by now.
    """
    layer = label_layer(run)
    check_labels(readable(run).corpus.name, len(layer.names), labels)
    return layer


class _Stored:
    """Frames of one stage, kept in memory and continued from the store."""

    def __init__(self, run_id: str, stage: str) -> None:
        self._run_id, self._stage = run_id, stage
        self._lock = threading.Lock()
        self._frames: Frames | None = None
        self._told: tuple[object, ...] = ()

    def read(self, run: Run) -> Frames:
        """Those there are when the run is as told; a frame is written before it is told of."""
        told = run.status, run.stage, run.step, run.updated
        with self._lock:
            old = self._frames
            if old is not None and told == self._told:  # many sessions ask the same
                return old
            self._told = told
            # The newest one is read again: at the end the best epoch's takes the last one's place.
            after = -1 if old is None or len(old.steps) < 2 else int(old.steps[-2])
            new = resources.store().frames(self._run_id, self._stage, after_step=after)
            if old is None or after < 0:
                self._frames = old = new
            elif len(new.steps) and not _same(old, new):
                self._frames = old = _joined(old, new)
            return old


def _same(old: Frames, new: Frames) -> bool:
    """Whether the new frames are the last of the old ones."""

    def equal(one: Any, two: Any) -> bool:
        return one is two if one is None or two is None else np.array_equal(one[-1:], two)

    return (
        old.best == new.best
        and equal(old.steps, new.steps)
        and equal(old.label_points, new.label_points)
        and equal(old.word_points, new.word_points)
    )


def _joined(old: Frames, new: Frames) -> Frames:
    """The old frames up to the last one, and the new ones after them."""

    def both(one: Any, two: Any) -> Any:
        return None if one is None or two is None else np.concatenate([one[:-1], two])

    return Frames(
        old.stage,
        both(old.steps, new.steps),
        both(old.epochs, new.epochs),
        both(old.label_points, new.label_points),
        both(old.word_points, new.word_points),
        new.best,
    )


@st.cache_resource(show_spinner=False, max_entries=16)
def _stored(run_id: str, stage: str) -> _Stored:
    return _Stored(run_id, stage)


@st.cache_resource(show_spinner=False, max_entries=16)
def _word_layer(run_id: str, *, _run: Run) -> LabelLayer:
    from hmlc_core.training.watch import watched_words

    prepared = OpenedRun(resources.store(), _run).prepared
    vocabulary, watched = prepared.vocabulary, watched_words(prepared)
    return LabelLayer(
        names=[vocabulary.words[entry] for entry in watched.tolist()],
        groups=[None] * len(watched),  # grey: colours are those of branches of labels
        sizes=np.array(vocabulary.document_frequency)[watched],
    )


@st.cache_resource(show_spinner=False, max_entries=16)
def _label_layer(run_id: str, *, _run: Run) -> LabelLayer:
    from hmlc_core.data.corpus import label_matrix
    from hmlc_core.data.prepare import learned_from

    of, experiment = corpus(_run), readable(_run)
    if experiment.model.imported:
        counted = of.label_matrix("train").sum(axis=0) if of.train else None
        return graph.label_layer(of.graph, None if counted is None else np.asarray(counted).ravel())
    documents = learned_from(of, experiment.corpus, experiment.seed)
    counts = np.asarray(label_matrix(documents, len(of.graph)).sum(axis=0)).ravel()
    return graph.label_layer(of.graph, counts)
