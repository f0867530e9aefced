"""The label points of a run in the plane, as far as it has come.

`film` has all moments; `view_of` draws one more like them, and says where whatever else lies.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from hmlc_core.disk.values import Layout
from hmlc_core.pictures.view import View as View
from hmlc_core.pictures.view import describe as describe
from hmlc_core.pictures.view import off_by as off_by
from hmlc_core.runs.opened import StagePoints
from hmlc_core.runs.run import ACTIVE, Run
from pages.ui.run.arranged import LOOKS, arranged, evenly
from pages.ui.run.points import common_picture, stages, word_stages
from pages.ui.shell.pace import pace

if TYPE_CHECKING:
    from hmlc_core.geometry import Geometry
    from hmlc_core.pictures.layout import HyperbolicLayout

LAYOUT, TANGENT = "layout", "tangent"
"""A hyperbolic layout of the labels' distances, and principal components of tangent vectors."""

MOST_POINTS = 2_000_000
"""Points of a film that the browser is sent, 16 MB; of very many labels it has fewer moments."""

MEANWHILE = "Principal components until the labels are arranged …"

Picture = int | str
"""A ball of a product counted from 0, `LAYOUT`, `TANGENT`, or another that films do not have."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Film:
    """The label points of a run in the plane, ready for `disk`.

    points: (frames, labels, 2) float32. steps: (frames,) increasing over all stages shown.
    captions: what each frame shows, and of a layout what it distorts. moments: its stage, and its
    number there. views: how its points became flat, and words and trails of the same moment do.
    more: more of it is being arranged.
    """

    points: NDArray[np.float32]
    steps: Sequence[int]
    captions: Sequence[str]
    moments: Sequence[tuple[str, int]]
    views: Sequence[View]
    more: bool = False

    @property
    def view(self) -> View:
        """That of the newest frame."""
        return self.views[-1]

    @property
    def note(self) -> str:
        """What must be said of all frames alike, see `off_by`, or that there will be more."""
        if self.more and self.view.method != LAYOUT:
            return MEANWHILE
        if self.more:
            return "Its other moments are being arranged …"
        return "" if self.view.method == LAYOUT else off_by(self.view)

    def layout(self, *, live: bool) -> Layout:
        """As `disk` wants it. live: more frames will come."""
        return Layout(
            points=self.points,
            chart=self.view.chart,
            steps=self.steps,
            captions=self.captions,
            live=live,
        )


def film(run: Run, picture: Picture = LAYOUT, *, words: bool = False) -> Film | None:
    """The run's frames in the plane; None as long as there are none, or none is arranged yet.

    Stages follow on each other as far as they have a `common_picture`. picture: of more than two
    dimensions, the layout of each frame, the principal components of all, or a ball of a product.
    words: of watched words instead of labels.
    """
    parts = common_picture(word_stages(run) if words else stages(run))
    if not parts:
        return None
    live = run.status in ACTIVE
    key = words_key(run.id) if words else run.id
    if picture == LAYOUT and parts[-1].space.width > 2:
        return _arranged_film(key, parts, live)
    versions = tuple((part.name, len(part.steps), part.key()) for part in parts)
    return _film(key, versions, live, picture, jumps=not words, _parts=parts)


def film_at_once(run: Run, picture: Picture = LAYOUT) -> Film | None:
    """`film`; of so many labels that arranging them takes long, principal components meanwhile: of
    a run that has ended those of its newest moment, for all would be sent for that minute."""
    found = film(run, picture)
    if found is not None or not (parts := common_picture(stages(run))):
        return found
    if not _long(parts[-1].points[-1]):
        return None
    meanwhile = film(run, TANGENT) if run.status in ACTIVE else _newest(run.id, parts)
    return meanwhile and replace(meanwhile, more=True)


def words_key(run_id: str) -> str:
    """Under which layouts of a run's words are made and kept, beside those of its labels."""
    return f"words of {run_id}"


def waited_for(run: Run, picture: Picture = LAYOUT) -> Film | None:
    """`film`, on a page that has nothing to show before."""
    with st.spinner("The labels are being arranged …"):
        while (found := film(run, picture)) is None and stages(run):
            pass  # each look waits a while by itself
    return found


def at_once(run: Run, labels: NDArray[Any], geometry: Geometry, picture: Picture) -> Picture:
    """`picture`; of so many labels that arranging them takes long, principal components meanwhile.
    `redrawn` sees to the rest."""
    long = picture == LAYOUT and geometry.width > 2 and _long(labels)
    return TANGENT if long and not _is_arranged(run, labels, geometry) else picture


def redrawn(run: Run, labels: NDArray[Any], geometry: Geometry) -> None:
    """Run the page once more as soon as these labels are arranged, which they were not before."""

    @st.fragment(run_every=pace().interval(LOOKS))
    def look() -> None:
        if _is_arranged(run, labels, geometry):
            st.rerun()

    with st.container():  # see `live`
        look()


def view_of(
    run: Run, labels: NDArray[Any], geometry: Geometry, picture: Picture
) -> tuple[NDArray[np.float32], View]:
    """Label points (labels, width) of some moment as they are drawn, and how; others by `place`.

    A layout is like that of the run's newest frame, for which the page waits if it must; of very
    many labels it is one of its own, see `at_once`.
    """
    if picture != LAYOUT or geometry.width <= 2:
        from hmlc_core.pictures.projection import fit_projection

        ball = picture if isinstance(picture, int) else None
        projection = fit_projection(labels, geometry, ball=ball)
        return projection.place(labels), projection
    own = _own_layout(run, labels, geometry) if _many(labels) else None
    layout = own or _layout_like(run, labels, geometry)
    return layout.points, layout


