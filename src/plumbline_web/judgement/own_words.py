"""What a service said of itself in the self-evaluation that it submitted, by indicator."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from plumbline_web.scrutiny.models import Subject
from plumbline_web.voices.models import FormVersion, ServiceForm

FORM = "self_evaluation"
_PART = re.compile(r"(?P<part>/part\[[0-9]+\])/indicator")


@dataclass(frozen=True)
class OwnWords:
    """What a service said of one indicator. grade: None where the form was filled in without one."""

    grade: int | None
    words: str
    on: datetime


def own_words(subject: Subject) -> dict[str, OwnWords]:
    """By indicator, what stands in the version that was submitted last; nothing where none was."""
    found: dict[str, OwnWords] = {}
    for form in ServiceForm.objects.filter(subject=subject, code=FORM).order_by("id"):
        move = form.moves.filter(after="submitted").order_by("id").last()
        version = FormVersion.objects.filter(form=form, number=move.version).first() if move else None
        if move is None or version is None:
            continue
        answers = version.answers
        for path, code in answers.items():
            at = _PART.fullmatch(path)
            if at is None or not code:
                continue
            grade = answers.get(f"{at['part']}/grade", "")
            parts = (
                answers.get(f"{at['part']}/{one}", "") for one in ("grade_words", "how_doing", "not_right")
            )
            words = "\n\n".join(dict.fromkeys(one.strip() for one in parts if one.strip()))
            found[code] = OwnWords(int(grade) if grade.isdecimal() else None, words, move.at)
    return found
