"""The disk: labels, words and trails in the Poincaré disk (or the plane) on a live canvas.

`disk()` is all a page needs. The drawing itself is plain JavaScript in assets/disk/; this file
checks what is drawn, packs it, and turns clicks into a `Selection`. A reader can copy a link to
what he sees: the address then says `view=…` (assets/disk/address.js tells how).
"""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import streamlit as st
from numpy.typing import ArrayLike

from hmlc_core.errors import shorten
from pages.ui.disk.layers import as_edges, as_frames, as_numbers, leave_out
from pages.ui.disk.packet import Sent

LONGEST_NAME = 120  # characters of a name that are sent; the rest would not fit on a canvas
VIEW = "view"  # what the address calls a view
ASSETS = Path(__file__).parents[3] / "assets" / "disk"


@dataclass(frozen=True, slots=True)
class Selection:
    """What was clicked.

    index counts labels, words, documents, or the words of trail number `trail`. Of an edge it is
    the child label; `parent` is the other label then, and `layer` "true" or a `Relation`.
    """

    kind: Literal["label", "word", "document", "trail", "edge"]
    index: int
    name: str
    trail: int | None = None
    parent: int | None = None
    layer: str | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class Words:
    """A layer of words or documents: points (n, 2), or (frames, n, 2) where they move."""

    points: ArrayLike
    names: Sequence[str]


@dataclass(frozen=True, kw_only=True, eq=False)
class Trail:
    """A path through the disk: points (tokens, 2), and the token at each of them."""

    name: str
    points: ArrayLike
    texts: Sequence[str]


def disk(
    frames: ArrayLike,
    names: Sequence[str],
    *,
    title: str,
    key: str,
    edges: Iterable[tuple[int, int]] = (),
    recovered: Iterable[tuple[int, int, str]] = (),
    groups: Sequence[str | None] | None = None,
    sizes: ArrayLike | None = None,
    depths: ArrayLike | None = None,
    mode: Literal["poincare", "euclidean"] = "poincare",
    steps: Sequence[int] | None = None,
    captions: Sequence[str] | None = None,
    words: Words | None = None,
    documents: Words | None = None,
    trails: Sequence[Trail] = (),
    selected: int | tuple[int, int] | None = None,
    view: str | None = None,
    link: str | None = None,
    height: int = 560,
    live: bool = False,
    autoplay: bool = False,
    empty: str = "There is nothing to draw yet.",
    on_select: Callable[[Selection | None], None] | None = None,
) -> Selection | None:
    """Draw points, and return the one clicked since the last run (else None).

    frames: label positions, (frames, labels, 2), or (labels, 2) for a single one. In the disk
        each must lie inside the unit circle; a point that does not, or is not a number, is left
        out and named in a warning.
    names: one a label; shown as text, never interpreted.
    title: what the picture shows, for people who cannot see it.
    key: the element's identity. View, selection and time survive reruns with the same key.
    edges: the true hierarchy as (parent, child) label indices, drawn as geodesics.
    recovered: (parent, child, relation) of a recovered hierarchy, dashed and counted in the
        legend; see `pages.ui.disk.layers.Relation`.
    groups: branch of each label: its colour, named in a legend; grey for None.
    sizes: documents of each label: its mark's area. depths: depth of each label. General and
        large labels get their names written first.
    mode: "poincare", or "euclidean" for the flat twin in the same component.
    steps: training step of each frame, increasing; their numbers when not given.
    captions: what stands beside the scrubber at each frame; "step 120" when not given.
    words, documents, trails: further layers. With a single frame the scrubber walks along the
        trails.
    selected: label to mark, or edge (parent, child); a later click by the reader wins until this
        value changes.
    view: centre, zoom, time, selection and layers as a copied link has them; by default those of
        the page's address. What the reader does later wins until this value changes.
    link: disks of a page with the same link move together and share the selected label.
    live: more frames will come under this key; only new ones are then sent.
    autoplay: play the frames in a loop at once (not for people who ask for reduced motion).
    empty: the sentence shown instead of a picture without points.
    on_select: called with the selection (None when cleared) before the page runs again, when
        widgets and URL may still be changed.

    Raises `ValueError` when shapes do not fit together.
    """
    points = as_frames(frames, len(names), "frames")
    if not len(points) or not (len(names) or words or documents or trails):
        st.info(empty, icon=":material/hourglass_empty:")
        return None
    steps = list(range(len(points))) if steps is None else [int(step) for step in steps]
    captions = [f"step {step}" for step in steps] if captions is None else list(captions)
    if not len(steps) == len(captions) == len(points):
        raise ValueError(f"{len(steps)} steps, {len(captions)} captions, {len(points)} frames")
    layers = {"frames": points}
    further = {"words": words, "documents": documents}
    for what, layer in further.items():
        if layer is not None:
            layers[what] = as_frames(layer.points, len(layer.names), what)
    if trails:
        parts = [as_frames(trail.points, len(trail.texts), "trail")[0] for trail in trails]
        layers["trails"] = np.concatenate(parts)[None]
    listed = {what: layer.names for what, layer in further.items() if layer is not None}
    if not leave_out(layers, {"frames": names, **listed}, mode):
        return None

    pairs = as_edges(edges, recovered, len(names))
    marked = () if selected is None else (selected,) if isinstance(selected, int) else selected
    if not all(0 <= label < len(names) for label in marked):
        raise ValueError(f"selected: expected labels below {len(names)}, found {selected}")
    branches = [""] * len(names) if groups is None else groups
    group_names = [name for name in dict.fromkeys(branches) if name is not None]
    number = {None: -1} | {name: n for n, name in enumerate(group_names)}
    scene = {
        "title": title,
        "mode": mode,
        "link": link,
        "tag": _tag(key),
        "height": height,
        "autoplay": autoplay,
        "names": [_short(name) for name in names],
        "edges": pairs,
        "groups": [number[branch] for branch in branches],
        "groupNames": [_short(name) for name in group_names if groups is not None],
        "sizes": as_numbers(sizes, len(names), "sizes"),
        "depths": as_numbers(depths, len(names), "depths"),
        "wordNames": [_short(name) for name in listed.get("words", ())],
        "documentNames": [_short(name) for name in listed.get("documents", ())],
        "trails": [
            {"name": _short(trail.name), "texts": [_short(text) for text in trail.texts]}
            for trail in trails
        ],
    }
    sent, code = Sent(key), _code()
    asked = {"selected": selected, "view": _address(key) if view is None else view}
    kinds = {
        "label": names,
        "word": listed.get("words", ()),
        "document": listed.get("documents", ()),
    }
    read = functools.partial(_selection, names=kinds, trails=trails, edges=pairs)
    result = _component()(
        key=key,
        data=sent.packet(scene, list(zip(steps, captions)), layers, asked, live, code),
        on_select_change=lambda: _announce(key, read, on_select),
        on_missing_change=sent.forget,
    )
    return read(result.get("select"))


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
