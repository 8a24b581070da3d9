"""The readings, notes and concerns that somebody may see, by how they stand in the activity.

Nobody sees another's answers before submitting: `blind` is the one question that every page asks first.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.http import Http404

from plumbline_web.people.models import Account
from plumbline_web.people.queries import Access, today
from plumbline_web.people.rules import ALLOWED
from plumbline_web.reading.forms_in_use import form_in_use
from plumbline_web.reading.models import Answer, Concern, Instrument, Obstacle, Reading, ThreadNote
from plumbline_web.reading.rules import REAL
from plumbline_web.reading.states import WRITING
from plumbline_web.scrutiny.models import Activity, Record
from plumbline_web.scrutiny.queries import SERVICE_ROLES, Standing

TO_READ = Q(record__state__in=("in_sample", "practice")) & ~Q(state="taken_away")
"""Readings of records that are still to be read or were: not dropped, not dealt to another."""


def instrument_of(activity: Activity) -> Instrument | None:
    """The instrument in use; None where none is chosen yet."""
    return Instrument.objects.filter(activity=activity, ended_at=None).select_related("chosen_by").first()


def blind(account: Account, activity: Activity) -> bool:
    """Whether this person has a real reading in the activity that is not submitted.

    Such a person sees no results, no answers and no notes of others, whatever else they are on the team.
    """
    return Reading.objects.filter(
        TO_READ,
        record__draw__subject__activity=activity,
        reader__account=account,
        kind__in=REAL,
        state__in=WRITING,
    ).exists()


def readings_of(stands: Standing) -> QuerySet[Reading]:
    """The readings dealt to this person: practice first, then in the order they were dealt."""
    found = Reading.objects.filter(
        TO_READ,
        record__draw__subject__activity=stands.activity,
        reader__account=stands.account,
        reader__organisation=stands.organisation,
        reader__left_at=None,
    )
    found = found.select_related("record__draw__subject__organisation", "reader", "instrument")
    return found.order_by("-record__practice", "dealt_at", "id")


def own_reading(stands: Standing, key: str) -> Reading:
    """One of them, by its key. Raises Http404."""
    found = readings_of(stands).filter(key=key).first() if key.isalnum() else None
    if found is None:
        raise Http404("There is no such reading, or it is not dealt to you.")
    return found


def own_progress(readings: Sequence[Reading]) -> dict[int, tuple[int, int]]:
    """How many questions each of these readings has answered, and how many are asked, by its pk."""
    values: dict[int, dict[str, str]] = {one.pk: {} for one in readings}
    for pk, path, value in Answer.objects.filter(reading__in=readings).values_list(
        "reading", "path", "value"
    ):
        values[pk][path] = value
    found = {}
    for one in readings:
        progress = form_in_use(one.instrument.key).filled(values[one.pk]).progress().values()
        found[one.pk] = sum(done for done, _ in progress), sum(asked for _, asked in progress)
    return found


def reading_to_save(account: Account, *, organisation: str, activity: str, key: str) -> Reading | None:
    """The reading of these addresses' words, held for this transaction; None where it is not theirs to write.

    The same as `own_reading` in an open activity, for who holds a role that lets them in: one question to the
    database, asked with each answer saved. It is written in SQL, for to have it put together anew each time
    would cost a fifth of a saving. Its instrument's key comes with it, as `instrument_key`.
    """
    roles = ALLOWED["see activities"]
    lock = " FOR UPDATE OF r" if connection.features.has_select_for_update_of else ""
    day = today().isoformat()
    wanted = [key, account.pk, organisation, activity, *roles, day, day]
    sql = _TO_SAVE.format(roles=", ".join(["%s"] * len(roles))) + lock
    return next(iter(Reading.objects.raw(sql, wanted)), None)


_TO_SAVE = """
SELECT r.id, r.key, r.record_id, r.instrument_id, r.reader_id, r.kind, r.state, r.version,
       i.key AS instrument_key
FROM reading_reading r
JOIN reading_instrument i ON i.id = r.instrument_id
JOIN scrutiny_member m ON m.id = r.reader_id
JOIN people_organisation o ON o.id = m.organisation_id
JOIN scrutiny_record c ON c.id = r.record_id
JOIN scrutiny_draw d ON d.id = c.draw_id
JOIN scrutiny_subject s ON s.id = d.subject_id
JOIN scrutiny_activity a ON a.id = s.activity_id
WHERE r.key = %s AND m.account_id = %s AND o.slug = %s AND a.key = %s
  AND a.state = 'open' AND r.state <> 'taken_away' AND c.state IN ('in_sample', 'practice')
  AND m.left_at IS NULL AND m.role IN ('lead', 'reader')
  AND EXISTS (
    SELECT 1 FROM people_membership h
    WHERE h.account_id = m.account_id AND h.organisation_id = m.organisation_id
      AND h.role IN ({roles}) AND h.from_on <= %s AND (h.until_on IS NULL OR h.until_on >= %s))
