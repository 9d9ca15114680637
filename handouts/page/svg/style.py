"""What style rules, style attributes and presentation attributes make of each element of a drawing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

import tinycss2

from handouts.page.svg.source import EMBED, check_references
from handouts.page.unfit import Unfit

ATTRIBUTES = "Export it with presentation attributes instead of style rules, or as a PNG (RGB)."
EFFECTS = "Expand its effects into paths, or export it as a PNG (RGB)."
INHERITED = {
    "color": "#000000",
    "fill": "#000000",
    "fill-opacity": "1",
    "fill-rule": "nonzero",
    "stroke": "none",
    "stroke-opacity": "1",
    "stroke-width": "1",
    "stroke-dasharray": "none",
    "stroke-dashoffset": "0",
    "stroke-linecap": "butt",
    "stroke-linejoin": "miter",
    "stroke-miterlimit": "4",
    "clip-rule": "nonzero",
    "visibility": "visible",
    "paint-order": "normal",
}
"""What is drawn and handed down to children, and its initial value (SVG 2, appendix G)."""
OWN = {
    "opacity": "1",
    "display": "inline",
    "clip-path": "none",
    "mask": "none",
    "mask-type": "luminance",
    "stop-color": "#000000",
    "stop-opacity": "1",
    "overflow": "hidden",
}
"""What is drawn and not handed down."""
REFUSED = {
    "filter": "none",
    "mix-blend-mode": "normal",
    "vector-effect": "none",
    "marker": "none",
    "marker-start": "none",
    "marker-mid": "none",
    "marker-end": "none",
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
"""Attributes that a browser takes from style rules too; the typesetter does not."""
Style = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Rule:
    """Declarations for elements of a tag (or any), with an id and classes (or none)."""

    tag: str
    ident: str
    classes: frozenset[str]
    order: int
    declared: tuple[tuple[str, str, bool], ...]

    @property
    def weight(self) -> tuple[int, int, int, int]:
        """Which of two rules wins: ids, classes, tags, then the later one (CSS Selectors, section 17)."""
        return bool(self.ident), len(self.classes), bool(self.tag), self.order

    def fits(self, element: Element, classes: frozenset[str]) -> bool:
        """Whether the rule is about an element."""
        return (
            self.tag in ("", element.tag)
            and (not self.ident or self.ident == element.get("id"))
            and self.classes <= classes
        )


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules of a drawing, by the one word that an element must have for them."""

    by_word: Mapping[str, tuple[Rule, ...]]

    def about(self, element: Element) -> list[Rule]:
        """The rules about an element, the strongest last."""
        classes = frozenset(element.get("class", "").split())
        words = ["*", str(element.tag), f"#{element.get('id', '')}", *(f".{one}" for one in classes)]
        found = [rule for word in words for rule in self.by_word.get(word, ()) if rule.fits(element, classes)]
        return sorted(found, key=lambda rule: rule.weight)


def read_rules(root: Element) -> Rules:
    """The rules in a drawing's `<style>` elements. Raises `Unfit` for rules that look beyond one element."""
    by_word: dict[str, list[Rule]] = {}
    for style in root.iter("style"):
        if style.get("type", "text/css").strip() not in ("text/css", ""):
            continue
        for rule in _rules(style.text or "", sum(len(found) for found in by_word.values())):
            classes = sorted(rule.classes)
            word = f"#{rule.ident}" if rule.ident else f".{classes[0]}" if classes else rule.tag or "*"
            by_word.setdefault(word, []).append(rule)
    if len(by_word.get("*", ())) > 20 or any(len(found) > 500 for found in by_word.values()):
        raise Unfit("is an SVG of too many style rules", ATTRIBUTES)
    return Rules({word: tuple(found) for word, found in by_word.items()})


def own_style(element: Element, rules: Rules) -> dict[str, str]:
    """The properties that are set on an element itself. Raises `Unfit` for one that would be drawn wrong."""
    found = {key: value.strip() for key, value in element.attrib.items() if key in (*INHERITED, *OWN, *REFUSED)}
    declared = [one for rule in rules.about(element) for one in rule.declared]
    declared += _declarations(element.get("style", ""))
    for important in (False, True):
        found |= {name: value for name, value, is_important in declared if is_important is important}
    for name, value in found.items():
        if name in REFUSED and value not in ("", REFUSED[name]) and not re.fullmatch(r"0(px|%)? 0(px|%)?|none", value):
            raise Unfit(f"is an SVG that is drawn with `{name}`, which would print wrong", EFFECTS)
    return found


def cascaded(element: Element, rules: Rules, above: Style) -> dict[str, str]:
    """All properties of an element, those of the element above it handed down."""
    own = own_style(element, rules)
    whole = {**OWN, **{name: above[name] for name in INHERITED}}
    for name, value in own.items():
        if value == "inherit":
            whole[name] = above.get(name, whole.get(name, ""))
        elif value in ("initial", "unset", "revert"):
            whole[name] = (
                above[name] if name in INHERITED and value != "initial" else {**INHERITED, **OWN}.get(name, "")
            )
        elif value:
            whole[name] = value
    return whole


def _rules(text: str, first: int) -> Iterator[Rule]:
    check_references(text)
    order = first
    for rule in tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True):
        if rule.type == "at-rule" and rule.lower_at_keyword in ("charset", "namespace"):
            continue
        if rule.type == "at-rule":
            name = f"@{rule.lower_at_keyword[:30]}"
            raise Unfit(f"is an SVG with a style rule `{name}`", EMBED if name == "@import" else ATTRIBUTES)
        if rule.type != "qualified-rule":
            raise Unfit("is an SVG whose style rules cannot be read", ATTRIBUTES)
        declared = tuple(_declarations(tinycss2.serialize(rule.content)))
        for selector in tinycss2.serialize(rule.prelude).split(","):
            order += 1
            yield _rule(re.sub(r"/\*.*?\*/", "", selector).strip(), declared, order)


def _rule(selector: str, declared: tuple[tuple[str, str, bool], ...], order: int) -> Rule:
    name = r"[A-Za-z_][\w-]*"
    found = re.fullmatch(rf"(\*|{name})?(#{name})?((?:\.{name})*)", selector)
    if not found or not selector:
        raise Unfit(f"is an SVG with a style rule for `{selector[:40]}`", ATTRIBUTES)
    tag, ident, classes = (part or "" for part in found.groups())
    return Rule(tag.strip("*"), ident[1:], frozenset(filter(None, classes.split("."))), order, declared)


def _declarations(text: str) -> Iterator[tuple[str, str, bool]]:
    check_references(text)
    for one in tinycss2.parse_blocks_contents(text, skip_comments=True, skip_whitespace=True):
        if one.type != "declaration":
            continue  # as a browser does with what it cannot read
        name, value = one.lower_name, tinycss2.serialize(one.value).strip()
        if name in IN_RULES and value not in ("auto", "none"):
            raise Unfit(f"is an SVG whose style sets `{name}`", ATTRIBUTES)
        if "var(" in value:
            raise Unfit("is an SVG whose styles hold variables", ATTRIBUTES)
        if name in (*INHERITED, *OWN, *REFUSED):
            yield name, value, bool(one.important)
