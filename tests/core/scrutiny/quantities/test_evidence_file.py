"""Evidence files: what is read, and what is refused with its reason."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest

from plumbline.scrutiny.quantities import Evidence, EvidenceRefused, evidence_file, read_evidence

WHOLE = Evidence(
    id="plan.present-2",
    kind="share",
    source="Reading of records",
    title="A plan was there",
    x=37,
    n=99,
    population=702,
    share=Fraction(2, 7),
    low=Fraction(1, 5),
    high=Fraction(3, 8),
    noun="records",
    period="2025-26",
)
SERIES = Evidence(
    "rate", "series", "Returns", values=(("2024-25", Fraction("58.5")), ("2025-26", Fraction(72)))
)


def faults(text: str) -> list[str]:
    with pytest.raises(EvidenceRefused) as refused:
        read_evidence(text)
    return list(refused.value.evidence_faults)


def piece(**keys: object) -> str:
    return json.dumps({"evidence": [{"id": "a", "source": "s", "x": 3, "n": 9, **keys}]})


def test_what_is_written_is_read_again_the_same() -> None:
    pieces = [WHOLE, SERIES, Evidence("c", "count", "Programme", x=12, noun="groups")]
    assert list(read_evidence(evidence_file(pieces)).values()) == pieces


def test_toml_and_json_of_the_same_shape_give_the_same() -> None:
    toml = '[[evidence]]\nid = "a"\nsource = "s"\nx = 3\nn = 9\n'
    assert read_evidence(toml) == read_evidence(piece())


def test_a_list_by_itself_is_read_as_the_evidence() -> None:
    assert list(read_evidence('[{"id": "a", "source": "s", "x": 1, "n": 2}]')) == ["a"]


def test_an_empty_list_is_no_fault() -> None:
    assert read_evidence("evidence = []") == {}


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "it holds no list called evidence"),
        ("evidence = 3", "it holds no list called evidence"),
        ("evidence = [3]", "piece 1: it is not a table of keys and values"),
        ('title = "x"\nevidence = []', "'title' is not known here; there is evidence alone"),
        (
            piece(id=""),
            "piece 1: it needs an id of small letters, digits, dots and dashes, such as plan_present",
        ),
        (
            piece(id="stands"),
            "piece 1: it needs an id of small letters, digits, dots and dashes, such as plan_present",
        ),
        (
            piece(kind=["share"]),
            "piece 1 (a): the kind is \"['share']\"; it is one of share, survey, groups, people, count, "
            "series",
        ),
        (piece(weight=2), "piece 1 (a): 'weight' is not known for the kind share"),
        (piece(kind="survey", population=20), "piece 1 (a): 'population' is not known for the kind survey"),
        (piece(source=" "), "piece 1 (a): it names no source"),
        (piece(noun="a\nb"), "piece 1 (a): noun is one line of text of at most 60 characters"),
        (piece(x=True), "piece 1 (a): x is a whole number from 0 to 10,000,000, not 'True'"),
        (piece(x=-1), "piece 1 (a): x is a whole number from 0 to 10,000,000, not '-1'"),
        (piece(x=1.5), "piece 1 (a): x is a whole number from 0 to 10,000,000, not '1.5'"),
        (piece(x=10), "piece 1 (a): 10 of 9 cannot be"),
        (piece(x=0, n=0), "piece 1 (a): n is 0, so nothing can be said of it"),
        (piece(x=None), "piece 1 (a): it needs x and n, the count and what it is of"),
        (piece(population=8), "piece 1 (a): 9 cannot be drawn from 8"),
        (piece(share=1.2), "piece 1 (a): share is a share from 0 to 1, such as 0.35, not '1.2'"),
        (piece(share=True), "piece 1 (a): share is a share from 0 to 1, such as 0.35, not 'True'"),
        (piece(share="1/0"), "piece 1 (a): share is a share from 0 to 1, such as 0.35, not '1/0'"),
        (piece(low=0.1), "piece 1 (a): low and high go together"),
        (piece(low=0.5, high=0.6), "piece 1 (a): the share does not lie between low and high"),
        (
            piece(share=0.5),
            "piece 1 (a): a weighted share needs its interval, low and high, unless all of the population "
            "was read",
        ),
        (
            '[{"id": "r", "kind": "series", "source": "s"}]',
            "piece 1 (r): a series needs values, each with a period and a value",
        ),
        (
            '[{"id": "r", "kind": "series", "source": "s", "values": [{"period": 1}]}]',
            "piece 1 (r): each of the values has a period and a value, a number, and nothing else",
        ),
        (
            '[{"id": "r", "kind": "series", "source": "s", "values": [{"period": "1", "value": NaN}]}]',
            "piece 1 (r): each of the values has a period and a value, a number, and nothing else",
        ),
        ('[{"id": "c", "kind": "count", "source": "s"}]', "piece 1 (c): it needs x, the number"),
        (
            '{"evidence": [], "evidence": []}',
            "it is neither TOML nor JSON: 'evidence' is there twice in one piece",
        ),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(text: str, fault: str) -> None:
    assert faults(text) == [fault]


def test_an_id_that_is_there_twice_is_refused() -> None:
    one = {"id": "a", "source": "s", "x": 1, "n": 2}
    assert faults(json.dumps([one, one])) == ["piece 2: the id a is there twice; give each piece its own"]


def test_all_that_is_wrong_is_said_at_once() -> None:
    assert len(faults(json.dumps([{"id": "a"}, {"id": "B", "source": "s"}]))) == 4


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfe",
        b"[" * 100_000,
        b"a = " + b"[" * 100_000,
        b'{"evidence": [{"x": ' + b"9" * 5000 + b"}]}",
        b"x = " + b"9" * 5000,
        b"\x00",
        b"0" * 2_000_001,
    ],
    ids=["bytes", "deep json", "deep toml", "long json number", "long toml number", "nul", "too large"],
)
def test_bytes_that_are_no_evidence_are_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "evidence"
    path.write_bytes(content)
    with pytest.raises(EvidenceRefused):
        read_evidence(path)


def test_a_file_that_is_not_there_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(EvidenceRefused, match=r"^none\.toml: this evidence file cannot be used"):
        read_evidence(tmp_path / "none.toml")
