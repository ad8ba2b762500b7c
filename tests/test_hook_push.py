"""A push is looked at before it lands: real pushes to a real bare repository, and what each kind of push brings."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import timedelta
from getpass import getuser
from pathlib import Path
from typing import Any

import msgspec
import pytest

from agent.complaint import Complaint
from agent.found import Chunk, Text, TextsPart
from agent.hook import ask
from agent.hook.bypass import named
from agent.hook.examine import Examined, examine
from agent.hook.judge import Judged, _hello, _lookout, _told, judge, verdict
from agent.hook.pushed import Moved, Push
from agent.hook.session import Session
from agent.hook.terms import Bypass, Failing, Refuse, Terms
from agent.hook.wire import Hello, Hit
from agent.ledger import LedgerView
from agent.scan.pool import ScanPool
from agent.scan.wire import Result
from agent.scan.written import HEADER
from detectors.forms import ALNUM, DIGITS, made
from detectors.github import checksum
from tests.sims import compiled
from tests.sims.pushing import ROOT, Local, Server, bypasses
from tests.sims.repo import Repo
from tests.sims.rig import Rig
from tests.sims.scene import short_folder, stanch

VALUE = "s3cr" + "et-Pw9-x7Q"
URL = f"postgresql://app:{VALUE}@db.example.com/orders"
OTHER = f"postgresql://other:{VALUE[::-1]}@db.example.com/orders"
PREVIEW = f"PostgreSQL password (role=app, password=<{len(VALUE)} characters>, host=db.example.com, database=orders)"
LEAD = f'api_key = "{"q9Xc7Lr2Tu" + "7VbWnZ4sHkPd"}"\n'
ANN = f"ann (as {getuser()} says)"
ZERO = "0" * 40
HERE = Path("/")
MINUTE = timedelta(minutes=1)


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with short_folder() as folder:
        yield Server(folder)


# --- what a push brings ----------------------------------------------------------------------------


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """What has landed is on main; a test makes more, which no ref leads to once `left` was asked."""
    made = Repo(tmp_path / "repo")
    made.commit(a="1\n", app=f"DSN={URL}\n")
    return made


def left(repo: Repo, base: str = "main") -> str:
    """The commit that we are at, as a push would bring it: no ref leads to it."""
    new = repo.head()
    repo.git("checkout", "-q", "-f", base)
    return new


async def look(repo: Repo, *new: str, ref: str = "refs/heads/x") -> Examined:
    moves = [Moved.told(f"{ZERO} {oid} {ref}") for oid in new]
    push = Push.of_hook({"GIT_DIR": str(repo.path / ".git")}, HERE, moves, MINUTE)
    return await examine(push, Session(Local(), "push"))


def told(examined: Examined) -> list[tuple[str, int, str | None]]:
    assert VALUE not in str(examined)
    return [(hit.path, hit.line, hit.commit) for hit in examined.hits]


async def test_what_landed_before_is_no_news_wherever_it_moves(repo: Repo) -> None:
    repo.git("checkout", "-q", "--detach")
    repo.commit(app=f"# first\nDSN={URL}\n", b="2\n")
    repo.git("mv", "app", "moved")
    repo.commit("moved")
    assert told(await look(repo, left(repo))) == []
    # What another branch has landed may be merged and picked as often as one likes.
    repo.git("checkout", "-q", "-b", "side")
    repo.commit(c=f"DSN={OTHER}\n")
    repo.git("checkout", "-q", "--detach", "main")
    repo.commit(d="1\n")
    repo.git("cherry-pick", "side")
    repo.git("merge", "-q", "-m", "merge", "side")
    assert told(await look(repo, left(repo))) == []


async def test_what_moves_to_where_it_counts_is_news_whenever_it_landed(repo: Repo) -> None:
    for folder in ("tests", "src"):
        (repo.path / folder).mkdir()
    files = {f"tests/{name}.py": f"DSN = '{OTHER}'\n# {name}\n" for name in "ab"}
    repo.commit(**{"tests/a.py": files["tests/a.py"]})
    repo.git("checkout", "-q", "--detach")
    repo.commit(**{"tests/b.py": files["tests/b.py"]})
    repo.git("mv", "tests/a.py", "src/a.py")
    repo.git("mv", "tests/b.py", "src/b.py")
    moved = repo.commit("moved")
    repo.git("mv", "src/a.py", "a.py")  # of the same kind
    repo.commit("moved again")
    seen = await look(repo, left(repo))
    assert sorted(told(replace(seen, hits=seen.refusing(Refuse.TYPED)))) == [
        ("src/a.py", 1, moved),
        ("src/b.py", 1, moved),
    ]


async def test_what_was_taken_out_again_still_lands(repo: Repo) -> None:
    repo.git("checkout", "-q", "--detach")
    one = repo.commit(b=f"1\n2\nDSN={OTHER}\n")
    repo.commit(b="1\n")
    assert told(await look(repo, left(repo))) == [("b", 3, one)]


async def test_an_evil_merge_and_a_comment_that_goes(repo: Repo) -> None:
    repo.commit(c=f"DSN={OTHER} # stanch:allow\n")
    repo.git("checkout", "-q", "-b", "side", "HEAD~1")
    repo.commit(e="1\n")
    repo.git("checkout", "-q", "--detach", "main")
    repo.git("merge", "-q", "--no-commit", "side")
    evil = repo.commit("merge", f=f"DSN={URL[:-6]}billing\n", c=f"DSN={OTHER}\n")
    assert sorted(told(await look(repo, left(repo)))) == [("c", 1, evil), ("f", 1, evil)]


async def test_messages_names_tags_and_containers(repo: Repo, tmp_path: Path) -> None:
    repo.git("checkout", "-q", "--detach")
    one = repo.commit(f"see {OTHER}\n", plain="1\n")
    (repo.path / f"x{URL.replace('/', ':')}").write_text("")
    tip = left(repo)
    assert told(await look(repo, tip)) == [("commit message", 1, one)]
    blob = repo.oid(f"DSN={OTHER}\n")
    tree = repo.git("mktree", stdin=f"100644 blob {blob}\tinner.env\n".encode())
    tag = repo.git("mktag", stdin=f"object {blob}\ntype blob\ntag v1\ntagger A <a> 1 +0000\n\n{OTHER}\n".encode())
    assert told(await look(repo, blob)) == [(f"object {blob}", 1, None)]
    assert told(await look(repo, tree)) == [("inner.env", 1, None)]
    found = await look(repo, tag, ref="refs/tags/v1")
    assert [(path, line) for path, line, _ in told(found)] == [
        ("refs/tags/v1", 6),
        (f"object {blob}", 1),
    ]
    (tmp_path / "in.env").write_text(f"DSN={OTHER}\n")
    subprocess.run(["tar", "-czf", repo.path / "n2.tgz", "-C", tmp_path, "in.env"], check=True)  # noqa: ASYNC221 - at once
    repo.git("checkout", "-q", "--detach")
    two = repo.commit("archive")
    tip = left(repo)
    assert told(await look(repo, tip)) == [("n2.tgz!/in.env", 1, two)]
    # Once, and not a longer one with what stands in the next name.
    slack = f"xoxb-{made(DIGITS, 12)}-{made(DIGITS, 13)}-{made(ALNUM, 24)}"
    named = told(await look(repo, tip, ref=f"refs/heads/{slack}"))
    assert named == [("(names of refs and files)", 1, None), ("n2.tgz!/in.env", 1, two)]


async def test_tags_of_tags_and_long_messages(repo: Repo) -> None:
    repo.git("tag", "-a", "-m", f"see {OTHER}", "inner")
    repo.git("tag", "-a", "-m", "no more", "outer", "inner")
    tag = repo.git("rev-parse", "outer")
    repo.git("tag", "-d", "inner", "outer")
    assert told(await look(repo, tag, ref="refs/tags/outer")) == [("(tag message)", 6, None)]
    said = f"{'a long story' * 60}\n" * 5000 + f"see {OTHER}\n"
    commit = repo.git("commit-tree", "-p", "HEAD", "HEAD^{tree}", stdin=said.encode())
    moves = [Moved.told(f"{ZERO} {commit} refs/heads/x")]
    push = Push.of_hook({"GIT_DIR": str(repo.path / ".git")}, HERE, moves, MINUTE)
    assert max([len(text.data) async for text, _ in push.texts()]) < 2 << 20
    assert told(await look(repo, commit)) == [("commit message", 5001, commit)]


async def test_all_that_is_written_into_a_commit(repo: Repo) -> None:
    """Behind a NUL, where git's own log ends; as its author; in a header of some tool."""
    tree, parent = repo.git("rev-parse", "HEAD^{tree}", "HEAD").split()
    people = "author A <a@b.example> 1700000000 +0000\ncommitter C <c@b.example> 1700000000 +0000\n"
    for written, place in (
        (f"{people}\nfine\0\nsee {OTHER}\n", ("commit message", 2)),
        (f"{people.replace('A <', OTHER + ' <')}\nfine\n", (HEADER, 1)),
        (f"{people}tool {OTHER}\n\nfine\n", (HEADER, 3)),
    ):
        raw = f"tree {tree}\nparent {parent}\n{written}".encode()
        commit = repo.git("hash-object", "-t", "commit", "-w", "--literally", "--stdin", stdin=raw)
        assert told(await look(repo, commit)) == [(*place, commit)]


