"""Fills templates in Jinja's sandbox: a clinic's own may use what a page is given, and nothing else."""

from __future__ import annotations

import dataclasses
from functools import cache
from pathlib import Path
from traceback import walk_tb
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined, TemplateError, TemplateSyntaxError
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from pydantic import BaseModel

from handouts.errors import Refused, refused
from handouts.files import shown
from handouts.page.parts import search_path

MEND = "Mend the template, or take it away: then the program's own is used."


def render(name: str, clinics: tuple[Path, ...], values: dict[str, Any]) -> str:
    """A template with its values, from the nearest folder that has it.

    Raises `Refused` at the file and line of whatever is wrong in a template, or not allowed to it.
    """
    environment = _environment(search_path("templates", clinics))
    try:
        return environment.get_template(name).render(values)
    except TemplateSyntaxError as error:
        raise refused(shown(Path(error.filename or name)), error.lineno, f"{error.message}.", MEND) from None
    except (TemplateError, SecurityError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        raise _located(error, search_path("templates", clinics)) from None
    except RecursionError:
        raise refused(name, 0, "The templates include each other without end.", MEND) from None


def _located(error: Exception, folders: tuple[Path, ...]) -> Refused:
    """The mistake at the innermost line of a template that led to it."""
    places = [
        (Path(frame.f_code.co_filename), line)
        for frame, line in walk_tb(error.__traceback__)
        if Path(frame.f_code.co_filename).parent in folders
    ]
    if not places:
        raise error
    path, line = places[-1]
    return refused(shown(path), line, f"{str(error).rstrip('.')}.", MEND)


@cache
def _environment(folders: tuple[Path, ...]) -> ImmutableSandboxedEnvironment:
    return _Sandbox(
        loader=FileSystemLoader(folders),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


class _Sandbox(ImmutableSandboxedEnvironment):
    """Of our values, templates see the fields and properties; their methods could read files."""

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        if isinstance(obj, BaseModel):
            return attr in type(obj).model_fields
        if dataclasses.is_dataclass(obj) and callable(value):
            return False
        return super().is_safe_attribute(obj, attr, value)
