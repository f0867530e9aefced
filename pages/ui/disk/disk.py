"""The disk: labels, words and trails in the Poincaré disk (or the plane) on a live canvas.

`disk()` is all a page needs. The drawing itself is plain JavaScript in assets/disk/, and what is
drawn is checked and packed by `hmlc_core.disk`; this file hands that to Streamlit and turns clicks
into a `Selection`. A reader can copy a link to what he sees: the address then says `view=…`
(assets/disk/address.js tells how).
"""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from hmlc_core.disk.code import loader, sources
from hmlc_core.disk.scene import Scene, scene_of
from hmlc_core.disk.values import LabelLayer, Layout, Selection, Trail, Words
from pages.ui.disk.sent import Sent
from pages.ui.shell.text import escape

VIEW = "view"  # what the address calls a view


def disk(
    layout: Layout,
    labels: LabelLayer,
    *,
    title: str,
    key: str,
    words: Words | None = None,
    documents: Words | None = None,
    trails: Sequence[Trail] = (),
    selected: int | tuple[int, int] | None = None,
    link: str | None = None,
    height: int | None = None,
    about: str = "",
    note: str = "",
    zoomed: bool = False,
    on_select: Callable[[Selection | None], None] | None = None,
) -> Selection | None:
    """Draw labels, and return what was clicked since the last run (else None).

    title: what the picture shows, for people who cannot see it.
    key: the element's identity. View, selection and time survive reruns with the same key.
    words, documents, trails: further layers. With a single frame the scrubber walks along the
        trails.
    selected: label to mark, or edge (parent, child); a later click by the reader wins until this
        value changes.
    link: disks of a page with the same link move together and share the selected label.
    height: in pixels; None takes the room that the page's stage has (see `frame.bench`).
    about: how the picture was made and what it distorts, behind the button “About this picture”.
    note: the shortest form of that, always to be seen.
    zoomed: begin zoomed to the points instead of with the whole disk.
    on_select: called with the selection (None when cleared) before the page runs again, when
        widgets and URL may still be changed.

    Raises `DataError` when shapes do not fit together.
    """
    scene = scene_of(
        layout,
        labels,
        title=title,
        words=words,
        documents=documents,
        trails=trails,
        link=link,
        tag=_tag(key),
        height=height,
        zoomed=zoomed,
    )
    if scene.empty:
        st.info("There is nothing to draw yet.", icon=":material/hourglass_empty:")
        return None
    for left in scene.left_out:
        st.warning(left.sentence(functools.partial(escape, limit=40)))
    if not scene.visible:
        return None
    sent = Sent(key)
    asked = {
        "selected": scene.asked(selected),
        "view": _address(key),
        "about": about,
        "note": note,
    }
    result = _component()(
        key=key,
        data=sent.packet(scene, asked, live=layout.live),
        on_select_change=lambda: _announce(key, scene, on_select),
        on_missing_change=sent.forget,
    )
    return scene.selection(result.get("select"))


@functools.cache
def _component() -> Any:
    # Inline text, since components are served from files only by installed packages.
    code = sources()
    return st.components.v2.component(
        "hyperlabel_disk", html=code["disk.html"], css=code["disk.css"], js=loader()
    )


def _tag(key: str) -> str:
    """A short name of the disk for addresses: letters and digits."""
    return hashlib.blake2b(key.encode(), digest_size=3).hexdigest()


def _address(key: str) -> str | None:
    """The view that the page's address asks for; None if it is meant for another disk."""
    text = st.query_params.get(VIEW, "")
    meant = re.search(r"(?:^|\*)d_(\w+)", text)
    wellformed = re.fullmatch(r"[\w.*-]{1,500}", text, re.ASCII)
    return text if wellformed and (meant is None or meant[1] == _tag(key)) else None


def _announce(key: str, scene: Scene, on_select: Callable[[Selection | None], None] | None) -> None:
    event = st.session_state[key].get("select")
    if on_select is not None and event is not None:
        on_select(scene.selection(event))
