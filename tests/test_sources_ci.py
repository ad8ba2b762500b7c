"""Builds' logs through APIs: five providers on real HTTP that lie, from a job's log to what a scanner is handed.

Over 300 lines: what holds of one provider is asked of all five, by the same place.
"""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio

from agent.found import Chunk, Cursor, Debt, Text, TextsPart, Visibility
from agent.logins.opened import Logins
from agent.settings.ci import CiKind, CiSettings
from agent.sources.ci.base import Run as Run_
from agent.sources.ci.books import Account, CiPosition
from agent.sources.ci.reading import AROUND, PIECE
from agent.sources.ci.source import CiSource
from agent.sources.position import pack
from agent.sources.remote.address import parse
from agent.wiring.ci import asker
from tests.sims import compiled
from tests.sims.ci import NOTE, Ci, Job, Run, Store, archive
from tests.sims.liar import Lie, answer, as_json
from tests.sims.tokens import Given

NOW = datetime(2026, 3, 1, tzinfo=UTC)
EVERY = timedelta(minutes=5)
TOKEN = "tok-" + "Zq7canaryWv3xR8tPk"
KINDS = [kind.value for kind in CiKind]
APP = {"jenkins": "team/app one", "circleci": "gh/acme/app"}
LIB = {"jenkins": "lib", "circleci": "gh/acme/lib"}


@dataclass
class Place:
    """A provider where builds run, our source of it, and what it has handed in so far."""

    ci: Ci
    now: datetime = NOW
    settings: dict[str, object] = field(default_factory=dict)
    cursor: Cursor | None = None
    debts: tuple[Debt, ...] = ()
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    ticks: timedelta = timedelta(0)

    @property
    def kind(self) -> str:
        return self.ci.kind

    @property
    def app(self) -> str:
        return APP.get(self.kind, "acme/app")

    @property
    def lib(self) -> str:
        return LIB.get(self.kind, "acme/lib")

    def clock(self) -> datetime:
        self.now += self.ticks
        return self.now

    def source(self, token: str = TOKEN, visibility: Visibility = Visibility.UNKNOWN) -> CiSource:
        base = "/ci" if self.kind == "jenkins" else ""
        owner = {"jenkins": "", "circleci": "gh/acme"}.get(self.kind, "acme")
        settings = CiSettings(
            kind=CiKind(self.kind),
            remote=parse(f"http://127.0.0.1:{self.ci.port}{base}", server=True),
            owner=owner,
            token=None,
            user="bot",
            ca=None,
            proxy=None,
            include=("*",),
            skip=(),
            every=EVERY,
            since=timedelta(days=14),
            artifacts=False,
            largest=1_000_000,
            hosts=(f"127.0.0.1:{self.ci.store.port}",),
        )
        settings = replace(settings, **self.settings)  # type: ignore[arg-type]
        asking = asker("ci", settings, Logins(self.clock), self.stopping)
        asking.tokens = Given(token)
        return CiSource("ci", visibility, asking, settings)

    async def look(self, source: CiSource, *, rules: str = "r", most: int = 10**9) -> list[Chunk]:
        """What one look hands in, as the ledger takes it. most: a kill after so many chunks."""
        found: list[Chunk] = []
        async with aclosing(source.chunks(self.cursor, rules=rules, now=self.now)) as chunks:
            async for chunk in chunks:
                found.append(chunk)
                if len(found) >= most:
                    break
                if chunk.cursor is not None:
                    self.cursor, self.debts = chunk.cursor, chunk.debts
        return found

    def told(self) -> list[tuple[str, str]]:
        return [(debt.path, debt.reason) for debt in self.debts]


def texts(chunks: list[Chunk]) -> list[Text]:
    return [text for chunk in chunks if isinstance(chunk.part, TextsPart) for text in chunk.part.texts]


def labels(chunks: list[Chunk]) -> list[str]:
    return [text.label for text in texts(chunks)]


def log(word: str) -> bytes:
    return f"step one\n{word}\n".encode()


