"""Names in quotes, as spreadsheets write some of them to tables of tabs: `"Loans, cards"`."""

from __future__ import annotations

MARK = '"'


def in_quotes(cell: str) -> bool:
    """Whether a cell stands in quotes as a whole, those inside it doubled."""
    cell = cell.strip()
    inner = cell[1:-1].replace(MARK * 2, "")
    return len(cell) > 1 and cell[0] == cell[-1] == MARK and MARK not in inner


def unquoted(cell: str) -> str:
    """The name in a cell that may stand in quotes."""
    return cell.strip()[1:-1].replace(MARK * 2, MARK) if in_quotes(cell) else cell


def quoted(name: str) -> str:
    """A cell from which `unquoted` reads the name."""
    return in_marks(name) if in_quotes(name) else name


def in_marks(name: str) -> str:
    """The name in quotes, those inside it doubled."""
    return f"{MARK}{name.replace(MARK, MARK * 2)}{MARK}"
