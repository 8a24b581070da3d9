"""The certificate: anyone can draw the sample again from it, and anything changed is found."""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction
from typing import Any

import pytest

from plumbline.scrutiny.certificate import certificate, certificate_text, check_certificate, hash_of
from plumbline.scrutiny.drawing import Drawn, draw, plan
from plumbline.scrutiny.frames import Frame, frame_of, read_frame
from plumbline.scrutiny.replacing import Replacement, replace
from plumbline.scrutiny.sample_files import (
    certificate_sentences,
    formula_like,
    sample_csv,
    weight_text,
)
from plumbline.scrutiny.strata import with_joined_strata

AT = datetime(2026, 3, 2, 9, 30, 15, 999, tzinfo=UTC)
TEAMS = {"Eastmuir": 38, "Northgate": 402, "Prison-based": 22, "Southbank": 150, "Westfield": 90}


def frame_702() -> Frame:
    return frame_of((team, f"{team[0]}{n:03}") for team, many in TEAMS.items() for n in range(many))


def sample_of(frame: Frame, **wish: Any) -> tuple[dict[str, Any], Drawn]:
    planned = plan(frame.strata, **(wish or {"size": 99}))
    drawn = draw(frame, planned, "2026-INSP-001")
    return certificate(frame, planned, drawn, drawn_at=AT), drawn


def replaced() -> tuple[dict[str, Any], Frame]:
    frame = frame_702()
    planned = plan(frame.strata, size=99)
    drawn = draw(frame, planned, "2026-INSP-001")
    chosen = [drawn.sample[0].record_id, drawn.sample[70].record_id]
    found: list[Replacement] = []
    for record_id, reason in zip(chosen, ("out_of_scope", "missing"), strict=True):
        found.append(replace(drawn, found, record_id, reason=reason, by="lead inspector", at=AT))
    return certificate(frame, planned, drawn, drawn_at=AT, replacements=found), frame


def test_99_of_702_is_certified_with_its_margin_fractions_and_weights() -> None:
    frame = frame_702()
    content, _ = sample_of(frame)
    assert content["frame"]["sha256"] == hashlib.sha256(frame.content).hexdigest()
    assert content["plan"] == {
        "wanted_margin": None,
        "wanted_size": 99,
        "confidence": 0.95,
        "allocation": "proportional",
        "n": 99,
        "margin": 0.09134823,
        "weighted_margin": 0.09244441,
    }
    assert [(one["records"], one["drawn"]) for one in content["strata"]] == [
        (38, 6),
        (402, 55),
        (22, 6),
        (150, 20),
        (90, 12),
    ]
    assert content["strata"][1] == {
        "stratum": "Northgate",
        "records": 402,
        "minimum": 6,
        "expected": 0.5,
        "drawn": 55,
        "fraction": 0.13681592,
        "weight": 7.30909091,
    }
    assert (len(content["sample"]), content["drawn_at"]) == (99, "2026-03-02T09:30:15+00:00")


def test_98_of_196_is_certified_with_its_margin() -> None:
    frame = frame_of((("", f"L{n}") for n in range(196)), stratified=False)
    content, _ = sample_of(frame, size=98)
    assert (content["plan"]["margin"], content["strata"][0]["weight"]) == (0.07017797, 2)


def test_the_same_draw_gives_the_same_certificate() -> None:
    assert sample_of(frame_702())[0] == sample_of(frame_702())[0]


def test_its_own_hash_is_that_of_its_text_without_the_line_that_holds_it() -> None:
    content, _ = sample_of(frame_702())
    lines = certificate_text(content).splitlines(keepends=True)
    rest = "".join(line for line in lines if not line.startswith('  "certificate_sha256"'))
    assert len(rest.splitlines()) == len(lines) - 1
    assert hashlib.sha256(rest.encode()).hexdigest() == content["certificate_sha256"]


