"""Figures counted from assessments, plans, reviews, delays and enforcement."""

from __future__ import annotations

from plumbline.measures.registry.form import EVENT_OWNERS, Entry, Rows
from plumbline.measures.registry.people_and_orders import CPO
from plumbline.records.specification import load

SPECIFICATION = load()


def _level_of_score() -> str:
    """SQL: the LS/CMI level that a score stands for, by the specification."""
    steps = " ".join(
        f"WHEN score BETWEEN {low} AND {high} THEN '{level}'"
        for level, (low, high) in SPECIFICATION.lscmi_levels.items()
    )
    return f"CASE {steps} END"


def _side_of_reason() -> str:
    """SQL: on whose side the reason of a delay lies, by the specification."""
    steps = " ".join(f"WHEN '{reason}' THEN '{side}'" for reason, side in SPECIFICATION.delay_sides.items())
    return f"CASE reason {steps} END"


BREACH = "kind IN ('breach_application', 'breach_report')"
SETTLED = "outcome IS NOT NULL AND outcome NOT IN ('pending', 'not_known')"

ROWS = (
    Rows(
        name="assessments",
        needs=("assessments",),
        sql="SELECT *, coalesce(started_on, completed_on) AS began_on FROM seen_assessments",
        owners=EVENT_OWNERS,
        day="began_on",
        cuts={
            "tool": "tool",
            "lscmi": "tool = 'lscmi'",
            "completed": "completed_on IS NOT NULL",
            "levelled": "level IS NOT NULL",
            "scored": "score IS NOT NULL",
            "overridden": "coalesce(level_overridden, false)",
            "in_range": f"{_level_of_score()} IS NOT NULL",
            "agrees": f"level = {_level_of_score()}",
        },
    ),
    Rows(
        name="plans",
        needs=("plans",),
        sql="SELECT * FROM seen_plans",
        owners=EVENT_OWNERS,
        day="completed_on",
        cuts={
            "kind": "kind",
            "completed": "completed_on IS NOT NULL",
            "reviewed": "manager_reviewed_on IS NOT NULL",
            "intensity": "intensity",
        },
    ),
    Rows(
        name="reviews",
        needs=("reviews",),
        sql="SELECT * FROM seen_reviews",
        owners=EVENT_OWNERS,
        day="held_on",
        cuts={"kind": "kind", "person_attended": "person_attended", "chaired": "chaired_by_manager"},
    ),
    Rows(
        name="longest gap between reviews",
        needs=("orders", "reviews"),
        # Up to the end of the order; where it has none, up to the as-at date, or its expected end where
        # that is earlier.
        sql="""
            SELECT order_key, max(following - held_on) AS gap
            FROM (
                SELECT order_key, held_on, lead(held_on, 1, until_on)
                    OVER (PARTITION BY order_key ORDER BY held_on) AS following
                FROM (SELECT order_key, held_on FROM seen_reviews
                      WHERE kind = 'statutory' AND order_key IS NOT NULL)
                JOIN (SELECT order_key, coalesce(ended_on, least({as_at}, expected_end_on)) AS until_on
                      FROM seen_orders) USING (order_key))
            GROUP BY order_key""",
        owners=("order",),
        values={"gap": "greatest(gap, 0)"},
    ),
    Rows(
        name="delays",
        needs=("delays",),
        sql="SELECT * FROM seen_delays",
        owners=("order", "licence", "sentence"),
        cuts={"reason": "reason", "side": _side_of_reason(), "dated": "recorded_on IS NOT NULL"},
    ),
    Rows(
        name="enforcement",
        needs=("enforcement",),
        sql="SELECT * FROM seen_enforcement",
        owners=("order", "licence"),
        day="decided_on",
        cuts={
            "kind": "kind",
            "outcome": "outcome",
            "recommendation": "recommendation",
            "agreed": "manager_agreed_on IS NOT NULL",
        },
    ),
    Rows(
        name="payback orders ended",
        needs=("orders", "enforcement"),
        sql=f"""
            SELECT o.authority, o.ended_on, coalesce(e.warnings, 0) AS warnings,
                coalesce(e.breaches, 0) AS breaches
            FROM seen_orders o LEFT JOIN (
                SELECT order_key,
                    count(*) FILTER (WHERE kind IN ('first_warning', 'final_warning')) AS warnings,
                    count(*) FILTER (WHERE kind = 'breach_application') AS breaches
                FROM seen_enforcement WHERE order_key IS NOT NULL GROUP BY order_key) e USING (order_key)
            WHERE o.ended_on IS NOT NULL AND {CPO}""",
        by_authority=True,
        day="ended_on",
        cuts={"breached": "breaches > 0"},
        sums={"warnings": "warnings", "breaches": "breaches"},
    ),
)

