from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from plumbline import folders
from plumbline.errors import PlumblineError, UsageError
from plumbline.folders import kind_of, part_of, whole_folder, work_folder

KIND = "plumbline test"
NOBODY = 4_194_305  # more than the largest process number Linux gives


def write(target: Path, text: str = "new") -> None:
    with whole_folder(target, KIND) as fresh:
        (fresh / "text").write_text(text)
        (fresh / "manifest.json").write_text(f'{{"kind": "{KIND}"}}')


def test_a_folder_is_made_with_all_its_parents(tmp_path: Path) -> None:
    write(tmp_path / "a" / "b" / "out")
    assert (tmp_path / "a" / "b" / "out" / "text").read_text() == "new"


def test_a_folder_of_the_same_kind_is_replaced_whole(tmp_path: Path) -> None:
    write(tmp_path / "out", "old")
    (tmp_path / "out" / "stray").write_text("x")
    write(tmp_path / "out")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["manifest.json", "text"]


def test_an_empty_folder_will_do(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    write(tmp_path / "out")
    assert kind_of(tmp_path / "out") == KIND


@pytest.mark.parametrize(
    "manifest", [None, "", "[]", "not JSON", '{"kind": "plumbline run"}', '{"kind": 1}', "\xff"]
)
def test_a_folder_that_is_not_ours_is_refused_and_left_alone(tmp_path: Path, manifest: str | None) -> None:
    theirs = tmp_path / "out"
    theirs.mkdir()
    (theirs / "thesis.txt").write_text("ten years of work")
    if manifest is not None:
        (theirs / "manifest.json").write_bytes(manifest.encode("latin-1"))
    before = sorted(path.name for path in theirs.iterdir())
    with pytest.raises(UsageError, match="not made by this command"):
        write(theirs)
    assert sorted(path.name for path in theirs.iterdir()) == before


def test_a_file_in_the_place_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    with pytest.raises(UsageError, match="is a file, not a folder"):
        write(tmp_path / "out")
    assert (tmp_path / "out").read_text() == "mine"


def test_a_folder_put_there_during_the_work_is_left_alone(tmp_path: Path) -> None:
    with pytest.raises(UsageError), whole_folder(tmp_path / "out", KIND) as fresh:
        (fresh / "manifest.json").write_text(f'{{"kind": "{KIND}"}}')
        (tmp_path / "out").mkdir()
        (tmp_path / "out" / "theirs").write_text("x")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["theirs"]


def test_work_that_fails_leaves_the_former_folder_and_nothing_beside_it(tmp_path: Path) -> None:
    write(tmp_path / "out", "old")
    with pytest.raises(ZeroDivisionError), whole_folder(tmp_path / "out", KIND) as fresh:
        (fresh / "text").write_text("half")
        raise ZeroDivisionError
    assert ((tmp_path / "out" / "text").read_text(), os.listdir(tmp_path)) == ("old", ["out"])


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_through_a_link_what_it_names_is_replaced_and_the_link_stays(tmp_path: Path) -> None:
    write(tmp_path / "real", "old")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    write(tmp_path / "link")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real" / "text").read_text() == "new"
    assert sorted(os.listdir(tmp_path)) == ["link", "real"]


def test_what_a_dead_run_left_is_swept_and_what_a_live_one_writes_is_not(tmp_path: Path) -> None:
    dead, living = tmp_path / f".out.{NOBODY}.x.part", tmp_path / f".out.{os.getppid()}.x.part"
    another = tmp_path / f".output.{NOBODY}.x.part"
    for part in (dead, living, another):
        part.mkdir()
        (part / "text").write_text("x")
    write(tmp_path / "out")
    assert sorted(os.listdir(tmp_path)) == sorted([living.name, another.name, "out"])


def test_what_a_dead_run_with_our_own_number_left_is_swept(tmp_path: Path) -> None:
    (tmp_path / f".out.{os.getpid()}.x.part").mkdir()
    write(tmp_path / "out")
    assert os.listdir(tmp_path) == ["out"]


def test_two_at_once_in_one_process_leave_the_one_that_ended_last(tmp_path: Path) -> None:
    with whole_folder(tmp_path / "out", KIND) as fresh:
        (fresh / "manifest.json").write_text(f'{{"kind": "{KIND}"}}')
        (fresh / "text").write_text("slow")
        write(tmp_path / "out", "quick")
    assert ((tmp_path / "out" / "text").read_text(), os.listdir(tmp_path)) == ("slow", ["out"])


def test_a_name_with_the_signs_of_a_pattern_sweeps_only_its_own(tmp_path: Path) -> None:
    (tmp_path / f".a.{NOBODY}.x.part").mkdir()
    (tmp_path / f".[ab].{NOBODY}.x.part").mkdir()
    write(tmp_path / "[ab]")
    assert sorted(os.listdir(tmp_path)) == [f".a.{NOBODY}.x.part", "[ab]"]


def test_a_former_folder_moved_aside_by_a_dead_run_is_put_back(tmp_path: Path) -> None:
    write(tmp_path / "out", "old")
    (tmp_path / "out").rename(tmp_path / ".out.former")
    folders.sweep(tmp_path / "out")
    assert ((tmp_path / "out" / "text").read_text(), os.listdir(tmp_path)) == ("old", ["out"])


def test_without_an_exchange_in_one_step_the_folder_is_replaced_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folders, "_exchange", lambda one, other: False)
    write(tmp_path / "out", "old")
    write(tmp_path / "out")
    assert ((tmp_path / "out" / "text").read_text(), os.listdir(tmp_path)) == ("new", ["out"])


def test_a_place_that_cannot_be_written_gives_a_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(**_: object) -> str:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("tempfile.mkdtemp", refused)
    with pytest.raises(PlumblineError, match=r"cannot be written \(Permission denied\)"):
        write(tmp_path / "out")


def test_a_work_folder_is_for_its_owner_alone_and_gone_afterwards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    (tmp_path / f"plumbline-{NOBODY}.x.work").mkdir()
    with work_folder() as work:
        assert (os.listdir(tmp_path), oct(work.stat().st_mode & 0o777)) == ([work.name], "0o700")
    assert os.listdir(tmp_path) == []


def test_a_part_is_gone_at_the_end_unless_it_was_put_in_its_place(tmp_path: Path) -> None:
    with part_of(tmp_path / "left"):
        pass
    with part_of(tmp_path / "moved") as fresh:
        fresh.rename(tmp_path / "moved")
    assert [path.name for path in tmp_path.iterdir()] == ["moved"]


def test_a_part_that_a_killed_process_left_goes_with_the_next_and_others_stay(tmp_path: Path) -> None:
    for name in (f".out.{NOBODY}.x.part", f".other.{NOBODY}.x.part"):
        (tmp_path / name).mkdir()
    with part_of(tmp_path / "out"):
        assert not (tmp_path / f".out.{NOBODY}.x.part").exists()
    assert [path.name for path in tmp_path.iterdir()] == [f".other.{NOBODY}.x.part"]
