"""What a run trains, in a few words."""

from __future__ import annotations

from hmlc_core.experiment import Experiment
from hmlc_core.experiment.variants import kinds
from hmlc_core.runs.opened import readable
from hmlc_core.runs.origin import origin
from hmlc_core.runs.run import Run
from pages.ui.shell.run_names import documents
from pages.ui.shell.text import escape, without_folders


def settings_line(run: Run, compared: str | None = None) -> str:
    """Method, variant, dimensions, corpus, and the preset with what is otherwise, in Markdown; or
    why they cannot be read. compared: as `variant_title` says."""
    settings = run.experiment
    if settings is None:
        return f"settings cannot be read: {escape(run.unreadable, 300)}"
    preset, changes = origin(settings)
    begun = [
        settings.model.title,
        variant_title(settings, compared),
        *_size(settings),
        preset,
        *changes,
    ]
    line = escape(", ".join([*dict.fromkeys(begun), documents(settings)]), 300)
    if name := given_name(run):
        name = escape(without_folders(name))
        line += f", labels placed by the hierarchy {name} instead of the corpus' own"
    return line


def variant_title(experiment: Experiment, compared: str | None = None) -> str:
    """The variant that an experiment is, with its title, or what it is like where it is none.

    compared: set of variants that the run is compared in, whose variant is told before that of the
    first.
    """
    sets, found = experiment.model.variants, kinds(experiment, compared)
    titles = [sets[one].called(kind) if one else kind for one, kind in found.items()]
    return "; ".join(reversed(titles))


def given_name(run: Run) -> str:
    """What settings call the hierarchy that the run was given; empty for the corpus' own."""
    experiment = readable(run)
    return experiment.labels.hierarchy if experiment.model.given_hierarchy() else ""


def _size(experiment: Experiment) -> list[str]:
    size = experiment.model.size()
    return [] if size is None else [f"{size}-D"]
