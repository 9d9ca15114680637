"""What the documentation lists is what there is: every part, token, field and key, and none besides."""

from __future__ import annotations

import re
import types
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any, get_args, get_origin

import pytest
from jinja2 import Environment, meta
from PIL import Image, ImageChops, ImageStat
from pydantic import BaseModel

from docs import checks, examples
from handouts.check.rules import RULES
from handouts.clinic.clinic import ClinicFile, read_clinic
from handouts.clinic.edition import FOLDS, INKS, PAPERS, edition
from handouts.content import words as catalogue
from handouts.content.body import SECTION_IDS, Inline, Part, runs
from handouts.content.handout import FrontMatter, Handout, read_handout
from handouts.content.markdown import BLOCK_NAMES
from handouts.content.new import KINDS
from handouts.errors import HandoutsError, Refused
from handouts.page.desk import compose_list, compose_separator, open_list, open_separator
from handouts.page.output import compose_all
from tests.page.pdf import NAMES, RIVERSIDE, ROOT, handout

DOCS = (ROOT / "docs/customising.md").read_text("utf-8")
WRITING = examples.PAGE.read_text("utf-8")
README = (ROOT / "README.md").read_text("utf-8")
TEMPLATES = sorted(path.name for path in (ROOT / "templates").iterdir())
STYLES = sorted(path.name for path in (ROOT / "styles").iterdir())
CHOICES = list(product(("standard", "large-print"), PAPERS, INKS, FOLDS))


def table(heading: str) -> list[str]:
    """The names in code in the first column of the table below a heading."""
    text = re.split(rf"^#+ {heading}$", DOCS, flags=re.MULTILINE)[1]
    rows = re.match(r"[^|]*((?:\|.*\n)+)", text)
    assert rows
    firsts = [row.split("|")[1] for row in rows[1].splitlines()[2:]]
    return [name for first in firsts for name in re.findall(r"`([^`]+)`", first)]


@pytest.mark.parametrize(("heading", "there"), [("Templates", TEMPLATES), ("Style sheets", STYLES)])
def test_every_part_is_listed(heading: str, there: list[str]) -> None:
    assert sorted(table(heading)) == there


def test_every_token_is_listed() -> None:
    tokens = re.findall(r"(--[a-z0-9-]+):", (ROOT / "styles/tokens.css").read_text("utf-8"))
    assert sorted(table("Tokens")) == sorted(tokens)


def test_every_token_is_used_and_is_there() -> None:
    tokens = {f"--{name}" for name in re.findall(r"--([a-z0-9-]+):", (ROOT / "styles/tokens.css").read_text("utf-8"))}
    texts = [path.read_text("utf-8") for path in (ROOT / "styles").iterdir()]
    assert {name for text in texts for name in re.findall(r"var\((--[a-z0-9-]+)", text)} == tokens
    assert {name for text in texts for name in re.findall(r"(--[a-z0-9-]+):", text)} == tokens


def test_every_field_is_listed() -> None:
    used = set()
    for path in (ROOT / "templates").iterdir():
        used |= meta.find_undeclared_variables(Environment(autoescape=True).parse(path.read_text("utf-8")))
    assert sorted(table("Fields")) == sorted(used)


def uses(clinic: Path) -> Iterator[str]:
    """What comes of a clinic in every edition: pages, or why there is none."""
    owner = read_clinic(clinic)
    for base, paper, ink, fold in CHOICES:
        for names in ([NAMES[0]], NAMES):
            try:
                chosen = edition(base, paper, ink=ink, fold=fold)
                for composed in compose_all([handout(name) for name in names], owner, chosen, None):
                    yield composed.html
            except HandoutsError as error:
                yield str(error)
    for desk in (
        lambda: compose_list(open_list(2, "")[0], "", owner, edition(), catalogue.words("en-GB")),
        lambda: compose_separator(open_separator()[0], owner, edition(), catalogue.words("en-GB")),
    ):
        try:
            yield desk().html
        except HandoutsError as error:
            yield str(error)


@pytest.mark.parametrize("name", [*TEMPLATES, *STYLES])
def test_every_part_is_used(name: str, tmp_path: Path) -> None:
    """A mark in a style sheet is found in some page, and a mistake in a template in some message."""
    kind = "templates" if name.endswith(".html") else "styles"
    (tmp_path / "clinic.yaml").write_text((RIVERSIDE / "clinic.yaml").read_text("utf-8"), "utf-8")
    (tmp_path / "logo.svg").write_text((RIVERSIDE / "logo.svg").read_text("utf-8"), "utf-8")
    (tmp_path / kind).mkdir()
    text = (ROOT / kind / name).read_text("utf-8")
    mark = "{{ nobody_knows_this }}" if kind == "templates" else ".nobody-knows-this { margin: 0; }"
    (tmp_path / kind / name).write_text(f"{text}\n{mark}\n", "utf-8")
    wanted = f"templates/{name}:" if kind == "templates" else mark
    assert any(wanted in found for found in uses(tmp_path))


