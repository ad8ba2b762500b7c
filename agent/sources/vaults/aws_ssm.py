"""AWS Systems Manager parameters: every version, a SecureString decrypted.

`paths` are hierarchies ("/app/"). A String is no secret by AWS's own word and is read all the same, as that is where
secrets are put by mistake. https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameterHistory.html
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Final

from agent.sources.vaults.amazon import Amazon, partition, policy, tags
from agent.sources.vaults.store import MOST_VERSIONS, About, Held, Listed, Owe, Version, instant
from detectors.base import Secret

SERVICE: Final = "ssm"
_SECURE: Final = "SecureString"


@dataclass(frozen=True, slots=True)
class AwsParameters:
    """`wanted`: hierarchies; () is all."""

    aws: Amazon
    wanted: tuple[str, ...] = ()

    async def paths(self, owe: Owe) -> AsyncIterator[Listed]:
        self.aws.door.begin()
        for root in self.wanted or ("",):
            found = 0
            narrowed: dict[str, object] = {}
            if root.strip("/"):
                below = {"Key": "Path", "Option": "Recursive", "Values": [root.rstrip("/")]}
                narrowed = {"ParameterFilters": [below]}
            async for one in self.aws.pages("DescribeParameters", "Parameters", MaxResults=50, **narrowed):
                name = one.get("Name")
                if isinstance(name, str):
                    found += 1
                    yield Listed(name, one)
            if root and not found:
                owe(root, "nothing stands there: is the hierarchy right?")

    async def about(self, at: Listed) -> About:
        """Tags are asked for each time: a parameter does not say when they changed."""
        said = at.said
        answer = await self.aws.call("ListTagsForResource", ResourceType="Parameter", ResourceId=at.path)
        described = said.get("Description")
        own = {"description": described} if isinstance(described, str) else {}
        changed = instant(said.get("LastModifiedDate"))
        return About(
            (),
            mark=json.dumps([said.get("Version"), said.get("LastModifiedDate"), said.get("Type")], default=str),
            tags=own | dict(tags(answer.get("TagList"))),
            changed=changed,
        )

    async def read(self, at: Listed, about: About) -> Held:  # noqa: ARG002 - the history names them
        history = self.aws.pages("GetParameterHistory", "Parameters", Name=at.path, WithDecryption=True, MaxResults=50)
        found = [one async for one in history]
        found.sort(key=lambda one: number if isinstance(number := one.get("Version"), int) else 0)
        # The one field of a secret has no name; that of a plain text has, so that it must look like a secret.
        versions = tuple(
            Version(str(one["Version"]), _fields(one, value))
            for one in found[-MOST_VERSIONS:]
            if isinstance(value := one.get("Value"), str)
        )
        return Held(versions, max(0, len(found) - MOST_VERSIONS))


def _fields(one: object, value: str) -> dict[str, Secret]:
    said = one if isinstance(one, dict) else {}
    if said.get("Type") == _SECURE:
        return {"": Secret(value)}
    return {str(said.get("Name", "")).rpartition("/")[2] or "value": Secret(value), "type": Secret("String")}


def least(wanted: tuple[str, ...], region: str) -> str:
    arn = f"arn:{partition(region)}:{SERVICE}:{region}:*:parameter"
    arns = [f"{arn}/{root.strip('/')}/*" if root.strip("/") else f"{arn}/*" for root in wanted or ("/",)]
    return policy(region, SERVICE, ("DescribeParameters",), ("GetParameterHistory", "ListTagsForResource"), arns)
