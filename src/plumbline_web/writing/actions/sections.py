"""Hold a section, write it, give it up: each text that was acknowledged stays in a version or a draft."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from plumbline.errors import PlumblineError
from plumbline_web.evidence.queries import quantities_of
from plumbline_web.people.models import Account
from plumbline_web.scrutiny.models import Member
from plumbline_web.scrutiny.trail import record_in
from plumbline_web.writing.bound import kept_of, standing_in
from plumbline_web.writing.conditions import WritingRefused, check_draft, check_length, check_written
from plumbline_web.writing.models import ClashEnded, Draft, LetStand, Section, SectionVersion
from plumbline_web.writing.queries import Held, holder_of, newest, open_drafts
from plumbline_web.writing.rules import HOLD_FOR, tidy


@dataclass(frozen=True)
class Saved:
    """A draft that was kept. base: the version that the page now writes on. holder: who holds the section.

    stopped: why it cannot become a version as things are; "" where it can.
    """

    draft: Draft
    base: SectionVersion | None
    holder: Held | None
    stopped: str = ""


@transaction.atomic
def take_section(*, by: Account, section: Section, over: bool = False) -> Section:
    """Hold a section, so that nobody else begins to write it; what others left as drafts becomes versions.

    over: take it although somebody is writing it; what they typed so far is kept first, and their page tells
    them. Raises WritingRefused where somebody holds it, where it is not written, or the paper is no draft.
    """
    held = _locked(section)
    check_written(held)
    check_draft(held.paper)
    holder = holder_of(held)
    if holder is not None and holder.by != by and not over:
        raise WritingRefused(f"{holder.by.name} is writing this section just now.")
    for draft in open_drafts(held):
        _keep_draft(held, draft)
    _hold(held, by)
    if holder is not None and holder.by != by:
        _noted("took over section", by, held, from_account=holder.by.key)
    return held


@transaction.atomic
def give_up_section(*, by: Account, section: Section) -> None:
    """Let go of a section, where this person holds it."""
    held = _locked(section)
    if held.held_by_id == by.pk:
        held.held_by = held.held_until = None
        held.save(update_fields=["held_by", "held_until"])


@transaction.atomic
def save_draft(
    *, by: Account, section: Section, text: str, based_on: SectionVersion | None, page: str
) -> Saved:
    """Keep what a page has typed so far, over what the same page sent before. It makes no version.

    It is kept whoever holds the section and whatever state the paper is in, so that nothing is lost; what
    stands in the way of a version is told. A section that nobody holds, and nobody wrote meanwhile, is held
    again. Raises WritingRefused where the text is too long or the section is not written by hand.
    """
    held = _locked(section)
    text = tidy(text)
    check_length(text)
    if held.made:
        check_written(held)
    draft, _ = Draft.objects.get_or_create(
        section=held,
        account=by,
        page=page,
        defaults={"text": text, "based_on": based_on, "saved_at": timezone.now()},
    )
    base = based_on
    if draft.kept_as_id is not None and _same(draft.based_on, based_on):
        base = draft.kept_as  # somebody took the section over, and what this page had typed was kept
    last = newest(held)
    draft.text, draft.based_on, draft.saved_at = text, base, timezone.now()
    draft.kept_as = _as_it_stands(held, text, base)
    draft.save()
    stopped = _stopped(held)
    free = holder_of(held) is None and _same(last, base)
    if not stopped and (free or held.held_by_id == by.pk):
        _hold(held, by)
    return Saved(draft, base, holder_of(held), stopped)


@transaction.atomic
def write_section(
    *,
    by: Account,
    section: Section,
    text: str,
    based_on: SectionVersion | None,
    page: str = "",
    again: SectionVersion | None = None,
) -> SectionVersion:
    """Keep a new version of a section's text.

    based_on: the version that was on the writer's screen. Where another has come in between, both are kept:
    the new one stands beside it, and does not count until somebody chooses. A text that is already the one
    that counts makes none. page: the open page it was typed on, whose draft is settled with it. again: the
    earlier version that is brought back. Words left to stand by a lead are noted as let. Raises
    WritingRefused where the section is worked out and not written, or the paper is no draft.
    """
    held = _locked(section)
    check_written(held)
    check_draft(held.paper)
    text = tidy(text)
    check_length(text)
    draft = Draft.objects.filter(section=held, account=by, page=page).first() if page else None
    if draft is not None and draft.kept_as is not None and _same(draft.based_on, based_on):
        based_on = draft.kept_as
    made = _kept(held, by, text, based_on, again)
    if draft is not None:
        draft.text, draft.based_on, draft.kept_as, draft.saved_at = text, based_on, made, timezone.now()
        draft.save()
    free = bool(page) and made.chosen and holder_of(held) is None
    if held.held_by_id == by.pk or free:
        _hold(held, by)
    return made


@transaction.atomic
def let_stand(*, by: Account, section: Section, words: str, reason: str) -> LetStand:
    """Let words that a text leaves to stand, with this reason, stand. The door asks for a lead.

    Raises WritingRefused where they are not in the text that counts.
    """
    held = _locked(section)
    check_draft(held.paper)
    last = newest(held)
    if last is None or (words, reason) not in standing_in(last.text):
        raise WritingRefused("The text has been changed meanwhile. Look at it again.")
    made, _ = LetStand.objects.get_or_create(section=held, words=words, reason=reason, defaults={"by": by})
    _noted("let words stand", by, held)
    return made


def _locked(section: Section) -> Section:
    """The section and its paper, locked for this transaction: nobody else writes or signs meanwhile."""
    rows = Section.objects.select_for_update(of=("self", "paper"))
    return rows.select_related("paper__activity__organisation").get(pk=section.pk)


def _kept(
    held: Section,
    by: Account,
    text: str,
    based_on: SectionVersion | None,
    again: SectionVersion | None = None,
) -> SectionVersion:
    """The text as a version: the one that counts, or one beside it where another came in between."""
    last = newest(held)
    if last is not None and last.text == text:
        return last
    clash = last is not None and not _same(based_on, last)
    if clash and (there := held.versions.filter(text=text, by=by, beside__isnull=False, ended=None).first()):
        return there  # sent twice
    made = SectionVersion.objects.create(
        section=held,
        text=text,
        stands_on=kept_of(text, quantities_of(held.paper.activity)),
        based_on=based_on,
        beside=last if clash else None,
        again=again,
        chosen=not clash,
        by=by,
    )
    if clash and based_on is not None and _waits(based_on, by):
        ClashEnded.objects.create(version=based_on, how="followed", by=by)
    if _leads(by, held):
        for words, reason in standing_in(text):
            LetStand.objects.get_or_create(section=held, words=words, reason=reason, defaults={"by": by})
    _noted("wrote section", by, held, clash=clash)
    return made


def _keep_draft(held: Section, draft: Draft) -> None:
    """A version of what somebody typed and left, by them."""
    draft.kept_as = _as_it_stands(held, draft.text, draft.based_on) or _kept(
        held, draft.account, draft.text, draft.based_on
    )
    draft.save(update_fields=["kept_as"])


def _as_it_stands(held: Section, text: str, base: SectionVersion | None) -> SectionVersion | None:
    """The version that a text is already: its base, or the one that counts."""
    last = newest(held)
    return next((one for one in (base, last) if one is not None and one.text == text), None)


def _hold(held: Section, by: Account) -> None:
    held.held_by, held.held_until = by, timezone.now() + HOLD_FOR
    held.save(update_fields=["held_by", "held_until"])


def _stopped(held: Section) -> str:
    """Why nothing becomes a version now."""
    try:
        check_written(held)
        check_draft(held.paper)
    except PlumblineError as why:
        return str(why)
    return ""


def _waits(version: SectionVersion, by: Account) -> bool:
    """Whether a version of this person stands beside another, and nobody has chosen yet."""
    return (
        version.by_id == by.pk
        and version.beside_id is not None
        and not ClashEnded.objects.filter(version=version).exists()
    )


def _leads(by: Account, held: Section) -> bool:
    return Member.objects.filter(activity=held.paper.activity, account=by, role="lead", left_at=None).exists()


def _same(one: SectionVersion | None, other: SectionVersion | None) -> bool:
    return (one.pk if one is not None else None) == (other.pk if other is not None else None)


def _noted(act: str, by: Account, held: Section, **details: object) -> None:
    activity = held.paper.activity
    record_in(
        activity,
        act,
        by=by,
        section=held.key,
        **details,
    )
