"""Whether a report's words of quantity hold: each tied to evidence that bears it, over its whole interval."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from plumbline.scrutiny.quantities.checking import (
    Beside,
    FindingKind,
    What,
    beside_of,
    check,
    check_protected,
)
from plumbline.scrutiny.quantities.claim import Claim
from plumbline.scrutiny.quantities.claims import claims
from plumbline.scrutiny.quantities.evidence import Evidence
from plumbline.scrutiny.quantities.printing import NOTHING
from plumbline.scrutiny.quantities.protecting import protected
from plumbline.scrutiny.quantities.written_form import (
    BETWEEN,
    MOST_CHARACTERS,
    Reference,
    Spans,
    TextRefused,
    braces_not_read,
    normalised,
    references,
    sentences,
    spans_set_apart,
)
from plumbline.statistics.words import WordTable, word_table

FINDING_KINDS: dict[FindingKind, str] = {
    "untied": "a quantity tied to no evidence",
    "vague": "words that state no quantity a reader could check",
    "unknown_evidence": "evidence that is not in the evidence file",
    "false": "words that the evidence contradicts",
    "unsupported": "words that do not hold over the whole interval",
    "small_base": "a percentage or word on too small a base",
    "no_share": "a share of what was heard in groups, told by people, or of a number by itself",
    "no_reason": "words left to stand without a reason",
    "not_checkable": "a tie that says nothing that could be checked",
    "not_read": "braces that are no reference",
    "protected": "a number that a public edition protects, printed all the same",
}

# Before a tie, these change what it says.
_BEFORE_A_TIE = re.compile(
    r"\b(?:not|never|no|hardly|scarcely|almost|nearly|virtually|just under|just over|under|over|below|above|"
    r"about|around|roughly|approximately|more than|less than|fewer than|at least|at most|up to|very|only|"
    rf"vast|great|large|small|significant){BETWEEN}\Z",
    re.IGNORECASE,
)
_HARMLESS = re.compile(r"\b(?:only|over|under|above|below|around|about)", re.IGNORECASE)


@dataclass(frozen=True)
class Finding:
    """Something that does not hold. line, column: from 1. words: as written. holds: a wording that would."""

    line: int
    column: int
    kind: FindingKind
    words: str
    message: str
    holds: str = ""


@dataclass(frozen=True)
class Linted:
    """What was found in a text, in its order. tied: how many quantities are tied; standing: left to stand."""

    findings: tuple[Finding, ...]
    tied: int
    standing: int

    @property
    def clean(self) -> bool:
        """Whether everything holds."""
        return not self.findings


def lint(
    text: str, evidence: Mapping[str, Evidence], table: WordTable | None = None, *, publish: bool = False
) -> Linted:
    """Check every quantity of a report's text, Markdown, against the evidence, by id.

    Found are words and figures tied to nothing, references to evidence that there is not, words the evidence
    contradicts, words that its interval does not bear (unless the range is printed in the same sentence, and
    never where the interval covers three words), and words or percentages on a base too small for them.
    publish: also words and parts that tell of a number that a public edition protects.

    Raises TextRefused for a text of more than two million characters, or 20,000 quantities.
    """
    if len(text) > MOST_CHARACTERS:
        raise TextRefused(
            f"the text has {len(text):,} characters; {MOST_CHARACTERS:,} are the most. Check it in parts."
        )
    text = normalised(text)
    table = table or word_table()
    apart_but_speech = Spans(spans_set_apart(text, speech=False))
    tied = references(text, apart_but_speech)
    hidden = protected(evidence, table) if publish else NOTHING
    found: list[tuple[int, What]] = []
    for one, beside in zip(tied, _beside(text, tied, evidence, table), strict=True):
        whats = list(check(one, evidence, beside, table))
        if one.id in hidden and one.reason is None and not whats:
            whats = list(check_protected(one, evidence[one.id], hidden[one.id], table))
        found += [(one.start, what) for what in whats]
        if one.reason is None and (changed := _changed_from_outside(text, one)):
            found.append((one.start, changed))
    found += [(at, _not_read(braces)) for at, braces in braces_not_read(text, tied, apart_but_speech)]
    apart, held = Spans(spans_set_apart(text)), Spans([(one.start, one.end) for one in tied])
    bands = Spans([match.span() for match in _table_of_words(table).finditer(text)])
    for claim in claims(text, table):
        if (
            apart.touching(claim.start, claim.end) is None
            and held.touching(claim.start, claim.end) is None
            and bands.touching(claim.start, claim.end) is None
            and not (claim.kind == "count" and claim.text.lower().startswith("one of "))
        ):
            found.append((claim.start, _untied(claim)))
    lines = [0, *(match.end() for match in re.finditer("\n", text))]
    findings = []
    for at, what in sorted(found, key=lambda one: one[0]):
        line = bisect_right(lines, at)
        findings.append(Finding(line, at - lines[line - 1] + 1, *what))
    standing = sum(one.reason is not None for one in tied)
    return Linted(tuple(findings), len(tied) - standing, standing)


@lru_cache
def _table_of_words(table: WordTable) -> re.Pattern[str]:
    """A line of a table of words, such as "| Most | 75% to 89% |": it explains, and states nothing."""
    words = "|".join(re.escape(word) for word in sorted(table.words, key=len, reverse=True))
    figures = r"[0-9]{1,3}[ ]?%?|to|-|–|and|or|more|less|above|below|over|under|up"
    return re.compile(
        rf"^[-*| \t]*+(?:{words})[ \t*|:–-]++(?:(?:{figures})[ \t]*+){{1,8}}+[*|. \t]*+$",
        re.IGNORECASE | re.MULTILINE,
    )


def _beside(
    text: str, tied: list[Reference], evidence: Mapping[str, Evidence], table: WordTable
) -> list[Beside]:
    """What is printed of the same evidence in the same sentence as each of the references."""
    ends = list(sentences(text)) if tied else []
    starts = [start for start, _ in ends]
    place = [bisect_right(starts, one.start) for one in tied]
    groups: dict[tuple[int, str], list[Reference]] = defaultdict(list)
    for sentence, one in zip(place, tied, strict=True):
        groups[sentence, one.id].append(one)
    printed = {key: beside_of(group, evidence, table) for key, group in groups.items()}
    headings = {number for number in set(place) if number and text.startswith("#", starts[number - 1])}
    return [
        Beside(*printed[sentence, one.id], in_heading=sentence in headings)
        for sentence, one in zip(place, tied, strict=True)
    ]


def _changed_from_outside(text: str, one: Reference) -> What | None:
    """A word before the tie that changes what the tied words say, such as "almost [all]{plans}"."""
    before = _BEFORE_A_TIE.search(text, max(0, one.start - 24), one.start)
    if before is None:
        return None
    if (
        one.words is not None
        and _HARMLESS.match(before[0])
        and not re.match(r"\W*(?:half|a |one |two |three |[0-9])", one.words)
    ):
        return None
    if one.words is None and _HARMLESS.match(before[0]) and one.part not in ("count", "percent"):
        return None
    word = " ".join(before[0].split()).strip("*_[]~- ")
    shown = one.words if one.words is not None else f"{{{one.id}}}"
    message = f"“{word}” before it changes what it says. Put it inside the brackets, so that it is checked."
    return "not_checkable", f"{word} {shown}", message, ""


def _not_read(braces: str) -> What:
    message = "These braces are no reference. Write {evidence}, [words]{evidence} or [words]{stands: reason}."
    return "not_read", braces, message, ""


def _untied(claim: Claim) -> What:
    words = " ".join(claim.text.split())
    if claim.kind == "vague":
        message = "It states no quantity that a reader could check. Say how many, and tie it to evidence."
        return "vague", words, message, ""
    message = "It is tied to no evidence. Write [words]{evidence}, or let it stand with a reason."
    return "untied", words, message, ""
