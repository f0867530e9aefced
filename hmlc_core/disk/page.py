"""The disk on pages of their own, which need no server and no network.

A page has `style()` and `script()` once, and wherever a disk shall be the `element` of its scene;
`standalone` is such a page with a single one. What is foreign, names and all, is in the packets,
which stand there as base64: no markup can be read in them. The script makes modules of texts
(blobs), so a page with a Content-Security-Policy needs `script-src 'unsafe-inline' blob:`.
"""

from __future__ import annotations

import base64
import html
import json
import re
import tomllib
from collections.abc import Mapping

from hmlc_core.disk.code import sources
from hmlc_core.disk.scene import Scene
from hmlc_core.errors import DataError
from hmlc_core.plotting.theme import FONT
from hmlc_core.shipped import TOP


def element(
    scene: Scene,
    *,
    selected: int | tuple[int, int] | None = None,
    about: str = "",
    note: str = "",
) -> str:
    """The element that shows the scene, as HTML: some kilobytes beside eight bytes a point.

    selected: label to mark, or edge (parent, child). about: how the picture was made and what it
    distorts. note: the shortest form of that, always to be seen.

    Raises `DataError` when no point has a place, or the selection does not exist.
    """
    if not scene.visible:
        raise DataError("no point of the picture has a place", where=scene.header["title"])
    asked = {"selected": scene.asked(selected), "view": None, "about": about, "note": note}
    packet = base64.b64encode(scene.packet(asked)).decode()
    return (
        '<hyperlabel-disk><script type="application/octet-stream">'
        f"{packet}</script></hyperlabel-disk>"
    )


def script() -> str:
    """The script element that brings all disks of a page to life, those that come later too."""
    # No tag can end a script that has no "<" in its texts.
    texts = json.dumps(sources()).replace("<", "\\u003c")
    return _filled("script.html", {"assemble": sources()["assemble.js"], "sources": texts})


def style(where: str = ":root") -> str:
    """The app's colours and type as CSS variables of what the selector `where` finds, light and
    dark as the reader's system wants."""
    theme = tomllib.loads((TOP / ".streamlit" / "config.toml").read_text("utf-8"))["theme"]
    shape = {"font": FONT, "baseRadius": theme["baseRadius"]}
    return (
        f"{where} {{ color-scheme: light dark; {_variables(theme['light'] | shape)} }}\n"
        f"@media (prefers-color-scheme: dark) {{ {where} {{ {_variables(theme['dark'])} }} }}"
    )


def standalone(
    scene: Scene,
    *,
    selected: int | tuple[int, int] | None = None,
    about: str = "",
    note: str = "",
) -> str:
    """A whole page with the disk, for a file: it drags, searches and plays. See `element`."""
    slots = {
        "title": html.escape(scene.header["title"]),
        "look": style(),
        "disk": element(scene, selected=selected, about=about, note=note),
        "script": script(),
    }
    return _filled("page.html", slots)


def _filled(name: str, slots: Mapping[str, str]) -> str:
    """A file of the browser's side with something in the place of each {{slot}}."""
    return re.sub(r"\{\{(\w+)\}\}", lambda slot: slots[slot[1]], sources()[name])


def _variables(theme: Mapping[str, object]) -> str:
    """A theme of Streamlit's as the variables that Streamlit makes of it."""
    return " ".join(
        f"--st-{re.sub('[A-Z]', lambda letter: f'-{letter[0].lower()}', name)}: "
        f"{', '.join(value) if isinstance(value, list) else value};"
        for name, value in theme.items()
    )
