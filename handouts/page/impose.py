"""Imposes the pages of a leaflet on sheets for printing and folding, each as it is: nothing is enlarged or shrunk."""

from __future__ import annotations

from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from handouts.clinic.edition import Edition
from handouts.page.fold import SHEETS, Side, sides
from handouts.page.typeset import Leaflet

MM = 72 / 25.4
"""Points in a millimetre."""
MARK = (4.5, 2.5)
"""How far from the edge of the paper a fold mark begins, which printers reach, and how long it is, in mm."""


def impose(leaflet: Leaflet, edition: Edition) -> Leaflet:
    """The leaflet's pages on the sides of sheets. It has no tags: it is for the printer, and says so in its title."""
    with pikepdf.open(BytesIO(leaflet.pdf)) as source, pikepdf.new() as target:
        forms = [target.copy_foreign(page.as_form_xobject()) for page in source.pages]
        for side in sides(edition, len(forms)):
            _add_side(target, side, forms, SHEETS[edition.paper])
        title = f"{source.docinfo.get('/Title', '')} ({edition.fold} for the printer: flip on the short edge)"
        target.docinfo = target.make_indirect(Dictionary(Title=String(title)))
        if "/Author" in source.docinfo:
            target.docinfo.Author = String(str(source.docinfo.Author))
        target.Root.Lang = String(str(source.Root.get("/Lang", "")))
        target.Root.ViewerPreferences = Dictionary(
            Duplex=Name.DuplexFlipShortEdge, PrintScaling=Name("/None"), DisplayDocTitle=True
        )
        stream = BytesIO()
        target.save(stream, force_version="1.7", deterministic_id=True)
        return Leaflet(stream.getvalue(), len(target.pages))


def _add_side(target: pikepdf.Pdf, side: Side, forms: list[pikepdf.Object], size: tuple[float, float]) -> None:
    width, height = size
    drawn = [f"q 1 0 0 1 {place.left * MM:.4f} 0 cm /P{place.page} Do Q" for place in side.places]
    for at in side.marks:
        for start, end in ((MARK[0], sum(MARK)), (height - sum(MARK), height - MARK[0])):
            drawn.append(f"q 0.5 G 0.5 w {at * MM:.4f} {start * MM:.4f} m {at * MM:.4f} {end * MM:.4f} l S Q")
    page = Dictionary(
        Type=Name.Page,
        MediaBox=Array([0, 0, round(width * MM, 4), round(height * MM, 4)]),
        Resources=Dictionary(XObject=Dictionary({f"/P{one.page}": forms[one.page - 1] for one in side.places})),
        Contents=target.make_stream("\n".join(drawn).encode()),
    )
    target.pages.append(pikepdf.Page(target.make_indirect(page)))
