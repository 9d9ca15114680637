"""Fills templates in Jinja's sandbox: a clinic's own may use what a page is given, and nothing else."""

from __future__ import annotations

import dataclasses
from functools import lru_cache
from pathlib import Path
from traceback import walk_tb
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined, TemplateError, TemplateSyntaxError, Undefined
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from pydantic import BaseModel

from handouts.errors import Refused, refused
from handouts.files import shown
from handouts.page.parts import overrides, search_path

MEND = "Mend the template, or take it away: then the program's own is used."


def render(name: str, clinics: tuple[Path, ...], values: dict[str, Any]) -> str:
    """A template with its values, from the nearest folder that has it.

    Raises `Refused` at the file and line of whatever is wrong in a template, or not allowed to it.
    """
    folders = search_path("templates", clinics)
    own = tuple((path, path.stat().st_mtime_ns) for path in overrides(clinics))
    try:
        return _environment(folders, own).get_template(name).render(values)
    except TemplateSyntaxError as error:
        what = (error.message or "The template is damaged").rstrip(".")
        raise refused(shown(Path(error.filename or name)), error.lineno, f"{what}.", MEND) from None
    except RecursionError as error:
        raise _located(error, folders, "The templates include each other without end") from None
    except (TemplateError, ArithmeticError, AttributeError, LookupError, MemoryError, TypeError, ValueError) as error:
        raise _located(error, folders, str(error) or type(error).__name__) from None


def _located(error: BaseException, folders: tuple[Path, ...], what: str) -> Refused:
    """The mistake at the innermost line that led to it, of a clinic's template if there is one."""
    frames = ((Path(frame.f_code.co_filename), line) for frame, line in walk_tb(error.__traceback__))
    places = [(path, line) for path, line in frames if path.parent in folders]
    places = [(path, line) for path, line in places if path.parent != folders[-1]] or places
    if not places:
        raise error
    path, line = places[-1]
    return refused(shown(path), line, f"{what.rstrip('.')}.", MEND)


@lru_cache(maxsize=8)
def _environment(folders: tuple[Path, ...], _own: tuple[tuple[Path, int], ...]) -> ImmutableSandboxedEnvironment:
    """The templates as they lie in the folders now: with other files of the clinic's own, they are loaded anew."""
    environment = _Sandbox(
        loader=FileSystemLoader(folders),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_printed,
    )
    del environment.globals["lipsum"]  # never twice the same
    return environment


class _Sandbox(ImmutableSandboxedEnvironment):
    """Of our values, templates see what they hold; their methods could read files."""

    intercepted_binops = frozenset(["*", "**"])

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        if operator == "**" or not (isinstance(left, int | float) and isinstance(right, int | float)):
            raise SecurityError(f"`{operator}` multiplies numbers here, and nothing else")
        return super().call_binop(context, operator, left, right)

    def getattr(self, obj: Any, attribute: str) -> Any:
        return self.unsafe_undefined(obj, attribute) if _hides(obj, attribute) else super().getattr(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        if isinstance(argument, str) and _hides(obj, argument):
            return self.unsafe_undefined(obj, argument)
        return super().getitem(obj, argument)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        return not (dataclasses.is_dataclass(obj) and callable(value)) and super().is_safe_attribute(obj, attr, value)


def _hides(obj: Any, name: str) -> bool:
    """Whether a name is of a model's machinery, and of nothing that it says."""
    return isinstance(obj, BaseModel) and name not in type(obj).model_fields and hasattr(type(obj), name)


def _printed(value: Any) -> Any:
    """What a template may print: a function would print its address, which is never twice the same."""
    if callable(value) and not isinstance(value, Undefined):
        raise SecurityError("a function is no text; call it, or print something else")
    return value
