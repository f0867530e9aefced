"""Commands as a document prints them."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]


def blocks(title: str, document: str = "README.md") -> list[list[str]]:
    """The lines of each block of commands in the document's section of that title."""
    text = (ROOT / document).read_text(encoding="utf-8")
    sections = re.split(r"^## ", text, flags=re.MULTILINE)
    part = next(found for found in sections if found.startswith(f"{title}\n"))
    return [block.strip().splitlines() for block in part.split("```")[1::2]]
