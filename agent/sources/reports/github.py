"""GitHub's secret scanning alerts, of an organisation or one repository.

https://docs.github.com/en/rest/secret-scanning/secret-scanning#list-secret-scanning-alerts-for-an-organization
https://docs.github.com/en/rest/secret-scanning/secret-scanning#update-a-secret-scanning-alert

A token needs "Secret scanning alerts": read, and write where alerts are to be closed. Pages are counted, and nothing of
them is kept: they hold values.
"""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, Awaitable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Final

import msgspec

from agent.doors.http import HttpEndpoint
from agent.found import Visibility
from agent.logins.tokens import Tokens, asked
from agent.sources.forges.github import headers
from agent.sources.pages import ListError, failure
from agent.sources.reports.desk import MANY_PAGES, PAGE, Alert
from agent.sources.reports.report import Report
from detectors.base import Secret
from revokers.base import Reply

_KEY: Final = re.compile(r"([A-Za-z0-9._-]{1,100}/[A-Za-z0-9._-]{1,100})#([0-9]{1,12})")
_LIST: Final = "secret-scanning/alerts"
HIDDEN: Final = "its value is not shown: the token may not see it"


class _Repository(msgspec.Struct, frozen=True):
    full_name: str
    private: bool | None = None


class _Row(msgspec.Struct):
    number: int
    html_url: str
    secret_type: str
    secret: str | None = None
    publicly_leaked: bool | None = None
    repository: _Repository | None = None


@dataclass(frozen=True, slots=True)
class GithubDesk:
    """owner: an organisation, or `owner/repository`."""

    door: HttpEndpoint
    owner: str
    tokens: Tokens

    async def open(self, now: datetime, known: Collection[str]) -> AsyncGenerator[list[Alert]]:
        del known  # the list brings their text
        below = f"/repos/{self.owner}" if "/" in self.owner else f"/orgs/{self.owner}"
        query = f"state=open&sort=created&direction=asc&per_page={PAGE}"
        for number in range(1, MANY_PAGES + 1):
            reply = await self._ask(f"{below}/{_LIST}?{query}&page={number}")
            if reply.status == HTTPStatus.NOT_FOUND:
                message = "there is no such owner, or the token may not see its alerts"
                raise ListError(message)
            if reply.status != HTTPStatus.OK or not isinstance(reply.json, list):
                raise failure(reply, now)
            if not reply.json:
                return
            yield [self._alert(row) for row in reply.json]
        message = "its list does not end"
        raise ListError(message)

    def _alert(self, raw: object) -> Alert:
        try:
            row = msgspec.convert(raw, _Row)
        except msgspec.ValidationError:
            return Alert("", self.owner, None, "an alert that is not understood")
        full = row.repository.full_name if row.repository else self.owner
        key = f"{full}#{row.number}"
        if not row.secret or not _KEY.fullmatch(key):
            return Alert(key, row.html_url, None, HIDDEN)
        text = Report(row.secret, row.secret_type, row.html_url).text
        return Alert(key, row.html_url, text, visibility=_visibility(row))

    async def close(self, key: str, comment: str, now: datetime) -> bool:
        named = _KEY.fullmatch(key)
        if named is None:
            return False
        path = f"/repos/{named[1]}/{_LIST}/{named[2]}"
        reply = await self._ask(path)
        match reply.status, reply.json:
            case 200, {"state": "open"}:
                pass
            case 200, {"state": "resolved", "resolution_comment": said}:
                return bool(said == comment)
            case 404, _:
                return False
            case _:
                raise failure(reply, now)
        change = {"state": "resolved", "resolution": "revoked", "resolution_comment": comment}
        reply = await self._ask(path, change)
        match reply.status, reply.json:
            case 200, {"state": "resolved"}:
                return True
            case _:
                raise failure(reply, now)

    async def _ask(self, path: str, change: Mapping[str, object] | None = None) -> Reply:
        def send(token: Secret | None) -> Awaitable[Reply]:
            own = {} if token is None else headers(token)
            if change is None:
                return self.door.get(path, headers=own)
            return self.door.patch(path, json=change, headers=own)

        return await asked(self.tokens, send)


def _visibility(row: _Row) -> Visibility | None:
    private = row.repository.private if row.repository else None
    if row.publicly_leaked or private is False:
        return Visibility.PUBLIC
    return Visibility.PRIVATE if private else None
