"""Files that arrive: a stranger's are kept nowhere, and nobody's beyond the limit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import SESSION_KEY
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest
from django.test import RequestFactory


@pytest.fixture
def place(settings: Any, tmp_path: Path) -> Path:
    """Where files arrive, which nothing else uses."""
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    settings.FILE_UPLOAD_HANDLERS = ["plumbline_web.arriving.Arriving"]
    return tmp_path


@contextmanager
def sent(*files: bytes, by: str | None) -> Iterator[HttpRequest]:
    """A form with a word and files, sent by an account or by a stranger, who has a session too."""
    held = [SimpleUploadedFile(f"{number}.csv", data) for number, data in enumerate(files)]
    request = RequestFactory().post("/account/login/", {"word": "said", "files": held})
    request.session = {SESSION_KEY: by} if by else {"invitation": "x"}
    yield request
    request.close()


def test_a_strangers_file_is_kept_nowhere_and_the_form_is_read(place: Path) -> None:
    with sent(b"a" * 200_000, by=None) as request:
        found = request.POST["word"], request.FILES.getlist("files"), list(place.iterdir())
    assert found == ("said", [], [])


def test_a_file_of_somebody_signed_in_arrives_whole_on_the_disk(place: Path) -> None:
    with sent(b"a" * 200_000, by="1") as request:
        file = request.FILES["files"]
        found = file.size, file.read(), Path(file.temporary_file_path()).parent
    assert found == (200_000, b"a" * 200_000, place)


def test_what_is_beyond_the_limit_is_counted_and_not_kept(place: Path, settings: Any) -> None:
    settings.MOST_UPLOADED_BYTES = 100_000
    with sent(b"a" * 90_000, b"b" * 200_000, by="1") as request:
        first, second = request.FILES.getlist("files")
        found = first.size, second.size, len(first.read()), len(second.read()) <= 10_000
    assert found == (90_000, 200_000, 90_000, True)
