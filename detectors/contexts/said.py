"""Passwords that somebody tells another in words: in a mail, a ticket, a README, a table, and in other languages.

Whatever stands there may be the next word of a sentence: only what has letters and digits, and is no word, is told.

Over 300 lines, as each form of a sentence has the ones beside it among its near misses.
"""

from __future__ import annotations

import re
from typing import Final

from detectors.base import Parts
from detectors.filters.remembered import remembered
from detectors.forms import made
from detectors.generic.chosen import is_complex, is_joined, is_odd
from detectors.generic.values import Strength, strength

from .shared import CHOSEN, RANDOM, is_name, login, place

SAID = login("said-password", "Password told in words")

_TAGS: Final = ("code", "b", "strong", "kbd", "tt", "em")
# What a value is of ends soon behind it: where it does not, each shorter one would be tried for nothing.
_SOON: Final = r"(?=[^\s\"'`<>|{}\[\],;\\]{5,136}+(?![^\s\"'`<>|{}\[\],;\\]))"
# Those of print and of other languages: “x” „x“ « x »
TYPOGRAPHIC: Final = "\u201e\u201c\u201d\u00ab\u00bb"
VALUE: Final = (
    rf"(?:<(?:{'|'.join(_TAGS)})>|[\"'`*]{{1,3}}|[{TYPOGRAPHIC}][ \u00a0\u202f]?)?{_SOON}"
    rf"(?P<password>[^\s\"'`<>|(){{}}\[\]$,;:/\\*{TYPOGRAPHIC}][^\s\"'`<>|{{}}\[\],;\\{TYPOGRAPHIC}]{{3,126}}"
    rf"[^\s\"'`<>|{{}}\[\],;:.?)\\*{TYPOGRAPHIC}])"
    rf"(?=[\"'`*]{{0,3}}[.,;?)!]{{0,2}}(?:\s|<|\||$|[\"']?[}}\]]|[\"'],|\\{{1,3}}[nrt\"])"  # also in JSON
    rf"|[{TYPOGRAPHIC}])"
)
_LEAST_LONG: Final = 8
DIGIT: Final = "[0-9]"  # of which each value has one, and of what programs tell their users hardly a line
_WHO: Final = "admin|administrator|root|sysadmin|superuser|pi|ubuntu"
WORDED: Final = "falcon-orchid" + "-tiger-17"
_SIGNED: Final = made("bcdfghjklmnpqrstvwxz", 7, "said").capitalize() + "!1974"
_BRACED: Final = made("bcdfghjklmnpqrstvwxz", 7, "said") + "{9(?$Q"
_SIGNS: Final = frozenset("!@#%^*=~")
_NO_WORD: Final = re.compile(r"%0A|^(?:mdp|pass|pwd?)@[0-9a-f]{4,8}$")  # a line's end, and a device: mdp: mdp@1a01000
# user@1000.service, Admin#index, C++17, LABEL=Root1
_UNIT: Final = re.compile(r"@[\w\-]+\.[a-z]|^[A-Z][a-z]+#[a-z]|\+\+|^[A-Z_]{2,}=")
_FOR: Final = (
    "password for|password of|password on|password to|password is now|password is generated for|password generated for"
    "|pw for|pwd for|passwd for|pw of|pw on|pass for|passphrase for|passphrase of"
)


def _first(part: str) -> str:
    return (
        rf"(?P<{part}>[^\s\"'`<>|(){{}}\[\]$,;:/\\*][^\s\"'`<>|(){{}}\[\],;\\]{{6,62}}"
        r"[^\s\"'`<>|{}\[\],;:.?)\\*])"
    )


def is_told(parts: Parts) -> bool:
    return _is_told(parts["password"].reveal())


@remembered(4096)
def _is_told(value: str) -> bool:
    """By a machine, or words and digits joined as in no name: Summer94rain."""
    if not any(map(str.isdigit, value)) or not any(map(str.isalpha, value)) or _NO_WORD.search(value):
        return False
    looks = strength(value)
    joined = looks is Strength.WORDS and is_joined(value) and not is_name(value)
    return joined or looks >= Strength.CHOSEN or is_odd(value)


def _is_long(parts: Parts) -> bool:
    return is_told(parts) and len(parts["password"]) >= _LEAST_LONG


def _is_signed(parts: Parts) -> bool:
    """With a capital, a digit and a sign that neither names nor versions have."""
    value = parts["password"].reveal()
    signed = is_complex(value) and not _SIGNS.isdisjoint(value)
    return signed and not _UNIT.search(value) and _is_long(parts)


