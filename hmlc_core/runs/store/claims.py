"""Whose a run is: of all who have seen it with the same owner, one can take it over.

MLflow has no compare and swap, but it sets a parameter of a run once and for all: name and run are
a key in its database, here in SQLite as on a server with any database behind it. Whoever takes a
run from an owner sets the parameter that is named after that owner, and has the run if it is then
theirs. A server that keeps its runs in plain files has no such key: there, two programs that come
within milliseconds of each other may both be let in, and the one whose tags come first leaves at
its next snapshot.
"""

from __future__ import annotations

import json
import time
from typing import Any

from hmlc_core.errors import StoreError
from hmlc_core.runs.store.owner import STALE, Owner
from hmlc_core.runs.store.tracking import Tracking

_AFTER = "taken_over_from."


def taken_over(tracking: Tracking, found: Any, owner: str) -> Owner | None:
    """This process as the run's new owner; None when somebody else was quicker.

    found: the MLflow run as it was looked at. owner: who had it then, as JSON.

    Raises `StoreError` where nobody can, since nothing can be written.
    """
    last, params = Owner.from_json(owner), found.data.params
    # Who took it over and died before writing so into the tags can be followed like any owner.
    while claim := params.get(_name(last)):
        taker, moment = _said(claim)
        if taker is None or not (taker.is_gone() or time.time() - moment > STALE):
            return None
        last = taker
    new, run_id = Owner.here(), found.info.run_id
    claim = json.dumps({"owner": new.to_json(), "at": time.time()})
    refused = None
    try:
        tracking("log_param", run_id, _name(last), claim)
    except StoreError as error:  # it has another value, or nothing can be written there
        refused = error
    taken = tracking("get_run", run_id).data.params.get(_name(last))
    if taken is None and refused is not None:
        raise refused
    return new if taken == claim else None


def _said(claim: str) -> tuple[Owner | None, float]:
    """Who took it over, and when, in seconds since 1970; nobody where that is damaged."""
    try:
        values = json.loads(claim)
        return Owner.from_json(values["owner"]), float(values["at"])
    except (ValueError, LookupError, TypeError):
        return None, 0.0


def _name(owner: Owner | None) -> str:
    return _AFTER + (owner.token if owner is not None else "nobody")
