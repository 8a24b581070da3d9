"""Sessions that last from the last page asked for. Whoever works is not signed out in the middle of it.

Django counts from the last change of what a session holds, which for most is signing in. Called by its name
in the settings.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db import OperationalError
from django.utils import timezone

log = logging.getLogger("plumbline.sessions")

SECONDS_BETWEEN = 15 * 60
"""A session's end is written down at most so often: to write at every page would cost more than the page."""


def sure_seconds() -> int:
    """How long a session lasts at least from a page that was asked for."""
    return settings.SESSION_COOKIE_AGE - SECONDS_BETWEEN


class SessionStore(db.SessionStore):
    """Django's sessions in the database, with their end at hand."""

    until: datetime | None = None

    def _get_session_from_db(self) -> Any:
        found = super()._get_session_from_db()
        self.until = found.expire_date if found is not None else None
        return found

    def prolong(self) -> None:
        """Move the end, and only that: what the session holds may be changed by another page meanwhile.

        Where the database is locked the page is worth more than this, and the next page does it.
        """
        now = timezone.now()
        if self.until is None or self.until - now >= timedelta(seconds=sure_seconds()):
            return
        until = now + timedelta(seconds=settings.SESSION_COOKIE_AGE)
        try:
            Session.objects.filter(session_key=self.session_key).update(expire_date=until)
        except OperationalError as fault:
            log.warning("The end of a session could not be moved: %s", fault)
        else:
            self.until = until
