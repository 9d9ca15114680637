"""Every mistake that a handout can hold, and the exact words in which it is told."""

from __future__ import annotations

import pytest

from tests.conftest import Put, Run

FILE = "library/sleep/en-GB.md"

FRONT = [
    ("missing-key", "title: Sleep\n", "", ["1: The key `title` is missing. Add a line `title: ...`."]),
    ("unknown-key", "summary:", "sumary: x\nsummary:", ["3: The key `sumary` is unknown. Did you mean `summary`?"]),
    (
        "unknown-key-far",
        "summary:",
        "xyzzy: x\nsummary:",
        [
            "3: The key `xyzzy` is unknown. Use one of: accepted, codes, interests, kind, language, primary_codes, review_by, sensitive, sources, summary, terms, title, translated_from, version, written."
        ],
    ),
    (
        "duplicate-key",
        "version: 1.0",
        "version: 1.0\nversion: 1.1",
        ["6: The key `version` stands here a second time (first in line 5). Keep one."],
    ),
    (
        "bad-date",
        "written: 2026-01-01",
        "written: 1 January 2026",
        ["7: `written` is `1 January 2026`, not a date. Write year, month and day, as in 2026-11-22."],
    ),
    (
        "no-such-day",
        "written: 2026-01-01",
        "written: 2026-02-30",
        ["7: `written` is `2026-02-30`, not a date. Write year, month and day, as in 2026-11-22."],
    ),
    (
        "date-of-digits",
        "written: 2026-01-01",
        "written: 1767225600",
        ["7: `written` is `1767225600`, not a date. Write year, month and day, as in 2026-11-22."],
    ),
    ("bad-version", "version: 1.0", "version: first", ["5: `version` is `first`, not a version. Write it as in 1.0."]),
    (
        "language-not-the-file-name",
        "language: en-GB",
        "language: cy",
        ["4: `language` is `cy`, the file is named `en-GB.md`. Make them equal."],
    ),
    (
        "language-no-tag",
        "language: en-GB",
        "language: English",
        ["4: `language` is `English`, not a language tag. Write it as in en-GB or cy."],
    ),
    ("unknown-kind", "kind: lifestyle", "kind: lifestile", ["6: `kind` is `lifestile`. Did you mean `lifestyle`?"]),
    (
        "kind-a-list",
        "kind: lifestyle",
        "kind: [lifestyle]",
        ["6: `kind` is not a text. Write one value after the colon."],
    ),
    (
        "unknown-code-system",
        "icd-10:",
        "icd10:",
        ["10: `codes.icd10` is `icd10`, a code system that is not known. Did you mean `icd-10`?"],
    ),
    (
        "codes-no-list",
        "icd-10: [G47.0]",
        "icd-10: G47.0",
        ["10: `codes.icd-10` is not a list. Write the values as [one, two], or on lines that begin with -."],
    ),
    (
        "codes-not-written-so",
        "icd-10: [G47.0]",
        'icd-10: [g47.0, G470, G47.0]\n  icd-10-cm:\n    - G35.B1\n    - G35.B1.2\n  snomed-ct: ["24700007", "24700008"]',
        [
            "10: `g47.0` is not written as ICD-10 writes codes. Write it G47.0.",
            "10: `G470` is not written as ICD-10 writes codes. Write it G47.0.",
            "13: `G35.B1.2` is not written as ICD-10-CM writes codes. Write it as in G35.B1.",
            "14: `24700008` is no SNOMED CT id: a digit is wrong. Compare it with your record system.",
        ],
    ),
    (
        "primary-code-not-in-codes",
        "interests:",
        "primary_codes: {icd-10: [G47.1]}\ninterests:",
        ["11: The primary code `icd-10:G47.1` is not among `codes`. Add it to `codes` too."],
    ),
    (
        "unquoted-hash",
        "title: Sleep",
        "title: #1 for sleep",
        [
            '2: The value begins with # and is taken for a comment: #1 for sleep. Put it in quotes: title: "#1 for sleep".'
        ],
    ),
    (
        "unquoted-hash-in-a-list",
        "icd-10: [G47.0]",
        "icd-10:\n    - #G47",
        ['11: The value begins with # and is taken for a comment: #G47. Put it in quotes: - "#G47".'],
    ),
    (
        "anchor",
        "title: Sleep",
        "title: &t Sleep",
        ["2: Anchors and aliases (& and *) are not allowed. Write the value out, or put it in quotes."],
    ),
    (
        "alias",
        "interests: none",
        "interests: *t",
        ["11: Anchors and aliases (& and *) are not allowed. Write the value out, or put it in quotes."],
    ),
    (
        "tag",
        "title: Sleep",
        "title: !!binary U2xlZXA=",
        ["2: A tag (!) is not allowed. Take it out, or put the whole value in quotes."],
    ),
    (
        "code-in-quotes",
        "title: Sleep",
        'title: "Sleep\\u200b"',
        ["2: There is a code in quotes (`\\u200b`). Write the letter itself."],
    ),
    ("broken-yaml", "title: Sleep", 'title: "Sleep', ["2: A quotation mark opens here and is not closed. Close it."]),
    (
        "colon-in-a-value",
        "title: Sleep",
        "title: Sleep: how",
        ["2: There is a second colon in this line. Put the whole value in quotes."],
    ),
    ("tab", "  nhs:", "\tnhs:", ["13: There is a tab. Use spaces."]),
    (
        "not-a-map",
        "title: Sleep",
        "- title",
        [
            "3: This is not valid YAML: expected <block end>, but found '?'. Check the colons, quotes and spaces before it."
        ],
    ),
    (
        "bad-url",
        "https://www.nhs.uk/sleep",
        "www.nhs.uk/sleep",
        [
            "16: `sources.nhs.url` is `www.nhs.uk/sleep`, not a web address. Write it in full, as in https://example.org/page."
        ],
    ),
    (
        "no-url",
        "    url: https://www.nhs.uk/sleep\n",
        "",
        ["13: The key `sources.nhs.url` is missing. Add a line `url: ...`."],
    ),
    (
        "unknown-key-of-a-source",
        "publisher: NHS",
        "publisher: NHS\n    ulr: x",
        ["16: The key `sources.nhs.ulr` is unknown. Did you mean `url`?"],
    ),
    (
        "bad-source-id",
        "  nhs:",
        "  NHS_UK:",
        [
            "13: `sources.NHS_UK` is `NHS_UK`, not an id. Use small letters, digits and -.",
            "21: The source `nhs` is not in the front matter. Use one of: NHS_UK.",
        ],
    ),
    (
        "bad-checked",
        "publisher: NHS",
        "publisher: NHS\n    checked: yesterday",
        ["16: `sources.nhs.checked` is `yesterday`, not a date. Write year, month and day, as in 2026-11-22."],
    ),
    (
        "review-before-written",
        "review_by: 2028-01-01",
        "review_by: 2025-12-31",
        ["8: `review_by` is not after `written`. Set a later day."],
    ),
    (
        "a-list-for-a-text",
        "title: Sleep",
        "title: [Sleep, well]",
        ["2: `title` is not a text. Write one value after the colon."],
    ),
    (
        "a-text-for-a-list",
        "interests:",
        "terms: sleep\ninterests:",
        ["11: `terms` is not a list. Write the values as [one, two], or on lines that begin with -."],
    ),
    (
        "a-text-for-a-map",
        "codes:\n  icd-10: [G47.0]",
        "codes: G47.0",
        ["9: `codes` is not a map. Write its keys below it, each on a line of its own."],
    ),
    (
        "a-list-for-a-map",
        "codes:\n  icd-10: [G47.0]",
        "codes: [G47.0]",
        ["9: `codes` is not a map. Write its keys below it, each on a line of its own."],
    ),
    ("no-bool", "interests:", "sensitive: perhaps\ninterests:", ["11: `sensitive` is `perhaps`. Write true or false."]),
    ("empty-value", "title: Sleep", "title:", ["2: `title` has no value. Write one, or take the key out."]),
    (
        "empty-item",
        "icd-10: [G47.0]",
        'icd-10: [""]',
        ["10: `codes.icd-10[1]` has no value. Write one, or take the key out."],
    ),
    (
        "translated-from",
        "interests:",
        "translated_from: {language: cy}\ninterests:",
        ["11: The key `translated_from.text_hash` is missing. Add a line `text_hash: ...`."],
    ),
    (
        "too-deep",
        "interests:",
        "terms: [[[[[[[[[x]]]]]]]]]\ninterests:",
        [
            "11: This is nested too deep. Use the keys that the documentation lists.",
            "11: `terms[1]` is not a text. Write one value after the colon.",
        ],
    ),
    (
        "no-front-matter",
        "---\ntitle",
        "title",
        ["1: The front matter is missing. Begin the file with a line of --- and the title."],
    ),
    (
        "no-end-of-front-matter",
        "sleep\n---\n",
        "sleep\n",
        ["1: The front matter has no end. Put a line of --- after its last key."],
    ),
    (
        "no-text",
        "## Why sleep matters {#about}\n\nSleep well. [@nhs]\n",
        "",
        [" The handout has no text. Write a `## Heading {#about}` and a paragraph."],
    ),
    ("invisible", "Sleep well", "Sleep\u200b well", ["21: There is an invisible character (U+200B). Take it out."]),
    (
        "turned-text",
        "title: Sleep",
        "title: Sleep \u202egnol",
        ["2: There is an invisible character (U+202E). Take it out."],
    ),
    (
        "line-separator",
        "Sleep well.",
        "Sleep.\u2028Well.",
        ["21: There is an invisible character (U+2028). Take it out."],
    ),
]
"""Id, what stands in a good handout, what stands there instead, the messages after the file's name."""

