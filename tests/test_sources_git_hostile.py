"""The git source on hostile, incomplete and damaged repositories: nothing runs, nothing is missing in silence.

The matrix is that of RELIABILITY.md 2.3, each cell with the payload `touch PWNED`. `armed` shows for each cell that
the payload is real: an unprotected git command runs it.
"""

from __future__ import annotations

import os
import stat
import subprocess
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agent.found import Chunk, Cursor, GitPart, Visibility
from agent.sources.git.source import GitSource

NOW = datetime(2026, 3, 1, tzinfo=UTC)
PERSON = {"NAME": "Ann", "EMAIL": "ann@example.org", "DATE": "2020-01-01T00:00:00+00:00"}
ENVIRONMENT = {
    "PATH": os.environ["PATH"],
    "HOME": "/nonexistent",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    **{f"GIT_{who}_{what}": value for who in ("AUTHOR", "COMMITTER") for what, value in PERSON.items()},
}


def git(path: Path, *args: str, stdin: bytes = b"", check: bool = True) -> str:
    done = subprocess.run(["git", *args], cwd=path, env=ENVIRONMENT, input=stdin, capture_output=True, check=check)
    return done.stdout.decode(errors="replace").strip()


def commit(path: Path, **files: str) -> str:
    for name, content in files.items():
        (path / name).write_text(content)
    git(path, "add", "-A")
    git(path, "commit", "-q", "-m", "c")
    return git(path, "rev-parse", "HEAD")


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    path = tmp_path / "repo"
    path.mkdir()
    git(path, "init", "-q", "-b", "main")
    return path


async def look(path: Path, after: Cursor | None = None, patience: float = 60) -> list[Chunk]:
    it = GitSource("src", path, Visibility.PRIVATE, patience=timedelta(seconds=patience))
    return [chunk async for chunk in it.chunks(after, rules="r1", now=NOW)]


def brought(chunks: Sequence[Chunk]) -> list[tuple[str | None, str, str]]:
    parts = [chunk.part for chunk in chunks if isinstance(chunk.part, GitPart)]
    return [(blob.commit, blob.path, blob.oid) for part in parts for blob in part.blobs]


def debts(chunks: Sequence[Chunk]) -> list[tuple[str, str]]:
    return [(debt.path, debt.reason) for debt in chunks[-1].debts]


def last(chunks: Sequence[Chunk]) -> Cursor:
    cursor = chunks[-1].cursor
    assert cursor is not None
    return cursor


# --- nothing of theirs runs ------------------------------------------------------------------------


def script(repo: Path) -> str:
    """A program that leaves PWNED behind."""
    payload = repo.parent / "payload"
    payload.write_text(f"#!/bin/sh\ntouch {repo.parent}/PWNED\nexit 1\n")
    payload.chmod(payload.stat().st_mode | stat.S_IXUSR)
    return str(payload)


def textconv(repo: Path) -> tuple[str, ...]:
    git(repo, "config", "diff.d.textconv", script(repo))
    (repo / ".git" / "info" / "attributes").write_text("* diff=d\n")
    return ("log", "-p")


def clean_filter(repo: Path) -> tuple[str, ...]:
    git(repo, "config", "filter.f.clean", script(repo))
    (repo / ".git" / "info" / "attributes").write_text("* filter=f\n")
    (repo / "a").write_text("changed, so that it is cleaned\n")
    return ("add", "a")  # `status` cleans it only where its time is that of the index


def fsmonitor(repo: Path) -> tuple[str, ...]:
    git(repo, "config", "core.fsmonitor", script(repo))
    return ("status",)


def hooks(repo: Path) -> tuple[str, ...]:
    (repo.parent / "hooks").mkdir()
    Path(script(repo)).rename(repo.parent / "hooks" / "reference-transaction")
    git(repo, "config", "core.hooksPath", str(repo.parent / "hooks"))
    return ("update-ref", "refs/heads/new", "HEAD")


