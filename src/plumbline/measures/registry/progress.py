"""Figures counted from referrals, outcomes and feedback: what became of people’s needs, and what they say."""

from __future__ import annotations

from plumbline.measures.registry.form import EVENT_OWNERS, Entry, Rows

WAITING = "NOT started AND NOT ended AND (outcome IS NULL OR outcome IN ('waiting', 'not_known'))"
SETTLED = "outcome IS NOT NULL AND outcome NOT IN ('waiting', 'not_known')"

ROWS = (
    Rows(
        name="referrals",
        needs=("referrals",),
        sql="""
            SELECT *, coalesce(identified_on, referred_on) AS began_on,
                CASE WHEN started_on >= identified_on THEN started_on - identified_on END AS wait_identified,
                CASE WHEN started_on >= referred_on THEN started_on - referred_on END AS wait_referred
            FROM seen_referrals""",
        owners=EVENT_OWNERS,
        day="began_on",
        cuts={
            "need": "need",
            "outcome": "outcome",
            "started": "started_on IS NOT NULL",
            "ended": "ended_on IS NOT NULL",
        },
        values={"wait_identified": "wait_identified", "wait_referred": "wait_referred"},
    ),
    Rows(
        name="pairs of scores",
        needs=("outcomes",),
        sql="""
            SELECT * EXCLUDE (first, last),
                CASE WHEN first_on = last_on THEN 'no second score' WHEN last > first THEN 'better'
                    WHEN last < first THEN 'worse' ELSE 'same' END AS way, first = scale_max AS at_top
            FROM (
                SELECT order_key, licence_key, sentence_key, person_key, domain, scale_max,
                    min(scored_on) AS first_on, max(scored_on) AS last_on,
                    arg_min(score, turn) AS first, arg_max(score, turn) AS last
                FROM (SELECT *, (scored_on - DATE '1900-01-01')::BIGINT * 2147483648 + outcome_key AS turn
                      FROM seen_outcomes)
                GROUP BY order_key, licence_key, sentence_key, person_key, domain, scale_max, tool)""",
        owners=EVENT_OWNERS,
        cuts={"domain": "domain", "way": "way", "at_top": "at_top"},
    ),
    Rows(
        name="orders ended",
        needs=("orders", "feedback"),
        # A questionnaire belongs to its order, or to each order of its person that was open on the day it
        # was offered.
        sql="""
            WITH asked AS (
                SELECT order_key, person_key, coalesce(offered_on, completed_on) AS day,
                    completed_on IS NOT NULL AS done
                FROM seen_feedback WHERE kind = 'exit_questionnaire'),
            of_order AS (
                SELECT order_key, done FROM asked WHERE order_key IS NOT NULL AND day IS NOT NULL
                UNION ALL
                SELECT o.order_key, a.done FROM asked a JOIN seen_orders o ON a.person_key = o.person_key
                WHERE a.order_key IS NULL AND a.day >= o.imposed_on AND a.day <= coalesce(o.ended_on, a.day)),
            answered AS (SELECT order_key, bool_or(done) AS done FROM of_order GROUP BY order_key)
            SELECT o.authority, o.ended_on, a.order_key IS NOT NULL AS offered,
                coalesce(a.done, false) AS completed
            FROM seen_orders o LEFT JOIN answered a USING (order_key) WHERE o.ended_on IS NOT NULL""",
        by_authority=True,
        day="ended_on",
        cuts={"offered": "offered", "completed": "completed"},
    ),
    Rows(
        name="feedback",
        needs=("feedback",),
        sql="SELECT * FROM seen_feedback",
        owners=EVENT_OWNERS,
        day="offered_on",
        cuts={"kind": "kind", "completed": "completed_on IS NOT NULL"},
    ),
)

_DOMAIN_NOTE = (
    "the first score of a case in one part of life and its last on a later day, on one scale; each part "
    "of life makes a pair of its own. A higher score is taken to be better. People who score low at first "
    "tend to score higher later anyway: this does not show that the service caused the change."
)
_NO_SECOND = {"no second score": "way = 'no second score'"}
_PAIR = "way <> 'no second score'"


