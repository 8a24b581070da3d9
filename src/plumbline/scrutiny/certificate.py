"""The certificate of a sample: all that anyone needs to draw it again and see that it is the same.

It is JSON. What can be checked with `sha256sum` alone: the list (its hash), each record's key, and the
certificate itself, whose own hash is that of the file without the line that holds it. `check_certificate`
draws the whole sample again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from fractions import Fraction
from hashlib import sha256
from typing import Any

import plumbline
from plumbline.errors import PlumblineError
from plumbline.scrutiny.drawing import Allocation, Drawn, draw, plan
from plumbline.scrutiny.frames import Frame, FrameRefused, read_frame
from plumbline.scrutiny.replacing import Replacement, next_replacement, standing, strata_after
from plumbline.scrutiny.strata import with_joined_strata

KIND = "plumbline sample certificate"
FORMAT = 1
OWN_HASH = "certificate_sha256"
KEY_FORMULA = "SHA-256 of the UTF-8 text seed|stratum|record_id, in hexadecimal digits"
_DECIMALS = 8


def certificate(
    frame: Frame,
    allocation: Allocation,
    drawn: Drawn,
    *,
    drawn_at: datetime,
    scope: str | None = None,
    frame_at: datetime | None = None,
    seed_fixed_by: str | None = None,
    seed_fixed_at: datetime | None = None,
    replacements: Sequence[Replacement] = (),
    identifiers: bool = True,
) -> dict[str, Any]:
    """The certificate of a draw, as values that JSON can hold, with its own hash.

    scope: the sentence that says who is in scope. frame_at: when the frame was frozen. seed_fixed_by: who
    fixed the seed, as roles or bodies. Without `identifiers` the records are named by their keys alone; who
    knows the seed and guesses an identifier can still work its key out.

    Raises ValueError for a moment without its time zone, or a seed fixed before the frame was.
    """
    if frame_at is not None and seed_fixed_at is not None and seed_fixed_at < frame_at:
        raise ValueError("the seed must be fixed after the frame")
    named = {row.record_id: row.key for row in drawn.rows}

    def naming(record_id: str) -> dict[str, str]:
        return {**({"record_id": record_id} if identifiers else {}), "key": named[record_id]}

    content: dict[str, Any] = {
        "kind": KIND,
        "format": FORMAT,
        "software": f"plumbline {plumbline.__version__}",
        "scope": scope,
        "frame": {
            "sha256": frame.sha256,
            "bytes": len(frame.content),
            "records": len(frame.rows),
            "id_column": frame.id_column,
            "stratum_column": frame.stratum_column,
            "joined": dict(frame.joins),
            "frozen_at": _moment(frame_at),
        },
        "plan": {
            "wanted_margin": allocation.wanted_margin,
            "wanted_size": allocation.wanted_size,
            "confidence": allocation.confidence,
            "allocation": allocation.method,
            "n": allocation.n,
            "margin": _number(allocation.margin),
            "weighted_margin": _number(allocation.weighted_margin),
        },
        "strata": [
            {
                "stratum": one.stratum,
                "records": one.size,
                "minimum": one.minimum,
                "expected": one.expected,
                "drawn": one.n,
                "fraction": _number(one.fraction),
                "weight": _number(one.weight),
            }
            for one in allocation.strata
        ],
        "seed": {
            "text": drawn.seed,
            "fixed_by": seed_fixed_by,
            "fixed_at": _moment(seed_fixed_at),
        },
        "key": KEY_FORMULA,
        "drawn_at": _moment(drawn_at),
        "sample": [
            {"stratum": row.stratum, "position": row.position, **naming(row.record_id)}
            for row in drawn.sample
        ],
        "replacements": [
            {
                "stratum": one.stratum,
                "replaced": naming(one.record_id),
                "reason": one.reason,
                "by": one.by,
                "at": _moment(one.at),
                "replaced_by": None if one.replaced_by is None else naming(one.replaced_by),
            }
            for one in replacements
        ],
        "after_replacements": [
            {
                "stratum": one.stratum,
                "looked_at": one.looked_at,
                "out_of_scope": one.out_of_scope,
                "could_not_be_read": one.unread,
                "to_read": one.read,
                "in_scope": _number(one.population),
                "weight": _number(one.weight),
            }
            for one in strata_after(allocation, drawn, replacements)
        ]
        if replacements
        else [],
    }
    return {OWN_HASH: hash_of(content), **content}


def certificate_text(content: Mapping[str, Any]) -> str:
    """The certificate as a JSON file: names in order, two spaces for each step in, a line end at the end.

    The hash stands on a line of its own, so that without that line the rest is what was hashed:
    `grep -v '^  "certificate_sha256"' certificate.json | sha256sum`.
    """
    return json.dumps(content, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def hash_of(content: Mapping[str, Any]) -> str:
    """The certificate's own hash: SHA-256 of its text without the line of that hash."""
    rest = {name: value for name, value in content.items() if name != OWN_HASH}
    return sha256(certificate_text(rest).encode()).hexdigest()


