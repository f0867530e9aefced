"""The label points of a run in the plane, as far as it has come.

A page that draws more than labels (words, trails, other edges) takes the parts: `frames` for the
points as they were stored, `stages` for the same with their spaces, `film` for the labels in the
plane, `label_layer` for their names, edges and colours.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from hmlc_core.experiment.stages import CLASSIFIER
from hmlc_core.runs.opened import OpenedRun, StagePoints, check_labels, readable
from hmlc_core.runs.run import ACTIVE, Frames, Run
from pages.ui.disk import label_layer as graph
from pages.ui.disk.values import LabelLayer, Layout
from pages.ui.shell import resources

if TYPE_CHECKING:
    from hmlc_core.data.corpus import Corpus
    from hmlc_core.geometry import Geometry
    from hmlc_core.pictures.projection import Projection
    from hmlc_core.pictures.umap import UmapPicture

AREA = "A mark's area: documents of the label that the run learned from."


@dataclass(frozen=True, eq=False, kw_only=True)
class Film:
    """The label points of a run in the plane, ready for `disk`.

    points: (frames, labels, 2) float32. steps: (frames,) increasing over all stages shown.
    captions: what each frame shows. projection: how points became flat; it maps words and trails
    of the same run as well. geometry: the space the points come from.
    """

    points: NDArray[np.float32]
    steps: Sequence[int]
    captions: Sequence[str]
    projection: Projection
    geometry: Geometry

    def layout(self, *, live: bool) -> Layout:
        """As `disk` wants it. live: more frames will come."""
        return Layout(
            points=self.points,
            chart=self.geometry.chart,
            steps=self.steps,
            captions=self.captions,
            live=live,
        )


def describe(projection: Projection | UmapPicture) -> str:
    """What a reader must know about a picture: how it was made, and what it distorts."""
    text = projection.description
    if projection.method == "exact":
        return text
    if np.isfinite(projection.distortion):
        text += f" Distances here are off by {projection.distortion:.0%} on average."
    if np.isfinite(projection.rank_agreement):
        agreement = projection.rank_agreement
        text += f" Their order agrees with the true one (Spearman's ρ = {agreement:.2f})."
    return text


def off_by(projection: Projection | UmapPicture) -> str:
    """The shortest that must be said of a picture; empty where it is exact."""
    if projection.method == "exact" or not np.isfinite(projection.distortion):
        return ""
    return f"off by {projection.distortion:.0%}"


def film(run: Run, *, ball: int | None = None) -> Film | None:
    """The run's frames in the plane; None as long as there are none.

    Stages follow on each other as far as they have a `common_picture`. ball: for a product of
    two-dimensional balls, the one that is shown, counted from 0; otherwise the principal
    components of all.
    """
    parts = common_picture(stages(run))
    if not parts:
        return None
    versions = tuple((part.name, len(part.steps), int(part.steps[-1])) for part in parts)
    return _film(run.id, versions, run.status in ACTIVE, ball, _parts=parts)


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


def space(run: Run) -> Geometry | None:
    """The space of the run's newest label points; None as long as there are none."""
    parts = stages(run)
    return parts[-1].space if parts else None


def frames(run: Run, stage: str = CLASSIFIER.name) -> Frames:
    """Points of the run's snapshots in that stage, as stored; only new files are read."""
    return _stored(run.id, stage).read()


def corpus(run: Run) -> Corpus:
    """The corpus the run was trained on."""
    settings = readable(run).corpus
    return resources.corpus(settings.name, documents=settings.documents)


def label_layer(run: Run) -> LabelLayer:
    """The run's labels as `disk` wants them, sized by the documents that it learned from."""
    return _label_layer(run.id, _run=run)


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

    def read(self) -> Frames:
        with self._lock:
            old = self._frames
            after = -1 if old is None or not len(old.steps) else int(old.steps[-1])
            new = resources.store().frames(self._run_id, self._stage, after_step=after)
            if old is None or after < 0:
                self._frames = old = new
            elif len(new.steps):
                self._frames = old = _joined(old, new)
            return old


def _joined(old: Frames, new: Frames) -> Frames:
    def both(one: Any, two: Any) -> Any:
        return None if one is None or two is None else np.concatenate([one, two])

    return Frames(
        old.stage,
        both(old.steps, new.steps),
        both(old.epochs, new.epochs),
        both(old.label_points, new.label_points),
        both(old.word_points, new.word_points),
    )


@st.cache_resource(show_spinner=False, max_entries=16)
def _stored(run_id: str, stage: str) -> _Stored:
    return _Stored(run_id, stage)


@st.cache_resource(show_spinner=False, max_entries=16)
def _label_layer(run_id: str, *, _run: Run) -> LabelLayer:
    from hmlc_core.data.corpus import label_matrix
    from hmlc_core.data.prepare import learned_from

    of, experiment = corpus(_run), readable(_run)
    documents = learned_from(of, experiment.corpus, experiment.seed)
    counts = np.asarray(label_matrix(documents, len(of.graph)).sum(axis=0)).ravel()
    return graph.label_layer(of.graph, counts)


@st.cache_resource(show_spinner=False, max_entries=16)
def _film(
    run_id: str,
    versions: tuple[tuple[str, int, int], ...],
    live: bool,
    ball: int | None,
    *,
    _parts: Sequence[StagePoints],
) -> Film:
    from hmlc_core.pictures.projection import apply_projection, fit_projection

    points = np.concatenate([part.points for part in _parts])
    geometry = _parts[-1].space
    # While frames come in, the view is fitted anew only when their number has doubled.
    newest = 2 ** int(np.log2(len(points))) - 1 if live else -1
    projection = fit_projection(points[newest], geometry, ball=ball)
    flat = apply_projection(projection, points, geometry)
    flat.flags.writeable = False  # it is shared between sessions
    steps, captions = _timeline(_parts)
    return Film(
        points=flat, steps=steps, captions=captions, projection=projection, geometry=geometry
    )


def _timeline(parts: Sequence[StagePoints]) -> tuple[list[int], list[str]]:
    """Steps counted on over the stages, and a caption for each frame."""
    steps: list[int] = []
    captions: list[str] = []
    for part in parts:
        before = steps[-1] + 1 if steps else 0
        steps += [before + step for step in part.steps.tolist()]
        captions += [f"{part.stage.title}, epoch {epoch:.4g}" for epoch in part.epochs.tolist()]
    return steps, captions
