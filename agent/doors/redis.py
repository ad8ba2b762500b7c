"""The only importer of redis: one Redis or Valkey server of a configured System.

    login(user, password) --> resolve once, check --> connect, AUTH, ACL WHOAMI, leave --> RespReply
    admin.run(command)    -->        "            --> connect, AUTH, the command, leave --> RespReply

The library speaks the protocol (RESP2) and no more: the socket is ours, so there is no pool, no retry, no reconnecting,
no handshake of its own, nothing from the environment, and an upper bound on what a server may send. With TLS the
certificate must be for the configured name, whatever address it resolved to.
An error's text is dropped where it is read: Redis quotes arguments in it. What is left is its code.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from ssl import SSLContext
from typing import Any, Final

from redis._parsers import _AsyncRESP2Parser
from redis.asyncio.connection import AbstractConnection
from redis.exceptions import ResponseError

from agent.doors.resolve import Lookup, ask_resolver, resolve
from detectors.base import Secret
from revokers.base import ProviderError, RefusedError, RespReply, TransientError, UnmappedError

OK: Final = "OK"

# A client list of ten thousand connections has about 4 MB.
MOST: Final = 16 << 20

_WORDS: Final = frozenset(
    {"WRONGPASS", "NOAUTH", "NOPERM", "LOADING", "MASTERDOWN", "BUSY", "TRYAGAIN", "READONLY", "ERR"}
)
_FULL: Final = "ERR max number of clients reached"

# A person must mend what our own user lacks; the rest passes.
_OWN_FAULT: Final = frozenset({"WRONGPASS", "NOAUTH", "NOPERM", "ERR"})


@dataclass(frozen=True, slots=True, kw_only=True)
class RedisEndpoint:
    """One server of a System, as revokers.base.RedisEndpoint. `user` and `password`: Stanch's own, for `admin` only."""

    system: str
    name: str
    host: str
    port: int
    primary: bool = True
    tls: SSLContext | None = None
    user: str | None = None
    password: Secret | None = None
    may_run: bool = False
    deadline: timedelta = timedelta(seconds=10)
    lookup: Lookup = ask_resolver

    @property
    def admin(self) -> RedisEndpoint | None:
        return None if self.user is None or self.password is None else replace(self, may_run=True)

    async def login(self, user: str, password: Secret) -> RespReply:
        auth, who = await self._talk(user, password, ("ACL", "WHOAMI"))
        if auth.word == OK and who.word == "NOPERM":
            # The value was taken: what its user may then do is another question.
            return RespReply(OK)
        return who

    async def run(self, *command: str | Secret) -> RespReply:
        if not self.may_run or self.user is None or self.password is None:
            message = "no command is run without the System's own credential"
            raise RefusedError(message)
        auth, answer = await self._talk(self.user, self.password, command)
        if auth.word != OK:
            raise _own_login(auth)
        return answer

    async def _talk(
        self, user: str, password: Secret, command: tuple[str | Secret, ...]
    ) -> tuple[RespReply, RespReply]:
        """The answers to AUTH and to the command: the same one where AUTH was refused."""
        auth, question = _bytes("AUTH", user, password), _bytes(*command)
        # An empty value is one that nobody found.
        if auth is None or question is None or not all(auth):
            message = "a user, password or command of that shape is not sent"
            raise UnmappedError(message)
        try:
            async with asyncio.timeout(self.deadline.total_seconds()), self._connection() as connection:
                first = await _ask(connection, auth)
                if first == RespReply(OK, OK):
                    return first, await _ask(connection, question)
                said = RespReply("other") if first.word == OK else first
                return said, said
        except ProviderError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever a library raises may quote the request: its name only
            failure = TransientError(f"no usable answer: {type(error).__name__}")
        raise failure

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[_Connection]:
        addresses = await resolve(self.host, self.port, lookup=self.lookup)
        reader, writer = await self._open(addresses)
        connection: Any = _Connection(reader, writer)
        try:
            yield connection
        finally:
            # A close would wait for a server that does not read, or that does not answer the end of TLS.
            writer.transport.abort()
            await connection.disconnect(nowait=True)

    async def _open(self, addresses: tuple[str, ...]) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """To the first address that takes us. asyncio.open_connection, with a reader that stops at MOST."""
        loop = asyncio.get_running_loop()
        for address in addresses:
            reader = _Reader(loop=loop)
            protocol = asyncio.StreamReaderProtocol(reader, loop=loop)
            try:
                transport, _ = await loop.create_connection(
                    lambda protocol=protocol: protocol,
                    address,
                    self.port,
                    ssl=self.tls,
                    server_hostname=self.host if self.tls is not None else None,
                )
            except OSError:
                if address == addresses[-1]:
                    raise
                continue
            return reader, asyncio.StreamWriter(transport, protocol, reader, loop)
        raise AssertionError(addresses)


class _TooLongError(Exception):
    """The server sends more than any answer to us has."""


class _Reader(asyncio.StreamReader):
    received = 0

    def feed_data(self, data: Any) -> None:  # noqa: ANN401 - bytes, whatever the stubs of a release say
        self.received += len(data)
        if self.received > MOST:
            self.set_exception(_TooLongError())
        elif self.exception() is None:
            super().feed_data(data)


class _SpokenError(ResponseError):
    """The server itself said no, with a code. The parser returns it inside of lists and raises it alone."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


class _Parser(_AsyncRESP2Parser):
    @classmethod
    def parse_error(cls, response: str) -> _SpokenError:
        code = response.partition(" ")[0]
        return _SpokenError("MAXCLIENTS" if response.startswith(_FULL) else code if code in _WORDS else "other")


class _Connection(AbstractConnection):
    """Over streams that are open already; it never opens any."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        super().__init__(
            db=0,
            password=None,
            username=None,
            credential_provider=None,
            socket_timeout=None,
            socket_connect_timeout=None,
            retry_on_timeout=False,
            retry=None,
            encoding="utf-8",
            encoding_errors="strict",
            decode_responses=False,
            parser_class=_Parser,
            health_check_interval=0,
            client_name=None,
            driver_info=None,  # which it would read from the disk for each connection
            protocol=2,
        )
        self._reader, self._writer = reader, writer
        parser: Any = self._parser
        parser.on_connect(self)

    async def _connect(self) -> None:
        message = "a lost connection is not replaced"
        raise ConnectionError(message)

    def _host_error(self) -> str:
        return "the server"

    def repr_pieces(self) -> list[tuple[str, str]]:
        return []


async def _ask(connection: Any, command: tuple[bytes, ...]) -> RespReply:  # noqa: ANN401 - the library's own has no types
    try:
        await connection.send_command(*command)
        return RespReply(OK, _plain(await connection.read_response()))
    except _SpokenError as spoken:
        return RespReply(spoken.word)


def _plain(value: object) -> object:
    """Bytes as text, whatever bytes they are."""
    match value:
        case bytes():
            return value.decode(errors="backslashreplace")
        case list():
            return [_plain(each) for each in value]
        case _SpokenError():
            return None
        case _:
            return value


def _bytes(*command: str | Secret) -> tuple[bytes, ...] | None:
    """None for what has no bytes: another value in its place would be refused and taken for dead."""
    try:
        return tuple((word.reveal() if isinstance(word, Secret) else word).encode() for word in command)
    except UnicodeEncodeError:
        return None


def _own_login(answer: RespReply) -> ProviderError:
    """Stanch's own user could not log in."""
    if answer.word in _OWN_FAULT:
        return RefusedError(f"Stanch's own user was refused at login: {answer.word}")
    return TransientError(f"Stanch's own user could not log in: {answer.word}")
