"""Simulators of five CI providers' APIs, on loopback, as documented; and of the host that keeps what they send us to.

    GitHub     runs by page, one, jobs' logs of an attempt (302 to the store), artifacts; 410 when they expired
               https://docs.github.com/en/rest/actions/workflow-runs
    GitLab     pipelines by id or by what moved, children apart, jobs of one, trace (Range, or not)
               https://docs.gitlab.com/api/pipelines/  https://docs.gitlab.com/api/jobs/
    Jenkins    folders, allBuilds{from,to}, progressiveText: X-Text-Size counts notes that the text has not
               https://www.jenkins.io/doc/book/using/remote-access-api/
    Buildkite  pipelines, builds, one with its jobs, log.txt   https://buildkite.com/docs/apis/rest-api/builds
    CircleCI   v2 pipelines, workflows, jobs by page-token; v1.1 steps with output_url of the store
               https://circleci.com/docs/api/v2/  https://circleci.com/docs/api/v1/

A Ci lies as a Liar does. `asked`: the logs that were asked for, in order; `leaks`: requests at the store with a login.

Over 300 lines: five providers that share a server, and each is little more than its answers.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import parse_qs, unquote, urlsplit

from tests.sims.liar import Liar, Request, answer, as_json

NOTE: Final = b"\x1b[8mha:////4AAAA\x1b[0m"
LOGINS: Final = {
    "github": ("authorization", "Bearer {}"),
    "gitlab": ("private-token", "{}"),
    "jenkins": ("authorization", "Basic {}"),
    "buildkite": ("authorization", "Bearer {}"),
    "circleci": ("circle-token", "{}"),
}
_MISSING: Final = as_json("404 Not Found", {"message": "Not Found"})


@dataclass
class Job:
    """id: of its log. gone: the status that says that its log is."""

    id: int
    log: bytes
    name: str = "build"
    over: bool = True
    ended: str = "2026-02-28T12:00:00Z"
    gone: str = ""


@dataclass
class Run:
    number: int
    jobs: list[Job]
    at: str = "2026-02-28T11:00:00Z"
    over: bool = True
    attempts: int = 1
    again: str = ""
    moved: str = "2026-02-28T12:00:00Z"
    child: bool = False
    artifacts: dict[int, bytes] = field(default_factory=dict)


@dataclass
class Store(Liar):
    """Another host: what is asked for by its path, and nothing but that. Who sends a login is noted.

    cut: of what is below that path only the first half is there.
    """

    held: dict[str, bytes] = field(default_factory=dict)
    leaks: list[Request] = field(default_factory=list)
    cut: str = ""

    async def _pass_on(self, raw: bytes) -> bytes:  # noqa: ARG002 - it was parsed already
        asked = self.seen[-1]
        if {"authorization", "private-token", "circle-token", "cookie"} & asked.headers.keys():
            self.leaks.append(asked)
        found = self.held.get(asked.target.partition("?")[0])
        if found is not None and self.cut and asked.target.startswith(self.cut):
            found = found[: len(found) // 2]
        return _MISSING if found is None else answer("200 OK", found, "application/octet-stream")

    def keep(self, path: str, data: bytes) -> str:
        """Where it is."""
        self.held[path] = data
        return f"http://127.0.0.1:{self.port}{path}?sig=x"


@dataclass
class Ci(Liar):
    """projects: runs by the project's path. ranges: GitLab knows Range. page: so many entries.

    reads_only: nothing may be erased. lingers: what was erased is there still. crumb: Jenkins wants it. kept: it keeps
    its builds. hides: it shows that user no job.
    """

    kind: str = "github"
    login: str = ""
    projects: dict[str, list[Run]] = field(default_factory=dict)
    store: Store = field(default_factory=Store)
    page: int = 3
    ranges: bool = True
    asked: list[str] = field(default_factory=list)
    erased: list[str] = field(default_factory=list)
    reads_only: bool = False
    lingers: bool = False
    crumb: str = ""
    kept: bool = False
    hides: bool = False

    def run(self, full: str, number: int) -> Run:
        return next(run for run in self.projects[full] if run.number == number)

    async def _pass_on(self, raw: bytes) -> bytes:  # noqa: ARG002 - it was parsed already
        asked = self.seen[-1]
        header, form = LOGINS[self.kind]
        if asked.headers.get(header) != form.format(self.login):
            return as_json("401 Unauthorized", {"message": "Bad credentials"})
        url = urlsplit(asked.target)
        query = {name: values[0] for name, values in parse_qs(url.query).items()}
        found: bytes = getattr(self, f"_{self.kind}")(asked, url.path, query)
        return found

    def _ids(self) -> dict[int, str]:
        return dict(enumerate(self.projects, 1))

    def _listed(self, asked: Request, rows: list[Any], query: dict[str, str], under: str = "") -> bytes:
        """A page of it, with a Link to the next."""
        number = int(query.get("page", "1"))
        mine = rows[(number - 1) * self.page : number * self.page]
        path, _, rest = asked.target.partition("?")
        rest = "&".join(one for one in rest.split("&") if one and not one.startswith("page="))
        link = f'Link: <http://{asked.headers["host"]}{path}?{rest}&page={number + 1}>; rel="next"'
        more = [link] if number * self.page < len(rows) else []
        etag = f'"{len(rows)}-{hash(repr(mine))}"'
        if asked.headers.get("if-none-match") == etag:
            return answer("304 Not Modified", b"", "", f"ETag: {etag}")
        return as_json("200 OK", {under: mine} if under else mine, f"ETag: {etag}", *more)

    def _newest(self, full: str) -> list[Run]:
        return sorted(self.projects[full], key=lambda run: run.number, reverse=True)

    # --- GitHub -------------------------------------------------------------------------------------

    def _github(self, asked: Request, path: str, query: dict[str, str]) -> bytes:  # noqa: C901, PLR0911 - one for each path
        path = path.removeprefix("/api/v3")
        if path == "/orgs/acme/repos":
            rows = [
                {"id": key, "full_name": full, "pushed_at": "2026-01-01T00:00:00Z", "visibility": "internal"}
                for key, full in self._ids().items()
            ]
            return self._listed(asked, rows, query)
        full, _, rest = path.removeprefix("/repos/").partition("/actions/")
        match rest.split("/"):
            case ["runs"]:
                return self._listed(asked, [_github(run) for run in self._newest(full)], query, "workflow_runs")
            case ["runs", number]:
                return as_json("200 OK", _github(self.run(full, int(number))))
            case ["runs", number, "logs"] if asked.method == "DELETE":
                if self.reads_only:
                    return as_json("403 Forbidden", {"message": "Resource not accessible by personal access token"})
                self.erased.append(f"{full} {number}")
                for job in self.run(full, int(number)).jobs:
                    job.gone = "" if self.lingers else "404 Not Found"
                return answer("204 No Content")
            case ["runs", number, "attempts", attempt, "logs"]:
                self.asked.append(f"{full} {number} {attempt}")
                run = self.run(full, int(number))
                if run.jobs[0].gone:
                    return as_json(run.jobs[0].gone, {"message": "Server Error"})
                log = archive({f"{at}_{job.name}.txt": job.log for at, job in enumerate(run.jobs)})
                where = self.store.keep(f"/{full}/{number}/{attempt}/logs.zip", log)
                return answer("302 Found", b"", "", f"Location: {where}")
            case ["runs", number, "artifacts"]:
                rows = [
                    {"id": key, "name": f"dist-{key}", "size_in_bytes": len(data), "expired": not data}
                    for key, data in self.run(full, int(number)).artifacts.items()
                ]
                return self._listed(asked, rows, query, "artifacts")
            case ["artifacts", key, "zip"]:
                self.asked.append(f"{full} artifact {key}")
                data = next(run.artifacts[int(key)] for run in self.projects[full] if int(key) in run.artifacts)
                return answer("302 Found", b"", "", f"Location: {self.store.keep(f'/artifact/{key}', data)}")
            case _:
                return _MISSING

    # --- GitLab -------------------------------------------------------------------------------------

    def _gitlab(self, asked: Request, path: str, query: dict[str, str]) -> bytes:  # noqa: PLR0911 - one for each path
        match path.removeprefix("/api/v4").split("/")[1:]:
            case ["groups", "acme", "projects"]:
                rows: list[Any] = [
                    {"id": key, "path_with_namespace": full, "visibility": "internal"}
                    for key, full in self._ids().items()
                ]
                return self._listed(asked, rows, query)
            case ["projects", key, "pipelines"]:
                return self._pipelines(asked, self._ids()[int(key)], query)
            case ["projects", key, "pipelines", number]:
                return as_json("200 OK", _gitlab(self.run(self._ids()[int(key)], int(number))))
            case ["projects", key, "pipelines", number, "jobs"]:
                rows = [
                    {
                        "id": job.id,
                        "name": job.name,
                        "status": "success" if job.over else "running",
                        "finished_at": job.ended if job.over else None,
                        **({"artifacts_file": {"size": len(data)}} if (data := run.artifacts.get(job.id)) else {}),
                    }
                    for run in [self.run(self._ids()[int(key)], int(number))]
                    for job in run.jobs
                ]
                return self._listed(asked, rows, query)
            case ["projects", full, "jobs", job] | ["projects", full, "jobs", job, "erase"] if "%2F" in full:
                return self._job(asked, unquote(full), int(job))
            case ["projects", full, "jobs", job, "trace"] if "%2F" in full:
                return self._trace(asked, unquote(full), int(job), "trace")
            case ["projects", key, "jobs", job, ("trace" | "artifacts") as what]:
                return self._trace(asked, self._ids()[int(key)], int(job), what)
            case _:
                return _MISSING

    def _pipelines(self, asked: Request, full: str, query: dict[str, str]) -> bytes:
        child = query.get("source") == "parent_pipeline"
        runs = [run for run in self._newest(full) if run.child is child]
        if "updated_after" in query:
            after = datetime.fromisoformat(query["updated_after"])
            runs = [run for run in runs if datetime.fromisoformat(run.moved) > after]
        return self._listed(asked, [_gitlab(run) for run in runs], query)

    def _job(self, asked: Request, full: str, key: int) -> bytes:
        """One, and what is left of it once it was erased: https://docs.gitlab.com/api/jobs/#erase-a-job"""
        found = [(run, job) for run in self.projects[full] for job in run.jobs if job.id == key]
        if not found:
            return _MISSING
        run, job = found[0]
        if asked.method == "POST":
            if self.reads_only or f"{full} {key}" in self.erased:
                return as_json("403 Forbidden", {"message": "403 Forbidden - Job is not erasable!"})
            self.erased.append(f"{full} {key}")
            job.log = job.log if self.lingers else b""
        at = "2026-03-01T12:00:00Z" if f"{full} {key}" in self.erased else None
        said = {"id": key, "name": job.name, "pipeline": {"id": run.number}, "erased_at": at}
        return as_json("201 Created" if asked.method == "POST" else "200 OK", said)

    def _trace(self, asked: Request, full: str, key: int, what: str) -> bytes:
        start = int(re.sub(r"\D", "", asked.headers.get("range", "0")))
        self.asked.append(f"{full} {key}{' artifacts' if what == 'artifacts' else f' {start}' if start else ''}")
        run, job = next((run, job) for run in self.projects[full] for job in run.jobs if job.id == key)
        if what == "artifacts":
            return answer("302 Found", b"", "", f"Location: {self.store.keep(f'/artifact/{key}', run.artifacts[key])}")
        if job.gone:
            return as_json(job.gone, {"message": "gone"})
        if not start or not self.ranges:
            return _text(job.log)
        if start >= len(job.log):
            return answer("416 Range Not Satisfiable")
        span = f"Content-Range: bytes {start}-{len(job.log) - 1}/{len(job.log)}"
        return answer("206 Partial Content", job.log[start:], "text/plain", span)

    # --- Jenkins ------------------------------------------------------------------------------------

    def _jenkins(self, asked: Request, path: str, query: dict[str, str]) -> bytes:  # noqa: C901, PLR0911 - one for each path
        if path == "/ci/crumbIssuer/api/json" and self.crumb:
            return as_json("200 OK", {"crumb": self.crumb, "crumbRequestField": "Jenkins-Crumb"})
        if path == "/ci/api/json":
            return as_json("200 OK", {"_class": "hudson.model.Hudson", "jobs": _nested(list(self.projects))})
        parts = [unquote(part) for part in path.removeprefix("/ci").split("/")[1:]]
        names: list[str] = []
        while parts[:1] == ["job"]:
            names.append(parts[1])
            parts = parts[2:]
        full = "/".join(names)
        if full not in self.projects or self.hides:
            return answer("404 Not Found", b"<html>no such page</html>", "text/html")
        match parts:
            case ["api", "json"] if query["tree"] == "fullName,builds[number]":
                left = [one.number for one in self._newest(full) if f"{full} {one.number}" not in self.erased]
                said = {"fullName": full, "builds": [{"number": one} for one in left]}
                return as_json("200 OK", {"_class": "hudson.model.FreeStyleProject", **said})
            case [number, *_] if f"{full} {number}" in self.erased and not self.lingers:
                return answer("404 Not Found", b"<html>no such page</html>", "text/html")
            case [number, "doDelete"]:
                return self._deleted(asked, full, number)
            case ["api", "json"]:
                window = re.search(r"\{(\d+),(\d+)\}", query["tree"])
                assert window is not None
                mine = self._newest(full)[int(window[1]) : int(window[2])]
                return as_json("200 OK", {"allBuilds": [_jenkins(run) for run in mine]})
            case [number, "api", "json"]:
                return as_json("200 OK", _jenkins(self.run(full, int(number))) | {"keepLog": self.kept})
            case [number, "logText", "progressiveText"]:
                return self._progressive(full, int(number), int(query["start"]))
            case [number, "artifact", "*zip*", "archive.zip"]:
                self.asked.append(f"{full} {number} artifacts")
                return answer("200 OK", self.run(full, int(number)).artifacts[0], "application/zip")
            case _:
                return _MISSING

    def _deleted(self, asked: Request, full: str, number: str) -> bytes:
        """https://javadoc.jenkins.io/hudson/model/Run.html, doDoDelete"""
        page = b"<html>no valid crumb, or no permission</html>"
        if asked.method != "POST":
            return answer("405 Method Not Allowed", page, "text/html")
        if self.reads_only or asked.headers.get("jenkins-crumb", "") != self.crumb:
            return answer("403 Forbidden", page, "text/html")
        if self.kept:
            return answer("400 Bad Request", page, "text/html")
        self.erased.append(f"{full} {number}")
        return answer("302 Found", b"", "", f"Location: http://{asked.headers['host']}/ci/")

    def _progressive(self, full: str, number: int, start: int) -> bytes:
        self.asked.append(f"{full} {number}{f' {start}' if start else ''}")
        [job] = self.run(full, number).jobs
        if job.gone:
            return answer(job.gone, b"<html>gone</html>", "text/html")
        text = job.log[start if start <= len(job.log) else 0 :].replace(NOTE, b"")
        more = [] if job.over else ["X-More-Data: true"]
        return answer("200 OK", text, "text/plain;charset=utf-8", f"X-Text-Size: {len(job.log)}", *more)

    # --- Buildkite ----------------------------------------------------------------------------------

    def _buildkite(self, asked: Request, path: str, query: dict[str, str]) -> bytes:  # noqa: PLR0911 - one for each path
        here = f"http://{asked.headers['host']}/v2/organizations"
        match path.removeprefix("/v2/organizations/").split("/"):
            case ["acme", "pipelines"]:
                rows: list[Any] = [
                    {"id": f"u-{key}", "url": f"{here}/acme/pipelines/{full[5:]}", "visibility": "private"}
                    for key, full in self._ids().items()
                ]
                return self._listed(asked, rows, query)
            case ["acme", "pipelines", slug, "builds"]:
                runs = self._newest(f"acme/{slug}")
                if "finished_from" in query:
                    after = datetime.fromisoformat(query["finished_from"])
                    runs = [run for run in runs if run.over and datetime.fromisoformat(run.moved) >= after]
                return self._listed(asked, [_buildkite(run, jobs=False) for run in runs], query)
            case ["acme", "pipelines", slug, "builds", number]:
                run = self.run(f"acme/{slug}", int(number))
                return as_json("200 OK", _buildkite(run, jobs="exclude_jobs" not in query))
            case ["acme", "pipelines", slug, "builds", number, "jobs", key, "log"] if asked.method == "DELETE":
                if self.reads_only:
                    return as_json("403 Forbidden", {"message": "Forbidden"})
                self.erased.append(f"acme/{slug} {key}")
                job = next(job for job in self.run(f"acme/{slug}", int(number)).jobs if f"j-{job.id}" == key)
                job.log = job.log if self.lingers else b""
                return answer("204 No Content")
            case ["acme", "pipelines", slug, "builds", number, "jobs", key, "log"]:
                job = next(job for job in self.run(f"acme/{slug}", int(number)).jobs if f"j-{job.id}" == key)
                told = {"url": f"{here}/{'/'.join(path.split('/')[3:])}", "content": job.log.decode()}
                return as_json("200 OK", {**told, "size": len(job.log), "header_times": []})
            case ["acme", "pipelines", slug, "builds", number, "jobs", key, "log.txt"]:
                self.asked.append(f"acme/{slug} {number} {key}")
                job = next(job for job in self.run(f"acme/{slug}", int(number)).jobs if f"j-{job.id}" == key)
                return as_json(job.gone, {}) if job.gone else _text(job.log)
            case _:
                return _MISSING

    # --- CircleCI -----------------------------------------------------------------------------------

    def _circleci(self, _asked: Request, path: str, query: dict[str, str]) -> bytes:  # noqa: PLR0911 - one for each path
        match path.removeprefix("/api/").split("/"):
            case ["v1.1", "projects"]:
                rows: list[Any] = [
                    {"vcs_type": "github", "username": full.split("/")[1], "reponame": full.split("/")[2]}
                    for full in self.projects
                ]
                return as_json("200 OK", rows)
            case ["v2", "project", *slug, "pipeline"]:
                return self._items([_circleci("/".join(slug), run) for run in self._newest("/".join(slug))], query)
            case ["v2", "project", *slug, "pipeline", number]:
                full = "/".join(slug)
                return as_json("200 OK", _circleci(full, self.run(full, int(number))))
            case ["v2", "pipeline", key, "workflow"]:
                run = self._by_key(key)[1]
                return self._items([{"id": f"w-{key}", "status": "success" if run.over else "running"}], query)
            case ["v2", "workflow", key, "job"]:
                jobs = self._by_key(key.removeprefix("w-"))[1].jobs
                ends = [{"stopped_at": job.ended} if job.over else {} for job in jobs]
                rows = [
                    {"id": str(job.id), "job_number": job.id, "name": job.name, **end}
                    for job, end in zip(jobs, ends, strict=True)
                ]
                return self._items([{"id": "a", "name": "approve", "type": "approval"}, *rows], query)
            case ["v1.1", "project", *slug, number]:
                full = "/".join(slug)
                self.asked.append(f"{full} {number}")
                job = next(job for run in self.projects[full] for job in run.jobs if job.id == int(number))
                lines = [{"message": job.log.decode(), "type": "out", "time": "2026-01-01"}]
                url = self.store.keep(f"/out/{number}", json.dumps(lines).encode())
                actions = [{"name": "run tests", "index": 0, "output_url": url, "has_output": True}]
                return as_json("200 OK", {"steps": [{"name": "run tests", "actions": actions}]})
            case _:
                return _MISSING

    def _by_key(self, key: str) -> tuple[str, Run]:
        runs = ((full, run) for full, runs in self.projects.items() for run in runs)
        return next((full, run) for full, run in runs if _key(full, run) == key)

    def _items(self, rows: list[Any], query: dict[str, str]) -> bytes:
        start = int(query.get("page-token", "0"))
        further = start + self.page
        token = str(further) if further < len(rows) else None
        return as_json("200 OK", {"items": rows[start:further], "next_page_token": token})


