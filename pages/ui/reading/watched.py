"""Words across training: the watched words of a run as points that move with the labels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from hmlc_core.disk.values import Layout, Words
from hmlc_core.experiment.stages import CLASSIFIER
from hmlc_core.runs.opened import points_lost, without_points
from hmlc_core.runs.run import Run
from hmlc_core.wording import counted
from pages.ui.disk.disk import disk
from pages.ui.disk.empty import empty
from pages.ui.reading.trajectory import distance_in
from pages.ui.run.film import describe, off_by, waited_for
from pages.ui.run.points import frames as frames_of
from pages.ui.run.points import label_layer
from pages.ui.run.projection_choice import pick_picture
from pages.ui.shell.text import escape

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from hmlc_core.data.labels import LabelGraph
    from hmlc_core.evaluation.predictor import Places
    from hmlc_core.geometry import Geometry
    from hmlc_core.runs.opened import OpenedRun

Points = NDArray[Any]

FIRST = 15
"""Words shown until others are chosen; more of them hide the labels."""

NEAREST = 2


def words_across_training(
    run: Run, opened: OpenedRun, places: Places, stage: DeltaGenerator, first: str = ""
) -> None:
    """Choose some of the watched words, and see where training took them.

    first: a word that is among those shown until others are chosen, if it was watched.
    """
    geometry = places.geometry
    frames = frames_of(run, CLASSIFIER.name)
    words, labels = frames.word_points, frames.label_points
    picture = pick_picture(run)
    film = waited_for(run, picture)
    if labels is None and points_lost(run):
        with stage:
            empty(without_points(run))
        return
    if film is None or words is None or labels is None or not words.shape[1]:
        st.info(
            "This run kept no pictures of words. They are kept of the most frequent words that "
            "are not in every other document, if there are any.",
            icon=":material/hourglass_empty:",
        )
        with stage:
            empty("This run kept no pictures of words.")
        return
    moved = distance_in(geometry)(words[0], words[-1])
    names, chosen = pick_watched(run, opened, moved, first)
    paths = words[:, chosen]

    # Words were there before, too, but not among labels.
    shown = [(k, n) for k, (stage, n) in enumerate(film.moments) if stage == CLASSIFIER.name]
    flat = np.stack([film.views[k].place(paths[n]) for k, n in shown])
    with stage:
        disk(
            Layout(
                points=film.points[[k for k, _ in shown]],
                chart=film.view.chart,
                steps=frames.steps[[n for _, n in shown]].tolist(),
                captions=[f"epoch {frames.epochs[n]:.4g}" for _, n in shown],
            ),
            label_layer(run),
            title=f"Labels and words of the run {run.name} during training",
            key=f"words {run.id} {film.view.chart} {picture}",
            words=Words(points=flat, names=names, named=looked_at(names, first)) if names else None,
            about=f"{describe(film.view)} The picture was fitted to the labels; "
            "words are the small squares (click one for its name).",
            note=off_by(film.view),
        )
    if names:
        _moves(opened.corpus.graph, geometry, names, moved[chosen], paths, labels)


def pick_watched(
    run: Run, opened: OpenedRun, moved: Points, first: str = ""
) -> tuple[list[str], list[int]]:
    """Names and numbers of the watched words that are shown, some that moved far until others are
    chosen.

    moved: (watched,) how far each moved. first: see `words_across_training`.
    """
    from hmlc_core.training.watch import watched_words

    vocabulary = opened.prepared.vocabulary.words
    watched = [vocabulary[entry] for entry in watched_words(opened.prepared).tolist()]
    far = np.argsort(-moved, kind="stable").tolist()
    if first:
        far.sort(key=lambda n: watched[n] != first)
        if first not in watched:
            st.caption(
                f"The run kept no pictures of “{escape(first, 40)}”: they are kept of "
                f"{counted(len(watched), 'frequent word')}."
            )
    chosen = st.multiselect(
        f"Words ({len(watched)} frequent ones; those that moved furthest come first)",
        far,
        far[:FIRST],
        format_func=lambda n: watched[n],
        key=f"watched {run.id} {first}",
    )
    return [watched[n] for n in chosen], chosen


def looked_at(names: list[str], word: str) -> list[int]:
    """The number of that word, as `Words.named` wants it."""
    return [names.index(word)] if word in names else []


def _moves(
    graph: LabelGraph,
    geometry: Geometry,
    names: list[str],
    moved: Points,
    points: Points,
    labels: Points,
) -> None:
    """How far each word went, and the labels nearest to it in the first and the last frame."""
    import torch

    columns = {"word": names, "moved": moved}
    for when, frame in (("at first", 0), ("now", -1)):
        pair = (torch.tensor(np.asarray(p[frame], dtype=np.float64)) for p in (points, labels))
        near = geometry.pairwise(*pair).numpy().argsort(1, kind="stable")[:, :NEAREST]
        columns[f"nearest labels {when}"] = [
            ", ".join(graph.display(label) for label in row) for row in near.tolist()
        ]
    st.dataframe(
        columns,
        hide_index=True,
        column_config={
            "moved": st.column_config.NumberColumn(
                format="%.2f", help="Distance from the first frame of training to the last."
            )
        },
        alt="How far each word moved, and its nearest labels before and after.",
    )
