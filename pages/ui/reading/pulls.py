"""Why a text got its labels: predictions, a map of words and labels, what pulled towards one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st

from hmlc_core.experiment.models import CAPABILITIES
from hmlc_core.runs.run import Run
from hmlc_core.wording import counted
from pages.ui.disk.empty import empty
from pages.ui.reading import measuring
from pages.ui.reading import text as reading
from pages.ui.reading.attention import attention, attention_stage, explained
from pages.ui.reading.disk import Read, reading_disk
from pages.ui.reading.general import general
from pages.ui.reading.labels import Verdict, judged
from pages.ui.run.film import LAYOUT, Picture
from pages.ui.run.projection_choice import pick_picture
from pages.ui.shell import state
from pages.ui.shell.marked_text import weighed
from pages.ui.shell.pickers import choose
from pages.ui.shell.text import escape
from pages.ui.shell.theme import cells, chart, template

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from hmlc_core.evaluation.explain import Explanation
    from hmlc_core.evaluation.predictor import Places
    from hmlc_core.runs.opened import OpenedRun

PROBABILITY, MOST = "probability", "most probable"

TOP = 10
"""Labels in the table and on the map; true labels further down are added."""


NAMED = 12
"""Words whose names stand on the disk, those that weigh most for the label that is explained."""


DISK, MAP, ATTENTION = "Disk", "Words × labels", "Attention"
"""What the stage shows."""

GENERAL = "In general"
"""The tab about all texts."""


def pulls(run: Run, opened: OpenedRun, stage: DeltaGenerator) -> None:
    """Choose a text, see it predicted, and ask why."""
    text = reading.pick_text(opened) if reading.reads_words(opened) else None
    if text is None:
        with stage:
            reads = not opened.prepared.vectors
            empty("Choose a text, or write one." if reads else "There are no words to show.")
        return
    _forget_label(text.text)
    explanation = measuring.read(run, opened, text.text)
    true = frozenset(() if text.document is None else text.document.labels)
    shown = _shown(explanation, true)
    places = opened.predictor.places
    if explanation.attention and (explanation.trail is None or places is None):
        what = _pick_picture([ATTENTION, MAP], key="attention picture")
        with stage:
            if what == ATTENTION:
                attention_stage(opened, explanation, shown[0])
            else:
                _map(opened, explanation, shown)
    elif explanation.trail is None or places is None:
        with stage:
            _map(opened, explanation, shown)
            model = opened.experiment.model
            st.caption(
                f"{escape(model.title, 60)} has no {CAPABILITIES['words']}, so there is no disk "
                "with the text on it."
            )
    else:
        verdict = judged(opened, explanation, text.document)
        _stage(run, opened, places, explanation, shown, verdict, stage)
    left = measuring.missing(run, opened, text.text)
    heads = ["Predictions", "Why", *(["Attention"] if explanation.attention else []), GENERAL]
    tabs = st.tabs(heads, key=f"pulls of {len(heads)}", on_change="rerun")
    predictions, why, *further, in_general = tabs
    with predictions:
        _predictions(opened, explanation, shown, true, known=text.document is not None)
        reading.remarks(opened, text.text, explanation)
    with why:
        _breakdown(opened, explanation)
    for tab in further:
        with tab:
            attention(opened, explanation, shown[0], key=f"attention {run.id}")
    if in_general.open:  # it takes seconds
        with in_general:
            general(run, opened)
    measuring.measure(run, opened, text.text, left)


def _stage(
    run: Run,
    opened: OpenedRun,
    places: Places,
    explanation: Explanation,
    shown: list[int],
    verdict: Verdict,
    stage: DeltaGenerator,
) -> None:
    """The text among the labels, or the map of its words."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        what = _pick_picture([DISK, MAP], key="pulls picture")
        picture = pick_picture(run) if what == DISK else LAYOUT
    with stage:
        if what == DISK:
            _landing(run, opened, places, explanation, shown, verdict, picture)
        else:
            _map(opened, explanation, shown)


def _pick_picture(pictures: list[str], *, key: str) -> str:
    """What the stage shows; the first unless another was chosen."""
    what: str = st.segmented_control(
        "Picture",
        pictures,
        default=pictures[0],
        required=True,
        key=key,
        label_visibility="collapsed",
    )
    return what


def _landing(
    run: Run,
    opened: OpenedRun,
    places: Places,
    explanation: Explanation,
    shown: list[int],
    verdict: Verdict,
    picture: Picture,
) -> None:
    """The text among the labels; a click chooses the label to explain."""
    from hmlc_core.evaluation.explain import weighty_words

    names, selected = opened.corpus.graph.names, explained(opened, shown[0])
    weighty = weighty_words(explanation, selected, NAMED).tolist()
    clicked = reading_disk(
        run,
        places,
        [Read("the text", explanation, labels=verdict, named=weighty)],
        picture=picture,
        title="The text among the labels",
        key="landing",
        selected=selected,
    )
    if clicked is not None and clicked.kind == "label" and clicked.index != selected:
        state.put(state.LABEL, names[clicked.index])
        st.rerun()


def _forget_label(text: str) -> None:
    """Another text begins with its own best label, not with the last text's."""
    before = st.session_state.get("text explained")
    if before not in (None, text):
        state.put(state.LABEL, None)
    st.session_state["text explained"] = text


