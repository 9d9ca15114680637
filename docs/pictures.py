"""Makes the pictures of the documentation: `python -m docs.pictures`."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps

from docs import examples
from handouts.clinic.clinic import read_clinic
from handouts.clinic.edition import edition
from handouts.content.finder import find_handout, find_library
from handouts.page.output import make, pictures

HERE = Path(__file__).parent
EXAMPLES = HERE.parent / "examples"
LEAFLET = HERE / "leaflet.png"
BRANDS = HERE / "brands.png"
EDITIONS = (("standard", "A4"), ("large-print", "A4"), ("standard", "A5"))
GAP = 12
GROUND = "#d5d9da"


def pages(clinic: str, handout: str, base: str, paper: str, ink: str = "color") -> list[Image.Image]:
    """The pages of an example clinic's leaflet, without a patient."""
    found = find_handout(find_library(), handout, "en-GB", None)
    chosen = edition(base, paper, ink=ink)
    [(_, pdf)] = make([found], read_clinic(EXAMPLES / clinic), chosen, None, "pdf", HERE / "x.pdf", is_extract=False)
    return [Image.open(BytesIO(picture)).convert("RGB") for picture in pictures(pdf, 60)]


def side_by_side(sheets: Sequence[Image.Image]) -> Image.Image:
    """Sheets of paper in a row, on a grey ground."""
    framed = [ImageOps.expand(sheet, GAP // 2, GROUND) for sheet in sheets]
    row = Image.new("RGB", (sum(one.width for one in framed), max(one.height for one in framed)), GROUND)
    left = 0
    for one in framed:
        row.paste(one, (left, 0))
        left += one.width
    return row


def stacked(rows: Sequence[Image.Image]) -> Image.Image:
    """Rows of sheets, one below the other."""
    whole = Image.new("RGB", (max(row.width for row in rows), sum(row.height for row in rows)), GROUND)
    for number, row in enumerate(rows):
        whole.paste(row, (0, sum(one.height for one in rows[:number])))
    return whole


def save(picture: Image.Image, path: Path) -> None:
    """Write a picture that is small enough to lie beside the text."""
    ImageOps.expand(picture, GAP // 2, GROUND).quantize(128).save(path, optimize=True)
    print(path.name)


def brands() -> Image.Image:
    """The first pages of one leaflet for two brands, in several editions and in one ink."""
    rows = []
    for clinic in ("riverside", "harbour"):
        sheets = [pages(clinic, "low-b12-and-ms", base, paper)[0] for base, paper in EDITIONS]
        rows.append(side_by_side([*sheets, pages(clinic, "low-b12-and-ms", "standard", "A4", "mono")[0]]))
    return stacked(rows)


def leaflet() -> Image.Image:
    """The four pages of a leaflet, two and two."""
    sheets = pages("riverside", "low-b12-and-ms", "standard", "A4")
    return stacked([side_by_side(sheets[:2]), side_by_side(sheets[2:])])


if __name__ == "__main__":
    save(leaflet(), LEAFLET)
    save(brands(), BRANDS)
    examples.renew()
