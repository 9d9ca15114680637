"""The text of a file, with its lines kept so that every message can name one."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from handouts.errors import Problems, refused
from handouts.files import MEBIBYTE, read_bytes, shown

INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff\ufeff\ufffd-\uffff]"
)
_FENCE = "---"


@dataclass(frozen=True, slots=True)
class Source:
    """A text file as it was read; `text` has LF line ends and no byte order mark."""

    name: str
    text: str

    @property
    def lines(self) -> list[str]:
        """The lines, without their ends; line 1 is the first."""
        return self.text.split("\n")

    @property
    def text_hash(self) -> str:
        """SHA-256 of the whole file with line ends as LF."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def read_source(path: Path, limit: int = MEBIBYTE) -> Source:
    """Read a UTF-8 text file of at most `limit` bytes.

    Raises `Refused` where it is no text, or holds characters that nobody can see.
    """
    name = shown(path)
    try:
        text = read_bytes(path, limit).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        ends = error.object.count(b"\n", 0, error.start)
        raise refused(name, ends + 1, "This is not UTF-8 text.", "Save the file as UTF-8.") from None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    problems = Problems(name)
    hidden = INVISIBLE.search(text) is not None
    for number, line in enumerate(text.split("\n") if hidden else (), 1):
        for character in sorted(set(INVISIBLE.findall(line))):
            problems.add(number, f"There is an invisible character (U+{ord(character):04X}).", "Take it out.")
    problems.refuse()
    return Source(name, text)


def split_front_matter(source: Source) -> tuple[str, str, int]:
    """The YAML between the first two lines of `---`, the body, and the number of lines before the body."""
    lines = source.lines
    if lines[0].rstrip() != _FENCE:
        raise refused(
            source.name, 1, "The front matter is missing.", "Begin the file with a line of --- and the title."
        )
    for number, line in enumerate(lines[1:], 1):
        if line.rstrip() == _FENCE:
            return "\n" + "\n".join(lines[1:number]), "\n".join(lines[number + 1 :]), number + 1
    raise refused(source.name, 1, "The front matter has no end.", "Put a line of --- after its last key.")
