"""[[systems]] of stanch.toml: the only hosts that Stanch ever talks to, and the place of its own credentials there.

An endpoint is a text or a table with more to say:

    postgres    "db1.internal:5432"                { address = "db2.internal:5432", primary = false }
    openbao     "https://bao.internal:8200/base"   { address = "...", name = "bao-a" }
    aws         an STS; none: the public one       "https://sts.eu-west-1.amazonaws.com"
    github gitlab slack   none: the public one     "https://github.internal/api/v3" "https://gitlab.internal"

A value that was found, or our own credential, crosses the network to it: without TLS only on the loopback, or where
the operator wrote `tls = false`.
"""

from __future__ import annotations

from collections.abc import Collection
from ipaddress import ip_address
from pathlib import Path
from typing import Final
from urllib.parse import SplitResult, urlsplit

import msgspec

from agent.model import Address, CredentialRef, System
from agent.settings.document import Document, Named
from agent.settings.lines import KeyPath

# Providers that speak a protocol of their own, with its port; all others speak HTTP.
_PORTS: Final = {"postgres": 5432, "redis": 6379}
_SELF_HOSTED: Final = frozenset({"postgres", "openbao", "redis"})
_ONLY_OF: Final = {"database": frozenset({"postgres"}), "namespace": frozenset({"openbao"})}
_HTTP_PORTS: Final = {"https": 443, "http": 80}

# Where a provider is the same for everybody. https://docs.aws.amazon.com/general/latest/gr/sts.html
_PUBLIC: Final = {
    "aws": ("https://sts.amazonaws.com",),
    "github": ("https://api.github.com",),
    "gitlab": ("https://gitlab.com",),
    "slack": ("https://slack.com",),
}
# What texts call it, where its API has another name.
_ALSO_CALLED: Final = {"api.github.com": frozenset({"github.com"})}
# One server, and each System has an administrator of its own there.
_SHARED: Final = frozenset({"aws"})
_NO_ADMIN: Final = frozenset({"github", "slack"})


def wanted(provider: str) -> str:
    """The least to write, so that one of this provider is asked."""
    section = f'[[systems]] with a name and provider = "{provider}"'
    if provider not in _PUBLIC:
        return f"{section}, and its endpoints"
    return (
        f'{section}, of your own server its endpoints; {_PUBLIC[provider][0]} is asked with [probe] mode = "all" only'
    )


class EndpointTable(msgspec.Struct, frozen=True):
    """One endpoint in its long form."""

    address: str
    name: str | None = None
    primary: bool = True
    tls: bool | None = None


class AdminTable(msgspec.Struct, frozen=True):
    """Where Stanch's own credential for a System is kept."""

    file: Path | None = None
    credential: str | None = None
    role: str | None = None
    id: str | None = None


class SystemTable(Named, frozen=True):
    """One [[systems]] table."""

    provider: str
    endpoints: tuple[str | EndpointTable, ...] | None = None
    ours: bool | None = None
    armed: bool = False
    accounts: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    environment: str = "production"
    database: str | None = None
    namespace: str | None = None
    ca: Path | None = None
    proxy: str | None = None
    admin: AdminTable | None = None


def build_systems(
    document: Document, tables: tuple[SystemTable, ...], providers: Collection[str], credentials: Path | None
) -> tuple[System, ...]:
    """The Systems; what is wrong is filed in the document. `credentials`: the folder that systemd hands us."""
    document.duplicates(tables)
    taken: dict[_Place, str] = {}
    return tuple(_System(document, table, taken).build(providers, credentials) for table in tables)


# Provider, host and port, and where one server holds several installations, which of them.
_Place = tuple[str, str, int, str, str]


