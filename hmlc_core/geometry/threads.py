"""How many threads torch computes with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def one_thread() -> Iterator[None]:
    """Torch computes in the calling thread alone; around a call, or as a decorator of a function.

    On small tensors threads wait for each other more than they compute, and where other programs
    keep the cores busy they wait for a core each time.
    """
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)
