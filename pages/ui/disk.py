"""The disk: labels, words and trails in the Poincaré disk (or the plane) on a live canvas.

`disk()` is all a page needs. The drawing itself is plain JavaScript in assets/disk/; this file
checks what is drawn, packs it, and turns clicks into a `Selection`.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import streamlit as st
from numpy.typing import ArrayLike

from hmlc_core.errors import shorten
from pages.ui.layers import as_edges, as_frames, as_numbers, leave_out
from pages.ui.packet import Sent

LONGEST_NAME = 120  # characters of a name that are sent; the rest would not fit on a canvas
ASSETS = Path(__file__).parents[2] / "assets" / "disk"


@dataclass(frozen=True, slots=True)
class Selection:
    """What was clicked.

    index counts labels, words, or the words of trail number `trail`. Of an edge it is the child
    label; then `parent` is the other label and `layer` "true" or the `Relation` of the edge.
    """

    kind: Literal["label", "word", "trail", "edge"]
    index: int
    name: str
    trail: int | None = None
    parent: int | None = None
    layer: str | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class Words:
    """A layer of words: points (words, 2), or (frames, words, 2) where they move."""

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
    trails: Sequence[Trail] = (),
    selected: int | None = None,
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
        legend; see `pages.ui.layers.Relation`.
    groups: branch of each label: its colour, named in a legend; grey for None.
    sizes: documents of each label: its mark's area. depths: depth of each label. General and
        large labels get their names written first.
    mode: "poincare", or "euclidean" for the flat twin in the same component.
    steps: training step of each frame, increasing; their numbers when not given.
    captions: what stands beside the scrubber at each frame; "step 120" when not given.
    words, trails: further layers. With a single frame the scrubber walks along the trails.
    selected: label to mark; a later click by the reader wins until this value changes.
    live: more frames will come under this key; only new ones are then sent.
    autoplay: play the frames in a loop at once (not for people who ask for reduced motion).
    empty: the sentence shown instead of a picture without points.
    on_select: called with the selection (None when cleared) before the page runs again, when
        widgets and URL may still be changed.

    Raises `ValueError` when shapes do not fit together.
    """
    points = as_frames(frames, len(names), "frames")
    if not len(points) or not (len(names) or words or trails):
        st.info(empty, icon=":material/hourglass_empty:")
        return None
    steps = list(range(len(points))) if steps is None else [int(step) for step in steps]
    captions = [f"step {step}" for step in steps] if captions is None else list(captions)
    if not len(steps) == len(captions) == len(points):
        raise ValueError(f"{len(steps)} steps, {len(captions)} captions, {len(points)} frames")
    layers = {"frames": points}
    if words is not None:
        layers["words"] = as_frames(words.points, len(words.names), "words")
    if trails:
        parts = [as_frames(trail.points, len(trail.texts), "trail")[0] for trail in trails]
        layers["trails"] = np.concatenate(parts)[None]
    leave_out(layers, {"frames": names, "words": words.names if words else ()}, mode)

    pairs = as_edges(edges, recovered, len(names))
    if selected is not None and not 0 <= selected < len(names):
        raise ValueError(f"selected: expected a label index, found {selected}")
    branches = [""] * len(names) if groups is None else groups
    group_names = [name for name in dict.fromkeys(branches) if name is not None]
    number = {None: -1} | {name: n for n, name in enumerate(group_names)}
    scene = {
        "title": title,
        "mode": mode,
        "height": height,
        "autoplay": autoplay,
        "names": [_short(name) for name in names],
        "edges": pairs,
        "groups": [number[branch] for branch in branches],
        "groupNames": [_short(name) for name in group_names if groups is not None],
        "sizes": as_numbers(sizes, len(names), "sizes"),
        "depths": as_numbers(depths, len(names), "depths"),
        "wordNames": [_short(name) for name in words.names] if words else [],
        "trails": [
            {"name": _short(trail.name), "texts": [_short(text) for text in trail.texts]}
            for trail in trails
        ],
    }
    sent = Sent(key)
    result = _component()(
        key=key,
        data=sent.packet(scene, list(zip(steps, captions)), layers, selected, live),
        on_select_change=lambda: _announce(key, names, words, trails, pairs, on_select),
        on_missing_change=sent.forget,
    )
    return _selection(result.get("select"), names, words, trails, pairs)


@functools.cache
def _component() -> Any:
    # Inline text, since components are served from files only by installed packages.
    sources = {path.name: path.read_text("utf-8") for path in sorted(ASSETS.glob("*.js"))}
    loader = sources.pop("load.js")
    return st.components.v2.component(
        "hyperlabel_disk",
        html=(ASSETS / "disk.html").read_text("utf-8"),
        css=(ASSETS / "disk.css").read_text("utf-8"),
        js=f"const sources = {json.dumps(sources)};\n{loader}",
    )


def _selection(
    event: Any,
    names: Sequence[str],
    words: Words | None,
    trails: Sequence[Trail],
    edges: Mapping[str, Sequence[tuple[int, int]]],
) -> Selection | None:
    """The selection a browser reported; None for anything that does not exist here."""
    match event:
        case {"kind": "label", "index": int(i)} if 0 <= i < len(names):
            return Selection("label", i, names[i])
        case {"kind": "word", "index": int(i)} if words and 0 <= i < len(words.names):
            return Selection("word", i, words.names[i])
        case {"kind": "trail", "trail": int(t), "index": int(i)} if 0 <= t < len(trails):
            texts = trails[t].texts
            return Selection("trail", i, texts[i], t) if 0 <= i < len(texts) else None
        case {"kind": "edge", "layer": str(layer), "parent": int(parent), "child": int(child)}:
            if (parent, child) in edges.get(layer, ()):
                name = f"{names[parent]} → {names[child]}"
                return Selection("edge", child, name, parent=parent, layer=layer)
    return None


def _announce(
    key: str,
    names: Sequence[str],
    words: Words | None,
    trails: Sequence[Trail],
    edges: Mapping[str, Sequence[tuple[int, int]]],
    on_select: Callable[[Selection | None], None] | None,
) -> None:
    event = st.session_state[key].get("select")
    if on_select is not None and event is not None:
        on_select(_selection(event, names, words, trails, edges))


def _short(name: object) -> str:
    return shorten(name, LONGEST_NAME)
