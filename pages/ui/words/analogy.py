"""a is to b as c is to …"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from pages.ui.shell.pickers import unknown_word
from pages.ui.shell.text import escape
from pages.ui.words.near import table

if TYPE_CHECKING:
    from hmlc_core.data.hypernyms import Hypernyms
    from hmlc_core.evaluation.words.lexicon import Lexicon

ANSWERS = 5


def analogy(words: Lexicon, row: int, known: Hypernyms | None) -> None:
    """Three words, and the answers of translation and of cosines side by side.

    known: where a first example is taken from.
    """
    from hmlc_core.evaluation.words.analogies import by_cosine, by_translation, example

    pair = None if known is None else example(row, known)
    usual = ["", ""] if pair is None else [words.names[n] for n in pair]
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        first = _typed("a", usual[0], "is to")
        second = _typed("b", usual[1], "as")
        third = _typed("c", words.names[row], "is to …")
    if known is not None and pair is not None and [first, second] == usual:
        st.caption(
            f"An example: {escape(known.title)} says that “{escape(first, 40)}” is a kind of "
            f"“{escape(second, 40)}”. What is “{escape(third, 40)}” a kind of? Write other words "
            "for another question, such as two countries and a capital."
        )
    if not (first and second and third):
        st.caption(
            "Write two words whose relation you know, such as a capital and its country, and a "
            "third one: the words that are to it as the second is to the first."
        )
        return
    rows = []
    for typed in (first, second, third):
        place = words.find(typed)
        if place is None:
            unknown_word(typed, words.names)
            return
        rows.append(place)
    question = (rows[0], rows[1], rows[2])
    left, right = st.columns(2, gap="small")
    with left:
        st.markdown("**By translation**")
        found = by_translation(question, words.points, words.geometry, ANSWERS)
        table([words.names[n] for n in found.rows.tolist()], found, key="by translation")
    with right:
        st.markdown("**By cosine**")
        found = by_cosine(question, words.points, words.geometry, ANSWERS)
        table([words.names[n] for n in found.rows.tolist()], found, key="by cosine", by="cosine")
    if words.points.shape[1] == 2:
        st.caption(
            "Cosines of two coordinates say little: a direction in the plane is one number, which "
            "many words share, so that the highest cosines are all about 1."
        )
    others = len(words) - len(set(rows))
    st.caption(
        "By translation: the way from the first word to the second, carried along to the third, "
        "and whoever lies nearest to where it ends. By cosine: the direction of second − first + "
        "third, seen from the centre. The three words are left out. By chance one certain word of "
        f"{others:,} is among the first {ANSWERS} with {min(1.0, ANSWERS / max(others, 1)):.2%}."
    )


def _typed(name: str, usual: str, after: str) -> str:
    """One of the words, kept in the address; after: what stands between it and the next."""
    text: str = st.text_input(
        f"{name} … {after}", usual, key=f"analogy {name}", max_chars=80, width="stretch"
    )
    return text.strip()
