"""Charts, tables and the report: what people read. Numbers come from `measures`; nothing is counted here."""

from __future__ import annotations

from plumbline.publishing.report import write_report

__all__ = ["write_report"]
