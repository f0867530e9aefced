"""Groups of runs beside the corpus that a page is about: which of them learn from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from hmlc_core.runs.opened import readable
from hmlc_core.runs.run import Run
from pages.ui.shell.text import escape, without_folders


def corpus_of(group: Sequence[Run]) -> str:
    """The corpus that the runs learn from, as settings name it."""
    return readable(group[0]).corpus.name


def first_about(found: Mapping[str, Sequence[Run]], corpus: str | None) -> str | None:
    """The first of the groups that learns from the corpus, by its name; None without any."""
    return next((name for name, group in found.items() if corpus_of(group) == corpus), None)


def tell_others(what: str, found: Mapping[str, Sequence[Run]], corpus: str, shown: str) -> None:
    """Say that no group is about the corpus, where it is so: what is shown is of another.

    what: the groups are, as in "ablation". shown: the name of that which is shown.
    """
    if first_about(found, corpus) is None:
        asked, other = (
            escape(without_folders(name), 60) for name in (corpus, corpus_of(found[shown]))
        )
        st.info(
            f"There is no {what} of the corpus {asked} yet. Shown is one of {other}.",
            icon=":material/dataset:",
        )
