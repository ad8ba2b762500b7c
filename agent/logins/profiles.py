"""A profile of a file of AWS's own format, read again whenever it is needed: somebody may have renewed what it has.

    aws_access_key_id, aws_secret_access_key, aws_session_token      a key, or the key of a role for some hours
    role_arn, with source_profile or credential_source               a role; whose key assumes it
    external_id, duration_seconds, role_session_name                 how

A heading is [NAME], as in a credentials file, or [profile NAME], as in a config file. Nothing else is read: no
environment, and no second file. https://docs.aws.amazon.com/cli/v1/userguide/cli-configure-files.html
https://docs.aws.amazon.com/sdkref/latest/guide/feature-assume-role-credentials.html
"""

from __future__ import annotations

import configparser
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from agent.logins.amazon import Keys
from agent.model import CredentialRef
from agent.settings.logins import LoginMethod, Role
from agent.systems import CannotOpenSystemError, read_own
from detectors.base import Parts, Secret
from revokers.base import RefusedError

_PARTS: Final = {"key_id": "aws_access_key_id", "secret": "aws_secret_access_key", "session_token": "aws_session_token"}
_SOURCES: Final = {"EcsContainer": LoginMethod.CONTAINER, "Ec2InstanceMetadata": LoginMethod.INSTANCE}
_DEEPEST: Final = 5  # roles by roles

_Sections = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Profile:
    """key or source: who begins. roles: assumed one after the other, the last one's key is it."""

    key: Parts | None
    source: LoginMethod | None = None
    roles: tuple[Role, ...] = ()


@dataclass(slots=True)
class ProfileKeys:
    """As Keys. chain: who assumes those roles, beginning with a source of AWS's or with the key at hand."""

    ref: CredentialRef
    name: str
    chain: Callable[[LoginMethod | Keys, tuple[Role, ...]], Keys]
    _built: tuple[tuple[LoginMethod | None, tuple[Role, ...]], Keys] | None = None

    async def key(self) -> Parts:
        found = _read(self.ref, self.name)
        if not found.roles and found.key is not None:
            return found.key
        wanted = found.source, found.roles
        if self._built is None or self._built[0] != wanted:
            self._built = wanted, self.chain(found.source or _Beginning(self.ref, self.name), found.roles)
        return await self._built[1].key()

    def refused(self, key: Parts) -> None:
        if self._built is not None:
            self._built[1].refused(key)


@dataclass(frozen=True, slots=True)
class _Beginning:
    """As Keys: the key that stands in the file now."""

    ref: CredentialRef
    name: str

    async def key(self) -> Parts:
        key = _read(self.ref, self.name).key
        if key is None:
            message = f"{self.ref.at or self.ref.path}: [{self.name}] was changed meanwhile"
            raise RefusedError(message)
        return key

    def refused(self, key: Parts) -> None:
        """It is read each time."""


def profile(ref: CredentialRef, name: str) -> Profile:
    """Raises CannotOpenSystemError, which repeats nothing of the file but names of profiles."""
    text = read_own(ref, lines=True).reveal()
    parser = configparser.RawConfigParser(default_section="")  # no profile has what another one says
    problem = ""
    try:
        parser.read_string(text)
    except configparser.Error:
        problem = "is no credentials file of AWS's format"
    if not problem:
        # [NAME] hides [profile NAME], where a file has both.
        short = {heading.removeprefix("profile ").strip(): dict(parser.items(heading)) for heading in parser.sections()}
        sections = {**short, **{heading: dict(parser.items(heading)) for heading in parser.sections()}}
        found = _resolved(sections, name, ())
        if isinstance(found, Profile):
            return found
        problem = found
    message = f"{ref.at or ref.path}: {problem}"
    raise CannotOpenSystemError(message)


def _resolved(sections: _Sections, name: str, before: tuple[str, ...]) -> Profile | str:  # noqa: PLR0911 - each mistake has its words
    """Or what is wrong with it."""
    section = sections.get(name)
    if section is None:
        return f"has no profile [{name}]"
    if name in before or len(before) > _DEEPEST:
        return f"[{name}] leads back to itself, or too far"
    if "role_arn" not in section:
        return _own(section, name)
    role = _role(section, name)
    if isinstance(role, str):
        return role
    match section.get("source_profile"), section.get("credential_source"):
        case str(source), None:
            # A profile may name itself: its own key assumes the role.
            found = _own(section, name) if source == name else _resolved(sections, source, (*before, name))
            return found if isinstance(found, str) else Profile(found.key, found.source, (*found.roles, role))
        case None, str(source) if source in _SOURCES:
            return Profile(None, _SOURCES[source], (role,))
        case None, str():
            return f"[{name}] credential_source is none of {', '.join(_SOURCES)}: the environment is not read"
        case _:
            return f"[{name}] has a role_arn, and needs one of source_profile and credential_source beside it"


def _own(section: Mapping[str, str], name: str) -> Profile | str:
    missing = [key for part, key in _PARTS.items() if part != "session_token" and not section.get(key)]
    if missing:
        return f"[{name}] has no {' and no '.join(missing)}"
    return Profile({part: Secret(section[key]) for part, key in _PARTS.items() if section.get(key)})


def _role(section: Mapping[str, str], name: str) -> Role | str:
    if "mfa_serial" in section:
        return f"[{name}] has an mfa_serial: nobody is there to type a code; take a role without it"
    seconds = section.get("duration_seconds", "3600")
    life = timedelta(seconds=int(seconds)) if seconds.isascii() and seconds.isdecimal() and len(seconds) < 6 else None  # noqa: PLR2004 - digits
    role = Role(
        section["role_arn"],
        section.get("external_id", ""),
        life or timedelta(),
        section.get("role_session_name") or Role.SESSION,
    )
    wrong = role.problem()
    return f"[{name}] {wrong}" if wrong else role


def _read(ref: CredentialRef, name: str) -> Profile:
    why = ""
    try:
        return profile(ref, name)
    except CannotOpenSystemError as error:
        why = str(error)
    raise RefusedError(why)
