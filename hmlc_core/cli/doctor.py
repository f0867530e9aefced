"""`doctor`: what is installed, where things are kept, what is missing and how to get it."""

from __future__ import annotations

import os
import platform
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

import hmlc_core
from hmlc_core.cli.answer import Json, answering
from hmlc_core.errors import HyperlabelError
from hmlc_core.masking import masked
from hmlc_core.shipped import program
from hmlc_core.wording import counted

_NEEDED = (
    "torch", "geoopt", "numpy", "scipy", "numba", "scikit-learn", "umap-learn", "networkx",
    "streamlit", "plotly", "mlflow-skinny", "sqlalchemy", "alembic", "safetensors", "typer", "rich",
)  # fmt: skip
_OPTIONAL = {
    "distributed": "for training on a cluster: pip install 'dask[distributed]'",
    "kaleido": "for charts as PNG: pip install kaleido",
}
_SCARCE = 1 << 30
"""Bytes of free disk below which a long training may not fit."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report.

    remedy: what to do about it; empty when all is well. needed: whether work stops without it.
    """

    topic: str
    found: str
    remedy: str = ""
    needed: bool = True


def doctor(as_json: Json = False) -> None:
    """Look at this machine; exit code 1 when something that is found stops work."""
    with answering(as_json) as answer:
        looks = (_machine, _packages, _kernels, _store, _scheduler, _data, _plugins)
        findings = [finding for look in looks for finding in look()]
        count = sum(bool(item.remedy) for item in findings)
        broken = any(item.remedy and item.needed for item in findings)
        answer.values = {"ok": not broken, "findings": [asdict(item) for item in findings]}
        for item in findings:
            mark = " " if not item.remedy else "!" if item.needed else "-"
            answer.say(f"{mark} {item.topic}: {item.found}")
            if item.remedy:
                answer.say(f"    {item.remedy}")
        if count:
            worst = "; those with ! stop work" if broken else ""
            answer.say(f"{counted(count, 'thing')} to look at{worst}.")
        else:
            answer.say("All is well.")
        answer.code = 1 if broken else 0


def _machine() -> Iterator[Finding]:
    yield Finding("hyperlabel", hmlc_core.__version__)
    yield Finding("python", f"{platform.python_version()} on {platform.platform()}")
    yield Finding("cores", str(os.cpu_count()))


def _packages() -> Iterator[Finding]:
    for name in _NEEDED:
        try:
            yield Finding(name, version(name))
        except PackageNotFoundError:
            yield Finding(name, "missing", "pip install -r requirements.txt")
    for module, purpose in _OPTIONAL.items():
        if find_spec(module) is None:
            yield Finding(module, f"not installed (optional, {purpose})")
        else:
            yield Finding(module, version(module))
    if find_spec("torch") is not None:
        import torch

        yield Finding("torch threads", str(torch.get_num_threads()))


def _kernels() -> Iterator[Finding]:
    """Compiled loops are kept on disk by numba."""
    folder = Path(hmlc_core.__file__).parent
    chosen = os.environ.get("NUMBA_CACHE_DIR")
    compiled = len(list((Path(chosen) if chosen else folder).rglob("*.nbc")))
    place = chosen or str(folder / "**" / "__pycache__")
    if compiled:
        yield Finding("compiled kernels", f"{compiled} in {place}")
    elif os.access(chosen or folder, os.W_OK):
        yield Finding("compiled kernels", f"none yet; `{program()} prepare` compiles them")
    else:
        yield Finding(
            "compiled kernels",
            f"{place} is not writable, so each start compiles anew",
            "Set NUMBA_CACHE_DIR to a folder of your own.",
            needed=False,
        )


def _store() -> Iterator[Finding]:
    from hmlc_core.data.home import home
    from hmlc_core.runs.store.store import RunStore

    place = home()
    above = next(folder for folder in (place, *place.parents) if folder.exists())
    if not above.is_dir():
        yield Finding("home", f"{above} is no folder", "Set HMLC_HOME to a folder of your own.")
    elif os.access(above, os.W_OK):
        yield Finding("home", str(place) + ("" if above == place else " (made at first use)"))
    else:
        yield Finding("home", f"{place} is not writable", "Set HMLC_HOME to a folder of your own.")
    free = shutil.disk_usage(above).free
    remedy = "Free some space, or set HMLC_HOME to another disk." if free < _SCARCE else ""
    yield Finding("free disk", f"{free / (1 << 30):.1f} GiB", remedy)
    store = RunStore()
    try:
        runs = store.runs()
    except HyperlabelError as error:
        yield Finding("run store", masked(store.uri), str(error))
        return
    file = place / "mlflow.db"
    size = f", {file.stat().st_size / (1 << 20):.1f} MiB" if file.exists() else ""
    yield Finding("run store", f"{masked(store.uri)} ({counted(len(runs), 'run')}{size})")
    lost = sum(run.status == "interrupted" for run in runs)
    if lost:
        remedy = f"`{program()} runs list` shows them; `runs resume ID` goes on."
        yield Finding("interrupted runs", str(lost), remedy, needed=False)


def _scheduler() -> Iterator[Finding]:
    """The cluster that the app and `ablate` train on, where one is named."""
    from hmlc_core.runs.queue.cluster import cluster

    try:
        executor = cluster()
    except HyperlabelError as error:
        yield Finding("scheduler", masked(os.environ["HMLC_SCHEDULER"]), str(error))
        return
    if executor is not None:
        workers = executor.workers()
        executor.shutdown()
        remedy = "" if workers else "Start some (`python -m dask worker`); runs wait for them."
        found = f"{masked(executor.address)} ({counted(workers, 'worker')})"
        yield Finding("scheduler", found, remedy, needed=False)


def _data() -> Iterator[Finding]:
    from hmlc_core.data.registry import data_dirs, list_corpora, missing_data_dirs

    names = ", ".join(info.name for info in list_corpora())
    yield Finding("corpora", names)
    for folder in missing_data_dirs():
        remedy = "Create it, or correct HMLC_DATA_DIR."
        yield Finding("data folder", f"{folder} is not there", remedy, needed=False)
    if not data_dirs():
        found = "none; HMLC_DATA_DIR may name folders with corpora of your own"
        yield Finding("data folders", found)
    yield _wordnet()


def _wordnet() -> Finding:
    """Only where it is: to read it takes a moment."""
    from hmlc_core.data.hypernyms.places import VARIABLE, find_wordnet

    try:
        return Finding("WordNet", str(find_wordnet()))
    except HyperlabelError as error:
        if os.environ.get(VARIABLE):
            return Finding("WordNet", os.environ[VARIABLE], str(error), needed=False)
        return Finding("WordNet", "none (optional, for hypernyms.source=wordnet)")


def _plugins() -> Iterator[Finding]:
    from hmlc_core.data import formats
    from hmlc_core.methods import loadable

    usable, unusable = loadable()
    yield Finding("methods", ", ".join(usable))
    readers = map(str, formats.problems())
    for what, broken in (("method", unusable), ("reader", readers)):
        for problem in broken:
            remedy = "Mend, update or remove the package that brings it."
            yield Finding(f"plug-in ({what})", problem, remedy, needed=False)
