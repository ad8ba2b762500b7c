"""Repositories elsewhere: real git over HTTP, mirrored and read, whatever the server or a kill does in between."""

# ruff: noqa: ASYNC221 - a test has its event loop to itself

from __future__ import annotations

import asyncio
import os
import subprocess
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

import pytest
import pytest_asyncio

from agent.found import Chunk, Cursor, Debt, GitPart, Source, Visibility
from agent.sources.git.source import GitSource
from agent.sources.remote.address import NoRemoteError, parse
from agent.sources.remote.line import TOO_LARGE, Bounds, FetchError, StoppedError, run
from agent.sources.remote.mirror import Mirror, tidy
from agent.sources.remote.recipe import ASKPASS, Call, Login, Way, call
from agent.sources.remote.source import MirrorSource
from agent.sources.remote.turns import Turns
from detectors.base import Secret
from tests.sims.githost import ASK, Host
from tests.sims.liar import Lie, Request, answer
from tests.sims.repo import Repo
from tests.sims.tokens import Given

NOW = datetime(2026, 3, 1, tzinfo=UTC)
EVERY = timedelta(minutes=5)
TOKEN = "tok-" + "Zq7canaryWv3xR8tPk"
USER = "x-access-token"


@dataclass
class Place:
    """A repository that people push to, and our source of it."""

    host: Host
    repo: Repo
    folder: Path
    bounds: Bounds = field(default_factory=Bounds)
    token: str = TOKEN
    name: str = "app"
    visibility: Visibility = Visibility.INTERNAL
    owners: list[str] = field(default_factory=list)

    def source(self, every: timedelta | None = EVERY) -> MirrorSource:
        mirror = Mirror(
            self.folder / "mirror",
            parse(self.host.url(self.name)),
            Way(),
            Given(lambda: self.token),
            self.bounds,
        )

        def inner(name: str, path: Path, visibility: Visibility) -> Source:
            return GitSource(name, path, visibility)

        async def owners(name: str, path: Path) -> None:
            self.owners.append(f"{name} {path.name}")

        return MirrorSource("app", self.visibility, mirror, Turns(), inner=inner, owners=owners, every=every)

    def push(self, **files: str) -> str:
        commit = self.repo.commit(**files)
        self.repo.git("push", "-q", "-f", str(self.host.root / "app.git"), "HEAD:refs/heads/main")
        return commit


@pytest_asyncio.fixture
async def place(tmp_path: Path) -> AsyncIterator[Place]:
    repo = Repo(tmp_path / "work")
    repo.commit(a="1\n")
    repo.git("clone", "-q", "--bare", str(repo.path), str(tmp_path / "app.git"))
    async with Host(root=tmp_path, login=f"{USER}:{TOKEN}") as host:
        yield Place(host, repo, tmp_path)


async def look(
    it: MirrorSource, after: Cursor | None = None, now: datetime = NOW, rules: str = "r1"
) -> tuple[list[str], Cursor | None, list[Debt]]:
    """The paths of the blobs that are offered; the last cursor, or the one before, and the debts that it tells."""
    chunks: list[Chunk] = [chunk async for chunk in it.chunks(after, rules=rules, now=now)]
    paths = [blob.path for chunk in chunks if isinstance(chunk.part, GitPart) for blob in chunk.part.blobs]
    last = next((chunk for chunk in reversed(chunks) if chunk.cursor is not None), None)
    return paths, last.cursor if last else after, list(last.debts) if last else []


