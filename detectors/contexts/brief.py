r"""Passwords in short: beside the user with no word for either, behind an arrow, in answer to whoever asked.

    - Nexus: deploy / x         staging → app // x      u=app p=x         root's pw? → x       NAS password -> x
    log in with `app` and `x`   I use a@b.example with x                  stuffing with `app:x`
    SSID **office**, key **x**  > Could you resend the API key?  Of course, it's x

So little says what it is that much is asked of the value: by a machine, or as policies want it. Where the user could be
anything else (a product, a unit), it is a lead.

Over 300 lines, as each of them has the others, and what is written like them, among its near misses.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from detectors.base import Confidence, Parts
from detectors.forms import made
from detectors.generic.chosen import is_complex, is_joined
from detectors.generic.phrases import is_numbered, is_two_words
from detectors.generic.values import Strength, strength
from detectors.places import MEANT, Place

from .said import CREDENTIALS, CREDENTIALS_MARK, DIGIT, SAID, VALUE, WORDED, is_told
from .shared import CHOSEN, RANDOM, apart, firm, named, place

_MARKS: Final = r"[\"'`*]{0,3}"
_USER: Final = rf"{_MARKS}(?P<user>[A-Za-z][\w.@+\\\-]{{1,63}}){_MARKS}"  # CORP\\bob
_MAIL: Final = r"(?P<user>[^\s\"'`<>()@:,;/]{1,64}@[\w\-]{1,40}(?:\.[\w\-]{1,24}){1,4})"
# What the detectors below look for, in one: to look for each by itself would cost more.
_BEFORE: Final = (
    "((:[ ]|>[ ]|\u2192[ ]|\u2013[ ]|\u2014[ ])"
    r"[\"'`*]{0,3}[\w.@+\\\-]{2,64}[\"'`*]{0,3} //? ?[\"'`*]{0,3}[^\s]{6}"
    r"|\bu(n|sr|ser)?[=:] ?[\w.@+\\\-]{2,64}[ ,;|/]{1,3}p(w|wd|ass)?[=:] ?[^\s]{6}"
    r"|[(][a-z][\w@\-]{2,40} / [^\s,]{8,40}[)]"
    r"|@[\w\-]{2,40}\.[\w.\-]{2,40}[\"'`*]{0,3} (with|and|/) [^\s@]{6})"
)
_SIGNED: Final = made("bcdfghjklmnpqrstvwxz", 7, "brief").capitalize() + "!1974"
_RUN: Final = WORDED.replace("-", "")
_SIGNS: Final = frozenset("!@#%^*=?~&+$")
_UNIT: Final = re.compile(r"[\d.]+[A-Za-z%]+")  # 95percent
_RUNS: Final = re.compile(r"[a-z]+|[A-Z]+|[0-9]+")
_HEX: Final = re.compile(r"(?:[0-9a-z]{1,12}[:\-])?(?:0x)?[0-9a-fA-F]{8,}")
_LEAST, _LEAST_RUNS, _LEAST_DIGITS, _LONG = 8, 4, 2, 16
# Who logs in somewhere: an address, a service's account, or one that is called after its role or after a person.
_KNOWN: Final = re.compile(
    r"[^@]+@[\w\-]+(?:\.[\w\-]+)+"
    r"|(?i:(?:[\w\-]{1,24}[_.\-])?(?:admin\w{0,12}|root|sa|sys|system|sysadmin|superuser|deploy\w{0,5}|svc\w{0,16}"
    r"|service|user\w{0,8}|app\w{0,5}|postgres|oracle|mysql|mongo|redis|elastic|kibana|jenkins|gitlab|nexus|grafana|backup"
    r"|monitor\w{0,3}|ansible|ubuntu|debian|centos|ec2-user|pi|vagrant|guest|demo|test\w{0,5}|reader|writer|readonly"
    r"|report\w{0,3}|etl|ops|devops|dev|dba|support|operator|manager|owner|bot|ci|cd|build\w{0,3}|ftp\w{0,5}|mail\w{0,3}"
    r"|web\w{0,5}|db\w{0,5}|repl\w{0,10}|sync|batch|integration|api\w{0,4}|rw|ro)(?:[_.\-]?\w{1,12})?)"
    r"|[a-z]{1,12}[._][a-z]{2,16}"
)
_NOBODY: Final = (
    r"(?!(?i:the|your|my|our|his|her|their|an?|it|its|both|either|any|all|this|that|these|no|one|two|same|another|google"
    r"|github|facebook|twitter|apple|microsoft|oauth2?|saml|sso|ldap|email|e-mail|username|user(?:name)?|password|passwords"
    r"|credentials|https?|ssh|tls|mfa|2fa|otp)[\"'`*]{0,3}[ ])"
)


def _is_signed(value: str) -> bool:
    return is_complex(value) and not _SIGNS.isdisjoint(value)


def _is_made(parts: Parts) -> bool:
    """By a machine, of letters of both kinds and digits, or with a sign that no name has: GTX1080Ti is none."""
    value = parts["password"].reveal()
    if not firm("password")(parts) or _HEX.fullmatch(value):
        return False
    if _is_signed(value):
        return True
    mixed = any(map(str.islower, value)) and any(map(str.isupper, value)) and value.isalnum()
    digits = sum(map(str.isdigit, value))
    random = strength(value) is Strength.RANDOM and len(value) >= _LONG
    return mixed and digits >= _LEAST_DIGITS and (random or len(_RUNS.findall(value)) > _LEAST_RUNS)


def _is_beside(parts: Parts) -> bool:
    """Or, beside who is known to log in, of letters and digits alone, or of several words."""
    if _is_made(parts):
        return True
    value, known = parts["password"].reveal(), _KNOWN.fullmatch(parts["user"].reveal().rpartition("\\")[2])
    if not known or not is_told(parts) or _HEX.fullmatch(value):
        return False
    return is_numbered(value) or is_two_words(value) or (value.isalnum() and firm("password")(parts))


def _is_of_mail(parts: Parts) -> bool:
    value = parts["password"].reveal()
    digits = sum(map(str.isdigit, value))
    return is_told(parts) and len(value) >= _LEAST and digits >= _LEAST_DIGITS and "@" not in value[1:-1]


def _is_unsure(parts: Parts) -> bool:
    user, value = parts["user"].reveal(), parts["password"].reveal()
    return _KNOWN.fullmatch(user.rpartition("\\")[2]) is None or is_two_words(value) or named("password")(parts)


def _is_joined(parts: Parts) -> bool:
    value = parts["password"].reveal()
    return is_joined(value) and not is_complex(value) and strength(value) <= Strength.WORDS


def _is_long(parts: Parts) -> bool:
    value = parts["password"].reveal()
    return is_told(parts) and len(value) >= _LEAST and not _UNIT.fullmatch(value)


def _is_answer(parts: Parts) -> bool:
    return firm("password")(parts) or (parts["password"].reveal().isalnum() and apart("password")(parts))


def _is_of_words(parts: Parts) -> bool:
    return (_is_joined(parts) and not is_numbered(parts["password"].reveal())) or named("password")(parts)


_ARROWS: Final = ("-", "->", "\u2192", "\u2013", "\u2014")
_BY_ARROW: Final = tuple(
    f"{word}{asked} {arrow} "
    for word in ("password", "passphrase", "passwd", "passwort", "pwd", "pw")
    for asked in ("", "?")
    for arrow in _ARROWS
)
_OF_WHAT: Final = tuple(f"{word} (" for word in ("password", "passphrase", "passwd", "passwort", "pwd", "pw"))
_KEYS_OF_NETWORKS: Final = tuple(
    f"{net}{sign}key"
    for net in ("wifi", "wi-fi", "wlan", "wpa", "wpa2", "wpa3", "wireless", "hotspot", "network", "network security")
    for sign in " -"
)
_LOGINS: Final = ("login", "log in", "logged in", "sign in", "signed in", "logging in", "log on", "logon")
_VERBS: Final = ("with", "as", "using")
_LOGS_IN: Final = tuple(f"{log} {verb} " for log in _LOGINS for verb in _VERBS)
_IN_MARKS: Final = tuple(
    f"{word} {mark}" for word in ("with", "in as", "credentials", "creds", "login", "account") for mark in ("`", "**")
)
_ASKS: Final = tuple(
    f"{verb} the "
    for verb in (
        *("resend", "re-send", "send me", "send us", "give me", "give us", "forward me", "remind me of"),
        *("what's", "what is", "what was", "tell me", "whats"),
    )
)

DETECTORS = (
    place(
        SAID,
        r"(?:(?<=[:>][ ])|(?<=\()(?=[A-Za-z][\w@\-]{2,40}[ ]/[ ][^\s,]{8,40}\))|(?<=[\u2192\u2013\u2014][ ]))"
        rf"{_USER}[ ]//?(?![\w+\-])[ ]?{VALUE}",
        (" /",),
        (
            (f"- Nexus: deploy / {RANDOM}", RANDOM),
            (f"* Jenkins: **admin** / **{_SIGNED}**", _SIGNED),
            (f"- AWS console: bob@acme.example / {_SIGNED} (MFA with Bob)", _SIGNED),
            (f"staging \u2192 app_rw // {_SIGNED}", _SIGNED),
            (f"Grafana (admin / {RANDOM}) is up again", RANDOM),
            (f"prod -> `svc_orders` / `{CHOSEN}`", CHOSEN),
            (f"RDP: CORP\\svc_sql / {RANDOM}", RANDOM),
        ),
        (
            "arrowOffset = {left: elementW /2+fixedW};",
            "Browser: Firefox / Chrome120",
            "GPU: NVIDIA / GTX1080Ti",
            "License: MIT / Apache-2.0",
            "Licence: (MIT / BSD-3-Clause)",
            "Commit: main / 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b",
            "speed: fast / 10GBase-T1",
            "- Console: admin / see1password",
            "- Docs: admin / Kubernetes-v1.29",
            "encoding: (UTF8 / ISO-8859-1)",
            "> app / src/Main2.java",
            "Contact: bob@acme.example / +49-30-1234567a",
        ),
        prefilter=_BEFORE,
        needs=DIGIT,
        check=_is_beside,
        doubts=_is_unsure,
    ),
    place(
        SAID,
        rf"(?<![\w.\-])(?i:un|usr|user|u)[=:][ ]?{_USER}[ ,;|/]{{1,3}}(?i:pass|pwd|pw|p)[=:][ ]?{VALUE}",
        ("p=", "p:", "w=", "w:", "d=", "d:", "s=", "s:"),
        (
            (f"prod: u=app p={RANDOM}", RANDOM),
            (f"U: root, P: {_SIGNED}", _SIGNED),
            (f"staging u:app/p:{CHOSEN}", CHOSEN),
            (f"U: admin / P: {WORDED}", WORDED),
        ),
        ("u=v1 p=q2", "for u=node p=parent2", "u: unit p: 95percent", "u=$USER p=$PASS12"),
        prefilter=_BEFORE,
        needs=DIGIT,
        check=_is_long,
        doubts=_is_of_words,
    ),
    # By the address of somebody, where a sentence speaks of logging in.
    place(
        SAID,
        r"(?i:\b(?:log\w{0,4}|sign\w{0,4}|us(?:e|ed|ing)|tr(?:y|ied)|account|cred\w{0,8}|connect\w{0,3}|enter\w{0,3}"
        rf"|auth\w{{0,12}}))\b[^\n]{{0,40}}?[ ]{_MARKS}{_MAIL}{_MARKS}[ ](?:with|and|/)[ ]{VALUE}",
        ("@",),
        (
            (f"the login fails, I use bob@acme.example with {CHOSEN}19", f"{CHOSEN}19"),
            (f"log in as `bob@acme.example` and `{_SIGNED}`", _SIGNED),
        ),
        (
            "I use bob@acme.example and alice22@acme.example",
            "use bob@acme.example with subject2",
            "sent by bob@acme.example with ESMTP1980x",
            "use git@acme.example and ssh-ed25519",
            "mails to bob@acme.example / +49301234567",
        ),
        prefilter=_BEFORE,
        needs=DIGIT,
        check=_is_of_mail,
        doubts=_is_joined,
    ),
    # As whom, and with what.
    place(
        SAID,
        rf"(?i:\b(?:(?:{'|'.join(_LOGINS)})[ ](?:{'|'.join(_VERBS)})[ ]"
        rf"|(?:{'|'.join(_LOGINS)})(?:[ ][\w.\-]{{1,24}}){{0,5}}?[ ]with[ ](?=`|\*\*)))"
        rf"{_NOBODY}{_USER}[ ](?:and|with|&|\+|/)[ ]{VALUE}",
        (*_LOGS_IN, *_IN_MARKS),
        (
            (f"login with admin and {RANDOM}", RANDOM),
            (f"Log in to the appliance with ``admin`` and ``{RANDOM}``.", RANDOM),
            (f"you can log in as root with {_SIGNED}", _SIGNED),
        ),
        (
            "log in with GitHub and Auth0-Login2",
            "sign in with your name and OAuth2.0",
            "login as root with sudo-rs2",
            "log in with `user1` and `VARCHAR2Type`",
            "Log in with your address and Password1",
        ),
        needs=DIGIT,
        check=_is_beside,
        doubts=_is_unsure,
    ),
    # Both in one piece of code, behind what leads to a login.
    place(
        SAID,
        r"(?i:\b(?:(?:credentials?|creds|log(?:ged)?[ ]?in|stuffing|account|authenticat\w{1,6})"
        r"(?:[ ][\w.\-]{1,24}){0,5}?[ ]with"
        r"|log(?:ged)?[ ]?in[ ]as|credentials|creds|login|account))[ ](?:`|\*\*)[`*]?"
        r"(?P<user>(?!(?:arn|urn|image|tag|https?|ssh|tcp|udp):)[A-Za-z][\w.@\-]{1,63}):" + VALUE,
        _IN_MARKS,
        (
            (f"credential stuffing with `sa_orders:{_SIGNED}` from", _SIGNED),
            (f"logged in as **app_rw:{RANDOM}**", RANDOM),
        ),
        (
            "log in with `docker:24.0.7-Alpine3`",
            "credentials `std::string2`",
            "log in as `user:password1`",
            "account `arn:Aws2Role!x`",
            "credentials with `image:Sha256-Abc1`",
        ),
        needs=DIGIT,
        check=_is_made,
        doubts=_is_unsure,
    ),
    place(
        SAID,
        r"(?i:(?<![\w.\-/$])(?:password|passphrase|passwd|passwort|pwd|pw))"
        r"(?:\??[ ](?:->?|\u2192|\u2013|\u2014)|[ ]\([\w .\-]{1,24}\)(?:[ ]?[:=]|[ ](?:is|->|\u2192)))[ ]" + VALUE,
        (*_BY_ARROW, *_OF_WHAT),
        (
            (f"NAS password -> {RANDOM}", RANDOM),
            (f"cool. and root's pw? \u2192 {_SIGNED}", _SIGNED),
            (f"Admin Passwort \u2013 {RANDOM}", RANDOM),
            (f"Password (prod): {_SIGNED}", _SIGNED),
            (f"password - {RANDOM}", RANDOM),
        ),
        (
            "password -> hash2hash",
            "pw -> pw_name2",
            "password \u2014 min8chars",
            "password \u2192 SHA256",
            "map(password -> encoder.encode1(password))",
            "password (optional): string2",
            "password - sha256-hash",
        ),
        needs=DIGIT,
        check=firm("password"),
        doubts=lambda parts: not _is_made(parts),
        places=MEANT & ~Place.CODE,
    ),
    # Of a network
    place(
        SAID,
        rf"(?i:\bssid\b)(?:[ ]?[:=])?[ ]{{1,2}}{_MARKS}[^\n\"'`*,;|]{{1,32}}?{_MARKS}[ ]?[,;/|][ ]"
        rf"(?i:(?:key|password|passphrase|pass|psk|pwd|pw|code)\b(?:[ ]?[:=]|[ ]is)?)[ ]{{1,2}}{VALUE}",
        tuple(f"ssid{to}" for to in (" ", ":", " :", "=", " =")),
        (
            (f"* Wi-Fi: SSID **Acme-Corp**, key **{_SIGNED}**", _SIGNED),
            (f"SSID: acme guests / pw: {CHOSEN}", CHOSEN),
        ),
        (
            "SSID **Acme-Corp**, key **see wiki2**",
            "ssid: string, password: string2",
            "SSID acme, key management WPA2-PSK",
        ),
        needs=DIGIT,
        check=is_told,
        doubts=named("password"),
    ),
    place(
        SAID,
        rf"(?i:(?<![\w\-])(?:{'|'.join(_KEYS_OF_NETWORKS)}))(?:[ ]?[:=]|[ ]is:?|[ ](?:->|\u2192))[ ]{{1,2}}{VALUE}",
        _KEYS_OF_NETWORKS,
        (
            (f"WPA2 key: {CHOSEN}", CHOSEN),
            (f"the wifi key is {_SIGNED}", _SIGNED),
        ),
        ("wpa key: WPA2-PSK", "network key = net2key", "the wifi key is 8-chars", "network key: SHA256"),
        needs=DIGIT,
        check=_is_long,
        doubts=_is_of_words,
    ),
    # No blanks between the two, as in a path.
    place(
        SAID,
        r"(?i:\b(?:login|credentials|creds|basic auth))(?:[ ](?:for|to|on|at)[ ](?:\w{1,16}[ ])?[\w.\-]{1,24})?"
        r"(?:[ ]{0,2}(?::|->|=>)|[ ](?:is|are))[ ]{1,3}[\"'`*]{0,3}(?P<user>[A-Za-z][\w.@\-]{1,63})/" + VALUE,
        ("login", "credentials", "creds", "basic auth"),
        (
            (f"creds for grafana: admin/{RANDOM}", RANDOM),
            (f"Default credentials are admin/{RANDOM}", RANDOM),
            (f"login: bob@acme.example/{_SIGNED}", _SIGNED),
        ),
        (
            "login: auth/Login2View",
            "credentials: config/credentials2",
            "creds: aws/profile2024",
            "the login is user/group2",
            "credentials are read/write2048",
            "login: admin/index2",
            f"credentials: user/a/{RANDOM}",
        ),
        prefilter=CREDENTIALS,
        mark=CREDENTIALS_MARK,
        needs=DIGIT,
        check=_is_beside,
        doubts=_is_unsure,
    ),
    # Somebody asked for it.
    replace(
        place(
            SAID,
            rf"(?i:\b(?:{'|'.join(_ASKS)}))[^\n?]{{0,60}}?(?i:api[ \-]key|token|secret|password|passphrase|pw|passwd)\b"
            r"(?![ ](?:policy|limit|length|type|format|hash|algorithm|rule))"
            r"[^\n?]{0,80}\?[^\n]{0,40}\r?\n(?:>?[^\n>]{0,80}\r?\n){0,4}?(?!>)"
            r"(?:[^\n<>]{0,40}<[\w.|@+\-]{1,24}>[ ](?=[^\s]{1,128}\r?(?m:$))"  # of IRC, and nothing else
            r"|[^\n>]{0,160}?(?:^|[ ])(?:(?i:it'?s|is|it[ ]is|here:?|->|\u2192)[ ]|(?<=:[ ])))" + VALUE,
            _ASKS,
            (
                (f"> Could you resend the API key for the shop?\n\nOf course, it's {RANDOM} (live)\n", RANDOM),
                (f"Bob: what's the wifi password?\nAlice: {_RUN}\n", _RUN),
                (f"Bob: what's the db password again?\nAlice: {_SIGNED}\n", _SIGNED),
                (f"<bob> whats the root pw on db2?\n<alice> {_SIGNED}\n", _SIGNED),
            ),
            (
                f"> Could you resend the API key for the shop?\n\nNo, see commit {RANDOM}\n",
                "What is the password policy?\nIt is at-least-12\n",
                "Bob: what's the token?\nAlice: it's in 1Password\n",
                "<bob> what's the db password?\n<alice> see vault2024\n",
                "<bob> what's the db password?\n<alice> 1password\n",
                "<bob> what's the password policy?\n<alice> NIST-800-63b\n",
                f"> Could you resend the log?\n\nit's {RANDOM}\n",
            ),
            span=480,
            every=True,
            needs=DIGIT,
            check=_is_answer,
        ),
        confidence=Confidence.LEAD,
    ),
)
