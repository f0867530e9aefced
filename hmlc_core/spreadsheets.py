"""Texts in tables that a person opens in a spreadsheet, which takes `=1+1` for a formula.

What it would compute gets an apostrophe in front, as OWASP advises (*CSV Injection*). So does a
text that has apostrophes before such a beginning: one can always be taken away again.
"""

from __future__ import annotations

import re

_FORMULA = re.compile("'*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
_NUMBER = re.compile(r"'*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")


def neutral(cell: str) -> str:
    """The text as no spreadsheet computes it; numbers stay as they are."""
    return f"'{cell}" if _computed(cell) else cell


def restored(cell: str) -> str:
    """The text of which `neutral` made the cell."""
    return cell[1:] if cell.startswith("'") and _computed(cell) else cell


def _computed(cell: str) -> bool:
    return _FORMULA.match(cell) is not None and _NUMBER.fullmatch(cell) is None
