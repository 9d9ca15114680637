"""A clinic says only what differs from its parents, and its sites what differs there; every value keeps its origin."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from handouts.clinic.clinic import read_clinic
from handouts.clinic.inherit import Layer, merged
from handouts.content.fields import Fields
from handouts.content.source import Source
from handouts.errors import Refused
from tests.conftest import Put, Run

FOOD = "vitamin-b12-and-food"
TRUST = """\
name: Exampleton Trust
phone: 01632 960001
address: [1 Mill Lane, Exampleton]
hours: Monday to Friday
urgent:
  phone: 01632 960002
  hours: day or night
brand:
  color:
    palette: {mill: "#0b5c6b"}
    primary: mill
"""
MILL = """\
extends: ../trust/clinic.yaml
name: Mill Lane Surgery
address: [2 High Street]
urgent: {phone: 01632 960003}
brand:
  color:
    palette: {sand: "#c2b280"}
sites:
  harbour:
    phone: 01632 960009
    address:
      - 3 Quay
  hill: {urgent: {hours: 9am to 5pm}}
"""
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z" fill="{}"/></svg>'


@pytest.fixture
def mill(put: Put) -> Path:
    """A clinic with a parent and two sites, in `mill`."""
    put("trust/clinic.yaml", TRUST)
    return put("mill/clinic.yaml", MILL).parent


def problems(path: Path, site: str | None = None) -> list[str]:
    with pytest.raises(Refused) as caught:
        read_clinic(path, site)
    return [str(problem) for problem in caught.value.problems]


def test_maps_merge_and_lists_are_replaced(mill: Path) -> None:
    file = read_clinic(mill).file
    assert (file.name, file.phone, file.hours) == ("Mill Lane Surgery", "01632 960001", "Monday to Friday")
    assert file.address == ("2 High Street",)
    assert file.urgent
    assert (file.urgent.phone, file.urgent.hours) == ("01632 960003", "day or night")
    assert file.brand.color.palette == {"mill": "#0b5c6b", "sand": "#c2b280"}
    assert file.brand.color.primary == "#0b5c6b"


@pytest.mark.parametrize("parent", ["../trust", "../trust/", "../trust/clinic.yaml", "../trust/../trust"])
def test_a_parent_is_a_folder_or_its_file(put: Put, parent: str) -> None:
    put("trust/clinic.yaml", TRUST)
    assert read_clinic(put("mill/clinic.yaml", f"extends: {parent}\nname: Mill\n")).file.phone == "01632 960001"


def test_a_parent_may_be_named_by_its_whole_path_and_be_called_otherwise(put: Put) -> None:
    trust = put("trust/shared.yaml", TRUST)
    assert read_clinic(put("mill/clinic.yaml", f"extends: {trust}\nname: Mill\n")).file.phone == "01632 960001"


def test_a_parent_s_colour_stays_where_a_clinic_adds_to_the_palette(put: Put, clinic: str) -> None:
    put("trust/clinic.yaml", f"{clinic}brand: {{color: teal}}\n")
    mill = put("mill/clinic.yaml", "extends: ../trust\nbrand:\n  color:\n    palette: {sand: tan}\n")
    assert read_clinic(mill).file.brand.color.primary == "#008080"


def test_a_clinic_s_colour_may_be_one_of_its_parent_s_palette(put: Put, clinic: str) -> None:
    put("trust/clinic.yaml", f"{clinic}brand:\n  color: {{palette: {{mill: teal}}, primary: red}}\n")
    assert (
        read_clinic(put("mill/clinic.yaml", "extends: ../trust\nbrand: {color: mill}\n")).file.brand.color.primary
        == "#008080"
    )


def test_three_generations_each_path_from_the_file_that_names_it(put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    put("nation/health/clinic.yaml", "name: Nation\nphone: 01632 960000\nhours: never\nemail: a@nation.example\n")
    put("nation/trust/clinic.yaml", "extends: ../health\nname: Trust\nhours: all day\n")
    mill = put("mill/clinic.yaml", "extends: ../nation/trust\nname: Mill\n").parent
    monkeypatch.chdir(put("elsewhere/x", "").parent)
    clinic = read_clinic(mill)
    file = clinic.file
    assert (file.name, file.hours, file.email, file.phone) == ("Mill", "all day", "a@nation.example", "01632 960000")
    assert [folder.name for folder in clinic.folders] == ["mill", "trust", "health"]
    assert [clinic.origin(key).folder.name for key in ("name", "hours", "email")] == ["mill", "trust", "health"]


def test_a_linked_folder_s_parent_is_looked_for_from_where_it_really_lies(put: Put) -> None:
    put("real/trust/clinic.yaml", TRUST)
    mill = put("real/mill/clinic.yaml", "extends: ../trust\nname: Mill\n").parent
    link = put("links/x", "").with_name("mill")
    link.symlink_to(mill)
    assert read_clinic(link).file.phone == "01632 960001"


def chain(put: Put, parents: int) -> Path:
    """A clinic with so many parents, one above the other."""
    put(f"c{parents}/clinic.yaml", "name: Top\nphone: 01632 960001\n")
    for number in range(parents):
        put(f"c{number}/clinic.yaml", f"extends: ../c{number + 1}\n")
    return Path("c0")


def test_eight_parents_are_read(put: Put) -> None:
    clinic = read_clinic(chain(put, 8))
    assert (clinic.file.name, len(clinic.layers)) == ("Top", 9)


def test_nine_parents_are_too_many(put: Put) -> None:
    message = "c8/clinic.yaml:1: There are more than 8 parents. Put some of them together."
    assert problems(chain(put, 9)) == [message]


LEADS_BACK = "This parent leads back to this clinic. Take the key `extends` out."


@pytest.mark.parametrize("own", [".", "clinic.yaml", "../mill", "../mill/clinic.yaml"])
def test_a_clinic_is_not_its_own_parent(put: Put, clinic: str, own: str) -> None:
    assert problems(put("mill/clinic.yaml", f"{clinic}extends: {own}\n")) == [f"mill/clinic.yaml:3: {LEADS_BACK}"]


def test_two_clinics_are_not_each_other_s_parents(put: Put, clinic: str) -> None:
    put("trust/clinic.yaml", f"{clinic}extends: ../mill\n")
    assert problems(put("mill/clinic.yaml", "extends: ../trust\n")) == [f"trust/clinic.yaml:3: {LEADS_BACK}"]


def test_a_circle_through_a_link_is_found(put: Put, clinic: str) -> None:
    mill = put("mill/clinic.yaml", f"{clinic}extends: ../trust\n").parent
    mill.with_name("trust").symlink_to(mill)
    assert problems(mill) == [f"mill/clinic.yaml:3: {LEADS_BACK}"]
    file = mill.with_name("trust.yaml")
    file.symlink_to(mill / "clinic.yaml")
    (mill / "clinic.yaml").write_text(f"{clinic}extends: ../trust.yaml\n")
    assert problems(mill) == [f"mill/clinic.yaml:3: {LEADS_BACK}"]


def test_a_missing_parent_of_a_parent_is_named_in_the_parent_s_file(put: Put) -> None:
    put("trust/clinic.yaml", "name: Trust\nextends: ../nation\n")
    what = "The parent `../nation` is not there (looked for nation). Mend the path, or copy the parent's folder there."
    assert problems(put("mill/clinic.yaml", "extends: ../trust\n")) == [f"trust/clinic.yaml:2: {what}"]


def test_a_parent_that_cannot_be_parsed(put: Put) -> None:
    put("trust/clinic.yaml", 'name: Trust\nhours: "all day\n')
    message = "trust/clinic.yaml:2: A quotation mark opens here and is not closed. Close it."
    assert problems(put("mill/clinic.yaml", "extends: ../trust\n")) == [message]


def test_mistakes_in_parents_and_sites_are_told_at_once_in_their_own_files(put: Put) -> None:
    put(
        "trust/clinic.yaml",
        """\
