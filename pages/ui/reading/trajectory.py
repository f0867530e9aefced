"""One text, word by word: the trail of a state that reads it, and what lay nearest each time."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st

from hmlc_core.runs.run import Run
from pages.ui.disk.empty import empty
from pages.ui.reading import measuring
from pages.ui.reading import text as reading
from pages.ui.reading.disk import Read, reading_disk, say_unordered
from pages.ui.reading.examples import Landed, landed, run_key, say_landed
from pages.ui.reading.labels import judged, labels_beside
from pages.ui.run.projection_choice import pick_picture
from pages.ui.shell import state
from pages.ui.shell.marked_text import weighed
from pages.ui.shell.text import escape

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from hmlc_core.evaluation.explain import Explanation
    from hmlc_core.evaluation.predictor import Places
    from hmlc_core.geometry import Geometry
    from hmlc_core.runs.opened import OpenedRun

NEAREST = 3

Distance = Callable[[Any, Any], Any]
"""From points (n, width) to points (n, width), giving (n,)."""


def trajectory(run: Run, opened: OpenedRun, places: Places, stage: DeltaGenerator) -> None:
    """Choose a text and follow it."""

    def landing(split: str) -> Landed | None:
        return landed(*run_key(run), split, _opened=opened)

    def example(split: str) -> str | None:
        found = landing(split)
        return None if found is None else found.example

    text = reading.pick_text(opened, example)
    if text is None:
        with stage:
            empty("Choose a text, or write one.")
        return
    explanation = measuring.read(run, opened, text.text)
    say_unordered(explanation)
    verdict = judged(opened, explanation, text.document)
    picture = pick_picture(run)
    with stage:
        reading_disk(
            run,
            places,
            [Read("the text", explanation, labels=verdict)],
            picture=picture,
            title="The text's way among the labels",
            key="trajectory",
        )
    whole, steps = st.tabs(["Text", "Step by step"])
    with whole:
        labels_beside(opened, explanation, verdict)
        measured = st.container()  # filled last, for it may take a while
        _text(explanation, places.geometry)
        reading.remarks(opened, text.text, explanation)
        found = landing(state.get(state.SPLIT) or "test") if explanation.ordered else None
        if found is not None:
            with measured:
                say_landed(found, explanation, text.document)
    with steps:
        _steps(opened, explanation, places.geometry)


def _text(explanation: Explanation, geometry: Geometry) -> None:
    """The words, marked by how far each moved the state."""
    words = reading.shown_words(explanation)
    moved = _moved(explanation, geometry)
    if moved is None:
        weighed(words, np.zeros(len(words)))
        return
    most, middle = int(moved.argmax()), float(np.median(moved))
    st.markdown(
        f"**“{escape(words[most], 40)}”** (word {most + 1}) moved the state most: by "
        f"{moved[most]:.2f}, against {middle:.2f} for the median word."
    )
    weighed(words, moved)
    st.caption("The bluer a word, the further it moved the state.")


def _steps(opened: OpenedRun, explanation: Explanation, geometry: Geometry) -> None:
    """Step by step: the word, how far it moved the state, and the labels nearest after it."""
    from hmlc_core.evaluation.explain import nearest_labels

    words = reading.shown_words(explanation)
    graph = opened.corpus.graph
    moved = _moved(explanation, geometry)
    _, scores = reading.among_labels(explanation)
    columns: dict[str, Any] = {"step": range(1, len(words) + 1), "word": words}
    config: dict[str, Any] = {"step": st.column_config.NumberColumn(width=45)}
    if moved is not None:
        columns["moved"] = moved
        config["moved"] = st.column_config.ProgressColumn(
            format="%.2f",
            min_value=0,
            max_value=float(max(moved.max(), 1e-9)),
            width=110,
            help="Distance between the states before and after the word; the state sets out from "
            "the centre.",
        )
    for place, labels in enumerate(nearest_labels(explanation, NEAREST).T.tolist(), start=1):
        columns[f"nearest {place}"] = [
            f"{graph.display(label)} ({-scores[label, step]:.2f})"
            for step, label in enumerate(labels)
        ]
    st.dataframe(
        columns,
        hide_index=True,
        height=420,
        column_config=config,
        alt="Each word with the nearest labels and how far it moved the state.",
    )
    after = "the word" if moved is None else "the state after the word"
    notes = explanation.notes if explanation.ordered else ()
    st.caption(" ".join([f"In brackets: distance in its space from {after} to the label.", *notes]))


def _moved(explanation: Explanation, geometry: Geometry) -> Any:
    """(words,) how far each word moved the state; None where there is no state."""
    from hmlc_core.evaluation.explain import displacements

    return displacements(explanation, distance_in(geometry)) if explanation.ordered else None


def distance_in(geometry: Geometry) -> Distance:
    """The distance of a space for numpy points, as `displacements` takes it."""
    import torch

    def distance(one: Any, other: Any) -> Any:
        pair = (torch.tensor(np.asarray(points, dtype=np.float64)) for points in (one, other))
        return geometry.distance(*pair).numpy()

    return distance
