"""Codes of the authenticator app, each of which counts once.

A code is taken for half a minute before and after its own, for clocks differ. Allauth remembers for half a
minute only that it was used, so somebody who saw it typed could use it again; here it is remembered longer.
"""

from __future__ import annotations

import hashlib
from typing import Any

from allauth.mfa import app_settings
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from django import forms
from django.core.cache import cache


class Once(forms.Form):
    """What both forms have in common: a code that was right, and not used before."""

    def clean_code(self) -> Any:
        """The code. Raises ValidationError where it is wrong or was used."""
        code = super().clean_code()
        whose = f"{self.user.pk} {''.join(code.split())}".encode()
        kept = (2 * app_settings.TOTP_TOLERANCE + 1) * app_settings.TOTP_PERIOD
        if not cache.add(f"plumbline-used-code-{hashlib.sha256(whose).hexdigest()}", 1, timeout=kept):
            raise forms.ValidationError("This code was used already. Wait until the app shows the next one.")
        return code


class SignInForm(Once, AuthenticateForm):
    """The code after the password."""


class ConfirmForm(Once, ReauthenticateForm):
    """The code that is asked for before something that changes how somebody signs in."""
