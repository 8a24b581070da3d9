"""A made-up inspection whose records were read, some of them twice: for tests of what the reading says."""

from __future__ import annotations

import random
from datetime import date, timedelta

from django.utils import timezone

from factories.activities import Team, inspection
from factories.readings import on_form
from factories.site import person
from plumbline.scrutiny.instruments import Instrument, Question, Repeat, State, evaluate
from plumbline_web.people.models import Account
from plumbline_web.reading.actions import deal_record
from plumbline_web.reading.found import found_in
from plumbline_web.reading.models import Answer, Reading, ReadingMove, Settlement
from plumbline_web.scrutiny.actions import add_member
from plumbline_web.scrutiny.models import Draw, Member, Record

FORM = """
| survey | type | name | label | required | relevant | plumbline::indicator | plumbline::rating | plumbline::words_at_or_below | plumbline::words_in | plumbline::confirms | plumbline::yes |
|---|---|---|---|---|---|---|---|---|---|---|---|
| | begin_group | plan | The plan | | | | | | | | |
| | select_one yes_no | there | Is there a plan? | yes | | 5.2 | | | | | |
| | select_one six | quality | How good is the plan? | yes | ${there} = 'yes' | 5.2 | yes | 3 | words | | |
| | text | words | What led you to this rating? | | ${there} = 'yes' | | | | | | |
| | select_one yes_no | known | Is it known why there is none? | yes | ${there} = 'no' | | | | | | |
| | end_group | | | | | | | | | | |
| | begin_group | effort | The work | | | | | | | | |
| | select_one done | assessed | Was an assessment made in time? | yes | | | | | | cpo_lscmi | in_time |
| | select_one told | date_agrees | Does the record bear out the date? | yes | | | | | | orders.imposed_on | |
| | select_multiple partner | partners | Who took part? | | | | | | | | |
| | integer | visits | How many home visits? | | | | | | | | |
| | begin_repeat | aim | Aim | | | | | | | | |
| | select_one yes_no | met | Was it met? | | | | | | | | |
| | text | says | What does it say? | | | | | | | | |
| | end_repeat | | | | | | | | | | |
| | end_group | | | | | | | | | | |

| choices | list_name | name | label |
|---|---|---|---|
| | yes_no | yes | Yes |
| | yes_no | no | No |
| | told | yes | Yes |
| | told | no | No |
| | told | cannot_tell | Cannot tell |
| | done | in_time | Yes, in time |
| | done | late | Yes, late |
| | done | not_done | No |
| | done | na | Does not apply |
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
| | A short form | short |
"""  # noqa: E501
"""Something of everything that results, agreement and data against file are told of."""

GOOD = {
    "/plan/there": "yes",
    "/plan/quality": "5",
    "/effort/assessed": "in_time",
    "/effort/date_agrees": "yes",
}
NONE = {
    "/plan/there": "no",
    "/plan/known": "yes",
    "/effort/assessed": "not_done",
    "/effort/date_agrees": "yes",
}
SIZES = {"supervision": 40, "unpaid work": 10}


def read_inspection(readers: int = 4, form: str = FORM) -> Team:
    """An inspection with so many readers, all of whom declared that they have no conflict of interest."""
    team = inspection(readers=readers)
    team.activity.members.update(declared_at=timezone.now())
    for one in team.members:
        one.refresh_from_db()
    on_form(team, form)
    return team


def third(team: Team, role: str = "settler") -> tuple[Account, Member]:
    """Somebody else of the body on the team."""
    account = person(None, f"the {role}")
    account.memberships.create(
        organisation=team.body, role="inspector", from_on=team.activity.opened_at.date()
    )
    member = add_member(
        by=team.lead, activity=team.activity, account=account, organisation=team.body, role=role
    )
    member.declared_at = timezone.now()
    member.save()
    return account, member


def sampled(team: Team, drawn: dict[str, int], sizes: dict[str, int] | None = None, **plan: object) -> Draw:
    """So many records of each stratum, drawn from a list of these sizes; a call of the data with each."""
    sizes = sizes or SIZES
    draw = Draw.objects.create(
        subject=team.activity.subjects.get(organisation=team.council),
        state="drawn",
        strata=[{"stratum": name, "size": sizes[name], "drawn": many} for name, many in drawn.items()],
        plan=plan,
    )
    for name, many in drawn.items():
        for number in range(1, many + 1):
            Record.objects.create(
                draw=draw,
                stratum=name,
                record_id=f"{name[:2].upper()}-{number:03}",
                position=number,
                weight=f"{sizes[name]}/{many}",
                team=f"Team {number % 2}",
                worker=f"W{number % 5}",
                facts={"words": {}, "calls": {"cpo_lscmi": "met" if number % 3 else "not_met"}},
            )
    return draw


