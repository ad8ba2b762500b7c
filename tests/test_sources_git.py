"""The git source on real repositories: which commit brought which blob, and what a later look adds."""

# ruff: noqa: ASYNC240 - a test has its event loop to itself

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from agent.found import Blob, Chunk, Cursor, GitPart, Visibility
from agent.sources.git.source import GitSource
from tests.sims.repo import Repo

NOW = datetime(2026, 3, 1, tzinfo=UTC)
WHEN = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return Repo(tmp_path / "repo")


def source(path: Path, batch: int = 256) -> GitSource:
    return GitSource("src", path, Visibility.INTERNAL, batch=batch)


async def look(it: GitSource, after: Cursor | None = None, rules: str = "r1") -> list[Chunk]:
    return [chunk async for chunk in it.chunks(after, rules=rules, now=NOW)]


def blobs(chunks: Sequence[Chunk]) -> list[Blob]:
    return [blob for chunk in chunks if isinstance(chunk.part, GitPart) for blob in chunk.part.blobs]


def brought(chunks: Sequence[Chunk]) -> list[tuple[str | None, str, str]]:
    return [(blob.commit, blob.path, blob.oid) for blob in blobs(chunks)]


def last(chunks: Sequence[Chunk]) -> Cursor:
    cursor = chunks[-1].cursor
    assert cursor is not None
    return cursor


async def test_first_sight_is_all_history_as_backlog(repo: Repo) -> None:
    one = repo.commit(a="1\n", b="same\n")
    two = repo.commit(a="2\n")
    chunks = await look(source(repo.path))
    a1, a2, b = repo.oid("1\n"), repo.oid("2\n"), repo.oid("same\n")
    assert blobs(chunks) == [
        Blob(a1, "a", one, "Ann <ann@example.org>", WHEN, ()),
        Blob(b, "b", one, "Ann <ann@example.org>", WHEN, ()),
        Blob(a2, "a", two, "Ann <ann@example.org>", WHEN, (a1,)),
    ]
    assert [(c.source, c.visibility, c.backlog, c.debts) for c in chunks] == [("src", Visibility.INTERNAL, True, ())]
    assert chunks[0].part is not None
    assert isinstance(chunks[0].part, GitPart)
    assert chunks[0].part.git_dir == str(repo.path / ".git")
    assert last(chunks).rules == "r1"


async def test_an_empty_poll_yields_nothing_and_a_commit_only_itself(repo: Repo) -> None:
    repo.commit(a="1\n")
    cursor = last(await look(source(repo.path)))
    assert await look(source(repo.path), cursor) == []
    two = repo.commit(b="2\n")
    chunks = await look(source(repo.path), cursor)
    assert brought(chunks) == [(two, "b", repo.oid("2\n"))]
    assert [chunk.backlog for chunk in chunks] == [False]


async def test_a_repository_without_commits_is_seen_so_its_first_commit_is_no_backlog(repo: Repo) -> None:
    cursor = last(await look(source(repo.path)))
    one = repo.commit(a="1\n")
    chunks = await look(source(repo.path), cursor)
    assert brought(chunks) == [(one, "a", repo.oid("1\n"))]
    assert not chunks[0].backlog


async def test_a_bare_repository_is_read_the_same(repo: Repo, tmp_path: Path) -> None:
    one = repo.commit(a="1\n")
    repo.git("clone", "-q", "--bare", "--no-local", str(repo.path), str(tmp_path / "bare.git"))
    chunks = await look(source(tmp_path / "bare.git"))
    assert brought(chunks) == [(one, "a", repo.oid("1\n"))]


async def test_force_push_and_amend(repo: Repo) -> None:
    repo.commit(a="1\n")
    repo.commit(b="leaked\n")
    cursor = last(await look(source(repo.path)))
    (repo.path / "b").write_text("cleaned\n")
    repo.git("commit", "-q", "-a", "--amend", "-m", "nothing to see")
    amended = repo.head()
    chunks = await look(source(repo.path), cursor)
    assert brought(chunks) == [(amended, "b", repo.oid("cleaned\n"))]
    cursor = last(chunks)
    repo.git("reset", "-q", "--hard", "HEAD~1")
    assert brought(await look(source(repo.path), cursor)) == []
    other = repo.commit(c="3\n")
    assert brought(await look(source(repo.path), cursor)) == [(other, "c", repo.oid("3\n"))]


