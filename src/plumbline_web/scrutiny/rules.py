"""Who may do what in an activity: one table of acts and of how a person stands in it.

Somebody sees an activity of their own organisation, one that looks at their organisation, or one whose team
they are on. What they may do there follows from how they stand in it, not from their role elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable

STANDINGS = {
    "lead": "the lead",
    "reader": "a reader",
    "settler": "the third person who settles differences",
    "observer": "an observer on the team",
    "holder": "a lead inspector or manager of the organisation whose activity it is",
    "service": "a manager or information lead of the service that is looked at",
}

_TEAM = ("lead", "reader", "settler", "observer")

ALLOWED: dict[str, tuple[str, ...]] = {
    "see the activity": (*_TEAM, "holder", "service"),
    "run the activity": ("lead",),
    "change the team": ("lead", "holder"),
    "pin a run": ("lead", "service"),
    "set telephone numbers": ("lead", "service"),
    "ask for a grant": ("lead",),
    "decide on a grant": ("service",),
    "see notes": (*_TEAM, "holder"),
    "add a note": ("lead", "reader", "settler"),
    "declare conflicts": _TEAM,
    "see the team": (*_TEAM, "holder"),
    "see requests": (*_TEAM, "holder", "service"),
    "ask for something": ("lead",),
    "answer a request": ("service",),
    "see the sample": ("lead", "observer", "service"),
    "draw the sample": ("lead",),
    "replace a record": ("lead",),
    "see forms": (*_TEAM, "holder", "service"),
    "open forms": ("lead",),
    "fill in a form": ("service",),
    "read what was written": ("lead",),
    "read records": ("lead", "reader"),
    "deal records": ("lead",),
    "settle differences": ("settler",),
    "see the reading": ("lead", "observer"),
    "see results": ("lead", "observer", "settler"),
    "export readings": ("lead", "observer"),
    "raise a concern": ("lead", "reader", "settler"),
    "see concerns": ("lead", "service"),
    "receive a concern": ("lead", "service"),
    "see evidence": _TEAM,
    "bring in evidence": ("lead", "reader", "settler"),
    "send evidence": ("service",),
    "call upon partners": ("lead",),
    "see judgements": _TEAM,
    "write judgements": ("lead", "reader", "settler"),
    "settle judgements": ("lead",),
    "sit on the panel": ("lead", "holder"),
    "write own evaluation": ("service",),
    "see the report": (*_TEAM, "holder"),
    "write the report": ("lead", "reader", "settler"),
    "let words stand": ("lead",),
    "sign off": (*_TEAM, "holder"),
    "run the accuracy round": ("lead",),
    "see factual accuracy": (*_TEAM, "holder", "service"),
    "comment on accuracy": ("service",),
    "publish": ("lead",),
    "see editions": (*_TEAM, "holder", "service"),
    "have the bundle": ("lead", "observer", "holder"),
}
"""An act -> how somebody must stand in the activity to do it."""


def may(standings: Iterable[str], act: str) -> bool:
    """Whether somebody who stands so may do this act. Raises KeyError for an act that is not in the table."""
    return not set(ALLOWED[act]).isdisjoint(standings)


def refusal(act: str) -> str:
    """Why an act is refused, in words: who may do it."""
    who = [STANDINGS[one] for one in ALLOWED[act]]
    named = who[0] if len(who) == 1 else f"{', '.join(who[:-1])} or {who[-1]}"
    return f"Only {named} may {act} in this activity."
