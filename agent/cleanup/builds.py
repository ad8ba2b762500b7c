"""The log of a build, erased through the API of who ran it. Irreversible: only where a person says so, each time.

GitHub  DELETE /repos/{owner}/{repo}/actions/runs/{run}/logs   204: the logs of all its attempts. "Actions", write
        https://docs.github.com/en/rest/actions/workflow-runs#delete-workflow-run-logs
GitLab  POST /projects/{id}/jobs/{job}/erase                   201: the log and the artifacts. api, as a Maintainer
        https://docs.gitlab.com/api/jobs/#erase-a-job (`erased_at` of a job says that it was)

Buildkite and Jenkins have a file each. CircleCI has no such call: only a whole project can be deleted.
https://support.circleci.com/hc/en-us/articles/21040161057947-Can-I-delete-a-project

The place that a source wrote down is made of names that others choose: what it means is asked of the API first, and
only what would be written down in the very same words is erased. Accepted is not gone: it is asked for once more, and
what is gone says the API itself, in its own JSON: an empty text or a page says whoever stands in between, too.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from http import HTTPStatus
from typing import Final, Protocol
from urllib.parse import quote

from agent.doors.http import HttpEndpoint
from agent.scan.names import BEHIND
from agent.sources.ci.base import below, name
from agent.sources.pages import ListError, failure
from revokers.base import Headers, ProviderError, Reply

OWNED: Final = r"[A-Za-z0-9_][A-Za-z0-9._-]*(?:/[A-Za-z0-9_][A-Za-z0-9._-]*)+"
_RUN: Final = re.compile(rf"({OWNED}) run ([1-9][0-9]{{0,18}})(?: attempt ([1-9][0-9]{{0,2}}))?")
_JOB: Final = re.compile(rf"({OWNED}) pipeline ([1-9][0-9]{{0,18}}) job (.*) ([1-9][0-9]{{0,18}})", re.DOTALL)
GONE: Final = frozenset({404, 410})


@dataclass(frozen=True, slots=True)
class Build:
    """full: of its repository. number: of the run, the build or the job. words: what is erased, with all that goes with
    it. key: of the job, where a number is only its build's.
    """

    full: str
    number: int
    words: str
    key: str = ""


class Erasing(Protocol):
    """All of it raises ListError and ProviderError."""

    def meant(self, place: str) -> Build | None:
        """None: this is no log that can be erased."""
        ...

    async def is_there(self, build: Build, place: str) -> bool:
        """ListError as well where that place is something else, or nobody can say."""
        ...

    async def erase(self, build: Build) -> None: ...


def is_text(reply: Reply) -> bool:
    """A log, and not a page that somebody in between answers with."""
    return reply.status == HTTPStatus.OK and reply.content_type == "text/plain"


def is_gone(reply: Reply) -> bool:
    """As GitHub and Buildkite say so themselves."""
    match reply.status, reply.json:
        case status, {"message": str()} if status in GONE:
            return True
        case _:
            return False


@dataclass(frozen=True, slots=True)
class GithubRuns:
    """owner: below whom everything is."""

    door: HttpEndpoint
    headers: Headers
    owner: str
    clock: Callable[[], datetime]

    def meant(self, place: str) -> Build | None:
        found = _RUN.fullmatch(place.partition(BEHIND)[0])
        if found is None or not found[1].startswith(f"{self.owner}/"):
            return None
        words = f"the logs of all attempts of run {found[2]} of {found[1]}"
        return Build(found[1], int(found[2]), words)

    async def is_there(self, build: Build, place: str) -> bool:
        named = _RUN.fullmatch(place.partition(BEHIND)[0])
        attempt = (named[3] if named else None) or "1"
        path = self._path(build)
        reply = await self.door.get(path, headers=self.headers)
        match reply.status, reply.json:
            case 200, {"id": int(number), "status": "completed"} if number == build.number:
                pass
            case 200, _:
                message = "the run is not over, or is another one"
                raise ListError(message)
            case _:
                raise failure(reply, self.clock())
        reply = await self.door.get(f"{path}/attempts/{attempt}/logs", headers=self.headers)
        if is_gone(reply):
            return False
        if reply.status != 302:  # noqa: PLR2004 - HTTP
            raise failure(reply, self.clock())
        return True

    async def erase(self, build: Build) -> None:
        reply = await self.door.delete(f"{self._path(build)}/logs", headers=self.headers)
        if reply.status != 204:  # noqa: PLR2004 - HTTP
            raise failure(reply, self.clock())

    def _path(self, build: Build) -> str:
        return f"/repos/{below(build.full)}/actions/runs/{build.number}"


@dataclass(frozen=True, slots=True)
class GitlabJobs:
    """owner: below whom everything is."""

    door: HttpEndpoint
    headers: Headers
    owner: str
    clock: Callable[[], datetime]

    def meant(self, place: str) -> Build | None:
        found = _JOB.fullmatch(place)
        if found is None or not found[1].startswith(f"{self.owner}/"):
            return None
        words = f"the log and the artifacts of job {found[4]} of {found[1]}"
        return Build(found[1], int(found[4]), words)

    async def is_there(self, build: Build, place: str) -> bool:
        path = self._path(build)
        reply = await self.door.get(path, headers=self.headers)
        match reply.status, reply.json:
            case 200, {"id": int(number), "name": str(called), "pipeline": {"id": int(pipeline)}, "erased_at": at}:
                label = f"{name(build.full)} pipeline {pipeline} job {name(called)} {number}"
            case 200, _:
                message = "it does not say what job that is"
                raise ListError(message)
            case _:
                raise failure(reply, self.clock())
        if label != place:
            message = "the job of that number is another one"
            raise ListError(message)
        if at is None:
            return True
        async with self.door.stream(f"{path}/trace", accept="text/plain", headers=self.headers) as (answer, pieces):
            if answer.status in GONE:
                return False
            if not is_text(answer):
                raise failure(answer, self.clock())
            return bool(await anext(pieces, b""))

    async def erase(self, build: Build) -> None:
        reply = await self.door.post(f"{self._path(build)}/erase", headers=self.headers)
        if reply.status not in {200, 201}:
            raise failure(reply, self.clock())

    def _path(self, build: Build) -> str:
        return f"/projects/{quote(build.full, safe='')}/jobs/{build.number}"


@dataclass(frozen=True, slots=True)
class Logs:
    """One log with the places that were seen in it. there: None: nobody can say, and why."""

    source: str
    build: Build
    places: tuple[str, ...]
    there: bool | None = None
    why: str = ""

    async def looked(self, erasing: Erasing) -> Logs:
        """As it stands now, at each of its places."""
        try:
            there = [await erasing.is_there(self.build, place) for place in self.places]
        except (ListError, ProviderError) as error:
            return replace(self, there=None, why=str(error))
        return replace(self, there=any(there), why="")

    async def erased(self, erasing: Erasing) -> Logs:
        """It is asked for once more, whatever was answered."""
        refused = ""
        try:
            await erasing.erase(self.build)
        except (ListError, ProviderError) as error:
            refused = str(error)
        after = await self.looked(erasing)
        if after.there:
            return replace(after, why=refused or "it was accepted, and is there still: look again in a while")
        return after
