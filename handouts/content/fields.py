"""YAML whose every scalar is read as text and then typed by a model; all mistakes with their lines."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import UnionType
from typing import Annotated, Any, ClassVar, Literal, TypeVar, Union, get_args, get_origin

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from handouts.content.nodes import compose
from handouts.errors import Problems, nearest

MAX_DEPTH = 8

_ANCHOR = ("Anchors and aliases (& and *) are not allowed.", "Write the value out, or put it in quotes.")
_PARSER = {
    "mapping values are not allowed": ("There is a second colon in this line.", "Put the whole value in quotes."),
    "found unexpected end of stream": ("A quotation mark opens here and is not closed.", "Close it."),
    "found character '\\t'": ("There is a tab.", "Use spaces."),
    "found character": ("A value begins with a sign that has a meaning in YAML.", "Put the whole value in quotes."),
    "found undefined alias": _ANCHOR,
}
"""What the parser says, in plain words."""

type_of_model = TypeVar("type_of_model", bound="Model")
Path = tuple[str | int, ...]


class Model(BaseModel):
    """A frozen value that knows no other keys than its own."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True, defer_build=True)
    no_use: ClassVar[Mapping[str, str]] = {}
    """Keys that others know under this name and we have no use for, and what to do instead."""


@dataclass(frozen=True, slots=True)
class Fields:
    """What a YAML text says (maps, lists and texts only), the line of each key, and the values refused already."""

    data: dict[str, Any]
    lines: Mapping[Path, int]
    refused: frozenset[Path] = frozenset()

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


def _iso_day(value: Any) -> Any:
    if isinstance(value, str):
        try:
            if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
                raise ValueError(value)
            return date.fromisoformat(value)
        except ValueError:
            remedy = "Write year, month and day, as in 2026-11-22."
            raise mistake(f"is `{value}`, not a date.", remedy) from None
    return value


Day = Annotated[date, BeforeValidator(_iso_day)]
"""A day as year, month and day; no other way of writing it is guessed at."""


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
        node = compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = first_line + (mark.line if mark else 0)
        what = (error.problem or error.context or "it cannot be parsed").rstrip(".")
        if what == "found unexpected end of stream" and error.context_mark:
            line = first_line + error.context_mark.line
        known = (told for words, told in _PARSER.items() if what.startswith(words))
        remedy = "Check the colons, quotes and spaces before it."
        problems.add(line, *next(known, (f"This is not valid YAML: {what}.", remedy)))
        return None
    except (YAMLError, ValueError, RecursionError):
        problems.add(first_line, "This is not valid YAML.", "Check the colons, quotes and spaces.")
        return None
    if node is None:
        return Fields({}, lines)
    reader = _Reader(text.split("\n"), problems, first_line, lines)
    data = reader.value(node, (), 0)
    if not isinstance(data, dict):
        problems.add(first_line, "This is not a map of keys and values.", "Write `key: value` lines.")
        return None
    return Fields(data, lines, frozenset(reader.refused))


class _Reader:
    """Walks YAML nodes and notes where each key stands."""

    def __init__(self, text: list[str], problems: Problems, first: int, lines: dict[Path, int]) -> None:
        self.text, self.problems, self.first, self.lines = text, problems, first, lines
        self.seen: set[int] = set()
        self.refused: set[Path] = set()

    def refuse(self, path: Path, line: int, what: str, remedy: str) -> None:
        self.refused.add(path)
        self.problems.add(line, what, remedy, _dotted(path))

    def value(self, node: Node, path: Path, depth: int, after: Any = None) -> Any:
        """What a node says; `after` is where its key ends (an empty value has no place of its own)."""
        line = self.first + (after or node.start_mark).line
        self.lines.setdefault(path, line)
        if id(node) in self.seen or node.anchor:
            self.refuse(path, line, *_ANCHOR)
            return None
        self.seen.add(id(node))
        if self.text[node.start_mark.line][node.start_mark.column :].startswith("!"):
            self.refuse(path, line, "A tag (!) is not allowed.", "Take it out, or put the whole value in quotes.")
            return None
        if depth > MAX_DEPTH:
            self.refuse(path, line, "This is nested too deep.", "Use the keys that the documentation lists.")
            return None
        if isinstance(node, ScalarNode):
            return self.scalar(node, path, line, after)
        if isinstance(node, SequenceNode):
            return [self.value(item, (*path, index), depth + 1) for index, item in enumerate(node.value)]
        if isinstance(node, MappingNode):
            return self.mapping(node, path, depth)
        raise AssertionError(type(node))

    def scalar(self, node: ScalarNode, path: Path, line: int, after: Any) -> str:
        value = str(node.value)
        self.check_escapes(node, path, line)
        if not value and not node.style:
            mark, before = (after, ":") if after else (node.start_mark, "")
            rest = self.text[mark.line][mark.column :] if mark.line < len(self.text) else ""
            if comment := re.match(rf"\s*{before}\s*(#\S.*)", rest):
                key = f"{path[-1]}: " if after else "- "
                text = comment.group(1).strip()
                what = f"The value begins with # and is taken for a comment: {text}."
                self.refuse(path, line, what, f'Put it in quotes: {key}"{text}".')
        return value

    def check_escapes(self, node: ScalarNode, path: Path, line: int) -> None:
        """Refuse codes such as \\u200b, behind which stand letters that nobody sees in the file."""
        if node.style != '"':
            return
        lines = self.text[node.start_mark.line : node.end_mark.line + 1]
        lines[-1] = lines[-1][: node.end_mark.column]
        lines[0] = lines[0][node.start_mark.column :]
        if code := re.search(r"\\(x\w{2}|u\w{4}|U\w{8}|\w)", re.sub(r'\\["\\/]', "", "\n".join(lines))):
            self.refuse(path, line, f"There is a code in quotes (`{code.group()}`).", "Write the letter itself.")

    def mapping(self, node: MappingNode, path: Path, depth: int) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = self.first + key_node.start_mark.line
            if not isinstance(key_node, ScalarNode):
                self.problems.add(line, "A key is not a text.", "Write `key: value`.")
                continue
            key = str(key_node.value)
            self.check_escapes(key_node, (*path, key), line)
            if key in data:
                first = self.lines[(*path, key)]
                self.problems.add(
                    line,
                    f"The key `{key}` stands here a second time (first in line {first}).",
                    "Keep one.",
                    _dotted((*path, key)),
                )
                continue
            self.lines[(*path, key)] = line
            data[key] = self.value(value_node, (*path, key), depth + 1, key_node.end_mark)
        return data