name: Trust
phone: call us
email: team
adress: [1 Mill Lane]
sites:
  harbour:
    website: quay
  hill:
    hours: #late
""",
    )
    mill = put(
        "mill/clinic.yaml", "extends: ../trust\nname: Mill\nsites:\n  hill: {phone: 12345, slip: {fields: [dob]}}\n"
    )
    assert problems(mill.parent) == [
        "mill/clinic.yaml:4: `slip.fields[1]` is `dob`. Use one of: date, date_of_birth, given_by, name, next_visit, note, number.",
        "trust/clinic.yaml:2: `phone` is `call us`, not a telephone number. Write it as it is dialled, as in 01632 960001.",
        "trust/clinic.yaml:3: `email` is `team`, not an email address. Write it as in team@example.org.",
        "trust/clinic.yaml:4: The key `adress` is unknown. Did you mean `address`?",
        "trust/clinic.yaml:7: `website` is `quay`, not a web address. Write it in full, as in https://example.org/page.",
        'trust/clinic.yaml:9: The value begins with # and is taken for a comment: #late. Put it in quotes: hours: "#late".',
    ]
    assert problems(mill.parent, "harbour") == problems(mill.parent)


def test_what_all_files_leave_out_is_asked_of_the_clinic_s_own(put: Put) -> None:
    put("trust/clinic.yaml", "hours: all day\n")
    assert problems(put("mill/clinic.yaml", "extends: ../trust\nname: Mill\n")) == [
        "mill/clinic.yaml:1: The key `phone` is missing. Add a line `phone: ...`."
    ]


def test_a_parent_s_wrong_value_does_not_matter_where_it_is_replaced(put: Put) -> None:
    put("trust/clinic.yaml", "name: Trust\nphone: call us\n")
    assert read_clinic(put("mill/clinic.yaml", "extends: ../trust\nphone: 01632 960001\n")).file.name == "Trust"


def test_a_parent_s_value_that_was_refused_is_told_even_where_it_is_replaced(put: Put) -> None:
    put("trust/clinic.yaml", "name: Trust\nhours: #all day\n")
    mill = put("mill/clinic.yaml", "extends: ../trust\nphone: 01632 960001\nhours: never\n")
    what = "The value begins with # and is taken for a comment: #all day."
    assert problems(mill) == [f'trust/clinic.yaml:2: {what} Put it in quotes: hours: "#all day".']


def test_a_site_says_only_what_differs(mill: Path) -> None:
    whole, harbour, hill = (read_clinic(mill, site).file for site in (None, "harbour", "hill"))
    differing = {"phone": "01632 960009", "address": ("3 Quay",)}
    assert harbour == whole.model_copy(update=differing)
    assert hill.urgent and whole.urgent
    assert hill == whole.model_copy(update={"urgent": whole.urgent.model_copy(update={"hours": "9am to 5pm"})})


def test_a_parent_s_sites_are_the_clinic_s_too(put: Put) -> None:
    put(
        "trust/clinic.yaml",
        f"{TRUST}sites:\n  harbour: {{phone: 01632 960009, hours: never}}\n  quay: {{hours: at noon}}\n",
    )
    mill = put(
        "mill/clinic.yaml", "extends: ../trust\nhours: all day\nsites:\n  harbour: {phone: 01632 960008}\n  hill: {}\n"
    )
    found = {site: read_clinic(mill, site).file for site in (None, "harbour", "quay", "hill")}
    assert {site: (file.phone, file.hours) for site, file in found.items()} == {
        None: ("01632 960001", "all day"),
        "harbour": ("01632 960008", "never"),
        "quay": ("01632 960001", "at noon"),
        "hill": ("01632 960001", "all day"),
    }


@pytest.mark.parametrize("name", ["harbour", "site-2", "2"])
def test_names_that_a_site_can_have(put: Put, clinic: str, name: str) -> None:
    path = put("clinic.yaml", f"{clinic}sites:\n  {name}: {{hours: all day}}\n")
    assert read_clinic(path, name).file.hours == "all day"


@pytest.mark.parametrize("name", ["Harbour", "harbour side", "../x", "hafan-l\u0177n", "-a", '""', "a_b"])
def test_names_that_a_site_cannot_have(put: Put, clinic: str, name: str) -> None:
    path = put("clinic.yaml", f"{clinic}sites:\n  {name}: {{}}\n")
    what = f"clinic.yaml:4: `{name.strip(chr(34))}` cannot be the name of a site. Use small letters, digits and -."
    assert problems(path) == [what]


@pytest.mark.parametrize(
    ("site", "remedy"),
    [("harbor", "Did you mean `harbour`?"), ("x", "Use one of: harbour, hill."), ("", "Use one of: harbour, hill.")],
)
@pytest.mark.parametrize("command", [["clinic", "show"], ["render", FOOD, "--format", "html"]])
def test_a_site_that_there_is_not(run: Run, mill: Path, command: list[str], site: str, remedy: str) -> None:
    done = run("-c", "mill", *command, "--site", site)
    assert (done.code, done.out) == (3, "")
    assert done.messages == [f"mill/clinic.yaml: The clinic has no site `{site}`. {remedy}"]


def test_a_site_of_a_clinic_without_sites(run: Run, put: Put) -> None:
    put("trust/clinic.yaml", TRUST)
    put("clinic.yaml", "extends: trust\n")
    done = run("clinic", "show", "--site", "hill")
    assert (done.code, done.out) == (3, "")
    assert done.messages == ["clinic.yaml: The clinic has no site `hill`. List it under `sites`."]


@pytest.mark.parametrize(
    "command", [["clinic", "show"], ["render", FOOD, "--format", "html"], ["batch", "list.csv", "--handout", FOOD]]
)
def test_a_site_of_no_clinic(run: Run, command: list[str]) -> None:
    done = run(*command, "--site", "hill")
    assert (done.code, done.out) == (3, "")
    assert done.messages == ["There is no clinic, and so no site `hill`. Name the clinic with -c."]


SHOWN = """\
name: Mill Lane Surgery     # mill/clinic.yaml:2
phone: 01632 960009         # mill/clinic.yaml:10
address: [3 Quay]           # mill/clinic.yaml:11
hours: Monday to Friday     # trust/clinic.yaml:4
urgent:
  phone: 01632 960003       # mill/clinic.yaml:4
  hours: day or night       # trust/clinic.yaml:7
