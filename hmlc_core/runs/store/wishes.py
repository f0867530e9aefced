"""Of several programs that are about to make the same run of a group, one does.

Every run that MLflow makes has an id of its own, so there is no key that two of them would both
set, as there is for who takes over a run (see `claims`). What is made first is a wish: a run
without a status, which no list shows. It is the flag of the one-bit algorithm (Burns and Lynch,
"Bounds on shared memory for mutual exclusion", Information and Computation 107, 1993): who sees a
wish with a smaller id gives up, and who sees one with a larger id waits until it is given up, or is
a run. It needs no more than that the later of two wishes sees the earlier, which holds in SQLite as
on a server with any database behind it.
"""

from __future__ import annotations

import time

from hmlc_core.runs.store.kept import PREFIX, Kept
from hmlc_core.runs.store.owner import STALE, Owner
from hmlc_core.runs.store.search import search
from hmlc_core.runs.store.tags import EXPERIMENT_DIGEST
from hmlc_core.runs.store.tracking import Tracking

PATIENCE = STALE / 2
"""Seconds for which others are waited for; what waits longer would be taken for abandoned."""

PAUSE = 0.05
"""Seconds between two looks at them."""


def comes_true(tracking: Tracking, wish: Kept) -> bool:
    """Whether a wish is to become a run; False when there is such a run by now, or somebody else
    makes it: the wish is then to be given up. Raises `StoreError`."""
    until = time.monotonic() + PATIENCE
    while True:
        others = _like(tracking, wish)
        wishes = [one.id for one in others if "status" not in one.tags and not _abandoned(one)]
        if any("status" in one.tags for one in others) or any(other < wish.id for other in wishes):
            return False
        if not wishes:
            return True
        if time.monotonic() > until:
            return False
        time.sleep(PAUSE)


def _like(tracking: Tracking, wish: Kept) -> list[Kept]:
    """Other runs of its group with its experiment, and wishes for one; no examples."""
    found = search(
        tracking, f"tags.`{PREFIX}{EXPERIMENT_DIGEST}` = '{wish.tags[EXPERIMENT_DIGEST]}'"
    )
    return [
        one
        for one in found
        if one.id != wish.id
        and all(one.tags.get(name) == wish.tags.get(name) for name in ("group", "experiment"))
        and not one.tags.get("example")
    ]


def _abandoned(wish: Kept) -> bool:
    """Whether the program that made it has ended, or has long not come back to it."""
    owner = Owner.from_json(wish.tags.get("owner", ""))
    return owner is None or owner.is_gone() or time.time() - wish.began / 1000 > STALE