"""


def submitted_readings(stands: Standing) -> QuerySet[Reading]:
    """The readings that were submitted, newest first, for who runs the activity; none for who is blind.

    Of a record to practise on none either, as long as they have not submitted their own.
    """
    if blind(stands.account, stands.activity):
        return Reading.objects.none()
    own = Reading.objects.filter(TO_READ, reader__account=stands.account, state__in=WRITING)
    found = Reading.objects.filter(
        TO_READ, record__draw__subject__activity=stands.activity, state__in=("submitted", "returned")
    )
    found = found.exclude(kind="practice", record__in=own.values("record"))
    found = found.select_related("record__draw__subject__organisation", "reader__account", "instrument")
    return found.defer("instrument__form").order_by("-submitted_at", "-id")


def submitted_to_see(stands: Standing, key: str) -> Reading:
    """One of them, by its key. Raises Http404, also for who is blind."""
    found = submitted_readings(stands).filter(key=key).first() if key.isalnum() else None
    if found is None:
        raise Http404("There is no such submitted reading, or you have records to read yourself first.")
    return found


def record_to_speak_of(stands: Standing, key: str) -> Record:
    """A record about which this person may raise a concern: one dealt to them, or any for lead and settler.

    Raises Http404. A record that is dropped or dealt to another meanwhile stays one: a concern never waits.
    """
    found = Record.objects.filter(key=key, draw__subject__activity=stands.activity)
    if stands.as_role("lead", "settler") is None:
        found = found.filter(readings__reader__account=stands.account)
    record = found.select_related("draw__subject__organisation").first() if key.isalnum() else None
    if record is None:
        raise Http404("There is no such record, or it was never dealt to you.")
    return record


def notes_seen(stands: Standing, record: Record) -> QuerySet[ThreadNote]:
    """The notes on a record that this person may see, oldest first: their own, and others' where not blind.

    Others' are seen by the lead; by observers, settlers and the record's readers once all its readings are
    submitted. On a practice record it is enough to have submitted one's own.
    """
    found = ThreadNote.objects.filter(record=record).select_related("by__account")
    own = Q(by__account=stands.account)
    readings = Reading.objects.filter(TO_READ, record=record)
    mine = readings.filter(reader__account=stands.account)
    if record.practice:
        done = mine.exists() and not mine.filter(state__in=WRITING).exists()
        if done or (not mine.exists() and stands.may("see the reading")):
            return found
        return found.filter(own)
    if blind(stands.account, stands.activity):
        return found.filter(own)
    if stands.as_role("lead") is not None:
        return found
    beside = stands.as_role("observer", "settler") is not None or mine.exists()
    if beside and not readings.filter(state__in=WRITING).exists():
        return found
    return found.filter(own)


def concerns_of(stands: Standing) -> QuerySet[Concern]:
    """The concerns that this person receives: all for the lead, those about its own records for a service."""
    found = Concern.objects.filter(record__draw__subject__activity=stands.activity)
    if stands.as_role("lead") is None:
        found = found.filter(record__draw__subject__in=stands.own)
    return found.select_related("record__draw__subject__organisation", "raised_by__account")


def concerns_raised_by(stands: Standing) -> QuerySet[Concern]:
    """The concerns that this person raised in the activity, with what became of each."""
    return (
        Concern.objects.filter(
            record__draw__subject__activity=stands.activity, raised_by__account=stands.account
        )
        .select_related("record__draw__subject__organisation")
        .prefetch_related("steps__by")
    )


def obstacles_of(stands: Standing) -> QuerySet[Obstacle]:
    """What readers said that keeps records from being read: those that wait first, oldest first."""
    found = Obstacle.objects.filter(reading__record__draw__subject__activity=stands.activity)
    return found.select_related("reading__record__draw", "reading__reader__account", "decided_by__account")


def practice_records(activity: Activity) -> QuerySet[Record]:
    """The records to practise on, each with how many have it (`dealt`) and how many submitted it (`done`)."""
    there = Q(readings__kind="practice") & ~Q(readings__state="taken_away")
    return (
        Record.objects.filter(draw__subject__activity=activity, practice=True, state="practice")
        .select_related("draw__subject__organisation")
        .annotate(
            dealt=Count("readings", filter=there),
            done=Count("readings", filter=there & Q(readings__state="submitted")),
        )
        .order_by("draw", "position")
    )


def concerns_waiting(seen: Access) -> list[tuple[str, str]]:
    """For each concern not received yet that this person receives: the activity's key and title."""
    mine = Q(
        record__draw__subject__activity__members__account=seen.account,
        record__draw__subject__activity__members__organisation=seen.organisation,
        record__draw__subject__activity__members__role="lead",
        record__draw__subject__activity__members__left_at=None,
    )
    if not seen.roles.isdisjoint(SERVICE_ROLES):
        mine |= Q(record__draw__subject__organisation=seen.organisation)
    found = Concern.objects.filter(mine, state="raised").distinct().order_by("raised_at", "id")
    names = "record__draw__subject__activity__key", "record__draw__subject__activity__title"
    return [(key, title) for _, key, title, _ in found.values_list("pk", *names, "raised_at")]
