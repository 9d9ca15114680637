"""Composes a leaflet as HTML: a handout, who it is from, how it is set, and whom it is for."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from handouts.clinic.approval import Standing, State
from handouts.clinic.clinic import Clinic, SlipRules
from handouts.clinic.edition import SIZES, Edition
from handouts.content.body import Block, Bullets, Link, Urgent, plain
from handouts.content.handout import Handout
from handouts.content.words import Words, words
from handouts.errors import Problem, Refused
from handouts.page import slip as slips
from handouts.page.assets import Asset, qr_code
from handouts.page.citations import numbered
from handouts.page.figures import Palette, draw
from handouts.page.fonts import letter_problems, missing_letters
from handouts.page.ink import styles_in_grey
from handouts.page.logo import PlacedLogo, place_logo
from handouts.page.markup import check_markup
from handouts.page.parts import check_overrides, overrides
from handouts.page.picture.grey import in_grey
from handouts.page.sheets import StyleSheet, style_sheet
from handouts.page.slip import Slip, Texts
from handouts.page.state import Said, said
from handouts.page.templates import render
from handouts.page.typefaces import Face, own_faces, own_letters

SHORT_ITEM = {"standard": 34, "large-print": 28}
"""Letters that fit on a line of half the measure in the base's own size: a list of such items is set in two columns."""
_WEIGHT = {State.WITHDRAWN: 0, State.DRAFT: 1, State.VOIDED: 1, State.EXPIRED: 2, State.APPROVED: 3}
"""Which standing of several says that a pack may not be given: the least."""
_LAST = datetime.date.max
STYLES = "/* styles */"
"""Where the template puts the style sheets."""
_PAGES = "\u2060{}\u2060"
"""Where a cover says how many pages a leaflet has, between letters that are refused in every text."""


@dataclass(frozen=True, slots=True)
class Composed:
    """A page in HTML, and the assets that it refers to."""

    title: str
    language: str
    html: str
    assets: tuple[Asset, ...]
    styles: StyleSheet = field(default_factory=StyleSheet)
    families: tuple[str, ...] = ()
    """The families of the clinic's own, besides the bundled ones."""
    state: str = ""
    """What the foot of each page says of the standing."""


def compose(
    handout: Handout,
    clinic: Clinic | None,
    edition: Edition,
    standing: Standing,
    slip: Slip | Texts | None = None,
    *,
    extract: bool = False,
) -> Composed:
    """The leaflet as HTML. Raises `Refused` for a letter without a glyph or a picture that would print wrong."""
    check_overrides(clinic.folders if clinic else ())
    catalogue = words(handout.language)
    texts = slips.texts(slip, catalogue)
    faces = own_faces(clinic, catalogue)
    state = said(standing, catalogue, has_clinic=clinic is not None, is_extract=extract)
    _check_letters(handout, clinic, texts, own_letters(clinic), state.about)
    file = clinic.file if clinic else None
    rules = file.slip if file else SlipRules()
    logo, qr = _logo(clinic, edition), qr_code(file.qr) if file and file.qr else None
    styles = style_sheet(clinic, edition, catalogue, faces)
    head, visit = (slips.fields(part, texts, rules, catalogue, edition) for part in (slips.HEAD, slips.VISIT))
    note = slips.note(texts, rules, catalogue)
    fields = {"slip_head": head, "slip_visit": visit, "slip_note": note}
    html = _leaflet(handout, clinic, edition, styles, state, logo=logo, qr=qr, **fields)
    slips.check_printed(html.rpartition("</style>")[2], [*head, *visit, *([note] if note else [])])
    pictures = (logo.asset if logo else None, qr)
    return _composed(handout.front.title, handout.language, html, pictures, styles, faces, state.foot)


