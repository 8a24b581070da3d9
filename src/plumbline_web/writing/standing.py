"""What somebody signs: the whole paper as it stands, as one hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import astuple
from typing import Any

from plumbline.scrutiny.quantities import annex, printed
from plumbline_web.evidence.queries import pieces_of, quantities_of
from plumbline_web.judgement.queries import evaluations_of, statements_of
from plumbline_web.judgement.states import STATEMENT_KINDS
from plumbline_web.writing.models import Paper, Section, SectionVersion


def standing(paper: Paper, sections: Sequence[tuple[Section, SectionVersion | None]]) -> str:
    """The SHA-256 of a paper: its title, each section with its text and what that prints, and the annex.

    Where sections are worked out, the team's evaluations and statements, and the counts of who took part, are
    part of it too: what prints from them is signed as well. A change of any of it gives another hash.
    """
    activity = paper.activity
    evidence = quantities_of(activity)

    def said(text: str) -> list[Any]:
        return [text, printed(text, evidence), [astuple(row) for row in annex(text, evidence)]]

    whole: list[Any] = [paper.kind, paper.title]
    for section, version in sections:
        whole.append([section.code, section.indicator, section.title, section.made])
        whole.append(said(version.text) if version is not None else None)
    if any(section.made for section, _ in sections):
        whole += [
            [one.evaluation.subject_id, one.evaluation.indicator, one.grade, *said(one.rationale)]
            for one in evaluations_of(activity)
        ]
        for kind in STATEMENT_KINDS:
            for statement, version in statements_of(activity, kind):
                owners = sorted(one.slug for one in version.owners.all())
                whole.append([kind, statement.number, owners, version.others, *said(version.text)])
        whole += [
            [one.number, sorted(one.took_part.items())]
            for one in pieces_of(activity).order_by("number")
            if one.took_part
        ]
    return hashlib.sha256(json.dumps(whole, ensure_ascii=False).encode("utf-8")).hexdigest()
