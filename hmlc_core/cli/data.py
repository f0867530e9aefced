"""`data`: corpora that can be trained on, what is wrong with one, what is in one."""

from __future__ import annotations

import math
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hmlc_core.cli.answer import Answer, Json, answering
from hmlc_core.cli.layout import (
    ChildFirst,
    EdgeFile,
    LabelsColumn,
    NamesFile,
    PathSep,
    Sep,
    TextColumn,
    layout,
)
from hmlc_core.errors import DataError, on_one_line
from hmlc_core.experiment import UNDEFINED
from hmlc_core.shipped import program
from hmlc_core.wording import counted

if TYPE_CHECKING:
    from hmlc_core.data.registry import CorpusInfo

LISTED = 5
"""Folders without a corpus that are named; a person's documents may lie beside them."""

app = typer.Typer(no_args_is_help=True, help="List, check, add and describe corpora.")


@app.command("list")
def list_data(as_json: Json = False) -> None:
    """Every corpus that can be asked for by name."""
    with answering(as_json) as answer:
        from hmlc_core.data import formats
        from hmlc_core.data.registry import corpora_and_others, missing_data_dirs

        (corpora, others), missing = corpora_and_others(), missing_data_dirs()
        kinds = [None if info.path is None else formats.name(info.path) for info in corpora]
        answer.values = {
            "corpora": [
                asdict(info) | {"path": info.path and str(info.path), "format": kind}
                for info, kind in zip(corpora, kinds, strict=True)
            ],
            "missing": [str(path) for path in missing],
            "passed_over": [str(path) for path in others],
        }
        rows = [
            [info.name, info.title, info.origin, kind or "made", *map(_count, _sizes(info))]
            for info, kind in zip(corpora, kinds, strict=True)
        ]
        head = ("name", "title", "from", "format", "documents", "labels")
        answer.table("Corpora", head, rows)
        if any(size is None for info in corpora for size in _sizes(info)):
            answer.say(
                f"{UNDEFINED}: not known before the documents are read, which "
                f"`{program()} data show NAME` does."
            )
        for path in others[:LISTED]:
            answer.say(
                f"{on_one_line(path)} is no corpus; `{program()} data check` with it says why."
            )
        if len(others) > LISTED:
            answer.say(f"Nor are {counted(len(others) - LISTED, 'other folder')} beside them.")
        for path in missing:
            answer.say(f"{path}, named in HMLC_DATA_DIR, is not there.")


@app.command()
def check(
    path: Annotated[
        Path,
        typer.Argument(
            help="A corpus folder or a .zip of one, a table, an edge file or vectors.",
            metavar="PATH",
        ),
    ],
    hierarchy: EdgeFile = None,
    text_column: TextColumn = "",
    labels_column: LabelsColumn = "",
    sep: Sep = "",
    path_separator: PathSep = "",
    child_first: ChildFirst = None,
    names: NamesFile = None,
    as_json: Json = False,
) -> None:
    """Every problem of a folder or file, with file and line; exit code 1 when there are errors."""
    with answering(as_json) as answer:
        from hmlc_core.data.check import check as check_path
        from hmlc_core.data.registry import is_path

        if not is_path(path):
            raise DataError("there is no such file or folder", where=str(path))
        how = layout(text_column, labels_column, sep, path_separator, child_first, names)
        report = check_path(path, hierarchy, how)
        answer.values = report.to_dict()
        for sentence in report.assumed:
            answer.say(f"assumed: {sentence}")
        for problem in report.problems:
            answer.say(f"{problem.severity}: {problem}")
        for kind, count in (("error", report.errors), ("note", report.notes)):
            more = count - sum(problem.severity == kind for problem in report.problems)
            if more > 0:
                answer.say(f"… and {counted(more, f'more {kind}')}")
        found = f"{counted(report.errors, 'error')}, {counted(report.notes, 'note')}"
        size = "" if report.corpus is None else f"; {counted(len(report.corpus), 'document')}"
        labels = "" if report.labels is None else f"; {counted(report.labels, 'label')}"
        vectors = "" if report.vectors is None else f"; {counted(report.vectors, 'vector')}"
        if report.dimensions is not None:
            vectors += f" of {counted(report.dimensions, 'dimension')}"
        answer.say(f"{path}: {found}{size}{labels}{vectors}")
        answer.code = 0 if report.ok else 1


