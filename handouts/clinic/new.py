"""A new clinic's file: what was answered, with a comment on every key that may be added."""

from __future__ import annotations

from collections.abc import Mapping

from handouts.content.scalar import scalar

_TEXT = """\
# {name}: who your leaflets are from. `handouts clinic show` prints what comes of this file.
name: {name}
phone: {phone}
# address:                        # a list of lines
#   - 1 Mill Lane
# hours: Monday to Friday, 9am to 5pm
# email: team@example.org
# website: https://example.org
# qr: https://example.org/leaflets # the address in the QR code
# feedback: 01632 960001          # where comments go; else the email address, else the telephone number
language: {language}

# Whom patients call the same day; without it, the telephone number above.
{urgent}

# The slip is the part of a leaflet about one patient.
# slip:
#   fields: [name, date_of_birth, number, date, given_by, next_visit, note]
#   labels: {{number: Hospital number}}
#   number: nhs                   # check the check digit of NHS numbers

# What you allow besides checked and current texts.
# policy:
#   unapproved: refuse            # or draft
#   expired: refuse               # or allow

# Editions of your own, named with --edition: a type size of 12 pt or more, and a paper and ink where none is named.
# editions:
#   easy-to-see: {{base: large-print, size: 24 pt}}
#   leaflet-rack: {{size: 12 pt, paper: A5, ink: mono}}

# Another clinic's file, of which this one says only what differs; and your sites, each with what differs there.
# extends: ../trust/clinic.yaml
# sites:
#   harbour: {{phone: 01632 960009}}

# The logo lies in this folder (SVG, PNG or JPEG); its size is small, medium or large. Any colour will do, in quotes;
# words in it are set in its nearest readable shade.
{brand}
"""
_URGENT = ["# urgent:", "#   phone: 01632 960002", "#   hours: day or night"]
_BRAND = ["# brand:", "#   logo: {path: logo.svg}", '#   color: "#0b5c6b"']


def clinic_text(answers: Mapping[str, str], logo: str | None) -> str:
    """A `clinic.yaml` of the answers (`name`, `phone`; `urgent`, `color`, `language` if given) and a logo's name."""
    urgent = ["urgent:", f"  phone: {scalar(answers['urgent'])}"] if answers.get("urgent") else _URGENT
    brand = ["brand:"] if logo or answers.get("color") else _BRAND
    brand += ["  logo:", f"    path: {scalar(logo)}"] if logo else []
    brand += [f"  color: {scalar(answers['color'])}"] if answers.get("color") else []
    return _TEXT.format(
        name=scalar(answers["name"]),
        phone=scalar(answers["phone"]),
        language=scalar(answers.get("language") or "en-GB"),
        urgent="\n".join(urgent),
        brand="\n".join(brand),
    )
