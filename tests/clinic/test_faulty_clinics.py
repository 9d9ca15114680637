"""Every mistake that a clinic.yaml can hold, and the exact words in which it is told."""

from __future__ import annotations

import pytest

from tests.conftest import Put, Run

ADDED = [
    ("unknown-key", "phon: 1\n", ["3: The key `phon` is unknown. Did you mean `phone`?"]),
    (
        "unknown-key-of-slip",
        "slip:\n  feilds: [name]\n",
        ["4: The key `slip.feilds` is unknown. Did you mean `fields`?"],
    ),
    (
        "unknown-key-of-brand",
        "brand:\n  colour: red\n",
        ["4: The key `brand.colour` is unknown. Did you mean `color`?"],
    ),
    (
        "unknown-key-of-logo",
        "brand:\n  logo:\n    path: logo.svg\n    atl: Mill\n",
        ["6: The key `brand.logo.atl` is unknown. Did you mean `alt`?"],
    ),
    (
        "unknown-field-of-slip",
        "slip: {fields: [name, dob]}\n",
        ["3: `slip.fields[2]` is `dob`. Use one of: date, date_of_birth, given_by, name, next_visit, note, number."],
    ),
    (
        "unknown-label",
        "slip: {labels: {nam: Name}}\n",
        ["3: The key `slip.labels.nam` is unknown. Did you mean `name`?"],
    ),
    ("unknown-number", "slip: {number: NHS}\n", ["3: `slip.number` is `NHS`. Did you mean `nhs`?"]),
    (
        "unknown-policy",
        "policy:\n  unapproved: alow\n",
        ["4: `policy.unapproved` is `alow`. Use one of: draft, refuse."],
    ),
    (
        "bad-phone",
        "urgent: {phone: call us}\n",
        ["3: `urgent.phone` is `call us`, not a telephone number. Write it as it is dialled, as in 01632 960001."],
    ),
    (
        "urgent-a-text",
        "urgent: 01632 960002\n",
        ["3: `urgent` is not a map. Write its keys below it, each on a line of its own."],
    ),
    (
        "bad-email",
        "email: team at example.org\n",
        ["3: `email` is `team at example.org`, not an email address. Write it as in team@example.org."],
    ),
    (
        "bad-website",
        "website: mill-lane.example\n",
        ["3: `website` is `mill-lane.example`, not a web address. Write it in full, as in https://example.org/page."],
    ),
    (
        "script-as-website",
        "website: javascript:alert(1).x\n",
        [
            "3: `website` is `javascript:alert(1).x`, not a web address. Write it in full, as in https://example.org/page."
        ],
    ),
    (
        "qr-too-long",
        "qr: https://mill-lane.example/xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n",
        ["3: `qr` has 226 letters. A telephone reads a code of at most 200; use a shorter one."],
    ),
    (
        "address-a-text",
        "address: 1 Mill Lane\n",
        ["3: `address` is not a list. Write the values as [one, two], or on lines that begin with -."],
    ),
    (
        "bad-language",
        "language: english\n",
        ["3: `language` is `english`, not a language tag. Write it as in en-GB or cy."],
    ),
    (
        "bad-colour",
        "brand: {color: teel}\n",
        ['3: `brand.color.primary` is `teel`, not a solid colour. Write it as in "#0b5c6b".'],
    ),
    (
        "unquoted-colour",
        "brand:\n  color: #0b5c6b\n",
        ['4: The value begins with # and is taken for a comment: #0b5c6b. Put it in quotes: color: "#0b5c6b".'],
    ),
    (
        "unquoted-colour-in-a-map",
        "brand:\n  color:\n    primary: #0b5c6b\n",
        ['5: The value begins with # and is taken for a comment: #0b5c6b. Put it in quotes: primary: "#0b5c6b".'],
    ),
    (
        "see-through-colour",
        "brand: {color: transparent}\n",
        ['3: `brand.color.primary` is `transparent`, not a solid colour. Write it as in "#0b5c6b".'],
    ),
    (
        "colour-of-another-space",
        "brand: {color: oklch(0.5 0.1 200)}\n",
        ['3: `brand.color.primary` is `oklch(0.5 0.1 200)`, not a solid colour. Write it as in "#0b5c6b".'],
    ),
    (
        "bad-colour-in-the-palette",
        "brand:\n  color:\n    palette:\n      mill: blu\n    primary: mill\n",
        ['6: `brand.color.palette.mill` is `blu`, not a solid colour. Write it as in "#0b5c6b".'],
    ),
    (
        "colour-not-in-the-palette",
        "brand:\n  color:\n    palette: {mill: teal}\n    primary: mil\n    danger: stop\n",
        [
            "6: `brand.color.primary` is `mil`, neither a colour nor a name in the palette. Did you mean `mill`?",
            "7: `brand.color.danger` is `stop`, neither a colour nor a name in the palette. Use one of: mill.",
        ],
    ),
    (
        "colour-without-use",
        "brand:\n  color:\n    success: green\n    sucess: green\n",
        [
            "5: The key `brand.color.success` has no use in a leaflet. The colours of a leaflet are background, danger, foreground, primary and secondary; take this one out.",
            "6: The key `brand.color.sucess` is unknown. Use one of: background, danger, foreground, palette, primary, secondary.",
        ],
    ),
    (
        "pair-that-cannot-be-read",
        "brand:\n  color:\n    foreground: '#888888'\n    background: '#999999'\n",
        [
            '5: `brand.color.foreground` is #888888 and `background` is #999999: their contrast, in colour or in grey, is 1.24:1, and words need 4.5:1. The nearest pair that passes is foreground: "#323232", background: "#999999".',
            '6: `brand.color.background` is #999999 and `foreground` is #888888: their contrast, in colour or in grey, is 1.24:1, and words need 4.5:1. The nearest pair that passes is foreground: "#323232", background: "#999999".',
        ],
    ),
    (
        "pair-as-dark-as-the-alarm",
        "brand:\n  color: {foreground: white, background: navy}\n",
        [
            '4: `brand.color.foreground` is #ffffff and `background` is #000080: the ground is as dark as the alarm\'s bar in grey, and a lighter tint does not go with such words. The nearest pair that passes is foreground: "#3a3a3a", background: "#7ba5ff".',
            '4: `brand.color.background` is #000080 and `foreground` is #ffffff: the ground is as dark as the alarm\'s bar in grey, and a lighter tint does not go with such words. The nearest pair that passes is foreground: "#3a3a3a", background: "#7ba5ff".',
        ],
    ),
    (
        "unknown-family",
        "brand: {typography: {base: Noto Sanz, headings: {family: Mill}}}\n",
        [
            "3: `brand.typography.base` is `Noto Sanz`, a family that is not there. Did you mean `Noto Sans`? Other families are listed under `fonts`, with their files.",
            "3: `brand.typography.headings` is `Mill`, a family that is not there. Use one of: Atkinson Hyperlegible, Noto Sans. Other families are listed under `fonts`, with their files.",
        ],
    ),
    (
        "typography-without-use",
        "brand:\n  typography:\n    base:\n      size: 12pt\n      family: Noto Sans\n      line-height: 1.2\n    monospace: Noto\n    hedings: Mill\n",
        [
            "6: The key `brand.typography.base.size` has no use in a leaflet. Take it out; the edition sets sizes and lines, and brand.color the colours.",
            "8: The key `brand.typography.base.line-height` has no use in a leaflet. Take it out; the edition sets sizes and lines, and brand.color the colours.",
            "9: The key `brand.typography.monospace` has no use in a leaflet. Take it out; a leaflet has no text of this kind.",
            "10: The key `brand.typography.hedings` is unknown. Did you mean `headings`?",
        ],
    ),
    (
        "fonts",
        """\
brand:
  typography:
    headings: {weight: 500}
    fonts:
    - family: Mill Sans
      files:
      - {path: a.ttf}
      - {path: b.ttf, weight: normal}
    - family: noto sans
      source: google
      files: [{path: a.ttf, weight: bold}]
    - family: "Mill, Serif"
      files: a.ttf
    - {family: Mill, files: [{path: a.ttf, weight: 300, style: oblique}]}
""",
        [
            "5: `brand.typography.headings.weight` is `500`. Leaflets are set in 400 (normal) and 700 (bold), and in no other weight.",
            "8: `brand.typography.fonts[1].files` has two files of weight 400 and style normal. Keep one, or give the other its own `weight` or `style`.",
            "11: `brand.typography.fonts[2].family` is `noto sans`, which the program brings itself. Take the font out and name the family, or rename the family in your files.",
            "12: `brand.typography.fonts[2].source` is `google`. Download its TTF files into the clinic's folder and name them under `files`; nothing is fetched.",
            "13: `brand.typography.fonts[2].files` has no file of weight 400. Leaflets use regular (400) and bold (700): add the file with its `path` and `weight`.",
            "14: `brand.typography.fonts[3].family` is `Mill, Serif`, which cannot be the name of a family. Use letters, digits, spaces and -.",
            "15: `brand.typography.fonts[3].files` is not a list. Write the values as [one, two], or on lines that begin with -.",
            "16: `brand.typography.fonts[4].files[1].weight` is `300`. Leaflets are set in 400 (normal) and 700 (bold), and in no other weight.",
            "16: `brand.typography.fonts[4].files[1].style` is `oblique`. Use one of: italic, normal.",
        ],
    ),
    (
        "family-twice",
        "brand:\n  typography:\n    fonts:\n    - {family: Mill, files: [{path: a.ttf}, {path: b.ttf, weight: 700}]}\n    - {family: mill, files: [{path: a.ttf}, {path: b.ttf, weight: 700}]}\n",
        ["5: `brand.typography.fonts` has the family `Mill` twice. Put all its files under one."],
    ),
    ("no-parent", "extends:\n", ["3: `extends` names no file. Write it as in ../trust/clinic.yaml."]),
    ("several-parents", "extends: [a, b]\n", ["3: `extends` names no file. Write it as in ../trust/clinic.yaml."]),
    (
        "missing-parent",
        "extends: ../trust\n",
        [
            "3: The parent `../trust` is not there (looked for TRUST). Mend the path, or copy the parent's folder there.",
        ],
    ),
    ("nearly-extends", "extend: ../trust\n", ["3: The key `extend` is unknown. Did you mean `extends`?"]),
    ("nearly-sites", "site: {north: {hours: all day}}\n", ["3: The key `site` is unknown. Did you mean `sites`?"]),
    ("sites-a-list", "sites: [north]\n", ["3: `sites` is not a map. Write each site's name as a key."]),
    (
        "site-a-text",
        "sites:\n  north: 1 Mill Lane\n",
        ["4: The site `north` is not a map. Write below it what differs, as in phone: ..."],
    ),
    (
        "site-with-sites",
        "sites:\n  north:\n    sites: {}\n",
        ["5: A site cannot have `sites`. Take the key out."],
    ),
    (
        "site-with-a-parent",
        "sites:\n  north:\n    extends: ../trust\n",
        ["5: A site cannot have `extends`. Take the key out."],
    ),
    (
        "mistakes-in-two-sites",
        "sites:\n  north:\n    phon: 1\n  south: {phone: call us}\n",
        [
            "5: The key `phon` is unknown. Did you mean `phone`?",
            "6: `phone` is `call us`, not a telephone number. Write it as it is dialled, as in 01632 960001.",
        ],
    ),
    ("code-in-quotes", 'hours: "9 to\\x005"\n', ["3: There is a code in quotes (`\\x00`). Write the letter itself."]),
]
"""Id, lines put after `name` and `phone`, the messages after the file's name."""


