"""Figures: numbers that a handout gives as data, to be drawn; and what they say to those who do not see the drawing."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import AfterValidator

from handouts.content.fields import Line, Model, mistake, read_fields, typed
from handouts.content.words import Words
from handouts.errors import Problems, nearest

KINDS = ("icon-array", "bar-chart")
"""What stands after ``` at the beginning of a figure."""
OUT_OF = 100
"""The people of an icon array."""
FEWEST_BARS, MOST_BARS = 2, 10


@dataclass(frozen=True, slots=True)
class IconArray:
    """So many of 100 people: `count` of them are, do or have what the `label` says, and the `others` do not."""

    kind: ClassVar[str] = "icon_array"
    line: int
    id: str
    title: str
    count: int
    label: str
    others: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """A number, as it was written, and what it is the number of."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class BarChart:
    """Numbers of one unit side by side, and one that they are compared with, if any."""

    kind: ClassVar[str] = "bar_chart"
    line: int
    id: str
    title: str
    unit: str
    bars: tuple[Bar, ...]
    reference: Bar | None
    sources: tuple[str, ...]


Figure = IconArray | BarChart


def shares(figure: IconArray, words: Words) -> tuple[tuple[str, str], tuple[str, str]]:
    """Those who are filled in and the others: how many, and what they are."""
    numbers = (figure.count, OUT_OF - figure.count)
    counted, others = (words.figure.share.format(count=number) for number in numbers)
    return (counted, figure.label), (others, figure.others)


def amount(bar: Bar, figure: BarChart, words: Words) -> str:
    """The number of a bar, with its unit."""
    return f"{words.decimal(bar.value)} {figure.unit}"


def quantities(figure: Figure, words: Words) -> dict[str, str]:
    """What the text may name a figure's numbers by, and how they are written there."""
    if isinstance(figure, IconArray):
        return {figure.id: shares(figure, words)[0][0]}
    bars = [*figure.bars, *([figure.reference] if figure.reference else [])]
    return {f"{figure.id}.{bar.label}": amount(bar, figure, words) for bar in bars}


def alternative(figure: Figure, words: Words) -> str:
    """What a figure says besides its title, in words: all of its data, made from nothing else."""
    if isinstance(figure, IconArray):
        said = " ".join(_sentence(f"{number} {what}") for number, what in shares(figure, words))
        return words.figure.icon_array.format(shares=said)
    bars = " ".join(_sentence(f"{bar.label}: {amount(bar, figure, words)}") for bar in figure.bars)
    chart = words.figure.bar_chart.format(bars=bars)
    if figure.reference is None:
        return chart
    line = f"{figure.reference.label}: {amount(figure.reference, figure, words)}"
    return f"{chart} {_sentence(words.figure.dashed_line.format(line=line))}"


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _id(value: str) -> str:
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", value):
        raise mistake(f"is `{value}`, not an id.", "Use small letters, digits and -.")
    return value


def _plain(value: str) -> str:
    if found := re.search(r"\[[@=]|\*\*", value):
        raise mistake(f"holds `{found.group()}`.", "Write plain words; name the sources in `sources`.")
    return value


def _count(value: str) -> str:
    if not re.fullmatch(r"[1-9][0-9]?", value):
        raise mistake(f"is `{value}`.", "Write a whole number from 1 to 99: so many of 100 people.")
    return value


def _number(value: str) -> str:
    if re.fullmatch(r"(0|[1-9][0-9]{0,8})\.[0-9]*0", value):
        raise mistake(f"is `{value}`.", "Take the zeros at its end out: 2.50 may be read as 250.")
    if not re.fullmatch(r"(0|[1-9][0-9]{0,8})(\.[0-9]{1,2})?", value):
        raise mistake(f"is `{value}`.", "Write a number of at most two decimals and not below 0, as in 2.4.")
    return value


def _sources(value: tuple[str, ...]) -> tuple[str, ...]:
    if not value:
        raise mistake("names no source.", "Name at least one of the front matter.")
    if len(set(value)) < len(value):
        raise mistake("names a source twice.", "Name each once.")
    return value


Plain = Annotated[Line, AfterValidator(_plain)]
Number = Annotated[Line, AfterValidator(_number)]


def _bars(value: dict[str, str]) -> dict[str, str]:
    if not FEWEST_BARS <= len(value) <= MOST_BARS:
        many = "many" if len(value) > MOST_BARS else "few"
        raise mistake(f"holds too {many} bars ({len(value)}).", f"Draw {FEWEST_BARS} to {MOST_BARS}.")
    return value


class _Drawn(Model):
    """What every figure has."""

    id: Annotated[Line, AfterValidator(_id)]
    title: Plain
    sources: Annotated[tuple[Line, ...], AfterValidator(_sources)]


class _IconArray(_Drawn):
    count: Annotated[Line, AfterValidator(_count)]
    label: Plain
    others: Plain


class _Reference(Model):
    label: Plain
    value: Number


class _BarChart(_Drawn):
    unit: Plain
    bars: Annotated[dict[Plain, Number], AfterValidator(_bars)]
    line: _Reference | None = None


def read_figure(kind: str, text: str, line: int, sources: Collection[str] | None, problems: Problems) -> Figure | None:
    """A figure from its YAML, whose ``` stands in a line; None and every mistake in `problems` where it is wrong.

    `sources` are the ids of the front matter, None where that is too broken to say which there are.
    """
    own = Problems(problems.where)
    found = _read(kind, text, line, sources, own)
    for one in own.found:
        about = "sources" if one.about.startswith("sources") else "figure"  # its keys are not those of the front matter
        problems.add(one.line, one.what, one.remedy, about)
    return found


def _read(kind: str, text: str, line: int, sources: Collection[str] | None, problems: Problems) -> Figure | None:
    fields = read_fields(text, problems, line + 1)
    models: dict[str, type[_IconArray] | type[_BarChart]] = {"icon-array": _IconArray, "bar-chart": _BarChart}
    found = typed(models[kind], fields, problems)
    if fields is None or found is None:
        return None
    for index, name in enumerate(found.sources):
        if sources is not None and name not in sources:
            remedy = nearest(name, sources) if sources else "Add it to `sources` in the front matter."
            problems.add(
                fields.line("sources", index), f"The source `{name}` is not in the front matter.", remedy, "sources"
            )
    if isinstance(found, _IconArray):
        return IconArray(line, found.id, found.title, int(found.count), found.label, found.others, found.sources)
    bars = tuple(Bar(label, value) for label, value in found.bars.items())
    reference = Bar(found.line.label, found.line.value) if found.line else None
    for key, what, remedy in _misdrawn(bars, reference, len(fields.data["bars"])):
        problems.add(fields.line(key), what, remedy)
    return BarChart(line, found.id, found.title, found.unit, bars, reference, found.sources)


def _misdrawn(bars: tuple[Bar, ...], reference: Bar | None, written: int) -> Iterator[tuple[str, str, str]]:
    """What one part of a bar chart says against another: the key, what is wrong, and what to do."""
    if len(bars) < written:
        yield "bars", "Two bars have the same name.", "Name each otherwise."
    if not any(float(bar.value) for bar in bars):
        yield "bars", "Every bar is 0, so that there is nothing to draw.", "Write it as a sentence."
    if reference and reference.label in {bar.label for bar in bars}:
        yield "line", f"The line is named `{reference.label}` as a bar is.", "Name it otherwise."
