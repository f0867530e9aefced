"""Tables of an earlier step, shown once more where a later one asks about them."""

from __future__ import annotations

import re
from collections.abc import Sequence


def tables(asked: str, before: Sequence[str]) -> str:
    """The tables in the Markdown of a step; `asked` is its number, counted from 1, and `before` are
    the texts of all steps before.

    Raises `ValueError` with a reason that can be shown.
    """
    if not re.fullmatch(r"[1-9]\d?", asked, re.ASCII) or int(asked) > len(before):
        raise ValueError(f"expected the number of an earlier step, 1 to {len(before)}")
    lines = before[int(asked) - 1].splitlines()
    found = [line for line in lines if line.startswith("|") or not line.strip()]
    if not any(found):
        raise ValueError(f"step {asked} has no table")
    return "\n".join(found).strip()
