"""Shows how far a run is, and stops it when the person says so."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from handouts.run.batch import Event, Outcome

EVERY = 10.0
"""Seconds between two lines of progress where there is no terminal."""

Steps = Generator[Event, None, Outcome]


@contextmanager
def stop_on_interrupt() -> Iterator[Callable[[], bool]]:
    """Tells whether Ctrl-C was pressed (or the program told to end); pressed again, it ends at once."""
    pressed: list[int] = []

    def press(number: int, _frame: object) -> None:
        if pressed:
            raise KeyboardInterrupt
        pressed.append(number)
        print("\nThe leaflets in hand are being finished. Press Ctrl-C again to stop at once.", file=sys.stderr)

    before = {number: signal.signal(number, press) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield lambda: bool(pressed)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def follow(steps: Steps, total: int) -> Outcome:
    """Go through a run's steps and show how far it is: a bar at a terminal, else a line now and then."""
    console = Console(stderr=True)
    return _with_bar(steps, total, console) if console.is_terminal else _with_lines(steps, total)


def _with_bar(steps: Steps, total: int, console: Console) -> Outcome:
    columns = (
        MofNCompleteColumn(),
        BarColumn(),
        TextColumn("{task.fields[failed]} failed"),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=total, failed=0, rate="")
        failed = 0

        def step(event: Event) -> None:
            nonlocal failed
            failed += event == "failed"
            speed = bar.tasks[0].speed
            bar.update(task, advance=1, failed=failed, rate=f"{speed:.1f} a second" if speed else "")

        return _go(steps, step)


def _with_lines(steps: Steps, total: int) -> Outcome:
    counts = {"made": 0, "failed": 0}
    last = begun = time.monotonic()

    def step(event: Event) -> None:
        nonlocal last
        counts[event] += 1
        now, done = time.monotonic(), sum(counts.values())
        if now - last >= EVERY:
            last = now
            rate = done / (now - begun)
            left = f"{rate:.1f} a second, {(total - done) / rate:.0f} seconds left"
            print(f"{counts['made']} of {total} made, {counts['failed']} failed; {left}", file=sys.stderr, flush=True)

    return _go(steps, step)


def _go(steps: Steps, step: Callable[[Event], None]) -> Outcome:
    while True:
        try:
            step(next(steps))
        except StopIteration as end:
            outcome: Outcome = end.value
            return outcome
