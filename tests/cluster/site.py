"""A lab on this machine: the document's servers, schedulers and workers as processes."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from tests.printed import ROOT, blocks

DOCUMENT = "docs/cluster.md"
PATIENCE = 240.0
"""Seconds after which something that was waited for is taken not to come."""


def lines(title: str) -> list[list[str]]:
    return blocks(title, DOCUMENT)


def until(true: Callable[[], object], what: str) -> None:
    """Wait until `true()`."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, f"waited in vain for {what}"
        time.sleep(0.1)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number: int = free.getsockname()[1]
    return number


def answers(port: int) -> bool:
    with socket.socket() as caller:
        return caller.connect_ex(("127.0.0.1", port)) == 0


class Process:
    """A command in a group of its own, so that nothing it has begun outlives it."""

    def __init__(self, line: str, place: Path, name: str, more: Mapping[str, str]) -> None:
        self.log = place / f"{name}.log"
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                ["bash", "-c", f"exec {line}"],
                cwd=ROOT,
                env=environment(place) | more,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def end(self, number: signal.Signals = signal.SIGKILL) -> None:
        """Send the signal to the whole group, and wait for its first process."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, number)
        self._process.wait(60)


def environment(place: Path) -> dict[str, str]:
    """This environment, with a home of its own."""
    mine = {name: value for name, value in os.environ.items() if not name.startswith("HMLC_")}
    home = {"HMLC_HOME": str(place / "home"), "HMLC_EXAMPLES": "0", "OMP_NUM_THREADS": "1"}
    return mine | home | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}


def here(line: str) -> str:
    """A printed line with this interpreter; it may be in an environment of another place."""
    return line.replace(".venv/bin/python", sys.executable)


class Dask:
    """A scheduler with its workers, as the document starts them."""

    def __init__(self, place: Path, **settings: str) -> None:
        self.place, self.settings = place, settings
        self.port = free_port()
        self.address = f"tcp://127.0.0.1:{self.port}"
        self.scheduler: Process | None = None
        self.workers: list[Process] = []

    def start(self, workers: int) -> None:
        """Start the scheduler and its workers; those from before are ended."""
        self.end()
        _, scheduler, worker, _ = lines("A cluster to train on")
        self.scheduler = self._process(f"{scheduler[0]} --dashboard-address :0", "scheduler")
        until(lambda: answers(self.port), "the scheduler")
        line = f"{worker[0]} --local-directory {self.place} --dashboard-address :0"
        self.workers = [self._process(line, f"worker{n}") for n in range(workers)]

    def worker_of(self, pid: int) -> Process:
        """The worker whose process it is."""
        return next(worker for worker in self.workers if worker.pid == os.getpgid(pid))

    def end(self) -> None:
        for process in (*self.workers, self.scheduler):
            if process is not None:
                process.end()
        self.workers = []

    def _process(self, line: str, name: str) -> Process:
        meant = line.replace("SCHEDULER:8786", f"127.0.0.1:{self.port}")
        meant = meant.replace(
            "--host SCHEDULER --port 8786", f"--host 127.0.0.1 --port {self.port}"
        )
        settings = {f"DASK_DISTRIBUTED__{key}": value for key, value in self.settings.items()}
        return Process(here(meant), self.place, name, settings)


class Postgres:
    """A database cluster of its own, in a temporary folder.

    PostgreSQL refuses to run as root, so that root starts it as the user `postgres`.
    """

    def __init__(self, place: Path, programs: Path) -> None:
        self.programs, self.port = programs, free_port()
        # Its socket's path may have some hundred characters, and its user has to get there.
        self.folder = Path(subprocess.check_output(["mktemp", "-d"], text=True).strip())
        as_other: list[str] = []
        if os.geteuid() == 0:
            as_other = ["runuser", "-u", "postgres", "--"]
            shutil.chown(self.folder, "postgres")
        data = self.folder / "data"
        made = [*as_other, str(programs / "initdb"), "-D", str(data), "-U", "postgres"]
        access = ["--auth-local=trust", "--auth-host=scram-sha-256", "--encoding=UTF8", "--no-sync"]
        subprocess.run([*made, *access], cwd=self.folder, check=True, capture_output=True)
        options = f"-D {data} -p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1"
        line = " ".join([*as_other, str(programs / "postgres"), options, "-c fsync=off"])
        self.process = Process(line, place, "postgres", {})
        until(lambda: answers(self.port), "PostgreSQL")

    def run(self, line: str) -> None:
        """A printed call of `psql`."""
        caller = {"PGHOST": str(self.folder), "PGPORT": str(self.port), "PGUSER": "postgres"}
        line = line.replace("sudo -u postgres psql", str(self.programs / "psql"))
        subprocess.run(["bash", "-c", line], env=os.environ | caller, check=True, timeout=PATIENCE)

    def end(self) -> None:
        self.process.end(signal.SIGQUIT)
        shutil.rmtree(self.folder)


def postgres_programs() -> Path | None:
    """Where PostgreSQL's programs are; Debian keeps those of each version apart."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    found = shutil.which("initdb")
    places = [*reversed(folders), *([Path(found).resolve().parent] if found else [])]
    return next((place for place in places if (place / "psql").exists()), None)
