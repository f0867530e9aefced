"""A server that tells what lives in it: sessions and what belongs to them, threads, memory.

`python -m benchmarks.living SOCKET SCRIPT OPTIONS…` serves what `streamlit run SCRIPT OPTIONS…`
does, and answers `living(SOCKET)` besides. Linux alone has all the numbers.
"""

from __future__ import annotations

import ctypes
import gc
import json
import os
import sys
import threading
from collections import Counter
from multiprocessing.connection import Client, Listener
from pathlib import Path
from typing import Any

OF_SESSIONS = ("AppSession", "ScriptRunner", "ScriptRunContext", "SessionState")
"""Streamlit's classes of which each session has its own objects."""


class Heap(ctypes.Structure):
    """What glibc's allocator has, in bytes: `uordblks` and `hblkhd` in use, `fordblks` free and
    kept (https://man7.org/linux/man-pages/man3/mallinfo.3.html)."""

    _fields_ = (
        *((name, ctypes.c_size_t) for name in ("arena", "ordblks", "smblks", "hblks", "hblkhd")),
        *((name, ctypes.c_size_t) for name in ("usmblks", "fsmblks", "uordblks", "fordblks")),
        ("keepcost", ctypes.c_size_t),
    )


def command(socket: Path, script: Path) -> list[str | Path]:
    """What starts such a server, as `serving` takes it."""
    return [sys.executable, "-m", "benchmarks.living", socket, script]


def living(socket: Path) -> dict[str, Any]:
    """What lives in the server that listens there.

    sessions: objects of `OF_SESSIONS` by class. connected: sessions whose reader is there. files:
    pictures and downloads that sessions hold. scripts: threads that run a page. threads: all of
    Python's. collections: sweeps of Python's garbage collector through all objects so far. objects:
    those that it tracks after another one. heap_mb: in use by C's allocator, free_mb: kept by it
    though nobody uses it. resident_mb: of the process.
    """
    with Client(str(socket), "AF_UNIX") as connection:
        connection.send_bytes(b"")
        told: dict[str, Any] = json.loads(connection.recv_bytes())
    return told


def _count() -> dict[str, Any]:
    from streamlit import runtime

    server = runtime.get_instance()
    found = Counter(type(one).__name__ for one in gc.get_objects())  # sessions go without a sweep
    told = {
        "sessions": {name: found[name] for name in OF_SESSIONS},
        "connected": len(server._session_mgr.list_active_sessions()),
        "files": len(server._media_file_mgr._file_metadata),
        "scripts": sum("scriptThread" in one.name for one in threading.enumerate()),
        "threads": threading.active_count(),
        "resident_mb": _resident(),
        "collections": gc.get_stats()[-1]["collections"],
    }
    gc.collect()
    return {**told, "objects": len(gc.get_objects()), **_heap()}


def _resident() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return round(pages * os.sysconf("SC_PAGE_SIZE") / 2**20, 1)


def _heap() -> dict[str, float]:
    """Nothing where C's library does not tell."""
    ask = getattr(ctypes.CDLL(None), "mallinfo2", None)
    if ask is None:
        return {}
    ask.restype = Heap
    heap = ask()
    return {
        "heap_mb": round((heap.uordblks + heap.hblkhd) / 2**20, 1),
        "free_mb": round(heap.fordblks / 2**20, 1),
    }


def _answer(listener: Listener) -> None:
    while True:
        with listener.accept() as connection:
            connection.recv_bytes()
            connection.send_bytes(json.dumps(_count()).encode())


def main() -> None:
    """Serve, and answer."""
    from streamlit.web.cli import main as streamlit

    socket, *arguments = sys.argv[1:]
    listener = Listener(socket, "AF_UNIX")
    threading.Thread(target=_answer, args=[listener], name="living", daemon=True).start()
    streamlit(["run", *arguments])


if __name__ == "__main__":
    main()
