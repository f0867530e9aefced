"""Where words and labels of a run are drawn, in a picture of two dimensions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from hmlc_core.runs.run import Run
from pages.ui.run.film import Picture, View, describe, off_by, view_of

if TYPE_CHECKING:
    from hmlc_core.evaluation.words.lexicon import Lexicon
    from hmlc_core.geometry import Geometry

MOST = 5_000
"""Words that are drawn, the most frequent ones; those that stand out come to them."""

PLACING = "Placing the words …"


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """Labels (labels, 2) and the first words (words, 2) as they are drawn, and how.

    distortion: mean relative error of the drawn distances between words, where the picture was
    made for labels and is not exact; else None.
    """

    labels: NDArray[np.float32]
    words: NDArray[np.float32]
    view: View
    distortion: float | None

    @property
    def about(self) -> str:
        """How the picture was made, and what it distorts."""
        if self.distortion is None:
            return describe(self.view)
        return (
            f"{describe(self.view)} It was fitted to the labels, and words are placed in it: their "
            f"distances from each other are off by {self.distortion:.0%} on average."
        )

    @property
    def note(self) -> str:
        """The shortest form of that."""
        if self.distortion is None:
            return off_by(self.view)
        return f"labels {off_by(self.view)}, words by {self.distortion:.0%}"


def drawn(run: Run, words: Lexicon, picture: Picture) -> Drawn:
    """The run's words and labels in a picture, see `pick_picture`."""
    return _drawn(run.id, run.step, run.status, picture, _run=run, _words=words)


@st.cache_resource(show_spinner=False, max_entries=8)
def _drawn(
    run_id: str, step: int, status: str, picture: Picture, *, _run: Run, _words: Lexicon
) -> Drawn:
    from hmlc_core.pictures.projection import faithfulness, fit_projection

    points, geometry = _words.points[:MOST], _words.geometry
    if not len(_words.labels):
        with st.spinner(PLACING):
            own = fit_projection(points, geometry)
            return Drawn(np.zeros((0, 2), np.float32), own.place(points), own, None)
    labels, view = view_of(_run, _words.labels, geometry, picture)  # says what it waits for
    with st.spinner(PLACING):
        flat = view.place(points)
        if view.method == "exact":
            return Drawn(labels, flat, view, None)
        there = np.isfinite(flat).all(axis=1)
        distortion, _ = faithfulness(points[there], flat[there], geometry, plane=_plane(view))
        return Drawn(labels, flat, view, distortion)


def _plane(view: View) -> Geometry:
    """What a picture's points are points of."""
    from hmlc_core.geometry import Euclidean, PoincareBall

    return PoincareBall(2) if view.chart == "disk" else Euclidean(2)
