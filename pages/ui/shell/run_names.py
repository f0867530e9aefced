"""What runs are called in lists, so that no two are called alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from hmlc_core.runs.origin import origin
from hmlc_core.wording import counted
from pages.ui.shell.text import without_folders

if TYPE_CHECKING:
    from hmlc_core.experiment import Experiment
    from hmlc_core.runs.run import Run


def names(runs: Iterable[Run]) -> dict[str, str]:
    """Run id -> a name no other of these runs has: its own, and behind it what tells those of that
    name apart: preset and changes, documents, when they were begun, else their ids."""
    runs = list(runs)
    named = {run.id: run.name for run in runs}
    for tell in (_begun_from, _documents, _when, _id):
        named = _apart(runs, named, tell)
    return named


def _apart(
    runs: Sequence[Run], named: dict[str, str], tell: Callable[[Run], str]
) -> dict[str, str]:
    """`named`, with what `tell` says behind those names that several have, where it helps."""
    times = Counter(named.values())
    told: dict[str, set[str]] = {}
    for run in runs:
        told.setdefault(named[run.id], set()).add(tell(run))
    return {
        run.id: f"{name} · {tell(run)}" if times[name] > 1 and len(told[name]) > 1 else name
        for run in runs
        for name in (named[run.id],)
    }


def _begun_from(run: Run) -> str:
    if run.experiment is None:
        return "settings unknown"
    preset, changes = origin(run.experiment)
    return ", ".join([preset, *changes])


def _documents(run: Run) -> str:
    return documents(run.experiment) if run.experiment else "corpus unknown"


def _when(run: Run) -> str:
    return f"{run.created:%d %b %H:%M}"


def _id(run: Run) -> str:
    return run.id[:8]


def documents(experiment: Experiment) -> str:
    """The corpus, and how many of its training documents where it is not all of them."""
    settings = experiment.corpus
    size = f", {counted(settings.documents, 'document')}" if settings.documents else ""
    return f"{without_folders(settings.name)}{size}"
