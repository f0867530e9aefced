"""Readers of corpus files, one file format each, and the one that picks among them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import cast

from hmlc_core import plugins
from hmlc_core.data.corpus import Corpus
from hmlc_core.data.formats import (
    eurlex57k,
    folder,
    hidden,
    hilap,
    hyperim,
    lyrl2004,
    table,
    tables,
    wos,
    zhihu,
)
from hmlc_core.data.formats.base import Reader, Summary
from hmlc_core.data.formats.document_vectors import attach, file_of
from hmlc_core.data.formats.edges import holds_edges
from hmlc_core.data.formats.fasttext import folder as fasttext_folder
from hmlc_core.data.formats.fasttext import single as fasttext_file
from hmlc_core.data.formats.foreign import ForeignReader, refusal
from hmlc_core.data.formats.given_hierarchy import with_hierarchy
from hmlc_core.data.formats.harnn import folder as harnn_folder
from hmlc_core.data.formats.harnn import single as harnn_file
from hmlc_core.data.formats.jsonlines.dialect import EURLEX, HIAGM, NEURALCLASSIFIER
from hmlc_core.data.formats.jsonlines.folder import FolderReader
from hmlc_core.data.formats.jsonlines.single import FileReader
from hmlc_core.data.formats.label_paths import divided, noted
from hmlc_core.data.formats.layout import FOUND_OUT, Layout
from hmlc_core.data.formats.nearest import nearest
from hmlc_core.data.formats.no_corpus import of_folder, of_lines
from hmlc_core.data.formats.numbered import renamed
from hmlc_core.data.formats.nyt import folder as nyt
from hmlc_core.data.formats.tabular import named_columns
from hmlc_core.data.formats.unread import renaming, unread
from hmlc_core.data.formats.vectors import holds_vectors
from hmlc_core.data.formats.xmc import folder as xmc_folder
from hmlc_core.data.formats.xmc import matrices as xmc_matrices
from hmlc_core.data.formats.xmc import random_splits as xmc_splits
from hmlc_core.data.formats.xmc import single as xmc_file
from hmlc_core.data.formats.xmc import texts as xmc_texts
from hmlc_core.data.lines import raw_lines
from hmlc_core.data.paths import there
from hmlc_core.data.problems import Problems
from hmlc_core.errors import shorten

_READ = (
    "a .csv, .tsv, .jsonl or .json table, a folder with train.csv or train.jsonl, or another of "
    "the formats in docs/formats.md"
)
"""What a corpus looks like, for messages about files that are near to no format."""

GROUP = "hyperlabel.formats"
"""The entry points under which other packages bring readers."""

OURS: Mapping[str, Reader] = {
    "neuralclassifier": FolderReader(NEURALCLASSIFIER),
    "neuralclassifier-file": FileReader(NEURALCLASSIFIER),
    "hiagm": FolderReader(HIAGM),
    "hiagm-file": FileReader(HIAGM),
    "eurlex": FolderReader(EURLEX),
    "eurlex-file": FileReader(EURLEX),
    "eurlex57k": eurlex57k,
    "hilap-nyt": nyt,
    "hidden": hidden,
    "lyrl2004": lyrl2004,
    "folder": folder,
    "fasttext": fasttext_folder,
    "fasttext-file": fasttext_file,
    "wos": wos,
    "tables": tables,
    "harnn": harnn_folder,
    "harnn-file": harnn_file,
    "hilap-yelp": hilap,
    "hyperim": hyperim,
    "zhihu": zhihu,
    "xmc-texts": xmc_texts,
    "xmc-matrices": xmc_matrices,
    "xmc-splits": xmc_splits,
    "xmc": xmc_folder,
    "xmc-file": xmc_file,
    "table": table,
}
"""Our own readers by name. Of all that recognise a path the first one reads it."""


def readers() -> tuple[Reader, ...]:
    """All readers in the order in which they are asked: ours, then those of other packages."""
    return (*OURS.values(), *_foreign()[0])


def problems() -> tuple[plugins.Problem, ...]:
    """Readers of other packages that cannot be used, or that failed when they were asked."""
    brought, broken = _foreign()
    return (*broken, *(reader.failure for reader in brought if reader.failure))


def recognised(path: Path) -> bool:
    """Whether some reader takes `path` for a corpus; looks at file names only."""
    return _reader(path) is not None


def belongs(name: str, *, folders: bool) -> bool:
    """Whether a file of this name may be part of a corpus folder, or else a corpus by itself."""
    return any(reader.belongs(name) for reader in readers() if reader.folders == folders)


def titles(*, folders: bool | None = None) -> str:
    """What a corpus looks like that is a folder, a single file, or either; for messages."""
    chosen = [item.title for item in readers() if folders is None or item.folders == folders]
    return " or ".join(filter(None, [", ".join(chosen[:-1]), chosen[-1]]))


def summary(path: Path) -> Summary | None:
    """What is known of the corpus at `path` without reading its documents; None where it is none,
    see `recognised`."""
    reader = _reader(path)
    return None if reader is None else reader.summary(path)


def read(
    path: Path, problems: Problems, hierarchy: Path | None = None, layout: Layout = FOUND_OUT
) -> Corpus | None:
    """The corpus at `path`, a folder or a file, or None after reporting what is wrong.

    hierarchy: an edge file for a corpus that brings none.
    layout: columns and separators of a table, and names of labels that are numbers.
    Vectors of its documents (`document_vectors`) are read with it.
    """
    corpus = _read(path, problems, hierarchy, layout)
    if corpus is None or not file_of(path).is_file():
        return corpus
    return attach(corpus, file_of(path), problems)


def _read(path: Path, problems: Problems, hierarchy: Path | None, layout: Layout) -> Corpus | None:
    """What `read` does, without vectors."""
    reader = _reader(path)
    if not layout.of_table and holds_edges(path):
        problems.error(
            "the file has edges and no documents",
            path,
            expected="columns such as text and labels",
            remedy="Bring it as the hierarchy of a table (--hierarchy), or embed it by itself.",
        )
        return None
    if not layout.of_documents and holds_vectors(path):
        problems.error(
            "the file has vectors and no documents",
            path,
            expected="columns such as text and labels",
            remedy="Let words start from them: --set words.vectors=FILE.",
        )
        return None
    if reader is None:
        _report_unknown(path, problems)
        return None
    if hierarchy is not None and reader.folders and reader is not tables:
        corpus = _read(path, problems, None, replace(layout, child_first=None))
        return corpus and with_hierarchy(corpus, hierarchy, problems, layout.child_first)
    if reader is table or (layout.of_cells and table.is_table(path)):
        return table.read(path, problems, hierarchy, layout)
    if reader is tables:
        return tables.read(path, problems, hierarchy, layout)
    if not layout.of_cells and layout.child_first is None:
        corpus = reader.read(path, problems, hierarchy)
        if corpus is not None and layout.names is not None:
            corpus = renamed(corpus, layout.names, problems)
        if corpus is None:
            return None
        if layout.path_separator:
            return divided(corpus, layout.path_separator, path, problems)
        return noted(corpus, path, problems)
    problems.error(
        "columns and separators can be chosen for tables only",
        path,
        expected=f"{table.title}, or {tables.title}",
        found=reader.title,
    )
    return None


def columns(path: Path) -> tuple[str, ...] | None:
    """The columns among which one can choose those of texts and labels; None where neither they
    nor separators can be chosen for what is at `path`."""
    if table.is_table(path):
        return named_columns(path)
    return named_columns(*tables.documents(path)) if _reader(path) is tables else None


def load(path: Path, hierarchy: Path | None = None, layout: Layout = FOUND_OUT) -> Corpus:
    """The corpus at `path`; raises `InvalidData` when it has errors."""
    problems = Problems()
    corpus = read(path, problems, hierarchy, layout)
    problems.raise_first(path)
    assert corpus is not None, "a reader gave neither a corpus nor an error"
    return corpus


def name(path: Path) -> str | None:
    """The name of the reader that takes `path`, or None where none does."""
    return next(
        (name for name, reader in _named() if there(path) and reader.recognises(path)), None
    )


@cache
def _foreign() -> tuple[tuple[ForeignReader, ...], tuple[plugins.Problem, ...]]:
    """Readers of other packages, and those left out; looked for once in a process."""
    found = plugins.discover(GROUP, check=lambda _, found: refusal(found), taken=OURS)
    brought = tuple(
        ForeignReader(name, found.packages[name], cast(Reader, reader))
        for name, reader in found.loaded.items()
    )
    return brought, found.problems


def _named() -> tuple[tuple[str, Reader], ...]:
    """Names and readers in the order of `readers`."""
    return (*OURS.items(), *((reader.name, reader) for reader in _foreign()[0]))


def _reader(path: Path) -> Reader | None:
    return next((reader for reader in readers() if there(path) and reader.recognises(path)), None)


def _report_unknown(path: Path, report: Problems) -> None:
    exists = there(path)
    is_file = exists and path.is_file()
    near = nearest(path, readers()) if exists else None
    generic = near is None or near.title == tables.title  # of which any table is a part
    alone = of_folder(path) if exists and generic else None
    kind = None
    if is_file:
        kind = (unread(path) if near is None else None) or of_lines(path)
    any_other = " or ".join([_READ, *(reader.title for reader in _foreign()[0])])
    before = report.errors
    if kind is None and is_file:
        next(raw_lines(path, report), None)  # what is no text at all is near to nothing
    if report.errors > before:
        return
    if kind is not None:
        report.error(f"{kind.what}, which is not read", path, remedy=kind.remedy)
    elif alone is not None:
        found, remedy = alone
        report.error("not a corpus: the folder has no documents", path, found=found, remedy=remedy)
    else:
        report.error(
            "not a corpus" if exists else "there is no such file or folder",
            path,
            expected=str(near) if near else any_other,
            found=_listing(path),
            remedy=renaming(path)
            or _by_itself(path)
            or ("Add what is missing, or see docs/formats.md for what is read." if near else None),
        )
    for problem in problems():
        report.note(f"a reader could not be asked: {problem}", path)


def _by_itself(path: Path) -> str | None:
    """What to do with a folder in which one file is a corpus; None for others."""
    files = sorted(path.iterdir()) if there(path) and path.is_dir() else []
    read = [file.name for file in files if file.is_file() and recognised(file)]
    if len(read) != 1:
        return None
    return f"{shorten(read[0])} is read by itself: name it instead of the folder."


def _listing(path: Path) -> str | None:
    if not there(path) or not path.is_dir():
        return path.name if there(path) else None
    names = sorted(item.name for item in path.iterdir())
    listed = ", ".join(map(shorten, names[:8])) + (", …" if len(names) > 8 else "")
    return listed or "an empty folder"
