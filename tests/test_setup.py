"""Set-up by `make`: which torch is asked for where, and that it goes on without."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

PYTHON = """#!/bin/sh
echo "$@" >> asked
case "$*" in *--index-url*) exit $INDEX_FAILS ;; *hmlc_core*) exit ;; esac
echo "  Downloading thing-1.0.whl (7 MB)"
echo "Collecting thing"
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder to set up, whose Python only writes down what it is asked."""
    if shutil.which("make") is None:
        pytest.skip("no make")
    for name in ("Makefile", "requirements.txt"):
        shutil.copy(ROOT / name, tmp_path)
    python = tmp_path / ".venv/bin/python"
    python.parent.mkdir(parents=True)
    python.write_text(PYTHON)
    python.chmod(0o755)
    return tmp_path


def set_up(checkout: Path, *choices: str, fails: bool = False) -> tuple[str, list[str]]:
    """What was said, and what Python was asked."""
    done = subprocess.run(
        ["make", ".venv/bin/.prepared", f"INDEX_FAILS={int(fails)}", *choices],
        cwd=checkout, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout, (checkout / "asked").read_text().splitlines()


@pytest.mark.skipif(sys.platform != "linux", reason="PyPI has CPU builds for other systems")
@pytest.mark.parametrize("fails", [False, True])
def test_the_cpu_build_of_torch_is_asked_for_first_and_its_lack_stops_nothing(
    checkout: Path, fails: bool
) -> None:
    said, (torch, others, kernels) = set_up(checkout, fails=fails)
    assert "--index-url https://download.pytorch.org/whl/cpu" in torch
    assert "--timeout" in torch
    assert torch.split()[-1].startswith("torch==")
    assert others.endswith("-r requirements.txt")
    assert "--index-url" not in others
    assert kernels == "-m hmlc_core prepare"
    assert ("not to be had" in said) == fails
    assert "Downloading thing-1.0.whl (7 MB)" in said
    assert "Collecting" not in said


def test_cuda_is_one_variable(checkout: Path) -> None:
    _, asked = set_up(checkout, "TORCH=cuda")
    assert not any("--index-url" in line for line in asked)


def test_the_versions_under_test_are_one_variable(checkout: Path) -> None:
    _, newest = set_up(checkout)
    assert not any("requirements.lock" in line for line in newest)
    (checkout / ".venv/bin/.running").unlink()
    _, locked = set_up(checkout, "LOCKED=1")
    assert any("-c requirements.lock -r requirements.txt" in line for line in locked)


def test_set_up_is_done_once(checkout: Path) -> None:
    _, asked = set_up(checkout)
    _, again = set_up(checkout)
    assert asked == again


def test_the_server_is_reached_from_this_machine_alone() -> None:
    settings = tomllib.loads((ROOT / ".streamlit/config.toml").read_text())
    assert settings["server"]["address"] == "127.0.0.1"
