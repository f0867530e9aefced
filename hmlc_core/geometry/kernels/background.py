"""Kernels made ready in the background, so that nobody waits for a compiler."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future, wait

import torch

PATIENCE = 3.0
"""Seconds a run waits for compiled kernels: enough to load them, not to compile them."""

_log = logging.getLogger(__name__)


class Background:
    """Calls `prepare` once for each precision, in a thread of its own."""

    def __init__(self, prepare: Callable[[torch.dtype], None]) -> None:
        self._prepare = prepare
        self._lock = threading.Lock()
        self._begun: dict[torch.dtype, Future[None]] = {}

    def begin(self, dtype: torch.dtype) -> Future[None]:
        """The preparation, begun by the first call; failed with what went wrong."""
        with self._lock:
            if dtype not in self._begun:
                self._begun[dtype] = Future()
                threading.Thread(
                    target=self._run, args=(dtype,), name="preparing-kernels", daemon=True
                ).start()
            return self._begun[dtype]

    def ready(self, dtype: torch.dtype, patience: float = PATIENCE) -> bool:
        """Whether kernels are ready, after at most `patience` seconds of waiting for them."""
        preparation = self.begin(dtype)
        wait([preparation], patience)
        return preparation.done() and preparation.exception() is None

    def _run(self, dtype: torch.dtype) -> None:
        try:
            self._prepare(dtype)
        except Exception as error:
            _log.warning("Compiled kernels cannot be used; training runs in torch", exc_info=error)
            self._begun[dtype].set_exception(error)
        else:
            self._begun[dtype].set_result(None)
