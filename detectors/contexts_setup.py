"""Passwords in the answer files of what sets up a machine, and in elements of XML that say more than their name.

https://learn.microsoft.com/en-us/windows-hardware/customize/desktop/unattend/ (AutoLogon, AdministratorPassword)
https://cloudinit.readthedocs.io/en/latest/reference/modules.html (chpasswd)
https://docs.spring.io/spring-framework/reference/core/beans/dependencies/factory-properties-detailed.html (value)
https://openvpn.net/community-resources/reference-manual-for-openvpn-2-6/ (inline files: auth-user-pass)
"""

from __future__ import annotations

import base64

from .base import Parts, Secret
from .contexts import CHOSEN, RANDOM, least, likely, login, place
from .forms import one
from .generic_values import Strength

UNATTENDED = one("unattended-password", "Password of an unattended setup", part="password")
ELEMENT = one("element-password", "Password in an element of XML", part="password")
ELEMENT_SECRET = one("element-secret", "Secret in an element of XML", part="secret")
SETUP = login("setup-password", "Password that sets up a machine")

# Of an element: at least one, for one without any is read as an assignment.
_ATTRIBUTES = r"(?:[ ][\w:.\-]{1,24}=(?:\"[^\"<>\n]{0,60}\"|'[^'<>\n]{0,60}'|[^\s<>\"']{1,40})){1,4}[ ]?>"
# Windows hides it so: what it is for stands behind it, in UTF-16, and base64 around both.
_ENDINGS = ("AdministratorPassword", "Password")
_HIDDEN = base64.b64encode(f"{CHOSEN}AdministratorPassword".encode("utf-16-le")).decode()


def _shown(parts: Parts) -> Parts:
    """The password as it is typed, if it was hidden."""
    text = parts["password"].reveal()
    try:
        plain = base64.b64decode(text, validate=True).decode("utf-16-le")
    except ValueError:
        return parts
    for ending in _ENDINGS:
        if plain.endswith(ending) and plain.isascii():
            return {"password": Secret(plain.removesuffix(ending))} if plain != ending else {}
    return parts


def _is_own(parts: Parts) -> bool:
    """No user's name, which images have for a password until somebody changes it."""
    return parts["password"] != parts["user"] and least("password", Strength.CHOSEN)(parts)


