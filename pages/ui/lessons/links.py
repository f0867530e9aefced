"""The page and the state that a lesson's step asks for, written as the address a person types.

`lab?lab=trees*3*2` is a page's path and its query. Only parameters that the page knows are
accepted, so that a lesson cannot silently ask for nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from pages.ui.shell import state
from pages.ui.shell.routes import ROUTES

WIDGETS: dict[str, dict[str, tuple[str, ...]]] = {
    "corpus": {
        "part": ("Overview", "Labels", "Documents", "Check", "Bring your own"),
        "drawn": ("sunburst", "treemap", "icicle", "disk"),
    },
    "trajectories": {
        "view": ("One text", "One word, two texts", "Words across training"),
    },
    "hierarchy": {
        "section": ("Scores", "During training", "Two trees", "Use it"),
        "method": ("arborescence", "greedy", "linkage"),
    },
    "runs": {"look": ("One run", "Compare")},
}
"""Page -> parameters that only its own widgets know, with what they accept; the first value is the
one that holds without the parameter."""

LESSON_KEYS = (state.LESSON.name, state.STEP.name)


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
    keys: dict[str, state.Key[Any]] = {
        key.name: key for key in state.KEYS if key.name not in LESSON_KEYS
    }
    widgets = WIDGETS.get(url, {})
    for name, value in query:
        if name in keys:
            try:
                keys[name].parse(value)
            except ValueError as reason:
                raise ValueError(f"{name}: {reason}") from None
        elif name not in widgets:
            known = ", ".join([*keys, *widgets])
            raise ValueError(
                f"the page {url} has no parameter {name[:40]}; it has {known}"
            ) from None
        elif value not in widgets[name]:
            raise ValueError(f"{name}: expected one of {', '.join(widgets[name])}")
    return Link(url, query)