async def test_an_old_tip_that_was_pruned_repeats_commits_and_loses_none(repo: Repo) -> None:
    one = repo.commit(a="1\n")
    gone = repo.commit(b="gone\n")
    cursor = last(await look(source(repo.path)))
    repo.git("reset", "-q", "--hard", one)
    two = repo.commit(c="2\n")
    repo.git("reflog", "expire", "--expire=now", "--all")
    repo.git("gc", "-q", "--prune=now")
    with pytest.raises(subprocess.CalledProcessError):
        repo.git("cat-file", "-e", gone)
    chunks = await look(source(repo.path), cursor)
    assert brought(chunks) == [(one, "a", repo.oid("1\n")), (two, "c", repo.oid("2\n"))]
    assert chunks[-1].debts == ()


async def test_a_new_branch_from_an_old_commit(repo: Repo) -> None:
    one = repo.commit(a="1\n")
    repo.commit(a="2\n")
    cursor = last(await look(source(repo.path)))
    repo.git("branch", "same", one)
    repo.git("checkout", "-q", "-b", "old", one)
    three = repo.commit(c="3\n")
    assert brought(await look(source(repo.path), cursor)) == [(three, "c", repo.oid("3\n"))]


async def test_annotated_tags_lead_to_what_they_tag(repo: Repo) -> None:
    repo.commit(a="1\n")
    cursor = last(await look(source(repo.path)))
    repo.git("checkout", "-q", "--detach")
    two = repo.commit(b="2\n")
    repo.git("tag", "-a", "-m", "t", "inner")
    repo.git("tag", "-a", "-m", "t", "outer", "inner")
    repo.git("checkout", "-q", "main")
    repo.git("tag", "-d", "inner")
    blob, in_tree = repo.oid("only tagged\n"), repo.oid("in a tree\n")
    repo.git("tag", "blob", blob)
    tree = repo.git("mktree", stdin=f"100644 blob {in_tree}\tpath\n".encode())
    repo.git("tag", "-a", "-m", "t", "tree", tree)
    chunks = await look(source(repo.path), cursor)
    assert brought(chunks) == [
        (two, "b", repo.oid("2\n")),
        (None, "refs/tags/blob", blob),
        (None, "path", in_tree),
    ]
    assert await look(source(repo.path), last(chunks)) == []


async def test_a_detached_head_and_one_of_a_linked_working_tree(repo: Repo, tmp_path: Path) -> None:
    one = repo.commit(a="1\n")
    cursor = last(await look(source(repo.path)))
    repo.git("checkout", "-q", "--detach")
    two = repo.commit(b="2\n")
    repo.git("worktree", "add", "-q", "--detach", str(tmp_path / "linked"), one)
    (tmp_path / "linked" / "c").write_text("3\n")
    repo.git("-C", str(tmp_path / "linked"), "add", "c")
    repo.git("-C", str(tmp_path / "linked"), "commit", "-q", "-m", "c")
    three = repo.git("-C", str(tmp_path / "linked"), "rev-parse", "HEAD")
    chunks = await look(source(repo.path), cursor)
    assert set(brought(chunks)) == {(two, "b", repo.oid("2\n")), (three, "c", repo.oid("3\n"))}
    linked = await look(source(tmp_path / "linked"))
    assert set(brought(linked)) == {*brought(chunks), (one, "a", repo.oid("1\n"))}


def forked(repo: Repo) -> tuple[str, str, str]:
    """Two branches that each change another line of `s` and bring a file of their own."""
    lines = [f"{number}\n" for number in range(20)]
    base = repo.commit(s="".join(lines))
    repo.git("checkout", "-q", "-b", "side")
    side = repo.commit(s="".join(["side\n", *lines[1:]]), b="b\n")
    repo.git("checkout", "-q", "main")
    main = repo.commit(s="".join([*lines[:-1], "main\n"]), c="c\n")
    return base, side, main


