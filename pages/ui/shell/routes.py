"""The pages there are, links between them, and the way back from a deep link.

A page script is `with ui.page("corpus"): …` (see `frame`); its title and lead come from here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

_READY = "app has run"
_TARGET = "deep link"


@dataclass(frozen=True, slots=True)
class Route:
    """A page. `url` is its path and the name of its script; the first page has the empty path.

    widgets: parameters of its address that only its own widgets know -> the values they offer, the
    one that holds without the parameter first; none where what is there decides what is offered.
    """

    url: str
    title: str
    icon: str
    lead: str
    widgets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def script(self) -> str:
        return f"pages/{self.url}.py"


ROUTES = {
    route.url: route
    for route in (
        Route("welcome", "Welcome", "home", ""),
        Route(
            "lessons",
            "Lessons",
            "school",
            "Nine short lessons. Each asks, lets you guess, and shows you on the page itself.",
        ),
        Route(
            "lab",
            "Geometry lab",
            "architecture",
            "Take hyperbolic space into your hands: move points, and see what their numbers do.",
        ),
        Route(
            "corpus",
            "Corpus",
            "library_books",
            "Choose, upload and look at texts, and at the hierarchy of their labels.",
            {
                "part": ("Overview", "Labels", "Documents", "Check", "Bring your own"),
                "drawn": ("sunburst", "treemap", "icicle", "disk"),
                "find": (),
            },
        ),
        Route(
            "train",
            "Train",
            "play_circle",
            "Set up an experiment, start it, and watch what it learns.",
        ),
        Route(
            "hierarchy",
            "Label hierarchy",
            "account_tree",
            "Where the labels of a run lie, and how that agrees with the true hierarchy.",
            {
                "section": ("Look at", "Scores", "During training", "Two trees", "Use it"),
                "method": (
                    "best tree as a whole",
                    "nearest label further in",
                    "average linkage",
                ),
                "measure": (),
            },
        ),
        Route(
            "trajectories",
            "Word trajectories",
            "route",
            "How a document moves through the disk while it is read, word by word.",
            {
                "way": ("One text", "One word, two texts", "Words across training"),
                "source": (),
                "find": (),
            },
        ),
        Route(
            "words",
            "Words",
            "abc",
            "Where the words of a run lie: who is near whom, and what their depth says.",
            {"topic": ("Neighbours", "Hypernyms", "Norms", "Analogies", "Two runs", "Training")},
        ),
        Route(
            "interactions",
            "Interaction scores",
            "grid_on",
            "Which words pulled a document to which labels.",
            {"source": (), "find": ()},
        ),
        Route(
            "systems",
            "Systems",
            "compare",
            "All methods on one corpus, under one protocol, beside what was published.",
            {
                "subject": (
                    "Scores",
                    "Differences",
                    "Rare and deep labels",
                    "Documents",
                    "Published",
                    "Every run",
                ),
                "seeds": (),
                "documents": (),
                "judged by": (),
            },
        ),
        Route(
            "ablations",
            "Ablations",
            "balance",
            "The variants of a method against each other, over seeds: what is more than noise.",
            {
                "aspect": (
                    "Results",
                    "Differences",
                    "By dimension",
                    "Beyond the scores",
                    "Labels",
                    "Every run",
                ),
                "variants": (),
                "dims": (),
                "seeds": (),
                "disk dim": (),
                "disk seed": (),
            },
        ),
        Route(
            "runs",
            "Runs",
            "list_alt",
            "All trainings: compare, rename, resume, export.",
            {"look": ("One run", "Compare")},
        ),
    )
}
"""By their place in the menu: to begin, to inspect, to compare."""


def navigation() -> Any:
    """The current page, as `st.navigation` finds it; follows a deep link that is waiting."""
    pages = {
        route.url: st.Page(
            route.script,
            title=route.title,
            url_path=route.url,
            default=route.url == "welcome",
        )
        for route in ROUTES.values()
    }
    current = st.navigation(
        list(pages.values()),
        position="top",
    )
    st.session_state[_READY] = True
    if target := st.session_state.pop(_TARGET, None):
        url, query = target
        st.switch_page(pages[url], query_params=query)
    return current


def through_app(url: str) -> None:
    """Sees to it that app.py has run in this session, whichever address it was opened at.

    Streamlit runs the script of a deep link *without* app.py when no session of this server has
    run app.py before (it takes `pages/` for its own older convention). The page then leaves a
    note where it was going, query string included, and goes through app.py.
    """
    if _READY not in st.session_state:
        st.session_state[_TARGET] = (url, st.query_params.to_dict())
        st.switch_page("app.py")


def link(url: str, label: str | None = None, *, help: str | None = None, **query: str) -> None:
    """A link to another page of the app, with state in its query string (`run=…`)."""
    route = ROUTES[url]
    st.page_link(
        route.script,
        label=label or route.title,
        icon=f":material/{route.icon}:",
        help=help,
        query_params=query or None,
    )
