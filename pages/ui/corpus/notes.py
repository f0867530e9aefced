"""What readers say of a corpus: what is unusual stands out, how it was read is said beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence

import streamlit as st

from hmlc_core.data.corpus import unusual
from hmlc_core.wording import counted
from pages.ui.shell.text import escape

TEXT, LABELS = "Column of texts", "Column of labels"
SEPARATOR, LEVELS = "Separator of labels", "Separator of levels"
CHILD_FIRST = "The child stands first in the hierarchy"

_OPTIONS = {
    "text-column": TEXT,
    "labels-column": LABELS,
    "sep": SEPARATOR,
    "path-separator": LEVELS,
    "child-first": CHILD_FIRST,
}
"""Option of a command -> the field of the form for uploads that says the same."""

MOST = 10
"""Sentences of each kind that are shown."""


def in_form(text: str) -> str:
    """What a reader says, with the form's fields in place of a command's options."""
    text = re.sub(r"say (?=--)", "set ", text)
    for option, field in _OPTIONS.items():
        text = re.sub(rf"--{option}(?= ['\"])", f"“{field}” to", text)
        text = re.sub(rf"--{option}(?![\w-])", f"“{field}”", text)
    return text


def show(notes: Sequence[str], assumed: Sequence[str]) -> None:
    """Notes of a corpus; assumed: those that are nothing unusual."""
    warnings(notes, assumed)
    if routine := [note for note in notes if note in assumed]:
        st.caption(_listed(routine))


def warnings(notes: Sequence[str], assumed: Sequence[str]) -> None:
    """Those of the notes that are unusual."""
    if odd := unusual(notes, assumed):
        st.warning(_listed(odd), icon=":material/warning:")


def _listed(sentences: Sequence[str]) -> str:
    more = len(sentences) - MOST
    lines = [escape(in_form(sentence), 400) for sentence in sentences[:MOST]]
    return "  \n".join([*lines, *([f"And {counted(more, 'more note')}."] if more > 0 else [])])
