"""MLflow's search among the runs of a store, all pages of the answer."""

from __future__ import annotations

from hmlc_core.runs.store.kept import Kept
from hmlc_core.runs.store.tracking import Tracking

_PAGE = 1000
"""Runs in one answer."""


def search(tracking: Tracking, condition: str, *, deleted: bool = False) -> list[Kept]:
    """What is kept of the runs for which `condition` holds, as MLflow's filters are written; of all
    where it is empty. deleted: also of those. Raises `StoreError`."""
    from mlflow.entities import ViewType

    found: list[Kept] = []
    token = None
    while True:
        page = tracking(
            "search_runs",
            [tracking.experiment_id()],
            filter_string=condition,
            run_view_type=ViewType.ALL if deleted else ViewType.ACTIVE_ONLY,
            max_results=_PAGE,
            page_token=token,
        )
        found += map(Kept.of, page)
        token = page.token
        if not token:
            return found
