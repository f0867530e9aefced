"""What a method does not have, said in a sentence, with a way on."""

from __future__ import annotations

import streamlit as st

from hmlc_core.experiment.models import CAPABILITIES, ModelSettings, methods_with
from hmlc_core.experiment.models.imported import NO_MODEL
from pages.ui.shell import routes
from pages.ui.shell.text import escape


def absent(model: ModelSettings, capability: str, consequence: str = "") -> None:
    """That the method has no such capability (one of `CAPABILITIES`), and which methods do.

    consequence: what therefore cannot be shown here, as a sentence.
    """
    if model.imported:
        said = f"{NO_MODEL[0].upper()}{NO_MODEL[1:]}. {consequence}"
        st.info(said.strip(), icon=":material/block:")
        return
    others = methods_with(capability)
    having = ", ".join(escape(kind.title, 60) for kind in others)
    said = f"**{escape(model.title, 60)}** has no {CAPABILITIES[capability]}. {consequence}".strip()
    st.info(f"{said} Methods that have it: {having}." if having else said, icon=":material/block:")
    preset = next((name for kind in others for name in kind.presets), None)
    if preset is not None:
        routes.link("train", f"Train {others[0].title}", preset=preset)
