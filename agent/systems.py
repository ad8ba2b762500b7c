"""Opens the endpoints of a configured System, with Stanch's own credential in the `admin` half of each.

    System --provider--> door (HTTP, SQL, RESP, AWS) and the form in which the provider wants our credential
           --admin-----> a file that only we can read, read once here --> OpenSystem.endpoints

Adding a provider is one line in `_PROVIDERS`.
"""

from __future__ import annotations

import os
import ssl
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, TypeVar

from agent.complaint import Complaint
from agent.doors.aws import AwsDoor, iam_host
from agent.doors.http import HttpEndpoint
from agent.doors.postgres import DATABASE, NamedContext, PostgresEndpoint
from agent.doors.redis import RedisEndpoint
from agent.model import Address, CredentialRef, System
from detectors import aws, gitlab, openbao, postgres, redis
from detectors.base import CredentialType, Parts, Secret

_LONGEST: Final = 1 << 16  # bytes of a file that holds a credential

AnyEndpoint = AwsDoor | HttpEndpoint | PostgresEndpoint | RedisEndpoint


class CannotOpenSystemError(Complaint):
    """A System whose configuration cannot be used; the message names the file or key and the mend."""


@dataclass(frozen=True, slots=True)
class OpenSystem:
    """A System and its doors. A door holds no connection between two calls, so nobody need close one."""

    system: System
    endpoints: tuple[AnyEndpoint, ...]


def open_system(system: System) -> OpenSystem:
    """Read the admin credential and make the doors."""
    provider = _PROVIDERS.get(system.provider)
    if provider is None:
        message = f"system {system.name!r}: provider {system.provider!r} is unknown; known: {', '.join(_PROVIDERS)}"
        raise CannotOpenSystemError(message)
    if system.admin is not None and provider.own is None:
        message = f"system {system.name!r}: admin: {system.provider} has no use for one"
        raise CannotOpenSystemError(message)
    own = None if system.admin is None else read_own(system.admin)
    return OpenSystem(system, tuple(provider.door(system, address, own) for address in system.endpoints))


def reading_door(name: str, address: Address, ca: Path | None, proxy: str | None) -> HttpEndpoint:
    """A door to what is only read, with no credential in it. Raises CannotOpenSystemError."""
    tls = _trusting(ssl.SSLContext, ca) if address.tls else None
    return HttpEndpoint(
        system=name, name=address.name, host=address.host, port=address.port, tls=tls, base=address.base, proxy=proxy
    )


def own_credentials(system: System) -> tuple[CredentialType, Parts] | None:
    """Stanch's own credential there as a credential, so that its fingerprint can be protected."""
    provider = _PROVIDERS.get(system.provider)
    if provider is None or provider.own is None or system.admin is None:
        return None
    kind, parts = provider.own
    return kind, parts(system.admin, read_own(system.admin))


def read_own(ref: CredentialRef, *, lines: bool = False) -> Secret:
    """One of Stanch's own credentials, as the configuration names it. Raises CannotOpenSystemError."""
    return read_credential(ref.path, ref.at, is_path=ref.is_path, lines=lines)


def read_credential(path: Path, named_at: str = "", *, is_path: bool = True, lines: bool = False) -> Secret:
    """One line from a file that nobody but us and root can read. `named_at`: where the configuration names it.

    is_path: else what names no file is not repeated: it may be the credential itself. lines: all of the file, as of a
    private key. Raises CannotOpenSystemError.
    """
    raw = b""
    shown = f": {path}"
    try:
        # A FIFO would wait for a writer.
        file = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError as error:
        mend = " — name the file that holds the credential, of mode 0600 and readable by the user of Stanch"
        problem: str | None = f"cannot be opened: {error.strerror}{mend if named_at else ''}"
        shown = shown if is_path else ""
    else:
        try:
            problem = _unsafe(os.fstat(file), path)
            raw = b"" if problem else os.read(file, _LONGEST + 1)
            problem = f"is longer than {_LONGEST} bytes" if len(raw) > _LONGEST else problem
        finally:
            os.close(file)
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        text = ""
    held = text.splitlines()
    if problem is None and (not text.strip() if lines else len(held) != 1 or not held[0]):
        problem = f"must hold {'text' if lines else 'one line of text'}, the credential, and nothing else"
    if problem is not None:
        message = f"{named_at}{shown}: {problem}" if named_at else f"{path}: {problem}"
        raise CannotOpenSystemError(message)
    return Secret(text if lines else held[0])


