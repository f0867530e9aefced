"""A run on a page: its state, the buttons to stop and resume it, and all of it as it goes on.

Reads the store and nothing else, so that a run looks the same whoever trains it.
"""

from __future__ import annotations

import math
from typing import Any

import streamlit as st

from hmlc_core.data.learnable import UNSCORED
from hmlc_core.errors import HyperlabelError
from hmlc_core.experiment.models import CAPABILITIES
from hmlc_core.experiment.stages import CLASSIFIER
from hmlc_core.runs.run import ACTIVE, LOST_PROGRESS, RESUMABLE, Run, duration, imported
from hmlc_core.wording import EARLY, SCORING, epochs
from pages.ui.disk.empty import empty
from pages.ui.run import kernels, words
from pages.ui.run.disk import being_arranged, run_disk
from pages.ui.run.further import further
from pages.ui.run.parts import parts_table
from pages.ui.run.scores import (
    curves,
    measures_table,
    no_test_labels,
    references,
    reservations,
    verdict,
)
from pages.ui.run.settings import settings_line
from pages.ui.shell import presses, resources
from pages.ui.shell.changing import changing
from pages.ui.shell.live import live
from pages.ui.shell.routes import ROUTES, link
from pages.ui.shell.text import escape, without_folders

_BADGES: dict[str, tuple[str, Any]] = {
    "queued": ("hourglass_empty", "gray"),
    "running": ("play_circle", "blue"),
    "stopping": ("pending", "orange"),
    "finished": ("check_circle", "green"),
    "stopped": ("stop_circle", "orange"),
    "interrupted": ("power_off", "red"),
    "failed": ("error", "red"),
}


NEEDS = {
    "hierarchy": {"places"},
    "trajectories": {"words", "places"},
    "interactions": {"scores"},
}
"""Page -> capabilities without which it can only say what is missing."""


def bar(run_id: str, *, every: float = 0.5) -> None:
    """State and buttons, twice a second (or as told) while the run is at work, also once somebody
    else has resumed it."""
    live(
        lambda: header(resources.store().get(run_id)),
        alive=lambda: _at_work(run_id),
        every=every,
        wakes=4 if resources.store().get(run_id).status in RESUMABLE else None,
    )


def has_picture(run_id: str) -> bool:
    """Whether there is a picture to watch, or will be, or a reason to give why there is none."""
    experiment = resources.store().get(run_id).experiment
    return experiment is None or bool({"places", "words"} & experiment.model.capabilities)


def instead(run_id: str) -> None:
    """Scores and curves where others have a picture, with its room."""
    experiment = resources.store().get(run_id).experiment
    assert experiment is not None, "a run without settings has_picture"
    with st.container(key="figures"):
        results(run_id)
        st.caption(
            f"{escape(experiment.model.title, 60)} has no {CAPABILITIES['places']}, so there is no "
            "picture to watch."
        )


def picture(run_id: str, *, told: HyperlabelError | None = None) -> None:
    """The disk, twice a second while the run is at work.

    told: what the page says already. Where it is why there is no picture, it is not said again.
    """

    def draw() -> bool:
        run = resources.store().get(run_id)
        if run.experiment is None:
            empty(f"The run's {settings_line(run)}")
            return False
        try:
            return run_disk(run)
        except HyperlabelError as error:
            if told is None or str(error) != str(told):
                raise
            empty("There is no picture, since the run's corpus cannot be read: beside it says why.")
            return False

    live(draw, alive=lambda: _at_work(run_id) or being_arranged(run_id))


def state(run_id: str) -> None:
    """State and buttons alone, every second while the run is at work."""
    bar(run_id, every=1)
    run = resources.store().get(run_id)
    if run.status in ACTIVE and run.experiment is not None:
        kernels.preparing(run.experiment)


def scores(run_id: str) -> None:
    """Test scores beside their references, every few seconds while the run is at work."""

    def draw() -> None:
        run = resources.store().get(run_id)
        words.measures(run)
        if not words.judged(run):
            return
        compared = references(run) if run.stage or run.lost_progress else {}
        if run.test_scores:
            verdict(run, compared)
            measures_table(run.test_scores, compared)
            parts_table(run)
            reservations(run, compared)
            further(run, compared)
        elif run.status in ACTIVE:
            st.caption("Test scores follow when training is finished.")
        elif run.status == "finished" and no_test_labels(run):
            st.caption(UNSCORED)
        else:
            st.caption("This run ended before it was scored on test documents.")

    live(draw, alive=lambda: _at_work(run_id), every=4)


def progress(run_id: str, *, wide: bool = False) -> None:
    """Curves over epochs, every few seconds while the run is at work. wide: see `curves`."""

    def draw() -> None:
        run = resources.store().get(run_id)
        if run.stage or run.lost_progress:
            words.losses(run, wide=wide)
            if words.judged(run):
                curves(run, references(run), wide=wide)
        else:
            st.caption("There are no curves yet.")

    # A chart is built anew whenever its data change; more often than this would be restless.
    live(draw, alive=lambda: _at_work(run_id), every=4)


def results(run_id: str) -> None:
    """Scores, and curves under them."""
    scores(run_id)
    progress(run_id, wide=True)


