"""Modules are imported by one thread at a time, in programs whose threads import at once.

Python has a lock for each module, so that two threads can each hold what the other waits for: a
package and one of its modules, in torch and narwhals as in ours. Python then raises a
`_DeadlockError`, or hands out a module that is half made (`importlib._bootstrap._ModuleLock`). Of
sixty processes in which four threads imported at once, seven failed so. A page imports what it
shows while another imports its own and the warm-up imports what trains.
"""

from __future__ import annotations

import functools
import importlib
import threading
from typing import Any

LONGEST = 60.0
"""Seconds that a thread waits for the others at most: a module that waits for its own thread's
imports while it is imported would otherwise never end."""

_turn = threading.RLock()


def one_thread_at_a_time() -> None:
    """Let a thread that imports a module which is not loaded wait until no other thread does.

    Holds for the whole process, from now on; a second call changes nothing. Programs call it, not
    libraries. There is no public hook around a whole import: `_find_and_load` is what statements
    and `import_module` call for modules that are not loaded; those that are cost nothing more.
    """
    bootstrap: Any = importlib._bootstrap
    find_and_load = bootstrap._find_and_load
    if hasattr(find_and_load, "__wrapped__"):
        return

    @functools.wraps(find_and_load)
    def in_turn(name: str, import_: object) -> Any:
        mine = _turn.acquire(timeout=LONGEST)
        try:
            return find_and_load(name, import_)
        finally:
            if mine:
                _turn.release()

    bootstrap._find_and_load = in_turn
