"""What rows have in common is found once, and what is written of a row is as it always was."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date, datetime
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from handouts.clinic.approval import DRAFT, Standing, State
from handouts.clinic.clinic import find_clinic
from handouts.clinic.edition import Edition
from handouts.content.finder import find_library
from handouts.content.handout import read_handout
from handouts.content.packs import find_packs
from handouts.page.slip import Slip
from handouts.resources import resource
from handouts.run.content import content_of
from handouts.run.numbers import Numbers
from handouts.run.plan import Planned
from handouts.run.prepare import Prepared, Request, prepare
from handouts.run.record import RecordLine, described, record_line
from tests.conftest import Put
from tests.run.runs import as_csv

B12 = read_handout(resource("library/low-b12-and-ms/en-GB.md"))
FOOD = read_handout(resource("library/vitamin-b12-and-food/en-GB.md"))
TEXTS = st.one_of(st.none(), st.text())
SLIPS = st.builds(
    Slip,
    name=TEXTS,
    date_of_birth=st.one_of(st.none(), st.dates()),
    number=st.one_of(TEXTS, st.from_regex(r"[0-9]{3}[ -]?[0-9]{3}[ -]?[0-9]{4}", fullmatch=True)),
    date=st.one_of(st.none(), st.dates()),
    given_by=TEXTS,
    next_visit=TEXTS,
    note=TEXTS,
)
EDITIONS = st.sampled_from(
    [Edition(), Edition("large-print", "A5"), Edition(ink="mono"), Edition("large-print", "Letter", own_name="24 pt ü")]
)


def prepared(here: Path, rows: list[list[str]], **asked: object) -> Prepared:
    """A run of a list in the clinic of the working folder."""
    (here / "list.csv").write_text(as_csv(rows), "utf-8")
    clinic = find_clinic(here, None)
    assert clinic
    request = Request(
        patients=here / "list.csv",
        folder=here / "out",
        clinic=clinic,
        library=find_library(clinic.folders),
        packs=find_packs(clinic.folders),
        today=date(2026, 3, 1),
        rows=Numbers(),
    )
    return prepare(request, asked)


def planned(run: Prepared) -> list[Planned]:
    return [run.plan(row) for row in run.patients.rows()]


def test_rows_that_differ_in_their_patient_alone_share_one_content(clinic_here: Path) -> None:
    rows = [["name", "number", "edition"], ["A", "1", ""], ["B", "2", ""], ["C", "3", "standard"]]
    first, second, third = planned(prepared(clinic_here, rows, handout="sleep"))
    assert first.content is second.content
    assert first.content.key == third.content.key
    assert [one.slip.name for one in (first, second, third)] == ["A", "B", "C"]
    assert first.file == "0001-sleep-en-GB.pdf"
    assert [one.name for one in first.handouts] == ["sleep"]


def test_what_is_printed_otherwise_has_another_key(clinic_here: Path) -> None:
    rows = [
        ["name", "handout", "edition", "paper", "ink"],
        ["A", "sleep", "", "", ""],
        ["A", "walking", "", "", ""],
        ["A", "sleep + walking", "", "", ""],
        ["A", "walking + sleep", "", "", ""],
        ["A", "sleep", "large-print", "", ""],
        ["A", "sleep", "", "A5", ""],
        ["A", "sleep", "", "", "mono"],
    ]
    keys = [one.content.key for one in planned(prepared(clinic_here, rows))]
    assert len(set(keys)) == len(keys)


def test_the_key_is_the_same_in_another_run_and_another_where_the_text_is(clinic_here: Path, put: Put) -> None:
    rows = [["name"], ["A"]]
    [one] = planned(prepared(clinic_here, rows, handout="sleep"))
    [again] = planned(prepared(clinic_here, rows, handout="sleep"))
    assert one.content.key == again.content.key
    put("library/sleep/en-GB.md", one.handouts[0].source.text.replace("Sleep well.", "Sleep much."))
    [other] = planned(prepared(clinic_here, rows, handout="sleep"))
    assert one.content.key != other.content.key


def test_a_standing_has_its_part_in_the_key() -> None:
    keys = {
        content_of((B12,), (standing,), Edition(), None, "x").key
        for standing in (DRAFT, Standing(State.APPROVED), Standing(State.EXPIRED))
    }
    assert len(keys) == 3


@given(SLIPS, EDITIONS, st.integers(1, 2), TEXTS)
def test_a_digest_is_that_of_the_whole_as_json(slip: Slip, edition: Edition, many: int, title: str | None) -> None:
    texts = (B12, FOOD)[:many]
    found = Planned(1, content_of(texts, (DRAFT,) * len(texts), edition, title, "x"), slip, "x.pdf").digest
    number = slip.number and "".join(filter(str.isalnum, slip.number)).casefold()
    values = {
        **{name: getattr(slip, name) for name in ("name", "given_by", "next_visit", "note")},
        **{name: day and str(day) for name, day in (("date", slip.date), ("date_of_birth", slip.date_of_birth))},
        "number": number,
    }
    set_as = {
        **{"base": edition.base, "paper": edition.paper, "fold": edition.fold},
        **({"ink": edition.ink} if edition.ink != "color" else {}),
        **({"own_name": edition.own_name} if edition.own_name else {}),
    }
    whole = [[[one.name, one.language] for one in texts], set_as, values, *([title] if title else [])]
    assert found == hashlib.sha256(json.dumps(whole, sort_keys=True).encode()).hexdigest()[:32]


@given(
    row=st.integers(1, 999_999_999),
    file=st.text(st.characters(exclude_categories=["Cs"])),
    edition=EDITIONS,
    time=st.datetimes(datetime(1970, 1, 1), timezones=st.just(UTC)),
)
def test_a_line_of_the_record_is_the_models_own(row: int, file: str, edition: Edition, time: datetime) -> None:
    time = time.replace(microsecond=0)
    line = RecordLine(
        row=row,
        handouts=(B12.name, FOOD.name),
        languages=(B12.language, FOOD.language),
        versions=(B12.front.version, FOOD.front.version),
        text_hashes=(B12.source.text_hash, FOOD.source.text_hash),
        standings=("draft", "approved"),
        edition=edition.name,
        paper=edition.paper,
        ink=edition.ink,
        file=file,
        file_hash="0" * 64,
        time=time,
    )
    part = described((B12, FOOD), (DRAFT, Standing(State.APPROVED)), edition)
    assert record_line(row, part, file, "0" * 64, time) == line.model_dump_json().encode() + b"\n"
