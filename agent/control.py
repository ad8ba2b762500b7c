"""The control socket: how the command line asks a running daemon to do something (the only way to act on it).

    stanch approve 12 --unix socket, one line of JSON--> daemon --one line--> {"said": "..."} or {"error": "..."}

Only root and the daemon's own user are heard; who asks is what the kernel says (SO_PEERCRED), and the login name behind
a `sudo` (the audit login uid) is what an approval is written down for, so that two approvals are two people.
"""

from __future__ import annotations

import asyncio
import json
import os
import pwd
import socket
import struct
import sys
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from select import select
from typing import Any, Final

from agent.complaint import Complaint

SOCKET: Final = "control.sock"
_LONGEST: Final = 65_536
_SHOWN: Final = 40  # characters
_PATIENCE: Final = 30.0
_SOON: Final = 10.0  # seconds after which whoever waits is told why
# What it had handed to the ledger is written all the same.
_GIVEN_UP: Final = (
    "it was not done within {:g} s and was given up; what was written by then stands (`stanch incidents`): ask again"
)
_UNSET_LOGIN: Final = 2**32 - 1

Handler = Callable[[str, str, Mapping[str, Any]], Awaitable[str]]


@asynccontextmanager
async def serve(state: Path, handler: Handler, patience: float = _PATIENCE) -> AsyncIterator[None]:
    """Answer until the block is left. `handler(verb, person, arguments)` returns what to say or raises Complaint; after
    `patience` seconds it is given up.
    """
    path = state / SOCKET
    path.unlink(missing_ok=True)
    allowed = {0, os.geteuid()}

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        said: Mapping[str, str] = {"error": _GIVEN_UP.format(patience)}
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(patience):
                    said = await _answer(reader, writer, handler, allowed)
            async with asyncio.timeout(patience):
                writer.write(json.dumps(said).encode() + b"\n")
                await writer.drain()
        except (OSError, TimeoutError):
            return  # whoever asked has gone
        finally:
            writer.close()

    # Made under a umask, so that there is no moment in which others could connect.
    with short(path) as name:  # for as long as there is a server: Python 3.13's asks for it once more at its end
        before = os.umask(0o177)
        try:
            server = await asyncio.start_unix_server(answer, name, limit=_LONGEST)
        finally:
            os.umask(before)
        async with server:
            try:
                yield
            finally:
                path.unlink(missing_ok=True)


@contextmanager
def short(path: Path) -> Iterator[str]:
    """A socket by a name that is short whatever its folder's is: the kernel takes 107 bytes."""
    folder = os.open(path.parent, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)


async def _answer(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, handler: Handler, allowed: set[int]
) -> Mapping[str, str]:
    pid, uid = peer(writer.get_extra_info("socket"))
    try:
        # Read before refusing: an answer to a question that is still being sent is lost with the connection.
        raw = await reader.readline()
        if uid not in allowed:
            return {"error": "only root and the user of the daemon may ask this"}
        # An argument of a command line may be bytes of any kind, which no ledger takes as text.
        asked = json.loads(json.dumps(json.loads(raw), ensure_ascii=False).encode(errors="replace"))
        verb, arguments = asked["verb"], asked["arguments"]
    except (ValueError, KeyError, TypeError, asyncio.LimitOverrunError):
        return {"error": "this is no question of ours"}
    try:
        return {"said": await handler(str(verb), person_of(pid, uid), dict(arguments))}
    except Complaint as complaint:
        return {"error": str(complaint)}
    except Exception as error:  # noqa: BLE001 - whoever asks is told; what it says may hold a value
        from agent import log

        frame = traceback.extract_tb(error.__traceback__)[-1]
        what = f"{type(error).__name__} in {frame.name} ({Path(frame.filename).name}:{frame.lineno})"
        log.logger().error("a question was not answered", verb=str(verb)[:_SHOWN], fault=what)
        return {"error": f"a fault of Stanch's own: {what}; please report it"}


def peer(connection: socket.socket) -> tuple[int, int]:
    """The process and the user at the other end, as the kernel knows them."""
    raw = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    pid, uid, _ = struct.unpack("3i", raw)
    return pid, uid


def person_of(pid: int, uid: int) -> str:
    """The name of who logged in, behind any sudo, where the kernel keeps it; else of the user who asks."""
    login = login_of(pid)
    who = uid if login is None else login
    try:
        return pwd.getpwuid(who).pw_name
    except KeyError:
        return f"uid {who}"


def login_of(pid: int) -> int | None:
    """The user who logged in; None: a service, or the kernel does not say."""
    try:
        login = int(Path(f"/proc/{pid}/loginuid").read_text())
    except (OSError, ValueError):
        return None
    return None if login == _UNSET_LOGIN else login


def listens(state: Path) -> bool:
    """Does a daemon hold its socket? One that hangs does."""
    return listens_at(state / SOCKET)


def listens_at(path: Path) -> bool:
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_NONBLOCK) as asked, short(path) as name:
            asked.connect(name)
    except (PermissionError, BlockingIOError):
        return True
    except OSError:
        return False
    return True


def ask(state: Path, verb: str, **arguments: object) -> str:
    """Ask the daemon, and return what it said. Raises Complaint with its words, or when none answers."""
    raw = exchange(state, json.dumps({"verb": verb, "arguments": arguments}).encode() + b"\n")
    answer = json.loads(raw or b'{"error": "the daemon ended before it answered"}')
    if "error" in answer:
        raise Complaint(answer["error"])
    return str(answer["said"])


def exchange(state: Path, line: bytes, soon: float = _SOON, patience: float = _PATIENCE + 5) -> bytes:
    """One line there and one back. After `soon` seconds whoever waits is told why; after `patience` it is over."""
    path = state / SOCKET
    raw = b""
    problem = ""
    silent = f"the daemon at {path} runs, but does not answer"
    mend = "it may hang: `stanch freeze` works even so, its log may say why, and a restart loses nothing"
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection, short(path) as name:
            connection.settimeout(soon)
            connection.connect(name)
            connection.sendall(line)
            if not select([connection], [], [], soon)[0]:
                sys.stderr.write(f"stanch: {silent} (for {soon:g} s; waiting {patience - soon:g} s more): {mend}\n")
            connection.settimeout(patience - soon)
            while not raw.endswith(b"\n") and (block := connection.recv(_LONGEST)):
                raw += block
    except BlockingIOError:
        problem = f"{silent}, and so many wait for it already that no more are let in: {mend}"
    except TimeoutError:
        problem = f"{silent}, not within {patience:g} s: {mend}"
    except PermissionError:
        problem = f"{path}: only root and the user of the daemon may ask this"
    except OSError:
        problem = f"no daemon answers at {path}: start it with `stanch run`, then ask again"
    if problem:
        raise Complaint(problem)
    return raw
