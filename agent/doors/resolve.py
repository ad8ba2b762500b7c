"""Which address may be connected to. A host is resolved once, checked, and the checked address is dialled.

    host --literal address?--> check ----------------+--> the addresses to connect to
         --a name--> getaddrinfo, once --> check ----+      (nobody asks the resolver again: a second answer
                                                             could be another one)

Rules, for every address and for the IPv4 address that an IPv6 one wraps:

    literal of the configuration   anything but link-local, metadata, "this network", multicast
    a name                         the same, and no loopback either (except `localhost`)
    public=True                    globally routable addresses only

One refused address refuses the name: a mixed answer is how rebinding starts.
"""

from __future__ import annotations

import asyncio
import ipaddress
import re
import socket
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from revokers.base import TransientError

Lookup = Callable[[str, int], Awaitable[Sequence[str]]]
IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

# Where clouds serve credentials to whoever asks, beyond what is link-local anyway:
# AWS over IPv6, Google over IPv6, Azure, Alibaba, Oracle.
_METADATA: Final = frozenset(
    ipaddress.ip_address(text)
    for text in ("fd00:ec2::254", "fd20:ce::254", "168.63.129.16", "100.100.100.200", "192.0.0.192")
)
# Those of AWS that serve a machine its own keys, where stanch.toml says that they do.
# https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
_KEY_SERVERS: Final = frozenset({"169.254.169.254", "169.254.170.2", "169.254.170.23", "fd00:ec2::23", "fd00:ec2::254"})
_THIS_NETWORK: Final = ipaddress.ip_network("0.0.0.0/8")
_NAT64: Final = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("::/96"))

# The C library reads 2130706433, 0177.1 and 0x7f.1 as addresses; a person who writes them hides something.
_ODD_NUMBER: Final = re.compile(r"^(0x[0-9a-f]*|[0-9]+)(\.(0x[0-9a-f]*|[0-9]*))*$", re.IGNORECASE)


def refusal(address: IPAddress, *, named: bool, public: bool) -> str | None:
    """Why this address may not be connected to, in our words; None when it may."""
    if public and not address.is_global:
        return "an address that is not public"
    for each in _wrapped(address):
        word = _word(each, named=named, public=public)
        if word is not None:
            return word
    return None


def _word(address: IPAddress, *, named: bool, public: bool) -> str | None:
    checks = (
        (address.is_link_local or address in _METADATA, "a link-local or metadata address"),
        (address.is_unspecified or address in _THIS_NETWORK, "an unspecified address"),
        (address.is_multicast or address == ipaddress.IPv4Address("255.255.255.255"), "a multicast address"),
        (named and address.is_loopback, "a loopback address"),
        (public and not address.is_global, "an address that is not public"),
    )
    return next((word for refused, word in checks if refused), None)


def _wrapped(address: IPAddress) -> tuple[IPAddress, ...]:
    """The address and the IPv4 address inside it: mapped, 6to4, or translated by a NAT64 gateway."""
    if isinstance(address, ipaddress.IPv4Address):
        return (address,)
    inner = address.ipv4_mapped or address.sixtofour
    if inner is None and address not in {ipaddress.IPv6Address("::"), ipaddress.IPv6Address("::1")}:
        low = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        inner = low if any(address in network for network in _NAT64) else None
    return (address,) if inner is None else (inner,) if address.ipv4_mapped else (address, inner)


# POSIX, and what glibc says of a name that has addresses of no kind.
_NO_NAME: Final = frozenset({socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)})


async def ask_resolver(host: str, port: int) -> Sequence[str]:
    """The system's own resolver."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(sockaddr[0]) for _family, _type, _proto, _name, sockaddr in found]


async def resolve(
    host: str, port: int, *, public: bool = False, lookup: Lookup = ask_resolver, key_server: bool = False
) -> tuple[str, ...]:
    """The addresses to connect to, in the resolver's order. Raises TransientError: no verdict, try again later.

    key_server: an address of those may be, written as such and no name that leads there.
    """
    if key_server and host in _KEY_SERVERS:
        return (host,)
    try:
        literal: IPAddress | None = ipaddress.ip_address(host)
    except ValueError:
        literal = None
    if literal is not None:
        return (_checked(literal, named=False, public=public),)
    if _ODD_NUMBER.match(host):
        message = "the host is a number: write the address in its usual form"
        raise TransientError(message)
    answer: Sequence[str] = ()
    failure = "the name has no address"
    try:
        answer = await lookup(host, port)
    except socket.gaierror as error:
        if error.errno not in _NO_NAME:
            failure = "the name is not known now: the resolver does not answer"
    except (OSError, UnicodeError) as error:
        failure = f"no usable answer: {type(error).__name__}"
    if not answer:
        raise TransientError(failure)
    named = host.lower().rstrip(".") != "localhost"
    parsed = [ipaddress.ip_address(text) for text in dict.fromkeys(answer)]
    return tuple(_checked(address, named=named, public=public) for address in parsed)


def _checked(address: IPAddress, *, named: bool, public: bool) -> str:
    word = refusal(address, named=named, public=public)
    if word is not None:
        message = f"not connected: the host is {word}"
        raise TransientError(message)
    return str(address)
