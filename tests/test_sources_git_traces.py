"""What stands in a repository besides the files that its refs reach: reflogs, stashes, notes, messages and names."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio

from agent.found import Cursor, Debt, Finding, Visibility
from agent.scan.pool import ScanPool
from agent.scan.written import HEADER
from agent.seal import ResponderKeys
from agent.sources.git import logs as git_logs
from agent.sources.git.source import GitSource
from detectors.forms import ALNUM, made
from tests.sims import compiled

NOW = datetime(2026, 3, 1, tzinfo=UTC)
ENVIRONMENT = {
    "PATH": os.environ["PATH"],
    "HOME": "/nonexistent",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    **{f"GIT_{who}_{what}": "a@x" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
}


def token(seed: str) -> str:
    return f"glpat-{made(ALNUM, 20, seed)}"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pool() -> AsyncIterator[ScanPool]:
    async with ScanPool(ResponderKeys.generate().scanner, 1, compiled.folder()) as running:
        yield running


pytestmark = pytest.mark.asyncio(loop_scope="module")


class Repo:
    """A real repository, and a short way to write history into it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir()
        self.git("init", "-q", "-b", "main")

    def git(self, *args: str, at: Path | None = None, stdin: bytes = b"", **extra: str) -> str:
        done = subprocess.run(
            ["git", *args], cwd=at or self.path, env=ENVIRONMENT | extra, input=stdin, capture_output=True, check=True
        )
        return done.stdout.decode().strip()

    def commit(self, text: str = "", name: str = "a.env", message: str = "c") -> str:
        (self.path / name).write_text(text)
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", message)
        return self.git("rev-parse", "HEAD")

    def forget(self) -> None:
        """Every reflog, and where HEAD was."""
        self.git("reflog", "expire", "--expire=now", "--all")
        for file in (self.path / ".git").glob("*_HEAD"):
            file.unlink()


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return Repo(tmp_path / "repo")


async def look(
    path: Path, pool: ScanPool, after: Cursor | None = None, *, sweeps: bool = False, unreachable: bool = False
) -> tuple[list[Finding], Sequence[Debt], Cursor]:
    """What is found, what is owed, and the cursor."""
    source = GitSource("src", path, Visibility.PRIVATE, sweeper=pool if sweeps else None, unreachable=unreachable)
    chunks = [chunk async for chunk in source.chunks(after, rules="r", now=NOW)]
    findings: list[Finding] = []
    debts: list[Debt] = []
    for chunk in chunks:
        result = await pool.scan(chunk)
        findings += result.findings
        debts += result.debts
    last = chunks[-1].cursor if chunks else after
    assert last is not None
    return findings, (*debts, *(chunks[-1].debts if chunks else ())), last


async def found(path: Path, pool: ScanPool, *, unreachable: bool = False) -> set[tuple[str, str | None]]:
    """Where; the same with a sweep and without, and nothing at a second look."""
    answers: list[set[tuple[str, str | None]]] = []
    for sweeps in (False, True):
        findings, debts, cursor = await look(path, pool, sweeps=sweeps, unreachable=unreachable)
        assert debts == ()
        assert (await look(path, pool, cursor, unreachable=unreachable))[0] == []
        assert {each.type for each in findings} <= {"gitlab-token"}
        answers.append({(each.occurrence.path, each.occurrence.commit) for each in findings})
    assert answers[0] == answers[1]
    return answers[0]


async def test_what_was_undone_amended_and_forced_away(repo: Repo, pool: ScanPool) -> None:
    first = repo.commit("one")
    lost = repo.commit(token("lost"))
    deep = repo.commit(token("deep"))
    repo.git("reset", "-q", "--hard", first)
    amended = repo.commit(token("amended"))
    repo.git("commit", "-q", "--amend", "-m", "no more", "--allow-empty", "-a")
    kept = repo.git("rev-parse", "HEAD")
    assert await found(repo.path, pool) == {("a.env", oid) for oid in (lost, deep, amended, kept)}


async def test_a_reset_after_the_first_look_costs_nothing_and_hides_nothing(repo: Repo, pool: ScanPool) -> None:
    first = repo.commit("one")
    _, _, cursor = await look(repo.path, pool)
    lost = repo.commit(token("lost"))
    repo.git("reset", "-q", "--hard", first)
    findings, debts, cursor = await look(repo.path, pool, cursor)
    assert ([each.occurrence.commit for each in findings], debts) == ([lost], ())
    assert [each.backlog for each in findings] == [False]
    later = repo.commit("two")
    findings, _, cursor = await look(repo.path, pool, cursor)
    assert findings == []
    repo.git("branch", "again", lost)
    assert (await look(repo.path, pool, cursor))[0] == []
    assert later == repo.git("rev-parse", "HEAD")


