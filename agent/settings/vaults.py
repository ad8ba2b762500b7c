"""[[sources]] of kind "vault": which store, where it is, what of it is read, and with which credential.

    openbao       url or system; paths = API paths, "secret/data/team-a/"; namespaces; a token, or a login
    aws-secrets   region (url: none is AWS's own); paths = beginnings of names, none: all; an access key or a login
    aws-ssm       the same; paths = hierarchies, "/app/"
    kubernetes    url; paths = namespaces, none: all; a bearer token
    gcp           paths = projects; an access token
    azure         url of the vault; an access token
    files         path of a folder; no credential

The credential is the source's own and can only read; never a System's admin.

Over 300 lines: what one store needs another refuses, and each mistake has its own words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from agent.model import Address, CredentialRef, System
from agent.settings.document import Document
from agent.settings.elsewhere import check_proxy
from agent.settings.lines import KeyPath
from agent.settings.logins import LoginSettings, VaultLoginTable, build_login
from agent.settings.remotes import RemoteKeys
from agent.settings.systems import AdminTable
from agent.settings.words import Hints

if TYPE_CHECKING:
    from agent.settings.tables import SourceTable

EVERY: Final = timedelta(minutes=15)


class StoreKind(Enum):
    """The stores that can be read."""

    OPENBAO = "openbao"
    AWS_SECRETS = "aws-secrets"
    AWS_SSM = "aws-ssm"
    KUBERNETES = "kubernetes"
    GCP = "gcp"
    AZURE = "azure"
    FILES = "files"


AWS: Final = frozenset({StoreKind.AWS_SECRETS, StoreKind.AWS_SSM})
_SAID_AS: Final = {
    StoreKind.OPENBAO: 'paths = ["secret/data/team-a/"]',
    StoreKind.GCP: 'paths = ["the project\'s id"]',
}
# Where a store is the same for everybody.
_PUBLIC: Final = {
    StoreKind.AWS_SECRETS: "https://secretsmanager.{region}.amazonaws.com",
    StoreKind.AWS_SSM: "https://ssm.{region}.amazonaws.com",
    StoreKind.GCP: "https://secretmanager.googleapis.com",
}
_KV: Final = 'write the API\'s path without /v1/, such as "secret/data/team-a/" or, of KV version 1, "kv/team-a/"'
# What a path of each store is, what one that is none is told, and its mend. AWS's names:
# https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html
_PATHS: Final[Mapping[StoreKind, tuple[re.Pattern[str], str, str]]] = {
    StoreKind.OPENBAO: (re.compile(r"(?!/|v1/)[^/]+/.*"), "is no path of a KV engine", _KV),
    StoreKind.AWS_SECRETS: (
        re.compile(r"[A-Za-z0-9/_+=.@!-]+"),
        "is no beginning of a secret's name",
        'write how the names begin, without arn:, such as "team-a/"',
    ),
    StoreKind.AWS_SSM: (re.compile(r"/.*"), "is no hierarchy", 'write it from its beginning: "/app/"'),
    StoreKind.KUBERNETES: (
        re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?"),
        "is no namespace",
        'write the namespace\'s name, such as "default"',
    ),
    StoreKind.GCP: (
        re.compile(r"[a-z0-9]([a-z0-9.:-]*[a-z0-9])?"),
        "is no project",
        'write the project\'s id, such as "shop-prod-1234"',
    ),
}
# As the API has it, and as people copy it from there.
_BEFORE: Final = {StoreKind.KUBERNETES: "namespaces/", StoreKind.GCP: "projects/"}
# The keys of [[sources]] that belong to a vault alone, and those of others that mean nothing to one.
_OWN: Final = ("store", "system", "paths", "namespaces", "region", "credential", "login")
_ALSO: Final = {"vault": "store", "provider": "store", "endpoint": "url", "address": "url", "server": "url"}
_OTHERS: Final = (
    *("token", "app", "key", "known_hosts", "max_size", "exclude"),
    *("forge", "owner", "include", "skip", "archived", "forks"),
)


class VaultCredentialTable(AdminTable, frozen=True):
    """Where the credential that only reads is kept. profile: of a credentials file of AWS's own format."""

    profile: str | None = None