@pytest.mark.parametrize(
    "wish",
    [
        {"size": 99},
        {"margin": 0.05, "confidence": 0.8},
        {"margin": 1 / 3},
        {"size": 99, "method": "neyman", "expected": {"Northgate": 0.123456789}},
        {"size": 99, "minimum": 3, "minimums": {"Eastmuir": 20}},
    ],
)
def test_a_certificate_read_back_from_its_file_holds(wish: dict[str, Any]) -> None:
    frame = frame_702()
    content, _ = sample_of(frame, **wish)
    assert check_certificate(json.loads(certificate_text(content)), frame.content) == ()


def test_names_in_another_order_change_nothing() -> None:
    frame = frame_702()
    content, _ = sample_of(frame)
    turned = dict(reversed(list(content.items())))
    assert (hash_of(turned), check_certificate(turned, frame.content)) == (content["certificate_sha256"], ())


def test_a_list_without_strata_holds() -> None:
    content = b"ref\nR1\nR2\nR3\n"
    frame = read_frame(content, id_column="ref")
    assert check_certificate(sample_of(frame, size=2)[0], content) == ()


def test_joined_strata_hold() -> None:
    frame = with_joined_strata(frame_702(), {"Prison-based": "Small", "Eastmuir": "Small"})
    content, _ = sample_of(frame)
    assert check_certificate(json.loads(certificate_text(content)), frame.content) == ()


def test_replacements_hold() -> None:
    content, frame = replaced()
    assert check_certificate(json.loads(certificate_text(content)), frame.content) == ()
    first, _, third, *_ = content["after_replacements"]
    assert (first["looked_at"], first["out_of_scope"], first["to_read"]) == (7, 1, 6)
    assert (first["in_scope"], first["weight"]) == (32.57142857, 5.42857143)
    assert (third["stratum"], third["could_not_be_read"]) == ("Prison-based", 0)


def test_without_identifiers_no_record_is_named_and_it_still_holds() -> None:
    frame = frame_702()
    planned = plan(frame.strata, size=99)
    drawn = draw(frame, planned, "seed")
    record = drawn.sample[0].record_id
    taken = [replace(drawn, [], record, reason="missing", by="lead", at=AT)]
    content = certificate(frame, planned, drawn, drawn_at=AT, replacements=taken, identifiers=False)
    assert not [row.record_id for row in drawn.rows if f'"{row.record_id}"' in certificate_text(content)]
    assert check_certificate(content, frame.content) == ()


def sealed(content: dict[str, Any]) -> dict[str, Any]:
    """Changed content with its hash put right, as a forger would."""
    return {**content, "certificate_sha256": hash_of(content)}


def set_at(*path: Any, to: Any) -> Callable[[dict[str, Any]], None]:
    def change(content: dict[str, Any]) -> None:
        place: Any = content
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = to

    return change


CHANGES = [
    ("seed", set_at("seed", "text", to="another seed"), "The list of records drawn"),
    ("record", set_at("sample", 0, "record_id", to="X"), "The list of records drawn"),
    ("key", set_at("sample", 0, "key", to="0" * 64), "The list of records drawn"),
    ("order", lambda content: content["sample"].reverse(), "The list of records drawn"),
    ("one fewer", lambda content: content["sample"].pop(), "The list of records drawn"),
    ("weight", set_at("strata", 0, "weight", to=1), "The share of the strata"),
    ("minimum", set_at("strata", 0, "minimum", to=7), "The share of the strata"),
    ("margin", set_at("plan", "margin", to=0.01), "The size of the sample or its margin"),
    ("size", set_at("plan", "wanted_size", to=98), "The size of the sample or its margin"),
    ("records", set_at("frame", "records", to=701), "The size of the list"),
    ("hash of the list", set_at("frame", "sha256", to="0" * 64), "The list is not the one"),
    ("formula", set_at("key", to="MD5"), "The formula of the keys"),
    ("column", set_at("frame", "id_column", to="name"), "there is no such column"),
    ("joined", set_at("frame", "joined", to={"Nowhere": "X"}), "The sample cannot be drawn again"),
    ("replaced by", set_at("replacements", 0, "replaced_by", to=None), "The replacements are not those"),
    ("replaced", set_at("replacements", 0, "replaced", "key", to="0" * 64), "The replacements are not"),
    ("twice", lambda content: content["replacements"].append(content["replacements"][0]), "The replacements"),
    ("after", set_at("after_replacements", 0, "weight", to=1), "The replacements are not those"),
]


