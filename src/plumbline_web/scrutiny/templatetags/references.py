"""How templates name a record of the sample: by its reference for who may see it, else by its place."""

from __future__ import annotations

from django import template

from plumbline_web.scrutiny.models import Record
from plumbline_web.scrutiny.queries import Standing

register = template.Library()


@register.filter
def named_for(record: Record, stands: Standing) -> str:
    """The record's reference as long as this person may see it; afterwards where it stands in the draw.

    The record needs its draw at hand.
    """
    if record.draw.subject_id in stands.named:
        return record.record_id
    return f"{record.stratum} {record.position}".strip()
