r"""Passwords among a command's arguments where a program wrote each in quotes, as it calls or traces another.

    ['docker', 'login', '-u', 'app', '-p', 'x']          a list of Python's or of JSON, in code and in logs
    execve("/usr/bin/sshpass", ["sshpass", "-p", "x"])    https://man7.org/linux/man-pages/man1/strace.1.html
    argc=4 a0="curl" a1="-u" a2="app:x"                   https://man7.org/linux/man-pages/man8/auditd.8.html

Only an option that says nothing by itself is looked for: `"--password", "x"` is a name and its value (generic/), and
what such an option means to which command is in options.py, commands.py and arguments.py, of a shell's lines.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from .databases import COMMAND
from .shared import CHOSEN, RANDOM, likely, place

_QUOTE: Final = r"\\{0,3}[\"']"
_NEXT: Final = rf"{_QUOTE}(?:,\s{{0,24}}|[ ]a\d{{1,2}}=){_QUOTE}"
_ITEM: Final = r"[^\"'\n\\]{0,160}"
_GIVEN: Final = rf"(?P<password>(?![\-$<{{])[^\s\"'`\\<>]{{4,128}})(?={_QUOTE})"
_AZURE: Final = rf"azure\.cli\.core: Command arguments: \[{_QUOTE}"
# Which option of which commands.
_LOGGED_IN: Final = "docker|podman|nerdctl|buildah|skopeo|helm|oras|crane"
_OPTIONS: Final = (
    ("-p", "sshpass|az|oc|mongosh|mongodump|mongorestore|mongoexport|mongoimport"),
    ("-w", "ldapsearch|ldapadd|ldapmodify|ldapdelete|ldappasswd|ldapwhoami"),
    ("-P", "sqlcmd|bcp|ipmitool|mosquitto_pub|mosquitto_sub"),
    ("-pw", "plink|pscp|psftp|klink"),
)
_ALL: Final = "|".join(commands for _, commands in _OPTIONS).split("|")
_LOGINS: Final = "curl|wget|xh"


def _first(commands: Iterable[str]) -> tuple[str, ...]:
    """How their names are followed by their first argument."""
    ends = ("', '", "','", '", "', '","', '" a', '\\",', ".exe',", '.exe",')
    return tuple(command + end for command in commands for end in ends)


def _called(commands: str, option: str) -> str:
    return (
        rf"(?:(?<=[\"'])(?:[\w./:\-]{{0,64}}[/\\])?(?:{commands})(?:\.exe)?{_NEXT}|{_AZURE})(?:{_ITEM}{_NEXT}){{0,24}}?"
        rf"{option}{_NEXT}"
    )


DETECTORS = (
    place(
        COMMAND,
        "(?:"
        + "|".join(_called(commands, option) for option, commands in _OPTIONS)
        + "|"
        + _called(rf"(?:{_LOGGED_IN}){_NEXT}(?:(?:registry|auth){_NEXT})?login", "-p")
        + ")"
        + _GIVEN,
        (*_first([*_ALL, "login"]), "azure.cli.core: command arguments"),
        (
            (f"['docker', 'login', '-u', 'app', '-p', '{RANDOM}', 'registry.example.com']", RANDOM),
            (f'execve("/usr/bin/sshpass", ["sshpass", "-p", "{CHOSEN}", "ssh", "root@db"], 0x7ffd) = 0', CHOSEN),
            (f'argc=4 a0="ldapsearch" a1="-x" a2="-w" a3="{RANDOM}"', RANDOM),
            (
                f"cli.azure.cli.core: Command arguments: ['sql', 'server', 'create', '-u', 'app', '-p', '{CHOSEN}']",
                CHOSEN,
            ),
            (f'{{\\"command\\":[\\"sqlcmd\\",\\"-S\\",\\"db\\",\\"-P\\",\\"{RANDOM}\\"]}}', RANDOM),
            (f'args: ["plink.exe", "-ssh", "-pw", "{CHOSEN}", "root@db"]', CHOSEN),
        ),
        (
            "['docker', 'run', '-p', '8080:80', 'nginx']",
            "['docker', 'run', '-p', '127.0.0.1:8080:80/tcp', 'nginx']",
            '["sqlcmd", "-S", "db", "-P", "$SQL_PASSWORD"]',
            "['docker', 'login', '-p', password, 'registry.example.com']",
            "['mkdir', '-p', '/var/lib/orders9x']",
            f"['cp', '-p', '{RANDOM}']",
            '["az", "group", "list", "-p", "--query"]',
        ),
        span=400,
        check=likely("password"),
    ),
    place(
        COMMAND,
        rf"{_called(_LOGINS, '(?:-u|--user|-a|--auth)')}[\w.@\-]{{1,64}}:{_GIVEN}",
        _first(_LOGINS.split("|")),
        (
            (f'["curl", "-sf", "-u", "app:{RANDOM}", "https://example.com"]', RANDOM),
            (f'argc=4 a0="curl" a1="-u" a2="app:{CHOSEN}" a3="https://example.com"', CHOSEN),
        ),
        (
            '["curl", "-u", "app:$PASSWORD", "https://example.com"]',
            "['curl', '-u', 'user:password']",
            f"['sort', '-u', 'app:{RANDOM}']",
        ),
        span=400,
        check=likely("password"),
    ),
    place(
        COMMAND,
        rf"(?<=[\"']){_ITEM}\b(?:npm|pnpm|yarn)(?:\.c?js)?{_NEXT}(?:{_ITEM}{_NEXT}){{0,8}}?set{_NEXT}"
        rf"[^\"'\n\\]{{0,80}}_(?:auth|authToken|password){_NEXT}{_GIVEN}",
        tuple(f"{name}', '" for name in ("_auth", "_authtoken", "_password")),
        ((f"verbose cli [ '/usr/bin/node', '/usr/bin/npm', 'config', 'set', '_auth', '{RANDOM}' ]", RANDOM),),
        ("[ '/usr/bin/npm', 'config', 'set', '_auth', '***' ]", "['npm', 'config', 'set', 'registry', 'https://x']"),
        span=320,
        check=likely("password"),
    ),
)
