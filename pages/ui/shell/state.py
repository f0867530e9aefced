"""What a page is about, kept in its address, so that any view is a link.

`KEYS` are those that several pages share. The URL says what is chosen; where it is silent, the
choice made last in this session (perhaps on another page) holds and is written into the URL.
Values from a URL are foreign: one that does not parse is dropped with a message.

Each write of the address is an entry in the browser's history, which Back has to pass. So what a
page fills in by itself replaces the address that is there (`one_entry`); what a person chooses is
an entry, and Back from it takes the choice back (`begin`).

Plain widgets that matter only to one page can use Streamlit's own `bind="query-params"`; those
that lessons set stand in the page's `Route`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import streamlit as st

from hmlc_core.experiment import ALL
from pages.ui.shell import late, presses
from pages.ui.shell.text import escape

T = TypeVar("T")

_WAITING = "state: to be filled in"

_STOOD = "state: stood in the address"
"""Session key: the page, and the names of the keys that its address had."""


@dataclass(frozen=True, slots=True)
class Key(Generic[T]):
    """One piece of state: its name in the URL, and how its value is read and written.

    parse raises `ValueError` with a reason that can be shown.
    """

    name: str
    parse: Callable[[str], T]
    write: Callable[[T], str] = str

    @property
    def memory(self) -> str:
        """Where the session remembers it."""
        return f"state: {self.name}"


def begin(page: str) -> bool:
    """Take what the browser's Back has taken from the address as chosen no more; whether the page
    was opened just now. The menu opens a page with an empty address, which takes nothing back.
    """
    before, stood = st.session_state.get(_STOOD, ("", set()))
    opened = bool(before != page)
    if opened:
        late.forget()
        presses.forget()
    elif st.query_params:
        late.renew_all()
        for key in KEYS:
            if key.name in stood and key.name not in st.query_params:
                remember(key, None)
    st.session_state[_STOOD] = page, set(st.query_params)
    return opened


def _stood() -> set[str]:
    stood: set[str] = st.session_state.get(_STOOD, ("", set()))[1]
    return stood


def get(key: Key[T]) -> T | None:
    """The value of `key`; None when nothing was chosen."""
    late.renew(key.name)
    if (text := st.query_params.get(key.name)) is not None:
        try:
            value = key.parse(text)
        except ValueError as reason:
            del st.query_params[key.name]
            st.warning(ignored(key, text, reason))
        else:
            st.session_state[key.memory] = value
            return value
    remembered: T | None = st.session_state.get(key.memory)
    if remembered is not None:
        fill(key, remembered)
    return remembered


def ignored(key: Key[Any], text: str, reason: ValueError) -> str:
    """What is said of a value in the address that cannot be read."""
    return f"The address said {key.name} = “{escape(text, 60)}”, which was ignored: {reason}."


def fill(key: Key[T], value: T | None) -> None:
    """Take a value where nothing was chosen, and say so in the address at the end of the page."""
    if value is None or key.name in st.query_params:
        put(key, value)
        return
    st.session_state[key.memory] = value
    waiting = st.session_state.get(_WAITING)
    if waiting is None:
        st.query_params[key.name] = key.write(value)
    else:
        waiting[key.name] = key.write(value)


@contextmanager
def one_entry() -> Iterator[None]:
    """Around a page: all that is filled in there is written at once, when it is drawn.

    A page that ends early, because it or another runs next, fills in again what is still missing.
    """
    waiting: dict[str, str | None] = {}
    st.session_state[_WAITING] = waiting
    try:
        yield
    finally:
        del st.session_state[_WAITING]
    late.drawn()
    presses.drawn()
    if not waiting:
        return
    if st.context.url is None:  # no browser: whoever runs the script reads Streamlit's parameters
        for name, text in waiting.items():
            if text is None:
                st.query_params.pop(name, None)
            else:
                st.query_params[name] = text
    else:
        with st.container(key="address"):
            _replacing()(key="address filled in", data=waiting)


@functools.cache
def _replacing() -> Any:
    """Says in the address what a page filled in, without an entry of its own in the history.

    Streamlit adds an entry with every change of its parameters. It reads them from the address
    whenever a page runs again, so what is replaced there is known then.
    """
    return st.components.v2.component(
        "hyperlabel_address",
        js="""export default function ({ data }) {
          const address = new URL(window.location.href);
          for (const [name, value] of Object.entries(data)) {
            if (value === null) address.searchParams.delete(name);
            else if (!address.searchParams.has(name)) address.searchParams.set(name, value);
          }
          window.history.replaceState(window.history.state, "", address);
        }""",
    )


def come_back(left: Sequence[Key[Any]], widget: str, value: str) -> str | None:
    """Show a page again as it was left by a link, where Back leads to it from there.

    A link writes the parameters of the page it leads to, and no others, into the address of the
    page it stands on, and that is where Back leads. left: those parameters, which are dropped.
    widget: one of the page's own that the address knows, and its value where the link stands.
    Returns that value where it holds again, as the widget's default.
    """
    waiting = st.session_state.get(_WAITING)
    if waiting is None or not any(key.name in st.query_params for key in left):
        return None
    waiting |= dict.fromkeys(key.name for key in left)
    for key in left:  # the page has no use for them; others have
        _stood().discard(key.name)
    if widget in st.query_params:
        return None
    waiting[widget] = value
    return value


def put(key: Key[T], value: T | None) -> None:
    """Choose a value, or None for none. Takes effect for widgets when the page runs next."""
    remember(key, value)
    st.session_state.get(_WAITING, {}).pop(key.name, None)
    late.choose(key.name, None if value is None else key.write(value))
    if value is not None:
        _stood().add(key.name)


def remember(key: Key[T], value: T | None) -> None:
    """Choose a value that the address of the page to come says, or None for none."""
    st.session_state[key.memory] = value
    _stood().discard(key.name)


def at_first(key: str, value: T) -> T | None:
    """The default of a widget that lessons set: None, which is none, where the session has one."""
    return None if key in st.session_state else value


def offered(widget: str, options: Collection[object]) -> bool:
    """Whether what a select box was set to is among its options.

    A widget outlives a change of its options: a browser may still send the text of one that it
    showed before, and Streamlit hands it over as it is.
    """
    return st.session_state[widget] in options


def _line(longest: int) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if not 0 < len(text) <= longest:
            raise ValueError(f"expected 1 to {longest} characters")
        if any(ord(character) < 32 for character in text):
            raise ValueError("expected a single line of text")
        return text

    return parse


def _identifier(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", text):
        raise ValueError("expected letters, digits, - and _")
    return text


def _identifiers(text: str) -> tuple[str, ...]:
    return tuple(_identifier(part) for part in text.split(",")[:50])


def _whole(text: str) -> int:
    if not re.fullmatch(r"\d{1,9}", text):
        raise ValueError("expected a whole number")
    return int(text)


def _one_of(*choices: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text not in choices:
            raise ValueError(f"expected one of {', '.join(choices)}")
        return text

    return parse


def _recipe(text: str) -> tuple[str, ...]:
    parts = tuple(_line(200)(part) for part in text.split(";"))
    if len(parts) > 100 or not all("=" in part for part in parts):
        raise ValueError("expected field.path=value, separated by semicolons")
    return parts


RUN = Key("run", _identifier)
"""Run looked at: its id."""
RUNS: Key[tuple[str, ...]] = Key("runs", _identifiers, ",".join)
"""Runs compared: ids."""
GROUP = Key("group", _line(400))
"""Ablation looked at: the name of its group of runs."""
COMPARISON = Key("comparison", _line(400))
"""Comparison of methods looked at: the name of its group of runs."""
SCORE = Key("score", _one_of(*ALL))
"""Score that a group of runs is judged by: its name in `ALL`."""
CORPUS = Key("corpus", _line(300))
"""Corpus: registered name or folder."""
SPLIT = Key("split", _one_of("train", "dev", "test"))
"""Part of the corpus that documents are chosen from."""
LABEL = Key("label", _line(1000))
"""Label: its name in the corpus (not its display text)."""
BELOW = Key("below", _line(1000))
"""Label from which down a hierarchy is read off: its name; the page Label hierarchy's own."""
DOCUMENT = Key("doc", _line(300))
"""Document: its id."""
WORD = Key("word", _line(200))
"""Word of the vocabulary."""
FRAME = Key("frame", _whole)
"""Training step of the picture."""
PRESET = Key("preset", _identifier)
"""Experiment to start from."""
RECIPE: Key[tuple[str, ...]] = Key("recipe", _recipe, ";".join)
"""Changes to the preset, as `Experiment.assign` takes them."""
LESSON = Key("lesson", _identifier)
"""Lesson that is open beside the page."""
STEP = Key("step", _whole)
"""Its step, counted from 1."""

KEYS: tuple[Key[Any], ...] = (
    RUN,
    RUNS,
    GROUP,
    COMPARISON,
    SCORE,
    CORPUS,
    SPLIT,
    LABEL,
    DOCUMENT,
    WORD,
    FRAME,
    PRESET,
    RECIPE,
    LESSON,
    STEP,
)
