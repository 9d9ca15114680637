"""Runs the rules: which texts, which scope, and what their authors have accepted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from handouts.check.faults import fault, key_line
from handouts.check.pdf import pdf_findings
from handouts.check.readability import Readability, readability
from handouts.check.rule import Fault, Finding, OnPaper, Text
from handouts.check.rules import FORMAT, LEAFLET_RULES, RULES, TEXT_RULES, leaflet_rule, text_rule
from handouts.clinic.clinic import Clinic
from handouts.clinic.edition import BASES, Edition, edition
from handouts.content.finder import Library, find_file
from handouts.content.handout import Handout, read_as_far
from handouts.errors import HandoutsError, Problem, nearest, refused
from handouts.files import shown

LETTER_REGIONS = ("US", "CA", "MX", "PH")
"""Where leaflets are printed on Letter."""


@dataclass(frozen=True, slots=True)
class Looked:
    """A file that was looked at, and what was found; no handout where there is none to be read."""

    file: str
    handout: Handout | None
    findings: tuple[Finding, ...]
    readability: Readability | None = None

    @property
    def errors(self) -> int:
        """How many errors there are."""
        return sum(one.fault.level == "error" for one in self.findings)

    @property
    def warnings(self) -> int:
        """How many warnings there are that nobody has accepted."""
        return sum(one.fault.level == "warning" and one.accepted is None for one in self.findings)

    @property
    def accepted(self) -> int:
        """How many warnings stay for a reason."""
        return sum(one.accepted is not None for one in self.findings)


def files_named(names: Sequence[str], library: Library, language: str | None, own: str | None) -> list[Path]:
    """The files of handouts by name or path; without names, the whole library.

    A name means the handout in all its languages, or in the one asked for. Raises `Refused` for what is not there.
    """
    if not names:
        return [path for _, texts in sorted(library.files.items()) for path in _in_language(texts.items(), language)]
    found: list[Path] = []
    for name in names:
        path = Path(name)
        if path.suffix == ".md" or "/" in name or "\\" in name or (name not in library.files and path.exists()):
            found += _at(path)
        elif language or name not in library.files:
            found.append(find_file(library, name, language, own))
        else:
            found += [path for _, path in sorted(library.files[name].items())]
    return list(dict.fromkeys(found))


def _in_language(texts: Iterable[tuple[str, Path]], language: str | None) -> list[Path]:
    return [path for tag, path in sorted(texts) if not language or language in (tag, tag.split("-")[0])]


def _at(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    files = sorted([*path.glob("[!.]*.md"), *path.glob("[!.]*/[!.]*.md")])
    if not files:
        raise refused(shown(path), 0, "There is no handout in this folder.", "Name a file, as in NAME/en-GB.md.")
    return files


def look_at(path: Path, today: date, clinic: Clinic | None = None, library: Library | None = None) -> Looked:
    """All that the rules find in a file; with a clinic, also in the leaflets that it makes of it.

    A translation is compared with its original in the library that it is from, else in its own folder.
    """
    try:
        handout, problems = read_as_far(path)
    except HandoutsError as error:
        return Looked(shown(path), None, tuple(map(_of_problem, error.problems)))
    broken = [_of_problem(problem) for problem in problems]
    if handout is None:
        return Looked(shown(path), None, tuple(broken))
    text = Text(handout, today, _library_of(path, handout, library))
    told = {one.rule.id for one in broken}  # what cannot be read, no rule can judge
    found = [*broken, *(Finding(rule, one) for rule in TEXT_RULES if rule.id not in told for one in rule.faults(text))]
    if clinic and not broken:
        places = {(one.rule.id, one.fault.where, one.fault.line) for one in found}
        paper = on_paper(text, clinic)
        found += [one for one in paper if (one.rule.id, one.fault.where, one.fault.line) not in places]  # told already
    judged = [*_judged(text, found), *_not_to_accept(text, found)]
    return Looked(handout.source.name, handout, tuple(sorted(judged, key=_place)), readability(handout))


def _library_of(path: Path, handout: Handout, library: Library | None) -> Library:
    """The library that a file is from; for one from elsewhere, its own folder."""
    if library and library.files.get(handout.name, {}).get(path.stem) == path:
        return library
    return Library({handout.name: {one.stem: one for one in path.parent.glob("[!.]*.md")}})


def look_at_pdf(path: Path) -> Looked:
    """All that the rules for any PDF find in a file. Raises `Refused` for one that cannot be read."""
    return Looked(shown(path), None, tuple(pdf_findings(path)))


def text_findings(handout: Handout, today: date) -> tuple[Finding, ...]:
    """What the rules of scope `text` find in a handout that has been read."""
    text = Text(handout, today)
    found = [Finding(rule, one) for rule in TEXT_RULES for one in rule.faults(text)]
    return tuple(sorted([*_judged(text, found), *_not_to_accept(text, found)], key=_place))


def on_paper(text: Text, clinic: Clinic) -> Iterator[Finding]:
    """What the rules of scope `leaflet` find, in both sizes, on the paper of the text's country; each thing once."""
    seen: dict[tuple[str, Fault], Finding] = {}
    for base in BASES:
        paper = "Letter" if text.handout.language.rpartition("-")[2] in LETTER_REGIONS else "A4"
        for one in _in_edition(text, clinic, edition(base, paper)):
            seen.setdefault((one.rule.id, one.fault), one)
    yield from seen.values()


