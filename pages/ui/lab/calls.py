"""Calls of the core that remember themselves, so that a page can show the very code it ran."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, TypeVar

import streamlit as st

T = TypeVar("T")


class Calls:
    """`calls(function, …)` is `function(…)`; `sources` tells afterwards what was called."""

    def __init__(self) -> None:
        self._functions: dict[Callable[..., Any], None] = {}

    def __call__(self, function: Callable[..., T], *args: Any) -> T:
        self._functions.setdefault(getattr(function, "__func__", function))
        return function(*args)

    def sources(self) -> dict[str, str]:
        """Module -> source of the functions called in it, each with the helpers it is made of."""
        found: dict[str, dict[Callable[..., Any], None]] = {}
        for function in self._functions:
            near = found.setdefault(function.__module__, {})
            near.setdefault(function)
            near.update(dict.fromkeys(_helpers(function)))
        return {
            module: "\n\n".join(inspect.getsource(function) for function in functions)
            for module, functions in found.items()
        }

    def show(self) -> None:
        """The sources, folded away."""
        with st.expander("The code that computed this", icon=":material/code:"):
            for module, source in self.sources().items():
                st.caption(f"`{module}`")
                st.code(source, "python")


def _helpers(function: Any) -> list[Callable[..., Any]]:
    """Functions of the same module that a function names."""
    named = [function.__globals__.get(name) for name in function.__code__.co_names]
    return [
        other
        for other in named
        if inspect.isfunction(other) and other.__module__ == function.__module__
    ]
