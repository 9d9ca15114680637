"""The preview without a browser: what it answers, to whom, and how it follows the files."""

from __future__ import annotations

import socket
import time
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from handouts.content.finder import find_library
from handouts.resources import resource
from handouts.web.local import listen
from handouts.web.watch import folders
from tests.conftest import HANDOUT, Run
from tests.web.conftest import HANDOUT_FILE, SITES, Edit, Preview, make_clinic, mistakes, previewed, until


def titled(title: str) -> str:
    return HANDOUT.replace("title: Sleep", f"title: {title}")


def test_the_page_and_its_pictures(preview: Preview) -> None:
    response, page = preview.ask("/")
    assert response.status == 200
    assert b"<h1" in page
    policy = response.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    assert "unsafe" not in policy
    with preview.states() as states:
        state = until(states, lambda state: True)
    assert (state["title"], mistakes(state)) == ("Sleep", [])
    assert [(page["width"], page["height"]) for page in state["pages"]] == [(794, 1123)]
    response, data = preview.ask(state["pages"][0]["src"])
    assert response.headers["Content-Type"] == "image/jpeg"
    with Image.open(BytesIO(data)) as image:
        assert image.size == (1588, 2246)


def test_what_the_checks_find_in_the_text_is_told(preview: Preview, edit: Edit) -> None:
    with preview.states() as states:
        found = until(states, lambda state: bool(state["pages"]))["findings"]
        place = "clinic/library/sleep/en-GB.md"
        assert found[0] == {
            "level": "error",
            "place": place,
            "what": "S1: There is no key message.",
            "remedy": "Begin with a block `::: key` of 1 to 3 sentences.",
        }
        assert found[-1]["level"] == "warning"
        edit(HANDOUT_FILE, HANDOUT.replace("## Why", "::: key\nSleep well. [@nhs]\n:::\n\n## Why"))
        assert until(states, lambda state: state["findings"] != found)["findings"][0]["what"].startswith("S2: ")


def test_nothing_is_kept_and_nothing_comes_from_elsewhere(preview: Preview) -> None:
    for path in ("/", "/static/preview.css", "/static/preview.js", "/fonts/AtkinsonHyperlegible-Bold.ttf", "/nothing"):
        response, data = preview.ask(path)
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert "Access-Control-Allow-Origin" not in response.headers
        assert b"://" not in data.replace(b"http://www.w3.org", b"") or path.startswith("/fonts")


def test_the_pdf_is_the_one_that_render_makes(preview: Preview, run: Run, here: Path) -> None:
    response, data = preview.ask("/leaflet/sleep-en-GB.pdf?edition=large-print&site=harbour")
    assert response.headers["Content-Type"] == "application/pdf"
    arguments = ["--edition", "large-print", "--site", "harbour", "-o", "own.pdf"]
    assert run("-c", str(preview.clinic), "render", "sleep", *arguments).code == 0
    assert data == (here / "own.pdf").read_bytes()


@pytest.mark.parametrize("host", ["clinic.example", "127.0.0.1", "127.0.0.1:1", "localhost", "[::1]:80", ""])
def test_it_answers_under_no_other_name(preview: Preview, host: str) -> None:
    for path in ("/", "/events", "/leaflet/sleep-en-GB.pdf"):
        assert preview.ask(path, host=host or "\t")[0].status == 400


def test_it_answers_as_localhost(preview: Preview) -> None:
    port = preview.address.rstrip("/").rsplit(":", 1)[1]
    assert preview.ask("/", host=f"localhost:{port}")[0].status == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_nothing_can_be_done_to_it(preview: Preview, method: str) -> None:
    for path in ("/", "/events", "/leaflet/sleep-en-GB.pdf", "/static/preview.js"):
        assert preview.ask(path, method=method)[0].status == 405


def test_nothing_besides_is_served(preview: Preview) -> None:
    for path in ("/static/../preview.py", "/static/%2e%2e/preview.py", "/static/", "/picture/x.jpg", "/fonts/../x"):
        assert preview.ask(path)[0].status == 404


