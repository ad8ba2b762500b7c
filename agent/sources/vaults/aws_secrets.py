"""AWS Secrets Manager: every version of every secret, those without a stage included.

`paths` are beginnings of names. A secret that is planned for deletion cannot be read and is not listed; a binary value
counts as its base64. https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ListSecrets.html
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Final

from agent.sources.vaults.amazon import Amazon, AwsRefusedError, partition, policy, tags
from agent.sources.vaults.store import MOST_VERSIONS, About, Held, Listed, Owe, Version, instant
from detectors.base import Secret
from revokers.base import UnmappedError

SERVICE: Final = "secretsmanager"
_GONE: Final = "ResourceNotFoundException"
_CURRENT: Final = "AWSCURRENT"


@dataclass(frozen=True, slots=True)
class AwsSecrets:
    """`wanted`: beginnings of names; () is all."""

    aws: Amazon
    wanted: tuple[str, ...] = ()

    async def paths(self, owe: Owe) -> AsyncIterator[Listed]:
        self.aws.door.begin()
        for beginning in self.wanted or ("",):
            found = 0
            narrowed = {"Filters": [{"Key": "name", "Values": [beginning]}]} if beginning else {}
            async for secret in self.aws.pages("ListSecrets", "SecretList", MaxResults=100, **narrowed):
                name = secret.get("Name")
                # The filter knows neither case nor more than words.
                if isinstance(name, str) and name.startswith(beginning):
                    found += 1
                    yield Listed(name, secret)
            if beginning and not found:
                owe(beginning, "nothing stands there: is the beginning of the name right?")

    async def about(self, at: Listed) -> About:
        said = at.said
        staged = said.get("SecretVersionsToStages")
        changed = said.get("LastChangedDate") or said.get("CreatedDate")
        mark = json.dumps([changed, staged, said.get("ARN")], sort_keys=True, default=str)
        created = instant(said.get("CreatedDate"))
        described = said.get("Description")
        own = {"description": described} if isinstance(described, str) else {}
        return About((), mark=mark, tags=own | dict(tags(said.get("Tags"))), created=created)

    async def read(self, at: Listed, about: About) -> Held:  # noqa: ARG002 - the listing names no version
        identity = at.said.get("ARN") or at.path
        versions = [
            one
            async for one in self.aws.pages(
                "ListSecretVersionIds", "Versions", SecretId=identity, IncludeDeprecated=True, MaxResults=100
            )
        ]
        found: list[Version] = []
        for one in sorted(versions, key=_order)[-MOST_VERSIONS:]:
            number = str(one.get("VersionId"))
            try:
                held = await self.aws.call("GetSecretValue", SecretId=identity, VersionId=number)
            except AwsRefusedError as error:
                if error.code == _GONE:
                    continue  # a deprecated version goes when AWS likes
                raise
            match held:
                case {"SecretString": str(text)} | {"SecretBinary": str(text)}:
                    found.append(Version(number, {"": Secret(text)}, instant(one.get("CreatedDate"))))
                case _:
                    message = "GetSecretValue: an answer of another shape"
                    raise UnmappedError(message)
        return Held(tuple(found), max(0, len(versions) - MOST_VERSIONS))


def _order(version: object) -> tuple[bool, float]:
    """The current one last."""
    said = version if isinstance(version, dict) else {}
    stages, created = said.get("VersionStages"), instant(said.get("CreatedDate"))
    return isinstance(stages, list) and _CURRENT in stages, created.timestamp() if created else 0.0


def least(wanted: tuple[str, ...], region: str) -> str:
    arn = f"arn:{partition(region)}:{SERVICE}:{region}:*:secret:"
    arns = [f"{arn}{beginning}*" for beginning in wanted or ("",)]
    return policy(region, SERVICE, ("ListSecrets",), ("ListSecretVersionIds", "GetSecretValue"), arns)
