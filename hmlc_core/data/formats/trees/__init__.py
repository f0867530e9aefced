"""Hierarchies that are not written edge by edge: outlines, nested JSON, OBO and SKOS ontologies.

Each file here is one format: `matches` looks at a file, `read` gives its edges, and what a person
reads for the labels. Sizes are bounded, for all of these files are read into memory.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from hmlc_core.data.formats.hierarchy import Edges
from hmlc_core.data.formats.trees import nested, obo, outline, skos
from hmlc_core.data.problems import Problems


class TreeFormat(Protocol):
    """A way of writing a hierarchy. A module with these names is one."""

    def matches(self, path: Path) -> bool:
        """Whether the file is one of this format; may look at its first lines."""

    def read(self, path: Path, problems: Problems) -> tuple[Edges, dict[str, str]]:
        """The edges, and label -> what a person reads; what is wrong is reported."""


FORMATS: Mapping[str, TreeFormat] = {
    "obo": obo,
    "skos": skos,
    "nested-json": nested,
    "outline": outline,
}


def tree_format(path: Path) -> str | None:
    """The name of the format in which the file writes a hierarchy; None for any other file."""
    return next((name for name, each in FORMATS.items() if each.matches(path)), None)
