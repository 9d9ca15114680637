"""Draws what was measured, as SVG: the same figures give the same file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

OWN, OTHER, INK = "#0b5c6b", "#8a9a9e", "#17242a"
FORMS = ((OWN, "o", "-"), ("#9f1d20", "s", "--"))


def bars(path: Path, values: Mapping[str, float], label: str) -> None:
    """One bar for each contestant on a scale of powers of ten; the program's own are dark."""
    pyplot = _pyplot()
    figure, axes = pyplot.subplots(figsize=(9, 0.55 * len(values) + 1.1), layout="constrained")
    names = list(values)[::-1]
    colours = [OWN if name.startswith("handouts") else OTHER for name in names]
    drawn = axes.barh(names, [values[name] for name in names], color=colours, height=0.62)
    axes.bar_label(drawn, [f"{values[name]:.3g}" for name in names], padding=4, color=INK)
    axes.set_xscale("log")
    axes.set_xlim(right=max(values.values()) * 3)
    axes.set_xlabel(label)
    _quiet(axes)
    _save(figure, path)


def lines(path: Path, forms: Mapping[str, Sequence[tuple[int, float, int]]]) -> None:
    """Seconds and memory against the number of patients, one line for each form of run."""
    pyplot = _pyplot()
    figure, (time, memory) = pyplot.subplots(1, 2, figsize=(9, 3.8), layout="constrained")
    for (form, points), (colour, marker, style) in zip(forms.items(), FORMS, strict=True):
        counts = [count for count, _, _ in points]
        look = {"color": colour, "marker": marker, "linestyle": style, "label": form}
        time.plot(counts, [seconds for _, seconds, _ in points], **look)
        memory.plot(counts, [size / 1024**2 for _, _, size in points], **look)
    for axes, title in ((time, "Seconds for the whole run"), (memory, "Memory of all its processes, MiB")):
        axes.set_title(title, fontsize=11, color=INK)
        axes.set_xscale("log")
        axes.set_xlabel("Patients")
        axes.legend(frameon=False)
        _quiet(axes)
    time.set_yscale("log")
    memory.set_ylim(bottom=0)
    _save(figure, path)


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


def _quiet(axes: Any) -> None:
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(visible=True, which="major", color="#d5dcde", linewidth=0.6)
    axes.set_axisbelow(True)


def _save(figure: Any, path: Path) -> None:
    figure.savefig(path, format="svg", metadata={"Date": None, "Creator": None})
    _pyplot().close(figure)
