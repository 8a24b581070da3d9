"""What allauth does by itself is written into the trail here: signing in and out, passwords, factors."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.signals import password_changed, password_reset, user_logged_in
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import (
    authentication_failed,
    authenticator_added,
    authenticator_removed,
    authenticator_reset,
)
from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver

from plumbline_web.audit.actions import record

_NAMES = {Authenticator.Type.TOTP: "authenticator app", Authenticator.Type.RECOVERY_CODES: "recovery codes"}


@receiver(user_logged_in, dispatch_uid="plumbline signed in")
def signed_in(request: Any, user: Any, **sent: Any) -> None:
    """Somebody is in, and by which ways: password, code, directory."""
    ways = [one["method"] for one in get_authentication_records(request, user)]
    record("signed in", by=user, ways=list(dict.fromkeys(ways)))


@receiver(user_logged_out, dispatch_uid="plumbline signed out")
def signed_out(user: Any, **sent: Any) -> None:
    """Somebody signed out."""
    if user is not None:
        record("signed out", by=user)


@receiver(authentication_failed, dispatch_uid="plumbline wrong code")
def wrong_code(user: Any, **sent: Any) -> None:
    """The password was right, and the code was not."""
    record("signed in", by=None, subject=f"account:{user.key}", refused=True, why="wrong code")


@receiver(password_changed, dispatch_uid="plumbline changed password")
def changed_password(user: Any, **sent: Any) -> None:
    """Somebody chose a new password."""
    record("changed password", by=user)


@receiver(password_reset, dispatch_uid="plumbline set password by link")
def set_password_by_link(user: Any, **sent: Any) -> None:
    """Somebody followed a link that sets a password."""
    record("set password by link", by=user)


@receiver(authenticator_added, dispatch_uid="plumbline set up second factor")
def set_up_factor(user: Any, authenticator: Any, **sent: Any) -> None:
    """An authenticator app was set up, or the first recovery codes were made."""
    record("set up second factor", by=user, kind=_NAMES[authenticator.type])


@receiver(authenticator_removed, dispatch_uid="plumbline turned off second factor")
def turned_off_factor(user: Any, authenticator: Any, **sent: Any) -> None:
    """An authenticator app was turned off; recovery codes go with it."""
    record("turned off second factor", by=user, kind=_NAMES[authenticator.type])


@receiver(authenticator_reset, dispatch_uid="plumbline made new recovery codes")
def made_new_codes(user: Any, **sent: Any) -> None:
    """New recovery codes were made; the old ones work no longer."""
    record("made new recovery codes", by=user)
