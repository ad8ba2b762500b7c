"""Passwords that somebody noted down: in a list of things to do, a changelog, a chat, at the wrong prompt, on a poster.

https://github.com/zxing/zxing/wiki/Barcode-Contents#wi-fi-network-config-android-ios-11 (WIFI:T:WPA;S:x;P:y;;)
https://www.gnu.org/software/bash/manual/bash.html#Bash-History-Facilities (a file of its own, with or without times)
Beside a user, or on a line of its own in a history, a password is told apart from words by what policies want.

Over 300 lines, as each way of noting one down has the ones beside it among its near misses.
"""

from __future__ import annotations

import re
from typing import Final

from detectors.base import Parts, Secret
from detectors.filters.standards import is_standard
from detectors.filters.wordlike import surprise
from detectors.forms import made
from detectors.generic import foreign
from detectors.generic.chosen import is_complex
from detectors.generic.values import Strength, strength

from .said import SAID, TYPOGRAPHIC, VALUE
from .services import SERVICE
from .shared import CHOSEN, RANDOM, firm, is_name, least, likely, mixed, named, place

# What a sentence goes on with behind it.
_ENDS: Final = rf"(?=[\"'`*]{{0,3}}[.,;?)!]{{0,2}}(?:\s|<|\||$|[\"']?[}}\]]|[\"'],|\\{{1,3}}[nrt\"])|[{TYPOGRAPHIC}])"
_MARKS: Final = rf"(?:[\"'`*]{{0,3}}|[{TYPOGRAPHIC}][ \u00a0\u202f]?)"
_WORD: Final = (
    rf"{_MARKS}(?P<password>[^\s\"'`<>|(){{}}\[\]$,;:/\\*{TYPOGRAPHIC}][^\s\"'`<>|{{}}\[\],;\\{TYPOGRAPHIC}]{{4,62}}"
    rf"(?:[^\s\"'`<>|{{}}\[\],;:.?)\\*{TYPOGRAPHIC}]|\*(?=[\"'])))" + _ENDS
)
_LEAST: Final = 8
_DIGIT: Final = "[0-9]"
_RUNS: Final = re.compile(r"[a-z]+|[A-Z]+|[0-9]+")
_LEAST_RUNS: Final = 5
_UNLIKE: Final = 6.0  # bits a letter (filters/wordlike.py): startJboss7Eap64 has 5
_LOGINS: Final = foreign.pattern(("user", "username", "login", "account", *foreign.LOGINS))
_ALL: Final = ("password", "passphrase", "passwd", "pwd", "pw", *foreign.PASSWORDS)
_PASSWORDS: Final = foreign.pattern(_ALL)
_AND: Final = "and|und|e|et|y|i|a|en|och|og|ja|és|ve|и|та"
# Of the words with which an API key is told in other languages; English says it with a name that leads to it.
_API_KEYS: Final = (
    *("chiave api", "clave api", "clave de api", "clave de la api", "chave api", "chave da api"),
    *("chave de api", "clé api", "clé d'api", "clé de l'api", "cle api", "api-schlüssel", "api schlüssel"),
    *("api-sleutel", "api sleutel", "api-nyckel", "api-nøgle", "api-nøkkel", "api-avain", "api-kulcs"),
    *("klucz api", "klucz do api", "api klíč", "klíč api", "api ključ", "api anahtar\u0131", "ключ api"),
    *(
        "api-ключ",
        "api密钥",
        "api 密钥",
        "api密鑰",
        "apiキー",
        "api キー",
        "api 키",
        "api키",
        "klíč k api",
        "密钥",
        "密鑰",
    ),
    *("秘钥", "シークレットキー", "시크릿 키", "비밀 키"),
)
# In English a name that says so leads to it as well: here only what no name of code has behind it.
_IN_ENGLISH: Final = tuple(
    f"{word} {sign} "
    for word in ("api key", "api token", "api secret", "access key", "secret key", "access token", "auth token")
    for sign in ("-", "\u2013", "\u2014", "->", "=>", "\u2192")
)
_IS: Final = (
    r"(?:[ ]{0,2}[:=\uff1a][ ]{0,2}"
    r"|[ ](?:è|é|es|est|ist|to|je|jest|is|lautet|är|er|on|-|\u2013|\u2014|[\-=]>|\u2192)[ ]?:?[ ]"
    r"|[ ]?[は是为為][ ]?:?[ ]?|[은는이가][ ]{1,2})"
)
_SIGNED: Final = made("bcdfghjklmnpqrstvwxz", 7, "noted").capitalize() + "!1974"
_SIGNS: Final = frozenset("!@#%^*")
_SIGNS_OF_SHELLS: Final = "`$|&;<>(){}[]/\\~="
# Who asks for a password: what stands below is typed at the prompt, or one line too late.
_ASKS: Final = (
    r"(?:sudo(?:[ ][^\n]{1,120})?|su(?:[ ]-l?)?(?:[ ][\w\-]{1,32})?|passwd(?:[ ][\w\-]{1,32})?|ssh[ ][^\n|;&]{1,120}"
    r"|(?:mysql|mysqldump|psql)[ ][^\n|;&]{1,120}?[ ](?:-p|-W|--password))"
)
_TIME: Final = r"(?:: [0-9]{9,10}:[0-9]{1,6};)?"
_HISTORIES: Final = ("*_history", "*.history", "*history.txt", "*_history.[0-9]", "*.hist", "histfile")


