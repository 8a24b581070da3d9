"""What stands in the way of giving a paper out: what does not hold, clashes, changes, signatures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from plumbline.scrutiny.quantities import Linted, lint
from plumbline_web.evidence.queries import quantities_of
from plumbline_web.writing.bound import standing_in
from plumbline_web.writing.models import Draft, LetStand, Paper, Section, SectionVersion
from plumbline_web.writing.queries import changes_of, open_clashes, open_drafts, sections_of, signed

OBSTACLES = {
    "clash": "Two texts to choose from",
    "unsaved": "Typed and not saved yet",
    "wrong": "Does not hold",
    "stands": "Left to stand by nobody who may",
    "changed": "Its evidence changed",
    "unsigned": "Not signed",
}
"""What stands in the way of giving a paper out, in words."""


@dataclass(frozen=True)
class Obstacle:
    """Something in the way of giving a paper out. kind: of OBSTACLES. section: where; None for the whole."""

    kind: str
    words: str
    section: Section | None = None

    def __str__(self) -> str:
        return self.words


def checked(paper: Paper) -> dict[str, Linted]:
    """What does not hold in each written section, by the section's key."""
    evidence = quantities_of(paper.activity)
    return {
        section.key: lint(version.text, evidence)
        for section, version in sections_of(paper)
        if version is not None
    }


def not_let(paper: Paper) -> dict[str, list[tuple[str, str]]]:
    """Words that stand with a reason that no lead let stand, by the section's key."""
    let = {(one.section_id, one.words, one.reason) for one in LetStand.objects.filter(section__paper=paper)}
    return {
        section.key: wrong
        for section, version in sections_of(paper)
        if version is not None
        and (wrong := [one for one in standing_in(version.text) if (section.pk, *one) not in let])
    }


def obstacles(paper: Paper, *, signatures: bool = True) -> list[Obstacle]:
    """Everything in the way of giving a paper out, in the order of its sections; signatures last.

    signatures: whether those still missing count. A section with nothing written is none: it is left out.
    """
    found: list[Obstacle] = []
    linted, let, changed = checked(paper), not_let(paper), {one.section.pk: one for one in changes_of(paper)}
    clashes = _counted(open_clashes(paper=paper))
    drafts = _counted(open_drafts(paper=paper))
    for section, version in sections_of(paper):
        if section.made:
            continue
        if clashes.get(section.pk):
            found.append(Obstacle("clash", f"{section.title}: two texts were written at once.", section))
        if drafts.get(section.pk):
            words = f"{section.title}: somebody typed what is not saved as a version yet."
            found.append(Obstacle("unsaved", words, section))
        for one in linted[section.key].findings if version is not None else ():
            words = f"{section.title}, line {one.line}, “{one.words}”: {one.message}"
            found.append(Obstacle("wrong", words, section))
        for words, _ in let.get(section.key, ()):
            said = f"{section.title}: only the lead may let “{words}” stand."
            found.append(Obstacle("stands", said, section))
        if section.pk in changed:
            said = f"{section.title}: its evidence has changed, and nobody has looked at what it prints now."
            found.append(Obstacle("changed", said, section))
    if signatures:
        found += [
            Obstacle("unsigned", f"{one.account.name} has not signed it as it stands.")
            for one in signed(paper).has_not
        ]
    return found


def _counted(rows: Iterable[SectionVersion] | Iterable[Draft]) -> dict[int, int]:
    found: dict[int, int] = {}
    for one in rows:
        found[one.section_id] = found.get(one.section_id, 0) + 1
    return found
