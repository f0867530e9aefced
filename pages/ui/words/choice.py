"""The words of a run, and the one that is looked at."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import streamlit as st

from hmlc_core.runs.run import Run
from pages.ui.shell import state
from pages.ui.shell.pickers import unknown_word

if TYPE_CHECKING:
    from hmlc_core.evaluation.words.lexicon import Lexicon
    from hmlc_core.runs.opened import OpenedRun

OFFERED = 1_000
"""Words that the box offers while one types; any other can be typed to its end."""

_WIDGET = "look at word"


def lexicon(run: Run, opened: OpenedRun) -> Lexicon:
    """All words of the run with their places.

    Raises `StoreError` where the run has none, or nothing is learned yet.
    """
    return _lexicon(run.id, run.step, run.status, _opened=opened)


@st.cache_resource(show_spinner="Reading the words …", max_entries=4)
def _lexicon(run_id: str, step: int, status: str, *, _opened: OpenedRun) -> Lexicon:
    from hmlc_core.runs.words import lexicon_of

    return lexicon_of(_opened)


def pick(words: Lexicon, usual: Callable[[], str]) -> int | None:
    """The row of the word that is looked at; None, with a hint, of one that was not learned.

    usual: the word to begin with; asked while none was chosen.
    """
    chosen = state.get(state.WORD)
    if chosen is None:
        state.fill(state.WORD, chosen := usual())
    row = words.find(chosen)
    shown, options = chosen if row is None else words.names[row], words.names[:OFFERED]
    st.session_state[_WIDGET] = shown
    st.selectbox(
        "Word",
        options if shown in options else [shown, *options],
        key=_WIDGET,
        accept_new_options=True,
        on_change=_take,
        help="Type to search; the most frequent words are offered, any other can be typed. Or "
        "click one in the picture.",
    )
    if row is None:
        unknown_word(chosen, words.names)
    return row


def _take() -> None:
    typed = st.session_state[_WIDGET]
    look_at(typed.strip() if typed else None)


def look_at(word: str | None) -> None:
    """Make it the word that is looked at, also for the other pages."""
    state.put(state.WORD, word or None)


def telling(opened: OpenedRun, words: Lexicon) -> str:
    """A word to begin with: of those that are frequent and not in every other document, the one
    that lies nearest to a label."""
    from hmlc_core.evaluation.words.neighbours import distances_from
    from hmlc_core.training.watch import watched_words

    names = opened.prepared.vocabulary.words
    watched = [words.row(names[entry]) for entry in watched_words(opened.prepared).tolist()]
    if not watched or not len(words.labels):
        return words.names[watched[0] if watched else 0]
    away = [distances_from(words.points[row], words.labels, words.geometry) for row in watched]
    return words.names[min(zip(map(min, away), watched, strict=True))[1]]