def compose_bare(handout: Handout, clinic: Clinic | None) -> str:
    """The leaflet's HTML with neither slip, standing, pictures nor styles: what it says, and nothing else.

    Raises `Refused` for what is wrong in a clinic's own templates.
    """
    check_overrides(clinic.folders if clinic else ())
    nothing: dict[str, Any] = {"slip_head": [], "slip_visit": [], "slip_note": None}
    return _leaflet(handout, clinic, Edition(), StyleSheet(), Said(), logo=None, qr=None, **nothing)


def _leaflet(
    handout: Handout, clinic: Clinic | None, edition: Edition, styles: StyleSheet, state: Said, **given: Any
) -> str:
    """The template of a leaflet, filled."""
    file = clinic.file if clinic else None
    urgent = file and (file.urgent or file)
    citations = numbered(handout)
    opening = [
        part for part in handout.body if isinstance(part, Urgent) or (isinstance(part, Block) and part.name == "key")
    ]
    return _render(
        "leaflet.html",
        clinic,
        styles,
        **_common(clinic, edition, words(handout.language), given.pop("logo")),
        handout=handout,
        state=state.foot,
        about_state=state.about,
        until=state.until,
        prefix=f"{handout.name}-",
        opening=opening,
        rest=[part for part in handout.body if part not in opening],
        urgent_phone=_unbroken(urgent.phone) if urgent else None,
        urgent_hours=urgent.hours if urgent else None,
        feedback=_unbroken(file.feedback or file.email or file.phone) if file else None,
        contact=_contact(clinic),
        citations=citations,
        sources=[(name, handout.front.sources[name]) for name in citations],
        short=lambda part: _is_short(part, int(SHORT_ITEM[edition.base] * SIZES[edition.base] / edition.size)),
        printed=_printed_address,
        figure=lambda part: draw(part, words(handout.language), edition, Palette.of(styles, edition)),
        **given,
    )


def compose_cover(
    handouts: Sequence[Handout],
    clinic: Clinic | None,
    edition: Edition,
    standings: Sequence[Standing],
    title: str | None = None,
) -> Composed:
    """The cover of a pack, which lists what is in it; how many pages each has is known later (`with_pages`).

    Raises `Refused` for a title with a letter that has no glyph.
    """
    catalogue = words(handouts[0].language)
    title = title or catalogue.pack_title
    if missing_letters(title, own_letters(clinic)):
        what = f"The title of the pack, `{title}`, has a letter that no bundled font has."
        raise Refused(Problem("", 0, what, "Write it with other letters."))
    faces = own_faces(clinic, catalogue)
    logo, styles = _logo(clinic, edition), style_sheet(clinic, edition, catalogue, faces)
    state = _cover_state(standings, clinic, catalogue)
    html = _render(
        "cover.html",
        clinic,
        styles,
        **_common(clinic, edition, catalogue, logo),
        title=title,
        handouts=handouts,
        pages=[_PAGES.format(place) for place in range(len(handouts))],
        state=state,
    )
    pictures = (logo.asset if logo else None,)
    return _composed(title, handouts[0].language, html, pictures, styles, faces, state)


def with_pages(cover: Composed, pages: Sequence[int]) -> Composed:
    """The cover with the number of pages of each leaflet."""
    html = cover.html
    for place, count in enumerate(pages):
        html = html.replace(_PAGES.format(place), str(count))
    return replace(cover, html=html)


def _composed(
    title: str,
    language: str,
    html: str,
    pictures: tuple[Asset | None, ...],
    styles: StyleSheet,
    faces: tuple[Face, ...],
    state: str,
) -> Composed:
    assets = (*(one for one in pictures if one), *(face.asset for face in faces))
    return Composed(title, language, html, assets, styles, tuple(dict.fromkeys(face.family for face in faces)), state)


