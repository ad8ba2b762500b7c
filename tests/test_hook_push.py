"""A push is looked at before it lands: real pushes to a real bare repository. What it brings: test_hook_pushed.py."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import socket
import sys
from collections.abc import AsyncIterator
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
from agent.hook.judge import Judged, _hello, _lookout, _told, judge
from agent.hook.pushed import Moved, Push
from agent.hook.session import Session
from agent.hook.terms import Bypass, Terms
from agent.hook.wire import Hello, Hit
from agent.ledger import LedgerView
from agent.scan.pool import ScanPool
from agent.scan.wire import Result
from detectors.forms import ALNUM, made
from detectors.github import checksum
from tests.sims import compiled
from tests.sims.pushing import ROOT, Local, Server, bypasses, left
from tests.sims.repo import Repo
from tests.sims.rig import Rig
from tests.sims.scene import short_folder, stanch

VALUE = "s3cr" + "et-Pw9-x7Q"
URL = f"postgresql://app:{VALUE}@db.example.com/orders"
OTHER = f"postgresql://other:{VALUE[::-1]}@db.example.com/orders"
PREVIEW = f"PostgreSQL password (role=app, password=<{len(VALUE)} characters>, host=db.example.com, database=orders)"
ANN = f"ann (as {getuser()} says)"
ZERO = "0" * 40
HERE = Path("/")
MINUTE = timedelta(minutes=1)


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with short_folder() as folder:
        yield Server(folder)


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
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever pushes only where something is to be said of the push."""
    repo = Repo(tmp_path / "repo")
    repo.commit(a="1\n", app=f"DSN={URL}\n")
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
