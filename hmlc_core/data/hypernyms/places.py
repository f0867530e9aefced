"""Where WordNet is looked for when nobody says where it is."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from hmlc_core.data.hypernyms.dictionary import holds_wordnet, is_archive
from hmlc_core.data.registry import data_dirs, is_path, uploads_dir
from hmlc_core.errors import DataError

VARIABLE = "HMLC_WORDNET"


def find_wordnet() -> Path:
    """What `HMLC_WORDNET` names, else a WordNet in a data folder or among the uploaded corpora.

    In those it is the folder itself or a folder or an archive in it whose name has `wordnet`, or
    is `dict`. Raises `DataError` where there is none, which says how to get one.
    """
    if named := os.environ.get(VARIABLE, "").strip():
        if not is_path(named) or not holds_wordnet(Path(named).expanduser()):
            raise DataError(
                "there is no WordNet",
                where=VARIABLE,
                expected="WordNet's folder `dict`, or an archive with it",
                received=named,
            )
        return Path(named).expanduser()
    parents = (*data_dirs(), uploads_dir())
    for parent in parents:
        for path in _candidates(parent):
            if holds_wordnet(path):
                return path
    raise DataError(
        "WordNet is not on this machine",
        where="hypernyms.source",
        expected=f"its folder `dict`, or an archive with it, in {_places(parents)}, or where "
        f"{VARIABLE} says",
        remedy="Download WNdb-3.0.tar.gz from wordnet.princeton.edu/download, put it there as it "
        "is, or choose hypernyms.source=bundled.",
    )


def _candidates(parent: Path) -> Iterator[Path]:
    if not is_archive(parent):
        yield parent
        try:
            inside = sorted(parent.iterdir())
        except OSError:
            return
        for path in inside:
            name = path.name.lower()
            if "wordnet" in name or name == "dict" or (name.startswith("wn") and is_archive(path)):
                yield path
    elif "wordnet" in parent.name.lower():
        yield parent


def _places(parents: tuple[Path, ...]) -> str:
    return " or ".join(map(str, parents))
