"""CircleCI: the output of each step of a job, of all workflows of a pipeline.

https://circleci.com/docs/api/v2/ (project/{slug}/pipeline, pipeline/{id}/workflow, workflow/{id}/job; next_page_token)
https://circleci.com/docs/api/v1/ (projects that the token's user follows; a job's steps with their `output_url`)
https://circleci.com/docs/guides/toolkit/api-developers-guide/ (Circle-Token; a personal token)

`output_url` is signed, good for a while, and of another host; what is there is a JSON list of messages. The owner is
written as in a slug: gh/acme. A workflow that is run again within an old pipeline shows nowhere in the list of
pipelines: it is only read while the pipeline is not over.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import quote

from agent.sources.ci.base import Asking, Form, Log, Logs, Project, Provider, Run, at, below, key_of, name, rows
from agent.sources.forges.base import beside, listed
from agent.sources.pages import GoneError, List
from detectors.base import Secret
from revokers.base import Headers

_VCS: Final = {"github": "gh", "bitbucket": "bb"}
_ID: Final = re.compile(r"[0-9a-zA-Z-]{1,64}")
_RUNNING: Final = frozenset({"running", "failing", "on_hold"})
_STALE: Final = 20


def headers(token: Secret, _user: str) -> Headers:
    return {"Circle-Token": token}


def project(row: Mapping[str, object]) -> Project | None:
    match row:
        case {"vcs_type": str(vcs), "username": str(owner), "reponame": str(repository)}:
            slug = f"{_VCS.get(vcs, vcs)}/{owner}/{repository}"
            return Project(key_of(slug), slug)
        case _:
            return None


def further(path: str, page: object) -> str | None:
    match page:
        case {"next_page_token": str(token)} if token:
            return f"{path.partition('?')[0]}?page-token={quote(token, safe='')}"
        case _:
            return None


def read(row: Mapping[str, object]) -> Run | None:
    match row:
        case {"id": str(key), "number": int(number), "created_at": str(created)} if _ID.fullmatch(key) and (
            made := at(created)
        ):
            return Run(number, made, note=key)
        case _:
            return None


async def logs(asking: Asking, project: Project, run: Run, _artifacts: bool) -> Logs:  # noqa: FBT001 - as a Provider has it
    found: list[Log] = []
    over = True
    async for workflow, status in asking.rows(_WORKFLOWS, f"/v2/pipeline/{run.note}/workflow"):
        over = over and status not in _RUNNING
        async for job in asking.rows(_JOBS, f"/v2/workflow/{workflow}/job"):
            number = job.get("job_number")
            if isinstance(number, int) and job.get("stopped_at"):
                label = f"{name(project.full)} pipeline {run.number} job {name(job['name'])} {number}"
                path = f"/v1.1/project/{below(project.full)}/{number}"
                try:
                    found += _steps(await asking.json(path), label, number)
                except GoneError as error:
                    found.append(Log(str(number), label, path, Form.LINES, lost=str(error)))
    return Logs(tuple(found), over)


def _steps(detail: object, label: str, number: int) -> list[Log]:
    """What of a job was written by its steps, each perhaps on several containers."""
    found: list[Log] = []
    steps = detail.get("steps") if isinstance(detail, dict) else None
    for place, step in enumerate(steps if isinstance(steps, list) else []):
        actions = step.get("actions") if isinstance(step, dict) else None
        for action in actions if isinstance(actions, list) else []:
            match action:
                case {"output_url": str(url), "name": str(called)}:
                    index = action.get("index")
                    key = f"{number} {place} {index if isinstance(index, int) else 0}"
                    found.append(Log(key, f"{label} step {place} {name(called)}", url, Form.LINES))
                case _:
                    continue
    return found


def _workflow(row: Mapping[str, object]) -> tuple[str, str] | None:
    match row:
        case {"id": str(key), "status": str(status)} if _ID.fullmatch(key):
            return key, status
        case _:
            return None


def _job(row: Mapping[str, object]) -> Mapping[str, object] | None:
    match row:
        case {"id": str(), "name": str()}:
            return row
        case _:
            return None


def _items(of: Callable[[Mapping[str, object]], Run | None]) -> List[Run]:
    return List(rows("items"), of, lambda run: run.number, further, stale=_STALE)


_WORKFLOWS: Final = List(rows("items"), _workflow, lambda one: one[0], further)
_JOBS: Final = List(rows("items"), _job, lambda one: one["id"], further)

PROVIDER = Provider(
    place=lambda remote: beside(remote, "/api"),
    headers=headers,
    projects=List(listed, project, lambda one: one.id, lambda _path, _page: None),
    found=lambda _owner: ("/v1.1/projects",),
    runs=_items(read),
    listed=lambda project: f"/v2/project/{below(project.full)}/pipeline",
    one=lambda project, number: f"/v2/project/{below(project.full)}/pipeline/{number}",
    logs=logs,
)