async def test_a_repository_is_mirrored_and_read_and_then_what_is_new_in_it(place: Place) -> None:
    source = place.source()
    assert source.wants(NOW)
    paths, cursor, debts = await look(source)
    assert (paths, debts, place.owners, place.host.packs()) == (["a"], [], ["app mirror"], 1)
    assert not source.wants(NOW + EVERY / 2)
    asked = len(place.host.seen)
    assert await look(source, cursor, NOW + EVERY / 2) == ([], cursor, [])
    assert len(place.host.seen) == asked, "it is not due"
    assert source.wants(NOW + EVERY)
    assert await look(source, cursor, NOW + EVERY) == ([], cursor, [])
    assert (len(place.host.seen) > asked, place.host.packs()) == (True, 1)
    place.push(b="2\n")
    paths, cursor, _ = await look(source, cursor, NOW + 2 * EVERY)
    assert paths == ["b"]
    place.push(c="3\n")
    source.ask()
    assert source.wants(NOW + 2 * EVERY)
    assert (await look(source, cursor, NOW + 2 * EVERY))[0] == ["c"]


async def test_after_a_restart_nothing_is_read_twice_and_new_rules_read_everything_again(place: Place) -> None:
    _, cursor, _ = await look(place.source())
    assert (await look(place.source(), cursor))[0] == []
    source = place.source()
    await look(source, cursor)
    asked = len(place.host.seen)
    paths, after, _ = await look(source, cursor, rules="r2")
    assert (paths, len(place.host.seen)) == (["a"], asked)
    assert after is not None
    assert after.rules == "r2"


def everywhere(token: str) -> list[str]:
    """Where a value shows among the processes of this machine: arguments and environments."""
    found: list[str] = []
    for process in Path("/proc").glob("[0-9]*"):
        for part in ("cmdline", "environ"):
            try:
                raw = (process / part).read_bytes()
            except OSError:
                continue
            if token.encode() in raw:
                found.append(f"{part} of {process.name}")
    return found


async def test_the_token_is_nowhere_to_be_seen(place: Place, capfd: pytest.CaptureFixture[str]) -> None:
    seen: list[str] = []
    running: list[str] = []

    def during() -> None:
        seen.extend(everywhere(TOKEN))
        running.extend(everywhere("remote-http"))

    place.host.during = during
    assert (await look(place.source()))[0] == ["a"]
    assert (seen, running != []) == ([], True), "git was running, and its processes were looked at"
    told = capfd.readouterr()
    assert TOKEN not in told.out + told.err
    files = [path for path in (place.folder / "mirror").rglob("*") if path.is_file()]
    assert [path for path in files if TOKEN.encode() in path.read_bytes()] == []
    assert (place.folder / "mirror" / "config").read_text().count("remote") == 0


@pytest.mark.parametrize(
    ("question", "answered"),
    [
        ("Username for 'https://git.example.com:8443': ", f"{USER}\n"),
        (f"Password for 'https://{USER}@git.example.com:8443': ", f"{TOKEN}\n"),
        (f"Password for 'https://{USER}@git.example.com': ", ""),
        ("Password for 'https://x@git.example.com:8443.evil.example': ", ""),
        ("Password for 'http://x@git.example.com:8443': ", ""),
        ("Username for 'https://evil.example': ", ""),
        ("Enter passphrase for key: ", ""),
    ],
)
def test_only_the_configured_host_is_told(question: str, answered: str) -> None:
    remote = parse("https://git.example.com:8443/a.git")
    with call("/x", "fetch", remote=remote, way=Way(), login=Login(USER, Secret(TOKEN))) as made:
        done = subprocess.run(
            [made.environment["GIT_ASKPASS"], question],
            env=dict(made.environment),
            pass_fds=made.descriptors,
            check=False,
            capture_output=True,
            text=True,
        )
    assert (done.stdout, done.returncode) == (answered, 0 if answered else 1)
    assert os.access(ASKPASS, os.X_OK)


async def test_a_forced_push_hides_nothing_that_had_come(place: Place) -> None:
    first = place.repo.head()
    _, before, _ = await look(place.source())
    place.push(leak="secret\n")
    paths, _, _ = await look(place.source(), before)  # and a kill: this cursor never got into the ledger
    assert paths == ["leak"]
    place.repo.git("reset", "-q", "--hard", first)
    place.push(b="2\n")
    source = place.source()
    paths, after, _ = await look(source, before)
    assert (paths, source.wants(NOW)) == (["leak"], True), "what is here comes first"
    assert (await look(source, after))[0] == ["b"]


