"""A text, and how the model of a run reads it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from hmlc_core.experiment import HyperIM
from hmlc_core.runs.run import ACTIVE, Run
from pages.ui.shell import resources, state
from pages.ui.shell.pickers import choose, pick_document
from pages.ui.shell.text import escape

if TYPE_CHECKING:
    from hmlc_core.runs.model import LoadedModel

    from hmlc_core.data.corpus import Corpus, Document
    from hmlc_core.data.text import Vocabulary
    from hmlc_core.evaluation.explain import Explanation

DOCUMENT, OWN = "A document", "Your own text"
SPLITS = {
    "test": "test documents (the model never saw them)",
    "dev": "development documents (they chose the best epoch)",
    "train": "training documents (the model learned from them)",
}
EXAMPLE = "Type or paste a text, for instance: The bank raised its interest rate after the crisis."
MOST_NAMED = 8


@dataclass(frozen=True, slots=True)
class Text:
    """What is read; `document` is None for a text of the reader's own."""

    text: str
    document: Document | None = None


def follows_words(run: Run) -> bool:
    """Whether the run's model places words among the labels."""
    return run.experiment is not None and isinstance(run.experiment.model, HyperIM)


def open_model(run: Run) -> LoadedModel:
    """The run's model, and a sentence when training may still change it.

    Raises `StoreError`, `DataError` or `TrainingError` when there is none to be had.
    """
    loaded = resources.model(run)
    if run.status in ACTIVE:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.info(
                "This run is still training. Shown is its model as of the best epoch so far.",
                icon=":material/pending:",
                width="stretch",
            )
            st.button("Look again", icon=":material/refresh:")
    return loaded


def pick_text(corpus: Corpus) -> Text | None:
    """A document of the corpus or a text of the reader's own; None, with a hint, without one."""
    left, right = st.columns([2, 3], vertical_alignment="bottom")
    with left:
        source = pick_source()
    if source == OWN:
        return own_text("own text", "Text")
    with right:
        split = pick_split(corpus)
    document = pick_document(corpus.split(split))
    return None if document is None else Text(document.text, document)


def pick_source() -> str:
    """Where texts come from: `DOCUMENT` or `OWN`."""
    source: str = st.segmented_control(
        "Source",
        [DOCUMENT, OWN],
        default=DOCUMENT,
        required=True,
        key="source",
        bind="query-params",
        label_visibility="collapsed",
    )
    return source


def pick_split(corpus: Corpus) -> str:
    """A part of the corpus that has documents, unseen ones first."""
    there = [split for split in SPLITS if corpus.split(split)]
    return choose("From", state.SPLIT, there, show=lambda split: SPLITS[split]) or "train"


def own_text(key: str, label: str) -> Text | None:
    """A text that is typed; None, with a hint, while there is none."""
    typed = st.text_area(
        label, key=key, persist_state="session", placeholder=EXAMPLE, height=110
    ).strip()
    if not typed:
        st.caption("The text is read when you leave the field or press Ctrl + Enter.")
        return None
    return Text(typed)


def read(run: Run, loaded: LoadedModel, text: str) -> Explanation:
    """The model's reading of a text; raises `DataError` when it has no words."""
    return _read(run.id, run.step, text, _loaded=loaded)


@st.cache_resource(show_spinner="Reading the text …", max_entries=8)
def _read(run_id: str, step: int, text: str, *, _loaded: LoadedModel) -> Explanation:
    from hmlc_core.training.explain import explain

    limit = _loaded.experiment.corpus.max_words
    return explain(_loaded.model, _loaded.prepared, text, max_words=limit)


def shown_words(words: Sequence[str], vocabulary: Vocabulary) -> list[str]:
    """Words as they are written on pages: an asterisk marks those the model does not know."""
    return [word if word in vocabulary else f"{word}*" for word in words]


def remarks(loaded: LoadedModel, text: str, explanation: Explanation) -> None:
    """What a reader must know: words left out, and words the model does not know."""
    from hmlc_core.data.text import tokenize

    if loaded.prepared.corpus.points:
        return
    limit = loaded.experiment.corpus.max_words
    read, total = len(explanation.words), len(tokenize(text))
    if read < total:
        st.caption(
            f"Only the first {read:,} of {total:,} words are read, as in training "
            f"(`corpus.max_words` = {limit})."
        )
    vocabulary = loaded.prepared.vocabulary
    unknown = [word for word in dict.fromkeys(explanation.words) if word not in vocabulary]
    if unknown:
        named = ", ".join(escape(word, 30) for word in unknown[:MOST_NAMED])
        more = f" and {len(unknown) - MOST_NAMED} more" if len(unknown) > MOST_NAMED else ""
        st.caption(
            f"\\* unknown to the model, since training had too few of it: {named}{more}. "
            "All unknown words share one point."
        )
