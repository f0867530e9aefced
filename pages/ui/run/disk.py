"""The disk of a run: where its labels lay at every snapshot, live while it trains."""

from __future__ import annotations

from collections.abc import Callable

from hmlc_core.disk.values import Selection
from hmlc_core.errors import shorten
from hmlc_core.experiment.models import CAPABILITIES, ModelSettings
from hmlc_core.experiment.stages import HYPERNYMS, WORDS
from hmlc_core.runs.opened import readable, without_points
from hmlc_core.runs.run import ACTIVE, Run
from pages.ui.disk.disk import disk
from pages.ui.disk.empty import empty
from pages.ui.run.arranged import pending
from pages.ui.run.film import LAYOUT, Picture, describe, film, film_at_once, words_key
from pages.ui.run.points import (
    WORD_AREA,
    area,
    between,
    layer_of,
    stages,
    word_layer,
    word_stages,
)


def run_disk(
    run: Run,
    *,
    key: str = "run disk",
    picture: Picture = LAYOUT,
    height: int | None = None,
    link: str | None = None,
    on_select: Callable[[Selection | None], None] | None = None,
) -> bool:
    """Draw the run's labels with true edges, branches and support; returns whether more of a run
    that has ended is being arranged, as `ui.live` wants to know.

    Before there are labels, or of a method without, its words are drawn. Inside `ui.live` the
    picture follows a run at work. With it stands what a picture of more than two dimensions
    distorts; of a method without places, that there is no picture. key, height, link, on_select: as
    in `disk`. picture: see `film`.
    """
    model = readable(run).model
    if not stages(run) and word_stages(run):
        return _words_disk(run, key=key, height=height)
    if not {"places", "words"} & model.capabilities:
        empty(
            f"{shorten(model.title, 60)} has no {CAPABILITIES['places']}, so there is no picture "
            "to watch."
        )
        return False
    moving = film_at_once(run, picture)
    if moving is None:
        empty(nothing_yet(run), soon=arranging(run) or run.status in ACTIVE)
        return arranging(run)
    layout = moving.layout(live=run.status in ACTIVE)
    disk(
        layout,
        layer_of(run, moving.points.shape[1]),
        title=f"Labels of the run {run.name}",
        key=f"{key} {run.id} {layout.chart}",
        height=height,
        link=link,
        about=f"{describe(moving.view)} {area(run)} {between(run)}".strip(),
        note=moving.note,
        on_select=on_select,
    )
    return moving.more


def _words_disk(run: Run, *, key: str = "run disk", height: int | None = None) -> bool:
    """The watched words without labels, in every stage that has moved them."""
    moving = film(run, words=True)
    if moving is None or not moving.points.shape[1]:
        empty(
            "The words are being arranged …"
            if moving is None
            else "No word of this run is watched: the corpus has too few documents.",
            soon=moving is None,
        )
        return moving is None
    layout = moving.layout(live=run.status in ACTIVE)
    disk(
        layout,
        word_layer(run),
        title=f"Words of the run {run.name}",
        key=f"{key} words {run.id} {layout.chart}",
        height=height,
        about=f"{describe(moving.view)} {WORD_AREA}",
        note=moving.note,
    )
    return moving.more


def being_arranged(run_id: str) -> bool:
    """Whether what `run_disk` draws of the run, labels or words, is being arranged."""
    return pending(run_id) or pending(words_key(run_id))


def nothing_yet(run: Run) -> str:
    """Why there is no picture of a run whose method has them."""
    if arranging(run):
        return "The labels are being arranged …"
    if run.status in ACTIVE:
        first = "words" if begins_with_words(readable(run).model) else "labels"
        return f"The {first} appear here as soon as training has begun."
    if run.status == "finished" or run.stage:  # a stage is told once its first picture is kept
        return without_points(run)
    return "This run ended before its first picture."


def begins_with_words(model: ModelSettings) -> bool:
    """Whether words are the first that a picture of training shows."""
    return "places" not in model.capabilities or model.stages()[0] in (WORDS, HYPERNYMS)


def arranging(run: Run) -> bool:
    """Whether labels are there; if they are not drawn, their layout is being made."""
    return bool(stages(run))