def test_it_listens_on_this_machine_alone() -> None:
    with listen(0) as listening:
        assert listening.getsockname()[0] == "127.0.0.1"


def test_saved_in_place_and_by_moving_a_new_file_there(preview: Preview, edit: Edit) -> None:
    with preview.states() as states:
        edit(HANDOUT_FILE, titled("Rest"))
        until(states, lambda state: state["title"] == "Rest")
        file = preview.clinic / HANDOUT_FILE
        new = file.with_name("4913~")
        new.write_text(titled("Dreams"), "utf-8")
        new.replace(file)
        until(states, lambda state: state["title"] == "Dreams")
        kept = file.rename(file.with_name("en-GB.md~"))  # as vim does
        file.write_text(titled("Night"), "utf-8")
        kept.unlink()
        state = until(states, lambda state: state["title"] == "Night")
    assert mistakes(state) == []


TOKENS = (resource("styles") / "tokens.css").read_text("utf-8")
CLOSING = (
    (resource("templates") / "closing.html").read_text("utf-8").replace("</section>", "<p>Sleep {}.</p></section>")
)
LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h{}v9z"/></svg>'
OTHER_CLINIC = "name: {} Surgery\nphone: 01632 960001\n" + SITES


@pytest.mark.parametrize(
    ("name", "one", "other"),
    [
        ("clinic.yaml", OTHER_CLINIC.format("Mill"), OTHER_CLINIC.format("Lane")),
        ("logo.svg", LOGO.format(9), LOGO.format(3)),
        ("styles/tokens.css", TOKENS.replace("#17242a", "#402020"), TOKENS.replace("#17242a", "#204020")),
        ("templates/closing.html", CLOSING.replace("{}", "tight"), CLOSING.replace("{}", "well")),
    ],
    ids=["clinic", "logo", "style sheet", "template"],
)
def test_what_else_is_saved_is_seen(preview: Preview, edit: Edit, name: str, one: str, other: str) -> None:
    file = preview.clinic / name
    saved = file.read_bytes() if file.exists() else None
    with preview.states() as states:
        before = until(states, lambda state: not mistakes(state))["pages"]
        for _ in range(2):  # the folder is new at first, and then it is not
            edit(name, one)
            first = until(states, lambda state: state["pages"] != before)
            edit(name, other)
            second = until(states, lambda state, first=first: state["pages"] not in (before, first["pages"]))
            assert mistakes(first) == mistakes(second) == []
            if saved is None:
                file.unlink()
            else:
                file.write_bytes(saved)
            until(states, lambda state: state["pages"] == before)


def test_a_mistake_is_told_with_file_and_line_and_the_last_good_pages_stay(preview: Preview, edit: Edit) -> None:
    with preview.states() as states:
        edit(HANDOUT_FILE, titled("Rest"))
        good = until(states, lambda state: state["title"] == "Rest")
        edit(HANDOUT_FILE, titled("Worse").replace("kind: lifestyle", "kind: lifestile").replace("[@nhs]", "[@nsh]"))
        bad = until(states, lambda state: bool(mistakes(state)))
        assert mistakes(bad) == [
            "clinic/library/sleep/en-GB.md:6: `kind` is `lifestile`.",
            "clinic/library/sleep/en-GB.md:21: The source `nsh` is not in the front matter.",
        ]
        assert [bad[key] for key in ("title", "pages", "pagesAt")] == [
            good[key] for key in ("title", "pages", "pagesAt")
        ]
        response, said = preview.ask("/leaflet/sleep-en-GB.pdf")
        assert response.status == 409
        assert b"clinic/library/sleep/en-GB.md:6" in said
        edit(HANDOUT_FILE, titled("Better"))
        assert mistakes(until(states, lambda state: state["title"] == "Better")) == []


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        (
            "clinic.yaml",
            "name: X\nphone: 01632 960001\nphoen: 1\n",
            "clinic/clinic.yaml:3: The key `phoen` is unknown.",
        ),
        ("clinic.yaml", "name: [\n", "clinic/clinic.yaml:"),
        ("templates/closing.html", "<p>\n{% if %}\n", "clinic/templates/closing.html:2: "),
        ("templates/closure.html", "<p>", "clinic/templates/closure.html: No part has this name."),
        ("styles/tokens.css", ":root {\n", "clinic/styles/tokens.css:"),
    ],
)
def test_mistakes_of_the_clinic_are_told_until_they_are_mended(
    preview: Preview, edit: Edit, name: str, text: str, said: str
) -> None:
    file = preview.clinic / name
    before = file.read_bytes() if file.exists() else None
    with preview.states() as states:
        until(states, lambda state: not mistakes(state))
        edit(name, text)
        assert mistakes(until(states, lambda state: bool(mistakes(state))))[0].startswith(said)
        if before is None:
            file.unlink()
        else:
            file.write_bytes(before)
        until(states, lambda state: not mistakes(state))


