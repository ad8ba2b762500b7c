"""Passwords and keys in pages: behind the tags, the breaks and the blanks that part a name from its value in HTML.

    <td><b>Password:</b></td><td>x</td>    <p>Password:&nbsp;x</p>     <td data-label="Password">x</td>
    Password: <span class="v">x</span>     Login: app<br>Password: x   <input value="x" type="password">

Of plain cells cells.py knows; here are those with tags in them, in capitals, and in other languages.
"""

from __future__ import annotations

import re
from functools import partial
from typing import Final

from detectors.base import Confidence, Parts
from detectors.generic import foreign
from detectors.generic.chosen import is_complex
from detectors.generic.values import Strength, strength

from .said import SAID
from .services import SERVICE
from .shared import CHOSEN, RANDOM, is_name, mixed, named, place

_OF: Final = r"(?:[ ][^<>\n]{0,160})?"
_TAG: Final = rf"<(?i:/?(?:b|strong|em|i|u|p|span|code|kbd|tt|samp|pre|div|font|small|label|a|li){_OF}|br[ ]?/?)>"
_CLOSED: Final = r"\s{0,8}(?:</(?i:b|strong|em|i|u|p|span|code|div|font|small|label)>\s{0,8}){0,3}"
_NEXT: Final = rf"</(?i:td|th|dt)>\s{{0,32}}<(?i:td|th|dd){_OF}>\s{{0,32}}"
_GLUE: Final = rf"(?:{_TAG}\s{{0,32}}|&(?i:nbsp|\#160);[ ]?)"
_VALUE: Final = (
    r"(?P<password>[^\s\u00a0\"'`<>|(){}\[\]$,;:/\\*&][^\s\u00a0\"'`<>|{}\[\],;\\&]{4,126}"
    r"[^\s\u00a0\"'`<>|{}\[\],;:.?)\\*&])(?=\s{0,32}<|[ ]--)"
)
_PASSWORDS: Final = ("password", "passwort", "passwd", "kennwort", "passphrase")
_OTHERS: Final = [word for word in foreign.PASSWORDS if word not in _PASSWORDS]
_NAME: Final = (
    rf"(?i:(?={foreign.begins((*_PASSWORDS, *_OTHERS))})(?:{'|'.join(_PASSWORDS)}|{foreign.pattern(_OTHERS)}))"
)
_WORDS: Final = (*_PASSWORDS, *foreign.spelt(_OTHERS))
_ENDED: Final = (*(f"{to}</" for to in ("", ":", " ", " :")), ":&nbsp;", ":&#160;", " :&nbsp;")
_BROKEN: Final = (":<br", ": <br", ":<span", ": <span", ":<font", ": <font", ":<code", ": <code", ":<b>", ":<kbd")
_SECRETS: Final = (
    "api key",
    "api-key",
    "api secret",
    "api token",
    "secret",
    "secret key",
    "client secret",
    "access key",
)
_TITLES: Final = ("label", "title", "th", "column", "header", "name")
_LEAST: Final = 10
_CALLED: Final = re.compile(r"[a-z]+(?:\d[a-z]*\d?)?(?:[_\-](?:[a-z]+\d?|\d)){1,6}")  # col-md-6, utf8mb4_unicode_ci
_STANDARD: Final = re.compile(
    r"[A-Z]{2,10}-?[0-9]{1,4}|[a-z]{2,4}-?[0-9]{1,3}|(?i:n?varchar|char|text|string|base|bcrypt|pbkdf|scrypt)-?[0-9]{1,4}"
    r"|[A-Za-z]+[0-9]{0,3}(?:\.[A-Za-z]+[0-9]{0,3}){1,4}"  # what a field of something is called: Section12.Value
)


def is_chosen(parts: Parts) -> bool:
    """Likely a password, and no name of a type or of a standard: VARCHAR2, SHA-256."""
    value = parts["password"].reveal()
    return mixed("password")(parts) and not _STANDARD.fullmatch(value) and not _CALLED.fullmatch(value)


def _is_made(parts: Parts) -> bool:
    value = parts["password"].reveal()
    has_both = any(map(str.isdigit, value)) and any(map(str.isalpha, value))
    return len(value) >= _LEAST and has_both and strength(value) >= Strength.FAIR and not is_name(value)


_told: Final = partial(place, SAID, needs="[0-9]", check=is_chosen, doubts=named("password"))

