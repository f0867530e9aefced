"""The words of a run, and the one that is looked at."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import streamlit as st

from hmlc_core.runs.run import Run
from pages.ui.shell import state
from pages.ui.shell.pickers import unknown_word

if TYPE_CHECKING:
    from hmlc_core.data.hypernyms import Hypernyms
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


def telling(opened: OpenedRun, words: Lexicon, known: Hypernyms | None) -> str:
    """A word to begin with: of those that are frequent, not in every other document and no function
    words, one with a hypernym if there is any; the one that lies nearest to a label.

    known: the hypernyms that the run's settings name; None where they cannot be read.
    """
    from hmlc_core.evaluation.interaction.words import on_english_list
    from hmlc_core.evaluation.words.neighbours import distances_from
    from hmlc_core.training.watch import watched_words

    names, silent = opened.prepared.vocabulary.words, set(on_english_list(words.names))
    watched = [words.row(names[entry]) for entry in watched_words(opened.prepared).tolist()]
    below = set() if known is None else set(known.pairs[:, 1].tolist())
    said = [row for row in watched if row not in silent] or watched or [0]
    frequent = [row for row in said if row in below] or sorted(below - silent)[:1] or said
    if not len(words.labels):
        return words.names[frequent[0]]
    away = [distances_from(words.points[row], words.labels, words.geometry) for row in frequent]
    nearest: int = min(zip(map(min, away), frequent, strict=True))[1]
    return words.names[nearest]
