"""Passwords of entries of a directory, as LDIF has them: slapcat's, ldapadd's, and of the servers' own settings.

    dn: uid=app,dc=example                    in a record: whatever stands there is its password, however weak
    userPassword: admin123
    userPassword:: e1NTSEF9...                in base64; {SSHA}... is a hash, and nobody can use that
    userPassword: Xk29f
     jsLa7                                    a line that begins with a blank goes on with the one above

https://datatracker.ietf.org/doc/html/rfc2849, https://datatracker.ietf.org/doc/html/rfc2307#section-5.3 ({SSHA})
https://learn.microsoft.com/en-us/openspecs/windows_protocols/ms-adts/ (unicodePwd)
https://manpages.debian.org/ldap-utils/ldappasswd.1.en.html (-s, -a, -w)
"""

from __future__ import annotations

import base64
import re
from dataclasses import replace
from typing import Final

from detectors.base import Parts, Secret
from detectors.filters.standards import is_standard
from detectors.generic.chosen import is_complex
from detectors.generic.foreign import is_word

from .databases import COMMAND
from .services import SERVICE
from .shared import CHOSEN, RANDOM, command, is_template, likely, mixed, named, place, real, word

_NEAR: Final = 1024
_ATTRIBUTE: Final = r"(?m:^)(?i:userPassword|olcRootPW|nsslapd-rootpw|unicodePwd)(?>(?:;[\w\-]{1,32}){0,3})"
_HASHED: Final = r"(?!\{(?!(?i:plain|clear|cleartext)\})[\w\-./]{2,24}\})(?:\{\w{5,9}\})?"
_FOLDED: Final = r"(?:\r?\n[ ][^\r\n]{1,120}){0,8}"
_LETTERS: Final = r"[A-Za-z0-9+/]{1,120}={0,2}"  # of base64
_END: Final = r"[ \t]{0,8}\r?(?m:$)"
_FOLD: Final = re.compile(r"\r?\n ")
_NUMBER: Final = re.compile(r"\d+(?:\.\d+){2,}")  # of an attribute
_KEYWORDS: Final = ("userpassword", "olcrootpw", "nsslapd-rootpw", "unicodepwd")
_IN_BASE64: Final = base64.b64encode(RANDOM.encode()).decode()
_HASH: Final = base64.b64encode(b"{SSHA}" + RANDOM.encode()).decode()
_WIDE: Final = base64.b64encode(f'"{CHOSEN}"'.encode("utf-16-le")).decode()
_WEAK: Final = f"blue{12}"
_CODE: Final = re.compile(r"\w\(\w*\)$|^\w+=[\"']|^\d{4}-\d\d-\d\d")
_DOTTED: Final = "Adm1n" + ".Granite"  # which looks like code elsewhere
_DN: Final = "dn: uid=app,dc=example,dc=org\n"


def _is_far(near: str) -> bool:
    """From any record."""
    return not near.startswith(("dn:", "DN:")) and "\ndn:" not in near and "\nDN:" not in near


def _whole(parts: Parts) -> Parts:
    return {"password": Secret(_FOLD.sub("", parts["password"].reveal()))}


def _decoded(parts: Parts) -> Parts:
    """{}: a hash, or bytes that nobody typed in."""
    try:
        raw = base64.b64decode(_FOLD.sub("", parts["password"].reveal()), validate=True)
        value = raw.decode("utf-16-le").strip('"') if raw[1:2] == b"\0" else raw.decode()
    except ValueError:
        return {}
    plain = re.fullmatch(_HASHED + r"(?P<value>.+)", value.rstrip("\r\n"))
    return {"password": Secret(plain["value"])} if plain and plain["value"].isprintable() else {}


def _is_any(parts: Parts) -> bool:
    """Of words only what nobody writes for an example; of anything else all that is not to be filled in."""
    value = parts["password"].reveal()
    if not any(map(str.isdigit, value)):
        return likely("password")(parts) and real("password")(parts)
    filled = is_template(value) or value.startswith("{") or _CODE.search(value)  # {users[1]}, in code that writes LDIF
    return not filled and not is_standard(value) and not _NUMBER.fullmatch(value)


def _is_given(parts: Parts) -> bool:
    """And not what a text about directories has in its place: RFC2307, 2.5.4.35, Contraseña1."""
    chosen = is_complex(parts["password"].reveal()) or mixed("password")(parts)
    return chosen and _is_any(parts) and real("password")(parts) and not is_word(parts["password"].reveal())


