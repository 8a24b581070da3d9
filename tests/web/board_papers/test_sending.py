"""Sending a paper: what is frozen, what the public version leaves out, and files that were altered."""

from __future__ import annotations

import hashlib
import io
import re
import stat
import subprocess
import zipfile
from copy import deepcopy
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from factories.sent_papers import ABOUT, all_none, begun, ready, rewritten, sent
from plumbline.publishing.documents import Document, Numbered
from plumbline.publishing.documents.written import as_markdown
from plumbline_web.board_papers.actions import send_paper
from plumbline_web.board_papers.conditions import PaperRefused
from plumbline_web.board_papers.content import cautions_of, document_made, faults_of
from plumbline_web.board_papers.keeping_files import kept
from plumbline_web.board_papers.models import Paper, Sent
from plumbline_web.board_papers.queries import newest
from plumbline_web.improvement.models import Plan
from plumbline_web.people.models import Account

pytestmark = pytest.mark.django_db
LAW = "Paragraph 1 of Schedule 7A, a particular member of staff"
ASKED = [("2.1", "The Ashmarrow Integration Joint Board is asked to:"), ("(i)", "The recommendations.")]
SECRETS = ("Heatherstone", "Quillfeather", "Marrowgate", "Thistlewick")
"""Words that stand in what is exempt, and nowhere else."""


def content_of(paper: Paper) -> dict[str, Any]:
    return deepcopy(paper.versions.order_by("number").last().content)


def with_secrets(by: Account, plan: Plan) -> Paper:
    """A paper with an exempt paragraph and its table, an exempt implication and two exempt appendices."""
    plan.title = "Plan of Marrowgate"
    plan.save()
    paper = begun(by, plan, about={**ABOUT})
    content = content_of(paper)
    content["sections"] = {
        **content["sections"],
        **{
            name: {"chosen": True, "paragraphs": [{"text": f"The {name}.", "exempt": "", "table": ""}]}
            for name in ("purpose", "recommendations", "background", "summary")
        },
        "main_issues": {
            "chosen": True,
            "paragraphs": [
                {"text": "Open to all.", "exempt": "", "table": ""},
                {"text": "About Heatherstone.", "exempt": LAW, "table": "no_shift"},
            ],
        },
    }
    content["implications"] = all_none(paper)
    content["implications"]["people"] |= {"answer": "some", "text": "Of Quillfeather.", "exempt": LAW}
    content["background_papers"] = []
    content["appendices"] = [
        {"what": "plan", "title": "Marrowgate plan", "where": "", "exempt": LAW},
        {"what": "other", "title": "Thistlewick", "where": "On file", "exempt": LAW},
    ]
    rewritten(by, paper, **content)
    return paper


def texts_in(name: str, content: bytes) -> str:
    """Everything that a reader or a program could find in a file."""
    if name.endswith(".docx"):
        with zipfile.ZipFile(io.BytesIO(content)) as held:
            return " ".join(held.read(one).decode("utf-8", "replace") for one in held.namelist())
    if name.endswith(".pdf"):
        done = subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True)
        return done.stdout.decode("utf-8") + content.decode("latin-1")
    return content.decode("utf-8")


@pytest.fixture
def secret(manager: Account, plan: Plan) -> Sent:
    return sent(manager, with_secrets(manager, plan))


@pytest.mark.parametrize("name", ["public.html", "public.pdf", "public.docx"])
def test_the_public_version_holds_nothing_that_is_exempt(secret: Sent, name: str) -> None:
    text = texts_in(name, (secret.folder / name).read_bytes())
    assert [one for one in (*SECRETS, "Ring on the day") if one in text] == []


@pytest.mark.parametrize("name", ["public.html", "public.pdf", "public.docx"])
def test_the_public_version_says_that_something_is_left_out_and_why(secret: Sent, name: str) -> None:
    text = " ".join(texts_in(name, (secret.folder / name).read_bytes()).split())
    assert "a particular member of staff" in text


@pytest.mark.parametrize("name", ["full.html", "full.pdf", "full.docx"])
def test_the_full_version_holds_all_of_it(secret: Sent, name: str) -> None:
    text = texts_in(name, (secret.folder / name).read_bytes())
    assert [one for one in SECRETS if one not in text] == []


def test_a_small_paper_says_exactly_this(manager: Account, plan: Plan) -> None:
    document = document_made(content_of(with_secrets(manager, plan)), "public")
    left_out = f"This paragraph is not for publication: {as_markdown(LAW)}"
    assert said(document)[:7] == [
        ("1.", "Purpose", [("1.1", "The purpose."), ("1.2", "The summary.")]),
        (
            "2.",
            "Recommendations",
            ASKED,
        ),
        ("3.", "Background", [("3.1", "The background.")]),
        ("4.", "Main issues", [("4.1", "Open to all."), ("4.2", left_out)]),
        ("5.", "People implications", [("5.1", left_out)]),
        ("6.", "Financial implications", [("6.1", "There are no financial implications.")]),
        (
            "7.",
            "Professional implications",
            [
                (
                    "7.1",
                    "**Professional.** There are no professional or clinical and care governance "
                    "implications.",
                ),
                ("7.2", "**Legal.** There are no legal implications."),
            ],
        ),
    ]


