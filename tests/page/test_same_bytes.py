"""The same input gives the same bytes, whatever the machine's clock, language, folders and fonts."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from shutil import copytree

import pytest

from handouts.page.fonts import folder
from tests.page.pdf import NAMES, PATIENT, RIVERSIDE, ROOT

NO_FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd"><fontconfig>{}</fontconfig>"""


def made(place: Path, arguments: list[str], kind: str, **variables: str) -> dict[str, bytes]:
    """What a process with a home, a clinic and an environment of its own makes."""
    clinic, out = copytree(RIVERSIDE, place / "clinic"), place / "out"
    (place / "patient.json").write_text(json.dumps(PATIENT), "utf-8")
    home = place / "home"
    home.mkdir()
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "HOME": str(home), **variables}
    command = [
        sys.executable,
        "-m",
        "handouts",
        "-c",
        str(clinic),
        "render",
        *arguments,
        "--format",
        kind,
        "-o",
        f"{out}/",
    ]
    subprocess.run(command, cwd=place, env=environment, capture_output=True, check=True)
    return {file.name: file.read_bytes() for file in out.iterdir()}


@pytest.mark.parametrize(
    ("kind", "names"), [("pdf", NAMES[:1]), ("html", NAMES[:1]), ("png", NAMES[:1]), ("pdf", NAMES)]
)
@pytest.mark.parametrize("patient", [[], ["--draft", "--patient", "patient.json"]])
def test_two_processes_agree_to_the_byte(names: list[str], patient: list[str], kind: str, tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "another place/with a long name"
    one.mkdir()
    two.mkdir(parents=True)
    fonts = tmp_path / "fonts"
    fonts.mkdir()
    impostor = (folder("Atkinson Hyperlegible") / "AtkinsonHyperlegible-BoldItalic.ttf").read_bytes()
    (fonts / "AtkinsonHyperlegible-Regular.ttf").write_bytes(impostor)
    (fonts / "fonts.conf").write_text(NO_FONTS.format(f"<dir>{fonts}</dir><cachedir>{fonts}</cachedir>"), "utf-8")
    first = made(one, [*names, *patient], kind, PYTHONHASHSEED="1", TZ="UTC", LANG="C.UTF-8")
    second = made(
        two,
        [*names, *patient],
        kind,
        PYTHONHASHSEED="2",
        TZ="Pacific/Kiritimati",
        LANG="de_DE.UTF-8",
        LC_ALL="tr_TR.UTF-8",
        USER="somebody",
        SOURCE_DATE_EPOCH="1",
        FONTCONFIG_FILE=str(fonts / "fonts.conf"),
        XDG_CACHE_HOME=str(two / "cache"),
    )
    assert list(first)
    assert first == second
    for data in first.values():
        assert not [word for word in (str(tmp_path), str(ROOT), "another place") if word.encode() in data]


def test_another_patient_has_other_bytes(tmp_path: Path) -> None:
    """The comparison can tell: it does not compare empty things."""
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    assert made(tmp_path / "a", NAMES[:1], "pdf") != made(
        tmp_path / "b", [NAMES[0], "--draft", "--patient", "patient.json"], "pdf"
    )
