"""Figures counted from people, orders, requirements and extensions."""

from __future__ import annotations

from plumbline.measures.registry.form import Entry, Rows

CPO = "kind IN ('cpo', 'cpo_fine_default')"
NOT_KNOWN = "'not_known'"

# The published age groups. Only the year of birth is held, so an age can be a year too high.
AGE_GROUP = (
    "CASE WHEN age IS NULL THEN NULL WHEN age < 18 THEN '16-17' WHEN age < 21 THEN '18-20' "
    "WHEN age < 26 THEN '21-25' WHEN age < 31 THEN '26-30' WHEN age < 41 THEN '31-40' ELSE 'over 40' END"
)

ROWS = (
    Rows(
        name="people in force",
        needs=("orders", "people"),
        uses=("licences",),
        sql="""
            SELECT *, year({as_at}) - birth_year AS age FROM seen_people
            WHERE person_key IN (
                SELECT person_key FROM seen_orders WHERE ended_on IS NULL
                UNION SELECT person_key FROM seen_licences WHERE ended_on IS NULL)""",
        owners=("person",),
        cuts={
            "gender": f"nullif(gender, {NOT_KNOWN})",
            "age_group": AGE_GROUP,
            "ethnicity": f"nullif(ethnicity, {NOT_KNOWN})",
            "employment": f"nullif(employment, {NOT_KNOWN})",
            "simd_quintile": "simd_quintile",
        },
    ),
    Rows(
        name="orders",
        needs=("orders",),
        sql="SELECT * FROM seen_orders",
        by_authority=True,
        day="imposed_on",
        cuts={
            "court": f"nullif(court, {NOT_KNOWN})",
            "offence_group": f"nullif(offence_group, {NOT_KNOWN})",
            "risk_level": "risk_level",
            "in_force": "ended_on IS NULL",
            "past_end": "expected_end_on < {as_at}",
            "transferred_in": "transferred_in_on IS NOT NULL",
        },
    ),
    Rows(
        name="requirements",
        needs=("orders", "requirements"),
        uses=("extensions",),
        sql="""
            SELECT r.*, o.imposed_on AS order_imposed_on, o.authority,
                r.requirement_key IN (SELECT requirement_key FROM seen_extensions) AS extended
            FROM seen_requirements r JOIN seen_orders o USING (order_key)""",
        by_authority=True,
        day="imposed_on",
        cuts={
            "kind": "kind",
            "level": "level",
            "unpaid": "kind = 'unpaid_work'",
            "added": "coalesce(added_by_variation, imposed_on > order_imposed_on)",
            "extended": "extended",
            "hours_known": "hours_imposed IS NOT NULL",
        },
        sums={"hours": "hours_imposed"},
    ),
    Rows(
        name="extensions",
        needs=("extensions",),
        sql="SELECT e.*, r.order_key FROM seen_extensions e LEFT JOIN seen_requirements r USING "
        "(requirement_key)",
        owners=("order",),
        day="granted_on",
    ),
)


def _share_of_people(column: str, what: str, code: str) -> Entry:
    return Entry(
        code=code,
        title=f"People with a case in force, by {what}",
        definition=f"People with an order or a licence in force on the as-at date, by {what}, as a share "
        "of those for whom it is recorded. Each person counts once.",
        rows="people in force",
        measure="split",
        by=column,
        left_out={f"{what} not known": f"{column} IS NULL"},
    )


ENTRIES = (
    Entry(
        code="people_in_force",
        title="People with a case in force",
        definition="People with an order or a licence in force on the as-at date. Each person counts "
        "once, however many orders or licences they have.",
        rows="people in force",
        measure="count",
    ),
    _share_of_people("gender", "gender", "people_by_gender"),
    _share_of_people("age_group", "age group", "people_by_age_group"),
    _share_of_people("ethnicity", "ethnicity", "people_by_ethnicity"),
    _share_of_people("employment", "employment", "people_by_employment"),
    _share_of_people("simd_quintile", "deprivation (1 is the most deprived fifth)", "people_by_deprivation"),
    Entry(
        code="orders_by_court",
        title="Orders, by court",
        definition="Orders imposed, by the kind of court, as a share of those whose court is known.",
        rows="orders",
        measure="split",
        by="court",
        left_out={"court not known": "court IS NULL"},
    ),
    Entry(
        code="orders_by_offence_group",
        title="Orders, by offence group",
        definition="Orders imposed, by the group of the main offence, as a share of those for which it is "
        "known.",
        rows="orders",
        measure="split",
        by="offence_group",
        left_out={"offence group not known": "offence_group IS NULL"},
    ),
    Entry(
        code="orders_in_force_by_risk_level",
        title="Orders in force, by recorded risk level",
        definition="Orders in force on the as-at date, by the recorded level of risk, as a share of those "
        "with one.",
        rows="orders",
        measure="split",
        over="in_force",
        by="risk_level",
        left_out={"no risk level recorded": "in_force AND risk_level IS NULL"},
        yearly=False,
    ),
    Entry(
        code="orders_past_expected_end",
        title="Orders past their expected end and not closed",
        definition="Orders in force on the as-at date whose expected end was before it, as a share of "
        "orders in force with an expected end.",
        rows="orders",
        measure="share",
        of="past_end",
        over="in_force AND past_end IS NOT NULL",
        left_out={"no expected end recorded": "in_force AND past_end IS NULL"},
        yearly=False,
    ),
    Entry(
        code="orders_transferred_in",
        title="Orders transferred in",
        definition="Orders with a day on which they were transferred in from another authority or "
        "country, by the year in which they were imposed.",
        rows="orders",
        measure="count",
        of="transferred_in",
    ),
    Entry(
        code="requirements_by_kind",
        title="Requirements imposed, by kind",
        definition="Requirements imposed, those added later included. An order can have several.",
        rows="requirements",
        measure="count",
        by="kind",
    ),
    Entry(
        code="requirements_added_later",
        title="Requirements added after the order",
        definition="Requirements added by variation, as a share of all requirements. Where the record "
        "does not say, one imposed later than its order was added.",
        rows="requirements",
        measure="share",
        of="added",
    ),
    Entry(
        code="unpaid_work_by_level",
        title="Unpaid work requirements, by level",
        definition="Unpaid work requirements by level, as a share of those whose level is recorded.",
        rows="requirements",
        measure="split",
        over="unpaid",
        by="level",
        left_out={"level not recorded": "unpaid AND level IS NULL"},
    ),
    Entry(
        code="unpaid_work_hours_imposed",
        title="Unpaid work hours imposed",
        definition="Hours imposed by unpaid work requirements.",
        rows="requirements",
        measure="sum",
        over="unpaid AND hours_known",
        total="hours",
        left_out={"hours not recorded": "unpaid AND NOT hours_known"},
    ),
    Entry(
        code="unpaid_work_extended",
        title="Unpaid work requirements extended",
        definition="Unpaid work requirements that a court has extended at least once by the as-at date, "
        "as a share of all unpaid work requirements, by the year in which they were imposed.",
        rows="requirements",
        measure="share",
        of="extended",
        over="unpaid",
        needs=("extensions",),
    ),
    Entry(
        code="extensions_granted",
        title="Extensions granted",
        definition="Extensions of unpaid work requirements, by the year in which they were granted.",
        rows="extensions",
        measure="count",
    ),
)