def said(document: Document) -> list[tuple[str, str, list[tuple[str, str]]]]:
    return [
        (
            one.number,
            one.title,
            [item for block in one.blocks if isinstance(block, Numbered) for item in block.items],
        )
        for one in document.parts
    ]


def test_what_was_sent_keeps_its_files_with_their_fingerprints(manager: Account, plan: Plan) -> None:
    made = sent(manager, ready(manager, plan))
    found = {one.name: hashlib.sha256(one.read_bytes()).hexdigest() for one in sorted(made.folder.iterdir())}
    assert (sorted(found), found) == (
        ["full.docx", "full.html", "full.pdf", "public.docx", "public.html", "public.pdf"],
        made.files,
    )


def test_its_files_are_for_the_sites_account_alone(manager: Account, plan: Plan) -> None:
    made = sent(manager, ready(manager, plan))
    assert {stat.S_IMODE(one.stat().st_mode) for one in made.folder.iterdir()} == {0o600}


def test_what_was_sent_cannot_be_saved_again(manager: Account, plan: Plan) -> None:
    made = sent(manager, ready(manager, plan))
    made.content["about"]["title"] = "Another"
    with pytest.raises(TypeError, match="never changes"):
        made.save()


def test_what_was_sent_cannot_be_taken_away(manager: Account, plan: Plan) -> None:
    made = sent(manager, ready(manager, plan))
    with pytest.raises(TypeError, match="never changes"):
        made.delete()


def test_the_database_refuses_to_change_what_was_sent(manager: Account, plan: Plan) -> None:
    sent(manager, ready(manager, plan))
    with (
        pytest.raises(DatabaseError, match="never changes"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE board_papers_sent SET as_at = '2020-01-01'")


def test_what_was_sent_stays_when_the_paper_is_written_on(manager: Account, plan: Plan) -> None:
    paper = ready(manager, plan)
    made = sent(manager, paper)
    before = deepcopy(made.content)
    rewritten(manager, paper, background_papers=["A later one"])
    assert Sent.objects.get().content == before


def test_a_version_is_sent_once(manager: Account, plan: Plan) -> None:
    paper = ready(manager, plan)
    sent(manager, paper)
    with pytest.raises(PaperRefused, match="as it stands already"):
        sent(manager, paper)


def test_a_version_that_is_not_the_newest_is_not_sent(manager: Account, plan: Plan) -> None:
    paper = ready(manager, plan)
    with pytest.raises(PaperRefused, match="changed meanwhile"):
        send_paper(by=manager, paper=paper, version=1)


def test_an_implication_that_nobody_answered_stops_the_sending(manager: Account, plan: Plan) -> None:
    with pytest.raises(PaperRefused, match="Not answered yet: People; Finance; "):
        sent(manager, begun(manager, plan))


def test_a_section_that_is_chosen_and_empty_stops_the_sending(manager: Account, plan: Plan) -> None:
    content = newest(ready(manager, plan, chosen=["consultation"])).content
    assert faults_of(content) == ["Consultation is chosen and empty. Write it, or leave it out."]


@pytest.mark.parametrize("alter", [lambda old: old + b" ", lambda old: b"", lambda old: old[:-1] + b"x"])
def test_an_altered_file_is_not_given_out(manager: Account, plan: Plan, alter: Any) -> None:
    made = sent(manager, ready(manager, plan))
    path = made.folder / "public.html"
    path.write_bytes(alter(path.read_bytes()))
    with pytest.raises(PaperRefused, match="is not given out"):
        kept(path, made.files["public.html"], "Public version, Page")


def test_words_of_none_that_were_written_otherwise_still_count_as_none(manager: Account, plan: Plan) -> None:
    paper = ready(manager, plan, layout="covering_report")
    answers = all_none(paper)
    answers["finance"]["text"] = "Nothing is spent."
    rewritten(manager, paper, implications=answers)
    text = document_made(content_of(paper), "public")
    blocks = [block for part in text.parts for block in part.blocks]
    table = next(one for one in blocks if getattr(one, "caption", "") == "Whether there are implications")
    assert table.rows[0] == ("Finance", "No")


def test_a_small_number_that_somebody_wrote_is_pointed_out(manager: Account, plan: Plan) -> None:
    paper = ready(manager, plan)
    content = content_of(paper)
    content["sections"]["background"]["paragraphs"][0]["text"] = "It was late in 3 of 40 cases."
    assert cautions_of(content) == ["“3 of 40” is printed in the public version, and it is a small number."]


def test_one_in_an_exempt_paragraph_is_not(manager: Account, plan: Plan) -> None:
    paper = ready(manager, plan)
    content = content_of(paper)
    content["sections"]["background"]["paragraphs"][0] |= {"text": "3 of 40.", "exempt": LAW}
    assert cautions_of(content) == []


def test_no_case_and_no_name_stands_in_what_was_sent(manager: Account, plan: Plan) -> None:
    made = sent(manager, ready(manager, plan))
    text = texts_in("full.html", (made.folder / "full.html").read_bytes())
    assert re.findall(re.escape(manager.name), text) == []
