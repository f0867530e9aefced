"""The disk of a run: where its labels lay at every snapshot, live while it trains.

`run_disk` draws it. A page that draws more (words, trails, other edges) takes the parts:
`frames` for the points as they were stored, `film` for the same in the plane, `label_layer`
for names, edges and colours.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from hmlc_core.errors import DataError, StoreError
from hmlc_core.runs.run import ACTIVE, Frames, Run
from pages.ui.disk import label_layer as graph
from pages.ui.disk.disk import Selection, disk
from pages.ui.shell import resources

if TYPE_CHECKING:
    from hmlc_core.data.corpus import Corpus
    from hmlc_core.evaluation.projection import Projection
    from hmlc_core.evaluation.umap_picture import UmapPicture
    from hmlc_core.experiment import Experiment
    from hmlc_core.geometry.base import Geometry

STAGES = {"labels": "placing the labels", "train": "training"}
"""The stages of a run in their order, as a reader calls them."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Film:
    """The label points of a run in the plane, ready for `disk`.

    points: (frames, labels, 2) float32. steps: (frames,) increasing over all stages shown.
    captions: what each frame shows. mode: how `disk` draws the plane.
    projection: how points became flat; it maps words and trails of the same run as well.
    geometry: the space the points come from.
    """

    points: NDArray[np.float32]
    steps: Sequence[int]
    captions: Sequence[str]
    mode: Literal["poincare", "euclidean"]
    projection: Projection
    geometry: Geometry


def run_disk(
    run: Run,
    *,
    key: str = "run disk",
    ball: int | None = None,
    height: int = 560,
    link: str | None = None,
    on_select: Callable[[Selection | None], None] | None = None,
) -> Selection | None:
    """Draw the run's labels with true edges, branches and support; returns the label clicked.

    Inside `ui.live` the picture follows a run at work. The caption says what a picture of more
    than two dimensions distorts. key, height, link, on_select: as in `disk`. ball: see `film`.
    """
    moving = film(run, ball=ball)
    if moving is None:
        st.info(_nothing_yet(run), icon=":material/hourglass_empty:")
        return None
    layer = label_layer(run)
    if len(layer["names"]) != moving.points.shape[1]:
        raise DataError(
            "the corpus has changed since the run was trained",
            where=_settings(run).corpus.name,
            expected=f"{moving.points.shape[1]} labels",
            received=str(len(layer["names"])),
            remedy="Put the old corpus back, or train again.",
        )
    selection = disk(
        moving.points,
        **layer,
        title=f"Labels of the run {run.name}",
        key=f"{key} {run.id} {moving.mode}",
        mode=moving.mode,
        steps=moving.steps,
        captions=moving.captions,
        height=height,
        link=link,
        live=run.status in ACTIVE,
        on_select=on_select,
    )
    st.caption(f"{describe(moving.projection)} A mark's area: training documents of the label.")
    return selection


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


def film(run: Run, *, ball: int | None = None) -> Film | None:
    """The run's frames in the plane; None as long as there are none.

    Both stages follow on each other, unless training happens in flat space, which the ball of
    the label stage has no place in. ball: for a product of two-dimensional balls, the one that
    is shown, counted from 0; otherwise the principal components of all.
    """
    # Training first: when it has begun, the label stage is complete.
    training, placing = frames(run, "train"), frames(run, "labels")
    flat = _settings(run).model.geometry == "euclidean"
    if flat and training.label_points is not None:
        shown = [training]
    else:
        shown = [part for part in (placing, training) if part.label_points is not None]
    if not shown:
        return None
    versions = tuple((part.stage, len(part.steps), int(part.steps[-1])) for part in shown)
    return _film(run.id, versions, run.status in ACTIVE, ball, _run=run, _shown=shown)


def frames(run: Run, stage: str = "train") -> Frames:
    """Points of the run's snapshots in that stage, as stored; only new files are read."""
    return _reel(run.id, stage).read()


def corpus(run: Run) -> Corpus:
    """The corpus the run was trained on."""
    settings = _settings(run).corpus
    return resources.corpus(settings.name, documents=settings.documents)


def label_layer(run: Run) -> dict[str, Any]:
    """Arguments of `disk` that describe the run's labels, sized by training documents."""
    return _label_layer(run.id, _run=run)


def balls(run: Run) -> int:
    """Number of two-dimensional balls in the run's space; 0 where it is no product of such."""
    model = _settings(run).model
    return model.dim // 2 if model.geometry == "product" and model.ball_dim == 2 else 0


class _Reel:
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
def _reel(run_id: str, stage: str) -> _Reel:
    return _Reel(run_id, stage)


@st.cache_resource(show_spinner=False, max_entries=16)
def _label_layer(run_id: str, *, _run: Run) -> dict[str, Any]:
    of = corpus(_run)
    counts = np.asarray(of.label_matrix("train").sum(axis=0)).ravel()
    return graph.label_layer(of.graph, counts)


@st.cache_resource(show_spinner=False, max_entries=16)
def _film(
    run_id: str,
    versions: tuple[tuple[str, int, int], ...],
    live: bool,
    ball: int | None,
    *,
    _run: Run,
    _shown: Sequence[Frames],
) -> Film:
    from hmlc_core.evaluation.projection import apply_projection, fit_projection
    from hmlc_core.training.build import label_geometry, model_geometry

    experiment = _settings(_run)
    in_model = _shown[-1].stage == "train"
    points = np.concatenate([part.label_points for part in _shown])
    dim = points.shape[-1]
    geometry = model_geometry(experiment, dim) if in_model else label_geometry(experiment)
    # While frames come in, the view is fitted anew only when their number has doubled.
    newest = 2 ** int(np.log2(len(points))) - 1 if live else -1
    projection = fit_projection(points[newest], geometry, ball=ball)
    flat = apply_projection(projection, points, geometry)
    flat.flags.writeable = False  # it is shared between sessions
    steps, captions = _timeline(_shown)
    mode: Literal["poincare", "euclidean"] = (
        "euclidean" if geometry.name == "euclidean" else "poincare"
    )
    return Film(
        points=flat,
        steps=steps,
        captions=captions,
        mode=mode,
        projection=projection,
        geometry=geometry,
    )


def _timeline(shown: Sequence[Frames]) -> tuple[list[int], list[str]]:
    """Steps counted on over the stages, and a caption for each frame."""
    steps: list[int] = []
    captions: list[str] = []
    for part in shown:
        before = steps[-1] + 1 if steps else 0
        steps += [before + step for step in part.steps.tolist()]
        captions += [f"{STAGES[part.stage]}, epoch {epoch:.4g}" for epoch in part.epochs.tolist()]
    return steps, captions


def _settings(run: Run) -> Experiment:
    if run.experiment is None:
        raise StoreError(
            "the run's settings were written by another version of Hyperlabel",
            where=f"run {run.id[:8]}",
            remedy="Its scores and curves can still be read; train again to see its labels.",
        )
    return run.experiment


def _nothing_yet(run: Run) -> str:
    if run.status in ACTIVE:
        return "The labels appear here within seconds, as soon as training has begun."
    return "This run ended before its first picture."
