"""Parole: the hearings, and the reports asked for before them."""

from __future__ import annotations

import numpy as np

from plumbline.synth.custody import Custody
from plumbline.synth.days import NEVER, Bools, Floats, Ints
from plumbline.synth.draw import between, chance, code, mixes, pick
from plumbline.synth.frame import Frame
from plumbline.synth.tables import Piece


def hearing_piece(frame: Frame, custody: Custody) -> Piece:
    """The rows of `hearings`: parole, some of them set for a day that has not come."""
    rng, n = frame.stream("hearings"), len(custody.person)
    notified = frame.working.on_or_after(custody.parole_on - between(rng, 70, 120, n))
    held = frame.working.on_or_after(notified + between(rng, 45, 110, n))
    until = np.minimum(custody.released, frame.as_at)
    rows = np.flatnonzero((notified >= frame.start) & (notified <= until) & (held <= custody.released))
    oral = chance(rng, 0.4, len(rows))
    attended = oral & chance(rng, 0.72, len(rows)) & (held[rows] <= frame.as_at)
    parts: list[Piece] = [
        _hearings(frame, rng, custody.person[rows], notified[rows], held[rows], oral, attended)
        | {"sentence_id": rows, "licence_id": np.full(len(rows), -1, dtype=np.int64)}
    ]
    back = np.flatnonzero(custody.recalled)
    told = frame.working.on_or_after(custody.ended[back] + between(rng, 3, 12, len(back)))
    held = frame.working.on_or_after(told + between(rng, 25, 80, len(back)))
    back, told, held = back[told <= frame.as_at], told[told <= frame.as_at], held[told <= frame.as_at]
    all_oral = np.ones(len(back), dtype=bool)
    came = chance(rng, 0.9, len(back)) & (held <= frame.as_at)
    sentence = custody.sentence[back]
    parts.append(
        _hearings(frame, rng, custody.person[sentence], told, held, all_oral, came)
        | {"sentence_id": sentence, "licence_id": np.full(len(back), -1, dtype=np.int64)}
    )
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def _hearings(
    frame: Frame,
    rng: np.random.Generator,
    person: Ints,
    notified: Ints,
    held: Ints,
    oral: Bools,
    attended: Bools,
) -> Piece:
    kinds = np.where(oral, code("hearings", "kind", "parole_oral"), code("hearings", "kind", "parole_paper"))
    hours: Floats = np.where(attended, 1.5 + 0.5 * between(rng, 0, 7, len(person)), np.nan)
    return {
        "person_id": person,
        "kind": kinds,
        "notified_on": notified,
        "held_on": held,
        "recorded_on": frame.recorded(rng, notified),
        "worker_attended": np.where(held <= frame.as_at, np.where(oral, attended, -1), -1).astype(np.int64),
        "hours": hours,
    }


def parole_report_piece(frame: Frame, custody: Custody) -> Piece:
    """The rows of `reports` for parole and release: asked for twelve weeks before the qualifying date."""
    rng, n = frame.stream("parole reports"), len(custody.person)
    parts: list[Piece] = []
    until = np.minimum(custody.released, frame.as_at)
    for kind, ahead, weeks, share in (
        ("parole", 84, 84, 1.0),
        ("home_background", 130, 28, 0.7),
        ("home_leave", 200, 28, 0.25),
    ):
        asked = frame.working.on_or_after(custody.parole_on - ahead - between(rng, 0, 9, n))
        wanted = (
            chance(rng, share, n) & (asked >= frame.start) & (asked <= until) & (asked >= custody.sentenced)
        )
        rows = np.flatnonzero(wanted)
        due = asked[rows] + weeks
        sent = frame.working.on_or_before(due - between(rng, 0, 12, len(rows)))
        late = chance(rng, 0.12, len(rows))
        sent = np.where(late, frame.working.on_or_after(due + between(rng, 1, 20, len(rows))), sent)
        sent = np.where(sent <= until[rows], sent, NEVER)
        mix = mixes()["reports"]["parole_recommendation"]
        names = np.array(list(mix))[pick(rng, list(mix.values()), len(rows))]
        parts.append(
            {
                "person_id": custody.person[rows],
                "sentence_id": rows,
                "kind": np.full(len(rows), code("reports", "kind", kind)),
                "requested_on": asked[rows],
                "due_on": due,
                "submitted_on": sent,
                "recorded_on": frame.recorded(rng, np.where(sent < NEVER, sent, asked[rows])),
                "recommendation": np.where((sent < NEVER) & (kind == "parole"), names, ""),
                "worker_id": custody.worker[rows],
            }
        )
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
