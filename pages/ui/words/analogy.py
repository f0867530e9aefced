"""a is to b as c is to …"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from pages.ui.shell.pickers import unknown_word
from pages.ui.shell.text import escape
from pages.ui.words.hypernyms import VERDICTS
from pages.ui.words.near import table

if TYPE_CHECKING:
    from hmlc_core.data.hypernyms import Hypernyms
    from hmlc_core.evaluation.words.lexicon import Lexicon

ANSWERS, SAID = 5, 8
"""Answers that are listed of each way, and right ones that are named."""


def analogy(words: Lexicon, row: int, taxonomies: Sequence[Hypernyms]) -> None:
    """Three words, and the answers of translation and of cosines side by side.

    taxonomies: the first one gives an example, and the first that knows how the first two words are
    related says which answers are right.
    """
    from hmlc_core.evaluation.words.analogies import by_cosine, by_translation, example

    known = next(iter(taxonomies), None)
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
    truth = _truth(question, taxonomies)
    ways = (
        ("By translation", "distance", by_translation),
        ("By cosine", "cosine", by_cosine),
    )
    # Beside each other there is no room for verdicts.
    sides = st.columns(2, gap="small") if truth is None else [st.container(), st.container()]
    for side, (title, by, way) in zip(sides, ways, strict=True):
        found = way(question, words.points, words.geometry, ANSWERS)
        listed = found.rows.tolist()
        with side:
            st.markdown(f"**{title}**")
            table(
                [words.names[n] for n in listed],
                found,
                key=title.lower(),
                by=by,
                verdicts=[] if truth is None else [VERDICTS[truth.verdict(n)] for n in listed],
            )
    st.caption(_judged(words, question, truth))
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


@dataclass(frozen=True, slots=True, eq=False)
class Truth:
    """The rows that answer a question, by a taxonomy."""

    right: frozenset[int]
    known: Hypernyms

    def verdict(self, row: int) -> bool | None:
        """Whether a word is an answer; None of one that the taxonomy does not have."""
        return row in self.right if np.isfinite(self.known.depth[row]) else None


def _truth(question: tuple[int, int, int], taxonomies: Sequence[Hypernyms]) -> Truth | None:
    """Of the first taxonomy with an answer; None where there is none."""
    from hmlc_core.evaluation.words.analogies import answers

    read = (Truth(answers(question, known) or frozenset(), known) for known in taxonomies)
    return next((truth for truth in read if truth.right), None)


def _judged(words: Lexicon, question: tuple[int, int, int], truth: Truth | None) -> str:
    """What is right, and by whom; or that nobody knows."""
    if truth is None:
        return (
            "There is nothing to judge the answers by: no list of hypernyms here knows both how "
            "the first two words are related and what is the same to the third."
        )
    names = [f"“{escape(words.names[n], 30)}”" for n in sorted(truth.right)]
    more = f" and {len(names) - SAID} more" if len(names) > SAID else ""
    title = escape(truth.known.title)
    return f"Right by {title}: {', '.join(names[:SAID])}{more}; – of words that it does not have."


def _typed(name: str, usual: str, after: str) -> str:
    """One of the words, kept in the address; after: what stands between it and the next."""
    text: str = st.text_input(
        f"{name} … {after}", usual, key=f"analogy {name}", max_chars=80, width="stretch"
    )
    return text.strip()
