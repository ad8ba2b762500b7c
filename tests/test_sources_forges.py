"""Forges: which repositories there are, page by page, and what becomes of them; real HTTP, and a forge that lies."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from agent.found import Cursor, Debt, Finding, Source, Visibility
from agent.ledger import LedgerFullError, LedgerView
from agent.model import Address
from agent.settings.remotes import ForgeKind, ForgeSettings, RemoteSettings
from agent.sources.forges.forge import Forge
from agent.sources.forges.walk import Walker
from agent.sources.git.source import GitSource
from agent.sources.remote.address import Remote, parse
from agent.sources.remote.line import Bounds
from agent.sources.remote.mirror import Mirror
from agent.sources.remote.recipe import Way
from agent.sources.remote.source import MirrorSource
from agent.sources.remote.turns import Turns
from agent.wiring.remotes import APIS, door
from detectors.github import checksum
from tests.sims.forges import Api, Row
from tests.sims.githost import Host
from tests.sims.liar import Lie, answer, as_json
from tests.sims.rig import Rig
from tests.sims.tokens import Given

NOW = datetime(2026, 3, 1, tzinfo=UTC)
EVERY = timedelta(minutes=5)
TOKEN = "tok-" + "Zq7canaryWv3xR8tPk"
KINDS = [kind.value for kind in ForgeKind]


@dataclass
class Daemon:
    """What a forge asks of the daemon, written down."""

    sources: dict[str, MirrorSource] = field(default_factory=dict)
    again: list[str] = field(default_factory=list)

    def join(self, source: Source, of: str) -> None:
        assert isinstance(source, MirrorSource)
        assert (of, source.name not in self.sources) == ("acme", True)
        self.sources[source.name] = source

    def look_again(self, name: str) -> None:
        self.again.append(name)


@dataclass
class Place:
    """A forge that people work on, and ours of it."""

    api: Api
    host: Host
    rig: Rig
    daemon: Daemon = field(default_factory=Daemon)
    settings: dict[str, object] = field(default_factory=dict)
    now: datetime = NOW

    def forge(self, token: str = TOKEN) -> Forge:
        kind = ForgeKind(self.api.kind)
        wanted = {"include": ("*",), "skip": (), "archived": True, "forks": True, **self.settings}
        settings = ForgeSettings(kind, "acme", **wanted)  # type: ignore[arg-type]
        base = parse(f"http://127.0.0.1:{self.host.port}/git", server=True)
        remote = RemoteSettings(base, Way(), None, "x", EVERY, 1_000_000, settings)

        def make(name: str, where: Remote, path: Path, visibility: Visibility) -> MirrorSource:
            mirror = Mirror(path, where, Way(), Given(), Bounds())

            async def owners(_name: str, _path: Path) -> None:
                return

            return MirrorSource(name, visibility, mirror, Turns(), inner=GitSource, owners=owners, every=None)

        return Forge(
            name="acme",
            settings=settings,
            walker=Walker(APIS[kind], door("acme", remote), Given(token)),
            base=base,
            folder=self.rig.folder / "mirrors",
            ledger=self.rig.ledger,
            make=make,
            every=EVERY,
            largest=1_000_000,
            clock=lambda: self.now,
        )

    async def look(self, forge: Forge) -> list[str]:
        """Who is to be looked at again."""
        self.daemon.again.clear()
        await forge.look(self.daemon)
        return sorted(self.daemon.again)

    def debts(self) -> list[tuple[str, str]]:
        with LedgerView(self.rig.path) as view:
            return [(debt.path, debt.reason) for debt, _ in view.debts()]

    def row(self, key: int) -> Row:
        return next(row for row in self.api.rows if row.id == key)


@pytest_asyncio.fixture
async def place(rig: Rig, request: pytest.FixtureRequest) -> AsyncIterator[Place]:
    kind: str = getattr(request, "param", "github")
    rows = [
        Row(1, "acme/app", visibility="public"),
        Row(2, "acme/lib", pushed="2026-01-05T00:00:00Z"),
        Row(3, "acme/old", archived=True),
        Row(4, "acme/fork", fork=True),
        Row(5, "acme/new", empty=True),
    ]
    api = Api(kind, TOKEN, rows)
    async with Host(root=rig.folder, api=api) as host:
        yield Place(api, host, rig)


every_forge = pytest.mark.parametrize("place", KINDS, indirect=True)


@every_forge
async def test_who_is_there_who_was_pushed_to_and_who_is_new(place: Place) -> None:
    forge = place.forge()
    await place.look(forge)
    hosts = {source.mirror.remote.host for source in place.daemon.sources.values()}
    urls = [source.mirror.remote.path for source in place.daemon.sources.values()]
    names = ["acme/app", "acme/fork", "acme/lib", "acme/old"]
    assert (sorted(place.daemon.sources), hosts) == (names, {"127.0.0.1"})
    assert (urls[0], sorted(urls)) == ("/git/acme/lib.git", [f"/git/{name}.git" for name in names])
    seen = {name: source.visibility for name, source in place.daemon.sources.items()}
    assert (seen["acme/app"], seen["acme/lib"]) == (Visibility.PUBLIC, Visibility.PRIVATE)
    assert (len(place.api.asked) >= 3, place.debts()) == (True, [])

    news = place.api.news
    assert (await place.look(forge), place.api.news) == (["acme/app"], news), (
        "nothing is new: one is asked all the same"
    )
    place.row(1).pushed = "2026-02-01T00:00:00Z"
    place.row(5).empty = False
    again = await place.look(forge)
    assert ("acme/app" in again, "acme/new" in place.daemon.sources) == (True, True)
    place.row(2).visibility = "public"
    assert "acme/lib" in await place.look(forge)
    assert place.daemon.sources["acme/lib"].visibility is Visibility.PUBLIC


@every_forge
async def test_renamed_it_is_the_same_one_and_gone_it_is_told(place: Place) -> None:
    forge = place.forge()
    await place.look(forge)
    place.row(1).full = "acme/shop"
    place.api.rows.append(Row(6, "acme/app", visibility="internal"))
    await place.look(forge)
    assert place.daemon.sources["acme/app"].mirror.remote.path == "/git/acme/shop.git"
    other = next(source for name, source in place.daemon.sources.items() if name.startswith("acme/app#"))
    assert other.mirror.remote.path == "/git/acme/app.git"
    assert other.mirror.path != place.daemon.sources["acme/app"].mirror.path

    gone = place.row(2)
    place.api.rows.remove(gone)
    await place.look(forge)
    told = [("acme/lib", "it is not on the forge any more, or the token may not see it: its mirror stays")]
    assert place.debts() == told
    place.daemon.sources.clear()
    again = place.forge()  # after a restart, and with another forge
    await place.look(again)
    assert (place.debts(), "acme/lib" in place.daemon.sources) == (told, True)
    assert place.daemon.sources["acme/app"].mirror.remote.path == "/git/acme/shop.git"
    place.api.rows.append(gone)
    await place.look(again)
    assert place.debts() == []


@every_forge
async def test_what_is_not_wanted_is_not_there(place: Place) -> None:
    place.settings = {"archived": False, "forks": False, "skip": ("LIB",)}
    if place.api.kind == "bitbucket":  # it has no archive
        place.row(3).full = "acme/lib"
    place.api.rows.append(Row(7, "acme/huge", size=2000))
    await place.look(place.forge())
    assert list(place.daemon.sources) == ["acme/app"] + (["acme/huge"] if place.api.kind == "gitlab" else [])
    too_large = [("acme/huge", "not fetched: it is larger than max_size")]
    assert place.debts() == ([] if place.api.kind == "gitlab" else too_large)


async def test_one_that_is_called_like_a_token_is_told_without_it(place: Place) -> None:
    body = "Zq7canaryWv3xR8tPkZq7canaryWv3"
    token = f"{'gh' + 'p_'}{body}{checksum(body)}"
    place.api.rows = [Row(7, f"acme/{token}", size=2000), Row(8, f"acme/x-{token}")]
    forge = place.forge()
    await place.look(forge)
    del place.api.rows[1]
    await place.look(forge)
    assert [path for path, _ in place.debts()] == ["acme/(github-pat)", "acme/x-(github-pat)"]
    assert [one.mirror.remote.path for one in place.daemon.sources.values()] == [f"/git/acme/x-{token}.git"]


@pytest.mark.parametrize("place", ["github", "gitlab", "gitea"], indirect=True)
async def test_a_user_has_repositories_too(place: Place) -> None:
    place.api.people = True
    await place.look(place.forge())
    assert (len(place.daemon.sources), place.debts()) == (4, [])


async def test_what_a_list_leaves_out_while_it_changes_is_not_gone(place: Place) -> None:
    """Somebody deletes the first one between two pages: the third one slips onto the page that was read already."""
    forge = place.forge()
    await place.look(forge)
    rows = place.api.rows

    def between() -> None:
        if rows[0].id == 1:
            del rows[0]

    place.api.between = between
    await place.look(forge)
    assert place.debts() == []
    await place.look(forge)
    assert [path for path, _ in place.debts()] == ["acme/app"]


LIMITED = "not listed: it limits how much is asked: it is asked again later"
HTML = b"<html><form action=/login></form></html>"


@pytest.mark.parametrize(
    ("lie", "why", "wait"),
    [
        (as_json("429 Too Many Requests", {}, "Retry-After: 90"), LIMITED, timedelta(seconds=90)),
        (
            as_json(
                "403 Forbidden", {}, "X-RateLimit-Remaining: 0", f"X-RateLimit-Reset: {int(NOW.timestamp()) + 600}"
            ),
            LIMITED,
            timedelta(minutes=10),
        ),
        (as_json("403 Forbidden", {}, "Retry-After: 60"), LIMITED, timedelta(minutes=1)),
        (as_json("429 Too Many Requests", {}), LIMITED, timedelta(minutes=1)),
        (
            as_json("403 Forbidden", {"message": "no"}),
            "not listed: the login is refused there: check the token, and what it may do",
            EVERY,
        ),
        (as_json("500 Oops", {}), "not listed: it cannot answer now (HTTP 500): it is asked again", EVERY),
        (answer("200 OK", HTML, "text/html"), "not listed: HTTP 200: not what was asked for", EVERY),
        (as_json("200 OK", {"message": "hi"}), "not listed: HTTP 200: not what was asked for", EVERY),
        (
            answer("302 Found", b"", "", "Location: http://localhost/"),
            "not listed: it answers with a redirect, which is not followed: write its present address",
            EVERY,
        ),
        (b"", "not listed: no usable answer: ConnectionLostError", EVERY),
        (as_json("404 Not Found", {}), "not listed: there is no such owner, or the token may not see it", EVERY),
    ],
)
@pytest.mark.parametrize("at", ["orgs", "page=2"])
async def test_a_list_that_is_not_whole_changes_nothing(
    place: Place, lie: bytes, why: str, wait: timedelta, at: str
) -> None:
    forge = place.forge()
    await place.look(forge)
    place.host.tell(Lie("", lie, path="repos" if at == "orgs" else at))
    place.api.rows.append(Row(9, "acme/latest"))
    del place.api.rows[0]
    waited = await forge.look(place.daemon)
    if at != "orgs":
        why = why.replace("there is no such owner, or the token may not see it", "a page of its list is missing")
    assert (place.debts(), waited, forge.failing) == ([("acme", why)], wait, why != LIMITED)
    assert len(place.daemon.sources) == 4
    place.host.tell()
    if why == LIMITED:  # a webhook that wakes it meanwhile waits as well
        asked = len(place.host.seen)
        place.now += timedelta(milliseconds=400)
        assert (await forge.look(place.daemon), len(place.host.seen)) == (wait - timedelta(milliseconds=400), asked)
        place.now += wait
    assert await forge.look(place.daemon) == EVERY
    assert [path for path, _ in place.debts()] == ["acme/app"]
    assert "acme/latest" in place.daemon.sources


def _rows(*keys: int) -> list[dict[str, object]]:
    return [{"id": key, "full_name": f"acme/r{key}", "pushed_at": "2026", "private": True} for key in keys]


@pytest.mark.parametrize(
    ("link", "why"),
    [
        ("/git/api/v3/orgs/acme/repos?page=7", "its list repeats itself"),
        ("http://evil.example/git/api/v3/orgs/acme/repos?page=7", "its list repeats itself"),
        ("http://evil.example/collect", "a page of its list leads elsewhere: not followed"),
        ("/git/api/v3/../../x", "a path of that shape is not sent"),
    ],
)
async def test_a_page_that_leads_astray(place: Place, link: str, why: str) -> None:
    place.host.tell(Lie("", as_json("200 OK", _rows(1), f'Link: <{link}>; rel="next"')))
    await place.look(place.forge())
    assert (place.debts(), list(place.daemon.sources)) == ([("acme", f"not listed: {why}")], [])
    assert len(place.host.seen) <= 2


async def test_a_list_without_an_end_is_left(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agent.sources.pages._MANY_PAGES", 5)
    place.api.rows = [Row(key, f"acme/r{key}") for key in range(100)]
    await place.look(place.forge())
    assert (place.debts(), len(place.api.asked)) == ([("acme", "not listed: its list does not end")], 5)


@pytest.mark.parametrize(
    "full", ["acme/../../etc", "acme/a b", "acme/a\x00", "", "acme", "acme/", "/acme/a", "acme/a?x=y"]
)
async def test_a_path_that_no_repository_has_is_not_cloned(place: Place, full: str) -> None:
    place.api.rows = [Row(1, full), Row(2, "acme/lib")]
    await place.look(place.forge())
    assert list(place.daemon.sources) == ["acme/lib"]
    assert [path for path, _ in place.debts()] == ["acme"]
    assert len(place.debts()) == 1


@pytest.mark.parametrize("row", [7, {}, {"id": "x"}, {"id": 1, "full_name": None, "pushed_at": "2026"}, None])
async def test_an_entry_that_is_not_understood_is_told(place: Place, row: object) -> None:
    place.host.tell(Lie("", as_json("200 OK", [row, *_rows(2)])))
    await place.look(place.forge())
    assert list(place.daemon.sources) == ["acme/r2"]
    assert place.debts() == [("acme", "entries of its list that are not understood: 1")]


async def test_each_is_asked_once_a_day_whatever_the_forge_says(place: Place) -> None:
    place.api.rows = [Row(key, f"acme/r{key}") for key in range(1, 8)]
    forge = place.forge()
    forge.every = timedelta(hours=8)
    await place.look(forge)
    asked = [name for _ in range(3) for name in await place.look(forge)]
    assert sorted(asked) == sorted(place.daemon.sources)


@pytest.mark.parametrize("place", ["gitlab"], indirect=True)
async def test_gitlab_moves_its_time_once_an_hour_so_what_moved_lately_is_asked(place: Place) -> None:
    forge = place.forge()
    place.row(1).pushed = (NOW - timedelta(minutes=50)).isoformat()
    await place.look(forge)
    place.now += timedelta(minutes=5)
    assert "acme/app" in await place.look(forge)
    place.now += timedelta(hours=2)
    await place.look(forge)
    assert "acme/app" not in await place.look(forge)


@pytest.mark.parametrize("place", ["gitlab"], indirect=True)
async def test_a_groups_subgroups_are_its_own(place: Place) -> None:
    place.api.rows.append(Row(6, "acme/team/core/api"))
    place.settings = {"include": ("team/*",)}
    await place.look(place.forge())
    assert list(place.daemon.sources) == ["acme/team/core/api"]


async def test_one_that_cannot_be_asked_about_keeps_nobody_from_being_told(place: Place) -> None:
    forge = place.forge()
    await place.look(forge)
    place.api.rows = place.api.rows[2:]
    place.host.tell(Lie("", as_json("500 Oops", {}), path="/repositories/1"))
    await place.look(forge)
    assert [path for path, _ in place.debts()] == ["acme/lib"]


async def test_a_wrong_token_is_told_until_it_is_right(place: Place) -> None:
    await place.look(place.forge("wrong"))
    assert place.debts() == [("acme", "not listed: the login is refused there: check the token, and what it may do")]
    place.api.rows.clear()
    await place.look(place.forge())  # after a restart
    assert place.debts() == []


LEADS_NOWHERE = 'Link: <https://[x>; rel="next"'
ODD: list[tuple[str, object, tuple[str, ...], list[str]]] = [
    (
        "github",
        {},
        ('Link: <https://[x>; rel="next"',),
        ["not listed: a page of its list leads elsewhere: not followed"],
    ),
    ("github", {}, ('ETag: "\u00e9"',), []),
    ("github", {"pushed_at": "9" * 100_000}, (), ["entries of its list that are not understood: 1"]),
    ("gitlab", {"visibility": ["public"]}, (), []),
]


@pytest.mark.parametrize(("place", "odd", "headers", "debts"), ODD, indirect=["place"])
async def test_an_odd_word_of_a_forge_costs_what_it_is_about_and_no_more(
    place: Place, odd: dict[str, object], headers: tuple[str, ...], debts: list[str]
) -> None:
    row = {"id": 1, "full_name": "acme/a", "path_with_namespace": "acme/a", "pushed_at": "2026-01-01T00:00:00Z"}
    place.host.api = lambda _: as_json("200 OK", [row | odd], *headers)
    forge = place.forge()
    for _ in range(2):
        await place.look(forge)
        assert [reason for _, reason in place.debts()] == debts
    assert list(place.daemon.sources) == ([] if debts else ["acme/a"])


async def test_a_stop_waits_for_one_answer_and_not_for_all_pages(place: Place) -> None:
    place.api.rows = [Row(number, f"acme/r{number}") for number in range(1, 21)]
    forge = place.forge()
    place.api.between = forge.walker.stopping.set
    assert await place.look(forge) == []
    assert (len(place.api.asked), place.debts(), forge.failing) == (2, [], False)


async def test_a_full_disk_is_no_reason_to_ask_a_forge_again_and_again(place: Place) -> None:
    place.api.rows = [Row(1, "acme/a")]

    class Full:
        full = True

        async def cursors(self) -> Mapping[str, Cursor]:
            return await place.rig.ledger.cursors()

        async def submit(
            self,
            findings: Sequence[Finding],
            cursor: Cursor | None,
            *,
            at: datetime,
            debts: Sequence[Debt] = (),
            read: Sequence[tuple[str, str]] = (),
        ) -> None:
            if self.full:
                raise LedgerFullError
            await place.rig.ledger.submit(findings, cursor, at=at, debts=debts, read=read)

    forge = place.forge()
    forge.ledger = ledger = Full()
    for _ in range(3):
        with pytest.raises(LedgerFullError):
            await place.look(forge)
    assert place.api.asked == ["/git/api/v3/orgs/acme/repos?type=all&per_page=100&sort=created&direction=asc"]
    ledger.full = False
    await place.look(forge)
    assert set((await place.rig.ledger.cursors())["acme"].position.split('"')) >= {"acme/a"}


@pytest.mark.parametrize(
    ("url", "api"),
    [
        ("https://github.com", Address("api", "api.github.com", 443, tls=True)),
        ("https://acme.ghe.com", Address("api", "api.acme.ghe.com", 443, tls=True)),
        ("https://git.internal:8443/hub", Address("api", "git.internal", 8443, tls=True, base="/hub/api/v3")),
        ("ssh://git@git.internal", Address("api", "git.internal", 443, tls=True, base="/api/v3")),
    ],
)
def test_where_githubs_api_is(url: str, api: Address) -> None:
    assert APIS[ForgeKind.GITHUB].place(parse(url, server=True)) == api
