"""Verbs: deal the records of the sample; take a reading away and give it to another."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from django.db import transaction

from plumbline_web.audit.actions import record
from plumbline_web.people.models import Account
from plumbline_web.reading.actions.readings import deal_record
from plumbline_web.reading.conditions import ReadingRefused
from plumbline_web.reading.dealing import Proposal, dealt_in, propose, readers_of, word_of
from plumbline_web.reading.models import Reading, ReadingMove
from plumbline_web.reading.rules import REAL, has_to_do_with, why_not_moved
from plumbline_web.scrutiny.models import Activity, Member
from plumbline_web.scrutiny.trail import record_in


@transaction.atomic
def deal_records(
    *, by: Account, activity: Activity, readers: Sequence[Member], twice: int, seed: str
) -> Proposal:
    """Deal every record that nobody reads yet; `twice` of them to two readers who do not know of each other.
    Where one of two readings was given up, that one is dealt anew.

    The seed goes into the trail, so that anyone with the sample and the team can deal the same again. Records
    that nobody may read stay undealt, and are named in what is given back. Raises ReadingRefused where there
    is nothing to deal, nobody to deal to, somebody has not declared conflicts, or `twice` is too many.
    """
    if Activity.objects.select_for_update().get(pk=activity.pk).state != "open":
        raise ReadingRefused("The activity has ended, so nothing more is dealt.")
    if why := why_not_dealt(readers):
        raise ReadingRefused(why)
    strangers = {one.pk for one in readers} - {one.pk for one in readers_of(activity)}
    if strangers:
        raise ReadingRefused("Only readers on the team, and the lead, are dealt records.")
    dealt = dealt_in(activity)
    if not dealt.to_deal:
        raise ReadingRefused("Every record of the sample is dealt already.")
    if not seed.strip():
        raise ReadingRefused("Give a seed: any text that can be typed again.")
    if not 0 <= twice <= len(dealt.undealt):
        raise ReadingRefused(
            f"{twice} records cannot be read twice: {len(dealt.undealt)} are to be dealt. Choose fewer."
        )
    if twice and len(readers) < 2:
        raise ReadingRefused("For records to be read twice there have to be two readers.")
    made = propose(dealt, readers, twice=twice, seed=seed.strip())
    # In one mixed order: where second readings came last, their place would tell a reader which they are.
    for _, word, reader, kind in sorted(
        (
            sha256(f"{seed.strip()}|order|{reader}|{word}".encode()).hexdigest(),
            word,
            reader,
            made.kinds.get(word, kind),
        )
        for kind, of in (("first", made.deal.first), ("second", made.deal.second))
        for word, reader in of.items()
    ):
        deal_record(by=by, record=made.named[word], reader=made.readers[reader], kind=kind)
    record_in(
        activity,
        "dealt records",
        by=by,
        seed=seed.strip(),
        records=len(made.deal.first),
        twice=len(made.deal.second),
        nobody=len(made.deal.nobody),
        readers=[one.number for one in readers],
    )
    return made


@transaction.atomic
def hand_over(*, by: Account, reading: Reading, why: str, to: Member | None) -> Reading | None:
    """Take a reading away from its reader, with a reason that they see, and give the record to another.

    What the first had answered stays kept. to: None where nobody reads it for now. Raises ReadingRefused
    without a reason, where it is submitted, or where the other may not read it or could not do so blind.
    """
    reading = Reading.objects.select_for_update().select_related("record", "reader").get(pk=reading.pk)
    if reading.kind not in REAL:
        raise ReadingRefused("A practice reading is not given to another: everybody has their own.")
    if wrong := why_not_moved(reading.state, "taken_away"):
        raise ReadingRefused(f"{wrong} Return it to its reader first, with a comment.")
    if not why.strip():
        raise ReadingRefused("Say why the record is taken away.")
    if to is not None and (wrong := why_not_given(reading, to)):
        raise ReadingRefused(wrong)
    reading.state = "taken_away"
    reading.save(update_fields=["state"])
    ReadingMove.objects.create(reading=reading, after="taken_away", by=by, comment=why.strip())
    activity = reading.record.draw.subject.activity
    record(
        "took reading away",
        by=by,
        organisation=activity.organisation.slug,
        subject=f"reading:{reading.key}",
        to=to.key if to is not None else "",
    )
    return deal_record(by=by, record=reading.record, reader=to, kind=reading.kind) if to is not None else None


def why_not_dealt(readers: Sequence[Member]) -> str:
    """Why nothing can be dealt to these readers; empty where it can."""
    if not readers:
        return "Choose at least one reader."
    silent = [one for one in readers if one.declared_at is None]
    if silent:
        named = ", ".join(word_of(one) for one in silent)
        return (
            f"Not everybody has said whether they have a conflict of interest: {named}. "
            "Nobody is dealt records before."
        )
    return ""


def why_not_given(reading: Reading, to: Member) -> str:
    """Why a record cannot go to this reader in place of another; empty where it can."""
    read = reading.record
    if to.left_at is not None or to.declared_at is None:
        return "This reader has not said whether they have a conflict of interest, or has left."
    if has_to_do_with(to, read):
        return "The reader declared that they have to do with whose record this is."
    others = read.readings.filter(kind__in=REAL).exclude(state="taken_away").exclude(pk=reading.pk)
    if reading.reader.account_id == to.account_id:
        return "The record is dealt to this reader now. Choose another."
    if others.filter(reader__account=to.account_id).exists():
        return "This reader cannot be given the record. Choose another."
    sees = to.activity.members.filter(
        account=to.account_id, left_at=None, role__in=("lead", "observer", "settler")
    )
    if sees.exists() and others.filter(state="submitted").exists():
        return "This reader could have seen what another answered, so would not be blind. Choose another."
    return ""
