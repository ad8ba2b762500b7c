"""Buildkite: the log of each job of a build.

https://buildkite.com/docs/apis/rest-api/builds#list-builds-for-a-pipeline (newest first; finished_from; exclude_jobs)
https://buildkite.com/docs/apis/rest-api/builds#get-a-build (include_retried_jobs)
https://buildkite.com/docs/apis/rest-api/jobs#get-a-jobs-log (log.txt)
https://buildkite.com/docs/apis/rest-api/limits (429, RateLimit-Reset in seconds)

A job's log is read when the job is over. A build that is blocked is over until somebody unblocks it: then it ends once
more (`finished_at`). A token needs read_builds, read_build_logs and read_pipelines.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import quote

from agent.found import Visibility
from agent.model import Address
from agent.sources.ci.base import Asking, Form, Log, Logs, Project, Provider, Run, at, name
from agent.sources.forges.base import bearer, beside, listed
from agent.sources.pages import List, ListError
from agent.sources.remote.address import Remote
from detectors.base import Secret
from revokers.base import Headers

_OF_PIPELINE: Final = re.compile(r"/organizations/([A-Za-z0-9._-]{1,200})/pipelines/([A-Za-z0-9._-]{1,200})$")
_UUID: Final = re.compile(r"[0-9A-Za-z-]{1,64}")
_OVER: Final = frozenset({"passed", "failed", "canceled", "skipped", "not_run", "blocked", "waiting_failed"})
_LEAN: Final = "per_page=100&exclude_jobs=true&exclude_pipeline=true"
_STALE: Final = 20


def place(remote: Remote) -> Address:
    if remote.host in {"buildkite.com", "api.buildkite.com"}:
        return Address("api", "api.buildkite.com", 443, tls=True, base="/v2")
    return beside(remote, "/v2")


def headers(token: Secret, _user: str) -> Headers:
    return bearer(token)


def project(row: Mapping[str, object]) -> Project | None:
    match row:
        case {"id": str(key), "url": str(url)} if (found := _OF_PIPELINE.search(url)) and _UUID.fullmatch(key):
            seen = {"public": Visibility.PUBLIC, "private": Visibility.PRIVATE}
            visibility = seen.get(str(row.get("visibility")), Visibility.UNKNOWN)
            return Project(key, f"{found[1]}/{found[2]}", visibility)
        case _:
            return None


def _builds(project: Project) -> str:
    organization, _, slug = project.full.partition("/")
    return f"/organizations/{organization}/pipelines/{slug}/builds"


def moved(project: Project, since: datetime) -> str:
    return f"{_builds(project)}?{_LEAN}&finished_from={quote(since.astimezone(UTC).strftime('%Y-%m-%dT%H:%M:%SZ'))}"


def read(row: Mapping[str, object]) -> Run | None:
    match row:
        case {"number": int(number), "created_at": str(created), "state": str(state)} if made := at(created):
            return Run(number, made, moved=at(row.get("finished_at")), over=state in _OVER)
        case _:
            return None


async def logs(asking: Asking, project: Project, run: Run, _artifacts: bool) -> Logs:  # noqa: FBT001 - as a Provider has it
    base = f"{_builds(project)}/{run.number}"
    build = await asking.json(f"{base}?include_retried_jobs=true&exclude_pipeline=true")
    match build:
        case {"state": str(state), "jobs": list(jobs)}:
            found = [_log(project, run, base, job) for job in jobs if isinstance(job, dict)]
            return Logs(tuple(log for log in found if log is not None), state in _OVER)
        case _:
            message = "it answers for a build with something else"
            raise ListError(message)


def _log(project: Project, run: Run, base: str, job: Mapping[str, object]) -> Log | None:
    """Only what an agent ran, or began to run, has a log."""
    match job:
        case {"id": str(key), "type": "script", "started_at": str()} if _UUID.fullmatch(key):
            label = f"{name(project.full)} build {run.number} job {name(job.get('name') or 'unnamed')} {key}"
            ended = at(job.get("finished_at"))
            over = ended is not None
            return Log(key, label, f"{base}/jobs/{key}/log.txt", Form.TEXT, over, ended, wanted=over)
        case _:
            return None


PROVIDER = Provider(
    place=place,
    headers=headers,
    projects=List(listed, project, lambda one: one.id),
    found=lambda owner: (f"/organizations/{owner}/pipelines?per_page=100",),
    runs=List(listed, read, lambda run: run.number, stale=_STALE),
    listed=lambda project: f"{_builds(project)}?{_LEAN}",
    one=lambda project, number: f"{_builds(project)}/{number}?exclude_jobs=true&exclude_pipeline=true",
    logs=logs,
    moved=moved,
    again=timedelta(0),
)
