"""The wheel: one package, a command, and the app inside it, in an environment of its own."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import venv
import zipfile
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement

import hmlc_core
from tests.browser.conftest import ROOT, serving

TEXT = "The midfielder scored twice and the club went through to the final."

pytestmark = pytest.mark.timeout(900)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    built = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", folder, ROOT]
    done = subprocess.run(built, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (made,) = folder.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of a fresh environment with the wheel; the other packages are lent by ours."""
    folder = tmp_path_factory.mktemp("fresh") / "environment"
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    (packages,) = folder.glob("lib/python*/site-packages")
    lent = Path(pytest.__file__).parents[1]
    (packages / "lent.pth").write_text(f"{lent}\n")
    subprocess.run(
        [python, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", wheel], check=True
    )
    return python.parent


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that has nothing to do with the checkout."""
    return tmp_path_factory.mktemp("elsewhere")


def environment(home: Path) -> dict[str, str]:
    """As a person has it: nothing in it leads to the checkout."""
    found = {**os.environ, "HMLC_HOME": str(home), "HMLC_EXAMPLES": "0"}
    found.pop("PYTHONPATH", None)
    return found


def hyperlabel(installed: Path, elsewhere: Path, *asked: str, given: str = "") -> dict[str, Any]:
    """What the command answers with --json; given: on standard input."""
    done = subprocess.run(
        [installed / "hyperlabel", *asked, "--json"],
        cwd=elsewhere, env=environment(elsewhere / "home"), input=given, capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def test_a_wheel_has_one_package_with_the_app_in_it_and_says_what_it_needs(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        (metadata,) = [name for name in names if name.endswith(".dist-info/METADATA")]
        said = message_from_bytes(archive.read(metadata))
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"hmlc_core"}
    inside = {name.removeprefix("hmlc_core/application/") for name in names}
    for kept in ("app.py", ".streamlit/config.toml", "pages/train.py", "assets/style/page.css"):
        assert kept in inside
    assert "hmlc_core/py.typed" in names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert said["Version"] == hmlc_core.__version__
    lines = (
        line.split("#")[0].strip() for line in (ROOT / "requirements.txt").read_text().splitlines()
    )
    needed = map(Requirement, said.get_all("Requires-Dist", []))
    assert {one for one in needed if one.marker is None} == {Requirement(a) for a in lines if a}


def test_the_command_trains_and_predicts(installed: Path, elsewhere: Path) -> None:
    run = hyperlabel(
        installed, elsewhere, "train", "--preset", "quick", "--set", "training.epochs=1",
        "--set", "corpus.documents=200", "--set", "training.kernels=torch",
    )  # fmt: skip
    assert run["status"] == "finished"
    found = hyperlabel(installed, elsewhere, "predict", run["run_id"], "-", given=TEXT)
    assert len(found["documents"]) == 1


def test_the_command_is_called_by_its_name(installed: Path, elsewhere: Path) -> None:
    done = subprocess.run(
        [installed / "hyperlabel", "--help"], cwd=elsewhere, capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    assert re.search(r"Usage: hyperlabel \[OPTIONS\] COMMAND", done.stdout)


def test_the_app_opens_from_the_wheel(installed: Path, tmp_path: Path, open_page: Any) -> None:
    from playwright.sync_api import expect

    command = (installed / "hyperlabel", "app")
    (script,) = installed.parent.glob("lib/python*/site-packages/hmlc_core/application/app.py")
    with serving(script, tmp_path / "home", root=tmp_path, command=command) as server:
        page = open_page(server.url)
        expect(page.get_by_role("heading", name="Labels grow on trees")).to_be_visible()
        expect(page.get_by_test_id("stHeader")).to_have_css("height", "42px")  # our style sheet
        page.goto(f"{server.url}/train")
        expect(page.get_by_role("button", name="Train", exact=True)).to_be_visible()


def test_versions_agree() -> None:
    said = (ROOT / "CITATION.cff").read_text()
    assert f"\nversion: {hmlc_core.__version__}\n" in said