def _shown(explanation: Explanation, true: frozenset[int]) -> list[int]:
    """The best labels and all true ones, in their order."""
    from hmlc_core.evaluation.explain import predicted_labels, ranked_by

    top, worth = predicted_labels(explanation, TOP).tolist(), ranked_by(explanation)
    return [*top, *sorted(true.difference(top), key=lambda label: -worth[label])]


def _predictions(
    opened: OpenedRun,
    explanation: Explanation,
    shown: list[int],
    true: frozenset[int],
    *,
    known: bool,
) -> None:
    graph, probabilities = opened.corpus.graph, explanation.probabilities
    columns: dict[str, Any] = {"label": [graph.display(label) for label in shown]}
    config: dict[str, Any] = {
        "true": st.column_config.TextColumn(width=45, help="The document has this label.")
    }
    if probabilities is None:
        columns["score"] = explanation.logits[shown]
        config["score"] = st.column_config.NumberColumn(
            format="%.3f", width=90, help="Only the order of scores means something."
        )
    elif explanation.scale != PROBABILITY:
        columns[explanation.scale] = probabilities[shown]
        config[explanation.scale] = st.column_config.ProgressColumn(
            format="%.3f", min_value=0, max_value=1, width=140
        )
    else:
        columns[PROBABILITY] = 100 * probabilities[shown]
        config[PROBABILITY] = st.column_config.ProgressColumn(
            format="%.1f %%", min_value=0, max_value=100, width=120
        )
    if known:
        columns["true"] = ["✓" if label in true else "" for label in shown]
    st.dataframe(
        columns,
        hide_index=True,
        column_config=config,
        alt="Labels, best first, and which of them the document has.",
    )
    if known:
        best = set(shown[: len(true)])
        most = "best" if explanation.scale != PROBABILITY or probabilities is None else MOST
        st.caption(
            f"{len(best & true)} of the document's {counted(len(true), 'label')} "
            f"{'is' if len(best & true) == 1 else 'are'} among the {len(true)} {most}."
            if true
            else "The document has no label."
        )


def _map(opened: OpenedRun, explanation: Explanation, shown: list[int]) -> None:
    """Words by labels: how near they are, or what each word does where nothing can be near."""
    from hmlc_core.plotting.heatmap import contribution_map, interaction_map

    graph = opened.corpus.graph
    count = reading.shown_part(explanation.words)
    words = reading.shown_words(explanation, count)
    names = [graph.display(label) for label in shown]
    if explanation.scores is None:
        values = explanation.contributions[shown, :count]
        figure = contribution_map(words, names, values, template=template())
        said = "Blue speaks for the label, orange against it."
    else:
        values = explanation.scores[shown, :count]
        figure = interaction_map(words, names, values, template=template())
        what = "the state after each word" if explanation.ordered else "each word"
        said = f"Distances are from {what} to the label."
    columns: dict[str, Any] = {"label": names}
    columns |= {f"{n} {word}": cells(values[:, n - 1]) for n, word in enumerate(words, start=1)}
    chart(figure, key="map", data=columns)
    st.caption(" ".join([said, *explanation.notes]))


def _breakdown(opened: OpenedRun, explanation: Explanation) -> None:
    """What each word does for one label, which can be chosen."""
    from hmlc_core.evaluation.explain import ranked_by
    from hmlc_core.plotting.contributions import contribution_bars

    graph = opened.corpus.graph
    order = np.argsort(-ranked_by(explanation), kind="stable").tolist()
    name = choose(
        "Label to explain",
        state.LABEL,
        [graph.names[label] for label in order],
        show=lambda name: (
            f"{graph.display(graph.index(name))} · {_worth(explanation, graph.index(name))}"
        ),
    )
    if name is None:
        return
    label = graph.index(name)
    title = graph.display(label)
    words, weights = reading.shown_words(explanation), explanation.contributions[label]
    st.markdown(f"**{escape(title, 80)}**: {_score(explanation, label)}")
    count = reading.shown_part(words)
    weighed(words[:count], weights[:count])
    st.caption(f"Blue speaks for the label, orange against it. {explanation.meaning}")
    figure = contribution_bars(words, weights, title, template=template())
    # Those that weigh most, in the order of the text.
    kept = np.sort(np.argsort(-np.abs(weights), kind="stable")[: reading.DRAWN]).tolist()
    columns = {"word": [words[n] for n in kept], "contribution": cells(weights[kept])}
    chart(figure, key="pulls", data=columns)


def _worth(explanation: Explanation, label: int) -> str:
    """The label's probability, or its score where there is no such thing."""
    if explanation.probabilities is None or explanation.scale != PROBABILITY:
        return f"{explanation.logits[label]:+.2f}"
    return f"{explanation.probabilities[label]:.1%}"


def _score(explanation: Explanation, label: int) -> str:
    """The score that contributions add to, and the probability that it makes."""
    score = f"score {explanation.logits[label]:+.2f}"
    if explanation.probabilities is None:
        return score
    if explanation.scale != PROBABILITY:
        return f"{score}, {explanation.scale} {explanation.probabilities[label]:.3f}"
    return f"{score}, probability {explanation.probabilities[label]:.1%}"
