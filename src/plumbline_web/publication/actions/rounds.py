"""The round of factual accuracy: opened by the lead, commented on by the service, answered, closed."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from plumbline.publishing.documents import document_as_json, document_from_json
from plumbline.publishing.wording import counted, day, listed
from plumbline_web.people.models import Account
from plumbline_web.people.queries import today
from plumbline_web.publication.composing import composed
from plumbline_web.publication.conditions import (
    PublicationRefused,
    comments_until,
    named_records,
    why_no_comment,
    why_not_closed,
)
from plumbline_web.publication.models import Answer, Comment, Finished, Leave, Round
from plumbline_web.publication.paragraphs import paragraphs_of
from plumbline_web.publication.queries import references_of, services_waited_for, unanswered
from plumbline_web.publication.states import ANSWERS
from plumbline_web.publication.telling import tell_leads
from plumbline_web.scrutiny.conditions import check_open
from plumbline_web.scrutiny.models import Subject
from plumbline_web.scrutiny.telling import tell_service
from plumbline_web.scrutiny.trail import record_in
from plumbline_web.writing.actions.papers import move_paper
from plumbline_web.writing.models import Paper

DRAFT = "Draft for factual accuracy"
"""What stands in the head of each page of a draft that a service sees."""


@transaction.atomic
def open_round(*, by: Account, paper: Paper, comment_by: date, words: str = "") -> Round:
    """Show the service the draft as it stands now, to be commented on until a day.

    Its small numbers are protected as in an edition for anyone. Raises PublicationRefused where the paper is
    no draft, the day is past, nothing is written, or the draft names a record that was read.
    """
    held = Paper.objects.select_for_update().select_related("activity__organisation").get(pk=paper.pk)
    check_open(held.activity)
    if comment_by <= today():
        raise PublicationRefused("Give the service at least until tomorrow to comment.")
    made_of = composed(held, protect=True, mark=DRAFT)
    if not any(one.blocks for one in made_of.document.parts):
        raise PublicationRefused("Nothing is written yet, so there is nothing to comment on.")
    if named := named_records(made_of.document, references_of(held.activity)):
        raise PublicationRefused("The draft cannot be shown yet.", named)
    move_paper(by=by, paper=held, after="accuracy")
    made = Round.objects.create(
        paper=held,
        number=held.rounds.count() + 1,
        source=document_as_json(made_of.document),
        comment_by=comment_by,
        words=words.strip(),
        opened_by=by,
    )
    _noted("opened accuracy round", by, made, until=comment_by.isoformat())
    _tell_services(
        made,
        f"{held.activity.organisation.name} shows you the draft of its report, to be checked for factual "
        f"accuracy. You can comment on each paragraph until {day(comment_by)}.",
    )
    return made


@transaction.atomic
def give_leave(*, by: Account, round: Round, until_on: date, why: str) -> Leave:
    """Let the service comment later than the day set, with a reason."""
    held = _held(round)
    _check_round_open(held)
    if until_on < today() or until_on <= held.comment_by:
        raise PublicationRefused("Give a day that is still to come, after the day set for comments.")
    if not why.strip():
        raise PublicationRefused("Say why later comments are taken.")
    made = Leave.objects.create(round=held, until_on=until_on, why=why.strip(), by=by)
    _noted("gave leave to comment", by, held, until=until_on.isoformat())
    _tell_services(held, f"You can comment on the draft of the report until {day(until_on)}.")
    return made


@transaction.atomic
def comment(
    *, by: Account, round: Round, subject: Subject, paragraph: str, text: str, shown_by: str = ""
) -> Comment:
    """Say that a paragraph of the draft is not right. shown_by: where the team finds that it is so.

    The same said twice by one person, as by a button pressed twice, is kept once. Raises PublicationRefused
    where the round is closed, the day is past, the draft has no such paragraph, or nothing is said; and for a
    service that is not looked at.
    """
    held = _held(round)
    leaves = list(held.leaves.all())
    if why := why_no_comment(held, leaves, today()):
        raise PublicationRefused(why)
    if subject.activity_id != held.paper.activity_id:
        raise PublicationRefused("This service is not looked at in this activity.")
    if paragraph not in {one.id for one in paragraphs_of(document_from_json(held.source))}:
        raise PublicationRefused("The draft has no such paragraph. Choose one on the page of the draft.")
    if not text.strip():
        raise PublicationRefused("Say what is not right, and what would be.")
    said = {
        "subject": subject,
        "paragraph": paragraph,
        "text": text.strip(),
        "shown_by": shown_by.strip(),
        "by": by,
    }
    if again := held.comments.filter(**said, withdrawn_at=None).first():
        return again
    first = not held.comments.filter(subject=subject).exists()
    made = Comment.objects.create(round=held, late=today() > held.comment_by, **said)
    _noted("commented on accuracy", by, held, comment=made.key)
    if first:
        tell_leads(held, f"The first comment of {subject.organisation.name} on your draft has come.")
    return made


@transaction.atomic
def finish_comments(*, by: Account, round: Round, subject: Subject) -> Finished:
    """Say for a service that it has no more to say. It may still comment while the round is open."""
    held = _held(round)
    _check_round_open(held)
    if subject.activity_id != held.paper.activity_id:
        raise PublicationRefused("This service is not looked at in this activity.")
    if held.finished.filter(subject=subject).exists():
        raise PublicationRefused("It has been said already that the service has finished.")
    made = Finished.objects.create(round=held, subject=subject, by=by)
    _noted("finished comments", by, held)
    waiting = unanswered(held).count()
    left = f"{counted(waiting, 'comment')} still to be answered." if waiting else "Every comment is answered."
    tell_leads(held, f"{subject.organisation.name} has finished commenting on your draft. {left}")
    return made


@transaction.atomic
def withdraw_comment(*, by: Account, comment: Comment) -> None:
    """Take a comment back before it is answered; that it was made stays on record."""
    held = Comment.objects.select_for_update().select_related("round").get(pk=comment.pk)
    _check_round_open(_held(held.round))
    if held.withdrawn_at is not None:
        raise PublicationRefused("The comment has been taken back already.")
    if held.answers.exists():
        raise PublicationRefused("The comment has been answered, so it stays.")
    held.withdrawn_by, held.withdrawn_at = by, timezone.now()
    held.save(update_fields=["withdrawn_by", "withdrawn_at"])
    _noted("withdrew comment", by, held.round, comment=held.key)


@transaction.atomic
def answer(*, by: Account, comment: Comment, outcome: str, text: str) -> Answer:
    """Answer a comment: accepted and what changes, in part, or not accepted and why.

    A further answer stands beside the earlier one and counts in its place; the same twice is one. Raises
    PublicationRefused where the round is closed, the comment was taken back, or a part of the answer is
    missing.
    """
    held = Comment.objects.select_for_update().select_related("round").get(pk=comment.pk)
    _check_round_open(_held(held.round))
    if held.withdrawn_at is not None:
        raise PublicationRefused("The comment has been taken back, so it needs no answer.")
    if outcome not in ANSWERS:
        raise PublicationRefused("Say whether the comment is accepted, in part, or not.")
    if not text.strip():
        wanted = "what changes in the report" if outcome == "accepted" else "why, so that the service knows"
        raise PublicationRefused(f"Say {wanted}.")
    last = held.answers.order_by("-pk").first()
    if last is not None and (last.by_id, last.outcome, last.text) == (by.pk, outcome, text.strip()):
        return last
    made = Answer.objects.create(comment=held, outcome=outcome, text=text.strip(), by=by)
    _noted("answered comment", by, held.round, comment=held.key, outcome=outcome)
    return made


@transaction.atomic
def close_round(*, by: Account, round: Round) -> Round:
    """Close a round, once each comment is answered; then the text can be written on again.

    Raises PublicationRefused while a comment is unanswered, or while a service may still comment and has not
    said that it has finished.
    """
    held = _held(round)
    _check_round_open(held)
    if why := why_not_closed(unanswered(held).count()):
        raise PublicationRefused(why)
    waiting = services_waited_for(held)
    if waiting and not why_no_comment(held, list(held.leaves.all()), today()):
        last = day(comments_until(held, held.leaves.all()))
        raise PublicationRefused(
            f"{listed(waiting)} may still comment until {last}. Close the round after that day, or once "
            "the service has said that it has finished."
        )
    held.closed_by, held.closed_at = by, timezone.now()
    held.save(update_fields=["closed_by", "closed_at"])
    move_paper(by=by, paper=held.paper, after="draft")
    _noted("closed accuracy round", by, held)
    _tell_services(held, "The round of factual accuracy is closed. The answer to each comment stays there.")
    return held


def tell_of_rounds_over(on: date) -> None:
    """Tell the leads of each open round whose last day for comments has passed, once for each such day."""
    for pk in list(Round.objects.filter(closed_at=None, comment_by__lt=on).values_list("pk", flat=True)):
        _tell_over(pk, on)


@transaction.atomic
def _tell_over(pk: int, on: date) -> None:
    held = Round.objects.select_for_update(of=("self",)).get(pk=pk)
    last = comments_until(held, held.leaves.all())
    if not settings.HAS_MAIL or not held.is_open or last >= on or held.told_over == last:
        return
    held.told_over = last
    held.save(update_fields=["told_over"])
    _noted("told that comments are over", None, held, until=last.isoformat())
    waiting = unanswered(held).count()
    left = f"{counted(waiting, 'comment')} still to be answered." if waiting else "No comment is unanswered."
    tell_leads(held, f"The time for comments on your draft was over on {day(last)}. {left}")


def _tell_services(held: Round, what: str) -> None:
    for subject in held.paper.activity.subjects.order_by("pk"):
        tell_service(subject=subject, what=what, page="publication:accuracy")


def _held(round: Round) -> Round:
    """The round, held for update, with its paper and activity."""
    return (
        Round.objects.select_for_update(of=("self",))
        .select_related("paper__activity__organisation")
        .get(pk=round.pk)
    )


def _check_round_open(held: Round) -> None:
    check_open(held.paper.activity)
    if not held.is_open:
        raise PublicationRefused("The round is closed. It can be read, and nothing in it can be changed.")


def _noted(act: str, by: Account | None, one: Round, **details: object) -> None:
    activity = one.paper.activity
    record_in(
        activity,
        act,
        by=by,
        paper=one.paper.key,
        round=one.number,
        **details,
    )
