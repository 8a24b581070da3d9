"""One piece of evidence whole: what it says, what it is tied to, what was said about it, its versions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from plumbline_web.evidence import actions
from plumbline_web.evidence.forms.about import ArgueForm, TieForm, WithdrawForm
from plumbline_web.evidence.from_runs import figures_seen
from plumbline_web.evidence.lines import groups_of, lines_of
from plumbline_web.evidence.models import Argument, Piece, Tie
from plumbline_web.evidence.queries import every_piece_of, seen_of, versions_of
from plumbline_web.evidence.rates import every_miss_of
from plumbline_web.evidence.showing import days_of, prints_of, took_part_of, way_back
from plumbline_web.evidence.states import PIECE_COLOURS, PIECE_WORDS
from plumbline_web.evidence.working_out import can_be_worked_out
from plumbline_web.people.doors import Refused, used_grant
from plumbline_web.scrutiny.conditions import day
from plumbline_web.scrutiny.doors import in_activity
from plumbline_web.scrutiny.queries import Standing
from plumbline_web.scrutiny.rules import refusal
from plumbline_web.scrutiny.showing import href, went

SENT = ("tie", "loosen", "argue", "withdraw", "refresh")
"""The names of the buttons of the page."""


@in_activity("see evidence")
def piece(request: HttpRequest, stands: Standing, key: str) -> HttpResponse:
    """Tie, loosen, argue, withdraw, work out anew; a later version has a page of its own."""
    found = seen_of(stands, every_piece_of(stands.activity)).filter(taken_at__isnull=False)
    ties = Tie.objects.select_related("by", "loosened_by").order_by("indicator", "id")
    one = get_object_or_404(
        found.select_related("withdrawn_by", "taken_by", "in_place_of").prefetch_related(
            Prefetch("ties", queryset=ties)
        ),
        key=key,
    )
    sent = next((name for name in SENT if name in request.POST), "")
    if request.method == "POST" and not stands.may("bring in evidence"):
        raise Refused(refusal("bring in evidence"))
    shown = _forms(request, stands, one, sent)
    form = shown.get(sent)
    if request.method == "POST" and form is None:
        form = forms.Form(request.POST)  # for the buttons that ask for nothing, so that a refusal has a place
    after = [one]
    if (
        form is not None
        and form.is_valid()
        and went(form, lambda: _do(request, stands, one, sent, form, after))
    ):
        return redirect(href(stands, "evidence:piece", key=after[-1].key))
    versions = versions_of(one)
    prints = prints_of(versions)
    lines = lines_of(stands.activity)
    held = [tie for tie in one.ties.all() if tie.loosened_at is None]
    return render(
        request,
        "evidence/piece.html",
        {
            "stands": stands,
            "activity": stands.activity,
            "one": one,
            "state": PIECE_WORDS[one.state],
            "colour": PIECE_COLOURS[one.state],
            "rows": _rows(stands, one, prints.get(one.pk, "")),
            "file": getattr(one, "attachment", None),
            "ties": [{"tie": tie, "line": lines.get(tie.indicator)} for tie in held],
            "loosened": [
                {"tie": tie, "line": lines.get(tie.indicator)} for tie in one.ties.all() if tie.loosened_at
            ],
            "arguments": Argument.objects.filter(piece__in=[each.pk for each in versions]).select_related(
                "by", "piece"
            ),
            "versions": [
                {
                    "piece": each,
                    "state": PIECE_WORDS[each.state],
                    "prints": prints.get(each.pk, ""),
                    "changed": _changed(versions, at, prints),
                }
                for at, each in enumerate(versions)
            ],
            "newest": versions[0],
            "forms": shown,
            "form": form,
            "changes": bool(shown),
            "refreshes": bool(shown) and one.state == "in_use" and _can_refresh(stands, one),
            "follows": _follows(stands, one),
            "breadcrumbs": way_back(stands, ("All pieces", href(stands, "evidence:pieces"))),
        },
        status=422 if form is not None and form.errors else 200,
    )


def _forms(request: HttpRequest, stands: Standing, one: Piece, sent: str) -> dict[str, forms.Form]:
    if not stands.may("bring in evidence") or stands.activity.state != "open":
        return {}
    given = {name: request.POST if name == sent else None for name in SENT}
    found: dict[str, forms.Form] = {"argue": ArgueForm(given["argue"])}
    if one.state == "in_use":
        found["tie"] = TieForm(given["tie"], groups=groups_of(stands.activity))
        found["withdraw"] = WithdrawForm(given["withdraw"])
    return found


def _do(
    request: HttpRequest, stands: Standing, one: Piece, sent: str, form: forms.Form, after: list[Piece]
) -> None:
    """Do what a button asks, and say so; a new version is added to `after`."""
    by, given = stands.account, form.cleaned_data
    said = ""
    if sent == "tie":
        actions.tie(by=by, piece=one, indicator=given["indicator"], points=given["points"])
        said = "The piece is tied."
    elif sent == "loosen":
        actions.loosen(by=by, piece=one, indicator=request.POST["loosen"])
        said = "It is loosened. That it was tied stays on record."
    elif sent == "argue":
        actions.argue(by=by, piece=one, text=given["text"])
        said = "What you said is kept."
    elif sent == "withdraw":
        actions.withdraw_piece(by=by, piece=one, why=given["why"])
        said = "The piece is withdrawn. It stays on record."
    elif sent == "refresh":
        made = actions.refresh_piece(by=by, piece=one)
        seen = figures_seen(by, one.subject) if one.source == "run" and one.subject is not None else None
        if seen is not None and seen.grant is not None:
            used_grant(seen, "brought in figure by grant", piece=made.key)
        prints = prints_of([one, made])
        after.append(made)
        said = f"It was “{prints[one.pk]}”, and is “{prints[made.pk]}” now. Version {made.edition} was made."
    if said:
        messages.success(request, said)


def _rows(stands: Standing, one: Piece, prints: str) -> list[dict[str, Any]]:
    """The facts of a piece, those that there are."""
    quantity = one.quantity
    whose = one.subject.organisation.name if one.subject else "All services looked at"
    several = stands.activity.subjects.count() > 1
    sent, added = one.sent_through, day(timezone.localdate(one.added_at))
    pairs = [
        ("Kind", one.get_source_display()),
        ("What it shows", one.says),
        ("Prints as", prints),
        ("With every miss counted", _every_miss(one)),
        ("Where the number is from", quantity.get("source", "")),
        ("Whose view", one.from_whom),
        ("Who took part", took_part_of(one)),
        ("Service", whose if several else ""),
        ("Days it speaks of", days_of(one) or "Nobody has said"),
        ("Holds until", one.expires_on),
        ("Version of the document", one.version),
        ("Owner", one.owner),
        ("Strength", one.get_strength_display()),
        ("Brought in", "" if sent else f"{added}, by {one.added_by.name}"),
        (
            "Sent",
            f"{added}, by {one.added_by.name}, as {one.get_sent_as_display()}, {sent.name}" if sent else "",
        ),
        ("Taken in", f"{day(timezone.localdate(one.taken_at))}, by {one.taken_by.name}" if sent else ""),
    ]
    return [{"key": key, "value": value} for key, value in pairs if value]


def _can_refresh(stands: Standing, one: Piece) -> bool:
    """Whether the figure can be worked out anew by whoever looks at it."""
    if one.source == "run" and one.subject is not None and figures_seen(stands.account, one.subject) is None:
        return False
    return can_be_worked_out(one)


def _every_miss(one: Piece) -> str:
    """What the strict rate of the same duties is, beside one that does not count every miss; "" elsewhere."""
    found = every_miss_of(one)
    return f"{found[0]:,} of {found[1]:,} met" if found else ""


def _changed(versions: list[Piece], at: int, prints: dict[int, str]) -> str:
    """What prints otherwise than in the version before; "" where nothing does, or there was none."""
    if at + 1 >= len(versions):
        return ""
    was, now = prints.get(versions[at + 1].pk, ""), prints.get(versions[at].pk, "")
    return f"was “{was or 'no figure'}”" if was != now else ""


def _follows(stands: Standing, one: Piece) -> str:
    """Where a later version is brought in; "" where none can be."""
    if (
        one.state not in ("in_use", "withdrawn")
        or hasattr(one, "later")
        or not stands.may("bring in evidence")
        or stands.activity.state != "open"
    ):
        return ""
    return f"{href(stands, 'evidence:add_kind', source=one.source)}?in_place_of={one.key}"
