"""Passwords in the answer files of what sets up a machine, and in elements of XML that say more than their name.

https://learn.microsoft.com/en-us/windows-hardware/customize/desktop/unattend/ (AutoLogon, AdministratorPassword)
https://docs.spring.io/spring-framework/reference/core/beans/dependencies/factory-properties-detailed.html (value)
https://jmeter.apache.org/usermanual/component_reference.html#HTTP_Request (parameters)
https://doc.sitecore.com/ (configuration patches: patch:attribute)
"""

from __future__ import annotations

import base64

from detectors.base import Parts, Secret
from detectors.forms import one
from detectors.generic.values import Strength

from .shared import CHOSEN, PHRASE, RANDOM, least, likely, place

UNATTENDED = one("unattended-password", "Password of an unattended setup", part="password")
ELEMENT = one("element-password", "Password in an element of XML", part="password")
ELEMENT_SECRET = one("element-secret", "Secret in an element of XML", part="secret")

# Of an element: at least one, for one without any is read as an assignment.
# The address that WS-Security tells a password's type by has 98 characters.
_ATTRIBUTES = r"(?:[ ][\w:.\-]{1,24}=(?:\"[^\"<>\n]{0,120}\"|'[^'<>\n]{0,60}'|[^\s<>\"']{1,40})){1,4}[ ]?>"
_CALLED = r"(?i:passw(?:or)?d|pwd|passphrase|secret|token|api_?key)"
_HEADER = r"(?i:(?![\w\-]{0,16}[cx]srf)[\w\-]{0,40}(?:api-?key|token|secret|access-key|auth-key))"
# Windows hides it so: what it is for stands behind it, in UTF-16, and base64 around both.
_ENDINGS = ("AdministratorPassword", "Password")
_HIDDEN = base64.b64encode(f"{CHOSEN}AdministratorPassword".encode("utf-16-le")).decode()
_AS_TEXT = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordText"


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


