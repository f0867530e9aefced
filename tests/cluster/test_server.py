"""A store on an MLflow server with PostgreSQL behind it, and all lines of the document."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import pytest
import requests

from hmlc_core.experiment import Experiment
from hmlc_core.runs.examples.arrival import arrive, bring_back, missing
from hmlc_core.runs.examples.example import FOLDER, names, write_index
from hmlc_core.runs.queue.job import train_run
from hmlc_core.runs.store.files import ServerFiles
from hmlc_core.runs.store.store import RunStore
from tests.cluster.runs import SHORT, short
from tests.cluster.site import Dask, environment, here, lines
from tests.printed import ROOT
from tests.runs.handmade import made_checkpoint, snapshot

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


@pytest.fixture
def shared(home: Path, server: str) -> RunStore:
    """The store on the server; other tests may have left runs there."""
    return RunStore(server)


def test_what_is_kept_on_the_server_comes_back(shared: RunStore) -> None:
    run_id = shared.create(Experiment(seed=4), name="kept", group="grid")
    assert isinstance(shared.files(run_id), ServerFiles)
    owner = shared.start(run_id)
    assert owner is not None
    for step in range(3):
        shared.record(run_id, snapshot(step, checkpoint=True))
    assert shared.orders(run_id, owner) == "continue"
    run = shared.get(run_id)
    assert (run.experiment, run.name, run.group) == (Experiment(seed=4), "kept", "grid")
    assert (run.status, run.step) == ("running", 2)
    assert [other.id for other in shared.active()] == [run_id]
    assert shared.curves(run_id)["train/loss/loss"].values.tolist() == [1.0, 0.5, 1 / 3]
    frames = shared.frames(run_id)
    assert frames.steps.tolist() == [0, 1, 2]
    checkpoint = shared.checkpoint(run_id)
    assert checkpoint is not None
    assert np.array_equal(checkpoint.tensors["model/w"], made_checkpoint(2).tensors["model/w"])
    shared.save_references(run_id, {"chance": {"P@1": 0.1}})
    assert shared.references(run_id) == {"chance": {"P@1": 0.1}}
    shared.request_stop(run_id)
    assert shared.orders(run_id, owner) == "stop"
    shared.finish(run_id, "stopped")
    shared.rename(run_id, "renamed")
    assert [run.name for run in shared.runs() if run.id == run_id] == ["renamed"]
    shared.delete(run_id)
    assert run_id not in [run.id for run in shared.runs()]


def test_a_run_is_stopped_and_resumed_on_the_server_as_if_nothing_had_been(
    shared: RunStore,
) -> None:
    experiment = short().assign(["training.epochs=3"])
    whole, parts = shared.create(experiment), shared.create(experiment)
    assert train_run(shared.uri, whole) == "finished"
    seen: list[int] = []
    status = train_run(
        shared.uri,
        parts,
        halted=lambda: len(seen) == 5,
        observe=lambda snapshot: seen.append(snapshot.step),
    )
    assert status == "stopped"
    shared.requeue(parts)
    assert train_run(shared.uri, parts) == "finished"
    expected, found = shared.checkpoint(whole), shared.checkpoint(parts)
    assert expected is not None
    assert found is not None
    assert all(np.array_equal(array, found.tensors[k]) for k, array in expected.tensors.items())
    assert shared.get(parts).scores == shared.get(whole).scores


def test_a_check_asks_for_each_curve_and_each_file_and_little_more(
    shared: RunStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_id = shared.create(short())
    assert train_run(shared.uri, run_id) == "finished"
    files = shared.files(run_id)
    read = sum("." in name for folder in (".", "frames", "pieces") for name in files.names(folder))
    asked: Counter[str] = Counter()
    request = requests.Session.request

    def counted(session: requests.Session, method: str, url: str, **more: object) -> object:
        asked[urlsplit(url).path.split("/mlflow")[1].split(run_id)[0]] += 1
        return request(session, method, url, **more)

    monkeypatch.setattr(requests.Session, "request", counted)
    looking, told = RunStore(shared.uri), list[str]()
    assert not looking.check(run_id, told.append).damage
    curves = asked["/metrics/get-history"]
    print(f"\na check of {curves} curves and {read} files: {asked.total()} requests, {asked}")
    del asked["/server-info"]  # once a program
    # Digests of curves, a file and its checksum, are read twice. Folders are three.
    assert asked.total() == curves + 2 * (read + 2) + 6, asked
    assert f"curve {curves} of {curves}" in told
    asked.clear()
    assert len(looking.curves(run_id)) == curves


def test_an_example_comes_to_a_server_when_it_is_asked_for(
    shared: RunStore, tmp_path: Path
) -> None:
    name = names()[0]
    shutil.copytree(FOLDER / name, tmp_path / name)
    write_index([name], tmp_path)
    arrive(shared, tmp_path)
    assert missing(shared, tmp_path) == [name]
    bring_back(shared, tmp_path)
    assert missing(shared, tmp_path) == []
    example = shared.get(name)
    assert (example.status, example.example) == ("finished", name)
    assert shared.checkpoint(example.id) is not None


def test_make_sets_the_server_up_as_the_document_says() -> None:
    _, setting_up, _, _ = lines("A server for the runs")
    done = subprocess.run(
        ["make", "-n", "-B", "server/.made"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    for line in setting_up:
        assert line in done.stdout


@pytest.fixture
def call(server: str, dask: Callable[..., Dask], tmp_path: Path) -> Callable[[str], str]:
    """`call(line)`: a printed line, with this server and a cluster of one worker."""
    site = dask(1)
    variables: dict[str, str] = {}

    def called(line: str) -> str:
        line = here(line.replace("http://SERVER:5000", server))
        line = line.replace("SCHEDULER:8786", f"127.0.0.1:{site.port}")
        assert not re.search(r"\b(SERVER|SCHEDULER|PASSWORD)\b", line)
        if line.startswith("export "):
            name, _, value = line.removeprefix("export ").partition("=")
            variables[name] = value
            return ""
        done = subprocess.run(
            ["bash", "-c", line],
            cwd=ROOT,
            env=environment(tmp_path) | variables,
            capture_output=True,
            text=True,
            timeout=400,
        )
        assert done.returncode == 0, f"{line}\n{done.stderr[-2000:]}"
        return done.stdout

    return called


SHORTER = "".join(f" --set {setting}" for setting in SHORT)


def test_the_documents_lines_train_on_the_server_and_on_the_cluster(
    call: Callable[[str], str], shared: RunStore
) -> None:
    before = {run.id for run in shared.runs()}
    for line in lines("A server for the runs")[-1]:
        call(line + SHORTER if " train " in line else line)
    for line in lines("A cluster to train on")[-1]:
        said = call(f"{line} --seeds 1{SHORTER}" if " ablate " in line else line)
        if line.endswith(" doctor"):
            assert "(1 worker)" in said
    new = [run for run in shared.runs() if run.id not in before]
    assert len(new) == 5
    assert {run.status for run in new} == {"finished"}
