"""From verdicts to result rows: references, reasons for lateness by side, and what figures are broken down by.

Every standard's `judged` rows are gathered in one narrow table, and the steps here read it for all standards at once.
A case, and the row that stopped its clock, are each one number there (`numbered`: which table, and the row's key).
"""

from __future__ import annotations

from collections.abc import Iterable

from plumbline.engine import sql_text
from plumbline.records.specification import load
from plumbline.standards.form import CALLED_OFF, Standard
from plumbline.standards.steps import OWNERS, Around, Step, codes_condition, key_of, table_number

# The columns of RUN/results.parquet, in order.
RESULT_COLUMNS = (
    *(
        "standard",
        "case_id",
        "occurrence",
        "clock_start",
        "due_on",
        "done_on",
        "days_taken",
        "verdict",
        "reason",
    ),
    *(
        "evidence",
        "period",
        "authority",
        "team",
        "person_id",
        "order_id",
        "licence_id",
        "sentence_id",
        "worker_id",
    ),
    *(
        "level",
        "risk_level",
        "gender",
        "age_group",
        "court",
        "offence_group",
        "added",
        "recorded_on",
        "ended_on",
    ),
    *("offered_on", "band", "delay_reason", "delay_side", "delay_evidenced"),
)
# The narrow rows that every standard is judged into.
JUDGED = (
    "standard standard_code, case_no BIGINT, occurrence INTEGER, clock_start DATE, due_on DATE, done_on DATE, "
    "days_taken INTEGER, verdict verdict_code, reason reason_code, row_no BIGINT, added BOOLEAN, ended_on DATE, "
    "offered_on DATE, band band_code"
)
# What figures are broken down by is kept as codes of these columns' lists.
BREAKDOWN_COLUMNS = (
    *(("requirements", "level"), ("orders", "risk_level"), ("people", "gender"), ("orders", "court")),
    ("orders", "offence_group"),
)
# The published age groups; the first holds a few people under 16. From birth year alone, so to within a year.
AGE_GROUPS = ((17, "16-17"), (20, "18-20"), (25, "21-25"), (30, "26-30"), (40, "31-40"))
OLDEST = "over 40"
# The absences that explain a miss, on the person's side. One of another kind explains nothing.
ABSENCE_REASONS = {
    "custody": "absent_custody",
    "hospital": "absent_hospital",
    "abroad": "absent_abroad",
}


def result_steps(standards: Iterable[Standard]) -> list[Step]:
    """The steps after judging, for all these standards at once; the last, `results`, has RESULT_COLUMNS."""
    chosen = list(standards)
    return [
        *facts_steps(chosen),
        _missed_step(),
        _explained_step(chosen),
        _explanation_step(),
        _evidence_step(chosen),
        _results_step(chosen),
    ]


def facts_steps(standards: Iterable[Standard]) -> list[Step]:
    """The steps that say what each case hangs on and what figures are broken down by; they need no verdicts."""
    populations = sorted({standard.population.table for standard in standards})
    return [_hangs_on_step(populations), *(_owner_step(table) for table in OWNER_TABLES), _facts_step()]


def delay_types() -> dict[str, list[str]]:
    """The lists of codes that explain a miss and of the sides they stand on, sorted: the first wins."""
    reasons = {code for _, codes in CALLED_OFF.values() for code in codes} | set(ABSENCE_REASONS.values())
    reasons |= {*load().delay_sides, *load().tables["delays"].column("reason").codes}
    return {
        "delay_reason": sorted(reasons),
        "delay_side": sorted({*load().delay_sides.values(), "client", "service"}),
    }


# What a case may hang on, and the alias under which it is joined on: an order, a licence, a sentence, a person.
OWNER_TABLES = {"orders": "o", "licences": "l", "sentences": "s", "people": "p"}
# What rows and those they hang on are broken down by: column -> the type that holds it narrowly.
KEPT = {
    "authority": "authority_code",
    "team": "team_name",
    "worker_id": "worker_name",
    "risk_level": "orders_risk_level",
    "court": "orders_court",
    "offence_group": "orders_offence_group",
    "gender": "people_gender",
    "birth_year": "INTEGER",
}


# What the rows of results take from facts as it stands.
OF_FACTS = (
    *("authority", "team", "person_id", "order_id", "licence_id", "sentence_id", "worker_id", "level"),
    *("risk_level", "gender", "court", "offence_group"),
)


def _has(table: str, column: str) -> bool:
    return any(known.name == column for known in load().tables[table].columns)


