r"""Who logs in with what, in one sentence, without a colon between; and what stands alone in the block below.

    Use "app" and "x" to log in        sign in with app, password x        Benutzer app, Passwort x
    Password: “x”                      pw:\n```\nx\n```

As in said.py, whatever stands there may be the next word: only what has letters and digits, and is no name, is told.
"""

from __future__ import annotations

import re
from typing import Final

from detectors.base import Confidence, Parts
from detectors.filters.placeholders import is_placeholder
from detectors.filters.wordlike import surprise
from detectors.forms import made
from detectors.generic import foreign

from .said import DIGIT, SAID, TYPOGRAPHIC, VALUE, is_told
from .shared import CHOSEN, RANDOM, apart, named, place

_QUOTES: Final = rf"\"'`{TYPOGRAPHIC}"
_OPENS: Final = rf"(?:[\"'`]|\*\*|[{TYPOGRAPHIC}][ \u00a0\u202f]?)"
_CLOSES: Final = rf"(?:[\"'`]|\*\*|[ \u00a0\u202f]?[{TYPOGRAPHIC}])"
_QUOTED: Final = rf"{_OPENS}(?P<password>[^\s{_QUOTES}<>\\$|]{{6,64}}){_CLOSES}"
_ENGLISH: Final = ("password", "passphrase", "passcode", "passwd", "pwd", "pw")
_PASSWORDS: Final = foreign.pattern((*_ENGLISH, *foreign.PASSWORDS, *foreign.PERHAPS))
_USERS: Final = foreign.pattern(("user", "username", "login", "account", *foreign.LOGINS))
_AND: Final = "and|with|using|und|mit|et|avec|e|con|y|com|i|a|en|met|och|med|og|ja|és|ve|ile|и|та"
_THE: Final = "the|das|dem|le|la|el|il|o|het"
_TO: Final = tuple(
    f"{mark} {verb}"
    for mark in ('"', "'", "`", "**", "\u201d", "\u201c")
    for verb in (
        *("to log in", "to log on", "to login", "to log-in", "to sign in", "to sign on", "to sign-in"),
        "for the login",
    )
)
_SIGNS_IN: Final = r"(?:sign(?:ed|ing)?|log(?:ged|ging)?)[ -]?(?:in|on)(?:[ ]to[ ]\S{1,64})?[ ](?:with|as|using|via)"
_ALREADY: Final = r"(?:[ ]?[:=]|[ ](?:is|ist|est|es|è|é|to|lautet|:)[ ])"  # what said.py and noted.py read
_LINE: Final = r"(?:[ \t]{0,4}(?:\r?\n|\\n)[ \t>|]{0,8})"
_FENCE: Final = r"(?:```|\{(?:code|noformat)[^}\n]{0,24}\}|<pre>(?:<code>)?)"
_LOGIN_WORDS: Final = frozenset(map(foreign.bare, ("user", "username", "login", "account", *foreign.LOGINS)))
_VARIABLE: Final = re.compile(r"[A-Za-z_][A-Za-z_]{2,}[\w.]*|[A-Za-z_]\w*(?:\.\w+)+")
_UNLIKE: Final = 6.0  # bits a letter (filters/wordlike.py)
_LEAST_LETTERS: Final = 7
_SIGNED: Final = made("bcdfghjklmnpqrstvwxz", 7, "sentences").capitalize() + "!1974"
_LETTERS: Final = made("abcdefghijklmnopqrstuvwxyz", 16, "sentences")
_GROUPS: Final = " ".join(_LETTERS[at : at + 4] for at in (0, 4, 8, 12))
_HYPHENS: Final = _GROUPS.replace(" ", "-")
_LEADS_TO_BLOCK: Final = (
    r"\b(?i:pass\w{2,6}|pwd?|mot de passe|\w{2,4}enn?wort|contrase[^:]{1,4}|senha|wachtwoord|secret|token)\b"
    r"[^`{<]{0,64}[`{<]"
)
_MARBLE: Final = f"Marble{CHOSEN}"


def _is_told(parts: Parts) -> bool:
    """No name, and no word for who it is of, or for itself: usuario2024."""
    value = parts["password"].reveal()
    word = foreign.bare(value.rstrip("0123456789"))
    return is_told(parts) and apart("password")(parts) and not foreign.is_word(value) and word not in _LOGIN_WORDS


def _is_of_letters(parts: Parts) -> bool:
    value = re.sub("[ -]", "", parts["password"].reveal())
    return surprise(value) >= _UNLIKE and not is_placeholder(value) and len(set(value)) >= _LEAST_LETTERS


def _column(before: int) -> str:
    """A head that says password behind so many others, and the same column of a row below."""
    part = "password" if before == 0 else f"password__{before + 1}"
    return (
        rf"\|\|(?:[^|\n]{{1,40}}\|\|){{{before}}}[ *]{{0,2}}(?i:{'|'.join(_ENGLISH)}|passwort|kennwort)"
        rf"[ *]{{0,2}}\|\|[^\n]{{0,200}}\n"
        rf"(?:\|[^\n]{{0,400}}\n){{0,12}}?\|(?:[^|\n]{{0,120}}\|){{{before}}}[ ]{{0,4}}"
        rf"(?P<{part}>[^\s|<>{{}}$]{{6,64}})[ ]{{0,4}}\|"
    )


