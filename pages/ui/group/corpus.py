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


def about(found: Mapping[str, Sequence[Run]], corpus: str) -> list[str]:
    """The names of those groups that learn from the corpus."""
    return [name for name, group in found.items() if corpus_of(group) == corpus]


def first(found: Mapping[str, Sequence[Run]], corpus: str) -> str | None:
    """The group that is shown until another is chosen, by its name: the first that learns from the
    corpus; None for the first of all, where no group does, and of the bundled corpus, which a page
    has when nobody has asked for one."""
    from hmlc_core.data.registry import BUNDLED

    return next(iter(about(found, corpus)), None) if corpus != BUNDLED else None


def tell_others(what: str, found: Mapping[str, Sequence[Run]], corpus: str, shown: str) -> None:
    """Say that no group is about the corpus, where it is so: what is shown is of another.

    what: the groups are, as in "ablation". shown: the name of that which is shown.
    """
    if not about(found, corpus):
        asked, other = (
            escape(without_folders(name), 60) for name in (corpus, corpus_of(found[shown]))
        )
        st.info(
            f"There is no {what} of the corpus “{asked}” yet. Shown is one of “{other}”.",
            icon=":material/dataset:",
        )
