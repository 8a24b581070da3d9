"""Choose between two texts that were written at once, or put them together. Both stay."""

from __future__ import annotations

from django.db import transaction

from plumbline_web.people.models import Account
from plumbline_web.writing.actions.sections import write_section
from plumbline_web.writing.conditions import WritingRefused
from plumbline_web.writing.models import ClashEnded, Section, SectionVersion
from plumbline_web.writing.queries import newest

CHOICES = ("left", "taken", "merged")


@transaction.atomic
def end_clash(
    *, by: Account, version: SectionVersion, how: str, seen: SectionVersion | None, text: str = ""
) -> SectionVersion:
    """Settle what becomes of a version that stands beside another; gives the version that counts then.

    how: "left": the text that counts stays; "taken": this one takes its place; "merged": `text` does. seen:
    the text that counted on the screen. Raises WritingRefused where somebody was quicker, where another text
    counts meanwhile, or where a merged text is empty.
    """
    held = Section.objects.select_for_update(of=("self",)).get(pk=version.section_id)
    if how not in CHOICES:
        raise WritingRefused("Choose one of the texts, or put them together.")
    if version.beside_id is None or ClashEnded.objects.filter(version=version).exists():
        raise WritingRefused("Somebody has chosen already. Look at the section again.")
    last = newest(held)
    if last != seen:
        raise WritingRefused(
            "Another text counts meanwhile. Look at both again; what you wrote stands below."
        )
    if how == "merged" and not text.strip():
        raise WritingRefused("Put the two texts together in the box.")
    assert last is not None
    made = last
    if how != "left":
        whole = version.text if how == "taken" else text
        made = write_section(by=by, section=held, text=whole, based_on=last)
    ClashEnded.objects.create(version=version, how=how, by=by)
    return made