@pytest.mark.parametrize(("change", "said"), [one[1:] for one in CHANGES], ids=[one[0] for one in CHANGES])
def test_what_is_changed_is_found_even_with_the_hash_put_right(
    change: Callable[[dict[str, Any]], Any], said: str
) -> None:
    content, frame = replaced()
    forged = copy.deepcopy(content)
    change(forged)
    assert any(said in one for one in check_certificate(sealed(forged), frame.content))
    assert check_certificate(forged, frame.content)[0] == (
        "The certificate has been changed: its own hash is another."
    )


@pytest.mark.parametrize("name", ["scope", "drawn_at", "software"])
def test_what_cannot_be_worked_out_is_covered_by_its_own_hash(name: str) -> None:
    content, frame = replaced()
    forged = {**content, name: "2026-01-01T00:00:00+00:00"}
    assert check_certificate(forged, frame.content) == (
        "The certificate has been changed: its own hash is another.",
    )


def test_a_list_with_a_row_more_is_found() -> None:
    frame = frame_702()
    content, _ = sample_of(frame)
    found = check_certificate(content, frame.content + b"Northgate,N999\n")
    assert found[0] == "The list is not the one the sample was drawn from: its hash is another."


@pytest.mark.parametrize("name", ["frame", "plan", "strata", "seed", "sample", "drawn_at", "kind"])
def test_a_certificate_with_something_taken_out_is_no_certificate(name: str) -> None:
    frame = frame_702()
    content, _ = sample_of(frame)
    del content[name]
    (found,) = check_certificate(content, frame.content)
    assert found.startswith("The certificate is not one of ours")


@pytest.mark.parametrize("content", [{}, {"kind": 3, "format": 1}])
def test_something_else_is_no_certificate(content: dict[str, Any]) -> None:
    (found,) = check_certificate(content, b"")
    assert found.startswith("The certificate is not o")


def test_a_certificate_of_a_later_format_is_said_to_be_one() -> None:
    content, _ = sample_of(frame_702())
    assert check_certificate({**content, "format": 2}, b"") == (
        "The certificate is not of a kind and format that can be checked here.",
    )


def test_moments_are_written_in_universal_time() -> None:
    frame = frame_702()
    planned = plan(frame.strata, size=99)
    summer = datetime(2026, 7, 1, 10, 0, tzinfo=timezone(timedelta(hours=1)))
    content = certificate(frame, planned, draw(frame, planned, "s"), drawn_at=summer)
    assert content["drawn_at"] == "2026-07-01T09:00:00+00:00"


def test_a_moment_without_its_time_zone_is_refused() -> None:
    frame = frame_702()
    planned = plan(frame.strata, size=99)
    with pytest.raises(ValueError, match="time zone"):
        certificate(frame, planned, draw(frame, planned, "s"), drawn_at=datetime(2026, 7, 1))


def test_a_seed_fixed_before_the_list_was_is_refused() -> None:
    frame = frame_702()
    planned = plan(frame.strata, size=99)
    with pytest.raises(ValueError, match="after the frame"):
        certificate(
            frame,
            planned,
            draw(frame, planned, "s"),
            drawn_at=AT,
            frame_at=AT,
            seed_fixed_at=AT - timedelta(seconds=1),
        )