@app.command()
def add(
    path: Annotated[
        Path, typer.Argument(help="A corpus folder, a table or a .zip.", metavar="PATH")
    ],
    name: Annotated[
        str, typer.Option("--name", help="What it shall be called; by default as the file.")
    ] = "",
    hierarchy: EdgeFile = None,
    text_column: TextColumn = "",
    labels_column: LabelsColumn = "",
    sep: Sep = "",
    path_separator: PathSep = "",
    child_first: ChildFirst = None,
    names: NamesFile = None,
    vectors: Annotated[
        Path | None,
        typer.Option(
            "--vectors",
            help="A .npz with a vector for each document, as `encode` writes it; PATH may then "
            "also be the name of a corpus.",
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Keep a corpus under a name, as the app keeps uploads, if it has no errors."""
    with answering(as_json) as answer:
        from hmlc_core.data import upload
        from hmlc_core.data.formats.stats import notes_in, read_stats

        how = layout(text_column, labels_column, sep, path_separator, child_first, names)
        info = upload.add(path, name=name or None, hierarchy=hierarchy, layout=how, vectors=vectors)
        answer.values = asdict(info) | {"path": str(info.path)}
        answer.values["notes"] = notes_in(read_stats(info.path)) if info.path else ()
        for note in answer.values["notes"]:
            answer.say(f"note: {note}")
        counts = ", ".join(
            counted(number, kind)
            for number, kind in ((info.documents, "document"), (info.labels, "label"))
            if number is not None
        )
        if said := info.sentence():
            answer.say(said)
        is_there = "is there" if info.known else "is added"
        answer.say(f"{info.title} {is_there} as {info.name}: {counts}")


@app.command()
def show(
    name: Annotated[str, typer.Argument(help="Name of a corpus, or its path.", metavar="NAME")],
    text_column: TextColumn = "",
    labels_column: LabelsColumn = "",
    sep: Sep = "",
    path_separator: PathSep = "",
    child_first: ChildFirst = None,
    names: NamesFile = None,
    as_json: Json = False,
) -> None:
    """Numbers that describe a corpus, or a file of edges."""
    with answering(as_json) as answer:
        from hmlc_core.data.formats.edges import holds_edges
        from hmlc_core.data.registry import is_path, load_corpus
        from hmlc_core.data.statistics import statistics

        how = layout(text_column, labels_column, sep, path_separator, child_first, names)
        file = Path(name).expanduser()
        if not how.of_documents and is_path(name) and holds_edges(file):
            _show_edges(file, child_first, answer)
            return
        corpus = load_corpus(name, layout=how)
        numbers = asdict(statistics(corpus))
        numbers["label_counts"] = dict(
            zip(corpus.graph.names, numbers["label_counts"].tolist(), strict=True)
        )
        answer.values = {
            "name": corpus.name,
            "title": corpus.title,
            "notes": corpus.notes,
            **numbers,
        }
        answer.say(f"{corpus.title} ({corpus.name})")
        for key, value in numbers.items():
            if key != "label_counts":
                answer.say(f"  {key.replace('_', ' ')}: {_shown(value)}")
        for note in corpus.notes:
            answer.say(f"  note: {note}")


def _show_edges(file: Path, child_first: bool | None, answer: Answer) -> None:
    from hmlc_core.data.edges import read_graph
    from hmlc_core.data.problems import Problems

    problems = Problems()
    graph = read_graph(file, problems, child_first=child_first)
    problems.raise_first(file)
    assert graph is not None, "the reader gave neither a graph nor an error"
    numbers = {
        "labels": len(graph),
        "edges": len(graph.edges),
        "top_labels": len(graph.roots()),
        "leaves": len(graph.leaves()),
        "levels": 1 + int(graph.depth.max(initial=0)),
        "labels_with_several_parents": sum(
            len(graph.parents(label)) > 1 for label in range(len(graph))
        ),
    }
    notes = (*problems.assumed, *problems.sentences())
    answer.values = {"name": file.name, "notes": notes, **numbers}
    answer.say(f"{file.name}: edges without documents")
    for key, value in numbers.items():
        answer.say(f"  {key.replace('_', ' ')}: {_shown(value)}")
    for note in notes:
        answer.say(f"  note: {note}")


def _sizes(info: CorpusInfo) -> tuple[int | None, int | None]:
    return info.documents, info.labels


def _count(number: int | None) -> str:
    return UNDEFINED if number is None else f"{number:,}"


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {_shown(item)}" for key, item in value.items())
    if isinstance(value, tuple):
        return ", ".join(map(_shown, value))
    if isinstance(value, float):
        return f"{value:,.3g}" if math.isfinite(value) else UNDEFINED
    return f"{value:,}"