DETECTORS = (
    place(
        ELEMENT,
        rf"<[\w.:\-]{{0,40}}(?i:passw(?:or)?d|passphrase|pwd){_ATTRIBUTES}"
        r"\s{0,40}(?P<password>[^<>\s]{4,256})\s{0,40}</[\w.:\-]{0,40}(?i:passw(?:or)?d|passphrase|pwd)>",
        ("password>", "passwd>", "passphrase>", "pwd>"),
        (
            (f'<password encrypted="false">{CHOSEN}</password>', CHOSEN),
            (f"<db:Password id='1' type=\"text\"> {RANDOM} </db:Password>", RANDOM),
            (f'<wsse:Password Type="{_AS_TEXT}">{CHOSEN}</wsse:Password>', CHOSEN),
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
    # JMeter's arguments, in either order, and Sitecore's settings
    place(
        ELEMENT,
        rf"\bname=\"[\w.\-]{{0,60}}{_CALLED}\"[^<>\n]{{0,160}}>\s{{0,40}}"
        rf"(?:<[^<>\n]{{1,120}}>[^<>\n]{{0,80}}</[^<>\n]{{1,40}}>"
        rf"\s{{0,40}}){{0,3}}?<[\w:]{{1,20}}[ ]name=\"(?:Argument\.)?value\">(?P<password>[^<>\s$]{{4,128}})</"
        rf"|\"Argument\.value\">(?P<password__2>[^<>\s$]{{4,128}})</[^<>\n]{{1,40}}>\s{{0,40}}"
        rf"(?:<[^<>\n]{{1,120}}>[^<>\n]{{0,80}}</[^<>\n]{{1,40}}>\s{{0,40}}){{0,2}}?"
        rf"<\w{{1,20}}[ ]name=\"Argument\.name\">[\w.\-]{{0,40}}{_CALLED}<"
        rf"|\"Header\.name\">{_HEADER}</[^<>\n]{{1,40}}>\s{{0,40}}"
        r"<\w{1,20}[ ]name=\"Header\.value\">(?P<password__3>[^<>\s$]{4,512})</",
        ('argument.value">', 'name="value">', 'header.value">'),
        (
            (
                f'<setting name="Mail.SmtpPassword">\n  <patch:attribute name="value">{CHOSEN}</patch:attribute>',
                CHOSEN,
            ),
            (
                (
                    f'<stringProp name="Argument.value">{RANDOM}</stringProp>\n'
                    '<stringProp name="Argument.metadata">=</stringProp>\n'
                    '<stringProp name="Argument.name">password</stringProp>'
                ),
                RANDOM,
            ),
            (
                (
                    '<stringProp name="Header.name">X-Api-Key</stringProp>\n'
                    f'<stringProp name="Header.value">{RANDOM}</stringProp>'
                ),
                RANDOM,
            ),
            (
                (
                    '<elementProp name="client_secret" elementType="HTTPArgument">\n'
                    f'  <stringProp name="Argument.value">{RANDOM}</stringProp>'
                ),
                RANDOM,
            ),
        ),
        (
            '<setting name="PasswordLength"><patch:attribute name="value">sunshine1</patch:attribute>',
            '<setting name="Mail.SmtpPassword"><patch:attribute name="value">${PASSWORD}</patch:attribute>',
            f'<stringProp name="Argument.value">{RANDOM}</stringProp><p name="Argument.name">user</stringProp>',
            f'<a name="password">x</a><p/><b name="user"><c name="value">{RANDOM}</c>',
        ),
        span=640,
        check=likely("password"),
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
    # An element whose name is an attribute, with others behind it: Android's strings, Magento's and SOAP's items.
    place(
        ELEMENT_SECRET,
        rf"<\w{{1,20}}[ ](?:name|key|id)=\"[\w.\-]{{0,60}}{_CALLED}\""
        rf"(?=[^<>\n]{{0,160}}(?:translatable|formatted|encrypted|:type)=\"){_ATTRIBUTES}\s{{0,40}}"
        r"(?P<secret>[^<>\s]{8,512})\s{0,40}</\w{1,20}>",
        ('translatable="', 'formatted="', 'encrypted="', ':type="'),
        (
            (f'<string name="maps_api_key" translatable="false">{RANDOM}</string>', RANDOM),
            (f'<item name="password" xsi:type="string">{CHOSEN}</item>', CHOSEN),
            (f'<entry key="db.password" encrypted="false">{CHOSEN}</entry>', CHOSEN),
        ),
        (
            '<string name="pref_api_token" translatable="false">pref_api_token</string>',
            '<item name="password" xsi:type="string">password</item>',
            f'<string name="app_id" translatable="false">{RANDOM}</string>',
            '<entry key="db.password" encrypted="false">${db.password}</entry>',
        ),
        span=600,
        check=least("secret"),
    ),
    place(
        UNATTENDED,
        r"<(?:\w{1,20}:)?(?:Administrator)?(?i:Password)(?:[ ][^<>\n]{0,80})?>\s{0,40}<(?:\w{1,20}:)?Value>"
        r"(?P<password>[^<>\s]{4,256})</(?:\w{1,20}:)?Value>",
        ("password",),
        (
            (f"<Password>\n  <Value>{CHOSEN}</Value>\n  <PlainText>true</PlainText>", CHOSEN),
            (f"<AdministratorPassword><Value>{RANDOM}</Value>", RANDOM),
            (f"<Password><Value>{PHRASE}</Value><PlainText>true</PlainText>", PHRASE),
            (f"<AdministratorPassword><Value>{_HIDDEN}</Value><PlainText>false</PlainText>", CHOSEN),
        ),
        (
            "<Password><Value>$(PASSWORD)</Value>",
            "<Password><Value>*SENSITIVE*DATA*DELETED*</Value>",
            "<Password><Value></Value><PlainText>true</PlainText>",
            "<Password><Value>put-the-local-password-here</Value><PlainText>true</PlainText>",
            "<Password><Value>staging-web-server-login</Value><PlainText>true</PlainText>",
            "<PasswordPolicy><Value>sunshine1</Value>",
        ),
        prefilter=r"password([ ][^<>\n]{0,80})?>\s{0,40}<(\w{1,20}:)?value>[^<>\s]{4}",
        mark="value>",
        span=400,
        parse=_shown,
        check=likely("password"),
    ),
)
