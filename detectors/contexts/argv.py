r"""Passwords among a command's arguments where a program wrote each in quotes, as it calls or traces another.

    ['docker', 'login', '-u', 'app', '-p', 'x']          a list of Python's or of JSON, in code and in logs
    execve("/usr/bin/sshpass", ["sshpass", "-p", "x"])    https://man7.org/linux/man-pages/man1/strace.1.html
    argc=4 a0="curl" a1="-u" a2="app:x"                   https://man7.org/linux/man-pages/man8/auditd.8.html
    - redis-cli                                           a list of YAML's, as Kubernetes and Compose have them
    - -a
    - x

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
# The list goes on behind it, or ends; strace writes dots behind what it has cut off.
_CLOSED: Final = rf"(?={_QUOTE}(?:\s{{0,8}}[,\])}}]|[ ]a\d|[ \t]{{0,8}}\r?(?:\n|\Z)))"
_FIRST: Final = r"(?![\-$<{])"
_GIVEN: Final = (
    rf"(?:(?<=\")(?P<password>{_FIRST}[^\s\"`\\<>]{{4,128}})"
    rf"|(?<=')(?P<password__2>{_FIRST}[^\s'`\\<>]{{4,128}})){_CLOSED}"
)
_OF_USER: Final = rf"(?P<password>{_FIRST}[^\s\"'`\\<>]{{4,128}}){_CLOSED}"
_LOGGED_IN: Final = "docker|podman|nerdctl|buildah|skopeo|helm|oras|crane|oc"
# Which option of which commands. What another command of theirs is given so is a port, a project or a parameter.
_OPTIONS: Final = (
    ("-p", "sshpass|mongosh|mongodump|mongorestore|mongoexport|mongoimport"),
    ("-w", "ldapsearch|ldapadd|ldapmodify|ldapdelete|ldappasswd|ldapwhoami"),
    ("-P", "sqlcmd|bcp|ipmitool|mosquitto_pub|mosquitto_sub"),
    ("-pw", "plink|pscp|psftp|klink"),
)
_LINE: Final = r"[ \t]{0,8}\r?\n"
_ANY: Final = r"[ \t]{0,40}-[ ][^\n]{1,160}"
_IN_LINE: Final = r"(?P<password>(?![\-$<{*&!|>])[^\s\"'`\\<>]{4,128})[\"']?(?=[ \t]{0,8}\r?(?:\n|\Z))"
_NO_WORD: Final = r"(?!ort[0-9]|lugin|ipe[0-9]|ython|kg|hp[0-9]|roxy|rotocol|rint|latform)"  # -port3306
_GLUED: Final = (
    "sshpass|mysql|mysqladmin|mysqldump|mysqlshow|mysqlcheck|mysqlimport|mariadb|mariadb-dump|mariadb-admin|mycli"
)
# What has an administrator in Azure. Of the others -p is a project, a plan or parameters.
_ADMINISTERED: Final = "sql|mysql|postgres|mariadb|synapse|hdinsight"
_ALL: Final = "|".join(commands for _, commands in _OPTIONS).split("|")


def _first(commands: Iterable[str]) -> tuple[str, ...]:
    """How their names are followed by their first argument."""
    ends = ("', '", "','", '", "', '","', '" a', '\\",', ".exe',", '.exe",', '",\n', "',\n")
    return tuple(command + end for command in commands for end in ends)


def _called(commands: str, option: str) -> str:
    return (
        rf"(?<=[\"'])(?:[\w./:\-]{{0,64}}[/\\])?(?:{commands})(?:\.exe)?{_NEXT}(?:{_ITEM}{_NEXT}){{0,24}}?"
        rf"{option}{_NEXT}"
    )


def _items(commands: Iterable[str]) -> tuple[str, ...]:
    """How a line of YAML's begins and ends that names one of them."""
    quoted = [f"{quote}{command}{quote}" for command in commands for quote in ("", '"', "'")]
    return tuple(f"{before}{each}\n" for each in quoted for before in ("- ", "/"))


def _listed(commands: str, option: str) -> str:
    return (
        rf"(?m:^)[ \t]{{0,40}}-[ ][\"']?(?:[\w./\-]{{0,64}}/)?(?:{commands})[\"']?{_LINE}(?:{_ANY}{_LINE}){{0,12}}?"
        rf"[ \t]{{0,40}}-[ ][\"']?{option}"
    )


