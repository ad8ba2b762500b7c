"""A GitHub App in a token's place: a token for an hour and for as little as is needed, renewed before anybody notices.

A simulator that checks the signature, real HTTP, real git.
"""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest
import pytest_asyncio
from structlog.testing import capture_logs

from agent.doors.http import HttpEndpoint
from agent.logins.github_app import Installation
from agent.logins.opened import ALERTS, GIT, Logins
from agent.logins.tokens import NoTokenError, asked
from agent.seal import ResponderKeys
from agent.settings import Names, Settings, SettingsError, SourceSettings, load
from agent.sources.ci.base import Form, Log
from agent.systems import CannotOpenSystemError
from agent.wiring.alerts import alert_source
from agent.wiring.alerts import own as own_alerts
from agent.wiring.ci import asker
from agent.wiring.ci import own as own_ci
from agent.wiring.daemon import own_marks
from agent.wiring.remotes import Remotes, door
from agent.wiring.remotes import own as own_remotes
from detectors import pem
from detectors.base import Secret
from tests.sims.alerts import Desk
from tests.sims.apps import BAD, ID, NUMBER, Apps
from tests.sims.apps import pem as app_key
from tests.sims.forges import Api, Row
from tests.sims.githost import Host
from tests.sims.liar import Lie, answer, as_json
from tests.sims.repo import Repo
from tests.sims.rig import Rig
from tests.sims.scene import until

NOW = datetime(2026, 3, 1, tzinfo=UTC)
INNER = "tok-" + "Zq7canaryWv3xR8tPk"
HEAD = '[stanch]\nfallback_owner = "ops"\nstate = "{state}"\n'


@dataclass
class Place:
    """GitHub with one App, and its key in a file of ours."""

    apps: Apps
    host: Host
    folder: Path
    now: datetime = NOW
    off: timedelta = timedelta(0)

    def __post_init__(self) -> None:
        self.logins = Logins(self.ours)

    def clock(self) -> datetime:
        return self.now

    def ours(self) -> datetime:
        return self.now + self.off

    @property
    def key(self) -> Path:
        return self.folder / "app.pem"

    def settings(self, sources: str) -> Settings:
        (self.folder / "stanch.toml").write_text(HEAD.format(state=self.folder / "state") + sources)
        return load(self.folder, names=Names(frozenset(), frozenset()))

    def source(self, text: str, path: str = "") -> SourceSettings:
        app = f'app = {{ id = "{ID}", file = "{self.key}" }}\n'
        url = f'url = "http://127.0.0.1:{self.host.port}/git{path}"\n'
        [found] = self.settings(f"[[sources]]\n{text}{url}{app}").sources
        return found

    def installation(
        self,
        owner: str = "acme",
        number: int | None = None,
        permissions: Mapping[str, str] = GIT,
        logins: Logins | None = None,
    ) -> Installation:
        source = self.source('kind = "forge"\nforge = "github"\nowner = "acme"\n')
        assert source.remote is not None
        remote = source.remote
        assert remote.app is not None
        app = replace(remote.app, installation=number)
        found = (logins or self.logins).tokens(None, app, lambda: door("acme", remote), owner, permissions)
        assert isinstance(found, Installation)
        return found


@pytest_asyncio.fixture
async def place(tmp_path: Path) -> AsyncIterator[Place]:
    async with Host(root=tmp_path) as host:
        found = Place(Apps(lambda: found.now), host, tmp_path)
        found.key.write_text(app_key())
        found.key.chmod(0o600)
        host.api = found.apps
        async with found.logins:
            yield found


