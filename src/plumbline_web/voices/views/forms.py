"""The forms and surveys of an activity: what is opened, what came, what is over."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from plumbline.scrutiny.activity_form import FILLED_BY, FORMS
from plumbline_web.people.queries import today
from plumbline_web.scrutiny.doors import in_activity
from plumbline_web.scrutiny.queries import Standing, template_of
from plumbline_web.scrutiny.showing import crumbs, href
from plumbline_web.voices.queries import elsewhere_of, forms_of, returned_so_far, speaks_for, surveys_of

COLOURS = {"open": "blue", "submitted": "green", "returned": "orange", "closed": "grey"}


@in_activity("see forms")
def forms(request: HttpRequest, stands: Standing) -> HttpResponse:
    """Each form and survey of the template, where it stands, and for the lead the way to open it."""
    asked = [
        {
            "code": one.code,
            "title": FORMS[one.code].capitalize(),
            "by": FILLED_BY[one.filled_by],
            "is_survey": one.filled_by != "service",
            "href": href(stands, "voices:open_one", code=one.code),
        }
        for one in template_of(stands.activity).forms
    ]
    return render(
        request,
        "voices/forms.html",
        {
            "activity": stands.activity,
            "asked": asked,
            "opens": stands.may("open forms") and stands.activity.state == "open",
            "any_survey": any(one["is_survey"] for one in asked),
            "several": stands.activity.subjects.count() > 1,
            "forms": [
                {
                    "one": one,
                    "colour": "red" if _late(one) else COLOURS[one.state],
                    "late": _late(one),
                    "fills": speaks_for(stands, one),
                }
                for one in forms_of(stands)
            ],
            "surveys": [{"one": one, "returned": returned_so_far(one)} for one in surveys_of(stands)],
            "elsewhere": elsewhere_of(stands),
            "breadcrumbs": crumbs(stands),
        },
    )


def _late(one: object) -> bool:
    return one.state in ("open", "returned") and one.due_on < today()
