"""Corpora by name: the bundled one, folders of `HMLC_DATA_DIR`, uploads, any path, or texts."""

from __future__ import annotations

import os
import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hmlc_core.data import formats, synthetic
from hmlc_core.data.corpus import Corpus
from hmlc_core.data.formats.document_vectors import file_of
from hmlc_core.data.formats.layout import FOUND_OUT, Layout
from hmlc_core.data.home import home
from hmlc_core.data.labels import LabelGraph
from hmlc_core.data.paths import there
from hmlc_core.errors import DataError, on_one_line, shorten
from hmlc_core.experiment.models.imported import NO_MODEL
from hmlc_core.shipped import program

BUNDLED = "newsroom"
TEXTS = "text:"
"""Begins the name of a corpus of plain text files; their paths follow, as in `HMLC_DATA_DIR`."""

POINTS = "points:"
"""Begins the name of what stands beside imported points, which is kept with their run alone."""

CACHED = 4
"""Corpora kept in memory, the last used ones."""


@dataclass(frozen=True)
class CorpusInfo:
    """A corpus that can be asked for, as far as it is known without reading its documents.

    path: None for the bundled corpus, which is made when it is asked for.
    documents, labels: None when they are only known by reading the documents.
    origin: "bundled", "data folder" or "upload".
    """

    name: str
    title: str
    path: Path | None
    documents: int | None
    labels: int | None
    origin: str


def list_corpora() -> tuple[CorpusInfo, ...]:
    """Every corpus known by name; folders that hold none are passed over.

    Where two share a name the first wins: bundled, then data folders in their order, then
    uploads.
    """
    return corpora_and_others()[0]


def corpora_and_others() -> tuple[tuple[CorpusInfo, ...], tuple[Path, ...]]:
    """`list_corpora`, and the folders inside those of `data_dirs` that hold nothing a reader takes
    for a corpus. Each folder is looked at once."""
    sizes = sum(synthetic.SIZES.values())
    made = CorpusInfo(synthetic.NAME, "Synthetic points", None, sizes, synthetic.LABELS, "bundled")
    known = {info.name: info for info in (_bundled_info(), made)}
    others: dict[Path, None] = {}
    parents = set(data_dirs())
    for path, origin in _places():
        if (summary := formats.summary(path)) is not None:
            title, documents, labels = summary.title, summary.documents, summary.labels
            info = CorpusInfo(path.name, title or path.name, path, documents, labels, origin)
            known.setdefault(info.name, info)
        elif path.parent in parents:
            others[path] = None
    return tuple(known.values()), tuple(others)


def load_corpus(
    name_or_path: str | Path, *, grow_to: int = 0, layout: Layout = FOUND_OUT
) -> Corpus:
    """The corpus of that name or at that path; the last few are kept in memory.

    grow_to: training documents with which a bundled corpus, which is made when it is asked for,
        is made where it has fewer by itself. It never shrinks, so that the test split stays the
        same, and what is read from files has what is in them: to learn from fewer documents is
        `prepare`'s affair (`CorpusSettings.documents`).
    layout: columns and separators of a table at a path.

    A name that begins with `text:` is that of text files, see `named_texts`.

    Raises `DataError` for a name nobody knows or a corpus with errors.
    """
    if layout != FOUND_OUT and name_or_path in (BUNDLED, synthetic.NAME):
        raise DataError(
            "columns and separators can be chosen for tables only", where=str(name_or_path)
        )
    if name_or_path == BUNDLED:
        return _cached((BUNDLED, grow_to), lambda: _bundled(grow_to))
    if name_or_path == synthetic.NAME:
        grown = grow_to if grow_to > synthetic.SIZES["train"] else 0
        return _cached((synthetic.NAME, grown), lambda: synthetic.generate(grown))
    if str(name_or_path).startswith(TEXTS):
        return _texts(str(name_or_path))
    if str(name_or_path).startswith(POINTS):
        raise DataError(
            f"{NO_MODEL}, and nothing can be trained on it",
            where=shorten(str(name_or_path)),
            remedy=f"Name a corpus; `{program()} data list` names those that are known.",
        )
    named = (place for place, _ in _places() if place.name == name_or_path)
    path = next(filter(formats.recognised, named), None)
    if path is None:
        if not is_path(name_or_path):
            raise DataError(
                "there is no such corpus",
                received=shorten(repr(str(name_or_path))),
                expected=f"{', '.join(_names())}, or a path",
                remedy="Set HMLC_DATA_DIR to the folder that holds your corpora, or upload one.",
            )
        path = Path(name_or_path).expanduser()
    path = path.resolve()
    files = [path, *([layout.names] if layout.names else [])]
    seen = tuple(_fingerprint(file) for file in files if there(file))
    return _cached((path, layout, seen), lambda: formats.load(path, layout=layout))


