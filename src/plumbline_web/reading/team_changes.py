"""What the reading does when the team of an activity changes, and what keeps an activity from ending."""

from __future__ import annotations

from plumbline_web.people.models import Account
from plumbline_web.reading.actions.dealing import hand_over
from plumbline_web.reading.actions.readings import take_away_reading
from plumbline_web.reading.models import Concern, Reading
from plumbline_web.reading.rules import REAL, has_to_do_with
from plumbline_web.reading.states import WRITING
from plumbline_web.scrutiny.actions.activities import STANDS_IN_THE_WAY
from plumbline_web.scrutiny.actions.team import AFTER_DECLARING, AFTER_LEAVING
from plumbline_web.scrutiny.models import Activity, Member

DECLARED = "Its reader declared a conflict of interest."


def take_from_leaver(by: Account, member: Member) -> None:
    """Take away what somebody who left the team had not submitted; the lead deals it to another."""
    for reading in _unsubmitted(member):
        hand_over(by=by, reading=reading, why="Its reader left the team.", to=None)


def take_from_declarer(by: Account, member: Member) -> None:
    """Take away the unsubmitted readings of records of a team or worker that their reader has declared."""
    for reading in _unsubmitted(member):
        if has_to_do_with(member, reading.record):
            hand_over(by=by, reading=reading, why=DECLARED, to=None)
    for reading in Reading.objects.filter(reader=member, kind="practice", state__in=WRITING).select_related(
        "record"
    ):
        if has_to_do_with(member, reading.record):
            take_away_reading(by=by, reading=reading, why=DECLARED)


def open_concern(activity: Activity) -> str:
    """Why an activity cannot end while somebody may be at risk; nothing where no concern is open."""
    count = Concern.objects.filter(record__draw__subject__activity=activity).exclude(state="closed").count()
    if not count:
        return ""
    named = "A concern" if count == 1 else f"{count} concerns"
    return f"{named} for somebody’s safety {'is' if count == 1 else 'are'} still open. See to that first."


def _unsubmitted(member: Member) -> list[Reading]:
    found = Reading.objects.filter(reader=member, kind__in=REAL, state__in=WRITING)
    return list(found.select_related("record"))


AFTER_LEAVING.append(take_from_leaver)
AFTER_DECLARING.append(take_from_declarer)
STANDS_IN_THE_WAY.append(open_concern)
