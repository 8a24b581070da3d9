"""What stands in the way of an evaluation: nonsense is named before it is settled.

Each check is one short function, and says where, what and how to mend it. Which of them a lead may let stand
with a reason is in `obstacles`; why, in docs/decisions/what-stands-in-the-way-of-a-grade.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from plumbline.scrutiny.frameworks import Scale
from plumbline.scrutiny.quantities import Evidence, lint, said_of
from plumbline.scrutiny.quantities.written_form import normalised, references
from plumbline.scrutiny.weighing.obstacles import Obstacle, plain_obstacle

Points = Literal["strength", "weakness", "mixed", "neither"]
HALF = Fraction(1, 2)


@dataclass(frozen=True)
class Tied:
    """A piece of evidence as it bears on one indicator. id: as a text names it, "e12".

    source: its kind of source, in words. points: which way it points here. met: whether its figure is a rate
    of what was done to a standard, so that below one half more was missed than met. missed: whether it is a
    rate of what was missed, so that above one half it was. every_miss: of a rate that does not count every
    miss, how many were met and of how many with every one counted; None for any other. counts: False once it
    was withdrawn or has a later version.
    """

    id: str
    source: str
    points: Points
    quantity: Evidence | None = None
    met: bool = False
    missed: bool = False
    every_miss: tuple[int, int] | None = None
    counts: bool = True

    @property
    def name(self) -> str:
        """As people speak of it: E12."""
        return self.id.upper()


@dataclass(frozen=True)
class Found:
    """A finding. name: F3. evidence: ids of the pieces for it, and of those against it."""

    name: str
    kind: Literal["strength", "weakness"]
    text: str
    evidence_for: tuple[str, ...] = ()
    evidence_against: tuple[str, ...] = ()


@dataclass(frozen=True)
class Judged:
    """An evaluation as written. grade: None where there is none. cited: ids of the evidence that it names.

    would_move: what would have to be seen. It claims nothing of what was, so its words are not checked.
    """

    grade: int | None
    rationale: str
    would_move: str = ""
    cited: tuple[str, ...] = ()


def high_grades(scale: Scale) -> tuple[int, ...]:
    """The best third of a scale, one grade at least: 6 and 5 of six."""
    return tuple(one.value for one in scale.grades[: max(1, len(scale.grades) // 3)])


def low_grades(scale: Scale) -> tuple[int, ...]:
    """The worst third of a scale, one grade at least: 2 and 1 of six."""
    return tuple(one.value for one in scale.grades[-max(1, len(scale.grades) // 3) :])


def named_in(text: str) -> tuple[str, ...]:
    """The ids of the evidence that a text names, each once, in its order."""
    return tuple(dict.fromkeys(one.id for one in references(normalised(text)) if one.id))


def in_the_way_of_evaluation(
    judged: Judged | None,
    *,
    scale: Scale | None,
    tied: Sequence[Tied],
    findings: Sequence[Found],
    has_area: bool,
) -> tuple[Obstacle, ...]:
    """Everything in the way of settling the evaluation of one service by one indicator, but for what is wrong
    with each of its findings: see `in_the_way_of_finding`.

    judged: None where nothing is written. scale: None where the activity grades nothing; an evaluation is not
    wanted then, but one that is written is held to the same. tied: every piece that is tied to the indicator,
    cited, or weighed in a finding. findings: those under the indicator, about this service or all of them.
    has_area: whether an area for improvement names the indicator.
    """
    found = [] if findings else [plain_obstacle("no_finding")]
    if judged is None:
        return (*([plain_obstacle("no_evaluation")] if scale else []), *found)
    return (
        *_grade(judged, scale),
        *_sources(judged, scale, tied, findings),
        *_direction(judged, scale, tied),
        *_rationale(judged, tied),
        *found,
        *_consequences(judged, scale, has_area),
    )


def in_the_way_of_finding(one: Found, tied: Sequence[Tied]) -> tuple[Obstacle, ...]:
    """Everything wrong with one finding: nothing for it, evidence that is gone, words that do not hold."""
    counting = {each.id for each in tied if each.counts}
    found = []
    if not counting.intersection(one.evidence_for):
        found.append(
            Obstacle(
                "finding_without_evidence",
                "It has no evidence for it.",
                "Name a piece that speaks for it, or withdraw the finding.",
                one.name,
            )
        )
    found += _gone((*one.evidence_for, *one.evidence_against), tied, one.name)
    return (*found, *words_that_do_not_hold(one.text, _figures(tied), one.name))


def words_that_do_not_hold(
    text: str, evidence: Mapping[str, Evidence], where: str = ""
) -> tuple[Obstacle, ...]:
    """Each word of quantity in a text that its evidence does not bear, or that names none."""
    return tuple(
        Obstacle(
            "words_do_not_hold",
            f"line {one.line}, “{one.words}”: {one.message}",
            f"What holds: {one.holds}."
            if one.holds
            else "Bind it to evidence, or write it without the word.",
            where,
        )
        for one in lint(text, evidence).findings
    )


def _grade(judged: Judged, scale: Scale | None) -> Iterator[Obstacle]:
    if scale is None:
        if judged.grade is not None:
            yield plain_obstacle("nothing_graded")
    elif judged.grade is None:
        yield plain_obstacle("no_grade")
    elif judged.grade not in {one.value for one in scale.grades}:
        yield plain_obstacle("not_of_the_scale")


def _sources(
    judged: Judged, scale: Scale | None, tied: Sequence[Tied], findings: Sequence[Found]
) -> Iterator[Obstacle]:
    """What a grade rests on: what its rationale names, and what its findings weigh, as far as it counts."""
    if scale is None or judged.grade is None:
        return
    rests_on = {*judged.cited, *named_in(judged.rationale)}
    rests_on.update(each for one in findings for each in (*one.evidence_for, *one.evidence_against))
    sources = list(dict.fromkeys(one.source for one in tied if one.counts and one.id in rests_on))
    if not sources:
        yield plain_obstacle("no_source")
    elif len(sources) == 1:
        yield Obstacle(
            "one_source",
            f"It rests on one kind of source alone: {sources[0][:1].lower()}{sources[0][1:]}.",
            "Bring in evidence of another kind and cite it, or say why one is enough.",
        )


def _direction(judged: Judged, scale: Scale | None, tied: Sequence[Tied]) -> Iterator[Obstacle]:
    """Whether the grade goes against what the evidence tied to the indicator says."""
    if scale is None or judged.grade not in {one.value for one in scale.grades}:
        return
    word = scale.grade(judged.grade).word
    counting = [one for one in tied if one.counts]
    weak = sum(one.points == "weakness" for one in counting)
    strong = sum(one.points == "strength" for one in counting)
    if judged.grade in high_grades(scale):
        for one in counting:
            if (against := _weighs_against(one)) is not None:
                yield against
        if weak > strong:
            yield Obstacle(
                "more_weaknesses",
                f"It is “{word}”, and of the evidence tied here {weak} {_point(weak)} to a weakness and "
                f"{strong} to a strength.",
                "Look at the grade again, or say why the strengths outweigh it.",
            )
    elif judged.grade in low_grades(scale) and strong > weak:
        yield Obstacle(
            "more_strengths",
            f"It is “{word}”, and of the evidence tied here {strong} {_point(strong)} to a strength and "
            f"{weak} to a weakness.",
            "Look at the grade again, or say why the weaknesses outweigh it.",
        )


def _weighs_against(one: Tied) -> Obstacle | None:
    """What a figure says against a high grade: a standard missed more often than met, also where the rate
    leaves such misses out; of anything else, less than half where it points to a weakness, since nobody can
    tell there whether a low share is good or bad. Background is left out."""
    if one.quantity is None or not one.quantity.is_share or one.points == "neither":
        return None
    said = said_of(one.quantity)
    if said.share is None:
        return None
    count = f"{said.count} {one.quantity.noun}".strip()
    if said.share > HALF if one.missed else one.met and said.share < HALF:
        return Obstacle(
            "misses",
            f"{one.name} says that a standard is missed more often than met: "
            f"{count}{' were missed' if one.missed else ''}.",
            "Look at the grade again. A figure that does not bear on this indicator is tied as background.",
        )
    if one.missed:
        return None
    if one.every_miss is not None and Fraction(*one.every_miss) < HALF:
        met, of = one.every_miss
        return Obstacle(
            "misses_left_out",
            f"{one.name} does not count every miss: {count}. With every miss counted it is {met:,} of "
            f"{of:,}, less than half.",
            "Look at the grade again, or say why those misses do not weigh.",
        )
    if one.points == "weakness" and said.share < HALF:
        return Obstacle(
            "less_than_half",
            f"{one.name} points to a weakness, and is of less than half: {count}.",
            "Look at the grade again, or say why it does not weigh more.",
        )
    return None


def _rationale(judged: Judged, tied: Sequence[Tied]) -> Iterator[Obstacle]:
    if not judged.cited and not named_in(judged.rationale):
        yield plain_obstacle("names_no_evidence")
    yield from _gone(judged.cited, tied, "")
    yield from words_that_do_not_hold(judged.rationale, _figures(tied), "Rationale")


def _consequences(judged: Judged, scale: Scale | None, has_area: bool) -> Iterator[Obstacle]:
    if scale is not None and judged.grade in low_grades(scale) and not has_area:
        word = scale.grade(judged.grade).word
        yield Obstacle(
            "no_area",
            f"It is “{word}”, and no area for improvement names this indicator.",
            "Write an area for improvement, or name this indicator in one that there is.",
        )
    if not judged.would_move.strip():
        yield plain_obstacle("nothing_would_move_it")


def _gone(ids: Iterable[str], tied: Sequence[Tied], where: str) -> Iterator[Obstacle]:
    counting = {one.id for one in tied if one.counts}
    for id in dict.fromkeys(ids):
        if id not in counting:
            yield Obstacle(
                "evidence_gone",
                f"It names {id.upper()}, which was withdrawn or has a later version.",
                "Name what counts now, or leave it out.",
                where,
            )


def _figures(tied: Iterable[Tied]) -> dict[str, Evidence]:
    """What words may be bound to here: the figures of the pieces that count, by id."""
    return {one.id: one.quantity for one in tied if one.counts and one.quantity is not None}


def _point(many: int) -> str:
    return "piece points" if many == 1 else "pieces point"