ENTRIES = (
    Entry(
        code="assessments_by_tool",
        title="Assessments, by tool",
        definition="Assessments begun, by tool, whether completed or not.",
        rows="assessments",
        measure="count",
        by="tool",
    ),
    Entry(
        code="lscmi_completed",
        title="LS/CMI assessments completed",
        definition="LS/CMI assessments with a day of completion, as a share of all LS/CMI assessments "
        "begun. One that was never finished counts as not completed.",
        rows="assessments",
        measure="share",
        of="completed",
        over="lscmi",
    ),
    Entry(
        code="lscmi_without_level",
        title="Completed LS/CMI assessments without a level",
        definition="Completed LS/CMI assessments with no level recorded, as a share of completed LS/CMI "
        "assessments.",
        rows="assessments",
        measure="share",
        of="NOT levelled",
        over="lscmi AND completed",
    ),
    Entry(
        code="lscmi_level_agrees",
        title="LS/CMI level agrees with its score",
        definition="Completed LS/CMI assessments whose level is the one that the score stands for, as a "
        "share of those with a level and a score from 0 to 43 whose level was not overridden.",
        rows="assessments",
        measure="share",
        of="agrees",
        over="lscmi AND completed AND levelled AND in_range AND NOT overridden",
        left_out={
            "level overridden": "lscmi AND completed AND overridden",
            "no level": "lscmi AND completed AND NOT overridden AND NOT levelled",
            "no score": "lscmi AND completed AND NOT overridden AND levelled AND NOT scored",
            "score outside 0 to 43": "lscmi AND completed AND NOT overridden AND levelled AND scored "
            "AND NOT in_range",
        },
    ),
    Entry(
        code="plans_completed",
        title="Plans completed, by kind",
        definition="Plans with a day of completion, by kind.",
        rows="plans",
        measure="count",
        of="completed",
        by="kind",
        left_out={"no day of completion": "NOT completed"},
    ),
    Entry(
        code="plans_manager_reviewed",
        title="Plans seen by a manager",
        definition="Completed plans with a day on which a manager reviewed them, as a share of completed "
        "plans.",
        rows="plans",
        measure="share",
        of="reviewed",
        over="completed",
        by="kind",
        left_out={"no day of completion": "NOT completed"},
    ),
    Entry(
        code="plans_by_intensity",
        title="Plans, by intensity",
        definition="Completed plans by intensity, as a share of those whose intensity is recorded.",
        rows="plans",
        measure="split",
        over="completed",
        by="intensity",
        left_out={"intensity not recorded": "completed AND intensity IS NULL"},
    ),
    Entry(
        code="reviews_held",
        title="Reviews held, by kind",
        definition="Reviews held, by kind.",
        rows="reviews",
        measure="count",
        by="kind",
    ),
    Entry(
        code="reviews_person_attended",
        title="Reviews the person attended",
        definition="Reviews that the person attended, as a share of reviews for which this is recorded.",
        rows="reviews",
        measure="share",
        of="person_attended",
        over="person_attended IS NOT NULL",
        by="kind",
        left_out={"not recorded": "person_attended IS NULL"},
    ),
    Entry(
        code="reviews_chaired_by_manager",
        title="Reviews chaired by a manager",
        definition="Reviews chaired by a manager, as a share of reviews for which this is recorded.",
        rows="reviews",
        measure="share",
        of="chaired",
        over="chaired IS NOT NULL",
        by="kind",
        left_out={"not recorded": "chaired IS NULL"},
    ),
    Entry(
        code="review_gap_median",
        title="Longest gap between reviews, median order",
        definition="For each order with a statutory review, the most days from one statutory review to "
        "the next, or from the last to the end of the order (where it is in force, to the as-at date or "
        "its expected end, whichever is earlier); then the median of the orders. Reviews recorded for a "
        "person and not for an order are not counted.",
        rows="longest gap between reviews",
        measure="median",
        total="gap",
    ),
    Entry(
        code="review_gap_longest",
        title="Longest gap between reviews, longest of all",
        definition="The longest of the gaps described for the median order.",
        rows="longest gap between reviews",
        measure="longest",
        total="gap",
    ),
    Entry(
        code="delays_by_reason",
        title="Reasons for delay",
        definition="Delays recorded, by reason, as a share of all delays recorded. One duty can have "
        "several.",
        rows="delays",
        measure="split",
        by="reason",
        left_out={"reason not known": "reason IS NULL"},
    ),
    Entry(
        code="delays_by_side",
        title="Reasons for delay, by side",
        definition="Delays recorded, by the side on which the reason lies (the person, the service, "
        "another agency, or neither), as a share of all delays recorded.",
        rows="delays",
        measure="split",
        by="side",
        left_out={"reason not known": "side IS NULL"},
    ),
    Entry(
        code="delays_with_day_of_entry",
        title="Delays with a day of entry",
        definition="Delays for which the day of entry is recorded, as a share of all delays. Without it "
        "nobody can tell a reason given at the time from one given afterwards.",
        rows="delays",
        measure="share",
        of="dated",
    ),
    Entry(
        code="enforcement_by_kind",
        title="Enforcement steps, by kind",
        definition="Warnings, breach applications, breach reports and variations, by the year in which "
        "they were decided.",
        rows="enforcement",
        measure="count",
        by="kind",
    ),
    Entry(
        code="breach_outcomes",
        title="Outcomes of breach applications and reports",
        definition="Breach applications and breach reports by outcome, as a share of those with an outcome.",
        rows="enforcement",
        measure="split",
        over=f"{BREACH} AND {SETTLED}",
        by="outcome",
        left_out={
            "outcome pending": f"{BREACH} AND outcome = 'pending'",
            "outcome not known": f"{BREACH} AND (outcome IS NULL OR outcome = 'not_known')",
        },
    ),
    Entry(
        code="breach_recommendations",
        title="What was recommended in breach applications and reports",
        definition="Breach applications and breach reports by recommendation, as a share of those with "
        "one recorded.",
        rows="enforcement",
        measure="split",
        over=BREACH,
        by="recommendation",
        left_out={"no recommendation recorded": f"{BREACH} AND recommendation IS NULL"},
    ),
    Entry(
        code="breach_manager_agreed",
        title="Breach applications and reports agreed by a manager",
        definition="Breach applications and breach reports with a day on which a manager agreed them, as "
        "a share of all of them.",
        rows="enforcement",
        measure="share",
        of="agreed",
        over=BREACH,
    ),
    Entry(
        code="orders_breached",
        title="Ended community payback orders with a breach application",
        definition="Community payback orders that ended and had at least one breach application, as a "
        "share of those that ended.",
        rows="payback orders ended",
        measure="share",
        of="breached",
    ),
    Entry(
        code="breach_applications_per_100_ended",
        title="Breach applications for each 100 orders ended",
        definition="Breach applications on community payback orders that ended, for each 100 that ended, "
        "by the year in which they ended.",
        rows="payback orders ended",
        measure="per_100",
        total="breaches",
    ),
    Entry(
        code="warnings_per_100_ended",
        title="Warnings for each 100 orders ended",
        definition="First and final warnings on community payback orders that ended, for each 100 that "
        "ended, by the year in which they ended.",
        rows="payback orders ended",
        measure="per_100",
        total="warnings",
    ),
)
