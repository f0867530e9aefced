"""Foreign text on pages: inert in Streamlit's Markdown, and without the folders of the server."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

from hmlc_core.shipped import TOP

_MARKUP = re.compile(r"([\\`*_{}\[\]()#+.!|~$<>&^=-])")
_JOINER = "\u2060"  # takes no room; keeps ":name:" from becoming an emoji or an icon

_FOLDERS = re.compile(r"(?<![\w:/.~$}])/(?:[^/\s'\"]+/)+")
"""The folders of an absolute path; not those of an address such as https://…"""


def without_folders(text: str) -> str:
    """`text` without where things lie on this machine, which is nobody's affair in a browser.

    What lies in `HMLC_HOME`, in this program or in Python's library is named from there; of any
    other path the last part stays.
    """
    if "/" not in text and os.sep not in text:  # a list asks about thousands of names
        return text
    from hmlc_core.data.home import home

    for folder, name in (
        (home(), "$HMLC_HOME"),
        (home().resolve(), "$HMLC_HOME"),
        (TOP, "."),
        (Path(sys.prefix), "$PYTHON"),
    ):
        text = re.sub(rf"{re.escape(str(folder))}(?![\w.-])", name, text)
    return _FOLDERS.sub("…/", text)


def escape(text: object, limit: int = 120) -> str:
    """`text` on one line, at most `limit` characters, inert in any Markdown argument.

    Names of labels, words, runs and files are data: write them with `st.text`, or through here.
    """
    line = " ".join(str(text).split())
    line = line if len(line) <= limit else line[: limit - 1] + "…"
    return _MARKUP.sub(r"\\\1", line).replace(":", f":{_JOINER}")
