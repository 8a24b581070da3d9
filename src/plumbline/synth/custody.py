"""Sentences and licences: people in custody, their release and their supervision after it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from plumbline.synth.days import NEVER, Bools, Ints, add_months
from plumbline.synth.draw import between, chance, code, codes, mixes, pick, pick_code
from plumbline.synth.frame import Frame, prisons
from plumbline.synth.staff import Staff, worker_for
from plumbline.synth.tables import Piece

YEARS_BEFORE = 8  # how long before the extract the earliest sentences were passed
MONTHS = {  # shortest and longest sentence by kind, in months
    "long_term": (48, 120),
    "extended": (36, 96),
    "life": (180, 240),
    "lifelong_restriction": (150, 240),
    "supervised_release": (12, 36),
    "short_term_sexual_offence": (12, 44),
    "recalled": (24, 80),
}
WITH_PAROLE = ("long_term", "extended", "life", "lifelong_restriction", "recalled")
WITHOUT_EXPIRY = ("life", "lifelong_restriction")


@dataclass(frozen=True)
class Custody:
    """Sentences by row, and licences by row with the sentence each follows."""

    person: Ints
    kind: Ints
    sentenced: Ints
    length: Ints
    parole_on: Ints
    earliest: Ints
    expires: Ints
    released: Ints  # NEVER: still in custody at the as-at date
    worker: Ints
    sentence: Ints  # of each licence
    licence_expires: Ints
    ended: Ints  # of each licence; NEVER: in force
    recalled: Bools
    team: Ints
    licence_worker: Ints
    risk: Ints

    def licensed(self) -> Ints:
        """The day of release of each licence."""
        return self.released[self.sentence]

    def licence_last(self, frame: Frame) -> Ints:
        """The last day on which something may have happened under each licence."""
        return np.minimum(self.ended, frame.as_at)


def draw_custody(frame: Frame, staff: Staff, first_person: int) -> Custody:
    """Sentences in force at some time in the extract, and the licences of those released in it."""
    rng, mix, working = frame.stream("custody"), mixes()["throughcare"], frame.working
    window = frame.as_at - frame.start + 1
    span = window + YEARS_BEFORE * 365
    drawn = round(frame.count * mix["sentences_per_order"] * span / window)
    sentenced = np.sort(working.on_or_after(between(rng, frame.as_at - span, frame.as_at - 8, drawn)))
    kind = pick_code(rng, "sentences", "kind", mix["kind"], drawn)
    limits = np.array([MONTHS[name] for name in codes("sentences", "kind")])[kind]
    months = between(rng, limits[:, 0], limits[:, 1], drawn)
    expires = add_months(sentenced, months)
    length = expires - sentenced
    earliest = sentenced + length // 2
    late = np.where(chance(rng, 0.3, drawn), 0.0, rng.random(drawn) * 0.30)
    released = _monday_to_thursday(frame, earliest + (late * length).astype(np.int64))
    endless = _of(kind, *WITHOUT_EXPIRY)
    keep = (released >= frame.start) & (sentenced <= frame.as_at)
    count = int(keep.sum())
    released = np.where(released <= frame.as_at, released, NEVER)[keep]
    kind, sentenced, length, earliest = kind[keep], sentenced[keep], length[keep], earliest[keep]
    expires = np.where(endless, NEVER, expires)[keep]
    team = pick(rng, [1.0] * len(frame.council.teams), count)
    worker = worker_for(rng, staff, team)

    sentence = np.flatnonzero(released < NEVER)
    on, n = released[sentence], len(sentence)
    months_out = np.where(_of(kind[sentence], "supervised_release"), 12, 0)
    licence_expires = np.where(months_out > 0, add_months(on, months_out), expires[sentence])
    recalled = chance(rng, mix["recalled"], n)
    back = working.on_or_after(on + between(rng, 40, 420, n))
    died = chance(rng, 0.006, n)
    gone = on + between(rng, 30, 700, n)
    recalled &= (back < licence_expires) & (back <= frame.as_at)
    ended = np.where(recalled, back, np.where(died & (gone < licence_expires), gone, licence_expires))
    ended = np.where(ended <= frame.as_at, ended, NEVER)
    return Custody(
        person=first_person + np.arange(count),
        kind=kind,
        sentenced=sentenced,
        length=length,
        parole_on=np.where(_of(kind, *WITH_PAROLE), earliest, NEVER),
        earliest=earliest,
        expires=expires,
        released=released,
        worker=worker,
        sentence=sentence,
        licence_expires=licence_expires,
        ended=ended,
        recalled=recalled,
        team=team[sentence],
        licence_worker=worker[sentence],
        risk=1 + pick(rng, [0.14, 0.36, 0.36, 0.14], n),
    )


def _of(kind: Ints, *names: str) -> Bools:
    return np.isin(kind, [code("sentences", "kind", name) for name in names])


def _monday_to_thursday(frame: Frame, day: Ints) -> Ints:
    """People are let out on a working day that is not a Friday, so that services are open the next day."""
    found = frame.working.on_or_before(day)
    for _ in range(2):
        found = np.where((found + 3) % 7 == 4, frame.working.on_or_before(found - 1), found)
    return found


def custody_pieces(frame: Frame, custody: Custody) -> tuple[Piece, Piece, Piece]:
    """The rows of `sentences`, of `licences`, and of `delays` of inductions held late or not at all."""
    rng, mix, working = frame.stream("custody rows"), mixes()["throughcare"], frame.working
    count = len(custody.person)
    until = np.minimum(custody.released, frame.as_at)
    informed = working.nth_after(custody.sentenced, pick(rng, [0.3, 0.35, 0.2, 0.1, 0.05], count))
    steps = {}
    for name, share in (("letter", mix["letter_in_time"]), ("induction", mix["induction_in_time"])):
        in_time = chance(rng, share, count)
        days = np.where(in_time, between(rng, 1, 10, count), between(rng, 11, 45, count))
        done = working.nth_after(informed, days)
        missing = ~in_time & chance(rng, 0.2, count)
        steps[name] = np.where(missing | (done > until), NEVER, done)
    returned = np.full(count, NEVER)
    returned[custody.sentence[custody.recalled]] = custody.ended[custody.recalled]
    sentences: Piece = {
        "person_id": custody.person,
        "authority": np.zeros(count, dtype=np.int64),
        "prison": np.array(prisons())[pick(rng, [0.3, 0.25, 0.2, 0.15, 0.1], count)],
        "kind": custody.kind,
        "sentenced_on": custody.sentenced,
        "information_received_on": np.where(informed <= until, informed, NEVER),
        "admitted_on": custody.sentenced,
        "parole_qualifying_on": custody.parole_on,
        "earliest_release_on": custody.earliest,
        "expires_on": custody.expires,
        "released_on": custody.released,
        "returned_to_custody_on": returned,
        "designation_letter_on": steps["letter"],
        "induction_held_on": steps["induction"],
        "worker_id": custody.worker,
    }
    return (
        sentences,
        _licence_rows(frame, custody),
        _induction_delays(frame, custody, informed, steps["induction"]),
    )


def _induction_delays(frame: Frame, custody: Custody, informed: Ints, held: Ints) -> Piece:
    rng = frame.stream("custody delays")
    due = frame.working.nth_after(informed, 10)
    missed = (held > due) & (due < np.minimum(custody.released, frame.as_at)) & (due >= frame.start)
    rows = np.flatnonzero(missed & chance(rng, mixes()["delays"]["recorded"], len(due)))
    entered = np.where(chance(rng, 0.5, len(rows)), due[rows], due[rows] + between(rng, 1, 20, len(rows)))
    return {
        "sentence_id": rows,
        "standard": np.full(len(rows), "prison_induction"),
        "reason": pick_code(rng, "delays", "reason", mixes()["delays"]["custody"], len(rows)),
        "recorded_on": np.minimum(entered, np.minimum(custody.released, frame.as_at)[rows]),
    }


def _licence_rows(frame: Frame, custody: Custody) -> Piece:
    rng, n = frame.stream("licence rows"), len(custody.sentence)
    kind = custody.kind[custody.sentence]
    same = ("extended", "life", "lifelong_restriction", "supervised_release", "short_term_sexual_offence")
    licence = pick_code(rng, "licences", "kind", {"parole": 0.5, "non_parole": 0.5}, n)
    for name in same:
        licence = np.where(kind == code("sentences", "kind", name), code("licences", "kind", name), licence)
    names = ("expired", "recalled", "death")
    expired, recalled, death = (code("licences", "end_reason", name) for name in names)
    reason = np.where(
        custody.recalled, recalled, np.where(custody.ended < custody.licence_expires, death, expired)
    )
    moved = frame.working.nth_after(custody.licensed(), pick(rng, [0.4, 0.2, 0.1, 0.1, 0.1, 0.1], n))
    sexual = kind == code("sentences", "kind", "short_term_sexual_offence")
    mappa = pick_code(rng, "licences", "mappa_level", mixes()["orders"]["mappa_level"], n)
    return {
        "sentence_id": custody.sentence,
        "person_id": custody.person[custody.sentence],
        "authority": np.zeros(n, dtype=np.int64),
        "kind": licence,
        "released_on": custody.licensed(),
        "expires_on": custody.licence_expires,
        "ended_on": custody.ended,
        "end_reason": np.where(custody.ended < NEVER, reason, -1),
        "record_transferred_on": np.where(moved <= custody.licence_last(frame), moved, NEVER),
        "team": np.array(frame.council.all_teams)[custody.team],
        "worker_id": custody.licence_worker,
        "risk_level": custody.risk,
        "mappa_level": np.where(sexual | chance(rng, 0.3, n), mappa, -1),
    }


def conference_piece(frame: Frame, custody: Custody) -> Piece:
    """The rows of `conferences` held in the extract's years."""
    rng, n = frame.stream("conferences"), len(custody.person)
    everyone = np.arange(n)
    until = np.minimum(custody.released, frame.as_at)
    plans: list[tuple[str, Ints, Bools]] = [
        ("icm_initial", custody.sentenced + between(rng, 60, 215, n), np.ones(n, dtype=bool)),
        ("icm_pre_release", custody.released - between(rng, 40, 90, n), custody.released < NEVER),
        ("risk_management_team", custody.sentenced + between(rng, 120, 600, n), chance(rng, 0.15, n)),
        ("custody_review", custody.sentenced + between(rng, 8, 16, n), chance(rng, 0.06, n)),
    ]
    for year in range(1, YEARS_BEFORE + 2):
        plans.append(
            ("icm_annual", custody.sentenced + 365 * year + between(rng, 90, 240, n), chance(rng, 0.88, n))
        )
    recalled = custody.ended[custody.recalled]
    again = np.full(n, NEVER)
    again[custody.sentence[custody.recalled]] = recalled + between(rng, 15, 60, len(recalled))
    parts: list[Piece] = []
    for kind, day, wanted in [*plans, ("icm_recall", again, again < NEVER)]:
        held = frame.working.on_or_after(np.where(wanted, day, NEVER))
        last = np.full(n, frame.as_at) if kind == "icm_recall" else until
        rows = everyone[(held <= last) & (held >= frame.start) & (held >= custody.sentenced)]
        parts.append(
            {
                "sentence_id": rows,
                "kind": np.full(len(rows), code("conferences", "kind", kind)),
                "held_on": held[rows],
                "recorded_on": frame.recorded(rng, held[rows]),
                "community_worker_attended": frame.yes_or_no(rng, 0.71, len(rows)),
                "prison_worker_attended": frame.yes_or_no(rng, 0.93, len(rows)),
            }
        )
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
