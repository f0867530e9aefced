"""How the server's process ends.

Streamlit closes its sessions, the service asks runs to stop, and what stands to be written is
written. What is left then is to take torch, numba and all else apart, object by object: that takes
seconds, nobody gains by it, and a thread that is inside a library meanwhile takes the process with
it ("terminate called without an active exception"). So the process leaves before.
"""

from __future__ import annotations

import atexit
import functools
import logging
import os
import sys

from streamlit import runtime


@functools.cache
def at_once() -> None:
    """Let a server that was asked to end do so; said by the first page, before anything else.

    What registers later with `atexit`, as the service does, is called before.
    """
    atexit.register(_leave)


def _leave() -> None:
    """End the process as Streamlit would, with 0; nothing where no server was asked to end."""
    if not runtime.exists() or runtime.get_instance().state is not runtime.RuntimeState.STOPPED:
        return
    if hasattr(sys, "last_type"):  # the interpreter ends by an error, and tells it by its code
        return
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)
