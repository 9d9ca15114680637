"""Rendering stays on the machine, reads only what is its own, and leaves nothing behind."""

from __future__ import annotations

import json
import mimetypes
import os
import subprocess
import sys
import sysconfig
import zoneinfo
from pathlib import Path

import pytest

from handouts.page.picture import draw
from tests.page.pdf import NAMES, PATIENT, RIVERSIDE, ROOT

WATCH = """
import json, os, runpy, sys
report, *arguments = sys.argv[1:]
seen = []
def watch(event, args):
    if event == "open":
        mode, flags = args[1], args[2]
        writes = bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)) if isinstance(flags, int) else "r" not in str(mode)
        if not isinstance(args[0], int):
            seen.append(["write" if writes else "read", os.path.abspath(os.fsdecode(args[0]))])
    elif event.split(".")[0] in ("socket", "http", "urllib", "ftplib", "smtplib", "webbrowser") and event != "socket.__new__":
        seen.append(["network", repr((event, args))])
    elif event in ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork"):
        seen.append(["process", json.dumps([str(one) for one in args[1]]) if event == "subprocess.Popen" else event])
sys.addaudithook(watch)
sys.argv = ["handouts", *arguments]
try:
    if arguments[0] == "-":
        exec(arguments[1])
    else:
        runpy.run_module("handouts", run_name="__main__")
except SystemExit as end:
    code = end.code
else:
    code = 0
done = list(seen)
with open(report, "w", encoding="utf-8") as stream:
    json.dump([code, done], stream)
"""
LOADER = {"ldconfig", "ld", "gcc", "cc", "objdump", "clang"}
"""What Python itself starts, with the names of system libraries, to find where Pango lies."""

DRAWS = [sys.executable, "-I", "-S", draw.__file__]
"""What draws the logo: it is given the drawing, and gives back pixels."""


def watched(folder: Path, *arguments: str) -> list[tuple[str, str]]:
    """What a run opens, connects to and starts, in a home of its own."""
    report, home, temporary = folder / "report.json", folder / "home", folder / "tmp"
    home.mkdir()
    temporary.mkdir()
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "HOME": str(home),
        "TMPDIR": str(temporary),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    command = [sys.executable, "-c", WATCH, str(report), *arguments]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    code, seen = json.loads(report.read_text("utf-8"))
    assert not code, done.stderr
    return [(kind, what) for kind, what in seen]


@pytest.mark.parametrize("kind", ["pdf", "html", "png"])
def test_a_render_touches_only_what_is_its_own(kind: str, tmp_path: Path) -> None:
    patient = tmp_path / "patient.json"
    patient.write_text(json.dumps(PATIENT), "utf-8")
    out = tmp_path / "out"
    seen = watched(
        tmp_path,
        "-c",
        str(RIVERSIDE),
        "render",
        NAMES[0],
        "--draft",
        "--patient",
        str(patient),
        "--format",
        kind,
        "-o",
        f"{out}/",
    )
    python = {Path(place) for place in (sys.prefix, sys.base_prefix, *sysconfig.get_paths().values(), *zoneinfo.TZPATH)}
    own = [
        ROOT / "handouts",
        ROOT / "cli.py",
        ROOT / "__pycache__",
        ROOT / "templates",
        ROOT / "styles",
        RIVERSIDE,
        out,
        patient,
    ]
    working = [tmp_path / "home/.cache/handouts", tmp_path / "tmp"]
    # /proc/self/maps names the libraries that are loaded: a leaflet kept on disk is of these very ones
    harmless = [Path("/dev/null"), Path("/proc/self/maps"), *map(Path, mimetypes.knownfiles)]

    def below(path: str, places: list[Path]) -> bool:
        return any(Path(path).is_relative_to(place) for place in places)

    assert [what for kind, what in seen if kind == "network"] == []
    started = [json.loads(what) for kind, what in seen if kind == "process"]
    assert {Path(one[0]).name for one in started if one[:4] != DRAWS} <= LOADER
    reads = {what for kind, what in seen if kind == "read"}
    assert {str(RIVERSIDE / "clinic.yaml"), str(RIVERSIDE / "logo.svg"), str(patient)} <= reads
    assert [what for what in reads if not below(what, [*python, *own, *working, *harmless])] == []
    writes = {what for kind, what in seen if kind == "write"}
    assert [what for what in writes if not below(what, [out, *working, *harmless])] == []

    everything = json.dumps([what for _, what in seen], ensure_ascii=False)
    left = [path for path in tmp_path.rglob("*") if path.is_file() and path.parent not in (out, tmp_path)]
    for value in PATIENT.values():
        assert value not in everything
        assert not [path for path in left if value.encode() in path.read_bytes()]
    assert not list((tmp_path / "tmp").iterdir())
    assert not [path for path in out.iterdir() if path.name.startswith(".")]


def test_the_watch_sees_what_it_is_for(tmp_path: Path) -> None:
    """A file that is read, a file that is written, a connection and a process: each is noticed."""
    faults = """if True:
        import socket, subprocess, urllib.request
        open("/etc/hostname", "rb").close()
        open("stray", "w").close()
        connection = socket.socket()
        connection.settimeout(0.1)
        connection.connect_ex(("127.0.0.1", 9))
        connection.close()
        subprocess.run(["true"])
    """
    seen = watched(tmp_path, "-", faults)
    assert ("read", "/etc/hostname") in seen
    assert ("write", str(tmp_path / "stray")) in seen
    assert [what for kind, what in seen if kind == "network" and "socket.connect" in what]
    assert ("process", '["true"]') in seen