brand:
  color:
    palette:
      mill: '#0b5c6b'       # trust/clinic.yaml:10
      sand: '#c2b280'       # mill/clinic.yaml:7
    primary: mill           # trust/clinic.yaml:11
"""


def test_show_prints_each_value_and_where_it_came_from(run: Run, mill: Path) -> None:
    done = run("-c", "mill", "clinic", "show", "--site", "harbour")
    assert (done.code, done.messages) == (0, [])
    assert [re.sub(" +#", " #", line) for line in done.out.splitlines()] == [
        re.sub(" +#", " #", line) for line in SHOWN.splitlines()
    ]
    columns = {line.rindex("# ") for line in done.out.splitlines() if ".yaml:" in line}
    assert len(columns) == 1


def test_show_prints_what_a_clinic_yaml_can_hold_again(run: Run, put: Put, mill: Path) -> None:
    put("again/clinic.yaml", run("-c", "mill", "clinic", "show", "--site", "hill").out)
    assert read_clinic(Path("again")).file == read_clinic(mill, "hill").file


def test_show_without_a_clinic(run: Run) -> None:
    done = run("clinic", "show")
    assert (done.code, done.out) == (2, "")
    assert done.messages[-1] == "Error: No clinic is named, and none is near. Name it with -c."


def page(run: Run, *arguments: str, name: str = "page.html") -> str:
    done = run("-c", "mill", "render", FOOD, "--format", "html", "-o", name, "--force", *arguments)
    assert (done.code, done.messages) == (0, [])
    return Path(name).read_text("utf-8")


def test_the_leaflets_of_two_sites_differ_in_what_the_sites_say_alone(run: Run, mill: Path) -> None:
    whole, harbour = page(run), page(run, "--site", "harbour")
    nbsp = "\N{NO-BREAK SPACE}"
    assert "01632 960009" in harbour and "3 Quay" in harbour
    back = harbour.replace("960009", "960001").replace("3 Quay", "2 High Street")
    assert back == whole
    assert f"01632{nbsp}960003" in whole, "the urgent number, which no site changes"


def test_a_logo_lies_in_the_folder_of_the_file_that_names_it(run: Run, put: Put) -> None:
    put("trust/clinic.yaml", TRUST.replace("brand:\n", "brand:\n  logo: {path: logo.svg}\n"))
    put("mill/clinic.yaml", MILL.replace("  harbour:\n", "  harbour:\n    brand: {logo: {path: logo.svg}}\n"))
    put("trust/logo.svg", SVG.format("red"))
    put("mill/logo.svg", SVG.format("blue"))
    pictures = [re.findall(r'<img src="([^"]*)"', page(run, *site)) for site in ([], ["--site", "harbour"])]
    assert len(pictures[0]) == len(pictures[1]) == 1
    assert pictures[0] != pictures[1]
    (Path("mill") / "logo.svg").unlink()
    assert re.findall(r'<img src="([^"]*)"', page(run)) == pictures[0]
    done = run("-c", "mill", "render", FOOD, "--format", "html", "--site", "harbour", "--force")
    assert done.messages == [
        "mill/clinic.yaml:10: The picture `logo.svg`: There is no such file. Check the path and its spelling."
    ]


@pytest.mark.parametrize("path", ["../mill/logo.svg", "../logo.svg", "/etc/passwd", "link.svg"])
def test_a_parent_s_logo_does_not_lead_out_of_the_parent_s_folder(run: Run, put: Put, path: str) -> None:
    trust = put("trust/clinic.yaml", TRUST.replace("brand:\n", f"brand:\n  logo: {{path: {path}}}\n")).parent
    put("mill/clinic.yaml", MILL)
    for name in ("mill/logo.svg", "logo.svg"):
        put(name, SVG.format("red"))
    (trust / "link.svg").symlink_to("../mill/logo.svg")
    done = run("-c", "mill", "render", FOOD, "--format", "html")
    message = f"The picture `{path}` lies outside the clinic's folder. Copy it into the folder."
    assert (done.code, done.messages) == (3, [f"trust/clinic.yaml:9: {message}"])


def test_a_parent_s_handouts_are_the_clinic_s_too_and_the_nearest_is_taken(run: Run, put: Put, handout: str) -> None:
    put("trust/clinic.yaml", TRUST)
    put("mill/clinic.yaml", MILL)
    for folder, title in (("trust", "Of the trust"), ("mill", "Of the mill")):
        put(f"{folder}/library/sleep/en-GB.md", handout.replace("title: Sleep", f"title: {title}"))
    put("trust/library/rest/en-GB.md", handout)
    titles = {one["name"]: one["title"] for one in json.loads(run("-c", "mill", "list", "--json").out)}
    assert (titles["sleep"], titles["rest"]) == ("Of the mill", "Sleep")


def test_a_run_keeps_its_site(run: Run, put: Put, mill: Path) -> None:
    put("list.csv", "name\nAnn\nBob\n")
    batch = ["-c", "mill", "batch", "list.csv", "-o", "run", "--workers", "1"]
    assert run(*batch, "--handout", FOOD, "--site", "harbour", "--draft").code == 0
    first = Path(f"run/0001-{FOOD}-en-GB.pdf")
    before = first.read_bytes()
    first.unlink()
    again = run(*batch, "--resume")
    assert again.code == 0, again.messages
    assert first.read_bytes() == before
    first.unlink()
    assert run(*batch, "--rows", "1").code == 0
    assert first.read_bytes() == before
    assert json.loads(Path("run/run.json").read_text())["asked"]["site"] == "harbour"


def test_a_run_does_not_go_on_for_another_site(run: Run, put: Put, mill: Path) -> None:
    put("list.csv", "name\nAnn\n")
    batch = ["-c", "mill", "batch", "list.csv", "-o", "run", "--workers", "1"]
    assert run(*batch, "--handout", FOOD, "--site", "harbour", "--draft").code == 0
    done = run(*batch, "--resume", "--site", "hill")
    assert (done.code, done.messages[-1]) == (
        2,
        "The run was begun with another --site. Leave --site out; what the run was asked for is kept.",
    )


KEYS = st.sampled_from("abc")
LEAVES = st.text("xyz", min_size=1, max_size=2) | st.lists(st.text("xyz", min_size=1, max_size=1), max_size=2)
NESTED = st.recursive(LEAVES, lambda inner: st.dictionaries(KEYS, inner, min_size=1, max_size=3), max_leaves=8)
FILES = st.dictionaries(KEYS, NESTED, max_size=3)


def layer(name: str, data: dict[str, Any]) -> Layer:
    """A file that says this, as if each leaf stood on a line of its own."""
    lines = {path: number for number, path in enumerate(paths(data), 1)}
    return Layer(Path("/") / name, Source(f"{name}/clinic.yaml", ""), Fields(data, lines))


def paths(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inner:
        yield from paths(one, (*path, key))


def leaves(value: Any, path: tuple[str, ...] = ()) -> dict[tuple[str, ...], Any]:
    if not isinstance(value, dict):
        return {path: value}
    return {place: leaf for key, one in value.items() for place, leaf in leaves(one, (*path, key)).items()}


def put_together(*files: dict[str, Any]) -> dict[str, Any]:
    """What files say together, the nearest first, worked out afresh."""
    found: dict[str, Any] = {}
    for key in {key for file in files for key in file}:
        values = [file[key] for file in files if key in file]
        maps = [value for value in values if isinstance(value, dict)]
        until = next((at for at, value in enumerate(values) if not isinstance(value, dict)), len(values))
        found[key] = put_together(*maps[:until]) if until else values[0]
    return found


@given(st.lists(FILES, min_size=3, max_size=3))
def test_the_nearest_value_wins_at_every_leaf_and_knows_its_file(files: list[dict[str, Any]]) -> None:
    layers = tuple(layer(name, data) for name, data in zip(("near", "middle", "far"), files, strict=True))
    whole = merged(layers)
    assert whole.data == put_together(*files)
    assert dict(whole.leaves()) == leaves(whole.data) or not whole.data
    for path, leaf in leaves(whole.data).items() if whole.data else ():
        nearest = next(one for one in layers if says(one.fields.data, path, leaf))
        origin = whole.origin(*path)
        assert (origin.where, origin.folder) == (nearest.source.name, nearest.folder)
        assert origin.line == nearest.fields.lines[path]


def says(data: Any, path: tuple[str, ...], leaf: Any) -> bool:
    for key in path:
        if not isinstance(data, dict) or key not in data:
            return False
        data = data[key]
    return bool(data == leaf)


SAME_KINDS = st.recursive(
    st.dictionaries(KEYS, LEAVES, max_size=3),
    lambda inner: st.builds(
        lambda texts, maps: {**texts, **maps}, inner, st.dictionaries(st.sampled_from("MN"), inner)
    ),
    max_leaves=6,
)
"""Small letters hold texts and lists, capitals maps: as in a clinic.yaml, a key holds one kind in every file."""


@given(st.lists(SAME_KINDS, min_size=3, max_size=3))
def test_it_is_the_same_which_files_are_put_together_first(files: list[dict[str, Any]]) -> None:
    near, middle, far = files

    def two(above: dict[str, Any], below: dict[str, Any]) -> dict[str, Any]:
        return merged((layer("above", above), layer("below", below))).data

    assert two(near, two(middle, far)) == two(two(near, middle), far)


def test_what_is_shown_is_yaml(run: Run, put: Put) -> None:
    hostile = ["yes", "- x", "a: b", "'", '"', "#1", "{x}", "\u0174yn", "null", "1.10", "[", "x" * 200]
    put("clinic.yaml", "name: Mill\nphone: 01632 960001\naddress: " + json.dumps(hostile, ensure_ascii=False) + "\n")
    shown = YAML(typ="safe", pure=True).load(run("clinic", "show").out)
    assert shown["address"] == ["1.10" if one == 1.1 else one for one in hostile]
