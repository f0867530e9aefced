"""`embed`: a graph of edges in the Poincaré ball, and how well its hierarchy comes back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hmlc_core.cli.answer import INTERRUPTED, Json, answering, decimal
from hmlc_core.cli.foreground import interruptible
from hmlc_core.cli.layout import ChildFirst
from hmlc_core.cli.progress import progress
from hmlc_core.experiment import Experiment
from hmlc_core.wording import counted

if TYPE_CHECKING:
    from hmlc_core.experiment import LabelEmbedding

_MEASURES = {
    "map": "mean average precision",
    "mean_rank": "mean rank of ancestors",
    "spearman_norm_depth": "rank correlation of norm and depth",
}


def embed(
    edges: Annotated[
        Path,
        typer.Argument(
            help="Two labels a line, the parent first, with tabs (.csv: commas) between them; a "
            "weight may follow. A first line such as child,parent or id1,id2 tells the order. Or a "
            ".taxonomy. All may be compressed (.gz).",
            metavar="EDGES.tsv|.csv",
        ),
    ],
    child_first: ChildFirst = None,
    dim: Annotated[int, typer.Option("--dim", min=1, max=1024, help="Coordinates.")] = 5,
    closure: Annotated[
        bool,
        typer.Option(
            "--closure/--edges",
            help="Related are all ancestors and descendants, or the given edges only.",
        ),
    ] = True,
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Write the points: .tsv, .txt (word2vec) or .npz."),
    ] = None,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Start of every random choice.")] = 0,
    assignments: Annotated[
        list[str] | None,
        typer.Option(
            "--set", help="One setting, such as epochs=100; may be repeated.", metavar="NAME=VALUE"
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Embed a hierarchy without any documents, as the published benchmarks do."""
    with answering(as_json) as answer:
        from hmlc_core.data.edges import read_graph
        from hmlc_core.data.problems import Problems
        from hmlc_core.embeddings.edges import embed_edges
        from hmlc_core.evaluation.recovery import score_embedding
        from hmlc_core.geometry import PoincareBall
        from hmlc_core.runs.export.output import check_output
        from hmlc_core.runs.export.vectors import Vectors, check_ending

        if out is not None:
            check_ending(out)  # before the work, not after
            check_output(out)
        settings = _settings(assignments)
        problems = Problems()
        graph = read_graph(edges, problems, child_first=child_first)
        problems.raise_first(edges)
        assert graph is not None, "the reader gave neither a graph nor an error"
        notes = (*problems.assumed, *problems.sentences())
        for note in notes:
            answer.say(f"note: {note}")
        snapshots = embed_edges(graph, dim=dim, closure=closure, seed=seed, settings=settings)
        with interruptible() as interruption, progress(silent=as_json) as shown:
            for snapshot in snapshots:
                shown.show(snapshot)
                if interruption.requested:
                    answer.code = INTERRUPTED
                    break
        points = snapshot.label_points
        assert points is not None, "label embedding always shows its points"
        pairs = "closure" if closure else "edges"
        scores = score_embedding(points, graph, PoincareBall(dim), pairs=pairs)
        if out is not None:
            Vectors(graph.names, points).write(out)
        counts = {"labels": len(graph), "edges": len(graph.edges)}
        answer.values = {**scores, "seconds": snapshot.seconds, **counts, "notes": notes}
        size = f"{counted(len(graph), 'label')}, {counted(len(graph.edges), 'edge')}"
        answer.say(f"{size}, {snapshot.seconds:.1f} s")
        for name, text in _MEASURES.items():
            answer.say(f"  {text}: {decimal(scores[name])}")
        if out is not None:
            answer.say(f"Points written to {out}")


def _settings(assignments: list[str] | None) -> LabelEmbedding:
    from hmlc_core.embeddings.edges import BENCHMARK

    base = replace(Experiment(), labels=BENCHMARK)
    return base.assign(f"labels.{text}" for text in assignments or []).labels