DETECTORS = (
    place(
        ELEMENT,
        rf"<[\w.:\-]{{0,40}}(?i:passw(?:or)?d|passphrase|pwd){_ATTRIBUTES}"
        r"\s{0,40}(?P<password>[^<>\s]{4,256})\s{0,40}</[\w.:\-]{0,40}(?i:passw(?:or)?d|passphrase|pwd)>",
        ("password>", "passwd>", "passphrase>", "pwd>"),
        (
            (f'<password encrypted="false">{CHOSEN}</password>', CHOSEN),
            (f"<db:Password id='1' type=\"text\"> {RANDOM} </db:Password>", RANDOM),
        ),
        (
            '<password encrypted="true">${db.password}</password>',
            '<label for="password">Password</label>',
            '<password type="string">password</password>',
            '<xs:password minOccurs="0"/>',
        ),
        prefilter=(
            r"(passw(or)?d|passphrase|pwd)[ ][^<>\n]{3,200}>\s{0,40}[^<>\s]{4,256}"
            r"\s{0,40}</[\w.:\-]{0,40}(passw(or)?d|passphrase|pwd)>"
        ),
        mark=r"password>|passwd>|passphrase>|pwd>",
        span=400,
        check=least("password", Strength.CHOSEN),
    ),
    place(
        ELEMENT,
        r"<property[ ][^<>\n]{0,60}name=[\"'][\w.\-]{0,40}(?i:passw(?:or)?d|passphrase|pwd)[\"'][^<>\n]{0,40}>\s{0,40}"
        r"<value>\s{0,40}(?P<password>[^<>\s]{4,256})\s{0,40}</value>",
        ("<value>",),
        ((f'<property name="password"><value>{CHOSEN}</value></property>', CHOSEN),),
        ('<property name="password"><value>${db.password}</value>', '<property name="driver"><value>sunshine1</value>'),
        prefilter=r"(passw(or)?d|passphrase|pwd)[\"'][^<>\n]{0,40}>\s{0,40}<value>",
        span=400,
        check=least("password", Strength.CHOSEN),
    ),
    place(
        ELEMENT_SECRET,
        rf"<[\w.:\-]{{0,40}}(?i:secret|token|api_?key|secret_?key){_ATTRIBUTES}\s{{0,40}}(?P<secret>[^<>\s]{{8,512}})"
        r"\s{0,40}</[\w.:\-]{0,40}(?i:secret|token|api_?key|secret_?key)>",
        ("secret>", "token>", "apikey>", "api_key>", "secretkey>", "secret_key>"),
        (
            (f'<secret type="x">{RANDOM}</secret>', RANDOM),
            (f'<accessToken id="1">\n  {RANDOM}\n</accessToken>', RANDOM),
        ),
        (
            '<secret type="x">${client.secret}</secret>',
            '<token kind="keyword">return</token>',
            '<token id="1">identifier-of-ours</token>',
        ),
        prefilter=(
            r"(secret|token|api_?key|secret_?key)[ ][^<>\n]{3,200}>\s{0,40}[^<>\s]{8,512}"
            r"\s{0,40}</[\w.:\-]{0,40}(secret|token|api_?key|secret_?key)>"
        ),
        mark=r"secret>|token>|apikey>|api_key>|secretkey>|secret_key>",
        span=600,
        check=least("secret", Strength.RANDOM),
    ),
    place(
        UNATTENDED,
        r"<(?:\w{1,20}:)?(?:Administrator)?(?i:Password)(?:[ ][^<>\n]{0,80})?>\s{0,40}<(?:\w{1,20}:)?Value>"
        r"(?P<password>[^<>\s]{4,256})</(?:\w{1,20}:)?Value>",
        ("password",),
        (
            (f"<Password>\n  <Value>{CHOSEN}</Value>\n  <PlainText>true</PlainText>", CHOSEN),
            (f"<AdministratorPassword><Value>{RANDOM}</Value>", RANDOM),
            (f"<AdministratorPassword><Value>{_HIDDEN}</Value><PlainText>false</PlainText>", CHOSEN),
        ),
        (
            "<Password><Value>$(PASSWORD)</Value>",
            "<Password><Value>*SENSITIVE*DATA*DELETED*</Value>",
            "<Password><Value></Value><PlainText>true</PlainText>",
            "<PasswordPolicy><Value>sunshine1</Value>",
        ),
        prefilter=r"password([ ][^<>\n]{0,80})?>\s{0,40}<(\w{1,20}:)?value>[^<>\s]{4}",
        mark="value>",
        span=400,
        parse=_shown,
        check=likely("password"),
    ),
    place(
        SETUP,
        r"\bchpasswd:[ ]{0,4}\r?\n(?:[ \t]{1,12}[^\n]{0,80}\n){0,3}?[ \t]{1,12}list:[ ]{0,4}(?:[|>]-?)?[ ]{0,4}\r?\n"
        r"(?:[ \t]{1,16}[^\n]{1,80}\n){0,6}?[ \t]{1,16}(?:-[ ])?[\"']?(?P<user>[\w.\-]{1,32}):"
        r"(?P<password>[^\s\"'$:{}][^\s\"':{}]{3,127})(?=[\"']?[ \t]{0,4}\r?(?:\n|$))",
        ("chpasswd:",),
        (
            (f"chpasswd:\n  list: |\n    root:{CHOSEN}\n  expire: False\n", CHOSEN),
            (f"chpasswd:\n  expire: false\n  list:\n    - ubuntu:{RANDOM}\n", RANDOM),
        ),
        (
            "chpasswd:\n  list: |\n    root:$6$salt$hash\n",
            "chpasswd:\n  list: |\n    root:RANDOM\n",
            "chpasswd: { expire: False }\n",
            "chpasswd:\n  list: |\n    ubuntu:ubuntu\n",
        ),
        span=800,
        check=_is_own,
    ),
    place(
        SETUP,
        r"<auth-user-pass>\s{1,8}(?P<user>[^\s<>]{1,128})\r?\n[ \t]{0,8}"
        r"(?P<password>[^\s<>$]{4,128})\s{1,8}</auth-user-pass>",
        ("<auth-user-pass>",),
        ((f"<auth-user-pass>\napp\n{CHOSEN}\n</auth-user-pass>\n", CHOSEN),),
        (
            "<auth-user-pass>\nuser\npassword\n</auth-user-pass>\n",
            "auth-user-pass credentials.txt",
            "<auth-user-pass>\n</auth-user-pass>",
        ),
        span=400,
        check=least("password", Strength.CHOSEN),
    ),
)
