"""Verbs: put duties aside for a time, approve or refuse that, end it; want the digest or not, send it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone

from plumbline.errors import PlumblineError
from plumbline_web.audit.actions import end_once, record
from plumbline_web.measure.models import Digest, Snooze
from plumbline_web.people.queries import Access, today
from plumbline_web.work.listing import Due
from plumbline_web.work.queries import snoozes_in_force
from plumbline_web.work.rules import SNOOZE_REASONS, why_not


class CannotBePutAside(PlumblineError):
    """A duty cannot be put aside as asked. The message says why and what to do."""


@transaction.atomic
def put_aside(*, by: Access, duties: Sequence[Due], reason: str, until: date, text: str = "") -> list[Snooze]:
    """Put duties aside until a day: at once where `by` may approve, else once somebody approves who may.

    A duty that is put aside already keeps its newest snooze alone. It counts in every figure as before.
    Raises CannotBePutAside for a day out of reach, an unknown reason or no duty at all.
    """
    if wrong := why_not(until, today()):
        raise CannotBePutAside(wrong)
    if reason not in SNOOZE_REASONS:
        raise CannotBePutAside("Choose one of the reasons.")
    if not duties:
        raise CannotBePutAside("Tick at least one duty.")
    now, approves = timezone.now(), by.may("approve a snooze")
    made = []
    for duty in duties:
        for former in snoozes_in_force(by.organisation, today()).filter(
            case_key=duty.case_key, standard=duty.standard, occurrence=duty.occurrence
        ):
            former.ended_by, former.ended_at = by.account, now
            former.save(update_fields=["ended_by", "ended_at"])
        made.append(
            Snooze.objects.create(
                organisation=by.organisation,
                case_key=duty.case_key,
                standard=duty.standard,
                occurrence=duty.occurrence,
                team_key=duty.team_key,
                reason=reason,
                text=text,
                until_on=until,
                asked_by=by.account,
                decided_by=by.account if approves else None,
                decided_at=now if approves else None,
                approved=True if approves else None,
            )
        )
    record(
        "put duties aside" if approves else "asked to put duties aside",
        by=by.account,
        organisation=by.organisation.slug,
        duties=len(made),
        reason=reason,
        until=str(until),
    )
    return made


@transaction.atomic
def decide_snooze(*, by: Access, snooze: Snooze, approve: bool) -> Snooze:
    """Approve or refuse a snooze that waits. Raises CannotBePutAside where it is decided or over already."""
    snooze = Snooze.objects.select_for_update().get(pk=snooze.pk)
    if snooze.approved is not None or snooze.ended_at is not None or snooze.until_on < today():
        raise CannotBePutAside("That is decided already, or its time is over.")
    snooze.approved, snooze.decided_by, snooze.decided_at = approve, by.account, timezone.now()
    snooze.save()
    record(
        "approved a snooze" if approve else "refused a snooze",
        by=by.account,
        organisation=by.organisation.slug,
        subject=f"snooze:{snooze.key}",
    )
    return snooze


def end_snooze(*, by: Access, snooze: Snooze) -> Snooze:
    """Put a duty back on the list before its day."""
    return end_once(
        snooze,
        "ended a snooze",
        by=by.account,
        organisation=by.organisation.slug,
        subject=f"snooze:{snooze.key}",
        ended_by="ended_by",
    )


@transaction.atomic
def want_digest(*, by: Access, wanted: bool) -> Digest:
    """Turn one's own weekly digest of an organisation on or off."""
    held, _ = Digest.objects.get_or_create(account=by.account, organisation=by.organisation)
    held.wanted = wanted
    held.save(update_fields=["wanted"])
    record(
        "turned on digest" if wanted else "turned off digest",
        by=by.account,
        organisation=by.organisation.slug,
        subject=f"account:{by.account.key}",
    )
    return held


@transaction.atomic
def note_digest(*, digest: Digest, monday: date, said: tuple[str, str, str] | None) -> Digest:
    """Note that a person's digest of this week is done with, after it was sent or where nothing was.

    monday: of the week. said: the hash, the words and the run's key of what was sent; None where nothing was.
    """
    held, _ = Digest.objects.get_or_create(account=digest.account, organisation=digest.organisation)
    held.looked_on = monday
    if said is not None:
        held.last_hash, held.last_text, held.last_run = said
        held.last_sent_at = timezone.now()
        record(
            "sent digest",
            by=None,
            organisation=held.organisation.slug,
            subject=f"account:{held.account.key}",
        )
    held.save(update_fields=["looked_on", "last_hash", "last_text", "last_run", "last_sent_at"])
    return held
