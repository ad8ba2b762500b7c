r"""What a telling name governs from afar, and what is handed to a call with a telling name, whatever stands between.

    token = cond ? a : "x"      TOKENS = {"prod": "x"}     TOKEN=${1:-x}        { provide: API_TOKEN, useValue: "x" }
    insert("x-api-key", HeaderValue::from_static("x"))     Key.fromUtf8("x")    NewDialer("h", 587, "bot", "x")

So little is asked of what stands between that all is asked of the value: of a name's and of a call's, that it is
random; of a login's, that it has a digit and is no name. What has a name of its own that says what it is, is that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import Final, NamedTuple

from .chosen import is_odd, is_of_words
from .exclusions import ARCHIVE, OF_NODE, SHA1
from .names import Named, promise, words
from .non_values import is_address
from .values import Strength, strength

REACH: Final = 256
_FAR: Final = 128  # and no more than so many names on the way
_MOST_NAMES: Final = 6
_MOST: Final = 32  # in a piece: where there are more, it is a table of digests, or each has its name beside it
_NEAR: Final = 40
_LEAST_PIECE: Final = 5
_MIXED: Final = re.compile(r"(?=[a-z]{0,16}\d)(?=\d{0,16}[a-z])[a-z\d]{1,16}")
# A challenge of ACME, which everybody sees: HTTP01(token="x"). What somebody encrypted: NACL[x]. A secret of libvirt's.
# And what a program logs of its queries: WHERE "django_session"."session_key" IN ('x'
_NO_SECRET: Final = re.compile(
    r"01\(\s{0,32}token=b?[\"']$|\b(?:NACL|ENC|ENCRYPTED)\[$|<encryption secret=[\"']$"
    r"|(?i:session_\w{1,16}[\"`\]]?[ ](?:=|in)[ ]\(?'$)"
)
_COUNTED: Final = re.compile(r"\":[ ]?\[?\d")  # "x": [1, 7], of a word in an index
_ASSIGNED: Final = re.compile(r"\w[ ]?=[ ]?\{[^{}\n]{0,128}$")  # a map, which is none: TOKENS = {"x": 7}
_OPENING: Final = "\"'`{[ bruflnq"
_TIES: Final = (":", "=", ">", ",")
_OPENS: Final = r"(?:[\"'`\[{]|:-)"
# Twenty of these, one of which is a digit. Where it comes late it is not looked for: a wide pattern costs much in each
# change of a history (agent/scan/lineage.py).
_STRONG: Final = r"(?:[A-Za-z+/_\-]{0,9}[0-9][A-Za-z0-9+/_\-]{10}|[A-Za-z+/_\-]{10,28}[0-9]|[A-Za-z+/_\-]{29})"
# Calls with a telling name. What Hyperscan looks for ends in the bracket, or is rare: `auth` and `open` are everywhere.
_NAMES: Final = r"secret|token|credential|password"  # of the others, `pass` and `auth`, logs are full
_CRYPTIC: Final = r"hmac|vapid|pepper|signing_salt|key"
_LOGINS: Final = (
    r"auth|withpassword|log[io]n|sign_?in|credentials?|dial(?:er)?|pw_set|newinstance|ftp\.open|staticv4"
    r"|staticcredentials|jwt\.decode|jwt\.verify"
)
PREFILTER: Final = (
    rf"(?:{_NAMES}|{_CRYPTIC})[^\n]{{1,100}}{_OPENS}{_STRONG}",
    (
        rf"(?:{_LOGINS})(?:\(|[ ][\"'])[^\n;]{{1,100}},[ ]{{0,2}}(?:\w{{1,16}}:[ ])?"
        r"[\"'][^\s\"'<>{}()\[\],;/\\]{8,40}[\"'][ ]?(?:[,);]|$)"
    ),
)

_VALUE: Final = re.compile(
    r"(?:(?<=[\"'`{\[])|(?<=:-))(?=[^\d\s]{0,127}\d)[A-Za-z0-9+/_\-]{20,128}={0,2}(?=[\"'`}\]])", re.ASCII
)
_JENKINS: Final = "AQAAAB"  # the key that it is encrypted with lies in the same folder
# {8c1f4d2e-...}: of what Windows registers, and of projects in a solution.
_REGISTERED: Final = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_IDENTIFIER: Final = re.compile(r"[a-z]+\d*(?:_+[a-z]+\d*)+|\d+", re.ASCII)
# Submodule path 'x': checked out 'e59d87c5...', the password of the record with ID '8c1f4d2e-...'
_CHECKED_OUT: Final = re.compile(r"\b(?:checked out|ID|Id|id|UUID|uuid) [\"']$")
# A digest, a UUID or a public key of VAPID: what a call does with it is no matter.
_MAY_BE_PUBLIC: Final = re.compile(
    r"[0-9A-Fa-f]{32}|[0-9A-Fa-f]{40}|[0-9A-Fa-f]{64}|[0-9A-Fa-f]{96}|[0-9A-Fa-f]{128}"
    r"|[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}|B[A-Za-z0-9_\-]{86}=?"
)
_NAME: Final = re.compile(r"(?<![\w$@.\-])[A-Za-z_$@][\w.\-]{1,60}", re.ASCII)
# `id: "`, `"sha" => "`: what a value is called itself.
_OWN: Final = re.compile(
    r"(?<![\w.\-])([\w.\-]{1,40}+)(?:[\"']?[ \t]{0,8}(?::|=>?)|[\"'],)[ \t]{0,4}[^\w\s\"']{0,2}[bruflnq]?[\"'`{\[]?$",
    re.ASCII,
)
_IDS: Final = frozenset({"uuid", "guid"})
_PUBLIC_KEYS: Final = frozenset({"public", "pub", "pubkey"})
_PUBLIC: Final = frozenset(
    {
        *(
            "id",
            "ids",
            "uid",
            "uuid",
            "guid",
            "sha",
            "hash",
            "hashes",
            "md",
            "digest",
            "digests",
            "integrity",
            "checksum",
        ),
        *(
            "commit",
            "revision",
            "rev",
            "etag",
            "nonce",
            "fingerprint",
            "thumbprint",
            *_PUBLIC_KEYS,
            "version",
            "ver",
            "url",
        ),
        *("uri", "path", "href", "src", "file", "name", "csrf", "site", "sitekey", "test", "example", "salt", "iv"),
        *(
            "signature",
            "kid",
            "jti",
            "address",
            "mint",
            "ved",
            "release",
            "encrypted",
            "ciphertext",
            "tag",
            "administrator",
        ),
    }
)
# Another statement, what a call returns or another key of a hash is given, a table's row (which has columns), or what
# says that a digest follows.
_BREAKS: Final = re.compile(
    r";[ \t]{0,4}[A-Za-z_$@]|\)[ \t]{0,4}=>|\{\$\w{1,40}\}[ \t]{0,4}=|\b(?:VALUES|values)\b"
    r"|sha\d|md5|digest|integrity|\bhash|commit|https?:|-----|\bimport\b"
    r"|(?:'\d{0,16}',[ ]?){3}|(?:\"\d{0,16}\",[ ]?){3}|(?:'[^'\n]{0,16}',[ ]?){5}|(?:\"[^\"\n]{0,16}\",[ ]?){5}"
)
# {$API.TOKEN}, ${TOKEN}, {#TOKEN_NAME}: what is put in there has its value elsewhere.
_PUT_IN: Final = re.compile(r"\{[#%]?$")
_PUT_THERE: Final = re.compile(r"\}[\"'][ \t]{0,4}(?:,|=>|:)[ \t]{0,4}[\"'`]")  # and here, where nothing is between
# It has a value already, and another key follows; and what it stands in is at its end.
_HAS_ITS_OWN: Final = re.compile(
    r"[\"']?[ \t]{0,4}(?::|=>?)[ \t]{0,4}(?:\"[^\"\n]*\"|'[^'\n]*'|[\w.]+)[ \t)\]}]{0,8},.*?(?::|=>?)[ \t]{0,4}[\"'`]$",
    re.ASCII,
)
# <label for="password", <input type="password": what follows is another attribute.
_OF_ELEMENT: Final = re.compile(r"\b(?:type|for|class|autocomplete)=\\?[\"']$")
_PAIR_BEHIND: Final = re.compile(r"[)\]}][ \t]{0,4},[ \t]{0,4}[{(\[]")
# No spice of a dish, and nobody's name: peppermint, mrspepper
_PEPPER: Final = r"(?:(?:(?<![A-Za-z])[pP]|(?<=[a-z])P|(?<=password)p|(?<=hash)p)epper|(?<![A-Z])PEPPER)s?(?![a-z])"
_ALSO: Final = re.compile(rf"{_PEPPER}|(?i:signing_?salt)")
# What goes on behind it in the same quotes: "Island of Secrets 0.3", "61279176...", of a table of games
_OF_TITLE: Final = re.compile(r"[^\"'\n=:;{}()]{0,60}[\"'][ ]?,")
_FILE: Final = re.compile(r"\.(?!(?i:pass|pwd?|psk|psw|key|auth)$)[A-Za-z]{1,4}$")
_CALL: Final = re.compile(
    rf"(?P<name>\w{{0,40}}(?i:{_CRYPTIC})[\w.:]{{0,24}})(?:[ ]?\((?!\))|[ ](?=[\"'\w]))(?P<between>[^\n;]{{0,64}})$",
    re.ASCII,
)
_CRYPTIC_WORD: Final = re.compile(r"hmac|vapid|pepper|signing_?salt", re.IGNORECASE)
_ARGUMENT: Final = r"(?:[\"'][^\"'\n]{0,64}[\"']|[\w.$@&:>\-]{1,40})"
_LOGIN: Final = re.compile(
    rf"(?:(?<![A-Za-z])(?i:basic|plain)?|(?<=[a-z])(?=[A-Z]))(?i:{_LOGINS})(?:\([ ]?|[ ](?=[\"']))"
    rf"(?P<others>(?:{_ARGUMENT},[ ]{{0,2}}){{1,6}}?)"
    r"(?:\w{1,16}:[ ])?(?P<quote>[\"'])"
    r"(?P<value>(?=[^\s\"'\d]*\d)[^\s\"'<>{}()\[\],;/\\]{8,40})(?P=quote)[ ]?(?:[,);]|$)",
    re.ASCII | re.MULTILINE,
)
_LOGIN_CALL: Final = re.compile(rf"(?:{_LOGINS})(?:\(|[ ][\"'])", re.ASCII)  # in small letters, where `re` is quick
# It is given as a variable: what follows is another thing.
_GIVEN: Final = re.compile(r"(?i:passw|pwd|secret)\w*,")
# utf8mb4, iso-8859-1, db3.corp.local, app@example.org, 127.0.0.1:3306, a-service-2, eu-west-1a, 2024-01-01
_NO_PASSWORD: Final = re.compile(
    r"(?i:utf|iso|latin|windows|cp\d|(?-i:vtk[A-Z])|koi8|big5|x\d|aes|rsa|sha|md5|tcp|udp|http|v\d)[\w.\-]*$"
    r"|[\w.\-]+\.[A-Za-z]{2,12}(?::\d+)?$|[\w.+\-]+@[\w\-]+\.[\w.]+$|[\d.:T\-+Z]+$"
    r"|[a-z]+(?:[_\-][a-z]+)*[_\-]v?\d[a-c]?$",
    re.ASCII,
)


class Governed(NamedTuple):
    """A value at `start`, and what its name promises."""

    start: int
    value: str
    promised: Named


def find(text: str) -> Iterator[Governed]:
    """All in `text`, a piece that PREFILTER points at."""
    for hit in islice(_VALUE.finditer(text), _MOST):
        value = hit[0]
        if (
            text.startswith(">{", hit.start() - 2)
            and text.startswith("}<", hit.end())
            and not value.startswith(_JENKINS)
        ):
            continue  # what Maven encrypted: its master password is elsewhere
        if (text[hit.start() - 1] == "{" and _REGISTERED.fullmatch(value)) or is_address(value):
            continue
        if _NO_SECRET.search(text, max(0, hit.start() - _NEAR), hit.start()) or _is_counted(text, hit):
            continue
        if not _IDENTIFIER.fullmatch(value) and strength(value) is Strength.RANDOM:
            promised = _governing(text[max(0, hit.start() - REACH) : hit.start()], value)
            if promised is not None:
                yield Governed(hit.start(), value, promised)
    for login in _LOGIN.finditer(text) if _LOGIN_CALL.search(text.lower()) else ():
        value = login["value"]
        if _IDENTIFIER.fullmatch(value) or _NO_PASSWORD.match(value) or _GIVEN.search(login["others"]):
            continue
        looks = strength(value)
        if looks >= Strength.CHOSEN or (looks is Strength.WORDS and is_of_words(value)) or is_odd(value):
            yield Governed(login.start("value"), value, Named.PASSWORD)


def _is_counted(text: str, hit: re.Match[str]) -> bool:
    """Is it a word in an index, with where it stands?"""
    if not _COUNTED.match(text, hit.end()):
        return False
    return _ASSIGNED.search(text, max(0, hit.start() - REACH), hit.start()) is None


def _governing(before: str, value: str) -> Named | None:
    """What the nearest name promises that governs what follows `before`, on its line."""
    line = before[before.rfind("\n") + 1 :][-_FAR:]
    own = line.rstrip(_OPENING)[-1:] in _TIES and _OWN.search(line[-_NEAR:])
    if own and (own[1].startswith("data-") or (not _ALSO.search(own[1]) and _is_of(own[1], _PUBLIC))):
        return None
    if own and own[1] == "key" and SHA1.fullmatch(value) and OF_NODE.search(line[-_NEAR:], 0, own.start()):
        return None
    if own and ARCHIVE.search(own[1]) and _MAY_BE_PUBLIC.fullmatch(value):
        return None  # its digest
    if _CHECKED_OUT.search(line) and _MAY_BE_PUBLIC.fullmatch(value):
        return None
    promised = _nearest(line, value)
    if promised is None and _MAY_BE_PUBLIC.fullmatch(value):
        return None
    if promised is None and (call := _CALL.search(line)) and not _BREAKS.search(call["between"]):
        tells = _CRYPTIC_WORD.search(call["name"]) or promise(call["name"])  # no public_key, monkey, KeyError
        promised = Named.SECRET if tells and not _is_of(call["name"], _PUBLIC) else None
    return promised


@lru_cache(maxsize=4096)
def _is_of(name: str, said: frozenset[str]) -> bool:
    """Is one of these words in it? The same names come again and again."""
    return not said.isdisjoint(words(name))


def _made_of(name: str) -> set[str]:
    """The pieces of `app_icon_4c84z_31` that are no words: 4c84z."""
    return {piece for piece in name.split("_") if len(piece) >= _LEAST_PIECE and _MIXED.fullmatch(piece)}


def _nearest(line: str, value: str) -> Named | None:
    """Of the last name in `line` that promises a secret, unless that has a value, or something else follows it. What
    was made as `value` was is no name of it: two classes of one style sheet.
    """
    for name in list(_NAME.finditer(line))[: -_MOST_NAMES - 1 : -1]:
        if "key" in name[0].lower() and _is_of(name[0], _PUBLIC_KEYS):
            return None
        start = name.start()
        if line[start - 1 : start] in ('"', "'") and _OF_ELEMENT.search(line, max(0, start - _NEAR), start):
            continue
        if "_" in name[0] and not _made_of(name[0]).isdisjoint(_made_of(value)):
            continue
        promised = Named.SECRET if _ALSO.search(name[0]) else promise(name[0])
        if promised in (Named.PASSWORD, Named.SECRET):
            behind = line[name.end() :]
            within = line[start - 1 : start] == " " or behind.startswith(" ") or _FILE.search(name[0])
            if within and _MAY_BE_PUBLIC.fullmatch(value) and _OF_TITLE.match(behind):
                return None
            put_in = behind.startswith("}") and _PUT_IN.search(line, 0, start)
            if put_in and "=" not in behind[:3] and not _PUT_THERE.fullmatch(behind):
                return None
            named = _is_of(name[0], _IDS) and _MAY_BE_PUBLIC.fullmatch(value)
            ended = named or _BREAKS.search(behind) or _HAS_ITS_OWN.match(behind) or _PAIR_BEHIND.search(behind)
            return None if ended else promised
    return None
