"""Reading documents: those of a split, of a label, with some words in them, a page at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Sequence
from typing import TYPE_CHECKING

import streamlit as st

from hmlc_core.data.tokenizers import Tokenizer, tokenizer_of
from hmlc_core.wording import counted
from pages.ui.shell import state
from pages.ui.shell.text import escape

if TYPE_CHECKING:
    from hmlc_core.data.corpus import Corpus, Document
    from hmlc_core.data.labels import LabelGraph

PAGE = 8
"""Documents listed at once."""

LONGEST = 20_000
"""Characters shown of a document; more would make the browser slow, and nobody reads them."""


def show(corpus: Corpus) -> None:
    """A list of documents that can be narrowed down, and the one chosen from it."""
    split, label, wanted = _filters(corpus)
    found = search(corpus.split(split), wanted, label)
    left, right = st.columns([2, 3], gap="medium")
    with left:
        chosen = _pick(found, corpus.graph)
    with right:
        if chosen is not None:
            read(chosen, corpus.graph, tokenizer_of(corpus))


def search(documents: Sequence[Document], wanted: str, label: int | None) -> list[Document]:
    """Documents with that label (if any) and these words in text or id, in any case."""
    wanted = wanted.casefold()
    return [
        document
        for document in documents
        if (label is None or label in document.labels)
        and (wanted in document.text.casefold() or wanted == document.id.casefold())
    ]


def read(document: Document, graph: LabelGraph, tokenize: Tokenizer) -> None:
    """A document: its labels as badges, general ones first, and its text as it is."""
    with st.container(border=True):
        size = counted(len(document.text), "character")
        if not document.text and document.vector is not None:
            size = counted(len(document.vector), "coordinate")
        st.caption(f"Document {escape(document.id)}, {size}")
        if document.labels:
            with st.container(horizontal=True, gap="xsmall"):
                for label in sorted(document.labels, key=lambda label: int(graph.depth[label])):
                    st.badge(escape(graph.display(label), 60), color="gray")
        else:
            st.caption("It has no label.")
        if not document.shown.strip():
            st.caption("It is empty: there is nothing to read.")
        elif document.vector is None and not tokenize(document.text):
            st.caption("It has no words, only signs: there is nothing that a method could read.")
        st.text(document.shown[:LONGEST])
        if len(document.text) > LONGEST:
            st.caption(f"… and {counted(len(document.text) - LONGEST, 'more character')}.")


def distinct_titles(graph: LabelGraph) -> dict[str, str]:
    """Label name -> what to show for it, different for each, general labels first.

    Widgets tell options apart by what they show, and two labels may be called the same.
    """
    rows = sorted(range(len(graph)), key=lambda label: (int(graph.depth[label]), label))
    texts = Counter(graph.display(label) for label in rows)
    return {
        graph.names[label]: graph.display(label)
        if texts[graph.display(label)] == 1
        else f"{graph.display(label)} ({graph.names[label]})"
        for label in rows
    }


def _filters(corpus: Corpus) -> tuple[str, int | None, str]:
    """The widgets above the list: split, label (its index, or None for any), words."""
    left, middle, right = st.columns([2, 3, 3], vertical_alignment="bottom")
    there = [name for name in ("train", "dev", "test") if corpus.split(name)]
    split = state.get(state.SPLIT)
    _miss("split", split, there)
    st.session_state["reader split"] = split if split in there else there[0]
    left.segmented_control(
        "Split",
        there,
        key="reader split",
        required=True,
        on_change=lambda: state.put(state.SPLIT, st.session_state["reader split"]),
    )
    graph = corpus.graph
    name = state.get(state.LABEL)
    titles = distinct_titles(graph)
    _miss("label", name, titles)
    st.session_state["reader label"] = name if name in titles else None
    middle.selectbox(
        "Label",
        list(titles),
        index=None,
        key="reader label",
        placeholder="any label",
        format_func=lambda name: titles[name],
        on_change=lambda: state.put(state.LABEL, st.session_state["reader label"]),
    )
    wanted = right.text_input(
        "Find",
        key="find",
        bind="query-params",
        placeholder="words in the text, or an id",
        icon=":material/search:",
    )
    document = state.get(state.DOCUMENT)
    if document is not None:
        _miss("document", document, {each.id for part in there for each in corpus.split(part)})
    chosen = st.session_state["reader label"]
    return (
        st.session_state["reader split"],
        None if chosen is None else graph.index(chosen),
        wanted,
    )


def _miss(what: str, chosen: str | None, there: Container[str]) -> None:
    """Say that the corpus has not what the address names, or what was chosen in another one."""
    if chosen is not None and chosen not in there:
        st.caption(f"This corpus has no {what} “{escape(chosen, 60)}”.")


def _pick(found: Sequence[Document], graph: LabelGraph) -> Document | None:
    """One of `found`, by default the first on the page."""
    st.caption(counted(len(found), "document"))
    if not found:
        st.info("No document is like that.", icon=":material/search_off:")
        return None
    pages = -(-len(found) // PAGE)
    number = {document.id: row for row, document in enumerate(found)}
    chosen = state.get(state.DOCUMENT)
    if st.session_state.get("reader page", 1) > pages:
        st.session_state["reader page"] = 1
    if chosen in number and st.session_state.get("reader shows") != chosen:
        # A link led here, or the filters changed: turn to the page the document is on.
        st.session_state["reader page"] = number[chosen] // PAGE + 1
    listing = st.container()
    page = st.pagination(pages, key="reader page", max_visible_pages=5) if pages > 1 else 1
    shown = {document.id: document for document in found[(page - 1) * PAGE : page * PAGE]}
    if chosen not in number:
        chosen = next(iter(shown))
    st.session_state["reader document"] = chosen if chosen in shown else None
    listing.radio(
        "Documents",
        list(shown),
        key="reader document",
        index=None,
        # The number makes each row different: widgets tell options apart by what they show.
        format_func=lambda name: (
            rf"{number[name] + 1}\. " + escape(shown[name].shown.strip() or "(empty)", 70)
        ),
        captions=[_labels(document, graph) for document in shown.values()],
        label_visibility="collapsed",
        on_change=lambda: state.put(state.DOCUMENT, st.session_state["reader document"]),
    )
    st.session_state["reader shows"] = chosen
    return found[number[chosen]]


def _labels(document: Document, graph: LabelGraph) -> str:
    """The most specific labels on one line."""
    above = {parent for label in document.labels for parent in graph.ancestors(label)}
    ends = [graph.display(label) for label in document.labels if label not in above]
    return escape(", ".join(ends), 80) or "no label"
