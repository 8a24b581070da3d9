"""The states of an extract and of a run, as tables: each move, and the words that are shown."""

from __future__ import annotations

UNDECIDED_DAYS = 30
"""An extract that nobody takes or turns away for so many days is turned away, so that no rows lie about."""

EXTRACT_WORDS = {
    "waiting": "Waiting to be checked",
    "checking": "Being checked",
    "faulty": "Has errors",
    "ready": "Checked, waiting for your decision",
    "taken": "Taken",
    "refused": "Turned away",
    "failed": "Could not be checked",
}
EXTRACT_MOVES = {
    ("waiting", "checking"): "the check begins",
    ("checking", "faulty"): "errors were found",
    ("checking", "ready"): "no error stands in the way",
    ("checking", "failed"): "the check broke off",
    ("checking", "waiting"): "the check was interrupted and will begin again",
    ("faulty", "waiting"): "checked again without the rows at fault, or with a mapping",
    ("faulty", "refused"): "a person turned it away, or nobody decided in time",
    ("ready", "taken"): "a person accepted it",
    ("ready", "waiting"): "a person asked for another check, with a mapping",
    ("ready", "refused"): "a person turned it away, or nobody decided in time",
    ("failed", "waiting"): "a person asked for it to be checked again",
    ("failed", "refused"): "a person turned it away, or nobody decided in time",
}

RUN_WORDS = {
    "waiting": "Waiting to be judged",
    "judging": "Being judged",
    "frozen": "Ready",
    "failed": "Could not be judged",
    "removed": "Case rows removed, figures kept",
}
RUN_MOVES = {
    ("waiting", "judging"): "the judging begins",
    ("judging", "frozen"): "the run is whole",
    ("judging", "failed"): "nothing could be judged, or the judging broke off",
    ("judging", "waiting"): "the judging was interrupted and will begin again",
    ("failed", "waiting"): "a person asked for it to be judged again",
    ("frozen", "removed"): "the time for keeping case rows is over",
}


def check_move(moves: dict[tuple[str, str], str], before: str, after: str) -> None:
    """Raise ValueError where the table has no such move."""
    if (before, after) not in moves:
        raise ValueError(f"there is no way from {before} to {after}")
