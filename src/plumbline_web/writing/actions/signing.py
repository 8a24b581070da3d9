"""Name who signs a paper, sign it as it stands, take a signature back."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from plumbline_web.people.models import Account
from plumbline_web.scrutiny.conditions import check_open
from plumbline_web.scrutiny.models import Member
from plumbline_web.scrutiny.trail import record_in
from plumbline_web.writing.actions.papers import held_draft, move_paper
from plumbline_web.writing.conditions import WritingRefused
from plumbline_web.writing.models import Paper, Signature, SignatureAsked
from plumbline_web.writing.obstacles import Obstacle, obstacles
from plumbline_web.writing.queries import signed
from plumbline_web.writing.signers import who_can_sign
from plumbline_web.writing.telling import tell


@transaction.atomic
def ask_signature(*, by: Account, paper: Paper, account: Account, as_what: str = "") -> SignatureAsked:
    """Name somebody who has to sign; they are told by e-mail.

    Raises WritingRefused where they are named already, or are none of `signers.who_can_sign`.
    """
    held = held_draft(paper)
    if held.signatures_asked.filter(account=account, withdrawn_at=None).exists():
        raise WritingRefused(f"{account.name} is asked to sign already.")
    if account.pk not in {one.account.pk for one in who_can_sign(held.activity)}:
        raise WritingRefused(
            "Only somebody of the team, or who may open activities in the organisation whose it is, can be "
            "asked to sign. Put them on the team first."
        )
    made = SignatureAsked.objects.create(paper=held, account=account, as_what=as_what.strip()[:120], by=by)
    _noted("asked for signature", by, held, to_account=account.key)
    if account != by:
        tell(paper=held, accounts=[account.pk], what="Your signature is asked for under a report.")
    return made


@transaction.atomic
def withdraw_asking(*, by: Account, asked: SignatureAsked) -> None:
    """No longer ask somebody to sign, who is told by e-mail; what they signed stays on record."""
    held = held_draft(asked.paper)
    one = held.signatures_asked.get(pk=asked.pk)
    if one.withdrawn_at is None:
        one.withdrawn_by, one.withdrawn_at = by, timezone.now()
        one.save(update_fields=["withdrawn_by", "withdrawn_at"])
        _noted("no longer asked for signature", by, held, to_account=one.account.key)
        if one.account != by:
            what = "Your signature is no longer asked for under a report."
            tell(paper=held, accounts=[one.account_id], what=what)
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
        raise WritingRefused(_not_yet(wrong))
    made = Signature.objects.create(asked=mine.asked, sha256=sha256)
    _noted("signed paper", by, held, sha256=sha256)
    _sign_off(by, held)
    return made


@transaction.atomic
def sign_off_again(*, by: Account, paper: Paper, sha256: str) -> Paper:
    """Sign off a paper that was opened again and left as everybody had signed it. The door asks for a lead.

    sha256: of what was on the screen. Raises WritingRefused where it changed meanwhile, where a signature is
    missing, or where something in it does not hold.
    """
    held = held_draft(paper)
    who = signed(held)
    if who.sha256 != sha256:
        raise WritingRefused("The text or its evidence has changed since you opened the page. Read it again.")
    if not who.complete:
        raise WritingRefused("Not everybody named has signed it as it stands.")
    if wrong := obstacles(held, signatures=False):
        raise WritingRefused(_not_yet(wrong))
    return move_paper(by=by, paper=held, after="signed")


@transaction.atomic
def revoke_signature(*, by: Account, paper: Paper, why: str) -> None:
    """Take one's signature back, with a reason; a paper that was signed off goes back into writing.

    Those who lead the activity are told by e-mail.
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
    tell(paper=held, accounts=_leads(held) - {by.pk}, what="A signature under a report was taken back.")
    if held.state == "signed":
        move_paper(by=by, paper=held, after="draft", why=why)


def signers_for(paper: Paper) -> list[Account]:
    """Who can be asked to sign, by name; see `signers.who_can_sign`."""
    return [one.account for one in who_can_sign(paper.activity)]


def _sign_off(by: Account, held: Paper) -> None:
    """The paper is signed off once nobody is missing and nothing in it is in the way; its leads are told."""
    if held.state == "draft" and signed(held).complete and not obstacles(held, signatures=False):
        move_paper(by=by, paper=held, after="signed")
        tell(
            paper=held,
            accounts=_leads(held) - {by.pk},
            what="Everybody named has signed a report: it is signed off.",
        )


def _leads(paper: Paper) -> set[int]:
    """The accounts of those who lead the activity."""
    leads = Member.objects.filter(activity=paper.activity, role="lead", left_at=None)
    return set(leads.values_list("account", flat=True))


def _not_yet(wrong: Iterable[Obstacle]) -> str:
    return "This cannot be signed yet.\n" + "\n".join(one.words for one in wrong)


def _noted(act: str, by: Account, paper: Paper, **details: object) -> None:
    record_in(
        paper.activity,
        act,
        by=by,
        paper=paper.key,
        **details,
    )
