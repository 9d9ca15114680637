"""Editions of a clinic's own: what they may say, whose they are, and how each is found by its name."""

from __future__ import annotations

from pathlib import Path

import pytest

from handouts.clinic.clinic import read_clinic
from handouts.clinic.edition import Edition, OwnEdition, edition
from handouts.errors import Refused
from tests.conftest import Put, Run

OWN = """\
editions:
  easy-to-see: {base: large-print, size: 24 pt}
  leaflet-rack: {base: standard, size: 12pt, paper: a5, ink: mono}
  plain: {}
"""
SIZE = "Write it in points, as in 24 pt."
NAME = "Use small letters, digits and -, at most 40."
FAULTS = [
    ("a: {sise: 24 pt}", "The key `editions.a.sise` is unknown. Did you mean `size`?"),
    ("a: {base: large}", "`editions.a.base` is `large`. Did you mean `large-print`?"),
    ("a: {base: giant}", "`editions.a.base` is `giant`. Use one of: large-print, standard."),
    ("a: {paper: A3}", "`editions.a.paper` is `A3`. Use one of: A4, A5, Letter."),
    ("a: {ink: grey}", "`editions.a.ink` is `grey`. Use one of: color, mono."),
    ("a: {ink: colour}", "`editions.a.ink` is `colour`. Did you mean `color`?"),
    ("a: {size: 24}", f"`editions.a.size` is `24`, not a type size. {SIZE}"),
    ("a: {size: 24 px}", f"`editions.a.size` is `24 px`, not a type size. {SIZE}"),
    ("a: {size: large}", f"`editions.a.size` is `large`, not a type size. {SIZE}"),
    ("a: {size: }", f"`editions.a.size` is ``, not a type size. {SIZE}"),
    ("a: {size: [24 pt]}", f"`editions.a.size` is not a type size. {SIZE}"),
    ("a: {size: 11.9 pt}", "`editions.a.size` is `11.9 pt`. Letters below 12 pt are too small to read: write 12 pt or more."),
    ("a: {size: 0 pt}", "`editions.a.size` is `0 pt`. Letters below 12 pt are too small to read: write 12 pt or more."),
    ("a: {size: 33 pt}", "`editions.a.size` is `33 pt`. Long words do not fit on a line any more: write 32 pt or less."),
    (
        "a: {base: large-print, size: 16 pt}",
        "`editions.a.size` is `16 pt`, and who needs large print cannot read it. Write 18 pt or more, or base: standard.",
    ),
    ("standard: {size: 12 pt}", "`editions.standard` is an edition of the program. Give your own another name."),
    ("large-print: {}", "`editions.large-print` is an edition of the program. Give your own another name."),
    ("Easy: {}", f"`editions.Easy` cannot be the name of an edition. {NAME}"),
    ("easy to see: {}", f"`editions.easy to see` cannot be the name of an edition. {NAME}"),
    ("../a: {}", f"`editions.../a` cannot be the name of an edition. {NAME}"),
    (f"{'a' * 41}: {{}}", f"`editions.{'a' * 41}` cannot be the name of an edition. {NAME}"),
    ("a: 24 pt", "`editions.a` is not a map. Write its keys below it, each on a line of its own."),
]  # fmt: skip


@pytest.mark.parametrize(("line", "message"), FAULTS, ids=[line for line, _ in FAULTS])
def test_what_cannot_be_an_edition(run: Run, put: Put, clinic: str, line: str, message: str) -> None:
    put("clinic.yaml", f"{clinic}editions:\n  {line}\n")
    done = run("list")
    assert (done.code, done.messages) == (3, [f"clinic.yaml:4: {message}"])


def test_all_mistakes_are_told_at_once(run: Run, put: Put, clinic: str) -> None:
    put("clinic.yaml", f"{clinic}editions:\n  a: {{size: 2 pt}}\n  b: {{paper: A0}}\nsites:\n  n: {{editions: [c]}}\n")
    assert [message.split(": ")[0] for message in run("list").messages] == [f"clinic.yaml:{n}" for n in (4, 5, 7)]


@pytest.mark.parametrize(
    ("name", "words", "found"),
    [
        ("standard", {}, Edition("standard", "A4")),
        ("large-print", {"paper": "letter", "ink": "mono"}, Edition("large-print", "Letter", "none", "mono")),
        ("easy-to-see", {}, Edition("large-print", "A4", "none", "color", "easy-to-see", 24)),
        ("easy-to-see", {"paper": "A5", "fold": "none"}, Edition("large-print", "A5", "none", "color", "easy-to-see", 24)),
        ("leaflet-rack", {}, Edition("standard", "A5", "none", "mono", "leaflet-rack", 12)),
        ("leaflet-rack", {"paper": "A4", "fold": "trifold"}, Edition("standard", "A4", "trifold", "mono", "leaflet-rack", 12)),
        ("leaflet-rack", {"ink": "color"}, Edition("standard", "A5", "none", "color", "leaflet-rack", 12)),
        ("plain", {}, Edition("standard", "A4", "none", "color", "plain")),
    ],
)  # fmt: skip
def test_an_edition_is_found_by_its_name(
    put: Put, clinic: str, name: str, words: dict[str, str], found: Edition
) -> None:
    own = read_clinic(put("clinic.yaml", clinic + OWN)).file.editions
    chosen = edition(name, **words, own=own)
    assert chosen == found
    assert chosen.name == name