async def test_a_thousand_commits_are_one_look(repo: Repo) -> None:
    lines = ["reset refs/heads/many\nfrom refs/heads/main\n"]
    for number in range(1000):
        data = f"line {number}\n" + (f"DSN={OTHER}\n" if number == 700 else "")
        lines.append(
            f"commit refs/heads/many\nmark :{number + 1}\ncommitter A <a> {number + 1} +0000\ndata 1\nm\n"
            f"M 100644 inline f{number % 40}\ndata {len(data)}\n{data}\n"
        )
    repo.git("fast-import", "--quiet", stdin="".join(lines).encode())
    tip = repo.git("rev-parse", "many")
    repo.git("update-ref", "-d", "refs/heads/many")
    bad = repo.git("rev-list", tip, "--skip=299", "-1")
    assert told(await look(repo, tip)) == [("f20", 2, bad)]


async def test_what_is_too_large_is_owed(repo: Repo) -> None:
    """And refuses the push where the configuration says so."""
    repo.git("checkout", "-q", "--detach")
    repo.commit(big=f"{OTHER}\n" * 9, b="1\n")
    new = left(repo)
    moves = [Moved.told(f"{ZERO} {new} refs/heads/x")]
    push = Push.of_hook({"GIT_DIR": str(repo.path / ".git")}, HERE, moves, MINUTE)
    found = await examine(replace(push, largest=320), Session(Local(), "push"))
    assert (found.hits, found.owed) == ((), (("big", "larger than 320 bytes"),))
    for failing, ending in ((Failing.REFUSE, "it is refused"), (Failing.ACCEPT, "it is let in all the same")):
        judged = verdict(found, (), Terms(on_failure=failing), by_daemon=True)
        assert judged.refused is (failing is Failing.REFUSE)
        assert judged.said[:2] == ["not all of this push could be looked at:", "  big: larger than 320 bytes"]
        assert judged.said[2].startswith(f"{ending} (on_failure = {failing.value})")


