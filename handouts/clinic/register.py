"""A clinic's register of approvals and withdrawals, and the exact texts and leaflets that were approved.

All of it lies in the clinic's folder `approvals`: `register.jsonl`, one line an event, and `texts`, by hash.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

from pydantic import Field, TypeAdapter, ValidationError

from handouts.clinic.approval import Approval, Withdrawal
from handouts.clinic.clinic import Clinic
from handouts.errors import Problem, WrongUsage, refused
from handouts.files import MEBIBYTE, lock, read_bytes, shown, write_all

FOLDER = "approvals"
REGISTER = "register.jsonl"
TEXTS = "texts"
MAX_BYTES = 64 * MEBIBYTE

Event = Approval | Withdrawal
_EVENT: TypeAdapter[Event] = TypeAdapter(Annotated[Event, Field(discriminator="event")])


def read_register(folder: Path) -> Iterator[Event]:
    """What is recorded in a clinic's folder, the oldest first.

    Raises `Refused` for a line that is damaged: it may have been a withdrawal.
    """
    path = folder / FOLDER / REGISTER
    if not path.exists():
        return
    lines = read_bytes(path, MAX_BYTES).splitlines(keepends=True)
    for number, line in enumerate(lines, 1):
        try:
            yield _EVENT.validate_json(line)
        except ValidationError:
            if number == len(lines) and not line.endswith(b"\n"):
                return  # the program was stopped while it wrote this line, and had not said that it was recorded
            what, remedy = "This line of the register of approvals is damaged.", "Restore the file from a backup."
            raise refused(shown(path), number, what, remedy) from None


def approvals_of(clinic: Clinic, name: str, language: str) -> list[Approval]:
    """The approvals of a handout in a language for a clinic or its site, the oldest first."""
    return [
        event
        for event in read_register(clinic.folder)
        if isinstance(event, Approval) and (event.name, event.language, event.site) == (name, language, clinic.site)
    ]


def withdrawal_of(folders: Sequence[Path], text_hash: str) -> Withdrawal | None:
    """The withdrawal of a text that is in force: the clinic's own, or of one of its parents.

    A text that is approved again for the whole clinic where it was withdrawn is not withdrawn there any more.
    """
    for folder in folders:
        events = [event for event in read_register(folder) if event.text_hash == text_hash and not _of_a_site(event)]
        if events and isinstance(events[-1], Withdrawal):
            return events[-1]
    return None


def find_events(folder: Path, name: str | None, text_hash: str | None) -> Iterator[Event]:
    """What is recorded, of one handout or one text where these are given; a hash may be its beginning.

    Raises `WrongUsage` for what is no hash, `Refused` for a kept text that is not what its hash says.
    """
    if text_hash is not None and not re.fullmatch(r"[0-9a-f]{6,64}", text_hash):
        raise WrongUsage(Problem("", 0, "--text-hash is no hash.", "Write six or more of its digits, 0-9 and a-f."))
    for event in read_register(folder):
        if name in (None, event.name) and event.text_hash.startswith(text_hash or ""):
            text = kept_text(folder, event.text_hash)
            if hashlib.sha256(read_bytes(text, MAX_BYTES)).hexdigest() != event.text_hash:
                what = "The text was changed: it is not what was approved."
                raise refused(shown(text), 0, what, "Restore it from a backup.")
            yield event


def _of_a_site(event: Event) -> bool:
    return isinstance(event, Approval) and event.site is not None


def kept_text(folder: Path, text_hash: str) -> Path:
    """Where a clinic keeps a text that was approved or withdrawn."""
    return folder / FOLDER / TEXTS / f"{text_hash}.md"


def kept_leaflet(folder: Path, approval: Approval) -> Path:
    """Where a clinic keeps the patient-free leaflet of an approved text: of one text there may be several.

    They differ in what the clinic's file said, and in who checked them when.
    """
    own = hashlib.sha256(approval.model_dump_json().encode()).hexdigest()[:16]
    return folder / FOLDER / TEXTS / f"{approval.text_hash}-{own}.pdf"


def record(folder: Path, events: Sequence[Event], kept: Sequence[tuple[Path, bytes]]) -> None:
    """Keep texts and leaflets, then add the events to the register: a line that is there can be relied on.

    Raises `WrongUsage` where that cannot be written.
    """
    write_all([(path, data) for path, data in kept if not path.exists()], overwrite=False)
    path = folder / FOLDER / REGISTER
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o666)
        with os.fdopen(descriptor, "r+b") as stream:
            lock(descriptor, wait=True)
            end = _whole_lines(stream.read())
            stream.truncate(end)
            stream.write("".join(event.model_dump_json() + "\n" for event in events).encode())
            stream.flush()
            os.fsync(descriptor)
    except OSError as error:
        what = f"The approval cannot be recorded ({error.strerror or type(error).__name__})."
        raise WrongUsage(Problem(shown(path), 0, what, "Make the clinic's folder writable.")) from None


def _whole_lines(data: bytes) -> int:
    """Where the last whole line ends; what stands after it was left by a program that was stopped."""
    return data.rfind(b"\n") + 1