DETECTORS = (
    place(
        SAID,
        rf"(?i:\b(?:use|enter|type|try|with|are|is|credentials|login|defaults?))[:,]?[ ]"
        r"(?:(?i:the|as|user|username|account|login)[ ]){0,2}"
        rf"{_OPENS}(?:[\w.@+\-]{{2,64}}){_CLOSES}(?:[ ](?:{_AND}|/|&)[ ]|[ ]?[,/:][ ]?)"
        rf"(?:(?:(?i:the)[ ])?(?i:{'|'.join(_ENGLISH)})[ ])?{_QUOTED}[ ]"
        r"(?i:to[ ](?:log|sign)[ \-]?(?:in|on)\b|for[ ]the[ ]login\b)",
        _TO,
        (
            (f'Use "app" and "{CHOSEN}" to log in', CHOSEN),
            (f"Enter `admin` / `{RANDOM}` to sign in to the panel", RANDOM),
            (f"The defaults are \u201cadmin\u201d and \u201c{_MARBLE}\u201d for the login.", _MARBLE),
        ),
        (
            'Use "username" and "password" to log in',
            'Use "app" and "$PASSWORD1" to log in',
            'use "oauth2" and "openid2" to sign in',
            f'compare "app" and "{CHOSEN}" to log what differs',
            "Use `slf4j` and `logback-1.2.11` for logging",
            "use `boto3` and `aioboto3x` to connect",
        ),
        needs=DIGIT,
        check=_is_told,
        confidence=Confidence.LEAD,
    ),
    place(
        SAID,
        rf"(?i:(?<!\w)(?:{_USERS}|{_SIGNS_IN})(?:[ ](?:user|account))?)(?:[ ]is|[ ]?[:=])?[ ]{{1,2}}"
        rf"{_OPENS}?(?:[\w.@+\\\-]{{2,64}}){_CLOSES}?(?:[ ]?[,;/|]|[ ](?:{_AND}))(?:[ ](?:{_AND}))?"
        rf"(?:[ ](?:{_THE}))?[ ](?i:{_PASSWORDS})(?!{_ALREADY})[ ]{{1,2}}{VALUE}",
        (
            *(f"{word} " for word in foreign.spelt((*foreign.PASSWORDS, "clave", "mdp"))),
            *(
                f"{before} {the}{word} "
                for before in (",", ";", "/", "and", "with", "using")
                for the in ("", "the ")
                for word in _ENGLISH
                if word != "passwd" and (word, before) != ("password", "and")
            ),
        ),
        (
            (f"sign in with app, password {CHOSEN}, and go on", CHOSEN),
            (f"user app, pw {_MARBLE}", _MARBLE),
            (f"usuario app, contraseña {_MARBLE} (cámbiala)", _MARBLE),
            (f"identifiant « app », mot de passe « {_MARBLE} ».", _MARBLE),
            (f"Benutzer app mit Passwort {CHOSEN}", CHOSEN),
        ),
        (
            "Sign in with your company account, password and second factor.",
            "Benutzer, Passwort und Token2",
            "user name, password field2",
            "user admin, password $PASSWORD1",
            "usuario admin, contraseña usuario2024",
            "sign in with OAuth2, password sha256-hash",
            "user app, password password1",
        ),
        needs=DIGIT,
        check=_is_told,
        confidence=Confidence.LEAD,
    ),
    # In the quotes of print
    place(
        SAID,
        rf"(?i:(?<![\w\-])(?:{'|'.join(_ENGLISH)}|psk))(?:[ ]?[:=]|[ ](?:is|to|was):?)?[ ]?"
        rf"[{TYPOGRAPHIC}][ \u00a0\u202f]?"
        rf"(?P<password>[^\s{_QUOTES}<>\\$|]{{6,64}})[ \u00a0\u202f]?[{TYPOGRAPHIC}]",
        tuple(
            f"{word}{leads}{mark}"
            for word in (*_ENGLISH, "psk")
            for leads in (" ", ": ", ":", " : ", " = ", "=", " is ", " to ", " was ", " is: ")
            for mark in TYPOGRAPHIC
        ),
        (
            (f"Password: \u201c{CHOSEN}\u201d", CHOSEN),
            (f"the pw is \u201e{_MARBLE}\u201c", _MARBLE),
            (f"password = \u00ab{RANDOM}\u00bb", RANDOM),
        ),
        (
            "the password \u201cpassword1\u201d is weak",
            "Password: \u201csee the wiki\u201d",
            "the password \u201c$PASSWORD1\u201d",
            "a password \u201csha256-hash\u201d",
        ),
        needs=DIGIT,
        check=_is_told,
        doubts=named("password"),
    ),
    # In a block of its own
    place(
        SAID,
        rf"(?i:(?<![\w\-])(?:{_PASSWORDS}|secret|token))(?:[ ](?i:is|for|of|on|für|de|del|voor)[ ][^\n:]{{1,40}}?)?"
        rf"\*{{0,2}}[ ]?:?\*{{0,2}}(?:{_LINE}{{1,2}}|[ ]?(?={{code|{{noformat|```)){_FENCE}"
        rf"(?:\w{{0,12}}{_LINE})?(?P<password>[^\s`<>{{}}\\$]{{6,128}}){_LINE}?(?:```|\{{(?:code|noformat)|</)",
        ("```", ": {code", ":{code", "{noformat"),
        (
            (f"pw:\n```\n{CHOSEN}\n```\n", CHOSEN),
            (f"**Password:**\n\n```text\n{RANDOM}\n```\n", RANDOM),
            (f'{{"text":"pw:\\n```{_MARBLE}```"}}', _MARBLE),
            (f"Passwort: {{code}}{CHOSEN}{{code}}", CHOSEN),
            (f"the token:\n{{noformat}}\n{RANDOM}\n{{noformat}}\n", RANDOM),
        ),
        (
            "pw:\n```\nkubectl get secret db\n```\n",
            "password:\n```\n$PASSWORD1\n```\n",
            "token:\n```json\n{\n```\n",
            "password:\n```\npassword1\n```\n",
            f"password:\n```\nx\n```\n{CHOSEN}\n",
        ),
        span=400,
        needs=_LEADS_TO_BLOCK,
        check=_is_told,
        confidence=Confidence.LEAD,
    ),
    # In Jira's own way of writing
    place(
        SAID,
        rf"(?i:(?<![\w\-])(?:{_PASSWORDS}))\*?(?:[ ]?[:=]\*?|[ ](?:is|ist|est|es|to):?)?[ ]{{1,2}}"
        rf"\{{\{{(?P<password>[^\s{{}}|()\"'$]{{6,64}})\}}\}}",
        tuple(
            f"{word}{leads}{{{{"
            for word in (*_ENGLISH, "passwort", "kennwort", "mot de passe", "contraseña", "senha", "wachtwoord")
            for leads in (" ", ": ", " : ", " = ", ":* ", "*: ", " is ", " to ", " ist ", " est ", " es ", " is: ")
        ),
        ((f"*Password:* {{{{{_SIGNED}}}}}", _SIGNED), (f"the pw is {{{{{RANDOM}}}}}", RANDOM)),
        (
            "password: {{password2}}",
            "password: {{db.password2}}",
            "password: {{dbPassword12}}",
            "password = {{ vault_password }}",
            "password: {{lookup('env','PASSWORD2')}}",
        ),
        needs=DIGIT,
        confidence=Confidence.LEAD,
        check=lambda parts: _is_told(parts) and not _VARIABLE.fullmatch(parts["password"].reveal()),
    ),
    # Of an account with Google or Microsoft, for one program: letters alone
    place(
        SAID,
        r"(?i:\b(?:app(?:lication)?(?:[ \-]specific)?[ \-_]?pass(?:word|wort)|app[ \-]?kennwort))"
        r"(?:[ ]\([\w .\-]{1,24}\)|[ ]for[ ][\w .\-]{1,24}?)?"
        r"(?:[ ]?[:=]|[ ](?:is|ist):?|[ ]->)[ ]{0,2}[\"'`*]{0,3}(?P<password>[a-z]{16}|[a-z]{4}(?:[ \-][a-z]{4}){3})"
        r"(?![\w\-]|[ ][a-z]{4}\b)",
        tuple(
            f"{app}{sign}{word}"
            for app in (
                "app",
                "application",
                "app specific",
                "app-specific",
                "application specific",
                "application-specific",
            )
            for sign in (" ", "-", "_")
            for word in ("password", "passwort", "kennwort")
        ),
        (
            (f"App password (Outlook): {_LETTERS}", _LETTERS),
            (f"the Gmail app password is {_GROUPS}", _GROUPS),
            (f"application-specific password: `{_HYPHENS}`", _HYPHENS),
        ),
        (
            "App password: required for smtp",
            "app password: correcthorsesbat",
            "App password: xxxx xxxx xxxx xxxx",
            "app password: with this your mail goes",
            "app password: abcd efgh ijkl mnop",
        ),
        check=_is_of_letters,
    ),
    # A column of Jira's tables
    place(
        SAID,
        rf"(?m:^)[ \t]{{0,4}}(?:{'|'.join(map(_column, range(5)))})",
        tuple(f"||{blank}{word}" for blank in ("", " ", "*") for word in (*_ENGLISH, "passwort", "kennwort")),
        (
            (f"||Host||PW||\n|srv1|{CHOSEN}|\n", CHOSEN),
            (f"|| Host || User || Password ||\n| web | app | {_MARBLE} |\n", _MARBLE),
        ),
        (
            "||Host||PW||\n|srv1|see 1password|\n",
            f"||Host||PW||Version||\n|srv1|vault|{CHOSEN}|\n",
            "||Field||Password||\n|user1|password1|\n",
        ),
        span=1200,
        every=True,
        check=_is_told,
        confidence=Confidence.LEAD,
    ),
)
