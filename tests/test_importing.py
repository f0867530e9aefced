"""One thread imports at a time: shown on a package that two threads cannot import at once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

PACKAGE = """
import sys, time
def waits():  # the other thread, which has begun the module, for this package
    return "pair.edges" in sys.modules and any(
        (code := frame.f_code).co_name == "acquire" and "importlib" in code.co_filename
        for frame in sys._current_frames().values()
    )
# Where the first thread fails, the other begins the package anew, and nobody is left to wait for.
end = time.monotonic() + (0 if hasattr(sys, "begun") else {patience})
sys.begun = True
while not waits() and time.monotonic() < end:
    time.sleep(.001)
from pair.edges import NAME
"""
EDGES = """
from pair import cells
NAME = cells.NAME
"""

PROGRAM = """
import importlib, sys, threading, time
from hmlc_core.importing import one_thread_at_a_time
if {in_turn}:
    one_thread_at_a_time()
    one_thread_at_a_time()
failed = []
def load(name):
    try:
        importlib.import_module(name)
    except ImportError as error:
        failed.append(error)
first = threading.Thread(target=load, args=("pair",))
first.start()
while "pair" not in sys.modules:
    time.sleep(.001)
second = threading.Thread(target=load, args=("pair.edges",))
second.start()
first.join()
second.join()
print("failed" if failed else sys.modules["pair.edges"].NAME)
"""


@pytest.mark.slow
@pytest.mark.parametrize(("in_turn", "printed"), [(False, "failed"), (True, "cell")])
def test_two_threads_import_a_package_and_its_module(
    tmp_path: Path, in_turn: bool, printed: str
) -> None:
    package = tmp_path / "pair"
    package.mkdir()
    # In turn, nobody is waited for but in vain.
    (package / "__init__.py").write_text(PACKAGE.format(patience=1 if in_turn else 60))
    (package / "edges.py").write_text(EDGES)
    (package / "cells.py").write_text("NAME = 'cell'")
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(in_turn=in_turn)],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
        env={"PYTHONPATH": f"{ROOT}:{tmp_path}"},
    )
    assert done.stdout == f"{printed}\n"


def test_what_cannot_be_imported_is_told_as_ever(tmp_path: Path) -> None:
    program = """
from hmlc_core.importing import one_thread_at_a_time
one_thread_at_a_time()
try:
    import no_such_module
except ModuleNotFoundError as error:
    print(error.name)
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout == "no_such_module\n"