BODY = [
    (
        "unknown-section",
        "## Why {#abuot}\n\nSleep.\n",
        ["19: The section id `abuot` is unknown. Did you mean `about`?"],
    ),
    (
        "missing-id",
        "## Why\n\nSleep.\n",
        ["19: The heading has no id. Write `## Heading {#id}` with an id such as {#about}."],
    ),
    ("no-words-in-the-heading", "## {#about}\n\nSleep.\n", ["19: The heading has no words. Write `## Heading {#id}`."]),
    (
        "h1",
        "# Sleep {#about}\n\nSleep.\n",
        ["19: There is a heading with one #. The title stands in the front matter; use ##."],
    ),
    (
        "h4",
        "@@Sleep.\n\n#### Deep {#causes}\n\nSleep.\n",
        ["23: There is a heading with more than three #. Use ## for a section, ### inside it."],
    ),
    (
        "section-twice",
        "@@Sleep.\n\n## Again {#about}\n\nSleep.\n",
        ["23: `about` stands here a second time (first in line 19). Join the two."],
    ),
    (
        "text-outside-a-section",
        "Sleep.\n\n@@Sleep.\n",
        ["19: This text stands in no section. Put a `## Heading {#id}` before it."],
    ),
    (
        "text-after-a-block",
        "@@Sleep.\n\n::: actions\n1. Sleep.\n:::\n\nMore.\n",
        ["27: This text stands in no section. Put a `## Heading {#id}` before it."],
    ),
    (
        "plan-outside-a-section",
        "::: plan\n- [ ] Sleep.\n:::\n\n@@Sleep.\n",
        ["19: The block `plan` stands in no section. Put a `## Heading {#id}` before it."],
    ),
    (
        "empty-section",
        "## Why {#about}\n\n## What to do {#lifestyle}\n\nSleep.\n",
        ["19: The section `about` is empty. Write it, or take the heading out."],
    ),
    (
        "unknown-block",
        "@@Sleep.\n\n::: acions\n1. Sleep.\n:::\n",
        ["23: The block `acions` is unknown. Did you mean `actions`?"],
    ),
    (
        "block-without-end",
        "@@Sleep.\n\n::: unknown\nNobody knows.\n",
        ["23: The block `unknown` has no end. Put a line of `:::` after it."],
    ),
    (
        "end-without-block",
        "@@Sleep.\n\n:::\n",
        ["23: There is a `:::` that ends no block. Take it out, or write a block's name after it."],
    ),
    ("empty-block", "@@Sleep.\n\n::: unknown\n:::\n", ["23: The block `unknown` is empty. Write it, or take it out."]),
    (
        "nested-block",
        "@@Sleep.\n\n:::: unknown\nNobody knows.\n\n::: plan\n- Sleep.\n:::\n::::\n",
        ["26: There is a block inside a block. End the first with `:::` before it."],
    ),
    (
        "heading-in-a-block",
        "@@Sleep.\n\n::: unknown\n## Why {#causes}\n:::\n",
        ["24: There is a section heading inside a block. Use ### here, or end the block."],
    ),
    (
        "key-not-first",
        "@@Sleep.\n\n::: key\nSleep.\n:::\n",
        ["23: The block `key` does not come first. Put the key message before everything else."],
    ),
    (
        "key-twice",
        "::: key\nSleep.\n:::\n\n::: key\nSleep.\n:::\n\n@@Sleep.\n",
        ["23: `key` stands here a second time (first in line 19). Join the two."],
    ),
    (
        "key-a-list",
        "::: key\n- Sleep.\n:::\n\n@@Sleep.\n",
        ["20: The block `key` holds something else than paragraphs. Write the message in at most three sentences."],
    ),
    (
        "urgent-too-late",
        "@@Sleep.\n\n::: urgent\nnow:\n- pain\n:::\n",
        ["23: The block `urgent` comes too late. Put it straight after the block `key`."],
    ),
    (
        "urgent-without-tiers",
        "::: urgent\n- pain\n:::\n\n@@Sleep.\n",
        [
            "20: The block `urgent` holds something else than its two tiers. Write `now:` and a list, then `today:` and a list."
        ],
    ),
    (
        "urgent-without-list",
        "::: urgent\nnow:\n:::\n\n@@Sleep.\n",
        [
            "20: The block `urgent` holds something else than its two tiers. Write `now:` and a list, then `today:` and a list."
        ],
    ),
    (
        "urgent-turned-round",
        "::: urgent\ntoday:\n- pain\n\nnow:\n- more pain\n:::\n\n@@Sleep.\n",
        ["23: `now:` stands in the wrong place. Write `now:` first, `today:` second."],
    ),
    (
        "actions-not-steps",
        "::: actions\n- Sleep.\n:::\n\n@@Sleep.\n",
        ["20: The block `actions` holds something else than numbered steps. Write each step as `1. ...`."],
    ),
    (
        "actions-a-table",
        "::: actions\n| a | b |\n| --- | --- |\n| c | d |\n:::\n\n@@Sleep.\n",
        ["20: The block `actions` holds something else than numbered steps. Write each step as `1. ...`."],
    ),
    (
        "questions-not-a-list",
        "::: questions\nWhy?\n:::\n\n@@Sleep.\n",
        ["20: The block `questions` holds something else than a list. Write each question as `- ...`."],
    ),
    ("steps-from-two", "@@2. Sleep.\n", ["21: The steps begin with 2. Begin with 1."]),
    ("html-block", "@@<div>Sleep</div>\n", ["21: There is HTML. Write it in Markdown; HTML is not allowed."]),
    ("html-comment", "@@<!-- Sleep -->\n\nSleep.\n", ["21: There is HTML. Write it in Markdown; HTML is not allowed."]),
    ("html-inline", "@@Sleep <b>well</b>.\n", ["21: There is HTML. Write it in Markdown; HTML is not allowed."]),
    ("html-code", "@@Sleep&#8203; well.\n", ["21: There is a code (`&#8203;`). Write the letter itself."]),
    ("picture", "@@Sleep ![bed](bed.png)\n", ["21: There is a picture. Take it out; a handout holds no pictures."]),
    (
        "italics",
        "@@Sleep *well*.\n",
        ["21: There are words in italics (*...*), which are hard to read. Use **bold**, or plain words."],
    ),
    ("code", "@@Sleep `well`.\n", ["21: There are words in `code`. Take the ` marks out."]),
    ("code-block", "@@```\nSleep\n```\n", ["21: There is a code block. Write it as a paragraph or a list."]),
    (
        "four-spaces",
        "@@    Sleep\n",
        ["21: A line begins with four spaces, which makes it a code block. Take the spaces out."],
    ),
    ("quotation", "@@> Sleep\n", ["21: There is a quotation (>). Write it as a paragraph, or as a `:::` block."]),
    (
        "loose-list",
        "@@- Sleep\n\n- Rest\n",
        [
            "21: There is an empty line between list items. Take the empty line out.",
            "23: There is an empty line between list items. Take the empty line out.",
        ],
    ),
    (
        "nested-list",
        "@@- Sleep\n  - Rest\n",
        ["21: There is a list inside a list. Make it one list, or two sentences."],
    ),
    ("empty-list-item", "@@- Sleep\n-\n- Rest\n", ["22: The list item is empty. Write it, or take it out."]),
    (
        "long-list-item",
        "@@- Sleep\n  > well\n",
        ["21: The list item is more than one paragraph. Make it one, or several items."],
    ),
    (
        "ragged-row",
        "@@| a | b |\n| --- | --- |\n| c | d |\n| e |\n",
        ["24: The row has 1 cells, the table has 2 columns. Make them equal."],
    ),
    (
        "row-too-long",
        "@@| a | b |\n| --- | --- |\n| c | d | e |\n",
        ["23: The row has 3 cells, the table has 2 columns. Make them equal."],
    ),
    (
        "column-without-heading",
        "@@| a | |\n| --- | --- |\n| c | d |\n",
        ["21: A column of the table has no heading. Write a heading for each column."],
    ),
    (
        "table-without-dashes",
        "@@| a | b |\n| c | d |\n",
        ["21: There is a table without a line of dashes. Put a line such as `| --- | --- |` below its headings."],
    ),
    ("one-column", "@@| a |\n| --- |\n| c |\n", ["21: The table has 1 columns. Use 2 to 4."]),
    (
        "five-columns",
        "@@| a | b | c | d | e |\n| - | - | - | - | - |\n| a | b | c | d | e |\n",
        ["21: The table has 5 columns. Use 2 to 4."],
    ),
    ("rule", "@@Sleep.\n\n---\n", ["23: There is a rule (---). For a line to write on, write ____."]),
    (
        "hard-break",
        "@@Sleep  \nwell.\n",
        ["21: There is a forced line break. Take out the \\ or the spaces at the end of the line."],
    ),
    (
        "link-of-script",
        "@@[Sleep](javascript:alert(1))\n",
        [
            "21: The link leads to `javascript:alert(1)`. Use an address that begins with https:, mailto: or tel:, or #id for a section."
        ],
    ),
    (
        "link-without-scheme",
        "@@[Sleep](www.nhs.uk)\n",
        [
            "21: The link leads to `www.nhs.uk`. Use an address that begins with https:, mailto: or tel:, or #id for a section."
        ],
    ),
    ("link-without-words", "@@[](https://www.nhs.uk)\n", ["21: The link has no words. Write [words](address)."]),
    (
        "link-title",
        '@@[Sleep](https://www.nhs.uk "NHS")\n',
        ["21: The link has a title that nobody sees on paper. Write [words](address) alone."],
    ),
    (
        "dead-link",
        "@@See [what to do](#lifestile).\n\n## What to do {#lifestyle}\n\nSleep.\n",
        ["21: The link `#lifestile` leads to no section of this handout. Did you mean `lifestyle`?"],
    ),
    (
        "unknown-citation",
        "@@Sleep.\nWell. [@nsh]\nRest.\n",
        ["22: The source `nsh` is not in the front matter. Did you mean `nhs`?"],
    ),
    (
        "unknown-citation-in-bold",
        "@@**Sleep\nwell** [@nhs]\nRest. [@nice]\n",
        ["23: The source `nice` is not in the front matter. Use one of: nhs."],
    ),
    (
        "link-definition",
        "@@[Sleep].\n\n[sleep]: https://www.nhs.uk\n",
        ["23: There is a link definition (`[words]: address`). Write links as [words](address)."],
    ),
]
"""Id, the body (@@ stands for a section's heading; its first line is line 19), the messages after the file's name."""


