"""The form of an experiment, drawn from what methods and settings say of themselves.

Every widget shows the draft (see `recipe`) and writes its change back to it, so that the URL
stays the one truth: a new setting in the core appears here by itself.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import MISSING, Field, fields
from typing import Any

import streamlit as st

from hmlc_core.data.offered import offered
from hmlc_core.errors import HyperlabelError, shorten
from hmlc_core.experiment import Experiment, Section
from hmlc_core.experiment.models import MODELS, problems
from hmlc_core.experiment.section import Files
from hmlc_core.experiment.value import LONGEST
from hmlc_core.experiment.variants import fitting, variant_set, variants
from hmlc_core.wording import sized, titled
from pages.ui.experiment import recipe
from pages.ui.experiment.memory import memory
from pages.ui.experiment.recipe import Draft
from pages.ui.shell import state
from pages.ui.shell.text import escape, without_folders

SWITCHES, OF_WORDS = ("word_init", "hypernyms"), ("words", "hypernyms")
"""Settings of a method that say where its words come from, and the parts of an experiment that say
how: they stand together, see `pages.ui.experiment.words`."""

_ABOVE = ("dim", "name", "hierarchy", *SWITCHES)
"""Settings that have places of their own: above the others, where hierarchies are kept, and with
words."""

NARROW = 120
"""Pixels of a number beside the button."""


def pick_preset(draft: Draft) -> None:
    """Where to start from: the presets of all methods, and the methods that have none."""
    method = draft.values["model.name"]
    starts: list[tuple[str, str | None]] = [
        (name, preset)
        for name, settings in MODELS.items()
        for preset in (settings.presets or (None,))
    ]
    now = (method, draft.preset if draft.preset in MODELS[method].presets else None)
    if now not in starts:
        starts.append(now)
    widget = "choose preset"
    st.session_state[widget] = now

    def take() -> None:
        if state.offered(widget, starts):
            chosen, preset = st.session_state[widget]
            recipe.start_from(preset) if preset else recipe.start_with(chosen)

    st.selectbox(
        "Start from",
        starts,
        key=widget,
        format_func=_start_title,
        on_change=take,
        help="A method with settings that go together. "
        + escape(f"{MODELS[method].title}: {MODELS[method].source}.", 400),
    )


def _start_title(start: tuple[str, str | None]) -> str:
    method, preset = start
    settings = MODELS[method]
    title = shorten(settings.title, 60)
    if preset is None:
        return f"{title}, its own defaults"
    return f"{titled(settings.presets[preset].title, preset)} ({title})"


def about_preset(draft: Draft) -> None:
    """What the start is for, and which methods could not be offered."""
    settings = MODELS[draft.values["model.name"]]
    if draft.preset in settings.presets:
        st.caption(settings.presets[draft.preset].text)
    else:
        st.caption(f"{escape(settings.title, 60)} with its own defaults.")
    for problem in problems():
        st.caption(f":material/extension_off: Not offered: {escape(problem, 300)}.")


def pick_variant(draft: Draft) -> None:
    """One of the variants that ablations compare; each is a few fields of the model."""
    model = recipe.base(draft).model
    named = variants(model)
    if not named:
        return
    kind = model.variants[variant_set(model)]
    widget = "choose variant"
    now = fitting(named, lambda field: draft.values[f"model.{field}"])
    st.session_state[widget] = now

    def take() -> None:
        if state.offered(widget, named):
            changes = named[st.session_state[widget]]
            recipe.change({f"model.{field}": value for field, value in changes.items()})

    chosen: str | None = st.selectbox(
        "Variant",
        list(named),
        index=0 if now else None,  # what is in the session counts; with None it can be cleared
        key=widget,
        format_func=kind.called,
        placeholder="None of these: changed in the settings",
        help=kind.help,
        on_change=take,
    )
    if chosen is not None and chosen in kind.texts:
        st.caption(kind.texts[chosen])


def pick_size(draft: Draft) -> None:
    """Dimensions, where the method has a choice of them."""
    model = recipe.base(draft).model
    if model.size() is not None:
        with st.container(width=NARROW):
            _widget(
                _field(type(model), "dim"), "model.dim", draft.values["model.dim"], "Dimensions"
            )


def pick_seed(draft: Draft) -> None:
    """The seed of all random numbers."""
    with st.container(width=NARROW):
        _widget(_field(Experiment, "seed"), "seed", draft.values["seed"], "Seed")


def settings(draft: Draft) -> None:
    """All other settings, a tab for each part of the experiment that matters to the method."""
    base = recipe.base(draft)
    parts = [name for name in _parts() if name not in OF_WORDS]
    used = used_parts(draft, parts)
    for tab, name in zip(st.tabs([_title(name) for name in used]), used):
        with tab:
            given = draft.experiment is None or draft.experiment.model.given_hierarchy()
            if name == "labels" and not given:
                st.caption("Not used: the labels of this variant do not start from the hierarchy.")
            part(type(getattr(base, name)), name, draft)
    if len(used) < len(parts):
        unused = ", ".join(_title(name).lower() for name in parts if name not in used)
        st.caption(f"{escape(base.model.title, 60)} has no use for the settings of: {unused}.")


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


def refusal(reason: HyperlabelError) -> None:
    """Why a draft can be looked at, and not be trained from here: nothing has gone wrong."""
    st.warning(
        f"Not trained from here: {escape(without_folders(str(reason)), 600)}",
        icon=":material/lock:",
    )


def _parts() -> list[str]:
    return [item.name for item in fields(Experiment) if item.default is MISSING]


def used_parts(draft: Draft, parts: Iterable[str]) -> list[str]:
    """Those that matter to the draft's method as it is set."""
    idle = recipe.model(draft).idle()
    return [name for name in parts if name not in idle]


