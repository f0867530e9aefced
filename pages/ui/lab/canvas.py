"""The picture of the geometry lab: a scene of points that a reader drags.

The drawing is plain JavaScript in assets/lab/, with what it shares with the disk's in
assets/disk/; this file packs the scene and reads what comes back.
"""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import json
import math
from collections.abc import Callable
from typing import Any

import streamlit as st

from hmlc_core.disk.code import loader
from hmlc_core.disk.packet import pack
from hmlc_core.shipped import ASSETS
from pages.ui.lab.scene import FURTHEST, PANELS, STEEPEST, Point, Scene

SHARED = ("geometry.js", "look.js", "packet.js", "pen.js")
"""Modules of the disk that the lab uses too."""


def canvas(scene: Scene, *, key: str, on_move: Callable[[Scene], None]) -> None:
    """Draw the scene; `on_move` gets the new one, before the page runs again, after every drag."""
    version, sources = _code()
    header = {
        "version": version,
        "sources": sources,
        "entry": "lab.js",
        "title": PANELS[scene.panel],
        "scene": dataclasses.asdict(scene),
    }

    def moved() -> None:
        if (there := _moved(scene, st.session_state[key].get("moved"))) is not None:
            on_move(there)

    _component()(key=key, data=pack(header, {}), on_moved_change=moved)


def _moved(scene: Scene, event: Any) -> Scene | None:
    """The scene that a browser reported; None for anything that is none."""
    try:
        u, v, w = (_point(event[name]) for name in ("u", "v", "w"))
        factor = float(event["factor"])
    except (TypeError, ValueError, KeyError):
        return None
    if not abs(factor) <= STEEPEST:
        return None
    return dataclasses.replace(scene, u=u, v=v, w=w, factor=factor)


def _point(value: Any) -> Point:
    x, y = map(float, value)
    if not math.hypot(x, y) <= FURTHEST:
        raise ValueError("not a point of the disk")
    return x, y


@functools.cache
def _code() -> tuple[str, dict[str, str]]:
    """A name for this version of the browser's modules, and their source texts."""
    files = [*(ASSETS / "lab").glob("*.js"), *(ASSETS / "disk" / name for name in SHARED)]
    # In the browser there are no folders.
    texts = {file.name: file.read_text("utf-8").replace('"../disk/', '"./') for file in files}
    return hashlib.blake2b(json.dumps(texts).encode(), digest_size=8).hexdigest(), texts


@functools.cache
def _component() -> Any:
    lab = ASSETS / "lab"
    return st.components.v2.component(
        "hyperlabel_lab",
        html=(lab / "lab.html").read_text("utf-8"),
        css=(lab / "lab.css").read_text("utf-8"),
        js=loader(),
    )
