"""Which reasons a standard can give at all, worked out from its form: what examples must show."""

from __future__ import annotations

from plumbline.records.specification import load as load_specification
from plumbline.standards.form import Standard


def possible_reasons(standard: Standard) -> set[str]:
    """The reasons that some records could bring out of `standard`."""
    table = load_specification().tables[standard.population.table]
    given = set(standard.population.filled)  # columns that a case is sure to have filled
    given |= {column.name for column in table.columns if column.required}
    reasons = {"not_covered", "done_in_time", "not_yet_due", "never_done"}
    clock, repeats = standard.clock, standard.repeats
    once_or_used_up = repeats is None or repeats.from_ == "stop" or repeats.match == "used_once"
    if clock is not None and clock.column is not None and clock.column not in given:
        reasons.add("no_clock")
    if repeats is None and not any(
        (limit.count is not None and not limit.when) or limit.column in given for limit in standard.limits
    ):
        reasons.add("no_due_date")
    if clock is not None and any(limit.column is not None for limit in standard.limits):
        reasons.add("due_before_clock")
    if standard.excused_transfer is not None:
        reasons.add("transferred_in")
    if standard.carry_forward is not None:
        reasons.add("carried_forward")
    if standard.end:
        reasons.add("ended_before_due")
    if repeats is not None and repeats.expected_end is not None:
        reasons.add("past_expected_end")
    if once_or_used_up:
        reasons.add("done_late")
        if clock is not None:
            reasons.add("done_before_start")
    return reasons
