"""Verbs of writing, each with its audit event."""

from plumbline_web.writing.actions.papers import add_section, begin_paper
from plumbline_web.writing.actions.sections import write_section
from plumbline_web.writing.conditions import WritingRefused

__all__ = ["WritingRefused", "add_section", "begin_paper", "write_section"]
