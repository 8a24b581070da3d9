"""Write a section: each time a new version."""

from __future__ import annotations

from django.db import transaction

from plumbline_web.audit.actions import record
from plumbline_web.people.models import Account
from plumbline_web.writing.conditions import WritingRefused
from plumbline_web.writing.models import Section, SectionVersion


@transaction.atomic
def write_section(
    *, by: Account, section: Section, text: str, based_on: SectionVersion | None
) -> SectionVersion:
    """Keep a new version of a section's text.

    based_on: the version that was on the writer's screen. Where another has come in between, both are kept:
    the new one stands beside it, and does not count until somebody chooses. Raises WritingRefused where the
    section is worked out and not written, or the paper is no draft.
    """
    held = (
        Section.objects.select_for_update().select_related("paper__activity__organisation").get(pk=section.pk)
    )
    if held.made:
        raise WritingRefused("This section is worked out from what is held, so it is not written by hand.")
    if held.paper.state != "draft":
        raise WritingRefused("Only a draft can be written on. Open the text again first.")
    newest = held.versions.filter(chosen=True).last()
    clash = newest is not None and (based_on is None or based_on.pk != newest.pk)
    made = SectionVersion.objects.create(
        section=held,
        text=text,
        based_on=based_on,
        beside=newest if clash else None,
        chosen=not clash,
        by=by,
    )
    record(
        "wrote section",
        by=by,
        organisation=held.paper.activity.organisation.slug,
        subject=f"activity:{held.paper.activity.key}",
        section=held.key,
        clash=clash,
    )
    return made