async def test_every_stash_and_what_was_only_staged_in_it(repo: Repo, pool: ScanPool) -> None:
    repo.commit("one")
    stashed: list[str] = []
    for seed in ("older", "newer"):
        (repo.path / "a.env").write_text(token(seed))
        repo.git("stash", "-q")
        stashed.append(repo.git("rev-parse", "stash@{0}"))
    (repo.path / "a.env").write_text(token("staged"))
    repo.git("add", "a.env")
    (repo.path / "a.env").write_text("no more")
    (repo.path / "new.env").write_text(token("untracked"))
    repo.git("stash", "-q", "-u")
    index, untracked = repo.git("rev-parse", "stash@{0}^2", "stash@{0}^3").split()
    expected = {("a.env", stashed[0]), ("a.env", stashed[1]), ("a.env", index), ("new.env", untracked)}
    assert await found(repo.path, pool) == expected


async def test_notes_messages_and_people(repo: Repo, pool: ScanPool) -> None:
    plain = repo.commit("one")
    said = repo.commit(message=f"fix\n\nuse {token('said')} for now\npassword = {made(ALNUM, 16, 'lead')}")
    signed = repo.git("commit-tree", "HEAD^{tree}", "-m", "x", GIT_AUTHOR_NAME=f"Ann {token('author')}")
    mailed = repo.git("commit-tree", "HEAD^{tree}", "-m", "x", GIT_COMMITTER_EMAIL=f"{token('mail')}@x")
    repo.git("branch", "signed", signed)
    repo.git("branch", "mailed", mailed)
    repo.git("notes", "add", "-m", token("note"), plain)
    note = repo.git("rev-parse", "refs/notes/commits")
    repo.git("tag", "-a", "-m", f"see {token('tagged')}", "v1", plain)
    repo.git("tag", "-a", "-m", f"see {token('inner')}", "inner", "main")
    repo.git("tag", "-a", "-m", "outer", "outer", "inner")
    repo.git("tag", "-d", "inner")
    findings, debts, _ = await look(repo.path, pool)
    assert debts == ()
    assert {(each.type, each.occurrence.path, each.occurrence.commit) for each in findings} == {
        ("gitlab-token", "commit message", said),
        (None, "commit message", said),
        ("gitlab-token", HEADER, signed),
        ("gitlab-token", HEADER, mailed),
        ("gitlab-token", plain, note),
        ("gitlab-token", "tag message", plain),
        ("gitlab-token", "tag message", repo.git("rev-parse", "main")),
    }
    assert {each.occurrence.line for each in findings if each.occurrence.path == "commit message"} == {3, 4}
    assert {each.occurrence.author for each in findings if each.occurrence.commit == signed} == {
        "Ann (gitlab-token) <a@x>"
    }
    swept, _, _ = await look(repo.path, pool, sweeps=True)
    assert sorted(map(repr, (one.occurrence for one in swept))) == sorted(
        map(repr, (one.occurrence for one in findings))
    )


async def test_names_are_shown_without_what_they_hold(repo: Repo, pool: ScanPool) -> None:
    first = repo.commit("one")
    named = repo.commit("two", f"x-{token('file')}.txt")
    repo.git("mv", f"x-{token('file')}.txt", f"y-{token('file')}.txt")
    repo.git("commit", "-q", "-m", "moved")
    moved = repo.git("rev-parse", "HEAD")
    repo.git("tag", f"v-{token('tag')}", first)
    repo.git("update-ref", f"refs/remotes/origin/try/{token('branch')}", first)
    assert await found(repo.path, pool) == {
        ("file name x-(gitlab-token).txt", named),
        ("file name y-(gitlab-token).txt", moved),
        ("tag name v-(gitlab-token)", first),
        ("branch name origin/try/(gitlab-token)", first),
    }
    _, _, cursor = await look(repo.path, pool)
    repo.git("branch", token("late"))
    findings, _, _ = await look(repo.path, pool, cursor)
    assert [(each.occurrence.path, each.backlog) for each in findings] == [("branch name (gitlab-token)", False)]


