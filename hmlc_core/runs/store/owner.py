"""Owner: the process that trains a run, and whether it is still there."""

from __future__ import annotations

import json
import os
import socket
import uuid
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from hmlc_core.runs.store.kept import read_object

BEAT = 5.0
"""Seconds between two heartbeats."""

STALE = 60.0
"""A heartbeat older than this many seconds means that nobody is there."""


@dataclass(frozen=True, slots=True)
class Owner:
    """A process on a machine; `token` tells two recordings in one process apart."""

    host: str
    pid: int
    started: str
    token: str

    @classmethod
    def here(cls) -> Owner:
        """This process, with a fresh token."""
        return cls(_host(), os.getpid(), _own_start(os.getpid()), uuid.uuid4().hex)

    def to_json(self) -> str:
        """The owner as a tag's text."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Owner | None:
        """The owner in a tag's text; None when there is none, or it is damaged."""
        values = read_object(text)
        try:
            host, started, token = (str(values[name]) for name in ("host", "started", "token"))
            pid = int(values["pid"])
        except (ValueError, LookupError, TypeError, OverflowError):
            return None
        return cls(host, pid, started, token) if 0 < pid < 2**31 else None

    def is_gone(self) -> bool:
        """Whether the process is known to have ended; False when that cannot be known from here."""
        return self._known_here() and self._ended()

    def is_there(self) -> bool:
        """Whether the process is known not to have ended; False when that cannot be known."""
        return self._known_here() and not self._ended()

    def _known_here(self) -> bool:
        # On Windows signal 0 is Ctrl-C, not a question.
        return self.host == _host() and os.name != "nt"

    def _ended(self) -> bool:
        if self.pid == os.getpid():  # pages of the program that trains ask many times a second
            return self.started != _own_start(self.pid)
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return True
        except OSError:  # it exists and belongs to somebody else
            pass
        # Process numbers are used again, above all in restarted containers.
        return self.started != _started(self.pid)


@cache
def _host() -> str:
    """Name of this machine since it was started."""
    boot = Path("/proc/sys/kernel/random/boot_id")
    return f"{socket.gethostname()}/{boot.read_text().strip() if boot.exists() else ''}"


@cache
def _own_start(pid: int) -> str:
    """When this process began; by its number, which is another one after a fork."""
    return _started(pid)


def _started(pid: int) -> str:
    """When the process began, in a unit of the system's own; empty where there is no /proc."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return ""
    # Fields after the command in parentheses, which may itself hold spaces.
    state, *others = stat.rpartition(")")[2].split()
    return "ended" if state == "Z" else others[18]