def read(
    team: Team, record: Record, reader: Member, answers: dict[str, str], kind: str = "first", days: int = 0
) -> Reading:
    """A reading dealt and submitted with these answers, so many days ago."""
    reading = deal_record(by=team.lead, record=record, reader=reader, kind=kind)
    return submit(reading, answers, days)


def submit(reading: Reading, answers: dict[str, str], days: int = 0) -> Reading:
    """A reading as it stands after it was submitted, quicker than by its pages."""
    now = timezone.now() - timedelta(days=days)
    reading.state, reading.opened_at, reading.submitted_at = "submitted", now, now
    reading.save()
    Answer.objects.bulk_create(
        Answer(reading=reading, path=path, value=value, version=at, saved_at=now)
        for at, (path, value) in enumerate(answers.items(), 1)
    )
    move = ReadingMove.objects.create(
        reading=reading, after="submitted", by=reading.reader.account, answers=answers
    )
    ReadingMove.objects.filter(pk=move.pk).update(at=now)
    return reading


def filled(form: Instrument, chance: random.Random, start: dict[str, str] | None = None) -> dict[str, str]:
    """Answers by chance to everything that a form asks, so that it could be submitted."""
    answers = dict(start or {})
    for _ in range(20):
        found = evaluate(form, answers, today=date(2026, 3, 31))
        wanted = [
            path
            for path, one in found.states.items()
            if one.asked and (not one.answered or one.violation is not None)
        ]
        if not wanted:
            break
        for path in wanted:
            answers[path] = _by_chance(found.states[path], chance)
    return {
        path: one.value
        for path, one in found.states.items()
        if isinstance(one.node, Question) and one.relevant and one.answered
    }


def _by_chance(state: State, chance: random.Random) -> str:
    kind = state.node.type
    if state.choices:
        names = [one.name for one in state.choices]
        # Towards the front of the list, which is the yes or the better half of a scale.
        return names[min(int(chance.expovariate(0.8)), len(names) - 1)]
    return {"integer": str(chance.randrange(6)), "decimal": "2.5", "date": "2026-01-31"}.get(
        kind, "As it is."
    )


def whole(
    team: Team,
    form: Instrument,
    drawn: dict[str, int],
    sizes: dict[str, int],
    twice: int,
    settled: bool = True,
    apart: float = 0.05,
) -> None:
    """A whole reading by chance, always the same, so many records read twice.

    apart: the share of answers that the second reader gives anew, by chance. settled: whatever came apart is
    settled as the first reader had it.
    """
    chance = random.Random(26)
    called = {
        "cpo_lscmi": {name: {"met": size - size // 3, "not_met": size // 3} for name, size in sizes.items()}
    }
    sampled(team, drawn, sizes, called=called)
    settler = third(team)[1] if settled else None
    for number, record in enumerate(Record.objects.filter(draw__subject__activity=team.activity)):
        first = filled(form, chance)
        mine, other = (
            team.members[(number + step) % len(team.members)]
            for step in (0, 1 + number % (len(team.members) - 1))
        )
        read(team, record, mine, first, days=number % 5)
        if number >= twice:
            continue
        start = {path: value for path, value in first.items() if chance.random() > apart}
        read(team, record, other, filled(form, chance, start), "second", days=number % 5)
        if settler is None:
            continue
        settled_so: set[str] = set()
        while True:
            one = next(one for one in found_in(team.activity).records if one.record.pk == record.pk)
            left = [each for each in one.settling.open if each.path not in settled_so]
            if not left:
                break
            at = str(1 + [sent.kind for sent in one.submissions].index("first"))
            for each in left:
                settled_so.add(each.path)
                value = at if isinstance(each.node, Repeat) else first.get(each.path, "")
                Settlement.objects.create(
                    record=record, path=each.path, value=value, why="As read.", by=settler
                )
