"""Verbs of publication, each with its audit event."""

from plumbline_web.publication.actions.editions import publish
from plumbline_web.publication.conditions import PublicationRefused

__all__ = ["PublicationRefused", "publish"]
