"""Which addresses are connected to: a table, and one resolution only."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from ipaddress import ip_address

import pytest

from agent.doors.resolve import refusal, resolve
from revokers.base import TransientError

METADATA = "a link-local or metadata address"
UNSPECIFIED = "an unspecified address"
MULTICAST = "a multicast address"
LOOPBACK = "a loopback address"
PRIVATE = "an address that is not public"


@pytest.mark.parametrize(
    ("address", "literal", "named", "refused_in_public"),
    [
        ("8.8.8.8", None, None, False),
        ("2001:4860:4860::8888", None, None, False),
        ("10.1.2.3", None, None, True),
        ("192.168.0.9", None, None, True),
        ("100.64.0.1", None, None, True),
        ("fd12::1", None, None, True),
        ("::ffff:10.1.2.3", None, None, True),
        ("64:ff9b::a01:203", None, None, True),
        ("2002:a01:203::1", None, None, True),
        ("127.0.0.1", None, LOOPBACK, True),
        ("127.8.8.8", None, LOOPBACK, True),
        ("::1", None, LOOPBACK, True),
        ("::ffff:127.0.0.1", None, LOOPBACK, True),
        ("169.254.169.254", METADATA, METADATA, True),
        ("::ffff:169.254.169.254", METADATA, METADATA, True),
        ("64:ff9b::a9fe:a9fe", METADATA, METADATA, True),
        ("::a9fe:a9fe", METADATA, METADATA, True),
        ("fe80::1", METADATA, METADATA, True),
        ("fe80::1%eth0", METADATA, METADATA, True),
        ("fd00:ec2::254", METADATA, METADATA, True),
        ("100.100.100.200", METADATA, METADATA, True),
        ("168.63.129.16", METADATA, METADATA, True),
        ("0.0.0.0", UNSPECIFIED, UNSPECIFIED, True),
        ("0.1.2.3", UNSPECIFIED, UNSPECIFIED, True),
        ("::", UNSPECIFIED, UNSPECIFIED, True),
        ("::ffff:0.0.0.0", UNSPECIFIED, UNSPECIFIED, True),
        ("224.0.0.1", MULTICAST, MULTICAST, True),
        ("ff02::1", MULTICAST, MULTICAST, True),
        ("255.255.255.255", MULTICAST, MULTICAST, True),
    ],
)
def test_what_is_refused(address: str, literal: str | None, named: str | None, *, refused_in_public: bool) -> None:
    parsed = ip_address(address)
    assert refusal(parsed, named=False, public=False) == literal
    assert refusal(parsed, named=True, public=False) == named
    # Which reason comes first depends on Python's tables of what is global.
    assert (refusal(parsed, named=False, public=True) is not None) == refused_in_public


class Resolver:
    """Gives its answers one after the other, and counts."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self.answers = list(answers)
        self.asked: list[tuple[str, int]] = []

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked.append((host, port))
        return self.answers.pop(0)


async def test_a_name_is_resolved_once() -> None:
    resolver = Resolver(["93.184.215.14"], ["169.254.169.254"])
    assert await resolve("vault.example.com", 8200, lookup=resolver) == ("93.184.215.14",)
    assert resolver.asked == [("vault.example.com", 8200)]


@pytest.mark.parametrize("answer", [["127.0.0.1"], ["93.184.215.14", "169.254.169.254"], ["::ffff:127.0.0.1"]])
async def test_one_refused_address_refuses_the_name(answer: list[str]) -> None:
    with pytest.raises(TransientError, match=r"^not connected: the host is a "):
        await resolve("rebinding.example.com", 443, lookup=Resolver(answer))


async def test_localhost_may_be_loopback_and_another_name_private() -> None:
    assert await resolve("localhost", 1, lookup=Resolver(["::1", "127.0.0.1", "::1"])) == ("::1", "127.0.0.1")
    assert await resolve("db.internal", 1, lookup=Resolver(["10.0.0.7"])) == ("10.0.0.7",)
    with pytest.raises(TransientError, match=PRIVATE):
        await resolve("db.internal", 1, public=True, lookup=Resolver(["10.0.0.7"]))


async def test_a_literal_asks_nobody() -> None:
    resolver = Resolver()
    assert await resolve("127.0.0.1", 1, lookup=resolver) == ("127.0.0.1",)
    with pytest.raises(TransientError, match=METADATA):
        await resolve("169.254.169.254", 80, lookup=resolver)
    assert resolver.asked == []


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "0177.0.0.1", "127.1", "0x7f.1", "1.2.3.4.5"])
async def test_a_disguised_number_is_refused(host: str) -> None:
    resolver = Resolver(["127.0.0.1"])
    with pytest.raises(TransientError, match="the host is a number"):
        await resolve(host, 80, lookup=resolver)
    assert resolver.asked == []


async def test_a_failing_resolver_is_no_verdict() -> None:
    async def broken(host: str, port: int) -> Sequence[str]:
        raise OSError(host, port)

    with pytest.raises(TransientError, match=r"^no usable answer: OSError$") as caught:
        await resolve("secret-name.example.com", 1, lookup=broken)
    assert caught.value.__context__ is None
    for code, words in (
        (socket.EAI_NONAME, "the name has no address"),
        (socket.EAI_AGAIN, "the name is not known now"),
    ):

        async def unresolved(host: str, _port: int, code: int = code) -> Sequence[str]:
            raise socket.gaierror(code, host)

        with pytest.raises(TransientError, match=f"^{words}"):
            await resolve("secret-name.example.com", 1, lookup=unresolved)
    with pytest.raises(TransientError, match="no address"):
        await resolve("empty.example.com", 1, lookup=Resolver([]))
