"""The browser's side as texts: modules, elements and style of assets/disk/."""

from __future__ import annotations

import functools
import hashlib
import json

from hmlc_core import shipped

ASSETS = shipped.ASSETS / "disk"


@functools.cache
def sources() -> dict[str, str]:
    """The text of each file, by its name."""
    files = [path for kind in ("*.js", "*.html", "*.css") for path in ASSETS.glob(kind)]
    return {path.name: path.read_text("utf-8") for path in sorted(files)}


@functools.cache
def version() -> str:
    """A name for the texts as they are now."""
    return hashlib.blake2b(json.dumps(sources()).encode(), digest_size=8).hexdigest()


def loader() -> str:
    """The one text that Streamlit takes for a component: it brings the modules of its packets."""
    return f"{sources()['assemble.js']}\n{sources()['load.js']}"
