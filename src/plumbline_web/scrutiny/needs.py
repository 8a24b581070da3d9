"""What a stage needs before it can end: each need of a template, held against what is there.

A template names its needs by code, from a closed list. Those that speak of the reading of records are told of
from above, with `tells`; a need that nobody tells of is never met.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone

from plumbline.scrutiny.activity_form import NEEDS as SENTENCES
from plumbline_web.scrutiny.conditions import day
from plumbline_web.scrutiny.models import Activity, Draw, Member, Note, Request, Stage, Subject
from plumbline_web.scrutiny.queries import template_of


@dataclass(frozen=True)
class Need:
    """How one need stands. words: what is missing, or what was done, by whom and when.

    waits_for: who has to act, where it is not met. place: the name of the page where that is done, and act:
    what somebody must be allowed to do to open it; both empty where there is none.
    """

    code: str
    met: bool
    words: str
    waits_for: str = ""
    place: str = ""
    act: str = ""


Tells = Callable[[Activity, Stage], Need]
TELLS: dict[str, Tells] = {}
"""The code of a need -> the function that says how it stands for a stage of an activity."""


def tells(code: str) -> Callable[[Tells], Tells]:
    """Let a function say how a need stands. Raises KeyError for a need that no template can name."""
    if code not in SENTENCES:
        raise KeyError(code)

    def kept(function: Tells) -> Tells:
        TELLS[code] = function
        return function

    return kept


def needs_of(stage: Stage) -> list[Need]:
    """How each need of a stage stands, in the order of its template."""
    found = []
    for code in template_of(stage.activity).stage(stage.code).needs:
        function = TELLS.get(code)
        found.append(
            function(stage.activity, stage) if function else Need(code, met=False, words=SENTENCES[code])
        )
    return found


def missing_in(stage: Stage) -> list[Need]:
    """What stands in the way of ending a stage."""
    return [one for one in needs_of(stage) if not one.met]


def here_now(activity: Activity) -> list[Member]:
    """Who is on the team today, by their number."""
    return list(activity.members.filter(left_at=None).select_related("account"))


@tells("lead_named")
def lead_named(activity: Activity, stage: Stage) -> Need:
    """Met as long as somebody on the team is the lead."""
    leads = [one for one in here_now(activity) if one.role == "lead"]
    if not leads:
        return Need(
            "lead_named", False, SENTENCES["lead_named"], "the holder", "scrutiny:team", "see the team"
        )
    names = " and ".join(one.account.name for one in leads)
    since = day(timezone.localdate(leads[0].added_at))
    return Need("lead_named", True, f"{names} lead{'s' if len(leads) == 1 else ''} it since {since}.")


@tells("team_named")
def team_named(activity: Activity, stage: Stage) -> Need:
    """Met as soon as there is somebody beside the lead; how many there are is said, never who."""
    lead = {one.account_id for one in here_now(activity) if one.role == "lead"}
    others = {one.account_id for one in here_now(activity)} - lead
    if not others:
        return Need("team_named", False, SENTENCES["team_named"], "the lead", "scrutiny:team", "see the team")
    words = f"{len(others)} {'person is' if len(others) == 1 else 'people are'} on the team beside the lead."
    return Need("team_named", True, words)


@tells("conflicts_declared")
def conflicts_declared(activity: Activity, stage: Stage) -> Need:
    """Met when everybody on the team has said whether they have a conflict of interest."""
    team = here_now(activity)
    open_ = [one for one in team if one.declared_at is None]
    if open_ or not team:
        words = (
            f"{len(open_)} of {len(team)} on the team have not said whether they have a conflict of interest."
        )
        if len(open_) == 1:
            words = f"One of {len(team)} on the team has not said whether they have a conflict of interest."
        return Need("conflicts_declared", False, words, "the team", "scrutiny:team", "see the team")
    last = max(one.declared_at for one in team)
    return Need("conflicts_declared", True, f"Everybody had declared by {day(timezone.localdate(last))}.")


@tells("service_notified")
def service_notified(activity: Activity, stage: Stage) -> Need:
    """Met when the day on which each service was told of the activity has been entered."""
    subjects = _subjects(activity)
    open_ = [one for one in subjects if one.notified_on is None]
    if open_:
        words = f"The day on which {_named(open_)} was notified has not been entered."
        return Need("service_notified", False, words, "the lead", "scrutiny:services", "see the activity")
    told = ", ".join(f"{one.organisation.name} on {day(one.notified_on)}" for one in subjects)
    return Need("service_notified", True, f"Notified: {told}.")


@tells("run_pinned")
def run_pinned(activity: Activity, stage: Stage) -> Need:
    """Met when the activity has pinned one run of the records of each service that can have any here.

    A prison acts for no council, so it loads no records: what is read there comes from a list.
    """
    every = _subjects(activity)
    subjects = [one for one in every if one.organisation.authorities]
    if every and not subjects:
        words = f"{_named(every)} can load no records here, so the list of records is handed over."
        return Need("run_pinned", True, words)
    open_ = [one for one in subjects if one.run_id is None]
    if open_:
        words = f"No run of the records of {_named(open_)} has been chosen."
        return Need(
            "run_pinned", False, words, "the lead or the service", "scrutiny:services", "see the activity"
        )
    told = ", ".join(
        f"{one.organisation.name} as at {day(one.run.as_at)}, chosen by {one.pinned_by.name} "
        f"on {day(timezone.localdate(one.pinned_at))}"
        for one in subjects
    )
    return Need("run_pinned", True, f"Chosen: {told}.")


@tells("frame_frozen")
def frame_frozen(activity: Activity, stage: Stage) -> Need:
    """Met when the list of everyone in scope is fixed, for each service."""
    return _drawn("frame_frozen", activity, ("frozen", "drawn"), "The list of everyone in scope", "fixed")


@tells("sample_drawn")
def sample_drawn(activity: Activity, stage: Stage) -> Need:
    """Met when a sample is drawn, for each service."""
    return _drawn("sample_drawn", activity, ("drawn",), "The sample", "drawn")


@tells("requests_sent")
def requests_sent(activity: Activity, stage: Stage) -> Need:
    """Met when something has been asked of each service."""
    asked = Request.objects.filter(subject__activity=activity).exclude(state="withdrawn")
    reached = set(asked.values_list("subject", flat=True))
    open_ = [one for one in _subjects(activity) if one.pk not in reached]
    if open_:
        words = f"Nothing has been asked of {_named(open_)} yet."
        return Need("requests_sent", False, words, "the lead", "scrutiny:requests", "see requests")
    count = asked.count()
    first = asked.order_by("asked_at").select_related("asked_by").first()
    since = day(timezone.localdate(first.asked_at))
    words = f"{count} request{'s' if count != 1 else ''} sent, the first on {since} by {first.asked_by.name}."
    return Need("requests_sent", True, words)


@tells("requests_answered")
def requests_answered(activity: Activity, stage: Stage) -> Need:
    """Met when no request waits for the service."""
    asked = Request.objects.filter(subject__activity=activity).exclude(state="withdrawn")
    waiting = asked.filter(state="asked").count()
    if waiting:
        words = f"{waiting} of {asked.count()} requests {'waits' if waiting == 1 else 'wait'} for an answer."
        return Need("requests_answered", False, words, "the service", "scrutiny:requests", "see requests")
    last = asked.order_by("-answered_at").first()
    if last is None:
        return Need("requests_answered", True, "No request waits for an answer: none was sent.")
    return Need(
        "requests_answered",
        True,
        f"Every request was answered by {day(timezone.localdate(last.answered_at))}.",
    )


@tells("forms_received")
def forms_received(activity: Activity, stage: Stage) -> Need:
    """Met when each form that the service fills in has come back from each service."""
    template = template_of(activity)
    in_ = set(activity.notes.filter(kind="form").values_list("about", "subject"))
    subjects = _subjects(activity)
    open_ = [
        f"{form_words(form.code)} of {one.organisation.name}"
        for form in template.forms
        if form.filled_by == "service"
        for one in subjects
        if (form.code, one.pk) not in in_ and not (len(subjects) == 1 and (form.code, None) in in_)
    ]
    if open_:
        words = f"Not in yet: {', '.join(open_)}."
        return Need("forms_received", False, words, "the service", "scrutiny:notes", "see notes")
    return Need("forms_received", True, _last_note(activity, "form", "The last form came in"))


@tells("surveys_closed")
def surveys_closed(activity: Activity, stage: Stage) -> Need:
    """Met when each survey of the template has been closed."""
    closed = set(activity.notes.filter(kind="survey").values_list("about", flat=True))
    surveys = [one.code for one in template_of(activity).forms if one.filled_by != "service"]
    open_ = [form_words(code) for code in surveys if code not in closed]
    if open_:
        words = f"Not closed yet: {', '.join(open_)}."
        return Need("surveys_closed", False, words, "the lead", "scrutiny:notes", "see notes")
    return Need("surveys_closed", True, _last_note(activity, "survey", "The last survey was closed"))


@tells("meeting_noted")
def meeting_noted(activity: Activity, stage: Stage) -> Need:
    """Met when a meeting, group or interview has been noted; see `_noted` for which stage."""
    return _noted("meeting_noted", activity, stage, "meeting", "A meeting, group or interview was noted")


@tells("feedback_given")
def feedback_given(activity: Activity, stage: Stage) -> Need:
    """Met when feedback has been given, with its day."""
    return _noted("feedback_given", activity, stage, "feedback", "Feedback was given")


@tells("output_recorded")
def output_recorded(activity: Activity, stage: Stage) -> Need:
    """Met when something that came out has been recorded, with the day it was published or sent."""
    return _noted("output_recorded", activity, stage, "output", "An output was recorded")


def form_words(code: str) -> str:
    """What a form is called in the middle of a sentence."""
    from plumbline.scrutiny.activity_form import FORMS

    return FORMS.get(code, code)


def _noted(code: str, activity: Activity, stage: Stage, kind: str, done: str) -> Need:
    """Where several stages need the same, each needs a note of its own; else any note of the kind will do."""
    notes = activity.notes.filter(kind=kind)
    if sum(code in one.needs for one in template_of(activity).stages) > 1:
        notes = notes.filter(stage=stage)
    last = notes.select_related("by").order_by("on", "id").last()
    if last is None:
        return Need(code, False, SENTENCES[code], "the lead", "scrutiny:notes", "see notes")
    return Need(code, True, f"{done} for {day(last.on)}.")


def _last_note(activity: Activity, kind: str, words: str) -> str:
    last = Note.objects.filter(activity=activity, kind=kind).order_by("on", "id").last()
    return f"{words} on {day(last.on)}." if last else "There is none to wait for."


def _drawn(code: str, activity: Activity, states: tuple[str, ...], what: str, done: str) -> Need:
    subjects = _subjects(activity)
    draws = {
        one.subject_id: one
        for one in Draw.objects.filter(subject__activity=activity, state__in=states).select_related(
            "frozen_by", "drawn_by"
        )
    }
    open_ = [one for one in subjects if one.pk not in draws]
    place = ("scrutiny:draws", "see the sample")
    if open_:
        words = f"{what} of {_named(open_)} has not been {done}."
        return Need(code, False, words, "the lead", *place)
    told = []
    for one in subjects:
        draw = draws[one.pk]
        by, at = (draw.drawn_by, draw.drawn_at) if done == "drawn" else (draw.frozen_by, draw.frozen_at)
        when = f" on {day(timezone.localdate(at))}" if at else ""
        told.append(f"{one.organisation.name}{when}{f' by {by.name}' if by else ''}")
    return Need(code, True, f"{what} was {done}: {', '.join(told)}.")


def _subjects(activity: Activity) -> list[Subject]:
    return list(activity.subjects.select_related("organisation", "run", "pinned_by"))


def _named(subjects: list[Subject]) -> str:
    names = [one.organisation.name for one in subjects]
    if len(names) > 5:
        return f"{len(names)} services"
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
