"""Layout: how a table is to be read, where a person says it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

_SPELLED = {r"\t": "\t", r"\n": "\n"}


def spelled(mark: str) -> str:
    """A separator as it is meant: a tab and a line break may be spelled `\\t` and `\\n`."""
    return _SPELLED.get(mark, mark)


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Columns and separators of a table; what is empty is found out, and said.

    text, labels: names of columns, in any case; labels may be several of 0 and 1, with commas
        between their names.
    separator: what separates labels in a cell; `separators.NONE`: nothing, a cell is one label.
        A tab and a line break may be spelled `\\t` and `\\n`.
    path_separator: what separates the levels of a label, from general to special;
        `separators.NONE`: nothing, a label is a name. Also for other formats.
    child_first: whether the first column of an edge file is the child.
    names: a file that names labels which documents give as numbers; also for other formats.
    """

    text: str = ""
    labels: str = ""
    separator: str = ""
    path_separator: str = ""
    child_first: bool | None = None
    names: Path | None = None

    def __post_init__(self) -> None:
        for field in ("separator", "path_separator"):
            value = getattr(self, field)
            object.__setattr__(self, field, spelled(value))

    @property
    def of_cells(self) -> bool:
        """Whether anything is said that only a table of documents has: columns and cells."""
        return bool(self.text or self.labels or self.separator)

    @property
    def of_table(self) -> bool:
        """Whether anything is said of the columns, cells and labels of documents."""
        return self.of_cells or bool(self.path_separator)

    @property
    def of_documents(self) -> bool:
        """Whether anything is said of documents, and not of edges alone."""
        return self.of_table or self.names is not None


FOUND_OUT = Layout()
"""Nothing is said."""
