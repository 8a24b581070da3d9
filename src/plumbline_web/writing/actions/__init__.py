"""Verbs of writing, each with its audit event."""

from plumbline_web.writing.actions.changes import see_changes
from plumbline_web.writing.actions.clashes import end_clash
from plumbline_web.writing.actions.notes import add_note, settle_note
from plumbline_web.writing.actions.papers import (
    add_section,
    begin_paper,
    bring_back_section,
    move_paper,
    move_section,
    remove_section,
    rename_section,
    reopen_paper,
)
from plumbline_web.writing.actions.sections import (
    Saved,
    give_up_section,
    let_stand,
    save_draft,
    take_section,
    write_section,
)
from plumbline_web.writing.actions.signing import (
    ask_signature,
    revoke_signature,
    sign,
    sign_off_again,
    signers_for,
    withdraw_asking,
)
from plumbline_web.writing.conditions import WritingRefused

__all__ = [
    "Saved",
    "WritingRefused",
    "add_note",
    "add_section",
    "ask_signature",
    "begin_paper",
    "bring_back_section",
    "end_clash",
    "give_up_section",
    "let_stand",
    "move_paper",
    "move_section",
    "remove_section",
    "rename_section",
    "reopen_paper",
    "revoke_signature",
    "save_draft",
    "see_changes",
    "settle_note",
    "sign",
    "sign_off_again",
    "signers_for",
    "take_section",
    "withdraw_asking",
    "write_section",
]
