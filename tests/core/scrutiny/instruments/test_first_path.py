"""One short form all the way: read, frozen, read back, worked out."""

from __future__ import annotations

from datetime import date

from plumbline.scrutiny.instruments import Instrument, evaluate, read_instrument

FORM = """
| survey |
| | type             | name    | label                | required | relevant           | calculation          |
| | begin_group      | report  | The report           |          |                    |                      |
| | select_one yesno | present | Is there a report?   | yes      |                    |                      |
| | date             | written | When was it written? | yes      | ${present} = 'yes' |                      |
| | calculate        | days    |                      |          |                    | today() - ${written} |
| | end_group        |         |                      |          |                    |                      |
| choices |
|         | list_name | name | label |
|         | yesno     | yes  | Yes   |
|         | yesno     | no   | No    |
"""
TODAY = date(2026, 11, 22)


def test_a_form_frozen_and_read_back_is_the_same_instrument():
    instrument = read_instrument(FORM, "md")
    assert Instrument.from_json(instrument.as_json()) == instrument


def test_what_is_asked_and_worked_out_follows_the_answers():
    instrument = read_instrument(FORM, "md")
    found = evaluate(instrument, {"/report/present": "yes", "/report/written": "2026-11-20"}, today=TODAY)
    assert [(state.path, state.relevant, state.value) for state in found.states.values()] == [
        ("/report", True, ""),
        ("/report/present", True, "yes"),
        ("/report/written", True, "2026-11-20"),
        ("/report/days", True, "2"),
    ]
    assert found.complete


def test_an_answer_that_is_required_is_missed():
    found = evaluate(read_instrument(FORM, "md"), {"/report/present": "yes"}, today=TODAY)
    assert [(state.path, state.violation.kind) for state in found.violations] == [
        ("/report/written", "required")
    ]
