"""The form of Train as tests use it: its buttons, the recipe in its address, what is folded."""

from __future__ import annotations

from hmlc_core.experiment.presets import default_preset, preset
from tests.pages.conftest import behind
from tests.pages.trained import opened

LOOK = "fit of a corpus"
"""Name of the thread that reads a corpus behind the page."""


def button(at, label):
    """The first button of that name."""
    return next(item for item in at.button if item.label == label)


def labels(at):
    """Names of all buttons."""
    return [item.label for item in at.button]


def unfolded(app, **query):
    """The Train page with Settings and Recipe open."""
    app.run()
    for folded in ("settings", "words", "recipe"):
        app.session_state[folded] = True
    return opened(app, "train", **query)


def recipe_of(at):
    """The experiment that the page's address describes."""
    parts = at.query_params.get("recipe", "").split(";")
    chosen = at.query_params.get("preset", default_preset())
    return preset(chosen).assign(part for part in parts if part)


def looked_through(at):
    """The page once its corpus was read, which happens in the background."""
    return behind(at, LOOK)
