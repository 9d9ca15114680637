"""What each key of front matter, `clinic.yaml` and `packs.yaml` says, for editors and the documentation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from handouts.clinic.brand import Brand, Colours, Logo
from handouts.clinic.clinic import ClinicFile, Policy, SlipRules, UrgentContact
from handouts.clinic.edition import OwnEdition
from handouts.clinic.typography import Font, FontFile, Headings, Text, Typography
from handouts.content.fields import Model
from handouts.content.handout import HANDOUT_NAME, LANGUAGE_TAG, FrontMatter, Reference, Translation
from handouts.content.packs import PackFile


@dataclass(frozen=True, slots=True)
class Key:
    """What a key says, how it may look, and what JSON Schema is told of it besides its kind."""

    says: str
    examples: tuple[Any, ...] = ()
    limits: Mapping[str, Any] = field(default_factory=dict)


_DAY = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
_LANGUAGE = {"type": "string", "pattern": f"^{LANGUAGE_TAG}$"}
_ADDRESS = {"type": "string", "pattern": "^https?://"}
_NUMBER = {"type": ["string", "number"]}
"""A text that an editor may take for a number, such as 1.0 or 111."""
_NAMES = {"propertyNames": {"pattern": f"^{HANDOUT_NAME}$"}}
_COLOUR = {"type": "string"}
_WEIGHT = {"enum": [400, 700, "400", "700", "normal", "bold"]}
_PAPER = {"anyOf": [{"enum": ["A4", "Letter", "A5"]}, {"pattern": "^([Aa][45]|[Ll][Ee][Tt][Tt][Ee][Rr])$"}]}

KEYS: Mapping[type[Model], Mapping[str, Key]] = {
    FrontMatter: {
        "title": Key("The title, as patients would say it. After a colon, a second line.", ("Vitamin B12 and food",)),
        "summary": Key("For whom it is, in a line.", ("For adults who want enough vitamin B12 from their food",)),
        "language": Key("The tag of its language, which is also the file's name.", ("en-GB", "cy"), _LANGUAGE),
        "version": Key(
            "Its number: raise it with every change.", ("1.0",), {**_NUMBER, "pattern": r"^[0-9]+(\.[0-9]+){0,2}$"}
        ),
        "kind": Key("What it is about: a `topic` has the sections diagnosis, treatment and lifestyle."),
        "written": Key("The day on which it was written or changed.", ("2026-11-22",), _DAY),
        "review_by": Key("The day by which it is to be reviewed: at most three years later.", ("2028-11-22",), _DAY),
        "codes": Key(
            "Codes under which it is found, by system (`icd-10`, `icd-10-cm`, `icd-11`, `snomed-ct`), as in `E53.8`.",
            ({"icd-10": ["E53.8"]},),
        ),
        "primary_codes": Key("Those of the codes for which this is *the* leaflet.", ({"icd-10": ["E53.8"]},)),
        "terms": Key("Named terms that readers need, however long the words are.", (["vitamin B12", "folic acid"],)),
        "sensitive": Key("`true` where it may tell a reader what nobody has told them yet."),
        "interests": Key("The authors' conflicts of interest, or `none`.", ("none",)),
        "translated_from": Key("The text that it was translated from."),
        "accepted": Key(
            "Warnings of `handouts check` that stay, each with the reason.",
            ({"L6": "The study itself gives a percentage"},),
            {"propertyNames": {"pattern": "^[A-Z][0-9]+$"}},
        ),
        "sources": Key("Where its claims come from: each source under an id, for `[@id]` in the text.", (), _NAMES),
    },
    Reference: {
        "title": Key("What the page or paper is called.", ("Vitamin B12 deficiency in over 16s (NG239)",)),
        "publisher": Key("Who publishes it.", ("NICE",)),
        "url": Key("Its address.", ("https://www.nice.org.uk/guidance/ng239",), _ADDRESS),
        "checked": Key("The day on which somebody read it; left out where nobody did.", ("2026-11-22",), _DAY),
        "language": Key("The tag of the language of its title, where the text is in another.", ("en-GB",), _LANGUAGE),
    },
    Translation: {
        "language": Key("The tag of that text's language.", ("en-GB",), _LANGUAGE),
        "text_hash": Key("The SHA-256 of that text's file, with LF line ends."),
    },
    PackFile: {
        "title": Key(
            "The title of its cover, by language.",
            ({"en-GB": "Starting B12 treatment"},),
            {"propertyNames": {"pattern": f"^{LANGUAGE_TAG}$"}, "minProperties": 1},
        ),
        "handouts": Key(
            "Its handouts, in the order in which they are given.",
            (["vitamin-b12-treatment", "vitamin-b12-and-food"],),
            {"minItems": 2},
        ),
    },
    ClinicFile: {
        "name": Key("The clinic's name.", ("Riverside Neurology Clinic",)),
        "phone": Key("Its telephone number, as it is dialled.", ("01632 960001",), _NUMBER),
        "address": Key("Its address, line by line.", (["1 Mill Lane", "Exampleton EX1 2AB"],)),
        "hours": Key("When the telephone is answered.", ("Monday to Friday, 9am to 5pm",)),
        "email": Key("Its email address.", ("team@example.org",), {"type": "string", "pattern": "^[^@ ]+@[^@ ]+$"}),
        "website": Key("Its web address.", ("https://example.org",), _ADDRESS),
        "qr": Key("The web address in the QR code.", ("https://example.org/leaflets",), {**_ADDRESS, "maxLength": 200}),
        "feedback": Key("Where comments go; else the email address, else the telephone number.", ("01632 960001",)),
        "language": Key("The language of its leaflets; else en-GB.", ("en-GB",), _LANGUAGE),
        "urgent": Key("Whom patients call the same day; else the telephone number above."),
        "slip": Key("The part of a leaflet about one patient."),
        "policy": Key("What is allowed besides checked and current texts."),
        "editions": Key(
            "Editions of your own, by name.", ({"easy-to-see": {"base": "large-print", "size": "24 pt"}},), _NAMES
        ),
        "brand": Key("Logo, colours and typefaces."),
    },
    UrgentContact: {
        "phone": Key("The number to call.", ("01632 960002",), _NUMBER),
        "hours": Key("When it is answered.", ("day or night",)),
    },
    SlipRules: {
        "fields": Key("The fields that are printed; else all."),
        "labels": Key("Labels of your own.", ({"number": "Hospital number"},)),
        "number": Key("`nhs`: the number is an NHS number, and its check digit is checked."),
    },
    Policy: {
        "unapproved": Key("`draft`: patients may have texts that are not approved; every page says DRAFT."),
        "expired": Key("`allow`: texts past their review date are given; every page says so."),
    },
    OwnEdition: {
        "base": Key("What it is like, but for what is said here."),
        "size": Key(
            "The size of the running text, from 12 pt to 32 pt.",
            ("24 pt",),
            {"type": "string", "pattern": r"^[0-9]{1,3}(\.[0-9]{1,2})? ?pt$"},
        ),
        "paper": Key("The paper where nobody names another.", ("A5",), _PAPER),
        "ink": Key("The ink where nobody names another; `mono` is all in one ink."),
    },
    Brand: {
        "logo": Key("The clinic's logo."),
        "color": Key("The clinic's colour, in quotes; or several, each by its use.", ("#0b5c6b",)),
        "typography": Key("The typefaces."),
    },
    Logo: {
        "path": Key("An SVG, PNG or JPEG in the clinic's folder.", ("logo.svg",), {"type": "string"}),
        "alt": Key("What it shows, for those who cannot see it; else the clinic's name."),
        "size": Key("How large it is printed."),
    },
    Colours: {
        "palette": Key("Names for your colours.", ({"sun": "#ffd400"},)),
        "primary": Key("Rules, headings and the frame of the key message.", ("#0b5c6b",), _COLOUR),
        "secondary": Key("Small headings, list markers and thin frames.", ("#a3521a",), _COLOUR),
        "foreground": Key("Text.", ("#17242a",), _COLOUR),
        "background": Key("The ground of the head and of the key message.", ("#f8ecd4",), _COLOUR),
        "danger": Key("The alarm, with white words.", ("#9f1d20",), _COLOUR),
    },
    Typography: {
        "fonts": Key("Families of your own."),
        "base": Key("The family of the text: a bundled one, or one of `fonts`.", ("Noto Sans",)),
        "headings": Key("The family of headings.", ("Atkinson Hyperlegible",)),
    },
    Text: {"family": Key("The family's name.", ("Noto Sans",), {"type": "string"})},
    Headings: {
        "family": Key("The family's name.", ("Noto Sans",), {"type": "string"}),
        "weight": Key("Their weight: `normal` or `bold`.", ("bold",), _WEIGHT),
    },
    Font: {
        "family": Key("The family's name.", ("Mill Grotesk",), {"type": "string"}),
        "source": Key("Always `file`: nothing is fetched."),
        "files": Key("Its files: at least a regular and a bold one."),
    },
    FontFile: {
        "path": Key("A TTF or OTF in the clinic's folder.", ("fonts/MillGrotesk-Bold.ttf",), {"type": "string"}),
        "weight": Key("Its weight: `normal` or `bold`.", ("bold",), _WEIGHT),
        "style": Key("Its style."),
    },
}
"""Every key of every model that a person writes."""

EXTENDS = Key("A parent clinic's folder or file: this file says only what differs.", ("../trust/clinic.yaml",))
SITES = Key("Your sites by name, each with what differs there.", ({"harbour": {"phone": "01632 960009"}},), _NAMES)