async def test_what_a_killed_fetch_leaves_behind_hinders_nothing(place: Place) -> None:
    source = place.source()
    place.host.cut = 200
    paths, cursor, debts = await look(source)
    url = place.host.url("app")
    unreached = Debt("app", url, "not fetched: it cannot be reached now: it is tried again")
    assert (paths, debts, sorted(one.name for one in place.folder.iterdir())) == ([], [unreached], ["app.git", "work"])
    assert not source.wants(NOW)
    assert cursor is not None
    assert cursor.unread
    paths, cursor, debts = await look(source, cursor, NOW + EVERY)
    assert (paths, debts) == (["a"], [])
    assert cursor is not None
    assert not cursor.unread
    mirror = place.folder / "mirror"
    for name in ("packed-refs.lock", "HEAD.lock", "config.lock", "refs/heads/main.lock", "objects/pack/tmp_pack_x"):
        (mirror / name).parent.mkdir(exist_ok=True)
        (mirror / name).write_bytes(b"")
    _, cursor, _ = await look(source, cursor, NOW + 2 * EVERY)  # something changed there: it is looked at first
    place.push(b="".join(f"{number * 7919 % 100003}\n" for number in range(2000)))
    place.host.cut = 2000
    paths, cursor, debts = await look(source, cursor, NOW + 2 * EVERY)
    assert (paths, debts) == ([], [unreached])
    paths, cursor, debts = await look(source, cursor, NOW + 3 * EVERY)
    assert (paths, debts) == (["b"], [])
    assert [path for path in mirror.rglob("*") if path.name.endswith(".lock") or path.name.startswith("tmp_")] == []


REDIRECT = answer("302 Found", b"", "", "Location: http://localhost:{port}/git/app.git/info/refs")
PAGE = b"<html><form action=/login></form></html>"


@pytest.mark.parametrize(
    ("lie", "why"),
    [
        (
            answer("404 Not Found", b"no"),
            "it is not there, or the login may not see it: deleted, moved or made private",
        ),
        (answer("403 Forbidden", b"no"), "the login may not read it (403): check what the token may do"),
        (ASK, "the login is refused there, or one is needed: check the token"),
        (REDIRECT, "it answers with a redirect, which is not followed: write its present address"),
        (answer("503 Service Unavailable"), "it cannot be reached now: it is tried again"),
        (answer("429 Too Many Requests"), "it cannot be reached now: it is tried again"),
        (answer("200 OK", PAGE, "text/html"), "it shows no refs: it is empty, or no git answers there"),
        (answer("200 OK", PAGE + b"\n", "text/html"), "git could not fetch it"),
        (b"", "it cannot be reached now: it is tried again"),
    ],
)
async def test_what_cannot_be_fetched_is_owed_and_the_mirror_stays(place: Place, lie: bytes, why: str) -> None:
    source = place.source()
    _, cursor, _ = await look(source)
    place.push(b="2\n")
    async with Host(root=place.folder) as other:
        place.host.tell(Lie("", lie.replace(b"{port}", str(other.port).encode())))
        paths, cursor, debts = await look(source, cursor, NOW + EVERY)
        assert other.seen == []
    assert (paths, debts) == ([], [Debt("app", place.host.url("app"), f"not fetched: {why}")])
    place.host.tell()
    assert (await look(source, cursor, NOW + 2 * EVERY))[::2] == (["b"], [])


