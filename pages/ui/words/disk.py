"""The words of a run among its labels; the chosen one and its neighbours stand out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from hmlc_core.disk.values import LabelLayer, Layout, Selection, Words
from hmlc_core.runs.run import Run
from pages.ui.disk.disk import disk
from pages.ui.run.film import MEANWHILE, Picture, at_once, redrawn
from pages.ui.run.points import label_layer
from pages.ui.words.choice import look_at
from pages.ui.words.places import MOST, drawn

if TYPE_CHECKING:
    from hmlc_core.evaluation.words.lexicon import Lexicon


def words_disk(
    run: Run,
    words: Lexicon,
    named: Sequence[int],
    *,
    picture: Picture,
    centred: bool,
    key: str,
) -> None:
    """The most frequent words as small squares; a click on one looks at it.

    named: rows that stand out, that of the word looked at first; they are drawn however rare.
    centred: begin with this word in the middle, zoomed to those that stand out.
    """
    now = at_once(run, words.labels, words.geometry, picture)
    made = drawn(run, words, now)
    rare = [row for row in named if row >= MOST]
    rows = [*range(min(MOST, len(words))), *rare]
    flat = made.words
    if rare:
        flat = np.concatenate([flat, made.view.place(words.points[rare])])
    at = {row: place for place, row in enumerate(rows)}
    names = [words.names[row] for row in rows]
    disk(
        Layout(points=made.labels, chart=made.view.chart),
        label_layer(run) if len(made.labels) else LabelLayer(names=()),
        title=f"Words and labels of the run {run.name} around {words.names[named[0]]}",
        key=f"{key} {run.id} {made.view.chart} {picture}",
        words=Words(points=flat, names=names, named=[at[row] for row in named]),
        about=f"{made.about} {_said(len(words))}",
        note=" · ".join(filter(None, [made.note, "" if now == picture else MEANWHILE])),
        zoomed=centred,
        on_select=_take,
    )
    if now != picture:
        redrawn(run, words.labels, words.geometry)


def _said(count: int) -> str:
    most = (
        f"Drawn are the {MOST:,} most frequent of {count:,} words (small squares)."
        if count > MOST
        else "Words are the small squares."
    )
    return (
        f"{most} A word in the middle was brought there by an isometry: distances stay, but depth "
        "is read from the centre of the space (the house brings it back). How wide a magnified "
        "picture is, is said as a distance."
    )


def _take(selection: Selection | None) -> None:
    """A click on a word; runs before the page does."""
    if selection is not None and selection.kind == "word":
        look_at(selection.name)
