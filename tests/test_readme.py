"""The README's command lines, run as they are printed."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from hmlc_core.data.formats import folder
from hmlc_core.experiment.presets import preset
from hmlc_core.runs.queue.job import train_run
from hmlc_core.runs.store.store import RunStore
from tests.conftest import make_corpus
from tests.embeddings.documents.tiny import write_model
from tests.printed import ROOT, blocks

ACTIVATE = "source .venv/bin/activate"

QUICK = "--set training.epochs=1 --set corpus.documents=100"
SHORTER = {
    "train --preset linear": "",
    "train --preset hidden": f"{QUICK} --set model.first_epochs=1",
    "train": f"{QUICK} --set labels.epochs=2",
    "words train": "--set words.epochs=1 --set hypernyms.epochs=1 --set corpus.documents=100",
    "compare": "--seeds 1 --documents 100 --methods linear",
    "ablate --preset hidden-synthetic": f"{QUICK} --set model.first_epochs=1 --seeds 1",
    "ablate": f"{QUICK} --set labels.epochs=2 --seeds 1 --dims 2",
}
"""What is appended, so that a line takes seconds here: the first that the command begins with."""


COMMANDS = blocks("The command line")[0]
WITHOUT_MAKE = [line for block in blocks("Two commands")[1:] for line in block]


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with everything of the repository in it, where files that are written do no harm."""
    place = tmp_path_factory.mktemp("checkout")
    for entry in ROOT.iterdir():
        if entry.name not in ("runs", ".git", ".venv"):
            (place / entry.name).symlink_to(entry)
    (place / ".venv").symlink_to(sys.prefix)
    return place


@pytest.fixture(scope="module")
def placeholders(checkout: Path) -> dict[str, str]:
    """What stands for the words in capitals."""
    folder.write(make_corpus(), checkout / "mine")
    store = RunStore(f"sqlite:///{checkout / 'runs' / 'mlflow.db'}")
    quick = preset("quick").assign(QUICK.replace("--set ", "").split())
    finished, stopped, waiting = (
        store.create(quick, name=name) for name in ("one", "two", "three")
    )
    assert train_run(store.uri, finished) == "finished"
    store.request_stop(stopped)
    return {
        "resume RUN": f"resume {stopped[:8]}",
        "stop RUN": f"stop {waiting[:8]}",
        "RUN": finished[:8],
        "MODEL": str(write_model(pytest.importorskip("transformers"), checkout / "model")),
        "FOLDER": "mine",
        "DIR": "exported",
    }


def environment(checkout: Path) -> dict[str, str]:
    mine = {name: value for name, value in os.environ.items() if not name.startswith("HMLC_")}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return mine | {"PATH": path, "OMP_NUM_THREADS": "1", "PYTHONPATH": ""}


def shell(line: str, checkout: Path) -> str:
    done = subprocess.run(
        ["bash", "-c", line],
        cwd=checkout,
        env=environment(checkout),
        capture_output=True,
        text=True,
        timeout=280,
    )
    assert done.returncode == 0, f"{line}\n{done.stderr[-2000:]}"
    return done.stdout


def test_the_first_line_makes_python_that_of_the_environment() -> None:
    assert COMMANDS[0] == ACTIVATE
    assert all(line.startswith("python -m hmlc_core ") for line in COMMANDS[1:])


def test_every_line_can_be_pasted_into_any_shell() -> None:
    every = [
        line
        for title in ("Two commands", "As a package", "The command line")
        for block in blocks(title)
        for line in block
    ]
    for line in every:
        assert "#" not in line, "zsh takes a comment for words"
        assert " | " not in line


def test_every_command_has_a_line(call_help: str) -> None:
    commands = set(re.findall(r"^│ (\w+)", call_help, re.MULTILINE)) - {"data", "runs", "words"}
    assert commands
    opening = [line for block in blocks("As a package") for line in block]
    shown = {line.split()[1] for line in opening if line.startswith("hyperlabel ")}
    assert commands <= shown | {line.split()[3] for line in COMMANDS[1:]}


@pytest.fixture
def call_help() -> str:
    from typer.testing import CliRunner

    from hmlc_core.__main__ import app

    return CliRunner().invoke(app, ["--help"]).stdout


@pytest.mark.slow
@pytest.mark.parametrize("line", COMMANDS[1:])
def test_a_command_works_as_printed(
    line: str, checkout: Path, placeholders: dict[str, str]
) -> None:
    for word, meant in placeholders.items():
        line = line.replace(word, meant)
    command = line.removeprefix("python -m hmlc_core ")
    for beginning, more in SHORTER.items():
        if command.startswith(beginning):
            line = f"{line} {more}"
            break
    assert not re.search(r"\b[A-Z]{2,}\b", line), "a placeholder that stands for nothing"
    shell(line, checkout)


@pytest.mark.slow
def test_files_that_commands_name_are_written(checkout: Path, placeholders: dict[str, str]) -> None:
    run = placeholders["RUN"]
    shell(f"python -m hmlc_core predict {run} assets/examples/texts.jsonl --out a.jsonl", checkout)
    assert len((checkout / "a.jsonl").read_text().splitlines()) == 4


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number = free.getsockname()[1]
    return number


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_set_up_without_make_works_as_printed(checkout: Path, port: int, tmp_path: Path) -> None:
    """All lines but those that download; of these, what they name is there."""
    for line in WITHOUT_MAKE:
        if line.startswith("python3 -m venv"):
            shell(line.replace(".venv", str(tmp_path / "fresh")), checkout)
        elif " install " in line:
            for name in re.findall(r"-r (\S+)", line):
                assert (ROOT / name).exists()
            for pinned in re.findall(r"\w+==\S+", line):
                assert pinned in (ROOT / "requirements.txt").read_text()
        elif "streamlit run" in line:
            serves(f"{line} --server.headless true --server.port {port}", checkout, port)
        elif "pytest" in line:
            assert "tests collected" in shell(f"{line} --collect-only -q tests/geometry", checkout)
        else:
            shell(line, checkout)


def serves(line: str, checkout: Path, port: int) -> None:
    server = subprocess.Popen(
        ["bash", "-c", f"exec {line}"],
        cwd=checkout,
        env=environment(checkout),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until = time.monotonic() + 120
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health") as answer:
                    assert answer.read() == b"ok"
                    return
            except OSError:
                assert server.poll() is None
                assert time.monotonic() < until
                time.sleep(0.2)
    finally:
        server.terminate()
        server.wait(60)
