"""Charts, tables and the report: what people read. Numbers come from `measures`; nothing is counted here."""

from __future__ import annotations

from plumbline.publishing.report import write_report
from plumbline.publishing.shown import run_shown

__all__ = ["run_shown", "write_report"]
