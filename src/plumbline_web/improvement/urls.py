"""Addresses of plans. What has a word of its own stands before a plan’s key."""

from __future__ import annotations

from django.urls import path

from plumbline_web.improvement.views.accept import accept
from plumbline_web.improvement.views.action import action
from plumbline_web.improvement.views.area import area
from plumbline_web.improvement.views.change_action import change_action
from plumbline_web.improvement.views.change_area import change_area
from plumbline_web.improvement.views.change_plan import change_plan
from plumbline_web.improvement.views.check import check
from plumbline_web.improvement.views.document import document, shared_document
from plumbline_web.improvement.views.new_action import new_action
from plumbline_web.improvement.views.new_area import new_area
from plumbline_web.improvement.views.new_plan import new_plan
from plumbline_web.improvement.views.plan import plan, plan_file
from plumbline_web.improvement.views.plans import plans, plans_file
from plumbline_web.improvement.views.settle import settle
from plumbline_web.improvement.views.share import share
from plumbline_web.improvement.views.shared import shared, shared_plan
from plumbline_web.improvement.views.themes import themes

app_name = "improvement"
urlpatterns = [
    path("", plans, name="plans"),
    path("file/", plans_file, name="plans_file"),
    path("new/", new_plan, name="new_plan"),
    path("check/", check, name="check"),
    path("shared/", shared, name="shared"),
    path("shared/<str:key>/", shared_plan, name="shared_plan"),
    path("shared/<str:key>/document/<str:name>/", shared_document, name="shared_document"),
    path("themes/", themes, name="themes"),
    path("areas/<str:key>/", area, name="area"),
    path("areas/<str:key>/accept/", accept, name="accept"),
    path("areas/<str:key>/actions/", new_action, name="new_action"),
    path("areas/<str:key>/change/", change_area, name="change_area"),
    path("areas/<str:key>/settle/", settle, name="settle"),
    path("actions/<str:key>/", action, name="action"),
    path("actions/<str:key>/change/", change_action, name="change_action"),
    path("<str:key>/", plan, name="plan"),
    path("<str:key>/areas/", new_area, name="new_area"),
    path("<str:key>/change/", change_plan, name="change_plan"),
    path("<str:key>/document/<str:name>/", document, name="document"),
    path("<str:key>/file/", plan_file, name="plan_file"),
    path("<str:key>/share/", share, name="share"),
]
