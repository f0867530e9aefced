"""Layout: how a table is to be read, where a person says it."""

from __future__ import annotations

from dataclasses import dataclass

_SPELLED = {r"\t": "\t", r"\n": "\n"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Columns and separators of a table; what is empty is found out, and said.

    text, labels: names of columns, in any case.
    separator: what separates labels in a cell; `separators.NONE`: nothing, a cell is one label.
        A tab and a line break may be spelled `\\t` and `\\n`.
    path_separator: what separates the levels of a label, from general to special;
        `separators.NONE`: nothing, a label is a name.
    child_first: whether the first column of an edge file is the child.
    """

    text: str = ""
    labels: str = ""
    separator: str = ""
    path_separator: str = ""
    child_first: bool | None = None

    def __post_init__(self) -> None:
        for field in ("separator", "path_separator"):
            value = getattr(self, field)
            object.__setattr__(self, field, _SPELLED.get(value, value))

    @property
    def of_documents(self) -> bool:
        """Whether anything is said of a table of documents, and not of edges alone."""
        return bool(self.text or self.labels or self.separator or self.path_separator)


FOUND_OUT = Layout()
"""Nothing is said."""
