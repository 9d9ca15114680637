"""The styles and values in a drawing: what is drawn of them, written plainly; what would be drawn wrong is refused."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import tinycss2

from handouts.clinic.colours import read_colour
from handouts.page.picture.unfit import EXPORT, Unfit

PLAIN = "Export it as a plain SVG without scripts, or as a PNG (RGB)."
EMBED = "Export it as one file with nothing linked, or as a PNG (RGB)."
ATTRIBUTES = "Export it with presentation attributes instead of style rules, or as a PNG (RGB)."
EFFECTS = "Expand its effects into paths, or export it as a PNG (RGB)."
RGB = "Export it with colours in RGB, or as a PNG (RGB)."
MAX_RULES = 2_000

PAINTS = ("fill", "stroke")
COLOURS = (*PAINTS, "color", "stop-color")
REFERRING = (*PAINTS, "clip-path", "mask", "marker", "marker-start", "marker-mid", "marker-end")
"""Properties that refer to an element."""
DRAWN = (
    *COLOURS, *REFERRING, "fill-opacity", "fill-rule", "stroke-opacity", "stroke-width", "stroke-dasharray",
    "stroke-dashoffset", "stroke-linecap", "stroke-linejoin", "stroke-miterlimit", "clip-rule", "visibility", "opacity",
    "display", "mask-type", "mix-blend-mode", "isolation", "stop-opacity", "overflow", "paint-order",
)  # fmt: skip
"""What is read of a style; the rest is about text, or an editor's own."""
REFUSED = {
    "filter": "none",
    "vector-effect": "none",
    "animation": "none",
    "animation-name": "none",
    "mask-image": "none",
    "backdrop-filter": "none",
    "offset-path": "none",
    "transform-origin": "0 0",
    "transform-box": "view-box",
}
"""What would be drawn wrong unless it has this value."""
IN_RULES = ("transform", "d", "x", "y", "cx", "cy", "r", "rx", "ry", "width", "height", "translate", "rotate", "scale")
"""Attributes that a browser takes from style rules too; what draws the logo does not."""

NAME = r"[A-Za-z_][\w-]*"
COMPOUND = rf"(?:\*|{NAME}|[.#]{NAME}|:first-child)(?:[.#]{NAME}|:first-child)*"
SELECTOR = rf"{COMPOUND}(?:\s*[>+]\s*{COMPOUND}|\s+{COMPOUND})*"
REFERENCE = re.compile(r"url\(\s*['\"]?#([^'\")]*?)['\"]?\s*\)", re.IGNORECASE)
LENGTHS = ("x", "y", "width", "height", "cx", "cy", "r", "rx", "ry", "x1", "y1", "x2", "y2", "stroke-width", "offset")
MOVES = ("transform", "gradientTransform", "patternTransform")
NUMBERS = (*LENGTHS, *MOVES, "d", "points", "viewBox", "stroke-dasharray", "markerWidth", "markerHeight", "fx", "fy")
TOO_LARGE = re.compile(r"(?<![.0-9])[-+]?0*[1-9][0-9]{6,}\S*|\S*[0-9.][eE]\+?0*(?:[4-9]|[1-9][0-9])\S*")
"""A number of a million or more: what draws the logo would leave its shape out."""


def check_references(value: str) -> None:
    """Raises `Unfit` where an attribute or style leads out of the file, or hides what it does behind a backslash."""
    if "\\" in value:
        raise Unfit("is an SVG whose styles hold a backslash", PLAIN)
    if re.search(r"@import", value, re.IGNORECASE):
        raise Unfit("is an SVG that refers to another file", EMBED)
    for found in re.finditer(r"(?:url|src|image|image-set)\(\s*(['\"]?)\s*([^'\")]*)", value, re.IGNORECASE):
        if not found[2].startswith("#"):
            raise Unfit("is an SVG that refers to another file", EMBED)
    if re.search(r"javascript\s*:", value, re.IGNORECASE):
        raise Unfit("is an SVG with a script (javascript:)", PLAIN)


def refers_to(value: str) -> list[str]:
    """The ids of the elements that an attribute or a style refers to."""
    return REFERENCE.findall(value) if "url(" in value else []


