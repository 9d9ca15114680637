"""typst through its Python binding, kept warm: one compiler for all patients."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.leaflet import Subject, composed, printed
from benchmarks.patients import Patient
from benchmarks.typst_source import PATIENT, source
from handouts.page.fonts import FAMILIES, folder

STANDARD = "ua-1"


@contextmanager
def contestant(leaflet: Subject, scratch: Path, people: list[Patient]) -> Iterator[Callable[[Patient], bytes]]:
    """What makes leaflets; the source and its pictures lie in a scratch folder."""
    import typst

    for asset in composed(leaflet, people[0]).assets:
        (scratch / asset.name).write_bytes(asset.data)
    document = scratch / "leaflet.typ"
    document.write_text(source(leaflet), "utf-8")
    fonts = [str(folder(family)) for family in FAMILIES]
    compiler = typst.Compiler(str(document), root=str(scratch), font_paths=fonts, ignore_system_fonts=True)

    def make(patient: Patient) -> bytes:
        fields = printed(leaflet, patient)
        said = {field.name: field.value for field in fields} | {f"{field.name}-label": field.label for field in fields}
        (scratch / PATIENT).write_text(json.dumps(said), "utf-8")
        return compiler.compile(format="pdf", pdf_standards=STANDARD)

    yield make