async def test_an_ordinary_merge_reports_nothing_again(repo: Repo) -> None:
    _, _, main = forked(repo)
    cursor = last(await look(source(repo.path)))
    before = tuple(repo.git("rev-parse", f"{ref}:s") for ref in (main, "side"))
    repo.git("merge", "-q", "--no-edit", "side")
    merge, merged = repo.head(), repo.git("rev-parse", "HEAD:s")
    chunks = await look(source(repo.path), cursor)
    # The merged file is a new version, and both it came from are named: no line of it is the merge's own.
    assert [(blob.commit, blob.path, blob.oid, blob.before) for blob in blobs(chunks)] == [(merge, "s", merged, before)]


async def test_an_evil_merge_brings_what_no_parent_has(repo: Repo) -> None:
    forked(repo)
    cursor = last(await look(source(repo.path)))
    repo.git("merge", "-q", "--no-commit", "side")
    (repo.path / "evil").write_text("hidden\n")
    (repo.path / "b").write_text("b changed\n")
    merge = repo.commit("merge")
    chunks = await look(source(repo.path), cursor)
    found = {(blob.commit, blob.path, blob.oid): blob.before for blob in blobs(chunks)}
    assert found[merge, "evil", repo.oid("hidden\n")] == ()
    assert found[merge, "b", repo.oid("b changed\n")] == (repo.oid("b\n"),)
    assert {path for _, path, _ in found} == {"evil", "b", "s"}


async def test_an_octopus(repo: Repo) -> None:
    base = repo.commit(a="a\n")
    for name in ("one", "two", "three"):
        repo.git("checkout", "-q", "-b", name, base)
        repo.commit(**{name: f"{name}\n"})
    repo.git("checkout", "-q", "main")
    cursor = last(await look(source(repo.path)))
    repo.git("merge", "-q", "--no-commit", "one", "two", "three")
    (repo.path / "evil").write_text("hidden\n")
    merge = repo.commit("octopus")
    assert len(repo.git("rev-parse", "HEAD^@").split()) == 3
    assert brought(await look(source(repo.path), cursor)) == [(merge, "evil", repo.oid("hidden\n"))]


async def test_a_deleted_branch_changes_only_the_cursor(repo: Repo) -> None:
    repo.commit(a="1\n")
    repo.git("checkout", "-q", "-b", "side")
    repo.commit(b="2\n")
    repo.git("checkout", "-q", "main")
    cursor = last(await look(source(repo.path)))
    repo.git("branch", "-q", "-D", "side")
    [chunk] = await look(source(repo.path), cursor)
    assert (chunk.part, chunk.debts) == (None, ())
    assert await look(source(repo.path), chunk.cursor) == []


async def test_a_move_brings_where_it_was_and_modes_and_submodules_nothing_and_a_link_its_target(repo: Repo) -> None:
    repo.commit(a="1\n")
    cursor = last(await look(source(repo.path)))
    repo.git("mv", "a", "moved")
    there = repo.commit()
    (repo.path / "moved").chmod(0o755)
    repo.commit()
    (repo.path / "link").symlink_to("moved")
    linked = repo.commit()
    repo.git("mv", "link", "other")
    other = repo.commit()
    repo.git("update-index", "--add", "--cacheinfo", f"160000,{repo.head()},sub")
    repo.git("commit", "-q", "-m", "submodule")
    chunks = await look(source(repo.path), cursor)
    one, target = repo.oid("1\n"), repo.oid("moved")
    assert brought(chunks) == [(there, "moved", one), (linked, "link", target), (other, "other", target)]
    assert [blob.link for blob in blobs(chunks)] == [False, True, True]
    assert [blob.moved for blob in blobs(chunks)] == [((one, "a"),), (), ((target, "link"),)]
    # The same words in a file are a text, which nobody has read yet.
    repo.git("rm", "-q", "other")
    (repo.path / "text").write_text("moved")
    written = repo.commit()
    chunks = await look(source(repo.path), last(chunks))
    assert brought(chunks) == [(written, "text", repo.oid("moved"))]
    (repo.path / "copy").write_text("1\n")
    copied = repo.commit()
    assert brought(await look(source(repo.path), last(chunks))) == [(copied, "copy", repo.oid("1\n"))]


