"""What may be given on a day in a clinic, what its pages say, and what is kept: through the commands."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path

import pytest

from handouts.clinic import approval as approvals
from tests.conftest import CLINIC, HANDOUT, Done, Put, Run
from tests.page.pdf import pages

TEXT = "library/sleep/en-GB.md"
BY = "Dr A. Example, consultant neurologist"
TODAY = date.today()
SOON, LATER = TODAY.replace(year=TODAY.year + 1).isoformat(), f"{TODAY.year + 2}-01-01"
HANDOUT = HANDOUT.replace("review_by: 2028-01-01", f"review_by: {LATER}")


def _places(words: str) -> range:
    return range(HANDOUT.index(words), HANDOUT.index(words) + len(words))


DRAFT = "DRAFT. Not checked. Do not give to patients."
UNAPPROVED = "Have it approved (handouts approve), or print it as a draft with --draft."
AGAIN = "Have it approved again, or print it as a draft with --draft."
LETTERS = [
    place for words in ("Why sleep matters", "Sleep well") for place in _places(words) if HANDOUT[place].isalpha()
]
"""Where in the handout letters stand whose change is no mistake of form."""
PATIENT = '{"name": "Ann Other"}'


@pytest.fixture
def here_is_a_clinic(put: Put) -> Path:
    put(TEXT, HANDOUT)
    return put("clinic.yaml", CLINIC).parent


def approve(run: Run, *arguments: str, name: str = "sleep") -> Done:
    return run("approve", name, "--by", BY, "--yes", *arguments)


def give(run: Run, *arguments: str, name: str = "sleep") -> Done:
    """A leaflet for a patient."""
    return run("render", name, "-o", "x.pdf", "--force", "--patient", "-", *arguments, stdin=PATIENT)


def feet() -> set[str]:
    """What stands at the foot of the pages that were made, without what changes from page to page."""
    return {
        page.foot_text.partition(" Sleep,")[0].removesuffix(" Please turn over")
        for page in pages(Path("x.pdf").read_bytes())
    }


def standing(run: Run, *options: str) -> str:
    """Of the handout of these tests, which no other list holds."""
    return {one["name"]: one["standing"] for one in json.loads(run(*options, "list", "--json").out)}["sleep"]


def with_day(put: Put, until: str) -> None:
    """Set the last day of what was approved, as time does."""
    path = Path("approvals/register.jsonl")
    lines = [{**json.loads(line), "until": until} for line in path.read_text().splitlines()]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))


def test_a_text_that_nobody_has_approved_is_a_draft(here_is_a_clinic: Path, run: Run) -> None:
    assert standing(run) == "draft"
    done = give(run)
    assert (done.code, done.out, done.messages) == (
        6,
        "",
        [f"`sleep` (en-GB) is not approved in this clinic. {UNAPPROVED}"],
    )
    assert not Path("x.pdf").exists()
    assert run("render", "sleep", "-o", "x.pdf").code == 0
    assert feet() == {DRAFT}
    assert give(run, "--draft").code == 0
    assert feet() == {DRAFT}


def test_a_clinic_may_let_drafts_be_given(here_is_a_clinic: Path, run: Run, put: Put) -> None:
    put("clinic.yaml", CLINIC + "policy: {unapproved: draft}\n")
    assert give(run).code == 0
    assert feet() == {DRAFT}


def test_without_a_clinic_there_is_none_for_a_patient(run: Run) -> None:
    done = give(run, "--draft", name="vitamin-b12-and-food")
    what = "`vitamin-b12-and-food` (en-GB) is for a patient, and no clinic is named. Name yours with -c, before the command."
    assert (done.code, done.messages) == (6, [what])


def test_an_approved_text_is_given_and_says_who_checked_it(here_is_a_clinic: Path, run: Run) -> None:
    done = approve(run, "--until", SOON)
    assert done.code == 0
    assert "Sleep well. [1]" in done.messages
    assert f"Checked by: Dr A. Example, consultant neurologist, on {TODAY.isoformat()}" in done.messages
    assert standing(run) == "approved"
    assert give(run).code == 0
    day, last = (f"{one.day} {one:%B %Y}" for one in (TODAY, date.fromisoformat(SOON)))
    assert feet() == {f"Next check by {last}."}
    text = " ".join(page.text for page in pages(Path("x.pdf").read_bytes()))
    assert f"Checked for this clinic by {BY}, {day}. Next check by {last}." in text
    assert "Review by" not in text


@pytest.mark.parametrize("place", LETTERS[::5])
def test_one_changed_character_voids_the_approval(here_is_a_clinic: Path, run: Run, put: Put, place: int) -> None:
    approve(run)
    put(TEXT, HANDOUT[:place] + ("x" if HANDOUT[place] != "x" else "y") + HANDOUT[place + 1 :])
    assert standing(run) == "voided"
    assert give(run).code == 6


def test_a_voided_text_says_what_has_changed(here_is_a_clinic: Path, run: Run, put: Put) -> None:
    approve(run)
    put(TEXT, HANDOUT.replace("Sleep well.", "Sleep longer."))
    what = "its text has changed since it was checked"
    assert give(run).messages == [f"`sleep` (en-GB) is not approved any more: {what}. {AGAIN}"]
    put(TEXT, HANDOUT)
    assert standing(run) == "approved"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("clinic.yaml", CLINIC.replace("960001", "960002")),
        ("clinic.yaml", CLINIC + "urgent: {phone: 01632 960009}\n"),
        ("templates/identity.html", "<p>{{ clinic.name }} {{ clinic.phone }}, all day</p>"),
    ],
)
def test_other_words_around_the_text_void_it_too(
    here_is_a_clinic: Path, run: Run, put: Put, name: str, text: str
) -> None:
    urgent = "\n::: urgent\ntoday:\n- you do not wake up [@nhs]\n:::\n"
    put(TEXT, HANDOUT.replace("\n## Why", f"{urgent}\n## Why"))
    approve(run)
    put(name, text)
    what = "what the clinic's file or templates add to it has changed since it was checked"
    assert give(run).messages == [f"`sleep` (en-GB) is not approved any more: {what}. {AGAIN}"]


def test_looks_do_not_void_it(here_is_a_clinic: Path, run: Run, put: Put) -> None:
    approve(run)
    put("clinic.yaml", CLINIC + "brand: {color: teal}\neditions: {big: {size: 24 pt}}\n")
    assert give(run, "--edition", "big").code == 0


def test_the_old_text_and_its_leaflet_are_found_by_hash(here_is_a_clinic: Path, run: Run, put: Put) -> None:
    kept = Path(approve(run).out.strip()).read_bytes()
    put(TEXT, HANDOUT.replace("Sleep well.", "Sleep longer."))
    put("clinic.yaml", CLINIC.replace("960001", "960002"))
    approve(run)
    text_hash = hashlib.sha256(HANDOUT.encode()).hexdigest()
    [found] = json.loads(run("approvals", "--text-hash", text_hash[:12], "--json").out)
    assert found["by"], found["role"] == BY.split(", ")
    assert Path(found["text"]).read_bytes() == HANDOUT.encode()
    assert Path(found["leaflet"]).read_bytes() == kept
    assert "01632 960001" in pages(kept)[0].text
    assert "Checked for this clinic by" in pages(kept)[-1].text


def test_a_kept_text_that_was_changed_is_told(here_is_a_clinic: Path, run: Run) -> None:
    approve(run)
    [text] = Path("approvals/texts").glob("*.md")
    text.write_text(HANDOUT + "\n")
    done = run("approvals")
    what = "The text was changed: it is not what was approved. Restore it from a backup."
    assert (done.code, done.messages) == (3, [f"{text}: {what}"])


def test_an_expired_text_is_refused_unless_somebody_agrees(here_is_a_clinic: Path, run: Run, put: Put) -> None:
    approve(run)
    with_day(put, "2020-02-01")
    assert standing(run) == "expired"
    what = '`sleep` (en-GB) was to be checked by 2020-02-01. Have it approved again, or name who agrees with --allow-expired "NAME".'
    for done in (give(run), give(run, "--draft"), run("render", "sleep", "-o", "x.pdf")):
        assert (done.code, done.messages) == (6, [what])
    assert give(run, "--allow-expired", "Sister B. Example").code == 0
    assert feet() == {f"Review date passed. Use agreed by Sister B. Example on {TODAY.day} {TODAY:%B %Y}."}
    put("clinic.yaml", CLINIC + "policy: {expired: allow}\n")
    assert give(run).code == 0
    assert feet() == {"Review date passed."}


@pytest.mark.parametrize("edition", ["standard", "large-print"])
@pytest.mark.parametrize("paper", ["A4", "Letter", "A5"])
def test_a_long_name_has_room_at_the_foot_of_each_page(
    here_is_a_clinic: Path, run: Run, put: Put, edition: str, paper: str
) -> None:
    put(TEXT, HANDOUT + "\n\nRest in the afternoon, and take a walk before the night comes.\n" * 40)
    approve(run)
    with_day(put, "2020-02-01")
    name = "Dr Alexandra Example-Longname"
    assert give(run, "--allow-expired", name, "--edition", edition, "--paper", paper).code == 0
    made = pages(Path("x.pdf").read_bytes())
    assert len(made) > 1
    assert all(f"Use agreed by {name} on {TODAY.day} {TODAY:%B %Y}." in page.foot_text for page in made)


def test_the_text_s_own_review_date_counts_too(here_is_a_clinic: Path, run: Run) -> None:
    assert approve(run, "--until", f"{TODAY.year + 3}-01-01").code == 0
    [one] = [one for one in json.loads(run("list", "--json").out) if one["name"] == "sleep"]
    assert one["until"] == LATER


def test_what_expires_within_90_days_is_told(here_is_a_clinic: Path, run: Run) -> None:
    approve(run)
    assert run("list").messages == []
    with_day(lambda *_: Path(), TODAY.isoformat())
    assert run("list").messages == [f"sleep (en-GB) is approved until {TODAY.isoformat()}."]


def test_a_withdrawn_text_is_given_to_nobody_on_any_terms(here_is_a_clinic: Path, run: Run, put: Put) -> None:
    approve(run)
    put("list.csv", "name\nAnn\nBob\n")
    assert run("batch", "list.csv", "--handout", "sleep", "-o", "runs/one", "--workers", "1").code == 0
    done = run("withdraw", "sleep", "--reason", "the number is wrong")
    assert done.code == 0
    assert [line.split("  ")[:2] for line in done.out.splitlines()] == [["runs/one", "row 1"], ["runs/one", "row 2"]]
    assert standing(run) == "withdrawn"
    what = f"`sleep` (en-GB) was withdrawn on {TODAY.isoformat()}: the number is wrong. Do not give it."
    for terms in ([], ["--draft"], ["--allow-expired", "Sister B. Example"]):
        assert (give(run, *terms).code, give(run, *terms).messages) == (6, [what])
        assert run("render", "sleep", "-o", "x.pdf", *terms).code == 6
    assert run("batch", "list.csv", "--handout", "sleep", "-o", "runs/two").messages == [what]
    assert run("batch", "list.csv", "-o", "runs/one", "--rows", "1").messages == [what]
    approve(run)
    assert standing(run) == "approved"


def test_a_site_cannot_lift_what_the_clinic_has_withdrawn(here_is_a_clinic: Path, run: Run, put: Put) -> None:
    put("clinic.yaml", CLINIC + "sites: {quay: {phone: 01632 960009}}\n")
    approve(run)
    run("withdraw", "sleep", "--reason", "it is wrong")
    said = f"`sleep` (en-GB) was withdrawn on {TODAY.isoformat()}: it is wrong."
    done = approve(run, "--site", "quay")
    assert (done.code, done.messages) == (6, [f"{said} Approve it for the whole clinic, without --site."])
    assert give(run, "--site", "quay").code == 6
    assert f"{said} An approval lifts that." in approve(run).messages
    assert give(run, "--site", "quay").code == 0


def test_a_parent_s_withdrawal_counts_in_its_clinics(here_is_a_clinic: Path, run: Run, put: Put) -> None:
    put("mill/clinic.yaml", "extends: ..\nname: Mill\n")
    assert run("-c", "mill", "approve", "sleep", "--by", BY, "--yes").code == 0
    assert standing(run, "-c", "mill") == "approved"
    assert run("withdraw", "sleep", "--reason", "it is wrong").code == 0
    assert standing(run, "-c", "mill") == "withdrawn"
    done = run("-c", "mill", "approve", "sleep", "--by", BY, "--yes")
    assert done.code == 6
    assert done.messages[0].endswith(" A parent of this clinic withdrew it, and has to approve it again.")
    assert standing(run, "-c", "mill") == "withdrawn"


def test_an_approval_covers_the_clinic_s_sites_or_the_one_that_is_named(
    here_is_a_clinic: Path, run: Run, put: Put
) -> None:
    put("clinic.yaml", CLINIC + "sites: {quay: {phone: 01632 960009}, hill: {}}\n")
    done = approve(run, "--site", "quay")
    assert len(done.out.splitlines()) == 1
    assert [give(run, *site).code for site in ([], ["--site", "quay"], ["--site", "hill"])] == [6, 0, 6]
    done = approve(run)
    assert len(done.out.splitlines()) == 3
    assert "At the site quay, with these words:" in done.messages
    assert "  01632 960009" in done.messages
    assert [give(run, *site).code for site in ([], ["--site", "quay"], ["--site", "hill"])] == [0, 0, 0]


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["--by", "Dr A. Example"], 2, '--by names no person with a role. Write both, as in "Dr A. Example, consultant neurologist".'),
        (["--until", "2020-01-01"], 3, "--until 2020-01-01 has passed. Name a later day."),
        (["--until", f"{TODAY.year + 4}-01-01"], 3, f"--until {TODAY.year + 4}-01-01 is more than 36 months away. Name {TODAY.year + 3}-{TODAY:%m-%d} or an earlier day."),
    ],
)  # fmt: skip
def test_what_no_approval_can_be(
    here_is_a_clinic: Path, run: Run, arguments: list[str], code: int, message: str
) -> None:
    done = approve(run, *arguments)
    assert (done.code, done.out, done.messages) == (code, "", [message])
    assert not Path("approvals").exists()


def test_a_text_past_its_review_is_not_approved(here_is_a_clinic: Path, run: Run, put: Put) -> None:
    put(TEXT, HANDOUT.replace(f"review_by: {LATER}", "review_by: 2026-01-02"))
    what = f"{TEXT}: The text was to be reviewed by 2026-01-02. Review it first, then set `review_by` anew."
    assert approve(run).messages == [what]


def test_without_a_terminal_somebody_must_have_said_yes(here_is_a_clinic: Path, run: Run) -> None:
    done = run("approve", "sleep", "--by", BY)
    assert (done.code, done.messages) == (
        6,
        ["Nobody can be asked here whether the text was checked. Run this at a terminal, or add --yes."],
    )
    assert not Path("approvals").exists()


def test_a_damaged_register_stops_everything(here_is_a_clinic: Path, run: Run) -> None:
    approve(run)
    register = Path("approvals/register.jsonl")
    whole = register.read_bytes()
    register.write_bytes(whole.replace(b"approved", b"approvd"))
    what = (
        "approvals/register.jsonl:1: This line of the register of approvals is damaged. Restore the file from a backup."
    )
    assert (give(run).code, give(run).messages) == (3, [what])
    register.write_bytes(whole + b'{"event": "withdr')  # as a program leaves it that was stopped
    assert give(run).code == 0
    run("withdraw", "sleep", "--reason", "it is wrong")
    assert standing(run) == "withdrawn"
    assert len(register.read_bytes().splitlines()) == 2


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("styles/screen.css", "section p { display: none }\n", "The leaflet does not show `Sleep well. [1]`: `well` cannot be seen."),
        ("styles/screen.css", "section p { color: white }\n", "The leaflet does not show `Sleep well. [1]`: `well` cannot be seen."),
        ("styles/screen.css", "section p { font-size: 5pt }\n", "The leaflet does not show `Sleep well. [1]`: `well` cannot be seen."),
        ("styles/screen.css", "section p { opacity: 0.01 }\n", "The leaflet does not show `Sleep well. [1]`: `well` cannot be seen."),
        ("styles/screen.css", ".call { color: transparent }\n", "The leaflet does not show `01632 960001`: `01632` cannot be seen."),
        ("styles/screen.css", "section p { transform: scale(0.3) }\n", "The leaflet does not show `Sleep well. [1]`: `well` cannot be seen."),
        ("styles/screen.css", "h2::before { content: 'Never say ' }\n", "The leaflet shows words that no template says, such as `never`."),
        ("styles/screen.css", ".foot .state { display: none }\n", f"Page 1 does not show `{DRAFT}`."),
        ("templates/foot.html", "<div class='foot'><p class='page-number'></p></div>", f"Page 1 does not show `{DRAFT}`."),
        ("templates/identity.html", "<p>{{ clinic.name }}</p>", f"{TEXT}: The leaflet does not say `01632 960001`."),
        ("templates/leaflet.html", "<!doctype html><html lang='en-GB'><head><title>{{ handout.front.title }}</title><style>{{ styles }}</style></head>"
         "<body>{% set what='' %}{% include 'foot.html' %}<main>{% include 'identity.html' %}<h1>{{ handout.front.title }}</h1></main></body></html>",
         f"{TEXT}:19: The leaflet does not say `Sleep well.`."),
    ],
)  # fmt: skip
@pytest.mark.parametrize("command", ["render", "approve", "batch"])
def test_parts_of_a_clinic_that_hide_words_are_refused(
    here_is_a_clinic: Path, run: Run, put: Put, command: str, name: str, text: str, message: str
) -> None:
    more = "\n\nRest in the afternoon, and take a walk before the night comes.\n" * 40
    put(TEXT, HANDOUT + more)
    put("clinic.yaml", CLINIC + "feedback: by post\n")
    put(name, text)
    put("list.csv", "name\nAnn\n")
    asked = {
        "render": ["render", "sleep", "-o", "x.pdf"],
        "approve": ["approve", "sleep", "--by", BY, "--yes"],
        "batch": ["batch", "list.csv", "--handout", "sleep", "--draft", "-o", "out", "--workers", "1"],
    }[command]
    done = run(*asked)
    assert done.code == 3
    if command == "approve":
        message = message.replace(DRAFT, "Next check by")
    assert any(line.startswith(message.rstrip("`.")) and line.endswith(f" ({name}).") for line in done.messages), (
        done.messages
    )
    assert not [path for path in ("x.pdf", "out", "approvals") if Path(path).exists()]


def test_parts_that_hide_nothing_are_not(here_is_a_clinic: Path, run: Run, put: Put) -> None:
    put("styles/screen.css", "section p { color: #333333; font-size: 15pt }\nh2 { text-transform: uppercase }\n")
    put("templates/identity.html", "<p>{{ clinic.phone }}, {{ clinic.name }}</p>")
    assert run("render", "sleep", "-o", "x.pdf").code == 0
    assert approve(run).code == 0


SENSITIVE = HANDOUT.replace("interests: none", "sensitive: true\ninterests: none")


@pytest.mark.parametrize(
    ("answer", "code"), [("", 6), (', "discussed": "no"', 6), (', "discussed": "yes"', 0), (', "discussed": true', 0)]
)
def test_a_sensitive_text_is_given_after_a_talk(
    here_is_a_clinic: Path, run: Run, put: Put, answer: str, code: int
) -> None:
    put(TEXT, SENSITIVE)
    approve(run)
    done = run("render", "sleep", "-o", "x.pdf", "--patient", "-", stdin=f'{{"name": "Ann"{answer}}}')
    assert done.code == code
    what = "patient: `sleep` may tell a reader what nobody has told them. Talk with the patient first, then write yes under `discussed`."
    assert done.messages == ([what] if code else [])


def test_a_run_holds_what_may_be_given_and_says_under_which_standing(
    here_is_a_clinic: Path, run: Run, put: Put
) -> None:
    approve(run)
    put("library/rest/en-GB.md", HANDOUT)
    put("list.csv", "name,handout\nAnn,sleep\nBob,rest\nEve,sleep + rest\n")
    assert run("batch", "list.csv", "-o", "out", "--workers", "1").code == 4
    [line] = [json.loads(line) for line in Path("out/record.jsonl").read_text().splitlines()]
    assert (line["row"], line["standings"]) == (1, ["approved"])
    failed = Path("out/failed.csv").read_text("utf-8-sig")
    assert failed.count("`rest` (en-GB) is not approved in this clinic.") == 2
    assert run("batch", "out/failed.csv", "-o", "out", "--resume", "--workers", "1").code == 4
    assert run("approve", "rest", "--by", BY, "--yes").code == 0
    assert run("batch", "out/failed.csv", "-o", "out", "--resume", "--workers", "1").code == 0


def test_a_run_goes_on_under_the_standing_that_it_was_begun_with(here_is_a_clinic: Path, run: Run, put: Put) -> None:
    put("list.csv", "name\nAnn\nBob\n")
    batch = ["batch", "list.csv", "-o", "out", "--workers", "1"]
    assert run(*batch, "--handout", "sleep", "--draft").code == 0
    Path("out/0001-sleep-en-GB.pdf").unlink()
    assert run(*batch, "--resume").code == 0
    approve(run)
    Path("out/0001-sleep-en-GB.pdf").unlink()
    done = run(*batch, "--resume")
    what = (
        "The standing of `sleep` (en-GB) has changed since the run began. Make the rows that are missing in a new run."
    )
    assert (done.code, done.messages) == (3, [what])


def test_who_agreed_to_an_expired_text_is_kept_for_the_whole_run(
    here_is_a_clinic: Path, run: Run, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    approve(run)
    with_day(put, "2020-02-01")
    put("list.csv", "name\nAnn\nBob\n")
    batch = ["batch", "list.csv", "-o", "out", "--workers", "1"]
    assert run(*batch, "--handout", "sleep").code == 6
    assert run(*batch, "--handout", "sleep", "--allow-expired", "Sister B. Example").code == 0
    first = Path("out/0001-sleep-en-GB.pdf")
    before = first.read_bytes()
    first.unlink()
    assert run(*batch, "--resume").code == 0
    assert first.read_bytes() == before
    assert json.loads(Path("out/run.json").read_text())["asked"]["agreed_on"] == TODAY.isoformat()


def test_every_state_is_tried_here() -> None:
    assert {one.value for one in approvals.State} == {"draft", "approved", "voided", "expired", "withdrawn"}
