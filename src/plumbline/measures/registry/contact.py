"""Figures counted from contacts, unpaid work sessions and absences."""

from __future__ import annotations

from plumbline.measures.registry.form import EVENT_OWNERS, Entry, Rows

DAYS = "(recorded_on - happened_on)"
ATTENDED = "attendance = 'attended'"
CALLED_OFF = "outcome IN ('sent_home_by_service', 'cancelled_by_service')"
KNOWN = "attendance <> 'not_known'"
NOT_RECORDED = {"attendance not known": "attendance IS NULL OR attendance = 'not_known'"}
WAYS = {
    "contacts_kept": ("Contacts kept", "that the person attended", "attended"),
    "contacts_missed_acceptable": (
        "Contacts missed, absence accepted",
        "that the person missed with an absence that was accepted",
        "missed_acceptable",
    ),
    "contacts_missed_unacceptable": (
        "Contacts missed, absence not accepted",
        "that the person missed with an absence that was not accepted",
        "missed_unacceptable",
    ),
    "contacts_cancelled_by_service": (
        "Contacts cancelled by the service",
        "that the service cancelled",
        "cancelled_by_service",
    ),
}
SESSION_WAYS = {
    "sessions_worked": ("Unpaid work sessions worked", "that the person worked", "worked"),
    "sessions_sent_home": (
        "Unpaid work sessions sent home",
        "from which the service sent the person home",
        "sent_home_by_service",
    ),
    "sessions_cancelled_by_service": (
        "Unpaid work sessions cancelled by the service",
        "that the service cancelled",
        "cancelled_by_service",
    ),
    "sessions_missed_acceptable": (
        "Unpaid work sessions missed, absence accepted",
        "that the person missed with an absence that was accepted",
        "missed_acceptable",
    ),
    "sessions_missed_unacceptable": (
        "Unpaid work sessions missed, absence not accepted",
        "that the person missed with an absence that was not accepted",
        "missed_unacceptable",
    ),
}
RECORDED_WITHIN = {1: "one day", 7: "seven days", 28: "28 days"}

ROWS = (
    Rows(
        name="contacts by year",
        needs=("contacts",),
        sql="SELECT * FROM seen_contacts",
        owners=EVENT_OWNERS,
        day="happened_on",
        cuts={
            "attendance": "attendance",
            # Days from contact to entry, no finer than is asked about: 29 for more than 28, -1 for before.
            "days": f"(CASE WHEN {DAYS} < 0 THEN -1 WHEN {DAYS} <= 1 THEN 1 WHEN {DAYS} <= 7 THEN 7 "
            f"WHEN {DAYS} <= 28 THEN 28 WHEN {DAYS} > 28 THEN 29 END)::TINYINT",
            "mode": f"CASE WHEN {ATTENDED} THEN mode END",
            # Home visits held: 1 announced, 0 not announced, -1 not recorded; empty for any other contact.
            "visit": f"CASE WHEN {ATTENDED} AND kind = 'home_visit' "
            "THEN coalesce(announced::TINYINT, -1) END",
        },
    ),
    Rows(
        name="unpaid work sessions",
        needs=("work_sessions",),
        sql="SELECT * FROM seen_work_sessions",
        owners=("order",),
        day="worked_on",
        cuts={
            "outcome": "outcome",
            "activity": "activity",
            "hours_known": "hours_credited IS NOT NULL",
            "service_reason": f"CASE WHEN {CALLED_OFF} THEN service_reason END",
        },
        sums={"hours": "hours_credited"},
    ),
    Rows(
        name="people absent",
        needs=("absences",),
        sql="""
            SELECT person_key, arg_max(kind, from_on) AS kind
            FROM seen_absences WHERE until_on IS NULL OR until_on >= {as_at} GROUP BY person_key""",
        owners=("person",),
        cuts={"kind": "kind"},
    ),
)


def _recorded(days: int, words: str) -> Entry:
    return Entry(
        code=f"contacts_recorded_within_{days}_day{'s' if days > 1 else ''}",
        title=f"Contacts entered within {words}",
        definition=f"Contacts entered in the case system on the day they happened or within {words} after "
        "it (every day counts, not working days only), as a share of contacts with a day of entry.",
        rows="contacts by year",
        measure="share",
        of=f"days <= {days}",
        over="days >= 0",
        left_out={"no day of entry": "days IS NULL", "entered before the contact": "days < 0"},
    )


ENTRIES = (
    Entry(
        code="contacts",
        title="Contacts",
        definition="Contacts planned or held up to the as-at date, whether kept, missed or cancelled.",
        rows="contacts by year",
        measure="count",
    ),
    *(
        Entry(
            code=code,
            title=title,
            definition=f"Contacts {words}, as a share of all contacts whose attendance is known.",
            rows="contacts by year",
            measure="share",
            of=f"attendance = '{way}'",
            over=KNOWN,
            left_out=NOT_RECORDED,
        )
        for code, (title, words, way) in WAYS.items()
    ),
    Entry(
        code="contacts_by_mode",
        title="Contacts kept, by mode",
        definition="Contacts that the person attended, by how they took place, as a share of those whose "
        "mode is recorded.",
        rows="contacts by year",
        yearly=False,
        measure="split",
        by="mode",
        left_out={"mode not recorded": f"{ATTENDED} AND mode IS NULL"},
    ),
    Entry(
        code="home_visits_announced",
        title="Home visits the person knew of beforehand",
        definition="Home visits held that the person knew of beforehand, as a share of home visits held "
        "for which this is recorded.",
        rows="contacts by year",
        yearly=False,
        measure="share",
        of="visit = 1",
        over="visit >= 0",
        left_out={"not recorded": "visit = -1"},
    ),
    *(_recorded(days, words) for days, words in RECORDED_WITHIN.items()),
    *(
        Entry(
            code=code,
            title=title,
            definition=f"Unpaid work sessions {words}, as a share of all sessions, other activity included.",
            rows="unpaid work sessions",
            measure="share",
            of=f"outcome = '{way}'",
            over="outcome IS NOT NULL",
            left_out={"outcome not recorded": "outcome IS NULL"},
        )
        for code, (title, words, way) in SESSION_WAYS.items()
    ),
    Entry(
        code="sessions_service_reasons",
        title="Why the service sent home or cancelled",
        definition="Sessions that the service cancelled or from which it sent the person home, by the "
        "reason recorded, as a share of those with a reason.",
        rows="unpaid work sessions",
        yearly=False,
        measure="split",
        by="service_reason",
        left_out={"no reason recorded": f"{CALLED_OFF} AND service_reason IS NULL"},
    ),
    Entry(
        code="unpaid_work_hours_credited",
        title="Unpaid work hours credited",
        definition="Hours credited in unpaid work sessions, by activity.",
        rows="unpaid work sessions",
        measure="sum",
        over="hours_known",
        total="hours",
        by="activity",
        left_out={"sessions worked with no hours recorded": "outcome = 'worked' AND NOT hours_known"},
    ),
    Entry(
        code="people_absent",
        title="People absent on the as-at date",
        definition="People with an absence that began on or before the as-at date and had not ended "
        "before it, by kind. Each person counts once, under the absence that began last.",
        rows="people absent",
        measure="count",
        by="kind",
    ),
)