async def test_a_tag_is_of_who_made_it_and_when(repo: Repo, pool: ScanPool) -> None:
    repo.commit("one")
    tag = f"v1\n\n{token('tag')}\ntagger Eve <eve@example.org> 1 +0000\n"
    repo.git(
        *("tag", "-a", "-m", tag, "v1"),
        GIT_COMMITTER_NAME="Tim",
        GIT_COMMITTER_EMAIL="tim@example.org",
        GIT_COMMITTER_DATE="1700000000 +0200",
    )
    repo.git("tag", "-a", "-m", token("outer"), "v2", "v1", GIT_COMMITTER_DATE="1700000060 +0000")
    raw = repo.git("cat-file", "tag", "v1").replace("tagger Tim", f"tagless {token('none')}")
    oid = repo.git("hash-object", "-t", "tag", "--literally", "-w", "--stdin", stdin=raw.encode())
    repo.git("update-ref", "refs/tags/v3", oid)
    findings, _, _ = await look(repo.path, pool)
    told = [(one.occurrence.author, one.occurrence.committed_at) for one in findings if one.type == "gitlab-token"]
    first, second = datetime.fromtimestamp(1700000000, UTC), datetime.fromtimestamp(1700000060, UTC)
    assert sorted(told, key=repr) == sorted(
        [
            ("Tim <tim@example.org>", first),
            ("Tim <tim@example.org>", first),  # as the tag that v2 tags
            ("a@x <a@x>", second),
            (None, None),  # the header of v3
            (None, None),
        ],
        key=repr,
    )


async def test_of_a_value_in_a_name_the_bytes_are_told_at_which_it_stands(repo: Repo, pool: ScanPool) -> None:
    value = made(ALNUM, 18, "password")
    url = f"postgres://app:{value}@db.example.com/orders"
    for number, target in enumerate((url, f"\xe4/{url}", os.fsdecode(b"\xff\xfe/" + url.encode()))):
        (repo.path / f"l{number}").symlink_to(target)
    (repo.path / "ä").mkdir()
    repo.commit("one", f"ä/x-{token('file')}.txt")
    findings, _, _ = await look(repo.path, pool)
    at = len("postgres://app:")
    spans = {one.occurrence.path.split()[-3 if "link" in one.occurrence.path else 0]: one.span for one in findings}
    assert spans == {"l0": (at, at + 18), "l1": (at + 3, at + 21), "l2": (at + 3, at + 21), "file": (5, 31)}


async def test_where_a_symbolic_link_leads_to_is_read_as_a_name(repo: Repo, pool: ScanPool) -> None:
    (repo.path / "link").symlink_to(f"../{token('old')}/x")
    (repo.path / "other").symlink_to(f"password={made(ALNUM, 24, 'lead')}")
    first = repo.commit("one")
    (repo.path / "link").unlink()
    (repo.path / "link").symlink_to(f"../{token('old')}/{token('new')}.txt")
    second = repo.commit("one")
    (repo.path / "link").unlink()
    repo.commit("one", "link")
    shown = "symbolic link link -> ../(gitlab-token)"
    assert await found(repo.path, pool) == {(f"{shown}/x", first), (f"{shown}/(gitlab-token).txt", second)}


async def test_the_url_of_a_pull_and_of_a_submodule(repo: Repo, pool: ScanPool) -> None:
    head = repo.commit("one")
    log = repo.path / ".git" / "logs" / "HEAD"
    line = log.read_text().splitlines()[-1].partition("\t")[0]
    log.write_text(f"{log.read_text()}{line}\tpull https://oauth2:{token('pull')}@git.example.org/x: Fast-forward\n")
    modules = f'[submodule "x"]\n\tpath = x\n\turl = https://oauth2:{token("sub")}@git.example.org/x\n'
    added = repo.commit(modules, ".gitmodules")
    findings, _, _ = await look(repo.path, pool)
    assert {(each.occurrence.path, each.occurrence.commit) for each in findings if each.type == "gitlab-token"} == {
        (
            "reflog a@x <a@x> " + line.rpartition("> ")[2] + " pull (url-credentials)/x: Fast-forward",
            head,
        ),
        (".gitmodules", added),
    }


async def test_what_nothing_leads_to_is_read_on_request(repo: Repo, pool: ScanPool) -> None:
    first = repo.commit("one")
    lost = repo.commit(token("lost"), message="x")
    repo.git("reset", "-q", "--hard", first)
    staged = repo.git("hash-object", "-w", "--stdin", stdin=token("staged").encode())
    repo.forget()
    assert await found(repo.path, pool) == set()
    expected = {("a.env", lost), (f"unreachable object {staged}", None)}
    assert await found(repo.path, pool, unreachable=True) == expected
    _, _, cursor = await look(repo.path, pool, unreachable=True)
    late = repo.git("hash-object", "-w", "--stdin", stdin=token("late").encode())
    findings, _, _ = await look(repo.path, pool, cursor, unreachable=True)
    assert [each.occurrence.path for each in findings] == [f"unreachable object {late}"]