def _pairs(way: str, words: str) -> Entry:
    return Entry(
        code=f"outcomes_{way}",
        title=f"Scores that {words}",
        definition=f"Pairs of scores that {words}, as a share of all pairs: {_DOMAIN_NOTE}",
        rows="pairs of scores",
        measure="share",
        of=f"way = '{way}'",
        over=_PAIR,
        by="domain",
        left_out=_NO_SECOND,
    )


def _wait(column: str, since: str, day: str) -> Entry:
    return Entry(
        code=f"referral_wait_from_{column}",
        title=f"Days from {since} to the start, median",
        definition=f"Days from the day {day} to the day the service began, the median of referrals that "
        "started on or after that day.",
        rows="referrals",
        measure="median",
        total=f"wait_{column}",
        by="need",
        left_out={
            "not started": "NOT started",
            "started, with no such day or one after the start": f"started AND wait_{column} IS NULL",
        },
    )


ENTRIES = (
    Entry(
        code="referrals",
        title="Referrals, by need",
        definition="Needs identified or referred on, by need, by the year in which the need was "
        "identified (or, where that is not recorded, the referral made).",
        rows="referrals",
        measure="count",
        by="need",
    ),
    _wait("identified", "the need being identified", "the need was identified"),
    _wait("referred", "referral", "of referral"),
    Entry(
        code="referrals_waiting",
        title="Referrals still waiting",
        definition="Referrals that had neither started nor ended by the as-at date and have no outcome "
        "but waiting or not known.",
        rows="referrals",
        measure="count",
        of=WAITING,
        by="need",
        yearly=False,
    ),
    Entry(
        code="referral_outcomes",
        title="What came of referrals",
        definition="Referrals by outcome, as a share of those with an outcome.",
        rows="referrals",
        measure="split",
        over=SETTLED,
        by="outcome",
        left_out={"waiting": "outcome = 'waiting'", "not known": "outcome IS NULL OR outcome = 'not_known'"},
    ),
    _pairs("better", "moved up"),
    _pairs("same", "stayed the same"),
    _pairs("worse", "moved down"),
    Entry(
        code="outcomes_net",
        title="Scores that moved up, less those that moved down",
        definition="Pairs of scores that moved up less those that moved down, as a share of all pairs, "
        "with Tango’s interval: " + _DOMAIN_NOTE,
        rows="pairs of scores",
        measure="net",
        of="way = 'better'",
        against="way = 'worse'",
        over=_PAIR,
        by="domain",
        left_out=_NO_SECOND,
    ),
    Entry(
        code="outcomes_at_top",
        title="First scores that could not rise",
        definition="Pairs of scores whose first score was already the highest the scale allows, as a "
        "share of all pairs.",
        rows="pairs of scores",
        measure="share",
        of="at_top",
        over=_PAIR,
        left_out=_NO_SECOND,
    ),
    Entry(
        code="exit_questionnaires_offered",
        title="Ended orders with an exit questionnaire offered",
        definition="Orders that ended and for which an exit questionnaire was offered, as a share of "
        "orders that ended, by the year in which they ended. One offered to the person counts for the "
        "orders open on that day.",
        rows="orders ended",
        measure="share",
        of="offered",
    ),
    Entry(
        code="exit_questionnaires_completed",
        title="Ended orders with an exit questionnaire completed",
        definition="Orders that ended and for which an exit questionnaire was completed, as a share of "
        "orders that ended, by the year in which they ended.",
        rows="orders ended",
        measure="share",
        of="completed",
    ),
    Entry(
        code="feedback_by_kind",
        title="Questionnaires offered, by kind",
        definition="Exit questionnaires and other requests for views, by kind and by the year in which "
        "they were offered.",
        rows="feedback",
        measure="count",
        by="kind",
    ),
    Entry(
        code="feedback_completed",
        title="Questionnaires completed, of those offered",
        definition="Questionnaires with a day of completion, as a share of those offered.",
        rows="feedback",
        measure="share",
        of="completed",
        by="kind",
    ),
)