_OF_WHOM: Final = r"(?:(?i:the|your|my|our|a)[ ])?"
_DONE: Final = ("changed", "set", "reset", "updated")
_TO: Final = (":", ": ", " ", " is ", " is: ")
_WAS: Final = ("is", "was", "has been")
_OF_IT: Final = r"(?:[ ](?:of|for|on)(?:[ ][\w.\-@]{1,40}){1,4}?)?"
# Where somebody says it of an English word: la password del server è, das PW für web01 ist
_IS: Final = ("is", "was", "ist", "est", "es", "è", "é", "är", "er", "to", "jest")
_OTHERS: Final = ("di", "del", "della", "de", "du", "da", "do", "für", "von", "vom", "zu", "zum")
_OF_OTHERS: Final = rf"[ ](?:{'|'.join(_OTHERS)})(?:[ ][\w.\-@]{{1,24}}){{1,3}}?"
_PASSWORDS: Final = ("password", "passphrase", "pw", "passwd")
# No word follows that it is of: use PBKDF2-SHA512 as the password hash.
_ENDS: Final = (
    r"(?![\w\-/]|[ ](?!(?i:for|of|to|on|in|at|if|when|while|and|or|but|instead|with|from|by|as|there|here|now|again"
    r"|then|please|because|until|everywhere|which|that|is|was)\b)\w)"
)
_BEHIND: Final = tuple(
    f"{verb} {whose}{word}"
    for verb in ("as", "is")
    for whose in ("the ", "your ", "my ", "our ", "a ", "")
    for word in _PASSWORDS
)
_BEFORE: Final = tuple(
    f"{verb} {whose}{word} {quote}"
    for verb in ("with", "and", "using", "use", "by")
    for whose in ("the ", "a ", "")
    for word in _PASSWORDS
    for quote in ("`", '"', "'", "**", "__", "<code>", "<kbd>", "<tt>")
)

# What `creds: ` and the like lead to.
CREDENTIALS: Final = (
    r"(login|credentials|creds|basic auth)([ ](for|to|on|at)[ ](\w{1,16}[ ])?[\w.\-]{1,24})?"
    r"(([ ]{0,2}(:|->|=>)|[ ](is|are))[ ]{1,3}"
    r"[\"'`*]{0,3}[\w.@\-]{2,64}[\"'`*]{0,3}([ ]?/[ ]?|:)|[ ]{1,2}[\w.@\-]{2,64}( / |:))[^\s]"
)
CREDENTIALS_MARK: Final = (
    r"(login|credentials|creds|basic auth)"
    r"([ ](for|to|on|at)[ ]|[ ]{0,2}(:|->|=>)[ ]|[ ](is|are)[ ]|[ ]{1,2}[\w.@\-]{2,24}( / |:[^\s/]))"
)

