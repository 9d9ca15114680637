"""A handout without a mistake becomes values; which text is given follows from name and language."""

from __future__ import annotations

import hashlib
from dataclasses import FrozenInstanceError
from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError

from handouts.content.body import (
    Block,
    Bullets,
    Citation,
    Item,
    Link,
    Paragraph,
    Section,
    Steps,
    Strong,
    Subheading,
    Table,
    Text,
    Urgent,
    WriteLine,
    plain,
)
from handouts.content.finder import Library, find_handout, find_library, read_all
from handouts.content.handout import extract, read_handout
from handouts.errors import Refused
from tests.conftest import Put

WHOLE = """
::: key
Sleep *matters*.
:::

::: urgent
now:
- you cannot breathe [@nhs]

today:
- you cannot sleep
:::

::: actions
1. **Get up** at the same time.
:::

## Why sleep matters {#about}

Sleep **well**,
every night. [@nhs; gp] See [what to do](#lifestyle).

| When | What |
| --- | --- |
| Night | Sleep |

### More

____

## What to do {#lifestyle}

::: plan
- [ ] No coffee after noon
- I go to bed at: ____
- ____
:::

::: unknown
Nobody knows why.
:::

::: questions
- Why?
:::
""".replace("*matters*", "matters")


@pytest.fixture
def whole(handout: str) -> str:
    source = "  gp:\n    title: T\n    publisher: P\n    url: https://a.example\n    checked: 2026-02-01\n---\n"
    front = handout[: handout.index("---\n\n## Why")]
    return front.replace("version: 1.0", "version: 1.10") + source + WHOLE


def test_a_handout_as_values(put: Put, whole: str) -> None:
    found = read_handout(put("sleep/en-GB.md", whole))
    first = whole.split("\n").index("::: key") + 1
    key, urgent, actions, about, lifestyle, questions = found.body
    assert key == Block("key", first, (Paragraph(first + 1, (Text("Sleep matters."),)),))
    assert isinstance(urgent, Urgent)
    assert urgent.now == (Item(first + 6, (Text("you cannot breathe "), Citation(("nhs",)))),)
    assert urgent.today == (Item(first + 9, (Text("you cannot sleep"),)),)
    assert isinstance(actions, Block)
    (steps,) = actions.parts
    assert isinstance(steps, Steps)
    assert steps.items[0].inlines == (Strong((Text("Get up"),)), Text(" at the same time."))
    assert isinstance(about, Section)
    assert (about.id, plain(about.heading), about.line) == ("about", "Why sleep matters", first + 16)
    words, table, more, line = about.parts
    assert isinstance(words, Paragraph)
    assert words.inlines == (
        Text("Sleep "),
        Strong((Text("well"),)),
        Text(", every night. "),
        Citation(("nhs", "gp")),
        Text(" See "),
        Link("#lifestyle", (Text("what to do"),)),
        Text("."),
    )
    assert isinstance(table, Table)
    assert [plain(cell) for cell in table.head] == ["When", "What"]
    assert [[plain(cell) for cell in row] for row in table.rows] == [["Night", "Sleep"]]
    assert isinstance(more, Subheading)
    assert isinstance(line, WriteLine)
    assert isinstance(lifestyle, Section)
    plan, unknown = lifestyle.parts
    assert isinstance(plan, Block)
    assert isinstance(plan.parts[0], Bullets)
    assert [(plain(item.inlines), item.tick, item.blank) for item in plan.parts[0].items] == [
        ("No coffee after noon", True, False),
        ("I go to bed at:", False, True),
        ("", False, True),
    ]
    assert isinstance(unknown, Block)
    assert (unknown.name, questions.kind) == ("unknown", "block")


def test_front_matter_as_values(put: Put, whole: str) -> None:
    found = read_handout(put("sleep/en-GB.md", whole))
    front = found.front
    assert (found.name, found.language, front.version, front.kind) == ("sleep", "en-GB", "1.10", "lifestyle")
    assert (front.written, front.review_by) == (date(2026, 1, 1), date(2028, 1, 1))
    assert front.codes == {"icd-10": ("G47.0",)}
    assert (front.sources["nhs"].checked, front.sources["gp"].checked) == (None, date(2026, 2, 1))
    assert front.sensitive is False
    with pytest.raises(ValidationError, match="frozen"):
        front.title = "Other"  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        found.name = "other"  # type: ignore[misc]


def test_scalars_are_text(put: Put, handout: str) -> None:
    text = handout.replace("title: Sleep", "title: 0x10").replace("version: 1.0", "version: 1_0".replace("_", "."))
    text = text.replace("interests: none", "interests: null\nterms: [1e3, yes]")
    front = read_handout(put("sleep/en-GB.md", text)).front
    assert (front.title, front.interests, front.terms) == ("0x10", "null", ("1e3", "yes"))