def _at_work(run_id: str) -> bool:
    return resources.store().get(run_id).status in ACTIVE


def closer(run_id: str) -> None:
    """Ways to the pages that look into a run, as far as its method has what they show."""
    run = resources.store().get(run_id)
    has = None if run.experiment is None else run.experiment.model.capabilities
    looks = tuple(NEEDS) if words.judged(run) else ("words",)
    if imported(run):
        looks = ("hierarchy",)
    with st.container(horizontal=True):
        for url in looks:
            if has is not None and not has >= NEEDS.get(url, set()):
                continue
            with st.container(width="content"):
                link(url, run=run_id, help=ROUTES[url].lead)


def header(run: Run) -> None:
    """Name, state, progress, what happened, and the buttons to stop or resume."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{escape(run.name, 80)}**", width="stretch")
        badge(run)
        buttons(run)
    presses.trouble(run.id)
    if run.status in ACTIVE:
        st.progress(run.progress, progress_line(run))
    else:
        st.caption(progress_line(run))
    if run.status == "failed":
        st.error(
            escape(without_folders(run.message) or "No reason was written down.", 1000),
            icon=":material/error:",
        )
        _traceback(run)
    elif run.status == "interrupted":
        st.warning(
            "The program that trained this run ended without a word. What it had learned up to "
            "its last checkpoint is kept; resume goes on from there.",
            icon=":material/power_off:",
        )
    elif run.message:
        st.caption(escape(without_folders(run.message), 1000))


def badge(run: Run) -> None:
    """The run's status in a word, a colour and an icon."""
    icon, colour = _BADGES[run.status]
    st.badge(run.status, icon=f":material/{icon}:", color=colour)
    if imported(run):
        st.badge("imported", icon=":material/upload:", color="violet")
    if run.example:
        st.badge("example", icon=":material/auto_stories:", color="violet")


def buttons(run: Run) -> None:
    """Stop a run at work, or resume one that ended before its time."""
    if run.status in ("queued", "running"):
        st.button(
            "Stop",
            key=f"stop {run.id}",
            icon=":material/stop:",
            on_click=presses.doing(run.id, lambda: resources.service().stop(run.id)),
            **changing(help="At the next snapshot."),
        )
    if run.status in RESUMABLE:
        st.button(
            "Resume",
            key=f"resume {run.id}",
            icon=":material/resume:",
            on_click=presses.doing(run.id, lambda: resources.service().resume(run.id)),
            **changing(help="Goes on from the last checkpoint, with the same random numbers."),
        )


def progress_line(run: Run) -> str:
    """Where a run stands, in one line of Markdown."""
    match run.status:
        case "queued":
            return "Waiting for its turn"
        case "running" | "stopping" if not run.stage:
            return escape(without_folders(run.message)) or "Getting ready"
        case "running" | "stopping":
            parts = [_stage_title(run), _so_far(run), duration(run.seconds)]
            if run.eta is not None:
                parts.append(f"about {duration(math.ceil(run.eta))} left")
            elif run.progress == 1:
                parts += [EARLY] if run.early else []
                parts.append(SCORING if run.stage == CLASSIFIER.name else "done")
            if run.kernels:
                parts.append(f"on {kernels.named(run.kernels)}")
            return " · ".join(parts).capitalize()
        case "finished":
            if imported(run):
                return "Imported: another program placed the points."
            means = f" on {kernels.named(run.kernels)}" if run.kernels else ""
            if not _by_epochs(run):
                return f"Fitted in {duration(run.seconds)}{means}."
            if run.lost_progress:
                return f"Trained in {duration(run.seconds)}; {LOST_PROGRESS}."
            where = " elsewhere" if run.example else ""
            until = ", until its scores got no better," if run.early else ""
            spent = f"in {duration(run.seconds)}{means}{where}"
            return f"Trained {epochs(run.epoch)}{until} {spent}; scored at its best epoch."
        case _ if run.lost_progress:
            return f"Ended after {duration(run.seconds)} of training; {LOST_PROGRESS}."
        case _ if run.stage:
            done = epochs(run.epoch) if _by_epochs(run) else f"{run.progress:.0%}"
            on = (
                " Resume goes on from its last whole checkpoint." if run.status == "stopped" else ""
            )
            return f"Ended after {done} and {duration(run.seconds)} of training.{on}"
    return "Ended before training began."


def _so_far(run: Run) -> str:
    """How far the stage is: in epochs, or as a share where a method has none."""
    if not _by_epochs(run):
        return f"{run.progress:.0%}"
    if run.experiment is None or run.stage != CLASSIFIER.name:
        return f"epoch {run.epoch:.3g}"
    return f"epoch {run.epoch:.3g} of at most {run.experiment.training.epochs}"


def _by_epochs(run: Run) -> bool:
    return run.experiment is None or run.experiment.model.by_epochs()


def _stage_title(run: Run) -> str:
    stages = run.experiment.model.stages() if run.experiment else ()
    titles = {stage.name: stage.title for stage in stages}
    return titles.get(run.stage, escape(run.stage, 60))


def _traceback(run: Run) -> None:
    content = resources.store().files(run.id).read("traceback.txt")
    if content is not None:
        with st.expander("Details for a report"):
            st.code(without_folders(content.decode(errors="replace")), language=None)
