"""Keeps on disk what a run makes for nobody yet: patient-free leaflets, and masters, whose fields are open."""

from __future__ import annotations

from dataclasses import astuple, dataclass

from handouts.clinic.clinic import Clinic
from handouts.clinic.edition import Edition
from handouts.patient.kind import Kind
from handouts.patient.make import Subject
from handouts.patient.master_file import master_bytes, read_master
from handouts.run.cache import Cache, fetch, keep
from handouts.run.keys import leaflet_key
from handouts.run.result import Opened

NO_MASTER = b"none"
"""What is kept where leaflets must be typeset one by one."""


@dataclass(frozen=True, slots=True)
class Store:
    """Where things are kept, and a hash of the program and libraries that make them (`engine_hash`)."""

    cache: Cache
    engine: str

    def leaflet_key(self, subject: Subject) -> str:
        """Under which key a patient-free leaflet is kept, as the clinic's files are now."""
        return _key("leaflet", self.engine, subject)

    def master_key(self, subject: Subject, kind: Kind) -> str:
        """Under which key a master is kept, as the clinic's files are now."""
        return _key("master", self.engine, subject, kind)

    def page_key(self, name: str, clinic: Clinic | None, edition: Edition, *said: str) -> str:
        """Under which key the master of a page for the desk is kept; `said` are the language and what is not open."""
        return leaflet_key(name, self.engine, (), clinic, edition, (), fields=said)

    def leaflet(self, key: str) -> bytes | None:
        """A patient-free leaflet, where it is kept."""
        return fetch(self.cache, key)

    def keep_leaflet(self, key: str, pdf: bytes) -> None:
        """Keep a patient-free leaflet, or not, where that cannot be."""
        keep(self.cache, key, pdf)

    def master(self, key: str) -> Opened | None:
        """A master, or that there is none, where that is kept."""
        data = fetch(self.cache, key)
        if data is None:
            return None
        return Opened(None if data == NO_MASTER else read_master(data))

    def keep_master(self, key: str, opened: Opened) -> None:
        """Keep a master, or that there is none."""
        keep(self.cache, key, master_bytes(opened.master) if opened.master else NO_MASTER)


def _key(word: str, engine: str, subject: Subject, kind: Kind | None = None) -> str:
    return leaflet_key(
        word,
        engine,
        subject.handouts,
        subject.clinic,
        subject.edition,
        subject.standings,
        is_extract=subject.is_extract,
        title=subject.title,
        fields=[repr(astuple(kind))] if kind else (),
    )
