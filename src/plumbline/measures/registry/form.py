"""The form in which a figure counted from the records is written down: rows to count, and what is counted.

An entry is data: a code, a title, a definition in words, and SQL conditions over the columns of its rows.
Everything else (councils, years, breakdowns, intervals) is the same for all and lives in `counting`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Measure = Literal["count", "share", "split", "sum", "per_100", "median", "longest", "net"]

# Who a row may belong to, and the table of each.
OWNER_TABLES = {"order": "orders", "licence": "licences", "sentence": "sentences", "person": "people"}
EVENT_OWNERS = tuple(OWNER_TABLES)


@dataclass(frozen=True)
class Rows:
    """Rows to count. Each entry names one of these.

    name: fixed name. needs: tables without which there is nothing to count; uses: tables that add to it.
    sql: SELECT over the views seen_<table>, with {as_at} for the as-at date. owners: how the council is
    known: by the first of these that is filled, each a column such as order_key. by_authority: by the rows'
    own column `authority` instead. day: the column that says to which year a row belongs, if it belongs to
    one. cuts: name -> SQL expression of few values (codes, yes/no) that entries may ask about; sums: name
    -> SQL expression to add up; values: name -> SQL expression of which a median is taken.
    """

    name: str
    needs: tuple[str, ...]
    sql: str
    owners: tuple[str, ...] = ()
    by_authority: bool = False
    day: str | None = None
    uses: tuple[str, ...] = ()
    cuts: Mapping[str, str] = field(default_factory=dict)
    sums: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Entry:
    """One figure, written down. Conditions are SQL over the cuts of its rows.

    measure: count (rows for which `of` holds), share (`of` and `over`, of all for which `over` holds),
    split (each value of `by` as a share of those whose value is known), sum (of the column `total`, over
    the rows for which `over` holds), per_100 (that sum for each 100 rows), median and longest (of the
    column `total`), net (`of` less `against`, as a share of `over`). left_out: reason -> condition of the
    rows left out. by: the cut it is broken down by; only_by: the whole is no figure of its own. yearly:
    also by year (1 April to 31 March) of the rows' day; monthly: a series by month for each `by`. needs:
    tables it cannot do without, beside those of its rows. unit: share, count, days, hours, per_100.
    """

    code: str
    title: str
    definition: str
    rows: str
    measure: Measure
    of: str = "true"
    over: str = "true"
    against: str = ""
    total: str = ""
    left_out: Mapping[str, str] = field(default_factory=dict)
    by: str | None = None
    only_by: bool = False
    yearly: bool = True
    monthly: bool = False
    needs: tuple[str, ...] = ()
    unit: str = ""

    @property
    def shown_unit(self) -> str:
        """The unit of the figure's value; what the measure implies where none is written."""
        implied = {"share": "share", "split": "share", "net": "share", "count": "count", "sum": "hours"}
        return self.unit or implied.get(self.measure, "days" if self.measure != "per_100" else "per_100")