def _field(kind: type[Section], name: str) -> Field[Any]:
    return next(item for item in kind.settings() if item.name == name)


def part(kind: type[Section], path: str, draft: Draft) -> None:
    """The settings of one part of the experiment; path: where it stands in it."""
    unused = recipe.model(draft).idle()
    rows = [
        item for item in kind.settings() if _is_row(item) and f"{path}.{item.name}" not in unused
    ]
    grid([item for item in rows if not item.metadata["advanced"]], path, draft)
    rare = [item for item in rows if item.metadata["advanced"]]
    if rare:
        with st.expander("More"):
            grid(rare, path, draft)
    if not rows and not any(_sections(kind)):
        st.caption("There is nothing to set.")
    for name, help, inner in _sections(kind):
        with st.expander(help.rstrip(".")):
            grid([item for item in inner.settings() if _is_row(item)], f"{path}.{name}", draft)


def _is_row(item: Field[Any]) -> bool:
    """The others stand above the settings, or leave nothing to choose."""
    choices = item.metadata["choices"]
    return item.name not in _ABOVE and (choices is None or len(choices) > 1)


def _sections(kind: type[Section]) -> Iterator[tuple[str, str, type[Section]]]:
    for item in fields(kind):
        if item.default is MISSING and item.default_factory is not MISSING:
            yield item.name, item.metadata["help"], type(item.default_factory())


def grid(items: list[Field[Any]], path: str, draft: Draft) -> None:
    """A widget for each of these settings, in two columns."""
    columns = st.columns(2)
    for number, item in enumerate(items):
        full = f"{path}.{item.name}"
        with columns[number % 2]:
            _widget(item, full, draft.values[full])
            if draft.experiment is not None and full in _saving(draft.experiment):
                memory(draft.experiment, item.name)


def _saving(experiment: Experiment) -> list[str]:
    """Paths of the settings that save memory."""
    return [f"model.{name}" for name in experiment.model.saves_memory]


def _widget(item: Field[Any], path: str, value: Any, label: str | None = None) -> None:
    key = f"set {path}"
    st.session_state[key] = value
    default: Any = item.default
    rules = item.metadata

    options = rules["choices"]
    if rules["files"] is not None:  # one more where the draft has a path, which can be left
        known = [*rules["files"].besides, *offered(rules["files"].kind)]
        options = list(dict.fromkeys([*known, value]))

    def take() -> None:
        if options is None or state.offered(key, options):
            recipe.change({path: st.session_state[key]})

    common: dict[str, Any] = {
        "label": label or _title(item.name),
        "key": key,
        "help": rules["help"],
        "on_change": take,
    }
    if isinstance(default, bool):
        st.toggle(**common)
    elif rules["choices"] is not None:
        st.selectbox(options=list(options), **common)
    elif rules["files"] is not None:
        st.selectbox(options=options, format_func=_file_title(rules["files"]), **common)
    elif isinstance(default, str):
        st.text_input(max_chars=LONGEST, placeholder="none", **common)
    else:
        kind = type(default)
        st.number_input(
            min_value=None if rules["low"] is None else kind(rules["low"]),
            max_value=None if rules["high"] is None else kind(rules["high"]),
            step=_step(default),
            format="%d" if kind is int else "%g",
            **common,
        )


def _file_title(files: Files) -> Callable[[str], str]:
    """A file by its name and size; what is no file by its name."""
    known = offered(files.kind)

    def title(name: str) -> str:
        path = known.get(name)
        size = f" ({sized(path.stat().st_size)})" if path is not None and path.is_file() else ""
        return f"{name or 'none'}{size}"

    return title


def _step(default: float) -> float:
    """How far one press of + goes, by the size of the value."""
    if isinstance(default, int):
        return int(max(1, 10 ** (len(str(default)) - 2)))
    return float(10.0 ** math.floor(math.log10(default / 2)) if default else 0.1)


def _title(name: str) -> str:
    return name.replace("_", " ").capitalize()
