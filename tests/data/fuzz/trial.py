"""Everything that reads files, tried on cases: `python -m tests.data.fuzz.trial HOME SEED…`.

A process of its own, with bounded memory, ends when one case takes too long, and names each seed
before it tries it. What it prints: `seed N`, and below it the traceback of what was wrong; at last,
to standard error, the processor's time for the longest reading, and the most memory.
"""

from __future__ import annotations

import faulthandler
import io
import os
import resource
import shutil
import signal
import sys
import tempfile
import time
import traceback
import warnings
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import TypeVar

from hmlc_core.data import formats
from hmlc_core.data.check import check
from hmlc_core.data.corpus import Corpus
from hmlc_core.data.edges import load_graph
from hmlc_core.data.formats.edges import holds_edges
from hmlc_core.data.formats.layout import Layout
from hmlc_core.data.formats.texts import read_texts
from hmlc_core.data.formats.vectors import holds_vectors
from hmlc_core.data.hypernyms.reading import read_hypernyms
from hmlc_core.data.preview import preview
from hmlc_core.data.registry import list_corpora, load_corpus
from hmlc_core.data.upload import add, read_upload
from hmlc_core.data.vectors import read_vectors
from hmlc_core.errors import HyperlabelError
from tests.data.fuzz.cases import Case, made

SECONDS = 5
"""Of the processor, that one reading may take; the process ends otherwise."""

MEGABYTES = 1_000
"""That the process may ask for beyond what it has when it begins."""

TAKEN: list[float] = []
"""Seconds of the processor that each reading took."""

WORDS = ("sport", "cat", "tooth", "dog", "tax")
"""A vocabulary whose vectors and hypernyms are asked for."""

_T = TypeVar("_T")
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
_CHANGING = (
    "os.mkdir",
    "os.rename",
    "os.remove",
    "os.rmdir",
    "os.link",
    "os.symlink",
    "os.truncate",
)


def attempt(case: Case, place: Path) -> None:
    """Read the case by every way; raises whatever is no answer for a person."""
    path, layout = case.write(place), case.layout
    report = answer(lambda: check(path, layout=layout))
    assert report is not None, "check raises an error instead of reporting it"
    edges = not case.folder and not layout.of_documents and holds_edges(path)
    vectors = not (case.folder or edges or layout.of_documents) and holds_vectors(path)
    if edges:
        read = answer(lambda: load_graph(path, child_first=layout.child_first)) is not None
    elif vectors:
        read = answer(lambda: read_vectors(path)) is not None
    else:
        read = answer(lambda: preview(formats.load(path, layout=layout))) is not None
    assert read == report.ok, f"check says {report.ok}, loading {read}"
    answer(lambda: formats.summary(path))
    answer(lambda: read_hypernyms(str(path), WORDS, "all"))
    if not case.folder:
        _alone(path)
    uploads = [("desk.zip", case.packed), *(() if case.folder else case.files.items())]
    for upload in uploads:
        answer(partial(_uploaded, *upload, layout))
    if report.corpus is not None and case.seed % 5 == 0:
        _kept(path, layout)


def answer(reading: Callable[[], _T]) -> _T | None:
    """What a reading gives, or None where it refuses; it has `SECONDS` for either."""
    started = time.process_time()
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        return reading()
    except HyperlabelError as error:
        str(error).encode()  # it can be printed
        return None
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        TAKEN.append(time.process_time() - started)


def _uploaded(name: str, content: bytes, layout: Layout) -> Corpus:
    return read_upload(name, io.BytesIO(content), layout=layout)


def _alone(path: Path) -> None:
    """The file as edges, vectors, documents without labels, and as what belongs to others: their
    hierarchy, and the names of their labels."""
    table, numbers = path.parent / "table.csv", path.parent / "numbers.csv"
    table.write_text("text,labels\nA,sport\nB,tennis\n")
    numbers.write_text("text,labels\nA,0\nB,1\n")
    answer(lambda: load_graph(path))
    answer(lambda: read_vectors(path))
    answer(lambda: read_vectors(path, only=WORDS))
    answer(lambda: list(read_texts(path)))
    answer(lambda: formats.load(table, path))
    answer(lambda: formats.load(numbers, path, Layout(names=path)))


def _kept(path: Path, layout: Layout) -> None:
    """What is added is read again, and is the same."""
    if (info := answer(lambda: add(path, layout=layout))) is None:
        return
    read, again = formats.load(path, layout=layout), load_corpus(info.name)
    assert [(item.id, item.text) for item in read.train] == [
        (item.id, item.text) for item in again.train
    ]
    assert set(read.graph.names) == set(again.graph.names)
    assert info.path is not None
    assert any(vars(info) | vars(listed) == vars(info) for listed in list_corpora())
    shutil.rmtree(info.path)


def main(home: Path, seeds: Iterable[int]) -> None:
    """Try the cases of these seeds; nothing may be written outside `home`."""
    os.environ["HMLC_HOME"] = str(home)
    warnings.simplefilter("error")
    tempfile.tempdir = str(home)
    _watch(home.resolve())
    # Says where it was, and then does what the signal does by itself: it ends the process.
    faulthandler.register(signal.SIGPROF, sys.stdout, all_threads=False, chain=True)
    limit = _virtual() + MEGABYTES * 2**20
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    for seed in seeds:
        print(f"seed {seed}", flush=True)
        place = Path(tempfile.mkdtemp(dir=home))
        try:
            attempt(made(seed), place)
        except Exception:
            print(traceback.format_exc(limit=-6), flush=True)
        shutil.rmtree(place)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 2**10
    print(f"longest reading {max(TAKEN):.2f} s, at most {memory} MB", file=sys.stderr)


def _virtual() -> int:
    return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()


def _watch(home: Path) -> None:
    """Report whatever is about to be changed elsewhere, and do not let it happen."""

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if event == "open":
            path, _, flags = arguments
            changes = isinstance(flags, int) and bool(flags & _WRITING)
        else:
            # Names below an open folder come from removing what stands in `home`.
            path, changes = arguments[0] if arguments else None, event in _CHANGING
            changes = changes and (len(arguments) < 2 or arguments[-1] == -1)
        # What Python compiles for itself is no file that we write.
        if changes and isinstance(path, (str, bytes)) and "__pycache__" not in os.fsdecode(path):
            absolute = str(Path(os.fsdecode(path)).absolute())
            if not absolute.startswith((str(home), "/dev/")):
                print(f"AssertionError: {event} of {absolute}", flush=True)
                raise AssertionError(absolute)

    sys.addaudithook(hook)


if __name__ == "__main__":
    main(Path(sys.argv[1]), range(int(sys.argv[2]), int(sys.argv[3])))