def test_what_is_gone_is_told_until_it_is_back(preview: Preview, edit: Edit) -> None:
    with preview.states() as states:
        until(states, lambda state: not mistakes(state))
        for path, said in (
            (preview.clinic / "clinic.yaml", "There is no clinic here."),
            (preview.clinic / "library" / "sleep", "There is no handout `sleep`."),
            (preview.clinic, "There is no clinic here."),
        ):
            away = path.rename(path.with_name("away"))
            state = until(states, lambda state: bool(mistakes(state)))
            assert said in mistakes(state)[0]
            assert state["pages"]
            away.rename(path)
            until(states, lambda state: not mistakes(state))
        edit(HANDOUT_FILE, titled("Back"))
        until(states, lambda state: state["title"] == "Back")


def test_of_many_saves_the_newest_counts(preview: Preview, edit: Edit) -> None:
    with preview.states() as states:
        until(states, lambda state: True)
        for number in range(20):
            edit(HANDOUT_FILE, titled(f"Night {number}"))
            time.sleep(0.03)
        looks = 0
        for state in states:
            looks += not state["rendering"]
            if state["title"] == "Night 19" and not state["rendering"]:
                break
        assert looks < 20


def test_each_page_has_its_own_choice(preview: Preview) -> None:
    with preview.states() as one, preview.states("?edition=large-print&paper=Letter&site=harbour") as other:
        small, large = until(one, lambda state: True), until(other, lambda state: True)
    assert (large["pages"][0]["width"], large["pages"][0]["height"]) == (816, 1056)
    assert large["pdf"] == "/leaflet/sleep-en-GB.pdf?edition=large-print&paper=Letter&site=harbour"
    assert {one["name"]: one["value"] for one in small["switches"]} == {
        "edition": "standard",
        "paper": "A4",
        "ink": "color",
        "site": "",
    }
    assert {one["name"]: one["value"] for one in large["switches"]} == {
        "edition": "large-print",
        "paper": "Letter",
        "ink": "color",
        "site": "harbour",
    }
    assert [value for value, _ in large["switches"][3]["options"]] == ["", "harbour"]


def test_an_edition_of_the_clinics_own_is_offered_with_its_paper_and_ink(preview: Preview, edit: Edit) -> None:
    text = (preview.clinic / "clinic.yaml").read_text("utf-8")
    edit("clinic.yaml", f"{text}\neditions:\n  rack: {{size: 12 pt, paper: A5, ink: mono}}\n")
    with preview.states("?edition=rack") as states:
        state = until(states, lambda state: bool(state["pages"]))
    chosen = {one["name"]: (one["value"], [value for value, _ in one["options"]]) for one in state["switches"]}
    assert chosen["edition"] == ("rack", ["standard", "large-print", "rack"])
    assert (chosen["paper"][0], chosen["ink"][0]) == ("A5", "mono")
    assert (state["pages"][0]["width"], state["pages"][0]["height"]) == (560, 794)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("?edition=huge", ": There is no edition `huge`."),
        ("?site=attic", "clinic/clinic.yaml: The clinic has no site `attic`."),
        ("?language=cy", ": There is no `sleep` in `cy`."),
    ],
)
def test_a_choice_that_there_is_not_is_told(preview: Preview, query: str, said: str) -> None:
    with preview.states(query) as states:
        state = until(states, lambda state: True)
    assert mistakes(state) == [said]
    assert state["pages"] == []


