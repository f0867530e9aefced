"""Choosing a corpus, run, label, document or word; each choice lives in the URL (see `state`)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import TYPE_CHECKING, TypeVar

import streamlit as st

from hmlc_core.errors import shorten
from hmlc_core.runs.run import ACTIVE, imported
from hmlc_core.wording import counted, spelt_like
from pages.ui.shell import address, examples, resources, routes, state
from pages.ui.shell.narrowing import narrowed
from pages.ui.shell.run_names import names
from pages.ui.shell.text import escape, without_folders

if TYPE_CHECKING:
    from hmlc_core.data.corpus import Document
    from hmlc_core.data.labels import LabelGraph
    from hmlc_core.data.registry import CorpusInfo
    from hmlc_core.runs.run import Run

T = TypeVar("T")

MOST_DOCUMENTS = 200  # in one list; more are found by searching


def choose(
    label: str,
    key: state.Key[str],
    options: Sequence[str],
    *,
    show: Callable[[str], str] = str,
    default: str | None = None,
    nothing: str = "",
    help: str | None = None,
    bare: bool = False,
) -> str | None:
    """A select box that shows and changes `key`; None when there are no options.

    show: text of an option; where two would look alike (Streamlit tells options apart by their
        texts) the option itself stands behind. default: taken when nothing (or nothing that
        exists) was chosen; the first option otherwise. nothing: what stands there where none is
        chosen, which is then a choice, too. bare: the label is only for those who cannot see what
        the box is about.
    """
    if not options:
        return None
    chosen = state.get(key)
    if chosen not in options:
        first = None if nothing else options[0]
        usual = default if default is not None and default in options else first
        if chosen is None:
            if usual is not None:
                state.fill(key, usual)
        else:
            lost = escape(without_folders(chosen), 60)
            said = f"“{lost}” is not among the choices for {label.lower()}."
            address.keep(key.name, said)
            state.put(key, usual)
        chosen = usual
    widget = f"choose {key.name}"
    st.session_state[widget] = chosen  # the URL is the truth, the widget its picture
    times = Counter(map(show, options))

    def distinct(option: str) -> str:
        text = show(option)
        return text if times[text] == 1 else f"{text} ({shorten(option, 60)})"

    def take() -> None:
        if state.offered(widget, (*options, None) if nothing else options):
            address.forget(key.name)
            state.put(key, st.session_state[widget])

    return st.selectbox(
        label,
        options,
        index=None if nothing else 0,
        placeholder=nothing or None,
        key=widget,
        format_func=distinct,
        help=help,
        label_visibility="collapsed" if bare else "visible",
        on_change=take,
    )


def pick_corpus(label: str = "Corpus") -> CorpusInfo:
    """One of the registered corpora; the bundled one until another is chosen."""
    from hmlc_core.data.registry import list_corpora

    known = {info.name: info for info in list_corpora()}

    def show(name: str) -> str:
        info = known[name]
        size = "" if info.documents is None else f", {counted(info.documents, 'document')}"
        return f"{info.title}{size} ({info.origin})"

    return known[choose(label, state.CORPUS, list(known), show=show) or ""]


def pick_run(
    label: str = "Run",
    *,
    suits: Callable[[Run], bool] = lambda run: True,
    prefers: Callable[[Run], int] = lambda run: True,
    empty: str = "There is no run to look at yet.",
) -> Run | None:
    """A run of the store, newest first, examples last. Without one: the sentence `empty` and the
    way to Train; where the address asks for an example that was deleted, the way to get it back.

    suits: which runs this page can show. prefers: how much it is to be shown until another is
    chosen, 0 for not at all; the first of those preferred most is.
    """
    every = resources.runs()
    if examples.offer_asked(every):
        return None
    runs = {run.id: run for run in every if suits(run)}
    if not runs:
        st.info(f"{empty} Train one to see it here.", icon=":material/play_circle:")
        routes.link("train", "Go to Train")
        return None
    asked = state.get(state.RUN)
    if asked is not None and (meant := full_id(asked, runs.values())) != asked:
        state.put(state.RUN, meant)
        asked = meant

    def wish(run: Run) -> tuple[bool, int]:
        # A run that failed or was stopped has little to show: it is shown when it is asked for.
        wanted = int(prefers(run))
        return wanted > 0 and run.status in ("finished", *ACTIVE), wanted

    first = max(runs.values(), key=wish).id
    if asked is not None and all(run.id != asked for run in every):
        lost = escape(without_folders(asked), 60)
        said = f"No run, or more than one, has an id that begins with “{lost}”. Shown is another."
        address.keep(state.RUN.name, said)
        state.put(state.RUN, first)
    shown = narrowed([*runs.values()], key="find a run", keep={asked or first, first})
    named = names(shown)
    chosen = choose(
        label,
        state.RUN,
        list(named),
        show=lambda run_id: describe_run(runs[run_id], named[run_id]),
        default=first,
        bare=True,
    )
    return runs[chosen] if chosen else None


def full_id(asked: str, runs: Iterable[Run]) -> str:
    """The id of the run that is meant by its first letters, as the command line shows them, or by
    the name of an example; `asked` itself where that is no run, or several."""
    meant = [run.id for run in runs if run.id.startswith(asked) or run.example == asked]
    return meant[0] if len(meant) == 1 else asked


def describe_run(run: Run, name: str) -> str:
    """A run on one line: the name it has in the list, and its state."""
    state = f"{run.progress:.0%}" if run.status == "running" else run.status
    if run.example or imported(run):
        state = "imported" if imported(run) else ""
    parts = [name, state, "damaged" if run.damaged else ""]
    return " · ".join(filter(None, parts))


def pick_label(graph: LabelGraph, label: str = "Label", *, help: str | None = None) -> int | None:
    """A label of the graph, as its index; general labels come first in the list."""
    depth = graph.depth
    names = sorted(graph.names, key=lambda name: (depth[graph.index(name)], name))
    chosen = choose(
        label, state.LABEL, names, help=help, show=lambda name: graph.display(graph.index(name))
    )
    return None if chosen is None else graph.index(chosen)


def pick_document(
    documents: Sequence[Document], label: str = "Document", *, default: str | None = None
) -> Document | None:
    """A document, with a search in the texts; None (and a sentence) when none matches.

    default: id of the one that is taken when none was chosen; else the first.
    """
    left, right = st.columns([1, 2])
    wanted = left.text_input(
        "Find",
        key="find",
        bind="query-params",
        placeholder="words in the text",
        icon=":material/search:",
    ).casefold()
    found = [
        document
        for document in documents
        if wanted in document.text.casefold() or wanted == document.id.casefold()
    ]
    shown = {document.id: document for document in found[:MOST_DOCUMENTS]}
    chosen = state.get(state.DOCUMENT)
    if chosen is not None and not wanted:  # a link may lead to a document far down the list
        shown |= {document.id: document for document in documents if document.id == chosen}
    with right:
        if not shown:
            st.info("No document contains that.", icon=":material/search_off:")
            return None
        picked = choose(
            f"{label} ({len(found):,} found)" if wanted else label,
            state.DOCUMENT,
            list(shown),
            show=lambda name: f"{name} · {' '.join(shown[name].text.split())[:70]}",
            default=default,
        )
    return shown[picked] if picked else None


def pick_word(
    words: Collection[str], label: str = "Word", *, default: str | None = None
) -> str | None:
    """A word of the vocabulary `words`, typed; unknown ones get suggestions."""
    widget = "choose word"
    st.session_state[widget] = state.get(state.WORD) or default or ""
    typed = st.text_input(
        label,
        key=widget,
        icon=":material/search:",
        on_change=lambda: state.put(state.WORD, st.session_state[widget].strip() or None),
    ).strip()
    if not typed:
        return None
    for word in (typed, typed.lower()):
        if word in words:
            return word
    unknown_word(typed, words)
    return None


def unknown_word(typed: str, words: Collection[str]) -> None:
    """That a word is not in the vocabulary `words`, and which are spelt like it."""
    near = spelt_like(typed.lower(), words, 5)
    hint = f" Did you mean {', '.join(escape(word, 30) for word in near)}?" if near else ""
    st.info(f"The model does not know the word “{escape(typed, 40)}”.{hint}")
