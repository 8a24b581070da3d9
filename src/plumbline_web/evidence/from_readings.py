"""Figures from the reading of records: which results there are, and one of them worked out.

Nothing here asks who may see it: a page or verb asks `queries.sees_reading` first.
"""

from __future__ import annotations

from plumbline.scrutiny.quantities import part_in
from plumbline.scrutiny.quantities.from_figures import of_share
from plumbline.scrutiny.results import QuestionResult, Share, results, results_by
from plumbline_web.evidence.conditions import EvidenceNotTaken
from plumbline_web.evidence.figures import WORKED_ID, Choice, Figure, one_line
from plumbline_web.reading.figures import headline_words, label_of, said, section_of
from plumbline_web.reading.found import Found, found_in
from plumbline_web.scrutiny.models import Activity, Subject

PARTS = {"stratum": "Stratum", "team": "Team"}


def found_or_refused(activity: Activity, subject: Subject | None) -> Found:
    """What was read. Raises EvidenceNotTaken where nothing of it can be told yet."""
    found = found_in(activity, subject)
    if found is None or not found.counting:
        raise EvidenceNotTaken("No record has been read, submitted and settled yet, so there is no result.")
    if found.unsized:
        raise EvidenceNotTaken(
            f"The sample of {', '.join(found.unsized)} does not say how many records are in scope, so that "
            "nothing can be weighted. Draw it from a frozen list."
        )
    return found


def choices_of(found: Found) -> list[tuple[str, list[Choice]]]:
    """Each result that can be chosen, under the heading of its part of the form, with its count."""
    groups: list[tuple[str, list[Choice]]] = []
    for result in _results(found):
        title = section_of(result.question, found.form) or "Questions"
        if not groups or groups[-1][0] != title:
            groups.append((title, []))
        label = label_of(result.question, found.form)
        path = result.question.path
        if result.headline is not None and result.headline.n:
            words = headline_words(result, found.form)
            groups[-1][1].append(Choice(path, one_line(f"{label}: {words}, {said(result.headline)}", 300)))
        elif result.kind in ("choices", "many"):
            groups[-1][1].extend(
                Choice(f"{path} {one.name}", one_line(f"{label}: {one.label or one.name}, {said(one)}", 300))
                for one in result.rows
                if one.n
            )
    return [(title, some) for title, some in groups if some]


def parts_of(found: Found) -> list[tuple[str, list[Choice]]]:
    """The strata and teams of which a yes or a rating can be told apart; none where there is one alone."""
    records, _ = found.read_records()
    groups = []
    for part, title in PARTS.items():
        names = sorted({getattr(one, part) for one in records})
        if len(names) > 1:
            groups.append((title, [Choice(f"{part}:{one}", one or "Not recorded") for one in names]))
    return groups


def figure_of(activity: Activity, subject: Subject | None, *, chosen: str, part: str = "") -> Figure:
    """One result. chosen: a question's path, and behind a blank one of its choices. part: as "team:North".

    Raises EvidenceNotTaken where there is no such result, and as `found_or_refused`.
    """
    found = found_or_refused(activity, subject)
    path, _, name = chosen.partition(" ")
    result = next((one for one in _results(found) if one.question.path == path), None)
    if result is None:
        raise EvidenceNotTaken("The instrument asks no such question. Choose another.")
    share, words = _share(found, result, name, part)
    if share is None or share.n == 0:
        raise EvidenceNotTaken("That question applied to no record that was read, so it is no evidence.")
    label = label_of(result.question, found.form)
    whose = subject.organisation.name if subject else "all services looked at"
    where = (
        ""
        if not part
        else f", {PARTS[part.partition(':')[0]].lower()} {part.partition(':')[2] or 'not recorded'}"
    )
    source = (
        f"Reading of {len(found.counting)} records of {whose}{where}; question “{label}”, answer “{words}”"
    )
    return Figure(
        title=one_line(f"{label}: {words}{where}", 200),
        quantity=of_share(
            share,
            id=WORKED_ID,
            source=one_line(source, 500),
            title=one_line(f"{label}: {words}{where}", 300),
            question=one_line(f"{path} {name}" if result.kind == "many" else path, 500),
            answer=name,
            service=found.draws[0].subject.organisation.name if len(found.draws) == 1 else "",
            part=part_in(f"service:{subject.organisation.name}" if subject else "", part),
        ),
        origin={
            "of": "reading",
            "subject": subject.key if subject else "",
            "chosen": chosen,
            "part": part,
        },
    )


def _results(found: Found) -> tuple[QuestionResult, ...]:
    records, asked = found.read_records()
    return results(found.form, records, found.sizes, asked=asked, unread=found.unread)


def _share(found: Found, result: QuestionResult, name: str, part: str) -> tuple[Share | None, str]:
    """The share that is chosen, and the answer it is of, in words."""
    if not part:
        if not name:
            return result.headline, headline_words(result, found.form) if result.headline else ""
        row = next((one for one in result.rows if one.name == name), None)
        return row, (row.label or row.name) if row else ""
    kind, _, wanted = part.partition(":")
    if name or kind not in PARTS or result.headline is None:
        raise EvidenceNotTaken(
            "Only a yes or a rating is told apart by stratum or team. Choose such a question, or all of them."
        )
    records, _ = found.read_records()
    shares = results_by(found.form, records, found.sizes, kind)[result.question.path]  # type: ignore[arg-type]
    return next((one for one in shares if one.name == wanted), None), headline_words(result, found.form)
