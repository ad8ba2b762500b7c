"""login = { ... } of a vault: how Stanch gets a token of OpenBao or Vault, or a key of AWS, in a credential's place.

approle       role_id, and the file of the secret-id; wrapped = true: the file holds the token that it is wrapped in
kubernetes    role; the file of the service account's token, by default where the kubelet puts it
web-identity  of AWS: role, its ARN; the file of the service account's token, by default where EKS puts it
assume-role   of AWS: role; the access key that assumes it: id, and the file of its secret; external_id, duration
container     of AWS: what ECS or EKS serve the task or pod; role: assumed by that key, with external_id and duration
instance      of AWS: what EC2 serves the machine (IMDSv2); the same
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import Enum
from pathlib import Path
from typing import ClassVar, Final

from agent.model import CredentialRef
from agent.settings.document import Document
from agent.settings.lines import KeyPath
from agent.settings.slack import TokenTable, token_ref

_PLACE: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}(?:/[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}){0,8}")
_NAME: Final = re.compile(r"[!-~]{1,200}")


class LoginMethod(Enum):
    """The auth methods that can be used."""

    APPROLE = "approle"
    KUBERNETES = "kubernetes"
    WEB_IDENTITY = "web-identity"
    ASSUME_ROLE = "assume-role"
    CONTAINER = "container"
    INSTANCE = "instance"


# Where the token of a service account is, unless somebody says otherwise.
# https://docs.aws.amazon.com/eks/latest/userguide/pod-configuration.html
_SERVICE_ACCOUNT: Final = {
    LoginMethod.KUBERNETES: Path("/var/run/secrets/kubernetes.io/serviceaccount/token"),
    LoginMethod.WEB_IDENTITY: Path("/var/run/secrets/eks.amazonaws.com/serviceaccount/token"),
}

_OF_AWS: Final = (LoginMethod.WEB_IDENTITY, LoginMethod.ASSUME_ROLE, LoginMethod.CONTAINER, LoginMethod.INSTANCE)
_ASSUMES: Final = frozenset({"role", "external_id", "duration"})
_TAKES: Final = {
    LoginMethod.APPROLE: frozenset({"role_id", "mount", "namespace", "wrapped", "file", "credential"}),
    LoginMethod.KUBERNETES: frozenset({"role", "mount", "namespace", "file", "credential"}),
    LoginMethod.WEB_IDENTITY: frozenset({"role", "file", "credential"}),
    LoginMethod.ASSUME_ROLE: _ASSUMES | {"id", "file", "credential"},
    LoginMethod.CONTAINER: _ASSUMES,
    LoginMethod.INSTANCE: _ASSUMES,
}
_NEEDS: Final = {
    LoginMethod.APPROLE: ("role_id",),
    LoginMethod.KUBERNETES: ("role",),
    LoginMethod.WEB_IDENTITY: ("role",),
    LoginMethod.ASSUME_ROLE: ("role", "id"),
}
_SHORTEST: Final = timedelta(minutes=15)
_LONGEST: Final = timedelta(hours=12)
_EXTERNAL: Final = re.compile(r"[\w+=,.@:/-]{2,1224}", re.ASCII)
_SESSION: Final = re.compile(r"[\w+=,.@-]{2,64}", re.ASCII)


class VaultLoginTable(TokenTable, frozen=True, kw_only=True):
    """How a vault is logged in to."""

    method: LoginMethod
    role_id: str | None = None
    role: str | None = None
    mount: str | None = None
    namespace: str | None = None
    wrapped: bool = False
    id: str | None = None
    external_id: str | None = None
    duration: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Role:
    """Of AWS, and how it is assumed. https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html"""

    SESSION: ClassVar[str] = "stanch"

    arn: str
    external_id: str = ""
    life: timedelta = timedelta(hours=1)
    session: str = SESSION

    def problem(self) -> str:
        """In words for who wrote it; "": none."""
        if not _NAME.fullmatch(self.arn):
            return "has a role that is none"
        if self.external_id and not _EXTERNAL.fullmatch(self.external_id):
            return "has an external_id that is none"
        if not _SESSION.fullmatch(self.session):
            return "has a session name that is none"
        return (
            "" if _SHORTEST <= self.life <= _LONGEST else "has a duration that is not between 15 minutes and 12 hours"
        )


@dataclass(frozen=True, slots=True)
class LoginSettings:
    """role: AppRole's role_id, the name of Kubernetes' role, or the ARN of AWS's ("": none is assumed). secret: the
    secret-id, or what wraps it, or the service account's token, or that of the access key that assumes the role; None:
    AWS serves it. mount: of the auth method, in that namespace. external_id, life: as of a Role.
    """

    method: LoginMethod
    role: str
    secret: CredentialRef | None
    mount: str
    namespace: str = ""
    wrapped: bool = False
    external_id: str = ""
    life: timedelta = timedelta(hours=1)


def build_login(
    document: Document, at: KeyPath, table: VaultLoginTable, credentials: Path | None, *, amazon: bool
) -> LoginSettings | None:
    """None: it is wrong, which is filed in the document. amazon: to a store of AWS."""
    method = table.method
    if amazon is not (method in _OF_AWS):
        mend = f"write method = {_listed(_OF_AWS)}" if amazon else 'write method = "approle" or "kubernetes"'
        document.problem((*at, "method"), "means nothing to this store", mend)
        return None
    if not _has_its_names(document, at, table):
        return None
    for key in table.__struct_fields__:
        if key not in _TAKES[method] | {"method"} and getattr(table, key):
            document.problem((*at, key), f"means nothing to {method.value}", "remove it")
    for key in ("mount", "namespace"):
        if getattr(table, key) is not None and not _PLACE.fullmatch(getattr(table, key)):
            document.problem((*at, key), "is no path", f'write {key} = "team/auth", without "/" before and behind')
    _check_role(document, at, table)
    secret = None
    if "file" in _TAKES[method]:
        given = TokenTable(table.file, table.credential)
        if method in _SERVICE_ACCOUNT and table.file is None and table.credential is None:
            given = TokenTable(_SERVICE_ACCOUNT[method])
        secret = token_ref(document, at, given, credentials)
        if secret is None:
            return None
        secret = replace(secret, principal=table.id) if table.id else secret
    return LoginSettings(
        method,
        (table.role_id if method is LoginMethod.APPROLE else table.role) or "",
        secret,
        table.mount or method.value,
        table.namespace or "",
        table.wrapped,
        table.external_id or "",
        table.duration or timedelta(hours=1),
    )


def _has_its_names(document: Document, at: KeyPath, table: VaultLoginTable) -> bool:
    method = table.method
    for key in ("role_id" if method is LoginMethod.APPROLE else "role", "id"):
        given, needed = getattr(table, key), key in _NEEDS.get(method, ())
        if (given is None and needed) or (given is not None and not _NAME.fullmatch(given)):
            what = "is missing" if given is None else "is none"
            document.problem((*at, key), f"{what}, which {method.value} needs", f'write {key} = "..."')
            return False
    return True


def _check_role(document: Document, at: KeyPath, table: VaultLoginTable) -> None:
    if table.role is None:
        for key in ("external_id", "duration"):
            if getattr(table, key) is not None and key in _TAKES[table.method]:
                document.problem(
                    (*at, key), "is of a role that is assumed, and there is none", 'write role = "arn:..."'
                )
    elif table.external_id is not None and not _EXTERNAL.fullmatch(table.external_id):
        document.problem((*at, "external_id"), "is none", "write it as the role's trust policy has it")
    if table.duration is not None and not _SHORTEST <= table.duration <= _LONGEST:
        document.problem((*at, "duration"), "is not between 15 minutes and 12 hours", 'write duration = "1h"')


def _listed(methods: tuple[LoginMethod, ...]) -> str:
    return ", ".join(f'"{each.value}"' for each in methods[:-1]) + f' or "{methods[-1].value}"'
