"""What makes leaflets, as one hash: the program's own files, Python, and the libraries as they are installed here."""

from __future__ import annotations

import ctypes
import hashlib
import os
import platform
import re
import sys
import zlib
from collections.abc import Iterator
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

from handouts.resources import resource

LIBRARIES = (
    "weasyprint", "pydyf", "fontTools", "PIL", "markdown_it", "ruamel.yaml", "tinycss2", "cssselect2", "webencodings",
    "tinyhtml5", "pyphen", "brotli", "cffi", "pikepdf", "pypdfium2", "resvg_py", "segno", "uharfbuzz", "babel",
    "jinja2", "markupsafe", "mdit_py_plugins", "mdurl", "pydantic", "pydantic_core", "defusedxml",
    "fontpkg_atkinson_hyperlegible", "fontpkg_noto_sans",
)  # fmt: skip
"""The packages whose work shows in a leaflet, by the module that is imported."""
PACKAGES = {"fontTools": "fonttools", "PIL": "pillow", "markdown_it": "markdown_it_py", "ruamel.yaml": "ruamel_yaml"}
"""The packages that are named otherwise than their modules."""
SYSTEM = {
    "pango-1.0": "pango_version_string",
    "pangoft2-1.0": None,
    "harfbuzz": "hb_version_string",
    "harfbuzz-subset": None,
    "fontconfig": "FcGetVersion",
}
"""The system's libraries that WeasyPrint loads, and the function of each that says its version."""
_FILES = re.compile(r"/lib(?:pango|pangoft2|harfbuzz|harfbuzz-subset|fontconfig|freetype|fribidi|glib)(?:-\d\.0)?\.so")
"""The files of these libraries, and of those that do part of their work."""
_NUMBERS = {"fontconfig": 1}
"""The numbers of their binary interfaces; the others have 0."""


def engine_hash() -> str:
    """The SHA-256 of all that makes leaflets, other than what is said and how it is asked for.

    It reads files and names alone: no library that sets or draws is imported.
    """
    digest = hashlib.sha256()
    for line in (*_program(), *_python(), *_libraries(), *_system()):
        digest.update(repr(line).encode())
    return digest.hexdigest()


def _program() -> Iterator[tuple[str, str]]:
    """The program's own files, but for the texts of its library: each of them counts where it is printed."""
    package = resource("errors.py").parent
    for root in dict.fromkeys((package, resource("templates"), resource("styles"))):
        for folder, inside, names in os.walk(root):
            inside[:] = sorted(one for one in inside if one not in ("__pycache__", "library", "static"))
            for name in sorted(names):
                path = Path(folder, name)
                yield f"{root.name}/{path.relative_to(root).as_posix()}", hashlib.sha256(path.read_bytes()).hexdigest()


def _python() -> Iterator[str]:
    yield sys.version
    yield f"{sys.platform} {platform.machine()}"
    yield zlib.ZLIB_RUNTIME_VERSION


def _libraries() -> Iterator[tuple[str, str]]:
    """Each package as it is installed: its version, and the list of its files with their hashes.

    A module that no package brought, or another than the one that stands beside it, counts with what it says itself.
    """
    known: dict[Path, dict[str, Path]] = {}
    for module in LIBRARIES:
        origin = _origin(module)
        if origin is None:
            yield module, "missing"
            continue
        place = origin.parents[module.count(".") + 1] if origin.name.startswith("__init__.") else origin.parent
        if place not in known:
            known[place] = {_normal(path.name): path for path in place.glob("*.dist-info")}
        about = known[place].get(PACKAGES.get(module, module))
        listed = about / "RECORD" if about else origin
        file = listed if listed.is_file() else origin
        yield module, f"{about.name if about else ''} {hashlib.sha256(file.read_bytes()).hexdigest()}"


def _origin(module: str) -> Path | None:
    """The file that an import of a module would read."""
    try:
        spec = find_spec(module)
    except ImportError:
        return None
    return Path(spec.origin) if spec and spec.origin else None


def _normal(name: str) -> str:
    """The name of a package of which this is the folder, as all its spellings are written here."""
    return re.sub(r"[-_.]+", "_", name.partition("-")[0]).lower()


def _system() -> Iterator[tuple[str, str]]:
    """The system's libraries: their versions, and where the system tells, their very files."""
    for name, function in SYSTEM.items():
        library = _loaded(name)
        yield name, "missing" if library is None else _version(library, function)
    maps = Path("/proc/self/maps")
    if maps.exists():
        lines = maps.read_text("utf-8", "replace").splitlines()
        found = {line.split(maxsplit=5)[5] for line in lines if _FILES.search(line)}
        for file in sorted(found):
            with suppress(OSError):
                about = Path(file).stat()
                yield file, f"{about.st_size} {about.st_mtime_ns}"


def _loaded(name: str) -> ctypes.CDLL | None:
    """A library of the system by the names that it has on Linux, macOS and Windows."""
    number = _NUMBERS.get(name, 0)
    for file in (f"lib{name}.so.{number}", f"lib{name}.{number}.dylib", f"lib{name}-{number}.dll"):
        with suppress(OSError):
            return ctypes.CDLL(file)
    return None


def _version(library: ctypes.CDLL, function: str | None) -> str:
    if function is None or not hasattr(library, function):
        return "there"
    call = library[function]
    if function == "FcGetVersion":
        return str(call())
    call.restype = ctypes.c_char_p
    return str(call())
