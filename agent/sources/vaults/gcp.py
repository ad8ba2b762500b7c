"""Google Cloud Secret Manager: every enabled version of every secret of the projects that the operator names.

The credential is an OAuth access token in a file that a workload identity keeps fresh; keys of service accounts are not
exchanged here, and regional secrets have addresses of their own (url). A version that is disabled or destroyed holds
nothing that could be read. https://cloud.google.com/secret-manager/docs/reference/rest/v1/projects.secrets.versions/access
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final
from urllib.parse import quote

from agent.sources.vaults.door import Door
from agent.sources.vaults.store import MOST_VERSIONS, About, Held, Listed, Owe, Version, day, instant, words
from detectors.base import Secret
from revokers.base import ProviderError, RefusedError, Reply, UnmappedError, unmapped

_SIZE: Final = 250
_PAGES: Final = 10_000


@dataclass(frozen=True, slots=True)
class GoogleSecrets:
    """`wanted`: projects."""

    door: Door
    wanted: tuple[str, ...]

    async def paths(self, owe: Owe) -> AsyncIterator[Listed]:
        self.door.begin()
        for project in self.wanted:
            try:
                async for secret in self._pages(f"projects/{project}/secrets", "secrets", "secretmanager.secrets.list"):
                    yield Listed(str(secret.get("name")), secret)
            except ProviderError as error:
                owe(f"projects/{project}", str(error))

    async def about(self, at: Listed) -> About:
        found = self._pages(f"{at.path}/versions", "versions", "secretmanager.versions.list")
        enabled = [one async for one in found if one.get("state") == "ENABLED"]
        enabled.sort(key=lambda one: (len(_number(one)), _number(one)))
        said = at.said
        return About(
            tuple(_number(one) for one in enabled),
            mark=json.dumps([(_number(one), one.get("createTime"), one.get("etag")) for one in enabled]),
            tags=dict(words(said.get("labels"))) | dict(words(said.get("annotations"))),
            created=instant(said.get("createTime")),
            changed=instant(enabled[-1].get("createTime")) if enabled else None,
            expires=day(said.get("expireTime")),
        )

    async def read(self, at: Listed, about: About) -> Held:
        found: list[Version] = []
        for number in about.versions[-MOST_VERSIONS:]:
            reply = await self.door.get(f"/v1/{quote(at.path)}/versions/{quote(number)}:access")
            match reply.status, reply.json:
                case 200, {"payload": {"data": str(data)}}:
                    found.append(Version(number, {"": _text(data)}))
                case 404, {"error": dict()}:
                    continue  # destroyed since
                case _:
                    raise _denied(reply, "secretmanager.versions.access")
        return Held(tuple(found), max(0, len(about.versions) - MOST_VERSIONS))

    async def _pages(self, path: str, items: str, needs: str) -> AsyncIterator[Mapping[str, object]]:
        following = ""
        for _ in range(_PAGES):
            after = f"&pageToken={quote(following, safe='')}" if following else ""
            reply = await self.door.get(f"/v1/{quote(path)}?pageSize={_SIZE}{after}")
            page = reply.json if reply.status == HTTPStatus.OK and isinstance(reply.json, dict) else None
            # Of what there is none, nothing is said.
            found = page.get(items, []) if page is not None else None
            if page is None or not isinstance(found, list):
                raise _denied(reply, needs)
            for one in found:
                if isinstance(one, dict):
                    yield one
            before, following = following, str(page.get("nextPageToken") or "")
            if not following:
                return
            if following == before:
                break
        message = "a list of secrets without an end"
        raise UnmappedError(message)


def _number(version: Mapping[str, object]) -> str:
    return str(version.get("name", "")).rpartition("/")[2]


def _text(data: str) -> Secret:
    try:
        return Secret(base64.b64decode(data, validate=True).decode())
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return Secret(data)


def _denied(reply: Reply, needs: str) -> ProviderError:
    match reply.status, reply.json:
        case 403, {"error": {"status": "PERMISSION_DENIED"}}:
            return RefusedError(f"{needs} is missing", needs=(needs,))
        case 401, {"error": {"status": "UNAUTHENTICATED"}}:
            return RefusedError("the access token has ended", needs=(needs,))
        case _:
            return unmapped(reply)


def least(wanted: tuple[str, ...]) -> str:
    """A role of its own and its binding, for each project: https://cloud.google.com/iam/docs/creating-custom-roles"""
    return "---\n".join(
        f"# gcloud iam roles create stanchReader --project={project} --file=FILE\n"
        "title: stanchReader\nstage: GA\nincludedPermissions:\n"
        "  - secretmanager.secrets.list\n  - secretmanager.versions.list\n  - secretmanager.versions.access\n"
        f"---\n# gcloud projects set-iam-policy adds, for {project}:\nbindings:\n"
        f"  - role: projects/{project}/roles/stanchReader\n"
        f'    members: ["serviceAccount:stanch-reader@{project}.iam.gserviceaccount.com"]\n'
        for project in wanted or ("PROJECT",)
    )
