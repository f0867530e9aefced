"""No file, however damaged, gives anything but a corpus or a message, soon and in little memory.

Seeds mean other cases when a format gets a sample: what was wrong is kept in `test_once_wrong`.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.data.fuzz.cases import made

ROOT = Path(__file__).parents[3]

linux = pytest.mark.skipif(sys.platform != "linux", reason="memory is bounded as Linux does it")


def wrong(seeds: range, home: Path) -> Iterator[str]:
    """What was wrong with the cases of these seeds; the one that ends the process is told, too.

    It is tried twice: a machine that is very busy may charge a reading for its waiting.
    """
    again = -1
    while seeds:
        command = [sys.executable, "-m", "tests.data.fuzz.trial", str(home)]
        command += [str(seeds.start), str(seeds.stop)]
        ended = subprocess.run(command, capture_output=True, text=True, errors="replace", cwd=ROOT)
        tried = re.split(r"^(?=seed \d+$)", ended.stdout, flags=re.MULTILINE)[1:]
        yield from (told for told in tried if told.count("\n") > 1)
        assert tried, ended.stderr
        if not ended.returncode:
            return
        last = int(tried[-1].split()[1])
        if last != again:
            again, seeds = last, range(last, seeds.stop)
            continue
        yield f"seed {last} ended the process with {ended.returncode}: {ended.stderr[-2000:]}"
        seeds = range(last + 1, seeds.stop)


def test_a_seed_gives_the_same_case() -> None:
    assert made(11) == made(11) != made(12)


@linux
@pytest.mark.slow
@pytest.mark.timeout(1_200)
@pytest.mark.parametrize("start", range(0, 1_500, 300))
def test_a_sample(start: int, tmp_path: Path) -> None:
    assert list(wrong(range(start, start + 300), tmp_path)) == []


@linux
@pytest.mark.soak
@pytest.mark.timeout(0)
@pytest.mark.parametrize("start", range(10_000, 30_000, 2_000))
def test_very_many(start: int, tmp_path: Path) -> None:
    assert list(wrong(range(start, start + 2_000), tmp_path)) == []
