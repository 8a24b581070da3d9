"""Look at what a text prints otherwise since its evidence changed."""

from __future__ import annotations

from django.db import transaction

from plumbline_web.evidence.queries import quantities_of
from plumbline_web.people.models import Account
from plumbline_web.scrutiny.trail import record_in
from plumbline_web.writing.bound import from_kept, kept_of, moved
from plumbline_web.writing.conditions import WritingRefused, check_draft
from plumbline_web.writing.models import ChangeSeen, Section, SectionVersion
from plumbline_web.writing.queries import newest


@transaction.atomic
def see_changes(
    *, by: Account, section: Section, version: SectionVersion, shown: list[list[str]]
) -> ChangeSeen:
    """Note that somebody looked at what a version prints otherwise, and leaves the text as it is.

    shown: the changes on their screen, as [id, words, was, now]. Raises WritingRefused where the text or the
    evidence has changed since, so that nobody lets pass what they did not see.
    """
    held = Section.objects.select_for_update(of=("self",)).select_related("paper__activity__organisation")
    one = held.get(pk=section.pk)
    check_draft(one.paper)
    evidence = quantities_of(one.paper.activity)
    last = ChangeSeen.objects.filter(version=version).last()
    before = from_kept(last.now if last is not None else version.stands_on)
    there = [[each.id, each.words, each.was, each.now] for each in moved(version.text, before, evidence)]
    if newest(one) != version or there != shown or not there:
        raise WritingRefused("Text or evidence has changed since you opened the page. Look at it again.")
    made = ChangeSeen.objects.create(
        version=version, now=kept_of(version.text, evidence), changes=there, by=by
    )
    activity = one.paper.activity
    record_in(
        activity,
        "looked at changed quantities",
        by=by,
        section=one.key,
        quantities=len(there),
    )
    return made