def signature(repo: Path) -> tuple[str, ...]:
    raw = git(repo, "cat-file", "commit", "HEAD").replace(
        "\n\n", "\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n AAAA\n -----END PGP SIGNATURE-----\n\n", 1
    )
    oid = git(repo, "hash-object", "-t", "commit", "-w", "--stdin", stdin=raw.encode())
    git(repo, "update-ref", "refs/heads/main", oid)
    git(repo, "config", "gpg.program", script(repo))
    git(repo, "config", "log.showSignature", "true")
    return ("log",)


def promisor(repo: Path, url: str) -> tuple[str, ...]:
    missing = git(repo, "rev-parse", "HEAD:a")
    (repo / ".git" / "objects" / missing[:2] / missing[2:]).unlink()
    (repo / ".git" / "refs" / "heads" / "lost").write_text("1" * 40 + "\n")
    for key, value in {
        "core.repositoryFormatVersion": "1",
        "extensions.partialClone": "origin",
        "remote.origin.promisor": "true",
        "remote.origin.url": url,
        "protocol.ext.allow": "always",
    }.items():
        git(repo, "config", key, value)
    return ("cat-file", "-p", missing)


def promisor_ext(repo: Path) -> tuple[str, ...]:
    return promisor(repo, f"ext::{script(repo)}")


def promisor_ssh(repo: Path) -> tuple[str, ...]:
    git(repo, "config", "core.sshCommand", script(repo))
    return promisor(repo, "ssh://example.invalid/x")


CELLS: list[Callable[[Path], tuple[str, ...]]] = [
    textconv,
    clean_filter,
    fsmonitor,
    hooks,
    signature,
    promisor_ext,
    promisor_ssh,
]


@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: cell.__name__)
async def test_reading_a_hostile_repository_runs_none_of_its_code(
    cell: Callable[[Path], tuple[str, ...]], repo: Path
) -> None:
    commit(repo, a="1\n", b="2\n")
    armed = cell(repo)
    pwned = repo.parent / "PWNED"
    chunks = await look(repo)
    again = await look(repo, last(chunks))
    assert not pwned.exists()

    head = git(repo, "rev-parse", "HEAD")
    oid = {name: git(repo, "rev-parse", f"HEAD:{name}") for name in ("a", "b")}
    if "promisor" in cell.__name__:
        assert brought(chunks) == [(head, "b", oid["b"])]
        assert debts(chunks) == [
            (str(repo), "refs to objects that are missing: 1"),
            (str(repo), "objects missing from this repository (a partial clone?): 1"),
            ("a", "its content is missing from this repository"),
        ]
    else:
        # What was amended is told as well: its reflog leads to it.
        assert [each for each in brought(chunks) if each[0] == head] == [(head, "a", oid["a"]), (head, "b", oid["b"])]
        assert debts(chunks) == []
    assert again == []

    git(repo, *armed, check=False)
    assert pwned.exists(), "the payload of this cell is not real"


async def test_an_embedded_bare_repository_is_only_files(repo: Path) -> None:
    inner = repo / "inner"
    git(repo.parent, "init", "-q", "--bare", str(inner))
    git(inner, "config", "core.bare", "false")
    git(inner, "config", "core.worktree", ".")
    git(inner, "add", "HEAD")
    git(inner, "config", "core.fsmonitor", script(repo))
    (inner / "hooks").rename(repo.parent / "moved-hooks")
    head = commit(repo, a="1\n")
    found = brought(await look(repo))
    assert {(head, "a"), (head, "inner/HEAD"), (head, "inner/config")} <= {(oid, path) for oid, path, _ in found}
    assert not (repo.parent / "PWNED").exists()
    git(inner, "status", check=False)
    assert (repo.parent / "PWNED").exists(), "the payload is not real"


