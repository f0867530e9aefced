"""`python -m benchmarks`: one command a measurement."""

from __future__ import annotations

import typer

from benchmarks import (
    all,
    classroom,
    dependencies,
    disk,
    epoch,
    estimators,
    examples,
    first_run,
    hidden,
    is_a,
    is_a_seeds,
    layout,
    legibility,
    listing,
    many_labels,
    numerics,
    pictures,
    prepare,
    presets,
    readers,
    scale,
    sessions,
    start,
    threads,
    thresholds,
    words,
)

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)
app.command("all")(all.main)
app.command("presets")(presets.main)
app.command("start")(start.main)
app.command("hidden")(hidden.main)
app.command("thresholds")(thresholds.main)
app.command("legibility")(legibility.main)
app.command("listing")(listing.main)
app.command("pictures")(pictures.main)
app.command("layout")(layout.main)
app.command("examples")(examples.main)
app.command("first_run")(first_run.main)
app.command("estimators")(estimators.main)
app.command("epoch")(epoch.main)
app.command("is_a")(is_a.main)
app.command("is_a_seeds")(is_a_seeds.main)
app.command("many_labels")(many_labels.main)
app.command("numerics")(numerics.main)
app.command("prepare")(prepare.main)
app.command("disk")(disk.main)
app.command("readers")(readers.main)
app.command("sessions")(sessions.main)
app.command("scale", context_settings=scale.PASSED_ON)(scale.main)
app.command("words")(words.main)
app.command("classroom")(classroom.main)
app.command("threads")(threads.main)
app.command("dependencies")(dependencies.main)


@app.callback()
def _several_commands() -> None:
    """Measurements; each prints a table, or one JSON object with --json."""


if __name__ == "__main__":
    app()
