"""Whether a judgement can be made now, and why not in words."""

from __future__ import annotations

from collections.abc import Iterable

from plumbline.errors import PlumblineError
from plumbline_web.evidence.models import Piece
from plumbline_web.judgement.states import EVALUATION_MOVES, EVALUATION_WORDS
from plumbline_web.scrutiny.models import Activity, Subject


class JudgementRefused(PlumblineError):
    """It cannot be done as things are. The message says why and what to do."""


def check_move(state: str, after: str, before: str = "") -> None:
    """Raise JudgementRefused where an evaluation cannot go from its state to another.

    before: the one state from which this act takes it there, where the table knows several.
    """
    if (state, after) not in EVALUATION_MOVES or (before and state != before):
        raise JudgementRefused(
            f"It is “{EVALUATION_WORDS[state]}”, so this cannot be done with it. "
            "Somebody may have been quicker: look at the page again."
        )


def check_said(text: str, wanted: str) -> str:
    """The text without the space around it. Raises JudgementRefused with `wanted` where there is none."""
    said = text.strip()
    if not said:
        raise JudgementRefused(wanted)
    return said


def check_pieces(activity: Activity, subject: Subject | None, pieces: Iterable[Piece]) -> list[Piece]:
    """The pieces, each once. Raises JudgementRefused for one of another activity, one about another service,
    and one that does not count any more; all faults at once.

    subject: the service that is spoken of; None where all of them are.
    """
    found = {one.pk: one for one in pieces}
    wrong = []
    for one in found.values():
        if one.activity_id != activity.pk:
            wrong.append("A piece is of another activity. Choose from those of this one.")
        elif one.taken_at is None:
            wrong.append(f"“{one.title}” was sent and is not taken in yet. Take it in first.")
        elif one.withdrawn_at is not None:
            wrong.append(f"{one} has been withdrawn. Leave it out.")
        elif Piece.objects.filter(in_place_of=one).exists():
            wrong.append(f"{one} has a later version by now. Look at it, and name that.")
        elif subject is not None and one.subject_id not in (None, subject.pk):
            name = Subject.objects.select_related("organisation").get(pk=one.subject_id).organisation.name
            wrong.append(f"{one} speaks of {name} alone. Leave it out here.")
    if wrong:
        raise JudgementRefused("\n".join(dict.fromkeys(wrong)))
    return list(found.values())