def _is_long(parts: Parts) -> bool:
    return len(parts["password"]) >= _LEAST and mixed("password")(parts)


def _is_signed(parts: Parts) -> bool:
    """With a capital, a digit and a sign, and nothing that a shell would read."""
    value = parts["password"].reveal()
    return (
        is_complex(value)
        and not _SIGNS.isdisjoint(value)
        and _SIGNS.isdisjoint(value[0])
        and not any(sign in value for sign in _SIGNS_OF_SHELLS)
        and likely("password")(parts)
    )


def _is_typed(parts: Parts) -> bool:
    """Or made by a machine, of nothing but letters and digits, as no command and no file is called."""
    value = parts["password"].reveal()
    mixed = value.isalnum() and len(_RUNS.findall(value)) >= _LEAST_RUNS and any(map(str.isdigit, value))
    made = (
        mixed
        and any(map(str.isupper, value))
        and any(map(str.islower, value))
        and strength(value) is Strength.RANDOM
        and surprise(value) >= _UNLIKE
    )
    return _is_signed(parts) or made


def _unescaped(parts: Parts) -> Parts:
    return {"password": Secret(re.sub(r"\\(.)", r"\1", parts["password"].reveal()))}


_CHANGED: Final = (
    r"(?i:(?:changed?|rotated?|rotating|switched|updated?|set|reset)[ ][^\n]{0,48}?"
    r"(?:password|passphrase|passwd|pw)"
    r"(?:[ ](?:of|for|on)(?:[ ][\w.\-@]{1,40}){1,4}?)?[ ]from:?[ ])"
)
_FROM: Final = (
    *("password from", "passphrase from", "passwd from", "pw from"),
    *(f"password {of} " for of in ("of", "for", "on")),
)

_VERSION: Final = re.compile(r"(?:^|[\-_.])v\d")


def _is_new(parts: Parts) -> bool:
    """No name, no standard, no version of one, and nothing that is written behind a colon: fd:0x12ab."""
    value = parts["password"].reveal()
    other = is_name(value) or is_standard(value) or _VERSION.search(value) or ":" in value
    return not other and firm("password")(parts)