class VaultKeys(RemoteKeys, frozen=True, kw_only=True):
    """The keys of a [[sources]] table that only a vault has; url, ca, proxy and every are those of what is mirrored."""

    store: StoreKind | None = None
    system: str | None = None
    paths: tuple[str, ...] = ()
    namespaces: tuple[str, ...] = ()
    region: str | None = None
    credential: VaultCredentialTable | None = None
    login: VaultLoginTable | None = None


@dataclass(frozen=True, slots=True)
class VaultSettings:
    """Checked and whole. `address` None: a folder. `system`: the name of the System whose address it is, if any.

    login: in place of a credential. profile: of the credential's file, where that is AWS's own format.
    """

    store: StoreKind
    address: Address | None
    paths: tuple[str, ...]
    namespaces: tuple[str, ...]
    region: str
    credential: CredentialRef | None
    ca: Path | None
    proxy: str | None
    every: timedelta
    system: str = ""
    login: LoginSettings | None = None
    profile: str = ""


class PathError(ValueError):
    """It is no path of that store. `what`, `mend`: in words, about it."""

    def __init__(self, what: str, mend: str) -> None:
        super().__init__(f"{what}: {mend}")
        self.what, self.mend = what, mend


def meant(store: StoreKind, path: str) -> str:
    """A path as the store has it, without what people write around it. Raises PathError."""
    if store not in _PATHS:
        what, mend = f"means nothing to {store.value}", "leave it out: all of it is read"
        raise PathError(what, mend)
    pattern, what, mend = _PATHS[store]
    if store in _BEFORE:
        path = path.strip("/").removeprefix(_BEFORE[store])
    if not path.isprintable() or not pattern.fullmatch(path):
        raise PathError(what, mend)
    return path


def vault_hints(store: object) -> Hints:
    """The keys of a vault: of a folder, or of a store that is asked."""
    if store == StoreKind.FILES.value:
        return Hints(("kind", "name", "visibility", "store", "path", "every"), {"vault": "store", "folder": "path"})
    known = ("kind", "name", "visibility", *_OWN, "url", "ca", "proxy", "every", *(() if store else ("path",)))
    return Hints(known, _ALSO, kept="credential", misread=("token", "app"))


def check_no_vault(document: Document, table: SourceTable) -> None:
    """Another kind of source has none of a vault's keys."""
    for key in _OWN:
        if getattr(table, key) not in {None, ()}:
            what = f'means nothing to a source of kind "{table.kind.value}"'
            document.problem((*document.at(table), key), what, "remove it")


def build_vault(
    document: Document, table: SourceTable, systems: Mapping[str, System], credentials: Path | None
) -> VaultSettings | None:
    """What is wrong is filed in the document."""
    at, before = document.at(table), len(document.problems)
    if table.store is None:
        known = ", ".join(kind.value for kind in StoreKind)
        document.problem((*at, "store"), "is missing", f'write store = "openbao", or another of {known}')
        return None
    for key in _OTHERS:
        if getattr(table, key) not in {None, ()}:
            mend = {"token": "write credential = instead", "exclude": "remove it, and name less in paths"}
            document.problem((*at, key), "means nothing to a vault", mend.get(key, "remove it"))
    _check_keys(document, at, table, table.store)
    system = systems.get(table.system or "")
    if table.system is not None and (system is None or system.provider != "openbao"):
        what = "is no system of provider openbao"
        document.problem((*at, "system"), what, "name one of [[systems]], or write url = instead")
    address = next(iter(system.endpoints), None) if system else _address(document, at, table, table.store)
    credential = None
    if table.credential is not None:
        credential = _credential(document, (*at, "credential"), table.credential, table.store, credentials)
    login = (
        None
        if table.login is None
        else build_login(document, (*at, "login"), table.login, credentials, amazon=table.store in AWS)
    )
    if len(document.problems) > before:
        return None
    return VaultSettings(
        store=table.store,
        address=address,
        paths=tuple(meant(table.store, path) for path in table.paths),
        namespaces=table.namespaces or ((system.namespace,) if system and system.namespace else ()),
        region=table.region or "",
        credential=credential,
        ca=table.ca or (system.ca if system else None),
        proxy=table.proxy or (system.proxy if system else None),
        every=table.every or EVERY,
        system=table.system or "",
        login=login,
        profile=(table.credential.profile or "") if table.credential else "",
    )


