"""Hashes of passwords, each by its own form: leads, since one has to be guessed before it opens anything.

    $2b$12$...               bcrypt        $1$salt$...   $5$...   $6$...   MD5, SHA-256 and SHA-512 of crypt(3)
    $argon2id$v=19$...       Argon2        $apr1$salt$...                  Apache's MD5
    $y$j9T$...               yescrypt      $8$salt$...   $9$salt$...       Cisco's types 8 and 9
    pbkdf2_sha256$n$s$...    Django        $krb5asrep$   $krb5tgs$         Kerberos' replies

https://www.man7.org/linux/man-pages/man5/crypt.5.html
"""

from __future__ import annotations

from typing import Final

from .base import Confidence, CredentialType, Detector
from .forms import ALNUM, HEX, made, one, varied
from .places import MEANT

_B64: Final = ALNUM + "./"
_LETTER: Final = r"[A-Za-z0-9./]"


def _lead(
    kind: CredentialType,
    pattern: str,
    keywords: tuple[str, ...],
    example: str,
    *,
    prefilter: str | None = None,
    before: str = "",
    also: tuple[str, ...] = (),
    never: tuple[str, ...] = (),
) -> Detector:
    return Detector(
        type=kind,
        confidence=Confidence.LEAD,
        places=MEANT,
        keywords=keywords,
        prefilter=prefilter,
        pattern=rf"{before}(?P<hash>{pattern})(?![A-Za-z0-9./+])",
        check=varied("hash", 3.0),
        examples=(
            (f"root:{example}:19000:0:99999:7:::", example),
            (f"(1, 'admin', '{example}', 1),", example),
            *((text.format(example), example) for text in also),
        ),
        near_misses=(
            example[: len(example) // 3],
            example.replace("$", "_"),
            "$1$ $2b$ $5$ $6$",
            *(text.format(example) for text in never),
        ),
    )


_SALT: Final = made(_B64, 8, "salt")

BCRYPT = one("password-hash-bcrypt", "bcrypt hash", part="hash")
MD5 = one("password-hash-md5crypt", "MD5 crypt hash", part="hash")
SHA256 = one("password-hash-sha256crypt", "SHA-256 crypt hash", part="hash")
SHA512 = one("password-hash-sha512crypt", "SHA-512 crypt hash", part="hash")
YESCRYPT = one("password-hash-yescrypt", "yescrypt hash", part="hash")
ARGON2 = one("password-hash-argon2", "Argon2 hash", part="hash")
CISCO = one("password-hash-cisco", "Cisco type 8 or 9 hash", part="hash")
DJANGO = one("password-hash-django", "Django's PBKDF2 hash", part="hash")
ASREP = one("password-hash-kerberos-asrep", "Kerberos AS-REP hash", part="hash")
TGS = one("password-hash-kerberos-tgs", "Kerberos TGS hash", part="hash")

DETECTORS = (
    _lead(
        # Configuration and tests are full of them: of interest is a list of users, htpasswd's, a database's or a
        # spreadsheet's.
        BCRYPT,
        rf"\$2[abxy]?\$[0-3][0-9]\${_LETTER}{{53}}",
        ("$2",),
        f"$2b$12${made(_B64, 53)}",
        prefilter=r"\$2[abxy]?\$[0-3][0-9]\$",
        before=r"(?:(?<=[\w.@\-]:)|(?<=[,(]')|(?<=[,(] ')|(?<=[\w\"][,;\t])|(?<=\"[,;\t]\")"
        r"|(?m:^)[ \t]{0,8}+)",
        also=("ann@example.com,{},1", '"ann";"{}";"1"', "1\tann\t{}\t1"),
        never=('hashpw("ann", "{}")', "['ann', \"{}\"]", "hash: {}", "| bcrypt | {} |"),
    ),
    _lead(MD5, rf"\$(?:1|apr1)\${_LETTER}{{1,8}}\${_LETTER}{{22}}", ("$1$", "$apr1$"), f"$1${_SALT}${made(_B64, 22)}"),
    _lead(
        SHA256,
        rf"\$5\$(?:rounds=\d{{4,9}}\$)?{_LETTER}{{1,16}}\${_LETTER}{{43}}",
        ("$5$",),
        f"$5${_SALT}${made(_B64, 43)}",
    ),
    _lead(
        SHA512,
        rf"\$6\$(?:rounds=\d{{4,9}}\$)?{_LETTER}{{1,16}}\${_LETTER}{{86}}",
        ("$6$",),
        f"$6${_SALT}${made(_B64, 86)}",
    ),
    _lead(
        YESCRYPT,
        rf"\$(?:gy|y|7)\$[A-Za-z0-9./]{{1,16}}\${_LETTER}{{1,86}}\${_LETTER}{{43}}",
        ("$y$", "$gy$", "$7$"),
        f"$y$j9T${_SALT}${made(_B64, 43)}",
    ),
    _lead(
        ARGON2,
        r"\$argon2(?:id|i|d)\$(?:v=\d{2}\$)?m=\d{1,8},t=\d{1,4},p=\d{1,4}\$[A-Za-z0-9+/]{11,64}\$[A-Za-z0-9+/]{16,128}",
        ("$argon2",),
        f"$argon2id$v=19$m=65536,t=3,p=4${made(ALNUM, 22)}${made(ALNUM, 43)}",
    ),
    _lead(CISCO, rf"\$[89]\${_LETTER}{{14}}\${_LETTER}{{43}}", ("$8$", "$9$"), f"$8${made(_B64, 14)}${made(_B64, 43)}"),
    _lead(
        DJANGO,
        r"pbkdf2_sha(?:1|256)\$\d{4,8}\$[A-Za-z0-9+/]{8,44}\$[A-Za-z0-9+/]{27,43}=",
        ("pbkdf2_sha",),
        f"pbkdf2_sha256$260000${made(ALNUM, 22)}${made(ALNUM, 43)}=",
    ),
    _lead(
        ASREP,
        r"\$krb5asrep\$(?:\d{1,2}\$)?(?:[\w.@\-]{1,128}:)?[0-9a-fA-F]{24,32}\$[0-9a-fA-F]{64,4096}",
        ("$krb5asrep$",),
        f"$krb5asrep$23$user@EXAMPLE.COM:{made(HEX, 32)}${made(HEX, 300)}",
    ),
    _lead(
        TGS,
        r"\$krb5tgs\$\d{1,2}\$\*?[^\s:*$]{1,128}[$*:][^\s]{0,200}?\$[0-9a-fA-F]{24,32}\$[0-9a-fA-F]{64,4096}",
        ("$krb5tgs$",),
        f"$krb5tgs$23$*user$EXAMPLE.COM$spn*${made(HEX, 32)}${made(HEX, 300)}",
    ),
)
