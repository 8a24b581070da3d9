"""Verbs: a form opened for a service, saved by it, submitted, returned, closed. Every version stays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction

from plumbline_web.people.models import Account
from plumbline_web.people.queries import today
from plumbline_web.scrutiny.conditions import check_open, day
from plumbline_web.scrutiny.models import Activity, Subject
from plumbline_web.scrutiny.queries import template_of
from plumbline_web.scrutiny.telling import tell_service
from plumbline_web.scrutiny.trail import record_in
from plumbline_web.voices.conditions import VoicesRefused
from plumbline_web.voices.filling import filled, instrument_of
from plumbline_web.voices.models import FormMove, FormVersion, ServiceForm
from plumbline_web.voices.queries import answers_of
from plumbline_web.voices.questionnaires import begun_with, shipped_questionnaires
from plumbline_web.voices.rules import LONGEST_ANSWER
from plumbline_web.voices.states import FORM_MOVES, FORM_WORDS


@dataclass(frozen=True)
class Saved:
    """What a saving came to. others: the paths of answers that somebody else changed meanwhile, and that
    what was sent now replaced; what they held stays in the version before."""

    form: ServiceForm
    changed: int
    others: tuple[str, ...]


@transaction.atomic
def open_form(*, by: Account, subject: Subject, code: str, due_on: date) -> ServiceForm:
    """Open a form of the activity's template for a service to fill in, as a frozen copy.

    Raises VoicesRefused where the template has no such form, it is open already, or the day is over.
    """
    activity = Activity.objects.select_for_update().get(pk=subject.activity_id)
    check_open(activity)
    template = template_of(activity)
    if not any(one.code == code and one.filled_by == "service" for one in template.forms):
        raise VoicesRefused("This activity has no such form for a service to fill in.")
    if due_on < today():
        raise VoicesRefused("That day is over. Give the service a day to send the form by.")
    if ServiceForm.objects.filter(subject=subject, code=code).exclude(state="closed").exists():
        raise VoicesRefused("This form is open for the service already.")
    one = shipped_questionnaires()[code]
    begun = begun_with(one.instrument, template)
    made = ServiceForm.objects.create(
        activity=activity,
        subject=subject,
        code=code,
        title=one.instrument.title,
        form=one.instrument.as_json(),
        sha256=one.sha256,
        due_on=due_on,
        opened_by=by,
        version=1 if begun else 0,
    )
    if begun:
        FormVersion.objects.create(form=made, number=1, answers=begun, by=by)
    _recorded("opened form", by, made, code=code, due_on=str(due_on))
    said = f"A form of “{activity.title}” waits for you: {made.title}. Send it by {day(due_on)}."
    tell_service(subject=subject, what=said, page="voices:forms")
    return made


def save_form(*, by: Account, form: ServiceForm, answers: Mapping[str, str], seen: int) -> Saved:
    """Keep what a page sent as the next version of the draft. seen: the version that the page had shown.

    Answers that the page did not change stay as somebody else may have saved them meanwhile. Raises
    VoicesRefused where the form is not with the service, or an answer is too long.
    """
    try:
        with transaction.atomic():
            return _saved(by, form, answers, seen)
    except IntegrityError:
        raise VoicesRefused("Somebody saved at the same moment. Save again.") from None


def _saved(by: Account, form: ServiceForm, answers: Mapping[str, str], seen: int) -> Saved:
    held = _held(form)
    if held.state not in ("open", "returned"):
        raise VoicesRefused(f"This form is “{FORM_WORDS[held.state]}”, and is not changed any more.")
    if any(len(value) > LONGEST_ANSWER for value in answers.values()):
        raise VoicesRefused(
            f"An answer is at most {LONGEST_ANSWER:,} characters long. Nothing was saved: shorten it."
        )
    now, before = answers_of(held), answers_of(held, min(seen, held.version))
    changed = {path: value for path, value in answers.items() if value != before.get(path, "")}
    changed = {path: value for path, value in changed.items() if value != now.get(path, "")}
    if not changed:
        return Saved(held, 0, ())
    others = tuple(path for path in changed if now.get(path, "") != before.get(path, ""))
    held.version += 1
    held.save(update_fields=["version"])
    FormVersion.objects.create(form=held, number=held.version, answers={**now, **changed}, by=by)
    _recorded("saved form", by, held, version=held.version)
    return Saved(held, len(changed), others)


@transaction.atomic
def submit_form(*, by: Account, form: ServiceForm) -> ServiceForm:
    """Submit the last version. Raises VoicesRefused where something that is needed is missing or wrong."""
    held = _held(form)
    left = filled(instrument_of(held.form), answers_of(held)).violations
    if left:
        missing = "One answer is" if len(left) == 1 else f"{len(left)} answers are"
        raise VoicesRefused(f"{missing} missing or cannot stand. See to it, then submit.")
    return _moved(by, held, "submitted", "")


@transaction.atomic
def return_form(*, by: Account, form: ServiceForm, comment: str) -> ServiceForm:
    """Give a submitted form back to the service, with a comment on what is wanted; its managers are told."""
    if not comment.strip():
        raise VoicesRefused("Say what the service should change or add.")
    held = _moved(by, _held(form), "returned", comment)
    said = f"A form of “{held.activity.title}” came back to you with a comment: {held.title}."
    tell_service(subject=held.subject, what=said, page="voices:forms")
    return held


@transaction.atomic
def close_form(*, by: Account, form: ServiceForm, comment: str = "") -> ServiceForm:
    """Take a submitted form as it is; or ask no longer for one that was not submitted, with a reason."""
    held = _held(form)
    if held.state != "submitted" and not comment.strip():
        raise VoicesRefused("Say why the form is not wanted any more.")
    return _moved(by, held, "closed", comment)


def _held(form: ServiceForm) -> ServiceForm:
    activity = Activity.objects.select_for_update().get(pk=form.activity_id)
    check_open(activity)
    return ServiceForm.objects.select_for_update().select_related("activity").get(pk=form.pk)


def _moved(by: Account, held: ServiceForm, after: str, comment: str) -> ServiceForm:
    if (held.state, after) not in FORM_MOVES:
        raise VoicesRefused(
            f"It is “{FORM_WORDS[held.state]}”, and cannot become “{FORM_WORDS[after]}” from there. "
            "Somebody may have been quicker: look at the page again."
        )
    held.state = after
    held.save(update_fields=["state"])
    FormMove.objects.create(form=held, after=after, by=by, version=held.version, comment=comment.strip())
    acts = {"submitted": "submitted form", "returned": "returned form", "closed": "closed form"}
    _recorded(acts[after], by, held, version=held.version)
    return held


def _recorded(act: str, by: Account, form: ServiceForm, **details: object) -> None:
    record_in(
        form.activity,
        act,
        by=by,
        form=form.key,
        **details,
    )
