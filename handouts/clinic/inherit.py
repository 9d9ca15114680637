"""What a clinic's file says together with its parents' and of one of its sites; each value keeps where it came from."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from handouts.content.fields import Fields, read_fields
from handouts.content.source import Source, read_source
from handouts.errors import Problem, Problems, nearest, refused
from handouts.files import shown

FILE_NAME = "clinic.yaml"
MAX_PARENTS = 8
NOT_OF_A_SITE = ("extends", "sites")
"""Keys that belong to the clinic as a whole."""

KeyPath = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Layer:
    """One file of a clinic: its own, or a parent's."""

    folder: Path
    source: Source
    fields: Fields


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value came from: the file as messages name it, the line, and the folder of that file."""

    where: str
    line: int
    folder: Path


@dataclass(frozen=True, slots=True)
class Merged:
    """What a clinic and its parents say: maps merged, lists and texts replaced by the nearer file's.

    `refused` are keys whose values were refused when their file was read.
    """

    data: dict[str, Any]
    origins: Mapping[KeyPath, Origin]
    refused: frozenset[KeyPath] = frozenset()

    def origin(self, *key: str | int) -> Origin:
        """Where a key came from, or the nearest key that holds it."""
        while key and key not in self.origins:
            key = key[:-1]
        return self.origins[key]

    def leaves(self) -> Iterator[tuple[KeyPath, Any]]:
        """Each text and list, by its key."""
        return _leaves(self.data, ())


def read_layers(file: Path, found: list[Problem]) -> tuple[Layer, ...]:
    """A clinic's file and its parents', the nearest first; mistakes that leave the rest readable are `found`.

    Raises `Refused` for a file that cannot be parsed, and for a parent that is missing or leads back.
    """
    layers: list[Layer] = []
    seen: list[str] = []
    while True:
        source = read_source(file)
        problems = Problems(source.name)
        fields = read_fields(source.text, problems)
        if fields is None:
            problems.refuse()
            raise AssertionError("a file without fields has a problem")
        found.extend(problems.found)
        layers.append(Layer(file.parent.resolve(), source, fields))
        seen.append(os.path.realpath(file))
        if "extends" not in fields.data:
            return tuple(layers)
        file = _parent(layers[-1])
        line = fields.line("extends")
        if os.path.realpath(file) in seen:
            raise refused(source.name, line, "This parent leads back to this clinic.", "Take the key `extends` out.")
        if len(layers) > MAX_PARENTS:
            raise refused(
                source.name, line, f"There are more than {MAX_PARENTS} parents.", "Put some of them together."
            )


def _parent(layer: Layer) -> Path:
    """The file that `extends` names, from the folder of the file that names it."""
    value, line = layer.fields.data["extends"], layer.fields.line("extends")
    if not isinstance(value, str) or not value:
        raise refused(layer.source.name, line, "`extends` names no file.", "Write it as in ../trust/clinic.yaml.")
    path = layer.folder / value
    file = path / FILE_NAME if path.is_dir() else path
    if not file.is_file():
        what = f"The parent `{value}` is not there (looked for {shown(file)})."
        raise refused(layer.source.name, line, what, "Mend the path, or copy the parent's folder there.")
    return file


def merged(layers: tuple[Layer, ...]) -> Merged:
    """What the layers say together, without `extends`."""
    data: dict[str, Any] = {}
    origins: dict[KeyPath, Origin] = {}
    for layer in reversed(layers):
        own = {key: _spelt_out(value, key) for key, value in layer.fields.data.items() if key != "extends"}
        where = {path: Origin(layer.source.name, line, layer.folder) for path, line in layer.fields.lines.items()}
        data = _merge(data, own, (), origins, where)
    return Merged(data, origins, frozenset(path for layer in layers for path in layer.fields.refused))


def _spelt_out(value: Any, key: str) -> Any:
    """`color: "#0b5c6b"` is short for its `primary`, `logo: logo.svg` for its `path`: spelt out, so that they merge."""
    if key == "brand" and isinstance(value, dict):
        short = {"color": "primary", "logo": "path"}
        return {
            name: {short[name]: one} if name in short and isinstance(one, str) else one for name, one in value.items()
        }
    if key == "sites" and isinstance(value, dict):
        return {name: _site_spelt_out(site) for name, site in value.items()}
    return value


def _site_spelt_out(site: Any) -> Any:
    return {key: _spelt_out(value, key) for key, value in site.items()} if isinstance(site, dict) else site


def at_site(clinic: Merged, site: str) -> Merged:
    """What a clinic says of one of its sites. Raises `Refused` where it has none of that name."""
    sites = clinic.data.get("sites")
    if not isinstance(sites, dict) or site not in sites:
        remedy = nearest(site, sites) if sites else "List it under `sites`."
        raise refused(clinic.origin("sites").where, 0, f"The clinic has no site `{site}`.", remedy)
    prefix = ("sites", site)
    where = {path[2:]: origin for path, origin in clinic.origins.items() if path[:2] == prefix}
    origins = dict(clinic.origins)
    own = {key: value for key, value in sites[site].items() if key not in NOT_OF_A_SITE}
    own_refused = frozenset(path[2:] for path in clinic.refused if path[:2] == prefix)
    return Merged(_merge(clinic.data, own, (), origins, where), origins, clinic.refused | own_refused)


def _merge(
    below: Any, above: Any, path: KeyPath, origins: dict[KeyPath, Origin], where: Mapping[KeyPath, Origin]
) -> Any:
    """What is `above` wins, key by key where both are maps; `origins` follow."""
    if isinstance(below, dict) and isinstance(above, dict):
        if path in where:
            origins[path] = where[path]
        both = dict(below)
        for key, value in above.items():
            both[key] = _merge(below.get(key), value, (*path, key), origins, where)
        return both
    for old in [one for one in origins if one[: len(path)] == path]:
        del origins[old]
    origins.update({one: origin for one, origin in where.items() if one[: len(path)] == path})
    return above


def _leaves(value: Any, path: KeyPath) -> Iterator[tuple[KeyPath, Any]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(inner, (*path, key))
    else:
        yield path, value