@pytest_asyncio.fixture
async def place(request: pytest.FixtureRequest) -> AsyncIterator[Place]:
    kind: str = getattr(request, "param", "github")
    async with Store() as store, Ci(kind=kind, store=store) as ci:
        ci.login = base64.b64encode(f"bot:{TOKEN}".encode()).decode() if kind == "jenkins" else TOKEN
        ci.projects = {
            APP.get(kind, "acme/app"): [
                Run(number, [Job(number * 10, log(f"app {number}"))]) for number in range(1, 6)
            ],
            LIB.get(kind, "acme/lib"): [
                Run(number, [Job(number * 10, log(f"lib {number}"))]) for number in range(6, 8)
            ],
        }
        yield Place(ci)
        assert store.leaks == []


every_provider = pytest.mark.parametrize("place", KINDS, indirect=True)


@every_provider
async def test_all_of_it_newest_first_in_turn_and_after_a_restart_nothing_twice(place: Place) -> None:
    chunks = await place.look(place.source())
    numbers = [label.split()[-1] if place.kind == "jenkins" else label for label in labels(chunks)]
    assert place.told() == []
    assert len(numbers) == 7
    asked = [one.replace(place.app, "app").replace(place.lib, "lib") for one in place.ci.asked]
    ids = {"github": "{0} 1", "gitlab": "{0}0", "jenkins": "{0}", "buildkite": "{0} j-{0}0", "circleci": "{0}0"}
    order = [("app", 5), ("lib", 7), ("app", 4), ("lib", 6), ("app", 3), ("app", 2), ("app", 1)]
    assert asked == [f"{of} {ids[place.kind].format(number)}" for of, number in order]
    assert {chunk.backlog for chunk in chunks if chunk.part} == {True}
    assert await place.look(place.source()) == []
    assert place.ci.asked[7:] == []


@every_provider
async def test_what_is_new_comes_first_and_a_kill_repeats_and_loses_none(place: Place) -> None:
    await place.look(place.source(), most=3)
    before = len(place.ci.asked)
    place.ci.projects[place.lib].append(Run(9, [Job(90, log("lib 9"))]))
    chunks = await place.look(place.source())
    asked = place.ci.asked[before:]
    assert place.lib in asked[0]
    assert "9" in asked[0]
    assert [chunk.backlog for chunk in chunks if chunk.part][:2] == [False, True]
    words = {text.data for text in texts(chunks)} if place.kind != "github" else set()
    assert place.kind == "github" or log("lib 9") in words
    assert set(place.ci.asked) == {*place.ci.asked[:before], *asked}
    assert len(set(place.ci.asked)) == 8


@every_provider
async def test_a_job_that_runs_is_read_when_it_is_over_and_once(place: Place) -> None:
    [*_, last] = place.ci.projects[place.app]
    last.over, last.jobs[0].over, last.jobs[0].log = False, False, b"begun\nhalf"
    source = place.source()
    first = [text.data for text in texts(await place.look(source)) if b"begun" in text.data]
    follows = place.kind in {"gitlab", "jenkins"}
    assert first == ([b"begun\n"] if follows else [])
    place.now += EVERY
    assert texts(await place.look(source)) == []
    last.over, last.jobs[0].over, last.moved = True, True, place.now.isoformat()
    last.jobs[0].log, last.jobs[0].ended = b"begun\nhalf a line\nend", place.now.isoformat()
    place.now += EVERY
    [text] = texts(await place.look(source))
    assert place.told() == []
    if follows:
        assert (text.data, text.before, text.line, text.offset) == (b"half a line\nend", b"begun\n", 2, 6)
    assert f" {last.number}" in text.label
    place.now += EVERY
    assert texts(await place.look(place.source())) == []


