r"""Lists of logins: an address and a password on each line, with the site before them, or a proxy's.

    bob@gmail.com:x            https://shop.example/login:bob@gmail.com:x         192.0.2.7:8080:bob:x

Nothing there says what it is but that several such lines follow one another, so each is a lead. Lists of those whose
addresses are all at firms are not looked for: their beginnings are no strings that are rare.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from detectors.base import Confidence, Detector, Parts

from .said import SAID
from .shared import CHOSEN, RANDOM, Check, Examples, apart, firm, place

# Where people have their mail. In a list of many lines some have it there.
_PROVIDERS: Final = (
    "gmail.com|googlemail.com|yahoo.com|yahoo.fr|yahoo.de|yahoo.co.uk|ymail.com|hotmail.com|hotmail.fr"
    "|hotmail.co.uk|outlook.com|live.com|msn.com|icloud.com|me.com|mac.com|aol.com|comcast.net|verizon.net"
    "|att.net|web.de|gmx.de|gmx.net|gmx.at|t-online.de|freenet.de|mail.ru|yandex.ru|bk.ru|list.ru|inbox.ru"
    "|rambler.ru|ukr.net|wp.pl|o2.pl|onet.pl|interia.pl|seznam.cz|orange.fr|free.fr|wanadoo.fr|laposte.net"
    "|sfr.fr|libero.it|virgilio.it|tiscali.it|qq.com|163.com|126.com|naver.com|daum.net|protonmail.com"
    "|proton.me|uol.com.br|bol.com.br|terra.com.br|rediffmail.com"
)
_HASH: Final = re.compile(
    r"[0-9a-fA-F]{32,}|\{[A-Z]|\$\d?[a-z\d]"
    r"|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-|[A-Za-z]{1,24}-\d+(?:\.\d+)+$"  # an id, a version
)
_MAIL: Final = r"[\w.+\-]{1,48}@[\w\-]{1,40}(?:\.[\w\-]{1,24}){1,3}"
_AMONG: Final = rf"(?=(?:[^\n]{{1,240}}\n){{0,8}}?[^\n@]{{1,200}}@(?i:{_PROVIDERS.replace('.', '[.]')})"
_SITE: Final = r"(?:(?:https?|android)://[^\s|;]{1,160}[:|; ])?"
_ADDRESS: Final = r"(?:[0-9]{1,3}\.){3}[0-9]{1,3}:[0-9]{2,5}:(?![A-Z]{2}:)[\w.@\-]{1,48}:"
_VALUE: Final = r"(?P<password>[^\s:;|,@\"'<>]{6,48})"
_ENDS: Final = r"[ \t]{0,2}\r?(?:\n|\Z)"


def _lines(before: str, among: str) -> str:
    """A pattern for a line of at least three that have `before` and something behind it, up to a value; `among` them is
    what a keyword points at. What begins alike in two is no password: ORD-1, ORD-2.
    """
    line = rf"{before}[^\n]{{1,64}}\n"
    alike = rf"{before}(\w{{2,16}}[\-_])[^\n]{{1,64}}\n{before}\1"
    return rf"(?m:^)(?=(?:{line}){{2}}{before}\S)(?!{alike}){among}(?:{line}){{0,8}}?{before}{_VALUE}(?={_ENDS})"


def _is_no_hash(check: Check) -> Check:
    return lambda parts: not _HASH.match(parts["password"].reveal()) and check(parts)


def _list(
    before: str,
    among: str,
    keywords: tuple[str, ...],
    examples: Examples,
    near_misses: tuple[str, ...],
    check: Check,
) -> Detector:
    found = place(
        SAID,
        _lines(before, among),
        keywords,
        examples,
        near_misses,
        span=800,
        every=True,
        check=_is_no_hash(check),
    )
    return replace(found, confidence=Confidence.LEAD)


def _sure(parts: Parts) -> bool:
    """Of both kinds of letters: a table of who is called what has two columns, too."""
    value = parts["password"].reveal()
    return firm("password")(parts) and any(map(str.isupper, value)) and any(map(str.islower, value))


DETECTORS = (
    _list(
        _SITE + _MAIL + ":",
        _AMONG + ":)",
        tuple(f"@{provider}:" for provider in _PROVIDERS.split("|")),
        (
            (f"a@gmail.com:{CHOSEN}\nb@example.org:password\nc@example.net:secret\n", CHOSEN),
            (f"b@example.org:password\nc@example.net:secret\na@gmail.com:{RANDOM}", RANDOM),
            (
                (
                    f"https://shop.example.org/login:a@web.de:{CHOSEN}\nhttps://example.net/:b@example.org:secret\n"
                    "https://x.example/:c@example.org:password\n"
                ),
                CHOSEN,
            ),
        ),
        (
            f"a@gmail.com:{CHOSEN}\nb@example.org:password\n",
            f"a@gmail.com:{CHOSEN} is new\nb@example.org:x of them\nc@example.net:y of them\n",
            "a@gmail.com:Bob\nb@example.org:Ann\nc@example.net:Carol2\n",
            "a@gmail.com: a2b@x\nb@example.org: bob77x\nc@example.net: ann77y\n",
            "a@gmail.com:5f4dcc3b5aa765d61d8327deb882cf99\nb@example.org:x\nc@example.net:y\n",
            "a@gmail.com:cus_Nff7xq2Kv\nb@example.org:cus_Kwf4rz9Tb\nc@example.net:cus_Pgm3sd8Lc\n",
            "a@gmail.com:550e8400-e29b-41d4-a716-446655440000\nb@example.org:x\nc@example.net:y\n",
            "a@gmail.com:~/src/main2.git\nb@example.org:/x\nc@example.net:/y\n",
            f"a@gmail.com:{CHOSEN}\n\nb@example.org:password\n\nc@example.net:secret\n",
        ),
        apart("password"),
    ),
    # With what parts the columns of tables, too
    _list(
        _SITE + _MAIL + "[;|]",
        _AMONG + "[;|])",
        tuple(f"@{provider}{sign}" for provider in _PROVIDERS.split("|") for sign in ";|"),
        (
            (f"a@gmail.com;{RANDOM}\nb@example.org;password\nc@example.net;secret\n", RANDOM),
            (f"a@gmail.com|{RANDOM}\nb@example.org|password\nc@example.net|secret\n", RANDOM),
        ),
        (
            "a@gmail.com;Bob\nb@example.org;Ann\nc@example.net;Carol2\n",
            "a@gmail.com;bobmiller77\nb@example.org;ann88\nc@example.net;carol99smith\n",
            "a@gmail.com;2024-01-01\nb@example.org;2024-01-02\nc@example.net;2024-01-03\n",
            f"a@gmail.com;{RANDOM};x\nb@example.org;password;x\nc@example.net;secret;x\n",
        ),
        _sure,
    ),
    _list(
        _ADDRESS,
        r"(?=[\d.]{7,15}(?i::8080:|:3128:|:1080:|:22:root:|:22:admin:|:3389:administrator:|:3389:admin:))",
        (":8080:", ":3128:", ":1080:", ":22:root:", ":22:admin:", ":3389:administrator:", ":3389:admin:"),
        (
            (f"192.0.2.7:8080:app:{CHOSEN}\n192.0.2.8:8080:app:x\n192.0.2.9:8080:app:x\n", CHOSEN),
            (f"192.0.2.7:22:root:{RANDOM}\n192.0.2.8:22:root:x\n192.0.2.9:22:root:x\n", RANDOM),
        ),
        (
            "192.0.2.7:8080:app:password\n192.0.2.8:8080:app:x\n192.0.2.9:8080:app:x\n",
            f"192.0.2.7:8080:app:{CHOSEN}\n192.0.2.8:8080:80\n192.0.2.9:8080:80\n",
            "192.0.2.7:8080:web01:nginx-1.25.3\n192.0.2.8:8080:web02:nginx-1.25.3\n192.0.2.9:8080:web03:nginx-1.24.0\n",
            "192.0.2.7:8080:US:elite2024\n192.0.2.8:8080:DE:elite2024\n192.0.2.9:8080:FR:elite2024\n",
            "192.0.2.7:8080:web01:ready2go\n192.0.2.8:8080:web02:down\n192.0.2.9:8080:web03:up\n",
        ),
        apart("password"),
    ),
)
