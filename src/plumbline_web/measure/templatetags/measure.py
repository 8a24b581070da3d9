"""How templates of measure say months and days, and put drawings of ours into a page."""

from __future__ import annotations

from datetime import date

from django import template
from django.utils.safestring import SafeString, mark_safe

from plumbline.measures.periods import spoken
from plumbline.publishing.wording import day

register = template.Library()


@register.filter
def drawn(svg: str) -> SafeString:
    """A drawing of `plumbline.publishing.drawing` or of our time line, which escape every word they show."""
    return mark_safe(svg or "")


@register.filter
def month_words(label: str) -> str:
    """A period's label in words: 2026-03 is March 2026."""
    return spoken(label)


@register.filter
def date_words(iso: str) -> str:
    """A day kept as text, in words: 2026-03-31 is 31 March 2026."""
    return day(date.fromisoformat(iso))


@register.filter
def short_day(when: date | None) -> str:
    """A day as a column of a list has it: 3 Mar 2026; nothing where there is none."""
    return f"{when.day} {when:%b} {when.year}" if when is not None else ""