async def test_awkward_names_and_authors(repo: Repo) -> None:
    names = [b"new\nline", b'quo"te', b":100644 100644 a b M", b"not-utf8-\xff", b"tab\t "]
    for name in names:
        Path(os.fsdecode(os.fsencode(repo.path) + b"/" + name)).write_bytes(name)
    repo.git("add", "-A")
    repo.git("commit", "-q", "-m", "c", GIT_AUTHOR_NAME="A :1 \x01\x1b[31m", GIT_AUTHOR_EMAIL="x@y")
    found = blobs(await look(source(repo.path)))
    assert {(blob.path, blob.oid) for blob in found} == {
        (name.decode(errors="backslashreplace"), repo.oid(name)) for name in names
    }
    assert {blob.author for blob in found} == {"A :1 \x01\x1b[31m <x@y>"}


async def test_an_impossible_time_is_none(repo: Repo) -> None:
    tree = repo.git("mktree", stdin=f"100644 blob {repo.oid('x')}\tf\n".encode())
    raw = f"tree {tree}\nauthor A <a> 1 +0000\ncommitter C <c> 99999999999999999999 +0000\n\nm\n".encode()
    commit = repo.git("hash-object", "-t", "commit", "-w", "--stdin", "--literally", stdin=raw)
    repo.git("update-ref", "refs/heads/odd", commit)
    [blob] = blobs(await look(source(repo.path)))
    assert (blob.commit, blob.path, blob.author) == (commit, "f", "A <a>")
    assert blob.committed_at is None or blob.committed_at.tzinfo is UTC


async def test_a_first_look_that_is_interrupted_goes_on_where_it_was(repo: Repo) -> None:
    oids = [(repo.commit(f"{number}", **{f"f{number}": f"{number}\n"}), number) for number in range(7)]
    everything = [(commit, f"f{number}", repo.oid(f"{number}\n")) for commit, number in oids]
    chunks = await look(source(repo.path, batch=2))
    assert brought(chunks) == everything
    assert [len(blobs([chunk])) for chunk in chunks] == [2, 2, 2, 1]
    middle = chunks[1].cursor
    assert middle is not None
    late = repo.commit(late="late\n")
    rest = await look(source(repo.path, batch=2), middle)
    assert brought(rest) == [*everything[4:], (late, "late", repo.oid("late\n"))]
    assert [chunk.backlog for chunk in rest] == [True, True, False]
    assert await look(source(repo.path), last(rest)) == []


async def test_the_last_batches_are_small_so_that_no_scanner_waits(repo: Repo) -> None:
    commits = [repo.commit(f"{number}", **{f"f{number}": f"{number}\n"}) for number in range(70)]
    chunks = await look(source(repo.path))
    assert brought(chunks) == [(commit, f"f{at}", repo.oid(f"{at}\n")) for at, commit in enumerate(commits)]
    assert [len(blobs([chunk])) for chunk in chunks] == [32, 32, 6]


async def test_an_interrupted_look_whose_tips_are_gone_begins_again(repo: Repo) -> None:
    one = repo.commit(a="1\n")
    for number in range(4):
        repo.commit(b=f"{number}\n")
    chunks = await look(source(repo.path, batch=2))
    repo.git("reset", "-q", "--hard", one)
    repo.git("reflog", "expire", "--expire=now", "--all")
    repo.git("gc", "-q", "--prune=now")
    rest = await look(source(repo.path), chunks[0].cursor)
    assert brought(rest) == [(one, "a", repo.oid("1\n"))]
    assert {chunk.backlog for chunk in rest} == {True}


async def test_one_big_commit_is_cut_and_only_its_end_has_a_cursor(repo: Repo) -> None:
    files = {f"f{number:02}": f"{number}\n" for number in range(10)}
    one = repo.commit(**files)
    two = repo.commit(a="a\n")
    chunks = await look(source(repo.path, batch=4))
    assert [len(blobs([chunk])) for chunk in chunks] == [4, 4, 2, 1]
    assert [chunk.cursor is not None for chunk in chunks] == [False, False, True, True]
    assert brought(chunks) == [
        *((one, name, repo.oid(content)) for name, content in files.items()),
        (two, "a", repo.oid("a\n")),
    ]


