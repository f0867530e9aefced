"""Visitors without a browser: they speak Streamlit's protocol on the websocket, as a browser does.

Each looks at one page, reruns it now and then, and asks for the parts that keep themselves up to
date as often as the page says: that is most of what a browser asks of a server.
"""

from __future__ import annotations

import asyncio
import random
import threading
import time
from collections.abc import Sequence

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg


class Visitor:
    """One of them. address: page and query, as in `hierarchy?run=…`.

    seconds: of each rerun of the whole page, from the question to the end of the script. polls: how
    many parts were asked for. parts: how many were drawn.
    """

    def __init__(self, url: str, address: str) -> None:
        self.url, (self.page, _, self.query) = url, address.partition("?")
        self.seconds: list[float] = []
        self.polls = self.parts = 0
        self._hash = ""
        self._timers: dict[str, tuple[float, asyncio.Task[None]]] = {}
        self._done = asyncio.Event()

    async def visit(self, pause: float, draw: random.Random) -> None:
        """Open the page, and rerun it every `pause` seconds on average, until cancelled."""
        from websockets.asyncio.client import connect

        address = self.url.replace("http://", "ws://") + "/_stcore/stream"
        async with connect(address, subprotocols=["streamlit"], max_size=None) as self._socket:  # type: ignore[list-item]
            try:
                await asyncio.gather(self._listen(), self._look(pause, draw))
            finally:
                for _, timer in self._timers.values():
                    timer.cancel()

    async def _look(self, pause: float, draw: random.Random) -> None:
        await self._rerun()  # no reaction yet: the page is made
        self.seconds.clear()
        while True:
            await asyncio.sleep(pause * draw.uniform(0.5, 1.5))
            await self._rerun()

    async def _rerun(self) -> None:
        self._done.clear()
        started = time.perf_counter()
        await self._ask()
        await self._done.wait()
        self.seconds.append(time.perf_counter() - started)

    async def _ask(self, part: str = "") -> None:
        question = BackMsg()
        rerun = question.rerun_script
        rerun.query_string = self.query
        rerun.context_info.url = f"{self.url}/{self.page}"
        if self._hash:
            rerun.page_script_hash = self._hash
        else:
            rerun.page_name = self.page
        if part:
            rerun.fragment_id, rerun.is_auto_rerun = part, True
        await self._socket.send(question.SerializeToString())

    async def _listen(self) -> None:
        while True:
            message = ForwardMsg.FromString(await self._socket.recv())
            match message.WhichOneof("type"):
                case "new_session" if not message.metadata.run.fragment_ids:  # the whole page
                    for part in [*self._timers]:
                        self._stop(part)
                case "navigation":
                    self._hash = message.navigation.page_script_hash
                case "script_finished":
                    self._finished(message.script_finished)
                case "auto_rerun":
                    self._keep_up(message.auto_rerun.fragment_id, message.auto_rerun.interval)
                case "stop_auto_rerun":
                    for part in message.stop_auto_rerun.fragment_ids:
                        self._stop(part)

    def _finished(self, how: int) -> None:
        if how == ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY:
            self.parts += 1
        elif how == ForwardMsg.FINISHED_SUCCESSFULLY:
            self._done.set()

    def _keep_up(self, part: str, interval: float) -> None:
        """Ask for the part every `interval` seconds from now on, as a browser's timer does."""
        if self._timers.get(part, (0.0,))[0] == interval:
            return
        self._stop(part)

        async def ticking() -> None:
            while True:
                await asyncio.sleep(interval)
                self.polls += 1
                await self._ask(part)

        self._timers[part] = interval, asyncio.create_task(ticking())

    def _stop(self, part: str) -> None:
        if part in self._timers:
            self._timers.pop(part)[1].cancel()


class Crowd:
    """Visitors at their own pace, in a thread of their own, until `leave`."""

    def __init__(self, url: str, addresses: Sequence[str], pause: float) -> None:
        self.visitors = [Visitor(url, address) for address in addresses]
        self._pause, self._draw = pause, random.Random(0)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._over = asyncio.Event()
        self._stay = asyncio.run_coroutine_threadsafe(self._staying(), self._loop)

    def forget(self) -> None:
        """Count reactions from now on."""
        for visitor in self.visitors:
            visitor.seconds.clear()
            visitor.polls = visitor.parts = 0

    def leave(self) -> None:
        """Close all connections. Raises what went wrong with one of them."""
        self._loop.call_soon_threadsafe(self._over.set)
        try:
            self._stay.result()
        finally:
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
            self._loop.close()

    async def _staying(self) -> None:
        visits = [asyncio.create_task(self._visit(visitor)) for visitor in self.visitors]
        over = asyncio.create_task(self._over.wait())
        await asyncio.wait([*visits, over], return_when=asyncio.FIRST_COMPLETED)
        for visit in (over, *visits):
            visit.cancel()
        for end in await asyncio.gather(*visits, return_exceptions=True):
            if not isinstance(end, asyncio.CancelledError):
                raise RuntimeError("a visitor ended before its time") from end

    async def _visit(self, visitor: Visitor) -> None:
        await asyncio.sleep(self._pause * self._draw.uniform(0, 1))  # they do not come at once
        await visitor.visit(self._pause, self._draw)
