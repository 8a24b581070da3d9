"""Name who signs a paper, sign it as it stands, take a signature back."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from plumbline_web.audit.actions import record
from plumbline_web.people.models import Account
from plumbline_web.scrutiny.conditions import check_open
from plumbline_web.scrutiny.models import Member
from plumbline_web.writing.actions.papers import held_draft, move_paper
from plumbline_web.writing.conditions import WritingRefused
from plumbline_web.writing.models import Paper, Signature, SignatureAsked
from plumbline_web.writing.queries import obstacles, signed


@transaction.atomic
def ask_signature(*, by: Account, paper: Paper, account: Account, as_what: str = "") -> SignatureAsked:
    """Name somebody who has to sign. Raises WritingRefused where they are named, or are not on the team."""
    held = held_draft(paper)
    if held.signatures_asked.filter(account=account, withdrawn_at=None).exists():
        raise WritingRefused(f"{account.name} is asked to sign already.")
    if account.pk not in {one.pk for one in signers_for(held)}:
        raise WritingRefused("Only somebody of the team can be asked to sign. Put them on the team first.")
    made = SignatureAsked.objects.create(paper=held, account=account, as_what=as_what.strip()[:120], by=by)
    _noted("asked for signature", by, held, to_account=account.key)
    return made


@transaction.atomic
def withdraw_asking(*, by: Account, asked: SignatureAsked) -> None:
    """No longer ask somebody to sign; what they signed stays on record."""
    held = held_draft(asked.paper)
    one = held.signatures_asked.get(pk=asked.pk)
    if one.withdrawn_at is None:
        one.withdrawn_by, one.withdrawn_at = by, timezone.now()
        one.save(update_fields=["withdrawn_by", "withdrawn_at"])
        _noted("no longer asked for signature", by, held, to_account=one.account.key)
        _sign_off(by, held)


@transaction.atomic
def sign(*, by: Account, paper: Paper, sha256: str) -> Signature:
    """Sign a paper as it stands. sha256: of what was on the screen, so that nobody signs another text.

    Once everybody named has signed, the paper is signed off. Raises WritingRefused where something in it does
    not hold, where it changed meanwhile, or where this person is not asked.
    """
    held = held_draft(paper)
    who = signed(held)
    mine = next((one for one in who.everybody if one.account == by), None)
    if mine is None:
        raise WritingRefused("You are not asked to sign this.")
    if mine.counts:
        raise WritingRefused("You have signed it as it stands.")
    if who.sha256 != sha256:
        raise WritingRefused("The text or its evidence has changed since you opened the page. Read it again.")
    wrong = obstacles(held, signatures=False)
    if wrong:
        raise WritingRefused("This cannot be signed yet.\n" + "\n".join(one.words for one in wrong))
    made = Signature.objects.create(asked=mine.asked, sha256=sha256)
    _noted("signed paper", by, held, sha256=sha256)
    _sign_off(by, held)
    return made


@transaction.atomic
def revoke_signature(*, by: Account, paper: Paper, why: str) -> None:
    """Take one's signature back, with a reason; a paper that was signed off goes back into writing.

    Raises WritingRefused without a reason, where there is none to take back, or once it is published.
    """
    rows = Paper.objects.select_for_update(of=("self",)).select_related("activity__organisation")
    held = rows.get(pk=paper.pk)
    check_open(held.activity)
    if not why.strip():
        raise WritingRefused("Say why you take your signature back.")
    if held.state == "published":
        raise WritingRefused("It is published. Ask the lead to begin a further edition.")
    last = Signature.objects.filter(
        asked__paper=held, asked__account=by, asked__withdrawn_at=None, revoked_at=None
    ).last()
    if last is None:
        raise WritingRefused("You have no signature here to take back.")
    last.revoked_at, last.revoked_why = timezone.now(), why.strip()
    last.save(update_fields=["revoked_at", "revoked_why"])
    _noted("took back signature", by, held)
    if held.state == "signed":
        move_paper(by=by, paper=held, after="draft", why=why)


def signers_for(paper: Paper) -> list[Account]:
    """Who can be asked to sign: everybody on the team, and whoever began the paper, by name."""
    found = {
        one.account_id: one.account
        for one in Member.objects.filter(activity=paper.activity, left_at=None).select_related("account")
    }
    return sorted(found.values(), key=lambda one: one.name)


def _sign_off(by: Account, held: Paper) -> None:
    """The paper is signed off once nobody is missing."""
    if held.state == "draft" and signed(held).complete:
        move_paper(by=by, paper=held, after="signed")


def _noted(act: str, by: Account, paper: Paper, **details: object) -> None:
    record(
        act,
        by=by,
        organisation=paper.activity.organisation.slug,
        subject=f"activity:{paper.activity.key}",
        paper=paper.key,
        **details,
    )
