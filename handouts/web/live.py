"""What the open pages of a preview show, kept up with the files: the last good pages, and what is wrong since."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncGenerator, Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Thread
from typing import TypeVar

from handouts.errors import Problem
from handouts.web.choice import Choice, Switch, switches
from handouts.web.findings import Finding, findings
from handouts.web.look import Pages, Picture, Seen

AGAIN_AFTER = 0.15
"""Seconds after which a mistake is believed: an editor may have emptied the file and not yet written it."""
KEPT = 8
"""Choices that are remembered while nobody looks at them."""

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class State:
    """What a page shows: its last good pages and when they were read, and the findings of the newest look.

    `saves` is how many saves that look has seen.
    """

    pages: Pages | None = None
    pages_at: datetime | None = None
    findings: tuple[Finding, ...] = ()
    findings_at: datetime | None = None
    switches: tuple[Switch, ...] = ()
    rendering: bool = True
    saves: int = -1


class Live:
    """Looks again after each save, for each choice that somebody follows, one look at a time."""

    def __init__(self, look: Callable[[Choice], Seen], first: Choice) -> None:
        self._look = look
        self._states = {first: State()}
        self._followers: Counter[Choice] = Counter()
        self._saves = 0
        self._ended = False
        self._wake = asyncio.Event()
        self._news = asyncio.Event()
        self._looking = asyncio.Lock()

    def saved(self) -> None:
        """A file may have changed."""
        self._saves += 1
        self._wake.set()

    def end(self) -> None:
        """Nobody is told anything any more."""
        self._ended = True
        self._news.set()

    async def work(self) -> None:
        """Keep every choice that is followed up with the saves, for ever; of several saves, the newest counts."""
        while True:
            self._wake.clear()
            late = [choice for choice in self._states if self._is_late(choice)]
            if late:
                await self._renew(late[-1])
            else:
                await self._wake.wait()

    async def follow(self, choice: Choice) -> AsyncGenerator[State, None]:
        """What a page of this choice shows, now and whenever it changes."""
        self._remember(choice)
        self._followers[choice] += 1
        self._wake.set()
        told = None
        try:
            while not self._ended:
                news = self._news
                state = self._states[choice]
                if state is told:
                    await news.wait()
                else:
                    told = state
                    yield state
        finally:
            self._followers[choice] -= 1

    async def newest(self, choice: Choice) -> Seen:
        """A look at the files as they are now."""
        async with self._looking:
            return await _in_thread(lambda: self._look(choice))

    def picture(self, key: str) -> Picture | None:
        """A page of what is shown now."""
        shown = [state.pages.pictures for state in self._states.values() if state.pages]
        return next((one for pictures in shown for one in pictures if one.key == key), None)

    def _is_late(self, choice: Choice) -> bool:
        saves = self._states[choice].saves
        return saves < self._saves and (self._followers[choice] > 0 or saves < 0)

    async def _renew(self, choice: Choice) -> None:
        before, saves, now = self._states[choice], self._saves, datetime.now()
        self._tell(choice, replace(before, rendering=True))
        try:
            seen = await self.newest(choice)
        except Exception:
            logging.getLogger(__name__).exception("The program has a fault.")
            problem = Problem("", 0, "The program has a fault.", "The terminal says more.")
            seen = Seen(None, findings(None, [problem]), None)
        if seen.pages is None:
            await asyncio.sleep(AGAIN_AFTER)
            if self._saves > saves:
                return  # and look again
        offered = seen.switches or before.switches or switches(choice, None, ())
        pages, pages_at = (seen.pages, now) if seen.pages else (before.pages, before.pages_at)
        self._tell(choice, State(pages, pages_at, seen.findings, now, offered, rendering=False, saves=saves))

    def _tell(self, choice: Choice, state: State) -> None:
        self._states[choice] = state
        self._news.set()
        self._news = asyncio.Event()

    def _remember(self, choice: Choice) -> None:
        """The choice comes last; of those that nobody follows, the oldest are forgotten."""
        self._states[choice] = self._states.pop(choice, State())
        idle = [one for one in self._states if one != choice and not self._followers[one]]
        for one in idle[:-KEPT]:
            del self._states[one], self._followers[one]


async def _in_thread(do: Callable[[], Result]) -> Result:
    """Do it beside the event loop, in a thread that does not keep the program from ending."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[Result] = loop.create_future()

    def settle(result: Result | None, error: BaseException | None) -> None:
        if future.cancelled():
            return
        if error:
            future.set_exception(error)
        else:
            future.set_result(result)  # type: ignore[arg-type]

    def run() -> None:
        result, fault = None, None
        try:
            result = do()
        except BaseException as error:
            fault = error
        with suppress(RuntimeError):  # the loop has ended
            loop.call_soon_threadsafe(settle, result, fault)

    Thread(target=run, daemon=True).start()
    return await future
