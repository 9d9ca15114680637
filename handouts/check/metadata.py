"""What a PDF says of itself besides its pages: title, language, and whatever might tell of a patient."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import ParseError

import pikepdf
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from handouts.patient.values import is_nhs_number

MACHINES = {
    *("producer", "creator", "creatortool", "xmptk", "trapped"),
    *("creationdate", "moddate", "createdate", "modifydate", "metadatadate"),
}
"""Keys that name programs and times, which tell of no patient. (`dc:creator` is the author: see `_XMP`.)"""
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_XMP = {f"{_DC}title": "Title", f"{_DC}creator": "Author", f"{_DC}description": "Subject", f"{_DC}subject": "Keywords"}
_NOBODY = re.compile(r"ns\.adobe\.com/xap/1\.0/mm/|aiim\.org/|npes\.org/")
"""Namespaces of XMP that hold ids of files, and what standards a file follows."""
_TEN_DIGITS = re.compile(r"(?<![\w-])[0-9]{3}[ -]?[0-9]{3}[ -]?[0-9]{4}(?![\w-])")
_DATE = "([0-9]{1,4}[-/. ][0-9]{1,2}[-/. ][0-9]{1,4}|[0-9]{1,2}[a-z]{0,2} [a-z]+ [0-9]{4}|[a-z]+ [0-9]{1,2}, [0-9]{4})"
_BORN = re.compile(rf"\b(born|birth|d\.? ?o\.? ?b\b)\W{{0,4}}(date|on)?\W{{0,4}}{_DATE}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Metadata:
    """The title, the language, whether a viewer shows the title, and every text with its key."""

    title: str
    language: str
    shows_title: bool
    texts: tuple[tuple[str, str], ...]


def read_metadata(document: pikepdf.Pdf) -> Metadata:
    """What a PDF says of itself, in its Info dictionary and in XMP."""
    root = document.Root
    texts = [(key, text) for key, text in (*_info(document), *_xmp(root)) if text.strip()]
    title = next((text for key, text in texts if key == "Title"), "")
    viewer: Any = root.get("/ViewerPreferences")
    shows_title = viewer is not None and viewer.get("/DisplayDocTitle") is True
    return Metadata(title, str(root.get("/Lang", "")), shows_title, tuple(dict.fromkeys(texts)))


def _info(document: pikepdf.Pdf) -> Iterator[tuple[str, str]]:
    for key, value in document.docinfo.items():
        name = str(key).removeprefix("/")
        if name.lower() not in MACHINES and isinstance(value, pikepdf.String):
            yield name, str(value)


def _xmp(root: Any) -> Iterator[tuple[str, str]]:
    """The texts of XMP with their keys; of what is no XML, all there is."""
    stream = root.get("/Metadata")
    if stream is None:
        return
    data = stream.read_bytes()
    try:
        found = fromstring(data)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        yield "XMP", re.sub(r"<[^>]*>", " ", data.decode("utf-8", "replace"))
        return
    yield from _entries(found, "")


def _entries(element: Any, key: str) -> Iterator[tuple[str, str]]:
    tag = str(element.tag)
    if _NOBODY.search(tag):
        return
    key = key if tag.startswith(_RDF) else _name(tag)
    for name, value in element.attrib.items():
        told = not name.startswith((_RDF, "{http://www.w3.org/XML")) and not _NOBODY.search(name)
        if told and _name(name).lower() not in MACHINES:
            yield _name(name), str(value)
    if element.text and key and key.lower() not in MACHINES:
        yield key, str(element.text)
    for child in element:
        yield from _entries(child, key)


def _name(tag: str) -> str:
    return _XMP.get(tag) or tag.rpartition("}")[2]


def of_a_patient(metadata: Metadata) -> list[tuple[str, str]]:
    """Keys whose text holds what can only be a patient's, and what that is."""
    found = []
    for key, text in metadata.texts:
        if any(is_nhs_number(number[0]) for number in _TEN_DIGITS.finditer(text)):
            found.append((key, "an NHS number"))
        if _BORN.search(text):
            found.append((key, "a date of birth"))
    return list(dict.fromkeys(found))


def unseen(metadata: Metadata, pages: str) -> list[str]:
    """Keys whose text stands on no page, so that whoever looks at the paper does not know of it."""
    seen = _squashed(pages)
    return sorted({key for key, text in metadata.texts if _squashed(text) not in seen})


def _squashed(text: str) -> str:
    return re.sub(r"\W", "", text).lower()