async def test_one_content_under_many_names(repo: Repo) -> None:
    repo.git("checkout", "-q", "--detach")
    names = [f"n{number:02}" for number in range(20)]
    repo.commit(**dict.fromkeys(names, f"DSN={OTHER}\n"))
    found = await look(repo, left(repo))
    assert [path for path, *_ in told(found)] == names[:16]
    assert found.owed == tuple((name, "one content under more than 16 names") for name in names[16:])


async def test_what_refuses(repo: Repo) -> None:
    repo.git("checkout", "-q", "--detach")
    repo.commit(b=f"DSN={OTHER}\n", c=LEAD, d=f"DSN={URL[:-6]}billing # gitleaks:allow\n")
    found = await look(repo, left(repo))
    by = {refuse: [hit.path for hit in found.refusing(refuse)] for refuse in Refuse}
    assert by == {Refuse.TYPED: ["b"], Refuse.ALL: ["b", "c"], Refuse.NOTHING: []}


# --- git's environment -----------------------------------------------------------------------------


def test_only_folders_of_this_user_alone_are_let_through(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "re:po")
    objects = repo.path / ".git" / "objects"
    inside, forges = objects / "tmp_objdir-incoming-x", tmp_path / 'a"b'
    for folder in (inside, forges, tmp_path / "group"):
        folder.mkdir(mode=0o755)
    (tmp_path / "group").chmod(0o775)
    (tmp_path / "link").symlink_to(forges)
    told = {"GIT_DIR": ".git", "GIT_SSH_COMMAND": "evil", "GIT_CONFIG_COUNT": "1", "LD_PRELOAD": "x"}

    def pushed(**more: str) -> Mapping[str, str]:
        return Push.of_hook(told | more, repo.path, [], MINUTE).environment

    plain = pushed()
    assert pushed(GIT_OBJECT_DIRECTORY="./.git/objects") == plain
    assert not {"GIT_SSH_COMMAND", "GIT_CONFIG_COUNT", "LD_PRELOAD"} & plain.keys()
    through = pushed(
        GIT_QUARANTINE_PATH=f"{repo.path}/.git/./objects/{inside.name}",
        GIT_OBJECT_DIRECTORY=str(inside),
        GIT_ALTERNATE_OBJECT_DIRECTORIES=f".git/objects:{forges}",
    )
    assert through == {**plain, "GIT_ALTERNATE_OBJECT_DIRECTORIES": f'"{inside}":"{tmp_path}/a\\"b"'}
    for bad in (tmp_path / "group", tmp_path / "link", objects / "absent"):
        with pytest.raises(Complaint, match="no folder of this user alone"):
            pushed(GIT_QUARANTINE_PATH=str(bad))
    # Of the user alone, and the repository's own, is where a shallow history ends, too.
    files = [repo.path / ".git" / "shallow_x", repo.path / ".git" / "shallow_y", tmp_path / "shallow_z"]
    for file in files:
        file.touch(0o644)
    files[1].chmod(0o664)
    assert pushed(GIT_SHALLOW_FILE=".git/./shallow_x") == {**plain, "GIT_SHALLOW_FILE": str(files[0])}
    assert pushed(GIT_SHALLOW_FILE="") == plain
    for bad in (*files[1:], tmp_path / "link", repo.path / ".git" / "absent"):
        with pytest.raises(Complaint, match="no file of this user alone"):
            pushed(GIT_SHALLOW_FILE=str(bad))
    (inside / "info").mkdir()
    (inside / "info" / "alternates").write_text("/srv/other.git/objects\n")
    with pytest.raises(Complaint, match="no folder of this user alone"):
        pushed(GIT_QUARANTINE_PATH=str(inside))
    with pytest.raises(Complaint, match="this is no repository"):
        Push.of_hook({}, tmp_path, [], MINUTE)
    for line in (f"HEAD {ZERO} refs/heads/x", "garbage", f"{ZERO} {ZERO}", f"{ZERO} {ZERO} ", ""):
        with pytest.raises(Complaint, match="this is no line of git's"):
            Moved.told(line)