def check_value(name: str, value: str) -> str:
    """The value of an attribute or property as it is drawn. Raises `Unfit` for one that would be drawn wrong."""
    if name in REFUSED and value not in ("", REFUSED[name]) and not re.fullmatch(r"0(px|%)? 0(px|%)?|none", value):
        raise Unfit(f"is an SVG that is drawn with `{name}`, which would print wrong", EFFECTS)
    if name in NUMBERS and (found := TOO_LARGE.search(value)):
        what = "path" if name == "d" else name
        raise Unfit(f"is an SVG whose {what} is too large (`{found[0][:40]}`)", EXPORT)
    if name in LENGTHS and not re.fullmatch(r"[-+0-9.]*(?:[eE][-+]?[0-9]+)?\s*(?:[a-z]{2}|%)?|auto|inherit", value):
        raise Unfit(f"is an SVG whose {name} cannot be read (`{value[:40]}`)", EXPORT)
    if name in MOVES and not re.fullmatch(r"(?:[a-zA-Z]+\s*\([-+0-9.eE,\s]*\)[\s,]*)*|none", value):
        raise Unfit(f"is an SVG whose {name} cannot be read (`{value[:40]}`)", EXPORT)
    if name in ("d", "points") and not re.fullmatch(r"[MmZzLlHhVvCcSsQqTtAaeE0-9+\-.,\s]*|none", value):
        raise Unfit("is an SVG whose path cannot be read", EXPORT)
    if name in COLOURS:
        return _colour(name, value)
    if name in REFERRING and value not in ("", "none", "inherit") and not REFERENCE.fullmatch(value):
        raise Unfit(f"is an SVG whose {name} cannot be read (`{value[:40]}`)", EFFECTS)
    return value


def in_style(text: str) -> str:
    """The declarations in a `style` attribute that are drawn, written plainly. Raises `Unfit`."""
    return _declared(tinycss2.parse_blocks_contents(text, skip_comments=True, skip_whitespace=True))


def style_sheet(text: str) -> str:
    """The rules in a `<style>` element, written plainly. Raises `Unfit` for those that would not be drawn."""
    check_references(text)
    rules = list(_rules(text))
    if len(rules) > MAX_RULES:
        raise Unfit("is an SVG of too many style rules", ATTRIBUTES)
    return "\n".join(rules)


def _rules(text: str) -> Iterator[str]:
    for rule in tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True):
        if rule.type == "at-rule" and rule.lower_at_keyword in ("charset", "namespace"):
            continue
        if rule.type == "at-rule":
            raise Unfit(f"is an SVG with a style rule `@{rule.lower_at_keyword[:30]}`", ATTRIBUTES)
        if rule.type != "qualified-rule":
            raise Unfit("is an SVG whose style rules cannot be read", ATTRIBUTES)
        selectors = re.sub(r"/\*.*?\*/", " ", tinycss2.serialize(rule.prelude), flags=re.DOTALL).split(",")
        inside = tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True)
        if any(one.type in ("qualified-rule", "at-rule") for one in inside):
            raise Unfit("is an SVG with a style rule inside another", ATTRIBUTES)
        declared = _declared(inside)
        for selector in (one.strip() for one in selectors):
            if not re.fullmatch(SELECTOR, selector):
                raise Unfit(f"is an SVG with a style rule for `{selector[:40]}`", ATTRIBUTES)
            yield f"{selector} {{ {declared} }}"


def _declared(parsed: Iterable[tinycss2.ast.Node]) -> str:
    written = []
    for one in parsed:
        if one.type != "declaration":
            continue  # as a browser does with what it cannot read
        name, value = one.lower_name, tinycss2.serialize(one.value).strip()
        if name in IN_RULES and value not in ("auto", "none"):
            raise Unfit(f"is an SVG whose style sets `{name}`", ATTRIBUTES)
        if "var(" in value:
            raise Unfit("is an SVG whose styles hold variables", ATTRIBUTES)
        value = check_value(name, value)
        if name in DRAWN and value:
            if value in ("initial", "unset", "revert", "revert-layer"):
                raise Unfit(f"is an SVG whose {name} cannot be read (`{value}`)", ATTRIBUTES)
            written.append(f"{name}: {value}{' !important' if one.important else ''}")
    return "; ".join(written)


def _colour(name: str, value: str) -> str:
    """A colour or paint in sRGB. Raises `Unfit` for one that cannot be read."""
    text = re.sub(r"\s*(?:icc-color|device-cmyk)\([^)]*\)\s*$", "", value, flags=re.IGNORECASE)
    if name in PAINTS and (found := re.match(REFERENCE, text)):
        return found[0]
    if text in ("", "inherit") or (name in PAINTS and text in ("none", "context-fill", "context-stroke")):
        return text
    if text.lower() == "currentcolor":
        return "currentColor"
    colour = read_colour(text)
    if colour is None:
        raise Unfit(f"is an SVG with a colour that cannot be read (`{text[:40]}`)", RGB)
    levels = [str(round(part * 255)) for part in colour[:3]]
    return f"rgba({', '.join(levels)}, {colour[3]:.4g})"
