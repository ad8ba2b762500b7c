"""What is kept to be trusted when it is loaded: by us alone, as a file, and no longer than it is used."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from agent.scan import private
from agent.scan.patterns import Prefilter, Sought

DAY = 86_400


def aged(file: Path, days: float) -> None:
    at = file.lstat().st_mtime - days * DAY
    os.utime(file, (at, at), follow_symlinks=False)


def as_pipe(file: Path) -> None:
    os.mkfifo(file)


def as_link(file: Path) -> None:
    private.keep(file.with_name("other.hs"), b"a", b"b")
    file.symlink_to("other.hs")


def as_dangling_link(file: Path) -> None:
    file.symlink_to("nowhere")


@pytest.mark.parametrize("stand", [as_pipe, as_link, as_dangling_link])
def test_what_stands_in_a_files_place_is_not_waited_for_and_replaced(
    tmp_path: Path, stand: Callable[[Path], None]
) -> None:
    tmp_path.chmod(0o700)
    file = tmp_path / "patterns-1.hs"
    stand(file)
    assert private.read(file) is None
    assert private.keep(file, b"first", b"second") == ""
    assert (private.read(file), file.is_symlink()) == ((b"first", b"second"), False)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_another_users_file_in_our_folder_is_not_loaded(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    file = tmp_path / "patterns-1.hs"
    private.keep(file, b"first")
    os.chown(file, 65534, 65534)
    assert private.read(file) is None


def test_a_prefilter_says_why_it_cannot_be_kept_where_a_folder_stands(tmp_path: Path) -> None:
    def begun() -> str:
        return Prefilter(lambda: [Sought(0, "abc")], tmp_path / "cache").unkept

    assert begun() == ""
    [file] = (tmp_path / "cache").iterdir()
    file.unlink()
    file.mkdir()
    assert begun() == "Is a directory"


def test_what_nobody_used_for_a_month_goes_when_another_is_kept(tmp_path: Path) -> None:
    cache = tmp_path / "cache"

    def begun(text: str) -> None:
        assert Prefilter(lambda: [Sought(0, text)], cache, text.encode()).ends(b"abc xyz")

    begun("abc")
    [old] = cache.iterdir()
    spared = [cache / name for name in ("patterns-notes.txt", "detectors-0.known", "mine.hs")]
    for each in spared:
        each.touch()
        aged(each, 365)
    left, link, target = cache / "new-x1", cache / "patterns-l.hs", tmp_path / "patterns-t.hs"
    for each in (left, target):
        each.touch()
        aged(each, 31)
    link.symlink_to(target)
    aged(link, 31)
    aged(old, 31)
    begun("abc")
    begun("xyz")
    assert (old.exists(), left.exists()) == (True, False), "it was used, and who was killed left that"
    aged(old, 29)
    begun("c x")
    assert old.exists()
    aged(old, 31)
    begun("c xy")
    assert not old.exists()
    assert all(each.exists() for each in (*spared, link, target))


def test_one_that_is_removed_while_it_is_read_is_read(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    file, newer = tmp_path / "detectors-1.known", tmp_path / "detectors-2.known"
    private.keep(file, b"first")
    aged(file, 31)
    with file.open("rb") as held:
        private.keep(newer, b"second")
        private.forget(newer)
        assert (file.exists(), held.read().endswith(b"first")) == (False, True)
    assert private.read(file) is None