def _check_keys(document: Document, at: KeyPath, table: SourceTable, store: StoreKind) -> None:
    files = store is StoreKind.FILES
    wanted = {
        "path": files,
        "credential": not files and table.login is None,
        "region": store in AWS,
        "paths": store in _SAID_AS,
        "url": store in {StoreKind.KUBERNETES, StoreKind.AZURE}
        or (store is StoreKind.OPENBAO and table.system is None),
    }
    mends = {
        "path": 'write path = "the folder"',
        "credential": 'write credential = { file = "/path" }, one that can only read (`stanch permissions` says how)',
        "region": 'write region = "eu-west-1"',
        "paths": f"write {_SAID_AS.get(store, '')}",
        "url": 'write url = "https://..."',
    }
    allowed = {
        "path": files,
        "credential": not files and table.login is None,
        "login": store is StoreKind.OPENBAO or store in AWS,
        "region": store in AWS,
        "paths": store not in {StoreKind.AZURE, StoreKind.FILES},
        "namespaces": store is StoreKind.OPENBAO,
        "system": store is StoreKind.OPENBAO,
        "url": not files and table.system is None,
        "ca": not files,
        "proxy": not files,
    }
    for key, needed in wanted.items():
        if needed and getattr(table, key) in {None, ()}:
            document.problem((*at, key), f"is missing, which {store.value} needs", mends[key])
    for key, is_so in allowed.items():
        if not is_so and getattr(table, key) not in {None, ()}:
            document.problem((*at, key), f"means nothing to {store.value} here", "remove it")
    for number, path in enumerate(table.paths):
        try:
            meant(store, path)
        except PathError as error:
            if allowed["paths"]:
                document.problem((*at, "paths", number), error.what, error.mend)
    check_proxy(document, at, table.proxy)


def _address(document: Document, at: KeyPath, table: SourceTable, store: StoreKind) -> Address | None:
    given = table.url
    if given is None and store in _PUBLIC and (store not in AWS or table.region):
        given = _PUBLIC[store].format(region=table.region)
    if given is None:
        return None
    try:
        url = urlsplit(given)
        port = url.port
    except ValueError:
        url, port = urlsplit(""), None
    host = url.hostname or ""
    plain = url.scheme == "http" and host in {"127.0.0.1", "::1", "localhost"}
    bare = url.username is None and not url.query and not url.fragment and given.isprintable() and " " not in given
    if not host or port == 0 or not bare or not (url.scheme == "https" or plain):
        what = "is no https:// address without user and password (http:// only on the loopback)"
        document.problem((*at, "url"), what, 'write url = "https://host:port"')
        return None
    return Address(host, host, port or (80 if plain else 443), tls=not plain, base=url.path.rstrip("/"))


def _credential(
    document: Document, at: KeyPath, table: VaultCredentialTable, store: StoreKind, credentials: Path | None
) -> CredentialRef | None:
    if table.role is not None:
        document.problem((*at, "role"), "means nothing here", "remove it")
    if store in AWS and (table.id is None) is (table.profile is None):
        what = "is missing" if table.id is None else "stands beside a profile, which has its own"
        mend = 'write id = "the access key id that this secret belongs to", or profile = "..." of a credentials file'
        document.problem((*at, "id"), what, mend)
    for key in ("id", "profile"):
        if store not in AWS and getattr(table, key) is not None:
            document.problem((*at, key), f"means nothing to {store.value}", "remove it")
    if (table.file is None) == (table.credential is None):
        document.problem(at, "needs one of file and credential", 'write credential = { file = "/path" }')
    elif table.file is not None:
        here = (*at, "file")
        return CredentialRef(table.file, table.id, document.place(here), document.is_path(here))
    elif table.credential is not None and ("/" in table.credential or table.credential in {".", ".."}):
        document.problem((*at, "credential"), "is a path", "write the name only, or file = for a path")
    elif credentials is None:
        mend = "start Stanch with LoadCredential= in its unit, or write file = for a path"
        document.problem((*at, "credential"), "$CREDENTIALS_DIRECTORY is not set", mend)
    elif table.credential is not None:
        place = document.place((*at, "credential"))
        return CredentialRef(credentials / table.credential, table.id, place, is_path=False)
    return None
