"""Draws what was measured, as SVG: the same figures give the same file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil, floor, log10
from pathlib import Path
from typing import Any

from benchmarks.report import figure

OWN, OTHER, INK, FAINT = "#0b5c6b", "#8a9a9e", "#17242a", "#d5dcde"
FORMS = ((OWN, "o", "-"), ("#9f1d20", "s", "--"))


def bars(path: Path, values: Mapping[str, float], label: str) -> None:
    """One bar for each contestant on a scale of powers of ten; the program's own are dark."""
    drawing, axes = _pyplot().subplots(figsize=(9, 0.6 * len(values) + 0.9), layout="constrained")
    names = list(values)[::-1]
    least = 10 ** floor(log10(min(values.values()) / 2))
    drawn = axes.barh(
        [name.replace(": ", ":\n") for name in names],
        [values[name] for name in names],
        color=[OWN if name.startswith("handouts") else OTHER for name in names],
        height=0.62,
    )
    axes.bar_label(drawn, [figure(values[name]) for name in names], padding=4, color=INK)
    axes.set_xscale("log")
    axes.set_xlim(least, max(values.values()) * 3)
    axes.set_xlabel(label)
    _quiet(axes, "x")
    _plain(axes.xaxis)
    _save(drawing, path)


def lines(path: Path, forms: Mapping[str, Sequence[tuple[int, float, int]]]) -> None:
    """Seconds and bytes of memory against the number of patients, one line for each form of run."""
    drawing, (time, memory) = _pyplot().subplots(1, 2, figsize=(9, 3.8), layout="constrained")
    highest, spent = 0.0, [seconds for points in forms.values() for _, seconds, _ in points]
    for (form, points), (colour, marker, style) in zip(forms.items(), FORMS, strict=True):
        if not points:
            continue
        counts = [count for count, _, _ in points]
        held = [size / 1024**2 for _, _, size in points]
        look = {"color": colour, "marker": marker, "linestyle": style, "label": form}
        time.plot(counts, [seconds for _, seconds, _ in points], **look)
        memory.plot(counts, held, **look)
        highest = max(highest, *held)
    for axes, title in ((time, "Seconds for the whole run"), (memory, "MiB of memory, all its processes")):
        axes.set_title(title, fontsize=11, color=INK)
        axes.set_xscale("log")
        axes.set_xlabel("Patients")
        axes.set_xticks(sorted({count for points in forms.values() for count, _, _ in points}))
        axes.legend(frameon=False, loc="lower right")
        _quiet(axes, "both")
        _plain(axes.xaxis)
    time.set_yscale("log")
    time.set_ylim(10 ** floor(log10(min(spent))), 10 ** ceil(log10(max(spent))))
    _plain(time.yaxis)
    memory.set_ylim(0, highest * 1.15)
    _save(drawing, path)


def _pyplot() -> Any:
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams.update({
        "svg.fonttype": "path",  # looks the same wherever it is shown
        "svg.hashsalt": "handouts",
        "font.size": 10,
        "text.color": INK,
    })  # fmt: skip
    from matplotlib import pyplot

    return pyplot


def _quiet(axes: Any, grid: str) -> None:
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(visible=True, axis=grid, which="major", color=FAINT, linewidth=0.6)
    axes.set_axisbelow(True)


def _plain(axis: Any) -> None:
    """Numbers as people write them: 0.1, 1, 1,000."""
    from matplotlib.ticker import FuncFormatter, NullFormatter

    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.10g}"))
    axis.set_minor_formatter(NullFormatter())


def _save(drawing: Any, path: Path) -> None:
    drawing.savefig(path, format="svg", metadata={"Date": None, "Creator": None})
    _pyplot().close(drawing)