DETECTORS = (
    place(
        SAID,
        rf"(?i:\b(?:{_FOR}))(?:[ ][\w.\-@]{{1,40}}){{0,6}}?"
        rf"(?:[ ]?:[ ]{{0,2}}|[ ](?:is:?|[\-=]>|\u2192)[ ](?=\S{{8}})){VALUE}",
        tuple(_FOR.split("|")),
        (
            (f"password for the test server: {RANDOM}", RANDOM),
            (f"The password of the admin is: `{CHOSEN}`.", CHOSEN),
            (f"A temporary password is generated for root@localhost: {CHOSEN}", CHOSEN),
            (f"root password for the new box -> {RANDOM}", RANDOM),
            (f"pw for the invoices box is {RANDOM} pls don't share", RANDOM),
            (f"<p>The root password of the iDRAC is <strong>{RANDOM}</strong>.</p>", RANDOM),
            (f"The pw for the old box \u2192 {CHOSEN}", CHOSEN),
        ),
        (
            "password for the test server: see the wiki",
            "password for the user: admin",
            "Enter the password for user postgres: 12345678",
            "password for sudo: $PASSWORD",
            "the password for https://example.org/a1b2c3d4",
        ),
        needs=DIGIT,
        check=is_told,
    ),
    # What it was changed to.
    place(
        SAID,
        r"(?i:(?:(?<![a-z])(?:changed?|changing|set|reset|updated?|switched|rotated?)[ ](?:[\w.\-@']{1,24}[ ]){0,5}?"
        rf"(?:password|passphrase){_OF_IT}"
        rf"|(?:password|passphrase){_OF_IT}[ ](?:(?:{'|'.join(_WAS)})[ ])?(?:{'|'.join(_DONE)})))"
        rf"[ ]to:?[ ]{{1,2}}{VALUE}",
        (
            *("password to", "passphrase to", "password of", "password for", "password on"),
            *(
                f"{word} {verb}{done} to"
                for word in ("password", "passphrase")
                for verb in ("", *(f"{was} " for was in _WAS))
                for done in _DONE
            ),
        ),
        (
            (f"I changed the admin password to {CHOSEN}, please tell ops.", CHOSEN),
            (f"set the password of grafana to `{RANDOM}`", RANDOM),
            (f"The password for root has been reset to {CHOSEN}.", CHOSEN),
            (f"root password changed to {CHOSEN}", CHOSEN),
        ),
        (
            "Change the password to something else",
            "set the password to $PASSWORD1",
            "changed the password to a 16-character string",
            "The limit was set to 8192mb",
            "set the password to sha256-hash",
        ),
        needs=DIGIT,
        check=_is_long,
    ),
    # The value first.
    place(
        SAID,
        rf"(?:\b(?i:us(?:e|ed|ing)|set|enter(?:ed)?|typed?|put|chose|gave|with|got)[ ]{_first('password')}"
        rf"|(?<!\w)[\"'`]{_first('password__2')}[\"'`])[ ](?:as|is)[ ]{_OF_WHOM}(?i:passw(?:or)?d|passphrase|pw)"
        + _ENDS,
        _BEHIND,
        (
            (f"Use {RANDOM} as the password.", RANDOM),
            (f'I set "{CHOSEN}" as the password of grafana', CHOSEN),
            (f"`{CHOSEN}` is my password", CHOSEN),
            (f"log in with {RANDOM} as your password", RANDOM),
        ),
        (
            "Use the same value as the password",
            "OAuth2 as the password grant",
            "use sha256-hash as password",
            'Use "correct-horse" as the password',
            "Use `$PASSWORD1` as the password",
            "use base64 as the password encoding",
            "use PBKDF2-SHA512 as the password hash",
            '"Passw0rd-field1" as the password field',
            "use EAP-MSCHAPv2-PEAP0 as the password-based method",
        ),
        needs=DIGIT,
        check=_is_long,
    ),
    # Quoted, behind a user or what it is for.
    place(
        SAID,
        r"(?i:\b(?:with|and|using|use|by)[ ](?:the[ ]|a[ ])?(?:passw(?:or)?d|passphrase|pw))[ ]"
        rf"(?:(?:[\"'`]{{1,2}}|\*\*|__){_first('password')}(?:[\"'`]|\*\*|__)(?=[\s.,;)!<`]|$)"
        r"|<(?:code|kbd|tt)>(?P<password__2>[^\s<>&]{8,64})</(?:code|kbd|tt)>)",
        _BEFORE,
        (
            (f"log in as `admin` with password `{CHOSEN}`.", CHOSEN),
            (f'Use the user root and the password "{RANDOM}"', RANDOM),
            (f"the account <code>ops</code> with password <code>{_BRACED}</code></p>", _BRACED),
            (f"Connect with ID **app** and PW **{WORDED}**.", WORDED),
        ),
        (
            "with password `secret`",
            "with the password `password_hash2`",
            'Connect with password "$PASSWORD1"',
            "use the password 'example42'",
        ),
        needs=DIGIT,
        check=_is_long,
    ),
    place(
        SAID,
        rf"(?i:passw(?:or[dt]|d))(?::?</(?:b|strong|em|th|td|dt|label|span)>\s{{0,24}}:?\s{{0,4}}"
        rf"(?:<(?:td|dd|code|span|b)>\s{{0,24}}){{0,2}}|(?:[ ]is)?:?[ ]{{0,2}}<(?:code|b|strong|kbd|tt|em)>){VALUE}",
        (
            *("password</", "password:</", "passwort</", "passwort:</", "passwd</", "passwd:</"),
            *(f"pass{word}{to}<{tag}>" for word in ("word", "wort") for to in _TO for tag in _TAGS),
        ),
        (
            (f"<b>Password</b>: {RANDOM}<br>", RANDOM),
            (f"<li>Password: <code>{CHOSEN}</code></li>", CHOSEN),
            (f"Log in with the password <b>{CHOSEN}</b>.", CHOSEN),
            (f"<tr><th>Password:</th><td>{CHOSEN}</td></tr>", CHOSEN),
            (f"<tr>\n    <td>Password</td>\n    <td>{CHOSEN}</td>\n</tr>", CHOSEN),
            (f"<tr><td>DB_PASSWORD</td><td><code>{CHOSEN}</code></td></tr>", CHOSEN),
        ),
        (
            "Password: <code>--password2</code>",
            "<b>Password</b>: the one of the wiki",
            "<td>Password</td><td>{{ password }}</td>",
            "<th>Password</th>",
        ),
        span=240,
        needs=DIGIT,
        check=is_told,
    ),
    place(
        SAID,
        r"(?i:\b(?:password|passphrase|pwd|pw|pass)"
        rf"(?:(?:{_OF_OTHERS})?[ ](?:{'|'.join(_IS)})|'s):?[ ]{{1,2}}"
        rf"(?:(?:still|now|again|currently|just)[ ])?)"
        rf"(?!(?<=[ ]to[ ])\S{{1,40}}[ ](?i:format|scheme|hash|hashing|algorithm|encoding)\b){VALUE}",
        (
            *(f"{word} {verb} " for word in ("password", "pw") for verb in _IS[2:]),
            *(f"{word} {of} " for word in ("password", "pw") for of in _OTHERS),
            *(f"{word} {verb}" for word in ("password", "passphrase", "pwd", "pw", "pass") for verb in _IS[:2]),
            *("password's ", "passphrase's ", "pw's "),
        ),
        (
            (f"The password is {RANDOM}.", RANDOM),
            (f"my passphrase is: {CHOSEN}", CHOSEN),
            (f"the wifi password's {CHOSEN} by the way", CHOSEN),
            (f"the new vpn pw is {CHOSEN}~=Q, pls don't share", f"{CHOSEN}~=Q"),
            (f"pw is {_SIGNED}!", f"{_SIGNED}!"),
            (f"my pw was {CHOSEN} before", CHOSEN),
            (f"la password di root è {CHOSEN}", CHOSEN),
            (f"PW ist {CHOSEN}", CHOSEN),
        ),
        (
            "The password is incorrect",
            "the password's sha256-hash is stored",
            "the password is 8-chars",
            "password is $PASSWORD1",
            "the password is sha256-hashed",
            "if pw is None1",
            "the second pass is O(n2)",
            "pass is 16-bit",
            "Migrating password to shadowv2 format for user root",
        ),
        needs=DIGIT,
        check=_is_long,
    ),
    place(
        SAID,
        rf"(?i:passw(?:or[dt]|d))(?:\*\*?[ ]?:|:\*\*?|__[ ]?:|:__)[ ]{{1,3}}{VALUE}",
        ("password*", "password:*", "password__", "password:__", "passwort*", "passwort:*", "passwd*", "passwd:*"),
        (
            (f"- **Password**: {RANDOM}", RANDOM),
            (f"**Password:** {CHOSEN}<br>", CHOSEN),
            (f"*Password:* {CHOSEN}", CHOSEN),
        ),
        ("**Password**: the one of the wiki", "**Password:** at least 8 characters", "**password**: string2"),
        needs=DIGIT,
        check=is_told,
    ),
    place(
        SAID,
        rf"(?i:\b(?:log[ -]?in|sign[ -]?in|logged in)[ ](?:with|as|using)):?[ ][\"'`]?(?P<user>[\w.@\-]{{2,64}})[\"'`]?"
        rf"[ ]?/[ ]?{VALUE}",
        ("login with", "login as", "login using", "log in with", "log in as", "log in using", "sign in with"),
        (
            (f"Log in with admin / {RANDOM}", RANDOM),
            (f"login as `root`/`{CHOSEN}`", CHOSEN),
        ),
        ("login with user / password", "log in as admin/root", "log in with OAuth2 / SAML2", "login with and/or2fa"),
        needs=DIGIT,
        check=_is_long,
    ),
    place(
        SAID,
        r"(?i:\b(?:login|credentials|creds|basic auth(?![ ](?:token|api_?key|key|header|user)\b)))"
        r"(?:[ ](?:for|to|on|at)[ ](?:\w{1,16}[ ])?[\w.\-]{1,24})?"
        r"(?:(?:[ ]{0,2}(?::|->|=>)|[ ](?:is|are)(?=[ ]{1,3}[\"'`*]))[ ]{1,3}"
        r"[\"'`*]{0,3}(?P<user>[\w.@\-]{2,64})[\"'`*]{0,3}(?:[ ]/[ ]|:)"
        rf"|[ ]{{1,2}}(?P<user__2>[\w.@\-]{{2,64}})(?:[ ]/[ ]|:(?![\d.:]{{1,40}}(?!\S)))){VALUE}",
        ("login", "credentials", "creds", "basic auth"),
        (
            (f"login: admin / {RANDOM}", RANDOM),
            (f"staging: https://example.com (basic auth app / {RANDOM})", RANDOM),
            (f"Default credentials: admin / {CHOSEN}", CHOSEN),
            (f"creds -> root:{RANDOM}", RANDOM),
            (f"Default login is `admin:{CHOSEN}` on port 9000.", CHOSEN),
            (f"the new server: 192.0.2.7, login root / {CHOSEN}", CHOSEN),
            (f"kibana login elastic:{CHOSEN}", CHOSEN),
            (f"Default login: **admin** / **{CHOSEN}**", CHOSEN),
        ),
        (
            "login: admin / password",
            "Last login: Mon 10:12:13",
            "login: https://example.org/a1",
            "credentials: user:password",
            "login: octocat / the2nd of them",
            "last login root / pts0 of x",
            "login page / OAuth2 callback",
            "the login is user:group2 of it",
            "credentials: aws:arn1:x",
            "last login app1:10:12",
            "login shell:bash5",
            "credentials provider:aws-v2",
            "basic auth token:x-oauth-basic1",
        ),
        prefilter=CREDENTIALS,
        mark=CREDENTIALS_MARK,
        needs=DIGIT,
        check=is_told,
    ),
    # Who, and a password as policies want it, without a word that says so. Home / Admin / Settings#2 leads to a page.
    place(
        SAID,
        rf"(?m:^|(?<=[ \t\"'`:>*(]))(?<!/ )(?P<user>(?i:{_WHO}))(?:`|\*\*)?[ ]/[ ]{VALUE}",
        tuple(f"{who}{mark} / " for who in _WHO.split("|") for mark in ("", "`", "**")),
        (
            (f"try admin / {_SIGNED}", _SIGNED),
            (f"<bob> root / {_SIGNED} works for me", _SIGNED),
            (f"The box: **Admin** / **{_SIGNED}**", _SIGNED),
        ),
        (
            "admin / user",
            "root / C++17-builds",
            "admin / Node.js-v18.2",
            "root / User@1000.service",
            "as admin / Admin#index2",
            f"Home / Admin / {_SIGNED}",
            "mounted root / LABEL=Root1",
            f"admin / {CHOSEN}",
        ),
        needs=DIGIT,
        check=_is_signed,
    ),
    place(
        SAID,
        r"(?m:^)[ \t]{0,8}\|[^\n]{0,160}\|[ \t]{0,4}(?i:passw(?:or[dt]|d))[ \t]{0,24}\|[ \t]{0,4}\r?\n"
        r"(?:[ \t]{0,8}\|[ \t:|\-]{3,240}\|[ \t]{0,4}\r?\n)?(?:[ \t]{0,8}\|[^\n]{0,240}\|[ \t]{0,4}\r?\n){0,8}?"
        rf"[ \t]{{0,8}}\|[^\n]{{1,200}}\|[ \t]{{0,4}}{VALUE}[\"'`*]{{0,3}}[ \t]{{0,40}}\|[ \t]{{0,4}}\r?(?m:$)",
        ("password", "passwort", "passwd"),
        (
            (f"| User | Password |\n|---|---|\n| admin | {RANDOM} |\n", RANDOM),
            (
                f"| Host | Login | Password |\n| :-- | --- | --- |\n| db | x | y |\n| web | root | `{CHOSEN}` |\n",
                CHOSEN,
            ),
        ),
        (
            "| User | Password |\n|---|---|\n| admin | password |\n",
            f"| User | Password | Commit |\n|---|---|---|\n| admin | no | {RANDOM} |\n",
            f"| Option | Value |\n|---|---|\n| commit | {RANDOM} |\n",
        ),
        prefilter=r"\|[ \t]{0,4}passw(ord|ort|d)[ \t]{0,24}\|[ \t]{0,4}\r?\n",
        span=2048,
        every=True,
        needs=DIGIT,
        check=is_told,
    ),
)