async def test_a_token_is_asked_for_by_the_owner_with_the_least_and_kept_until_shortly_before_it_ends(
    place: Place,
) -> None:
    ours = place.installation()
    first = await ours.token()
    assert (first.reveal(), place.apps.paths) == (
        place.apps.token,
        ["orgs/acme/installation", f"app/installations/{NUMBER}/access_tokens"],
    )
    assert place.apps.asked == [{"permissions": {"contents": "read", "metadata": "read"}}]
    place.now += timedelta(minutes=54)
    assert (await ours.token()).reveal() == first.reveal()
    place.now += timedelta(minutes=2)
    assert (await ours.token()).reveal() == place.apps.token != first.reveal()
    assert place.apps.paths[2:] == [f"app/installations/{NUMBER}/access_tokens"], "which one it is was known"


@pytest.mark.parametrize("off", [-50, 50])
async def test_how_long_it_lives_is_measured_by_one_clock(
    place: Place, off: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ours is wrong, and GitHub does not mind what we sign by it."""
    place.off = timedelta(minutes=off)
    monkeypatch.setattr(place.apps, "is_the_app", lambda _: True)
    ours = place.installation()
    first = await ours.token()
    place.now += timedelta(minutes=50)
    assert (await ours.token()).reveal() == first.reveal()
    place.now += timedelta(minutes=6)
    assert (await ours.token()).reveal() != first.reveal()


async def test_a_clock_that_is_set_back_keeps_neither_a_dead_token_nor_a_refusal(place: Place) -> None:
    ours = place.installation()
    first = await ours.token()
    place.off = timedelta(hours=-2)
    place.apps.ends()
    assert ours.refused(first), "it is not young: nobody knows how old it is"
    place.off = timedelta(0)
    place.apps.suspended = True
    with pytest.raises(NoTokenError):
        await ours.token()
    place.apps.suspended = False
    place.off = timedelta(seconds=-30)
    assert (await ours.token()).reveal() == place.apps.token


async def test_of_a_user_of_one_repository_and_where_the_number_is_written(place: Place) -> None:
    place.apps.where = ("users/jane", "repos/acme/app")
    await place.installation("jane").token()
    await place.installation("acme/app").token()
    await place.installation("nobody", number=NUMBER).token()
    assert [one for one in place.apps.paths if "access" not in one] == [
        *("orgs/jane/installation", "users/jane/installation"),
        "repos/acme/app/installation",
    ]
    assert place.apps.asked[1] == {"permissions": dict(GIT), "repositories": ["app"]}


async def refusal(ours: Installation) -> str:
    with pytest.raises(NoTokenError) as caught:
        await ours.token()
    return str(caught.value).removeprefix(f"no token for the App {ID}: ")


async def test_why_none_is_to_be_had(place: Place) -> None:
    nowhere = "it is not installed there: install the App for that owner, or write installation = NUMBER"
    assert await refusal(place.installation("else")) == nowhere
    gone = "installation 8 is none of this App's, or was removed: install the App there"
    assert await refusal(place.installation(number=8)) == gone
    needs = "the installation was not granted what this source needs: secret_scanning_alerts: read, metadata: read"
    assert await refusal(place.installation(permissions=ALERTS)) == needs
    place.apps.suspended = True
    assert await refusal(place.installation()) == "its installation is suspended: let the owner unsuspend it"
    place.off = timedelta(minutes=-30)
    off = "it is refused, and the clock of this host is 1800 s off: set the clock"
    assert await refusal(place.installation()) == off
    place.off = timedelta(0)
    other = place.installation()
    other.app = replace(other.app, id="Iv1.other")
    wrong = "it is refused: is stanch.toml:9: sources[1].app.file a key of the App Iv1.other?"
    assert (await refusal(other)).endswith(wrong)


@pytest.mark.parametrize(
    ("lie", "why", "wait"),
    [
        (as_json("500 Oops", {}), "it cannot answer now (HTTP 500): it is asked again", timedelta(minutes=1)),
        (answer("200 OK", b"<html>", "text/html"), "HTTP 200: not what was asked for", timedelta(minutes=1)),
        (as_json("201 Created", {"token": "a b"}), "HTTP 201: not what was asked for", timedelta(minutes=1)),
        (b"", "no usable answer: ConnectionLostError", timedelta(minutes=1)),
        (
            as_json("403 Forbidden", {"message": "secondary rate limit"}, "Retry-After: 600"),
            "it limits how much is asked: it is asked again later",
            timedelta(minutes=10),
        ),
        (
            answer("302 Found", b"", "", "Location: http://evil.example/"),
            "it answers with a redirect, which is not followed: write its present address",
            timedelta(minutes=1),
        ),
    ],
)
async def test_a_host_that_cannot_answer_is_left_alone_for_a_while(
    place: Place, lie: bytes, why: str, wait: timedelta
) -> None:
    ours = place.installation()
    place.host.tell(Lie("", lie, path="access_tokens"))
    for _ in range(3):  # as many mirrors as there may be
        assert await refusal(ours) == why
    assert len([one for one in place.host.seen if one.method == "POST"]) == 1
    place.host.tell()
    place.now += wait - timedelta(seconds=1)
    assert await refusal(ours) == why
    place.now += timedelta(seconds=1)
    assert (await ours.token()).reveal() == place.apps.token


async def test_one_that_was_installed_anew_is_found_again(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = place.installation()
    await ours.token()
    place.now += timedelta(hours=2)
    monkeypatch.setattr("tests.sims.apps.NUMBER", 4712)
    assert "was removed" in await refusal(ours)
    place.now += timedelta(minutes=2)
    assert (await ours.token()).reveal() == place.apps.token


async def test_a_token_that_is_refused_before_its_time_is_renewed_once(place: Place) -> None:
    ours = place.installation()
    seen: list[str] = []

    async def send(token: Secret | None) -> Any:
        assert token is not None
        seen.append(token.reveal())
        headers = {"Authorization": f"Bearer {token.reveal()}"}
        return await ours.door.get("/x", headers=headers)

    place.apps.inner = lambda _: as_json("200 OK", {})
    assert (await asked(ours, send)).status == 200
    place.apps.ends()
    place.now += timedelta(seconds=30)
    assert (await asked(ours, send)).status == 401, "so young a token is not the reason"
    place.now += timedelta(seconds=31)
    assert (await asked(ours, send)).status == 200
    place.host.tell(Lie("", BAD, path="/x"))
    place.now += timedelta(minutes=2)
    seen.clear()
    assert ((await asked(ours, send)).status, len(set(seen))) == (401, 2)


async def test_what_was_asked_for_ends_with_us(place: Place) -> None:
    """All of them, side by side; one that GitHub does not answer about is told, without its value."""
    async with Logins(place.ours) as logins:
        ours = [place.installation(owner, logins=logins) for owner in ("acme", "acme/app", "acme")]
        got = [(await one.token()).reveal() for one in ours[:2]]
        assert all(place.apps.lives(one) for one in got)
    assert place.apps.living == {}
    assert deleted(place) == 2, "the third has asked for none"
    for lie, why in ((as_json("500 Oops", {}), "HTTP 500"), (b"", "no usable answer: ConnectionLostError")):
        with capture_logs() as told:
            async with Logins(place.ours) as logins:
                token = (await place.installation(logins=logins).token()).reveal()
                place.host.tell(Lie("", lie, path="/installation/token"))
        place.host.tell()
        what = "a token of ours lives on until it ends"
        assert told == [{"event": what, "source": "acme", "why": why, "log_level": "warning"}]
        assert place.apps.lives(token)


@pytest.mark.parametrize("is_stopped", [False, True])
async def test_what_is_being_asked_for_when_stanch_stops_ends_with_it(place: Place, *, is_stopped: bool) -> None:
    """Whether who asked waits for it still, or was stopped himself; after that nobody gets one."""
    ours = place.installation()
    made, answered = asyncio.Event(), asyncio.Event()
    real = ours.door

    class Slow:
        system, get, delete = real.system, real.get, real.delete

        async def post(self, path: str, **more: Any) -> Any:
            reply = await real.post(path, **more)
            made.set()
            await answered.wait()
            return reply

    ours.door = cast("HttpEndpoint", Slow())
    async with asyncio.TaskGroup() as tasks:
        asking = tasks.create_task(ours.token())
        await made.wait()
        assert place.apps.lives(place.apps.token)
        if is_stopped:
            asking.cancel()
        closing = tasks.create_task(ours.close())
        tasks.create_task(_set(answered))
    assert (asking.cancelled(), closing.done(), place.apps.living) == (is_stopped, True, {})
    assert await refusal(ours) == "Stanch stops"


async def _set(event: asyncio.Event) -> None:
    event.set()


def deleted(place: Place) -> int:
    return len([one for one in place.host.seen if one.method == "DELETE"])


async def test_one_that_was_renewed_ends_when_nobody_uses_it_any_more(place: Place) -> None:
    async with Logins(place.ours) as logins:
        ours = place.installation(logins=logins)
        async with ours.lent() as first, ours.lent() as other:
            assert first.reveal() == other.reveal() == place.apps.nth(1)
            place.now += timedelta(minutes=56)
            async with ours.lent() as second:
                assert second.reveal() == place.apps.nth(2)
            assert place.apps.lives(first.reveal()), "it is in use"
        await until("it has ended", lambda: not place.apps.lives(place.apps.nth(1)))
        assert place.apps.lives(place.apps.nth(2))
        with suppress(ZeroDivisionError):
            async with ours.lent():
                place.now += timedelta(minutes=56)
                await ours.token()
                raise ZeroDivisionError
        assert place.apps.lives(place.apps.nth(2)), "whoever fails leaves it to another"
    assert (place.apps.living, place.apps.made, deleted(place)) == ({}, 3, 3)


async def test_whoever_gives_one_back_does_not_wait_for_its_end_but_who_stops_does(place: Place) -> None:
    asked, answered = asyncio.Event(), asyncio.Event()
    async with Logins(place.ours) as logins:
        ours = place.installation(logins=logins)
        real = ours.door

        class Slow:
            system, get, post = real.system, real.get, real.post

            async def delete(self, path: str, **more: Any) -> Any:
                asked.set()
                await answered.wait()
                return await real.delete(path, **more)

        ours.door = cast("HttpEndpoint", Slow())
        async with ours.lent():
            place.now += timedelta(minutes=56)
            await ours.token()
        await asked.wait()
        assert len(place.apps.living) == 2, "it was given back, and lives"
        answered.set()
    assert place.apps.living == {}


async def test_one_that_was_dropped_ends_once_and_quietly_where_it_has_ended(place: Place) -> None:
    ours = place.installation()
    place.apps.inner = lambda _: as_json("200 OK", {})
    async with ours.lent() as token:
        place.now += timedelta(minutes=2)
        assert ours.refused(token)
        assert ours.refused(token)
        assert place.apps.lives(token.reveal())
    await until("it has ended", lambda: (place.apps.living, deleted(place)) == ({}, 1))
    with capture_logs() as told:
        async with ours.lent() as token:
            place.now += timedelta(minutes=2)
            place.apps.ends()
            assert ours.refused(token)
        await until("GitHub was asked", lambda: deleted(place) == 2)
    assert told == []


async def test_what_nobody_had_the_time_to_end_does_not_pile_up(place: Place) -> None:
    """Each use of it fails, for hours; then whoever stops ends the last: the others have ended."""
    async with Logins(place.ours) as logins:
        ours = place.installation(logins=logins)
        for _ in range(5):
            with suppress(ZeroDivisionError):
                async with ours.lent():
                    place.now += timedelta(minutes=56)
                    raise ZeroDivisionError
    assert (place.apps.made, deleted(place)) == (5, 1)


async def test_a_forge_and_its_mirrors_get_in_by_the_same_token(place: Place, rig: Rig) -> None:
    repo = Repo(place.folder / "work")
    repo.commit(a="1\n")
    repo.git("clone", "-q", "--bare", str(repo.path), str(place.folder / "acme" / "app.git"))
    place.apps.takes = INNER
    place.apps.inner = Api("github", INNER, [Row(1, "acme/app")], page=100)
    wanted = place.source('kind = "forge"\nforge = "github"\nowner = "acme"\n')
    joined: list[Any] = []

    class Daemon:
        def join(self, source: Any, of: str) -> None:
            joined.append((source, of))

        def look_again(self, name: str) -> None:
            del name

    remotes = Remotes(rig.ledger, None, None, {}, asyncio.Event(), place.logins)  # type: ignore[arg-type]
    forge = remotes.forge(wanted)
    await forge.look(Daemon())
    [(source, _)] = joined
    place.host.login = f"x-access-token:{place.apps.token}"
    await source.mirror.fetch("")
    assert (source.mirror.exists, place.apps.made) == (True, 1)

    place.apps.ends()
    place.now += timedelta(minutes=10)
    repo.commit(b="2\n")
    repo.git("push", "-q", str(place.folder / "acme" / "app.git"), "HEAD:refs/heads/main")
    place.host.login = f"x-access-token:{place.apps.nth(2)}"
    advert = await source.mirror.fetch("")
    shown = subprocess.run(  # noqa: ASYNC221 - a test has its event loop to itself
        ["git", "-C", str(source.mirror.path), "rev-parse", "refs/heads/main"], capture_output=True, check=True
    )
    assert (shown.stdout.decode().strip(), place.apps.made, bool(advert)) == (repo.head(), 2, True)


async def test_one_repository_by_a_token_for_nothing_else(place: Place, rig: Rig) -> None:
    repo = Repo(place.folder / "work")
    repo.commit(a="1\n")
    repo.git("clone", "-q", "--bare", str(repo.path), str(place.folder / "acme" / "app.git"))
    wanted = place.source('kind = "git"\n', "/acme/app.git")
    source = Remotes(rig.ledger, None, None, {}, asyncio.Event(), place.logins).source(wanted)  # type: ignore[arg-type]
    place.host.login = f"x-access-token:{place.apps.nth(1)}"
    await source.mirror.fetch("")
    assert (place.apps.paths[0], place.apps.asked[0]["repositories"]) == ("repos/acme/app/installation", ["app"])


async def test_builds_logs(place: Place) -> None:
    wanted = place.source('kind = "ci"\nprovider = "github"\nowner = "acme"\n')
    assert wanted.ci is not None
    place.apps.granted["actions"] = "read"
    place.apps.inner = lambda request: answer("200 OK", f"log of {request.target}".encode(), "text/plain")
    asking = asker("ci", wanted.ci, place.logins, asyncio.Event())
    log = Log("1", "one", "/x/log", Form.TEXT)
    for made in (1, 2):
        async with asking.body(log) as body:
            assert b"".join([block async for block in body.blocks]) == b"log of /git/api/v3/x/log"
        assert place.apps.made == made
        place.apps.ends()
        place.now += timedelta(minutes=2)
    assert place.apps.asked[0] == {"permissions": {"actions": "read", "metadata": "read"}}


@pytest.mark.parametrize(("close", "level"), [("", "read"), ("close = true\n", "write")])
async def test_alerts(place: Place, close: str, level: str) -> None:
    wanted = place.source(f'kind = "alerts"\nforge = "github"\nowner = "acme"\n{close}')
    place.apps.granted["secret_scanning_alerts"] = "write"
    place.apps.takes = INNER
    desk = Desk("github", INNER)
    place.apps.inner = lambda request: desk(replace(request, target=request.target.removeprefix("/git")))
    chunks = [chunk async for chunk in alert_source(wanted, place.logins).chunks(None, rules="r", now=NOW)]
    assert [chunk.debts for chunk in chunks if chunk.debts] == []
    assert place.apps.asked == [{"permissions": {"secret_scanning_alerts": level, "metadata": "read"}}]


async def test_its_private_key_is_stanchs_own_wherever_it_leaks(place: Place) -> None:
    keys = ResponderKeys.generate()
    [found] = pem.DETECTOR.find(f"KEY: |\n{app_key()}")
    mark = keys.scanner.part(found.parts["key"])
    forge = place.source('kind = "forge"\nforge = "github"\nowner = "acme"\n')
    builds = place.source('kind = "ci"\nprovider = "github"\nowner = "acme"\n')
    alerts = place.source('kind = "alerts"\nforge = "github"\nowner = "acme"\n')
    for own in (own_remotes([forge]), own_ci([builds]), own_alerts([alerts])):
        assert own_marks((), keys, *own) == {mark}


@pytest.mark.parametrize("text", ["no key\n", "-----BEGIN RSA PRIVATE" + " KEY-----\nMIIE\n", "\n"])
async def test_what_is_no_key_is_said_and_not_repeated(place: Place, text: str) -> None:
    place.key.write_text(text)
    forge = place.source('kind = "forge"\nforge = "github"\nowner = "acme"\n')
    with pytest.raises(CannotOpenSystemError) as caught:
        own_remotes([forge])
    where = "stanch.toml:9: sources[1].app.file"
    none = "holds no RSA private key in PEM without a password: save there what GitHub lets one download"
    empty = f": {place.key}: must hold text, the credential, and nothing else"
    assert str(caught.value) == where + (f": {none}" if text.strip() else empty)
    place.key.chmod(0o644)
    with pytest.raises(CannotOpenSystemError, match="can be read by others: chmod 600"):
        own_remotes([forge])


@pytest.mark.parametrize(
    ("text", "key", "what"),
    [
        ('kind = "forge"\nforge = "gitlab"\nowner = "a"\n', "app", "only GitHub has such Apps"),
        ('kind = "alerts"\nforge = "gitlab"\nowner = "a"\n', "app", "only GitHub has such Apps"),
        ('kind = "ci"\nprovider = "gitlab"\nowner = "a"\n', "app", "only GitHub has such Apps"),
        ('kind = "git"\nurl = "https://github.com/app.git"\n', "url", "is no repository of GitHub"),
        ('kind = "git"\nurl = "ssh://git@github.com/a/b"\nkey = "/k"\nknown_hosts = "/h"\n', "app", "nothing to ssh"),
        ('kind = "git"\npath = "/x"\n', "app", "means nothing to a source of this kind"),
        ('kind = "vault"\nstore = "gcp"\npaths = ["p"]\n', "app", "means nothing to a vault"),
        ('kind = "forge"\nforge = "github"\nowner = "a"\ntoken = { file = "/t" }\n', "app", "beside a token"),
    ],
)
def test_where_it_means_nothing(place: Place, text: str, key: str, what: str) -> None:
    with pytest.raises(SettingsError) as caught:
        place.settings(f'[[sources]]\n{text}app = {{ id = "1", file = "/k" }}\n')
    assert any(problem.key.endswith(key) and what in problem.what for problem in caught.value.problems)


@pytest.mark.parametrize(
    ("app", "problem"),
    [
        ('{ file = "/k" }', "sources[1].app.id: is missing"),
        ('{ id = 7, file = "/k" }', "sources[1].app.id: must be a text, not this number"),
        ('{ id = "a b", file = "/k" }', "sources[1].app.id: is no id of an App"),
        ('{ id = "7" }', "sources[1].app: needs one of file and credential"),
        ('{ id = "7", file = "/k", installation = 0 }', "sources[1].app.installation: must be"),
    ],
)
def test_an_app_that_is_not_whole(place: Place, app: str, problem: str) -> None:
    with pytest.raises(SettingsError) as caught:
        place.settings(f'[[sources]]\nkind = "forge"\nforge = "github"\nowner = "a"\napp = {app}\n')
    assert problem in str(caught.value)