def named_texts(paths: Iterable[Path]) -> str:
    """The name of the corpus that these text files are, for `load_corpus`; no labels, no documents.

    Raises `DataError` where a path cannot stand in a name.
    """
    absolute = [str(path.expanduser().resolve()) for path in paths]
    for path in absolute:
        if os.pathsep in path:
            raise DataError(
                f"a path of a text must not contain {os.pathsep}, which stands between paths",
                where=on_one_line(path),
                remedy="Rename the file or its folder.",
            )
    return TEXTS + os.pathsep.join(absolute)


def called(name: str) -> str:
    """How a person knows the corpus of that name: text files and points by theirs."""
    if name.startswith(POINTS):
        return name.removeprefix(POINTS)
    if not name.startswith(TEXTS):
        return name
    first, *others = _paths(name) or (Path(name),)
    return first.name + (f" and {len(others)} more" if others else "")


def is_path(name: str | Path) -> bool:
    """Whether there is such a file or folder; what cannot be a path (`~nobody`) is none, nor is an
    empty name, which Python takes for the current folder."""
    try:
        return name != "" and there(Path(name).expanduser())
    except RuntimeError:
        return False


def data_dirs() -> tuple[Path, ...]:
    """The folders that `HMLC_DATA_DIR` lists."""
    listed = os.environ.get("HMLC_DATA_DIR", "").split(os.pathsep)
    return tuple(Path(entry).expanduser().absolute() for entry in listed if entry.strip())


def missing_data_dirs() -> tuple[Path, ...]:
    """Those of `data_dirs` that are not there; one may also be a corpus in a single file."""
    return tuple(path for path in data_dirs() if not path.is_dir() and not formats.recognised(path))


def uploads_dir() -> Path:
    """Where uploaded corpora are kept."""
    return home() / "corpora"


def _places() -> Iterator[tuple[Path, str]]:
    """Where corpora may lie, and what is there; whether one does is for the readers to say."""
    for parent in data_dirs():
        yield parent, "data folder"  # the variable may name a corpus itself
        yield from ((path, "data folder") for path in _folders_in(parent))
    yield from ((path, "upload") for path in _folders_in(uploads_dir()))


def _folders_in(parent: Path) -> Iterator[Path]:
    try:
        inside = sorted(parent.iterdir())
    except OSError:
        return
    for path in inside:
        if path.is_dir() and not path.name.startswith("."):
            yield path


def _names() -> Iterable[str]:
    """Those of `list_corpora`, without a look into the corpora."""
    found = (path.name for path, _ in _places() if formats.recognised(path))
    return dict.fromkeys((BUNDLED, synthetic.NAME, *found))


def _bundled_info() -> CorpusInfo:
    from hmlc_core.data.newsroom import SIZES
    from hmlc_core.data.newsroom_material import material

    labels = len(material().graph)
    return CorpusInfo(BUNDLED, "Newsroom", None, sum(SIZES.values()), labels, "bundled")


def _texts(name: str) -> Corpus:
    paths = _paths(name)
    lost = next((path for path in paths if not path.is_file()), None)
    if lost is not None or not paths:
        raise DataError(
            "there is no such text file",
            where=on_one_line(name if lost is None else lost),
            expected="a file of plain text, also compressed (.gz)",
        )
    return Corpus(name, called(name), LabelGraph(()), train=(), files=paths)


def _paths(name: str) -> tuple[Path, ...]:
    """The text files of a name that begins with `TEXTS`."""
    return tuple(Path(part) for part in name.removeprefix(TEXTS).split(os.pathsep) if part)


def _bundled(grow_to: int) -> Corpus:
    from hmlc_core.data.newsroom import SIZES, generate

    return generate(grow_to if grow_to > SIZES["train"] else 0, 0)


def _fingerprint(path: Path) -> tuple[tuple[str, int, int], ...]:
    """Changes whenever a file of the corpus does, or comes to or goes from a folder inside it."""
    files = sorted(path.iterdir()) if path.is_dir() else [path, file_of(path)]
    stats = [(file.name, file.stat()) for file in files if there(file)]
    return tuple((name, stat.st_mtime_ns, stat.st_size) for name, stat in stats)


_cache: OrderedDict[Any, Future[Corpus]] = OrderedDict()
_lock = threading.Lock()


def _cached(key: Any, load: Any) -> Corpus:
    """What `load()` gives, once per key; a second caller waits for the first one's result."""
    with _lock:
        mine = key not in _cache
        future = _cache.setdefault(key, Future())
        _cache.move_to_end(key)
        while len(_cache) > CACHED:
            _cache.popitem(last=False)
    if mine:
        try:
            future.set_result(load())
        except BaseException as error:
            with _lock:
                _cache.pop(key, None)
            future.set_exception(error)
    return future.result()
