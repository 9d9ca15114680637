"""A clinic's own templates and style sheets take the place of the program's; what they can reach is the page alone."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from handouts.page.parts import built_in
from tests.conftest import Done, Put, Run
from tests.page.pdf import ROOT, pages

FOOD = "vitamin-b12-and-food"
MEND = "Mend the template, or take it away: then the program's own is used."
SECRET = "b7f3-which-no-page-may-say"
SLIP = "mill/templates/slip.html"


@pytest.fixture
def mill(put: Put, clinic: str) -> Path:
    """A clinic with a parent, in `mill`; the secret lies beside them."""
    put("secret.txt", SECRET)
    put("trust/clinic.yaml", clinic)
    return put("mill/clinic.yaml", "extends: ../trust\n").parent


def render(run: Run, *more: str) -> Done:
    return run("-c", "mill", "render", FOOD, "--format", "html", "-o", "page.html", "--force", *more)


def page(run: Run) -> str:
    done = render(run)
    assert (done.code, done.messages) == (0, [])
    return Path("page.html").read_text("utf-8")


def test_the_nearest_slip_is_used(run: Run, put: Put, mill: Path) -> None:
    assert '<div class="slip">' in page(run)
    put("trust/templates/slip.html", "<p>Slip of {{ clinic.name }}, the trust's</p>")
    assert "Slip of Mill Lane Surgery, the trust's" in page(run)
    assert '<div class="slip">' not in page(run)
    put("mill/templates/slip.html", "<p>Slip of the mill</p>")
    assert "Slip of the mill" in page(run)
    assert "the trust's" not in page(run)


def test_each_part_comes_from_the_nearest_that_has_it(run: Run, put: Put, mill: Path) -> None:
    put("trust/templates/foot.html", '<div class="foot">Foot of the trust</div>')
    put("trust/templates/slip.html", "<p>Slip of the trust</p>")
    put("mill/templates/slip.html", "<p>Slip of the mill</p>")
    html = page(run)
    assert "Foot of the trust" in html
    assert "Slip of the mill" in html
    assert 'class="identity"' in html, "the program's own"


def test_a_part_is_used_on_paper_too(run: Run, put: Put, mill: Path) -> None:
    put(SLIP, "<p>Slip of the mill</p>")
    assert run("-c", "mill", "render", FOOD, "-o", "page.pdf").code == 0
    assert "Slip of the mill" in pages(Path("page.pdf").read_bytes())[0].text


def test_the_nearest_style_sheet_is_used(run: Run, put: Put, mill: Path) -> None:
    own = (ROOT / "styles/screen.css").read_text("utf-8")
    assert own in page(run)
    put("trust/styles/screen.css", ".of-the-trust { color: black }\n")
    put("trust/styles/tokens.css", (ROOT / "styles/tokens.css").read_text("utf-8") + ".tokens { color: black }\n")
    html = page(run)
    assert ".of-the-trust" in html
    assert ".tokens" in html
    assert own not in html
    put("mill/styles/screen.css", ".of-the-mill { color: black }\n")
    html = page(run)
    assert ".of-the-mill" in html
    assert ".tokens" in html
    assert ".of-the-trust" not in html


def test_a_clinic_that_took_every_part_as_it_is_has_the_same_leaflet(run: Run, mill: Path) -> None:
    before = page(run)
    for names in built_in().values():
        for name in names:
            assert run("-c", "mill", "clinic", "eject", name).code == 0
    tokens = Path("mill/styles/tokens.css").read_text("utf-8")
    after = page(run)
    assert (before.count(tokens), after.count(tokens)) == (1, 2)  # the program's, and then the clinic's
    assert after.replace(f"{tokens}\n", "") == before.replace(f"{tokens}\n", "")


MISTAKES = [
    ("{{ clinic.", "1: expected name or number."),
    ("<p>\n{% if %}</p>", "2: Expected an expression, got 'end of statement block'."),
    ("{% for one in [1] %}", "1: Unexpected end of template. Jinja was looking for the following tags:"),
    ("{{ nothing }}", "1: 'nothing' is undefined."),
    ("\n\n{{ clinic.nam }}", "3: 'handouts.clinic.clinic.ClinicFile object' has no attribute 'nam'."),
    ("<p>\n{{ clinic.__class__ }}", "2: access to attribute '__class__' of 'ClinicFile' object is unsafe."),
    ("{{ 1 / 0 }}", "1: division by zero."),
    ("{{ [][1] }}", "1: list object has no element 1."),
    ("{{ 1 + 'a' }}", "1: unsupported operand type(s) for +: 'int' and 'str'."),
    ("{{ 'a'|int(base=99) + clinic.name|nofilter }}", "1: No filter named 'nofilter'."),
    ("{{ 'x' * 10 ** 13 }}", "1: "),
    ("{% include 'slip.html' %}", "1: "),
    ("{% include 'nosuch.html' %}", "1: "),
]


@pytest.mark.parametrize(("template", "message"), MISTAKES, ids=[case[0].strip() for case in MISTAKES])
def test_a_mistake_is_told_with_its_file_and_line(run: Run, put: Put, mill: Path, template: str, message: str) -> None:
    put(SLIP, template)
    done = render(run)
    assert (done.code, done.out, len(done.messages)) == (3, "", 1)
    assert done.messages[0].startswith(f"{SLIP}:{message}")
    assert done.messages[0].endswith(MEND)
    assert not Path("page.html").exists()


def test_a_mistake_in_a_parent_s_template_is_told_there(run: Run, put: Put, mill: Path) -> None:
    put("trust/templates/foot.html", "<p>\n{{ stat }}\n")
    assert render(run).messages == [f"trust/templates/foot.html:2: 'stat' is undefined. {MEND}"]


def test_a_mistake_in_a_macro_is_told_in_the_macro_s_file(run: Run, put: Put, mill: Path) -> None:
    own = (ROOT / "templates/parts.html").read_text("utf-8")
    line = own[: own.index("{%- macro inlines")].count("\n") + 1
    put(
        "mill/templates/parts.html", own.replace("{%- macro inlines(words) -%}", "{%- macro inlines(words) -%}{{ no }}")
    )
    assert render(run).messages == [f"mill/templates/parts.html:{line}: 'no' is undefined. {MEND}"]


def test_a_template_that_is_no_text(run: Run, put: Put, mill: Path) -> None:
    put(SLIP, b"<p>\n\xff</p>")
    done = render(run)
    assert done.code == 3
    assert done.messages[0].startswith(f"{SLIP}:")


@pytest.mark.parametrize(
    ("sheet", "line"), [("p { color: }\n", 1), ("p {\n  colour: red;\n}\n", 2), ("p { color: red }\n}\n", 2)]
)
def test_a_mistake_in_a_style_sheet_is_told_with_its_file_and_line(
    run: Run, put: Put, mill: Path, sheet: str, line: int
) -> None:
    put("mill/styles/screen.css", sheet)
    done = run("-c", "mill", "render", FOOD, "-o", "page.pdf")
    assert (done.code, done.out) == (3, "")
    assert [message.split(" ")[0] for message in done.messages] == [f"mill/styles/screen.css:{line}:"]


@pytest.mark.parametrize("kind", ["templates/slip.htm", "templates/SLIP.html", "styles/base.scss", "styles/brand.css"])
def test_a_file_that_is_no_part_would_do_nothing_and_is_refused(run: Run, put: Put, mill: Path, kind: str) -> None:
    put(f"trust/{kind}", "")
    done = render(run)
    assert (done.code, len(done.messages)) == (3, 1)
    assert done.messages[0].startswith(f"trust/{kind}: No part has this name. ")


def test_a_part_that_is_a_folder_is_refused(run: Run, mill: Path) -> None:
    (mill / "templates/slip.html").mkdir(parents=True)
    message = f"{SLIP}: This is no file, or leads out of the clinic's folder. Copy the file itself there."
    assert render(run).messages == [message]


@pytest.mark.parametrize("part", ["templates/slip.html", "styles/screen.css"])
def test_a_part_that_leads_out_of_the_clinic_s_folder_is_refused(run: Run, put: Put, mill: Path, part: str) -> None:
    put(f"mill/{part}", "").unlink()
    (mill / part).symlink_to("../../secret.txt")
    done = render(run)
    assert done.code == 3
    assert not Path("page.html").exists()
    assert SECRET not in "".join(done.messages)


def test_a_folder_of_parts_that_leads_out_of_the_clinic_s_folder_is_refused(run: Run, put: Put, mill: Path) -> None:
    put("elsewhere/slip.html", SECRET)
    (mill / "templates").symlink_to("../elsewhere")
    assert render(run).code == 3
    assert not Path("page.html").exists()


ESCAPES = [
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ ''['__class__'] }}",
    "{{ ().__class__.__bases__[0].__subclasses__()[40]('SECRET').read() }}",
    "{{ dict.__base__.__subclasses__() }}",
    "{{ dict.mro() }}",
    "{{ range.__class__ }}",
    "{{ cycler.__init__.__globals__.os.popen('touch CANARY').read() }}",
    "{{ joiner.__init__.__globals__.os.popen('touch CANARY').read() }}",
    "{{ namespace.__init__.__globals__.os.popen('touch CANARY').read() }}",
    "{{ cycler('a').next.__func__.__globals__ }}",
    "{{ lipsum.__globals__['os'].popen('touch CANARY').read() }}",
    "{{ lipsum['__globals__']['os']['popen']('touch CANARY') }}",
    "{{ self.__init__.__globals__.__builtins__.open('SECRET').read() }}",
    "{{ self._TemplateReference__context.cycler.__init__.__globals__.os }}",
    "{{ self._TemplateReference__context.environment }}",
    "{{ ''|attr('__class__') }}",
    "{{ ''|attr('\\x5f\\x5fclass\\x5f\\x5f') }}",
    "{{ ''|attr(['_' * 2, 'class', '_' * 2]|join) }}",
    "{{ ''|attr('%c%cclass%c%c'|format(95, 95, 95, 95)) }}",
    "{{ [lipsum]|map('attr', '__globals__')|first }}",
    "{{ [clinic]|map(attribute='__class__')|first }}",
    "{{ [short]|map(attribute='__globals__.os')|first }}",
    "{{ [clinic]|selectattr('__class__')|list }}",
    "{{ [clinic, clinic]|sum(attribute='__class__') }}",
    "{{ [clinic, clinic]|sort(attribute='__class__') }}",
    "{{ '{0.__class__.__mro__}'.format('') }}",
    "{{ '{a.__class__}'.format_map({'a': clinic}) }}",
    "{{ ('{0.__globals__}'|attr('format'))(short) }}",
    "{% set say = '{0.__globals__}'.format %}{{ say(short) }}",
    "{{ ('{0.__globals__}'|e).format(short) }}",
    "{{ ['{0.__class__}']|map('format', clinic)|list }}",
    "{{ clinic.parse_file('SECRET') }}",
    "{{ clinic['parse_file']('SECRET') }}",
    "{{ (clinic|attr('parse_file'))('SECRET') }}",
    "{{ clinic.parse_raw('{}') }}",
    "{{ clinic.model_validate({'name': 'x', 'phone': '111'}) }}",
    "{{ clinic.model_validate_json('{}') }}",
    "{{ clinic.model_construct(name='x') }}",
    "{{ clinic.model_copy() }}",
    "{{ clinic.model_config }}",
    "{{ clinic.brand.model_json_schema() }}",
    "{{ clinic.__pydantic_validator__ }}",
    "{{ clinic.__init__.__globals__ }}",
    "{{ handout.front.parse_file('SECRET') }}",
    "{{ words.date.__self__ }}",
    "{{ date.__self__ }}",
    "{{ date.__func__.__globals__ }}",
    "{{ short.__globals__.read_inside }}",
    "{{ short.__closure__[0].cell_contents }}",
    "{{ printed.__code__.co_consts }}",
    "{{ printed.__builtins__ }}",
    "{{ edition.__class__ }}",
    "{{ edition.__dataclass_fields__ }}",
    "{{ handout.source.__init__.__globals__ }}",
    "{% include 'SECRET' %}",
    "{% include '../../secret.txt' %}",
    "{% include '..\\\\..\\\\secret.txt' %}",
    "{% include './../../../secret.txt' %}",
    "{% include '/etc/passwd' %}",
    "{% include ['nosuch.html', '../clinic.yaml'] %}",
    "{% import '../../secret.txt' as secret %}{{ secret }}",
    "{% from 'os' import popen %}{{ popen('touch CANARY') }}",
    "{% extends '../../secret.txt' %}",
    "{% import 'closing.html' as closing with context %}{{ closing._body_stream }}",
    "{% import 'parts.html' as parts with context %}{{ parts.__dict__ }}",
    "{% macro m() %}{% endmacro %}{{ m._func.__globals__ }}",
    "{% macro m() %}{% endmacro %}{{ m._environment.loader }}",
    "{% set made = [1]|map('string') %}{{ made.gi_frame.f_globals }}",
    "{{ url_for.__globals__ }}",
    "{{ config.items() }}",
    "{{ request.application.__globals__ }}",
    "{{ open('SECRET').read() }}",
    "{{ __import__('os').system('touch CANARY') }}",
    "{{ eval('1') }}",
    "{{ __builtins__ }}",
    "{% debug %}",
    "{% do [].append(1) %}",
    "{{ [].append(1) }}",
    "{{ {}.update({'a': 1}) }}",
    "{% for one in range(10 ** 9) %}x{% endfor %}",
    "{% for one in range(10 ** 6) %}x{% endfor %}",
    "{{ clinic|tojson }}",
]
"""Ways out of templates that are known from elsewhere, and what could be tried with our own values."""


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A server on this machine that notes whoever asks it."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server


def was_asked(server: socket.socket) -> bool:
    try:
        server.accept()[0].close()
    except BlockingIOError:
        return False
    return True


@pytest.mark.parametrize("escape", ESCAPES)
def test_no_known_way_leads_out_of_a_template(run: Run, put: Put, mill: Path, escape: str) -> None:
    secret, canary = (str(mill.with_name(name)) for name in ("secret.txt", "canary"))
    put(SLIP, "<p>\n" + escape.replace("SECRET", secret).replace("CANARY", canary))
    done = render(run)
    assert (done.code, len(done.messages)) == (3, 1)
    assert done.messages[0].startswith(f"{SLIP}:2: ")
    assert SECRET not in done.messages[0]
    assert "root:" not in done.messages[0]
    assert not Path("page.html").exists()
    assert not Path(canary).exists()


@pytest.mark.parametrize(
    "template",
    [
        "{{ self }}",
        "{{ clinic }}{{ clinic|pprint }}{{ words }}{{ handout.source.text }}",
        "{{ [clinic]|groupby('__class__')|list }}",
        "{{ [clinic]|map(attribute='__class__')|list }}",
        "{{ [clinic]|map('attr', '__class__')|list|length }}",
        "{% include 'SECRET' ignore missing %}",
        "{% include '../../secret.txt' ignore missing %}",
        "{% set ns = namespace(secret='SECRET') %}{{ ns.secret }}",
        "{{ dict(clinic) }}{{ clinic|list }}",
    ],
)
def test_what_a_template_may_print_is_the_page_s_own(run: Run, put: Put, mill: Path, template: str) -> None:
    put(SLIP, template.replace("SECRET", str(mill.with_name("secret.txt"))))
    html = page(run)
    assert SECRET not in html
    assert "&lt;class" not in html
    assert "&lt;module" not in html


@pytest.mark.parametrize(
    "template", ["{{ lipsum() }}", "{{ range(9 ** 4)|random }}", "{{ date }}", "{{ short }}", "{{ parts }}"]
)
def test_a_template_prints_nothing_that_differs_from_one_time_to_the_next(
    run: Run, put: Put, mill: Path, template: str
) -> None:
    put(SLIP, template)
    first = render(run)
    if first.code == 0:
        html = Path("page.html").read_text("utf-8")
        assert page(run) == html
        assert " at 0x" not in html
    else:
        assert (first.code, first.messages[0].split(" ")[0]) == (3, f"{SLIP}:1:")


ADDRESSES = [
    '<img src="{}" alt="x">',
    '<script src="{}"></script>',
    '<iframe src="{}"></iframe>',
    '<object data="{}"></object>',
    '<link rel="stylesheet" href="{}">',
    "<style>@import url({});</style>",
    '<p style="background: url({})">x</p>',
    "<svg><image href='{}'/></svg>",
]


@pytest.mark.parametrize("address", ["file:SECRET", "http://127.0.0.1:PORT/x"])
@pytest.mark.parametrize("kind", ["pdf", "html"])
@pytest.mark.parametrize("tag", ADDRESSES)
def test_a_template_s_page_asks_for_no_file_and_no_server(
    run: Run, put: Put, mill: Path, listener: socket.socket, tag: str, kind: str, address: str
) -> None:
    where = address.replace("SECRET", f"//{mill.with_name('secret.txt')}")
    put(SLIP, tag.format(where.replace("PORT", str(listener.getsockname()[1]))))
    done = run("-c", "mill", "render", FOOD, "--format", kind, "-o", f"page.{kind}")
    assert not was_asked(listener)
    if done.code == 0:
        data = Path(f"page.{kind}").read_bytes()
        assert SECRET.encode() not in data
        assert b"127.0.0.1" not in data
        assert b"file:" not in data
    else:
        assert done.code == 3


def test_a_style_sheet_asks_for_no_file_and_no_server(run: Run, put: Put, mill: Path, listener: socket.socket) -> None:
    address = f"http://127.0.0.1:{listener.getsockname()[1]}/x.png"
    put("mill/styles/screen.css", f"body {{ background: url({address}) }}\n")
    assert run("-c", "mill", "render", FOOD, "-o", "page.pdf").messages != []
    assert not Path("page.pdf").exists()
    done = render(run)
    assert done.code == 3 or address not in Path("page.html").read_text("utf-8")
    assert not was_asked(listener)


@pytest.mark.parametrize("sheet", ["</style><script>alert(1)</script>", "</STYLE ><p>x</p>", "<!--</style>"])
def test_a_style_sheet_does_not_break_out_of_its_element(run: Run, put: Put, mill: Path, sheet: str) -> None:
    put("mill/styles/screen.css", sheet)
    done = render(run)
    if done.code == 0:
        html = Path("page.html").read_text("utf-8").lower()
        assert html.count("</style") == 1
    else:
        assert done.messages[0].startswith("mill/styles/screen.css:1: ")


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        ("slip", "templates/slip.html"),
        ("slip.html", "templates/slip.html"),
        ("tokens", "styles/tokens.css"),
        ("tokens.css", "styles/tokens.css"),
        ("large-print", "styles/large-print.css"),
        ("parts.html", "templates/parts.html"),
        ("parts.css", "styles/parts.css"),
    ],
)
def test_eject_copies_the_program_s_part(run: Run, put: Put, mill: Path, asked: str, part: str) -> None:
    put(f"trust/{part}", "the trust's")
    done = run("-c", "mill", "clinic", "eject", asked)
    assert (done.code, done.messages) == (0, [])
    assert Path(done.out.strip()).resolve() == mill / part
    assert (mill / part).read_bytes() == (ROOT / part).read_bytes()


def test_a_short_name_of_two_parts_is_not_guessed_at(run: Run, mill: Path) -> None:
    done = run("-c", "mill", "clinic", "eject", "parts")
    assert (done.code, done.out) == (3, "")
    assert "parts.css" in done.messages[0]
    assert "parts.html" in done.messages[0]


def test_eject_overwrites_nothing_without_force(run: Run, put: Put, mill: Path) -> None:
    there = put(SLIP, "mine")
    done = run("-c", "mill", "clinic", "eject", "slip")
    assert (done.code, done.out) == (2, "")
    assert done.messages == [f"{SLIP}: The file exists. Add --force to replace it."]
    assert there.read_text() == "mine"
    assert run("-c", "mill", "clinic", "eject", "slip", "--force").code == 0
    assert there.read_bytes() == (ROOT / "templates/slip.html").read_bytes()


@pytest.mark.parametrize(
    ("part", "message"),
    [
        ("slipp.html", "There is no part `slipp.html`. Did you mean `slip.html`?"),
        ("../clinic.yaml", "There is no part `../clinic.yaml`. Use one of: "),
        ("templates/slip.html", "There is no part `templates/slip.html`. Did you mean `slip.html`?"),
        ("", "There is no part ``. Use one of: "),
    ],
)
def test_eject_of_what_is_no_part(run: Run, mill: Path, part: str, message: str) -> None:
    done = run("-c", "mill", "clinic", "eject", part)
    assert (done.code, done.out, len(done.messages)) == (3, "", 1)
    assert done.messages[0].startswith(message)
    assert [path.name for path in mill.iterdir()] == ["clinic.yaml"]


def test_eject_without_a_clinic(run: Run, here: Path) -> None:
    done = run("clinic", "eject", "slip")
    assert (done.code, done.messages[-1]) == (2, "Error: No clinic is named, and none is near. Name it with -c.")
    assert list(here.iterdir()) == []


@pytest.mark.parametrize("text", [":root { --gap: 14pt; }\n", ":root { --own: 3pt; }\np { margin: var(--own); }\n"])
def test_tokens_of_the_clinic_go_after_the_programs(run: Run, put: Put, mill: Path, text: str) -> None:
    put("mill/styles/tokens.css", text)
    assert text.strip() in page(run)
    done = run("-c", "mill", "render", "low-b12-and-ms", "-o", "x.pdf")
    assert (done.code, done.messages) == (0, [])


@pytest.mark.parametrize(
    ("path", "text", "message"),
    [
        ("styles/tokens.css", ":root {\n  --boddy: 15pt;\n}\n", "mill/styles/tokens.css:2: No style sheet uses the token `--boddy`. Did you mean `--body`?"),
        ("styles/screen.css", "/* one\ntwo */\np { margin: var(--gapp); }\n", "mill/styles/screen.css:3: There is no token `--gapp`. Did you mean `--gap`?"),
        ("styles/screen.css", "\np { background: url(x.png) }\n", "mill/styles/screen.css:2: This names another file, or hides what it says behind a backslash. Take it out; nothing is fetched."),
        ("template/slip.html", "<p>Slip</p>", "mill/template: Nobody looks for parts in this folder. Name it `templates`."),
        ("Styles/tokens.css", ":root { }", "mill/Styles: Nobody looks for parts in this folder. Name it `styles`."),
        ("slip.html", "<p>Slip</p>", "mill/slip.html: Nobody looks for a part here. Put it into the folder `templates`."),
    ],
    ids=["token", "var", "url", "folder", "case", "place"],
)  # fmt: skip
def test_a_part_that_would_do_nothing_or_harm_is_refused(
    run: Run, put: Put, mill: Path, path: str, text: str, message: str
) -> None:
    put(f"mill/{path}", text)
    done = run("-c", "mill", "render", "low-b12-and-ms", "-o", "x.pdf")
    assert (done.code, done.messages) == (3, [message])


@pytest.mark.parametrize(
    "text", ["", "<p>{{ fields[0].label if fields }}</p>\n", "{% for one in fields %}{{ one.label }}{% endfor %}"]
)
def test_a_template_that_drops_what_the_slip_says_is_refused(run: Run, put: Put, mill: Path, text: str) -> None:
    put("mill/templates/slip.html", text)
    put("patient.json", '{"name": "Ann <Other> & Co", "number": "943 476 5919"}')
    done = run("-c", "mill", "render", "low-b12-and-ms", "-o", "x.pdf", "--draft", "--patient", "patient.json")
    assert (done.code, done.messages) == (3, [
        f"patient: The page does not print `{name}`. Mend the clinic's template, which leaves it out."
        for name in ("name", "number")
    ])  # fmt: skip
    assert not Path("x.pdf").exists()


def test_a_backup_that_an_editor_left_is_no_part(run: Run, put: Put, mill: Path) -> None:
    put("mill/templates/slip.html~", "{% if")
    assert run("-c", "mill", "render", "low-b12-and-ms", "-o", "x.pdf").messages == []
