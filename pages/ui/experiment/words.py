"""Where the words of a method come from, in one place of the form."""

from __future__ import annotations

from dataclasses import Field
from typing import Any

import streamlit as st

from pages.ui.experiment import recipe
from pages.ui.experiment.form import OF_WORDS, SWITCHES, grid, part, used_parts
from pages.ui.experiment.recipe import Draft


def has_words(draft: Draft) -> bool:
    """Whether there is anything to set."""
    return bool(_switches(draft) or used_parts(draft, OF_WORDS))


def words(draft: Draft) -> None:
    """How words start, whether hypernyms draw them, and all that is set about either."""
    base = recipe.base(draft)
    grid(_switches(draft), "model", draft)
    for name in used_parts(draft, OF_WORDS):
        st.markdown(f"**{name.capitalize()}**")
        part(type(getattr(base, name)), name, draft)


def _switches(draft: Draft) -> list[Field[Any]]:
    kind = type(recipe.base(draft).model)
    return [item for item in kind.settings() if item.name in SWITCHES]