DETECTORS = (
    _told(
        rf"{_NAME}[ ]?(?::?{_CLOSED}{_NEXT}(?:{_GLUE}){{0,4}}|:[ ]?(?:{_GLUE}){{1,5}}){_VALUE}",
        tuple(f"{word}{end}" for word in _WORDS for end in (*_ENDED, *(_BROKEN if word.isascii() else ()))),
        (
            (f"<td><b>Password:</b></td><td>{CHOSEN}</td>", CHOSEN),
            (f'<td class="c"><p>Password</p></td><td class="c"><p>{RANDOM}</p></td>', RANDOM),
            (f"<TR><TD>Password</TD><TD>{CHOSEN}</TD></TR>", CHOSEN),
            (f"<p>Password:&nbsp;{RANDOM}</p>", RANDOM),
            (f'Password: <span class="v">{CHOSEN}</span>', CHOSEN),
            (f"Password:<br/>{CHOSEN}<br/>", CHOSEN),
            (f"<td>Mot de passe</td><td>{CHOSEN}</td>", CHOSEN),
            (f"<td>Пароль:</td><td>{RANDOM}</td>", RANDOM),
        ),
        (
            "<td>Password</td><td>&nbsp;</td><td>2022-01-02T10</td>",
            "<td><b>Password</b></td><td>VARCHAR2</td>",
            "<p>Password:&nbsp;********</p>",
            'Password: <span class="hint">8 characters2</span>',
            f"<td>Password</td></tr></table><p>{RANDOM}</p>",
            "<label>Password:</label><br><input>Login2</input>",
            "<td>Password</td><td>base64</td>",
            "<td><b>Password</b></td><td>utf8mb4_unicode_ci</td>",
        ),
        span=512,
    ),
    # In an element, or in a comment, with nothing but the name before it.
    _told(
        rf"(?:>|<!--[ ])(?i:(?:(?:default|admin|root|db|database|temporary|initial)[ ])?"
        rf"(?:{'|'.join(_PASSWORDS)}))[ ]?[:=][ ]{{0,2}}{_VALUE}",
        tuple(
            f"{begin}{whose}{word}{to}"
            for begin in (">", "<!-- ")
            for whose in ("", "default ", "admin ", "root ", "db ", "database ", "temporary ", "initial ")
            for word in _PASSWORDS
            for to in (":", " :", "=", " =")
        ),
        (
            (f"<pre>password: {CHOSEN}</pre>", CHOSEN),
            (f"<!-- password: {RANDOM} -->", RANDOM),
            (f"<td>Login: app<br>Password: {CHOSEN}</td>", CHOSEN),
            (f"<li>Admin password: {CHOSEN}</li>", CHOSEN),
        ),
        (
            "<p>password: string2</p>",
            "<li>Password: required2</li>",
            "<pre>password: {{ password1 }}</pre>",
            "<p>Password: the one of 2022</p>",
            "<!-- password: TODO -->",
        ),
    ),
    # The same in short, which may be a pass of something else: what is made as passwords are.
    place(
        SAID,
        rf">(?i:pass|pwd|pw)[ ]?[:=][ ]{{0,2}}{_VALUE}",
        tuple(f">{word}{to}" for word in ("pass", "pwd", "pw") for to in (":", " :", "=", " =")),
        (
            (f"<div>user: app<br>pass: {CHOSEN}!</div>", f"{CHOSEN}!"),
            (f"<li>Login: app</li><li>Pwd: {RANDOM}</li>", RANDOM),
        ),
        (
            "<td>Pass: 12</td>",
            "<li>pass: Version2022</li>",
            "<p>Pass: string2</p>",
            f"<p>Boarding pass: {RANDOM}</p>",
            "<pre>pw = {{ password1 }}</pre>",
        ),
        needs="[0-9]",
        check=lambda parts: is_chosen(parts) and (_is_made(parts) or is_complex(parts["password"].reveal())),
        confidence=Confidence.LEAD,
    ),
    _told(
        rf"\b(?i:data-(?:{'|'.join(_TITLES)})=[\"'](?:{'|'.join(_PASSWORDS)}):?[\"'])"
        rf"[^<>\n]{{0,160}}>\s{{0,32}}(?:{_GLUE}){{0,4}}{_VALUE}",
        tuple(f"data-{title}={quote}{word}" for title in _TITLES for quote in "\"'" for word in _PASSWORDS),
        (
            (f'<td data-label="Password">{CHOSEN}</td>', CHOSEN),
            (f"<td data-th='Password' class='x'><code>{RANDOM}</code></td>", RANDOM),
        ),
        (
            '<td data-label="Password">none</td>',
            '<div data-name="password2">yes</div>',
            '<td data-label="Password"></td>',
        ),
        span=512,
    ),
    # Filled in for somebody, whatever stands first.
    _told(
        r"<(?i:input)[ ](?=[^<>]{0,400}?\b(?i:type=(?:\"password\"|'password'|password\b)))"
        r"[^<>]{0,400}?(?<![\w\-])(?i:value)="
        r"(?:\"(?P<password>[^\s\"<>{}%$]{6,64})\"|'(?P<password__2>[^\s'<>{}%$]{6,64})')",
        ('type="password"', "type='password'", "type=password"),
        (
            (f'<input value="{CHOSEN}" type="password">', CHOSEN),
            (f'<input type="password" name="p" id="p" value="{RANDOM}" />', RANDOM),
        ),
        (
            '<input value="Sign in 2" type="password">',
            '<input type="password" value="{{ form.password1 }}">',
            '<input type="password" value="password1">',
            f'<input type="text" value="{RANDOM}"><input type="password">',
            f'<input data-value="{RANDOM}" type="password">',
        ),
        span=512,
    ),
    place(
        SERVICE,
        rf"(?:>\s{{0,8}}(?i:{'|'.join(_SECRETS)})[ ]?:?{_CLOSED}{_NEXT}(?:{_GLUE}){{0,4}}"
        rf"|\b(?i:{'|'.join(_SECRETS)}):[ ]?(?:{_GLUE}){{1,5}}){_VALUE}",
        (
            *(f"{word}{to}</" for word in _SECRETS for to in ("", ":", " ")),
            *(f"{word}{to}" for word in _SECRETS for to in (*_ENDED[-3:], *_BROKEN, ": <strong", ":</strong", ":</b>")),
        ),
        (
            (f"<td>API key</td><td>{CHOSEN}Kd83</td>", f"{CHOSEN}Kd83"),
            (f"<td><b>Secret</b></td><td><code>{RANDOM}</code></td>", RANDOM),
            (f"<p>PagerDuty API token: <strong>{RANDOM}</strong></p>", RANDOM),
            (f"<li><b>API key:</b> <code>{RANDOM}</code></li>", RANDOM),
        ),
        (
            "<td>API key</td><td>YOUR_API_KEY_2</td>",
            "<td>Secret</td><td>kubernetes-secret-2</td>",
            "<td>Secret</td><td>2022-01-02</td>",
            "<th>Secret</th><th>Version2022</th>",
        ),
        span=512,
        needs="[0-9]",
        check=_is_made,
    ),
)
