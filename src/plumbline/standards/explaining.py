"""A standard in plain sentences, made from its form alone, and the reference page of all of them.

    python -m plumbline.standards.explaining docs/reference/standards.md

writes the page. The judges read the same form, so what is said here is what is judged.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from plumbline.errors import UsageError
from plumbline.standards.form import (
    HOW_SURE,
    REASONS,
    Clock,
    Example,
    Extended,
    Limit,
    Phase,
    Related,
    Repeats,
    Standard,
    Stop,
)
from plumbline.standards.loading import load_standards
from plumbline.standards.wording import (
    an_or_a,
    date_words,
    day_words,
    joined,
    plain,
    row_name,
    such_a_row,
    within,
    words,
)


def explain(standard: Standard) -> str:
    """The standard as plain sentences, one a line: who owes it, from when, by when, what counts, and why.

    The first line is its title and code; the last lines are its worked examples.
    """
    lines = [f"{standard.title} ({standard.code})", "", *sentences(standard)]
    if standard.examples:
        lines += ["", *(f"Example: {line}" for line in examples(standard))]
    return "\n".join(lines) + "\n"


def sentences(standard: Standard) -> list[str]:
    """The sentences that say what the standard is, in the order in which a person would ask."""
    said = [_population(standard), _clock(standard.clock, standard.population.table)]
    said += _stops(standard)
    said += _limits(standard)
    if standard.repeats is not None:
        said += _repeats(standard.repeats, standard.population.table)
    said += _ends_and_excuses(standard)
    said += _origin(standard)
    return said


def examples(standard: Standard) -> list[str]:
    """One line for each worked example: what it shows, and what came out."""
    return [
        f"{example.title}. As at {day_words(example.as_at)}: {_outcome(example)}."
        for example in standard.examples
    ]


# The parts.


def _population(standard: Standard) -> str:
    population = standard.population
    who = f"Each {such_a_row(population.table, population.where)}"
    if population.of_order is not None:
        who += f" on {such_a_row('orders', population.of_order, article=True)}"
    if population.of_licence is not None:
        who += f" on {such_a_row('licences', population.of_licence, article=True)}"
    if population.having is not None:
        who += f", if it has {such_a_row(population.having.table, population.having.where, article=True)},"
    if population.filled:
        days = [date_words(population.table, column) for column in population.filled]
        who += f" that has a record of {joined(days, 'and')}"
    return f"{who} is owed {standard.owed}."


def _earliest(related: Related) -> str:
    day = date_words(related.table, related.date or "").removeprefix("the ")
    return f"the earliest {day}, of the order’s {such_a_row(related.table, related.where)}s"


def _clock(clock: Clock | None, table: str) -> str:
    if clock is None:
        return "There is no clock: the due date stands in the record."
    if clock.earliest is not None:
        starts = f"The clock starts (day 0) on {_earliest(clock.earliest)}"
    else:
        starts = f"The clock starts (day 0) on {date_words(table, clock.column or '')}"
    if clock.or_later is not None:
        starts += f"; or on {date_words(table, clock.or_later)}, where that is later"
    return starts + "."


def _stop(stop: Stop) -> str:
    if stop.belongs_to == ("case",):
        return f"on {date_words(stop.table, stop.date)}"
    what = f"by {such_a_row(stop.table, stop.where, stop.except_, article=True)}"
    if stop.having is not None:
        what += f", where the order has {such_a_row(stop.having.table, stop.having.where, article=True)}"
    return what


def _stops(standard: Standard) -> Iterator[str]:
    ways = _stop(standard.stops[0])
    for stop in standard.stops[1:]:
        ways += f"; {'or, weighed together with that,' if stop.pooled else 'failing that,'} {_stop(stop)}"
    yield f"It is done {ways}."
    own = all(stop.belongs_to == ("case",) for stop in standard.stops)
    days = list(dict.fromkeys(date_words(stop.table, stop.date) for stop in standard.stops))
    if standard.clock is not None and standard.repeats is None:
        by = "" if own else f", by {joined(days, 'or')}"
        yield "A day before day 0 does not count." if own else f"The earliest on or after day 0 counts{by}."
    for belongs_to in dict.fromkeys(stop.belongs_to for stop in standard.stops):
        named = [f"rows of the {owner}" for owner in belongs_to if owner not in ("case", "person")]
        if "person" in belongs_to:
            open_one = "licence" if standard.population.table == "licences" else "order"
            named.append(f"rows that name only the person and fall where the {open_one} was open")
        if named:
            yield f"What counts: {joined(named, 'and')}."


def _limit(limit: Limit, table: str) -> str:
    if limit.column is not None:
        due = f"on {date_words(table, limit.column)}"
    elif limit.earliest is not None:
        due = f"on {_earliest(limit.earliest)}"
    else:
        due = f"within {within(limit.count or 0, limit.unit or 'days')} of day 0"
    if limit.when:
        held = [f"{plain(column)} {joined(codes, 'or')}" for column, codes in limit.when.items()]
        due += f" where it has {joined(held, 'and')}"
    if limit.clock_from is not None:
        due += f" where day 0 is {day_words(limit.clock_from)} or later"
    if limit.clock_until is not None:
        due += f" where day 0 is {day_words(limit.clock_until)} or earlier"
    return due


def _limits(standard: Standard) -> Iterator[str]:
    table = standard.population.table
    if standard.repeats is not None and standard.repeats.from_ == "stop":
        limit = standard.limits[0]
        length = within(limit.count or 0, limit.unit or "days")
        yield f"It is due within {length} of day 0, and again within {length} of each time it was done."
    elif len(standard.limits) == 1 and standard.limits[0].column is not None:
        yield f"The due date is {date_words(table, standard.limits[0].column)}."
    elif len(standard.limits) == 1:
        yield f"It is due {_limit(standard.limits[0], table)}."
    elif standard.limits:
        ways = "; ".join(_limit(limit, table) for limit in standard.limits)
        yield f"It is due by the first of these that applies: {ways}."
    units = {limit.unit for limit in standard.limits}
    units |= {phase.unit for phase in standard.repeats.phases} if standard.repeats else set()
    if "working_days" in units:
        yield "Working days leave out weekends and the holidays of the calendar in force."
    if "months" in units:
        yield "A month runs to the same day of the month, or to its last day where it has no such day."
    if standard.clock is not None and any(limit.column or limit.earliest for limit in standard.limits):
        yield "A day before day 0 is no due date."
    longer = standard.lengthened
    if longer is not None:
        yield (
            f"Where day 0 is {day_words(longer.clock_until)} or earlier and it would be due after "
            f"{day_words(longer.due_after)}, it is due {within(longer.months, 'months')} later."
        )
    if standard.extended is not None:
        yield _extended(standard.extended)
    if standard.carry_forward is not None:
        yield (
            f"One done at most {within(standard.carry_forward.months, 'months')} before day 0 is carried "
            "forward and counts as done in time, unless it was done again in time."
        )


def _extended(extended: Extended) -> str:
    what = an_or_a(row_name(extended.table))
    return (
        f"{what[0].upper()}{what[1:]} granted on or before the due date as it then stands moves it to "
        f"{date_words(extended.table, extended.to)}; of two granted on one day the later counts; one granted "
        "later moves nothing."
    )


def _phases(phases: tuple[Phase, ...]) -> str:
    said = []
    for phase in phases:
        every = f"every {within(phase.count, phase.unit)}" if phase.count > 1 else f"every {phase.unit[:-1]}"
        times = {None: "", 1: ", once", 2: ", twice"}.get(phase.times, f", {phase.times} times")
        said.append(every + times)
    return "; then ".join(said)


def _repeats(repeats: Repeats, table: str) -> Iterator[str]:
    if repeats.from_ == "clock":
        yield f"It is owed {_phases(repeats.phases)}; every due date is counted from day 0."
    if repeats.from_ == "clock" and repeats.match == "window":
        yield (
            "Each must be done after the former due date (the first: on or after day 0) and on or before its "
            "own; one done later is not a late one for it."
        )
    if repeats.match == "used_once":
        yield (
            "Each one done counts once, and the due dates are gone through in turn: the earliest in the time "
            "of a due date meets it; failing that, the earliest before the next due date makes it late."
        )
    if repeats.skip_until is not None:
        yield f"What was due on or before {date_words(table, repeats.skip_until)} is not listed."
    if repeats.listed == "always":
        yield "All of them are listed, those after the end among them."
    elif repeats.from_ == "clock":
        yield "The list stops at the first due on or after the end, else the first due after the as-at date."
    else:
        yield "The list stops with the first not done, or the first due on or after the end."
    if repeats.expected_end is not None:
        yield (
            f"Where {date_words(table, repeats.expected_end)} has passed and no end is recorded, the first "
            "due after it cannot be told unless it was done in time, and the list stops there."
        )


def _ends_and_excuses(standard: Standard) -> Iterator[str]:
    if standard.end:
        days = []
        for name in standard.end:
            owner, _, column = name.rpartition(".")
            days.append(date_words(f"{owner}s" if owner else standard.population.table, column))
        ends = days[0] if len(days) == 1 else f"the earlier of {joined(days, 'and')}"
        yield f"The case ends on {ends}: what was due then or later and not done in time is not applicable."
    if standard.excused_transfer == "always":
        yield "It is not applicable where the order was transferred in, even where it was done."
    elif standard.excused_transfer is not None:
        when = "where the order was transferred in on or after day 0"
        yield f"It is not applicable {when}, even where it was done."


def _origin(standard: Standard) -> Iterator[str]:
    if standard.in_force_from is None and standard.in_force_until is None:
        yield "It is in force for all dates."
    else:
        bounds = []
        if standard.in_force_from is not None:
            bounds.append(f"from {day_words(standard.in_force_from)}")
        if standard.in_force_until is not None:
            bounds.append(f"until {day_words(standard.in_force_until)}")
        yield f"It is in force {' '.join(bounds)}, by {'day 0' if standard.clock else 'the due date'}."
    if standard.local:
        whose = f"{standard.council} ({standard.authority})" if standard.authority else standard.council
        yield f"It is a local rule of {whose}, off until it is turned on."
    if standard.based_on is not None:
        yield f"It stands beside the national standard {standard.based_on}."
    yield f"Source: {standard.source} ({standard.edition})."
    if standard.url is not None:
        yield f"Where to read it: {standard.url}"
    sure = HOW_SURE[standard.how_sure]
    yield f"How sure: {sure}{'' if standard.headline else '; kept out of headlines'}."
    if standard.note is not None:
        yield f"Note: {standard.note}"
    if standard.bands:
        labels = "; ".join(band.label for band in standard.bands)
        yield f"Published in bands: {labels}."


def _outcome(example: Example) -> str:
    """What came of an example: one verdict with its reason, or each case's."""
    if not example.expect:
        return "no row"
    said = []
    for row in example.expect:
        verdict = words()["verdict"][row["verdict"]]
        if row["reason"] not in ("done_in_time", "not_yet_due"):  # which the verdict says already
            verdict += f" ({REASONS[row['reason']]})"
        which = f"{row['case_id']} " if len({r["case_id"] for r in example.expect}) > 1 else ""
        if "occurrence" in row:
            which += f"number {row['occurrence']} "
        said.append(which + verdict)
    return "; ".join(said)


