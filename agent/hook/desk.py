"""The daemon's side of `stanch hook`: a socket of its own, at which git's user may have texts looked at, and no more.

Whoever connects is who the kernel says (SO_PEERCRED): root, the daemon's user, and the `users` of [hook]. They can have
bytes scanned that they hold anyway, ask for a bypass in the name of whom the server lets push, and say "look again".
Nothing of a repository is opened for them. Scanners of its own keep a push from waiting for a backlog; what is kept of
a connection ends with it.
"""

from __future__ import annotations

import asyncio
import os
import pwd
import socket
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import ExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Final

import msgspec

from agent import log
from agent.complaint import Complaint, refused
from agent.control import listens_at, login_of, peer, person_of, short
from agent.found import Finding, Visibility
from agent.hook import wire
from agent.hook.bypass import Bypasses, named
from agent.hook.session import Scanner, Session
from agent.hook.terms import SOURCE
from agent.hook.wire import Again, Allowed, Answer, Ask, Hello, Look, Question, Said
from agent.scan.names import without_values

_MOST: Final = 4  # connections at a time; more wait, and what is held of each is bounded
_SILENCE: Final = timedelta(minutes=1)
_POLITE: Final = timedelta(seconds=2)
_HELLO: Final = 1 << 16  # bytes
_EVERYBODY: Final = 0o666
_LOGGED: Final = 20  # places of one push
_NAME: Final = 200  # characters of whom the server lets push


@dataclass(frozen=True, slots=True)
class Place:
    """A source that watches a repository."""

    name: str
    visibility: Visibility


@dataclass(frozen=True, slots=True)
class Desk:
    """`places`: by the repository's real folder. `again`: called with the name of a source to look at."""

    scanner: Scanner
    bypasses: Bypasses
    places: Mapping[Path, Place]
    again: Callable[[str], None]
    users: frozenset[int]
    _room: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_MOST))

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with suppress(OSError, EOFError, TimeoutError, ValueError, msgspec.MsgspecError):
                pid, uid = peer(writer.get_extra_info("socket"))
                if uid not in self.users | {0, os.geteuid()}:
                    await _turned_away(reader, writer)  # before it takes the room of those who may
                    return
                async with self._room:
                    await self._talk(reader, writer, person_of(pid, uid), is_service=login_of(pid) is None)
        finally:
            writer.close()

    async def _talk(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, login: str, *, is_service: bool
    ) -> None:
        hello = await _received(reader)
        if not isinstance(hello, Hello):
            await _send(writer, Said("this is no question of ours"))
            return
        await _send(writer, Said(""))
        claimed = hello.person[:_NAME] if hello.person.isprintable() else ""
        visit = _Visit(self, hello.repository, named(claimed, login, is_service=is_service))
        while True:
            await _send(writer, await visit.answer(await _received(reader)))


@dataclass(slots=True)
class _Visit:
    """One connection, for one push."""

    desk: Desk
    repository: str
    person: str
    session: Session = field(init=False)

    def __post_init__(self) -> None:
        place = self._place()
        name, visibility = (place.name, place.visibility) if place else (SOURCE, Visibility.UNKNOWN)
        self.session = Session(self.desk.scanner, name, visibility)

    def _place(self) -> Place | None:
        folder = Path(os.path.realpath(self.repository))
        return self.desk.places.get(folder) or self.desk.places.get(folder.parent)

    async def answer(self, question: Question) -> Answer:
        try:
            match question:
                case Look():
                    return await self.session.look(question.texts)
                case Ask():
                    return await self._let(question)
                case Allowed():
                    self._log(question)
                    return Said("")
                case Again():
                    place = self._place()
                    if place:
                        self.desk.again(place.name)
                    return Said("looked at again" if place else "no source of stanch.toml is this repository")
                case _:
                    return Said("this is no question of ours")
        except Complaint as complaint:
            return Said(str(complaint))

    def _log(self, told: Allowed) -> None:
        """No incident: what lands is counted as what a comment allows, by the source that reads it."""
        findings = [self.session.allowed[mark] for mark in told.marks if mark in self.session.allowed]
        if findings:
            log.logger().warning(
                "pushed with a comment that lets it in",
                repository=without_values(self.repository),
                by=self.person,
                credentials=len(findings),
                places=[shown(one) for one in findings[:_LOGGED]],
            )

    async def _let(self, question: Ask) -> Said:
        findings = {mark: self.session.kept[mark] for mark in question.marks if mark in self.session.kept}
        bypasses, text = self.desk.bypasses, ""
        stand = await bypasses.standing(findings.values(), self.repository)
        left = [one for one in findings.values() if one.canonical not in stand]
        if question.reason and left:
            text = await bypasses.ask(left, self.repository, self.person, question.reason)
            stand = await bypasses.standing(findings.values(), self.repository)
        return Said(text, tuple(mark for mark, one in findings.items() if one.canonical in stand))


def shown(one: Finding) -> str:
    """Where it is, what, and what allows it; never its value."""
    place = f"{one.occurrence.commit or ''} {one.occurrence.path}:{one.occurrence.stands[0]}".lstrip()
    return f"{place} {one.preview} ({one.suppressed})"


async def _turned_away(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """What is said to somebody who still asks is lost with the connection: a question that is short is read first."""
    async with asyncio.timeout(_POLITE.total_seconds()):
        size = wire.length(await reader.readexactly(wire.HEADER))
        await reader.readexactly(min(size, _HELLO))
    await _send(writer, Said("the daemon does not answer this user ([hook] users)"))


async def _received(reader: asyncio.StreamReader) -> Question:
    async with asyncio.timeout(_SILENCE.total_seconds()):
        size = wire.length(await reader.readexactly(wire.HEADER))
        question: Question = msgspec.msgpack.decode(await reader.readexactly(size), type=Question)
        return question


async def _send(writer: asyncio.StreamWriter, answer: Answer) -> None:
    async with asyncio.timeout(_SILENCE.total_seconds()):
        writer.write(wire.pack(answer))
        await writer.drain()


def uids(users: Sequence[str]) -> frozenset[int]:
    """Of those who are there; `check-config` and the log name the others."""
    return frozenset(one.pw_uid for one in pwd.getpwall() if one.pw_name in users)


@asynccontextmanager
async def open_desk(path: Path, desk: Desk) -> AsyncIterator[None]:
    """Answer at `path` until the block is left. Raises Complaint."""
    with ExitStack() as lasting:
        server = await asyncio.start_unix_server(desk.serve, sock=_bound(path, lasting))
        async with server:
            try:
                yield
            finally:
                _gone(path)


def _bound(path: Path, lasting: ExitStack) -> socket.socket:
    """Who may talk is decided by who it is; its folder says who gets so far. Raises Complaint."""
    failure: Complaint
    if listens_at(path):
        message = f"{path}: [hook] socket: another program answers there: end it, or choose another path"
        raise Complaint(message)
    made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        _gone(path)
        made.bind(lasting.enter_context(short(path)))  # Python 3.13's server asks for it once more at its end
        path.chmod(_EVERYBODY)
    except OSError as error:
        made.close()
        failure = refused(error, str(path)) or Complaint(f"{path}: [hook] socket: cannot be made here")
    else:
        return made
    raise failure


def _gone(path: Path) -> None:
    """A socket that a daemon before left; whatever else is there is not ours."""
    if path.is_socket():
        path.unlink()
