"""One text, word by word: the trail of the model's state, and what lay nearest at each step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st

from hmlc_core.runs.run import Run
from pages.ui.reading import text as reading
from pages.ui.reading.disk import NO_ENCODER, Read, reading_disk, reads_in_order
from pages.ui.shell.marked_text import weighed
from pages.ui.shell.text import escape

if TYPE_CHECKING:
    from hmlc_core.runs.model import LoadedModel

    from hmlc_core.evaluation.explain import Explanation
    from hmlc_core.geometry.base import Geometry

NEAREST = 3


def trajectory(run: Run, loaded: LoadedModel) -> None:
    """Choose a text and follow it."""
    text = reading.pick_text(loaded.prepared.corpus)
    if text is None:
        return
    explanation = reading.read(run, loaded, text.text)
    if not reads_in_order(loaded):
        st.info(NO_ENCODER, icon=":material/scatter_plot:")
    left, right = st.columns([3, 2], gap="large")
    with left:
        reading_disk(
            run,
            loaded,
            [Read("the text", explanation)],
            title="The text's way among the labels",
            key="trajectory",
        )
    with right:
        _labels(loaded, text)
        _text(loaded, explanation)
        reading.remarks(loaded, text.text, explanation)
    _steps(loaded, explanation)


def _labels(loaded: LoadedModel, text: reading.Text) -> None:
    """The document's true labels, to look for in the picture."""
    graph = loaded.prepared.corpus.graph
    if text.document is not None:
        names = [escape(graph.display(label), 60) for label in text.document.labels]
        st.markdown(f"**True labels:** {', '.join(names) or 'none'}")


def _text(loaded: LoadedModel, explanation: Explanation) -> None:
    """The words, marked by how far each moved the state."""
    words = reading.shown_words(explanation.words, loaded.prepared.vocabulary)
    moved = _moved(loaded, explanation)
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


def _steps(loaded: LoadedModel, explanation: Explanation) -> None:
    """Step by step: the word, how far it moved the state, and the labels nearest after it."""
    from hmlc_core.evaluation.explain import nearest_labels

    words = reading.shown_words(explanation.words, loaded.prepared.vocabulary)
    graph = loaded.prepared.corpus.graph
    moved = _moved(loaded, explanation)
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
            f"{graph.display(label)} ({-explanation.scores[label, step]:.2f})"
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
    st.caption(f"In brackets: distance in the model's space from {after} to the label.")


def _moved(loaded: LoadedModel, explanation: Explanation) -> Any:
    """(words,) how far each word moved the state; None where there is no state."""
    from hmlc_core.evaluation.explain import displacements

    if not reads_in_order(loaded):
        return None
    return displacements(explanation, distance_in(loaded.model.geometry))


def distance_in(geometry: Geometry) -> Any:
    """The distance of a space for numpy points, as `displacements` takes it."""
    import torch

    def distance(one: Any, other: Any) -> Any:
        pair = (torch.tensor(np.asarray(points, dtype=np.float64)) for points in (one, other))
        return geometry.distance(*pair).numpy()

    return distance
