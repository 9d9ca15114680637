"""`init` begins a clinic: a file that says what was answered, the logo, and a sample; or nothing at all."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import page
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from handouts.clinic.clinic import read_clinic
from handouts.clinic.new import clinic_text
from tests.conftest import Put, Run
from tests.page.pdf import RIVERSIDE, pages
from tests.terminal import at_terminal

NAME, PHONE = "Mill Lane Surgery", "01632 960001"
ASKED = ["--name", NAME, "--phone", PHONE]
EXPORT = "Export it as a PNG (RGB), or as an SVG with all text turned into outlines."


def test_what_must_be_said_is_enough(run: Run, here: Path) -> None:
    done = run("init", "new", *ASKED)
    assert (done.code, done.messages) == (0, [])
    assert done.out == "new/clinic.yaml\nnew/sample.pdf\n"
    assert sorted(path.name for path in (here / "new").iterdir()) == ["clinic.yaml", "sample.pdf"]
    file = read_clinic(here / "new").file
    assert (file.name, file.phone, file.language) == (NAME, PHONE, "en-GB")
    assert (file.urgent, file.brand.logo) == (None, None)


def test_all_that_can_be_said(run: Run, put: Put, here: Path) -> None:
    drawing = (RIVERSIDE / "logo.svg").read_bytes()
    put("pictures/Our Logo.SVG", drawing)
    more = ["--urgent", "111", "--logo", "pictures/Our Logo.SVG", "--color", "teal", "--language", "en-GB"]
    done = run("init", "new/mill", *ASKED, *more)
    assert (done.code, done.messages) == (0, [])
    assert done.out == "new/mill/clinic.yaml\nnew/mill/logo.svg\nnew/mill/sample.pdf\n"
    clinic = read_clinic(here / "new/mill")
    assert clinic.file.urgent
    assert clinic.file.brand.logo
    assert (clinic.file.urgent.phone, clinic.file.brand.color.primary) == ("111", "#008080")
    assert (clinic.folder / clinic.file.brand.logo.path).read_bytes() == drawing


def test_the_sample_is_the_clinic_s_and_accessible(run: Run, here: Path) -> None:
    assert run("init", "new", *ASKED, "--logo", str(RIVERSIDE / "logo.svg"), "--color", "#0b5c6b").code == 0
    sample = here / "new/sample.pdf"
    first = pages(sample.read_bytes())[0].text
    assert NAME in first
    assert PHONE in first
    assert page.validate_pdf(str(sample), profile=page.ValidationProfile.PDF_UA_1).is_compliant


def test_the_new_clinic_is_a_clinic_at_once(run: Run, here: Path) -> None:
    assert run("init", "new", *ASKED).code == 0
    done = run("-c", "new", "clinic", "show")
    assert done.code == 0
    assert re.sub(" +#", " #", done.out) == (
        f"name: {NAME} # new/clinic.yaml:2\nphone: {PHONE} # new/clinic.yaml:3\nlanguage: en-GB # new/clinic.yaml:11\n"
    )


@pytest.mark.parametrize(
    ("given_", "missing"),
    [
        ([], "--name and --phone"),
        (["--name", NAME], "--phone"),
        (["--phone", PHONE], "--name"),
        (["--name", "", "--phone", PHONE], "--name"),
    ],
)
def test_without_a_terminal_nothing_is_asked(run: Run, here: Path, given_: list[str], missing: str) -> None:
    done = run("init", "new", *given_, stdin="Mill\n01632 960001\n\n\n\n")
    assert (done.code, done.out) == (2, "")
    assert done.messages[-1] == f"Error: A clinic needs {missing}."
    assert list(here.iterdir()) == []


BAD = [
    ("blank-name", ["--name", "   ", "--phone", PHONE], "`name` has no value. Write one, or take the key out."),
    ("phone", ["--name", NAME, "--phone", "call us"], "`phone` is `call us`, not a telephone number."),
    ("urgent", [*ASKED, "--urgent", "9"], "`urgent.phone` is `9`, not a telephone number."),
    ("colour", [*ASKED, "--color", "teel"], "`brand.color.primary` is `teel`, not a solid colour."),
    ("colour-quote", [*ASKED, "--color", 'red"'], '`brand.color.primary` is `red"`, not a solid colour.'),
    (
        "colour-lines",
        [*ASKED, "--color", 'red"\n  logo: {path: x.svg}\n#"'],
        "clinic.yaml:42: ",
    ),
    ("colour-comment", [*ASKED, "--color", 'red" #'], '`brand.color.primary` is `red" #`, not a solid colour.'),
    ("language", [*ASKED, "--language", "english"], "`language` is `english`, not a language tag."),
    ("letter", ["--name", "\u4e2d", "--phone", PHONE], "No bundled font has the letter \u4e2d (U+4E2D)."),
    ("letter-after-#", ["--name", "No #\u4e2d", "--phone", PHONE], "No bundled font has the letter \u4e2d (U+4E2D)."),
    ("text-as-logo", [*ASKED, "--logo", "text.png"], f"text.png: The picture is neither SVG, PNG nor JPEG. {EXPORT}"),
    ("empty-logo", [*ASKED, "--logo", "empty.svg"], f"empty.svg: The picture is empty. {EXPORT}"),
    ("no-logo", [*ASKED, "--logo", "none.png"], "none.png: There is no such file. Check the path and its spelling."),
]


@pytest.mark.parametrize("folder", ["new", "deep/er/new", "there"])
@pytest.mark.parametrize(("options", "message"), [case[1:] for case in BAD], ids=[case[0] for case in BAD])
def test_what_is_wrong_is_told_and_nothing_is_left(
    run: Run, put: Put, here: Path, options: list[str], message: str, folder: str
) -> None:
    put("text.png", "words\n")
    put("empty.svg", "")
    put("there/notes.txt", "mine")
    before = sorted(here.rglob("*"))
    done = run("init", folder, *options)
    assert (done.code, done.out) == (3, "")
    assert message in done.messages[0]
    assert sorted(here.rglob("*")) == before
    assert (here / "there/notes.txt").read_text() == "mine"


@pytest.mark.parametrize("there", ["clinic.yaml", "sample.pdf", "logo.svg"])
def test_nothing_is_overwritten(run: Run, put: Put, here: Path, there: str) -> None:
    put(f"mill/{there}", "mine")
    done = run("init", "mill", *ASKED, "--logo", str(RIVERSIDE / "logo.svg"))
    assert (done.code, done.out, len(done.messages)) == (2, "", 1)
    assert done.messages[0].startswith(f"mill/{there}: The file exists.")
    assert "--force" not in done.messages[0], "init has no such option"
    assert [path.name for path in (here / "mill").iterdir()] == [there]
    assert (here / "mill" / there).read_text() == "mine"


def test_a_folder_that_is_a_file(run: Run, put: Put, here: Path) -> None:
    put("mill", "mine")
    done = run("init", "mill", *ASKED)
    assert (done.code, done.out, len(done.messages)) == (2, "", 1)
    assert (here / "mill").read_text() == "mine"


def test_a_folder_s_other_files_stay(run: Run, put: Put, here: Path) -> None:
    put("mill/notes.txt", "mine")
    assert run("init", "mill", *ASKED).code == 0
    assert sorted(path.name for path in (here / "mill").iterdir()) == ["clinic.yaml", "notes.txt", "sample.pdf"]
    assert (here / "mill/notes.txt").read_text() == "mine"


def test_a_terminal_is_asked(here: Path, put: Put) -> None:
    put("logo.svg", (RIVERSIDE / "logo.svg").read_bytes())
    typed = b"\n Mill Lane Surgery \n\n01632 960001\n111\nlogo.svg\nteal\n"
    code, out, messages = at_terminal(here, typed, "init", "new")
    assert (code, out) == (0, "new/clinic.yaml\nnew/logo.svg\nnew/sample.pdf\n")
    assert messages == (
        "The clinic's name: The clinic's name: Its telephone number: Its telephone number: "
        "Whom patients call the same day (empty: the same number): "
        "The file of its logo: SVG, PNG or JPEG (empty: none): "
        "Its main colour, as in #0b5c6b (empty: the program's): "
    )
    file = read_clinic(here / "new").file
    assert file.urgent
    assert (file.name, file.phone, file.urgent.phone) == (NAME, PHONE, "111")
    assert file.brand.color.primary == "#008080"


def test_a_terminal_is_asked_for_what_is_missing_alone(here: Path) -> None:
    code, out, messages = at_terminal(here, b"\n\n", "init", "new", "--name", NAME, "--phone", PHONE, "--urgent", "111")
    assert (code, out) == (0, "new/clinic.yaml\nnew/sample.pdf\n")
    assert "name" not in messages
    assert "telephone" not in messages
    assert messages.count("(empty: ") == 2
    file = read_clinic(here / "new").file
    assert (file.name, file.phone, file.brand.logo) == (NAME, PHONE, None)


def test_a_person_may_end_it_at_a_question(here: Path) -> None:
    code, out, messages = at_terminal(here, b"Mill\n\x04", "init", "new")
    assert (code, out) == (130, "")
    assert messages.endswith("Interrupted.\n")
    assert list(here.iterdir()) == []


HOSTILE = [
    "Dr: Smith's #1",
    "yes",
    "#x",
    "null",
    "~",
    "1.10",
    "0x1F",
    "- a",
    "? a",
    "a: b: c",
    '"quoted"',
    "'single'",
    'it\'s "both"',
    "{name}",
    "{{ name }}",
    "{0.__class__}",
    "[a, b]",
    "%TAG",
    "@home",
    "`tick`",
    "!tag",
    "&anchor",
    "*alias",
    "| pipe",
    "> fold",
    "---",
    "...",
    "a #b",
    "a # b",
    "\\x41 \\u200b",
    "Ŵyn Ŷ Ελένη Жанна",
    "\U0001f3e5",
    "x" * 300,
    "=",
    "<<",
]
PLAIN = st.text(st.characters(exclude_categories=["Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp"]), min_size=1).filter(
    str.strip
)


def comes_back(name: str) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "clinic.yaml"
        answers = {"name": name, "phone": PHONE, "urgent": "111", "color": "#0b5c6b", "language": "cy"}
        path.write_text(clinic_text(answers, "logo.png"), "utf-8")
        file = read_clinic(path).file
    assert file.name == " ".join(name.split())
    assert file.urgent
    assert file.brand.logo
    assert (file.phone, file.urgent.phone, file.language, file.brand.logo.path) == (PHONE, "111", "cy", "logo.png")
    assert file.brand.color.primary == "#0b5c6b"


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_that_means_something_in_yaml_comes_back_as_it_was(name: str) -> None:
    comes_back(name)


@given(PLAIN | st.text("#:-'\"{}[]&*!|>%@`\\, ab\u00e9", min_size=1).filter(str.strip))
@example("a\\")
@example(": ")
def test_any_name_comes_back_as_it_was(name: str) -> None:
    comes_back(name)


@given(st.text(st.sampled_from("\n\t\r\x00\x1b\x85\u200b\u2028\ufeffab"), min_size=1).filter(str.strip))
def test_letters_that_nobody_sees_are_refused_or_come_back_as_spaces(name: str) -> None:
    from handouts.errors import Refused

    with suppress(Refused):
        comes_back(name)


def commented() -> list[tuple[str, ...]]:
    """The keys that the new file holds as comments: each with the lines below it."""
    text = clinic_text({"name": NAME, "phone": PHONE}, None)
    groups: list[list[str]] = []
    for line in text.splitlines():
        if re.match(r"# [a-z]+:( |$)", line):
            groups.append([line[2:]])
        elif line.startswith("#   ") and groups:
            groups[-1].append(line[2:])
    return [tuple(group) for group in groups]


def test_every_key_that_a_clinic_can_have_stands_in_the_new_file() -> None:
    from handouts.clinic.clinic import ClinicFile

    keys = {group[0].split(":")[0] for group in commented()} | {"name", "phone", "language"}
    assert keys >= {*ClinicFile.model_fields, "extends", "sites"}


@pytest.mark.parametrize("group", commented(), ids=lambda group: group[0].split(":")[0])
def test_each_commented_key_is_a_key_as_it_stands(put: Put, group: tuple[str, ...]) -> None:
    put("trust/clinic.yaml", f"name: {NAME}\nphone: {PHONE}\n")
    text = clinic_text({"name": NAME, "phone": PHONE}, None)
    commented_out = "\n".join(f"# {line}" for line in group)
    assert text.count(commented_out) == 1
    plain = read_clinic(put("plain/clinic.yaml", text))
    path = put("mill/clinic.yaml", text.replace(commented_out, "\n".join(group)))
    found = read_clinic(path)
    assert found.merged.data != plain.merged.data or len(found.layers) > len(plain.layers)


def test_all_commented_keys_together(put: Put) -> None:
    put("trust/clinic.yaml", f"name: {NAME}\nphone: {PHONE}\n")
    text = clinic_text({"name": NAME, "phone": PHONE}, None)
    for group in commented():
        text = text.replace("\n".join(f"# {line}" for line in group), "\n".join(group))
    path = put("mill/clinic.yaml", text)
    assert read_clinic(path, "harbour").file.phone == "01632 960009"
