"""What simulators of HTTP APIs share: real HTTP on loopback, answers that are data, a count of what took effect.

    request --> fail_next? --> answer(request): the provider's own rules over the lives of its credentials --> Answer

A simulator is told how to disappoint: `fail_next` answers the next requests with these statuses and the provider's own
error body, `settles` lets an accepted end come later (by the clock, or after so many looks at the credential), `behind`
lets the next looks at a dead one be answered by a replica that has not heard of it. `gullible` lets anybody in.
Lies that no provider tells (a proxy's page, a drip, half of the JSON) are told by a front, which tests put before it.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http import HTTPStatus
from types import TracebackType
from typing import Self
from urllib.parse import parse_qsl

from agent.demo.servers import LOOPBACK

_LONGEST = 1 << 20


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said: JSON, or nothing where `body` is None. `doc`: where the provider describes it."""

    status: int
    body: object
    doc: str
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: header names in lower case, `at` by the simulator's clock."""

    at: datetime
    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> object:
        """None where there is none."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None

    @property
    def form(self) -> Mapping[str, str]:
        """What a POST says as a form, and a GET in its query."""
        posted = self.headers.get("content-type", "").startswith("application/x-www-form-urlencoded")
        return {**self.query, **(dict(parse_qsl(self.body.decode())) if posted else {})}

    @property
    def bearer(self) -> str | None:
        """The value of an Authorization header; `token` is GitHub's older word for it."""
        scheme, _, value = self.headers.get("authorization", "").partition(" ")
        return value.strip() if scheme.lower() in {"bearer", "token"} else None


@dataclass(slots=True)
class Life:
    """One credential at the provider. It is ended once `ends_at` is past, or no `looks` are left."""

    number: int
    ended: bool = False
    ends_at: datetime | None = None
    looks: int | None = None

    @property
    def ending(self) -> bool:
        return self.ended or self.ends_at is not None or self.looks is not None


@dataclass
class Simulator(ABC):
    """A running simulator. `effective`: how often an action changed something, by (action, value); `asked`: everything.

    settles: from acceptance to death, as a time, or as a number of looks that still find it alive.
    """

    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    settles: timedelta | int = 0
    gullible: bool = False
    port: int = 0
    fail_next: list[int] = field(default_factory=list)
    behind: list[bool] = field(default_factory=list)
    effective: Counter[tuple[str, str]] = field(default_factory=Counter)
    asked: list[Asked] = field(default_factory=list)
    lives: dict[str, Life] = field(default_factory=dict)
    _server: asyncio.Server | None = None
    _writers: set[asyncio.StreamWriter] = field(default_factory=set)

    # --- what a provider is ------------------------------------------------------------------------

    @abstractmethod
    def answer(self, asked: Asked) -> Answer:
        """The provider's own rules."""

    @abstractmethod
    def failure(self, status: int) -> Answer:
        """What it says with a status that is about itself and no credential."""

    @abstractmethod
    def about(self) -> Mapping[str, str]:
        """The headers of every answer."""

    # --- credentials -------------------------------------------------------------------------------

    def add(self, value: str) -> None:
        """It was issued, and lives."""
        self.lives[value] = Life(len(self.lives) + 1)

    def lives_now(self, value: str) -> bool:
        """How it stands at the provider, whatever a replica would say. Looks count."""
        life = self.lives.get(value)
        return life is not None and not self._over(life)

    def end(self, action: str, value: str) -> None:
        """Somebody may end it, and it dies as soon as that has settled. Only the first time has an effect."""
        life = self.lives.get(value)
        if life is None or life.ending:
            return
        self.effective[action, value] += 1
        if isinstance(self.settles, timedelta):
            life.ends_at = self.clock() + self.settles
        else:
            life.looks = self.settles

    def kill(self, value: str) -> None:
        """Its owner has ended it, elsewhere and for good."""
        self.lives[value].ended = True

    def look(self, value: str | None) -> bool:
        """Is it let in, as far as whoever answers has heard?"""
        if self.gullible and value:
            return True
        life = self.lives.get(value or "")
        if life is None:
            return False
        if self._over(life):
            return bool(self.behind) and self.behind.pop(0)
        if life.looks is not None:
            life.looks -= 1
        return True

    def _over(self, life: Life) -> bool:
        due = life.ends_at is not None and life.ends_at <= self.clock()
        life.ended = life.ended or due or life.looks == 0
        return life.ended

    # --- HTTP --------------------------------------------------------------------------------------

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, LOOPBACK, 0, limit=_LONGEST)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._server.close()
        for writer in list(self._writers):
            writer.transport.abort()
        await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        try:
            writer.write(self._written(await self._read(reader)))
            await writer.drain()
        except (OSError, EOFError, ValueError):
            pass  # whoever asked has left, or speaks no HTTP
        finally:
            self._writers.discard(writer)
            writer.close()

    async def _read(self, reader: asyncio.StreamReader) -> Asked:
        head = await reader.readuntil(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")[:-2]
        method, target, _ = first.split(" ")
        path, _, query = target.partition("?")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        return Asked(self.clock(), method, path, dict(parse_qsl(query)), headers, body)

    def _written(self, asked: Asked) -> bytes:
        self.asked.append(asked)
        found = self.failure(self.fail_next.pop(0)) if self.fail_next else self.answer(asked)
        body = b"" if found.body is None else json.dumps(found.body).encode()
        headers = {
            "Date": format_datetime(self.clock().astimezone(UTC), usegmt=True),
            **({"Content-Type": "application/json; charset=utf-8"} if body else {}),
            "Content-Length": str(len(body)),
            "Connection": "close",
            **self.about(),
            **found.headers,
        }
        lines = [f"HTTP/1.1 {found.status} {HTTPStatus(found.status).phrase}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        return "\r\n".join([*lines, "", ""]).encode() + body


def request_id() -> str:
    """As unlike any other as a provider's."""
    return secrets.token_hex(8).upper()
