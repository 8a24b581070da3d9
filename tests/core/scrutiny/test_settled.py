"""Two readings of one record, and what a third person settles."""

from __future__ import annotations

from datetime import date

import pytest

from plumbline.scrutiny.instruments import read_instrument
from plumbline.scrutiny.settled import FIRST, SECOND, Settled, came_up, settle

TODAY = date(2026, 3, 31)
FORM = read_instrument(
    """
| survey | type | name | label | required | relevant | constraint | constraint_message | choice_filter | plumbline::rating | plumbline::words_at_or_below | plumbline::words_in |
|---|---|---|---|---|---|---|---|---|---|---|---|
| | select_one yes_no | plan | Is there a plan? | yes | | | | | | | |
| | select_one six | quality | How good is it? | yes | ${plan} = 'yes' | | | | yes | 3 | words |
| | text | words | Why? | | ${plan} = 'yes' | | | | | | |
| | select_one yes_no | why_none | Does the record say why there is none? | yes | ${plan} = 'no' | | | | | | |
| | select_one yes_no | late | Is it known when it will come? | | ${plan} = 'no' and ${quality} = '' | | | | | | |
| | integer | visits | Visits | yes | | . < 50 | Fewer than 50. | | | | |
| | select_multiple partner | partners | Partners | | | | | | | | |
| | begin_repeat | aim | Aim | | | | | | | | |
| | select_one yes_no | met | Met? | | | | | | | | |
| | text | says | What does it say? | | | | | | | | |
| | end_repeat | | | | | | | | | | |

| choices | list_name | name | label |
|---|---|---|---|
| | yes_no | yes | Yes |
| | yes_no | no | No |
| | six | 6 | Excellent |
| | six | 5 | Very good |
| | six | 4 | Good |
| | six | 3 | Adequate |
| | six | 2 | Weak |
| | six | 1 | Unsatisfactory |
| | partner | health | Health |
| | partner | police | Police |

| settings | form_title | form_id |
|---|---|---|
| | Settled | settled |
""",  # noqa: E501
    "md",
)
GOOD = {"/plan": "yes", "/quality": "5", "/visits": "3"}
NONE = {"/plan": "no", "/why_none": "yes", "/visits": "3"}


def of(first: dict[str, str], second: dict[str, str], **settled: str) -> Settled:
    """Where the settling stands; `settled` by the names of questions."""
    return settle(FORM, first, second, {f"/{name}": value for name, value in settled.items()}, today=TODAY)


def open_in(found: Settled) -> dict[str, str]:
    """The paths that are open, and why."""
    return {one.path: one.why for one in found.open}


def test_two_readings_that_agree_leave_nothing_to_settle() -> None:
    found = of(GOOD, GOOD)
    assert (found.done, found.answers) == (True, GOOD)


def test_what_hangs_on_a_question_that_is_not_settled_waits_for_it() -> None:
    found = of(GOOD, NONE)
    assert open_in(found) == {"/plan": "differ"}
    assert [one.path for one in found.idle] == ["/quality", "/why_none"]


def test_settling_it_brings_up_the_question_that_one_reader_alone_answered() -> None:
    assert open_in(of(GOOD, NONE, plan="yes")) == {"/quality": "differ"}


def test_settled_the_other_way_another_question_comes_up() -> None:
    assert open_in(of(GOOD, NONE, plan="no")) == {"/why_none": "differ"}


def test_a_question_that_neither_reader_was_asked_is_settled_too() -> None:
    found = of(GOOD, {**GOOD, "/plan": "yes"}, plan="no")
    assert open_in(found) == {"/why_none": "came_up", "/late": "came_up"}


def test_an_optional_one_of_these_may_be_settled_as_blank() -> None:
    found = of(GOOD, GOOD, plan="no", why_none="yes", late="")
    assert found.done
    assert found.answers == {"/plan": "no", "/why_none": "yes", "/visits": "3"}


def test_a_required_one_may_not() -> None:
    assert open_in(of(GOOD, GOOD, plan="no", why_none="", late="")) == {"/why_none": "does_not_stand"}


def test_what_both_answered_stands_beside_what_was_settled() -> None:
    found = of(GOOD, {**GOOD, "/quality": "4"}, quality="4")
    assert (found.done, found.answers) == (True, {**GOOD, "/quality": "4"})


def test_an_answer_that_no_longer_comes_up_does_not_count() -> None:
    assert "/quality" not in of(GOOD, NONE, plan="no", why_none="yes").answers


def test_what_was_settled_earlier_counts_again_once_its_question_comes_up_again() -> None:
    assert of(GOOD, NONE, plan="yes", quality="4", why_none="no").answers["/quality"] == "4"


def test_a_low_rating_needs_words_and_they_are_settled_where_neither_wrote_any() -> None:
    found = of(GOOD, {**GOOD, "/quality": "4"}, quality="3")
    assert open_in(found) == {"/words": "does_not_stand"}


def test_an_answer_that_is_not_allowed_is_open_still() -> None:
    found = of(GOOD, {**GOOD, "/visits": "4"}, visits="70")
    assert open_in(found) == {"/visits": "does_not_stand"}


def test_words_are_no_difference_and_both_stay() -> None:
    found = of({**GOOD, "/words": "Clear."}, {**GOOD, "/words": "Short. "})
    assert (found.done, found.answers["/words"]) == (True, "Clear.\n\nShort.")


def test_the_same_words_stand_once() -> None:
    assert of({**GOOD, "/words": "Clear."}, {**GOOD, "/words": "Clear."}).answers["/words"] == "Clear."


@pytest.mark.parametrize(("first", "second"), [("health police", "police health")])
def test_the_order_of_several_choices_is_no_difference(first: str, second: str) -> None:
    assert of({**GOOD, "/partners": first}, {**GOOD, "/partners": second}).done


def test_a_group_asked_again_is_settled_as_a_whole() -> None:
    first = {**GOOD, "/aim[1]/met": "yes", "/aim[2]/met": "no"}
    second = {**GOOD, "/aim[1]/met": "no"}
    assert open_in(of(first, second)) == {"/aim": "differ"}
    assert of(first, second, aim=FIRST).answers == first
    assert of(first, second, aim=SECOND).answers == second


def test_a_group_that_differs_in_words_alone_needs_no_settling_and_keeps_both() -> None:
    first = {**GOOD, "/aim[1]/met": "yes", "/aim[1]/says": "Work."}
    second = {**GOOD, "/aim[1]/met": "yes", "/aim[1]/says": "A job."}
    found = of(first, second)
    assert (found.done, found.answers["/aim[1]/says"]) == (True, "Work.\n\nA job.")


def test_the_readings_themselves_stay_as_they_are() -> None:
    first, second = dict(GOOD), dict(NONE)
    of(first, second, plan="yes", quality="4")
    assert (first, second) == (GOOD, NONE)


def test_a_question_left_open_has_come_up_and_one_that_hangs_on_another_answer_has_not() -> None:
    found = came_up(FORM, NONE, TODAY)
    assert ("/partners" in found, "/quality" in found) == (True, False)
