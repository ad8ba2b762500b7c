"""The key that AWS serves a container or an instance: asked for in the one way, of the one place, until it ends."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agent.doors.http import HttpEndpoint
from agent.doors.resolve import resolve
from agent.logins.amazon import Borrowed
from agent.logins.chain import Amazon
from agent.logins.metadata import FULL, MODE, RELATIVE, SHOWN, TOKEN_FILE, Container, Instance, door
from agent.model import Address
from agent.settings.logins import LoginMethod, LoginSettings
from detectors.base import Secret
from revokers.base import ProviderError, RefusedError, TransientError, UnmappedError
from tests.sims.liar import Lie, answer, as_json
from tests.sims.metadata import CONTAINER, TOKEN, Metadata
from tests.sims.scene import Clock

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def opened(port: int) -> Callable[[Address], HttpEndpoint]:
    """Every address is the simulator's."""
    return lambda address: door(HttpEndpoint(system="s", name=address.name, host="127.0.0.1", port=port))


def instance(metadata: Metadata) -> Instance:
    return Instance(opened(metadata.port), {})


async def test_an_instance_is_asked_by_version_2_alone() -> None:
    async with Metadata(now=NOW) as metadata:
        lent = await instance(metadata).lend(NOW)
        assert (lent.key["key_id"], lent.key["session_token"]) == (Secret("ASIA0000000000000001"), Secret("session-1"))
        assert lent.life == timedelta(hours=6)
        asked = [(one.method, one.headers.get("x-aws-ec2-metadata-token")) for one in metadata.seen]
        assert asked == [("PUT", None), ("GET", TOKEN), ("GET", TOKEN)]
        for change, kind, why in (
            ({"is_on": False}, RefusedError, r"no token of IMDSv2 \(HTTP 403\), and without is not asked"),
            ({"far": True}, TransientError, "does not answer: is it switched on.*hop limit must be 2"),
            ({"role": ""}, RefusedError, "it has no role"),
            ({"role": "../../user-data"}, UnmappedError, "something else than the name of a role"),
        ):
            async with Metadata(now=NOW) as other:
                for name, value in change.items():
                    setattr(other, name, value)
                with pytest.raises(kind, match=why):
                    await instance(other).lend(NOW)
                assert [one for one in other.seen if one.method == "GET" and not one.headers.get(TOKEN_HEADER)] == []


TOKEN_HEADER = "x-aws-ec2-metadata-token"
PAGE = answer("200 OK", b"<html>a captive portal</html>", "text/html")


@pytest.mark.parametrize("path", ["/latest/api/token", "/latest/meta-data", CONTAINER])
@pytest.mark.parametrize(
    "lie",
    [
        PAGE,
        as_json("200 OK", {"AccessKeyId": "ASIA", "SecretAccessKey": 7}),
        as_json("429 Too Many Requests", {}),
        as_json("500 Oops", {}),
        answer("302 Found", b"", "", "Location: http://evil.example/"),
        b"",
    ],
)
async def test_what_is_no_answer_is_no_key(path: str, lie: bytes) -> None:
    async with Metadata(now=NOW) as metadata:
        metadata.tell(Lie("", lie, path))
        lenders = {CONTAINER: Container(opened(metadata.port), {RELATIVE: CONTAINER})}
        with pytest.raises(ProviderError):
            await lenders.get(path, instance(metadata)).lend(NOW)


