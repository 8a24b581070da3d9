"""Opaque keys for addresses: a case, a worker and a team are known by them, never by their reference."""

from __future__ import annotations

import hashlib

KEY_LENGTH = 16

CASE_SQL = (
    "coalesce('order|' || order_id, 'licence|' || licence_id, 'sentence|' || sentence_id, 'case|' || case_id)"
)
"""What a case is on the site: an order, a licence, a sentence, or what else owes a duty by itself."""


def key_of(pepper: str, kind: str, reference: str) -> str:
    """The key of a reference: 16 hexadecimal digits, the same in every run of the organisation.

    pepper: the organisation's own. kind: "case", "worker" or "team". The same as `key_sql` gives.
    """
    return hashlib.sha256(f"{pepper}|{kind}|{reference}".encode()).hexdigest()[:KEY_LENGTH]


def key_sql(pepper: str, kind: str, expression: str) -> str:
    """SQL for the key of an expression. pepper: hexadecimal, so it needs no quoting."""
    return f"substr(sha256('{pepper}|{kind}|' || {expression}), 1, {KEY_LENGTH})"
