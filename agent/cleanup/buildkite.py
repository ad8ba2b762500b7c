"""The log of a job at Buildkite, erased.

DELETE /organizations/{org}/pipelines/{pipeline}/builds/{number}/jobs/{job}/log   204. write_build_logs
GET    .../log                                     200 {"url", "content", "size", "header_times"}. read_build_logs
https://buildkite.com/docs/apis/rest-api/jobs#get-a-jobs-log-output
https://buildkite.com/docs/apis/rest-api/jobs#delete-a-jobs-log-output

The job stays, and its artifacts, and the jobs that tried again have logs of their own.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from agent.cleanup.builds import GONE, OWNED, Build, is_gone, is_text
from agent.doors.http import HttpEndpoint
from agent.sources.ci.base import name
from agent.sources.pages import ListError, failure
from revokers.base import Headers

_JOB: Final = re.compile(rf"({OWNED}) build ([1-9][0-9]{{0,18}}) job .* ([0-9A-Za-z-]{{1,64}})", re.DOTALL)


@dataclass(frozen=True, slots=True)
class BuildkiteJobs:
    """As Erasing. owner: the organisation."""

    door: HttpEndpoint
    headers: Headers
    owner: str
    clock: Callable[[], datetime]

    def meant(self, place: str) -> Build | None:
        found = _JOB.fullmatch(place)
        if found is None or not found[1].startswith(f"{self.owner}/") or found[1].count("/") != 1:
            return None
        return Build(found[1], int(found[2]), f"the log of job {found[3]} of build {found[2]} of {found[1]}", found[3])

    async def is_there(self, build: Build, place: str) -> bool:
        path = self._path(build)
        reply = await self.door.get(f"{path}?include_retried_jobs=true&exclude_pipeline=true", headers=self.headers)
        match reply.status, reply.json:
            case 200, {"number": int(number), "jobs": list(jobs)} if number == build.number:
                job = next((one for one in jobs if isinstance(one, dict) and one.get("id") == build.key), {})
            case 200, _:
                message = "it does not say what jobs that build has"
                raise ListError(message)
            case _:
                raise failure(reply, self.clock())
        called = f"{name(build.full)} build {number} job {name(job.get('name') or 'unnamed')} {job.get('id')}"
        if called != place:
            message = "that build has no such job"
            raise ListError(message)
        if not isinstance(job.get("finished_at"), str):
            message = "the job is not over, and writes its log still"
            raise ListError(message)
        return await self._is_written(f"{path}/jobs/{build.key}/log")

    async def _is_written(self, path: str) -> bool:
        """Its text, which may be long; where there is none, its record has to say so as well."""
        async with self.door.stream(f"{path}.txt", accept="text/plain", headers=self.headers) as (answer, pieces):
            if answer.status not in GONE:
                if not is_text(answer):
                    raise failure(answer, self.clock())
                if await anext(pieces, b""):
                    return True
        reply = await self.door.get(path, headers=self.headers)
        match reply.status, reply.json:
            case 200, {"size": 0, "content": ""}:
                return False
            case _ if is_gone(reply):
                return False
            case 200, _:
                message = (
                    "its log reads as empty, and Buildkite's record of it does not: nobody can say that it is gone"
                )
                raise ListError(message)
            case _:
                raise failure(reply, self.clock())

    async def erase(self, build: Build) -> None:
        reply = await self.door.delete(f"{self._path(build)}/jobs/{build.key}/log", headers=self.headers)
        if reply.status != 204:  # noqa: PLR2004 - HTTP
            raise failure(reply, self.clock())

    def _path(self, build: Build) -> str:
        organization, _, slug = build.full.partition("/")
        return f"/organizations/{organization}/pipelines/{slug}/builds/{build.number}"
