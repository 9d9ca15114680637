"""JSON Schemas, made from the models: with them, editors complete keys and underline mistakes.

The program reads every value as text; an editor takes `1.0` for a number. A schema accepts what either makes of it.
It knows less than the program: what it accepts may still be refused, but it refuses nothing that is right. No schema
uses a keyword that draft 7 has not, since many editors stop there.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from handouts.clinic.clinic import ClinicFile
from handouts.clinic.inherit import NOT_OF_A_SITE
from handouts.clinic.keys import EXTENDS, KEYS, SITES, Key
from handouts.content.fields import Model
from handouts.content.handout import HANDOUT_NAME, FrontMatter
from handouts.content.packs import PackFile

DIALECT = "https://json-schema.org/draft/2020-12/schema"

Schema = dict[str, Any]

_TEXT: Schema = {"type": ["string", "number", "boolean"], "minLength": 1}
"""Any value of one line; one that is empty is none."""
_KEPT = ("type", "enum", "const", "required", "additionalProperties")
_KEYS = {model.__name__: keys for model, keys in KEYS.items()}
_SHORT = {"color", "base", "headings"}
"""Maps for which one text may stand: `color: teal` is short for its `primary`."""


def handout_schema() -> Schema:
    """Of the front matter of a handout."""
    return _whole("Front matter of a handout", _schema_of(FrontMatter))


def clinic_schema() -> Schema:
    """Of `clinic.yaml`. What a parent may have said is not asked for where a parent is named."""
    clinic = _schema_of(ClinicFile)
    needed = _without_needed(clinic)
    sites = {"type": "object", "additionalProperties": dict(clinic), **_told(SITES)}
    extends = {"type": "string", **_told(EXTENDS)}
    own: Mapping[str, Schema] = dict(zip(NOT_OF_A_SITE, (extends, sites), strict=True))
    properties = {**clinic["properties"], **own}
    return _whole(
        "clinic.yaml",
        {**clinic, "properties": properties, "if": {"required": ["extends"]}, "then": {}, "else": needed},
    )


def packs_schema() -> Schema:
    """Of `packs.yaml`: packs by their names."""
    names = {"propertyNames": {"pattern": f"^{HANDOUT_NAME}$"}}
    return _whole("packs.yaml", {"type": "object", "additionalProperties": _schema_of(PackFile), **names})


SCHEMAS: Mapping[str, Callable[[], Schema]] = {
    "handout": handout_schema,
    "clinic": clinic_schema,
    "packs": packs_schema,
}
"""What there are schemas of."""


def schema_text(name: str) -> str:
    """One of `SCHEMAS` as JSON."""
    return json.dumps(SCHEMAS[name](), ensure_ascii=False, indent=2)


def _whole(title: str, schema: Schema) -> Schema:
    return {"$schema": DIALECT, "title": title, **schema}


def _schema_of(model: type[Model]) -> Schema:
    """A model as one schema without references."""
    made = model.model_json_schema()
    return _plain({**made, "title": model.__name__}, made.get("$defs", {}))


def _plain(schema: Schema, models: Mapping[str, Schema]) -> Schema:
    """What pydantic makes, with what the table of keys adds, and without what only pydantic knows."""
    if "$ref" in schema:
        return _plain(models[schema["$ref"].rpartition("/")[2]], models)
    if "anyOf" in schema:
        [inner] = [one for one in schema["anyOf"] if one.get("type") != "null"]
        return _plain(inner, models)
    if schema.get("type") == "string" and not schema.keys() & {"enum", "const"}:
        return dict(_TEXT)
    kept: Schema = {
        key: schema[key] for key in ("type", "enum", "const", "required", "additionalProperties") if key in schema
    }
    if isinstance(kept.get("additionalProperties"), dict):
        kept["additionalProperties"] = _plain(kept["additionalProperties"], models)
    for key in ("items", "propertyNames"):
        if key in schema:
            kept[key] = _plain(schema[key], models)
    if "properties" in schema:
        keys = _KEYS[schema["title"]]
        kept["properties"] = {
            name: _key(name, inner, keys[name], models) for name, inner in schema["properties"].items()
        }
    return kept


def _key(name: str, schema: Schema, key: Key, models: Mapping[str, Schema]) -> Schema:
    made = _plain(schema, models)
    if name in _SHORT and made.get("type") == "object":
        made = {"anyOf": [{"type": "string", "minLength": 1}, made]}
    if "anyOf" in key.limits or "enum" in key.limits:
        made = {}
    default = schema.get("default")
    return {**made, **_told(key), **({"default": default} if isinstance(default, (str, bool)) else {})}


def _told(key: Key) -> Schema:
    examples = {"examples": list(key.examples)} if key.examples else {}
    return {**key.limits, "description": key.says, **examples}


def _without_needed(schema: Schema) -> Schema:
    """Take out of a schema of maps in maps which keys they need, and return it as a schema by itself.

    What stands in a list stays: lists of a parent are not added to.
    """
    needed: Schema = {"required": schema.pop("required")} if "required" in schema else {}
    inner = {}
    for name, one in schema.get("properties", {}).items():
        for choice in one.get("anyOf", [one]):
            if found := _without_needed(choice):
                inner[name] = found
    return {**needed, **({"properties": inner} if inner else {})}