async def test_other_rules_read_what_is_new_first_and_then_everything_as_backlog(repo: Repo) -> None:
    one = repo.commit(a="1\n")
    cursor = last(await look(source(repo.path)))
    two = repo.commit(b="2\n")
    chunks = await look(source(repo.path), cursor, rules="r2")
    new, old = (two, "b", repo.oid("2\n")), (one, "a", repo.oid("1\n"))
    assert [(brought([chunk]), chunk.backlog, last([chunk]).rules) for chunk in chunks] == [
        ([new], False, "r1"),
        ([old, new], True, "r2"),
    ]
    assert await look(source(repo.path), last(chunks), rules="r2") == []


async def test_a_position_that_cannot_be_read_counts_as_none(repo: Repo) -> None:
    one = repo.commit(a="1\n")
    for position in ("", "[]", '{"tips": 3}', '{"zlib": "?"}'):
        chunks = await look(source(repo.path), Cursor("src", position, "r1"))
        assert brought(chunks) == [(one, "a", repo.oid("1\n"))]
        assert chunks[0].backlog


async def test_a_repository_that_is_not_there_is_a_debt_until_it_is(repo: Repo) -> None:
    one = repo.commit(a="1\n")
    cursor = last(await look(source(repo.path)))
    moved = repo.path.rename(repo.path.with_name("away"))
    [chunk] = await look(source(repo.path), cursor)
    assert (chunk.part, [(debt.source, debt.path, debt.reason) for debt in chunk.debts]) == (
        None,
        [("src", str(repo.path), "no repository is there")],
    )
    assert await look(source(repo.path), chunk.cursor) == []
    moved.rename(repo.path)
    [back] = await look(source(repo.path), chunk.cursor)
    assert (back.part, back.debts, back.cursor) == (None, (), cursor)
    [fresh] = await look(source(repo.path.with_name("never")))
    assert fresh.debts[0].reason == "no repository is there"
    oid = repo.oid("1\n")
    moved = repo.path.rename(repo.path.with_name("never"))
    chunks = await look(source(moved), fresh.cursor)
    assert (brought(chunks), chunks[0].backlog) == ([(one, "a", oid)], True)


async def test_a_long_history_gives_the_same_order_and_position_every_time(repo: Repo) -> None:
    lines = ["blob\nmark :1\ndata 2\nx\n"]
    for number in range(300):
        at = f"C <c@x> {1_700_000_000 + number // 50} +0000"
        lines.append(f"commit refs/heads/b{number % 7}\ncommitter {at}\ndata 0\n")
        lines.append(f"M 100644 inline f{number}\ndata {len(str(number))}\n{number}\n")
    repo.git("fast-import", "--quiet", stdin="".join(lines).encode())
    first, second = await look(source(repo.path, batch=10)), await look(source(repo.path, batch=10))
    assert first == second
    assert {path for _, path, _ in brought(first)} == {f"f{number}" for number in range(300)}
    for chunk in first[:-1:7]:
        rest = await look(source(repo.path, batch=10), chunk.cursor)
        assert brought(rest) == brought(first)[-len(brought(rest)) :]


def test_watched_are_the_refs_not_the_working_tree(repo: Repo) -> None:
    git_dir = repo.path / ".git"
    refs = ("HEAD", "packed-refs", "refs", "reftable")
    assert source(repo.path).watched == tuple(git_dir / part for part in refs)


async def test_leaving_early_leaves_no_process_behind(repo: Repo) -> None:
    for number in range(5):
        repo.commit(a=f"{number}\n")
    looking = source(repo.path, batch=1).chunks(None, rules="r1", now=NOW)
    first = await anext(looking)
    await looking.aclose()
    assert replace(first, cursor=None).backlog
    assert not subprocess.run(["pgrep", "-f", str(repo.path)], check=False, capture_output=True).stdout  # noqa: ASYNC221 - the same
