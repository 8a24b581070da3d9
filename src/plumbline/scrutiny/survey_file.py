"""The closed CSV form in which the results of a survey run elsewhere are brought in.

One line for each question and option, with how many chose it, and how many were invited and answered in all.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterator, Mapping, Sequence

from plumbline.errors import PlumblineError
from plumbline.scrutiny.surveys import Option, Question, SurveyResults
from plumbline.scrutiny.toml_files import refusal

MOST_BYTES = 1_000_000
MOST_LINES = 5_000
LONGEST = 500
MOST_COUNT = 10_000_000

NEEDED = ("question", "option", "count", "invited", "complete", "partial")
MAY_BE_THERE = ("broke_off", "counts_as")
COUNTS_AS = {
    "": "one of the answers",
    "positive": "one of the answers, and a positive one",
    "outside": "“don’t know” or “not applicable”: shown, and outside the base",
    "answered": "no option, but how many answered the question: needed where several options could be ticked",
}


def read_survey_results(source: str | bytes, name: str = "the file") -> SurveyResults:
    """The results from CSV text of the closed form. `name` is the file's name in messages.

    Columns: question, option, count, invited, complete, partial; and, where wanted, broke_off and counts_as.
    The figures of the whole survey stand on the first line at least; where they are given again they must be
    the same. Raises PlumblineError that lists every fault at once, by line.
    """
    lines = _lines(source, name)
    faults: list[str] = []
    survey = _of_the_survey(lines, faults)
    questions = _questions(lines, faults)
    if not faults:
        faults += _does_not_add_up(survey, questions)
    if faults:
        raise PlumblineError(_refused(name, faults))
    return SurveyResults(
        questions=questions,
        invited=survey["invited"],
        complete=survey["complete"] or 0,
        partial=survey["partial"] or 0,
        broke_off=survey["broke_off"],
    )


def template_csv() -> str:
    """An empty form to fill in: its headings, and one made-up question that shows how."""
    return (
        f"{','.join((*NEEDED, *MAY_BE_THERE))}\n"
        "I have the time to do my work to standard,Agree,100,193,108,23,,positive\n"
        "I have the time to do my work to standard,Disagree,29,,,,,\n"
        "I have the time to do my work to standard,Don’t know,2,,,,,outside\n"
    )


def _refused(name: str, faults: Sequence[str]) -> str:
    return refusal(name, "these survey results", faults)


def _lines(source: str | bytes, name: str) -> list[tuple[int, dict[str, str]]]:
    """Each line that is not empty: its number in the file, and its cells by column."""
    if len(source) > MOST_BYTES:
        raise PlumblineError(
            f"{name}: is {len(source):,} long, and survey results may have {MOST_BYTES:,} characters. Give "
            "another file."
        )
    try:
        text = source.decode("utf-8-sig") if isinstance(source, bytes) else source.removeprefix("\ufeff")
    except UnicodeDecodeError as fault:
        raise PlumblineError(
            f"{name}: is not text in UTF-8. Save it as “CSV UTF-8” and try again."
        ) from fault
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        cells = [(reader.line_num, row) for row in reader]
    except csv.Error as fault:
        raise PlumblineError(
            f"{name}: line {reader.line_num} is not valid CSV ({fault}). Mend it."
        ) from fault
    cells = [(number, [cell.strip() for cell in row]) for number, row in cells if any(map(str.strip, row))]
    if not cells:
        raise PlumblineError(f"{name}: is empty. Its first line must be: {','.join(NEEDED)}")
    header = [cell.casefold() for cell in cells[0][1]]
    if len(header) == 1 and any(sign in header[0] for sign in ";\t"):
        raise PlumblineError(
            f"{name}: its cells are not parted by commas. Save it as “CSV UTF-8” and try again."
        )
    faults = [f"the column “{column}” is missing" for column in NEEDED if column not in header]
    faults += [
        f"the column “{column}” is not part of the form; it has {', '.join((*NEEDED, *MAY_BE_THERE))}"
        for column in header
        if column not in (*NEEDED, *MAY_BE_THERE)
    ]
    faults += [f"the column “{column}” is there twice" for column in header if header.count(column) > 1]
    if len(cells) - 1 > MOST_LINES:
        faults.append(f"there are {len(cells) - 1:,} lines; {MOST_LINES:,} are allowed")
    if len(cells) == 1:
        faults.append("there is no line below the headings")
    faults += [
        f"line {number}: has {len(row)} cells, and the headings are {len(header)}"
        for number, row in cells[1 : MOST_LINES + 1]
        if len(row) != len(header)
    ]
    if faults:
        raise PlumblineError(_refused(name, faults))
    return [(number, dict(zip(header, row, strict=True))) for number, row in cells[1:]]


def _of_the_survey(
    lines: Sequence[tuple[int, Mapping[str, str]]], faults: list[str]
) -> dict[str, int | None]:
    """The figures of the whole survey; None for one that is nowhere given."""
    found: dict[str, int | None] = {}
    for column in ("invited", "complete", "partial", "broke_off"):
        given = [(number, row[column]) for number, row in lines if row.get(column)]
        read = [(number, _count(number, column, cell, faults)) for number, cell in given]
        found[column] = read[0][1] if read else None
        faults += [
            f"line {number}: “{column}” is {count}, and line {read[0][0]} says {read[0][1]}; it is one "
            "figure for the whole survey"
            for number, count in read
            if None not in (count, read[0][1]) and count != read[0][1]
        ]
        if column in ("complete", "partial") and not given:
            faults.append(f"“{column}” is given on no line; write 0 where there were none")
    return found


def _questions(lines: Sequence[tuple[int, Mapping[str, str]]], faults: list[str]) -> tuple[Question, ...]:
    options: dict[str, list[Option]] = {}
    bases: dict[str, int] = {}
    seen: set[tuple[str, str]] = set()
    for number, row in lines:
        words, counts_as = row["question"], row.get("counts_as", "").casefold()
        faults += [f"line {number}: {fault}" for fault in _line_faults(row, counts_as)]
        if not words:
            continue
        count = _count(number, "count", row["count"], faults) or 0
        held = options.setdefault(words, [])
        if counts_as == "answered":
            if words in bases:
                faults.append(f"line {number}: how many answered “{words}” is given twice")
            bases[words] = count
        elif (words, row["option"].casefold()) in seen:
            faults.append(f"line {number}: the option “{row['option']}” of “{words}” is there twice")
        else:
            seen.add((words, row["option"].casefold()))
            held.append(Option(row["option"], count, counts_as))
    return tuple(
        Question(words, tuple(held), bases.get(words, _added_up(held))) for words, held in options.items()
    )


def _line_faults(row: Mapping[str, str], counts_as: str) -> Iterator[str]:
    if not row["question"]:
        yield "“question” is empty"
    if counts_as not in COUNTS_AS:
        yield f"“counts_as” must be empty or one of {', '.join(filter(None, COUNTS_AS))}"
    if counts_as == "answered" and row["option"]:
        yield "says how many answered the question, so “option” must be empty"
    if counts_as != "answered" and not row["option"]:
        yield "“option” is empty"
    for column in ("question", "option"):
        if len(row[column]) > LONGEST:
            yield f"“{column}” has {len(row[column])} characters; {LONGEST} are allowed"
        if any(unicodedata.category(sign) in ("Cc", "Cf", "Co", "Cs") for sign in row[column]):
            yield f"“{column}” holds a line end or a character that cannot be seen; take it out"


def _count(number: int, column: str, cell: str, faults: list[str]) -> int | None:
    if not (cell.isascii() and cell.isdigit() and len(cell) < 9 and int(cell) <= MOST_COUNT):
        faults.append(f"line {number}: “{column}” must be a whole number in digits, and is “{cell[:20]}”")
        return None
    return int(cell)


def _added_up(options: Sequence[Option]) -> int:
    return sum(option.count for option in options if option.counts_as != "outside")


def _does_not_add_up(survey: Mapping[str, int | None], questions: Sequence[Question]) -> Iterator[str]:
    returned = (survey["complete"] or 0) + (survey["partial"] or 0)
    invited = survey["invited"]
    reached = returned + (survey["broke_off"] or 0)
    if invited is not None and reached > invited:
        yield f"{reached} answered or broke off, and only {invited} were invited"
    for question in questions:
        if not question.options:
            yield f"“{question.words}” has no options"
        if question.answered + question.outside > returned:
            yield (
                f"“{question.words}” has {question.answered + question.outside} answers, and {returned} "
                "people answered; where several options could be ticked, add a line with counts_as “answered”"
            )
        positives = [option for option in question.options if option.counts_as == "positive"]
        several = question.answered < _added_up(question.options)
        if several and len(positives) > 1:
            yield (
                f"“{question.words}” let people tick several options, so two positive ones cannot be "
                "added up; mark one at most"
            )
        for option in question.options:
            if option.counts_as != "outside" and option.count > question.answered:
                yield (
                    f"“{question.words}”: {option.count} chose “{option.words}”, and {question.answered} "
                    "answered"
                )
