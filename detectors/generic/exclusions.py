"""What a match of the grammar is not, although it looks like a name that is given a value.

    names[key] = x     password == entered     token -> field     sign("secret") => x     API_KEY = "api-key"

Each of them says why nothing is given there, or that what is given is no value.
"""

from __future__ import annotations

import re
from typing import Final

from .names import PASSES_ON
from .surroundings import LONGEST_BEFORE, is_argument, is_one_of_two, is_scoped, is_set
from .values import Strength, strength

_SIGNS: Final = re.compile(r"[\W_]+")
_NO_LIST: Final = re.compile(r"value|default|annotated\[", re.IGNORECASE)
_WRAPPED: Final = re.compile(r"\"[^\"]+\"|'[^']+'")  # buildConfigField 'String', 'API_KEY', '"x"'
_KEYS: Final = re.compile(r"[ \t]{0,4}(?::|=>)")  # password: {"shape": ...
_RETURNED: Final = re.compile(r"[\"'`]\)\s{0,8}=>")  # sign("secret") => what it returns
# What `"prefix_" + made(32)` says is a part of the value; so it is in Lua, with two dots.
_PUT_TOGETHER: Final = re.compile(r"[ ](?:\+|\.\.)[ ](?:[\w.]{1,40}\(|\"[^\"\n]{0,8}\"\.join\()|\.join\(|\)\.append\(")
_COMMAND: Final = re.compile(r"[a-z][\w.\-/]{0,32}[ ]")  # PASSWORD=`pwgen 24`: of a shell, which runs it
_PASSES_ON: Final = re.compile(PASSES_ON)
_BADGE: Final = re.compile(r"(?:badge[^\s]{0,48}|\balt=media&(?:amp;)?)$")  # or a picture of Firebase
# {"key_id": "568250167242549743", "key": "x"}: the public one of a repository, for its secrets
_SAID_OF: Final = ("Possible hardcoded ", "Resumption ")
_PUBLIC: Final = re.compile(r"\"key_id\":[ ]?\"\d{12,20}\",[ ]?\"$")
_CALLED_PUBLIC: Final = re.compile(r"(?<!non-)(?<!not )(?<!the )\b[Pp]ublic[ ]$")
_CACHED: Final = re.compile(r"\bcache[ ]$", re.IGNORECASE)  # cache key: x
ARCHIVE: Final = re.compile(r"\.(?:apk|bz2|deb|dmg|exe|gz|jar|rpm|tgz|whl|xz|zip|zst)$")  # "token.zip": its digest
_DIGEST: Final = re.compile(r"[0-9a-f]{32,128}")
# WHERE "django_session"."session_key" = 'x', of what a program logs of its queries
_COLUMN: Final = re.compile(r"(?:[\"`\]]\.|\b(?:SET|WHERE|AND|OR)[ ])[\"`\[]?$")
_MASTER: Final = re.compile(r"[0-9A-F]{96}")  # of TLS' session, as OpenSSL shows it
# "PW": "Palau", "en-PW": "modern": a country, and who speaks there
_PALAU: Final = re.compile(r"(?:[a-z]{2,3}[-_](?:[A-Z][a-z]{3}[-_])?)?PW", re.ASCII)
_ASKED: Final = re.compile(r"\bset[ ]/p[ ]\"?$", re.IGNORECASE)  # set /p PASSWORD=What is read out to who types it:
_DECLARES: Final = re.compile(r"\b(?:resource|data|ephemeral)[ ]{1,4}\"$")  # resource "random_password" "main"
_INDEXED: Final = re.compile(
    r"(?:\[:|(?:\benv|\bphp_(?:admin_)?value)\[)$"
)  # auth[:token] = x, env[TOKEN] = x of PHP-FPM
# What a challenge of ACME shows to everybody, and what a parser read: DNS01(token="x"), strcmp(token, "x")
_SHOWN: Final = re.compile(r"(?<![A-Za-z0-9_])(?:http|dns|tlsalpn)_?01\(\s{0,32}$|cmp\((?=$)", re.IGNORECASE)
_USER: Final = re.compile(r"[\"']user\d{1,3}[\"'],[ ]?[\"']$")  # connect("user1", "pass1", "db1"): no name
_OF_A_KIND: Final = re.compile(r"(?<=:)[A-Z][a-z]{1,16}[A-Z]\w{1,64}")  # password:InputPassword = Updates
_TYPED: Final = re.compile(r"[?!:]{1,2}[ \t]{0,4}[A-Za-z\[][^=]{2,64}=")
# --password=<password> -p 445, smbpass=<password>,next: the words of a usage, and no element.
_TO_USAGE: Final = re.compile(r"[=:]<$")
_ENDS: Final = re.compile(r"\s{0,8}</")
_LOOKED_UP: Final = (".get", ".pop", ".getlist", ".get_all")  # credentials.get("acme"): what is looked for is called so
# lookup("community.general.onepassword", "who"), of Ansible
_PLUGIN: Final = re.compile(r"(?<![\w.])(?:lookup|query|q)\([ ]?[\"']$")
_SMALL_WORD: Final = re.compile("=[a-z]+")
_RANDOM_NAME: Final = 24  # of a piece of what is encoded, which ends in a word by chance


def same(name: str, value: str) -> bool:
    """API_KEY = "api-key"."""
    first = value[0]
    if first.isascii() and first.isalnum() and first.lower() not in name.lower():
        return False
    letters = _SIGNS.sub("", name).lower()
    # The beginning of a long value may say already that it is longer.
    begins = _SIGNS.sub("", value[: 2 * len(name)]).lower()
    return begins in letters and (len(value) <= 2 * len(name) or _SIGNS.sub("", value).lower() in letters)