def typed(model: type[type_of_model], fields: Fields | None, problems: Problems) -> type_of_model | None:
    """The model made from the fields, or None and every mistake noted in `problems`."""
    if fields is None:
        return None

    def tell(path: Path, what: str, remedy: str) -> None:
        if not any(path[:length] in fields.refused for length in range(len(path) + 1)):
            problems.add(fields.line(*path), what, remedy, _dotted(path))

    return typed_data(model, fields.data, tell)


def typed_data(
    model: type[type_of_model], data: dict[str, Any], tell: Callable[[Path, str, str], None]
) -> type_of_model | None:
    """The model made from data, or None; each mistake is told by its key, what is wrong and what to do."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        for details in error.errors(include_url=False):
            path = tuple(part for part in details["loc"] if part not in ("[key]",))
            tell(path, *_explain(details, path, model))
    return None


def _explain(details: ErrorDetails, path: Path, model: type[Model]) -> tuple[str, str]:
    """What is wrong and what to do, in plain words."""
    name = _dotted(path)
    value = details["input"]
    if details["loc"][-1:] == ("[key]",) and details["type"] == "literal_error":
        return f"The key `{name}` is unknown.", nearest(str(path[-1]), _literals(details))
    if isinstance(value, (list, dict)) and details["type"].startswith(("literal", "bool", "date")):
        return f"`{name}` is not a text.", "Write one value after the colon."
    match details["type"]:
        case "extra_forbidden":
            owner = _owner(model, path[:-1])
            if owner and path[-1] in owner.no_use:
                return f"The key `{name}` has no use in a leaflet.", owner.no_use[str(path[-1])]
            return f"The key `{name}` is unknown.", nearest(str(path[-1]), _keys(owner))
        case "missing":
            return f"The key `{name}` is missing.", f"Add a line `{path[-1]}: ...`."
        case "handouts":
            context = details.get("ctx", {})
            return f"`{name}` {context['what']}", str(context["remedy"])
        case "literal_error":
            return f"`{name}` is `{value}`.", nearest(str(value), _literals(details))
        case "bool_parsing" | "bool_type":
            return f"`{name}` is `{value}`.", "Write true or false."
        case "string_type":
            return f"`{name}` is not a text.", "Write one value after the colon."
        case "tuple_type" | "list_type":
            return f"`{name}` is not a list.", "Write the values as [one, two], or on lines that begin with -."
        case kind if kind.startswith(("model", "dict")):
            return f"`{name}` is not a map.", "Write its keys below it, each on a line of its own."
        case _:
            return f"`{name}` cannot be used: {details['msg']}.", "See the documentation of this key."


def _literals(details: ErrorDetails) -> list[str]:
    return re.findall(r"'([^']*)'", str(details.get("ctx", {}).get("expected", "")))


def _dotted(path: Path) -> str:
    return "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")


def _owner(model: Any, path: Path) -> type[Model] | None:
    """The model at a path inside another one."""
    for part in path:
        model = _inner(model, part)
    found: type[Model] | None = _inner(model, None)
    return found


def _keys(model: type[Model] | None) -> list[str]:
    """The keys that a model allows."""
    return [field.alias or name for name, field in model.model_fields.items()] if model else []


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