async def test_a_container_shows_its_token_each_time(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("eyJ.pod.identity")
    file.chmod(0o600)
    async with Metadata(now=NOW, authorization="eyJ.pod.identity", life=timedelta(hours=1)) as metadata:
        here = f"http://127.0.0.1:{metadata.port}"
        either = {FULL: here + CONTAINER}, {RELATIVE: CONTAINER, FULL: "http://evil.example/"}
        container, other = (Container(opened(metadata.port), {**names, TOKEN_FILE: str(file)}) for names in either)
        for one in (container, other):
            assert (await one.lend(NOW)).life == timedelta(hours=1)
        metadata.authorization = "renewed"
        with pytest.raises(RefusedError, match=r"refused \(HTTP 401\)"):
            await container.lend(NOW)
        file.write_text("renewed")
        assert (await container.lend(NOW)).key["key_id"] == Secret("ASIA0000000000000003")
        shown = Container(opened(metadata.port), {FULL: here + CONTAINER, SHOWN: "renewed"})
        assert (await shown.lend(NOW)).key["key_id"] == Secret("ASIA0000000000000004")
        for over, why in (({SHOWN: "renewed\r\nX-More: 1"}, "no header can"), ({SHOWN: "wrong"}, "HTTP 401")):
            with pytest.raises(RefusedError, match=why) as caught:
                await replace(shown, environment={**shown.environment, **over}).lend(NOW)
            assert over[SHOWN] not in str(caught.value)
        both = replace(shown, environment={**shown.environment, SHOWN: "wrong", TOKEN_FILE: str(file)})
        assert (await both.lend(NOW)).key["key_id"] == Secret("ASIA0000000000000005"), "the file counts"
        file.unlink()
        with pytest.raises(RefusedError, match=f"^{TOKEN_FILE}: .*cannot be opened"):
            await container.lend(NOW)
        assert {one.target for one in metadata.seen} == {CONTAINER}


@pytest.mark.parametrize(
    ("names", "to"),
    [
        ({RELATIVE: "/v2/x"}, ("169.254.170.2", 80, False)),
        ({FULL: "http://169.254.170.23/v1/credentials"}, ("169.254.170.23", 80, False)),
        ({FULL: "http://[fd00:ec2::23]/v1/credentials"}, ("fd00:ec2::23", 80, False)),
        ({FULL: "http://127.0.0.1:9/x"}, ("127.0.0.1", 9, False)),
        ({FULL: "http://localhost/x"}, ("localhost", 80, False)),
        ({FULL: "https://keys.example.com/x"}, ("keys.example.com", 443, True)),
        ({FULL: "http://keys.example.com/x"}, None),
        ({FULL: "http://169.254.169.254/latest/"}, None),
        ({FULL: "http://10.0.0.7/x"}, None),
        ({FULL: "http://127.0.0.1@evil.example/x"}, None),
        ({FULL: "http://localhost.evil.example/x"}, None),
        ({FULL: "http://127.0.0.1:x/"}, None),
        ({FULL: "file:///etc/passwd"}, None),
        ({RELATIVE: "@evil.example/"}, None),
        ({}, None),
        ({MODE: "IPv6"}, ("fd00:ec2::254", 80, False)),
        ({MODE: "ipv4"}, ("169.254.169.254", 80, False)),
        ({MODE: ""}, ("169.254.169.254", 80, False)),
        ({MODE: "IPv5"}, None),
        ({MODE: "http://evil.example/"}, None),
        ({MODE: "IPv6", "AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://evil.example/"}, ("fd00:ec2::254", 80, False)),
    ],
)
async def test_where_a_container_or_an_instance_is_asked(
    names: Mapping[str, str], to: tuple[str, int, bool] | None
) -> None:
    seen: list[Address] = []

    def note(address: Address) -> HttpEndpoint:
        seen.append(address)
        message = "noted"
        raise TransientError(message)

    with pytest.raises(TransientError if to else RefusedError):
        await (Instance if MODE in names else Container)(note, names).lend(NOW)
    assert [(one.host, one.port, one.tls) for one in seen] == ([to] if to else [])


async def test_those_addresses_are_for_that_login_alone() -> None:
    for host in ("169.254.169.254", "169.254.170.2", "169.254.170.23", "fd00:ec2::254"):
        assert await resolve(host, 80, key_server=True) == (host,)
        with pytest.raises(TransientError, match="link-local"):
            await resolve(host, 80)

    async def rebound(_host: str, _port: int) -> list[str]:
        return ["169.254.169.254"]

    for host in ("keys.example.com", "169.254.0.1", "100.100.100.200"):
        with pytest.raises(TransientError, match="link-local"):
            await resolve(host, 80, key_server=True, lookup=rebound)


def test_nobody_else_asks_for_those_addresses() -> None:
    root = Path(__file__).parent.parent / "agent"
    asking = [path.relative_to(root).as_posix() for path in root.rglob("*.py") if "key_server=True" in path.read_text()]
    assert asking == ["logins/metadata.py"]


async def test_a_key_is_renewed_before_it_ends_and_used_until_it_does() -> None:
    clock = Clock()
    async with Metadata(now=clock(), life=timedelta(hours=3)) as metadata:
        keys = Borrowed(instance(metadata), clock)
        for minutes, given in ((0, 1), (119, 1), (2, 2), (0, 2)):
            clock.pass_(minutes=minutes)
            metadata.now = clock()
            await keys.key()
            assert metadata.given == given
        metadata.tell(Lie("", as_json("500 Oops", {})))
        clock.pass_(minutes=121)
        asked = len(metadata.seen)
        assert (await keys.key())["session_token"] == (await keys.key())["session_token"] == Secret("session-2")
        assert len(metadata.seen) == asked + 1
        clock.pass_(minutes=60)
        with pytest.raises(ProviderError):
            await keys.key()
        metadata.tell()
        assert (await keys.key())["session_token"] == Secret("session-3")
        # One that should have ended already serves for a moment.
        clock.pass_(hours=3)
        assert (await keys.key())["session_token"] == Secret("session-4")
        clock.pass_(minutes=1)
        assert (await keys.key())["session_token"] == Secret("session-5")


async def test_a_key_that_is_refused_is_renewed_and_not_at_once() -> None:
    clock = Clock()
    async with Metadata(now=clock(), life=timedelta(hours=3)) as metadata:
        keys = Borrowed(instance(metadata), clock)
        first = await keys.key()
        keys.refused(first)
        assert await keys.key() == first
        clock.pass_(minutes=2)
        metadata.now = clock()
        second = await keys.key()
        assert (first["session_token"], second["session_token"]) == (Secret("session-1"), Secret("session-2"))
        keys.refused(first)  # of somebody who had it still
        clock.pass_(minutes=2)
        assert await keys.key() == second


def test_what_the_configuration_begins_with() -> None:
    sts = HttpEndpoint(system="s", name="sts", host="sts.amazonaws.com", port=443, proxy="http://proxy:3128")
    amazon = Amazon("s", sts, None, Clock(), {})
    login = LoginSettings(LoginMethod.INSTANCE, "", None, "")
    keys = amazon.of_login(login)
    assert isinstance(keys, Borrowed)
    assert isinstance(keys.lender, Instance)
    to = keys.lender.opened(keys.lender._place())  # noqa: SLF001 - asks nobody
    assert (to.host, to.port, to.proxy, to.key_server, to.tls) == ("169.254.169.254", 80, None, True, None)
    assert not sts.key_server
    assumed = amazon.of_login(replace(login, method=LoginMethod.CONTAINER, role="arn:aws:iam::1:role/r"))
    assert isinstance(assumed, Borrowed)
    assert type(assumed.lender).__name__ == "AssumedRole"
