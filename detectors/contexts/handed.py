"""What a mail or a ticket hands over: in a paragraph of its own, or as what a variable is to be set to.

As in said.py, only what has letters and digits, and is no word, is told.
"""

from __future__ import annotations

import re
from typing import Final

from .said import DIGIT, SAID
from .shared import CHOSEN, RANDOM, firm, is_name, place

_VALUE: Final = (
    r"[\"'`*]{0,3}(?P<password>[^\s\"'`<>|(){}\[\]$,;:/\\*][^\s\"'`<>|{}\[\],;\\]{6,126}[^\s\"'`<>|{}\[\],;:.?)\\*])"
)
_FOR: Final = (
    "password for the|api key for|api-key for|api token for|passwort für|kennwort für"
    "|schlüssel für|mot de passe pour|clé pour|contraseña para"
    "|clave para|senha para|password per|chiave per|wachtwoord voor|sleutel voor"
)
# Hyperscan is given the letters of ASCII, and " pour" is in any French text: so the others count, written as they may
# be (clé, cl\u00e9, cl&eacute;).
_FOR_OF_BYTES: Final = re.sub("[^\0-\x7f]", lambda _: r"[^\s]{1,16}", _FOR)

DETECTORS = (
    # A variable: it works when I set API_KEY to x
    place(
        SAID,
        r"\b[A-Z][A-Z0-9_]{1,40}_(?:KEY|TOKEN|SECRET|PASSWORD|PASSWD|PASS|PWD)[\"'`]?[ ]to[ ]"
        + _VALUE
        + r"(?=[\s\"'`.,;)!<\\]|$)",
        tuple(
            f"_{word}{quote} to "
            for word in ("key", "token", "secret", "password", "passwd", "pass", "pwd")
            for quote in ("", '"', "'", "`")
        ),
        (
            (f"Works when I set PARTNER_ACCESS_KEY to {RANDOM} by hand.", RANDOM),
            (f"change `DB_PASSWORD` to `{CHOSEN}`", CHOSEN),
        ),
        (
            "set API_KEY to the one of the vault",
            "we renamed OLD_API_TOKEN to NEW_API_TOKEN2",
            "set DB_PASSWORD to $PASSWORD2",
            "API_KEY to production2-eu",
        ),
        check=lambda parts: not parts["password"].reveal().isupper() and firm("password")(parts),
    ),
    # A user and a password, and where: the prod db is app/x on 192.0.2.9
    place(
        SAID,
        r"(?i:\b(?:db|database|login|logon|account|access|creds|credentials)[ ](?:is|are|was)[ ])[\w.\-]{2,32}/"
        r"(?P<password>[^\s\"'`<>|(){}\[\]$,;:/\\@]{8,64})[ ](?:on|at|@)[ ]"
        r"(?:[0-9]{1,3}(?:\.[0-9]{1,3}){3}|(?:[\w\-]{1,63}\.){1,6}[a-z]{2,24})(?![\w/])",
        tuple(
            f"{what} {verb} "
            for what in ("db", "database", "login", "logon", "account", "access", "creds", "credentials")
            for verb in ("is", "are", "was")
        ),
        (
            (f"// TODO move to the vault - the prod db is app/{RANDOM} on 192.0.2.9", RANDOM),
            (f"my login was app/{CHOSEN} at db1.example.org", CHOSEN),
        ),
        (
            "the database is postgres/14.2-alpine on db1.example.org",
            "the db is app/password1 on 192.0.2.9",
            "access is read/write on 192.0.2.9",
            "the login is feature/login-page2 on git.example.org",
        ),
        check=lambda parts: not is_name(parts["password"].reveal()) and firm("password")(parts),
    ),
    # A paragraph of its own.
    place(
        SAID,
        rf"(?i:\b(?:{_FOR})[ ])[^\n:.]{{1,60}}:[ \t]{{0,4}}\r?\n[ \t]{{0,4}}\r?\n[ \t]{{0,4}}{_VALUE}"
        r"[ \t]{0,4}\r?(?m:$)",
        tuple(_FOR.split("|")),
        (
            (f"Hallo,\n\nhier der Schlüssel für den Shop:\n\n{RANDOM}\n\nGruß", RANDOM),
            (f"the API key for your account is:\r\n\r\n{RANDOM}\r\n", RANDOM),
            (f"new password for the admin:\n\n{RANDOM}\n", RANDOM),
        ),
        (
            "the API key for your account is:\n\nsee-the-vault2\n",
            f"the API key for your account is in:\n\n{RANDOM} and more\n",
            "the password for the admin:\n\n$PASSWORD1\n",
        ),
        prefilter=_FOR_OF_BYTES,
        span=240,
        needs=DIGIT,
        check=firm("password"),
    ),
)
