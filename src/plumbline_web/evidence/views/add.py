"""Bringing in a piece of evidence: which kind, and then the form of that kind."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline.measures.selection import COLUMN_WORDS
from plumbline_web.evidence import from_counts, from_medians, from_readings, from_runs, from_surveys
from plumbline_web.evidence.actions import add_piece, receive_file
from plumbline_web.evidence.conditions import EvidenceNotTaken
from plumbline_web.evidence.figures import Figure
from plumbline_web.evidence.forms.fields import choice_field
from plumbline_web.evidence.forms.figure import FigureForm
from plumbline_web.evidence.forms.piece import PieceForm
from plumbline_web.evidence.forms.tied import TIE
from plumbline_web.evidence.lines import groups_of
from plumbline_web.evidence.models import Piece
from plumbline_web.evidence.queries import every_piece_of, seen_of, sees_reading
from plumbline_web.evidence.showing import way_back
from plumbline_web.evidence.states import ABOUT_SOURCES, FIGURES, SOURCES
from plumbline_web.people.doors import used_grant
from plumbline_web.reading.seeing import service_asked_for
from plumbline_web.scrutiny.doors import in_activity
from plumbline_web.scrutiny.models import Subject
from plumbline_web.scrutiny.queries import Standing
from plumbline_web.scrutiny.showing import href, went

CARRIED = (
    *("title", "says", "strength", "speaks_from", "speaks_until", "expires_on", "version", "owner"),
    *("from_whom",),
)
"""What a later version begins with from the former."""
MEDIANS = "medians"
"""What `?of=` asks for, where a median of a run is to be chosen and not a rate."""
ABOUT_MEDIANS = "half of the waits are longer and half are shorter; from the service’s pinned run"


COUNTS = "counts"
"""What `?of=` asks for, where a count or share of the records is to be chosen."""
ABOUT_COUNTS = "how many, or how many of how many, by its definition; from the service’s pinned run"


@in_activity("bring in evidence")
def add(request: HttpRequest, stands: Standing) -> HttpResponse:
    """The kinds, those that are worked out here first."""
    under = request.GET.get("under", "")
    asked = f"?under={under}" if under and under.replace(".", "").replace("_", "").isalnum() else ""
    return render(
        request,
        "evidence/add.html",
        {
            "stands": stands,
            "activity": stands.activity,
            "kinds": [
                {
                    "words": words,
                    "about": ABOUT_SOURCES[code],
                    "href": href(stands, "evidence:add_kind", source=code) + asked,
                    "worked_out": code in FIGURES,
                }
                for code, words in SOURCES.items()
            ],
            "medians_href": f"{href(stands, 'evidence:add_kind', source='run')}?of={MEDIANS}"
            + asked.replace("?", "&"),
            "counts_href": f"{href(stands, 'evidence:add_kind', source='run')}?of={COUNTS}"
            + asked.replace("?", "&"),
            "open": stands.activity.state == "open",
            "breadcrumbs": way_back(stands),
        },
    )


@in_activity("bring in evidence")
def add_kind(request: HttpRequest, stands: Standing, source: str) -> HttpResponse:
    """The form of one kind. `?in_place_of=` makes a later version of a piece of that kind."""
    if source not in SOURCES:
        raise Http404("There is no such kind of evidence.")
    former = _former(request, stands, source)
    why_not, form, service_form = _form(request, stands, source, former)
    made: list[Piece] = []
    if (
        request.method == "POST"
        and form is not None
        and form.is_valid()
        and went(form, lambda: made.append(_made(stands, source, form, former)))
    ):
        words = f"{made[0]} is brought in" + (f" as version {made[0].edition}" if former else "")
        messages.success(request, f"{words}.")
        return redirect(href(stands, "evidence:piece", key=made[0].key))
    return render(
        request,
        "evidence/add_kind.html",
        {
            "stands": stands,
            "activity": stands.activity,
            "source": source,
            "words": SOURCES[source],
            "about": {MEDIANS: ABOUT_MEDIANS, COUNTS: ABOUT_COUNTS}.get(
                _of_what(request, source, former), ABOUT_SOURCES[source]
            ),
            "kept": [(name, given) for name in ("of", "under") if (given := request.GET.get(name))],
            "form": form,
            "why_not": why_not,
            "former": former,
            "service_form": service_form,
            "breadcrumbs": way_back(stands, ("Bring in evidence", href(stands, "evidence:add"))),
        },
        status=422 if form is not None and form.errors else 200,
    )


def _former(request: HttpRequest, stands: Standing, source: str) -> Piece | None:
    """The piece that a later version is made of. Raises Http404 for one that cannot be followed."""
    key = request.GET.get("in_place_of", "")
    if not key:
        return None
    found = seen_of(stands, every_piece_of(stands.activity)).filter(
        key=key, source=source, taken_at__isnull=False, later=None
    )
    one = found.first() if key.isascii() and key.isalnum() else None
    if one is None:
        raise Http404("There is no such piece, or a later version stands in its place already.")
    return one


def _form(
    request: HttpRequest, stands: Standing, source: str, former: Piece | None
) -> tuple[str, Any, forms.Form | None]:
    """Why there is none, or the form; and the form to choose a service first, where there are several."""
    given = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    groups = groups_of(stands.activity)
    initial = _initial(former)
    under = "" if former else request.GET.get("under", "")
    if stands.activity.state != "open":
        return "This activity has ended. It can be read, and nothing in it can be changed.", None, None
    if source not in FIGURES:
        subjects = list(stands.activity.subjects.select_related("organisation"))
        return (
            "",
            PieceForm(
                *given,
                source=source,
                subjects=subjects,
                groups=groups,
                under=under,
                initial=initial,
                former=former,
            ),
            None,
        )
    try:
        choices, service_form = _choices(request, stands, source, former)
    except EvidenceNotTaken as refused:
        return str(refused), None, None if former else _services(request, stands, source)
    if not choices:
        return "", None, service_form
    form = FigureForm(
        given[0], choices=choices, dated=source == "reading", groups=groups, under=under, initial=initial
    )
    form.of_subject = None if source == "survey" else _subject(request, stands, former)[0]
    return "", form, service_form


def _services(request: HttpRequest, stands: Standing, source: str) -> forms.Form | None:
    return service_asked_for(request, stands)[1] if source in ("run", "reading") else None


def _choices(
    request: HttpRequest, stands: Standing, source: str, former: Piece | None
) -> tuple[dict[str, forms.Field], forms.Form | None]:
    """What can be chosen, as fields; none where a service is to be chosen first. Raises EvidenceNotTaken."""
    origin = former.origin if former else {}
    if source == "survey":
        several = stands.activity.subjects.count() > 1
        groups = from_surveys.choices_of(from_surveys.surveys_over(stands), several)
        if not groups:
            raise EvidenceNotTaken(
                "No survey is over of which anything may be shown. A figure of fewer than ten answers is not "
                "brought in, since it would stand in a report."
            )
        return {
            "chosen": choice_field("Answer", groups, required="Choose an answer.", help_text=_SURVEY_HELP)
        }, None
    subject, service_form = _subject(request, stands, former)
    if source == "reading":
        if not sees_reading(stands.account, stands.activity):
            raise EvidenceNotTaken(
                "You have records of your own to read first. What the reading says is shown to you then."
            )
        found = from_readings.found_or_refused(stands.activity, subject)
        fields: dict[str, forms.Field] = {
            "chosen": choice_field(
                "Question and answer", from_readings.choices_of(found), required="Choose a result."
            )
        }
        if parts := from_readings.parts_of(found):
            fields["part"] = choice_field(
                "Of which records",
                parts,
                empty="All that were read",
                help_text="A stratum or team can be chosen for a yes or a rating.",
            )
            fields["part"].initial = origin.get("part", "")
        fields["chosen"].initial = origin.get("chosen", "")
        return fields, service_form
    if subject is None:
        return {}, service_form
    if from_runs.figures_seen(stands.account, subject) is None:
        raise EvidenceNotTaken(
            f"You may not see the figures of {subject.organisation.name} yourself. Whoever may, by a role "
            "there or by an open grant, can bring one in."
        )
    of_what = _of_what(request, source, former)
    if of_what == COUNTS:
        field = choice_field("Count or share", from_counts.choices_of(subject), required="Choose one.")
        field.initial = origin.get("chosen", "")
        return {"chosen": field}, service_form
    if of_what == MEDIANS:
        choices = from_medians.choices_of(subject)
        field = choice_field("Median", choices, required="Choose a median.", help_text=_MEDIAN_HELP)
        field.initial = origin.get("chosen", "")
        return {"chosen": field}, service_form
    of_run = from_runs.choices_of(subject)
    fields = {
        "standard": choice_field("Standard", [("", of_run.standards)], required="Choose a standard."),
        "rate": choice_field("Which rate", [("", of_run.rates)], required="Choose a rate."),
        "period": choice_field("Period", of_run.periods, required="Choose a period."),
    }
    for name in fields:
        fields[name].initial = origin.get(name, "strict" if name == "rate" else "")
    for column, choices in of_run.parts.items():
        word = COLUMN_WORDS[column]
        fields[column] = choice_field(
            word.capitalize(), [("", choices)], empty=f"Every {word}", help_text=_PART_HELP
        )
        fields[column].initial = origin.get("where", {}).get(column, "")
    return fields, service_form


def _of_what(request: HttpRequest, source: str, former: Piece | None) -> str:
    """Whether a median, or a count or share, of the run is asked for; "" for a rate of a standard."""
    if former is not None:
        return {"median": MEDIANS, "counted": COUNTS}.get(former.origin.get("of", ""), "")
    asked = request.GET.get("of", "")
    return asked if source == "run" and asked in (MEDIANS, COUNTS) else ""


def _subject(
    request: HttpRequest, stands: Standing, former: Piece | None
) -> tuple[Subject | None, forms.Form | None]:
    """The service of the former version, the one asked for, or the only one; the form to choose one."""
    subjects = stands.activity.subjects.select_related("organisation", "run__organisation")
    if former is not None and former.subject_id is not None:
        return subjects.get(pk=former.subject_id), None
    subject, service_form = service_asked_for(request, stands)
    if service_form is None:
        subject = subjects.first()
    return subject, None if former is not None else service_form


def _made(stands: Standing, source: str, form: Any, former: Piece | None) -> Piece:
    given = form.cleaned_data
    rest: dict[str, Any] = {
        "by": stands.account,
        "activity": stands.activity,
        "source": source,
        "ties": form.ties,
        "strength": given["strength"],
        "in_place_of": former,
    }
    for name in ("says", "speaks_from", "speaks_until", "expires_on", "version", "owner", "from_whom"):
        if given.get(name):
            rest[name] = given[name]
    if source not in FIGURES:
        upload = given.get("file")
        file = receive_file(by=stands.account, activity=stands.activity, upload=upload) if upload else None
        return add_piece(
            title=given["title"],
            quantity=form.quantity,
            subject=form.subject,
            took_part=given.get("took_part") or {},
            file=file,
            **rest,
        )
    figure, subject = _figure(stands, source, form)
    for name in ("speaks_from", "speaks_until"):
        rest.setdefault(name, getattr(figure, name))
    made = add_piece(
        title=given["title"] or figure.title,
        quantity=figure.quantity,
        origin=figure.origin,
        subject=subject,
        **rest,
    )
    if source == "run" and subject is not None:
        seen = from_runs.figures_seen(stands.account, subject)
        if seen is not None and seen.grant is not None:
            used_grant(seen, "brought in figure by grant", piece=made.key)
    return made


def _figure(stands: Standing, source: str, form: FigureForm) -> tuple[Figure, Subject | None]:
    given = form.cleaned_data
    if source == "survey":
        return from_surveys.figure_of(stands, chosen=given["chosen"])
    subject = form.of_subject
    if source == "reading":
        figure = from_readings.figure_of(
            stands.activity, subject, chosen=given["chosen"], part=given.get("part", "")
        )
        return figure, subject
    if subject is None:
        raise EvidenceNotTaken("Choose a service first.")
    if "chosen" in given:
        counted = given["chosen"].partition(" ")[0] in from_counts.COUNTED
        which = from_counts if counted else from_medians
        return which.figure_of(subject, chosen=given["chosen"]), subject
    figure = from_runs.figure_of(
        subject,
        standard=given["standard"],
        rate_name=given["rate"],
        period=given["period"],
        where={column: given.get(column, "") for column in from_runs.PARTS},
    )
    return figure, subject


def _initial(former: Piece | None) -> dict[str, Any]:
    """What a form begins with: the former version, where there is one."""
    if former is None:
        return {}
    initial = {name: getattr(former, name) for name in CARRIED}
    initial["took_part"] = "\n".join(f"{group}: {count}" for group, count in former.took_part.items())
    ties = former.ties.filter(loosened_at=None)
    initial |= {f"{TIE}{one.indicator}": one.points for one in ties}
    quantity = former.quantity
    if quantity and former.source not in FIGURES:
        initial |= {
            "q_kind": quantity["kind"],
            "q_x": quantity.get("x"),
            "q_n": quantity.get("n"),
            "q_noun": quantity.get("noun", ""),
            "q_source": quantity["source"],
        }
    return initial


_MEDIAN_HELP = (
    "Half are longer and half are shorter. It prints the number alone, such as 48.5: write “days” after it. "
    "Year by year it can be the highest or lowest to date."
)
_PART_HELP = (
    "May be chosen together with the others. A small number of a narrow part is not printed for the public."
)
_SURVEY_HELP = "Answers that so few gave that somebody could be known by them are not in the list."
