"""Texts among the labels: where their words lie, or the trail of the state that reads them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from hmlc_core.runs.run import Run
from pages.ui.disk.disk import Selection, Trail, Words, disk
from pages.ui.reading.text import shown_words
from pages.ui.run.film import describe, label_layer
from pages.ui.run.projection_choice import pick_ball

if TYPE_CHECKING:
    from hmlc_core.runs.model import LoadedModel

    from hmlc_core.evaluation.explain import Explanation

NO_ENCODER = (
    "This run has no recurrent encoder (`model.encoder` = none): a word is a point of its own, the "
    "same in every text, and the order of words plays no part. So there is no trail to follow."
)


@dataclass(frozen=True, slots=True, eq=False)
class Read:
    """A text that was read: its name, and the first `words` of its words that are shown."""

    name: str
    explanation: Explanation
    words: int | None = None


def reads_in_order(loaded: LoadedModel) -> bool:
    """Whether the model has a state that moves from word to word."""
    return loaded.experiment.model.encoder != "none"


def reading_disk(
    run: Run,
    loaded: LoadedModel,
    reads: Sequence[Read],
    *,
    title: str,
    key: str,
    selected: int | None = None,
    height: int = 560,
) -> Selection | None:
    """Labels of the model, and each text as a trail, or as points without an encoder.

    All are projected together, so that labels and words have one picture.
    """
    from hmlc_core.evaluation.projection import apply_projection, fit_projection

    ball = pick_ball(run)
    geometry = loaded.model.geometry
    clouds = [loaded.model.label_points().numpy()]
    clouds += [read.explanation.trail[: read.words] for read in reads]
    projection = fit_projection(np.concatenate(clouds), geometry, ball=ball)
    labels, *flat = (apply_projection(projection, cloud, geometry) for cloud in clouds)
    vocabulary = loaded.prepared.vocabulary
    texts = [shown_words(read.explanation.words[: read.words], vocabulary) for read in reads]
    trails: list[Trail] = []
    words: Words | None = None
    if reads_in_order(loaded):
        trails = [
            Trail(name=read.name, points=points, texts=own)
            for read, points, own in zip(reads, flat, texts, strict=True)
        ]
    else:
        # A word is one point, however often it occurs.
        places = dict(zip(chain.from_iterable(texts), np.concatenate(flat)))
        words = Words(points=np.array(list(places.values())), names=list(places))
    selection = disk(
        labels,
        **label_layer(run),
        title=title,
        key=f"{key} {run.id}",
        mode="euclidean" if geometry.name == "euclidean" else "poincare",
        words=words,
        trails=trails,
        selected=selected,
        height=height,
    )
    far = [float(np.linalg.norm(cloud, axis=1).max(initial=0)) for cloud in (labels, *flat)]
    short = " The trail is short: zoom in on it." if trails and max(far[1:]) < far[0] / 3 else ""
    st.caption(f"{describe(projection)} Labels as of the best epoch, lines: true edges.{short}")
    return selection