def _text(log: bytes) -> bytes:
    """One that was erased is an empty text still."""
    return answer("200 OK", log, "text/plain", *([] if log else ["Content-Type: text/plain"]))


def archive(files: dict[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in files.items():
            made.writestr(name, data)
    return held.getvalue()


def _github(run: Run) -> dict[str, Any]:
    return {
        "id": run.number,
        "created_at": run.at,
        "run_started_at": run.again or run.at,
        "run_attempt": run.attempts,
        "status": "completed" if run.over else "in_progress",
        "conclusion": "success" if run.over else None,
    }


def _gitlab(run: Run) -> dict[str, Any]:
    status = "success" if run.over else "running"
    return {"id": run.number, "created_at": run.at, "updated_at": run.moved, "status": status}


def _jenkins(run: Run) -> dict[str, Any]:
    stamp = int(datetime.fromisoformat(run.at).astimezone(UTC).timestamp() * 1000)
    files = [{"fileName": "a.jar"} for _ in run.artifacts]
    return {"number": run.number, "timestamp": stamp, "building": not run.over, "artifacts": files}


def _nested(paths: list[str]) -> list[dict[str, Any]]:
    found: dict[str, list[str]] = {}
    for path in paths:
        first, _, rest = path.partition("/")
        found.setdefault(first, []).extend([rest] if rest else [])
    folders: list[dict[str, Any]] = []
    for name, inner in found.items():
        folders.append({"name": name, "jobs": _nested(inner)} if inner else {"name": name})
    return folders


def _buildkite(run: Run, *, jobs: bool) -> dict[str, Any]:
    told: dict[str, Any] = {
        "number": run.number,
        "created_at": run.at,
        "state": "passed" if run.over else "running",
        "finished_at": run.moved if run.over else None,
    }
    held: list[dict[str, Any]] = [
        {
            "id": f"j-{job.id}",
            "type": "script",
            "name": job.name,
            "started_at": run.at,
            "finished_at": job.ended if job.over else None,
        }
        for job in run.jobs
    ]
    return {**told, "jobs": [{"id": "w", "type": "waiter"}, *held]} if jobs else told


def _key(full: str, run: Run) -> str:
    return f"{full.replace('/', '-')}-{run.number}"


def _circleci(full: str, run: Run) -> dict[str, Any]:
    return {"id": _key(full, run), "number": run.number, "created_at": run.at, "state": "created"}
