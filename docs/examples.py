"""The examples of `writing-a-handout.md`, and what is made for them: their pictures, and the table of keys."""

from __future__ import annotations

import hashlib
import re
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageChops, ImageOps
from PIL.PngImagePlugin import PngInfo
from pypdfium2 import PdfDocument

from handouts.clinic.approval import DRAFT
from handouts.clinic.clinic import read_clinic
from handouts.clinic.edition import Edition
from handouts.clinic.keys import KEYS
from handouts.content.handout import FrontMatter, Handout, Reference, Translation, read_handout
from handouts.page.compose import compose
from handouts.page.typeset import typeset

HERE = Path(__file__).parent
PAGE = HERE / "writing-a-handout.md"
FOLDER = HERE / "writing"
WIDTH = 720
MARGIN = 12
SIDE = 20 / 25.4 * 72
"""The margin of A4 at each side, in points."""
HASH = "source"
"""Under which name a picture keeps the hash of what it was made from."""

_EXAMPLE = re.compile(
    r"^(`{3,})markdown\n(.*?)^\1\n\n!\[([^\]]*)\]\(writing/([a-z-]+)\.png\)$", re.MULTILINE | re.DOTALL
)
_FRONT = re.compile(r"^```yaml\n(---\n.*?^---\n)```$", re.MULTILINE | re.DOTALL)
_LEAFLET = """\
{% import "parts.html" as parts with context %}
<!doctype html>
<html lang="{{ handout.language }}" class="{{ edition.base }}">
<head><meta charset="utf-8"><title>{{ handout.front.title }}</title><style>{{ styles }}</style></head>
<body><main>
{% for part in opening + rest if part.line in shown %}{{ parts.top(part) }}{% endfor %}
<div style="break-before: page">
{% for part in opening + rest if part.line not in shown %}{{ parts.top(part) }}{% endfor %}
{% include "closing.html" %}
</div>
</main></body>
</html>
"""
"""The parts of an example on the first page, and on the next ones what its links and citations lead to."""


@dataclass(frozen=True, slots=True)
class Example:
    """A part of a handout as the page shows it: what is written, and the name of its picture."""

    name: str
    source: str
    alternative: str

    @property
    def hash(self) -> str:
        """Of what is written."""
        return hashlib.sha256(self.source.encode()).hexdigest()


def examples(page: str) -> list[Example]:
    """The examples of the page, in their order."""
    return [Example(name, source, words) for _, source, words, name in _EXAMPLE.findall(page)]


def whole(page: str) -> str:
    """The handout that the page's front matter and examples are together."""
    front = _FRONT.search(page)
    assert front
    return "\n".join([front[1], *(example.source for example in examples(page))])


def pictures(page: str) -> dict[str, Image.Image]:
    """The picture of each example, by its name."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "vitamin-b12-and-food/en-GB.md"
        path.parent.mkdir()
        path.write_text(whole(page), "utf-8")
        handout = read_handout(path)
        return {example.name: _picture(handout, example, Path(folder)) for example in examples(page)}


def _picture(handout: Handout, example: Example, folder: Path) -> Image.Image:
    text = handout.source.text
    first = text.count("\n", 0, text.index(example.source)) + 1
    lines = range(first, first + example.source.count("\n"))
    shown = ", ".join(str(part.line) for part in handout.body if part.line in lines)
    shutil.copytree(HERE.parent / "examples/riverside", folder / "clinic", dirs_exist_ok=True)
    (folder / "clinic/templates").mkdir(exist_ok=True)
    (folder / "clinic/templates/leaflet.html").write_text(_LEAFLET.replace("shown %}", f"[{shown}] %}}"), "utf-8")
    pdf = typeset(compose(handout, read_clinic(folder / "clinic"), Edition(), DRAFT)).pdf
    return _cut_out(pdf)


def _cut_out(pdf: bytes) -> Image.Image:
    """What is printed on the first page, in the width of its text."""
    page = PdfDocument(pdf)[0]
    sheet = page.render(scale=(WIDTH - 2 * MARGIN) / (page.get_width() - 2 * SIDE)).to_pil().convert("RGB")
    box = ImageChops.difference(sheet, Image.new("RGB", sheet.size, "white")).getbbox()
    assert box
    side = (sheet.width - (WIDTH - 2 * MARGIN)) // 2
    cut = sheet.crop((side - MARGIN + 1, box[1] - MARGIN, side + WIDTH - MARGIN - 1, box[3] + MARGIN))
    return ImageOps.expand(cut, 1, "#d5d9da")


def save(picture: Image.Image, example: Example) -> None:
    """Write the picture of an example, with the hash of what it was made from."""
    kept = PngInfo()
    kept.add_text(HASH, example.hash)
    FOLDER.mkdir(exist_ok=True)
    path = FOLDER / f"{example.name}.png"
    picture.quantize(32).save(path, optimize=True, pnginfo=kept)
    print(path.relative_to(HERE))


def key_table() -> str:
    """The keys of a handout's front matter as a Markdown table."""
    rows = ["| Key | What it says |", "|---|---|"]
    for model, prefix in ((FrontMatter, ""), (Reference, "sources: "), (Translation, "translated_from: ")):
        for name, key in KEYS[model].items():
            needed = " Needed." if model.model_fields[name].is_required() else ""
            rows.append(f"| `{prefix}{name}` | {key.says}{needed} |")
    return "\n".join([*rows, ""])


def with_keys(page: str) -> str:
    """The page, with the table of keys as they are now."""
    return re.sub(r"(?<=These are all the keys:\n\n)(?:\|.*\n)*", lambda _: key_table(), page)


def renew() -> None:
    """Make the table and all pictures of the page anew."""
    page = with_keys(PAGE.read_text("utf-8"))
    PAGE.write_text(page, "utf-8")
    made = pictures(page)
    for example in examples(page):
        save(made[example.name], example)
