"""Passwords and tokens in the cells of HTML's tables: beside the cell that names them, and below it.

    <td>DB_PASSWORD</td><td class="code"><pre>&#x27;x&#x27;</pre></td>       <th>User</th><th>Pass</th></tr>
    <td class="e">$_SERVER['DB_PASSWORD']</td><td class="v">x</td>           <tr><td>app</td><td>x</td></tr>

Pages that show what a program was set up with (phpinfo, Django's debug page, Symfony's profiler), and wikis.
"""

from __future__ import annotations

from typing import Final

from detectors.base import Parts
from detectors.generic.values import Strength, strength

from .said import SAID
from .services import SERVICE
from .shared import CHOSEN, RANDOM, mixed, named, place

_QUOTE: Final = r"(?:&[#](?:x27|39|039|x22|34);|&quot;|[\"'])"
_TAGS: Final = r"(?:\s{0,24}<(?:pre|code|span|p|b|strong|tt|kbd|samp)(?:[ ][^<>\n]{0,80})?>){0,3}\s{0,24}"
_CLOSED: Final = r"\s{0,4}(?:</(?:code|span|p|b|strong|tt|kbd|em)>\s{0,4}){0,2}"
_NEXT: Final = r"</(?:td|th|dt)>\s{0,24}<(?:td|dd)(?:[ ][^<>\n]{0,80})?>"
_CELL: Final = rf"{_TAGS}{_QUOTE}?(?P<password>[^\s\"'`<>&(){{}}]{{6,256}}){_QUOTE}?\s{{0,8}}</"
_PASSWORDS: Final = ("password", "passwd", "passphrase", "pwd", "pass", "pw")
_SECRETS: Final = ("secret", "token", "bearer", "api_key", "apikey", "api-key", "api key", "secret_key", "access_key")
_ENDED: Final = ("</", " </", "']</", '"]</', "&#039;]</", "&#39;]</", "&#x27;]</", "&quot;]</")
_OPENED: Final = r"(?:(?<![\w.\-])|(?<=\[)|(?<=[#;]))"
_ROW: Final = r"</tr>\s{0,24}(?:</thead>\s{0,24})?(?:<tbody[^<>\n]{0,40}>\s{0,24})?"
_ANY: Final = r"<t[dh][^<>\n]{0,80}>(?:(?!</?t[dhr]\b)[^\n]){0,160}?</t[dh]>\s{0,24}"
_NAMED: Final = r"(?i:passw(?:or[dt]|d)|kennwort|pass|pwd|pw)"


def _below(behind: int, part: str) -> str:
    """In a row below, as many cells before the last one."""
    last = rf"(?:{_ANY}){{{behind}}}"
    row = rf"(?:<tr[^<>\n]{{0,80}}>\s{{0,24}}(?:{_ANY}){{1,12}}</tr>\s{{0,24}}){{0,8}}?"
    value = rf"<t[dh][^<>\n]{{0,80}}>{_TAGS}(?P<{part}>[^\s\"'`<>&(){{}}]{{6,64}}){_CLOSED}</t[dh]>\s{{0,24}}"
    return rf"{last}{_ROW}{row}<tr[^<>\n]{{0,80}}>\s{{0,24}}(?:{_ANY}){{0,12}}?{value}{last}</tr>"


def _is_made(parts: Parts) -> bool:
    """By a machine, whatever zeros it begins with."""
    return strength(parts["password"].reveal().lstrip("A")) is Strength.RANDOM


DETECTORS = (
    place(
        SAID,
        rf"(?i:{_OPENED}[\w.\-]{{0,40}}?(?:{'|'.join(_PASSWORDS)}))(?:{_QUOTE}\])?[ ]?{_NEXT}{_CELL}",
        tuple(f"{word}{end}" for word in _PASSWORDS for end in _ENDED),
        (
            (f'<tr><td class="e">$_SERVER[\'DB_PASSWORD\']</td><td class="v">{CHOSEN}</td></tr>', CHOSEN),
            (f'<td class="e">MAIL_PASS </td><td class="v">{RANDOM} </td>', RANDOM),
            (f'<td>EMAIL_HOST_PASSWORD</td><td class="code"><pre>&#x27;{CHOSEN}&#x27;</pre></td>', CHOSEN),
            (f'<th>db.pwd</th>\n  <td><span class="v">{RANDOM}</span></td>', RANDOM),
        ),
        (
            '<td>DB_PASSWORD</td><td class="code"><pre>&#x27;********************&#x27;</pre></td>',
            "<td>DB_PASSWORD</td><td>string</td>",
            "<td>tests.pass</td><td>passed2of2</td>",
            "<td>DB_PASSWORD</td><td>${DB_PASSWORD1}</td>",
            f"<td>DB_PASSWORD</td></tr><tr><td>{RANDOM}</td>",
        ),
        span=320,
        check=mixed("password"),
        doubts=named("password"),
    ),
    place(
        SERVICE,
        rf"(?i:{_OPENED}(?![\w.\-]{{0,32}}(?:csrf|xsrf|public|next|page|cursor|hash))"
        rf"[\w.\-]{{0,40}}?(?:{'|'.join(_SECRETS)}))(?:{_QUOTE}\])?[ ]?{_NEXT}{_CELL}",
        tuple(f"{word}{end}" for word in _SECRETS for end in _ENDED),
        (
            (f'<td>API_TOKEN</td><td class="code"><pre>&#x27;{RANDOM}&#x27;</pre></td>', RANDOM),
            (f'<td class="e">PAYMENT_API_KEY </td><td class="v">{RANDOM} </td>', RANDOM),
            (f"<dt>client_secret</dt><dd><code>{RANDOM}</code></dd>", RANDOM),
        ),
        (
            "<td>API_TOKEN</td><td>your-token-goes-here</td>",
            "<td>next_page</td><td>" + RANDOM + "</td>",
            "<td>token</td><td>The-token-of-the-session</td>",
            "<td>csrf_token</td><td>" + RANDOM + "</td>",
        ),
        span=480,
        check=_is_made,
    ),
    place(
        SAID,
        rf">\s{{0,8}}{_NAMED}\s{{0,8}}{_CLOSED}</t[hd]>\s{{0,24}}(?:"
        + "|".join(_below(behind, f"password{suffix}") for behind, suffix in enumerate(("", "__2", "__3")))
        + ")",
        tuple(
            f"{word}</{tag}>"
            for word in ("password", "passwort", "passwd", "kennwort", "pass", "pwd", "pw")
            for tag in ("th", "td", "p", "strong", "b", "span")
        ),
        (
            (
                f"<tr><th>Service</th><th>Login</th><th>Pass</th></tr>\n<tr><td>Grafana</td><td>app</td><td>{CHOSEN}</td></tr>",
                CHOSEN,
            ),
            (
                f"<tr><th><p>User</p></th><th><p>Password</p></th><th>x</th></tr><tr><td>a</td><td><p>{RANDOM}</p></td><td>y</td></tr>",
                RANDOM,
            ),
        ),
        (
            "<tr><th>User</th><th>Pass</th></tr><tr><td>app</td><td>yes</td></tr>",
            f"<tr><th>Test</th><th>Pass</th><th>Commit</th></tr><tr><td>a</td><td>12</td><td>{RANDOM}</td></tr>",
            "<tr><th>User</th><th>Password</th></tr><tr><td>app</td><td>{{ password1 }}</td></tr>",
            f"<tr><th>Password</th></tr></table><p>{RANDOM}</p>",
        ),
        span=2048,
        every=True,
        needs="[0-9]",
        check=mixed("password"),
        doubts=named("password"),
    ),
)
