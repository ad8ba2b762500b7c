"""GitLab CI/CD: the log (trace) of each job of a pipeline, child pipelines too, and the jobs' artifacts.

https://docs.gitlab.com/api/pipelines/#list-project-pipelines (updated_after; children are apart)
https://docs.gitlab.com/api/jobs/#list-pipeline-jobs (include_retried)
https://docs.gitlab.com/api/jobs/#get-a-log-file
https://docs.gitlab.com/api/job_artifacts/#download-job-artifacts-by-job-id (302 where the store is elsewhere)

A pipeline moves (`updated_at`) when a manual job of it is started or a job is retried, which is a job of its own. A log
can be read while it is written. Range is asked for, which this API does not know yet (only a store that it sends us to
may): all of it comes, and what is known is passed over. A token needs read_api.
https://gitlab.com/gitlab-org/gitlab/-/issues/30391
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import quote

from agent.sources.ci.base import Asking, Form, Log, Logs, Project, Provider, Run, at, name, of_forge
from agent.sources.forges import gitlab
from agent.sources.forges.base import listed
from agent.sources.pages import List
from detectors.base import Secret
from revokers.base import Headers

_CHILD: Final = "+child"
_OVER: Final = frozenset({"success", "failed", "canceled", "skipped", "manual"})
_ENDED: Final = frozenset({"success", "failed", "canceled"})
_STALE: Final = 20


def headers(token: Secret, _user: str) -> Headers:
    return gitlab.API.headers(token)


def _list(project: Project, more: str) -> str:
    children = "&source=parent_pipeline" if project.which == _CHILD else ""
    return f"/projects/{project.id}/pipelines?per_page=100&{more}{children}"


def moved(project: Project, since: datetime) -> str:
    after = quote(since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
    return _list(project, f"order_by=updated_at&sort=desc&updated_after={after}")


def read(row: Mapping[str, object]) -> Run | None:
    match row:
        case {"id": int(number), "created_at": str(created), "status": str(status)} if made := at(created):
            return Run(number, made, moved=at(row.get("updated_at")), over=status in _OVER)
        case _:
            return None


async def logs(asking: Asking, project: Project, run: Run, artifacts: bool) -> Logs:  # noqa: FBT001 - as a Provider has it
    path = f"/projects/{project.id}/pipelines/{run.number}/jobs?include_retried=true&per_page=100"
    found: list[Log] = []
    async for row in asking.rows(_JOBS, path):
        key, called, status = row["id"], name(row["name"]), row["status"]
        label = f"{name(project.full)} pipeline {run.number} job {called} {key}"
        ended = at(row.get("finished_at"))
        over = status in _ENDED
        if not over and status != "running":
            continue
        found.append(Log(f"{key}", label, f"/projects/{project.id}/jobs/{key}/trace", Form.TEXT, over, ended))
        match row.get("artifacts_file"):
            case {"size": int(size)} if artifacts and over:
                url = f"/projects/{project.id}/jobs/{key}/artifacts"
                found.append(Log(f"{key} artifacts", f"{label} artifacts", url, Form.WHOLE, ended=ended, size=size))
    return Logs(tuple(found), run.over and all(log.over for log in found))


def _job(row: Mapping[str, object]) -> Mapping[str, object] | None:
    match row:
        case {"id": int(), "name": str(), "status": str()}:
            return row
        case _:
            return None


_JOBS: Final = List(listed, _job, lambda row: row["id"])

PROVIDER = Provider(
    place=gitlab.API.place,
    headers=headers,
    projects=of_forge(gitlab.API),
    found=gitlab.API.lists,
    runs=List(listed, read, lambda run: run.number, stale=_STALE),
    listed=lambda project: _list(project, "order_by=id&sort=desc"),
    one=lambda project, number: f"/projects/{project.id}/pipelines/{number}",
    logs=logs,
    moved=moved,
    again=timedelta(0),
    whiches=("", _CHILD),
)
