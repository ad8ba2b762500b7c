"""Open alerts: each is read once and is an occurrence at its URL; closed when all that is in it is proven dead."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio

from agent.demo import servers
from agent.doors.http import HttpEndpoint
from agent.found import Chunk, Text, TextsPart, Visibility
from agent.intake import Intake
from agent.ledger import LedgerFullError, LedgerView
from agent.scan.pool import ScanPool
from agent.sources.reports.alerts import COMMENT, AlertSource, Closer
from agent.sources.reports.desk import Alert as Open
from agent.sources.reports.github import GithubDesk
from agent.sources.reports.gitlab import GitlabDesk
from detectors.registry import TYPES
from tests.sims import compiled
from tests.sims.alerts import Alert, Desk
from tests.sims.fronts import Bao
from tests.sims.githost import Host
from tests.sims.liar import Lie, answer, as_json
from tests.sims.rig import Rig, address
from tests.sims.tokens import Given

TOKEN = "tok-" + "Zq7canaryWv3xR8tPk"
ONE, TWO, THREE = (f"canary-{word}-Xk9Lm2" for word in ("one", "two", "three"))
NOW = datetime(2026, 3, 1, tzinfo=UTC)
EVERY = timedelta(minutes=5)
REDIS = TYPES["redis-url"]


@dataclass
class Place:
    """A desk that somebody keeps, and ours of it; what was handed in moves the cursor, as intake does."""

    sim: Desk
    host: Host
    rig: Rig
    owner: str = "acme"
    now: datetime = NOW
    source: AlertSource = field(init=False)
    frozen: bool = False

    def __post_init__(self) -> None:
        self.source = self.fresh()

    def desk(self) -> GithubDesk | GitlabDesk:
        github = self.sim.kind == "github"
        base = "/api/v3" if github else "/api"
        door = HttpEndpoint(system="x", name="api", host="127.0.0.1", port=self.host.port, base=base)
        kind = GithubDesk if github else GitlabDesk
        return kind(door, self.owner, Given(TOKEN))

    def fresh(self) -> AlertSource:
        """As after a restart."""
        return AlertSource("acme-alerts", Visibility.INTERNAL, self.desk(), EVERY)

    def closer(self) -> Closer:
        return Closer("acme-alerts", self.desk(), self.rig.ledger, self.rig.clock, lambda: self.frozen)

    async def look(self, rules: str = "r") -> list[Chunk]:
        after = (await self.rig.ledger.cursors()).get("acme-alerts")
        chunks = [chunk async for chunk in self.source.chunks(after, rules=rules, now=self.now)]
        for chunk in chunks:
            await self.rig.ledger.submit((), chunk.cursor, at=self.now, debts=chunk.debts)
        return chunks

    async def later(self, rules: str = "r") -> list[Chunk]:
        self.now += EVERY
        return await self.look(rules)

    def debts(self) -> list[tuple[str, str]]:
        with LedgerView(self.rig.path) as view:
            return [(debt.path, debt.reason) for debt, _ in view.debts()]

    async def found(self, alert: Alert, secret: str) -> int:
        """An incident with an occurrence at the alert."""
        finding = self.rig.finding(REDIS, user="app", password=secret)
        where = replace(finding.occurrence, source="acme-alerts", path=self.sim.place(alert))
        return await self.rig.submit(replace(finding, occurrence=where))

    async def dies(self, incident: int, state: str = "invalidated") -> None:
        """As the responder would have it, in the column that says so."""
        connection = sqlite3.connect(self.rig.path)
        with connection:
            connection.execute("UPDATE incidents SET state = ? WHERE id = ?", (state, incident))
        connection.close()


@pytest_asyncio.fixture
async def place(rig: Rig, request: pytest.FixtureRequest) -> AsyncIterator[Place]:
    kind: str = getattr(request, "param", "github")
    state = "open" if kind == "github" else "DETECTED"
    alerts = [
        Alert(1, ONE, state=state, path="a.env", text=f"x\nKEY={ONE}\ny\n", line=2),
        Alert(2, TWO, state=state, private=False, path="dir/b c.env", text=f"KEY={TWO}"),
        Alert(3, THREE, state=state, full="acme/lib", path="c.env", text=f"KEY={THREE}\nOTHER=1\n"),
    ]
    sim = Desk(kind, TOKEN, alerts)
    async with Host(api=sim) as host:
        yield Place(sim, host, rig)


both = pytest.mark.parametrize("place", ["github", "gitlab"], indirect=True)


def read(chunks: list[Chunk]) -> list[tuple[str, str, int, str, bool]]:
    """What a scanner gets: place, text, line; who could see it; backlog."""
    return sorted(
        (text.label, text.data.decode(), text.line, chunk.visibility.value, chunk.backlog)
        for chunk in chunks
        if isinstance(chunk.part, TextsPart)
        for text in chunk.part.texts
    )


@both
async def test_each_open_one_is_read_once(place: Place) -> None:
    sim = place.sim
    github = sim.kind == "github"
    urls = [sim.place(alert) for alert in sim.alerts]
    data = [f'github_personal_access_token = "{one}"\n' for one in (ONE, TWO, THREE)]
    if not github:
        data = [f"KEY={ONE}\n", f"KEY={TWO}", f"KEY={THREE}\n"]
    seen = ["private", "public", "private"]
    lines = [1, 1, 1] if github else [2, 1, 1]
    first = read(await place.look())
    assert first == sorted(zip(urls, data, lines, seen, [True] * 3, strict=True))
    assert (await place.look(), place.debts()) == ([], []), "it is not due"
    asked = len(place.host.seen)
    assert await place.later() == []
    assert len(place.host.seen) - asked <= 3, "what is known is not read again"
    place.source = place.fresh()
    assert await place.look() == [], "nor after a restart"
    sim.alerts.append(Alert(4, ONE, state=sim.alerts[0].state, path="d.env", text=ONE))
    sim.alerts[1].state = "resolved"
    [news] = read(await place.later())
    assert (news[0], news[4]) == (sim.place(sim.alerts[3]), False)
    sim.alerts[1].state = sim.alerts[0].state
    assert [one[0] for one in read(await place.later())] == [urls[1]], "opened again it is read again"
    assert len(read(await place.later(rules="others"))) == 4


async def test_of_one_repository_the_configured_visibility_counts_where_nothing_is_said(place: Place) -> None:
    place.owner = "acme/lib"
    place.source = place.fresh()
    place.sim.alerts[2].leaked = True
    assert [one[3] for one in read(await place.look())] == ["public"]
    row = {"number": 9, "html_url": "https://x/9", "state": "open", "secret_type": "t", "secret": ONE}
    place.host.tell(Lie("", as_json("200 OK", [row]), times=1))
    assert [one[3] for one in read(await place.later())] == ["internal"]


@both
async def test_what_cannot_be_read_is_owed_until_it_can(place: Place) -> None:
    alert = place.sim.alerts[1]
    alert.secret, alert.text = "", None
    await place.look()
    why = "its value is not shown: the token may not see it"
    if place.sim.kind == "gitlab":
        why = "the file that it names is not there, or cannot be read"
    assert place.debts() == [(place.sim.place(alert), why)]
    alert.secret, alert.text = TWO, TWO
    assert len(read(await place.later())) == 1
    assert place.debts() == []


@pytest.mark.parametrize("place", ["gitlab"], indirect=True)
async def test_of_a_key_in_armour_whose_first_line_is_named_all_is_read(place: Place) -> None:
    key = "-----BEGIN " + "PRIVATE KEY-----\nMII\nxyz\n-----END " + "PRIVATE KEY-----\n"
    place.sim.alerts = [Alert(1, state="DETECTED", text=f"a\n{key}b\n", line=2)]
    assert [one[1] for one in read(await place.look())] == [key]


LIMITED = "not listed: it limits how much is asked: it is asked again later"


@both
@pytest.mark.parametrize(
    ("lie", "why", "wait"),
    [
        (as_json("429 Too Many Requests", {}, "Retry-After: 600"), LIMITED, timedelta(minutes=10)),
        (as_json("401 Unauthorized", {}), "not listed: the login is refused there", EVERY),
        (as_json("503 Oops", {}), "not listed: it cannot answer now (HTTP 503): it is asked again", EVERY),
        (answer("200 OK", b"<html></html>", "text/html"), "not listed: ", EVERY),
        (as_json("200 OK", {"errors": [{"message": "no"}]}), "not listed: ", EVERY),
        (b"", "not listed: no usable answer: ConnectionLostError", EVERY),
    ],
)
async def test_a_list_that_is_not_whole_forgets_nothing(place: Place, lie: bytes, why: str, wait: timedelta) -> None:
    await place.look()
    place.host.tell(Lie("", lie))
    await place.later()
    [(path, said)] = place.debts()
    assert (path, said.startswith(why)) == ("acme-alerts", True), said
    place.host.tell()
    place.source.ask()
    assert place.source.wants(place.now) is (why != LIMITED)
    place.now += wait
    assert (read(await place.look()), place.debts()) == ([], [])


async def test_a_first_look_that_was_cut_short_is_made_again_as_backlog(place: Place) -> None:
    place.host.tell(Lie("", as_json("503 Oops", {}), path="page=2"))
    assert len(read(await place.look())) == 2
    assert (await place.rig.ledger.cursors())["acme-alerts"].unread
    place.host.tell()
    assert [one[4] for one in read(await place.later())] == [True] * 3
    assert not (await place.rig.ledger.cursors())["acme-alerts"].unread
    assert (await place.later(), place.debts()) == ([], [])


async def test_a_webhook_has_it_asked_at_once(place: Place) -> None:
    await place.look()
    assert not place.source.wants(place.now)
    place.sim.alerts.append(Alert(4, ONE))
    place.source.ask()
    assert place.source.wants(place.now)
    url = "https://github.example/acme/app/security/secret-scanning/4"
    assert read(await place.look()) == [(url, f'github_personal_access_token = "{ONE}"\n', 1, "private", False)]


async def test_a_list_without_an_end_and_rows_of_other_kinds(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agent.sources.reports.github.MANY_PAGES", 2)
    place.host.tell(Lie("", as_json("200 OK", [7, {}, {"number": "x"}])))
    await place.look()
    assert place.debts() == [
        ("acme", "an alert that is not understood"),
        ("acme-alerts", "not listed: its list does not end"),
    ]


# --- closing -----------------------------------------------------------------------------------------


@both
async def test_one_is_closed_when_all_that_was_found_in_it_is_proven_dead(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    await place.look()
    alert, closer = place.sim.alerts[0], place.closer()
    one, two = await place.found(alert, ONE), await place.found(alert, TWO)
    other = await place.found(place.sim.alerts[1], THREE)
    for state in ("detected", "live", "acting", "accepted", "dead", "contained", "already_dead", "dismissed"):
        await place.dies(two, state)
        await place.dies(one)
        await closer.look()
    assert place.sim.acts == [], "never before the proof of all"
    await place.dies(two)
    place.frozen = True
    await closer.look()
    assert place.sim.acts == []
    place.frozen = False

    async def full(*_: object, **__: object) -> None:
        raise LedgerFullError

    monkeypatch.setattr(type(place.rig.ledger), "note_at", full)
    await closer.look()
    monkeypatch.undo()
    await closer.look()
    await closer.look()
    done = "1 resolved revoked" if place.sim.kind == "github" else "1 resolved"
    assert (place.sim.acts, alert.comment) == ([done], COMMENT)
    words = f"alert closed as revoked: {place.sim.place(alert)}"
    for incident in (one, two):
        assert [one["detail"]["note"] for one in place.rig.records(incident) if one["what"] == "note"] == [words]
    assert "note" not in place.rig.told(other)


@both
async def test_killed_between_the_act_and_its_record(place: Place) -> None:
    await place.look()
    incident = await place.found(place.sim.alerts[0], ONE)
    await place.dies(incident)

    def dies() -> None:
        raise KeyError

    place.sim.after = dies  # the answer never comes
    await place.closer().look()
    assert "note" not in place.rig.told(incident)
    place.sim.after = None
    for _ in range(2):
        await place.closer().look()  # as after a restart
    assert len(place.sim.acts) == 1
    assert place.rig.told(incident).count("note") == 1


@both
async def test_what_somebody_else_has_closed_is_left_as_it_is(place: Place) -> None:
    await place.look()
    alert = place.sim.alerts[0]
    incident = await place.found(alert, ONE)
    await place.dies(incident)
    alert.state, alert.comment = ("resolved" if place.sim.kind == "github" else "DISMISSED"), "used in tests"
    closer = place.closer()
    await closer.look()
    asked = len(place.host.seen)
    await closer.look()
    assert (place.sim.acts, alert.comment, len(place.host.seen)) == ([], "used in tests", asked)
    assert "note" not in place.rig.told(incident)


@both
async def test_who_may_not_close_says_so_and_goes_on(place: Place, capfd: pytest.CaptureFixture[str]) -> None:
    await place.look()
    incident = await place.found(place.sim.alerts[0], ONE)
    await place.dies(incident)
    place.host.tell(Lie("", as_json("403 Forbidden", {"message": ONE})))
    closer = place.closer()
    assert await closer.look() == timedelta(minutes=1)
    told = capfd.readouterr()
    assert "an alert was not closed: it is tried again" in told.out + told.err
    assert ONE not in told.out + told.err
    place.host.tell(Lie("", as_json("429 Too Many", {}, "Retry-After: 900")))
    assert await closer.look() == timedelta(minutes=15)
    place.host.tell()
    await closer.look()
    assert len(place.sim.acts) == 1


def test_nothing_shows_a_value() -> None:
    alert = Open("k", "p", Text("l", ONE.encode(), reported=ONE))
    assert ONE not in repr(alert)


async def test_from_an_open_alert_to_its_end(place: Place, openbao: servers.Bao) -> None:
    bao, rig = Bao(openbao), place.rig
    token = bao.token()
    alert = Alert(1, token, kind="hashicorp_vault_service_token")
    place.sim.alerts = [alert]
    rig.system("bao", "openbao", [address("bao-a", openbao.port)], openbao.token)
    async with ScanPool(rig.keys.scanner, 1, compiled.folder()) as pool:
        await Intake(rig.ledger, pool, "r", rig.clock).read(place.source, None)
    [entry] = rig.entries()
    [where] = await rig.ledger.occurrences(entry.incident.id)
    assert (entry.incident.type, where.path) == ("openbao-token", place.sim.place(alert))
    closer = place.closer()
    await rig.work()
    await closer.look()
    assert (rig.standing(entry.incident.id), place.sim.acts) == (("dead", None), []), "dead is not proven yet"
    await rig.reach(entry.incident.id, "invalidated")
    await closer.look()
    assert (place.sim.acts, bao.lives(token)) == (["1 resolved revoked"], False)
    kept = b"".join(path.read_bytes() for path in rig.folder.rglob("*") if path.is_file())
    assert token.encode() not in kept
