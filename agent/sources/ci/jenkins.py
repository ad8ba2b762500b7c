"""Jenkins: the console of each build of every job, in whatever folders, and the archive of its artifacts.

https://www.jenkins.io/doc/book/using/remote-access-api/ (tree, and {from,to} of a list in it)
https://javadoc.jenkins.io/hudson/model/Job.html (allBuilds; `builds` is only the last hundred)
https://javadoc.jenkins.io/plugin/stapler/org/kohsuke/stapler/framework/io/LargeText.html (progressiveText: start,
X-Text-Size)

`consoleText` is the same text from its start. X-Text-Size counts the bytes of the file, which has notes in it that the
text has not: only such a size, or 0, is a place to go on from. A build runs as long as `building` says so. An API token
goes with its user, who needs Overall/Read and Job/Read.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import quote

from agent.sources.ci.base import Asking, Form, Log, Logs, Project, Provider, Run, at, key_of, name, rows
from agent.sources.forges.base import beside
from agent.sources.pages import List
from detectors.base import Secret
from revokers.base import Headers

_BUILD: Final = "number,timestamp,building,artifacts[fileName]"
_ARTIFACTS: Final = "artifacts"
_DEPTH: Final = 8
_PAGE: Final = 100
_STALE: Final = 20
_RANGE: Final = re.compile(r"%7B[0-9]{1,9},([0-9]{1,9})%7D$")


def headers(token: Secret, user: str) -> Headers:
    login = base64.b64encode(f"{user}:{token.reveal()}".encode()).decode()
    return {"Authorization": Secret(f"Basic {login}")}


def _tree() -> str:
    inner = "name"
    for _ in range(_DEPTH):
        inner = f"name,jobs[{inner}]"
    return _asked("", inner.removeprefix("name,"))


def jobs(page: object) -> list[object] | None:
    """All that can be built, in all folders, each with its path as `full`."""
    found = rows("jobs")(page)
    return None if found is None else list(_within(found, ""))


def _within(found: list[object], above: str) -> Iterator[dict[str, object]]:
    for one in found:
        match one:
            case {"name": str(called)}:
                full = f"{above}/{called}" if above else called
                inner = one.get("jobs") if isinstance(one, dict) else None
                if isinstance(inner, list):
                    yield from _within(inner, full)
                else:
                    yield {"full": full}
            case _:
                yield {}


def project(row: Mapping[str, object]) -> Project | None:
    match row:
        case {"full": str(full)}:
            return Project(key_of(full), full)
        case _:
            return None


def job(full: str) -> str:
    """Its path below the address."""
    return "".join(f"/job/{quote(part, safe='')}" for part in full.split("/"))


def _asked(of: str, tree: str) -> str:
    return f"{of}/api/json?tree={quote(tree, safe=',')}"


def _list(of: str, start: int) -> str:
    return _asked(of, f"allBuilds[{_BUILD}]{{{start},{start + _PAGE}}}")


def further(path: str, page: object) -> str | None:
    """The next hundred, where this was one."""
    found, window = rows("allBuilds")(page), _RANGE.search(path)
    if not found or window is None or len(found) < _PAGE:
        return None
    return _list(path.partition("/api/json?")[0], int(window[1]))


def read(row: Mapping[str, object]) -> Run | None:
    match row:
        case {"number": int(number), "timestamp": int(stamp), "building": bool(building)} if made := at(stamp):
            return Run(number, made, over=not building, note=_ARTIFACTS if row.get("artifacts") else "")
        case _:
            return None


async def logs(_asking: Asking, project: Project, run: Run, artifacts: bool) -> Logs:  # noqa: FBT001 - as a Provider has it
    base = f"{job(project.full)}/{run.number}"
    label = f"{name(project.full)} build {run.number}"
    found = [Log("console", label, f"{base}/logText/progressiveText", Form.PROGRESSIVE, over=run.over)]
    if artifacts and run.over and run.note == _ARTIFACTS:
        found.append(Log("artifacts", f"{label} artifacts", f"{base}/artifact/*zip*/archive.zip", Form.WHOLE))
    return Logs(tuple(found), run.over)


PROVIDER = Provider(
    place=lambda remote: beside(remote, ""),
    headers=headers,
    projects=List(jobs, project, lambda one: one.id, lambda _path, _page: None),
    found=lambda _owner: (_tree(),),
    runs=List(rows("allBuilds"), read, lambda run: run.number, further, stale=_STALE),
    listed=lambda project: _list(job(project.full), 0),
    one=lambda project, number: _asked(f"{job(project.full)}/{number}", _BUILD),
    logs=logs,
)