DETECTORS = (
    place(
        COMMAND,
        "(?:"
        + "|".join(_called(commands, option) for option, commands in _OPTIONS)
        + "|"
        + _called(rf"(?:{_LOGGED_IN}){_NEXT}(?:(?:registry|auth){_NEXT})?login", "-p")
        # https://learn.microsoft.com/en-us/cli/azure/reference-index (login, and what has an administrator)
        + rf"|(?:(?<=[\"'])az(?:\.cmd)?{_NEXT}|azure\.cli\.core: Command arguments: \[{_QUOTE})"
        rf"(?:{_ITEM}{_NEXT}){{0,4}}?(?:login|(?:{_ADMINISTERED}){_NEXT}(?:{_ITEM}{_NEXT}){{0,3}}?(?:create|update)){_NEXT}"
        rf"(?:{_ITEM}{_NEXT}){{0,24}}?-p{_NEXT}" + ")" + _GIVEN,
        (*_first([*_ALL, "login", "az"]), "azure.cli.core: command arguments"),
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
            (f"""["sshpass", "-p", "{CHOSEN}'Q!", "ssh", "root@db"]""", f"{CHOSEN}'Q!"),
        ),
        (
            "['docker', 'run', '-p', '8080:80', 'nginx']",
            "['docker', 'run', '-p', '127.0.0.1:8080:80/tcp', 'nginx']",
            '["sqlcmd", "-S", "db", "-P", "$SQL_PASSWORD"]',
            "['docker', 'login', '-p', password, 'registry.example.com']",
            "['mkdir', '-p', '/var/lib/orders9x']",
            f"['cp', '-p', '{RANDOM}']",
            '["az", "group", "list", "-p", "--query"]',
            '["az", "pipelines", "run", "-p", "contoso-proj1"]',
            "['az','webapp','create','-g','rg','-p','contosoPlan2','-n','f']",
            "['az', 'deployment', 'group', 'create', '-g', 'rg', '-p', 'location=westus2']",
            "['oc', 'new-app', '-p', 'IMAGE_TAG=v1.2.3']",
            f'execve("/usr/bin/sshpass", ["sshpass", "-p", "{RANDOM}"..., "ssh"], 0x7ffd) = 0',
        ),
        span=400,
        check=likely("password"),
    ),
    place(
        COMMAND,
        rf"(?:{_called('curl', '(?:-u|--user)')}|{_called('wget', '--(?:http-)?user')}"
        rf"|{_called('xh', '(?:-a|--auth)')})[\w.@\-]{{1,64}}:{_OF_USER}",
        _first(("curl", "wget", "xh")),
        (
            (f'["curl", "-sf", "-u", "app:{RANDOM}", "https://example.com"]', RANDOM),
            (f'argc=4 a0="curl" a1="-u" a2="app:{CHOSEN}" a3="https://example.com"', CHOSEN),
        ),
        (
            '["curl", "-u", "app:$PASSWORD", "https://example.com"]',
            "['curl', '-u', 'user:password']",
            f"['sort', '-u', 'app:{RANDOM}']",
            "['wget', '-a', 'host:8080logs']",
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
    # Of YAML, an argument a line
    place(
        COMMAND,
        "(?:"
        + "|".join(_listed(commands, option) for option, commands in (*_OPTIONS, ("-a", "redis-cli")))
        + "|"
        + _listed(rf"(?:{_LOGGED_IN}){_LINE}(?:[ \t]{{0,40}}-[ ](?:registry|auth){_LINE})?[ \t]{{0,40}}-[ ]login", "-p")
        + rf")[\"']?{_LINE}[ \t]{{0,40}}-[ ][\"']?{_IN_LINE}",
        _items([*_ALL, "redis-cli", *_LOGGED_IN.split("|")]),
        (
            (f"  args:\n    - redis-cli\n    - -a\n    - {CHOSEN}\n    - ping\n", CHOSEN),
            (f'command:\n- "sshpass"\n- "-p"\n- "{RANDOM}"\n- ssh\n', RANDOM),
            (f"command:\n  - /usr/bin/docker\n  - login\n  - -u\n  - app\n  - -p\n  - {CHOSEN}\n", CHOSEN),
        ),
        (
            "args:\n  - redis-cli\n  - -a\n  - $REDIS_PASSWORD1\n",
            "args:\n  - redis-cli\n  - -a\n  - password\n",
            f"args:\n  - redis-cli\n  - -h\n  - {CHOSEN}\n",
            f"args:\n  - docker\n  - run\n  - -p\n  - {CHOSEN}\n",
            f"args:\n  - redis-cli\nother:\n  - -a\n  - {CHOSEN}\n",
        ),
        span=640,
        check=likely("password"),
    ),
    place(
        COMMAND,
        rf"{_listed(_GLUED, '-p')}{_NO_WORD}{_IN_LINE}"
        rf"|(?<=[\"'])(?:[\w./\-]{{0,64}}/)?(?:{_GLUED}){_QUOTE},\s{{0,40}}{_QUOTE}(?:{_ITEM}{_QUOTE},\s{{0,40}}{_QUOTE}){{0,12}}?"
        rf"-p{_NO_WORD}(?P<password__2>{_FIRST}[^\s\"'`\\<>]{{4,128}}){_CLOSED}",
        (*_items(_GLUED.split("|")), *(command + end for command in _GLUED.split("|") for end in ("',", '",'))),
        (
            (f"command:\n  - mysqladmin\n  - ping\n  - -uroot\n  - -p{CHOSEN}\n", CHOSEN),
            (f'"command": [\n  "mysql",\n  "-u",\n  "root",\n  "-p{RANDOM}"\n ]', RANDOM),
            (f"run(['mariadb', '-u', 'root', '-p{CHOSEN}'])", CHOSEN),
        ),
        (
            "command:\n  - mysqladmin\n  - ping\n  - -p$PASSWORD1\n",
            "command:\n  - mysqladmin\n  - -ppassword\n",
            "['mysql', '-u', 'root', '-ppassword']",
            "['mysql', '-u', 'root', '-port3306']",
            f"- mysql\n- postgres\nother:\n  - -p{CHOSEN}\n",
        ),
        span=640,
        check=likely("password"),
    ),
)
