"""What was made and handed over, read from the records of runs."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from handouts.content.finder import DEFAULT_LANGUAGE
from handouts.content.words import words
from handouts.errors import Problem, WrongUsage, refused
from handouts.files import shown
from handouts.run.folder import RUN, Text, read_run, writing
from handouts.run.record import (
    HANDED,
    Handed,
    RecordLine,
    append,
    handed_line,
    hash_of,
    now,
    open_record,
    read_handed,
    read_record,
)
from handouts.run.texts import leaflet_file, text_file


@dataclass(frozen=True, slots=True)
class Given:
    """One leaflet of a run: its line of the record, its texts, and to whom it was handed over."""

    run: Path
    entry: RecordLine
    texts: tuple[Text, ...]
    handed: tuple[Handed, ...]

    @property
    def notes(self) -> list[str]:
        """The lines to paste into the patient's notes: one for each handout."""
        day = words(DEFAULT_LANGUAGE).date(_day(self.entry.time))
        return [
            f"Prepared: {text.title.partition(':')[0]}, {text.language}, version {text.version}, {day}"
            for text in self.texts
        ]

    @property
    def kept(self) -> list[tuple[Path, Path]]:
        """Where the run keeps each exact text, and its patient-free leaflet. Raises `Refused` for one that is gone."""
        found = []
        for text_hash in self.entry.text_hashes:
            text = text_file(self.run, text_hash)
            if hash_of(text) != text_hash:
                what = "The text is missing or was changed: it is not what the leaflet says."
                raise refused(shown(text), 0, what, "Restore the run's folder from a backup.")
            entry = self.entry
            found.append((text, leaflet_file(self.run, text_hash, entry.edition, entry.paper, entry.ink)))
        return found

    def as_json(self) -> dict[str, Any]:
        """All of it, for scripts."""
        handed = [one.model_dump(mode="json", exclude={"row"}) for one in self.handed]
        return {"run": str(self.run), **self.entry.model_dump(mode="json"), "notes": self.notes, "handed": handed}


def _day(time: datetime.datetime) -> datetime.date:
    """The day where the clinic is."""
    return time.astimezone().date()


def find_given(runs: Sequence[Path], row: int | None, text_hash: str | None) -> Iterator[Given]:
    """The leaflets on record, of one row or of one text where these are given; a hash may be its beginning.

    Raises `Refused` for a folder that holds no run, and for a row that was not made in one of them.
    """
    if text_hash is not None and not re.fullmatch(r"[0-9a-f]{6,64}", text_hash):
        raise WrongUsage(Problem("", 0, "--text-hash is no hash.", "Write six or more of its digits, 0-9 and a-f."))
    for folder in runs:
        run = read_run(folder)
        if run is None:
            raise refused(shown(folder), 0, f"There is no run here: {RUN} is missing.", "Name the folder of a run.")
        handed: dict[int, list[Handed]] = {}
        for one in read_handed(folder):
            handed.setdefault(one.row, []).append(one)
        found = False
        for entry in read_record(folder):
            if row not in (None, entry.row) or not any(key.startswith(text_hash or "") for key in entry.text_hashes):
                continue
            found = True
            texts = tuple(run.texts[key] for key in entry.text_hashes)
            yield Given(folder, entry, texts, tuple(handed.get(entry.row, ())))
        if row is not None and not found and text_hash is None:
            what = f"No leaflet of row {row} was made in this run."
            raise refused(shown(folder), 0, what, "Is it in failed.csv, or in another run?")


def hand_over(folder: Path, row: int, to: str) -> bool:
    """Note that a row's leaflet was handed over; whether that was not noted before. Raises `Refused`, `WrongUsage`."""
    [given] = find_given([folder], row, None)
    if any(one.to == to for one in given.handed):
        return False
    path = folder / HANDED
    with writing(path), closing(open_record(folder, HANDED)) as record:
        append(record, handed_line(Handed(row=row, to=to, time=now())))
    return True
