"""Every mistake in one patient's data: told exactly, and without a word of what the data says."""

from __future__ import annotations

import json

import pytest

from tests.conftest import Done, Put, Run

FAULTY = [
    ("not-json", "Name: Zbigniew Quux\n", ['1: This is not JSON. Write one object, as in {"name": "..."}.']),
    ("cut-off", '{"name":\n "Zbigniew Quux', ['2: This is not JSON. Write one object, as in {"name": "..."}.']),
    ("list", '["Zbigniew Quux"]', ['1: This is not one JSON object. Write one object, as in {"name": "..."}.']),
    ("text", '"Zbigniew Quux"', ['1: This is not one JSON object. Write one object, as in {"name": "..."}.']),
    ("unknown-field", '{"surname": "Quux"}', [" The field `surname` is unknown. Did you mean `name`?"]),
    ("unknown-field-empty", '{"naem": ""}', [" The field `naem` is unknown. Did you mean `name`?"]),
    ("number-for-text", '{"number": 9434765919}', [" `number` is not a text. Put its value in quotes."]),
    ("map-for-text", '{"name": {"first": "Zbigniew"}}', [" `name` is not a text. Put its value in quotes."]),
    (
        "bad-date",
        '{"date_of_birth": "06/08/1961"}',
        [" `date_of_birth` is not a date. Write year, month and day, as in 1961-08-06."],
    ),
    (
        "no-such-day",
        '{"date_of_birth": "1961-02-29"}',
        [" `date_of_birth` is not a date. Write year, month and day, as in 1961-08-06."],
    ),
    (
        "check-digit",
        '{"number": "943 476 5918"}',
        [" `number` is not an NHS number: a digit is wrong, or there are not ten. Compare it with the record."],
    ),
    (
        "short-number",
        '{"number": "943 476 591"}',
        [" `number` is not an NHS number: a digit is wrong, or there are not ten. Compare it with the record."],
    ),
    (
        "control-character",
        '{"name": "Zbigniew\\u0007 Quux"}',
        [" `name` has an invisible character in it. Type it again."],
    ),
    (
        "line-break",
        '{"note": "Zbigniew\\nQuux"}',
        [" `note` has a line break in it. Put it on one line."],
    ),
    (
        "half-a-letter",
        '{"name": "Quux \\ud800"}',
        [" `name` has an invisible character in it. Type it again."],
    ),
    (
        "soft-hyphen",
        '{"name": "Quux\\u00ad"}',
        [" `name` has an invisible character in it. Type it again."],
    ),
    (
        "only-spaces",
        '{"name": "  "}',
        [" `name` holds nothing but spaces. Type it again, or leave the field out."],
    ),
    ("tab", '{"name": "Zbigniew\\tQuux"}', [" `name` has a tab in it. Put a space in its place."]),
    ("too-long", json.dumps({"name": "Quux " * 60}), [" `name` is longer than 200 letters. Make it shorter."]),
    (
        "made-a-number",
        '{"number": "9.43E+09"}',
        [
            " `number` was made a number by a spreadsheet: digits are lost or added. Format the column as Text and enter the numbers again."
        ],
    ),
    ("field-twice", '{"name": "Zbigniew", "name": "Quux"}', [" A field stands there twice. Keep one."]),
    (
        "two-mistakes",
        '{"date": "Quux", "nmae": "Zbigniew"}',
        [
            " `date` is not a date. Write year, month and day, as in 1961-08-06.",
            " The field `nmae` is unknown. Did you mean `name`?",
        ],
    ),
    (
        "letter-without-glyph",
        '{"name": "Quux 中", "note": "Zbigniew 𓀀"}',
        [
            " `name` has a letter that no bundled font has. Leave the field empty and write it by hand.",
            " `note` has a letter that no bundled font has. Leave the field empty and write it by hand.",
        ],
    ),
    ("endless-number", "9" * 5000, ['1: This is not one JSON object. Write one object, as in {"name": "..."}.']),
    ("endless-nesting", "[" * 100_000, ['1: This is not one JSON object. Write one object, as in {"name": "..."}.']),
    ("too-large", " " * (1024 * 1024 + 1), [" The file is larger than 1 MB. Make it smaller."]),
    ("not-utf-8", b'{"name": "Zbigniew \xe4"}', [" This is not UTF-8 text. Save the file as UTF-8."]),
]
"""Id, what stands on stdin, the messages after `patient:`."""
SECRETS = ("Zbigniew", "Quux", "1961", "06/08", "943", "4765")


def give(run: Run, *arguments: str, stdin: str | bytes | None = None) -> Done:
    return run(
        "render",
        "vitamin-b12-and-food",
        "--format",
        "html",
        "-o",
        "out/",
        "--draft",
        "--patient",
        *arguments,
        stdin=stdin,
    )


@pytest.mark.parametrize(("data", "messages"), [case[1:] for case in FAULTY], ids=[case[0] for case in FAULTY])
def test_patient(run: Run, put: Put, clinic: str, data: str | bytes, messages: list[str]) -> None:
    folder = put("clinic.yaml", clinic + "slip: {number: nhs}\n").parent
    done = give(run, "-", stdin=data)
    assert done.messages == [f"patient:{message}" for message in messages]
    assert (done.code, done.out) == (3, "")
    assert not (folder / "out").exists()
    assert not [secret for secret in SECRETS if secret in "".join(done.messages).replace("1961-08-06", "")]


def test_a_field_that_the_clinic_does_not_print(run: Run, put: Put, clinic: str) -> None:
    put("clinic.yaml", clinic + "slip: {fields: [name]}\n")
    done = give(run, "-", stdin='{"note": "Zbigniew"}')
    message = "patient: The clinic's slip does not print `note`."
    assert (done.code, done.messages) == (3, [f"{message} Leave it empty, or add it to `slip: fields` in clinic.yaml."])


def test_no_such_file(run: Run, put: Put, clinic: str) -> None:
    put("clinic.yaml", clinic)
    done = give(run, "nobody.json")
    message = "nobody.json: There is no such file. Check the path and its spelling."
    assert (done.code, done.messages) == (3, [message])


def test_a_folder(run: Run, put: Put, clinic: str) -> None:
    put("clinic.yaml", clinic)
    put("patients/one.json", "{}")
    done = give(run, "patients")
    assert (done.code, done.messages) == (3, ["patients: This is not a file. Name a file."])
