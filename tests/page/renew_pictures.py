"""Renews the reference pictures, after somebody has looked at the pages: `python -m tests.page.renew_pictures`."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from tests.page.pdf import leaflet, pictures

FOLDER = Path(__file__).parent / "reference"
DPI = 40
PICTURED = {
    "standard": lambda: leaflet("low-b12-and-ms"),
    "large-print": lambda: leaflet("low-b12-and-ms", base="large-print"),
    "food": lambda: leaflet("vitamin-b12-and-food"),
    "no-clinic": lambda: leaflet("low-b12-and-ms", clinic_kind="none"),
}
"""Each leaflet that is pictured, by the first word of its pictures' names."""


def drawn(name: str) -> list[Image.Image]:
    """The pages of a pictured leaflet as they are now, small and in grey."""
    return pictures(PICTURED[name](), DPI)


def kept(name: str) -> list[Path]:
    """The reference pictures of a leaflet, in the order of its pages."""
    return sorted(FOLDER.glob(f"{name}-[0-9][0-9].png"))


def renew() -> None:
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.png"):
        old.unlink()
    for name in PICTURED:
        for number, picture in enumerate(drawn(name), 1):
            path = FOLDER / f"{name}-{number:02}.png"
            picture.quantize(16).save(path, optimize=True)
            print(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)


if __name__ == "__main__":
    renew()
