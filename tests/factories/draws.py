"""A list of made-up records, frozen and drawn from, for tests of scrutiny."""

from __future__ import annotations

from factories.activities import Team
from plumbline.scrutiny.frames import read_frame
from plumbline_web.scrutiny.actions.draws import draw_sample
from plumbline_web.scrutiny.actions.lists import freeze_from_list
from plumbline_web.scrutiny.models import Draw, Subject

STRATA = {"supervision": 402, "unpaid work": 150, "both": 90, "neither": 38, "other": 22}
"""The strata of the worked example: 99 of 702."""


def listed() -> bytes:
    """A list of 702 records in five strata."""
    rows = [f"{name},R{name[:2]}{number:03}" for name, size in STRATA.items() for number in range(size)]
    return "\n".join(["work,order", *rows, ""]).encode()


def frozen(team: Team) -> Draw:
    """The list of 702, frozen for the council of an inspection."""
    frame = read_frame(listed(), id_column="order", stratum_column="work")
    subject = Subject.objects.get(activity=team.activity)
    return freeze_from_list(by=team.lead, subject=subject, frame=frame, sentence="All orders of two years.")


def in_draw(team: Team, **asked: object) -> Draw:
    """99 of the 702, drawn."""
    wanted = asked or {"size": 99}
    return draw_sample(
        by=team.lead, draw=frozen(team), seed="two dice: 4 and 6", seed_by="both sides", **wanted
    )