async def test_what_is_too_large_is_not_fetched_again_and_again(place: Place) -> None:
    place.push(big="".join(f"{number * 7919 % 100003}\n" for number in range(50_000)))
    place.bounds = Bounds(largest=50_000)
    source = place.source()
    paths, cursor, debts = await look(source)
    assert (paths, debts) == ([], [Debt("app", place.host.url("app"), "not fetched: it is larger than max_size")])
    assert not (place.folder / "mirror.new").exists()
    assert [source.wants(NOW + timedelta(hours=hours)) for hours in (11, 12)] == [False, True]
    place.bounds = Bounds()
    assert (await look(place.source(), cursor))[::2] == (["a", "big"], [])


async def test_a_server_that_takes_too_long_is_left(place: Place) -> None:
    release = asyncio.Event()
    loop = asyncio.get_running_loop()

    def wait() -> None:
        asyncio.run_coroutine_threadsafe(release.wait(), loop).result()

    place.host.during = wait
    place.bounds = Bounds(deadline=timedelta(seconds=0.5))
    _, _, debts = await look(place.source())
    release.set()
    assert [debt.reason for debt in debts] == ["not fetched: it took longer than 0 minutes"]


async def test_a_stop_ends_git_at_once_and_tells_nothing(place: Place) -> None:
    loop = asyncio.get_running_loop()
    place.host.during = lambda: cast("None", loop.call_soon_threadsafe(place.bounds.stopping.set))
    assert await look(place.source()) == ([], None, [])
    with pytest.raises(StoppedError):
        await place.source().mirror.fetch("")


async def test_a_repository_that_becomes_public_is_read_again(place: Place) -> None:
    source = place.source(every=None)
    assert source.tell("2026-03-01", Visibility.PRIVATE)
    paths, cursor, _ = await look(source)
    assert paths == ["a"]
    assert not source.tell("2026-03-01", Visibility.PRIVATE)
    assert (await look(source, cursor))[0] == []
    assert source.tell("2026-03-01", Visibility.PUBLIC)
    paths, cursor, _ = await look(source, cursor)
    assert paths == ["a"]
    source.tell("2026-03-01", Visibility.INTERNAL)
    assert (await look(source, cursor))[0] == []


async def test_whoever_is_told_of_pushes_asks_only_then(place: Place) -> None:
    source = place.source(every=None)
    source.tell("1", Visibility.PRIVATE)
    _, cursor, _ = await look(source)
    asked = len(place.host.seen)
    place.push(b="2\n")
    again = place.source(every=None)
    again.tell("1", Visibility.PRIVATE)
    assert (await look(again, cursor, NOW + timedelta(days=9)))[0] == []
    assert len(place.host.seen) == asked
    again.tell("2", Visibility.PRIVATE)
    assert (await look(again, cursor))[0] == ["b"]


async def test_a_login_that_cannot_be_read_is_owed(place: Place) -> None:
    from agent.systems import read_credential

    source = place.source()
    source.mirror.tokens = Given(lambda: read_credential(place.folder / "none").reveal())
    _, _, debts = await look(source)
    assert [debt.reason for debt in debts] == [
        f"not fetched: {place.folder}/none: cannot be opened: No such file or directory"
    ]