HIDING = {
    "log.showRoot": "false",
    "log.diffMerges": "off",
    "diff.orderFile": "fifo",
    "diff.relative": "true",
    "diff.renames": "copies",
    "color.ui": "always",
    "core.quotePath": "true",
    "i18n.logOutputEncoding": "UTF-16",
    "format.pretty": "oneline",
    "log.mailmap": "true",
    "mailmap.blob": "HEAD:a",
}


async def test_configuration_cannot_hide_commits(repo: Path) -> None:
    one = commit(repo, a="Bob <bob@example.org> Ann <ann@example.org>\n")
    git(repo, "checkout", "-q", "-b", "side")
    two = commit(repo, b="2\n")
    git(repo, "checkout", "-q", "main")
    three = commit(repo, c="3\n")
    git(repo, "merge", "-q", "--no-commit", "side")
    merge = commit(repo, evil="4\n")
    os.mkfifo(repo / "fifo")
    for key, value in HIDING.items():
        git(repo, "config", key, str(repo / "fifo") if value == "fifo" else value)
    chunks = await look(repo, patience=5)
    assert sorted(brought(chunks), key=lambda found: found[1]) == [
        (one, "a", git(repo, "rev-parse", "HEAD:a")),
        (two, "b", git(repo, "rev-parse", "HEAD:b")),
        (three, "c", git(repo, "rev-parse", "HEAD:c")),
        (merge, "evil", git(repo, "rev-parse", "HEAD:evil")),
    ]
    assert {blob.author for chunk in chunks if isinstance(chunk.part, GitPart) for blob in chunk.part.blobs} == {
        "Ann <ann@example.org>"
    }
    assert debts(chunks) == []


async def test_grafts_and_replacements_cannot_hide_commits(repo: Path) -> None:
    one, two = commit(repo, a="1\n"), commit(repo, a="2\n")
    old, new = git(repo, "rev-parse", "HEAD~1:a"), git(repo, "rev-parse", "HEAD:a")
    (repo / ".git" / "info" / "grafts").write_text(f"{two}\n")
    git(repo, "replace", new, old)
    found = brought(await look(repo))
    assert [entry for entry in found if entry[0]] == [(one, "a", old), (two, "a", new)]


async def test_a_configuration_that_git_refuses_is_a_debt(repo: Path) -> None:
    commit(repo, a="1\n")
    git(repo, "config", "core.repositoryFormatVersion", "99")
    [chunk] = await look(repo)
    assert (chunk.part, debts([chunk])) == (
        None,
        [(str(repo), "the refs of this repository cannot be read: git ended early (status 128)")],
    )


async def test_what_stops_only_the_log_does_not_hide_blobs(repo: Path) -> None:
    commit(repo, a="1\n")
    git(repo, "config", "diff.algorithm", "no-such-thing")
    oid = git(repo, "hash-object", "a")
    chunks = await look(repo)
    assert brought(chunks) == [(None, f"object {oid}", oid)]
    assert debts(chunks) == [(str(repo), "git cannot walk all of its history (damaged?): read without the commits")]


async def test_a_git_that_says_nothing_is_given_up(repo: Path) -> None:
    commit(repo, a="1\n")
    os.mkfifo(repo / "fifo")
    git(repo, "config", "--add", "include.path", str(repo / "fifo"))
    [chunk] = await look(repo, patience=0.3)
    assert debts([chunk]) == [(str(repo), "the refs of this repository cannot be read: git said nothing for 0 s")]


# --- nobody else's repository ----------------------------------------------------------------------


def alternates(repo: Path, other: Path) -> str:
    (repo / ".git" / "objects" / "info" / "alternates").write_text(f"{other}/.git/objects\n")
    return "it borrows the objects of another repository (alternates)"


def common(repo: Path, other: Path) -> str:
    (repo / ".git" / "commondir").write_text(f"{other}/.git\n")
    return "it shares the folder of another repository: name that one"