def _long(labels: NDArray[Any]) -> bool:
    """Whether arranging these labels from nothing takes so long that no page waits for it: several
    seconds of processor time."""
    from hmlc_core.pictures.arrangement import EVERY_PAIR

    return len(labels) > EVERY_PAIR


def _many(labels: NDArray[Any]) -> bool:
    """Whether no page waits for it where a picture they are to be like is known, either."""
    from hmlc_core.pictures.crowd import MOST

    return len(labels) > MOST


def _is_arranged(run: Run, labels: NDArray[Any], geometry: Geometry) -> bool:
    """Whether `view_of` need not wait."""
    if _many(labels):
        return _own_layout(run, labels, geometry) is not None
    return film(run) is not None


def _own_layout(run: Run, labels: NDArray[Any], geometry: Geometry) -> HyperbolicLayout | None:
    """That of labels of the run's step, made behind the page; None until it is there."""
    layouts, _ = arranged(f"step {run.step} of {run.id}", [(labels, geometry)], live=False)
    return layouts.get(0)


def _layout_like(run: Run, labels: NDArray[Any], geometry: Geometry) -> HyperbolicLayout:
    from hmlc_core.pictures.layout import HyperbolicLayout
    from hmlc_core.pictures.moving import arrange_like

    moving = waited_for(run)
    newest = None if moving is None else moving.view
    alike = newest.drawn if isinstance(newest, HyperbolicLayout) else None
    drawn = arrange_like(labels, geometry, alike)
    return HyperbolicLayout(labels=labels, geometry=geometry, drawn=drawn)


@st.cache_resource(show_spinner=False, max_entries=16)
def _film(
    run_id: str,
    versions: tuple[tuple[str, int, tuple[int, int]], ...],
    live: bool,
    picture: Picture,
    *,
    jumps: bool,
    _parts: Sequence[StagePoints],
) -> Film:
    """jumps: points may be moved between two stages, which a mark at the first frame tells."""
    from hmlc_core.pictures.projection import fit_projection

    points = np.concatenate([part.points for part in _parts])
    # While frames come in, the view is fitted anew only when their number has doubled.
    newest = 2 ** int(np.log2(len(points))) - 1 if live else -1
    ball = picture if isinstance(picture, int) else None
    projection = fit_projection(points[newest], _parts[-1].space, ball=ball)
    most = max(1, MOST_POINTS // max(1, points.shape[1]))
    shown = evenly(len(points), most, live=live)
    flat = projection.place(points if len(shown) == len(points) else points[shown])
    flat.flags.writeable = False  # it is shared between sessions
    steps, captions, moments = timeline(_parts)
    for n, (stage, number) in enumerate(moments):
        if jumps and n and not number and stage != moments[n - 1][0]:
            captions[n] += " · why the jump: (i)"  # what is said behind this mark tells it
    return Film(
        points=flat,
        steps=[steps[n] for n in shown],
        captions=[captions[n] for n in shown],
        moments=[moments[n] for n in shown],
        views=[projection] * len(flat),
    )


def _newest(run_id: str, parts: Sequence[StagePoints]) -> Film:
    """The newest moment of a run that has ended, by principal components."""
    part = parts[-1]
    last = replace(part, steps=part.steps[-1:], epochs=part.epochs[-1:], points=part.points[-1:])
    alone = _film(f"newest of {run_id}", (), False, TANGENT, jumps=False, _parts=[last])
    steps, captions, moments = timeline(parts)
    return replace(alone, steps=steps[-1:], captions=captions[-1:], moments=moments[-1:])


def _arranged_film(run_id: str, parts: Sequence[StagePoints], live: bool) -> Film | None:
    moments = [(points, part.space) for part in parts for points in part.points]
    layouts, more = arranged(run_id, moments, live=live)
    if not layouts:
        return None
    found = sorted(layouts.items())
    views = [view for _, view in found]
    steps, captions, numbers = timeline(parts)
    return Film(
        points=np.stack([view.points for view in views]),
        steps=[steps[n] for n, _ in found],
        captions=[f"{captions[n]} · {off_by(view)}" for n, view in found],
        moments=[numbers[n] for n, _ in found],
        views=views,
        more=not live and more,
    )


def timeline(
    parts: Sequence[StagePoints],
) -> tuple[list[int], list[str], list[tuple[str, int]]]:
    """Steps counted on over the stages, a caption for each frame, and its stage with its number."""
    steps: list[int] = []
    captions: list[str] = []
    moments: list[tuple[str, int]] = []
    for part in parts:
        before = steps[-1] + 1 if steps else 0
        steps += [before + step for step in part.steps.tolist()]
        captions += _captions(part)
        moments += [(part.name, n) for n in range(len(part.steps))]
    return steps, captions, moments


def _captions(part: StagePoints) -> list[str]:
    """What each frame of a stage is; one of a single look is not counted in epochs."""
    if len(part.steps) == 1:
        return [part.stage.title]
    told = [
        f"{part.stage.title}, epoch {epoch:.1f}".removesuffix(".0")
        for epoch in part.epochs.tolist()
    ]
    return [*told[:-1], told[-1] if part.best is None else part.moment()]
