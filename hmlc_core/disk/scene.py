"""What a picture shows, checked and in shape: the scene that the browser's modules draw."""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from hmlc_core.disk.layers import (
    LeftOut,
    Points,
    as_edges,
    as_frames,
    as_indices,
    as_numbers,
    leave_out,
)
from hmlc_core.disk.packet import pack
from hmlc_core.disk.values import Chart, LabelLayer, Layout, Selection, Trail, Words
from hmlc_core.errors import DataError, shorten

LONGEST_NAME = 120  # characters of a name that are sent; the rest would not fit on a canvas

MODES: Mapping[Chart, str] = {"disk": "poincare", "plane": "euclidean"}
"""What the browser's side calls a chart."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Scene:
    """A picture that can be sent; made by `scene_of`.

    header: everything but points, as JSON takes it. stops: step and caption of each frame.
    layers: float32 points, (frames, n, 2) each; "frames" are the labels'. left_out: the points
    that have no place. names: of labels, words and documents, whole.
    """

    header: Mapping[str, Any]
    stops: list[tuple[int, str]]
    layers: dict[str, Points]
    left_out: list[LeftOut]
    names: Mapping[str, Sequence[str]]
    trails: Sequence[Trail]

    @property
    def empty(self) -> bool:
        """Whether nothing was given that could be drawn: no frame, or no point at all."""
        return not len(self.stops) or not any(points.size for points in self.layers.values())

    @property
    def flat(self) -> bool:
        """Whether it is drawn on the plane, and not on the disk."""
        return bool(self.header["mode"] == MODES["plane"])

    @property
    def visible(self) -> bool:
        """Whether any point has a place."""
        return any(np.isfinite(points).any() for points in self.layers.values())

    @functools.cached_property
    def series(self) -> str:
        """A name for the picture; frames with the same one belong together."""
        return hashlib.blake2b(json.dumps(self.header).encode(), digest_size=8).hexdigest()

    def asked(self, selected: int | tuple[int, int] | None) -> int | tuple[int, int] | None:
        """The label, or edge (parent, child), to mark; raises `DataError` if there is none."""
        marked = () if selected is None else (selected,) if isinstance(selected, int) else selected
        as_indices(marked, len(self.names["label"]), "selected")
        return selected

    def packet(self, asked: Mapping[str, Any], *, base: int = 0) -> bytes:
        """The bytes that the browser takes: all, or what comes after the first `base` frames.

        asked: what is wanted now, whatever was sent before: selected, view, about, note.
        """
        header = {"series": self.series, "base": base, **asked}
        if not base:
            return pack({**header, "scene": self.header, "stops": self.stops}, self.layers)
        moving = {
            name: points[base:]
            for name, points in self.layers.items()
            if name == "frames" or len(points) > 1
        }
        return pack({**header, "scene": None, "stops": self.stops[base:]}, moving)

    def selection(self, event: object) -> Selection | None:
        """The selection a browser reported; None for anything that does not exist here."""
        match event:
            case {"kind": ("label" | "word" | "document") as kind, "index": int(i)}:
                names = self.names[kind]
                return Selection(kind, i, names[i]) if 0 <= i < len(names) else None
            case {"kind": "trail", "trail": int(t), "index": int(i)} if 0 <= t < len(self.trails):
                texts = self.trails[t].texts
                return Selection("trail", i, texts[i], t) if 0 <= i < len(texts) else None
            case {"kind": "edge", "layer": str(layer), "parent": int(parent), "child": int(child)}:
                if (parent, child) in self.header["edges"].get(layer, ()):
                    labels = self.names["label"]
                    name = f"{labels[parent]} → {labels[child]}"
                    return Selection("edge", child, name, parent=parent, layer=layer)
        return None


def scene_of(
    layout: Layout,
    labels: LabelLayer,
    *,
    title: str,
    words: Words | None = None,
    documents: Words | None = None,
    trails: Sequence[Trail] = (),
    link: str | None = None,
    tag: str = "",
    height: int | None = None,
    zoomed: bool = False,
) -> Scene:
    """The scene of labels and further layers.

    title: what the picture shows, for people who cannot see it. link: disks of a page with the
    same link move together and share the selected label. tag: a short name for addresses. height:
    in pixels; None takes the room that there is. zoomed: begin zoomed to the points.

    Raises `DataError` when shapes do not fit together.
    """
    names = labels.names
    layers = {"frames": as_frames(layout.points, len(names), "points")}
    further = {"words": words, "documents": documents}
    listed = {what: layer.names for what, layer in further.items() if layer is not None}
    for what, layer in further.items():
        if layer is not None:
            layers[what] = as_frames(layer.points, len(layer.names), what)
    if trails:
        parts = [as_frames(trail.points, len(trail.texts), "trail")[0] for trail in trails]
        layers["trails"] = np.concatenate(parts)[None]
    stops = _stops(layout, len(layers["frames"])) if len(layers["frames"]) else []
    header = {
        "title": title,
        "mode": MODES[layout.chart],
        "link": link,
        "tag": tag,
        "height": height,
        "zoomed": zoomed,
        "autoplay": layout.autoplay,
        "names": [_short(name) for name in names],
        "edges": as_edges(labels.edges, labels.recovered, len(names)),
        **_branches(labels),
        "sizes": as_numbers(labels.sizes, len(names), "sizes"),
        "levels": as_numbers(labels.levels, len(names), "levels"),
        "strong": None
        if labels.strong is None
        else as_indices(labels.strong, len(names), "strong"),
        "marks": [
            {
                "truth": as_indices(mark.true, len(names), "true"),
                "predicted": as_indices(mark.predicted, len(names), "predicted"),
            }
            for mark in labels.marks
        ],
        "wordNames": [_short(name) for name in listed.get("words", ())],
        "wordNamed": [] if words is None else as_indices(words.named, len(words.names), "named"),
        "documentNames": [_short(name) for name in listed.get("documents", ())],
        "trails": [
            {
                "name": _short(trail.name),
                "texts": [_short(text) for text in trail.texts],
                "named": None
                if trail.named is None
                else as_indices(trail.named, len(trail.texts), "named"),
            }
            for trail in trails
        ],
    }
    return Scene(
        header=header,
        stops=stops,
        left_out=leave_out(layers, {"frames": names, **listed}, layout.chart),
        layers=layers,
        names={
            "label": names,
            "word": listed.get("words", ()),
            "document": listed.get("documents", ()),
        },
        trails=trails,
    )


def _stops(layout: Layout, frames: int) -> list[tuple[int, str]]:
    """Step and caption of every frame."""
    steps = range(frames) if layout.steps is None else layout.steps
    captions = layout.captions
    if captions is None:
        captions = [f"step {step}" for step in steps]
    for what, found in (("steps", len(steps)), ("captions", len(captions))):
        if found != frames:
            raise DataError(
                "their number is not that of the frames",
                where=what,
                expected=str(frames),
                received=str(found),
            )
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


def _short(name: object) -> str:
    return shorten(name, LONGEST_NAME)
