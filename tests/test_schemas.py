"""The schemas for editors: every key with its words, all that is right accepted, wrong keys and kinds refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator, Draft202012Validator
from pydantic import BaseModel
from ruamel.yaml import YAML

from handouts.clinic.clinic import ClinicFile, read_clinic
from handouts.clinic.keys import EXTENDS, KEYS, SITES
from handouts.clinic.new import clinic_text
from handouts.clinic.schema import SCHEMAS
from handouts.content.handout import FrontMatter
from handouts.content.new import KINDS, Answers, begun
from handouts.content.packs import PackFile, find_packs
from handouts.content.source import read_source, split_front_matter
from handouts.errors import Refused
from tests.conftest import CLINIC, HANDOUT, Put, Run
from tests.content.test_new import TODAY
from tests.page.pdf import ROOT
from tests.test_docs import models

PACKS = "after-a-test:\n  title: {en-GB: After your test}\n  handouts: [low-b12-and-ms, vitamin-b12-and-food]\n"
HANDOUTS = sorted((ROOT / "handouts/library").rglob("*.md"))
CLINICS = sorted((ROOT / "examples").rglob("clinic.yaml"))
NEWER_THAN_7 = {"$defs", "dependentRequired", "dependentSchemas", "unevaluatedProperties", "prefixItems", "$anchor"}


def as_an_editor_reads(text: str, version: str = "1.2") -> Any:
    """YAML whose scalars have kinds; a date stays a text, as in JSON."""
    yaml = YAML(typ="safe", pure=True)
    yaml.version = version  # type: ignore[assignment]
    return json.loads(json.dumps(yaml.load(text), default=str))


def mistakes(name: str, text: str, version: str = "1.2") -> list[str]:
    validator = Draft202012Validator(SCHEMAS[name]())
    return [error.message for error in validator.iter_errors(as_an_editor_reads(text, version))]


def front(text: str) -> str:
    return text.split("---\n")[1]


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_one_by_the_new_rules_and_the_old(name: str) -> None:
    schema = SCHEMAS[name]()
    Draft202012Validator.check_schema(schema)
    Draft7Validator.check_schema({**schema, "$schema": "http://json-schema.org/draft-07/schema#"})
    assert not NEWER_THAN_7 & set(words_of(schema))
    assert "$ref" not in set(words_of(schema)), "beside which draft 7 reads nothing"


def words_of(schema: Any) -> list[str]:
    if isinstance(schema, dict):
        return [*schema, *(word for inner in schema.values() for word in words_of(inner))]
    return [word for inner in schema for word in words_of(inner)] if isinstance(schema, list) else []


def every_model(model: type[BaseModel]) -> set[type[BaseModel]]:
    inner = {one for field in model.model_fields.values() for one in models(field.annotation)}
    return {model}.union(*(every_model(one) for one in inner))


def test_every_key_has_its_words_and_no_other() -> None:
    assert every_model(FrontMatter) | every_model(ClinicFile) | every_model(PackFile) == set(KEYS)
    for model, keys in KEYS.items():
        assert list(keys) == list(model.model_fields), model
    assert all(key.says.endswith(".") for keys in KEYS.values() for key in keys.values())


@pytest.mark.parametrize(("name", "model"), [("handout", FrontMatter), ("clinic", ClinicFile)])
def test_every_key_is_in_the_schema(name: str, model: type[BaseModel]) -> None:
    schema = SCHEMAS[name]()
    more = {"extends", "sites"} if name == "clinic" else set()
    assert set(schema["properties"]) == {*model.model_fields, *more}
    assert all(one["description"] for one in schema["properties"].values())
    assert schema["additionalProperties"] is False


@pytest.mark.parametrize("version", ["1.2", "1.1"])
@pytest.mark.parametrize("path", HANDOUTS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_shipped_front_matter_is_accepted(path: Path, version: str) -> None:
    assert mistakes("handout", split_front_matter(read_source(path))[0], version) == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_handout_is_accepted(kind: str) -> None:
    assert mistakes("handout", front(begun(Answers("1984", "en-GB", kind), TODAY).decode())) == []


@pytest.mark.parametrize("path", CLINICS, ids=lambda path: path.parent.name)
def test_every_example_clinic_is_accepted(path: Path) -> None:
    assert mistakes("clinic", path.read_text("utf-8")) == []


def test_the_shipped_packs_are_accepted() -> None:
    assert mistakes("packs", (ROOT / "handouts/library/packs.yaml").read_text("utf-8")) == []
    assert mistakes("packs", PACKS) == []


def test_a_new_clinic_is_accepted() -> None:
    answers = {"name": "999", "phone": "111", "urgent": "112", "color": "#0b5c6b", "language": "en-GB"}
    assert mistakes("clinic", clinic_text(answers, "logo.png")) == []


def test_every_example_in_a_schema_is_right() -> None:
    def walk(schema: Any, path: str = "") -> None:
        if isinstance(schema, dict):
            for example in schema.get("examples", ()):
                assert list(Draft202012Validator(schema).iter_errors(example)) == [], path
            for key, inner in schema.items():
                walk(inner, f"{path}/{key}")

    for make in SCHEMAS.values():
        walk(make())
    assert all(key.examples for key in (EXTENDS, SITES))


RIGHT_CLINICS = {
    "numbers": "name: 24\nphone: 111\nfeedback: 999\n",
    "a colour alone": f'{CLINIC}brand: {{color: "#0b5c6b"}}\n',
    "a family alone": f"{CLINIC}brand: {{typography: {{base: Noto Sans, headings: {{family: Noto Sans, weight: 700}}}}}}\n",
    "weights": f"{CLINIC}brand: {{typography: {{headings: {{weight: bold}}}}}}\n",
    "paper in small letters": f"{CLINIC}editions: {{rack: {{paper: letter, size: 12pt}}}}\n",
    "sites": f"{CLINIC}urgent: {{phone: 112}}\nbrand: {{logo: {{path: mill.svg}}}}\nsites: {{harbour: {{urgent: {{hours: 24}}, brand: {{logo: {{size: large}}}}}}}}\n",
    "a date as a slip's label": f"{CLINIC}slip: {{labels: {{number: 2026-11-22}}}}\n",
}
CHILD = "extends: ../mill\nurgent: {hours: always}\nbrand: {logo: {alt: A mill}}\n"


@pytest.mark.parametrize("name", RIGHT_CLINICS)
def test_what_the_program_accepts_the_schema_does(put: Put, name: str) -> None:
    read_clinic(put("clinic.yaml", RIGHT_CLINICS[name]))
    assert mistakes("clinic", RIGHT_CLINICS[name]) == []
    assert mistakes("clinic", RIGHT_CLINICS[name], "1.1") == []


def test_what_a_parent_says_is_not_asked_for() -> None:
    assert mistakes("clinic", CHILD) == []
    alone = " ".join(mistakes("clinic", CHILD.replace("extends: ../mill\n", "")))
    assert all(f"'{key}' is a required property" in alone for key in ("name", "phone", "path"))


WRONG = [
    ("clinic", f"{CLINIC}adress: [1 Mill Lane]\n", "'adress'"),
    ("clinic", f"{CLINIC}address: 1 Mill Lane\n", "is not of type 'array'"),
    ("clinic", "name: Mill\n", "'phone' is a required property"),
    ("clinic", f"{CLINIC}hours:\n", "None is not of type"),
    ("clinic", f"{CLINIC}language: english\n", "does not match"),
    ("clinic", f"{CLINIC}website: example.org\n", "does not match"),
    ("clinic", f"{CLINIC}policy: {{unapproved: allow}}\n", "is not one of"),
    ("clinic", f"{CLINIC}slip: {{fields: [nmae]}}\n", "'nmae' is not one of"),
    ("clinic", f"{CLINIC}slip: {{labels: {{nmae: x}}}}\n", "'nmae' is not one of"),
    ("clinic", f"{CLINIC}editions: {{large: {{size: 24}}}}\n", "24 is not of type 'string'"),
    ("clinic", f"{CLINIC}brand: {{color: #0b5c6b\n  }}\n", "None"),
    ("clinic", f"{CLINIC}brand: {{logo: {{path: x.svg, size: huge}}}}\n", "is not one of"),
    ("clinic", f"{CLINIC}brand: {{logo: {{alt: A mill}}}}\n", "'path' is a required property"),
    ("clinic", f"{CLINIC}brand: {{typography: {{headings: {{weight: 300}}}}}}\n", "{'weight': 300} is not valid"),
    (
        "clinic",
        f"{CLINIC}urgent: {{phone: 112}}\nbrand: {{logo: {{path: mill.svg}}}}\nsites: {{harbour: {{extends: ../x}}}}\n",
        "'extends'",
    ),
    ("clinic", f"{CLINIC}sites: {{Harbour: {{}}}}\n", "does not match"),
    ("packs", PACKS.replace("title:", "titel:").replace("  titel", "  title: {cy: x}\n  titel"), "'titel'"),
    ("packs", PACKS.replace("{en-GB: After your test}", "After your test"), "is not of type 'object'"),
    ("packs", PACKS.replace("en-GB", "English"), "does not match"),
    ("packs", PACKS.replace("low-b12-and-ms, ", ""), "is too short"),
    ("packs", PACKS.replace("after-a", "After a"), "does not match"),
    ("packs", "after-a-test: [low-b12-and-ms]\n", "is not of type 'object'"),
    ("handout", front(HANDOUT).replace("icd-10:", "icd10:"), "'icd10' is not one of"),
    ("handout", front(HANDOUT).replace("codes:", "kodes:"), "'kodes'"),
    ("handout", front(HANDOUT).replace("interests: none\n", ""), "'interests' is a required property"),
    ("handout", front(HANDOUT).replace("lifestyle", "livestyle"), "is not one of"),
    ("handout", front(HANDOUT).replace("2026-01-01", "1.1.2026"), "does not match"),
    ("handout", front(HANDOUT).replace("version: 1.0", "version: v1"), "does not match"),
    ("handout", front(HANDOUT).replace("[G47.0]", "G47.0"), "is not of type 'array'"),
    ("handout", front(HANDOUT).replace("    publisher: NHS\n", ""), "'publisher' is a required property"),
    ("handout", front(HANDOUT).replace("  nhs:", "  NHS:"), "does not match"),
    ("handout", f"{front(HANDOUT)}sensitive: maybe\n", "is not of type 'boolean'"),
    ("handout", f"{front(HANDOUT)}accepted: {{l6: it is so}}\n", "does not match"),
]


@pytest.mark.parametrize(("name", "text", "message"), WRONG)
def test_what_is_wrong_is_underlined(name: str, text: str, message: str) -> None:
    found = mistakes(name, text)
    assert len(found) == 1
    assert message in found[0]


@pytest.mark.parametrize("text", [text for name, text, _ in WRONG if name == "clinic"])
def test_what_a_schema_refuses_the_program_refuses(put: Put, text: str) -> None:
    with pytest.raises(Refused):
        read_clinic(put("clinic.yaml", text))


@pytest.mark.parametrize("text", [text for name, text, _ in WRONG if name == "packs"])
def test_packs_that_a_schema_refuses_the_program_refuses(put: Put, here: Path, text: str) -> None:
    put("packs.yaml", PACKS)
    assert "after-a-test" in find_packs((here,))
    put("packs.yaml", text)
    with pytest.raises(Refused):
        find_packs((here,))


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_command_prints_a_schema(run: Run, name: str) -> None:
    done = run("schema", name)
    assert (done.code, done.messages, json.loads(done.out)) == (0, [], SCHEMAS[name]())


def test_the_command_writes_them_all_and_overwrites_none(run: Run, here: Path) -> None:
    paths = [f"schemas/{name}.schema.json" for name in SCHEMAS]
    done = run("schema", "--write", "schemas")
    assert (done.code, done.out.split()) == (0, paths)
    assert [json.loads((here / path).read_text("utf-8")) for path in paths] == [make() for make in SCHEMAS.values()]
    assert run("schema", "--write", "schemas").code == 2
    assert run("schema", "--write", "schemas", "--force").code == 0


@pytest.mark.parametrize("arguments", [[], ["clinic", "--write", "schemas"], ["clinics"]])
def test_the_command_makes_one_or_all(run: Run, here: Path, arguments: list[str]) -> None:
    assert run("schema", *arguments).code == 2
    assert list(here.iterdir()) == []