def check_certificate(content: Mapping[str, Any], frame_bytes: bytes) -> tuple[str, ...]:
    """Draw the sample again from the list and say what does not agree; nothing where all of it does.

    content: a certificate, as `certificate` made it or as JSON read from a file. What was only told, and
    cannot be worked out from the list and the seed, is covered by the certificate's own hash alone: the
    scope, who fixed the seed and when, who replaced a record and why.
    """
    try:
        return tuple(_differences(content, frame_bytes))
    except (KeyError, TypeError, ValueError, AttributeError, IndexError):
        return ("The certificate is not one of ours, or something has been taken out of it.",)


def _differences(content: Mapping[str, Any], frame_bytes: bytes) -> list[str]:
    if content["kind"] != KIND or content["format"] != FORMAT:
        return ["The certificate is not of a kind and format that can be checked here."]
    found = []
    if hash_of(content) != content[OWN_HASH]:
        found.append("The certificate has been changed: its own hash is another.")
    said = content["frame"]
    if sha256(frame_bytes).hexdigest() != said["sha256"]:
        found.append("The list is not the one the sample was drawn from: its hash is another.")
    try:
        frame = read_frame(frame_bytes, id_column=said["id_column"], stratum_column=said["stratum_column"])
        if said["joined"]:
            frame = with_joined_strata(frame, said["joined"])
        allocation = _planned_again(frame, content)
        drawn = draw(frame, allocation, content["seed"]["text"])
    except FrameRefused as fault:
        return [*found, str(fault)]
    except PlumblineError as fault:
        return [*found, f"The sample cannot be drawn again. {fault}"]
    listed = "record_id" in content["sample"][0]
    replacements, broken = _replaced_again(drawn, content["replacements"])
    anew = certificate(
        frame,
        allocation,
        drawn,
        drawn_at=datetime.fromisoformat(content["drawn_at"]),
        replacements=replacements,
        identifiers=listed,
    )
    for part, what in (
        ("plan", "The size of the sample or its margin"),
        ("strata", "The share of the strata in the sample"),
        ("sample", "The list of records drawn"),
        ("key", "The formula of the keys"),
    ):
        if anew[part] != content[part]:
            found.append(f"{what} is not what the list and the seed give.")
    if any(anew["frame"][name] != said[name] for name in ("records", "bytes")):
        found.append("The size of the list is another.")
    if broken or any(anew[part] != content[part] for part in ("replacements", "after_replacements")):
        found.append("The replacements are not those that the rule gives.")
    return found


def _planned_again(frame: Frame, content: Mapping[str, Any]) -> Allocation:
    asked, strata = content["plan"], content["strata"]
    neyman = asked["allocation"] == "neyman"
    return plan(
        frame.strata,
        margin=asked["wanted_margin"],
        size=asked["wanted_size"],
        confidence=asked["confidence"],
        minimums={one["stratum"]: one["minimum"] for one in strata},
        method=asked["allocation"],
        expected={one["stratum"]: one["expected"] for one in strata} if neyman else None,
    )


def _replaced_again(drawn: Drawn, told: Sequence[Mapping[str, Any]]) -> tuple[list[Replacement], bool]:
    """The replacements that the rule gives, in turn, and whether one replaced was not in the sample."""
    named = {row.key: row for row in drawn.rows}
    again: list[Replacement] = []
    for one in told:
        row = named.get(one["replaced"]["key"])
        if row is None or row not in standing(drawn, again):
            return again, True
        instead = next_replacement(drawn, again, row.stratum)
        again.append(
            Replacement(
                row.stratum,
                row.record_id,
                one["reason"],
                one["by"],
                datetime.fromisoformat(one["at"]),
                None if instead is None else instead.record_id,
            )
        )
    return again, False


def _number(value: float | Fraction | None) -> int | float | None:
    """A number as JSON holds it, to eight decimals; a whole one without a decimal point."""
    if value is None:
        return None
    rounded = round(float(value), _DECIMALS)
    return int(rounded) if rounded.is_integer() else rounded


def _moment(value: datetime | None) -> str | None:
    """A moment in UTC to the second, such as 2026-03-31T09:30:00+00:00."""
    if value is None:
        return None
    if value.tzinfo is None:
        raise ValueError("a moment on a certificate needs its time zone")
    return value.astimezone(UTC).isoformat(timespec="seconds")