# --- real pushes -----------------------------------------------------------------------------------


async def test_a_leak_never_lands_and_whoever_pushes_is_told(server: Server, rig: Rig) -> None:
    clean = server.client.commit(a="1\n")
    async with server.desk(bypasses(rig.ledger, rig.path, rig.clock)):
        first = await server.push("origin", "main")
        assert (first.code, first.said, server.refs()) == (0, "", {"refs/heads/main": clean})
        assert server.again == ["shop"]
        bad = server.client.commit(**{"app.env": f"# settings\nDSN={URL}\n"})
        # Several refs, one of them bad: none lands.
        refused = await server.push("origin", "main", "main~1:refs/heads/good")
        assert refused.code == 1
        assert VALUE not in refused.said
        said = re.sub(r"(?m)^remote: (.*?) *$", r"\1", refused.said).splitlines()
        assert said[:2] == [
            "stanch: this push is refused: it brings 1 credential",
            f"stanch:   {bad[:12]} app.env:2  {PREVIEW}",
        ]
        assert "git push -o stanch.bypass='REASON' ..." in said[4]
        assert (server.refs(), server.has(bad)) == ({"refs/heads/main": clean}, False)
        # With `update` the good one does.
        server.install("update")
        server.uninstall("pre-receive")
        assert (await server.push("origin", "main", "main~1:refs/heads/good")).code == 1
        assert server.refs() == {"refs/heads/main": clean, "refs/heads/good": clean}
        server.install("pre-receive")
        server.uninstall("update")
        # Forced, and with the leak amended away; a tag; and everything deleted.
        server.client.git("reset", "-q", "--hard", "HEAD~1")
        server.client.git("commit", "-q", "--amend", "-m", "anew")
        server.client.git("tag", "-a", "v1", "-m", f"with {OTHER}")
        assert (await server.push("--force", "origin", "main")).code == 0
        assert (await server.push("origin", "v1")).code == 1
        deleted = await server.push("origin", ":main", ":good")
        assert (deleted.code, deleted.said, server.refs()) == (0, "", {})


@pytest.mark.parametrize("name", ["x\u2028y", "x\u0085y"])
async def test_a_name_that_looks_like_two_lines(server: Server, rig: Rig, name: str) -> None:
    server.client.commit(**{"app.env": f"DSN={URL}\n"})
    async with server.desk(bypasses(rig.ledger, rig.path, rig.clock)):
        pushed = await server.push("origin", "main:refs/heads/" + name)
    assert (pushed.code, "it brings 1 credential" in pushed.said) == (1, True)


@pytest.mark.parametrize("hook", ["pre-receive", "update"])
async def test_a_push_out_of_a_shallow_clone_is_looked_at_to_where_it_ends(server: Server, rig: Rig, hook: str) -> None:
    """Into a server that takes it, where only git knows meanwhile where that is."""
    server.uninstall("pre-receive")
    server.install(hook)
    server.client.git("-C", str(server.git_dir), "config", "receive.shallowUpdate", "true")
    server.client.commit(a="1\n")
    (server.client.path / ".git" / "shallow").write_text(f"{server.client.commit(a='2')}\n")
    async with server.desk(bypasses(rig.ledger, rig.path, rig.clock)):
        clean = server.client.commit(b="1\n")
        first = await server.push("origin", "main")
        assert (first.code, first.said, server.refs()) == (0, "", {"refs/heads/main": clean})
        server.client.git("checkout", "-q", "--orphan", "other")
        server.client.commit(a="3\n")
        (server.client.path / ".git" / "shallow").write_text(f"{server.client.commit(c=URL)}\n")
        server.client.commit(d="1\n")
        refused = await server.push("origin", "other")
        assert (refused.code, "brings 1 credential" in refused.said) == (1, True)
        assert server.refs() == {"refs/heads/main": clean}


