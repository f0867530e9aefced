"""`encode`: a vector for each document of a corpus, by a language model from a folder."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hmlc_core.cli.answer import INTERRUPTED, Answer, Json, answering
from hmlc_core.cli.foreground import interruptible
from hmlc_core.cli.progress import progress
from hmlc_core.errors import DataError, SettingError, shorten
from hmlc_core.shipped import argument, program
from hmlc_core.wording import counted

if TYPE_CHECKING:
    from hmlc_core.embeddings.documents.encoding import Standing
    from hmlc_core.embeddings.documents.local_models import DocumentModel


def encode(
    corpus: Annotated[
        str,
        typer.Argument(
            help="Name of a corpus, or its path; with --texts, a table of texts.", metavar="CORPUS"
        ),
    ],
    model: Annotated[
        Path,
        typer.Option(
            "--model", help="Folder of a model for transformers or sentence-transformers."
        ),
    ],
    out: Annotated[Path, typer.Option("--out", help="The .npz to write.")] = Path("vectors.npz"),
    pooling: Annotated[
        str | None,
        typer.Option(
            "--pooling",
            help="How the states of a text's pieces become its vector; by default as the model "
            "says, else their mean.",
            metavar="mean|cls",
        ),
    ] = None,
    batch: Annotated[int, typer.Option("--batch", min=1, help="Documents at a time.")] = 32,
    table: Annotated[
        bool,
        typer.Option(
            "--texts",
            help="CORPUS is a .jsonl, .csv or .tsv of texts without labels, as `predict` reads "
            "them.",
        ),
    ] = False,
    as_json: Json = False,
) -> None:
    """Encode a corpus's texts; what was stopped goes on when the same command is given again."""
    started = time.monotonic()
    with answering(as_json) as answer:
        from hmlc_core.data.registry import load_corpus
        from hmlc_core.embeddings.documents.encoding import texts_of
        from hmlc_core.embeddings.documents.local_models import POOLINGS, open_model
        from hmlc_core.runs.export.output import check_output

        if pooling is not None and pooling not in POOLINGS:
            raise SettingError(
                "no such pooling",
                where="--pooling",
                expected=" or ".join(POOLINGS),
                received=shorten(repr(pooling)),
            )
        if out.suffix.lower() != ".npz":
            raise SettingError(
                "vectors are written as .npz", where="--out", received=shorten(out.name)
            )
        check_output(out)  # before the work, not after
        texts = _texts(Path(corpus)) if table else texts_of(load_corpus(corpus))
        opened = open_model(model, pooling)
        for note in opened.notes:
            answer.say(f"note: {note}")
        state = _write(answer, texts, opened, model, out, batch)
        answer.values = {
            "corpus": corpus,
            "documents": state.documents,
            "done": state.done,
            "resumed": state.resumed,
            "dimensions": opened.dim,
            "through": opened.through,
            "pooling": opened.pooling,
            "notes": opened.notes,
            "out": str(out),
            "seconds": time.monotonic() - started,
        }
        if answer.code:
            answer.say(
                f"{state.done:,} of {counted(state.documents, 'document')} are encoded; the same "
                "command goes on there."
            )
            return
        size = counted(opened.dim, "number")
        answer.say(f"{counted(state.documents, 'document')} as vectors of {size} in {out}")
        if table:
            answer.say(f"`{program()} predict RUN {argument(out)}` labels them.")
            return
        answer.say(
            "They are read with a corpus as vectors.npz in its folder; with one in a single file, "
            "NAME.csv, as NAME.vectors.npz beside it. Or keep both under a name: "
            f"`{program()} data add {argument(corpus)} --vectors {argument(out)} --name NAME`."
        )


def _texts(path: Path) -> dict[str, str]:
    from hmlc_core.data.formats.texts import read_texts

    found: dict[str, str] = {}
    for document in read_texts(path):
        if document.id in found:
            raise DataError(
                "the id is used twice",
                where=str(path),
                expected="a different id for each text",
                received=shorten(repr(document.id)),
            )
        found[document.id] = document.text
    return found


def _write(
    answer: Answer,
    texts: Mapping[str, str],
    opened: DocumentModel,
    model: Path,
    out: Path,
    batch: int,
) -> Standing:
    """Write the vectors, and show how far that is; how far it came."""
    from hmlc_core.embeddings.documents.encoding import encode_texts
    from hmlc_core.snapshot import Snapshot

    begun = time.monotonic()
    with interruptible() as interruption, progress(silent=answer.as_json) as shown:
        for state in encode_texts(texts, opened, model, out, batch=batch):
            # The pace is that of this call: what an earlier one has done took no time now.
            shown.show(
                Snapshot(
                    stage="documents",
                    step=state.done - state.resumed,
                    steps=state.documents - state.resumed,
                    epoch=0.0,
                    seconds=time.monotonic() - begun,
                )
            )
            if interruption.requested and state.done < state.documents:
                answer.code = INTERRUPTED
                break
    return state
