"""Addresses of the pages about an organisation's people, its grants and its trail."""

from __future__ import annotations

from django.urls import path

from plumbline_web.people.views.close_account import close_account
from plumbline_web.people.views.close_grant import close_grant
from plumbline_web.people.views.end_role import end_role
from plumbline_web.people.views.give_grant import give_grant
from plumbline_web.people.views.give_role import give_role
from plumbline_web.people.views.grant import grant
from plumbline_web.people.views.grants import grants
from plumbline_web.people.views.grants_held import grants_held
from plumbline_web.people.views.help_in import help_in
from plumbline_web.people.views.invite import invite
from plumbline_web.people.views.people import people
from plumbline_web.people.views.person import person
from plumbline_web.people.views.trail import seal_trail, trail, trail_export
from plumbline_web.people.views.withdraw import withdraw

app_name = "people"
urlpatterns = [
    path("people/", people, name="people"),
    path("people/invite/", invite, name="invite"),
    path("people/invitations/<slug:key>/withdraw/", withdraw, name="withdraw"),
    path("people/<slug:key>/", person, name="person"),
    path("people/<slug:key>/give-role/", give_role, name="give_role"),
    path("people/<slug:key>/end-role/<slug:role>/", end_role, name="end_role"),
    path("people/<slug:key>/help-in/", help_in, name="help_in"),
    path("people/<slug:key>/close/", close_account, name="close_account"),
    path("grants/", grants, name="grants"),
    path("grants/give/", give_grant, name="give_grant"),
    path("grants/held/", grants_held, name="grants_held"),
    path("grants/<slug:key>/", grant, name="grant"),
    path("grants/<slug:key>/close/", close_grant, name="close_grant"),
    path("trail/", trail, name="trail"),
    path("trail/export/", trail_export, name="trail_export"),
    path("trail/seal/", seal_trail, name="seal_trail"),
]