def keys(model: type[BaseModel], path: str = "") -> Iterator[str]:
    """Every key of a model and of those inside it."""
    for name, field in model.model_fields.items():
        yield f"{path}{name}"
        for inner in models(field.annotation):
            yield from keys(inner, f"{path}{name}.")


def models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    elif get_origin(annotation) is not None or isinstance(annotation, types.UnionType):
        for one in get_args(annotation):
            yield from models(one)


@pytest.mark.parametrize("key", [*keys(ClinicFile), "extends", "sites"])
def test_every_key_of_a_clinic_is_in_the_documentation(key: str) -> None:
    assert re.search(rf"`[^`]*\b{key.rpartition('.')[2]}\b[^`]*`", README + DOCS), key


def test_an_unknown_part_is_refused(tmp_path: Path) -> None:
    """The other half of being listed: what is in no table does nothing, and is refused."""
    (tmp_path / "clinic.yaml").write_text("name: A\nphone: 01632 960001\n", "utf-8")
    (tmp_path / "styles").mkdir()
    (tmp_path / "styles/own.css").write_text("p { color: red }", "utf-8")
    with pytest.raises(Refused):
        compose_all([handout(NAMES[0])], read_clinic(tmp_path), edition("standard", "A4"), None)


def written_together(folder: Path) -> Handout:
    """The handout that the examples of the page on writing are together."""
    path = folder / "vitamin-b12-and-food/en-GB.md"
    path.parent.mkdir()
    path.write_text(examples.whole(WRITING), "utf-8")
    return read_handout(path)


def test_the_examples_of_writing_are_one_handout(tmp_path: Path) -> None:
    assert [len(examples.examples(WRITING)), WRITING.count("markdown\n")] == [WRITING.count("](writing/")] * 2
    assert written_together(tmp_path).front.kind == "lifestyle"


def test_every_part_of_a_handout_is_shown(tmp_path: Path) -> None:
    """Every block by its name, every other part, and every mark inside a line."""
    kinds: set[str] = set()
    names: set[str] = set()

    def see(part: Any) -> None:
        kinds.add(part.kind)
        names.add(getattr(part, "name", ""))
        for item in getattr(part, "items", ()):
            kinds.update(["tick"] * item.tick + ["blank"] * item.blank + ["line"] * (not item.inlines))
        for words in runs(part):
            kinds.update(inline.kind for inline in words)
        for inner in getattr(part, "parts", ()):
            see(inner)

    for part in written_together(tmp_path).body:
        see(part)
    every = {one.kind for union in (Part, Inline) for one in get_args(union)} | {"section", "urgent"}
    assert kinds == every | {"tick", "blank", "line"}
    assert names - {""} == set(BLOCK_NAMES) - {"urgent"}
    assert all(f"`{name}`" in WRITING for name in SECTION_IDS)
    assert all(f"| `{kind}` |" in WRITING for kind in KINDS)


@pytest.mark.parametrize("example", examples.examples(WRITING), ids=lambda example: example.name)
def test_a_picture_is_made_from_what_stands_beside_it(example: examples.Example) -> None:
    path = examples.FOLDER / f"{example.name}.png"
    with Image.open(path) as picture:
        assert picture.text[examples.HASH] == example.hash, "run `make pictures`"  # type: ignore[attr-defined]
        assert picture.width == examples.WIDTH
    assert path.stat().st_size < 30_000
    assert len(example.alternative) > 30


def test_there_is_no_picture_that_nobody_sees() -> None:
    assert {path.stem for path in examples.FOLDER.iterdir()} == {one.name for one in examples.examples(WRITING)}


def test_an_example_s_picture_can_be_made_again() -> None:
    """Each looks like the one that is kept; that one has fewer greys."""
    made = examples.pictures(WRITING)
    for example in examples.examples(WRITING):
        with Image.open(examples.FOLDER / f"{example.name}.png") as kept:
            assert made[example.name].size == kept.size, "run `make pictures`"
            difference = ImageChops.difference(made[example.name].convert("L"), kept.convert("RGB").convert("L"))
        assert ImageStat.Stat(difference).mean[0] < 1, f"{example.name}: run `make pictures`"


def test_the_table_of_keys_is_the_program_s_own() -> None:
    assert examples.with_keys(WRITING) == WRITING, "run `make pictures`"
    assert all(f"| `{key}` |" in WRITING for key in FrontMatter.model_fields)


def test_the_table_of_the_checks_is_the_program_s_own() -> None:
    page = checks.CHECKS.read_text("utf-8")
    assert page == checks.renewed(page), "run `make pictures`"
    assert all(f"| {rule.id} |" in page for rule in RULES)