def _in_edition(text: Text, clinic: Clinic, chosen: Edition) -> list[Finding]:
    from handouts.page.compose import compose
    from handouts.page.output import typeset_seen
    from handouts.page.standing import standing

    try:
        composed = compose(text.handout, clinic, chosen, standing(text.handout, clinic, text.today))
        pdf = typeset_seen([composed], [text.handout], clinic).pdf
        leaflet = OnPaper(text, clinic, chosen, composed, pdf)
    except HandoutsError as error:
        return [Finding(leaflet_rule(one.about), _fault(one, text.handout.source.name)) for one in error.problems]
    return [Finding(rule, one) for rule in LEAFLET_RULES for one in rule.faults(leaflet)]


def _of_problem(problem: Problem) -> Finding:
    return Finding(text_rule(problem.about), _fault(problem))


def _fault(problem: Problem, file: str = "") -> Fault:
    return Fault(problem.where or file, problem.line, "", problem.what, problem.remedy, "error")


def _judged(text: Text, findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings, with the reason for each warning that stays."""
    reasons = text.handout.front.accepted
    for one in findings:
        yield replace(one, accepted=reasons.get(one.rule.id)) if one.fault.level == "warning" else one


def _not_to_accept(text: Text, findings: Sequence[Finding]) -> Iterator[Finding]:
    """Reasons that are given for nothing."""
    line = key_line(text, "accepted")
    leaflet = {rule.id for rule in LEAFLET_RULES}
    known = {rule.id for rule in RULES}
    for rule in text.handout.front.accepted:
        levels = {one.fault.level for one in findings if one.rule.id == rule}
        if rule not in known:
            what, remedy = f"`accepted` names `{rule}`, which is no rule.", nearest(rule, known)
        elif "error" in levels:
            what, remedy = f"An error cannot be accepted (`{rule}`).", "Mend it, and take the reason out."
        elif "warning" not in levels and rule not in leaflet:
            what, remedy = f"`accepted` gives a reason for `{rule}`, which is not broken.", "Take it out."
        else:
            continue
        yield Finding(FORMAT, fault(text, line, rule, what, remedy, "warning"))


def _place(finding: Finding) -> tuple[str, int, int]:
    ids = [rule.id for rule in RULES]
    return finding.fault.where, finding.fault.line, ids.index(finding.rule.id)
