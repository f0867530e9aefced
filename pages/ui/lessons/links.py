"""The page and the state that a lesson's step asks for, written as the address a person types.

`lab?lab=trees*3*2` is a page's path and its query. Only parameters that the page knows are
accepted, so that a lesson cannot silently ask for nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from pages.ui.lab.scene import LAB
from pages.ui.shell import state
from pages.ui.shell.routes import ROUTES
from pages.ui.shell.state import Key

KEYS: dict[str, Key[Any]] = {
    key.name: key for key in (*state.KEYS, LAB) if key not in (state.LESSON, state.STEP)
}
"""What a link can set, beside the page's own widgets."""

LOOKED_AT: tuple[Key[Any], ...] = (
    state.RUN,
    state.SPLIT,
    state.LABEL,
    state.DOCUMENT,
    state.WORD,
    state.FRAME,
)
"""What a reader may have looked at before, and a link that leaves it out does not mean."""


@dataclass(frozen=True, slots=True)
class Link:
    """A page, and values of parameters by their names."""

    url: str
    query: tuple[tuple[str, str], ...]

    def address(self, lesson: str, step: int) -> str:
        """Path and query that open the lesson at the step with this state."""
        query = [("lesson", lesson), ("step", str(step)), *self.query]
        return f"{self.url}?{urlencode(query, safe='*;=,', quote_via=quote)}"


def parse(text: str) -> Link:
    """Raises `ValueError` with a reason that can be shown."""
    url, _, tail = text.partition("?")
    if url not in ROUTES:
        raise ValueError(f"there is no page {url[:40]}; there are {', '.join(ROUTES)}")
    query = tuple(parse_qsl(tail, keep_blank_values=True, max_num_fields=20))
    widgets = ROUTES[url].widgets
    for name, value in query:
        if name in KEYS:
            try:
                KEYS[name].parse(value)
            except ValueError as reason:
                raise ValueError(f"{name}: {reason}") from None
        elif name not in widgets:
            known = ", ".join([*KEYS, *widgets])
            raise ValueError(
                f"the page {url} has no parameter {name[:40]}; it has {known}"
            ) from None
        elif widgets[name] and value not in widgets[name]:
            raise ValueError(f"{name}: expected one of {', '.join(widgets[name])}")
    return Link(url, query)
