"""A figure is read as data; the text names its numbers; and its alternative says all of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from handouts.content.body import Citation, Text, plain, runs
from handouts.content.figures import Bar, BarChart, IconArray, alternative
from handouts.content.handout import Handout, read_handout
from handouts.content.words import words
from handouts.errors import Refused
from tests.conftest import Put

PEOPLE = """\
``` icon-array
id: older-people
title: Low B12 or folate at 75 and over
count: 10
label: have low B12 or folate
others: do not
sources: [nhs]
```
"""
NEED = """\
``` bar-chart
id: daily-need
title: How much B12 you need each day
unit: micrograms
bars:
  Most adults: 2.4
  When pregnant: 2.6
  When breastfeeding: 2.8
line: {label: What most adults need, value: 2.4}
sources: [nhs]
```
"""
EN = words("en-GB")


def read(put: Put, handout: str, body: str) -> Handout:
    """A handout whose one section ends with this; its first line is line 24 of the file."""
    return read_handout(put("sleep/en-GB.md", f"{handout}\n\n{body}"))


def mistakes(put: Put, handout: str, body: str) -> list[str]:
    with pytest.raises(Refused) as caught:
        read(put, handout, body)
    return [str(one).partition("en-GB.md:")[2] for one in caught.value.problems]


def test_an_icon_array_is_what_its_data_say(put: Put, handout: str) -> None:
    found = read(put, handout, PEOPLE).sections[0].parts[-1]
    title, label = "Low B12 or folate at 75 and over", "have low B12 or folate"
    assert found == IconArray(24, "older-people", title, 10, label, "do not", ("nhs",))


def test_a_bar_chart_is_what_its_data_say(put: Put, handout: str) -> None:
    found = read(put, handout, NEED).sections[0].parts[-1]
    assert isinstance(found, BarChart)
    assert (found.id, found.unit, found.sources) == ("daily-need", "micrograms", ("nhs",))
    assert found.bars == (Bar("Most adults", "2.4"), Bar("When pregnant", "2.6"), Bar("When breastfeeding", "2.8"))
    assert found.reference == Bar("What most adults need", "2.4")
    without = read(put, handout, NEED.replace(next(one for one in NEED.splitlines(True) if "line:" in one), ""))
    assert without.sections[0].parts[-1].reference is None  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "written",
    [
        "{0}\nOf these, [=older-people] have it, and adults need [=daily-need.Most\nadults]. [@nhs]\n{1}",
        "Of these, [=older-people] have it, and adults need [=daily-need.Most adults]. [@nhs]\n\n{0}\n{1}",
        "{0}\n{1}\nOf these, [=older-people] have it, and adults need [=daily-need.What most adults need]. [@nhs]",
    ],
)
def test_the_text_names_the_numbers_of_figures_before_or_after_it(put: Put, handout: str, written: str) -> None:
    parts = read(put, handout, written.format(PEOPLE, NEED)).sections[0].parts
    texts = [words_ for part in parts for words_ in runs(part) if "Of these" in plain(words_)]
    assert texts == [
        (Text("Of these, 10 in 100 have it, and adults need 2.4 micrograms. "), Citation(("nhs",))),
    ]


@pytest.mark.parametrize(
    "written", ["**[=older-people]**", "[[=older-people] of us](#about)", "- [=older-people]", "### [=older-people]"]
)
def test_a_number_may_stand_wherever_words_do(put: Put, handout: str, written: str) -> None:
    part = read(put, handout, f"{PEOPLE}\n{written}\n").sections[0].parts[-1]
    assert [plain(one).startswith("10 in 100") for one in runs(part)] == [True]


def test_the_alternative_says_all_of_the_data(put: Put, handout: str) -> None:
    people, need = read(put, handout, f"{PEOPLE}\n{NEED}").sections[0].parts[-2:]
    assert isinstance(people, IconArray) and isinstance(need, BarChart)
    assert alternative(people, EN) == "Drawing of 100 people. 10 in 100 have low B12 or folate. 90 in 100 do not."
    assert alternative(need, EN) == (
        "Bar chart. Most adults: 2.4 micrograms. When pregnant: 2.6 micrograms. When breastfeeding: 2.8 micrograms. "
        "Dashed line: What most adults need: 2.4 micrograms."
    )


def test_what_a_figure_says_is_read_with_the_text(put: Put, handout: str) -> None:
    """So that its sources are numbered, and its words and numbers weighed."""
    people, need = read(put, handout, f"{PEOPLE}\n{NEED}").sections[0].parts[-2:]
    assert next(runs(people)) == (Text("Low B12 or folate at 75 and over"), Citation(("nhs",)))
    assert [plain(one) for one in runs(people)][1:] == ["10", "have low B12 or folate", "90", "do not"]
    assert "When pregnant: 2.6 micrograms" in [plain(one) for one in runs(need)]
    assert "What most adults need: 2.4 micrograms" in [plain(one) for one in runs(need)]


def people(before: str, after: str) -> str:
    assert PEOPLE.count(before) == 1
    return PEOPLE.replace(before, after)


def need(before: str, after: str) -> str:
    assert NEED.count(before) == 1
    return NEED.replace(before, after)


NUMBER = "Write a number of at most two decimals and not below 0, as in 2.4."
ZEROS = "Take the zeros at its end out: 2.50 may be read as 250."
WHOLE = "Write a whole number from 1 to 99: so many of 100 people."
PLAIN = "Write plain words; name the sources in `sources`."
FAULTS = {
    "an unknown figure": (people("icon-array", "icon-aray"), ["24: The figure `icon-aray` is unknown. Did you mean `icon-array`?"]),
    "code": (people(" icon-array", "python"), ["24: The figure `python` is unknown. Use one of: bar-chart, icon-array."]),
    "no end": (
        PEOPLE.removesuffix("```\n") + "\n## Why {#causes}\n\nWords.\n",
        ["24: The figure `icon-array` has no end. Put a line of ``` after it."],
    ),
    "nothing in it": (
        "``` icon-array\n```\n",
        [f"25: The key `{key}` is missing. Add a line `{key}: ...`." for key in ("id", "title", "sources", "count", "label", "others")],
    ),
    "no map": ("``` icon-array\nwords\n```\n", ["25: This is not a map of keys and values. Write `key: value` lines."]),
    "an unknown key": (people("others:", "other:"), [
        "25: The key `others` is missing. Add a line `others: ...`.",
        "29: The key `other` is unknown. Did you mean `others`?",
    ]),
    "a key of the other kind": (need("unit: micrograms", "count: 10\nunit: micrograms"), [
        "27: The key `count` is unknown. Did you mean `unit`?"
    ]),
    "a key twice": (people("count: 10", "count: 10\ncount: 11"), [
        "28: The key `count` stands here a second time (first in line 27). Keep one."
    ]),
    "an id": (people("older-people", "Older people"), [
        "25: `id` is `Older people`, not an id. Use small letters, digits and -."
    ]),
    "nobody": (people("count: 10", "count: 0"), [f"27: `count` is `0`. {WHOLE}"]),
    "everybody": (people("count: 10", "count: 100"), [f"27: `count` is `100`. {WHOLE}"]),
    "a part of a person": (people("count: 10", "count: 1.5"), [f"27: `count` is `1.5`. {WHOLE}"]),
    "per cent": (people("count: 10", "count: 10%"), [f"27: `count` is `10%`. {WHOLE}"]),
    "an empty label": (people("label: have low B12 or folate", "label:"), [
        "28: `label` has no value. Write one, or take the key out."
    ]),
    "a citation in the title": (people("title: Low", "title: Now [@nhs] low"), [f"26: `title` holds `[@`. {PLAIN}"]),
    "a citation in a label": (people("label: have", "label: have [@nhs]"), [f"28: `label` holds `[@`. {PLAIN}"]),
    "a number in a label": (people("label: have", "label: of [=older-people] have"), [f"28: `label` holds `[=`. {PLAIN}"]),
    "bold": (need("title: How", "title: How **much** or how"), [f"26: `title` holds `**`. {PLAIN}"]),
    "no source": (people("[nhs]", "[]"), ["30: `sources` names no source. Name at least one of the front matter."]),
    "no list of sources": (people("[nhs]", "nhs"), [
        "30: `sources` is not a list. Write the values as [one, two], or on lines that begin with -."
    ]),
    "an unknown source": (people("[nhs]", "[nhs, nhss]"), [
        "30: The source `nhss` is not in the front matter. Did you mean `nhs`?"
    ]),
    "a source twice": (people("[nhs]", "[nhs, nhs]"), ["30: `sources` names a source twice. Name each once."]),
    "one bar": (need("  When pregnant: 2.6\n  When breastfeeding: 2.8\n", ""), ["28: `bars` holds too few bars (1). Draw 2 to 10."]),
    "eleven bars": (need("  When pregnant: 2.6\n", "".join(f"  Bar {n}: {n}\n" for n in range(9))), [
        "28: `bars` holds too many bars (11). Draw 2 to 10."
    ]),
    "bars as a list": (need("bars:\n  Most adults: 2.4\n  When pregnant: 2.6\n  When breastfeeding: 2.8\n", "bars: [2, 3]\n"), [
        "28: `bars` is not a map. Write its keys below it, each on a line of its own."
    ]),
    "a zero at the end": (need("pregnant: 2.6", "pregnant: 2.60"), [f"30: `bars.When pregnant` is `2.60`. {ZEROS}"]),
    "a zero alone at the end": (need("pregnant: 2.6", "pregnant: 2.0"), [f"30: `bars.When pregnant` is `2.0`. {ZEROS}"]),
    "three decimals": (need("pregnant: 2.6", "pregnant: 2.625"), [f"30: `bars.When pregnant` is `2.625`. {NUMBER}"]),
    "a negative number": (need("pregnant: 2.6", "pregnant: -2.6"), [f"30: `bars.When pregnant` is `-2.6`. {NUMBER}"]),
    "a comma": (need("pregnant: 2.6", "pregnant: 2,6"), [f"30: `bars.When pregnant` is `2,6`. {NUMBER}"]),
    "a number with its unit": (need("pregnant: 2.6", "pregnant: 2.6 mg"), [f"30: `bars.When pregnant` is `2.6 mg`. {NUMBER}"]),
    "a zero before": (need("pregnant: 2.6", "pregnant: 02.6"), [f"30: `bars.When pregnant` is `02.6`. {NUMBER}"]),
    "no number": (need("pregnant: 2.6", "pregnant:"), ["30: `bars.When pregnant` has no value. Write one, or take the key out."]),
    "nothing but zeros": (
        NEED.replace("2.4", "0").replace("2.6", "0").replace("2.8", "0"),
        ["28: Every bar is 0, so that there is nothing to draw. Write it as a sentence."],
    ),
    "bars of one name": (need("When pregnant", '" Most  adults"'), ["28: Two bars have the same name. Name each otherwise."]),
    "a line without a value": (need(", value: 2.4", ""), ["32: The key `line.value` is missing. Add a line `value: ...`."]),
    "a line that is a bar": (need("What most adults need", "Most adults"), [
        "32: The line is named `Most adults` as a bar is. Name it otherwise."
    ]),
    "an id twice": (f"{PEOPLE}\n{need('daily-need', 'older-people')}", [
        "33: The id `older-people` stands here a second time (first in line 24). Give each figure an id of its own."
    ]),
    "in a block": (f"::: unknown\n{PEOPLE}:::\n", ["25: There is a figure inside a block. End the block with `:::` before it."]),
    "an unknown number": (f"{PEOPLE}\n{NEED}\nAbout\n[=older-peple].\n", [
        "46: `[=older-peple]` names no number of a figure. Did you mean `older-people`?"
    ]),
    "an unknown bar": (f"{NEED}\nAbout [=daily-need.Most adult].\n", [
        "36: `[=daily-need.Most adult]` names no number of a figure. Did you mean `daily-need.Most adults`?"
    ]),
    "no bar": (f"{need('  When breastfeeding: 2.8' + chr(10), '')}\nAbout [=daily-need].\n", [
        "35: `[=daily-need]` names a bar chart and none of its bars. "
        "Name one of: [=daily-need.Most adults], [=daily-need.When pregnant], [=daily-need.What most adults need]."
    ]),
    "no figure": ("About [=older-people].\n", [
        "24: `[=older-people]` names no figure: there is none. Write the number itself."
    ]),
    "a bar of people": (f"{PEOPLE}\n[=older-people.have]\n", [
        "33: `[=older-people.have]` names no number of a figure. Did you mean `older-people`?"
    ]),
    "several": (f"{people('count: 10', 'count: ten')}\n{need('[nhs]', '[nice]')}\n[=anything]\n", [
        f"27: `count` is `ten`. {WHOLE}",
        "42: The source `nice` is not in the front matter. Use one of: nhs.",
    ]),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_mistake_is_told_with_its_line_and_remedy(put: Put, handout: str, fault: str) -> None:
    body, told = FAULTS[fault]
    assert mistakes(put, handout, body) == told


def test_a_figure_before_the_first_section(put: Put, handout: str) -> None:
    text = handout.replace("## Why", f"{PEOPLE}\n## Why")
    with pytest.raises(Refused) as caught:
        read_handout(put("sleep/en-GB.md", text))
    [problem] = caught.value.problems
    assert (problem.line, problem.what) == (19, "The figure `older-people` stands in no section.")


def test_a_number_is_written_as_its_language_writes_it() -> None:
    assert EN.decimal("2.4") == "2.4"
    assert EN.model_copy(update={"decimal_sign": ","}).decimal("2.4") == "2,4"


def test_a_language_without_words_is_read(tmp_path: Path, put: Put, handout: str) -> None:
    """It cannot be composed, which is told then."""
    text = handout.replace("en-GB", "cy") + f"\n{PEOPLE}\nAbout [=older-people].\n"
    assert read_handout(put("sleep/cy.md", text)).language == "cy"
