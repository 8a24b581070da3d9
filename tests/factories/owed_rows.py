"""Rows of one case, each usual but for what a test says, to judge and look at its one result row."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

Row = dict[str, Any]
Judge = Callable[..., list[Row]]
COUNCIL = "X12000001"
AS_AT = date(2026, 3, 31)


def person(**columns: Any) -> Row:
    return {"person_id": "P1", **columns}


def order(**columns: Any) -> Row:
    """Imposed on Monday 2 June 2025: contact is due on the 3rd, induction on the 9th."""
    usual = {"order_id": "O1", "person_id": "P1", "authority": COUNCIL, "kind": "cpo"}
    return {**usual, "imposed_on": date(2025, 6, 2), **columns}


def contact(day: date, **columns: Any) -> Row:
    usual = {"contact_id": "C1", "order_id": "O1", "kind": "first_direct_contact", "mode": "in_person"}
    return {**usual, "attendance": "attended", "happened_on": day, **columns}


def work(**columns: Any) -> Row:
    usual = {"requirement_id": "R1", "order_id": "O1", "kind": "unpaid_work", "level": "1"}
    return {**usual, "imposed_on": date(2025, 6, 2), **columns}


def supervision(**columns: Any) -> Row:
    usual = {"requirement_id": "S1", "order_id": "O1", "kind": "offender_supervision"}
    return {**usual, "imposed_on": date(2025, 6, 2), **columns}


def session(day: date, **columns: Any) -> Row:
    usual = {"session_id": "W1", "order_id": "O1", "activity": "unpaid_work", "outcome": "worked"}
    return {**usual, "worked_on": day, **columns}


def delay(standard: str, reason: str, **columns: Any) -> Row:
    return {"delay_id": "D1", "order_id": "O1", "standard": standard, "reason": reason, **columns}


def sentence(**columns: Any) -> Row:
    usual = {"sentence_id": "T1", "person_id": "P1", "authority": COUNCIL, "kind": "long_term"}
    return {**usual, "sentenced_on": date(2024, 1, 8), **columns}


def licence(**columns: Any) -> Row:
    usual = {"licence_id": "L1", "person_id": "P1", "authority": COUNCIL, "kind": "parole"}
    return {**usual, "released_on": date(2025, 6, 2), **columns}


def only(rows: list[Row], *names: str) -> Any:
    """The columns of the one row."""
    (row,) = rows
    found = tuple(row[name] for name in names)
    return found if len(names) > 1 else found[0]
