"""[web] of stanch.toml: where the daemon answers, and by which names it may be asked."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from typing import Final

from agent.settings.document import Document
from agent.settings.tables import WebTable
from agent.settings.webhooks import WebHookSettings

OFF: Final = "off"
_LISTEN: Final = re.compile(r"(?:\[(?P<six>[0-9A-Fa-f:.]+)\]|(?P<four>[0-9.]+)):(?P<port>[0-9]{1,5})")
_HOST: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?")
_PORTS: Final = 65_536


@dataclass(frozen=True, slots=True)
class Web:
    """`address` is an IP address; port 0: any that is free. `hosts`: what a Host header may name, in small letters."""

    address: str
    port: int
    hosts: frozenset[str]
    hooks: tuple[WebHookSettings, ...] = ()


def build_web(document: Document, table: WebTable, hooks: tuple[WebHookSettings, ...]) -> Web | None:
    """None when it is off, or when it is wrong, which is then filed in the document."""
    if table.listen == OFF:
        if hooks:
            document.problem(("web", "hooks"), "nobody listens for them", 'write listen = "127.0.0.1:9464"')
        return None
    for index, host in enumerate(table.hosts):
        if not _HOST.fullmatch(host):
            document.problem(("web", "hosts", index), "is no host name", 'write a name alone, such as "ci.internal"')
    found = _LISTEN.fullmatch(table.listen)
    try:
        address = ipaddress.ip_address((found["six"] or found["four"]) if found else "")
        port = int(found["port"]) if found else _PORTS
    except ValueError:
        address, port = ipaddress.ip_address("127.0.0.1"), _PORTS
    if port >= _PORTS:
        document.problem(("web", "listen"), "is no address with a port", 'write "127.0.0.1:9464", or "off"')
        return None
    if not address.is_loopback and not table.beyond_loopback:
        mend = 'write "127.0.0.1:9464", or beyond_loopback = true if others shall read it'
        document.problem(("web", "listen"), "others can reach this address", mend)
    own = str(address) if address.version == 4 else f"[{address}]"  # noqa: PLR2004 - IPv4
    return Web(str(address), port, frozenset({own, "localhost", *(host.lower() for host in table.hosts)}), hooks)
