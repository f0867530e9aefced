"""The disk: labels, words and trails in the Poincaré disk (or the plane) on a live canvas.

`disk()` is all a page needs. The drawing itself is plain JavaScript in assets/disk/; this file
checks what is drawn, packs it, and turns clicks into a `Selection`. A reader can copy a link to
what he sees: the address then says `view=…` (assets/disk/address.js tells how).
"""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import streamlit as st

from hmlc_core import shipped
from hmlc_core.errors import shorten
from pages.ui.disk.layers import as_edges, as_frames, as_numbers, leave_out
from pages.ui.disk.packet import Sent
from pages.ui.disk.values import Chart, LabelLayer, Layout, Selection, Trail, Words

LONGEST_NAME = 120  # characters of a name that are sent; the rest would not fit on a canvas
VIEW = "view"  # what the address calls a view
ASSETS = shipped.ASSETS / "disk"

MODES: Mapping[Chart, str] = {"disk": "poincare", "plane": "euclidean"}
"""What the browser's side calls a chart."""


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

    Raises `ValueError` when shapes do not fit together.
    """
    names = labels.names
    points = as_frames(layout.points, len(names), "points")
    if not len(points) or not (len(names) or words or documents or trails):
        st.info("There is nothing to draw yet.", icon=":material/hourglass_empty:")
        return None
    stops = _stops(layout, len(points))
    layers = {"frames": points}
    further = {"words": words, "documents": documents}
    for what, layer in further.items():
        if layer is not None:
            layers[what] = as_frames(layer.points, len(layer.names), what)
    if trails:
        parts = [as_frames(trail.points, len(trail.texts), "trail")[0] for trail in trails]
        layers["trails"] = np.concatenate(parts)[None]
    listed = {what: layer.names for what, layer in further.items() if layer is not None}
    if not leave_out(layers, {"frames": names, **listed}, layout.chart):
        return None

    pairs = as_edges(labels.edges, labels.recovered, len(names))
    marked = () if selected is None else (selected,) if isinstance(selected, int) else selected
    _indices(marked, len(names), "selected")
    scene = {
        "title": title,
        "mode": MODES[layout.chart],
        "link": link,
        "tag": _tag(key),
        "height": height,
        "zoomed": zoomed,
        "autoplay": layout.autoplay,
        "names": [_short(name) for name in names],
        "edges": pairs,
        **_branches(labels),
        "sizes": as_numbers(labels.sizes, len(names), "sizes"),
        "depths": as_numbers(labels.depths, len(names), "depths"),
        "strong": None if labels.strong is None else _indices(labels.strong, len(names), "strong"),
        "marks": [
            {
                "truth": _indices(mark.true, len(names), "true"),
                "predicted": _indices(mark.predicted, len(names), "predicted"),
            }
            for mark in labels.marks
        ],
        "wordNames": [_short(name) for name in listed.get("words", ())],
        "wordNamed": [] if words is None else _indices(words.named, len(words.names), "named"),
        "documentNames": [_short(name) for name in listed.get("documents", ())],
        "trails": [
            {"name": _short(trail.name), "texts": [_short(text) for text in trail.texts]}
            for trail in trails
        ],
    }
    sent, code = Sent(key), _code()
    asked = {"selected": selected, "view": _address(key), "about": about, "note": note}
    kinds = {
        "label": names,
        "word": listed.get("words", ()),
        "document": listed.get("documents", ()),
    }
    read = functools.partial(_selection, names=kinds, trails=trails, edges=pairs)
    result = _component()(
        key=key,
        data=sent.packet(scene, stops, layers, asked, layout.live, code),
        on_select_change=lambda: _announce(key, read, on_select),
        on_missing_change=sent.forget,
    )
    return read(result.get("select"))


def _indices(labels: Sequence[int], count: int, what: str) -> list[int]:
    """Label indices as plain numbers."""
    found = [int(label) for label in labels]
    if not all(0 <= label < count for label in found):
        raise ValueError(f"{what}: expected indices below {count}, found {found}")
    return found


def _stops(layout: Layout, frames: int) -> list[tuple[int, str]]:
    """Step and caption of every frame."""
    steps = range(frames) if layout.steps is None else layout.steps
    captions = layout.captions
    if captions is None:
        captions = [f"step {step}" for step in steps]
    if not len(steps) == len(captions) == frames:
        raise ValueError(f"{len(steps)} steps, {len(captions)} captions, {frames} frames")
    return [(int(step), caption) for step, caption in zip(steps, captions, strict=True)]


def _branches(labels: LabelLayer) -> dict[str, list[Any]]:
    """The number of each label's branch, −1 for none, and the branches' names."""
    groups = labels.groups
    if groups is None:
        return {"groups": [0] * len(labels.names), "groupNames": []}
    heads = [name for name in dict.fromkeys(groups) if name is not None]
    number = {None: -1} | {name: n for n, name in enumerate(heads)}
    return {
        "groups": [number[branch] for branch in groups],
        "groupNames": [_short(name) for name in heads],
    }


@functools.cache
def _code() -> dict[str, str]:
    """The source texts of the browser's side."""
    files = [path for kind in ("*.js", "*.html", "*.css") for path in ASSETS.glob(kind)]
    return {path.name: path.read_text("utf-8") for path in sorted(files)}


@functools.cache
def _component() -> Any:
    # Inline text, since components are served from files only by installed packages.
    code = _code()
    return st.components.v2.component(
        "hyperlabel_disk", html=code["disk.html"], css=code["disk.css"], js=code["load.js"]
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


def _selection(
    event: Any,
    *,
    names: Mapping[str, Sequence[str]],
    trails: Sequence[Trail],
    edges: Mapping[str, Sequence[tuple[int, int]]],
) -> Selection | None:
    """The selection a browser reported; None for anything that does not exist here."""
    match event:
        case {"kind": ("label" | "word" | "document") as kind, "index": int(i)}:
            return Selection(kind, i, names[kind][i]) if 0 <= i < len(names[kind]) else None
        case {"kind": "trail", "trail": int(t), "index": int(i)} if 0 <= t < len(trails):
            texts = trails[t].texts
            return Selection("trail", i, texts[i], t) if 0 <= i < len(texts) else None
        case {"kind": "edge", "layer": str(layer), "parent": int(parent), "child": int(child)}:
            if (parent, child) in edges.get(layer, ()):
                name = f"{names['label'][parent]} → {names['label'][child]}"
                return Selection("edge", child, name, parent=parent, layer=layer)
    return None


def _announce(
    key: str,
    read: Callable[[Any], Selection | None],
    on_select: Callable[[Selection | None], None] | None,
) -> None:
    event = st.session_state[key].get("select")
    if on_select is not None and event is not None:
        on_select(read(event))


def _short(name: object) -> str:
    return shorten(name, LONGEST_NAME)
