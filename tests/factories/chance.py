"""A service whose duties, places and fates are drawn by chance, the same for the same seed."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import date
from typing import Any

from tests.factories.runs import duty

BANDS = {
    "cpo_first_contact": ("within_1_working_day", "over_5_working_days"),
    "dtto_induction": ("within_5_working_days", "over_10_working_days"),
    "cpo_review": (None, None),
}


def service(seed: int, a_month: int, places: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Two years of duties by chance, in these places."""
    chance = random.Random(seed)
    places = list(places)
    rows = []
    for code, (in_time, late) in BANDS.items():
        for month in range(24):
            for _ in range(chance.randint(a_month // 2, a_month)):
                day = date(2024 + (3 + month) // 12, (3 + month) % 12 + 1, chance.randint(1, 27))
                row: dict[str, Any] = {"standard": code, "clock_start": day, "due_on": day}
                row |= chance.choice(places) | {"added": chance.random() < 0.04, "worker_id": "W700001"}
                fate = chance.random()
                if fate < 0.7:
                    row |= {"band": in_time}
                elif fate < 0.93:
                    side = chance.choice([None, "client", "service"])
                    row |= {"verdict": "not_met", "delay_side": side, "delay_reason": side and "ill"}
                    row |= {"delay_evidenced": chance.random() < 0.5 if side else None}
                    if chance.random() < 0.6:
                        row |= {"band": late, "reason": "done_late", "done_on": date(2026, 3, 2)}
                    else:
                        row |= {"band": in_time and "not_done"}
                else:
                    row |= {"verdict": "cannot_tell" if fate < 0.97 else "not_applicable"}
                rows.append(duty(**row))
    return rows


TEAMS = [{"team": "North"}] * 5 + [{"team": "South"}] * 4 + [{"team": "East"}]
COUNCILS = [{"authority": f"X1200000{at}"} for at in (1, 1, 2, 2, 3)]
