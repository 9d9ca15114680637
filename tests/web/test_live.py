"""When the pages of a preview are looked at anew, and what they are told: with looks that are made up."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from handouts.web.choice import Choice
from handouts.web.findings import Finding
from handouts.web.live import KEPT, Live, State
from handouts.web.look import Pages, Seen

BAD = Seen(None, (Finding("refused", "sleep/en-GB.md", 1, "It is empty.", "Write it."),), ())


def good(title: str) -> Seen:
    return Seen(Pages(title, "sleep-en-GB.pdf", b"", ()), (), ())


def told(looks: list[Seen], saves: dict[int, int]) -> list[State]:
    """What a page is told up to the last of these looks; `saves` is how many saves come during which of them."""

    async def follow() -> list[State]:
        count = 0
        loop = asyncio.get_running_loop()

        def look(_choice: Choice) -> Seen:
            nonlocal count
            count += 1
            for _ in range(saves.get(count, 0)):
                loop.call_soon_threadsafe(live.saved)
            return looks[count - 1]

        live = Live(look, Choice())
        task = asyncio.create_task(live.work())
        states = []
        async for state in live.follow(Choice()):
            states.append(state)
            if not state.rendering and state.saves == sum(saves.values()):
                live.end()
        task.cancel()
        assert count == len(looks)
        return states

    return asyncio.run(follow())


def shown(states: list[State]) -> list[tuple[str | None, int]]:
    """The title and the number of findings that a page shows when nothing is being made; it is told the newest alone."""
    return [(state.pages and state.pages.title, len(state.findings)) for state in states if not state.rendering]


def test_a_mistake_that_the_editor_is_just_mending_is_not_told() -> None:
    states = told([good("One"), BAD, good("Two")], {1: 1, 2: 1})
    assert shown(states) == [("Two", 0)]
    assert not any(state.findings for state in states)


def test_a_mistake_that_stays_is_told_with_the_last_good_pages() -> None:
    states = told([good("One"), BAD], {1: 1})
    assert shown(states) == [("One", 1)]
    assert states[-1].pages_at and states[-1].findings_at
    assert states[-1].pages_at < states[-1].findings_at


def test_saves_during_a_look_are_looked_at_once() -> None:
    assert shown(told([good("One"), good("Two")], {1: 5})) == [("Two", 0)]


def test_a_fault_of_the_program_is_told_and_the_work_goes_on() -> None:
    async def follow() -> list[str]:
        faults: list[Callable[[], Seen]] = [lambda: good("One"), lambda: Seen(*()), lambda: good("Two")]  # type: ignore[call-arg]
        live = Live(lambda _choice: faults.pop(0)(), Choice())
        task = asyncio.create_task(live.work())
        said = []
        async for state in live.follow(Choice()):
            if not state.rendering:
                said.append(state.findings[0].what if state.findings else state.pages.title if state.pages else "")
                live.saved()
            if len(said) == 3:
                live.end()
        task.cancel()
        return said

    assert asyncio.run(follow()) == ["One", "The program has a fault.", "Two"]


def test_choices_that_nobody_looks_at_are_forgotten_and_not_looked_at() -> None:
    async def visit() -> tuple[int, int]:
        looked: list[Choice] = []
        live = Live(lambda choice: (looked.append(choice), good("One"))[1], Choice())
        task = asyncio.create_task(live.work())
        for number in range(3 * KEPT):
            states = live.follow(Choice(site=f"site-{number}"))
            async for state in states:
                if not state.rendering:
                    break
            await states.aclose()
        before = len(looked)
        live.saved()
        await asyncio.sleep(0.05)
        task.cancel()
        return len(live._states), len(looked) - before

    kept, looks = asyncio.run(visit())
    assert kept <= KEPT + 1
    assert looks == 0
