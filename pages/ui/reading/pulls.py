"""Why a text got its labels: predictions, the word × label map, and what pulled towards one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from hmlc_core.runs.run import Run
from pages.ui.reading import text as reading
from pages.ui.reading.disk import Read, reading_disk, reads_in_order
from pages.ui.shell import state
from pages.ui.shell.marked_text import weighed
from pages.ui.shell.pickers import choose
from pages.ui.shell.text import escape
from pages.ui.shell.theme import chart, template

if TYPE_CHECKING:
    from hmlc_core.runs.model import LoadedModel

    from hmlc_core.evaluation.explain import Explanation

TOP = 10
"""Labels in the table and on the map; true labels further down are added."""

WHOLE_DOCUMENTS = (
    "This model compares whole documents with labels, not words: so there are no word × label "
    "distances and no trail to draw. What a word does for a label is seen by leaving it out."
)

CONTRIBUTION = (
    "A contribution is the change of the label's logit (its log-odds) when the word's score is "
    "masked while the states of all words stay as they are: so it is what the word does as "
    "evidence, not what it did to the state that later words were read in. The contributions need "
    "not add up to the logit."
)

LEFT_OUT = (
    "A contribution is the change of the label's logit (its log-odds) when the word is left out "
    "of the text. The contributions need not add up to the logit."
)


def pulls(run: Run, loaded: LoadedModel) -> None:
    """Choose a text, see it predicted, and ask why."""
    text = reading.pick_text(loaded.prepared.corpus)
    if text is None:
        return
    _forget_label(text.text)
    explanation = reading.read(run, loaded, text.text)
    true = frozenset(() if text.document is None else text.document.labels)
    shown = _shown(explanation, true)
    left, right = st.columns([2, 3], gap="large")
    with left:
        _predictions(loaded, explanation, shown, true, known=text.document is not None)
        reading.remarks(loaded, text.text, explanation)
    with right:
        if explanation.trail is None:
            st.info(WHOLE_DOCUMENTS, icon=":material/article:")
        else:
            _landing(run, loaded, explanation, shown)
    _map(loaded, explanation, shown)
    _breakdown(loaded, explanation)


def _landing(run: Run, loaded: LoadedModel, explanation: Explanation, shown: list[int]) -> None:
    """The text among the labels; a click chooses the label to explain."""
    names = loaded.prepared.corpus.graph.names
    wanted = state.get(state.LABEL)
    selected = names.index(wanted) if wanted in names else shown[0]
    clicked = reading_disk(
        run,
        loaded,
        [Read("the text", explanation)],
        title="The text among the labels",
        key="landing",
        selected=selected,
        height=440,
    )
    if clicked is not None and clicked.kind == "label" and clicked.index != selected:
        state.put(state.LABEL, names[clicked.index])
        st.rerun()


def _forget_label(text: str) -> None:
    """Another text begins with its own most probable label, not with the last text's."""
    before = st.session_state.get("text explained")
    if before not in (None, text):
        state.put(state.LABEL, None)
    st.session_state["text explained"] = text


def _shown(explanation: Explanation, true: frozenset[int]) -> list[int]:
    """The most probable labels and all true ones, by probability."""
    from hmlc_core.evaluation.explain import predicted_labels

    top = predicted_labels(explanation, TOP).tolist()
    return [*top, *sorted(true.difference(top), key=lambda i: -explanation.probabilities[i])]


def _predictions(
    loaded: LoadedModel,
    explanation: Explanation,
    shown: list[int],
    true: frozenset[int],
    *,
    known: bool,
) -> None:
    graph, probabilities = loaded.prepared.corpus.graph, explanation.probabilities
    columns = {
        "label": [graph.display(label) for label in shown],
        "probability": 100 * probabilities[shown],
    }
    if known:
        columns["true"] = ["✓" if label in true else "" for label in shown]
    st.markdown("**Predictions**")
    st.dataframe(
        columns,
        hide_index=True,
        column_config={
            "probability": st.column_config.ProgressColumn(
                format="%.1f %%", min_value=0, max_value=100, width=120
            ),
            "true": st.column_config.TextColumn(width=45, help="The document has this label."),
        },
        alt="Labels by probability, and which of them the document has.",
    )
    if known:
        best = set(shown[: len(true)])
        st.caption(
            f"{len(best & true)} of the document's {len(true)} labels are among the "
            f"{len(true)} most probable ones."
            if true
            else "The document has no label."
        )


def _map(loaded: LoadedModel, explanation: Explanation, shown: list[int]) -> None:
    from hmlc_core.plotting.heatmap import contribution_map, interaction_map

    graph = loaded.prepared.corpus.graph
    words = reading.shown_words(explanation.words, loaded.prepared.vocabulary)
    names = [graph.display(label) for label in shown]
    if explanation.scores is None:
        values, draw = explanation.contributions[shown], contribution_map
    else:
        values, draw = explanation.scores[shown], interaction_map
    columns = {"label": names}
    columns |= {
        f"{place} {word}": values[:, place - 1].tolist()
        for place, word in enumerate(words, start=1)
    }
    chart(draw(words, names, values, template=template()), key="map", data=columns)
    if explanation.scores is None:
        st.caption(LEFT_OUT)
        return
    what = "the state after each word" if reads_in_order(loaded) else "each word"
    also = (
        " This model also compares plain word vectors with the labels; they are not on the map, "
        "but in the contributions below."
        if loaded.experiment.model.encoder == "gru+word"
        else ""
    )
    st.caption(f"Distances are from {what} to the label.{also}")


def _breakdown(loaded: LoadedModel, explanation: Explanation) -> None:
    from hmlc_core.plotting.contributions import contribution_bars

    graph = loaded.prepared.corpus.graph
    order = np.argsort(-explanation.probabilities, kind="stable").tolist()
    chances = {graph.names[label]: explanation.probabilities[label] for label in order}
    name = choose(
        "Label to explain",
        state.LABEL,
        list(chances),
        show=lambda name: f"{graph.display(graph.index(name))} · {chances[name]:.1%}",
    )
    if name is None:
        return
    label = graph.index(name)
    title = graph.display(label)
    words = reading.shown_words(explanation.words, loaded.prepared.vocabulary)
    weights = explanation.contributions[label]
    left, right = st.columns([3, 2], gap="large")
    with left:
        figure = contribution_bars(words, weights, title, template=template())
        chart(figure, key="pulls", data={"word": words, "contribution": weights.tolist()})
    with right:
        st.markdown(
            f"**{escape(title, 80)}**: logit {explanation.logits[label]:+.2f}, probability "
            f"{chances[name]:.1%}"
        )
        weighed(words, weights)
        how = LEFT_OUT if explanation.scores is None else CONTRIBUTION
        st.caption(f"Blue speaks for the label, orange against it. {how}")
