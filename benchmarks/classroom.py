"""A class on one server: how long a step of a lesson takes one reader, alone and among others.

The reader is a Chromium that presses Next through the first lessons; the others speak Streamlit's
protocol on the websocket, so that the browsers of thirty people need not be on this machine too.
"At their own pace" each of them goes on after a while of reading; "at the same moment" all press
whenever the reader does, as when a teacher says so.
"""

from __future__ import annotations

import asyncio
import json
import random
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Annotated, Any

import typer

from benchmarks.chromium import chromium, new_page
from benchmarks.harness import say
from pages.ui.lessons import parse
from tests.browser.conftest import ROOT, serving

LESSONS = 4
"""The first lessons, by their order."""

AT_REST = """
(step) =>
  new URL(location).searchParams.get("step") === step &&
  document.querySelector(".stApp")?.dataset.testScriptState === "notRunning" &&
  document.querySelector(".st-key-lesson-next button") !== null
"""
PRESS = f"""
async (wanted) => {{
  const start = performance.now();
  const ready = {AT_REST.strip()};
  document.querySelector(".st-key-lesson-next button").click();
  while (!ready(wanted)) {{
    await new Promise((done) => requestAnimationFrame(done));
    if (performance.now() - start > 60000) throw new Error("the step does not come");
  }}
  return (performance.now() - start) / 1000;
}}
"""
ANSWERED = "document.querySelector('.st-key-lesson-next button')?.disabled === false"


def main(
    clients: Annotated[int, typer.Option(min=1, help="Others in the class.")] = 30,
    reading: Annotated[float, typer.Option(help="Seconds that each of them reads a step.")] = 20.0,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Seconds of a step as one reader sees it: alone, and with a class on the same server."""
    lessons = sorted(map(parse.read, parse.names()), key=lambda lesson: lesson.order)[:LESSONS]
    addresses = [
        step.link.address(lesson.name, number)
        for lesson in lessons
        for number, step in enumerate(lesson.steps, start=1)
    ]
    with (
        tempfile.TemporaryDirectory() as home,
        serving(ROOT / "app.py", Path(home)) as server,
        chromium() as browser,
    ):
        page = new_page(browser, height=800)
        _read(page, server.url, lessons)  # the first visitor of a server waits for imports
        say("alone")
        results: dict[str, Any] = {"alone": _summary(_read(page, server.url, lessons))}
        group = Class(server.url, clients, addresses)
        try:
            say(f"{clients} others at their own pace")
            group.wander(reading)
            time.sleep(reading)  # until they are spread over the steps
            alone = len(group.seconds)
            results["own_pace"] = _summary(_read(page, server.url, lessons))
            results["own_pace"]["others"] = _summary(group.seconds[alone:])
            group.settle()
            say(f"{clients} others at the same moment")
            alone = len(group.seconds)
            results["same_moment"] = _summary(_read(page, server.url, lessons, group.all_step))
            results["same_moment"]["others"] = _summary(group.seconds[alone:])
        finally:
            group.close()
    if as_json:
        typer.echo(json.dumps(results | {"clients": clients, "reading_s": reading}))
        return
    for name, found in results.items():
        typer.echo(f"{name:12}  p50 {found['p50']:5.2f} s  p95 {found['p95']:5.2f} s")


def _read(
    page: Any,
    url: str,
    lessons: Sequence[parse.Lesson],
    pressed: Callable[[], Future[Any] | None] = lambda: None,
) -> list[float]:
    """Seconds from each press of Next until its step is there and the page at rest.

    pressed: called at each press; the next one waits for what it gives.
    """
    seconds = []
    for lesson in lessons:
        page.goto(f"{url}/{lesson.steps[0].link.address(lesson.name, 1)}")
        for number in range(2, len(lesson.steps) + 1):
            page.wait_for_function(AT_REST, arg=str(number - 1))
            if not page.evaluate(ANSWERED):
                page.locator(
                    '[class*="st-key-lesson"] [role=radiogroup] label:visible'
                ).first.click()
                page.wait_for_function(ANSWERED)
            page.wait_for_timeout(500)
            others = pressed()
            seconds.append(page.evaluate(PRESS, str(number)))
            if others is not None:
                others.result()
    return seconds


def _summary(seconds: Sequence[float]) -> dict[str, float]:
    cuts = statistics.quantiles(seconds, n=20, method="inclusive")
    return {"p50": round(cuts[9], 3), "p95": round(cuts[18], 3), "steps": len(seconds)}


class Class:
    """Others on the websocket, in a thread of their own.

    seconds: how long each of their steps took, as their messages show it.
    """

    def __init__(self, url: str, size: int, addresses: Sequence[str]) -> None:
        self.url, self.addresses = url.replace("http://", "ws://") + "/_stcore/stream", addresses
        self.seconds: list[float] = []
        self.random = random.Random(0)
        self.places = [0] * size
        self.going = False
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        self.sockets = self._call(self._connect()).result()
        self.walks: Future[Any] | None = None

    def wander(self, reading: float) -> None:
        """Each goes through the steps, and reads between half and one and a half times so long."""
        self.going = True

        async def walk(number: int) -> None:
            while self.going:
                await asyncio.sleep(reading * self.random.uniform(0, 1))
                await self._step(number)
                await asyncio.sleep(reading * self.random.uniform(0.25, 0.75))

        self.walks = self._call(self._together(walk))

    def settle(self) -> None:
        """Let everybody stop where they are."""
        self.going = False
        if self.walks is not None:
            self.walks.result()

    def all_step(self) -> Future[Any]:
        """Everybody's next step, now."""
        return self._call(self._together(self._step))

    def close(self) -> None:
        """Leave the server."""

        async def leave(number: int) -> None:
            await self.sockets[number].close()

        self.going = False
        self._call(self._together(leave)).result()
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()

    def _call(self, work: Any) -> Future[Any]:
        return asyncio.run_coroutine_threadsafe(work, self.loop)

    async def _together(self, each: Callable[[int], Any]) -> None:
        await asyncio.gather(*(each(number) for number in range(len(self.places))))

    async def _connect(self) -> list[Any]:
        from websockets.asyncio.client import connect

        return [
            await connect(self.url, subprotocols=["streamlit"], max_size=None)  # type: ignore[list-item]
            for _ in self.places
        ]

    async def _step(self, number: int) -> None:
        """Ask for the next step of the lessons, and take all that the server sends for it."""
        from streamlit.proto.BackMsg_pb2 import BackMsg
        from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

        address = self.addresses[self.places[number] % len(self.addresses)]
        self.places[number] += 1
        page, _, query = address.partition("?")
        question = BackMsg()
        question.rerun_script.page_name = page
        question.rerun_script.query_string = query
        started = time.perf_counter()
        await self.sockets[number].send(question.SerializeToString())
        while True:
            answer = ForwardMsg.FromString(await self.sockets[number].recv())
            ended = answer.WhichOneof("type") == "script_finished"
            if ended and answer.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                break
        self.seconds.append(time.perf_counter() - started)
