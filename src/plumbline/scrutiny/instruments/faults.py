"""What is wrong with a form: every fault at once, each with its sheet, row and column."""

from __future__ import annotations

from dataclasses import dataclass

from plumbline.errors import PlumblineError

SHOWN = 20  # in the message; `faults` holds them all


@dataclass(frozen=True)
class FormFault:
    """One fault. `row` counts from 1, the header's row included; `column` is the heading as the form has it.

    "" and None where a fault is of no sheet, row or column, such as a file that is no form at all.
    """

    sheet: str
    row: int | None
    column: str
    message: str

    def __str__(self) -> str:
        where = [f"{self.sheet} sheet"] if self.sheet else []
        where += [f"row {self.row}"] if self.row is not None else []
        where += [f"column {self.column}"] if self.column else []
        return f"{', '.join(where)}: {self.message}" if where else self.message


class InstrumentRefused(PlumblineError):
    """A form that is not taken. `faults` says everything that is wrong with it."""

    def __init__(self, faults: list[FormFault]) -> None:
        self.faults = tuple(faults)
        shown = [str(fault) for fault in faults[:SHOWN]]
        if len(faults) > SHOWN:
            shown.append(f"And {len(faults) - SHOWN:,} more faults.")
        super().__init__("\n".join(shown))
