"""login = { ... } of a vault: how Stanch gets a token of OpenBao or Vault, or a key of AWS, in a credential's place.

approle       role_id, and the file of the secret-id; wrapped = true: the file holds the token that it is wrapped in
kubernetes    role; the file of the service account's token, by default where the kubelet puts it
web-identity  of AWS: role, its ARN; the file of the service account's token, by default where EKS puts it
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Final

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


# Where the token of a service account is, unless somebody says otherwise.
# https://docs.aws.amazon.com/eks/latest/userguide/pod-configuration.html
_SERVICE_ACCOUNT: Final = {
    LoginMethod.KUBERNETES: Path("/var/run/secrets/kubernetes.io/serviceaccount/token"),
    LoginMethod.WEB_IDENTITY: Path("/var/run/secrets/eks.amazonaws.com/serviceaccount/token"),
}


class VaultLoginTable(TokenTable, frozen=True, kw_only=True):
    """How a vault is logged in to."""

    method: LoginMethod
    role_id: str | None = None
    role: str | None = None
    mount: str | None = None
    namespace: str | None = None
    wrapped: bool = False


@dataclass(frozen=True, slots=True)
class LoginSettings:
    """role: AppRole's role_id, the name of Kubernetes' role, or the ARN of AWS's. secret: the secret-id, or what wraps
    it, or the service account's token. mount: of the auth method, in that namespace.
    """

    method: LoginMethod
    role: str
    secret: CredentialRef
    mount: str
    namespace: str = ""
    wrapped: bool = False


def build_login(
    document: Document, at: KeyPath, table: VaultLoginTable, credentials: Path | None, *, amazon: bool
) -> LoginSettings | None:
    """None: it is wrong, which is filed in the document. amazon: to a store of AWS."""
    if amazon is not (table.method is LoginMethod.WEB_IDENTITY):
        mend = 'write method = "web-identity"' if amazon else 'write method = "approle" or "kubernetes"'
        document.problem((*at, "method"), "means nothing to this store", mend)
        return None
    approle = table.method is LoginMethod.APPROLE
    wanted, other = ("role_id", "role") if approle else ("role", "role_id")
    role = getattr(table, wanted)
    if role is None or not _NAME.fullmatch(role):
        what = "is missing" if role is None else "is none"
        document.problem((*at, wanted), f"{what}, which {table.method.value} needs", f'write {wanted} = "..."')
        return None
    for key, is_so in ((other, True), ("wrapped", not approle), ("mount", amazon), ("namespace", amazon)):
        if is_so and getattr(table, key):
            document.problem((*at, key), f"means nothing to {table.method.value}", "remove it")
    for key in ("mount", "namespace"):
        if getattr(table, key) is not None and not _PLACE.fullmatch(getattr(table, key)):
            document.problem((*at, key), "is no path", f'write {key} = "team/auth", without "/" before and behind')
    given = TokenTable(table.file, table.credential)
    if table.method in _SERVICE_ACCOUNT and table.file is None and table.credential is None:
        given = TokenTable(_SERVICE_ACCOUNT[table.method])
    secret = token_ref(document, at, given, credentials)
    if secret is None:
        return None
    mount = table.mount or table.method.value
    return LoginSettings(table.method, role, secret, mount, table.namespace or "", table.wrapped)