def pointer(repo: Path, other: Path) -> str:
    (repo / ".git").rename(repo / "was")
    (repo / ".git").write_text(f"gitdir: {other}/.git\n")
    return "it is no folder, or its .git leads to a repository that does not name it: name that one itself"


def linked_git(repo: Path, other: Path) -> str:
    (repo / ".git").rename(repo / "was")
    (repo / ".git").symlink_to(other / ".git")
    return "it is reached through a symbolic link: name the repository itself"


def linked_objects(repo: Path, other: Path) -> str:
    (repo / ".git" / "objects").rename(repo / "was")
    (repo / ".git" / "objects").symlink_to(other / ".git" / "objects")
    return "a part of it is a symbolic link or no regular file"


def linked_pack(repo: Path, other: Path) -> str:
    for pack in (other / ".git" / "objects" / "pack").iterdir():
        (repo / ".git" / "objects" / "pack" / pack.name).symlink_to(pack)
    return "a part of it is a symbolic link or no regular file"


def linked_ref(repo: Path, other: Path) -> str:
    (repo / ".git" / "refs" / "heads" / "x").symlink_to(other / ".git" / "refs" / "heads" / "main")
    return "a part of it is a symbolic link or no regular file"


def fifo_refs(repo: Path, other: Path) -> str:
    del other
    os.mkfifo(repo / ".git" / "packed-refs")
    return "a part of it is a symbolic link or no regular file"