async def test_a_bypass_needs_a_reason_is_evidence_and_ends(server: Server, rig: Rig) -> None:
    bad = server.client.commit(**{"app.env": f"DSN={URL}\n"})
    made = bypasses(rig.ledger, rig.path, rig.clock)
    async with server.desk(made):
        assert (await server.push("-o", "stanch.bypass= ", "origin", "main")).code == 1
        token = f"because {URL}"
        let = await server.push("-o", f"stanch.bypass={token}", "origin", "main", GL_USERNAME="ann")
        assert let.code == 0
        assert f"let through by {ANN} until 2026-03-01T13:00:00" in let.said
        assert server.refs() == {"refs/heads/main": bad}
    with LedgerView(rig.path) as view:
        [entry] = view.incidents()
        [place] = view.occurrences(entry.incident.id)
        event = json.loads(view.events(entry.incident.id)[-1].record)
    assert (place.source, place.path, place.commit) == ("shop", "app.env", bad)
    assert (event["what"], event["detail"]["bypass"]["by"]) == ("push:bypassed", ANN)
    assert event["detail"]["bypass"]["repository"] == str(server.git_dir)
    assert event["detail"]["bypass"]["why"].startswith("because ")
    assert VALUE not in str(event)
    session = Session(Local(), "shop")
    await session.look([Text("x", f"DSN={URL}\n".encode())])
    mine = replace(next(iter(session.kept.values())), canonical=entry.incident.canonical)
    for repository, passed, holds in (
        (str(server.git_dir), 0, True),
        ("/another.git", 0, False),
        (str(server.git_dir), 2, False),
    ):
        rig.clock.pass_(hours=passed)
        assert bool(await made.standing([mine], repository)) is holds


async def test_a_bypass_is_for_one_of_the_repositories_that_are_shown_the_same(rig: Rig) -> None:
    names = [f"/{'gh' + 'p_'}{body}{checksum(body)}.git" for body in (made(ALNUM, 30), made(ALNUM, 30, "b"))]
    session = Session(Local(), "shop")
    await session.look([Text("x", f"DSN={URL}\n".encode())])
    [found] = session.kept.values()
    held = bypasses(rig.ledger, rig.path, rig.clock)
    await held.ask([found], names[0], ANN, "because")
    stand = [bool(await held.standing([found], name)) for name in (*names, "/(github-pat).git")]
    assert stand == [True, False, False]
    with LedgerView(rig.path) as view:
        assert names[0][1:-4] not in "".join(event.record for event in view.events(1))


async def test_a_second_person_lets_it_through(server: Server, rig: Rig) -> None:
    (server.config / "stanch.toml").write_text(f'[hook]\nsocket = "{server.socket}"\nbypass = "second"\n')
    server.client.commit(**{"app.env": f"DSN={URL}\n"})
    made = bypasses(rig.ledger, rig.path, rig.clock, Bypass.SECOND)
    async with server.desk(made):
        with pytest.raises(Complaint, match="incident 1: nobody asks"):
            await made.allow("ben", {"incident": 1, "reason": "why not"})
        asked = await server.push("-o", "stanch.bypass=the vendor", "origin", "main")
        assert asked.code == 1
        assert "asked for: incident 1." in asked.said
        assert "stanch hook allow 1 --reason" in asked.said
        pusher = _events(rig)[-1]["detail"]["bypass"]["by"]
        for person, arguments, why in (
            (pusher, {"reason": "me too"}, "it needs somebody else"),
            ("ben", {"reason": " "}, "say why"),
            ("ben", {"reason": "x", "seconds": 31 * 86_400}, "ends within 30 days"),
        ):
            with pytest.raises(Complaint, match=why):
                await made.allow(person, {"incident": 1, **arguments})
        said = await made.allow("ben", {"incident": 1, "reason": "agreed", "seconds": 3600.0})
        assert said.startswith(f"incident 1: may be pushed to {server.git_dir} until 2026-03-01T13:00:0")
        assert (await server.push("origin", "main")).code == 0
    last = _events(rig)[-1]
    assert (last["what"], last["detail"]["bypass"]["by"]) == ("push:bypassed", "ben")
    assert last["detail"]["bypass"]["why"] == f"the vendor ({pusher}); agreed"


@pytest.mark.parametrize(("login", "is_service", "refused"), [("git", True, {"ann"}), ("bob", False, {"ann", "bob"})])
async def test_whoever_asks_under_another_name_is_no_second_person(
    rig: Rig,
    login: str,
    is_service: bool,  # noqa: FBT001 - a column
    refused: set[str],
) -> None:
    """A forge knows whom it lets push; somebody who is logged in may say anything."""
    made = bypasses(rig.ledger, rig.path, rig.clock, Bypass.SECOND)
    session = Session(Local(), "push")
    await session.look([Text("app.env", f"DSN={URL}\n".encode())])
    await made.ask([*session.kept.values()], "/r.git", named("ann", login, is_service=is_service), "the vendor")
    for person in refused:
        with pytest.raises(Complaint, match="it needs somebody else"):
            await made.allow(person, {"incident": 1, "reason": "me too"})
    assert (await made.allow("eve", {"incident": 1, "reason": "agreed"})).startswith("incident 1: may be pushed")


