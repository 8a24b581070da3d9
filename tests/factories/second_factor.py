"""An authenticator app for tests: the code that it would show, and an account that has it."""

from __future__ import annotations

import time

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core.cache import cache

from plumbline_web.people.actions import keep_recovery_codes
from plumbline_web.people.models import Account

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code(secret: str = SECRET) -> str:
    """What the app shows now; a code used before counts as new, so that no test waits half a minute."""
    cache.clear()
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def with_app(account: Account) -> list[str]:
    """Set up the app and the recovery codes of an account, which are returned."""
    TOTP.activate(account, SECRET)
    codes = RecoveryCodes.activate(account).get_unused_codes()
    keep_recovery_codes(by=account)
    return codes


def without_app(account: Account) -> None:
    """Take it all away."""
    for one in Authenticator.objects.filter(user=account):
        one.delete()
