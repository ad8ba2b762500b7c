"""A host of git repositories on loopback: git's own smart HTTP behind a login, and beside it an API of the test's.

    git --HTTP--> Host --CGI--> git http-backend --> bare repositories below `root`: /git/NAME.git; all else is the API

https://git-scm.com/docs/git-http-backend. It lies as a Liar does; `cut`: so many bytes of the next pack, then nothing.
"""

from __future__ import annotations

import asyncio
import base64
import os
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.sims.liar import Liar, Request, answer

ASK = answer("401 Unauthorized", b"Unauthorized", "text/plain", 'WWW-Authenticate: Basic realm="git"')


@dataclass
class Host(Liar):
    """`login`: "user:password", or nobody is asked. `api`: answers what is not below /git/. `during`: called while a
    git waits for a pack.
    """

    root: Path = field(default_factory=Path)
    login: str = ""
    api: Callable[[Request], bytes] | None = None
    cut: int | None = None
    during: Callable[[], None] | None = None

    def url(self, name: str) -> str:
        return f"http://127.0.0.1:{self.port}/git/{name}.git"

    def packs(self) -> int:
        """How many fetches there were."""
        return sum(one.method == "POST" and b"command=fetch" in one.body for one in self.seen)

    async def _pass_on(self, raw: bytes) -> bytes:  # noqa: ARG002 - it was parsed already
        asked = self.seen[-1]
        if not (asked.target.startswith("/git/") and ".git/" in asked.target):
            return self.api(asked) if self.api is not None else answer("404 Not Found", b"{}")
        given = "Basic " + base64.b64encode(self.login.encode()).decode()
        if self.login and asked.headers.get("authorization") != given:
            return ASK
        if self.during is not None and b"command=fetch" in asked.body:
            await asyncio.to_thread(self.during)
        found = await self._backend(asked)
        if self.cut is not None and b"command=fetch" in asked.body:
            found, self.cut = found[: self.cut], None
        return found

    async def _backend(self, asked: Request) -> bytes:
        path, _, query = asked.target.partition("?")
        environment = {
            "PATH": os.environ["PATH"],
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_PROJECT_ROOT": str(self.root),
            "GIT_HTTP_EXPORT_ALL": "1",
            "GIT_PROTOCOL": asked.headers.get("git-protocol", ""),
            "PATH_INFO": path.removeprefix("/git"),
            "QUERY_STRING": query,
            "REQUEST_METHOD": asked.method,
            "CONTENT_TYPE": asked.headers.get("content-type", ""),
            "CONTENT_LENGTH": str(len(asked.body)),
            "HTTP_CONTENT_ENCODING": asked.headers.get("content-encoding", ""),
            "REMOTE_ADDR": "127.0.0.1",
        }
        # In a thread: a process of the event loop may outlive the test that it was for.
        done = await asyncio.to_thread(
            subprocess.run, ["git", "http-backend"], env=environment, input=asked.body, capture_output=True, check=False
        )
        out = done.stdout
        head, _, body = out.partition(b"\r\n\r\n")
        fields = dict(line.split(": ", 1) for line in head.decode().split("\r\n"))
        status = fields.pop("Status", "200 OK")
        kind = fields.pop("Content-Type", "text/plain")
        return answer(status, body, kind, *(f"{name}: {value}" for name, value in fields.items()))
