"""What a small report stands on, as a bundle's contents: two services, records read once and twice, one
rate."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha256

from plumbline.measures import rate_of
from plumbline.scrutiny.bundle import (
    BundleContents,
    CodedRecord,
    Definition,
    FromReading,
    FromRun,
    InOrder,
    Origin,
    ReportText,
    Sample,
    StratumSize,
    Told,
    coded,
    coded_settlements,
)
from plumbline.scrutiny.bundle.regenerating import Regenerated
from plumbline.scrutiny.certificate import certificate
from plumbline.scrutiny.drawing import draw, plan
from plumbline.scrutiny.frames import read_frame
from plumbline.scrutiny.instruments import Instrument, read_instrument
from plumbline.scrutiny.quantities import Evidence, annex, printed

DAY = date(2026, 3, 31)
FORM = read_instrument(
    """
| survey | type | name | label | required | relevant | plumbline::rating | plumbline::words_at_or_below | plumbline::words_in |
|---|---|---|---|---|---|---|---|---|
| | select_one yes_no | plan | Is there a plan? | yes | | | | |
| | select_one six | quality | How good is it? | yes | ${plan} = 'yes' | yes | 3 | words |
| | text | words | Why? | | ${plan} = 'yes' | | | |
| | integer | visits | Visits | yes | | | | |
| | select_multiple partner | partners | Partners | | string-length(${words}) > 0 | | | |
| | begin_repeat | aim | Aim | | | | | |
| | select_one yes_no | met | Met? | | | | | |
| | text | says | What does it say? | | | | | |
| | end_repeat | | | | | | | |

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
| | Small | small |
""",  # noqa: E501
    "md",
)
REMARK = "Mrs Brown of Elm Street is late"
COUNTS = {
    "met": 80,
    "not_met": 19,
    "not_applicable": 3,
    "not_yet_due": 1,
    "cannot_tell": 2,
    "unexplained": 19,
}
ORIGINS: dict[str, Origin] = {
    "plan": FromReading("/plan"),
    "plan_north": FromReading("/plan", service="North"),
    "good": FromReading("/quality"),
    "police": FromReading("/partners", "police"),
    "team_a": FromReading("/plan", service="North", part="team", name="A"),
    "young": FromReading("/plan", service="South", part="stratum", name="young"),
    "in_time": FromRun("cpo_first_contact", "strict", "2025-26", 80, 99, COUNTS, "Run of March 2026"),
    "heard": Told("Groups that were held"),
}
TEXT = "{plan} had a plan, [80 of 99]{in_time} were seen in time, and this was said {heard}.\n"


def number(service: str, at: int) -> str:
    """The opaque number of a record."""
    return sha256(f"{service} {at}".encode()).hexdigest()[:12]


def record(service: str, stratum: str, at: int) -> CodedRecord:
    """A record; every fifth is read twice, and then the readers differ on the plan and it is settled."""
    plan = "no" if at % 3 == 0 else "yes"
    given = {"/plan": plan, "/visits": str(at % 7)}
    if plan == "yes":
        given |= {
            "/quality": str(at % 6 + 1),
            "/words": REMARK,
            "/partners": "police health" if at % 2 else "",
        }
    given |= {"/aim[1]/met": "yes", "/aim[1]/says": REMARK}
    other = {**given, "/plan": "no" if plan == "yes" else "yes", "/visits": given["/visits"]}
    readings = [coded(FORM, given, reader="1", kind="first", on=DAY)]
    if at % 5 == 0:
        readings.append(coded(FORM, other, reader="2", kind="second", on=DAY))
    settled = {"/plan": plan, "/quality": "4", "/words": REMARK} if at % 5 == 0 else {}
    return CodedRecord(
        number(service, at),
        service,
        stratum,
        "A" if at % 2 else "B",
        "small",
        at != 7,
        tuple(readings),
        coded_settlements(FORM, settled),
    )


def sample(service: str, records: tuple[CodedRecord, ...]) -> Sample:
    """A sample that was really drawn, with its certificate as it is made for the service, identifiers in
    it."""
    frame = read_frame(
        (
            "case,part\n" + "".join(f"CASE-{at:03},{'old' if at % 2 else 'young'}\n" for at in range(60))
        ).encode(),
        id_column="case",
        stratum_column="part",
    )
    allocation = plan(frame.strata, size=len(records))
    drawn = draw(frame, allocation, "a seed thrown with dice")
    made = certificate(frame, allocation, drawn, drawn_at=datetime(2026, 3, 1, 9, tzinfo=UTC))
    order = tuple(
        InOrder(one.stratum, at, one.number, "in_sample") for at, one in enumerate(records, start=1)
    )
    return Sample(service, made, order)


def contents(records_each: int = 40, *, protected: bool = False, form: Instrument = FORM) -> BundleContents:
    """Contents of which every figure comes out: worked out from the records by the bundle's own way once."""
    both = {
        service: tuple(
            record(service, "young" if at % 2 else "old", at + 100 * (service == "South"))
            for at in range(1, records_each + 1)
        )
        for service in ("North", "South")
    }
    bare = [
        Evidence(id, "share", f"Reading or run, {id}", x=1, n=2, noun="records")
        for id in ORIGINS
        if id != "heard"
    ]
    made = BundleContents(
        activity="Inspection of justice social work",
        report="What we found",
        edition=1,
        made_on=date(2026, 6, 30),
        protected=protected,
        framework={"form": "framework-1", "content": {"code": "quality"}},
        scale={"form": "scale-1", "content": {"grades": ["6", "5"]}},
        template={"form": "activity-1", "content": {"title": "Inspection"}},
        samples=tuple(sample(service, records) for service, records in both.items()),
        instruments={"small": form},
        records=(*both["North"], *both["South"]),
        sizes=tuple(
            StratumSize(service, stratum, 150 if stratum == "old" else 90, 1)
            for service in both
            for stratum in ("old", "young")
        ),
        evidence=(*bare, Evidence("heard", "groups", "Groups", x=4, n=5)),
        origins=ORIGINS,
        definitions=(
            Definition("cpo_first_contact", 'code = "cpo_first_contact"\n', "Seen within five working days."),
        ),
        texts=(),
    )
    again = Regenerated(made, rate_of)
    evidence = {one.id: again.evidence(one, ORIGINS[one.id]) for one in made.evidence}
    texts = [
        ("key_messages", "Key messages", TEXT),
        ("plans", "Plans", "{plan_north:count} of {team_a}; {good}.\n"),
    ]
    return replace(
        made,
        evidence=tuple(evidence.values()),
        texts=tuple(
            ReportText(
                key,
                title,
                text,
                printed(text, evidence, publish=protected),
                annex(text, evidence, publish=protected),
            )
            for key, title, text in texts
        ),
    )
