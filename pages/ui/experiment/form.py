"""The form of an experiment, drawn from the settings' own metadata.

Every widget shows the draft (see `recipe`) and writes its change back to it, so that the URL
stays the one truth: a new setting in the core appears here by itself.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import MISSING, Field, fields
from typing import Any

import streamlit as st

from hmlc_core.experiment import Experiment, Section
from hmlc_core.experiment.presets import PRESETS
from hmlc_core.experiment.variants import fitting, variants
from pages.ui.experiment import recipe
from pages.ui.experiment.recipe import Draft
from pages.ui.shell.text import escape

VARIANT_HELP = {
    "hyperim": "E is flat (Euclidean), H hyperbolic (Poincaré ball); -rand starts labels at "
    "random, -hier places them by the hierarchy first. Nothing else differs.",
    "hidden": "flat: every label an axis of its own; cascaded: labels placed by co-occurrence "
    "first; joint: both losses together. As released, labels keep learning in all of them. "
    "Controls: joint without the ranking loss, and in flat space.",
}


def pick_preset(draft: Draft) -> None:
    """The presets, and what the chosen one is for."""
    widget = "choose preset"
    st.session_state[widget] = draft.preset
    st.segmented_control(
        "Start from",
        list(PRESETS),
        key=widget,
        required=True,
        wrap=True,
        on_change=lambda: recipe.start_from(st.session_state[widget]),
    )
    st.caption(PRESETS[draft.preset][0])


def pick_variant(draft: Draft) -> None:
    """One of the variants that ablations compare; each is a few fields of the model."""
    model = recipe.base(draft).model
    named = variants(model)
    widget = "choose variant"
    st.session_state[widget] = fitting(named, lambda field: draft.values[f"model.{field}"])

    def take() -> None:
        if name := st.session_state[widget]:
            recipe.change({f"model.{field}": value for field, value in named[name].items()})

    st.segmented_control(
        "Variant", list(named), key=widget, help=VARIANT_HELP[model.name], wrap=True, on_change=take
    )


def pick_size(draft: Draft) -> None:
    """Dimensions and seed: settings like any other, but wanted more often."""
    seed = next(item for item in Experiment.settings() if item.name == "seed")
    kind = type(recipe.base(draft).model)
    dim = next(item for item in kind.settings() if item.name == "dim")
    left, right = st.columns(2)
    with left:
        _widget(dim, "model.dim", draft.values["model.dim"], "Dimensions")
    with right:
        _widget(seed, "seed", draft.values["seed"])


def settings(draft: Draft) -> None:
    """All other settings, a tab for each part of the experiment."""
    names = [item.name for item in fields(Experiment) if item.default is MISSING]
    for tab, name in zip(st.tabs([_title(name) for name in names]), names):
        with tab:
            if name == "labels" and draft.values.get("model.label_init") != "hierarchy":
                st.caption("Not used: the labels of this variant do not start from the hierarchy.")
            _part(type(getattr(recipe.base(draft), name)), name, draft)


def changes(draft: Draft) -> None:
    """What differs from the preset, with a way back."""
    assert draft.experiment is not None
    different = recipe.differences(draft.experiment, draft.preset)
    if not different:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        listed = ", ".join(escape(part, 60) for part in different[:8])
        more = f" and {len(different) - 8} more" if len(different) > 8 else ""
        st.caption(f"Changed: {listed}{more}", width="stretch")
        st.button(
            "Reset",
            on_click=recipe.reset,
            type="tertiary",
            icon=":material/undo:",
            help=f"Back to the preset {draft.preset}.",
        )


def _part(kind: type[Section], path: str, draft: Draft) -> None:
    rows = [item for item in kind.settings() if _shown(item)]
    _grid([item for item in rows if not item.metadata["advanced"]], path, draft)
    rare = [item for item in rows if item.metadata["advanced"]]
    if rare:
        with st.expander("More"):
            _grid(rare, path, draft)
    for name, help, inner in _sections(kind):
        with st.expander(help.rstrip(".")):
            _grid([item for item in inner.settings() if _shown(item)], f"{path}.{name}", draft)


def _shown(item: Field[Any]) -> bool:
    """The others stand above the settings; one choice is none."""
    choices = item.metadata["choices"]
    return item.name != "dim" and (item.type != "str" or (choices is not None and len(choices) > 1))


def _sections(kind: type[Section]) -> Iterator[tuple[str, str, type[Section]]]:
    for item in fields(kind):
        if item.default is MISSING and item.default_factory is not MISSING:
            yield item.name, item.metadata["help"], type(item.default_factory())


def _grid(items: list[Field[Any]], path: str, draft: Draft) -> None:
    columns = st.columns(2)
    for number, item in enumerate(items):
        full = f"{path}.{item.name}"
        with columns[number % 2]:
            _widget(item, full, draft.values[full])


def _widget(item: Field[Any], path: str, value: Any, label: str | None = None) -> None:
    key = f"set {path}"
    st.session_state[key] = value
    default: Any = item.default
    rules = item.metadata
    common: dict[str, Any] = {
        "label": label or _title(item.name),
        "key": key,
        "help": rules["help"],
        "on_change": lambda: recipe.change({path: st.session_state[key]}),
    }
    if isinstance(default, bool):
        st.toggle(**common)
    elif rules["choices"] is not None:
        st.selectbox(options=rules["choices"], **common)
    else:
        kind = type(default)
        st.number_input(
            min_value=None if rules["low"] is None else kind(rules["low"]),
            max_value=None if rules["high"] is None else kind(rules["high"]),
            step=_step(default),
            format="%d" if kind is int else "%g",
            **common,
        )


def _step(default: float) -> float:
    """How far one press of + goes, by the size of the value."""
    if isinstance(default, int):
        return int(max(1, 10 ** (len(str(default)) - 2)))
    return float(10.0 ** math.floor(math.log10(default / 2)) if default else 0.1)


def _title(name: str) -> str:
    return name.replace("_", " ").capitalize()