@pytest.mark.parametrize(
    ("mode", "words"),
    [(Bypass.REASON, ": incidents 1, 2"), (Bypass.SECOND, ": incidents 1, 2. Somebody else lets them through,")],
)
async def test_several_are_said_to_be(rig: Rig, mode: Bypass, words: str) -> None:
    session = Session(Local(), "push")
    await session.look([Text("app.env", f"A={URL}\nB={OTHER}\n".encode())])
    made = bypasses(rig.ledger, rig.path, rig.clock, mode)
    assert words in await made.ask([*session.kept.values()], "/r.git", ANN, "the vendor")


async def test_what_is_made_up_was_let_in_by_nobody() -> None:
    session = Session(Local(), "push")
    seen = await session.look([Text("app.env", b"# app\nDSN=postgres://orders:orders@db/x\n")])
    assert (seen.hits, session.allowed, session.kept) == ((), {}, {})


def _events(rig: Rig) -> list[dict[str, Any]]:
    with LedgerView(rig.path) as view:
        return [json.loads(event.record) for event in view.events(1)]


async def test_what_stanch_cannot_do_is_told_and_ends_as_configured(server: Server) -> None:
    bad = server.client.commit(**{"app.env": f"DSN={URL}\n"})
    toml = f'[hook]\nsocket = "{server.socket}"\ndeadline = "1s"\n'

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    async with await asyncio.start_unix_server(silent, server.socket):
        (server.config / "stanch.toml").write_text(f'{toml}on_failure = "refuse"\nrefuse = "some"\n')
        refused = await server.push("origin", "main")
    assert (refused.code, server.refs()) == (1, {})
    held = "the settings of this hook are not understood, so refuse = typed and on_failure = refuse hold"
    assert f"{held}, and whoever runs this server is told why" in refused.said
    assert str(server.config) not in refused.said
    assert "could not be looked at: it took longer than it may" in refused.said
    assert "it is refused (on_failure = refuse)" in refused.said

    async def dies(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    server.socket.unlink(missing_ok=True)  # since Python 3.13 its server has done that
    async with await asyncio.start_unix_server(dies, server.socket):
        (server.config / "stanch.toml").write_text(toml)
        accepted = await server.push("origin", "main")
    assert (accepted.code, server.refs()) == (0, {"refs/heads/main": bad})
    assert "could not be looked at: the daemon ended before it answered" in accepted.said
    assert "it is let in all the same (on_failure = accept)" in accepted.said


def test_what_is_no_ref_update_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "stanch.toml").write_text('[hook]\non_failure = "refuse"\n')
    for given, words in (
        ("garbage\n", "this is no line of git's for a hook"),
        ("", "no ref update (old new ref) came"),
    ):
        done = stanch(tmp_path, "hook", "pre-receive", "--config", str(tmp_path), given=given)
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.startswith(f"stanch: this push could not be looked at: {words}"), done.stderr
        done = stanch(tmp_path, "hook", "pre-receive", "--config", str(tmp_path / "none"), given=given)
        assert (done.returncode, "let in all the same" in done.stderr) == (0, True)


async def test_what_was_found_is_never_let_in_by_a_failure(server: Server, rig: Rig) -> None:
    """The daemon dies on a file of this push that comes later, or while it is asked about a bypass."""
    server.client.commit(**{f"f{number}": f"DSN={URL[:-6]}{number}\n" for number in range(520)})
    (server.config / "stanch.toml").write_text(f'[hook]\nsocket = "{server.socket}"\ndeadline = "60s"\n')

    asked: list[int] = []

    class Dying(Local):
        async def scan(self, chunk: Chunk) -> Result:
            assert isinstance(chunk.part, TextsPart)
            asked.append(len(chunk.part.texts))
            if len(asked) > 1:
                raise OSError
            return await super().scan(replace(chunk, part=TextsPart(chunk.part.texts[:8])))

    async with server.desk(bypasses(rig.ledger, rig.path, rig.clock), scanner=Dying()):
        cut = await server.push("origin", "main")
    assert (cut.code, server.refs(), asked) == (1, {}, [512, 11])
    assert "not all of it could be looked at: the daemon ended before it answered" in cut.said
    assert "this push is refused: it brings" in cut.said
    gone = replace(bypasses(rig.ledger, rig.path, rig.clock), file=server.folder / "gone.db")
    async with server.desk(gone, scanner=Local()):
        server.client.git("reset", "-q", "--hard")
        refused = await server.push("-o", "stanch.bypass=please", "origin", "main")
    assert (refused.code, server.refs()) == (1, {})
    assert "there is no ledger yet" in refused.said