DETECTORS = (
    replace(
        place(
            SERVICE,
            rf"{_ATTRIBUTE}:[ ]{{1,2}}{_HASHED}(?P<password>[^\s<:$][^\r\n]{{2,254}}?[^\s]{_FOLDED}){_END}",
            _KEYWORDS,
            (
                (f"{_DN}uid: app\nuserPassword: {_WEAK}\n", _WEAK),
                (
                    f"{_DN}changetype: modify\nreplace: userPassword\nuserPassword: {CHOSEN[:5]}\n {CHOSEN[5:]}\n",
                    CHOSEN,
                ),
                (f"{_DN}userPassword;lang-en: Blue sky {CHOSEN}!\n", f"Blue sky {CHOSEN}!"),
                (f"dn: cn=config\nnsslapd-rootpw: {{CLEAR}}{_WEAK}\n", _WEAK),
                (f"userPassword: {_WEAK}\ndn: uid=b\n", _WEAK),
            ),
            (
                f"{_DN}userPassword: {{SSHA}}{RANDOM}\n",
                f"{_DN}userPassword: secret\n",
                f"{_DN}userPassword: $PASSWORD1\n",
                f"{_DN}userPassword: {{{{ password1 }}}}\n",
                f"{_DN}userPassword: {{users[1]}}\n",
                f"{_DN}userPassword: SHA512\n",
                f"{_DN}userPassword:< file:///etc/password1\n",
                f"{_DN}userPassword: 2.5.4.35\n",
                f"userPassword: {_WEAK}\n",
            ),
            span=_NEAR,
            parse=_whole,
            check=_is_any,
        ),
        unless=_is_far,
    ),
    # In a text, without one.
    replace(
        place(
            SERVICE,
            rf"{_ATTRIBUTE}:[ ]{{1,2}}{_HASHED}(?P<password>[^\s<:$][^\s{{}}<>$]{{3,127}}){_END}",
            _KEYWORDS,
            (
                (f"userPassword: {CHOSEN}\n", CHOSEN),
                (f"olcRootPW: {RANDOM}\n", RANDOM),
                (f"userPassword: {_DOTTED}\n", _DOTTED),
            ),
            (
                "userPassword: {SSHA}x1y2z3\n",
                "userPassword: secret\n",
                "userPassword: $PASSWORD1\n",
                "userPassword: string\n",
                "userPassword: 2.5.4.35\n",
                f"userPassword: {'RFC'}{2307}\n",
                "userPassword: SHA512\n",
                "userPassword: PBKDF2-SHA512\n",
                "userPassword: Contraseña1\n",
                "  userPassword: password1.value\n",
            ),
            span=_NEAR,
            check=_is_given,
            doubts=named("password"),
        ),
        unless=lambda near: not _is_far(near),
    ),
    place(
        SERVICE,
        rf"{_ATTRIBUTE}::[ ]{{1,2}}(?P<password>{_LETTERS}(?:\r?\n[ ]{_LETTERS}){{0,8}}){_END}",
        (*(f"{name}::" for name in _KEYWORDS), *(f"{name};" for name in _KEYWORDS)),
        (
            (f"{_DN}userPassword:: {_IN_BASE64}\n", RANDOM),
            (f"olcRootPW:: {_IN_BASE64[:8]}\n {_IN_BASE64[8:]}\n", RANDOM),
            (f"unicodePwd:: {_WIDE}\n", CHOSEN),
        ),
        (
            f"{_DN}userPassword:: {_HASH}\n",
            "userPassword:: c2VjcmV0\n",
            "userPassword:: password1\n",
            f"x userPassword:: {_IN_BASE64}\n",
        ),
        span=_NEAR,
        parse=_decoded,
        check=_is_any,
    ),
    place(
        COMMAND,
        rf"{command('ldappasswd')}[ \t]-[saw][ \t]{{1,2}}" + word("password"),
        ("ldappasswd",),
        (
            (f"ldappasswd -x -D cn=app -W -s {RANDOM} uid=app", RANDOM),
            (f"ldappasswd -a '{CHOSEN}' -S", CHOSEN),
        ),
        ("ldappasswd -s $PASSWORD1 uid=app", "ldappasswd -S -W uid=app", "ldappasswd -s password uid=app"),
        every=True,
        check=likely("password"),
    ),
)
