"""A stand-in for Slack's Web API on the loopback: real HTTP, made-up people, and it keeps what it is told.

    auth.test, users.lookupByEmail, users.info, conversations.open / history / replies, chat.postMessage

It answers as the documentation of each method says (https://docs.slack.dev/reference/methods): 200 with `ok` for almost
everything, 429 with Retry-After. It can also fail: 429, 500, a page that is no JSON, a redirect, and a connection that
is dropped after the message was taken, which is how a client comes to send twice.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

from agent.demo.servers import LOOPBACK
from detectors.base import Secret

TEAM: Final = "T0STANCH"
# The scope that a bot's token must have for each method, as its page of the documentation says; "" is none. Of
# conversations.* that of direct messages. users:read.email is given together with users:read only.
SCOPES: Final = {
    "auth.test": "",
    "users.lookupByEmail": "users:read.email",
    "users.info": "users:read",
    "conversations.open": "im:write",
    "conversations.history": "im:history",
    "conversations.replies": "im:history",
    "chat.postMessage": "chat:write",
}
_LONGEST: Final = 1 << 20
_BUSY: Final = "429 Too Many Requests"


@dataclass(frozen=True, slots=True)
class Message:
    """What was posted: the conversation, whose it is, and the thread that it stands in (None: it begins one)."""

    channel: str
    user: str
    text: str
    ts: str
    thread: str | None
    sent: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Fault:
    """For one request to a method: `status` instead of an answer, or `drop`: do it, and say nothing."""

    method: str = "chat.postMessage"
    status: str = ""
    retry_after: str = ""
    body: bytes = b'{"ok":false,"error":"internal_error"}'
    content_type: str = "application/json"
    location: str = ""
    drop: bool = False


@dataclass
class Chat:
    """One workspace. `people`: Slack id to what a user object adds (`email`, `is_restricted` ...).

    duplicates: the same client_msg_id twice is one message. scopes: what the token may do.
    """

    token: Secret
    people: dict[str, dict[str, Any]]
    duplicates: bool = True
    scopes: frozenset[str] = frozenset(SCOPES.values())
    port: int = 0
    messages: list[Message] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    _numbers: count[int] = field(default_factory=lambda: count(1))

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self.port}/api/"

    def to(self, user: str) -> list[Message]:
        return [message for message in self.messages if message.user == user]

    def answer(self, method: str, sent: Mapping[str, Any], token: str) -> dict[str, Any]:
        """What Slack says to a request that reached it."""
        if token != self.token.reveal():
            return _no("invalid_auth")
        methods = {
            "auth.test": lambda _: {"ok": True, "team_id": TEAM, "user_id": "U0BOT", "bot_id": "B0BOT"},
            "users.lookupByEmail": self._by_email,
            "users.info": self._by_id,
            "conversations.open": self._open,
            "conversations.history": self._read,
            "conversations.replies": self._read,
            "chat.postMessage": self._post,
        }
        if method not in methods:
            return _no("unknown_method")
        return methods[method](sent) if SCOPES[method] in self.scopes | {""} else _no("missing_scope")

    def _user(self, name: str) -> dict[str, Any]:
        more = {key: value for key, value in self.people[name].items() if key != "email"}
        return {"ok": True, "user": {"id": name, "team_id": TEAM, "deleted": False, "is_bot": False, **more}}

    def _by_email(self, sent: Mapping[str, Any]) -> dict[str, Any]:
        found = (name for name, one in self.people.items() if one.get("email") == sent.get("email"))
        name = next(found, None)
        return _no("users_not_found") if name is None else self._user(name)

    def _by_id(self, sent: Mapping[str, Any]) -> dict[str, Any]:
        name = str(sent.get("user"))
        return self._user(name) if name in self.people else _no("user_not_found")

    def _open(self, sent: Mapping[str, Any]) -> dict[str, Any]:
        name = str(sent.get("users"))
        return {"ok": True, "channel": {"id": _channel(name)}} if name in self.people else _no("user_not_found")

    def _read(self, sent: Mapping[str, Any]) -> dict[str, Any]:
        found = [
            message
            for message in self.messages
            if message.channel == sent.get("channel") and message.thread == sent.get("ts")
        ]
        return {"ok": True, "messages": [{"ts": one.ts, "metadata": one.sent.get("metadata")} for one in found]}

    def _post(self, sent: Mapping[str, Any]) -> dict[str, Any]:
        user = next((name for name in self.people if _channel(name) == sent.get("channel")), None)
        if user is None:
            return _no("channel_not_found")
        key = sent.get("client_msg_id")
        known = next((one for one in self.messages if key and one.sent.get("client_msg_id") == key), None)
        if known is None or not self.duplicates:
            ts = f"1700000000.{next(self._numbers):06}"
            known = Message(_channel(user), user, str(sent.get("text")), ts, sent.get("thread_ts"), sent)
            self.messages.append(known)
        return {"ok": True, "channel": known.channel, "ts": known.ts, "message": {"text": known.text}}


def _channel(user: str) -> str:
    return f"D{user[1:]}"


def _no(error: str) -> dict[str, Any]:
    return {"ok": False, "error": error}


@asynccontextmanager
async def chat(token: Secret, people: dict[str, dict[str, Any]]) -> AsyncIterator[Chat]:
    """Running until the block is left."""
    made = Chat(token, people)
    writers: set[asyncio.StreamWriter] = set()

    async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.add(writer)
        try:
            writer.write(_reply(made, *await _request(reader)))
            await writer.drain()
        except (OSError, EOFError, ValueError):
            pass  # whoever asked has left, or is no client of this API
        finally:
            writers.discard(writer)
            writer.close()

    server = await asyncio.start_server(converse, LOOPBACK, 0, limit=_LONGEST)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        server.close()
        for writer in writers:
            writer.transport.abort()


async def _request(reader: asyncio.StreamReader) -> tuple[str, dict[str, Any], str]:
    """The method's name, what was sent (query, form or JSON), and the token."""
    head = await reader.readuntil(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")[:-2]
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    target = urlsplit(first.split(" ")[1])
    sent: dict[str, Any] = dict(parse_qsl(target.query))
    if headers.get("content-type", "").startswith("application/json"):
        sent |= json.loads(body)
    else:
        sent |= dict(parse_qsl(body.decode()))
    return target.path.removeprefix("/api/"), sent, headers.get("authorization", "").removeprefix("Bearer ")


def _reply(made: Chat, method: str, sent: dict[str, Any], token: str) -> bytes:
    made.asked.append(method)
    fault = next((one for one in made.faults if one.method == method), None)
    if fault is not None:
        made.faults.remove(fault)
        if fault.drop:
            made.answer(method, sent, token)
            return b""
        more = f"Retry-After: {fault.retry_after}\r\n" if fault.retry_after else ""
        more += f"Location: {fault.location}\r\n" if fault.location else ""
        return _raw(fault.status or _BUSY, fault.body, fault.content_type, more)
    return _raw("200 OK", json.dumps(made.answer(method, sent, token)).encode(), "application/json", "")


def _raw(status: str, body: bytes, content_type: str, more: str) -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\nContent-Length: {len(body)}\r\n{more}"
    return head.encode() + b"Connection: close\r\n\r\n" + body