class _System:
    def __init__(self, document: Document, table: SystemTable, taken: dict[_Place, str]) -> None:
        self.document = document
        self.taken = taken
        self.at = document.at(table)
        self.table = table
        self.http = table.provider not in _PORTS

    def build(self, providers: Collection[str], credentials: Path | None) -> System:
        table = self.table
        self.document.plain_name((*self.at, "name"), table.name)
        endpoints: tuple[Address, ...] = ()
        if self.document.one_of((*self.at, "provider"), table.provider, providers, "provider"):
            endpoints = self._endpoints()
            self._check_protocol()
            self._check_ours(endpoints)
        return System(
            name=table.name,
            provider=table.provider,
            endpoints=endpoints,
            accounts=frozenset(table.accounts),
            ours=table.provider in _SELF_HOSTED if table.ours is None else table.ours,
            armed=table.armed,
            admin=None if table.admin is None else self._admin(table.admin, credentials),
            ca=table.ca,
            proxy=table.proxy,
            environment=table.environment,
            aliases=frozenset(alias.lower() for alias in table.aliases).union(
                *(_ALSO_CALLED.get(address.host.lower(), ()) for address in endpoints)
            ),
            database=table.database,
            namespace=table.namespace,
        )

    def _check_protocol(self) -> None:
        for key, of in _ONLY_OF.items():
            if getattr(self.table, key) is not None and self.table.provider not in of:
                self.document.problem((*self.at, key), f"means nothing to {self.table.provider}", "remove it")
        if self.table.admin is not None and self.table.provider in _NO_ADMIN:
            what = f"{self.table.provider} has no use for one: whoever holds a token can end it"
            self.document.problem((*self.at, "admin"), what, "remove it")
        if self.table.proxy is None:
            return
        at = (*self.at, "proxy")
        url = _url(self.table.proxy)
        if not self.http:
            self.document.problem(at, f"{self.table.provider} cannot be reached through a proxy", "remove it")
        elif url is None or url.scheme != "http" or url.username is not None:
            self.document.problem(at, "is no address of a proxy", 'write "http://host:port", without user and password')

    def _check_ours(self, endpoints: tuple[Address, ...]) -> None:
        """Of a service for everybody only the accounts that are listed are ours: not every token in the world."""
        public = {urlsplit(url).hostname for url in _PUBLIC.get(self.table.provider, ())}
        host = next((address.host for address in endpoints if address.host.lower().rstrip(".") in public), None)
        if self.table.ours and host is not None:
            what = f"{host} serves everybody"
            self.document.problem((*self.at, "ours"), what, 'remove it, and list what is yours: accounts = ["..."]')

    def _endpoints(self) -> tuple[Address, ...]:
        at = (*self.at, "endpoints")
        given = _PUBLIC.get(self.table.provider, ()) if self.table.endpoints is None else self.table.endpoints
        if not given:
            self.document.problem(
                at, "is missing" if self.table.endpoints is None else "is empty", f"write {self._example()}"
            )
        found: list[Address] = []
        for index, item in enumerate(given):
            table = EndpointTable(item) if isinstance(item, str) else item
            here = (*at, index)
            address = self._address(table, here if isinstance(item, str) else (*here, "address"))
            if address is None:
                continue
            if address.name in {other.name for other in found}:
                self.document.problem(here, f"`{address.name}` is another endpoint as well", "remove one of them")
            elif (other := self._other(address)) is not None:
                what = f"{other} has the same server, so that each finding would be probed and acted on twice"
                self.document.problem(here, what, "remove one of the two")
            found.append(address)
        if found and not any(address.primary for address in found):
            self.document.problem(at, "none of them is a primary", "remove primary = false from one that can write")
        return tuple(found)

    def _other(self, address: Address) -> str | None:
        """Who has this server already. AWS's serves many accounts, each its System with its own key."""
        if self.table.provider in _SHARED:
            return None
        host = address.host.lower().rstrip(".")
        place = (self.table.provider, host, address.port, address.base, (self.table.namespace or "").strip("/"))
        name = f"`{address.name}` of systems.{self.table.name}"
        first = self.taken.setdefault(place, name)
        return None if first is name else first

    def _address(self, table: EndpointTable, at: KeyPath) -> Address | None:
        url = _url(table.address if self.http else f"{self.table.provider}://{table.address}")
        known = url is not None and (not self.http or url.scheme in _HTTP_PORTS)
        if url is None or not known or (not self.http and url.path):
            self.document.problem(at, "is no address", f"write {self._example()}")
            return None
        if url.username is not None or url.query or url.fragment:
            mend = 'a user and password belong into a file: admin = { file = "...", role = "..." }'
            self.document.problem(at, "is more than an address", mend)
            return None
        host = url.hostname or ""
        if self.http:
            tls = url.scheme == "https"
            if tls and table.tls is False:
                self.document.problem(at, "https and tls = false contradict each other", "remove one of them")
        else:
            tls = not _is_loopback(host) if table.tls is None else table.tls
        if not tls and table.tls is not False and not _is_loopback(host):
            what = "secrets would cross the network unencrypted"
            self.document.problem(at, what, "write https://, or { address = ..., tls = false } to accept that")
        port = url.port or (_HTTP_PORTS[url.scheme] if self.http else _PORTS[self.table.provider])
        name = table.name or (table.address.rstrip("/") if self.http else url.netloc)
        return Address(name, host, port, tls, base=url.path.rstrip("/"), primary=table.primary)

    def _example(self) -> str:
        if self.table.provider in _PUBLIC:
            return f'["{_PUBLIC[self.table.provider][0]}"]'
        return '["https://bao.internal:8200"]' if self.http else f'["db1.internal:{_PORTS[self.table.provider]}"]'

    def _admin(self, admin: AdminTable, credentials: Path | None) -> CredentialRef | None:
        at = (*self.at, "admin")
        if not self.http and admin.role is None:
            self.document.problem((*at, "role"), "is missing", 'write role = "the role that Stanch logs in as"')
        principal = admin.role
        if self.table.provider == "aws":
            principal = admin.id
            if admin.id is None:
                mend = 'write id = "the access key id that Stanch signs with"'
                self.document.problem((*at, "id"), "is missing", mend)
        elif admin.id is not None:
            self.document.problem((*at, "id"), f"means nothing to {self.table.provider}", "remove it")
        if (admin.file is None) == (admin.credential is None):
            self.document.problem(at, "needs one of file and credential", 'write admin = { file = "/path" }')
        elif admin.file is not None:
            here = (*at, "file")
            return CredentialRef(admin.file, principal, self.document.place(here), self.document.is_path(here))
        elif admin.credential is not None and ("/" in admin.credential or admin.credential in {".", ".."}):
            self.document.problem((*at, "credential"), "is a path", "write the name only, or file = for a path")
        elif admin.credential is not None and credentials is not None:
            place = self.document.place((*at, "credential"))
            return CredentialRef(credentials / admin.credential, principal, place, is_path=False)
        elif admin.credential is not None:
            mend = "start Stanch with LoadCredential= in its unit, or write file = for a path"
            self.document.problem((*at, "credential"), "$CREDENTIALS_DIRECTORY is not set", mend)
        return None


def _url(text: str) -> SplitResult | None:
    """The parts of a URL with a host, or None: urlsplit would drop line breaks and take spaces."""
    if not text.isprintable() or " " in text:
        return None
    try:
        url = urlsplit(text)
        usable = bool(url.hostname) and url.port != 0
    except ValueError:
        return None
    return url if usable else None


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
