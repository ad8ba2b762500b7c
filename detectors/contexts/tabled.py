r"""Passwords in Markdown beside the words that name them: in a row of a table, in code, below a heading, in columns.

| **Password** | **x** |      `password: x`      ### Password      user  password
| `DB_PASSWORD` | `x` |       Login `app`/`x`                      ----  --------
                                                 `x`               app   x
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Final

from detectors.base import Confidence, Parts
from detectors.generic.heads import BARRED
from detectors.generic.values import Strength, strength

from .pages import is_chosen
from .said import SAID
from .services import SERVICE
from .shared import CHOSEN, RANDOM, is_name, mixed, named, place

_MARKS: Final = r"[`*]{0,3}"
_VALUE: Final = r"(?P<password>[^\s\"'`<>|(){}\[\]$,;:/\\*][^\s\"'`<>|{}\[\],;\\]{4,62}[^\s\"'`<>|{}\[\],;:.?)\\*])"
_WORD: Final = r"(?i:passw(?:or[dt]|d))"
_KEYS: Final = r"(?i:api[ _\-]?(?:key|token)|secret(?:[ _]key)?)"
# A card, a step of a compiler or a filter: boarding_pass, first_pass, low_pass
_OF_OTHERS: Final = "".join(
    f"(?<!{word}_)"
    for word in (
        *("boarding", "hall", "season", "ski", "day", "bus", "press", "by", "first", "second", "last", "one", "two"),
        *("low", "high", "band", "render", "shadow", "test", "did", "must", "multi", "single"),
    )
)
_PASSWORDS: Final = ("password", "passwort", "passwd")
_DIGIT: Final = "[0-9]"
_BAR: Final = "(?:│|┃)"
_LEAST: Final = 8
_LEAST_KEYS: Final = 16


def _is_chosen(parts: Parts) -> bool:
    return len(parts["password"]) >= _LEAST and is_chosen(parts)


def _is_made(parts: Parts) -> bool:
    value = parts["password"].reveal()
    both = any(map(str.isdigit, value)) and any(map(str.isalpha, value))
    return len(value) >= _LEAST_KEYS and both and strength(value) is Strength.RANDOM and not is_name(value)


_told: Final = partial(place, SAID, needs=_DIGIT, check=_is_chosen, doubts=named("password"))

_COLUMNS: Final = (*_PASSWORDS, "kennwort")
_COLUMN: Final = f"(?i:{'|'.join(_COLUMNS)})"
_HEAD: Final = r"[A-Za-z_]\w{0,24}(?:[ ]\w{1,24})?"
_GAP: Final = "[ ]{2,60}"
_WHOSE: Final = r"user(?:[_ ]?name)?|login(?:[_ ]?name)?|account|benutzer(?:name)?|username"
_WHERE: Final = "hosts?|servers?|devices?|services?|systeme?|systems|rechner|networks?|ssid|netz(?:werk)?"

DETECTORS = (
    # Of two cells or more the one behind the name; of a key in code behind a plain name there is a lead already.
    _told(
        rf"\|[ \t]{{0,8}}{_MARKS}(?:[\w.\-]{{1,32}}[ ]?){{0,2}}?(?:{_WORD}|(?<=[a-z]_){_OF_OTHERS}pass)"
        rf"[`*]{{0,2}}[ \t]{{0,24}}\|"
        rf"[ \t]{{0,40}}{_MARKS}(?=\w){_VALUE}{_MARKS}[ \t]{{0,80}}\|",
        (*_PASSWORDS, "_pass "),
        (
            (f"| Password | {CHOSEN} |", CHOSEN),
            (f"| `DB_PASSWORD` | `{RANDOM}` |", RANDOM),
            (f"| **Admin password** | **{CHOSEN}** | of the demo |", CHOSEN),
            (f"|      125 | mailserver_pass | {RANDOM}       |", RANDOM),
        ),
        (
            "| Password | VARCHAR2 |",
            "| password | string | required1 |",
            "| Password | SHA-256 |",
            "  get password | sha256sum\n",
            f"| boarding_pass | {CHOSEN} |",
            f"| first_pass | {CHOSEN} |",
            "| password | `$PASSWORD1` |",
            f"| Password | Commit |\n| x | {RANDOM} |",
        ),
        prefilter=r"(passw(ord|ort|d)|_pass)[`*]{0,2}[ \t]{0,24}\|[ \t]{0,40}[\w`*]",
        mark=BARRED,
    ),
    # Drawn by a command, as Doppler's and what Python's rich draws; what goes on in the row below is not known whole
    *(
        place(
            SERVICE,
            rf"{_BAR}[ ]{{0,8}}[\w.\-]{{0,40}}?{words}[ ]{{0,40}}{_BAR}[ ]{{0,40}}"
            rf"(?=\w){_VALUE}[ ]{{0,120}}(?:{_BAR}(?![ ]{{0,40}}\r?\n[ ]{{0,40}}{_BAR}[ ]{{1,40}}{_BAR})|\r?(?m:$))",
            ("│", "┃"),
            examples,
            near_misses,
            prefilter=r"(passw(ord|ort|d)|key|secret|token|pass|pwd)[ ]{0,40}(│|┃)[ ]{1,40}\w",
            mark="│|┃",
            span=320,
            check=check,
            doubts=named("password"),
        )
        for words, check, examples, near_misses in (
            (
                rf"(?:{_WORD}|_(?:PASS|PWD))",
                mixed("password"),
                ((f"│ SMTP_PASSWORD    │ {CHOSEN}  │\n│ PORT │ 25 │", CHOSEN), (f"│ DB_PASS │ {CHOSEN} │", CHOSEN)),
                (
                    "│ SMTP_PASSWORD    │ string │",
                    "│ PASSWORD │ hidden_value_1 │",
                    f"│ SMTP_PASSWORD │ {RANDOM} │\n│               │ {CHOSEN} │\n",
                ),
            ),
            (
                rf"(?:{_KEYS}|(?<!CACHE)(?<!GPG)(?<!SSH)(?<!COMMIT)(?<!HOT)(?<!PUBLIC)(?<!HOST)(?<!ENCY)_(?:KEY|TOKEN))",
                _is_made,
                ((f"│ SEGMENT_KEY      │ {RANDOM} │", RANDOM), (f"┃ api_key ┃ {RANDOM} ┃", RANDOM)),
                (
                    f"│ COMMIT │ {RANDOM} │",
                    f"│ CACHE_KEY │ {RANDOM} │",
                    f"│ SSH_KEY │ {RANDOM} │",
                    "│ KEY │ VALUE │",
                    "│ PAGE_TOKEN │ v1.23.4-beta │",
                ),
            ),
        )
    ),
    place(
        SERVICE,
        rf"\|[ \t]{{0,8}}{_MARKS}(?:[\w.\-]{{1,32}}[ ]?){{0,2}}?{_KEYS}"
        rf"(?:[`*]{{1,2}}[ \t]{{0,24}}\|[ \t]{{0,40}}{_MARKS}|[ \t]{{0,24}}\|[ \t]{{0,40}}\*{{0,3}})"
        rf"(?=\w){_VALUE}{_MARKS}[ \t]{{0,80}}\|",
        ("secret", "api"),
        (
            (f"| API key | {RANDOM} |", RANDOM),
            (f"| `STRIPE_SECRET_KEY` | `{RANDOM}` | live |", RANDOM),
            (f"| **Secret** | **{RANDOM}** |", RANDOM),
        ),
        (
            "| API key | YOUR_API_KEY_HERE_2022 |",
            "| token | The-token-of-the-session-2 |",
            f"| Token | Commit |\n| x | {RANDOM} |",
        ),
        prefilter=r"(secret([ _]key)?|api[ _\-]?(key|token))[`*]{0,2}[ \t]{0,24}\|[ \t]{0,40}[\w`*]",
        mark=BARRED,
        needs=_DIGIT,
        check=_is_made,
    ),
    # All of it in code, or the value.
    _told(
        rf"(?:`{_WORD}[ ]?[:=][ ]?|{_WORD}\*\*[ ](?:-|\u2013|\u2014|->)[ ]`){_VALUE}`",
        (
            *(f"`{word}{to}" for word in _PASSWORDS for to in (":", " :", "=", " =")),
            *(f"{word}** {to}" for word in _PASSWORDS for to in ("-", "\u2013", "\u2014")),
        ),
        (
            (f"`password: {CHOSEN}`", CHOSEN),
            (f"* **password** - `{RANDOM}`", RANDOM),
        ),
        ("`password: string2`", "* **password** - `optional2`", "`password=$PASSWORD1`", "`password: sha-256`"),
    ),
    _told(
        rf"(?i:\b(?:login|credentials|creds):?[ ])`(?P<user>[\w.@\-]{{2,64}})`[ ]?/[ ]?`{_VALUE}`",
        ("login `", "login: `", "credentials `", "credentials: `", "creds `", "creds: `"),
        ((f"Login `admin`/`{CHOSEN}`", CHOSEN), (f"credentials: `app` / `{RANDOM}`", RANDOM)),
        ("login `user` / `password`", "Login `a` or `oauth2`", "login `user`/`$PASSWORD1`"),
    ),
    # Below a heading that says nothing else.
    _told(
        rf"(?m:^)#{{1,6}}[ ](?:[\w\-]{{1,16}}[ ]){{0,2}}{_WORD}:?[ \t]{{0,8}}\r?\n"
        rf"(?:[ \t]{{0,8}}\r?\n){{0,2}}`{_VALUE}`[ \t]{{0,8}}\r?(?m:$)",
        tuple(f"{word}{end}" for word in _PASSWORDS for end in ("\n\n`", "\n`", "\r\n\r\n`")),
        ((f"### Password\n\n`{CHOSEN}`\n", CHOSEN), (f"## Admin password\n`{RANDOM}`\n", RANDOM)),
        ("### Password\n\n`string2`\n", "### Password\n\n`--password2`\n", "### Password\n\n`$PASSWORD1`\n"),
        span=256,
    ),
    # The last of columns that are drawn with blanks, over a rule.
    _told(
        rf"(?m:^)[ ]{{0,8}}\w[^\n|]{{0,160}}[ ]{{1,60}}(?i:password|passwort|passwd)[ ]{{0,2}}\r?\n"
        r"[ ]{0,8}[=\-]{2,60}(?:[ ]{1,60}[=\-]{2,60}){0,8}[ ]{1,60}[=\-]{6,60}[ ]{0,60}\r?\n"
        rf"(?:[^\n]{{1,200}}\n){{0,16}}?[ ]{{0,8}}\w[^\n|]{{0,160}}[ ]{{1,60}}{_VALUE}[ ]{{0,60}}\r?(?m:$)",
        tuple(
            f" {word}{blanks}{end}{rule}"
            for word in _PASSWORDS
            for blanks in ("", " ")
            for end in ("\n", "\r\n")
            for rule in ("--", "==")
        ),
        (
            (f"user  password\n----  --------\napp   {CHOSEN}\n", CHOSEN),
            (f"UserName Password\n-------- --------\nsvc      {RANDOM}\n", RANDOM),
            (f"Host  User  Password\n====  ====  ========\ndb1   app   {CHOSEN}\n", CHOSEN),
            (f"user   host   password\n-----  -----  ---------\napp    db1    none\nroot   db2    {RANDOM}\n", RANDOM),
        ),
        (
            "user  password\n----  --------\napp   required2\n",
            "the user and his password\n-- ----\nthe best of Linux2Windows\n",
            f"user  password  commit\n----  --------  ------\napp   none      {RANDOM}\n",
        ),
        span=2048,
        every=True,
    ),
    # The same without a rule, below who logs in where; in a wiki, between its own signs.
    *(
        replace(
            _told(
                head + ways,
                keywords,
                examples,
                near_misses,
                span=1024,
                every=True,
            ),
            confidence=Confidence.LEAD,
        )
        for head, ways, keywords, examples, near_misses in (
            (
                (
                    rf"(?m:^)[ ]{{0,8}}(?:{_HEAD}{_GAP}){{0,4}}(?i:{_WHOSE}){_GAP}(?:{_HEAD}{_GAP}){{0,3}}{_COLUMN}"
                    r"[ ]{0,4}\r?\n"
                ),
                (
                    rf"(?:[ ]{{0,8}}\w[^\n|]{{1,200}}\n){{0,16}}?"
                    rf"[ ]{{0,8}}[\w.@][\w.\-@]{{0,47}}{_GAP}(?:\S{{1,48}}{_GAP}){{0,6}}{_VALUE}[ ]{{0,60}}\r?(?m:$)"
                ),
                tuple(f"  {word}{end}" for word in _COLUMNS for end in ("\n", "\r\n", " \n", "  \n")),
                (
                    (f"HOST      USER     PASSWORD\ndb1       root     {CHOSEN}\n", CHOSEN),
                    (f"login   kennwort\napp     none\nroot    {RANDOM}\n", RANDOM),
                ),
                (
                    "Parameter    Type      Password\nx   y    required2\n",
                    f"user  password  commit\napp   none      {RANDOM}\n",
                    f"the user of it  and his password\nis {CHOSEN}\n",
                    "USER     PASSWORD\nroot     ********\nadmin    password1\n",
                    f"Option     Username   Password\n--foo      bar        {CHOSEN}\n",
                ),
            ),
            (
                (
                    rf"(?m:^)!(?=[^\n]{{0,160}}\b(?i:{_WHOSE}|{_WHERE})\b)"
                    r"[^\n]{1,200}(?:!!|\|\|)[ ]?(?i:passw(?:or[dt]|d)|kennwort)[ ]?\r?\n"
                ),
                rf"(?:[|!][^\n]{{0,200}}\n){{1,16}}?\|[^\n]{{1,200}}\|\|[ ]?{_MARKS}{_VALUE}{_MARKS}[ ]?\r?(?m:$)",
                tuple(f"{bars}{blank}{word}" for bars in ("!!", "||") for blank in ("", " ") for word in _COLUMNS),
                (
                    (f"! Host !! User !! Password\n|-\n| db1 || root || {CHOSEN}\n|}}", CHOSEN),
                    (f"! Host || Passwort\n|-\n| db1 || none\n|-\n| db2 || `{RANDOM}`\n|}}", RANDOM),
                ),
                (
                    "! Option !! Password\n|-\n| auth || required2\n|}",
                    f"! Stage !! Password\n|-\n| 4 || {CHOSEN}\n|}}",
                    f"! Host !! Password !! Commit\n|-\n| db1 || x || {RANDOM}\n|}}",
                    f"! Host !! Password\n|}}\n{{| x\n| db1 || {RANDOM}\n",
                ),
            ),
        )
    ),
)