def test_a_language_is_offered_where_there_are_several(preview: Preview, edit: Edit) -> None:
    with preview.states() as states:
        edit("library/sleep/en-US.md", HANDOUT.replace("language: en-GB", "language: en-US"))
        state = until(states, lambda state: any(one["name"] == "language" for one in state["switches"]))
    (switch,) = [one for one in state["switches"] if one["name"] == "language"]
    assert switch["value"] == "en-GB"
    assert switch["options"] == [["en-GB", "English (United Kingdom)"], ["en-US", "English (United States)"]]


def test_it_ends_at_once_while_pages_follow_it(tmp_path: Path) -> None:
    with previewed(make_clinic(tmp_path), "sleep", "--edition", "large-print") as running:
        assert running.address.endswith("/?edition=large-print")
        with running.states() as one, running.states() as other:
            next(one), next(other)
            running.process.send_signal(2)
            list(one), list(other)  # both come to their end
            running.process.wait(10)


def test_a_clinic_that_is_wrong_at_the_start_is_shown_in_the_page(tmp_path: Path, run: Run) -> None:
    clinic = make_clinic(tmp_path)
    parent = tmp_path / "trust"
    parent.mkdir()
    (parent / "clinic.yaml").write_text("name: [\n", "utf-8")
    (clinic / "clinic.yaml").write_text("extends: ../trust\n", "utf-8")
    assert run("-c", str(clinic), "preview", "asthma", "--no-open").code == 3
    with previewed(clinic, "sleep") as running, running.states() as states:
        state = until(states, lambda state: True)
        assert mistakes(state)[0].startswith("trust/clinic.yaml:")
        assert state["pages"] == []
        (parent / "clinic.yaml").write_text("name: Coast Trust\nphone: 01632 960001\n", "utf-8")
        state = until(states, lambda state: bool(state["pages"]))
        assert mistakes(state) == []


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("asthma", f"There is no handout `asthma`. Use one of: {', '.join(sorted([*find_library().files, 'sleep']))}."),
        ("sleep --language cy", "There is no `sleep` in `cy`. There is: en-GB. Choose one with --language."),
        ("sleep --edition huge", "There is no edition `huge`. Use one of: large-print, standard."),
        ("sleep --paper A3", "There is no paper `A3`. Use one of: A4, A5, Letter."),
        ("sleep --site attic", "clinic/clinic.yaml: The clinic has no site `attic`. Use one of: harbour."),
    ],
)
def test_what_is_named_and_not_there_is_refused_at_the_start(run: Run, here: Path, line: str, said: str) -> None:
    make_clinic(here)
    done = run("-c", "clinic", "preview", *line.split(), "--no-open")
    assert (done.code, done.out, done.messages) == (3, "", [said])


def test_a_port_that_is_taken(run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = run("preview", "low-b12-and-ms", "--port", port, "--no-open")
    remedy = "Name another with --port, or leave --port out."
    assert (done.code, done.out, done.messages) == (2, "", [f"The port {port} is taken. {remedy}"])


def test_every_folder_that_a_leaflet_is_made_from_is_watched(tmp_path: Path) -> None:
    clinic = make_clinic(tmp_path)
    (clinic / "brand").mkdir()
    (clinic / "logo.svg").rename(clinic / "brand" / "logo.svg")
    file = clinic / "clinic.yaml"
    file.write_text(file.read_text("utf-8").replace("logo.svg", "brand/logo.svg"), "utf-8")
    own = {clinic, clinic / "library", clinic / "library" / "sleep", clinic / "brand"}
    program = {resource(name) for name in ("templates", "styles", "library", "content/catalogue")}
    program |= {path for path in resource("library").iterdir() if path.is_dir()}
    assert folders(file) == {folder.resolve() for folder in own | program}
    assert tmp_path.resolve() in folders(tmp_path / "gone" / "clinic.yaml")
    assert folders(None) == {folder.resolve() for folder in program}
