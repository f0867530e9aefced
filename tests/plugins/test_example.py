"""The example package, installed beside ours as anybody would, and a broken one beside it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from hmlc_core.data.formats import GROUP
from hmlc_core.experiment.models import GROUP as METHODS
from tests.contracts.readersamples import LABELLED
from tests.plugins.entries import EXAMPLE

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of installed packages: the example, and one whose module is not there."""
    parent = tmp_path_factory.mktemp("packages")
    source, site = parent / "source", parent / "site"
    shutil.copytree(EXAMPLE, source)  # building leaves files beside the sources
    options = "--no-deps --no-build-isolation --no-index --disable-pip-version-check --quiet"
    install = [sys.executable, "-m", "pip", "install", *options.split(), "--target", str(site)]
    done = subprocess.run([*install, str(source)], capture_output=True, text=True, timeout=200)
    assert done.returncode == 0, done.stderr
    broken = site / "broken-0.1.dist-info"
    broken.mkdir()
    (broken / "METADATA").write_text("Metadata-Version: 2.1\nName: broken\nVersion: 0.1\n")
    (broken / "entry_points.txt").write_text(f"[{GROUP}]\nlost = no_such_module\n")
    return site


def answered(*arguments: str, site: Path | None, home: Path | None = None) -> dict[str, Any]:
    """What a command prints with `--json` where the packages in `site` are installed."""
    places = {"PYTHONPATH": str(site)} if site else {}
    done = subprocess.run(
        [sys.executable, "-m", "hmlc_core", *arguments, "--json"],
        cwd=ROOT,
        env={**os.environ, **places, **({"HMLC_HOME": str(home)} if home else {})},
        capture_output=True,
        text=True,
        timeout=250,
    )
    values: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return values


def checked(path: Path, site: Path | None) -> dict[str, Any]:
    return answered("data", "check", str(path), site=site)


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    path = tmp_path / "desk.labelled.txt"
    path.write_text(LABELLED)
    return path


def test_the_documentation_shows_the_code_as_it_is() -> None:
    page = (ROOT / "docs" / "plugins.md").read_text()
    code = "\n".join(
        file.read_text() for file in sorted((EXAMPLE / "hyperlabel_example").glob("*.py"))
    )
    declared = (EXAMPLE / "pyproject.toml").read_text()
    shown = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    assert len(shown) == 3
    assert all(part in code for part in shown)
    entries = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    assert len(entries) == 2
    assert all(part in declared for part in entries)


@pytest.mark.slow
def test_the_command_line_reads_what_the_plugin_reads(site: Path, labelled: Path) -> None:
    report = checked(labelled, site)
    assert (report["ok"], report["documents"], report["labels"]) == (True, 3, 4)


@pytest.mark.slow
def test_without_the_package_nobody_reads_it(labelled: Path) -> None:
    report = checked(labelled, None)
    assert not report["ok"]
    assert report["problems"][0]["what"] == "not a corpus"


@pytest.mark.slow
def test_a_broken_package_is_named_where_nobody_reads_a_file(site: Path, tmp_path: Path) -> None:
    (tmp_path / "paper.odd").write_text("x")
    error, note = checked(tmp_path / "paper.odd", site)["problems"]
    assert "a .labelled.txt file of lines LABELS ||| TEXT" in error["expected"]
    assert note["what"] == (
        "a reader could not be asked: lost of broken 0.1: "
        "ModuleNotFoundError: No module named 'no_such_module'"
    )


@pytest.mark.slow
def test_its_method_is_listed_trained_and_asked(site: Path, tmp_path: Path) -> None:
    listed = answered("methods", site=site)["methods"]
    (bag,) = [method for method in listed if method["name"] == "bag"]
    assert (bag["kind"], bag["presets"]) == ("gradient", ["bag"])
    assert bag["variants"] == {"widths": ["narrow", "wide"]}
    few = ("--set", "corpus.documents=200", "--set", "training.epochs=2")
    run = answered("train", "--preset", "bag", *few, site=site, home=tmp_path)
    assert run["status"] == "finished"
    assert run["scores"]["P@1"] > run["references"]["chance"]["P@1"]
    found = answered("predict", run["run_id"], "--split", "test", site=site, home=tmp_path)
    assert len(found["documents"]) == 600
    recovered = answered("recover", run["run_id"], site=site, home=tmp_path)
    assert "Bag of words has no places of its labels" in recovered["error"]
    without = answered("predict", run["run_id"], "--split", "test", site=None, home=tmp_path)
    assert "unknown kind" in without["error"]
    assert "not installed here" in without["error"]


@pytest.mark.slow
def test_a_broken_method_is_named_and_left_out(site: Path, tmp_path: Path) -> None:
    (site / "broken-0.1.dist-info" / "entry_points.txt").write_text(
        f"[{GROUP}]\nlost = no_such_module\n[{METHODS}]\ngone = no_such_module:Gone\n"
    )
    answer = answered("methods", site=site)
    assert {method["name"] for method in answer["methods"]} >= {"bag", "hyperim"}
    (reason,) = answer["broken"]
    assert "gone of broken 0.1: ModuleNotFoundError" in reason
