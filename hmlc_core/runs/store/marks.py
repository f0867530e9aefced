"""Marks: what is noted about a store itself, as tags of the MLflow experiment that holds it."""

from __future__ import annotations

from hmlc_core.runs.store.kept import PREFIX
from hmlc_core.runs.store.tracking import Tracking


class Marks:
    """Names noted for good; raises `StoreError`."""

    def __init__(self, tracking: Tracking) -> None:
        self._tracking = tracking

    def note(self, name: str) -> None:
        """Set a mark; a store is created where there is none."""
        number = self._tracking.experiment_id()
        self._tracking("set_experiment_tag", number, PREFIX + name, "yes")

    def noted(self) -> set[str]:
        """The marks that are set; a store is created where there is none."""
        found = self._tracking("get_experiment", self._tracking.experiment_id())
        return {tag.removeprefix(PREFIX) for tag in found.tags if tag.startswith(PREFIX)}
