"""A survey for anybody who has its link: no account, no cookie, no script, and nothing kept until it is sent.

The pages hold what was answered so far, and send it along; the server keeps nothing between them.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.core.signing import BadSignature, Signer
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.template.loader import render_to_string
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from plumbline.scrutiny.instruments import Evaluated, Instrument, is_answered_by_a_person, language_code
from plumbline_web.scrutiny.languages import to_choose
from plumbline_web.voices.actions import VoicesRefused, take_answers
from plumbline_web.voices.at_once import has_room
from plumbline_web.voices.filling import FIELD, filled, instrument_of, path_of, sent_in, steps, wrong_in
from plumbline_web.voices.models import Survey, fresh_number
from plumbline_web.voices.rules import LONGEST_REMARK, MOST_BYTES, tidy
from plumbline_web.voices.showing import ShownNode, shown

BUSY = "So many people are answering just now that yours could not be taken. Please try again in an hour."


@login_not_required
@csrf_exempt  # there is nothing to forge: no cookie says who somebody is, and whoever has the link may answer
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """One part after another; what is asked next follows from what was answered."""
    found = Survey.objects.select_related("activity__organisation", "subject__organisation")
    survey = found.filter(token=token).first()
    if survey is None:
        raise Http404("There is no such survey.")
    if not survey.is_open:
        return _page("voices/answer_over.html", survey)
    spoken = instrument_of(survey.form).in_language(request.GET.get("language", ""))
    if request.method != "POST":
        return _part(survey, spoken, {}, "", _signer(survey).sign(str(fresh_number())))
    try:
        sent = request.POST if int(request.META.get("CONTENT_LENGTH") or 0) <= MOST_BYTES else None
    except (RequestDataTooBig, TooManyFieldsSent):
        sent = None
    if sent is None:
        return _page("voices/answer_not.html", survey, why="That was too much to take at once.")
    return _next(survey, spoken, sent)


def _next(survey: Survey, spoken: Instrument, sent: QueryDict) -> HttpResponse:
    """The part that follows, the one before, or thanks. spoken: in the language asked for."""
    instrument, mark = spoken, sent.get("mark", "")
    try:
        number = int(_signer(survey).unsign(mark))
    except (BadSignature, ValueError):
        return _part(survey, spoken, {}, "", _signer(survey).sign(str(fresh_number())))
    now = sent_in(instrument, sent)
    answers = {**_carried(survey, sent), **now}
    evaluated = filled(instrument, answers)
    order, at = steps(evaluated), sent.get("at", "")
    place = order.index(at) if at in order else 0
    if "back" in sent:
        return _part(survey, spoken, answers, order[max(place - 1, 0)], mark)
    here = _questions(evaluated, at)
    wrong = {one.path for one in wrong_in(evaluated)} & here
    long = {path for path in here if len(answers.get(path, "")) > LONGEST_REMARK}
    new = here - set(now)
    if wrong or long or new:
        why = "Please look at this page again." if wrong else ""
        if long:
            why = f"What you write can be at most {LONGEST_REMARK:,} letters long. Please make it shorter."
        said = why or "Because of your answer, there is one thing more on this page."
        return _part(survey, spoken, answers, at, mark, said=said, is_wrong=bool(why))
    if place + 1 < len(order):
        return _part(survey, spoken, answers, order[place + 1], mark)
    if not has_room(survey.key):
        return _part(survey, spoken, answers, at, mark, said=BUSY, is_wrong=True)
    try:
        take_answers(survey=survey, answers=answers, number=number)
    except VoicesRefused as refused:
        return _part(survey, spoken, answers, at, mark, said=str(refused), is_wrong=True)
    return _page("voices/answer_thanks.html", survey)


def _carried(survey: Survey, sent: QueryDict) -> dict[str, str]:
    """What was answered on the pages before, as the page sent it along."""
    instrument = instrument_of(survey.form)
    found = {}
    for name in sent:
        path = path_of(instrument, name.removeprefix(FIELD)) if name.startswith(FIELD) else None
        if path is not None:
            found[path] = tidy(" ".join(sent.getlist(name)))
    return found


def _questions(evaluated: Evaluated, step: str) -> set[str]:
    """The paths of what is asked in a part."""
    return {
        path
        for path, one in evaluated.states.items()
        if one.asked and is_answered_by_a_person(one.node) and _within(path, step)
    }


def _within(path: str, step: str) -> bool:
    return path.count("/") == 1 if not step else path.startswith((f"{step}/", f"{step}["))


def _part(
    survey: Survey,
    spoken: Instrument,
    answers: dict[str, str],
    step: str,
    mark: str,
    *,
    said: str = "",
    is_wrong: bool = False,
) -> HttpResponse:
    """One part of the survey, with all other answers in the page."""
    evaluated = filled(spoken, answers)
    order = steps(evaluated)
    if not step and "" not in order and order:
        step = order[0]
    if step not in order:
        step = order[0]
    place = order.index(step)
    nodes: list[ShownNode] = [one for one in shown(evaluated) if one.path == step]
    here = _questions(evaluated, step)
    return _page(
        "voices/answer.html",
        survey,
        nodes=nodes,
        step=step,
        mark=mark,
        number=place + 1,
        count=len(order),
        is_first=place == 0,
        is_last=place + 1 == len(order),
        carried=[(FIELD + path, value) for path, value in answers.items() if path not in here and value],
        said=said,
        is_wrong=is_wrong,
        longest=LONGEST_REMARK,
        languages=to_choose(spoken) if not answers else [],
        language_code=language_code(spoken.default_language),
    )


def _page(template: str, survey: Survey, **more: object) -> HttpResponse:
    """A page that knows nothing of who looks at it: it is made without the request.

    Whatever it says, its status is that of a page that is well: others go to the log, with link and minute.
    """
    content = render_to_string(
        template,
        {
            "survey": survey,
            "subject": survey.subject,
            "holder": survey.activity.organisation,
            "demonstration": settings.DEMONSTRATION,
            **more,
        },
    )
    response = HttpResponse(content)
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _signer(survey: Survey) -> Signer:
    return Signer(salt=f"survey:{survey.key}")
