"""Texts among the labels: where their words lie, or the trail of the state that reads them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from hmlc_core.disk.values import LabelLayer, Layout, Marks, Selection, Trail, Words
from hmlc_core.runs.run import Run
from pages.ui.disk.disk import disk
from pages.ui.reading.labels import Verdict
from pages.ui.reading.text import among_labels, shown_words
from pages.ui.run.film import MEANWHILE, Picture, at_once, describe, off_by, redrawn, view_of
from pages.ui.run.points import label_layer

if TYPE_CHECKING:
    from hmlc_core.evaluation.explain import Explanation
    from hmlc_core.evaluation.predictor import Places

NO_TRAIL = "A word is a point of its own, the same in every text: there is no trail to follow."


@dataclass(frozen=True, slots=True, eq=False)
class Read:
    """A text that was read: its name, its labels, and the first `words` of its words that are
    shown. named: which of these have their names on a trail, the important first; None for all that
    find room."""

    name: str
    explanation: Explanation
    words: int | None = None
    labels: Verdict | None = None
    named: Sequence[int] | None = None


def say_unordered(explanation: Explanation) -> None:
    """Why there is no trail, for a method whose state does not move from word to word."""
    if not explanation.ordered:
        st.info(" ".join(explanation.notes) or NO_TRAIL, icon=":material/scatter_plot:")


def reading_disk(
    run: Run,
    places: Places,
    reads: Sequence[Read],
    *,
    picture: Picture,
    title: str,
    key: str,
    selected: int | None = None,
) -> Selection | None:
    """The labels, and each text as a trail, or as points where words are not read in order.

    The picture is made for the labels, and texts are placed in it; it begins zoomed to them and
    to the labels that they have or are predicted, which stand out.

    picture: see `pick_picture`.
    """
    now = at_once(run, places.labels, places.geometry, picture)
    labels, view = view_of(run, places.labels, places.geometry, now)
    flat = [
        view.place(among_labels(read.explanation)[0][: read.words], trail=read.explanation.ordered)
        for read in reads
    ]
    texts = [shown_words(read.explanation, read.words) for read in reads]
    trails: list[Trail] = []
    words: Words | None = None
    if all(read.explanation.ordered for read in reads):
        trails = [
            Trail(name=read.name, points=points, texts=own, named=read.named)
            for read, points, own in zip(reads, flat, texts, strict=True)
        ]
    else:
        # A word is one point, however often it occurs.
        found = dict(zip(chain.from_iterable(texts), np.concatenate(flat)))
        words = Words(points=np.array(list(found.values())), names=list(found))
    far = [float(np.linalg.norm(cloud, axis=1).max(initial=0)) for cloud in (labels, *flat)]
    short = bool(trails) and max(far[1:]) < far[0] / 3
    left_out = [
        f"names of {len(read.named)} of {len(trail.texts)} words"
        for read, trail in zip(reads, trails)
        if read.named is not None and len(read.named) < len(trail.texts)
    ]
    selection = disk(
        Layout(points=labels, chart=view.chart),
        _marked(label_layer(run), reads),
        title=title,
        key=f"{key} {run.id}",
        words=words,
        trails=trails,
        selected=selected,
        about=f"{describe(view)} Labels as of the best epoch, lines: true edges.",
        note=" · ".join(
            filter(
                None,
                [
                    off_by(view),
                    "" if now == picture else MEANWHILE,
                    *left_out,
                    "F: to the trail" if short else "",
                ],
            )
        ),
        zoomed=True,
    )
    if now != picture:
        redrawn(run, places.labels, places.geometry)
    return selection


def _marked(layer: LabelLayer, reads: Sequence[Read]) -> LabelLayer:
    """The layer with the labels that texts have, and those predicted for them, before others."""
    verdicts = [read.labels or Verdict() for read in reads]
    marks = [Marks(true=each.true or (), predicted=each.predicted) for each in verdicts]
    strong = dict.fromkeys(chain.from_iterable((*mark.true, *mark.predicted) for mark in marks))
    return replace(layer, strong=list(strong) or None, marks=marks)
