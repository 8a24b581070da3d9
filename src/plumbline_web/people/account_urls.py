"""Addresses of pages that are of no organisation: signing in, one's own account, links that were sent.

Of allauth's pages only those that are used here are reachable; it has more, such as changing one's e-mail
address, that nobody here may do by themselves.
"""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.socialaccount import views as social
from allauth.socialaccount.providers.openid_connect import views as openid
from django.urls import path, re_path

from plumbline_web.people.views.account import own_account
from plumbline_web.people.views.directory import directory
from plumbline_web.people.views.first_administrator import (
    first_administrator,
    first_administrator_link,
)
from plumbline_web.people.views.invitation import invitation, invitation_link
from plumbline_web.people.views.password_reset import password_reset
from plumbline_web.people.views.recovery_codes import recovery_codes

urlpatterns = [
    path("start/first-administrator/", first_administrator, name="first_administrator"),
    path("start/first-administrator/<str:token>/", first_administrator_link, name="first_administrator_link"),
    path("invitation/", invitation, name="invitation"),
    path("invitation/<str:token>/", invitation_link, name="invitation_link"),
    path("account/", own_account, name="account"),
    path("account/login/", account.login, name="account_login"),
    path("account/logout/", account.logout, name="account_logout"),
    path("account/inactive/", account.account_inactive, name="account_inactive"),
    path("account/reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("account/password/change/", account.password_change, name="account_change_password"),
    path("account/password/set/", account.password_set, name="account_set_password"),
    path("account/password/reset/", password_reset, name="account_reset_password"),
    path("account/password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    path(
        "account/password/reset/key/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^account/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("account/2fa/", mfa.index, name="mfa_index"),
    path("account/2fa/authenticate/", mfa.authenticate, name="mfa_authenticate"),
    path("account/2fa/reauthenticate/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("account/2fa/totp/activate/", totp.activate_totp, name="mfa_activate_totp"),
    path("account/2fa/totp/deactivate/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("account/2fa/recovery-codes/", recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "account/2fa/recovery-codes/generate/",
        codes.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path("account/directory/cancelled/", social.login_cancelled, name="socialaccount_login_cancelled"),
    path("account/directory/error/", social.login_error, name="socialaccount_login_error"),
    path("account/directory/<slug:provider_id>/login/", directory, name="openid_connect_login"),
    path(
        "account/directory/<slug:provider_id>/login/callback/",
        openid.callback,
        name="openid_connect_callback",
    ),
]
