"""Kernels are prepared once, in the background, and what goes wrong there is kept."""

from __future__ import annotations

import threading

import torch

from hmlc_core.geometry.kernels.background import Background


def test_ready_is_what_was_prepared() -> None:
    go_on, called = threading.Event(), []

    def prepare(dtype: torch.dtype) -> None:
        go_on.wait(10)
        called.append(dtype)

    background = Background(prepare)
    assert not background.ready(torch.float32, patience=0.01)
    go_on.set()
    assert background.ready(torch.float32, patience=10)
    assert background.ready(torch.float32)
    assert called == [torch.float32]
    assert background.begin(torch.float64).result(10) is None
    assert called == [torch.float32, torch.float64]


def test_what_goes_wrong_is_kept() -> None:
    def broken(dtype: torch.dtype) -> None:
        raise OSError("no compiler")

    background = Background(broken)
    assert not background.ready(torch.float32, patience=10)
    assert str(background.begin(torch.float32).exception()) == "no compiler"
