"""YAML whose every scalar is read as text and then typed by a model; all mistakes with their lines."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from handouts.errors import Problems, nearest

MAX_DEPTH = 8

type_of_model = TypeVar("type_of_model", bound="Model")
Path = tuple[str | int, ...]


class Model(BaseModel):
    """A frozen value that knows no other keys than its own."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


@dataclass(frozen=True, slots=True)
class Fields:
    """What a YAML text says (maps, lists and texts only) and the line of each key."""

    data: dict[str, Any]
    lines: Mapping[Path, int]

    def line(self, *path: str | int) -> int:
        """The line of a key, or of the nearest key that holds it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def mistake(what: str, remedy: str) -> PydanticCustomError:
    """An error for a validator to raise: what is wrong with the value, and what to do."""
    return PydanticCustomError("handouts", "{what}", {"what": what, "remedy": remedy})


def _one_line(value: Any) -> Any:
    """Scalars that may not be empty; folded lines are one line."""
    if isinstance(value, str):
        value = " ".join(value.split())
        if not value:
            raise mistake("has no value.", "Write one, or take the key out.")
    return value


Line = Annotated[str, BeforeValidator(_one_line)]
"""A text of one line, not empty."""


def _web_address(value: str) -> str:
    if not re.fullmatch(r"https?://[^\s<>\"'`{}|\\^]+\.[^\s<>\"'`{}|\\^]+", value):
        raise mistake(f"is `{value}`, not a web address.", "Write it in full, as in https://example.org/page.")
    return value


WebAddress = Annotated[Line, AfterValidator(_web_address)]


def read_fields(text: str, problems: Problems, first_line: int = 1) -> Fields | None:
    """Parse a YAML map; `first_line` is the number of its first line in the file.

    Notes every duplicate key, alias, tag and unquoted `#` in `problems`. None where the text cannot be parsed.
    """
    lines: dict[Path, int] = {(): first_line}
    try:
        node = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = first_line + (mark.line if mark else 0)
        what = (error.problem or error.context or "it cannot be parsed").rstrip(".")
        problems.add(line, f"This is not valid YAML: {what}.", "Check the colons, quotes and spaces before it.")
        return None
    except (ValueError, RecursionError):
        problems.add(first_line, "This is not valid YAML.", "Check the colons, quotes and spaces.")
        return None
    if node is None:
        return Fields({}, lines)
    reader = _Reader(text.split("\n"), problems, first_line, lines)
    data = reader.value(node, (), 0)
    if not isinstance(data, dict):
        problems.add(first_line, "This is not a map of keys and values.", "Write `key: value` lines.")
        return None
    return Fields(data, lines)


class _Reader:
    """Walks YAML nodes and notes where each key stands."""

    def __init__(self, text: list[str], problems: Problems, first: int, lines: dict[Path, int]) -> None:
        self.text, self.problems, self.first, self.lines = text, problems, first, lines
        self.seen: set[int] = set()

    def value(self, node: Node, path: Path, depth: int) -> Any:
        line = self.first + node.start_mark.line
        self.lines.setdefault(path, line)
        if id(node) in self.seen or node.anchor:
            self.problems.add(line, "Anchors and aliases (& and *) are not allowed.", "Write the value out, or quote it.")
            return None
        self.seen.add(id(node))
        if depth > MAX_DEPTH:
            self.problems.add(line, "This is nested too deep.", "Use the keys that the documentation lists.")
            return None
        if isinstance(node, ScalarNode):
            return self.scalar(node, path, line)
        if isinstance(node, SequenceNode):
            return [self.value(item, (*path, index), depth + 1) for index, item in enumerate(node.value)]
        if isinstance(node, MappingNode):
            return self.mapping(node, path, depth)
        raise AssertionError(type(node))

    def scalar(self, node: ScalarNode, path: Path, line: int) -> str:
        value = str(node.value)
        rest = self.text[node.end_mark.line][node.end_mark.column :] if node.end_mark.line < len(self.text) else ""
        before = self.text[node.start_mark.line][: node.start_mark.column]
        if not value and node.style is None:
            comment = re.match(r"\s*(#\S+.*)", rest) or re.search(r"[:-]\s+(#\S+.*)", before + rest)
            if comment:
                key = f"{path[-1]}: " if path and isinstance(path[-1], str) else "- "
                text = comment.group(1).strip()
                self.problems.add(
                    line,
                    f"The value begins with # and is taken for a comment: {text}.",
                    f'Put it in quotes: {key}"{text}".',
                )
                return text
        return value

    def mapping(self, node: MappingNode, path: Path, depth: int) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = self.first + key_node.start_mark.line
            if not isinstance(key_node, ScalarNode):
                self.problems.add(line, "A key is not a text.", "Write `key: value`.")
                continue
            key = str(key_node.value)
            if key in data:
                first = self.lines[(*path, key)]
                self.problems.add(line, f"The key `{key}` stands here a second time (first in line {first}).", "Keep one.")
                continue
            self.lines[(*path, key)] = line
            data[key] = self.value(value_node, (*path, key), depth + 1)
        return data


def typed(model: type[type_of_model], fields: Fields | None, problems: Problems) -> type_of_model | None:
    """The model made from the fields, or None and every mistake noted in `problems`."""
    if fields is None:
        return None
    try:
        return model.model_validate(fields.data)
    except ValidationError as error:
        for details in error.errors(include_url=False):
            path = tuple(part for part in details["loc"] if part not in ("[key]",))
            problems.add(fields.line(*path), *_explain(details, path, model))
    return None


def _explain(details: ErrorDetails, path: Path, model: type[Model]) -> tuple[str, str]:
    """What is wrong and what to do, in plain words."""
    name = _dotted(path)
    value = details["input"]
    match details["type"]:
        case "extra_forbidden":
            return f"The key `{name}` is unknown.", nearest(str(path[-1]), _keys(model, path[:-1]))
        case "missing":
            return f"The key `{name}` is missing.", f"Add a line `{path[-1]}: ...`."
        case "handouts":
            context = details.get("ctx", {})
            return f"`{name}` {context['what']}", str(context["remedy"])
        case "literal_error":
            allowed = re.findall(r"'([^']*)'", str(details.get("ctx", {}).get("expected", "")))
            return f"`{name}` is `{value}`.", nearest(str(value), allowed)
        case "bool_parsing" | "bool_type":
            return f"`{name}` is `{value}`.", "Write true or false."
        case kind if kind.startswith("date"):
            return f"`{name}` is `{value}`, not a date.", "Write year, month and day, as in 2026-11-22."
        case "string_type":
            return f"`{name}` is not a text.", "Write one value after the colon."
        case "tuple_type" | "list_type":
            return f"`{name}` is not a list.", "Write the values as [one, two], or on lines that begin with -."
        case kind if kind.startswith(("model", "dict")):
            return f"`{name}` is not a map.", "Write its keys below it, each on a line of its own."
        case _:
            return f"`{name}` cannot be used: {details['msg']}.", "See the documentation of this key."


def _dotted(path: Path) -> str:
    return "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")


def _keys(model: Any, path: Path) -> list[str]:
    """The keys that the model allows at a path inside it."""
    for part in path:
        model = _inner(model, part)
    fields = getattr(_inner(model, None), "model_fields", {})
    return [field.alias or name for name, field in fields.items()]


def _inner(kind: Any, part: str | int | None) -> Any:
    """Step from a type into the type of one of its parts, through optionals, lists and maps."""
    while True:
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            if part is None:
                return kind
            for name, field in kind.model_fields.items():
                if part in (name, field.alias):
                    return field.annotation
            return None
        origin, arguments = get_origin(kind), get_args(kind)
        if origin is Annotated:
            kind = arguments[0]
        elif origin in (Union, UnionType):
            models = [one for one in arguments if one is not type(None) and one is not str]
            kind = models[0] if models else None
        elif origin in (tuple, list, dict, Mapping) and part is not None:
            return arguments[-1] if arguments[-1] is not Ellipsis else arguments[0]
        elif origin is Literal or kind is None or origin is None:
            return None
        else:
            return None
