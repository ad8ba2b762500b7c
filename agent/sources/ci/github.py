"""GitHub Actions: the log of each attempt of a run as one zip, and its artifacts.

https://docs.github.com/en/rest/actions/workflow-runs#list-workflow-runs-for-a-repository (filtered: 1,000)
https://docs.github.com/en/rest/actions/workflow-runs#download-workflow-run-attempt-logs (302, good for a minute)
https://docs.github.com/en/rest/actions/artifacts#download-an-artifact (302; 410 when it has expired)
https://docs.github.com/en/actions/reference/runners/self-hosted-runners#accessible-domains-by-function (the hosts)

In the zip each job is a file and each step is one in the job's folder, so that a member's path names both. There is no
log before a run is over. A run that is started again keeps its number: `run_attempt` counts, `run_started_at` is the
last one's, and nothing but the list says so: it is looked through once an hour, which also shows a run that became
visible after one with a higher number. A token needs "Actions" and "Metadata", read.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from agent.sources.ci.base import Asking, Form, Log, Logs, Project, Provider, Run, at, below, name, of_forge, rows
from agent.sources.forges import github
from agent.sources.pages import List
from detectors.base import Secret
from revokers.base import Headers

_NEVER_RAN: Final = frozenset({"skipped", "startup_failure", "action_required"})
_NOTHING: Final = "no log"
_STALE: Final = 20


def headers(token: Secret, _user: str) -> Headers:
    return github.headers(token)


def read(row: Mapping[str, object]) -> Run | None:
    match row:
        case {"id": int(number), "created_at": str(created), "status": str(status)} if made := at(created):
            attempt = row.get("run_attempt")
            attempts = attempt if isinstance(attempt, int) else 1
            begun = at(row.get("run_started_at")) or made
            note = _NOTHING if row.get("conclusion") in _NEVER_RAN else ""
            return Run(number, made, max(1, min(attempts, 100)), begun, note, over=status == "completed")
        case _:
            return None


async def logs(asking: Asking, project: Project, run: Run, artifacts: bool) -> Logs:  # noqa: FBT001 - as a Provider has it
    if not run.over:
        return Logs((), over=False)
    base = f"/repos/{below(project.full)}/actions/runs/{run.number}"
    label = f"{name(project.full)} run {run.number}"
    attempts = range(1, run.attempts + 1)
    if run.note == _NOTHING:
        attempts = range(1, run.attempts)
    found = [
        Log(
            f"attempt {attempt}",
            label + (f" attempt {attempt}" if attempt > 1 else ""),
            f"{base}/attempts/{attempt}/logs",
            Form.WHOLE,
        )
        for attempt in attempts
    ]
    if artifacts:
        async for artifact in asking.rows(_ARTIFACTS, f"{base}/artifacts?per_page=100"):
            key, called, size, expired = artifact
            path = f"/repos/{below(project.full)}/actions/artifacts/{key}/zip"
            lost = "it has expired" if expired else ""
            found.append(Log(f"artifact {key}", f"{label} artifact {called}", path, Form.WHOLE, size=size, lost=lost))
    return Logs(tuple(found), over=True)


def _artifact(row: Mapping[str, object]) -> tuple[int, str, int, bool] | None:
    match row:
        case {"id": int(key), "name": str(called), "size_in_bytes": int(size)}:
            return key, name(called), size, row.get("expired") is True
        case _:
            return None


_ARTIFACTS: Final = List(rows("artifacts"), _artifact, lambda one: one[0])

PROVIDER = Provider(
    place=github.place,
    headers=headers,
    projects=of_forge(github.API),
    found=github.API.lists,
    runs=List(rows("workflow_runs"), read, lambda run: run.number, stale=_STALE),
    listed=lambda project: f"/repos/{below(project.full)}/actions/runs?per_page=100",
    one=lambda project, number: f"/repos/{below(project.full)}/actions/runs/{number}",
    logs=logs,
    again=timedelta(hours=1),
)
