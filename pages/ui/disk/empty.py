"""The stage before there is anything to draw: an empty disk with a sentence in it."""

from __future__ import annotations

import html

import streamlit as st


def empty(*sentences: str, soon: bool = False) -> None:
    """The rim of a disk, and in it what will be there, or why nothing is; plain texts.

    soon: the picture comes by itself, so its room is kept; else what is to be done comes close
    below in a narrow window.
    """
    # Unseen until the style sheet is there, and all stands in its place: nothing moves then.
    said = "".join(f"<p>{html.escape(sentence)}</p>" for sentence in sentences)
    kind = "rim soon" if soon else "rim"
    st.html(f'<div class="{kind}" style="visibility: hidden"><div>{said}</div></div>')