def _render(template: str, owner: Clinic | None, styles: StyleSheet, **values: Any) -> str:
    html = render(template, owner.folders if owner else (), {**values, "styles": STYLES})
    html = re.sub(r"\n\s*\n+", "\n", html).strip() + "\n"
    if values["edition"].ink == "mono":
        html = re.sub(r'(?<=\sstyle=")[^"]*', lambda found: styles_in_grey(found.group()), html)
    # WeasyPrint 70 breaks a line after its first word where just the space before an inline element is too much;
    # not where that space stands inside the element.
    html = re.sub(r" (<(?:strong|a|span)\b[^>]*>)", r"\1 ", html)
    if owner and any(overrides(owner.folders)):
        check_markup(html)
    return html.replace(STYLES, styles.text, 1)  # with all its lines, so that mistakes can be located


def _common(clinic: Clinic | None, edition: Edition, catalogue: Words, logo: PlacedLogo | None) -> dict[str, Any]:
    """What every page is given."""
    brand = clinic.file.brand.logo if clinic else None
    return {
        "clinic": clinic.file if clinic else None,
        "edition": edition,
        "words": catalogue,
        "date": catalogue.date,
        "logo": logo,
        "logo_alt": (brand.alt or clinic.file.name) if clinic and brand else "",
    }


def _unbroken(text: str) -> str:
    """The text with no-break spaces between digits, so that no telephone number is cut at the end of a line."""
    return re.sub(r"(?<=\d) (?=\d)", "\N{NO-BREAK SPACE}", text)


def _contact(clinic: Clinic | None) -> str:
    """Where the clinic is found, besides its telephone at the head of the leaflet."""
    if clinic is None:
        return ""
    file = clinic.file
    site = re.sub(r"^https?://(www\.)?", "", file.website or "").rstrip("/")
    found = [*file.address, file.email, site]
    return ", ".join([file.name, *(one for one in found if one)]) if any(found) else ""


def _cover_state(standings: Sequence[Standing], clinic: Clinic | None, catalogue: Words) -> str:
    """What the cover of a pack says at its foot: of its leaflets' lines, the one that warns most."""
    lines = [said(one, catalogue, has_clinic=clinic is not None, is_extract=False) for one in standings]
    least = min(range(len(lines)), key=lambda place: (_WEIGHT[standings[place].state], standings[place].until or _LAST))
    return lines[least].foot


def _logo(clinic: Clinic | None, edition: Edition) -> PlacedLogo | None:
    logo = place_logo(clinic, edition) if clinic else None
    return replace(logo, asset=in_grey(logo.asset)) if logo and edition.ink == "mono" else logo


def _check_letters(handout: Handout, clinic: Clinic | None, slip: Texts, own: frozenset[int], state: str) -> None:
    """Every letter that will be printed must have a glyph in a bundled font, or in the clinic's own."""
    remedy = "Write it with other letters."
    problems = letter_problems(handout.source.name, enumerate(handout.source.lines, 1), remedy, own)
    if clinic:
        for key, value in clinic.merged.leaves():
            place = clinic.origin(*key)
            lines = [(place.line, str(text)) for text in (value if isinstance(value, list) else [value])]
            problems += letter_problems(place.where, lines, remedy, own)
    problems += letter_problems("", [(0, state)], "Record the approval with other letters.", own)
    for name, value in slip.items():
        if missing_letters(value, own):
            what = f"`{name}` has a letter that no bundled font has."
            problems.append(Problem(slips.WHERE, 0, what, "Leave the field empty and write it by hand."))
    if problems:
        raise Refused(*problems)


def _is_short(part: Bullets, letters: int) -> bool:
    """Whether a list is set in two columns."""
    return len(part.items) >= 4 and all(
        len(plain(item.inlines)) <= letters and not item.blank and not item.tick for item in part.items
    )


def _printed_address(link: Link) -> str:
    """What paper shows of a link besides its words: its address, unless the words are the address."""
    address = re.sub(r"^(https?://(www\.)?|mailto:|tel:)", "", link.address).rstrip("/")
    return "" if address in plain(link.inlines) else address