async def test_reflogs_that_are_too_long_or_broken_are_owed(
    repo: Repo, pool: ScanPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = repo.commit("one")
    lost = repo.commit(token("lost"))
    after = repo.commit("three")
    repo.git("reset", "-q", "--hard", first)
    gone = repo.path / ".git" / "objects" / lost[:2] / lost[2:]
    content = gone.read_bytes()
    gone.unlink()
    findings, debts, cursor = await look(repo.path, pool)
    assert findings == []
    assert [debt.reason for debt in debts] == ["what only reflogs lead to cannot be walked (damaged?)"]
    gone.write_bytes(content)
    findings, debts, _ = await look(repo.path, pool, cursor)
    assert ([each.occurrence.commit for each in findings], debts) == ([lost], ())
    assert after
    monkeypatch.setattr(git_logs, "LARGEST", 100)
    _, debts, _ = await look(repo.path, pool)
    assert [debt.reason for debt in debts] == ["its reflogs are longer than 0 MiB: the rest was not read"]


async def test_reflogs_that_nobody_may_list_are_owed_until_they_can(
    repo: Repo, pool: ScanPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = repo.commit("one")
    _, _, cursor = await look(repo.path, pool)
    lost = repo.commit(token("lost"))
    repo.git("reset", "-q", "--hard", first)

    def forbidden(_folder: Path) -> str:
        raise PermissionError

    with monkeypatch.context() as patched:
        patched.setattr(git_logs, "stamp", forbidden)
        findings, debts, cursor = await look(repo.path, pool, cursor)
        assert (findings, [debt.reason for debt in debts]) == ([], ["its reflogs cannot be read"])
        assert (await look(repo.path, pool, cursor))[2] == cursor
    findings, debts, _ = await look(repo.path, pool, cursor)
    assert ([each.occurrence.commit for each in findings], debts) == ([lost], ())


@pytest.mark.parametrize("kind", ["link", "fifo"])
async def test_a_reflog_that_is_no_file_is_refused(repo: Repo, pool: ScanPool, kind: str) -> None:
    repo.commit(token("x"))
    log = repo.path / ".git" / "logs" / "refs" / "heads" / "main"
    log.unlink()
    if kind == "link":
        log.symlink_to("/etc/passwd")
    else:
        os.mkfifo(log)
    findings, debts, _ = await look(repo.path, pool)
    assert (findings, [debt.reason for debt in debts]) == ([], ["a part of it is a symbolic link or no regular file"])


# --- where a .git file leads to ----------------------------------------------------------------------


def linked(repo: Repo, at: Path) -> str:
    repo.git("worktree", "add", "-q", "--detach", str(at))
    (at / "b.env").write_text(token("linked"))
    repo.git("add", "-A", at=at)
    repo.git("commit", "-q", "-m", "c", at=at)
    return repo.git("rev-parse", "HEAD", at=at)


def moduled(repo: Repo, at: Path) -> str:
    inner = Repo(at.parent / "inner")
    head = inner.commit(token("inner"))
    repo.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", str(inner.path), at.name)
    return head


async def test_a_linked_working_tree_is_its_repository(repo: Repo, pool: ScanPool, tmp_path: Path) -> None:
    first = repo.commit(token("first"))
    second = linked(repo, tmp_path / "linked")
    assert await found(tmp_path / "linked", pool) == {("a.env", first), ("b.env", second)}
    watched = GitSource("src", tmp_path / "linked", Visibility.PRIVATE).watched
    assert watched[0] == repo.path / ".git" / "HEAD"


async def test_a_submodule_is_a_repository_of_its_own(repo: Repo, pool: ScanPool) -> None:
    repo.commit(token("outer"))
    inner = moduled(repo, repo.path / "sub")
    assert await found(repo.path / "sub", pool) == {("a.env", inner)}


@pytest.mark.parametrize("make", [linked, moduled], ids=lambda make: make.__name__)
@pytest.mark.parametrize("trick", ["elsewhere", "copied", "through a link", "cut off"])
async def test_a_git_file_is_followed_only_to_who_points_back(
    repo: Repo, pool: ScanPool, make: object, trick: str
) -> None:
    repo.commit(token("theirs"))
    tree = repo.path / "sub"
    assert callable(make)
    make(repo, tree)
    match trick:
        case "elsewhere":
            (tree / ".git").write_text(f"gitdir: {repo.path / '.git'}\n")
        case "copied":
            other = tree.with_name("other")
            shutil.copytree(tree, other)
            shutil.rmtree(tree)
            text = (other / ".git").read_text()
            (other / ".git").write_text(text)
            tree = other
        case "through a link":
            (tree / ".git").rename(tree / "git")
            (tree / ".git").symlink_to("git")
        case _:
            (tree / ".git").write_text("gitdir: \0\n")
    findings, debts, _ = await look(tree, pool)
    assert findings == []
    assert [debt.reason for debt in debts] in (
        ["it is no folder, or its .git leads to a repository that does not name it: name that one itself"],
        ["it is reached through a symbolic link: name the repository itself"],
    )
