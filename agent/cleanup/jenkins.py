"""A build of Jenkins, deleted: there is no call for its console alone.

GET  /crumbIssuer/api/json                    404: nobody wants a crumb. An API token needs none since 2.96, and a crumb
                                              is good without the session of a password
POST /job/{folder}/job/{name}/{number}/doDelete   302. Run/Delete; refused while somebody keeps the build
https://www.jenkins.io/doc/book/security/csrf-protection/  https://www.jenkins.io/doc/book/security/access-control/permissions/
https://javadoc.jenkins.io/hudson/model/Run.html#doDoDelete(org.kohsuke.stapler.StaplerRequest2,org.kohsuke.stapler.StaplerResponse2)

What a user may not see is not there either (404): a build is only gone while its job can still be seen, and its job
does not list it. A build that is there has its log, however empty that reads: nothing else says how long it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Final
from urllib.parse import quote

from agent.cleanup.builds import GONE, Build, is_text
from agent.doors.http import HttpEndpoint
from agent.scan.names import BEHIND, is_masked
from agent.sources.ci.base import name
from agent.sources.ci.jenkins import job
from agent.sources.pages import ListError, failure
from detectors.base import Secret
from revokers.base import Headers

_BUILD: Final = re.compile(r"([^!]+) build ([1-9][0-9]{0,18})( artifacts)?")
_FIELD: Final = re.compile(r"\.?[A-Za-z-]{0,40}[Cc]rumb")
_CRUMB: Final = re.compile(r"[!-~]{1,500}")
_LONGEST: Final = 200  # characters, as a label is cut
_TAKEN: Final = frozenset({200, 204, 302, 303})


@dataclass(frozen=True, slots=True)
class JenkinsBuilds:
    """As Erasing. owner: nobody; all that is below the address."""

    door: HttpEndpoint
    headers: Headers
    owner: str
    clock: Callable[[], datetime]

    def meant(self, place: str) -> Build | None:
        """No name of Jenkins has a "!"; one that was cut or masked is shown by others as well."""
        found = _BUILD.fullmatch(place.partition(BEHIND)[0])
        if found is None or len(found[1]) > _LONGEST or name(found[1]) != found[1] or is_masked(found[1]):
            return None
        words = f"build {found[2]} of {found[1]}, with its log, its artifacts and all else that it left"
        return Build(found[1], int(found[2]), words)

    async def is_there(self, build: Build, place: str) -> bool:
        await self._is_alone(build)
        path = self._path(build)
        tree = quote("number,building,artifacts[fileName]", safe=",")
        reply = await self.door.get(f"{path}/api/json?tree={tree}", headers=self.headers)
        match reply.status, reply.json:
            case 200, {"number": int(number), "building": False, "artifacts": list(left)} if number == build.number:
                pass
            case 200, _:
                message = "the build is not over, or is another one"
                raise ListError(message)
            case status, _ if status in GONE:
                return await self._is_hidden(build)
            case _:
                raise failure(reply, self.clock())
        if place.partition(BEHIND)[0].endswith(" artifacts"):
            return bool(left)
        console = f"{path}/logText/progressiveText?start=0"
        async with self.door.stream(console, accept="text/plain", headers=self.headers) as (answer, pieces):
            if answer.status not in GONE:
                if not is_text(answer):
                    raise failure(answer, self.clock())
                if await anext(pieces, b""):
                    return True
        message = "its log reads as empty, and the build is there: nobody can say that it is gone"
        raise ListError(message)

    async def _is_alone(self, build: Build) -> None:
        """What cannot be printed in a name is shown as a space: nothing beside it may be shown in the same words."""
        above = ""
        for part in build.full.split("/"):
            if " " in part:
                reply = await self.door.get(f"{above}/api/json?tree=jobs%5Bname%5D", headers=self.headers)
                match reply.status, reply.json:
                    case 200, {"jobs": list(jobs)}:
                        beside = [one.get("name") for one in jobs if isinstance(one, dict)]
                    case _:
                        raise failure(reply, self.clock())
                if [one for one in beside if name(one) == part] != [part]:
                    message = "another job is shown by the same name, or none: somebody must delete its build by hand"
                    raise ListError(message)
            above += job(part)

    async def _is_hidden(self, build: Build) -> bool:
        """The build is not to be seen; its job says whether it is gone."""
        tree = quote("fullName,builds[number]", safe=",")  # the latest hundred: what it lists is there
        reply = await self.door.get(f"{job(build.full)}/api/json?tree={tree}", headers=self.headers)
        match reply.status, reply.json:
            case 200, {"fullName": str(full), "builds": list(held)} if full == build.full:
                if any(isinstance(one, dict) and one.get("number") == build.number for one in held):
                    message = "the build is not to be seen, and its job lists it: nobody can say that it is gone"
                    raise ListError(message)
                return False
            case status, _ if status in GONE or status == HTTPStatus.OK:
                message = "neither the build nor its job is to be seen: is it renamed, or may this user not see it?"
                raise ListError(message)
            case _:
                raise failure(reply, self.clock())

    async def erase(self, build: Build) -> None:
        """Raises ListError with what is left to a person, where Jenkins refuses."""
        crumb = await self._crumb()
        reply = await self.door.post(f"{self._path(build)}/doDelete", headers={**self.headers, **crumb})
        if reply.status in _TAKEN:
            return
        if reply.status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
            message = (
                "Jenkins refuses it: give the user of the erase_token Run/Delete there and an API token (no password),"
                f" or let somebody who may delete build {build.number} of {build.full} by hand"
            )
            raise ListError(message)
        asked = await self.door.get(f"{self._path(build)}/api/json?tree=keepLog", headers=self.headers)
        match asked.status, asked.json:
            case 200, {"keepLog": True}:
                message = (
                    "Jenkins keeps this build forever, or another one needs it: let somebody take that back there"
                    ' ("Don\'t keep this build forever"), and ask again'
                )
                raise ListError(message)
            case _:
                raise failure(reply, self.clock())

    async def _crumb(self) -> Headers:
        """Nothing, where there is none to be had: the deletion says whether it was needed."""
        reply = await self.door.get("/crumbIssuer/api/json", headers=self.headers)
        match reply.status, reply.json:
            case 200, {"crumbRequestField": str(field), "crumb": str(crumb)} if _FIELD.fullmatch(
                field
            ) and _CRUMB.fullmatch(crumb):
                return {field: Secret(crumb)}
            case _:
                return {}

    def _path(self, build: Build) -> str:
        return f"{job(build.full)}/{build.number}"
