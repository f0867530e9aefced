"""`publish`: runs as a site of static pages."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hmlc_core.cli.answer import Json, answering
from hmlc_core.cli.progress import telling
from hmlc_core.wording import counted, sized


def publish(
    run_ids: Annotated[
        list[str],
        typer.Argument(help="Ids of finished runs, or their beginnings.", metavar="RUN..."),
    ],
    out: Annotated[
        Path,
        typer.Option(
            "--out", help="A new or empty folder, or a site of the same runs.", metavar="DIR"
        ),
    ],
    card: Annotated[
        Path | None,
        typer.Option(
            "--card", help="What only you can state of it, as TOML or JSON.", metavar="FILE"
        ),
    ] = None,
    texts: Annotated[
        bool, typer.Option("--texts/--no-texts", help="Quote documents.", show_default=True)
    ] = True,
    as_json: Json = False,
) -> None:
    """Write static pages about runs: model card, disk, trees, evidence, scores beside references,
    documents, recipe; and a comparison of several."""
    with answering(as_json) as answer:
        from hmlc_core.runs.store.store import RunStore
        from hmlc_core.site.card import read_card
        from hmlc_core.site.publish import publish as publish_runs

        stated = {} if card is None else read_card(card)
        with telling(silent=as_json) as tell:
            site = publish_runs(RunStore(), run_ids, out, card=stated, texts=texts, tell=tell)
        answer.values = {
            "out": str(site.folder),
            "pages": list(site.pages),
            "bytes": site.size,
            "runs": list(site.runs),
            "note": site.note,
        }
        answer.say(
            f"{counted(len(site.pages), 'page')} of {counted(len(site.runs), 'run')}, "
            f"{sized(site.size)}. Open {site.folder / 'index.html'}"
        )
        if site.note:
            answer.say(f"note: {site.note}")
