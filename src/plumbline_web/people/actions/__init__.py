"""Verbs: organisations, accounts, roles, invitations and grants, each with its audit event."""

from plumbline_web.people.actions.accounts import (
    close_account,
    end_role,
    give_role,
    keep_recovery_codes,
    make_password_link,
    open_account,
    reset_second_factor,
)
from plumbline_web.people.actions.grants import close_grant, open_grant
from plumbline_web.people.actions.invitations import (
    accept_invitation,
    forget_invitations,
    invite,
    open_account_by_invitation,
    withdraw_invitation,
)
from plumbline_web.people.actions.organisations import (
    first_link,
    first_token_holds,
    note_teams,
    open_first_organisation,
    open_organisation,
)
from plumbline_web.people.conditions import PeopleRefused

__all__ = [
    "PeopleRefused",
    "accept_invitation",
    "close_account",
    "close_grant",
    "end_role",
    "first_link",
    "first_token_holds",
    "forget_invitations",
    "give_role",
    "invite",
    "keep_recovery_codes",
    "make_password_link",
    "note_teams",
    "open_account",
    "open_account_by_invitation",
    "open_first_organisation",
    "open_grant",
    "open_organisation",
    "reset_second_factor",
    "withdraw_invitation",
]
