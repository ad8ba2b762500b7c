"""The URL of a repository, as the configuration may write it.

    https://host[:port]/path      ssh://[user@]host[:port]/path      http:// on the loopback only      file:///path

No user or password (of ssh the user, who is no secret), no query, nothing that a shell, git or ssh could read as an
option. `git://` is not spoken: anybody on the way could add to what comes.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from typing import Final, NoReturn
from urllib.parse import SplitResult, urlsplit

_PORTS: Final = {"https": 443, "http": 80, "ssh": 22, "file": 0}
_HOST: Final = re.compile(r"[a-z0-9_][a-z0-9._-]{0,252}")
_USER: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,63}")
_PATH: Final = re.compile(r"/[A-Za-z0-9._~%+@:,=/-]{1,1000}")


class NoRemoteError(ValueError):
    """Says in our words what is wrong with a URL, and never repeats it: it may hold a password."""


@dataclass(frozen=True, slots=True)
class Remote:
    """`origin` is how git names the server when it asks for a login. `user`: of ssh."""

    scheme: str
    host: str
    port: int
    path: str
    user: str = ""

    @property
    def origin(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" + (f":{self.port}" if self.port != _PORTS[self.scheme] else "")

    @property
    def url(self) -> str:
        if self.user:
            return self.origin.replace("://", f"://{self.user}@", 1) + self.path
        return self.origin + self.path

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rstrip("/").rpartition("/")[2].removesuffix(".git")

    def below(self, path: str) -> Remote:
        """Another repository of the same server. Raises NoRemoteError: `path` comes from an API's answer."""
        return parse(f"{self.url.rstrip('/')}/{path.lstrip('/')}")


def parse(text: str, *, server: bool = False) -> Remote:
    """`server`: of a server, whose path may be empty. Raises NoRemoteError."""
    if not text.isascii() or not text.isprintable() or " " in text:
        _no("holds what no URL holds")
    try:
        url = urlsplit(text)
        port = url.port
    except ValueError:
        url, port = urlsplit(""), None
    if url.scheme not in _PORTS:
        _no("is no https://, ssh:// or file:// URL")
    host = (url.hostname or "").lower()
    if url.query or url.fragment or "?" in text or "#" in text:
        _no("has more than a path")
    if url.scheme == "file" and (host or port is not None):
        _no("names a host: a file:// URL has three slashes")
    if url.scheme != "file" and (not (_HOST.fullmatch(host) or _literal(host)) or port == 0):
        _no("names no host")
    if url.scheme == "http" and not loopback(host):
        _no("is not encrypted: http:// is for the loopback only")
    _check_user(url)
    parts = url.path.replace("%2e", ".").replace("%2E", ".").split("/")
    path = url.path.rstrip("/") if server else url.path
    if not (_PATH.fullmatch(path) or (server and not path)) or ".." in parts:
        _no("has no path of a repository")
    return Remote(url.scheme, host, port or _PORTS[url.scheme], path, url.username or "")


def _check_user(url: SplitResult) -> None:
    if url.password is not None or (url.username is not None and url.scheme != "ssh"):
        _no("holds a login, which belongs into a file")
    if url.username is not None and not _USER.fullmatch(url.username):
        _no("names no user")


def loopback(host: str) -> bool:
    address = _literal(host)
    return host == "localhost" or (address is not None and address.is_loopback)


def _literal(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _no(reason: str) -> NoReturn:
    raise NoRemoteError(reason)
