"""Quality frameworks: headings, indicators and the scale they are evaluated on, as data.

The editions that have been published are in `library/frameworks/`, whole, one file each, with every title as
that edition prints it. What an indicator asks is in our own words. A body may bring a framework or a scale of
its own, in the same form; an activity keeps a frozen copy of what it used.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

from plumbline.errors import PlumblineError
from plumbline.scrutiny.frozen import frozen, opened
from plumbline.scrutiny.toml_files import NUMBER_CODE, code_faults, refusal, toml_of, toml_text
from plumbline.standards.toml_part import MissingPartError, Part

FORM = "framework-1"


@dataclass(frozen=True)
class Grade:
    """One step of a scale. value: higher is better. label: as published. means: in our own words."""

    value: int
    word: str
    label: str
    means: str


@dataclass(frozen=True)
class Scale:
    """A scale of grades, best first."""

    code: str
    title: str
    source: str
    sure: str
    grades: tuple[Grade, ...]

    def grade(self, value: int) -> Grade:
        """The step with this value. Raises KeyError where there is none."""
        return {grade.value: grade for grade in self.grades}[value]


@dataclass(frozen=True)
class Heading:
    """A group of indicators, under the key question that it helps to answer."""

    code: str
    title: str
    question: str


@dataclass(frozen=True)
class Indicator:
    """One quality indicator. heading: the code of its heading. asks: what it asks, in our own words."""

    code: str
    title: str
    heading: str
    asks: str
    note: str | None = None


@dataclass(frozen=True)
class Overall:
    """The judgement over all indicators, which is itself no indicator."""

    code: str
    title: str
    asks: str


@dataclass(frozen=True)
class Change:
    """What became of indicators of the edition before: their codes there, and the codes here."""

    before: tuple[str, ...]
    after: tuple[str, ...]
    note: str | None = None


@dataclass(frozen=True)
class Framework:
    """One edition of a framework, whole. sure: what of it was seen in a source, and what was not.

    follows: the edition before; `changes` list what is not the same as there.
    """

    code: str
    title: str
    edition: str
    publisher: str
    source: str
    sure: str
    headings: tuple[Heading, ...]
    indicators: tuple[Indicator, ...]
    scale: Scale | None = None
    overall: Overall | None = None
    follows: str | None = None
    changes: tuple[Change, ...] = ()

    def indicator(self, code: str) -> Indicator:
        """The indicator with this code. Raises KeyError where there is none."""
        return {indicator.code: indicator for indicator in self.indicators}[code]

    def under(self, heading: str) -> tuple[Indicator, ...]:
        """The indicators of one heading, in their order."""
        return tuple(indicator for indicator in self.indicators if indicator.heading == heading)

    @property
    def questions(self) -> tuple[tuple[str, tuple[Heading, ...]], ...]:
        """Each key question with its headings, in order."""
        grouped: dict[str, list[Heading]] = {}
        for heading in self.headings:
            grouped.setdefault(heading.question, []).append(heading)
        return tuple((question, tuple(headings)) for question, headings in grouped.items())


@cache
def load_scales() -> dict[str, Scale]:
    """The scales of the library by code."""
    folder = files("plumbline") / "library" / "frameworks" / "scales"
    found = [
        read_scale(entry.read_bytes(), entry.name)
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name)
        if entry.name.endswith(".toml")
    ]
    return {scale.code: scale for scale in found}


@cache
def load_frameworks() -> dict[str, Framework]:
    """The frameworks of the library by code, oldest edition first."""
    folder = files("plumbline") / "library" / "frameworks"
    texts = {
        entry.name: entry.read_bytes()
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name)
        if entry.name.endswith(".toml")
    }
    known: dict[str, Framework] = {}
    for name, text in texts.items():
        framework = _read(text, name, known, load_scales())
        known[framework.code] = framework
    return known


def read_framework(
    source: str | bytes,
    name: str = "the file",
    *,
    own_frameworks: Mapping[str, Framework] | None = None,
    own_scales: Mapping[str, Scale] | None = None,
) -> Framework:
    """A framework of one's own from TOML text; it may name a scale of the library or bring its own.

    name: the file's name in messages. own_frameworks: others of one's own, by code, that it may follow.
    own_scales: scales of one's own, by code, that it may name. A scale that it writes out may not be another
    under the code of one of these. Raises PlumblineError that lists every fault at once.
    """
    scales = {**load_scales(), **(own_scales or {})}
    framework = _read(source, name, {**load_frameworks(), **(own_frameworks or {})}, scales)
    faults = []
    if framework.code in load_frameworks():
        faults.append(f'the code "{framework.code}" is one of the library; choose another for your own')
    written = framework.scale
    if written is not None and scales.get(written.code, written) != written:
        faults.append(f'scale: there is another scale "{written.code}" already; choose another code')
    if faults:
        raise PlumblineError(refusal(name, "this framework", faults))
    return framework


def read_scale(source: str | bytes, name: str = "the file") -> Scale:
    """A scale from TOML text. Raises PlumblineError that lists every fault at once."""
    faults: list[str] = []
    scale = None
    part = Part(toml_of(source, name, "this scale"), "the file", faults)
    try:
        scale = _scale(part)
        part.done()
    except MissingPartError as missing:
        faults.append(str(missing))
    if scale is None or faults:
        raise PlumblineError(refusal(name, "this scale", faults))
    return scale


def scale_text(scale: Scale) -> str:
    """The scale as TOML that `read_scale` reads back equal: a template to start an own one from."""
    plain = vars(scale)
    head = {key: plain[key] for key in ("code", "title", "source", "sure")}
    return toml_text(head, [("[[grade]]", vars(grade)) for grade in scale.grades])


def as_json(framework: Framework) -> dict[str, Any]:
    """The frozen copy of a framework, scale and all, for `json.dumps`."""
    return frozen(framework, FORM)


def from_json(copy: Any) -> Framework:
    """The framework that `as_json` wrote. Raises PlumblineError where it is no such copy."""
    return opened(Framework, copy, FORM)


def framework_text(framework: Framework) -> str:
    """The framework as TOML that `read_framework` reads back equal: a template to start an own one from.

    A scale of the library is named; any other is written out.
    """
    named = framework.scale is not None and load_scales().get(framework.scale.code) == framework.scale
    head = {
        "code": framework.code,
        "title": framework.title,
        "edition": framework.edition,
        "publisher": framework.publisher,
        "source": framework.source,
        "sure": framework.sure,
        "follows": framework.follows,
        "scale": framework.scale.code if framework.scale and named else None,
    }
    tables: list[tuple[str, Mapping[str, Any]]] = []
    if framework.scale and not named:
        plain = vars(framework.scale)
        tables.append(("[scale]", {key: plain[key] for key in ("code", "title", "source", "sure")}))
        tables += [("[[scale.grade]]", vars(grade)) for grade in framework.scale.grades]
    tables += [("[[heading]]", vars(heading)) for heading in framework.headings]
    tables += [("[[indicator]]", vars(indicator)) for indicator in framework.indicators]
    if framework.overall:
        tables.append(("[overall]", vars(framework.overall)))
    tables += [("[[change]]", vars(change)) for change in framework.changes]
    return toml_text(head, tables)


def own_copy(framework: Framework, code: str, title: str) -> Framework:
    """A copy to edit, under a code and title of its own, that follows the framework it came from."""
    return replace(framework, code=code, title=title, follows=framework.code, changes=())


def same_words(one: str, other: str) -> bool:
    """Whether two titles are the same but for capitals and punctuation."""
    plain = ["".join(sign for sign in text.casefold() if sign.isalnum()) for text in (one, other)]
    return plain[0] == plain[1]


def _read(
    source: str | bytes, name: str, known: Mapping[str, Framework], scales: Mapping[str, Scale]
) -> Framework:
    faults: list[str] = []
    framework = None
    part = Part(toml_of(source, name, "this framework"), "the file", faults)
    try:
        framework = _framework(part, known, scales)
        part.done()
    except MissingPartError as missing:
        faults.append(str(missing))
    if framework is not None and not faults:
        # Faults of single parts leave gaps, so the whole is weighed only where there are none.
        faults += _incoherent(framework, known)
    if framework is None or faults:
        raise PlumblineError(refusal(name, "this framework", faults))
    return framework


def _framework(take: Part, known: Mapping[str, Framework], scales: Mapping[str, Scale]) -> Framework:
    scale: Scale | None = None
    if isinstance(take.raw("scale"), dict):
        scale = take.build("scale", _scale)
    elif take.raw("scale") is not None:
        code = take.text("scale", known=scales)
        scale = scales[code]
    follows = take.maybe("follows")
    if follows is not None and follows not in known:
        take.faults.append(
            f'follows: there is no framework "{follows}"; there are {", ".join(known) or "none"}'
        )
    return Framework(
        **take.by_key(wanted=("code", "title", "edition", "publisher", "source", "sure")),
        follows=follows,
        scale=scale,
        headings=take.many(
            "heading", lambda part: Heading(**part.by_key(wanted=("code", "title", "question")))
        ),
        indicators=take.many(
            "indicator",
            lambda part: Indicator(
                **part.by_key(wanted=("code", "title", "heading", "asks"), maybe=("note",))
            ),
        ),
        overall=take.build("overall", lambda part: Overall(**part.by_key(wanted=("code", "title", "asks")))),
        changes=take.many(
            "change", lambda part: Change(**part.by_key(maybe=("note",), texts=("before", "after")))
        ),
    )


def _scale(take: Part) -> Scale:
    scale = Scale(
        **take.by_key(wanted=("code", "title", "source", "sure")),
        grades=take.many(
            "grade",
            lambda part: Grade(
                value=part.number("value") or 0, **part.by_key(wanted=("word", "label", "means"))
            ),
        ),
    )
    take.faults += code_faults("scale", [scale.code] if scale.code else [])
    values = [grade.value for grade in scale.grades]
    if not 2 <= len(values) <= 20:
        take.faults.append("scale: there must be from 2 to 20 [[grade]] tables")
    if values != sorted(set(values), reverse=True):
        take.faults.append("scale: grades must be written from the best to the worst, each value once")
    words = [grade.word.casefold() for grade in scale.grades]
    take.faults += [
        f'scale: the word "{word}" is there twice'
        for word in dict.fromkeys(words)
        if word and words.count(word) > 1
    ]
    return scale


def _incoherent(framework: Framework, known: Mapping[str, Framework]) -> list[str]:
    faults = code_faults("the file", [framework.code])
    headings = [heading.code for heading in framework.headings]
    codes = [indicator.code for indicator in framework.indicators]
    over = [framework.overall.code] if framework.overall else []
    faults += code_faults("heading", headings + over, NUMBER_CODE)
    faults += code_faults("indicator", codes, NUMBER_CODE)
    if not codes:
        faults.append("there must be at least one [[indicator]]")
    faults += [
        f'indicator {indicator.code}: there is no heading "{indicator.heading}"'
        for indicator in framework.indicators
        if indicator.heading not in headings
    ]
    faults += [
        f"heading {code}: has no indicator" for code in headings if codes and not framework.under(code)
    ]
    if framework.follows is None:
        return faults + (["change: say in `follows` what has changed"] if framework.changes else [])
    return faults + _unmapped(framework, known[framework.follows])


def _unmapped(framework: Framework, earlier: Framework) -> list[str]:
    """Codes in `changes` that are in neither edition, and indicators whose new title nobody has explained."""
    faults = []
    titles = [{one.code: one.title for one in whole.indicators} for whole in (earlier, framework)]
    for number, change in enumerate(framework.changes, 1):
        if not change.before or not change.after:
            faults.append(f"change {number}: needs codes in `before` and in `after`")
        for edition, codes in zip((earlier, framework), (change.before, change.after), strict=True):
            held = {one.code for one in edition.indicators}
            faults += [
                f'change {number}: {edition.code} has no indicator "{code}"'
                for code in codes
                if code not in held
            ]
    explained = {code for change in framework.changes for code in change.after}
    faults += [
        f"indicator {code}: has another title than in {earlier.code}; say under [[change]] what it comes from"
        for code, title in titles[1].items()
        if code in titles[0] and code not in explained and not same_words(title, titles[0][code])
    ]
    return faults
