"""Whoever looks at a page goes first: threads that train rest while one is made.

Somebody waits for a page, and nobody for the next milliseconds of a training. A lower priority is
not enough: threads still take turns at the interpreter, and the browser needs a core as well.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import final

PAINTING = 0.2
"""Seconds after a page's script in which a browser shows what it was sent."""

LONGEST = 0.5
"""Seconds of a rest at most: a page may read a large corpus, and training is to go on."""


@final
class Courtesy:
    """Pages that are being made, and threads that rest meanwhile.

    After a rest they work for as long as they have rested, so that training keeps half of its
    time however many people look. painting, longest: as `PAINTING` and `LONGEST`.
    """

    def __init__(self, *, painting: float = PAINTING, longest: float = LONGEST) -> None:
        self.painting, self.longest = painting, longest
        self._changed = threading.Condition()
        self._pages = 0
        self._painted = self._due = -math.inf
        self._thread = threading.local()

    @contextmanager
    def page(self) -> Iterator[None]:
        """Around what makes a page."""
        with self._changed:
            self._pages += 1
        try:
            yield
        finally:
            with self._changed:
                self._pages -= 1
                self._painted = time.monotonic() + self.painting
                self._changed.notify_all()

    @property
    def unhurried(self) -> bool:
        """Whether the thread that asks is one that lets pages go first; others are not."""
        return getattr(self._thread, "unhurried", False)

    @unhurried.setter
    def unhurried(self, value: bool) -> None:
        self._thread.unhurried = value

    def give_way(self) -> None:
        """`rest`, if the thread that calls is unhurried."""
        if self.unhurried:
            self.rest()

    def rest(self) -> None:
        """Return once no page is made or painted, or when it has lasted too long."""
        start = time.monotonic()
        if start < self._due or not (self._pages or start < self._painted):
            return
        with self._changed:
            while (left := self._until(start) - time.monotonic()) > 0:
                self._changed.wait(left)
        end = time.monotonic()
        self._due = end + (end - start)

    def _until(self, start: float) -> float:
        """When a rest that began at `start` ends, as far as it is known."""
        return min(start + self.longest, math.inf if self._pages else self._painted)


courtesy = Courtesy()
"""Of this process."""