# The reference page.


def page(standards: Sequence[Standard]) -> str:
    """The reference page of the standards in Markdown, by group."""
    lines = [
        "# Standards",
        "",
        "<!-- Generated by `make docs` from the standards as data. Change those, not this page. -->",
        "",
        "What is owed to each case, by when, and what counts as done. `plumbline explain CODE` prints one of",
        "these; how a standard is written is told in [the form of a standard](standards-form.md).",
    ]
    group = None
    for standard in standards:
        if standard.group != group:
            group = standard.group
            lines += ["", f"## {group}"]
        lines += ["", f"### {standard.title}", "", f"`{standard.code}`", ""]
        for sentence in sentences(standard):
            lines += [f"- {sentence}"]
        if standard.examples:
            lines += ["", "Examples:", ""]
            lines += [f"{number}. {line}" for number, line in enumerate(examples(standard), 1)]
    return "\n".join(lines) + "\n"


def main(arguments: Sequence[str]) -> None:
    """Write the reference page to the one path given. Raises UsageError without one."""
    if len(arguments) != 1:
        raise UsageError("Give the path of the page: python -m plumbline.standards.explaining standards.md")
    Path(arguments[0]).write_text(page(list(load_standards().values())), "utf-8")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except UsageError as wrong:
        print(wrong, file=sys.stderr)
        sys.exit(wrong.exit_code)
