"""Three standards in pandas and numpy, as a careful analyst would write them, to compare the engine with.

It reads the columns it needs of a taken extract with the obvious filters pushed into the reading, works on
whole columns, and writes one row for each thing owed. It gives the verdicts and days of the three standards
and nothing else: no evidence, reasons for lateness, breakdowns or figures, which `plumbline run` gives too.
"""

from __future__ import annotations

import argparse
import datetime
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from plumbline.calendars import scotland

STANDARDS = ("cpo_first_contact", "cpo_lscmi", "cpo_weekly_contact")
DAY = "datetime64[D]"
OWNERS = ["order_key", "licence_key", "sentence_key"]


def verdicts(taken: Path, as_at: datetime.date) -> pd.DataFrame:
    """A row for each thing owed: standard, case_id, occurrence, four dates and days, verdict.

    The columns are named as in a run's results. taken: folder of a taken extract that holds orders,
    requirements, contacts and assessments.
    """
    cover = json.loads((taken / "manifest.json").read_text("utf-8"))["cover"]
    orders = _orders(taken, as_at)
    supervised = _supervised(taken, orders, as_at)
    contacts = _contacts(taken, as_at)
    parts = [
        _first_contact(orders, contacts, as_at, cover),
        _lscmi(supervised, _assessments(taken, as_at), as_at, cover),
        _weekly_contact(supervised, contacts, as_at, cover),
    ]
    return pd.concat(parts, ignore_index=True)


def _read(taken: Path, table: str, columns: list[str], filters: list | None = None) -> pd.DataFrame:
    return pq.read_table(taken / f"{table}.parquet", columns=columns, filters=filters).to_pandas(
        date_as_object=False
    )


def _known(days: pd.Series, as_at: datetime.date) -> pd.Series:
    """A later date is not known yet."""
    return days.where(days <= pd.Timestamp(as_at))


def _orders(taken: Path, as_at: datetime.date) -> pd.DataFrame:
    orders = _read(
        taken,
        "orders",
        ["order_key", "order_id", "person_key", "imposed_on", "transferred_in_on", "ended_on"],
        [("kind", "in", ["cpo", "cpo_fine_default"])],
    )
    orders = orders[~(orders["imposed_on"] > pd.Timestamp(as_at))].copy()
    for column in ("transferred_in_on", "ended_on"):
        orders[column] = _known(orders[column], as_at)
    return orders.reset_index(drop=True)


def _supervised(taken: Path, orders: pd.DataFrame, as_at: datetime.date) -> pd.DataFrame:
    """Orders with a supervision requirement, and the day supervision began."""
    found = _read(
        taken, "requirements", ["order_key", "imposed_on"], [("kind", "==", "offender_supervision")]
    )
    found = found[~(found["imposed_on"] > pd.Timestamp(as_at))]
    began = found.groupby("order_key", as_index=False)["imposed_on"].min()
    began = began.rename(columns={"imposed_on": "supervised_on"})
    supervised = orders.merge(began, on="order_key")
    later = supervised["transferred_in_on"] > supervised["supervised_on"]
    supervised["clock_start"] = supervised["supervised_on"].mask(later, supervised["transferred_in_on"])
    return supervised


def _contacts(taken: Path, as_at: datetime.date) -> pd.DataFrame:
    contacts = _read(
        taken,
        "contacts",
        [*OWNERS, "person_key", "happened_on", "kind", "mode"],
        [("attendance", "==", "attended"), ("happened_on", "<=", as_at)],
    )
    return contacts.rename(columns={"happened_on": "day"})


def _assessments(taken: Path, as_at: datetime.date) -> pd.DataFrame:
    found = _read(
        taken,
        "assessments",
        [*OWNERS, "person_key", "started_on", "completed_on"],
        [("tool", "==", "lscmi"), ("completed_on", "<=", as_at)],
    )
    began = found["started_on"].fillna(found["completed_on"])
    return found[began <= pd.Timestamp(as_at)].rename(columns={"completed_on": "day"})


