"""Passwords that a command writes into a file which is called after them: echo x > .vault_pass, > password.txt.

Of such a file nothing else is said: what it holds is the password, or a login as its program wants it.

https://docs.ansible.com/ansible/latest/vault_guide/vault_managing_passwords.html (--vault-password-file)
https://docs.docker.com/compose/how-tos/use-secrets/; https://www.postgresql.org/docs/current/libpq-pgpass.html
https://github.com/s3fs-fuse/s3fs-fuse (.passwd-s3fs); https://man7.org/linux/man-pages/man1/rsync.1.html
"""

from __future__ import annotations

import re
from typing import Final

from detectors.base import Parts
from detectors.filters.standards import is_standard

from .databases import COMMAND
from .fed import SAYS
from .shared import CHOSEN, RANDOM, likely, mixed, named, place

# What a file's name ends with that holds nothing else.
_FILES: Final = (
    *("vault_pass", "vault-pass", "vault_password", "vault-password", "passphrase", "borg_pass", "restic_pass"),
    *("password.txt", "passwd.txt", "pass.txt", "pw.txt", "pwd.txt", "passwords.txt", "password-file", "password_file"),
    *("passwordfile", "passwdfile", "passfile", "pwfile", "rsync.pass", "rsyncd.pass", "rsync.passwd", "/.pass"),
    *("/.password", "/.passwd", "passwd-s3fs"),
)
_WHOSE: Final = ("db", "mysql", "postgres", "root", "admin", "redis", "user")
_BARE: Final = re.compile(r"p(?:ass|w|wd)(?:\.txt|file)")  # no bypass.txt, and no compass.txt
_NAMED: Final = "|".join(
    (
        *((r"(?<![a-zA-Z])" if _BARE.fullmatch(name) else "") + name.replace(".", r"\.") for name in _FILES),
        *(f"{whose}_password" for whose in _WHOSE),
    )
)
_TO: Final = (
    r"[ \t]{0,4}(?:1?>>?|\|[ \t]{0,4}(?:sudo[ ])?tee[ ](?:-a[ ])?)[ \t]{0,4}[\"']?"
    rf"(?:[^\s\"'|;&<>]{{0,120}}?(?i:{_NAMED})(?:\.txt|\.secret)?"
    r"|[^\s\"'|;&<>]{0,60}?/run/secrets/(?i:[\w.\-]{0,40}?(?:pass|pw|secret|token|key))[\w.\-]{0,24})"
    r"[\"']?(?=[\s;&|)\\]|\Z)"
)
_NO_BEGINNING: Final = ("/", "~", "-", "./", "#!")


def _is_given(parts: Parts) -> bool:
    """No path, no digest's name, and no command that is written into a script."""
    value = parts["password"].reveal()
    return likely("password")(parts) and not value.startswith(_NO_BEGINNING) and not is_standard(value)


DETECTORS = (
    place(
        COMMAND,
        SAYS + _TO,
        (
            *(*_FILES, "/run/secrets/"),
            *(f"{before}{whose}_password" for before in ("/", "> ", ">") for whose in _WHOSE),
        ),
        (
            (f'echo "{CHOSEN}" > ~/.vault_pass', CHOSEN),
            (f"echo {RANDOM} > .vault_pass.txt", RANDOM),
            (f"printf '%s' '{CHOSEN}' > /run/secrets/db_password", CHOSEN),
            (f"echo -n {CHOSEN} | sudo tee /etc/app/password.txt", CHOSEN),
            (f'echo "app:{RANDOM}" > ~/.passwd-s3fs', RANDOM),
            (f"RUN echo '{CHOSEN}' > /opt/app/db_password && chmod 600 /opt/app/db_password", CHOSEN),
        ),
        (
            'echo "$VAULT_PASSWORD" > ~/.vault_pass',
            "echo password > password.txt",
            "echo 'user:password' > ~/.passwd-s3fs",
            f"echo {RANDOM} > commit.txt",
            "echo ${PASS} > /run/secrets/db_password",
            "echo wrote-it2 > x; cat password.txt",
            "echo eu-west-1 > /run/secrets/region",
            f"echo {CHOSEN} > /run/secrets/commit",
            f"echo {CHOSEN} >> bypass.txt",
            "echo sha512-crypt > vault_password",
            "echo '#!/bin/sh' > print_password",
        ),
        check=_is_given,
        doubts=lambda parts: named("password")(parts) or not mixed("password")(parts),
    ),
    # Host, port, database, user
    place(
        COMMAND,
        r"\b(?:echo|printf)[ ](?:-\w{1,3}[ ])?[\"']?[^\s\"':]{1,80}:(?:[0-9]{2,5}|\*|\$\{?\w{1,32}\}?):[^\s\"':]{1,64}"
        r":[^\s\"':]{1,64}:(?P<password>[^\s\"'$<>{}\\|;]{4,128})(?:\\n)?[\"']?[ \t]{0,4}>{1,2}[^\n|;&]{0,80}pgpass",
        ("pgpass",),
        (
            (f"echo 'db1:5432:orders:app:{RANDOM}' > ~/.pgpass", RANDOM),
            (f'printf "$HOST:*:*:$USER:{CHOSEN}\\n" >> /root/.pgpass', CHOSEN),
        ),
        (
            "echo '*:*:*:app:$PGPASSWORD' > ~/.pgpass",
            "echo 'hostname:port:database:username:password' > ~/.pgpass",
            f"echo 'db1:5432:orders:app:{RANDOM}' > ~/notes",
        ),
        check=likely("password"),
    ),
)
