"""The certificate of a sample: all that anyone needs to draw it again and see that it is the same."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from hashlib import sha256
from typing import Any

import plumbline
from plumbline.scrutiny.drawing import Allocation, Drawn, draw, plan
from plumbline.scrutiny.frames import Frame, FrameRefused, read_frame

KIND = "plumbline-sample-certificate"
VERSION = 1
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
    seed_fixed_by: Sequence[str] = (),
    seed_fixed_at: datetime | None = None,
    replacements: Sequence[Mapping[str, Any]] = (),
    identifiers: bool = True,
) -> dict[str, Any]:
    """The certificate of a draw, as values that JSON can hold, with its own hash.

    scope: the sentence that says who is in scope. frame_at: when the frame was frozen. seed_fixed_by: the
    roles or bodies that fixed the seed. replacements: as `drawing.replaced` gives them. Without
    `identifiers` only the keys of the drawn records are listed.
    """
    content: dict[str, Any] = {
        "kind": KIND,
        "version": VERSION,
        "software": {"name": "plumbline", "version": plumbline.__version__},
        "scope": scope,
        "frame": {
            "sha256": frame.sha256,
            "bytes": len(frame.content),
            "records": len(frame.rows),
            "id_column": frame.id_column,
            "stratum_column": frame.stratum_column,
            "frozen_at": _moment(frame_at),
        },
        "plan": {
            "wanted_margin": _number(allocation.wanted_margin),
            "wanted_size": allocation.wanted_size,
            "confidence": _number(allocation.confidence),
            "minimum": allocation.minimum,
            "allocation": allocation.method,
            "n": allocation.n,
            "margin": _number(allocation.margin),
            "weighted_margin": _number(allocation.weighted_margin),
        },
        "strata": [
            {
                "stratum": one.stratum,
                "records": one.size,
                "drawn": one.n,
                "expected": _number(one.expected),
                "fraction": _number(one.fraction),
                "weight": _number(one.weight),
            }
            for one in allocation.strata
        ],
        "seed": {
            "text": drawn.seed,
            "fixed_by": list(seed_fixed_by),
            "fixed_at": _moment(seed_fixed_at),
        },
        "key": KEY_FORMULA,
        "drawn_at": _moment(drawn_at),
        "sample": [
            {
                "stratum": row.stratum,
                "position": row.position,
                **({"record_id": row.record_id} if identifiers else {}),
                "key": row.key,
            }
            for row in drawn.sample
        ],
        "replacements": [dict(one) for one in replacements],
    }
    return {**content, OWN_HASH: hash_of(content)}


def hash_of(content: Mapping[str, Any]) -> str:
    """The certificate's own hash: SHA-256 of all of it but that hash, as JSON with its names in order.

    No spaces, UTF-8, no line end: what `jq -cjS 'del(.certificate_sha256)'` writes.
    """
    rest = {name: value for name, value in content.items() if name != OWN_HASH}
    text = json.dumps(rest, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(text.encode()).hexdigest()


def certificate_text(content: Mapping[str, Any]) -> str:
    """The certificate as a JSON file."""
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def check_certificate(content: Mapping[str, Any], frame_bytes: bytes) -> tuple[str, ...]:
    """Draw the sample again from the list and say what does not agree; nothing where all of it does.

    content: a certificate, as `certificate` made it or as JSON read from a file.
    """
    try:
        return tuple(_differences(content, frame_bytes))
    except (KeyError, TypeError, ValueError, AttributeError):
        return ("The certificate is not one of ours, or something has been taken out of it.",)


def _differences(content: Mapping[str, Any], frame_bytes: bytes) -> list[str]:
    found = []
    if content["kind"] != KIND or content["version"] != VERSION:
        return ["The certificate is not of a kind and version that can be checked here."]
    if hash_of(content) != content[OWN_HASH]:
        found.append("The certificate has been changed: its own hash is another.")
    said = content["frame"]
    if sha256(frame_bytes).hexdigest() != said["sha256"]:
        found.append("The list is not the one the sample was drawn from: its hash is another.")
    try:
        frame = read_frame(frame_bytes, id_column=said["id_column"], stratum_column=said["stratum_column"])
    except FrameRefused as fault:
        return [*found, str(fault)]
    asked = content["plan"]
    again = plan(
        frame.strata,
        margin=asked["wanted_margin"],
        size=asked["wanted_size"],
        confidence=asked["confidence"],
        minimum=asked["minimum"] or 1,
        method=asked["allocation"],
        expected=(
            {one["stratum"]: one["expected"] for one in content["strata"]}
            if asked["allocation"] == "neyman"
            else None
        ),
    )
    drawn = draw(frame, again, content["seed"]["text"])
    listed = "record_id" in content["sample"][0]
    anew = certificate(
        frame,
        again,
        drawn,
        drawn_at=datetime.fromisoformat(content["drawn_at"]),
        identifiers=listed,
    )
    for part, what in (
        ("plan", "The size of the sample, or its margin,"),
        ("strata", "The share of the strata in the sample"),
        ("sample", "The list of records drawn"),
    ):
        if anew[part] != content[part]:
            found.append(f"{what} is not what the list and the seed give.")
    if said["records"] != len(frame.rows):
        found.append("The number of records in the list is another.")
    return found


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
    from datetime import UTC

    return value.astimezone(UTC).isoformat(timespec="seconds")