async def test_so_many_packs_are_joined_and_nothing_is_dropped(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agent.sources.remote.mirror._MANY_PACKS", 2)
    source = place.source()
    _, cursor, _ = await look(source)
    old = place.push(b="2\n")
    _, cursor, _ = await look(source, cursor, NOW + EVERY)
    place.repo.git("reset", "-q", "--hard", "HEAD~1")
    for number in range(2, 5):
        place.push(c=f"{number}\n")
        _, cursor, _ = await look(source, cursor, NOW + number * EVERY)
    git = ["git", f"--git-dir={place.folder / 'mirror'}"]
    assert subprocess.run([*git, "cat-file", "-e", old], check=False).returncode == 0
    assert len(list((place.folder / "mirror" / "objects" / "pack").glob("*.pack"))) <= 3


async def test_turns_are_few_the_latest_first_and_everybodys_in_the_end() -> None:
    turns = Turns(1)
    done: list[str] = []
    first = asyncio.Event()

    async def one(pushed: str, until: asyncio.Event | None = None) -> None:
        async with turns.turn(pushed):
            if until is not None:
                await until.wait()
            done.append(pushed)

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(one("first", first))
        await asyncio.sleep(0)
        for pushed in "abcdef":
            tasks.create_task(one(pushed))
        given_up = tasks.create_task(one("z"))
        await asyncio.sleep(0)
        given_up.cancel()
        first.set()
    assert done == ["first", "f", "e", "d", "a", "c", "b"]


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://git.example.com/team/app.git", "https://git.example.com"),
        ("https://GIT.example.com:8443/a", "https://git.example.com:8443"),
        ("ssh://git@git.example.com:2222/a/b.git", "ssh://git.example.com:2222"),
        ("http://127.0.0.1:80/a", "http://127.0.0.1"),
        ("https://[2001:db8::1]/a", "https://[2001:db8::1]"),
        ("file:///srv/git/a.git", "file://"),
    ],
)
def test_addresses(url: str, origin: str) -> None:
    remote = parse(url)
    assert (remote.origin, remote.url.lower()) == (origin, url.lower().replace(":80/", "/"))


@pytest.mark.parametrize(
    "url",
    [
        "git://git.example.com/a",
        "ext::sh -c true",
        "http://git.example.com/a",
        "https://user:password@git.example.com/a",
        "https://token@git.example.com/a",
        "ssh://-oProxyCommand=x/a",
        "ssh://-x@host/a",
        "https://host/../a",
        "https://host/%2e%2e/a",
        "https://host/a?b",
        "https://host/a#b",
        "https://host",
        "https:///a",
        "https://host:0/a",
        "https://host:99999/a",
        "https://host/a b",
        "https://host/a\n",
        "file://host/a",
        "git@host:a",
        "",
    ],
)
def test_what_is_no_address(url: str) -> None:
    with pytest.raises(NoRemoteError) as caught:
        parse(url)
    assert "password" not in str(caught.value)


async def test_ssh_takes_nothing_from_the_user(tmp_path: Path) -> None:
    way = Way(key=tmp_path / "a key", known_hosts=tmp_path / "known hosts")
    mirror = Mirror(tmp_path / "m", parse("ssh://git@127.0.0.1:1/a.git"), way, Given(), Bounds())
    with pytest.raises(FetchError, match="it cannot be reached now"):
        await mirror.fetch("")
    with call("/x", "fetch", remote=mirror.remote, way=way, login=None) as made:
        line = made.environment["GIT_SSH_COMMAND"]
    printed = subprocess.run(["sh", "-c", f"{line} -G host"], check=True, capture_output=True, text=True).stdout
    options = dict(row.split(" ", 1) for row in printed.splitlines())
    wanted = {"stricthostkeychecking": "true", "batchmode": "yes", "identitiesonly": "yes", "forwardagent": "no"}
    assert {name: options[name] for name in wanted} == wanted
    assert (options["identityfile"], options["userknownhostsfile"]) == (str(way.key), str(way.known_hosts))


async def test_a_mirror_is_for_git_alone(place: Place) -> None:
    """No hook, filter or configuration of the other side gets here; only its refs and objects do."""
    bare = place.host.root / "app.git"
    (bare / "hooks" / "post-update").write_text("#!/bin/sh\ntouch /tmp/pwned\n")
    subprocess.run(["git", f"--git-dir={bare}", "config", "core.fsmonitor", "touch x"], check=True)
    await look(place.source())
    mirror = place.folder / "mirror"
    assert sorted(path.name for path in mirror.iterdir()) == ["HEAD", "config", "objects", "packed-refs", "refs"]
    text = (mirror / "config").read_text()
    assert [line.split("=")[0].strip() for line in text.splitlines()[1:]] == [
        "repositoryformatversion",
        "filemode",
        "bare",
    ]


