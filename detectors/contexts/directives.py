"""Directives: a line of a configuration that is a name, blanks and a value, and nothing else.

https://httpd.apache.org/docs/current/mod/mod_env.html (SetEnv); https://docs.fluentd.org/configuration/config-file
https://mosquitto.org/man/mosquitto-conf-5.html (remote_password); https://net-snmp.sourceforge.io/docs/man/snmp.conf.html
https://www.debian.org/releases/stable/amd64/apbs04.en.html (d-i passwd/root-password password x)
https://openwrt.org/docs/guide-user/base-system/uci (option password 'x'); https://docs.frrouting.org/ (password x)
https://docs.vyos.io/ and https://docs.paloaltonetworks.com/ (set ... password x)

A sentence of a document may be broken so, too: only what has letters and digits, and is no word, is told, and only
where configurations are.
"""

from __future__ import annotations

from typing import Final

from detectors.base import Parts
from detectors.generic.names import PASSES_ON
from detectors.generic.phrases import is_phrase
from detectors.generic.values import Strength, strength
from detectors.places import Place

from .services import SERVICE
from .shared import CHOSEN, RANDOM, mixed, named, place

_NAMED: Final = r"(?:passw(?:or)?d|passphrase|shared_?key|shared_?secret|_pass)"
# What sets something by a name that may be several words.
_SETS: Final = (
    r"(?:(?i:/?set|option|setenv|d-i|local-user|user|php_(?:admin_)?value|(?:fastcgi|uwsgi)_param)[ \t]{1,4}(?:"
    r"[^\n]{0,120}?[ \t])?)?"
)
_VALUE: Final = r"(?P<password>(?:[^\s\"'$<>{}()\[\],;=:|`\\/]|\$(?![\w{(])){8,64})"
_LEAST_LETTERS: Final = 2
_BEFORE: Final = (
    *("old", "older", "was", "previous", "previously", "prev", "former", "formerly", "old value", "previous value"),
    *("alt", "vorher", "ancien", "anterior"),
)


def _is_given(parts: Parts) -> bool:
    value = parts["password"].reveal()
    letters = sum(map(str.isalpha, value))
    return letters >= _LEAST_LETTERS and mixed("password")(parts)


DETECTORS = (
    place(
        SERVICE,
        rf"(?m:^)[ \t]{{0,16}}(?!passw(?:or)?d[ \t]{{1,8}}[\"']){_SETS}(?!{PASSES_ON}[ \t])[\w.\-]{{0,48}}?"
        rf"(?i:{_NAMED})(?:-value)?[ \t]{{1,40}}[\"']?{_VALUE}[\"']?;?"
        r"[ \t]{0,8}(?:\r?$|(?=\r?\n)|(?=\\n))",
        ("passw", "passphrase", "shared", "_pass"),
        (
            (f"remote_password {CHOSEN}\n", CHOSEN),
            (f"  SetEnv DB_PASSWORD {CHOSEN}\n", CHOSEN),
            (f"        option password '{RANDOM}'\n", RANDOM),
            (f"d-i passwd/root-password password {CHOSEN}\n", CHOSEN),
            (f"set mgt-config users ops password {RANDOM}", RANDOM),
            (f'    plaintext-password "{CHOSEN}"\n', CHOSEN),
            (f"  shared_key {RANDOM}\n", RANDOM),
            (f"fastcgi_param DB_PASS {CHOSEN};\n", CHOSEN),
        ),
        (
            "password required\n",
            "  password sha-256\n",
            "password requisite pam_unix.so\n",
            "remote_password $PASSWORD1\n",
            "the password Sommer12 of the user\n",
            "shared_key ${SHARED_KEY_2}\n",
            "password pbkdf2_sha256\n",
            "  uwsgi_pass app_server1;\n",
            "    memcached_pass memcache01;\n",
        ),
        prefilter=(
            rf"{_NAMED}(-value)?[ \t]{{1,40}}[\"']?[^\s\"'<>{{}}()\[\],;=:|`\\/]{{8,64}}[\"']?;?[ \t]{{0,8}}(\r|\n|$)"
        ),
        mark=rf"{_NAMED}(-value)?[ \t]{{1,40}}[\"']?[^\s\"'<>{{}}()\[\],;=:|`\\/]{{8}}",  # "password " stands in logs
        every=True,
        check=_is_given,
        doubts=named("password"),
        places=Place.CONFIG,
    ),
    # A passphrase of words, without quotes: also in a list of fields
    place(
        SERVICE,
        r"(?m:^)[ \t\-:]{0,16}[\w.\-]{0,48}(?i:passphrase)[ ]?[:=][ ]{1,2}"
        r"(?P<password>[a-z]{2,16}(?:[ ][a-z]{2,16}){3,7})[ \t]{0,8}(?=\r?$|\r?\n)",
        ("passphrase:", "passphrase =", "passphrase="),
        (
            ("backup_passphrase: wal" + "nut harbour pencil orbit drink\n", "wal" + "nut harbour pencil orbit drink"),
            (":Passphrase: wal" + "nut harbour pencil orbit\n", "wal" + "nut harbour pencil orbit"),
        ),
        (
            "passphrase: the words that you were given\n",
            "passphrase: ask harbour pencil\n",
            "- passphrase: used to unlock harbour pencil\n",
        ),
        check=lambda parts: is_phrase(parts["password"].reveal()),
        places=Place.CONFIG | Place.PROSE,
    ),
    # What it was before, in a comment right below it or behind it
    place(
        SERVICE,
        r"(?i:passw(?:or)?d|passphrase|passwd|\bpass|_pass|pwd|secret|token|(?:api|access|private)_?key)[\w\-\"']{0,16}"
        r"[ \t]{0,8}[:=][ \t]{0,4}[^\n]{4,64}?(?:\n[ \t]{0,16}|[ \t]{1,8})(?:#[ ]?|;[ ]?|//[ ])"
        rf"(?i:{'|'.join(_BEFORE)}):[ ]?[\"'`]?"
        r"(?P<password>[^\s\"'`$<>{}()\[\],;=:|/\\]{8,64})[\"'`]?[ \t]{0,8}(?=\r?$|\r?\n)",
        tuple(f"{sign}{word}:" for sign in ("#", "# ", ";", "; ", "// ") for word in _BEFORE),
        (
            (f"ldap.secret: x\ndb.password: $PASSWORD\n# old: {RANDOM[:16]}\n", RANDOM[:16]),
            (f"    API_KEY = $API_KEY\n    ; previous value: {RANDOM[:16]}\n", RANDOM[:16]),
        ),
        (
            "password: x\n# old: password1\n",
            f"name: orders\n# old: {CHOSEN}\n",
            f"password: changed\nname: orders\n# old: {CHOSEN}\n",
            "password: changed\n# was: in the old1file before\n",
            "token: changed\n# old: $TOKEN_2\n",
        ),
        span=320,
        every=True,
        check=mixed("password"),
        doubts=lambda parts: strength(parts["password"].reveal()) is not Strength.RANDOM,
        places=Place.CONFIG | Place.CODE,
    ),
)