@pytest.mark.parametrize(("added", "messages"), [case[1:] for case in ADDED], ids=[case[0] for case in ADDED])
def test_clinic(run: Run, put: Put, clinic: str, added: str, messages: list[str]) -> None:
    folder = put("clinic.yaml", clinic + added).parent
    done = run("list")
    looked_for = str(folder / "../trust")
    assert done.messages == [f"clinic.yaml:{message.replace('TRUST', looked_for)}" for message in messages]
    assert (done.code, done.out) == (3, "")


@pytest.mark.parametrize(
    ("content", "messages"),
    [
        (
            "hours: all day\n",
            [
                "1: The key `name` is missing. Add a line `name: ...`.",
                "1: The key `phone` is missing. Add a line `phone: ...`.",
            ],
        ),
        (
            "",
            [
                "1: The key `name` is missing. Add a line `name: ...`.",
                "1: The key `phone` is missing. Add a line `phone: ...`.",
            ],
        ),
        ("- name\n", ["1: This is not a map of keys and values. Write `key: value` lines."]),
        ("Mill Lane\n", ["1: This is not a map of keys and values. Write `key: value` lines."]),
        ("name: Mill\nphone: [1]\n", ["2: `phone` is not a text. Write one value after the colon."]),
        (
            "name: Mill\nphone: 1\n",
            ["2: `phone` is `1`, not a telephone number. Write it as it is dialled, as in 01632 960001."],
        ),
    ],
    ids=["neither", "empty", "list", "text", "phone-a-list", "phone-too-short"],
)
def test_name_and_phone(run: Run, put: Put, content: str, messages: list[str]) -> None:
    put("clinic.yaml", content)
    done = run("list")
    assert done.messages == [f"clinic.yaml:{message}" for message in messages]
    assert done.code == 3


@pytest.mark.parametrize(
    "phone", ["111", "01632 960001", "+44 (0)1632 960001", "(01632) 960001", "01632 960001 ext. 12"]
)
def test_phones_as_people_write_them(run: Run, put: Put, phone: str) -> None:
    put("clinic.yaml", f"name: Mill\nphone: {phone}\n")
    assert run("list").messages == []


def test_a_letter_without_a_glyph(run: Run, put: Put, clinic: str) -> None:
    put("clinic.yaml", clinic + "hours: \u4e2d\n")
    done = run("render", "vitamin-b12-and-food", "--format", "html")
    message = "clinic.yaml:3: No bundled font has the letter \u4e2d (U+4E2D). Write it with other letters."
    assert (done.code, done.messages) == (3, [message])


def test_ten_mistakes_are_told_at_once_in_the_order_of_lines(run: Run, put: Put) -> None:
    put(
        "clinic.yaml",
        """\
phone: call us
adress: [1 Mill Lane]
email: team
website: mill
language: English
urgent: {hours: all day}
slip: {number: any number}
policy: {expired: perhaps}
brand: {color: teel}
sites: []
""",
    )
    lines = [int(message.split(":")[1]) for message in run("list").messages]
    assert lines == [1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