@pytest.mark.parametrize(
    "point",
    [alternates, common, pointer, linked_git, linked_objects, linked_pack, linked_ref, fifo_refs],
    ids=lambda point: point.__name__,
)
async def test_a_repository_that_leads_to_another_is_refused(
    point: Callable[[Path, Path], str], repo: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    git(other, "init", "-q", "-b", "main")
    theirs = commit(other, secret="of others\n")
    git(other, "gc", "-q")
    commit(repo, a="1\n")
    reason = point(repo, other)
    if (repo / ".git" / "refs").is_dir():
        (repo / ".git" / "refs" / "heads" / "stolen").write_text(f"{theirs}\n")
    [chunk] = await look(repo)
    assert (chunk.part, debts([chunk])) == (None, [(str(repo), reason)])


# --- nothing is missing in silence -----------------------------------------------------------------


async def test_a_shallow_clone_owes_its_history_and_pays_when_it_comes(repo: Path, tmp_path: Path) -> None:
    one, two = commit(repo, a="1\n"), commit(repo, b="2\n")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", "--depth=1", f"file://{repo}", str(clone))
    a, b = git(repo, "rev-parse", "HEAD:a"), git(repo, "rev-parse", "HEAD:b")
    chunks = await look(clone)
    assert brought(chunks) == [(two, "a", a), (two, "b", b)]
    assert debts(chunks) == [(str(clone), "a shallow clone: the history before its boundary was not read")]
    assert await look(clone, last(chunks)) == []

    three = commit(clone, c="3\n")
    chunks = await look(clone, last(chunks))
    assert brought(chunks) == [(three, "c", git(clone, "rev-parse", "HEAD:c"))]
    assert len(debts(chunks)) == 1

    git(clone, "fetch", "-q", "--unshallow")
    chunks = await look(clone, last(chunks))
    assert brought(chunks)[0] == (one, "a", a)
    assert debts(chunks) == []
    assert chunks[-1].backlog
    assert await look(clone, last(chunks)) == []


async def test_a_partial_clone_owes_blobs_by_name_and_pays_when_they_come(repo: Path, tmp_path: Path) -> None:
    one = commit(repo, **{f"f{number:02}": f"{number}\n" for number in range(25)})
    two = commit(repo, f00="new\n")
    git(repo, "config", "uploadpack.allowFilter", "true")
    git(repo, "config", "uploadpack.allowAnySHA1InWant", "true")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", "--no-checkout", "--filter=blob:none", f"file://{repo}", str(clone))
    chunks = await look(clone)
    assert brought(chunks) == []
    assert debts(chunks) == [
        (str(clone), "objects missing from this repository (a partial clone?): 26"),
        *((f"f{number:02}", "its content is missing from this repository") for number in range(20)),
    ]
    git(clone, "checkout", "-q", "main")  # fetches the blobs of the last version
    chunks = await look(clone, last(chunks))
    oids = {name: git(clone, "rev-parse", f"HEAD:{name}") for name in ("f00", "f01", "f24")}
    found = brought(chunks)
    assert (two, "f00", oids["f00"]) in found
    assert (one, "f01", oids["f01"]) in found
    assert (one, "f24", oids["f24"]) in found
    assert len(found) == 25
    assert debts(chunks) == [
        (str(clone), "objects missing from this repository (a partial clone?): 1"),
        ("f00", "its content is missing from this repository"),
    ]


async def test_a_damaged_history_is_read_without_its_commits(repo: Path) -> None:
    commit(repo, a="1\n")
    middle = commit(repo, b="2\n")
    commit(repo, c="3\n")
    oids = {name: git(repo, "rev-parse", f"HEAD:{name}") for name in ("a", "b", "c")}
    broken = repo / ".git" / "objects" / middle[:2] / middle[2:]
    content = broken.read_bytes()
    broken.chmod(0o644)
    broken.write_bytes(b"\0" * len(content))
    chunks = await look(repo)
    assert {oid for _, _, oid in brought(chunks)} >= set(oids.values())
    damaged = (str(repo), "git cannot walk all of its history (damaged?): read without the commits")
    assert debts(chunks) == [damaged]
    assert await look(repo, last(chunks)) == []

    broken.unlink()
    broken.write_bytes(content)
    chunks = await look(repo, last(chunks))
    assert (middle, "b", oids["b"]) in brought(chunks)
    assert debts(chunks) == []


async def test_a_damaged_pack_is_read_as_far_as_it_goes(repo: Path) -> None:
    commit(repo, **{f"f{number}": f"{number} {'x' * 500} {number}\n" for number in range(5)})
    git(repo, "gc", "-q")
    loose = commit(repo, loose="outside of the pack\n")
    oid = git(repo, "rev-parse", "HEAD:loose")
    [pack] = (repo / ".git" / "objects" / "pack").glob("*.pack")
    pack.chmod(0o644)
    content = bytearray(pack.read_bytes())
    content[12:40] = bytes(28)  # the first object of the pack: the commit
    pack.write_bytes(content)
    chunks = await look(repo)
    assert oid in {found for _, _, found in brought(chunks)}
    assert debts(chunks)[0] == (
        str(repo),
        "git cannot walk all of its history (damaged?): read without the commits",
    )
    assert loose


async def test_missing_objects_and_lost_refs_are_counted(repo: Path) -> None:
    one = commit(repo, a="1\n", b="2\n")
    oids = {name: git(repo, "rev-parse", f"HEAD:{name}") for name in ("a", "b")}
    gone = repo / ".git" / "objects" / oids["b"][:2] / oids["b"][2:]
    content = gone.read_bytes()
    gone.unlink()
    (repo / ".git" / "refs" / "heads" / "lost").write_text("1" * 40 + "\n")
    chunks = await look(repo)
    assert brought(chunks) == [(one, "a", oids["a"])]
    assert debts(chunks) == [
        (str(repo), "refs to objects that are missing: 1"),
        (str(repo), "objects missing from this repository (a partial clone?): 1"),
        ("b", "its content is missing from this repository"),
    ]
    (repo / ".git" / "refs" / "heads" / "lost").unlink()
    gone.parent.mkdir(exist_ok=True)
    gone.write_bytes(content)
    chunks = await look(repo, last(chunks))
    assert (one, "b", oids["b"]) in brought(chunks)
    assert debts(chunks) == []
