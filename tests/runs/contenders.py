"""Programs that do the same with one store at the same moment."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from textwrap import indent

ROUNDS = 40
"""Moments; at a few of them one program is far ahead of the others, at most they are not."""

PROGRAM = """
import sys, time
from hmlc_core.errors import StoreError
from hmlc_core.experiment import Experiment
from hmlc_core.runs.store.store import RunStore

store = RunStore(sys.argv[1])
store.runs()
print("ready", flush=True)
for line in sys.stdin:
    told, moment = line.rsplit(maxsplit=1)
    time.sleep(max(0.0, float(moment) - time.time()))
{deed}
    print(answer, flush=True)
"""


@contextmanager
def contenders(uri: str, deed: str, count: int) -> Iterator[Callable[[str], list[str]]]:
    """`ask(told)`: the answers of `count` programs, each of which has a store open and does `deed`.

    deed: lines that set `answer`, a line of text, from `told` and `store`.
    """
    command = [sys.executable, "-c", PROGRAM.format(deed=indent(deed, " " * 4)), uri]
    started = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(count)
    ]

    def heard(process: subprocess.Popen[str]) -> str:
        assert process.stdout is not None
        return process.stdout.readline().strip()

    def ask(told: str) -> list[str]:
        moment = time.time() + 0.05
        for each in started:
            assert each.stdin is not None
            each.stdin.write(f"{told} {moment}\n")
            each.stdin.flush()
        return [heard(each) for each in started]

    try:
        assert [heard(each) for each in started] == ["ready"] * count
        yield ask
    finally:
        for each in started:
            each.communicate()
