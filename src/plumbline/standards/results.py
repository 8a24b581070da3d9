"""From verdicts to result rows: references, reasons for lateness by side, and what figures are broken down by.

Every standard's `judged` rows are gathered in one narrow table. The steps here read that table once for all standards.
"""

from __future__ import annotations

from collections.abc import Iterable

from plumbline.engine import sql_text
from plumbline.records.specification import load
from plumbline.standards.form import CALLED_OFF, Standard
from plumbline.standards.steps import OWNERS, Around, Step, codes_condition, key_of

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
    "standard standard_code, population table_name, case_key INTEGER, occurrence INTEGER, clock_start DATE, due_on DATE, "
    "done_on DATE, days_taken INTEGER, verdict verdict_code, reason reason_code, source table_name, row_key INTEGER, "
    "added BOOLEAN, ended_on DATE, offered_on DATE, band band_code"
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
    populations = sorted({standard.population.table for standard in chosen})
    sources = sorted({stop.table for standard in chosen for stop in standard.stops})
    return [
        _facts_step(populations),
        *(_owner_step(table) for table in OWNER_TABLES),
        _explained_step(chosen),
        _explanation_step(),
        _evidence_step(sources),
        _results_step(chosen),
    ]


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


def _has(table: str, column: str) -> bool:
    return any(known.name == column for known in load().tables[table].columns)


def _facts_step(populations: list[str]) -> Step:
    """Each case: its reference, the keys of what it hangs on, and what its own row says."""
    parts = []
    for table in populations:
        around = Around(table)
        row = around.row
        columns = {
            "population": f"{sql_text(table)}::table_name",
            "case_key": f"{row}.{key_of(table)}",
            "case_id": f"{row}.{key_of(table).removesuffix('_key')}_id",
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
    return Step("facts", "\nUNION ALL\n".join(parts))


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


MISSED = "FROM judged j JOIN facts f ON f.population = j.population AND f.case_key = j.case_key"


def _explained_step(standards: list[Standard]) -> Step:
    """Every explanation of a miss: delays recorded, absences over the due date, sessions that the service called off."""
    sides = " ".join(
        f"WHEN {sql_text(reason)} THEN {sql_text(side)}" for reason, side in load().delay_sides.items()
    )
    parts = []
    for owner in ("order", "licence", "sentence"):
        parts.append(
            f"SELECT j.standard, j.case_key, j.occurrence, d.reason, CASE d.reason {sides} END AS side,\n"
            "       coalesce(d.recorded_on <= j.due_on, false) AS evidenced\n"
            f"{MISSED}\nJOIN seen_delays d ON d.standard = j.standard AND d.{owner}_key = f.{owner}_key\n"
            "WHERE j.verdict = 'not_met'\n"
            "  AND coalesce(d.requirement_key = f.requirement_key, true)\n"
            "  AND coalesce(d.enforcement_key = f.enforcement_key, true)\n"
            "  AND coalesce(d.occurrence = j.occurrence, true)"
        )
    listed = ", ".join(f"'{kind}'" for kind in ABSENCE_REASONS)
    absences = " ".join(f"WHEN '{kind}' THEN '{reason}'" for kind, reason in ABSENCE_REASONS.items())
    parts.append(
        f"SELECT j.standard, j.case_key, j.occurrence, CASE a.kind {absences} END, 'client', true\n{MISSED}\n"
        "JOIN seen_absences a ON a.person_key = f.person_key\n"
        f"WHERE j.verdict = 'not_met' AND a.kind IN ({listed})\n"
        "  AND a.from_on <= j.due_on AND coalesce(a.until_on >= j.due_on, true)"
    )
    for table, (column, codes) in CALLED_OFF.items():
        dates = {(s.code, stop.date) for s in standards for stop in s.stops if stop.table == table}
        for date_column in sorted({name for _, name in dates}):
            listed = ", ".join(sql_text(code) for code, name in sorted(dates) if name == date_column)
            called_off = " AND ".join(codes_condition("e", {column: codes}, table=table))
            parts.append(
                f"SELECT j.standard, j.case_key, j.occurrence, e.{column}, 'service', true\n{MISSED}\n"
                f"JOIN seen_{table} e ON e.order_key = f.order_key\n"
                f"WHERE j.verdict = 'not_met' AND j.standard IN ({listed}) AND {called_off}\n"
                f"  AND e.{date_column} >= coalesce(j.clock_start, e.{date_column}) AND e.{date_column} <= j.due_on"
            )
    return Step("explained", "\nUNION ALL\n".join(parts))


def _explanation_step() -> Step:
    """One explanation a miss: the service's side wins, then what was evidenced at the time."""
    return Step(
        "explanation",
        "SELECT standard, case_key, occurrence, min((side <> 'service', NOT evidenced, reason, side)) AS chosen\n"
        "FROM explained GROUP BY standard, case_key, occurrence",
    )


def _evidence_step(sources: list[str]) -> Step:
    """The rows that stopped a clock: their identifier, and the day they were recorded where the table says."""
    parts = []
    for table in sources:
        key = key_of(table)
        recorded = any(column.name == "recorded_on" for column in load().tables[table].columns)
        parts.append(
            f"SELECT {sql_text(table)}::table_name AS source, e.{key} AS row_key, e.{key.removesuffix('_key')}_id AS evidence,\n"
            f"       {'e.recorded_on' if recorded else 'NULL::DATE'} AS recorded_on\nFROM seen_{table} e\n"
            f"WHERE e.{key} IN (SELECT j.row_key FROM judged j WHERE j.source = {sql_text(table)})"
        )
    return Step("evidence", "\nUNION ALL\n".join(parts))


def _results_step(standards: list[Standard]) -> Step:
    by_due = [s.code for s in standards if s.repeats is not None or s.clock is None]
    day = "j.clock_start"
    if by_due:
        listed = ", ".join(sql_text(code) for code in by_due)
        day = f"CASE WHEN j.standard IN ({listed}) THEN j.due_on ELSE j.clock_start END"
    age = "(year(j.day) - p.birth_year)"
    ages = " ".join(f"WHEN {age} <= {top} THEN '{label}'" for top, label in AGE_GROUPS)
    columns = {
        **{name: f"j.{name}" for name in RESULT_COLUMNS},
        "case_id": "f.case_id",
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
        "evidence": "e.evidence",
        "recorded_on": "e.recorded_on",
        "period": "strftime(j.day, '%Y-%m')",
        "age_group": f"(CASE WHEN {age} IS NULL OR {age} < 0 THEN NULL {ages} ELSE '{OLDEST}' END)::age_group",
        "delay_reason": "x.chosen[3]",
        "delay_side": "x.chosen[4]",
        "delay_evidenced": "NOT x.chosen[2]",
    }
    chosen = ",\n       ".join(f"{columns[name]} AS {name}" for name in RESULT_COLUMNS)
    owners = "\n".join(
        f"LEFT JOIN of_{table} {alias} ON {alias}.{key_of(table)} = f.{key_of(table)}"
        for table, alias in OWNER_TABLES.items()
    )
    return Step(
        "results",
        f"SELECT {chosen}\nFROM (SELECT j.*, {day} AS day FROM judged j) j\n"
        f"JOIN facts f ON f.population = j.population AND f.case_key = j.case_key\n{owners}\n"
        "LEFT JOIN evidence e ON e.source = j.source AND e.row_key = j.row_key\n"
        "LEFT JOIN explanation x ON x.standard = j.standard AND x.case_key = j.case_key AND x.occurrence = j.occurrence",
    )
