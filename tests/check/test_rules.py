"""Every rule for texts, with what breaks it and what only looks as if it did."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from handouts.check.rules import FORMAT, TEXT_RULES
from tests.check.texts import GOOD, changed, looked

Edit = tuple[str, str]
WORRY = "Worry, noise and late meals keep you awake."
LONG = "word " * 19
ACTIONS = GOOD[GOOD.index("::: actions") : GOOD.index("## Why")]
URGENT = GOOD[GOOD.index("::: urgent") : GOOD.index("::: actions")]
KEY = GOOD[GOOD.index("::: key") : GOOD.index("::: urgent")]
QUESTIONS = GOOD[GOOD.index("::: questions") :]
MANY = " ".join(["You sleep well here."] * 3)
"""Twelve words in three sentences."""

BROKEN: list[tuple[str, str, Edit, str]] = [
    ("F1", "unknown-key", ("kind:", "kin: x\nkind:"), "6: error: The key `kin` is unknown."),
    ("F1", "html", (WORRY, "<b>Worry</b>."), "45: error: There is HTML."),
    ("F1", "unknown-block", ("::: unknown", "::: unknow"), "51: error: The block `unknow` is unknown."),
    (
        "F1",
        "accepted-and-not-broken",
        ("interests:", "accepted: {L1: It is a quotation.}\ninterests:"),
        "12: warning: `accepted` gives a reason for `L1`, which is not broken. (L1)",
    ),
    (
        "F1",
        "accepted-and-no-rule",
        ("interests:", "accepted: {X9: So.}\ninterests:"),
        "12: warning: `accepted` names `X9`, which is no rule. (X9)",
    ),
    ("F3", "gap", (WORRY, "[[Worry?]]"), "45: warning: There is 1 gap (line 45). ([[Worry?]] [@nhs])"),
    (
        "F3",
        "gaps",
        ("title: Poor sleep", 'title: "[[Title]]"\n    # [[publisher]]'),
        '20: warning: There are 2 gaps (lines 20, 21). (title: "[[Title]]")',
    ),
    (
        "T5",
        "italics",
        (WORRY, "*Worry* keeps you awake."),
        "45: error: There are words in italics (*...*), which are hard to read.",
    ),
    (
        "T5",
        "capitals",
        (WORRY, "NEVER EVER STAY AWAKE all night."),
        "45: warning: Several words in a row are in capitals, which are hard to read. (NEVER EVER STAY AWAKE)",
    ),
    (
        "T5",
        "capitals-in-the-title",
        ("title: Sleep\n", "title: SLEEP AND REST WELL\n"),
        "2: warning: Several words in a row are in capitals, which are hard to read. (SLEEP AND REST WELL)",
    ),
    (
        "L1",
        "long",
        (WORRY, f"{LONG}word word."),
        "45: warning: The sentence has 21 words. (word word word word word word word word word word word word word word word …)",
    ),
    (
        "L1",
        "too-long",
        (WORRY, f"{LONG}{'word ' * 6}word."),
        "45: error: The sentence has 26 words. (word word word word word word word word word word word word word word word …)",
    ),
    (
        "L1",
        "on-the-second-line",
        ("Breathing that stops at night (sleep apnoea) does too.", f"Well {LONG}to night (sleep apnoea)."),
        "46: warning: The sentence has 24 words. (Well word word word word word word word word word word word word word word …)",
    ),
    (
        "L2",
        "paragraph",
        (WORRY, f"Sleep. {WORRY} Rest. Wait."),
        "45: warning: The paragraph has 5 sentences. (Sleep. Worry, noise and late meals keep you awake. Rest. Wait. Breathing that …)",
    ),
    (
        "L2",
        "item",
        ("or you have pain.", "or you have pain. Sleep. Rest. Wait."),
        "48: warning: The list item has 4 sentences. (You worry, or you have pain. Sleep. Rest. Wait.)",
    ),
    (
        "L4",
        "passive",
        (WORRY, "Noise was heard. Meals are given late."),
        "45: warning: Of 15 sentences, 2 (13%) do not say who acts (lines 45). (was heard; are given)",
    ),
    (
        "L5",
        "glossary",
        (WORRY, "A neurologist helps."),
        "45: error: `neurologist` is not explained where it comes first. (neurologist)",
    ),
    (
        "L5",
        "term",
        ("(sleep apnoea)", "by sleep apnoea"),
        "46: warning: `sleep apnoea` is not explained where it comes first. (sleep apnoea)",
    ),
    (
        "L5",
        "dose-in-brackets",
        (WORRY, "Take folic acid (5 mg)."),
        "45: error: `folic acid` is not explained where it comes first. (folic acid)",
    ),
    (
        "L5",
        "only-later",
        (WORRY, "Ask about an MRI.\n\nThen your MRI (scan) comes."),
        "45: error: `MRI` is not explained where it comes first. (MRI)",
    ),
    (
        "L6",
        "percent",
        ("About 7 in 10 people", "About 70% of people"),
        "57: warning: A percentage is hard to picture. (About 70% of)",
    ),
    (
        "L6",
        "per-cent",
        ("About 7 in 10 people", "About 70 per cent of people"),
        "57: warning: A percentage is hard to picture. (About 70 per cent of)",
    ),
    ("L6", "dash", ("4 to 8 weeks", "4–8 weeks"), "57: warning: A range is written with a dash. (takes 4–8 weeks.)"),
    ("L6", "hyphen", ("4 to 8 weeks", "4-8 weeks"), "57: warning: A range is written with a dash. (takes 4-8 weeks.)"),
    (
        "L6",
        "trailing-zero",
        ("4 to 8 weeks", "1.0 mg"),
        "57: warning: A zero after the decimal point can be misread as ten times as much. (takes 1.0 mg.)",
    ),
    (
        "L6",
        "no-zero",
        ("4 to 8 weeks", ".5 mg"),
        "57: warning: A decimal point without a digit before it is overlooked. (takes .5 mg.)",
    ),
    ("L6", "word", ("4 to 8 weeks", "four weeks"), "57: warning: A number is written as a word. (takes four weeks.)"),
    (
        "L7",
        "mcg",
        ("4 to 8 weeks", "5 mcg"),
        "57: error: `mcg` is misread, at worst as a dose a thousand times as high. (5 mcg.)",
    ),
    (
        "L7",
        "sign",
        ("4 to 8 weeks", "5μg"),
        "57: error: `μg` is misread, at worst as a dose a thousand times as high. (takes 5μg.)",
    ),
    (
        "L7",
        "twice",
        ("4 to 8 weeks", "5 micrograms (mcg), or 9 mcg"),
        "57: error: `mcg` is misread, at worst as a dose a thousand times as high. (9 mcg.)",
    ),
    (
        "L8",
        "digits",
        ("4 to 8 weeks", "until 06/08/2026"),
        "57: warning: A date in digits is read in several ways. (until 06/08/2026.)",
    ),
    (
        "L8",
        "iso",
        ("4 to 8 weeks", "until 2026-08-06"),
        "57: warning: A date in digits is read in several ways. (until 2026-08-06.)",
    ),
    (
        "L8",
        "short-month",
        ("4 to 8 weeks", "until 6 Aug 2026"),
        "57: warning: The month is cut short. (until 6 Aug 2026.)",
    ),
    (
        "L8",
        "ordinal",
        ("4 to 8 weeks", "until 6th August"),
        "57: warning: The day of a date has letters after it. (until 6th August.)",
    ),
    (
        "L8",
        "other-order",
        ("4 to 8 weeks", "until August 6, 2026"),
        "57: warning: Day and month are in the order of another country. (until August 6, 2026.)",
    ),
    (
        "L9",
        "patients",
        (WORRY, "Patients should rest."),
        "45: warning: This speaks about the reader. (Patients should)",
    ),
    (
        "L9",
        "step",
        ("2. **Put your phone away** an hour before.", "2. A dark room is best."),
        "40: warning: The step does not tell the reader what to do. (A dark room is best.)",
    ),
    (
        "L10",
        "banned",
        (WORRY, "Prior to bed, rest."),
        "45: warning: There is a plainer word than `Prior to`. (Prior to)",
    ),
    (
        "L10",
        "in-the-summary",
        ("sleep badly\n", "suffer from bad sleep\n"),
        "3: warning: There is a plainer word than `suffer from`. (suffer from)",
    ),
    ("S1", "none", (KEY, ""), "0: error: There is no key message."),
    (
        "S1",
        "long",
        ("Most people sleep", "Rest. Wait. Most people sleep"),
        "26: error: The key message has 4 sentences. (Rest. Wait. Most people sleep better in a dark, cool room. Tell us if you stop …)",
    ),
    (
        "S1",
        "a-list",
        ("Most people sleep", "- Most people sleep"),
        "27: error: The block `key` holds something else than paragraphs.",
    ),
    ("S2", "none", (ACTIONS, ""), "0: error: Nothing says what to do."),
    (
        "S2",
        "no-steps",
        ("1. **Go", "- **Go"),
        "39: error: The block `actions` holds something else than numbered steps.",
    ),
    ("S3", "none", (URGENT, ""), "0: error: Nothing says when to get help now."),
    ("S3", "nothing-now", ("now:\n- chest pain [@nhs]\n\n", ""), "30: error: Nothing says when to get help now."),
    ("S5", "no-version", ("version: 1.0\n", ""), "1: error: The key `version` is missing."),
    ("S5", "no-day", ("written: 2026-01-01\n", ""), "1: error: The key `written` is missing."),
    (
        "S5",
        "not-yet",
        ("written: 2026-01-01", "written: 2026-11-24"),
        "7: error: `written` is 2026-11-24, which has not come yet. (2026-11-24)",
    ),
    ("S6", "none", ("review_by: 2028-01-01\n", ""), "1: error: The key `review_by` is missing."),
    (
        "S6",
        "late",
        ("review_by: 2028-01-01", "review_by: 2029-01-02"),
        "8: error: The review is more than 36 months after the text was written (2026-01-01). (2029-01-02)",
    ),
    (
        "S6",
        "soon",
        ("review_by: 2028-01-01", "review_by: 2027-02-21"),
        "8: warning: The review is due in 90 days. (2027-02-21)",
    ),
    (
        "S6",
        "past",
        ("review_by: 2028-01-01", "review_by: 2026-11-22"),
        "8: error: The review date has passed (2026-11-22). (2026-11-22)",
    ),
    (
        "S7",
        "source-taken-out",
        (GOOD[GOOD.index("  nice:") : GOOD.index("---\n\n:::")], ""),
        "35: error: The source `nice` is not in the front matter.",
    ),
    (
        "S7",
        "no-address",
        ("    url: https://www.nhs.uk/sleep\n", ""),
        "14: error: The key `sources.nhs.url` is missing.",
    ),
    (
        "S7",
        "not-read",
        ("    checked: 2026-11-20\n", ""),
        "13: warning: Nobody is said to have read 1 source of 2. (nhs)",
    ),
    (
        "S7",
        "read-tomorrow",
        ("checked: 2026-11-20", "checked: 2026-11-24"),
        "13: error: `checked` of `nhs` is 2026-11-24, which has not come yet. (nhs)",
    ),
    (
        "S7",
        "not-used",
        (
            "  nice:",
            "  cks:\n    title: Sleep\n    publisher: NICE\n    url: https://cks.nice.org.uk/\n    checked: 2026-11-20\n  nice:",
        ),
        "13: warning: There are sources that nothing in the text names. (cks)",
    ),
    (
        "S7",
        "section",
        (
            "[@nice] It takes 4 to 8 weeks.\n\n| What | How |\n| --- | --- |\n| Light | Open the curtains when you wake [@nhs] |\n",
            "It takes 4 to 8 weeks.\n",
        ),
        "55: error: Nothing in the section `treatment` names a source. (What helps)",
    ),
    (
        "S7",
        "paragraph",
        ("[@nice] It takes", "It takes"),
        "57: warning: This names no source. (About 7 in 10 people sleep better with a talking treatment. It takes 4 to 8 …)",
    ),
    ("S7", "sign", ("chest pain [@nhs]", "chest pain"), "32: warning: The sign names no source. (chest pain)"),
    (
        "S7",
        "step",
        ("hour before. [@nice]", "hour before."),
        "40: warning: The step names no source. (Put your phone away an hour before.)",
    ),
    (
        "S7",
        "key",
        ("in your sleep. [@nhs]", "in your sleep."),
        "26: error: Nothing in the block `key` names a source. (Most people sleep better in a dark, cool room. Tell us if you stop breathing …)",
    ),
    ("S8", "no-questions", (QUESTIONS, ""), "0: error: There is nothing to fill in or to ask."),
    (
        "S8",
        "no-summary",
        (WORRY, "\n\n".join([f"{MANY} [@nhs]"] * 50)),
        "0: warning: There is no summary, and the handout has 710 words.",
    ),
    (
        "S8",
        "questions-a-paragraph",
        ("- What keeps me awake?\n- ____\n", "What keeps me awake?\n"),
        "64: error: The block `questions` holds something else than a list.",
    ),
    ("S9", "one-mark", ("## What helps", "# What helps"), "55: error: There is a heading with one #."),
    (
        "S9",
        "too-few",
        (WORRY, "\n\n".join([f"{MANY} [@nhs]"] * 20)),
        "43: warning: There are 272 words below one heading. (Why you sleep badly)",
    ),
    ("S10", "none", ("interests: none\n", ""), "1: error: The key `interests` is missing."),
    (
        "S10",
        "says-nothing",
        ("interests: none", "interests: unknown"),
        "12: warning: `interests` is `unknown`, which says nothing. (unknown)",
    ),
    (
        "F4",
        "original-gone",
        ("interests:", "translated_from: {language: cy, text_hash: abc}\ninterests:"),
        "12: warning: The text in cy that this was translated from is not there. (cy)",
    ),
    ("P4", "no-language", ("language: en-GB\n", ""), "1: error: The key `language` is missing."),
    ("P4", "no-title", ("title: Sleep\n", ""), "1: error: The key `title` is missing."),
    (
        "P4",
        "other-language",
        ("language: en-GB", "language: fr"),
        "4: error: `language` is `fr`, the file is named `en-GB.md`.",
    ),
]
"""Rule, name, what is changed in the good handout, and `line: level: what (words)` as this rule finds it."""

WHOLE: list[tuple[str, str, Edit]] = [
    ("F1", "accepted", (WORRY, "Prior to bed, rest.\nAnd rest.")),
    ("F3", "brackets", (WORRY, "Worry [or noise] keeps you awake.")),
    ("F4", "a-text-of-its-own", (WORRY, "Worry keeps you awake.")),
    ("T5", "three-capitals", (WORRY, "The NHS GP MRI list is long.")),
    ("T5", "bold", (WORRY, "**Worry** keeps you awake.")),
    ("L1", "twenty", (WORRY, f"{LONG}word.")),
    ("L1", "two-sentences", (WORRY, f"Well {LONG}. Well {LONG}.")),
    ("L1", "list-after-a-colon", ("- **You worry,**", "- **You worry a lot about many things at night when it is dark,**")),
    ("L2", "three", (WORRY, "Sleep. Rest.")),
    ("L2", "abbreviations", (WORRY, "Ask Dr. Lee, e.g. by phone. See St. John's.")),
    ("L3", "easy", (WORRY, "You go to bed. You sleep.")),
    ("L4", "one", (WORRY, "Noise was heard.")),
    ("L4", "feelings", (WORRY, "You are tired. You are worried. It is limited. It was mixed.")),
    ("L5", "before-in-brackets", (WORRY, "A nerve doctor (neurologist) helps.")),
    ("L5", "after-in-brackets", (WORRY, "A neurologist (nerve doctor) helps.")),
    ("L5", "said-what-it-is", (WORRY, "Metformin is a medicine. Metformin helps.")),
    ("L5", "after-a-comma", (WORRY, "You take metformin, a diabetes medicine.")),
    ("L5", "plain-words-nearby", (WORRY, "Some tests, such as an MRI, are scans.")),
    ("L5", "in-a-table", ("| Light | Open the curtains when you wake [@nhs] |", "| Vertigo | The room seems to turn [@nhs] |")),
    ("L5", "in-a-form", ("::: unknown", "::: plan\n- [ ] MRI\n:::\n\n::: unknown")),
    ("L5", "in-the-title", ("title: Sleep\n", "title: Sleep and sleep apnoea\n")),
    ("L5", "part-of-a-word", (WORRY, "MRIs and myelinated nerves.")),
    ("L6", "one", (WORRY, "One of these keeps you awake. Only 1.5 cups do.")),
    ("L6", "telephone", (WORRY, "Call 01632-960-001.")),
    ("L6", "names", (WORRY, "COVID-19 and a 24-hour clinic.")),
    ("L6", "large-number", (WORRY, "About 1,000 people, or 100.")),
    ("L7", "in-full", ("4 to 8 weeks", "5 micrograms")),
    ("L7", "once-explained", ("4 to 8 weeks", "5 micrograms (mcg)")),
    ("L8", "in-full", ("4 to 8 weeks", "until 6 August 2026")),
    ("L8", "no-date", ("4 to 8 weeks", "24/7, and you may wait 10.5 weeks")),
    ("L9", "you", ("2. **Put your phone away** an hour before.", "2. A dark room helps you.")),
    ("L9", "a-later-clause", ("2. **Put your phone away** an hour before.", "2. Before bed, put phones away.")),
    ("L9", "other-people", (WORRY, "Most people with MS sleep well. Many patients like it.")),
    ("L10", "part-of-a-word", (WORRY, "A priority is the meanwhile.")),
    ("S1", "three", ("Most people sleep", "Rest. Most people sleep")),
    ("S2", "one-step", ("2. **Put your phone away** an hour before. [@nice]\n", "")),
    ("S3", "now-alone", ("today:\n- you fall asleep while you drive [@nhs]\n", "")),
    ("S5", "today", ("written: 2026-01-01", "written: 2026-11-23")),
    ("S6", "in-time", ("review_by: 2028-01-01", "review_by: 2029-01-01")),
    ("S6", "not-soon", ("review_by: 2028-01-01", "review_by: 2027-02-22")),
    ("S7", "whom-to-tell", ("- **You take caffeine** late in the day. [@nice]\n", "- **You take caffeine** late in the day. [@nice]\n\nTell us if this worries you. Write it down.\n")),
    ("S7", "list-below-its-source", ("- **You worry,** or you have pain. [@nhs]\n- **You take caffeine** late in the day. [@nice]", "These keep you awake: [@nhs]\n\n- pain\n- noise")),
    ("S7", "summary", ("::: questions", "## In short {#summary}\n\nYou can sleep better.\n\n::: questions")),
    ("S8", "summary", ("::: questions", "## In short {#summary}\n\nYou can sleep better.\n\n::: questions")),
    ("S9", "subheading", (WORRY, f"{WORRY}\n\n### Noise\n\nNoise keeps you awake. [@nhs]")),
    ("S10", "said", ("interests: none", "interests: A maker of beds paid for the printing")),
    ("P4", "other-title", ("title: Sleep\n", "title: Rest\n")),
]  # fmt: skip
"""Rule, name, and a change that does not break it."""


def ids(cases: list[tuple[str, str, Edit, str]] | list[tuple[str, str, Edit]]) -> list[str]:
    return [f"{case[0]}-{case[1]}" for case in cases]


def told(folder: Path, text: str, rule: str) -> list[str]:
    """What one rule finds in a text."""
    found = [one.fault for one in looked(folder, text).findings if one.rule.id == rule]
    return [f"{one.line}: {one.level}: {one.what}" + (f" ({one.words})" if one.words else "") for one in found]


def test_the_good_handout_breaks_no_rule(tmp_path: Path) -> None:
    assert looked(tmp_path, GOOD).findings == ()


@pytest.mark.parametrize(("rule", "edit", "finding"), [(c[0], c[2], c[3]) for c in BROKEN], ids=ids(BROKEN))
def test_a_broken_rule_is_found(tmp_path: Path, rule: str, edit: Edit, finding: str) -> None:
    assert told(tmp_path, changed(edit), rule)[:1] == [finding]


@pytest.mark.parametrize(("rule", "edit"), [(c[0], c[2]) for c in WHOLE], ids=ids(WHOLE))
def test_what_only_looks_broken_is_not_found(tmp_path: Path, rule: str, edit: Edit) -> None:
    assert told(tmp_path, changed(edit), rule) == []


def test_a_hard_text_is_found(tmp_path: Path) -> None:
    hard = "Unfamiliar polysyllabic terminology invariably complicates comprehension. [@nhs]"
    for count, level in ((3, "warning"), (30, "error")):
        [found] = told(tmp_path, changed((WORRY, "\n\n".join([hard] * count))), "L3")
        assert found.startswith(f"45: {level}: The text is hard to read: FKGL grade ")
        assert found.endswith("(Unfamiliar polysyllabic terminology invariably complicates comprehension.)")


def test_every_rule_has_cases_of_both_kinds() -> None:
    rules = {rule.id for rule in TEXT_RULES}
    assert rules == {*(case[0] for case in BROKEN), "L3"}
    assert rules == {case[0] for case in WHOLE}


def test_every_finding_says_what_to_do(tmp_path: Path) -> None:
    for _, _, edit, _ in BROKEN:
        for one in looked(tmp_path, changed(edit)).findings:
            assert one.fault.remedy.endswith((".", "?")), one
            assert one.fault.where == str(tmp_path / "sleep/en-GB.md")


@pytest.mark.parametrize("rule", TEXT_RULES, ids=[rule.id for rule in TEXT_RULES])
def test_a_rule_says_what_it_is(rule: object) -> None:
    for name in ("asks", "threshold", "source"):
        assert getattr(rule, name).strip()


def test_no_two_rules_have_one_id() -> None:
    assert len({rule.id for rule in TEXT_RULES}) == len(TEXT_RULES)


def test_a_mistake_of_the_format_is_told_once(tmp_path: Path) -> None:
    found = looked(
        tmp_path, changed(("1. **Go to bed** at the same time each day. [@nhs]\n2. **Put", "- **Put"))
    ).findings
    assert [one.rule.id for one in found] == ["S2"]  # and none for lacking steps


FIGURE = (
    "```icon-array\nid: rest\n{}count: 70\nlabel: sleep better\nothers: do not\nsources: [{}]\n```\n\n| What | How |"
)


@pytest.mark.parametrize(
    ("title", "source", "rule"), [("title: Who\n", "nhs", None), ("", "nhs", "F1"), ("title: Who\n", "nsh", "S7")]
)
def test_a_figure_has_keys_of_its_own(tmp_path: Path, title: str, source: str, rule: str | None) -> None:
    found = looked(tmp_path, changed(("| What | How |", FIGURE.format(title, source)))).findings
    assert [one.rule.id for one in found] == ([rule] if rule else [])


def test_what_can_be_read_is_judged_beside_mistakes_of_the_format(tmp_path: Path) -> None:
    found = looked(tmp_path, changed((WORRY, "*Worry* starts prior to bed."))).findings
    assert [one.rule.id for one in found] == ["T5", "L10"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "The front matter is missing."),
        ("---\ntitle: Sleep\n", "The front matter has no end."),
        ("---\ntitle: [\n---\n", "This is not valid YAML: expected the node content, but found '<stream end>'."),
        ("\x00", "There is an invisible character (U+0000)."),
    ],
)
def test_a_file_that_is_no_handout_is_a_mistake_of_the_format(tmp_path: Path, text: str, message: str) -> None:
    found = looked(tmp_path, text)
    assert found.handout is None
    assert found.findings[0].rule == FORMAT
    assert found.findings[0].fault.what == message


class TestAccepted:
    def test_a_warning_with_a_reason_stays(self, tmp_path: Path) -> None:
        text = changed(
            (WORRY, "Prior to bed, rest."), ("interests:", "accepted: {L10: It is a quotation.}\ninterests:")
        )
        found = looked(tmp_path, text)
        assert [(one.rule.id, one.accepted) for one in found.findings] == [("L10", "It is a quotation.")]
        assert (found.errors, found.warnings, found.accepted) == (0, 0, 1)

    def test_an_error_cannot_be_accepted(self, tmp_path: Path) -> None:
        text = changed((QUESTIONS, ""), ("interests:", "accepted: {S8: No room.}\ninterests:"))
        found = looked(tmp_path, text)
        assert [(one.rule.id, one.fault.level, one.accepted) for one in found.findings] == [
            ("S8", "error", None),
            ("F1", "warning", None),
        ]
        assert found.findings[1].fault.what == "An error cannot be accepted (`S8`)."


class TestOtherLanguages:
    def test_english_rules_leave_other_languages_alone(self, tmp_path: Path) -> None:
        text = changed(("language: en-GB", "language: fr"), (WORRY, "Patients should see an MRI prior to two."))
        found = looked(tmp_path, text, language="fr")
        assert {one.rule.id for one in found.findings} == {"P4"}
        assert found.readability is None

    def test_american_dates_and_units(self, tmp_path: Path) -> None:
        us = ("language: en-GB", "language: en-US")
        text = changed(us, (WORRY, "Until August 6, 2026. Take 5 micrograms (mcg)."), ("4 to 8 weeks", "9 mcg"))
        assert not {one.rule.id for one in looked(tmp_path, text, language="en-US").findings} & {"L7", "L8"}
        text = changed(us, (WORRY, "Until 6 August 2026."), ("4 to 8 weeks", "9 mcg"))
        assert {one.rule.id for one in looked(tmp_path, text, language="en-US").findings} >= {"L7", "L8"}


@pytest.mark.parametrize(
    ("today", "level"),
    [
        (date(2027, 10, 2), None),
        (date(2027, 10, 3), "warning"),
        (date(2028, 1, 1), "warning"),
        (date(2028, 1, 2), "error"),
    ],
)
def test_a_review_comes_nearer(tmp_path: Path, today: date, level: str | None) -> None:
    found = [one.fault.level for one in looked(tmp_path, GOOD, today=today).findings]
    assert found == ([level] if level else [])