def _hangs_on_step(populations: list[str]) -> Step:
    """Each case: its reference, the keys of what it hangs on, and what its own row says."""
    parts = []
    for table in populations:
        around = Around(table)
        row = around.row
        columns = {
            "case_no": f"numbered({table_number(table)}, {row}.{key_of(table)})",
            "case_id": f"{row}.{key_of(table).removesuffix('_key')}_id",
            "recorded_on": f"{row}.recorded_on" if _has(table, "recorded_on") else "NULL::DATE",
            **{f"{owner}_key": around.first(f"{owner}_key", "NULL::INTEGER") for owner in OWNERS},
            "person_id": f"{row}.person_id" if _has(table, "person_id") else "NULL::VARCHAR",
            **{
                column: f"{f'{row}.{column}' if _has(table, column) else 'NULL'}::{KEPT[column]}"
                for column in ("authority", "team", "worker_id", "risk_level")
            },
            "level": f"{f'{row}.level' if table == 'requirements' else 'NULL'}::requirements_level",
        }
        listed = ", ".join(f"{place} AS {name}" for name, place in columns.items())
        parts.append("\n".join([f"SELECT {listed}", *around.joins()]))
    return Step("hangs_on", "\nUNION ALL\n".join(parts))


def _owner_step(table: str) -> Step:
    """What is known of each order, licence, sentence or person that a case may hang on."""
    key = key_of(table)
    columns = [f"e.{key}", f"e.{key.removesuffix('_key')}_id"]
    columns += [
        f"e.{name}" for name in ("person_id", "sentence_id") if _has(table, name) and name[:-3] != key[:-4]
    ]
    columns += [f"e.{name}::{kind} AS {name}" for name, kind in KEPT.items() if _has(table, name)]
    join = ""
    if table == "orders":
        columns.append("lv.level::requirements_level AS level")
        join = "\nLEFT JOIN order_levels lv ON lv.order_key = e.order_key"
    return Step(f"of_{table}", f"SELECT {', '.join(columns)}\nFROM seen_{table} e{join}")


def _facts_step() -> Step:
    """Each case with what figures are broken down by: its own row speaks first, then what it hangs on."""
    columns = {
        **{name: f"f.{name}" for name in ("case_no", "case_id", "recorded_on")},
        **{f"{owner}_key": f"f.{owner}_key" for owner in OWNERS},
        "authority": "coalesce(f.authority, o.authority, l.authority)",
        "team": "coalesce(f.team, o.team, l.team)",
        "person_id": "coalesce(f.person_id, o.person_id, l.person_id)",
        "order_id": "o.order_id",
        "licence_id": "l.licence_id",
        "sentence_id": "s.sentence_id",
        "worker_id": "coalesce(f.worker_id, o.worker_id, l.worker_id, s.worker_id)",
        "level": "coalesce(f.level, o.level)",
        "risk_level": "coalesce(f.risk_level, o.risk_level, l.risk_level)",
        "gender": "p.gender",
        "court": "o.court",
        "offence_group": "o.offence_group",
        "birth_year": "p.birth_year",
    }
    chosen = ",\n       ".join(f"{place} AS {name}" for name, place in columns.items())
    owners = "\n".join(
        f"LEFT JOIN of_{table} {alias} ON {alias}.{key_of(table)} = f.{key_of(table)}"
        for table, alias in OWNER_TABLES.items()
    )
    return Step("facts", f"SELECT {chosen}\nFROM hangs_on f\n{owners}")


def _missed_step() -> Step:
    keys = ", ".join(f"f.{owner}_key" for owner in OWNERS)
    return Step(
        "missed",
        f"SELECT j.standard, j.case_no, j.occurrence, j.clock_start, j.due_on, {keys}\n"
        "FROM judged j JOIN facts f ON f.case_no = j.case_no WHERE j.verdict = 'not_met'",
    )