def test_it_is_said_in_sentences() -> None:
    frame = frame_702()
    planned = plan(frame.strata, size=99)
    content = certificate(
        frame,
        planned,
        draw(frame, planned, "2026-INSP-001"),
        drawn_at=AT,
        scope="Community payback orders imposed in 2025.",
        frame_at=AT - timedelta(days=1),
        seed_fixed_by="the council and the inspectorate together",
        seed_fixed_at=AT - timedelta(hours=1),
    )
    assert certificate_sentences(content) == (
        "In scope: Community payback orders imposed in 2025.",
        "99 of 702 records were drawn from 5 strata; the others are the reserve.",
        "A share found in a simple random sample of this size is likely to lie within 9.1 points of the true "
        "one (9.2 points here, with the strata weighted), at 95% confidence. That counts the chance of the "
        "draw alone.",
        "They were shared out in proportion to the size of each stratum, with at least 6 from each stratum.",
        "Eastmuir: 6 of 38, each standing for 6.33; Northgate: 55 of 402, each standing for 7.31; "
        "Prison-based: 6 of 22, each standing for 3.67; Southbank: 20 of 150, each standing for 7.50; "
        "Westfield: 12 of 90, each standing for 7.50.",
        f"The list of records has the SHA-256 {frame.sha256}, frozen on 1 March 2026 at 09:30 UTC.",
        "The seed is “2026-INSP-001”. It was fixed by the council and the inspectorate together on 2 March "
        "2026 at 08:30 UTC.",
        "A record’s key is the SHA-256 of the UTF-8 text seed|stratum|record_id, in hexadecimal digits. The "
        "records with the lowest keys in each stratum were drawn on 2 March 2026 at 09:30 UTC, by "
        f"{content['software']}.",
        f"This certificate has the SHA-256 {content['certificate_sha256']}.",
    )


def test_replacements_are_said_by_reason() -> None:
    content, _ = replaced()
    assert (
        "2 records drawn were not read: 1 out of scope, and should not have been in the list; 1 in scope, "
        "and cannot be found. The next in the reserve of the same stratum takes the place of each."
    ) in certificate_sentences(content)


def test_a_list_read_in_full_has_no_margin_to_speak_of() -> None:
    frame = frame_of((("", "R1"), ("", "R2")), stratified=False)
    said = certificate_sentences(sample_of(frame, size=2)[0])
    assert "All records are read, so there is no sampling error." in said


def test_neymans_shares_and_joined_strata_are_said() -> None:
    frame = with_joined_strata(frame_702(), {"Prison-based": "Small", "Eastmuir": "Small"})
    said = " ".join(
        certificate_sentences(sample_of(frame, size=99, method="neyman", expected={"Small": 0.9})[0])
    )
    assert "Expected shares: Northgate: 50.0%; Small: 90.0%; Southbank: 50.0%; Westfield: 50.0%." in said
    assert "Small strata were joined before the draw: Eastmuir and Prison-based became Small." in said


def test_the_sample_is_written_with_every_record_its_place_and_weight() -> None:
    frame = frame_of([("CPO", f"R{n:03}") for n in range(1, 13)])
    planned = plan(frame.strata, size=9)
    lines = sample_csv(draw(frame, planned, "2026-INSP-001")).splitlines()
    assert lines[0] == "stratum,record_id,position,drawn,weight"
    assert lines[1:3] == ["CPO,R001,1,yes,1.33333333", "CPO,R003,2,yes,1.33333333"]
    assert lines[10:] == ["CPO,R011,10,no,", "CPO,R006,11,no,", "CPO,R004,12,no,"]


def test_an_identifier_stands_exactly_as_it_was_hashed() -> None:
    frame = frame_of([("A", "=1+2"), ("-B", "x")])
    drawn = draw(frame, plan(frame.strata, size=2), "s")
    assert sample_csv(drawn).splitlines()[1:] == ["-B,x,1,yes,1", "A,=1+2,1,yes,1"]
    assert formula_like(drawn) == 2


def test_a_weight_is_written_without_needless_zeros() -> None:
    assert [weight_text(Fraction(*one)) for one in ((402, 55), (15, 2), (7, 7), (100, 1))] == [
        "7.30909091",
        "7.5",
        "1",
        "100",
    ]


def test_a_stratum_whose_reserve_is_used_up_is_said() -> None:
    frame = frame_of((("", "R1"), ("", "R2")), stratified=False)
    planned = plan(frame.strata, size=2)
    drawn = draw(frame, planned, "s")
    taken = [replace(drawn, [], "R1", reason="missing", by="lead", at=AT)]
    content = certificate(frame, planned, drawn, drawn_at=AT, replacements=taken)
    assert (
        "1 record drawn was not read: 1 in scope, and cannot be found. The next in the reserve of the same "
        "stratum takes the place of each; for 1 there was no reserve left."
    ) in certificate_sentences(content)
