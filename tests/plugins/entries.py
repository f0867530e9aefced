"""Entry points as an installed package would have them, without installing it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.metadata import EntryPoint
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from hmlc_core import plugins
from hmlc_core.data import formats, tokenizers
from hmlc_core.experiment import models
from hmlc_core.experiment.tokenizers import brought as tokenizers_brought

EXAMPLE = Path(__file__).parent / "example"
"""The example package; importable within `brought`."""


@dataclass(frozen=True)
class Entry:
    """An entry point of the package toys 1.0 that gives `offer`, or raises it."""

    name: str
    offer: Any
    group: str = formats.GROUP
    dist: Any = field(default_factory=lambda: SimpleNamespace(name="toys", version="1.0"))

    def load(self) -> Any:
        if isinstance(self.offer, BaseException):
            raise self.offer
        return self.offer


def example_entries() -> tuple[EntryPoint, ...]:
    """What the example package declares."""
    declared = tomllib.loads((EXAMPLE / "pyproject.toml").read_text())["project"]["entry-points"]
    return tuple(
        EntryPoint(name, value, group)
        for group, entries in declared.items()
        for name, value in entries.items()
    )


@contextmanager
def brought(*entries: Entry | EntryPoint) -> Iterator[None]:
    """While it lasts, these entry points are all that is installed."""

    def installed(group: str) -> tuple[Entry | EntryPoint, ...]:
        return tuple(entry for entry in entries if entry.group == group)

    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(EXAMPLE)
        patch.setattr(plugins, "_entries", installed)
        _forget()
        try:
            yield
        finally:
            _forget()


def _forget() -> None:
    """Look for plug-ins anew."""
    formats._foreign.cache_clear()
    models.forget_plugins()
    tokenizers_brought.cache_clear()
    tokenizers.tokenizer.cache_clear()
