"""`predict`: the labels of new documents, or of a split, by what a run has learned."""

from __future__ import annotations

import json
import math
import os
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TextIO

import typer

from hmlc_core.cli.answer import Json, answering
from hmlc_core.cli.layout import TextColumn
from hmlc_core.cli.progress import telling
from hmlc_core.errors import DataError, SettingError, shorten
from hmlc_core.wording import counted

if TYPE_CHECKING:
    from hmlc_core.data.corpus import Document
    from hmlc_core.runs.opened import OpenedRun

BLOCK = 1_000
"""Documents that are read and answered at a time."""

VALIDATION = "validation"

STDIN = "-"
"""The name of standard input."""


def predict(
    run_id: Annotated[str, typer.Argument(help="The run's id, or its beginning.", metavar="RUN")],
    file: Annotated[
        str | None,
        typer.Argument(
            help="A .jsonl, .csv or .tsv with text (and id, else the line's number), or - for one "
            "text a line on standard input. Where the run reads vectors: an .npz as `encode` "
            "writes it, a table of numbers, or lines of numbers.",
            metavar="FILE",
        ),
    ] = None,
    text_column: TextColumn = "",
    sep: Annotated[
        str,
        typer.Option(
            "--sep",
            help="The sign between the cells of FILE, such as ; or \\t; by default found out.",
            metavar="MARK",
        ),
    ] = "",
    split: Annotated[
        str | None,
        typer.Option("--split", help="Documents of the run's corpus instead: train, dev or test."),
    ] = None,
    top: Annotated[
        int | None, typer.Option("--top", min=1, help="So many labels, whatever their scores.")
    ] = None,
    threshold: Annotated[
        str,
        typer.Option(
            "--threshold",
            help="Labels with at least this score; by default the threshold with the best "
            "micro-F1 on validation documents.",
            metavar="validation|VALUE",
        ),
    ] = VALIDATION,
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Write documents there, one JSON object a line, as they come."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Label documents: those at or above the threshold, or the best label where none is."""
    started = time.monotonic()
    with answering(as_json) as answer:
        from hmlc_core.runs.opened import open_run
        from hmlc_core.runs.store.store import RunStore

        limit = _limit(threshold)
        if (file is None) == (split is None):
            raise SettingError(
                "nothing to label" if file is None else "a file and a split at once",
                where="predict",
                expected="either FILE or --split",
            )
        if (text_column or sep) and file in (None, STDIN):
            raise SettingError(
                "columns and separators can be chosen for tables only",
                where="predict",
                expected="FILE, a .csv, .tsv or .jsonl",
            )
        with telling(silent=as_json) as hear:
            hear("Reading the corpus and the model")
            opened = open_run(RunStore(), run_id)
            calibrated = opened.predictor.calibrated
            hear("Choosing the threshold on validation documents")
            border = opened.threshold if limit is None else limit
        answer.values = {
            "run_id": opened.run.id,
            "status": opened.run.status,
            "epoch": opened.checkpoint.best_epoch,
            "threshold": border,
            "probabilities": calibrated,
            "documents": [],
        }
        documents = (
            _of_split(opened, split) if split else _of_file(opened, str(file), text_column, sep)
        )
        count, unread = 0, 0
        # On a screen, what is printed or typed meanwhile would be written over.
        busy = sys.stderr.isatty() and (out is None or file == STDIN)
        with _target(out, file) as target, telling(silent=as_json or busy) as hear:
            hear("Labelling documents")
            for found, known in _labelled(opened, documents, border, top):
                count += 1
                hear(f"{counted(count, 'document')} labelled")
                unread += not known
                if target is not None:
                    target.write(json.dumps(found, ensure_ascii=False) + "\n")
                elif as_json:
                    answer.values["documents"].append(found)
                else:
                    labels = (f"{item['label']} ({item['score']:.3f})" for item in found["labels"])
                    answer.say(f"{found['id']}: {', '.join(labels)}")
        if out is not None:
            answer.values["out"] = str(out)
            answer.values["count"] = count
            answer.say(f"{counted(count, 'document')} written to {out}")
        if top is None:
            answer.say(f"Labels with a score of at least {border:.4g}.")
        if not calibrated:
            answer.say("These scores are no probabilities: only their order means something.")
        answer.values["unread"] = unread
        if unread:
            answer.say(
                f"{unread:,} of {counted(count, 'document')} have no word that the run knows: "
                "their labels are those of any such text."
            )
        if said := opened.unfinished:
            answer.say(said)
        answer.values["seconds"] = time.monotonic() - started


def _limit(threshold: str) -> float | None:
    if threshold == VALIDATION:
        return None
    try:
        value = float(threshold)
    except ValueError:
        value = math.nan
    if math.isnan(value):
        raise SettingError(
            "not a threshold",
            where="--threshold",
            expected=f"a number, or {VALIDATION}",
            received=shorten(repr(threshold)),
        )
    return value


@contextmanager
def _target(out: Path | None, file: str | None) -> Iterator[TextIO | None]:
    """What to write to: a draft that takes the place of `out` once all is written.

    So neither the documents nor earlier predictions are lost when something goes wrong; what was
    labelled by then stands beside, in `OUT.part`.
    """
    if out is None:
        yield None
        return
    if file is not None and out.exists() and Path(file).exists() and out.samefile(file):
        raise DataError(
            "the predictions would take the place of the documents",
            where=str(out),
            remedy="Name another file with --out.",
        )
    draft = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        with draft.open("w", encoding="utf-8", newline="\n") as target:
            yield target
        if out.exists() and not out.is_file():  # a pipe or a device is written to, not replaced
            out.write_bytes(draft.read_bytes())
        else:
            draft.replace(out)
    except OSError as error:
        raise DataError(
            "the predictions cannot be written", where=str(out), received=error.strerror
        ) from None
    except BaseException:
        if draft.stat().st_size:
            part = out.with_name(f"{out.name}.part")
            draft.replace(part)
            typer.echo(f"What was labelled before is in {part}.", err=True)
        raise
    finally:
        draft.unlink(missing_ok=True)


def _labelled(
    opened: OpenedRun, documents: Iterable[Document], border: float, top: int | None
) -> Iterator[tuple[dict[str, Any], bool]]:
    """Each document with its labels, the best first, and whether any word of it is known."""
    import numpy as np

    from hmlc_core.evaluation.ranking import labels_from, top_labels

    names = opened.corpus.graph.names
    for block in _blocks(documents, BLOCK):
        encoded = opened.prepared.encode(block)
        scores = opened.predictor.scores(encoded)
        for document, row, unread in zip(block, scores, encoded.unread.tolist(), strict=True):
            numbers = np.where(np.isnan(row), -np.inf, row)
            best = top_labels(numbers[None], top)[0] if top else labels_from(row, border)
            labels = [
                {"label": names[label], "score": float(row[label])} for label in best.tolist()
            ]
            # Half a character, as JSON can spell it, is no text that could be written.
            name = document.id.encode("utf-8", "backslashreplace").decode()
            yield {"id": name, "labels": labels}, not unread


def _blocks(documents: Iterable[Document], size: int) -> Iterator[list[Document]]:
    block: list[Document] = []
    for document in documents:
        block.append(document)
        if len(block) == size:
            yield block
            block = []
    if block:
        yield block


def _of_split(opened: OpenedRun, split: str) -> Sequence[Document]:
    from hmlc_core.data.corpus import SPLITS

    if split not in SPLITS:
        raise SettingError(
            "no such split",
            where="--split",
            expected=", ".join(SPLITS),
            received=shorten(repr(split)),
        )
    documents = opened.corpus.split(split)
    if not documents:
        raise DataError(f"the corpus has no {split} documents", where=opened.corpus.name)
    return documents


def _of_file(opened: OpenedRun, name: str, column: str, sep: str) -> Iterator[Document]:
    from hmlc_core.data.formats.layout import spelled
    from hmlc_core.data.formats.numbers import lines_as_vectors, read_numbers
    from hmlc_core.data.formats.texts import lines_as_documents, read_texts

    if width := opened.prepared.vectors:
        if column or sep:
            raise SettingError(
                "this run reads vectors, which need no column of texts and no sign between cells",
                where="--text-column" if column else "--sep",
                received=shorten(column or sep),
            )
        stream = sys.stdin.buffer
        return lines_as_vectors(stream, width) if name == STDIN else read_numbers(Path(name), width)
    if name == STDIN:
        return lines_as_documents(sys.stdin.buffer)
    mark = spelled(sep)
    if len(mark) > 1 or mark in ('"', "\r", "\n"):
        raise SettingError(
            "not a sign between cells",
            where="--sep",
            expected="one sign, such as ; or \\t",
            received=shorten(repr(sep)),
        )
    return read_texts(Path(name), column=column, mark=mark)
