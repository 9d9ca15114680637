"""Codes are read as each system writes them, and ICD codes are parents and children of each other."""

from __future__ import annotations

import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handouts.content.codes import CODE_SYSTEMS, SYSTEMS, Code, SystemName, code_mistake, read_codes
from handouts.errors import HandoutsError, Refused

UNRELATED = [
    ("icd-10", "D51.0", "D51.3"),
    ("icd-10", "E53", "E54"),
    ("icd-10-cm", "G35.A", "G35.B"),
    ("icd-10-cm", "G35.A", "G35.B1"),
    ("icd-11", "3A01", "3A00.2"),
    ("snomed-ct", "24700007", "190634004"),
]
FAMILY = [
    ("icd-10", "D51", "D51.0", 1),
    ("icd-10-cm", "G35", "G35.B", 1),
    ("icd-10-cm", "G35", "G35.B1", 2),
    ("icd-10-cm", "G35.B", "G35.B1", 1),
    ("icd-11", "3A01", "3A01.2", 1),
    ("icd-10", "E53.8", "E53.8", 0),
    ("snomed-ct", "24700007", "24700007", 0),
]
KNOWN_IDS = ["24700007", "190634004", "84027009", "73211009", "22298006", "900000000000207008"]
"""SNOMED CT: multiple sclerosis, vitamin B12 deficiency, pernicious anaemia, diabetes, heart attack, and its own core."""

codes = st.sampled_from(CODE_SYSTEMS).flatmap(
    lambda system: st.builds(Code, st.just(system), st.from_regex(SYSTEMS[system].pattern, fullmatch=True))
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("E53.8", ["icd-10:E53.8", "icd-10-cm:E53.8"]),
        (" e53.8 ", ["icd-10:E53.8", "icd-10-cm:E53.8"]),
        ("E538", ["icd-10:E53.8", "icd-10-cm:E53.8"]),
        ("E53,8", ["icd-10:E53.8", "icd-10-cm:E53.8"]),
        ("D51", ["icd-10:D51", "icd-10-cm:D51"]),
        ("G35.B1", ["icd-10-cm:G35.B1"]),
        ("g35b1", ["icd-10-cm:G35.B1"]),
        ("8A40", ["icd-11:8A40"]),
        ("3a01.2", ["icd-11:3A01.2"]),
        ("24700007", ["snomed-ct:24700007"]),
        ("icd-10-cm:E53.8", ["icd-10-cm:E53.8"]),
        ("ICD10CM: g35", ["icd-10-cm:G35"]),
        ("ICD-10 E53.8", ["icd-10:E53.8"]),
        ("icd 11:8A40", ["icd-11:8A40"]),
        ("sct:24700007", ["snomed-ct:24700007"]),
        ("SNOMED CT 24700007", ["snomed-ct:24700007"]),
        *((text, []) for text in ("G3", "E5", "8A4", "3A0", "MS", "low b12", "MS: what we know", "sct scan", "", "12345")),
    ],
)  # fmt: skip
def test_what_a_text_means(text: str, found: list[str]) -> None:
    assert [str(code) for code in read_codes(text)] == found


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("loinc:2132-9", "The code system `loinc` is unknown. Use one of: icd-10, icd-10-cm, icd-11, snomed-ct."),
        ("icd:E53.8", "The code system `icd` is unknown. Use one of: icd-10, icd-10-cm, icd-11, snomed-ct."),
        ("icd-10:G3", "`G3` is not written as ICD-10 writes codes. Write it as in E53.8."),
        ("icd-10:G35.B1", "`G35.B1` is not written as ICD-10 writes codes. Write it as in E53.8."),
        ("icd-11:E53.8", "`E53.8` is not written as ICD-11 writes codes. Write it as in 3A01.2."),
        ("24700008", "`24700008` is no SNOMED CT id: a digit is wrong. Compare it with your record system."),
        ("sct:27400007", "`27400007` is no SNOMED CT id: a digit is wrong. Compare it with your record system."),
        ("sct:247", "`247` is not written as SNOMED CT writes codes. Write it as in 24700007."),
        (
            "41398015",
            "`41398015` is the SNOMED CT id of a description or a relation, not of a concept. Look up the concept's own id.",
        ),
    ],
)
def test_what_is_no_code_is_refused(text: str, message: str) -> None:
    with pytest.raises(Refused) as refused:
        read_codes(text)
    assert str(refused.value) == message


@pytest.mark.parametrize(("system", "parent", "child", "letters"), FAMILY)
def test_parents_and_children_are_related(system: SystemName, parent: str, child: str, letters: int) -> None:
    above, below = Code(system, parent), Code(system, child)
    assert (above.distance(below), below.distance(above)) == (letters, letters)
    assert below.is_below(above)
    assert above.is_below(below) == (letters == 0)


@pytest.mark.parametrize(("system", "one", "other"), UNRELATED)
def test_siblings_and_strangers_are_not(system: SystemName, one: str, other: str) -> None:
    assert Code(system, one).distance(Code(system, other)) is None


def test_equal_letters_of_two_systems_are_two_codes() -> None:
    assert Code("icd-10", "E53.8").distance(Code("icd-10-cm", "E53.8")) is None


@pytest.mark.parametrize("number", KNOWN_IDS)
def test_known_concepts_have_right_check_digits(number: str) -> None:
    assert code_mistake(Code("snomed-ct", number)) is None


@given(st.sampled_from(KNOWN_IDS), st.data())
def test_any_wrong_digit_and_any_exchange_of_neighbours_is_noticed(number: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(1, len(number) - 1))
    digit = data.draw(st.sampled_from(string.digits.replace(number[place], "")))
    mistyped = [number[:place] + digit + number[place + 1 :]]
    if number[place - 1] not in (number[place], "0") and number[place] != "0":
        mistyped.append(number[: place - 1] + number[place] + number[place - 1] + number[place + 1 :])
    for one in mistyped:
        assert code_mistake(Code("snomed-ct", one)) is not None, one


@given(codes)
def test_a_code_is_read_back_however_it_is_typed(code: Code) -> None:
    assume_right = code.system != "snomed-ct" or code_mistake(code) is None
    for text in (str(code), str(code).lower(), f"{SYSTEMS[code.system].label}: {code.code}", f" {code} "):
        if assume_right:
            assert read_codes(text) == (code,)
        else:
            with pytest.raises(Refused):
                read_codes(text)


@given(codes.filter(lambda code: code.system != "snomed-ct"))
def test_a_code_is_below_each_shorter_one_that_its_system_writes(code: Code) -> None:
    rules = SYSTEMS[code.system]
    for end in range(1, len(code.code)):
        if re.fullmatch(rules.pattern, code.code[:end]):
            shorter = Code(code.system, code.code[:end])
            assert code.is_below(shorter)
            assert not shorter.is_below(code)
            assert code.distance(shorter) == shorter.distance(code) == len(code.code[end:].replace(".", ""))


@given(codes, codes)
def test_being_related_has_no_direction(one: Code, other: Code) -> None:
    assert one.distance(other) == other.distance(one)
    assert (one.distance(other) == 0) == (one == other)


@given(st.text() | st.from_regex(r"[A-Za-z0-9.: -]{1,12}", fullmatch=True))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        found = read_codes(text)
    except HandoutsError as error:
        assert error.exit_code == 3
        assert "Traceback" not in str(error)
    else:
        assert all(code_mistake(code) is None for code in found)
