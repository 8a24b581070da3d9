"""What can stand in the way of an evaluation: each kind by its code, what it says, and what may stand."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Code:
    """A kind of obstacle. words: what it is called. may_stand: whether a lead may let it stand."""

    words: str
    may_stand: bool = False


CODES = {
    "no_evaluation": Code("an indicator without an evaluation"),
    "no_finding": Code("an indicator without a finding"),
    "no_grade": Code("an evaluation without a grade"),
    "nothing_graded": Code("a grade where nothing is graded"),
    "not_of_the_scale": Code("a grade that is none of the scale"),
    "no_source": Code("a grade that rests on no evidence"),
    "one_source": Code("a grade that rests on one kind of source", may_stand=True),
    "misses": Code("a high grade where a standard is missed more often than met"),
    "misses_left_out": Code("a high grade over a rate that does not count every miss", may_stand=True),
    "less_than_half": Code("a high grade where less than half is as it should be", may_stand=True),
    "more_weaknesses": Code("a high grade where more evidence points to weaknesses", may_stand=True),
    "more_strengths": Code("a low grade where more evidence points to strengths", may_stand=True),
    "names_no_evidence": Code("a rationale that names no evidence"),
    "evidence_gone": Code("evidence that no longer counts"),
    "words_do_not_hold": Code("words of quantity that do not hold"),
    "finding_without_evidence": Code("a finding without evidence for it"),
    "no_area": Code("a low grade without an area for improvement"),
    "nothing_would_move_it": Code("an evaluation without what would move it", may_stand=True),
    "area_without_owner": Code("an area for improvement that nobody owns"),
    "two_versions": Code("two versions written at the same time"),
    "not_settled": Code("an evaluation that is not settled"),
}
"""Every kind of obstacle, by its code."""


@dataclass(frozen=True)
class Obstacle:
    """Something in the way. sentence: what it is. mend: what to do about it. where: which indicator, service,
    finding or area it is about; empty where that is plain."""

    code: str
    sentence: str
    mend: str
    where: str = ""

    @property
    def may_stand(self) -> bool:
        """Whether a lead may let it stand, with a reason."""
        return CODES[self.code].may_stand

    @property
    def text(self) -> str:
        """Where and what, in one line."""
        return f"{self.where}: {self.sentence}" if self.where else self.sentence


_PLAIN = {
    "no_evaluation": ("There is no evaluation yet.", "Write it, with its rationale."),
    "no_finding": (
        "There is no finding yet.",
        "Write what was found, a strength or a weakness, with the evidence for it.",
    ),
    "no_grade": ("It has no grade.", "Choose a grade of the scale."),
    "nothing_graded": ("It has a grade, and this activity grades nothing.", "Take the grade out."),
    "not_of_the_scale": ("Its grade is none of this activity’s scale.", "Choose a grade of the scale."),
    "no_source": (
        "It rests on no evidence that counts.",
        "Cite evidence in the rationale, or weigh it in a finding.",
    ),
    "names_no_evidence": (
        "The rationale names no evidence.",
        "Tick the pieces that it rests on, or write a figure into it, such as {e1}.",
    ),
    "nothing_would_move_it": (
        "It does not say what would move it.",
        "Say what would have to be seen for a better grade, or a worse one.",
    ),
}


def plain_obstacle(code: str) -> Obstacle:
    """An obstacle that says the same wherever it stands."""
    return Obstacle(code, *_PLAIN[code])


def not_let_stand(found: Iterable[Obstacle], stood: Collection[tuple[str, str]]) -> tuple[Obstacle, ...]:
    """Those that still stand in the way. stood: code and sentence of each that was let stand, as it was then.

    What may not stand stays, whatever was said of it; and so does what says something else by now.
    """
    return tuple(one for one in found if not (one.may_stand and (one.code, one.sentence) in stood))


def placed(found: Iterable[Obstacle], where: str) -> tuple[Obstacle, ...]:
    """The same, each with the indicator or service before where it is."""
    return tuple(replace(one, where=", ".join(part for part in (where, one.where) if part)) for one in found)