def _unsafe(found: os.stat_result, path: Path) -> str | None:
    if not stat.S_ISREG(found.st_mode):
        return "is not a file"
    if found.st_uid not in {0, os.geteuid()}:
        return "belongs to another user: chown it to the user that runs Stanch"
    # systemd hands credentials over with an access list, whose mask shows as the group's bits.
    given = os.environ.get("CREDENTIALS_DIRECTORY")
    forbidden = 0o037 if given and path.parent == Path(given) else 0o077
    if path.is_relative_to(_KUBELET) and ".." not in path.parts:
        forbidden = 0o022
    if found.st_mode & forbidden:
        return "can be read by others: chmod 600"
    return None


# Mounted for one container alone, and often for every user in it: nobody can chmod what stands there.
# https://kubernetes.io/docs/concepts/storage/projected-volumes/#serviceaccounttoken
_KUBELET: Final = Path("/var/run/secrets")

Context = TypeVar("Context", bound=ssl.SSLContext)


def _trusting(kind: type[Context], ca: Path | None) -> Context:
    """TLS 1.2 or later, names checked; the System's own CA if it has one, else those of the operating system."""
    context = kind(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    problem = ""
    try:
        if ca is None:
            context.load_default_certs()
        else:
            context.load_verify_locations(cafile=ca)
    except OSError as error:
        problem = f"{ca}: cannot be used as CA: {error.strerror or 'no certificate in it'}"
    if problem:
        raise CannotOpenSystemError(problem)
    return context


def _http(header: str) -> Callable[[System, Address, Secret | None], HttpEndpoint]:
    def door(system: System, address: Address, own: Secret | None) -> HttpEndpoint:
        if system.proxy is not None and not system.proxy.startswith("http://"):
            message = f"system {system.name!r}: proxy: only http:// proxies are supported"
            raise CannotOpenSystemError(message)
        return HttpEndpoint(
            system=system.name,
            name=address.name,
            host=address.host,
            port=address.port,
            primary=address.primary,
            tls=_trusting(ssl.SSLContext, system.ca) if address.tls else None,
            base=address.base,
            proxy=system.proxy,
            headers={"X-Vault-Namespace": system.namespace} if system.namespace else {},
            credential=None if own is None else {header: own},
        )

    return door


def _postgres(system: System, address: Address, own: Secret | None) -> PostgresEndpoint:
    context = None
    if address.tls:
        context = _trusting(NamedContext, system.ca)
        context.name = address.host
    return PostgresEndpoint(
        system=system.name,
        name=address.name,
        host=address.host,
        port=address.port,
        primary=address.primary,
        tls=context,
        database=system.database or DATABASE,
        role=None if system.admin is None else _role(system.admin),
        password=own,
    )


def _redis(system: System, address: Address, own: Secret | None) -> RedisEndpoint:
    return RedisEndpoint(
        system=system.name,
        name=address.name,
        host=address.host,
        port=address.port,
        primary=address.primary,
        tls=_trusting(ssl.SSLContext, system.ca) if address.tls else None,
        user=None if system.admin is None else _role(system.admin),
        password=own,
    )


def _aws(system: System, address: Address, own: Secret | None) -> AwsDoor:
    sts = _http("")(system, address, None)
    key = None if own is None or system.admin is None else _access_key(system.admin, own)
    return AwsDoor(sts=sts, iam=replace(sts, host=iam_host(sts.host)), own=key)


def _access_key(admin: CredentialRef, own: Secret) -> Parts:
    if not admin.principal:
        message = f"{admin.at or admin.path}: the access key id that this secret belongs to is not configured (id)"
        raise CannotOpenSystemError(message)
    return {"key_id": Secret(admin.principal), "secret": own}


def _role(admin: CredentialRef) -> str:
    if not admin.principal:
        message = f"{admin.at or admin.path}: the role that this password belongs to is not configured (principal)"
        raise CannotOpenSystemError(message)
    return admin.principal


@dataclass(frozen=True, slots=True)
class _Provider:
    """The door that a provider needs, and what our own credential there is, if it has a use for one."""

    door: Callable[[System, Address, Secret | None], AnyEndpoint]
    own: tuple[CredentialType, Callable[[CredentialRef, Secret], Parts]] | None = None


def _the_token(_admin: CredentialRef, own: Secret) -> Parts:
    return {"token": own}


_PROVIDERS: Final[Mapping[str, _Provider]] = {
    "aws": _Provider(_aws, (aws.KEY, _access_key)),
    # A token is ended by whoever holds it, here: an administrator could do no more.
    "github": _Provider(_http("")),
    "gitlab": _Provider(_http("PRIVATE-TOKEN"), (gitlab.TOKEN, _the_token)),
    "openbao": _Provider(_http("X-Vault-Token"), (openbao.TOKEN, _the_token)),
    "postgres": _Provider(
        _postgres, (postgres.URL, lambda admin, own: {"role": Secret(_role(admin)), "password": own})
    ),
    "redis": _Provider(_redis, (redis.URL, lambda admin, own: {"user": Secret(_role(admin)), "password": own})),
    "slack": _Provider(_http("")),
}