DETECTORS = (
    # On a poster, a code of a network: what stands in it has no other meaning.
    place(
        SERVICE,
        r"\bWIFI:(?>(?:[A-OQ-Z][A-Z0-9]?:(?:[^;\\\n\"<>]|\\[^\n]){0,64}+;){0,5})P:(?P<password>(?:[^;\\\n\"<>]|\\[^\n]){8,63})"
        r";(?=;|[A-Z][A-Z0-9]?:)",
        tuple(f"wifi:{field}:" for field in "tsphr"),
        (
            (f"WIFI:T:WPA;S:acme-guests;P:{CHOSEN};;", CHOSEN),
            (f"WIFI:S:the shop;T:WPA2;P:{RANDOM};H:true;;", RANDOM),
            (f"WIFI:T:WPA;S:a\\;b;P:{_SIGNED}\\;x;;", f"{_SIGNED};x"),
        ),
        (
            "WIFI:T:WPA;S:mynetwork;P:mypassword;;",
            "WIFI:T:WPA;S:{ssid};P:{password};;",
            "WIFI:T:nopass;S:acme-guests;;",
            "wifi: the password is on the board;",
            f"WIFI:T:WPA;S:{RANDOM};;",
        ),
        parse=_unescaped,
        check=likely("password"),
    ),
    # Who, and the password behind a comma, whatever the sentence goes on with.
    place(
        SAID,
        rf"(?i:(?<!\w)(?:{_LOGINS}))(?:[ ](?:is|est|es|ist|è|é|to)[ ]|[ ]?[:=][ ]{{0,2}}|[ ]){_MARKS}"
        rf"(?:[\w.@+\-]{{2,64}})(?:[\"'`*]{{0,3}}|[ \u00a0\u202f]?[{TYPOGRAPHIC}])"
        rf"(?:[ ]?[,;/|][ ](?:(?:{_AND})[ ])?|[ ](?:{_AND})[ ])(?i:{_PASSWORDS})"
        rf"(?:[ ]?[:=][ ]{{0,2}}|[ ](?:is|est|es|ist|è|é|to)[ ]:?[ ]?){_WORD}",
        tuple(
            f"{word}{sign}"
            for word in foreign.spelt(_ALL)
            for sign in (":", " :", "=", " =", " is ", " ist ", " est ", " es ", " è ", " é ", " to ")
        ),
        (
            (f"utente admin, password: {_SIGNED} (il pannello)", _SIGNED),
            (f"Der Benutzer app, Kennwort: {CHOSEN}.", CHOSEN),
            (f"użytkownik: ops, hasło: {RANDOM} i klucz", RANDOM),
            (f"login is ops / password: {CHOSEN} for now", CHOSEN),
            (f"usuario root y contraseña: {RANDOM}", RANDOM),
            (f"Логин: admin, Пароль: {RANDOM}", RANDOM),
        ),
        (
            "utente admin, password: quella di sempre2024",
            "user: string, password: string2",
            "user name, password: see 1password",
            "user admin, password: $PASSWORD1",
            "user app, password: ********",
        ),
        needs=_DIGIT,
        check=_is_long,
        doubts=named("password"),
    ),
    # as whom
    place(
        SAID,
        r"(?i:\bas[ ](?:the[ ])?(?:user[ ])?)[\"'`]?"
        r"(?:(?!(?i:a|an|the|it|well|user)[ ])[\w.@\-]{2,64})[\"'`]?,?[ ]"
        r"(?i:and|with|using)[ ](?i:(?:the[ ])?(?:password|passphrase|passwd|pwd|pw))[ :]{1,2}"
        r"(?!(?i:authenti|authori|protect))" + _WORD,
        tuple(
            f"{verb} {the}{word}{sign}"
            for verb in ("and", "with", "using")
            for the in ("", "the ")
            for word in ("password", "passphrase", "passwd", "pwd", "pw")
            for sign in (" ", ":")
        ),
        (
            (f"you can log in as deploy with password {_SIGNED} until friday", _SIGNED),
            (f"ssh as root, using the password: {RANDOM}", RANDOM),
        ),
        (
            "log in as deploy with password authentication2",
            "connect as root with password $PASSWORD1",
            "the same as user2 with password protected files",
            "as app with password md5-hash2",
        ),
        needs=_DIGIT,
        check=_is_long,
        doubts=named("password"),
    ),
    # Of what it is, and nothing else: new root pw web02: x
    place(
        SAID,
        r"(?i:(?<![\w.\-/])(?:(?:root|admin|administrator|sudo|ssh|wifi|wlan|vpn|db|database|ilo|idrac|ipmi|bios)[ ]"
        r"(?:password|passwd|pass)|pw|pwd))[ ](?!(?i:is|for|of|on|to|the|and|or)[ :])[\w.\-@]{2,40}[ ]?(?::|=|->)[ ]"
        + _WORD,
        (
            *("pw ", "pwd "),
            *(
                f"{whose} {word} "
                for whose in ("root", "admin", "administrator", "sudo", "ssh", "wifi", "wlan", "vpn", "db")
                for word in ("password", "passwd", "pass")
            ),
            *(
                f"{whose} {word} "
                for whose in ("database", "ilo", "idrac", "ipmi", "bios")
                for word in ("password", "pass")
            ),
        ),
        (
            (f"- [x] new root pw web02: {_SIGNED}", _SIGNED),
            (f"admin password grafana: {RANDOM}, ask bob", RANDOM),
            (f"db pass orders -> {RANDOM}", RANDOM),
        ),
        (
            "root password policy: at-least-12",
            "pw length: min8max64",
            "pwd dir: /srv/app2",
            "admin password hash: bcrypt-2b",
            "root pw web02: see 1password",
        ),
        needs=_DIGIT,
        check=firm("password"),
        doubts=named("password"),
    ),
    # What it was before: to `x` (was `y`), from x to y
    place(
        SAID,
        r"(?i:(?:password|passphrase|passwd|secret|token|pw)\b[^\n]{0,80}?[ ]to:?[ ])\S{4,64}[ ]"
        r"\((?i:was|previously|formerly|before|old)[ :]{1,2}" + _WORD,
        ("(was ", "(was: ", "(previously ", "(previously: ", "(formerly ", "(before ", "(before: ", "(old ", "(old: "),
        (
            (f"- rotate demo password to `$DEMO_PW` (was `{_SIGNED}`)", _SIGNED),
            (f"changed the root pw to ******** (previously: {CHOSEN}!)", f"{CHOSEN}!"),
        ),
        (
            "- changed the password hash to `argon2id` (was `bcrypt12`)",
            "token lifetime to 86400s (was 3600s)",
            "set password length to 16 (was 8chars)",
        ),
        needs=_DIGIT,
        every=True,
        check=firm("password"),
        doubts=named("password"),
    ),
    place(
        SAID,
        _CHANGED + r"(?P<password>[^\s\"'`<>|(){}\[\]$,;:/\\]{6,64}|`[^\s`$]{6,64}`)[ ]to:?[ ][\"'`]?\S{4}",
        _FROM,
        (
            (f"changed the root password from {_SIGNED} to $ROOT_PW", _SIGNED),
            (f"rotated the password of db1 from `{RANDOM}` to `****`", RANDOM),
        ),
        (
            "changed password hashing from bcrypt12 to argon2id",
            "change the password from sha256-hash to argon2",
            "updated password length from 8chars to 16chars",
        ),
        needs=_DIGIT,
        every=True,
        check=lambda parts: firm("password")(parts) and not named("password")(parts),
        parse=lambda parts: {"password": Secret(parts["password"].reveal().strip("`"))},
    ),
    place(
        SAID,
        rf"{_CHANGED}[\"'`]?[^\s\"'`]{{4,64}}[\"'`]?[ ]to:?[ ]{VALUE}",
        _FROM,
        (
            (f"changed the root password from $OLD_PW to {RANDOM} this morning", RANDOM),
            (f"rotated the password of db1 from `****` to `{CHOSEN}`.", CHOSEN),
        ),
        (
            "changed password hashing from bcrypt12 to argon2id",
            "change the password from sha256-hash to argon2-hash",
            "updated password length from 8chars to 16chars",
            "changed the root password from $OLD_PW to $ROOT_PW2",
            "set the password from stdin to fd:0x12ab7",
            "rotated the password from KMS-v1x to KMS-v2-2024",
        ),
        needs=_DIGIT,
        every=True,
        check=_is_new,
    ),
    # An API key, in other languages
    place(
        SAID,
        rf"(?i:{foreign.pattern(_API_KEYS)}|(?={'|'.join(_IN_ENGLISH)})(?:api|access|secret|auth)[ ]\w{{3,6}})"
        r"(?![ ]?(?i:id)\b)"
        rf"(?:[ ][\w.\-]{{1,24}}){{0,3}}?{_IS}[\"'`*]{{0,3}}(?P<password>[A-Za-z0-9_\-]{{20,128}})"
        r"(?![A-Za-z0-9_\-/])",
        (*foreign.spelt(_API_KEYS), *_IN_ENGLISH),
        (
            (f"la chiave API è {RANDOM})", RANDOM),
            (f"Der API-Schlüssel lautet: {RANDOM}.", RANDOM),
            (f"clé d'API : {RANDOM}", RANDOM),
            (f"klucz API to `{RANDOM}`", RANDOM),
            (f"la clave de API de stripe es {RANDOM}", RANDOM),
            (f"API密钥是{RANDOM}", RANDOM),
            (f"正式环境的密钥是{RANDOM}\uff0c请勿外传", RANDOM),
            (f"결제 모듈 시크릿 키는 {RANDOM} 로 교체", RANDOM),
            (f"klíč k API dopravce: {RANDOM}", RANDOM),
            (f"Ключ API \u2014 {RANDOM}", RANDOM),
            (f"Clé API \u2192 {RANDOM}", RANDOM),
            (f"API key \u2014 {RANDOM}", RANDOM),
            (f"- Stripe access token -> {RANDOM}", RANDOM),
        ),
        (
            "la chiave API è nella-documentazione-interna",
            "API-Schlüssel: <API_SCHLUESSEL_HIER_EINTRAGEN>",
            f"la chiave API, commit {RANDOM}",
            "API key - the-key-of-your-account-2",
            f"API key rotation - {RANDOM}",
            "clé API : VOTRE_CLE_API_ICI_SVP_2024",
        ),
        needs=_DIGIT,
        check=least("password", Strength.RANDOM),
    ),
    # Typed where a shell read it
    place(
        SAID,
        rf"(?m:^){_TIME}{_ASKS}[ \t]{{0,4}}\r?\n(?:#[0-9]{{9,10}}\r?\n)?{_TIME}"
        r"(?P<password>[^\s\"'<>]{8,40})[ \t]{0,4}\r?(?m:$)",
        ("sudo", "su -", "su\n", "su root", "passwd", "ssh ", "mysql", "psql "),
        (
            (f"sudo su -\n{_SIGNED}\nsudo su -\n", _SIGNED),
            (f": 1700000000:0;ssh app@db1\n: 1700000004:0;{_SIGNED}\n", _SIGNED),
            (f"sudo su -\n{RANDOM}\nls\n", RANDOM),
            (f"#1700000000\nmysql -u root -p\n#1700000009\n{_SIGNED}\n", _SIGNED),
        ),
        (
            "sudo su -\nls\n",
            "sudo su -\nRunServer2Now\n",
            "sudo su -\nstartJboss7Eap64\n",
            "ssh app@db1\n./Deploy-2.sh\n",
            "sudo su -\nDB_PW2=x\n",
            f"sudo apt-get install {_SIGNED}\n",
            "ssh app@db1\n!Ls2!!\n",
        ),
        span=320,
        paths=_HISTORIES,
        check=_is_typed,
    ),
    place(
        SAID,
        r"(?:\b(?:ba|da|z|k)?sh: (?:(?:line )?[0-9]{1,6}: )?(?P<password>[^\s\"'<>:]{8,40}): (?:command )?not found"
        r"|\bzsh: command not found: (?P<password__2>[^\s\"'<>:]{8,40})(?!\S)"
        r"|\bCommand '(?P<password__3>[^\s\"'<>:]{8,40})' not found)",
        (": command not found", ": not found", "command not found: ", "command '"),
        (
            (f"-bash: {_SIGNED}: command not found", _SIGNED),
            (f"zsh: command not found: {_SIGNED}", _SIGNED),
            (f"sh: 1: {_SIGNED}: not found", _SIGNED),
        ),
        (
            "bash: clang++-17: command not found",
            "zsh: command not found: gcc-13",
            "sh: 1: ./Build-2.sh: not found",
            "Command 'python3.11' not found, did you mean:",
            f"-bash: {CHOSEN}: command not found",
        ),
        needs=_DIGIT,
        check=_is_signed,
    ),
)
