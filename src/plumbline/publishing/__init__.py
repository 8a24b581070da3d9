"""Charts, tables and the report: what people read. Numbers come from `measures`; nothing is counted here."""

from __future__ import annotations

from plumbline.publishing.open_data import write_open_data
from plumbline.publishing.pdf import why_no_pdf
from plumbline.publishing.report import report_file, write_report
from plumbline.publishing.shown import run_shown
from plumbline.publishing.word import why_no_word

__all__ = ["report_file", "run_shown", "why_no_pdf", "why_no_word", "write_open_data", "write_report"]