async def test_no_program_runs_without_its_limit_however_busy_we_are() -> None:
    said = bytearray()

    def take(block: bytes) -> bool:
        said.extend(block)
        return True

    shell = Call(["/bin/sh", "-c", "ulimit -f"], {"PATH": "/usr/bin:/bin"}, ())
    for _ in range(3):
        await run(shell, Bounds(), most=1 << 20, take=take)
    assert said.split() == [b"2048"] * 3


@pytest.mark.parametrize("broken", ["HEAD is empty", "HEAD is gone", "a ref is empty"])
async def test_a_mirror_that_a_power_cut_broke_is_mended_by_the_next_fetch(place: Place, broken: str) -> None:
    _, cursor, _ = await look(place.source())
    mirror = place.folder / "mirror"
    match broken:
        case "HEAD is empty":
            (mirror / "HEAD").write_bytes(b"")
        case "HEAD is gone":
            (mirror / "HEAD").unlink()
        case _:
            (mirror / "refs" / "heads").mkdir(exist_ok=True)
            (mirror / "refs" / "heads" / "main").write_bytes(b"")
    place.push(b="2\n")
    _, cursor, _ = await look(place.source(), cursor)
    paths, _, debts = await look(place.source(), cursor, NOW + EVERY)
    assert (paths[-1:], debts) == (["b"], [])


def test_what_is_tidied_away_is_no_branch(tmp_path: Path) -> None:
    kept = tmp_path / "refs" / "heads" / "tmp_of_eve"
    left = [tmp_path / "refs" / "heads" / "main.lock", tmp_path / "objects" / "pack" / "tmp_pack_x"]
    for file in (kept, *left):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("1" * 40)
    tidy(tmp_path)
    assert [file.exists() for file in (kept, *left)] == [True, False, False]


@pytest.mark.parametrize("largest", [20_000, 1_000_000])
async def test_of_a_host_that_gives_objects_one_by_one_no_more_is_taken_either(tmp_path: Path, largest: int) -> None:
    repo = Repo(tmp_path / "work")
    repo.commit(**{f"f{number}": os.urandom(1500).hex() for number in range(20)})
    repo.git("update-server-info")
    files = repo.path / ".git"

    def api(request: Request) -> bytes:
        file = files / request.target.partition("?")[0].removeprefix("/plain/app.git/")
        return answer("200 OK", file.read_bytes(), "text/plain") if file.is_file() else answer("404 Not Found")

    async with Host(root=tmp_path, api=api) as host:
        remote = parse(f"http://127.0.0.1:{host.port}/plain/app.git")
        mirror = Mirror(tmp_path / "mirror", remote, Way(), Given(), Bounds(largest=largest))
        said = ""
        try:
            await mirror.fetch("")
        except FetchError as error:
            said = str(error)
    assert (said, mirror.exists) == ((TOO_LARGE, False) if largest == 20_000 else ("", True))


async def test_what_a_killed_fetch_had_brought_is_read_although_it_was_pushed_away(place: Place) -> None:
    _, cursor, _ = await look(place.source())
    mirror = place.folder / "mirror"
    refs, leak = (mirror / "packed-refs").read_text(), place.push(leaked="2\n")
    await look(place.source(), cursor)
    # As a kill leaves it: the pack is there, and no ref has moved.
    (mirror / "packed-refs").write_text(refs)
    (mirror / "announced").write_text(f"{leak}\nno object\n{'1' * 40}\n")
    place.repo.git("reset", "-q", "--hard", "HEAD~1")
    place.push(other="3\n")
    read: list[str] = []
    for number in range(1, 4):
        paths, cursor, debts = await look(place.source(), cursor, NOW + number * EVERY)
        read += paths
        assert debts == []
    assert read == ["leaked", "other"]
    assert not (mirror / "announced").exists()
    assert "stanch" not in place.repo.git("--git-dir", str(mirror), "for-each-ref")
