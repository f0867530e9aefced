"""The kernels as a package: lazy, without the interpreter lock, compiled ahead, never stale."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from hmlc_core.geometry import kernels

FOLDER = Path(kernels.__file__).parent


def run(code: str, *, path: Path | None = None, **environment: str) -> str:
    """What a fresh interpreter prints that finds packages in `path` first."""
    result = subprocess.run(
        [sys.executable, "-c", code],
        cwd=path,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return result.stdout.strip()


@pytest.mark.slow
def test_importing_the_package_does_not_import_numba():
    code = "import sys, hmlc_core.geometry.kernels; print('numba' in sys.modules)"
    assert run(code) == "False"


def test_every_kernel_releases_the_interpreter_lock():
    from hmlc_core.geometry.kernels import adam, gru, pooled, scores

    entries = [getattr(module, name) for module in (gru, scores, pooled) for name in ENTRIES]
    entries.append(adam.update)
    assert len(entries) == 7
    assert all(entry.targetoptions["nogil"] for entry in entries)


ENTRIES = ("forward", "backward")


@pytest.mark.slow
def test_prepared_kernels_are_ready_and_compile_no_more():
    from hmlc_core.geometry.kernels import gru, pooled, scores

    kernels.prepare_recurrence(torch.float64)
    kernels.prepare_scores(torch.float64)
    kernels.prepare_pooled(torch.float64)
    before = [len(getattr(m, name).signatures) for m in (gru, scores, pooled) for name in ENTRIES]
    words = torch.zeros(2, 3, 4, dtype=torch.float64).transpose(0, 1).requires_grad_()
    labels = torch.zeros(4, 5, dtype=torch.float64).T.requires_grad_()
    lengths = torch.tensor([0, 1, 2])
    kernels.neg_distances(words, labels, lengths, block=2, mode="l2").sum().backward()
    after = [len(getattr(m, name).signatures) for m in (gru, scores, pooled) for name in ENTRIES]
    assert after == before


def test_kernels_work_where_nothing_can_be_kept(monkeypatch: pytest.MonkeyPatch):
    import numba.core.caching

    from hmlc_core.geometry.kernels import scores
    from hmlc_core.geometry.kernels.compile import folder_of, kernel

    assert folder_of(scores.forward) is not None
    monkeypatch.setattr(numba.core.caching.CacheImpl, "_locator_classes", [])

    def double(x):
        return x + x

    compiled = kernel(double)
    assert compiled(2) == 4
    assert folder_of(compiled) is None


@pytest.mark.slow
def test_a_changed_part_is_compiled_again(tmp_path: Path):
    # numba by itself looks at the file of the kernel only, and would keep the old part.
    package = tmp_path / "hmlc_core" / "geometry" / "kernels"
    package.mkdir(parents=True)
    for folder in (package, package.parent, package.parent.parent):
        (folder / "__init__.py").touch()
    for name in ("compile.py", "scalar.py"):
        shutil.copy(FOLDER / name, package)
    (package / "probe.py").write_text(
        "from hmlc_core.geometry.kernels.compile import kernel\n"
        "from hmlc_core.geometry.kernels.scalar import sigmoid\n"
        "@kernel\n"
        "def probe(x):\n"
        "    return sigmoid(x)\n"
    )
    code = "from hmlc_core.geometry.kernels.probe import probe; print(probe(0.0))"
    cached = {"NUMBA_CACHE_DIR": str(tmp_path / "cache")}
    assert run(code, path=tmp_path, **cached) == "0.5"
    assert list((tmp_path / "cache").rglob("*.nbc"))
    part = package / "scalar.py"
    part.write_text(
        part.read_text().replace("real(1) / (real(2) + expm1", "real(1) / (real(4) + expm1")
    )
    assert run(code, path=tmp_path, **cached) == "0.25"
