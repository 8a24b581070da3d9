"""Bounds of what is sent and shown, in one place."""

from __future__ import annotations

import unicodedata

LONGEST_ANSWER = 10_000
"""Characters of one answer in a form that a service fills in."""
LONGEST_REMARK = 4_000
"""Characters of one answer in words, in a survey."""
MOST_INSTANCES = 30
"""How often a group of a form can be asked again: a page of so many parts is still taken in at once."""
MOST_BYTES = 300_000
"""Of one page that somebody who answers a survey sends."""
MOST_RETURNS = 20_000
"""Answers that one survey takes in all."""
MOST_IN_AN_HOUR = 600
"""Answers that one survey takes in an hour, so that a machine cannot fill it up."""

LEAST_ELSEWHERE = 10
"""No result is shown of fewer answers than this: the survey threshold."""
LEAST_IN_TEAM = 5
"""The same for those who carry out the activity."""
LEAST_FOR_REMARKS = 20
"""Outside the team, answers in words are shown only where so many answered: the service is a label too."""

OUTSIDE = frozenset(
    {"na", "not_applicable", "does_not_apply", "dont_know", "not_known", "not_sure", "not_said"}
)
"""Choices of those who do not know, are not concerned or rather not say: outside the base, and shown."""


def tidy(value: str) -> str:
    """An answer as it is kept: one kind of line end, no signs that cannot be seen, no blanks around it."""
    lines = value.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in lines if sign in "\n\t" or unicodedata.category(sign)[0] != "C").strip()


def least_for(in_team: bool) -> int:
    """How many answers a result needs before these eyes see it."""
    return LEAST_IN_TEAM if in_team else LEAST_ELSEWHERE