@pytest.mark.parametrize("ends", [b"\r\n", b"\r", b"\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_line_ends_do_not_change_the_text_hash(put: Put, handout: str, ends: bytes, mark: bytes) -> None:
    path = put("sleep/en-GB.md", mark + handout.encode().replace(b"\n", ends))
    assert read_handout(path).source.text_hash == hashlib.sha256(handout.encode()).hexdigest()


def test_any_other_change_changes_the_text_hash(put: Put, handout: str) -> None:
    hashes = {
        read_handout(put("sleep/en-GB.md", text)).source.text_hash
        for text in (handout, handout + "\n", handout.replace("well", "more"), handout.replace("1.0", "1.1"))
    }
    assert len(hashes) == 4


def library(put: Put, handout: str, *tags: str) -> Library:
    files = {tag: put(f"sleep/{tag}.md", handout.replace("language: en-GB", f"language: {tag}")) for tag in tags}
    return Library({"sleep": files})


@pytest.mark.parametrize(
    ("there", "asked", "own", "given"),
    [
        ("en-GB cy", None, None, "en-GB"),
        ("en-GB cy", None, "cy", "cy"),
        ("en-GB cy", "cy", "en-GB", "cy"),
        ("en-GB en-US", "en-US", "en-GB", "en-US"),
        ("en-GB en-US", "en", "en-US", "en-US"),
        ("en-GB cy", "en", "cy", "en-GB"),
        ("en-US cy", "en", "en-GB", "en-US"),
        ("en-US", "en", None, "en-US"),
        ("en en-US", "en", "en-US", "en"),
        ("zh-Hans-CN", "zh", None, "zh-Hans-CN"),
    ],
)
def test_which_language_is_given(
    put: Put, handout: str, there: str, asked: str | None, own: str | None, given: str
) -> None:
    found = find_handout(library(put, handout, *there.split()), "sleep", asked, own)
    assert found.language == given


@pytest.mark.parametrize(
    ("there", "asked", "own", "tag"),
    [
        ("en-GB en-US", "cy", None, "cy"),
        ("en-US", None, None, "en-GB"),
        ("en-GB", None, "cy", "cy"),
        ("en-GB en-US", "en", "cy", "en"),
        ("en-GB en-US", "en", None, "en"),
        ("en-GB", "en-US", "en-GB", "en-US"),
        ("en-GB", "en-us", None, "en-us"),
        ("en-GB", "e", None, "e"),
    ],
)
def test_never_another_language(
    put: Put, handout: str, there: str, asked: str | None, own: str | None, tag: str
) -> None:
    with pytest.raises(Refused) as refusal:
        find_handout(library(put, handout, *there.split()), "sleep", asked, own)
    exists = ", ".join(there.split())
    assert str(refusal.value) == f"There is no `sleep` in `{tag}`. There is: {exists}. Choose one with --language."


def test_every_shipped_handout_can_be_read() -> None:
    handouts = read_all(find_library(), None)
    assert {(one.name, one.language) for one in handouts} >= {
        ("low-b12-and-ms", "en-GB"),
        ("vitamin-b12-and-food", "en-GB"),
    }


def test_the_clinic_s_library_lies_over_the_shipped_one(put: Put, handout: str) -> None:
    shipped = find_library().files
    mine = put("library/low-b12-and-ms/en-GB.md", handout)
    put("library/low-b12-and-ms/cy.md", handout)
    put("library/.hidden/en-GB.md", handout)
    put("library/sleep/.en-GB.md", handout)
    put("library/sleep/notes.txt", "notes")
    both = find_library([mine.parent.parent.parent]).files
    assert both.keys() == shipped.keys()
    assert both["low-b12-and-ms"]["en-GB"] == mine
    assert both["low-b12-and-ms"].keys() == {"en-GB", "cy"}
    assert both["vitamin-b12-and-food"] == shipped["vitamin-b12-and-food"]
    assert find_library([Path("nowhere")]).files == shipped


def test_an_extract_keeps_what_keeps_people_safe(put: Put, whole: str) -> None:
    found = extract(read_handout(put("sleep/en-GB.md", whole)), ["lifestyle"])
    assert [part.id if isinstance(part, Section) else part.kind for part in found.body] == [
        "block",
        "urgent",
        "lifestyle",
    ]


def test_an_extract_keeps_no_link_to_a_section_that_it_leaves_out(tmp_path: Path) -> None:
    path = tmp_path / "sleep" / "en-GB.md"
    path.parent.mkdir()
    front = "title: Sleep\nsummary: s\nlanguage: en-GB\nversion: 1.0\nkind: lifestyle\nwritten: 2026-01-01\n"
    front += "review_by: 2027-01-01\ninterests: none\nsources: {}\n"
    path.write_text(
        f"---\n{front}---\n## A {{#about}}\n\nSee [below](#outlook).\n\n## B {{#outlook}}\n\nText.\n", "utf-8"
    )
    handout = read_handout(path)
    assert [section.id for section in extract(handout, ["about", "outlook"]).sections] == ["about", "outlook"]
    with pytest.raises(Refused, match="`outlook`, which the extract leaves out"):
        extract(handout, ["about"])


def test_a_library_leads_nowhere_else(tmp_path: Path) -> None:
    outside = tmp_path / "elsewhere.md"
    outside.write_text("secret", "utf-8")
    own = tmp_path / "clinic" / "library" / "sleep"
    own.mkdir(parents=True)
    (own / "en-GB.md").symlink_to(outside)
    with pytest.raises(Refused, match="The file lies outside the library"):
        find_library([own.parent.parent])