@pytest.fixture(autouse=True)
def _clinic(put: Put, clinic: str) -> None:
    put("clinic.yaml", clinic)


@pytest.mark.parametrize(("old", "new", "messages"), [case[1:] for case in FRONT], ids=[case[0] for case in FRONT])
def test_front_matter(run: Run, put: Put, handout: str, old: str, new: str, messages: list[str]) -> None:
    assert handout.count(old) == 1
    put(FILE, handout.replace(old, new))
    done = run("list")
    assert done.messages == [f"{FILE}:{message}" for message in messages]
    assert (done.code, done.out) == (3, "")


@pytest.mark.parametrize(("body", "messages"), [case[1:] for case in BODY], ids=[case[0] for case in BODY])
def test_body(run: Run, put: Put, handout: str, body: str, messages: list[str]) -> None:
    front = handout[: handout.index("## Why")]
    put(FILE, front + body.replace("@@", "## Why sleep matters {#about}\n\n"))
    done = run("list")
    assert done.messages == [f"{FILE}:{message}" for message in messages]
    assert (done.code, done.out) == (3, "")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(b"---\ntitle: Schl\xe4fer\n", ":2: This is not UTF-8 text. Save the file as UTF-8.", id="latin-1"),
        pytest.param(b"x" * (1024 * 1024 + 1), ": The file is larger than 1 MB. Make it smaller.", id="too-large"),
        pytest.param(
            b"", ":1: The front matter is missing. Begin the file with a line of --- and the title.", id="empty"
        ),
    ],
)
def test_whole_file(run: Run, put: Put, content: bytes, message: str) -> None:
    put(FILE, content)
    done = run("list")
    assert (done.code, done.messages) == (3, [FILE + message])


