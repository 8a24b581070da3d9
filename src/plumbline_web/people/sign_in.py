"""How people sign in: nobody opens an account by themselves, and second factors lie sealed."""

from __future__ import annotations

import base64
import hashlib
import secrets
import time
from typing import Any

from allauth.account import app_settings as account_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import render

from plumbline_web.audit.actions import record
from plumbline_web.people.models import Account


class AccountAdapter(DefaultAccountAdapter):
    """Accounts come by invitation alone."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_reauthentication_required(self, *, app: str, **asked: Any) -> bool:
        """Whoever has just signed in and sets up a first app is not asked for the password again."""
        if not has_second_factor(self.request.user):
            signed = get_authentication_records(self.request, self.request.user)
            if signed and time.time() - signed[-1]["at"] < account_settings.REAUTHENTICATION_TIMEOUT:
                return False
        return super().is_reauthentication_required(app=app, **asked)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Write down a try that comes after too many; the library then refuses it unheard."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            _failed(credentials.get("email", ""), why="too many tries")
            raise

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Write down a wrong password."""
        _failed(credentials.get("email", ""), why="wrong password")


class DirectoryAdapter(DefaultSocialAccountAdapter):
    """A council's own directory opens the door to accounts that were invited, and makes none."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: object) -> bool:
        _failed("", why="no account for this person of the directory")
        return False

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> Any:
        """Of what a directory tells about a person nothing is kept but its key for them."""
        sociallogin.account.extra_data = {}
        return super().populate_user(request, sociallogin, data)

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Refuse where the account is somebody else's in the directory by now.

        An address that a directory gives to a new person must not open the account of the one before.
        """
        account = sociallogin.user if sociallogin.is_existing else None
        if account is None:
            return
        connected = SocialAccount.objects.filter(user=account, provider=sociallogin.account.provider)
        if connected.exclude(uid=sociallogin.account.uid).exists():
            _failed(account.email, why="another person of the directory")
            raise ImmediateHttpResponse(render(request, "people/other_person.html", status=403))


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets of authenticator apps and recovery codes lie in the database sealed with the site's secret."""

    def get_totp_label(self, user: Account) -> str:
        return user.email

    def encrypt(self, text: str) -> str:
        return _lock().encrypt(text.encode()).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        """The secret; where the site's is another by now, one that nobody knows, so that no code fits."""
        try:
            return _lock().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return base64.b32encode(secrets.token_bytes(20)).decode("ascii")


def has_second_factor(account: Any) -> bool:
    """Whether an authenticator app is set up."""
    return Authenticator.objects.filter(user_id=account.pk, type=Authenticator.Type.TOTP).exists()


def next_step(account: Any) -> str:
    """The name of the page on which a second factor is still to be set up; empty where it is."""
    held = {one.type: one for one in Authenticator.objects.filter(user_id=account.pk)}
    codes = held.get(Authenticator.Type.RECOVERY_CODES)
    if Authenticator.Type.TOTP not in held:
        return "mfa_activate_totp"
    if codes is None:
        return "mfa_generate_recovery_codes"
    return "" if codes.data.get("kept") else "mfa_view_recovery_codes"


def _lock() -> Fernet:
    whole = hashlib.sha256(b"plumbline second factor\0" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(whole))


def _failed(email: str, *, why: str) -> None:
    """A try to sign in that failed. An address that is nobody's here is not kept: it may be a password."""
    found = Account.objects.filter(email__iexact=email).first() if email else None
    record("signed in", by=None, subject=f"account:{found.key}" if found else "", refused=True, why=why)
