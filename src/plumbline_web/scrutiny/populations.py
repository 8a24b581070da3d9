"""Who can be in scope: the populations of a run's records that a sample is drawn from, as a table."""

from __future__ import annotations

from dataclasses import dataclass

from plumbline.scrutiny.scope import Condition


@dataclass(frozen=True)
class Population:
    """Records of one kind. table, record_id: of the specification. things: how a sentence names them.

    only: the codes of `kind` that belong to it; all where empty. began: the column of the day by which a
    period is chosen. ended: the column that is filled once it is over; "" for none. in_results: the column
    of a run's results that names it. strata: what it can be shared out by.
    """

    code: str
    table: str
    record_id: str
    things: str
    only: tuple[str, ...]
    began: str
    ended: str
    in_results: str
    strata: tuple[str, ...]

    @property
    def things_are(self) -> tuple[Condition, ...]:
        """The conditions that the words for it stand for."""
        return (Condition("kind", "is", self.only),) if self.only else ()


POPULATIONS = {
    one.code: one
    for one in (
        Population(
            "orders",
            "orders",
            "order_id",
            "Community payback orders",
            ("cpo",),
            "imposed_on",
            "ended_on",
            "order_id",
            ("work", "team", "risk_level", "missed"),
        ),
        Population(
            "licences",
            "licences",
            "licence_id",
            "Throughcare licences",
            (),
            "released_on",
            "ended_on",
            "licence_id",
            ("team", "risk_level", "missed"),
        ),
        Population(
            "sentences",
            "sentences",
            "sentence_id",
            "Prison sentences",
            (),
            "admitted_on",
            "released_on",
            "sentence_id",
            ("prison", "missed"),
        ),
        Population(
            "reports",
            "reports",
            "report_id",
            "Court reports",
            ("court",),
            "requested_on",
            "submitted_on",
            "case_id",
            ("missed",),
        ),
    )
}

STRATA_WORDS = {
    "": "No strata: one list",
    "work": "The work of the order: supervision, unpaid work, or both",
    "team": "Team",
    "risk_level": "Recorded risk level",
    "prison": "Prison",
    "missed": "What the data say: aimed at misses and odd patterns, and weighted back",
}
NOT_RECORDED = "not recorded"
"""The stratum of records where the column is empty."""
