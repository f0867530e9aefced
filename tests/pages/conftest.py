"""Pages under AppTest, with a home of their own."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.components.v2 import manifest_scanner
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue
from streamlit.testing.v1 import AppTest

from hmlc_core.disk.packet import unpack
from hmlc_core.experiment.presets import preset
from hmlc_core.runs.queue.service import RunService
from hmlc_core.runs.store.store import RunStore
from tests.pages.trained import trained_home

ROOT = Path(__file__).parents[2]
LONG = 240
"""Seconds that a page may take on a busy machine: the first imports all that training needs."""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty home, no data folders, and nothing cached from the test before."""
    monkeypatch.setenv("HMLC_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("HMLC_DATA_DIR", raising=False)
    monkeypatch.delenv("HMLC_TRACKING_URI", raising=False)
    st.cache_resource.clear()
    yield tmp_path / "home"
    st.cache_resource.clear()


@pytest.fixture(autouse=True, scope="session")
def training_at_hand() -> None:
    """What training imports: a run that ends with its test in the middle of it would leave
    half of a package behind, which cannot be imported again."""
    for name in (
        "hmlc_core.geometry.parameter",
        "hmlc_core.methods.train",
        "hmlc_core.methods.hyperim.method",
    ):
        import_module(name)


@pytest.fixture(autouse=True, scope="session")
def installed_components() -> Iterator[None]:
    """Each app under test reads the metadata of all packages; they are the same for all apps."""
    with pytest.MonkeyPatch.context() as patch:
        scan = cache(manifest_scanner.scan_component_manifests)
        patch.setattr(manifest_scanner, "scan_component_manifests", scan)
        yield


@pytest.fixture
def heard() -> Iterator[list[ForwardMsg]]:
    """All that a script sends, in its order."""
    messages: list[ForwardMsg] = []
    ForwardMsgQueue.on_before_enqueue_msg(lambda message: messages.append(message))
    yield messages
    ForwardMsgQueue.on_before_enqueue_msg(None)


@pytest.fixture(autouse=True)
def cold(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing goes on in the background that a test did not start."""
    warm: Future[None] = Future()
    warm.set_result(None)
    monkeypatch.setattr("pages.ui.shell.resources.warm_up", lambda: warm)
    # No test may depend on speed.
    monkeypatch.setattr("pages.ui.run.arranged.PATIENCE", 60)
    monkeypatch.setattr("pages.ui.shell.late.LATE", 60)


@pytest.fixture
def trained(home: Path) -> None:
    """A copy of the home with finished runs, so that a test may change it."""
    shutil.copytree(trained_home(), home)


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store without runs; making its tables takes seconds, copying it does not."""
    path = tmp_path_factory.mktemp("store") / "mlflow.db"
    store = RunStore(f"sqlite:///{path}")
    run_id = store.create(preset("quick"))
    store.finish(run_id, "stopped")
    store.delete(run_id)
    return path


@pytest.fixture
def service(
    monkeypatch: pytest.MonkeyPatch, home: Path, empty_database: Path
) -> Iterator[Callable[[], RunService]]:
    """A service that queues runs and leaves them there."""
    if not (home / "mlflow.db").exists():
        home.mkdir()
        shutil.copy(empty_database, home)
    made: list[RunService] = []

    def service() -> RunService:
        if not made:
            made.append(RunService(RunStore(), job=lambda uri, run_id, halted: None))
        return made[0]

    monkeypatch.setattr("pages.ui.shell.resources.service", service)
    yield service
    for each in made:
        each.shutdown()


@pytest.fixture
def app() -> AppTest:
    """The whole app, not run yet."""
    return AppTest.from_file(str(ROOT / "app.py"), default_timeout=LONG)


@pytest.fixture
def script() -> Callable[..., AppTest]:
    """`script(function)`: a page that consists of that function's body."""

    def make(function: Callable[..., Any], **kwargs: Any) -> AppTest:
        return AppTest.from_function(function, default_timeout=LONG, kwargs=kwargs)

    return make


def behind(at: AppTest, name: str) -> AppTest:
    """The page once the threads of that name have ended, whose work it did not wait for."""
    for thread in threading.enumerate():
        if thread.name == name:
            thread.join(60)
            assert not thread.is_alive(), f"{name} goes on"
    return at.run()


def sent(at: AppTest) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and arrays of the last disk on the page."""
    return unpack(at.get("bidi_component")[-1].proto.bytes)
