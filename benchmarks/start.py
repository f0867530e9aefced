"""Where labels should start: test scores over the factor of `model.label_scale`, by dimension.

Labels that start far from the centre hardly change their order; the fewer dimensions there are,
the less. What the rule (`model.label_scale` = 0) chooses is trained beside fixed factors.
"""

from __future__ import annotations

import json
import multiprocessing
import statistics
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

CORPORA = "newsroom,clinc150,goemotions,reuters21578"
DOCUMENTS = 3_000
SCALES = (0.01, 0.03, 0.1, 0.3, 0.7, 1.0)
SCORES = ("test/nDCG@5", "recovery/edge_f1")

Rows = Sequence[Mapping[str, Any]]
"""One for each corpus, dimension and factor: whether the rule chose it, scores, and over how many
seeds."""


def main(
    corpora: Annotated[str, typer.Option(help="Names of corpora, by commas.")] = CORPORA,
    dims: Annotated[str, typer.Option(help="Dimensions, by commas.")] = "2,5,10,20",
    geometry: Annotated[str, typer.Option(help="poincare or euclidean.")] = "poincare",
    seeds: Annotated[int, typer.Option(help="Seeds 0, 1, … for each.")] = 1,
    jobs: Annotated[int, typer.Option(help="Trainings at a time.")] = 2,
    picture: Annotated[Path | None, typer.Option(help="Draw the scores into this PNG.")] = None,
    measured: Annotated[
        Path | None, typer.Option(help="Take the rows of an earlier --json; train nothing.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON list.")] = False,
) -> None:
    """Train `quick` at every factor, at most 3,000 documents each; the rule's choice is marked."""
    if measured:
        rows = json.loads(measured.read_text())
    else:
        sizes = [int(dim) for dim in dims.split(",")]
        rows = _measure(corpora.split(","), sizes, geometry, seeds, jobs)
    if picture is not None:
        _save(figure(rows), picture)
    if as_json:
        typer.echo(json.dumps(rows, indent=0))
        return
    for row in rows:
        scores = "".join(f"{score}{100 * row[score]:6.1f}  " for score in SCORES)
        chosen = "  the rule" if row["rule"] else ""
        typer.echo(f"{row['corpus']:14s}{row['dim']:3d}-D  × {row['factor']:.3f}  {scores}{chosen}")


def figure(rows: Rows) -> Figure:
    """nDCG@5 over the factor, a panel a corpus and a line a dimension."""
    import plotly.graph_objects as go
    from plotly.subplots import make_subplots

    corpora = list(dict.fromkeys(row["corpus"] for row in rows))
    dims = sorted({row["dim"] for row in rows})
    drawn = make_subplots(1, len(corpora), subplot_titles=corpora, horizontal_spacing=0.06)
    for (column, corpus), (shade, dim) in product(enumerate(corpora, 1), enumerate(dims)):
        line = sorted(
            (row for row in rows if (row["corpus"], row["dim"]) == (corpus, dim)),
            key=lambda row: row["factor"],
        )
        drawn.add_trace(
            go.Scatter(
                x=[row["factor"] for row in line],
                y=[100 * row["test/nDCG@5"] for row in line],
                name=f"{dim}-D",
                mode="lines+markers",
                line={"color": COLOURS[shade % len(COLOURS)]},
                marker={
                    "symbol": ["diamond" if row["rule"] else "circle" for row in line],
                    "size": [15 if row["rule"] else 5 for row in line],
                },
                showlegend=column == 1,
            ),
            1,
            column,
        )
    drawn.update_xaxes(type="log", title="factor", tickvals=[0.01, 0.1, 1])
    drawn.update_yaxes(title="nDCG@5", col=1)
    drawn.update_layout(
        template="simple_white",
        margin={"l": 60, "r": 20, "t": 40, "b": 60},
        legend={"orientation": "h", "y": -0.25},
    )
    return drawn


COLOURS = ("#c0392b", "#d68910", "#1e8449", "#2471a3")
"""Of dimensions, the fewest first."""


def _measure(
    corpora: Sequence[str], dims: Sequence[int], geometry: str, seeds: int, jobs: int
) -> list[dict[str, Any]]:
    cells = list(product(corpora, dims, (0.0, *SCALES)))
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=context) as pool:
        runs = [
            [pool.submit(_train, *cell, geometry, seed) for seed in range(seeds)] for cell in cells
        ]
        return [
            {
                "corpus": corpus,
                "dim": dim,
                "rule": not scale,
                "seeds": seeds,
                **{
                    key: round(statistics.mean(run.result()[key] for run in of), 4)
                    for key in ("factor", *SCORES)
                },
            }
            for (corpus, dim, scale), of in zip(cells, runs, strict=True)
        ]


def _train(name: str, dim: int, scale: float, geometry: str, seed: int) -> dict[str, float]:
    import torch

    from hmlc_core.data.registry import load_corpus
    from hmlc_core.experiment.models.hyperim import HyperIM
    from hmlc_core.experiment.presets import preset
    from hmlc_core.experiment.stages import LABELS
    from hmlc_core.methods.hyperim.start import start_factor
    from hmlc_core.methods.train import train

    torch.set_num_threads(1)
    changes = {
        "corpus.name": name,
        "corpus.documents": DOCUMENTS,
        "model.dim": dim,
        "model.geometry": geometry,
        "model.label_scale": scale,
        "seed": seed,
    }
    experiment = preset("quick").with_values(changes)
    placed, last = torch.zeros(1, dim), None
    for last in train(experiment, load_corpus(name)):
        if last.stage == LABELS.name:
            placed = torch.tensor(last.label_points, dtype=torch.float64)
    assert last is not None, "a run has a last snapshot"
    return {
        "factor": start_factor(cast(HyperIM, experiment.model), placed),
        **{key: last.scores[key] for key in SCORES},
    }


def _save(drawn: Figure, path: Path) -> None:
    """The figure as a PNG of 1,100 × 360 pixels, drawn by Chromium."""
    from benchmarks.chromium import chromium, new_page

    with chromium() as browser:
        page = new_page(browser, 360)
        page.set_viewport_size({"width": 1_100, "height": 360})
        page.set_content(drawn.to_html(include_plotlyjs=True, config={"displayModeBar": False}))
        page.locator(".main-svg").first.wait_for()
        page.screenshot(path=path)
