"""A picture that a notebook shows, and the files it makes: a page that drags, and a still SVG."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import replace

from hmlc_core.disk.page import standalone
from hmlc_core.disk.scene import Scene
from hmlc_core.errors import DataError, shorten
from hmlc_core.notebook.svg import still

Chosen = str | tuple[str, str] | None
"""A label's name, an edge (parent, child), or nothing."""

INSTALL = "pip install 'hyperlabel[notebook]'"

FOOT = 60
"""Pixels of a page below and above its disk."""


class Drawn:
    """A scene with what must be said of it, and the files that are made of both.

    about: how it was made, and what it distorts. note: the shortest form of that.
    """

    scene: Scene
    about: str
    note: str
    _rows: int | tuple[int, int] | None

    def to_html(self) -> str:
        """A page for a file: it fills its window, needs no network, drags, searches and plays."""
        free = replace(self.scene, header={**self.scene.header, "height": None})
        return standalone(free, selected=self._rows, about=self.about, note=self.note)

    def to_svg(self) -> str:
        """The newest moment, still."""
        return still(self.scene, self._rows)


class Picture(Drawn):
    """The picture where there is no anywidget: it drags, and tells nothing back."""

    def __init__(
        self, scene: Scene, *, about: str = "", note: str = "", selected: Chosen = None
    ) -> None:
        self.scene, self.about, self.note = scene, about, note
        self._rows = rows_of(scene.names["label"], selected)

    def _repr_html_(self) -> str:
        height = self.scene.header["height"] + FOOT
        page = html.escape(self.to_html())
        return (
            f'<iframe srcdoc="{page}" style="width: 100%; height: {height}px; border: 0" '
            f'title="{html.escape(self.scene.header["title"])}"></iframe>'
            f"<p>To have in Python what is selected here: <code>{html.escape(INSTALL)}</code></p>"
        )


def rows_of(names: Sequence[str], chosen: Chosen) -> int | tuple[int, int] | None:
    """A selection by names as one by rows; raises `DataError` for what does not exist."""
    if chosen is None:
        return None
    called = tuple(chosen) if isinstance(chosen, (tuple, list)) else (chosen,)
    rows = [names.index(name) if name in names else -1 for name in called]
    if len(rows) not in (1, 2) or -1 in rows:
        raise DataError(
            "there is no such label or edge",
            where="selected",
            expected="a label's name, a pair (parent, child) of names, or None",
            received=shorten(repr(chosen)),
        )
    return rows[0] if len(rows) == 1 else (rows[0], rows[1])
