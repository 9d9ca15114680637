"""What a clinic's colours are printed as: the values that a page's style sheets are given, and what to say of them."""

from __future__ import annotations

from collections.abc import Iterator

from handouts.clinic.brand import Colours
from handouts.clinic.colours import is_apart, readable_on_white


def colour_tokens(colours: Colours) -> dict[str, str]:
    """The values of styles/tokens.css that the clinic's colours change, by their names there."""
    tokens = {}
    if "primary" in colours.model_fields_set:
        tokens = {"brand": colours.primary, "brand-text": readable_on_white(colours.primary)}
    if colours.secondary:
        accent = readable_on_white(colours.secondary)
        tokens |= dict.fromkeys(("marker", "small-heading", "block-line", "plan-line"), accent)
    if colours.foreground:
        tokens["ink"] = readable_on_white(colours.foreground)
    if colours.ground:
        tokens |= {"ground": colours.ground, "on-ground": colours.text_on(colours.ground)}
        tokens |= {"head-padding": "2.5mm 3.5mm 3mm", "head-margin": "-2.5mm 0 0"}
    if colours.danger:
        tokens["alarm"] = colours.alarm
    return tokens


def colour_notes(colours: Colours) -> Iterator[str]:
    """What to tell the clinic of each of its colours that is printed in another shade: which, where, and why."""
    for key, given, where in (
        ("primary", colours.primary, "headings are"),
        ("secondary", colours.secondary, "small headings, list markers and frames are"),
        ("foreground", colours.foreground, "text is"),
    ):
        shade = readable_on_white(given) if given else None
        if given and shade != given:
            what = f"{where} in its nearest shade that can, {shade}"
            yield f"`brand.color.{key}` ({given}) cannot be read on white: {what}."
    if colours.background and colours.ground != colours.background:
        why = "has no words that can be read on it"
        if not is_apart(colours.background, colours.alarm):
            why = "is as dark in grey as the alarm's bar"
        what = "the key message and the clinic's name stand on its nearest tint that will do"
        yield f"`brand.color.background` ({colours.background}) {why}: {what}, {colours.ground}."
    if colours.danger and colours.alarm != colours.danger:
        what = "the alarm is in its nearest shade that is dark enough"
        yield f"`brand.color.danger` ({colours.danger}) is too light for white words: {what}, {colours.alarm}."
