"""GitLab's vulnerabilities that its secret detection has found, of a group with its subgroups or of one project.

    vulnerabilities --where, not what--> that line of that file at that commit --> a scanner

https://docs.gitlab.com/api/graphql/reference/#vulnerability
https://docs.gitlab.com/api/graphql/reference/#vulnerabilitylocationsecretdetection
https://docs.gitlab.com/api/graphql/reference/#mutationvulnerabilityresolve
https://docs.gitlab.com/api/repository_files/#retrieve-a-file-from-a-repository

It does not say the value, so the place is read that it names. A token needs read_api; api (as a Developer or more, who
may change the status of vulnerabilities) where they are to be resolved.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import AsyncGenerator, Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import quote

import msgspec

from agent.doors.http import HttpEndpoint
from agent.found import Text, Visibility
from agent.logins.tokens import Tokens, asked
from agent.sources.pages import LimitedError, ListError, failure
from agent.sources.reports.desk import MANY_PAGES, PAGE, Alert
from revokers.base import Headers, ProviderError, Reply

_COMMIT: Final = re.compile(r"/-/blob/([0-9a-f]{40})/")
_PROJECT: Final = re.compile(r"gid://gitlab/Project/([0-9]{1,18})")
_KEY: Final = re.compile(r"gid://gitlab/Vulnerability/[0-9]{1,18}")
_NUMBER: Final = re.compile(r"[0-9]{1,7}")
_SEEN: Final = {one.value: one for one in Visibility}
_BEGIN, _END = b"-----BEGIN ", b"-----END "
_MANY_LINES: Final = 200
_OPEN: Final = f"""
query($path: ID!, $after: String) {{
  group(fullPath: $path) {{ vulnerabilities(reportType: [SECRET_DETECTION], state: [DETECTED, CONFIRMED],
    first: {PAGE}, after: $after) {{ ...found }} }}
  project(fullPath: $path) {{ vulnerabilities(reportType: [SECRET_DETECTION], state: [DETECTED, CONFIRMED],
    first: {PAGE}, after: $after) {{ ...found }} }}
}}
fragment found on VulnerabilityConnection {{
  pageInfo {{ hasNextPage endCursor }}
  nodes {{
    id webUrl project {{ id visibility }}
    location {{ ... on VulnerabilityLocationSecretDetection {{ file startLine endLine blobPath }} }}
  }}
}}
"""
_ASK: Final = "query($id: VulnerabilityID!) { vulnerability(id: $id) { state stateComment } }"
_RESOLVE: Final = """
mutation($id: VulnerabilityID!, $comment: String) {
  vulnerabilityResolve(input: { id: $id, comment: $comment }) { vulnerability { state } errors }
}
"""


class _Location(msgspec.Struct, rename="camel", frozen=True):
    file: str | None = None
    start_line: str | None = None
    end_line: str | None = None
    blob_path: str | None = None


class _Project(msgspec.Struct):
    id: str
    visibility: str = ""


class _Node(msgspec.Struct, rename="camel"):
    id: str
    project: _Project
    web_url: str | None = None
    location: _Location | None = None


class _Info(msgspec.Struct, rename="camel"):
    has_next_page: bool
    end_cursor: str | None = None


class _Found(msgspec.Struct, rename="camel"):
    page_info: _Info
    nodes: list[object]


class _Owner(msgspec.Struct):
    vulnerabilities: _Found


class _Data(msgspec.Struct):
    group: _Owner | None = None
    project: _Owner | None = None


class _Answer(msgspec.Struct):
    data: _Data


@dataclass(frozen=True, slots=True)
class GitlabDesk:
    """owner: the full path of a group or a project. The door's base ends in /api."""

    door: HttpEndpoint
    owner: str
    tokens: Tokens

    async def open(self, now: datetime, known: Collection[str]) -> AsyncGenerator[list[Alert]]:
        after: str | None = None
        for _ in range(MANY_PAGES):
            found = await self._page(after, now)
            yield [await self._alert(node, known, now) for node in found.nodes]
            if not found.page_info.has_next_page:
                return
            if found.page_info.end_cursor in {None, after}:
                break
            after = found.page_info.end_cursor
        message = "its list does not end"
        raise ListError(message)

    async def _page(self, after: str | None, now: datetime) -> _Found:
        reply = await self._asked(_OPEN, {"path": self.owner, "after": after}, now)
        try:
            data = msgspec.convert(reply.json, _Answer).data
        except msgspec.ValidationError:
            data = None
        if data is None:
            message = "it answers with something else than vulnerabilities"
            raise ListError(message)
        owner = data.group or data.project
        if owner is None:
            message = "there is no such group or project, or the token may not see its vulnerabilities"
            raise ListError(message)
        return owner.vulnerabilities

    async def _alert(self, raw: object, known: Collection[str], now: datetime) -> Alert:
        try:
            node = msgspec.convert(raw, _Node)
        except msgspec.ValidationError:
            return Alert("", self.owner, None, "a vulnerability that is not understood")
        place = node.web_url or node.id
        if node.id in known:
            return Alert(node.id, place, None)
        spot = node.location or _Location()
        project = _PROJECT.fullmatch(node.project.id)
        lines = [spot.start_line or "", spot.end_line or spot.start_line or ""]
        if project is None or not spot.file or not all(map(_NUMBER.fullmatch, lines)):
            return Alert(node.id, place, None, "it does not say where")
        commit = _COMMIT.search(spot.blob_path or "")
        path = f"/v4/projects/{project[1]}/repository/files/{quote(spot.file, safe='')}"
        content = await self._content(f"{path}?ref={commit[1] if commit else 'HEAD'}", now)
        if content is None:
            return Alert(node.id, place, None, "the file that it names is not there, or cannot be read")
        first = max(1, int(lines[0]))
        text = Text(place, _lines(content, first, int(lines[1])), line=first, below="reported")
        return Alert(node.id, place, text, visibility=_SEEN.get(node.project.visibility))

    async def _content(self, path: str, now: datetime) -> bytes | None:
        """None: it is not there, or no file. Raises LimitedError."""
        try:
            reply = await self._send(lambda own: self.door.get(path, headers=own))
        except ProviderError:
            return None
        match reply.status, reply.json:
            case 200, {"encoding": "base64", "content": str(content)}:
                try:
                    return base64.b64decode(content, validate=True)
                except (binascii.Error, ValueError):
                    return None
            case _:
                error = failure(reply, now)
        if isinstance(error, LimitedError):
            raise error
        return None

    async def close(self, key: str, comment: str, now: datetime) -> bool:
        if not _KEY.fullmatch(key):
            return False
        reply = await self._asked(_ASK, {"id": key}, now)
        match reply.json:
            case {"data": {"vulnerability": {"state": "DETECTED" | "CONFIRMED"}}}:
                pass
            case {"data": {"vulnerability": {"state": str()} as row}}:
                return bool(row.get("stateComment") == comment)
            case {"data": {"vulnerability": None}}:
                return False
            case _:
                message = "it does not say how the vulnerability stands"
                raise ListError(message)
        reply = await self._asked(_RESOLVE, {"id": key, "comment": comment}, now)
        match reply.json:
            case {"data": {"vulnerabilityResolve": {"vulnerability": {"state": "RESOLVED"}, "errors": []}}}:
                return True
            case _:
                message = "it refuses to resolve the vulnerability: the token may not"
                raise ListError(message)

    async def _asked(self, query: str, variables: Mapping[str, object], now: datetime) -> Reply:
        body = {"query": query, "variables": variables}
        reply = await self._send(lambda own: self.door.post("/graphql", json=body, headers=own))
        if reply.status != 200:  # noqa: PLR2004 - HTTP
            raise failure(reply, now)
        return reply

    async def _send(self, send: Callable[[Headers], Awaitable[Reply]]) -> Reply:
        return await asked(self.tokens, lambda token: send({} if token is None else {"PRIVATE-TOKEN": token}))


def _lines(content: bytes, first: int, last: int) -> bytes:
    """Those lines; of a key in armour, whose first line alone is named, up to its end."""
    lines = content.splitlines(keepends=True)[first - 1 :]
    count = min(max(1, last - first + 1), _MANY_LINES)
    if lines and _BEGIN in lines[0]:
        ends = (number for number, line in enumerate(lines[:_MANY_LINES], 1) if _END in line)
        count = max(count, next(ends, 1))
    return b"".join(lines[:count])
