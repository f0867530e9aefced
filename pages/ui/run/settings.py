"""What a run trains, in a few words."""

from __future__ import annotations

from hmlc_core.experiment import Experiment
from hmlc_core.experiment.variants import variant
from hmlc_core.runs.opened import readable
from hmlc_core.runs.run import Run
from pages.ui.shell.text import escape


def settings_line(run: Run) -> str:
    """Method, variant, dimensions and corpus in Markdown, or why they
    cannot be read."""
    settings = run.experiment
    if settings is None:
        return f"settings cannot be read: {escape(run.unreadable, 300)}"
    parts = dict.fromkeys([settings.model.title, variant(settings)])
    line = escape(", ".join([*parts, *_size(settings), settings.corpus.name]), 160)
    if name := given_name(run):
        line += f", labels placed by the hierarchy {escape(name)} instead of the corpus' own"
    return line


def given_name(run: Run) -> str:
    """What settings call the hierarchy that the run was given; empty for the corpus' own."""
    experiment = readable(run)
    return experiment.labels.hierarchy if experiment.model.given_hierarchy() else ""


def _size(experiment: Experiment) -> list[str]:
    size = experiment.model.size()
    return [] if size is None else [f"{size}-D"]