@pytest.mark.parametrize("name", ["library/sleep/en_GB.md", "library/Good sleep/en-GB.md", "library/sleep/README.md"])
def test_a_misnamed_file_is_not_passed_over(run: Run, put: Put, handout: str, name: str) -> None:
    put(name, handout)
    done = run("list")
    message = f"{name}: The file is not named as a handout is. Name it as in low-b12-and-ms/en-GB.md."
    assert (done.code, done.messages) == (3, [message])


def test_a_topic_needs_three_sections(run: Run, put: Put, handout: str) -> None:
    put(FILE, handout.replace("kind: lifestyle", "kind: topic"))
    assert run("list").messages == [
        f"{FILE}: The section `{one}` is missing. A topic needs `## Heading {{#{one}}}`."
        for one in ("diagnosis", "treatment", "lifestyle")
    ]


def test_a_letter_without_a_glyph(run: Run, put: Put, handout: str) -> None:
    put(FILE, handout.replace("Sleep well", "Sleep \u4e2d well"))
    done = run("render", "sleep", "--format", "html")
    message = f"{FILE}:21: No bundled font has the letter \u4e2d (U+4E2D). Write it with other letters."
    assert (done.code, done.messages) == (3, [message])


def test_all_mistakes_are_told_at_once_in_the_order_of_lines(run: Run, put: Put) -> None:
    put(
        FILE,
        """\
---
titel: Sleep
summary:
language: en-GB
version: one
kind: advice
written: 2026-13-01
review_by: never
interests: none
sources:
  nhs: {title: Sleep, publisher: NHS, url: nhs}
---
# Sleep

## Why {#why}

Sleep *well*. [@nhs]
You need it. [@who]

::: acions
1. Sleep.
:::
""",
    )
    lines = [int(message.removeprefix(f"{FILE}:").split(":")[0]) for message in run("list").messages]
    assert lines == [1, 2, 3, 5, 6, 7, 8, 11, 13, 13, 15, 17, 18, 20]


def test_the_mistakes_of_all_files_are_told_at_once(run: Run, put: Put, handout: str) -> None:
    for name in ("rest", "sleep"):
        put(f"library/{name}/en-GB.md", handout.replace("kind: lifestyle", "kind: lifestile"))
    assert run("list").messages == [
        f"library/{name}/en-GB.md:6: `kind` is `lifestile`. Did you mean `lifestyle`?" for name in ("rest", "sleep")
    ]
