"""`words`: what a run has learned about words."""

from __future__ import annotations

from typing import Annotated

import typer

from hmlc_core.cli.answer import Json, answering, decimal
from hmlc_core.wording import counted

app = typer.Typer(no_args_is_help=True, help="Train words, and look into those of a run.")

LABELS = 5
"""Nearest labels that are named."""

ALONE = "This run has learned words alone, so no label is near to any."


@app.command()
def neighbours(
    run_id: Annotated[str, typer.Argument(help="The run's id, or its beginning.", metavar="RUN")],
    word: Annotated[str, typer.Argument(help="A word that the run has learned.", metavar="WORD")],
    count: Annotated[
        int, typer.Option("--count", min=1, max=1000, help="Neighbours that are listed.")
    ] = 10,
    hypernyms: Annotated[
        str,
        typer.Option(
            "--hypernyms",
            help="Where hypernyms come from; by default what the run's settings say.",
            metavar="wordnet|bundled|FILE",
        ),
    ] = "",
    as_json: Json = False,
) -> None:
    """The words nearest to a word, its place among labels, and its hypernyms."""
    with answering(as_json) as answer:
        import numpy as np

        from hmlc_core.evaluation.words.neighbours import distances_from, lowest
        from hmlc_core.evaluation.words.neighbours import neighbours as nearest
        from hmlc_core.evaluation.words.relatives import ranks_among
        from hmlc_core.runs.opened import open_run
        from hmlc_core.runs.store.store import RunStore
        from hmlc_core.runs.words import hypernyms_of, lexicon_of

        opened = open_run(RunStore(), run_id)
        lexicon = lexicon_of(opened)
        row = lexicon.row(word)
        near = nearest(row, lexicon.points, lexicon.geometry, count)
        away = distances_from(lexicon.points[row], lexicon.labels, lexicon.geometry)
        labels = lowest(away, LABELS)
        known = hypernyms_of(opened, lexicon, hypernyms)
        above = known.pairs[known.pairs[:, 1] == row, 0]
        ranks = ranks_among(row, above, lexicon.points, lexicon.geometry)
        order = np.argsort(ranks, kind="stable")
        above, ranks = above[order], ranks[order]
        names = opened.corpus.graph.names
        answer.values = {
            "word": lexicon.names[row],
            "neighbours": [
                {"word": lexicon.names[other], "distance": distance}
                for other, distance in zip(near.rows.tolist(), near.values.tolist(), strict=True)
            ],
            "labels": [names[label] for label in labels.rows.tolist()],
            "hypernyms": [lexicon.names[upper] for upper in above],
            **({} if len(lexicon.labels) else {"notes": [ALONE]}),
        }
        answer.say(
            f"{lexicon.names[row]}, one of {counted(len(lexicon), 'word')} of run "
            f"{opened.run.id[:8]} {opened.run.name}, in "
            f"{counted(int(lexicon.frequency[row]), 'training document')}"
        )
        rows = [
            [found["word"], decimal(found["distance"])] for found in answer.values["neighbours"]
        ]
        answer.table("Nearest words", ("word", "distance"), rows)
        rows = [
            [opened.corpus.graph.display(label), decimal(distance)]
            for label, distance in zip(labels.rows.tolist(), labels.values.tolist(), strict=True)
        ]
        if rows:
            answer.table("Nearest labels", ("label", "distance"), rows)
        if not len(lexicon.labels):
            answer.say(ALONE)
        rows = [
            [lexicon.names[upper], f"{rank:,.0f}"]
            for upper, rank in zip(above.tolist(), ranks.tolist(), strict=True)
        ]
        if rows:
            chance = f"by chance of rank {len(lexicon) / 2:,.0f}"
            answer.table(f"Hypernyms ({known.title}; {chance})", ("hypernym", "rank"), rows)
        else:
            answer.say(f"{known.title} has no hypernym of {lexicon.names[row]} among the words.")
