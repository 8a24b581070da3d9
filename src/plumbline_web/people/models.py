"""Organisations and their teams, accounts and their roles, and dated grants across organisations."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from plumbline_web.people.states import ROLES


def fresh_key() -> str:
    """An opaque key for addresses: it tells nothing and cannot be guessed."""
    return secrets.token_hex(8)


def fresh_pepper() -> str:
    """What turns an organisation's references into opaque keys; it never leaves the database."""
    return secrets.token_hex(32)


class Organisation(models.Model):
    """A council, a partnership of councils, a prison, or a national body.

    authority: the council's code in records. members: a partnership's councils. acts_for_all: a national
    body that loads records of every council. Cases stay each council's own all the same.
    """

    COUNCIL, PARTNERSHIP, PRISON, NATIONAL = "council", "partnership", "prison", "national"
    KINDS = (
        (COUNCIL, "Council"),
        (PARTNERSHIP, "Partnership"),
        (PRISON, "Prison"),
        (NATIONAL, "National body"),
    )

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=12, choices=KINDS)
    authority = models.CharField(max_length=9, blank=True, help_text="The council’s code, such as X12000001")
    members = models.ManyToManyField("self", symmetrical=False, related_name="partnerships", blank=True)
    acts_for_all = models.BooleanField(default=False)
    pepper = models.CharField(max_length=64, default=fresh_pepper, editable=False)
    retention_months = models.PositiveSmallIntegerField(default=24)

    class Meta:
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(
                fields=("authority",), condition=~models.Q(authority=""), name="one_organisation_an_authority"
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def authorities(self) -> frozenset[str]:
        """The codes of the councils whose cases are this organisation's own."""
        own = {self.authority} if self.authority else set()
        if self.kind == self.PARTNERSHIP:
            own |= {one.authority for one in self.members.all() if one.authority}
        return frozenset(own)


class AccountManager(BaseUserManager):
    """Makes accounts; the verbs in `people.actions` call it."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Account:
        account = self.model(email=self.normalize_email(email).lower(), **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account

    def get_by_natural_key(self, email: str) -> Account:
        return self.get(email=email.lower())


class Account(AbstractBaseUser):
    """A person who signs in. Closing an account keeps what it did."""

    key = models.CharField(max_length=32, unique=True, default=fresh_key, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    is_active = models.BooleanField(default=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ("name",)

    objects = AccountManager()

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name


class Membership(models.Model):
    """One role that a person holds in an organisation, from a day and perhaps until one.

    teams, workers: as the extract writes them; a team leader sees those teams, a practitioner those workers.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=30, choices=[(one.code, one.name) for one in ROLES])
    teams = models.JSONField(default=list, blank=True)
    workers = models.JSONField(default=list, blank=True)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True, help_text="The last day, if there is one")

    class Meta:
        ordering = ("organisation__name", "role")


class Grant(models.Model):
    """Leave for another organisation to see this one's cases: to whom, for what, from and until.

    to_account: one person of that organisation, or nobody in particular. closed_at: ended before its day.
    """

    key = models.CharField(max_length=32, unique=True, default=fresh_key, editable=False)
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="grants_given")
    to = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="grants_held")
    to_account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    purpose = models.CharField(max_length=300)
    from_on = models.DateField()
    until_on = models.DateField()
    opened_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(auto_now_add=True)
    closed_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-from_on", "-id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(until_on__gte=models.F("from_on")), name="grant_ends_after_it_begins"
            ),
            models.CheckConstraint(condition=~models.Q(owner=models.F("to")), name="grant_is_to_another"),
        )


class Team(models.Model):
    """A team of an organisation, by the name that its extracts write. New runs add the names they find."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="teams")
    name = models.CharField(max_length=200)

    class Meta:
        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=("organisation", "name"), name="one_team_a_name"),)

    def __str__(self) -> str:
        return self.name


class Invitation(models.Model):
    """An invitation to a role. token_hash: of the link's secret, which is shown or sent once and not kept.

    A person with an account already gets the further role by following the link too.
    """

    key = models.CharField(max_length=32, unique=True, default=fresh_key, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="invitations")
    email = models.EmailField()
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=30, choices=[(one.code, one.name) for one in ROLES])
    teams = models.JSONField(default=list, blank=True)
    workers = models.JSONField(default=list, blank=True)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-invited_at",)