@pytest.mark.parametrize("knows", ["Range", "nothing"])
@pytest.mark.parametrize("place", ["gitlab", "jenkins"], indirect=True)
async def test_a_log_that_grows_comes_in_whole_lines_each_once(place: Place, knows: str) -> None:
    """And only a little of it is asked for again, whatever became of us in between."""
    place.ci.ranges = knows == "Range"
    note = NOTE if place.kind == "jenkins" else b""
    run = Run(8, [Job(80, b"", over=False)], over=False)
    place.ci.projects = {place.app: [run]}
    job, whole = run.jobs[0], b""
    for size in (10, 3 * PIECE, 0, 100, 2 * AROUND, 2 * AROUND, 17, 5 * AROUND, 1):
        lines = b"".join(b"%07d %s\n" % (number, b"x" * 91) for number in range(size // 100))
        job.log += note + lines + b"y" * (size % 100)
        plain = job.log.replace(NOTE, b"")
        for text in texts(await place.look(place.source())):
            assert (text.offset, text.line) == (len(whole), whole.count(b"\n") + 1)
            assert plain[: text.offset].endswith(text.before)
            assert len(text.before) >= min(AROUND, text.offset)
            assert plain[text.offset + len(text.data) :].startswith(text.after)
            whole += text.data
        assert plain[: plain.rfind(b"\n") + 1] == whole
        place.now += EVERY
    run.over = job.over = True
    run.moved = job.ended = place.now.isoformat()
    whole += b"".join(text.data for text in texts(await place.look(place.source())))
    assert whole == job.log.replace(NOTE, b"")
    starts = [int(one.split()[-1]) for one in place.ci.asked if len(one.split()) > len(place.ci.asked[0].split())]
    assert starts[-1] > 3 * PIECE
    assert place.told() == []


@pytest.mark.parametrize("place", ["gitlab", "jenkins"], indirect=True)
async def test_a_log_that_is_shorter_than_it_was_is_read_anew(place: Place) -> None:
    run = Run(8, [Job(80, log("old") * AROUND, over=False)], over=False)
    place.ci.projects = {place.app: [run]}
    source = place.source()
    for _ in range(3):
        run.jobs[0].log += log("more") * AROUND
        await place.look(source)
        place.now += EVERY
    run.jobs[0].log, run.over, run.jobs[0].over = log("anew"), True, True
    assert texts(await place.look(source)) == []
    [(path, why)] = place.told()
    assert (path, why) == (f"{place.app} 8", "not read yet: it is shorter than it was: it is read from its start")
    place.now += EVERY
    [text] = texts(await place.look(place.source()))
    assert (text.data, text.offset, text.line) == (log("anew"), 0, 1)
    assert place.told() == []


async def test_what_a_scanner_is_handed_finds_a_value_across_pieces_where_it_is() -> None:
    engine = compiled.engine()
    assert engine.reach <= AROUND
    value = f"postgres://app:{TOKEN[4:]}@db.example.com:5432/orders"
    async with Store() as store, Ci(kind="gitlab", login=TOKEN, store=store) as ci:
        for shift, lines in ((-5, True), (-40, False), (-5, False)):
            data = bytearray(b"z" * 99 + b"\n") * (PIECE // 90)
            at = PIECE + shift
            data[at : at + len(value) + 2] = f" {value} ".encode()
            if not lines:  # a line of megabytes has no end to cut at
                data = data.replace(b"\n", b"-")
            ci.projects = {"acme/app": [Run(1, [Job(10, bytes(data))])]}
            found = texts(await Place(ci).look(Place(ci).source()))
            assert len(found) == 2
            hits = [
                hit
                for text in found
                for hit in engine.stream(
                    [text.data], before=text.before, after=text.after, line=text.line, path="x", offset=text.offset
                )
            ]
            assert [hit.type.name for hit in hits if hit.type] == ["postgres-url"]
            assert hits[0].line == bytes(data[: at + 1]).count(b"\n") + 1
            ci.asked.clear()


LIES = {
    "503": as_json("503 Service Unavailable", {}),
    "a page": answer("200 OK", b"<html>Sign in</html>", "text/html"),
    "cut off": answer("200 OK", b"x" * 100, "text/plain")[:-50],
    "refused": as_json("403 Forbidden", {"message": "no"}),
    "no HTTP": b"SSH-2.0-OpenSSH\r\n",
    "elsewhere": answer("302 Found", b"", "", "Location: https://evil.example/log?sig=Zq7"),
    "elsewhere, in plain": answer("302 Found", b"", "", "Location: http://evil.example/log"),
    "nowhere": answer("302 Found", b""),
    "as somebody": answer("302 Found", b"", "", "Location: https://a:b@127.0.0.1/log"),
}


@pytest.mark.parametrize("place", ["github", "gitlab", "jenkins", "buildkite"], indirect=True)
@pytest.mark.parametrize("lie", LIES)
async def test_a_log_that_is_not_given_is_told_and_tried_again(place: Place, lie: str) -> None:
    path = {"github": "/runs/3/attempts", "gitlab": "/jobs/30/trace", "jenkins": "/3/logText"}.get(
        place.kind, "j-30/log"
    )
    place.ci.tell(Lie(lie, LIES[lie], path))
    source = place.source()
    read = texts(await place.look(source))
    assert len({text.label for text in read if " 3" not in text.label}) == 6
    [(where, why)] = place.told()
    assert where == f"{place.app} 3"
    assert why.startswith("not read yet: ")
    assert ("evil.example:443, which download_hosts does not name" in why) is (lie == "elsewhere")
    assert "Zq7" not in why
    place.ci.lies.clear()
    asked = len(place.ci.asked)
    assert texts(await place.look(source)) == []
    place.now += EVERY
    assert [" 3" in text.label for text in texts(await place.look(place.source()))] == [True]
    assert (len(place.ci.asked), place.told()) == (asked + 1, [])


async def test_where_everything_fails_not_everything_is_asked_for(place: Place) -> None:
    place.ci.projects[place.app] = [Run(number, [Job(number * 10, log("x"))]) for number in range(1, 31)]
    place.ci.tell(Lie("", as_json("500 Oops", {}), "/acme/app/actions/runs/"))
    source = place.source()
    await place.look(source)
    asked = [one for one in place.ci.seen if "/acme/app/actions/runs/" in one.target]
    assert (len(asked), len(place.told())) == (3, 3)
    place.now += timedelta(hours=1)
    await place.look(source)
    assert len([one for one in place.ci.seen if "/acme/app/actions/runs/" in one.target]) == 6
    place.ci.lies.clear()
    place.now += timedelta(days=1)
    assert len(set(labels(await place.look(source)))) == 30
    assert place.told() == []


async def test_it_is_given_up_after_two_weeks_and_no_sooner(place: Place) -> None:
    place.ci.projects = {place.app: place.ci.projects[place.app][:1]}
    place.ci.tell(Lie("", as_json("500 Oops", {}), "/attempts/"))
    source = place.source()
    begun = place.now
    while not any("given up" in why for _, why in place.told()):
        await place.look(source)
        place.now += timedelta(hours=6)
    assert timedelta(days=10) < place.now - begun < timedelta(days=30)
    assert [path for path, _ in place.told()] == ["acme/app 1"]
    place.ci.lies.clear()
    place.now += timedelta(days=8)
    await place.look(source)
    assert place.told() == []


@pytest.mark.parametrize("status", ["404 Not Found", "410 Gone"])
@pytest.mark.parametrize("place", ["github", "gitlab", "jenkins", "buildkite"], indirect=True)
async def test_a_log_that_expired_is_told_once_and_left(place: Place, status: str) -> None:
    job = place.ci.run(place.app, 2).jobs[0]
    job.gone = status
    await place.look(place.source())
    [(label, why)] = place.told()
    assert "2" in label
    assert why == f"it is not there any more (HTTP {status[:3]}): it expired, or was deleted"
    asked = len(place.ci.asked)
    place.now += timedelta(days=6)
    await place.look(place.source())
    assert (len(place.ci.asked), place.told()) == (asked, [(label, why)])
    place.now += timedelta(days=2)
    await place.look(place.source())
    assert (len(place.ci.asked), place.told()) == (asked, [])


@every_provider
async def test_a_limit_is_held_and_then_it_goes_on(place: Place) -> None:
    source = place.source()
    place.ci.tell(Lie("", as_json("429 Too Many Requests", {}, "Retry-After: 90"), "", times=1))
    await place.look(source)
    assert (len(place.ci.seen), place.told()[0][1]) == (
        1,
        "not all is read: it limits how much is asked: it is asked again later",
    )
    assert (source.wants(place.now + timedelta(seconds=89)), source.wants(place.now + timedelta(seconds=90))) == (
        False,
        True,
    )
    place.now += timedelta(seconds=90)
    assert len(labels(await place.look(source))) == 7
    assert place.told() == []


async def test_the_last_request_that_is_free_is_the_last(place: Place) -> None:
    """GitHub says how many are left, and when there are more: whoever goes on is locked out for longer."""
    reset = int((place.now + timedelta(minutes=20)).timestamp())
    log_ = answer("302 Found", b"", "", f"Location: {place.ci.store.keep('/x', archive({'0_a.txt': b'x'}))}",
                  "X-RateLimit-Remaining: 0", f"X-RateLimit-Reset: {reset}")  # fmt: skip
    place.ci.tell(Lie("", log_, "/attempts/", times=1))
    source = place.source()
    chunks = await place.look(source)
    seen = len(place.ci.seen)
    assert (len(labels(chunks)), place.ci.asked) == (1, [])
    await place.look(source)
    assert len(place.ci.seen) == seen
    assert not source.wants(place.now + timedelta(minutes=19))
    place.now += timedelta(minutes=20)
    assert len(labels(await place.look(source))) == 6


@every_provider
async def test_the_token_goes_to_the_api_and_nowhere_else(place: Place) -> None:
    await place.look(place.source())
    assert len(place.ci.store.seen) == (7 if place.kind in {"github", "circleci"} else 0)
    assert place.ci.store.leaks == []
    assert {one.headers["host"] for one in place.ci.seen} == {f"127.0.0.1:{place.ci.port}"}


async def test_a_store_that_sends_us_on_is_not_followed(place: Place) -> None:
    place.ci.projects = {place.app: place.ci.projects[place.app][:1]}
    place.ci.store.tell(Lie("", answer("302 Found", b"", "", f"Location: http://127.0.0.1:{place.ci.port}/log")))
    await place.look(place.source())
    assert place.told() == [
        ("acme/app 1", "not read yet: the host that it sends us to does not give it out (HTTP 302)")
    ]
    assert not any(one.target == "/log" for one in place.ci.seen)


@pytest.mark.parametrize(
    ("lie", "why"),
    [
        (answer("200 OK", b"<html></html>", "text/html"), "HTTP 200: not what was asked for"),
        (as_json("500 Oops", {}), "it cannot answer now (HTTP 500): it is asked again"),
        (as_json("401 Unauthorized", {}), "the login is refused there: check the token, and what it may do"),
    ],
)
async def test_one_project_whose_list_fails_keeps_nobody_from_being_read(place: Place, lie: bytes, why: str) -> None:
    place.ci.tell(Lie("", lie, "acme/app/actions/runs?"))
    source = place.source()
    assert len(labels(await place.look(source))) == 2
    assert place.cursor is not None
    assert not place.cursor.unread
    assert place.told() == [("acme/app", f"its list is not read: {why}")]
    place.ci.lies.clear()
    place.now += EVERY
    assert len(labels(await place.look(source))) == 5
    assert place.told() == []


async def test_a_list_that_never_ends_is_left(place: Place) -> None:
    rows = [{"id": 5, "created_at": "2026-02-28T11:00:00Z", "status": "completed"}]
    pages = (f'Link: <http://x/api/v3/repos/acme/app/actions/runs?page={number}>; rel="next"' for number in range(99))
    place.ci.projects[place.app][:4] = []
    place.ci.lies = [
        Lie("", as_json("200 OK", {"workflow_runs": rows}, link), "acme/app/actions/runs?", times=1) for link in pages
    ]
    assert len(labels(await place.look(place.source()))) == 3
    assert place.told() == [("acme/app", "its list is not read to the end: its list repeats itself")]
    assert len(place.ci.seen) < 40


async def test_what_is_larger_than_may_be_is_owed(place: Place) -> None:
    place.settings = {"largest": 300, "artifacts": True}
    run = place.ci.run(place.app, 5)
    run.jobs[0].log = bytes(range(256)) * 9
    run.artifacts = {1: archive({"a.env": b"A=1"}), 2: b"x" * 301, 3: b""}
    read = labels(await place.look(place.source()))
    assert [label for label in read if " 5" in label] == ["acme/app run 5 artifact dist-1"]
    small = "larger than max_size (0 MB): not read"
    assert place.told() == [
        ("acme/app run 5", small),
        ("acme/app run 5 artifact dist-2", small),
        ("acme/app run 5 artifact dist-3", "it has expired"),
    ]
    assert "acme/app artifact 2" not in place.ci.asked


@pytest.mark.parametrize("place", ["gitlab", "jenkins"], indirect=True)
async def test_artifacts_are_read_where_they_are_wanted(place: Place) -> None:
    place.settings = {"artifacts": True}
    run = place.ci.run(place.app, 5)
    held = archive({"a.env": b"A=1"})
    run.artifacts = {50 if place.kind == "gitlab" else 0: held}
    found = {text.label: text.data for text in texts(await place.look(place.source()))}
    [label] = [label for label in found if label.endswith("artifacts")]
    assert (len(found), found[label]) == (8, held)
    assert texts(await place.look(place.source())) == []


async def test_new_rules_read_everything_again_as_backlog_after_what_is_new(place: Place) -> None:
    await place.look(place.source())
    place.ci.projects[place.app].append(Run(6, [Job(60, log("new"))]))
    place.ci.asked.clear()
    chunks = await place.look(place.source(), rules="other")
    assert place.ci.asked[0] == "acme/app 6 1"
    assert sorted(place.ci.asked[1:]) == sorted(
        [*(f"acme/app {n} 1" for n in range(1, 6)), "acme/lib 6 1", "acme/lib 7 1"]
    )
    assert [chunk.backlog for chunk in chunks if chunk.part] == [False] + [True] * 7
    assert await place.look(place.source(), rules="other") == []


async def test_github_runs_a_run_again_under_its_number(place: Place) -> None:
    source = place.source()
    await place.look(source)
    place.now += timedelta(minutes=30)
    run = place.ci.run(place.app, 2)
    run.attempts, run.again = 2, place.now.isoformat()
    assert texts(await place.look(source)) == []
    place.now += timedelta(minutes=31)
    assert labels(await place.look(source)) == ["acme/app run 2", "acme/app run 2 attempt 2"]
    place.now += timedelta(hours=2)
    assert texts(await place.look(place.source())) == []


async def test_a_run_that_shows_after_one_with_a_higher_number_is_read(place: Place) -> None:
    late = place.ci.projects[place.app].pop(3)
    late.at = NOW.isoformat()
    source = place.source()
    await place.look(source)
    place.ci.projects[place.app].append(late)
    place.now += timedelta(minutes=61)
    assert labels(await place.look(source)) == ["acme/app run 4"]
    place.now += timedelta(minutes=61)
    assert texts(await place.look(place.source())) == []


@pytest.mark.parametrize("place", ["jenkins"], indirect=True)
async def test_a_job_that_was_made_anew_counts_from_one(place: Place) -> None:
    source = place.source()
    await place.look(source)
    place.now += EVERY
    place.ci.projects[place.app][-1:] = []  # deleted: no reason to read anything
    assert texts(await place.look(source)) == []
    place.ci.projects[place.app] = [Run(1, [Job(10, log("anew"))], at=place.now.isoformat())]
    place.now += EVERY
    assert [text.data for text in texts(await place.look(source))] == [log("anew")]
    assert texts(await place.look(place.source())) == []


async def test_a_page_that_fails_is_not_taken_for_the_end(place: Place) -> None:
    """Though the same look goes on, as there are others to read."""
    place.ticks = timedelta(seconds=2)
    place.settings = {"every": timedelta(seconds=30)}
    place.ci.projects[place.lib] = [Run(number, [Job(number * 10, log("x"))]) for number in range(100, 120)]
    place.ci.tell(Lie("", as_json("500 Oops", {}), "acme/app/actions/runs?per_page=100&page=2", times=1))
    read = labels(await place.look(place.source()))
    assert (len(read), len(set(read)), place.told()) == (25, 25, [])


@pytest.mark.parametrize("place", ["gitlab", "buildkite"], indirect=True)
async def test_what_is_retried_or_started_late_in_an_old_one_is_read_and_only_that(place: Place) -> None:
    for run in place.ci.projects[place.app][:2]:
        run.at = (NOW - timedelta(days=60)).isoformat()
    source = place.source()
    await place.look(source)
    place.now += timedelta(days=3)
    await place.look(source)
    run = place.ci.run(place.app, 2)
    run.jobs.append(Job(21, log("retried"), name="test", ended=(place.now + timedelta(minutes=2)).isoformat()))
    run.moved = run.jobs[-1].ended
    place.now += EVERY
    assert [text.data for text in texts(await place.look(source))] == [log("retried")]
    place.now += EVERY
    assert texts(await place.look(place.source())) == []


@pytest.mark.parametrize("place", ["gitlab"], indirect=True)
async def test_gitlabs_child_pipelines_are_read(place: Place) -> None:
    place.ci.projects[place.app].append(Run(9, [Job(90, log("child"))], child=True))
    assert log("child") in [text.data for text in texts(await place.look(place.source()))]


async def test_what_is_older_than_since_is_not_read_and_what_came_while_we_were_away_is(place: Place) -> None:
    for run in place.ci.projects[place.app]:
        run.at = (NOW - timedelta(days=20 - 3 * run.number)).isoformat()
    place.ci.projects[place.lib].clear()
    await place.look(place.source())
    assert place.ci.asked == ["acme/app 5 1", "acme/app 4 1", "acme/app 3 1", "acme/app 2 1"]
    place.ci.projects[place.app].append(Run(6, [Job(60, log("away"))], at=(NOW + timedelta(days=1)).isoformat()))
    place.now += timedelta(days=60)
    await place.look(place.source())
    assert place.ci.asked[4:] == ["acme/app 6 1"]


async def test_a_project_that_turns_up_is_new_and_one_that_is_skipped_is_not_read(place: Place) -> None:
    place.settings = {"include": ("a*", "n*"), "skip": ("new-skip",)}
    await place.look(place.source())
    assert not any("lib" in one for one in place.ci.asked)
    place.ci.projects["acme/new"] = [Run(11, [Job(110, log("new"))])]
    place.ci.projects["acme/new-skip"] = [Run(12, [Job(120, log("new"))])]
    place.now += EVERY
    found = await place.look(place.source())
    assert (labels(found), [chunk.backlog for chunk in found if chunk.part]) == (["acme/new run 11"], [False])
    assert {chunk.visibility for chunk in found if chunk.part} == {Visibility.INTERNAL}
    del place.ci.projects["acme/new"]


async def test_the_visibility_that_is_configured_counts(place: Place) -> None:
    found = await place.look(place.source(visibility=Visibility.PUBLIC))
    assert {chunk.visibility for chunk in found if chunk.part} == {Visibility.PUBLIC}


async def test_a_long_look_asks_for_news_in_between(place: Place) -> None:
    place.ticks = timedelta(seconds=2)
    place.settings = {"every": timedelta(seconds=90)}
    place.ci.projects = {place.app: [Run(number, [Job(number * 10, log("x"))]) for number in range(1, 61)]}
    found: list[str] = []
    async with aclosing(place.source().chunks(None, rules="r", now=NOW)) as chunks:
        async for chunk in chunks:
            found += labels([chunk])
            if len(found) == 3 and len(place.ci.projects[place.app]) == 60:
                place.ci.projects[place.app].append(Run(61, [Job(610, log("new"))]))
    assert (len(found), len(set(found))) == (61, 61)
    assert 3 < found.index("acme/app run 61") < 55


RUNS = [*(f"acme/app run {number}" for number in range(1, 6)), "acme/lib run 6", "acme/lib run 7"]


async def test_lists_that_take_longer_than_a_round_keep_nobody_from_reading(place: Place) -> None:
    place.ticks, place.settings = timedelta(minutes=2), {"every": timedelta(minutes=3)}
    assert sorted({*labels(await place.look(place.source()))}) == RUNS


async def test_a_list_in_which_nothing_moved_costs_nothing(place: Place) -> None:
    """GitHub's 304 is no part of the limit: that is what makes a thousand repositories possible."""
    place.ci.projects[place.app][0].at = (NOW - timedelta(days=30)).isoformat()
    source = place.source()
    for _ in range(3):
        await place.look(source)
        place.now += timedelta(hours=1)
    seen = len(place.ci.seen)
    await place.look(source)
    asked = [one for one in place.ci.seen[seen:] if "/actions/" in one.target]
    # The newest of each, and the two pages of the one list, and the page of the other.
    assert (len(asked), all("if-none-match" in one.headers for one in asked)) == (5, True)


async def test_a_stop_ends_it_at_once_and_nothing_is_lost(place: Place) -> None:
    found: list[str] = []
    async for chunk in place.source().chunks(None, rules="r", now=NOW):
        found += labels([chunk])
        place.stopping.set()
        if chunk.cursor is not None:
            place.cursor = chunk.cursor
    place.stopping.clear()
    rest = labels(await place.look(place.source()))
    assert (len(found), sorted(found + rest)) == (1, RUNS)


@pytest.mark.parametrize("place", ["github", "gitlab"], indirect=True)
async def test_a_kill_at_any_moment_loses_nothing(place: Place) -> None:
    for run in place.ci.projects[place.app]:
        run.jobs.append(Job(run.number * 10 + 1, log(f"app {run.number} more")))
    whole = set(labels(await Place(place.ci).look(place.source())))
    for most in range(1, 22, 2):
        place.cursor = None
        taken: set[str] = set()
        waiting: list[str] = []
        for chunk in await place.look(place.source(), most=most):
            waiting += labels([chunk])
            if chunk.cursor is not None and chunk.cursor == place.cursor:
                taken.update(waiting)
        assert taken | set(labels(await place.look(place.source()))) == whole


async def test_no_name_of_theirs_brings_a_value_into_the_ledger(place: Place) -> None:
    value = f"postgres://app:{TOKEN[4:]}@db.example.com:5432/orders"
    place.ci.kind, place.settings = "gitlab", {"kind": CiKind.GITLAB}
    job = Job(10, log("x"), name=f"deploy {value}\n\x1b[2J", gone="410 Gone")
    place.ci.projects = {"acme/app": [Run(1, [job])]}
    await place.look(place.source())
    [(label, _)] = place.told()
    assert label == "acme/app pipeline 1 job deploy (postgres-url)  [2J 10"
    assert place.cursor is not None
    assert TOKEN[4:] not in place.cursor.position


async def test_a_limit_in_the_middle_of_a_run_loses_nothing_of_it(place: Place) -> None:
    place.settings = {"artifacts": True}
    run = Run(1, [Job(10, log("x"))], artifacts={1: archive({"a": b"1"}), 2: archive({"b": b"2"})})
    place.ci.projects = {place.app: [run]}
    place.ci.tell(Lie("", as_json("429 Too Many Requests", {}, "Retry-After: 60"), "/artifacts/2/zip", times=1))
    source = place.source()
    first = labels(await place.look(source))
    place.now += EVERY
    assert first + labels(await place.look(place.source())) == [
        "acme/app run 1",
        "acme/app run 1 artifact dist-1",
        "acme/app run 1 artifact dist-2",
    ]


def test_the_books_of_ten_thousand_runs_are_small() -> None:
    account = Account("acme/app")
    account.reaches(Run_(10_000, NOW), old=True)
    for number in range(10_000, 0, -1):
        run = Run_(number, NOW, moved=NOW if number > 9_990 else NOW - timedelta(days=1))
        account.swept = NOW.timestamp()
        account.begins(run, old=True)
        account.passes(number)
        if number % 1000:
            account.ends(run)
        if number == 5_000:
            account.reaches(Run_(10_003, NOW), old=False)
            assert [(gap.low, gap.high) for gap in account.gaps] == [(10_000, 10_003), (0, 4_999)]
            for new in (10_003, 10_002, 10_001):
                account.passes(new)
    assert account.gaps == []
    assert len(account.open) == 10
    assert len(pack(CiPosition(seen=True, tracks={"1": account.track}))) < 3_000


def test_gaps_are_few_whatever_happens() -> None:
    account = Account("acme/app")
    for newest in range(10, 2000, 10):
        account.reaches(Run_(newest, NOW + timedelta(seconds=newest)), old=False)
        account.passes(newest)
    assert len(account.gaps) <= 20
    assert account.gaps[-1].low == 0
    assert account.gaps[0].high == 1989
