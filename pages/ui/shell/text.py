"""Foreign text in Streamlit's Markdown, shown as it is."""

from __future__ import annotations

import re

_MARKUP = re.compile(r"([\\`*_{}\[\]()#+.!|~$<>&^=-])")
_JOINER = "\u2060"  # takes no room; keeps ":name:" from becoming an emoji or an icon


def escape(text: object, limit: int = 120) -> str:
    """`text` on one line, at most `limit` characters, inert in any Markdown argument.

    Names of labels, words, runs and files are data: write them with `st.text`, or through here.
    """
    line = " ".join(str(text).split())
    line = line if len(line) <= limit else line[: limit - 1] + "…"
    return _MARKUP.sub(r"\\\1", line).replace(":", f":{_JOINER}")
