"""Who is to be dealt which record: what the core's dealing is given, and what it would come to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from django.db.models import Exists, OuterRef

from plumbline.scrutiny.dealing import Deal, ReaderOf, ToRead, deal, how_many_twice, read_twice
from plumbline_web.audit.models import Event
from plumbline_web.reading.models import Obstacle, Reading
from plumbline_web.reading.rules import REAL
from plumbline_web.scrutiny.models import Activity, Member, Record

SHARE = 0.15
"""The share of records that is read twice where nothing else is said."""
DEALT = "dealt records"
"""The act of the trail that keeps the seed of a dealing."""


@dataclass(frozen=True)
class Hand:
    """How much one reader holds. records: dealt and not taken away; submitted: of these."""

    reader: Member
    records: int
    submitted: int


@dataclass(frozen=True)
class Dealt:
    """How the dealing of an activity stands.

    hands: of everybody who holds records or could. left: readers who left with records not submitted.
    records: in the sample now. twice: of these dealt to two people. undealt: records that nobody reads.
    waiting: records that the lead decided not to have read, not taken out of the sample yet. met: how many
    records each pair of readers shares. taken: by reader the records that were taken away from them. vacant:
    records that two were to read and one reads now, with the kind of reading that was taken away. held: by
    reader the records they hold. seers: accounts that could have seen what others submitted.
    """

    hands: tuple[Hand, ...]
    left: tuple[Hand, ...]
    records: int
    twice: int
    undealt: tuple[Record, ...]
    waiting: int
    met: Counter[tuple[str, str]]
    taken: dict[int, set[int]]
    vacant: tuple[tuple[Record, str], ...]
    held: dict[int, set[int]]
    seers: frozenset[int]

    @property
    def to_deal(self) -> int:
        """How many readings are to be dealt, second readings of records aside that are to be read twice."""
        return len(self.undealt) + len(self.vacant)


@dataclass(frozen=True)
class Proposal:
    """A dealing not done yet. named: the core's word for a record -> the record; readers: its word -> who.

    kinds: of a record of which one reading was given up, the kind that is dealt anew.
    """

    deal: Deal
    named: dict[str, Record]
    readers: dict[str, Member]
    twice: int
    kinds: dict[str, str]

    @property
    def nobody(self) -> list[Record]:
        """Records that no chosen reader may read."""
        return [self.named[one] for one in self.deal.nobody]

    @property
    def no_second(self) -> list[Record]:
        """Records to be read twice that only one chosen reader may read, or none."""
        return [self.named[one] for one in self.deal.no_second]

    @property
    def never_met(self) -> list[tuple[Member, Member]]:
        """Pairs of readers who share no record, so that nothing tells how they differ."""
        return [(self.readers[one], self.readers[other]) for one, other in self.deal.never_met]


def readers_of(activity: Activity) -> list[Member]:
    """Who can be dealt records: readers and the lead, each person once, as a reader where they are both."""
    found: dict[int, Member] = {}
    here = activity.members.filter(left_at=None, role__in=("reader", "lead")).select_related("account")
    for one in sorted(here, key=lambda one: (one.role != "reader", one.number)):
        found.setdefault(one.account_id, one)
    return sorted(found.values(), key=lambda one: one.number)


def dealt_in(activity: Activity) -> Dealt:
    """How the dealing stands, in a fixed number of questions to the database."""
    records = list(
        Record.objects.filter(draw__subject__activity=activity, practice=False, state="in_sample")
        .annotate(
            not_to_read=Exists(Obstacle.objects.filter(reading__record=OuterRef("pk"), state="dropped"))
        )
        .select_related("draw__subject__organisation")
        .order_by("draw", "stratum", "position")
    )
    every = (
        Reading.objects.filter(
            record__draw__subject__activity=activity, record__state="in_sample", kind__in=REAL
        )
        .select_related("reader__account")
        .order_by("id")
    )
    readings, taken, given_up = [], {}, set()
    for one in every:
        if one.state == "taken_away":
            taken.setdefault(one.reader_id, set()).add(one.record_id)
            given_up.add((one.record_id, one.kind))
        else:
            readings.append(one)
    of_record: dict[int, list[Reading]] = {}
    of_reader: dict[int, list[Reading]] = {}
    members: dict[int, Member] = {}
    for one in readings:
        of_record.setdefault(one.record_id, []).append(one)
        of_reader.setdefault(one.reader_id, []).append(one)
        members[one.reader_id] = one.reader
    members |= {one.pk: one for one in readers_of(activity)}
    hands = [
        Hand(one, len(held := of_reader.get(one.pk, [])), sum(each.state == "submitted" for each in held))
        for one in sorted(members.values(), key=lambda one: one.number)
    ]
    met: Counter[tuple[str, str]] = Counter()
    for held in of_record.values():
        for one, other in combinations(sorted({word_of(each.reader) for each in held}), 2):
            met[one, other] += 1
    undealt = [one for one in records if one.pk not in of_record]
    return Dealt(
        hands=tuple(one for one in hands if one.reader.left_at is None),
        left=tuple(one for one in hands if one.reader.left_at is not None and one.submitted < one.records),
        records=len(records),
        twice=sum(len(held) > 1 for held in of_record.values()),
        undealt=tuple(one for one in undealt if not one.not_to_read),
        waiting=sum(one.not_to_read for one in undealt),
        met=met,
        taken=taken,
        vacant=tuple(
            (one, missing)
            for one in records
            if len(held := of_record.get(one.pk, [])) == 1 and not one.not_to_read
            for missing in REAL
            if missing != held[0].kind and (one.pk, missing) in given_up
        ),
        held={pk: {each.record_id for each in held} for pk, held in of_reader.items()},
        seers=frozenset(
            activity.members.filter(left_at=None, role__in=("lead", "observer", "settler")).values_list(
                "account", flat=True
            )
        ),
    )


def twice_by_share(dealt: Dealt, share: float) -> int:
    """How many of the records to deal now are read twice, so that of all of them this share is."""
    wanted = how_many_twice(dealt.records, share) - dealt.twice
    return max(0, min(wanted, len(dealt.undealt)))


def propose(dealt: Dealt, readers: Sequence[Member], *, twice: int, seed: str) -> Proposal:
    """What a dealing of everything undealt to these readers would come to.

    twice: how many of them are read twice. Records are known by their references and readers by their numbers
    on the team, so that anyone who has both, and the seed, deals the same. Raises ValueError for more than
    there are.
    """
    every = [*dealt.undealt, *(one for one, _ in dealt.vacant)]
    several = len({one.draw_id for one in every}) > 1
    named = {_word_of_record(one, several): one for one in every}
    records = [
        ToRead(word, _word_of_stratum(one, several), one.team, one.worker) for word, one in named.items()
    ]
    again = {_word_of_record(one, several): kind for one, kind in dealt.vacant}
    new = [one for one in records if one.record_id not in again]
    holds = {one.reader.pk: one.records for one in dealt.hands}
    words = {one.pk: word for word, one in named.items()}
    given = [
        ReaderOf(
            word_of(one),
            frozenset(one.teams),
            frozenset(one.workers),
            holds.get(one.pk, 0),
            frozenset(
                words[pk]
                for pk in dealt.taken.get(one.pk, set()) | dealt.held.get(one.pk, set())
                if pk in words
            )
            # What somebody else submitted of these they could have seen, and so would not be blind.
            | (frozenset(again) if one.account_id in dealt.seers else frozenset()),
        )
        for one in readers
    ]
    return Proposal(
        deal=deal(records, given, twice=read_twice(new, twice, seed), seed=seed, met_before=dealt.met),
        named=named,
        readers={word_of(one): one for one in readers},
        twice=twice,
        kinds=again,
    )


def word_of(reader: Member) -> str:
    """How the dealing names a reader: their number on the team."""
    return f"reader {reader.number}"


def dealings_of(activity: Activity) -> list[Event]:
    """The dealings done so far, newest first, each with its seed."""
    return list(
        Event.objects.filter(act=DEALT, subject=f"activity:{activity.key}", outcome="done").order_by("-id")
    )


def _word_of_record(record: Record, several: bool) -> str:
    return f"{record.draw.subject.organisation.slug}|{record.record_id}" if several else record.record_id


def _word_of_stratum(record: Record, several: bool) -> str:
    return f"{record.draw.subject.organisation.slug}|{record.stratum}" if several else record.stratum