def _is_declared(text: str, start: int, separator: str) -> bool:
    """Of a schema or of code: what follows a type is no value unless it is quoted."""
    return _TYPED.match(separator) is not None or _OF_A_KIND.match(text, start) is not None


def _is_said_of(before: str, quoted: str | None) -> bool:
    """The key of a session that is over, as OpenSSL shows it; a word in which Bandit sees a password."""
    return before.endswith("Resumption ") or not (
        quoted is not None and any(map(str.isdigit, quoted)) and any(map(str.isalpha, quoted))
    )


def _is_palau(name: str, left: str, hit: re.Match[str]) -> bool:
    """Of a list of countries or locales: what is in quotes, and no more than words."""
    value = hit["quoted"] or ""
    words = value.replace(" ", "").replace("-", "").isalpha() or "-" in name or "_" in name
    return left in ("'", '"') and _PALAU.fullmatch(name) is not None and words and strength(value) < Strength.FAIR


def is_something_else(text: str, start: int, left: str, hit: re.Match[str]) -> bool:
    """An ARN, `names[key] = x`, what a call completes, "pass `x` to", --password=$VAR "next", ["password", "user"] but
    of arguments in no call, a name in an object, what a call returns, HTTP Basic, a public badge, a digest of Helm's,
    what systemd encrypted, a field behind an arrow, the words of a usage, what is looked up, a remark behind a type,
    what is declared, a command in a shell's variable, a piece of base64 that ends in a word, a public key.
    """
    separator, name = hit["separator"], text[start : hit.start()]
    before = text[max(0, start - LONGEST_BEFORE) : start]
    bare = hit["plain"] is not None
    return (
        ((" /p " in before or " /P " in before) and _ASKED.search(before) is not None)
        or before.endswith(("checksum/", "CredentialEncrypted="))
        or (
            name in ("key", "Key")
            and (
                _PUBLIC.search(before) is not None
                or (separator[0] == ":" and _CALLED_PUBLIC.search(before) is not None)
            )
        )
        or (name in ("key", "Key") and _CACHED.search(before) is not None and "-" in (hit["plain"] or ""))
        or (bare and hit["plain"][0] == "#" and separator[-1] in " \t" and separator.rstrip()[-1:].isalpha())
        or (
            separator[0] == ">"
            and left == "<"
            and _TO_USAGE.search(before) is not None
            and not _ENDS.match(text, hit.end())  # an element, behind a label in a log
        )
        or (
            name.endswith(_LOOKED_UP)
            and separator.lstrip().startswith("(")
            and strength(hit["quoted"] or "") < Strength.RANDOM
        )
        or (ARCHIVE.search(name) is not None and _DIGEST.fullmatch(hit["quoted"] or hit["plain"] or "") is not None)
        or (
            hit["quoted"] is not None
            and "," in separator
            and name.endswith("password")
            and strength(hit["quoted"]) < Strength.FAIR
            and _PLUGIN.search(before) is not None
        )
        or (name == "passwd" and before.endswith("/etc/"))
        or ("session_" in name and _COLUMN.search(before) is not None)
        or (name == "Master-Key" and _MASTER.fullmatch(hit["plain"] or "") is not None)
        or (name.endswith("PW") and _is_palau(name, left, hit))
        or (separator == ":" and before.endswith("AWS "))  # AWS access_key:..., which is signed
        or (before.endswith(_SAID_OF) and _is_said_of(before, hit["quoted"]))
        or (name[-1] == "-" and separator[0] == ">")  # pw->pw_gid
        or (name == "token" and "(" in before and _SHOWN.search(before) is not None)
        or (name[-1:].isdigit() and "user" in before and _USER.search(before) is not None)
        or (bare and "=" in separator and (left == ":" or ":" in separator) and _is_declared(text, start, separator))
        or (
            bare
            and name[0] == "$"
            and " " in separator
            and _SMALL_WORD.fullmatch(separator.strip() + hit["plain"]) is not None
        )
        or (separator.isspace() and len(name) >= _RANDOM_NAME and name.isalnum() and any(map(str.isdigit, name)))
        or (before.endswith(' "') and _DECLARES.search(text, max(0, start - LONGEST_BEFORE), start) is not None)
        or (
            left == ":"
            and (separator in (":", "::") or (text.endswith("::", 0, start) and not is_scoped(text, start, hit)))
        )
        or (
            separator[0] == "}"
            and ("=" not in separator or left == "$" or text[start] == "$")
            and not text.endswith("ENV{", 0, start)
        )
        or (separator[0] == "]" and not _INDEXED.search(text, max(0, start - LONGEST_BEFORE), start))
        or (
            separator.isspace()
            and (
                (name[0] == "$" and not is_set(text, start, name))
                or name.lower() == "pass"
                or _PASSES_ON.fullmatch(name) is not None
            )
        )
        or (
            "," in separator
            and not _NO_LIST.search(separator)
            and not is_one_of_two(text, start, hit)
            and not is_argument(text, start, hit)
            and not _WRAPPED.fullmatch(hit["quoted"] or "")
            and not separator.endswith('"')
        )
        or (hit["quote"] == "`" and separator == "=" and _COMMAND.match(hit["quoted"]) is not None)
        or (hit["quoted"] is not None and _PUT_TOGETHER.match(text, hit.end()) is not None)
        or (separator.rstrip(" ").endswith("{") and _KEYS.match(text, hit.end()) is not None)
        or (")" in separator and _RETURNED.match(separator) is not None)
        or (hit["scheme"] or "").lower() == "basic"
        # password == entered, password = options["password"]
        or (
            hit["plain"] is not None
            and ("==" in separator or (hit["plain"][-1] in "[(" and text[hit.end() : hit.end() + 1] in ("'", '"')))
        )
        or (("badge" in before or "media&" in before) and _BADGE.search(before) is not None)
    )
