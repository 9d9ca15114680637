"""A leaflet or pack in the format that was asked for, as named files ready to be written."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from handouts.clinic.approval import DRAFT, Standing
from handouts.clinic.clinic import Clinic
from handouts.clinic.edition import Edition
from handouts.content.handout import Handout, extract
from handouts.errors import Problem, WrongUsage
from handouts.page.naming import check_pack

if TYPE_CHECKING:
    from handouts.page.compose import Composed
    from handouts.page.slip import Slip, Texts
    from handouts.page.typeset import Leaflet

PNG_DPI = 150


def output_paths(output: str | None, stem: str, kind: str) -> Path:
    """Where the result goes: `-o` is a folder if it is one or ends in a slash, else a file."""
    name = f"{stem}.{kind}"
    if output is None:
        return Path(name)
    path = Path(output)
    if output.endswith(("/", "\\")) or path.is_dir():
        return path / name
    if path.suffix.lower() != f".{kind}":
        what = f"The output `{output}` does not end in .{kind}."
        raise WrongUsage(Problem("", 0, what, "Name a file that does, or a folder that ends in /, or use --format."))
    return path


def make(
    handouts: list[Handout],
    clinic: Clinic | None,
    edition: Edition,
    slip: Slip | None,
    kind: str,
    target: Path,
    *,
    is_extract: bool,
    standings: Sequence[Standing] = (),
    title: str | None = None,
) -> list[tuple[Path, bytes]]:
    """The files of a leaflet (one handout) or of a pack (several: a cover, then each leaflet).

    Each is a draft where no standing is given. PNG pages are numbered: `NAME-1.png`, `NAME-2.png`.

    Raises `Refused`, or `WrongUsage` for a pack as HTML
    and for a fold of what is no PDF, or of a pack in three.
    """
    check_fold(edition, kind, len(handouts))
    with _loading(kind):
        leaflets = compose_all(handouts, clinic, edition, slip, standings, is_extract=is_extract, title=title)
    if kind == "html":
        if len(leaflets) > 1:
            what = "A pack cannot be one HTML page."
            raise WrongUsage(Problem("", 0, what, "Render each handout by itself, or as PDF."))
        return [(target, self_contained(leaflets[0]).encode())]

    leaflet = typeset_seen(leaflets, handouts, clinic)
    if edition.fold != "none":
        from handouts.page.impose import impose
        from handouts.page.panels import check_panels

        def pages_with(sections: Sequence[str]) -> int:
            part = [extract(handouts[0], sections)]
            fewer = compose_all(part, clinic, edition, slip, standings, is_extract=True)
            return typeset_seen(fewer, part, clinic).pages

        if edition.fold == "trifold":
            check_panels(leaflet, handouts[0], pages_with)
        leaflet = impose(leaflet, edition)
    return page_paths(target, kind, [leaflet.pdf] if kind == "pdf" else pictures(leaflet.pdf, PNG_DPI))


def page_paths(target: Path, kind: str, files: Sequence[bytes]) -> list[tuple[Path, bytes]]:
    """Where each of a leaflet's files goes: the pages of a PNG are numbered."""
    if kind != "png":
        return [(target, data) for data in files]
    return [(target.with_stem(f"{target.stem}-{number}"), data) for number, data in enumerate(files, 1)]


@contextmanager
def _loading(kind: str) -> Iterator[None]:
    """Load the typesetter meanwhile, where it will be needed: composing waits for other processes that draw."""
    if kind == "html":
        yield
        return
    from handouts.page.typeset import load

    loader = Thread(target=load)
    loader.start()
    try:
        yield
    finally:
        loader.join()


def typeset_seen(leaflets: Sequence[Composed], handouts: Sequence[Handout], clinic: Clinic | None) -> Leaflet:
    """The leaflets as one PDF, on which every word of the handouts can be seen.

    Raises `Refused` for whatever would print wrong, and for words that a clinic's own parts hide.
    """
    from handouts.page.hidden import check_seen
    from handouts.page.typeset import typeset_all

    leaflet = typeset_all(leaflets)
    check_seen(leaflet.pdf, leaflets, handouts, clinic)
    return leaflet


def check_fold(edition: Edition, kind: str, handouts: int) -> None:
    """Raises `WrongUsage` for what cannot be folded: another format than PDF, or a pack in three."""
    if edition.fold != "none" and kind != "pdf":
        what = f"A {edition.fold} is for the printer, and cannot be {kind.upper()}."
        raise WrongUsage(Problem("", 0, what, "Leave out --format, or leave out --fold."))
    if edition.fold == "trifold" and handouts > 1:
        what = "A trifold holds one handout, not a pack."
        raise WrongUsage(Problem("", 0, what, "Fold each by itself, or use --fold booklet."))


def compose_all(
    handouts: Sequence[Handout],
    clinic: Clinic | None,
    edition: Edition,
    slip: Slip | Texts | None,
    standings: Sequence[Standing] = (),
    *,
    is_extract: bool = False,
    title: str | None = None,
) -> list[Composed]:
    """One handout as its leaflet; several as a pack: a cover, which may have a title, then each leaflet.

    Each is a draft where no standing is given. Raises `Refused`, `WrongUsage`.
    """
    from handouts.page.compose import compose, compose_cover

    check_pack(handouts)
    standings = standings or [DRAFT] * len(handouts)
    leaflets = [
        compose(handout, clinic, edition, one, slip, extract=is_extract)
        for handout, one in zip(handouts, standings, strict=True)
    ]
    cover = [compose_cover(handouts, clinic, edition, standings, title)] if len(handouts) > 1 else []
    return [*cover, *leaflets]


def self_contained(composed: Composed) -> str:
    """The page as one HTML file that needs no other: its pictures and fonts are inside it."""
    html = composed.html
    for asset in composed.assets:
        data = base64.b64encode(asset.data).decode()
        for opening in ('src="', 'url("'):
            html = html.replace(f'{opening}{asset.url}"', f'{opening}data:{asset.mime};base64,{data}"')
    return html


def pictures(pdf: bytes, dpi: int) -> list[bytes]:
    """Each page of a PDF as a PNG."""
    from pypdfium2 import PdfDocument

    document = PdfDocument(pdf)
    try:
        found = []
        for page in document:
            stream = BytesIO()
            page.render(scale=dpi / 72).to_pil().save(stream, "PNG", dpi=(dpi, dpi))
            found.append(stream.getvalue())
        return found
    finally:
        document.close()
