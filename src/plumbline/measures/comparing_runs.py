"""What changed between two runs of one service: duties that came, went, or are judged otherwise now."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass

from plumbline.engine import locked_connection, sql_text
from plumbline.errors import PlumblineError
from plumbline.measures.frozen import FrozenRun
from plumbline.standards.form import VERDICTS


@dataclass(frozen=True)
class StandardBetween:
    """One standard in two runs.

    before, after: verdict -> how many duties, every verdict named. came, went: duties that only the later or
    only the earlier run holds. moved: (verdict before, verdict after) -> how many duties, most first; only
    duties in both runs whose verdict differs.
    in_before, in_after: whether the run judged the standard at all.
    """

    code: str
    title: str
    in_before: bool
    in_after: bool
    before: dict[str, int]
    after: dict[str, int]
    came: int
    went: int
    moved: dict[tuple[str, str], int]

    @property
    def changed(self) -> int:
        """How many duties in both runs are judged otherwise."""
        return sum(self.moved.values())

    @property
    def rewritten(self) -> int:
        """Of those, how many had been settled: met or not met before, and something else now."""
        return sum(n for (was, _), n in self.moved.items() if was in ("met", "not_met"))


def between_runs(before: FrozenRun, after: FrozenRun) -> list[StandardBetween]:
    """Compare two runs, duty by duty, in the order of the later run's standards.

    A duty is known by its standard, case and occurrence. A not_yet_due duty that has been judged since is
    counted among `moved`, as any other. Raises PlumblineError where the runs have no council in common, as
    their cases would then only look alike, and where the rows of either cannot be read.
    """
    with closing(locked_connection([before.folder, after.folder])) as con:
        for name, run in (("before", before), ("after", after)):
            path = sql_text(str((run.folder / "results.parquet").resolve()))
            con.execute(f"CREATE VIEW rows_{name} AS FROM read_parquet({path})")
        places = [
            {row[0] for row in con.execute(f"SELECT DISTINCT authority FROM rows_{name}").fetchall()}
            for name in ("before", "after")
        ]
        if not places[0] & places[1]:
            raise PlumblineError("The two runs have no council in common. Compare runs of one service.")
        rows = con.execute(
            """SELECT standard, b.verdict, a.verdict, count(*)
            FROM rows_before AS b FULL JOIN rows_after AS a USING (standard, case_id, occurrence)
            GROUP BY ALL ORDER BY standard, count(*) DESC, b.verdict, a.verdict"""
        ).fetchall()
    counted: dict[str, list[tuple[str | None, str | None, int]]] = {}
    for standard, was, now, n in rows:
        counted.setdefault(standard, []).append((was, now, int(n)))
    codes = [*after.standards, *(code for code in before.standards if code not in after.standards)]
    titles = {**before.titles, **after.titles}
    return [
        _between(
            code,
            titles.get(code, code),
            (code in before.standards, code in after.standards),
            counted.get(code, []),
        )
        for code in codes
    ]


def _between(
    code: str, title: str, held: tuple[bool, bool], rows: list[tuple[str | None, str | None, int]]
) -> StandardBetween:
    before, after = dict.fromkeys(VERDICTS, 0), dict.fromkeys(VERDICTS, 0)
    came = went = 0
    moved: dict[tuple[str, str], int] = {}
    for was, now, n in rows:
        if was is not None:
            before[was] += n
        if now is not None:
            after[now] += n
        if was is None:
            came += n
        elif now is None:
            went += n
        elif was != now:
            moved[was, now] = n
    return StandardBetween(code, title, *held, before, after, came, went, moved)
