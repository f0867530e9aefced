"""How the kernels are compiled; importing this imports numba, which takes about a second."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import numba

Compiled = Callable[..., Any]

# Beyond IEEE arithmetic only fused multiply-add is allowed: `scalar` depends on the order of its
# operations, and what is not a number must stay so.
_EXACT = {"contract"}
_OPTIONS: dict[str, Any] = {
    "nogil": True,  # a training thread leaves the interpreter to the pages
    "error_model": "numpy",  # a branch that raises on division by zero would stop vectorisation
}
_PART = _OPTIONS | {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}


def scalar(function: Compiled) -> Compiled:
    """Compile a function of numbers; it dissolves in the loop that calls it, which vectorises."""
    compiled: Compiled = numba.njit(fastmath=_EXACT, forceinline=True, **_PART)(function)
    return compiled


def inner(function: Compiled, *, fused: bool = True) -> Compiled:
    """Compile a part of kernels, which only kernels can call. fused: multiply-add is allowed."""
    compiled: Compiled = numba.njit(fastmath=_EXACT if fused else False, **_PART)(function)
    return compiled


def inlined(function: Compiled) -> Compiled:
    """Compile a list of calls as if it were written out in the kernel, which saves a fifth."""
    compiled: Compiled = numba.njit(fastmath=_EXACT, inline="always", **_PART)(function)
    return compiled


def reduction(function: Compiled) -> Compiled:
    """Compile a part of kernels whose sums may be reordered, or they would not vectorise."""
    compiled: Compiled = numba.njit(fastmath=_EXACT | {"reassoc"}, **_PART)(function)
    return compiled


def kernel(function: Compiled, *, fused: bool = True) -> Compiled:
    """Compile a function that Python calls, once a machine: the result is kept on disk.

    fused: as for `inner`.
    """
    compiled = numba.njit(fastmath=_EXACT if fused else False, **_OPTIONS)(function)
    with suppress(RuntimeError):  # no folder can be written to: each process compiles for itself
        compiled.enable_caching()
        # numba compares a kept kernel with the kernel's own file only, and would go on using it
        # after a change of a part in another file.
        folder = Path(function.__code__.co_filename).parent
        compiled._cache._cache_file._source_stamp = _sources(folder)
    result: Compiled = compiled
    return result


def folder_of(compiled: Any) -> str | None:
    """Where numba keeps a kernel; None where no folder can be written to."""
    folder: str | None = compiled.stats.cache_path
    return folder


@cache
def _sources(folder: Path) -> bytes:
    """Digest of all that kernels of this folder are made of: its files and those here."""
    digest = hashlib.sha256()
    for place in (Path(__file__).parent, folder):
        for path in sorted(place.glob("*.py")):
            digest.update(path.read_bytes())
    return digest.digest()
