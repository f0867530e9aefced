"""A store in a folder of the test's own, a cluster that trains for it, and an MLflow server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hmlc_core.runs.store.store import RunStore
from tests.cluster.site import Dask, Postgres, Process, answers, free_port, lines, until
from tests.cluster.site import postgres_programs as programs
from tests.printed import ROOT

PASSWORD = "not-a-secret"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """HMLC_HOME; the workers have the same."""
    place = tmp_path / "home"
    monkeypatch.setenv("HMLC_HOME", str(place))
    for name in ("HMLC_TRACKING_URI", "HMLC_SCHEDULER", "HMLC_DATA_DIR"):
        monkeypatch.delenv(name, raising=False)
    return place


@pytest.fixture
def store(home: Path) -> RunStore:
    return RunStore()


@pytest.fixture
def dask(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Dask]]:
    """`dask(workers)`: starts a scheduler and its workers, and names it in HMLC_SCHEDULER."""
    pytest.importorskip("distributed", reason="Dask is not installed")
    started: list[Dask] = []

    def start(workers: int, **settings: str) -> Dask:
        site = Dask(tmp_path, **settings)
        started.append(site)
        site.start(workers)
        monkeypatch.setenv("HMLC_SCHEDULER", site.address)
        return site

    yield start
    for site in started:
        site.end()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an MLflow server on PostgreSQL, started as the document says."""
    binaries = programs()
    if binaries is None:
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    if not (ROOT / "server/bin/mlflow").exists():
        pytest.skip("there is no MLflow server: make server")
    database, _, serve, _ = lines("A server for the runs")
    place, port = tmp_path_factory.mktemp("server"), free_port()
    postgres = Postgres(place, binaries)
    postgres.run(database[1].replace("PASSWORD'", f"{PASSWORD}'"))
    (place / "files").mkdir()
    line = serve[0]
    for printed, meant in {
        "0.0.0.0": "127.0.0.1",
        "SERVER:5000": f"127.0.0.1:{port}",
        "--port 5000": f"--port {port}",
        "/srv/hyperlabel": str(place / "files"),
        ":PASSWORD@localhost/": f":{PASSWORD}@localhost:{postgres.port}/",
    }.items():
        assert printed in line
        line = line.replace(printed, meant)
    variables, _, command = line.partition(" ")
    process = Process(f"env {variables} {command} --workers 2", place, "mlflow", {})
    try:
        until(lambda: answers(port) or not process.alive, "the MLflow server")
        assert process.alive, process.log.read_text()[-2000:]
        yield f"http://127.0.0.1:{port}"
    finally:
        process.end()
        postgres.end()