def _explained_step(standards: list[Standard]) -> Step:
    """Every explanation of a miss: delays recorded, absences over the due date, sessions that the service called off."""
    sides = " ".join(
        f"WHEN {sql_text(reason)} THEN {sql_text(side)}" for reason, side in load().delay_sides.items()
    )
    parts = []
    for owner in ("order", "licence", "sentence"):
        parts.append(
            f"SELECT m.standard, m.case_no, m.occurrence, d.reason, CASE d.reason {sides} END AS side,\n"
            "       coalesce(d.recorded_on <= m.due_on, false) AS evidenced\n"
            f"FROM missed m JOIN seen_delays d ON d.{owner}_key = m.{owner}_key\n"
            "WHERE try_cast(d.standard AS standard_code) = m.standard\n"
            "  AND coalesce(d.requirement_key = m.requirement_key, true)\n"
            "  AND coalesce(d.enforcement_key = m.enforcement_key, true)\n"
            "  AND coalesce(d.occurrence = m.occurrence, true)"
        )
    listed = ", ".join(f"'{kind}'" for kind in ABSENCE_REASONS)
    absences = " ".join(f"WHEN '{kind}' THEN '{reason}'" for kind, reason in ABSENCE_REASONS.items())
    parts.append(
        f"SELECT m.standard, m.case_no, m.occurrence, CASE a.kind {absences} END, 'client', true\n"
        "FROM missed m JOIN seen_absences a ON a.person_key = m.person_key\n"
        f"WHERE a.kind IN ({listed}) AND a.from_on <= m.due_on AND coalesce(a.until_on >= m.due_on, true)"
    )
    for table, (column, codes) in CALLED_OFF.items():
        dates = {(s.code, stop.date) for s in standards for stop in s.stops if stop.table == table}
        for date_column in sorted({name for _, name in dates}):
            listed = ", ".join(sql_text(code) for code, name in sorted(dates) if name == date_column)
            called_off = " AND ".join(codes_condition("e", {column: codes}, table=table))
            parts.append(
                f"SELECT m.standard, m.case_no, m.occurrence, e.{column}, 'service', true\n"
                f"FROM missed m JOIN seen_{table} e ON e.order_key = m.order_key\n"
                f"WHERE m.standard IN ({listed}) AND {called_off}\n"
                f"  AND e.{date_column} >= coalesce(m.clock_start, e.{date_column}) AND e.{date_column} <= m.due_on"
            )
    return Step("explained", "\nUNION ALL\n".join(parts))


def _explanation_step() -> Step:
    """One explanation a miss: the service's side wins, then what was evidenced at the time."""
    return Step(
        "explanation",
        "SELECT standard, case_no, occurrence,\n"
        "       min((side <> 'service', NOT evidenced, reason::delay_reason, side::delay_side)) AS chosen\n"
        "FROM explained GROUP BY standard, case_no, occurrence",
    )


def _evidence_step(standards: list[Standard]) -> Step:
    """The rows that stopped a clock, save where it is the case's own row: what they are called, and when recorded."""
    parts = [
        "SELECT NULL::BIGINT AS row_no, NULL::VARCHAR AS evidence, NULL::DATE AS recorded_on WHERE false"
    ]
    for table in sorted(
        {stop.table for one in standards for stop in one.stops if stop.belongs_to != ("case",)}
    ):
        key, number = key_of(table), table_number(table)
        parts.append(
            f"SELECT numbered({number}, e.{key}), e.{key.removesuffix('_key')}_id,\n"
            f"       {'e.recorded_on' if _has(table, 'recorded_on') else 'NULL::DATE'}\nFROM seen_{table} e\n"
            f"WHERE e.{key} IN (SELECT key_in(j.row_no) FROM judged j\n"
            f"                  WHERE j.row_no >= numbered({number}, 0) AND j.row_no < numbered({number + 1}, 0))"
        )
    return Step("evidence", "\nUNION ALL\n".join(parts))


def _results_step(standards: list[Standard]) -> Step:
    by_due = [s.code for s in standards if s.repeats is not None or s.clock is None]
    day = "j.clock_start"
    if by_due:
        listed = ", ".join(sql_text(code) for code in by_due)
        day = f"CASE WHEN j.standard IN ({listed}) THEN j.due_on ELSE j.clock_start END"
    age = "(year(j.day) - f.birth_year)"
    ages = " ".join(f"WHEN {age} <= {top} THEN '{label}'" for top, label in AGE_GROUPS)
    own = "j.row_no = j.case_no"
    columns = {
        **{name: f"j.{name}" for name in RESULT_COLUMNS},
        **{name: f"f.{name}" for name in ("case_id", *OF_FACTS)},
        "evidence": f"CASE WHEN {own} THEN f.case_id ELSE e.evidence END",
        "recorded_on": f"CASE WHEN {own} THEN f.recorded_on ELSE e.recorded_on END",
        "period": "mo.period",
        "age_group": f"(CASE WHEN {age} IS NULL OR {age} < 0 THEN NULL {ages} ELSE '{OLDEST}' END)::age_group",
        "delay_reason": "x.chosen[3]",
        "delay_side": "x.chosen[4]",
        "delay_evidenced": "NOT x.chosen[2]",
    }
    chosen = ",\n       ".join(f"{columns[name]} AS {name}" for name in RESULT_COLUMNS)
    return Step(
        "results",
        f"SELECT {chosen}\nFROM (SELECT j.*, {day} AS day FROM judged j) j\n"
        "JOIN facts f ON f.case_no = j.case_no\n"
        "LEFT JOIN evidence e ON e.row_no = j.row_no\n"
        "LEFT JOIN explanation x ON x.standard = j.standard AND x.case_no = j.case_no AND x.occurrence = j.occurrence\n"
        "LEFT JOIN months mo ON mo.month = year(j.day) * 12 + month(j.day)",
    )