def _of_cases(cases: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """The events of each case: those that name its order, or only its person while it was open."""
    by_order = events.dropna(subset=["order_key"]).astype({"order_key": "int32"})
    own = cases[["order_key", "clock_start"]].merge(by_order[["order_key", "day"]], on="order_key")
    by_person = events[events[OWNERS].isna().all(axis=1)].dropna(subset=["person_key"])
    theirs = cases[["order_key", "clock_start", "person_key", "imposed_on", "ended_on"]].merge(
        by_person[["person_key", "day"]], on="person_key"
    )
    opened = (theirs["day"] >= theirs["imposed_on"]) & ~(theirs["day"] > theirs["ended_on"])
    return pd.concat([own, theirs.loc[opened, ["order_key", "clock_start", "day"]]], ignore_index=True)


def _earliest(cases: pd.DataFrame, events: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """For each case: the earliest event on or after day 0 (or NaT), and whether any lies before day 0."""
    found = _of_cases(cases, events)
    since = found["day"] >= found["clock_start"]
    first = found[since].groupby("order_key")["day"].min()
    before = found.loc[found["day"] < found["clock_start"], "order_key"]
    return cases["order_key"].map(first), cases["order_key"].isin(before)


def _working_days_after(days: pd.Series, count: int) -> pd.Series:
    holidays = np.array(sorted(scotland().holidays), dtype=DAY)
    day0 = days.to_numpy().astype(DAY)
    due = np.busday_offset(day0, count, roll="backward", holidays=holidays)
    return pd.Series(due.astype("datetime64[s]"), index=days.index)


def _working_days_taken(days: pd.Series, done: pd.Series) -> pd.Series:
    """Working days after day 0 up to and including the day it was done; empty where it was not."""
    holidays = np.array(sorted(scotland().holidays), dtype=DAY)
    taken = pd.Series(pd.NA, index=days.index, dtype="Int32")
    some = done.notna() & days.notna()
    one = np.timedelta64(1, "D")
    first, last = days[some].to_numpy().astype(DAY) + one, done[some].to_numpy().astype(DAY) + one
    taken[some] = np.busday_count(first, last, holidays=holidays)
    return taken


def _verdict(
    owed: pd.DataFrame, as_at: datetime.date, cover: dict, table: str, transfer_excuses: bool = False
) -> np.ndarray:
    """The nine questions in their order. owed: clock_start, due_on, done_on, before, and the order's days."""
    today = pd.Timestamp(as_at)
    stated = cover.get(table, {})
    until = owed["due_on"].clip(upper=today)
    covered = pd.Series(True, index=owed.index)
    if stated.get("covers_from"):
        covered &= owed["clock_start"] >= pd.Timestamp(stated["covers_from"])
    if stated.get("covers_until"):
        covered &= until <= pd.Timestamp(stated["covers_until"])
    in_time = owed["done_on"] <= owed["due_on"]
    questions = [
        (owed["due_on"].isna(), "cannot_tell"),
        (~covered & ~in_time, "cannot_tell"),
        (owed["transferred_in_on"].notna() & transfer_excuses, "not_applicable"),
        (in_time, "met"),
        (owed["ended_on"] <= owed["due_on"], "not_applicable"),
        (owed["done_on"].notna(), "not_met"),
        (owed["due_on"] >= today, "not_yet_due"),
        (owed["before"], "cannot_tell"),
    ]
    return np.select([asked for asked, _ in questions], [verdict for _, verdict in questions], "not_met")


def _shown(owed: pd.DataFrame, standard: str, verdict: np.ndarray, taken: pd.Series) -> pd.DataFrame:
    shown = np.isin(verdict, ["met", "not_met"]) & owed["done_on"].notna()
    return pd.DataFrame(
        {
            "standard": standard,
            "case_id": owed["order_id"],
            "occurrence": owed["occurrence"].astype("int32"),
            "clock_start": owed["clock_start"],
            "due_on": owed["due_on"],
            "done_on": owed["done_on"].where(shown),
            "days_taken": taken.where(shown),
            "verdict": verdict,
        }
    )


def _first_contact(
    orders: pd.DataFrame, contacts: pd.DataFrame, as_at: datetime.date, cover: dict
) -> pd.DataFrame:
    owed = orders.assign(clock_start=orders["imposed_on"], occurrence=1)
    named = contacts[(contacts["kind"] == "first_direct_contact") & (contacts["mode"] != "letter")]
    met_in_person = contacts[(contacts["mode"] == "in_person") & (contacts["kind"] != "home_visit")]
    first, before = _earliest(owed, named)
    other, before_other = _earliest(owed, met_in_person)
    owed["done_on"] = first.fillna(other)
    owed["before"] = before | before_other
    owed["due_on"] = _working_days_after(owed["clock_start"], 1)
    verdict = _verdict(owed, as_at, cover, "contacts", transfer_excuses=True)
    taken = _working_days_taken(owed["clock_start"], owed["done_on"])
    return _shown(owed, "cpo_first_contact", verdict, taken)


def _lscmi(
    supervised: pd.DataFrame, assessments: pd.DataFrame, as_at: datetime.date, cover: dict
) -> pd.DataFrame:
    owed = supervised.assign(occurrence=1)
    owed["done_on"], owed["before"] = _earliest(owed, assessments)
    owed["due_on"] = _working_days_after(owed["clock_start"], 20)
    taken = _working_days_taken(owed["clock_start"], owed["done_on"])
    return _shown(owed, "cpo_lscmi", _verdict(owed, as_at, cover, "assessments"), taken)


def _weekly_contact(
    supervised: pd.DataFrame, contacts: pd.DataFrame, as_at: datetime.date, cover: dict
) -> pd.DataFrame:
    found = _of_cases(supervised, contacts[contacts["mode"] == "in_person"])
    after = (found["day"] - found["clock_start"]).dt.days
    found = found[(after >= 0) & (after <= 28)].assign(
        occurrence=np.maximum(np.ceil(after[(after >= 0) & (after <= 28)] / 7), 1).astype("int32")
    )
    earliest = found.groupby(["order_key", "occurrence"], as_index=False)["day"].min()
    weeks = pd.DataFrame({"occurrence": np.arange(1, 5, dtype="int32")})
    owed = supervised.merge(weeks, how="cross").merge(earliest, on=["order_key", "occurrence"], how="left")
    owed = owed.rename(columns={"day": "done_on"}).assign(before=False)
    owed["due_on"] = owed["clock_start"] + pd.to_timedelta(7 * owed["occurrence"], unit="D")
    taken = (owed["done_on"] - owed["clock_start"]).dt.days.astype("Int32")
    return _shown(owed, "cpo_weekly_contact", _verdict(owed, as_at, cover, "contacts"), taken)


def main() -> None:
    """Judge a taken extract, write the rows as Parquet, and print the verdicts counted, as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("taken", type=Path)
    parser.add_argument("--as-at", type=datetime.date.fromisoformat, required=True)
    parser.add_argument("--out", type=Path, required=True)
    chosen = parser.parse_args()
    found = verdicts(chosen.taken, chosen.as_at)
    found.to_parquet(chosen.out)
    counts = found.groupby(["standard", "verdict"]).size()
    print(json.dumps({f"{standard} {verdict}": int(n) for (standard, verdict), n in counts.items()}))


if __name__ == "__main__":
    main()