@pytest.mark.parametrize(("size", "large"), [(12, False), (17.99, False), (18, True), (24, True)])
def test_letters_of_eighteen_points_are_set_as_large_print_is(size: float, large: bool) -> None:
    chosen = edition("own", own={"own": OwnEdition(base="standard", size=f"{size} pt")})
    assert (chosen.large, chosen.size) == (large, size)
    assert chosen.larger == (size > 18)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ("--edition easy-to-sea", "There is no edition `easy-to-sea`. Did you mean `easy-to-see`?"),
        ("--edition large", "There is no edition `large`. Did you mean `large-print`?"),
        ("--edition x", "There is no edition `x`. Use one of: easy-to-see, large-print, leaflet-rack, plain, standard."),
        ("--ink monochrome", "There is no ink `monochrome`. Use one of: color, mono."),
        ("--ink colour", "There is no ink `colour`. Did you mean `color`?"),
        ("--edition leaflet-rack --fold booklet", "A booklet is not folded from A5, which is too small. Use --paper A4 or Letter."),
        ("--edition easy-to-see --fold trifold", "Large print does not go on the narrow panels of a trifold. Use --fold booklet, or no fold."),
        ("--edition big --fold trifold", "Letters of 16 pt do not go on the narrow panels of a trifold. Use --fold booklet, or no fold."),
    ],
)  # fmt: skip
def test_what_is_refused_at_the_command(run: Run, put: Put, clinic: str, options: str, message: str) -> None:
    big = "  big: {size: 16 pt}\n" if "big" in options else ""
    put("clinic.yaml", clinic + OWN + big)
    done = run(
        "render", "vitamin-b12-and-food", "--format", "html" if "fold" not in options else "pdf", *options.split()
    )
    assert (done.code, done.out, done.messages) == (3, "", [message])


def test_nobody_elses_edition_is_known(run: Run, here: Path) -> None:
    done = run("render", "vitamin-b12-and-food", "--edition", "easy-to-see")
    assert done.messages == ["There is no edition `easy-to-see`. Use one of: large-print, standard."]


def test_editions_are_inherited_and_differ_by_site(put: Put, clinic: str) -> None:
    put("trust/clinic.yaml", clinic + OWN)
    own = "extends: ../trust\neditions:\n  easy-to-see: {size: 28 pt}\n  ours: {ink: mono}\n"
    path = put("mill/clinic.yaml", own + "sites:\n  north:\n    editions: {ours: {paper: Letter}}\n")
    file, north = read_clinic(path).file, read_clinic(path, "north").file
    assert edition("easy-to-see", own=file.editions).size == 28
    assert edition("easy-to-see", own=file.editions).large
    assert edition("leaflet-rack", own=file.editions).size == 12
    assert edition("ours", own=file.editions) == Edition("standard", "A4", "none", "mono", "ours")
    assert edition("ours", own=north.editions) == Edition("standard", "Letter", "none", "mono", "ours")
    with pytest.raises(Refused, match="no edition `ours`"):
        edition("ours", own=read_clinic(path.parents[1] / "trust").file.editions)


@pytest.mark.parametrize(
    ("options", "file"),
    [
        ("", "en-GB.html"),
        ("--edition large-print", "en-GB-large-print.html"),
        ("--ink mono", "en-GB-mono.html"),
        ("--ink color", "en-GB.html"),
        ("--edition large-print --ink mono", "en-GB-large-print-mono.html"),
        ("--edition easy-to-see --paper Letter", "en-GB-easy-to-see.html"),
        ("--edition leaflet-rack", "en-GB-leaflet-rack-mono.html"),
        ("--edition leaflet-rack --ink color", "en-GB-leaflet-rack.html"),
    ],
)
def test_a_files_name_says_what_is_not_as_usual(run: Run, put: Put, clinic: str, options: str, file: str) -> None:
    put("clinic.yaml", clinic + OWN)
    done = run("render", "vitamin-b12-and-food", "--format", "html", "-o", "out/", *options.split())
    assert (done.code, done.out) == (0, f"out/vitamin-b12-and-food-{file}\n")
