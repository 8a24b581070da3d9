"""Who signs a report off, who has, and what a change since has voided."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline_web.scrutiny.queries import Standing
from plumbline_web.scrutiny.showing import href, went
from plumbline_web.writing import actions
from plumbline_web.writing.doors import asks, of_paper
from plumbline_web.writing.forms import AskForm, RevokeForm
from plumbline_web.writing.models import Paper, Signature
from plumbline_web.writing.obstacles import OBSTACLES, obstacles
from plumbline_web.writing.queries import sections_of, signed
from plumbline_web.writing.showing import about_paper
from plumbline_web.writing.signers import who_can_sign


@of_paper("see the report")
def signing(request: HttpRequest, stands: Standing, paper: Paper) -> HttpResponse:
    """Each signature is of the paper as it stood; it counts while text and evidence stay as they were."""
    paper.activity = stands.activity
    who = signed(paper)
    named = {one.account.pk for one in who.everybody}
    can = who_can_sign(stands.activity)
    ask = AskForm(
        request.POST if "ask" in request.POST else None,
        people=[one for one in can if one.account.pk not in named],
    )
    revoke = RevokeForm(request.POST if "revoke" in request.POST else None, prefix="revoke")
    sign = forms.Form(request.POST if {"sign", "sign-off", "withdraw"} & set(request.POST) else None)
    if request.method == "POST" and _done(request, stands, paper, ask, revoke, sign):
        return redirect(href(stands, "writing:signing", key=paper.key))
    mine = next((one for one in who.everybody if one.account == stands.account), None)
    return render(
        request,
        "writing/signing.html",
        about_paper(
            stands,
            paper,
            signed=who,
            mine=mine,
            gone={one.account.pk for one in who.has_not} - {one.account.pk for one in can},
            obstacles=[(OBSTACLES[one.kind], one) for one in obstacles(paper, signatures=False)],
            empty=[
                section
                for section, version in sections_of(paper)
                if not section.made and (version is None or not version.text.strip())
            ],
            taken_back=Signature.objects.filter(asked__paper=paper)
            .exclude(revoked_at=None)
            .select_related("asked__account"),
            ask=ask,
            revoke=revoke,
            form=next((one for one in (ask, revoke, sign) if one.errors), ask),
        ),
        status=422 if ask.errors or revoke.errors or sign.errors else 200,
    )


def _done(
    request: HttpRequest, stands: Standing, paper: Paper, ask: AskForm, revoke: RevokeForm, sign: forms.Form
) -> bool:
    """Whether a verb did what a button asks; else its form says why."""
    by, sent = stands.account, request.POST

    def does(form: forms.Form, verb: Callable[[], object], said: str) -> bool:
        done = form.is_valid() and went(form, verb)
        if done:
            messages.success(request, said)
        return done

    if "ask" in sent:
        asks(stands, "run the activity")
        return does(
            ask,
            lambda: actions.ask_signature(
                by=by,
                paper=paper,
                account=ask.people[ask.cleaned_data["account"]],
                as_what=ask.cleaned_data["as_what"],
            ),
            "They are asked to sign.",
        )
    if "withdraw" in sent:
        asks(stands, "run the activity")
        asked = paper.signatures_asked.filter(key=sent["withdraw"], withdrawn_at=None).first()
        if asked is None:
            raise Http404("Nobody of that key is asked to sign.")
        return does(sign, lambda: actions.withdraw_asking(by=by, asked=asked), "They are no longer asked.")
    asks(stands, "sign off")
    if "sign-off" in sent:
        asks(stands, "run the activity")
        return does(
            sign,
            lambda: actions.sign_off_again(by=by, paper=paper, sha256=sent.get("sha256", "")),
            "It is signed off.",
        )
    if "sign" in sent:
        return does(
            sign,
            lambda: actions.sign(by=by, paper=paper, sha256=sent.get("sha256", "")),
            "You have signed it as it stands.",
        )
    if "revoke" in sent:
        return does(
            revoke,
            lambda: actions.revoke_signature(by=by, paper=paper, why=revoke.cleaned_data["why"]),
            "Your signature is taken back.",
        )
    raise Http404("There is nothing to do here.")
