"""What is written of a job that could not write down its own end: its worker was lost, say."""

from __future__ import annotations

import logging
import traceback
from concurrent.futures import BrokenExecutor, CancelledError, Future
from contextlib import suppress
from typing import Any

from hmlc_core.errors import HyperlabelError, StoreError
from hmlc_core.masking import masked
from hmlc_core.runs.store.store import RunStore

_log = logging.getLogger(__name__)


def look_after(store: RunStore, run_id: str, job: Future[Any]) -> Exception | None:
    """Write down what the ended `job` raised; returns that, or None when it went well.

    When all who train were lost at once (a `BrokenExecutor`), runs that wait are stopped, also for
    another worker, and those at work are left: they go on at their workers or count as interrupted.
    """
    try:
        error = job.exception()
    except CancelledError:
        return None
    if not isinstance(error, Exception):
        return None
    told, broken = isinstance(error, HyperlabelError), isinstance(error, BrokenExecutor)
    message = str(error) if told else f"{type(error).__name__}: {error}"
    with suppress(StoreError):
        if not broken:
            store.finish(run_id, "failed", message)
        elif store.get(run_id).status == "queued":
            store.finish(run_id, "stopped", message)
        else:
            store.give_up(run_id)
    if not (told or broken):
        text = masked("".join(traceback.format_exception(error)))
        _log.error("Run %s ended unexpectedly\n%s", run_id[:8], text)
    return error
