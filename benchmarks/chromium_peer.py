"""Headless Chromium, kept open: one page, whose slip is filled in anew for each patient and printed as a tagged PDF."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.leaflet import Subject, composed, printed
from benchmarks.patients import Patient
from handouts.page.fonts import UPRIGHT, folder
from handouts.page.output import self_contained
from handouts.page.state import said

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
FILL = """fields => { for (const [name, label, value] of fields) {
  const field = document.querySelector(name === "note" ? ".note" : `.slip .${name}`);
  field.querySelector(".label").textContent = label;
  field.querySelector(".value").textContent = value;
} }"""


@contextmanager
def contestant(leaflet: Subject, scratch: Path, people: list[Patient]) -> Iterator[Callable[[Patient], bytes]]:
    """What makes leaflets. The page lies in a scratch folder and is loaded once."""
    from playwright.sync_api import sync_playwright

    page_file = scratch / "page.html"
    page_file.write_text(_page(leaflet, people[0]), "utf-8")
    chromium = shutil.which("chromium")
    if chromium is None:
        raise FileNotFoundError("The command chromium is missing.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        page = browser.new_page()
        page.goto(page_file.as_uri())
        page.evaluate("() => document.fonts.ready.then(() => true)")

        def make(patient: Patient) -> bytes:
            page.evaluate(FILL, [[field.name, field.label, field.value] for field in printed(leaflet, patient)])
            return page.pdf(prefer_css_page_size=True, print_background=True, tagged=True)

        yield make
        browser.close()


def _page(leaflet: Subject, patient: Patient) -> str:
    """The program's HTML, with the bundled fonts by their files, and the foot of the pages as Chromium knows it."""
    words, title = leaflet.words, leaflet.handout.front.title.partition(":")[0]
    state = said(leaflet.standing, words, has_clinic=True, is_extract=False).foot
    what = f"{title}, {words.short_version.format(version=leaflet.handout.front.version)}"
    page, pages = words.page.split("{page}")[0], words.page.split("{page}")[1].split("{pages}")[0]
    number = f'"{page}" counter(page) "{pages}" counter(pages)'
    foot = "width: auto; vertical-align: top; padding-top: 2.5mm; font: 12pt/16pt 'Atkinson Hyperlegible'"
    foot += "; white-space: pre"
    css = f"""{_faces()}
    .foot, .foot-first {{ display: none; }}
    @page {{
      @bottom-left {{ content: "{state}\\a {what}"; {foot}; }}
      @bottom-right {{ content: "\\a " {number}; {foot}; text-align: right; }}
    }}
    @page :first {{ @bottom-right {{ content: "{words.turn_over}\\a " {number}; {foot}; text-align: right; }} }}
    """
    return self_contained(composed(leaflet, patient)).replace("</head>", f"<style>{css}</style></head>", 1)


def _faces() -> str:
    rules = []
    for family, upright in UPRIGHT.items():
        bold = upright.replace("-Regular", "-Bold")
        for weight, file in ((400, upright), (700, bold)) if bold != upright else (("100 900", upright),):
            url = (folder(family) / file).as_uri()
            rules.append(f'@font-face {{ font-family: "{family}"; font-weight: {weight}; src: url("{url}"); }}')
    return "\n".join(rules)
