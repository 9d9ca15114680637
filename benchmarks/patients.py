"""Invented patients: the same ones each time, however many are asked for.

Names are from many tongues in Latin letters. Numbers pass the check digit of NHS numbers and begin with 999, the range
that is kept for tests. No two patients have the same number.
"""

from __future__ import annotations

import csv
import datetime
from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random

Patient = dict[str, str]
FIELDS = ("name", "date_of_birth", "number", "date", "given_by", "next_visit", "note")
SEED = 1899

_FIRST = (
    "Aaliyah", "Adaeze", "Agnieszka", "Aoife", "Åsa", "Béla", "Björn", "Çiğdem", "Chloë", "Dafydd", "Eszter", "Fátima",
    "Giuseppe", "Gülşen", "Håkon", "Ifeoma", "Inês", "Jürgen", "João", "Kateřina", "Kwame", "Léa", "Łukasz", "Māra",
    "Margaret", "Mhairi", "Mohammed", "Niamh", "Olumide", "Ömer", "Pádraig", "Priya", "Rūta", "Seán", "Siân", "Søren",
    "Ștefan", "Thandiwe", "Tomáš", "Uğur", "Václav", "Wanjiru", "Yusuf", "Zoë", "Željko",
)  # fmt: skip
_LAST = (
    "Ahmed", "Andersson", "Bălan", "Bērziņš", "Brown", "Çelik", "Dvořák", "Evans", "Fernández", "García", "Győri",
    "Hughes", "Ibrahim", "Jõgi", "Jones", "Kaczyński", "Kowalska", "Łukasiewicz", "MacDonald", "Müller", "Ní Bhriain",
    "Novák", "Núñez", "O’Neill", "Okonkwo", "Østergård", "Patel", "Popović", "Quinn", "Rodrigues", "Şahin", "Singh",
    "Smith", "Strauß", "Szabó", "Taylor", "Țurcanu", "Urbonienė", "Vaičiūnas", "Williams", "Wójcik", "Yıldız",
    "Žukauskas",
)  # fmt: skip
_STAFF = ("Dr A. Okonkwo", "Dr Ruth Ellis", "Nurse J. Pryce", "Dr Imran Malik", "Nurse Zofia Nowak", "Dr H. Lund")
_NOTES = (
    "Bring your list of medicines.",
    "Your blood test is on the day before your visit.",
    "Please ring us if your tiredness gets worse.",
    "Take the tablets with breakfast.",
    "You asked for a copy for your daughter.",
    "We will write to you with the result.",
    "Ask at the desk for the next injection.",
    "Come ten minutes early, please.",
)
_FIRST_BIRTH = datetime.date(1932, 1, 1)
_FIRST_DAY = datetime.date(2026, 11, 2)


def patients(count: int, seed: int = SEED) -> Iterator[Patient]:
    """That many patients; of two counts, the smaller one's are the first of the larger one's."""
    chance = Random(seed)
    for number in numbers(count):
        birth = _FIRST_BIRTH + datetime.timedelta(days=chance.randrange(75 * 365))
        day = _FIRST_DAY + datetime.timedelta(days=chance.randrange(20))
        visit = day + datetime.timedelta(days=chance.randrange(14, 120))
        yield {
            "name": f"{chance.choice(_FIRST)} {chance.choice(_LAST)}",
            "date_of_birth": birth.isoformat(),
            "number": number,
            "date": day.isoformat(),
            "given_by": chance.choice(_STAFF),
            "next_visit": f"{visit.day} {visit:%B} {visit.year}, {chance.choice(('9am', '10am', '2pm', '4pm'))}",
            "note": chance.choice(_NOTES),
        }


def numbers(count: int) -> Iterator[str]:
    """That many numbers of ten digits from 999, each with its check digit (modulus 11), spread over the range."""
    found = 0
    for place in range(1_000_000):
        body = f"999{place * 618_033 % 1_000_000:06}"  # no factor in common with a million: each one comes once
        check = -sum(int(digit) * weight for digit, weight in zip(body, range(10, 1, -1), strict=True)) % 11
        if check == 10:
            continue
        if found == count:
            return
        found += 1
        yield f"{body[:3]} {body[3:6]} {body[6:]}{check}"


def write_list(path: Path, people: Iterable[Patient]) -> None:
    """Write a patient list as CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, FIELDS)
        writer.writeheader()
        writer.writerows(people)
