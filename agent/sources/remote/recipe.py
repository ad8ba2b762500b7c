"""The recipe for a git that goes to the network: that of agent/git.py, and in addition

    GIT_ALLOW_PROTOCOL           the one protocol of the configured URL, whatever the server says
    http.followRedirects=false   no other host ever gets our login
    http.curloptResolve          the address that agent/doors/resolve.py checked is the one that is dialled
    askpass, file without name   the login is in no argument, no environment, no URL and no file that has a name
    no helper, no prompt         nobody else is asked for a login
    ssh -F /dev/null             no configuration of the user's; known hosts are a file of the operator's
    unpackLimit=1                objects come as one pack, which is there whole or not at all
    no submodules, no bundles    one server is spoken to
    no gc, no auto-maintenance   nothing that we have not read is ever pruned

Objects are checked against their names and for being complete, as git always does; fsck's further rules are off
(transfer.fsckObjects=false): a server takes what breaks them, so one odd object would keep a whole history from us.

https://git-scm.com/docs/git-config https://git-scm.com/docs/gitcredentials
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from agent.doors.resolve import Lookup, ask_resolver, resolve
from agent.git import GIT_ENV, git_command
from agent.sources.remote.address import Remote
from detectors.base import Secret

ASKPASS: Final = Path(__file__).with_name("askpass")
_SETTINGS: Final = (
    "http.followRedirects=false",
    "http.lowSpeedLimit=1000",
    "http.lowSpeedTime=60",
    "http.sslVerify=true",
    "credential.helper=",
    "core.askPass=",
    "transfer.fsckObjects=false",
    "transfer.unpackLimit=1",
    "fetch.unpackLimit=1",
    "fetch.recurseSubmodules=false",
    "fetch.writeCommitGraph=false",
    "transfer.bundleURI=false",
    "maintenance.auto=false",
    "pack.threads=1",
    "core.deltaBaseCacheLimit=32m",
)


@dataclass(frozen=True, slots=True)
class Login:
    """Over HTTPS a user and a token or password."""

    user: str
    password: Secret


@dataclass(frozen=True, slots=True)
class Way:
    """How a server is reached. `key`, `known_hosts`: of ssh. `ca`, `proxy`: of https. `lookup`: who knows addresses."""

    key: Path | None = None
    known_hosts: Path | None = None
    ca: Path | None = None
    proxy: str | None = None
    lookup: Lookup = ask_resolver


@dataclass(frozen=True, slots=True)
class Call:
    """What a process is started with."""

    argv: list[str]
    environment: Mapping[str, str]
    descriptors: tuple[int, ...]


async def pinned(remote: Remote, way: Way) -> tuple[str, ...]:
    """The address to connect to, as a setting of git's. Raises TransientError."""
    if remote.scheme not in {"https", "http"} or way.proxy is not None:
        return ()
    addresses = await resolve(remote.host, remote.port, lookup=way.lookup)
    if ":" in remote.host:
        return ()  # a literal, which is dialled as it is
    wrapped = (f"[{address}]" if ":" in address else address for address in addresses)
    return (f"http.curloptResolve={remote.host}:{remote.port}:{','.join(wrapped)}",)


@contextmanager
def call(
    git_dir: str, *args: str, remote: Remote, way: Way, login: Login | None, more: tuple[str, ...] = ()
) -> Iterator[Call]:
    """`git ARGS`, with `more` settings. The login lives as long as the context."""
    settings = [*_SETTINGS, *more, f"http.proxy={way.proxy or ''}"]
    if way.ca is not None:
        settings.append(f"http.sslCAInfo={way.ca}")
    options = [word for setting in settings for word in ("-c", setting)]
    environment = {
        **GIT_ENV,
        "GIT_ALLOW_PROTOCOL": remote.scheme,
        "GIT_ASKPASS": "/bin/false",
        "GIT_SSH_COMMAND": _ssh(way),
        "GIT_SSH_VARIANT": "ssh",
    }
    argv = git_command(git_dir, *options, *args)
    if login is None or remote.scheme not in {"https", "http"}:
        yield Call(argv, environment, ())
        return
    file = os.memfd_create("login")
    try:
        os.write(file, f"{login.user}\n{login.password.reveal()}\n".encode())
        environment |= {
            "GIT_ASKPASS": str(ASKPASS),
            "STANCH_LOGIN_FD": str(file),
            "STANCH_LOGIN_OF": remote.origin,
        }
        yield Call(argv, environment, (file,))
    finally:
        os.close(file)


def _ssh(way: Way) -> str:
    """A line for a shell: that is how git runs it."""
    options = {
        "BatchMode": "yes",
        "StrictHostKeyChecking": "yes",
        "GlobalKnownHostsFile": "/dev/null",
        "UserKnownHostsFile": _path(way.known_hosts),
        # Not -i: without such a file it would try those of the user.
        "IdentityFile": _path(way.key),
        "IdentitiesOnly": "yes",
        "IdentityAgent": "none",
        "PreferredAuthentications": "publickey",
        "ForwardAgent": "no",
        "ClearAllForwardings": "yes",
        "PermitLocalCommand": "no",
        "ConnectTimeout": "15",
        "ServerAliveInterval": "20",
    }
    words = ["ssh", "-F", "/dev/null", "-T"]
    for name, value in options.items():
        words += ["-o", f"{name}={value}"]
    return shlex.join(words)


def _path(path: Path | None) -> str:
    """As ssh reads one in an option."""
    text = str(path or "/dev/null").replace("%", "%%")
    return f'"{text}"'