async def test_without_a_daemon_scanners_are_started_for_the_push(server: Server) -> None:
    server.client.commit(**{"app.env": f"DSN={URL}\n"})
    refused = await server.push("-o", "stanch.bypass=please", "origin", "main")
    assert (refused.code, server.refs()) == (1, {})
    assert "no daemon answers (No such file or directory): looked at without it" in refused.said
    assert str(server.socket) not in refused.said
    assert "a bypass is written down by the daemon, and none answers" in refused.said
    assert "app.env:1  PostgreSQL password" in refused.said
    assert "git push -o" not in refused.said


async def test_what_a_scanner_takes_to_begin_is_not_of_the_deadline(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To compile the patterns takes seconds, and a leak must not come in for that."""
    monkeypatch.setenv("XDG_CACHE_HOME", compiled.home()["XDG_CACHE_HOME"])
    terms = Terms(server.socket, deadline=timedelta(hours=1))
    push = Push.of_hook({"GIT_DIR": str(server.git_dir)}, HERE, [], MINUTE)
    said: list[str] = []
    loop = asyncio.get_running_loop()
    clock, began = loop.time, ScanPool.begun

    async def slowly(pool: ScanPool) -> None:
        await began(pool)
        monkeypatch.setattr(loop, "time", lambda: clock() + 1800)

    monkeypatch.setattr(ScanPool, "begun", slowly)
    async with asyncio.timeout(3600) as limit, AsyncExitStack() as stack:
        lookout, without = await _lookout(stack, push, terms, {}, said.append, limit)
        seen = await lookout.look([Text("a", f"DSN={URL}\n".encode())])
        left = (limit.when() or 0) - loop.time()
    assert 3500 < left <= 3600
    assert [hit.what for hit in seen.hits] == [PREVIEW]
    assert (said, without) == ([], "no daemon answers (No such file or directory)")


async def test_a_scanner_that_dies_as_it_begins_lets_nothing_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory may be short for a moment: another one is tried, as for any chunk."""
    monkeypatch.setenv("XDG_CACHE_HOME", compiled.home()["XDG_CACHE_HOME"])
    before, said = begun(), list[str]()
    async with asyncio.timeout(60) as limit, ask.alone(said.append, limit) as lookout:
        [zygote] = begun() - before
        os.kill(zygote, signal.SIGKILL)
        seen = await lookout.look([Text("a", f"DSN={URL}\n".encode())])
        assert limit.when() is not None
    assert ([hit.what for hit in seen.hits], said) == ([PREVIEW], [])


def begun() -> set[int]:
    """What this process has started and not waited for."""
    return {int(pid) for pid in Path("/proc/thread-self/children").read_text().split()}


async def test_whoever_runs_the_server_is_told_that_no_daemon_answers(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever pushes only where something is to be said of the push."""
    monkeypatch.setenv("XDG_CACHE_HOME", compiled.home()["XDG_CACHE_HOME"])
    logged: list[str] = []
    terms, environ = Terms(tmp_path / "none.sock", bypass=Bypass.OFF), {"GIT_DIR": str(repo.path / ".git")}

    async def judged(text: str) -> Judged:
        repo.git("checkout", "-q", "--detach")
        repo.commit(b=text)
        return await judge([Moved.told(f"{ZERO} {left(repo)} refs/heads/x")], terms, environ, HERE, logged.append)

    assert await judged("1\n") == Judged(refused=False, said=[])
    allowed = await judged(f"DSN={OTHER} # stanch:allow\n")
    assert (allowed.refused, len(allowed.said)) == (False, 3)
    assert allowed.said[0] == "no daemon answers (No such file or directory): looked at without it, which takes longer"
    assert allowed.said[-1].endswith("(stanch:allow)")
    git_dir = repo.path / ".git"
    alone = f"{git_dir}: no daemon answers (No such file or directory): {tmp_path}/none.sock"
    assert logged == [alone, alone, f"{git_dir}: 1 pushed with a comment that lets it in: b:1"]


def test_a_name_that_is_no_text_can_be_sent() -> None:
    hello = _hello({"GL_USERNAME": "ann\udcff"}, Path("/git/b\udce4r.git"))
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(hello), type=Hello) == Hello("/git/b\\xe4r.git", "ann\\xff")


async def test_a_repository_that_is_called_like_a_token_is_logged_without_it(tmp_path: Path) -> None:
    body = made(ALNUM, 30)
    repo = Repo(tmp_path / f"{'gh' + 'p_'}{body}{checksum(body)}")
    logged: list[str] = []
    push = Push.of_hook({"GIT_DIR": str(repo.path / ".git")}, HERE, [], timedelta(seconds=9))
    await _told([Hit(0, "m", True, PREVIEW, "app.env", 1, None)], Session(Local(), "push"), push, logged.append)  # noqa: FBT003 - typed
    assert logged == [f"{tmp_path}/(github-pat)/.git: 1 pushed with a comment that lets it in: app.env:1"]


async def test_a_comment_lets_a_credential_in_and_the_daemon_logs_it(
    server: Server, rig: Rig, capfd: pytest.CaptureFixture[str]
) -> None:
    bad = server.client.commit(**{"app.env": f"DSN={URL} # stanch:allow\n"})
    async with server.desk(bypasses(rig.ledger, rig.path, rig.clock, Bypass.OFF)):
        pushed = await server.push("origin", "main", GL_USERNAME="ann")
    assert (pushed.code, server.refs()) == (0, {"refs/heads/main": bad})
    said = re.sub(r"(?m)^remote: (.*?) *$", r"\1", pushed.said).splitlines()
    assert said == [
        "stanch: this push brings what a comment beside it lets in, which whoever runs this server is told:",
        f"stanch:   {bad[:12]} app.env:1  {PREVIEW} (stanch:allow)",
    ]
    out, error = capfd.readouterr()
    for words in ("pushed with a comment that lets it in", str(server.git_dir), ANN, f"{bad} app.env:1 {PREVIEW}"):
        assert words in out + error
    assert VALUE not in out + error


# --- who may ask -----------------------------------------------------------------------------------


async def test_marks_hold_for_one_connection_and_a_broken_one_is_a_failure(server: Server, rig: Rig) -> None:
    text = Text("x", f"DSN={URL}\nAGAIN={URL}\n".encode())
    hello = Hello(str(server.git_dir), "")
    async with server.desk(bypasses(rig.ledger, rig.path, rig.clock)):
        marks = []
        for _ in range(2):
            async with ask.daemon(server.socket, hello) as asked:
                one, two = (await asked.look([text])).hits
                assert one.mark == two.mark
                assert (await asked.ask(["f" * 32], "a mark that nobody has seen")).through == ()
                marks.append(one.mark)
        assert marks[0] != marks[1]
        async with ask.daemon(server.socket, hello) as asked:
            asked.writer.write(b"\xff\xff\xff\xff")
            with pytest.raises(Complaint, match="the daemon ended before it answered"):
                await asked.look([text])
    with pytest.raises(ask.NobodyError, match="no daemon answers"):
        async with ask.daemon(server.socket, hello):
            pass


@pytest.mark.skipif(os.geteuid() != 0, reason="takes root to be somebody else")
async def test_who_is_not_named_takes_nobodys_room(server: Server, rig: Rig) -> None:
    """A push that nobody could look at may be let in: then whoever can keep us from looking decides."""
    script = (
        "import os, socket, sys\nos.setgid(65534)\nos.setuid(65534)\n"
        "held = [socket.socket(socket.AF_UNIX) for _ in range(8)]\n"
        "for one in held: one.connect(sys.argv[1])\n"
        "print(flush=True)\nsys.stdin.read()\n"
    )
    server.folder.chmod(0o755)
    async with server.desk(bypasses(rig.ledger, rig.path, rig.clock)):
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", script, str(server.socket)),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        assert process.stdout is not None
        async with asyncio.timeout(10):
            assert await process.stdout.readline() == b"\n"
        async with asyncio.timeout(10), ask.daemon(server.socket, Hello(str(server.git_dir), "")) as asked:
            assert (await asked.look([Text("x", f"DSN={URL}\n".encode())])).hits
        await process.communicate(b"")


@pytest.mark.skipif(os.geteuid() != 0, reason="takes root to be somebody else")
async def test_a_socket_that_another_daemon_answers_at_stays_its_own(server: Server, rig: Rig) -> None:
    made = bypasses(rig.ledger, rig.path, rig.clock)
    async with server.desk(made):
        with pytest.raises(Complaint, match="another program answers there"):
            async with server.desk(made):
                pass
        assert server.socket.is_socket()
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(server.socket))
    async with server.desk(made):
        pass


@pytest.mark.skipif(os.geteuid() != 0, reason="takes root to be somebody else")
async def test_a_user_that_the_configuration_does_not_name_is_turned_away(server: Server, rig: Rig) -> None:
    """By the kernel's word; whoever is named is answered."""
    script = (
        "import asyncio, os, sys\nfrom pathlib import Path\n"
        "from agent.hook import ask\nfrom agent.hook.wire import Hello\n"
        "async def main():\n"
        "    async with ask.daemon(Path(sys.argv[1]), Hello('/r', 'root')) as asked:\n"
        "        print((await asked.again()).text)\n"
        "os.setgid(65534)\nos.setuid(65534)\nasyncio.run(main())\n"
    )
    server.folder.chmod(0o755)

    async def as_nobody() -> str:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", script, str(server.socket)),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            env={"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        )
        return (await process.communicate())[0].decode()

    said = []
    for users in ([], [65_534]):
        async with server.desk(bypasses(rig.ledger, rig.path, rig.clock), users):
            said.append(await as_nobody())
    assert "NobodyError: the daemon does not answer this user ([hook] users)" in said[0]
    assert said[1] == "no source of stanch.toml is this repository\n"
