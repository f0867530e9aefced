"""The living picture: the disk's modules as an anywidget, and what is selected there, both ways."""

from __future__ import annotations

import functools
import json
from typing import Any

import anywidget
import traitlets

from hmlc_core.disk.code import sources
from hmlc_core.disk.page import style
from hmlc_core.disk.scene import Scene
from hmlc_core.errors import DataError
from hmlc_core.notebook.picture import Chosen, Drawn, rows_of


@functools.cache
def module() -> str:
    """The one module that anywidget takes: it makes the others of their texts."""
    texts = sources() | {"look.css": style(":host")}
    return (
        f"{sources()['assemble.js']}\nconst sources = {json.dumps(texts)};\n"
        'export default (await assemble(sources, "widget.js"))(sources);'
    )


class DiskWidget(Drawn, anywidget.AnyWidget):
    """A picture that lives: `selected` is what the reader chose, and marks what Python chooses."""

    selected = traitlets.Any(None, allow_none=True)
    _esm = traitlets.Unicode().tag(sync=True)
    _packet = traitlets.Bytes().tag(sync=True)
    _picked = traitlets.Dict(None, allow_none=True).tag(sync=True)

    def __init__(
        self, scene: Scene, *, about: str = "", note: str = "", selected: Chosen = None
    ) -> None:
        self.scene, self.about, self.note, self._rows = scene, about, note, None
        asked = {"selected": None, "view": None, "about": about, "note": note}
        super().__init__(_esm=module(), _packet=scene.packet(asked), selected=selected)

    @traitlets.validate("selected")
    def _exists(self, proposal: dict[str, Any]) -> Chosen:
        chosen: Chosen = proposal["value"]
        rows = rows_of(self.scene.names["label"], chosen)
        if isinstance(rows, tuple) and self._layer(rows) is None:
            raise DataError("there is no such edge", where="selected", received=str(chosen))
        return chosen

    @traitlets.observe("selected")
    def _mark(self, _: object) -> None:
        """Tells the browser what Python chose."""
        rows = self._rows = rows_of(self.scene.names["label"], self.selected)
        if rows is None:
            self._picked = None  # type: ignore[assignment]  # which traitlets' types do not know
        elif isinstance(rows, int):
            self._picked = {"kind": "label", "index": rows}
        elif self._named(self._picked) != self.selected:  # the kind of edge that was clicked stays
            parent, child = rows
            layer = self._layer(rows)
            self._picked = {"kind": "edge", "layer": layer, "parent": parent, "child": child}

    @traitlets.observe("_picked")
    def _take(self, _: object) -> None:
        """Believes what the browser says, where it exists; words and documents are no labels."""
        self.selected = self._named(self._picked)

    def _named(self, picked: object) -> Chosen:
        found = self.scene.selection(picked)
        names = self.scene.names["label"]
        if found is not None and found.kind == "edge" and found.parent is not None:
            return names[found.parent], names[found.index]
        return found.name if found is not None and found.kind == "label" else None

    def _layer(self, edge: tuple[int, int]) -> str | None:
        """The first kind of edges that has this one."""
        layers = self.scene.header["edges"].items()
        return next((kind for kind, edges in layers if edge in edges), None)

    def _repr_mimebundle_(self, **asked: Any) -> Any:
        """The widget, and where there is none, in saved notebooks, the still picture."""
        bundle = super()._repr_mimebundle_(**asked)
        data, about = bundle if isinstance(bundle, tuple) else (bundle, {})
        return {**(data or {}), "image/svg+xml": self.to_svg()}, about
