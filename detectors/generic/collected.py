r"""Several secrets that one name holds together, none of which has a telling name of its own.

    API_KEYS = ["x", "y"]      passwords = {"root": "x", 'app' => 'y'}      var tokens = map[string]string{"ci": "x"}
    passwords:                 [smtp.passwords]      users = {"bob": "x"}
      root: x                  root = "x"

The name stands far from most of them, and lists of words, of ids and of settings are written alike: so each must look
like a secret by itself, and what describes a field (`password: {type: string}`), or is a list of passwords that nobody
should have, holds none.

Just over 300 lines, half of them the words and signs by which a list of secrets is told from any other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from .chosen import is_complex
from .crowd import lowered
from .extraction import OF_USER
from .names import Named, promise, words
from .non_values import is_address
from .values import Strength, strength

REACH: Final = 1024


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_MOST: Final = 40  # with more it is a list to try, or to refuse
_KEYS: Final = (
    r"(?:api|access|secret|auth|app|signing|encryption|private|license|master|admin|webhook|client|service)[_\- ]?keys"
)
# Each is looked for by itself, as a string: of the singular, which stands everywhere, there are too many.
_PLAIN: Final = (
    *("passwords", "passwds", "pwds", "passphrases", "secrets", "tokens", "credentials", "creds", "logins", "users"),
    "accounts",
)
_OF_PASSWORDS: Final = ("passwords", "passwds", "pwds", "passphrases", "credentials", "creds")
_NAMES: Final = "|".join((*_PLAIN, _KEYS))
_REST: Final = r"(?:[_\-][\w\-]{0,15}|[Bb]y\w{0,14}|[Mm]ap|[Ll]ist|[Dd]ict)?"
_QUOTE: Final = r"\\{0,3}[\"'`]"
_TYPED: Final = r"[\w.<>\[\], |&*?:']"
_TYPE: Final = rf"(?::?[ \t]{{0,2}}[A-Za-z]{_TYPED}{{0,40}}(?=[ \t]?=)|\[\])?"
_FIRST: Final = r"(?:\\{0,3}[\"'`(\[{:]|[\w.\-]{1,40}[\"']?[ ]{0,8}[=:]|[A-Za-z0-9+/_\-]{16})"
_INLINE: Final = (
    rf"{_REST}(?:{_QUOTE})?\]?(?:[ \t]{{0,4}}{_TYPE}[ \t]{{0,4}}(?:=>?|:=?)[ \t]{{0,4}}"
    rf"(?:[\w.<>\[\], &*!@:%]{{0,40}}[\[{{(]\s{{0,40}}{_FIRST}|%w[\[({{]\S)|=\(\S)[^\n]{{0,100}}[0-9]"
)
_KEY_OF_ROW: Final = r"[\"']?[\w.\-@]{1,48}[\"']?:[ ]"
_ROW_OF_BLOCK: Final = rf"[ \t]{{0,40}}(?:-[ ](?:{_KEY_OF_ROW})?|{_KEY_OF_ROW})[\"']?"
_TO_BLOCK: Final = rf"{_REST}[\"']?:[ \t]{{0,8}}\r?\n"
_BLOCK: Final = rf"{_TO_BLOCK}{_ROW_OF_BLOCK}(?=[^\s\"']{{0,64}}[0-9])[^\s\"'{{\[]{{6}}"
# Of passwords those that stand first may have none.
_LATER: Final = rf"{_TO_BLOCK}(?:[ \t]{{1,24}}[^\n]{{4,80}}\n){{1,2}}[ \t]{{1,24}}[^\n0-9]{{2,80}}[0-9]"
_SECTION: Final = r"\"?\][ \t]{0,8}\r?\n[^\n\[]{0,120}[0-9]"
# What is told has a digit: that one follows soon is asked before anything is read.
PREFILTER: Final = tuple(
    f"(?:{word})(?:{_INLINE}|{_BLOCK}|{_SECTION}{'|' + _LATER if word in _OF_PASSWORDS else ''})"
    for word in (*_PLAIN, _KEYS)
)

_HEAD: Final = re.compile(
    rf"(?i:{_NAMES})(?P<rest>{_REST})(?P<quote>{_QUOTE})?\]?"
    rf"(?:[ \t]{{0,4}}{_TYPE}[ \t]{{0,4}}(?:=>?|:=?)"
    r"[ \t]{0,4}(?P<wrap>(?:[\w.<>, &*!@:%]|\[[\w.<>, &*;]{0,24}\]){0,40})(?P<open>[\[{(])"
    r"|(?P<block>:[ \t]{0,8}\r?\n)|(?P<section>\"?\][ \t]{0,8}\r?\n))",
    re.ASCII,
)
_BEFORE_KEYS: Final = re.compile(_KEYS.removesuffix("keys") + r"\Z")
_LONGEST_KIND: Final = 12
_SIGN: Final = re.compile(
    r"(?P<mark>\\{1,3}[\"'])(?P<escaped>[^\"'\\\n]{0,256})(?P=mark)|(?P<string>\"[^\"\n]{0,256}\"|'[^'\n]{0,256}'|`[^`\n]{0,256}`)"
    r"|(?P<comment>//[^\n]*+|\#[^\n]*+|/\*(?:(?!\*/).){0,200}\*/|--[ ][^\n]*+)"
    r"|(?P<open>[\[{(])|(?P<close>[\]})])|(?P<tie>=>|->|:(?![^\s\"'`\w])|=|\bto\b)|(?P<part>[,;\n])"
    r"|(?P<word>(?:[^\s\"'`,;\[\]{}()=:]|:(?=[^\s\"'`,;\[\]{}()]))+)",
    re.ASCII | re.DOTALL,
)
_TIED: Final = re.compile(r"[ \t]{0,16}[=:]")
_ROW: Final = re.compile(
    r"(?P<indent>[ \t]*)(?P<dash>-[ ]+)?(?:[\"']?(?P<key>[\w.\-@]{1,64})[\"']?[ \t]{0,40}(?P<tie>=|:(?=[ ]))[ \t]*)?"
    r"(?P<quote>[\"']?)(?P<value>[^\s\"'\#]\S{3,255}?)(?P=quote)[,;]?(?:[ \t]+(?:\#|//).*)?[ \t]*\r?(?:\n|\Z)",
    re.ASCII,
)
_LINE: Final = re.compile(r"(?P<indent>[ \t]*)(?:[^\n]*\n|[^\n]+\Z)")
# What a field is described by, and what else is known of a login.
_FIELDS: Final = _set(
    "type types default description example examples format pattern title label placeholder value name names required"
    " minlength maxlength min max length hint rules rule validate validation readonly writeonly sensitive enum ref"
    " from env key keys path file url uri host hostname port user username login email id ids role roles group groups"
    " region zone scope scopes version kind source target algorithm alg hash salt expires expiry created updated"
    " digest checksum sha signature sig fingerprint gpg pgp commit image etag rev revision provider broker driver code"
    " workspace cluster project endpoint arn message error errors text class style icon help tooltip"
)
_DESCRIBED: Final = _set("type description required minlength label placeholder pattern title format")
# Such as anybody knows, or nobody may have.
_LISTED: Final = re.compile(
    r"common|weak|bad|default|breach|leak|pwn|forbid|ban|black|deny|popular|guess|candidate|invalid|valid|test|sample"
    r"|example|fake|mock|dummy|public|device|stop|special|reserved|design|expect",
    re.IGNORECASE,
)
_LOGINS: Final = frozenset({"users", "logins", "accounts", "credentials", "creds"})
_PEOPLE: Final = frozenset({"users", "accounts"})  # who are called, and have roles and numbers
_IN_NO_NAME: Final = re.compile(r"[^\w.\-#]")
_DIGEST: Final = re.compile(r"[0-9a-f]{32,128}|[0-9A-F]{32,128}|\$.*|\{\w+\}.*")
_VALUE: Final = re.compile(r"[^\s{}\[\]()<>\\]{6,256}")  # what else stands in quotes is code or prose
_SECTION_HEAD: Final = re.compile(r"[ \t]*\[[\w.\-\"]*", re.ASCII)
_MAKES: Final = re.compile(
    r"(?:\b(?:of|asList|[a-z]{3,6}Of|Seq|List|Map|Set|Dict|dict|array|Array|c|vec!|frozenset|set|tuple|from|Of)|%w|[%@&])\s*\Z"
)
# Of what is said of passwords: passwords: {too_short: "x"}
_SAID: Final = re.compile(r"short|long|match|weak|strong|strength|reset|forgot|retype|complex|policy|invalid|wrong")
_UUID: Final = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
# Addresses of Solana, Stellar, TON, Aptos, and of Cosmos and Cardano.
_COIN: Final = re.compile(
    r"[1-9A-HJ-NP-Za-km-z]{32,44}|G[A-Z2-7]{55}|[EU]Q[\w\-]{46}|0x[0-9a-f]{64}|[a-z]{2,10}1[02-9ac-hj-np-z]{38,}",
    re.ASCII,
)
_OF_A_NAME: Final = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-$@%"
_OF_WORDS: Final = ("=(", "%w[", "%w(", "%w{")  # of a shell, of Ruby
_TO_KEY: Final = ("=", ":", "->", "to")  # what makes a key of what stands before it
_CALLED: Final = ("(", "[", ".")
_LONGEST: Final = 48
_LEAST: Final = 16
_DEEPEST: Final = 2


class Collected(NamedTuple):
    """A value at `start`, what the name promises that holds it, and whether it stands in no quotes."""

    start: int
    value: str
    promised: Named
    bare: bool


class _Member(NamedTuple):
    key: str
    value: str
    start: int
    bare: bool


def find(text: str) -> Iterator[Collected]:
    """All in `text`, a piece that PREFILTER points at."""
    behind, left = 0, 2 * (len(text) + REACH)  # bytes that are read once more where names follow one another
    for start in _places(lowered(text)):
        head = _HEAD.match(text, start) if start >= behind and left >= 0 else None
        if head is None:
            continue
        before = text[max(0, head.start() - _LONGEST) : head.start()]
        name = before[len(before.rstrip(_OF_A_NAME)) :] + head[0][: head.end("rest") - head.start()]
        word = words(name)[-1]
        promised = promise(name) or (Named.PASSWORD if word in _LOGINS else None)
        if promised not in (Named.PASSWORD, Named.SECRET) or _LISTED.search(name):
            continue
        if head["section"] and not _SECTION_HEAD.fullmatch(text, text.rfind("\n", 0, start) + 1, start):
            continue
        if head["open"] == "(" and head["wrap"] and not _MAKES.search(head["wrap"]):
            continue  # arguments of a call
        last = min(len(text), head.end() + REACH)
        members, end = _inside(text, head, last) if head["open"] else _rows(text, head, last)
        left -= end - head.end()
        behind = members[-1].start if members else behind
        if len(members) > _MOST or any(_is_about(member.key) for member in members):
            continue
        for member in map(_behind_user, members) if promised is Named.PASSWORD or word in _LOGINS else members:
            if _is_told(member, promised, word, is_list=not member.key):
                yield Collected(member.start, member.value, promised, member.bare)


def _places(small: str) -> list[int]:
    """Where the names stand in a text in small letters: one after the other, `re` would try all at each letter."""
    found = list[int]()
    for word in _PLAIN:
        at = small.find(word)
        while at >= 0:
            found.append(at)
            at = small.find(word, at + 1)
    at = small.find("keys")
    while at >= 0:
        before = _BEFORE_KEYS.search(small[max(0, at - _LONGEST_KIND) : at])
        found += [at - len(before[0])] if before else []
        at = small.find("keys", at + 1)
    return sorted(found)


def _is_about(key: str) -> bool:
    """It describes a field, or is said of what somebody typed."""
    return _plain(key) in _DESCRIBED or _SAID.search(key.lower()) is not None


def _behind_user(member: _Member) -> _Member:
    """Of `admin:x` in a list what stands behind the user."""
    paired = None if member.key or strength(member.value) is Strength.NONE else OF_USER.fullmatch(member.value)
    if paired is None:
        return member
    return _Member(paired["user"], paired["value"], member.start + paired.start("value"), member.bare)


def _plain(key: str) -> str:
    return key.lower().replace("_", "").replace("-", "")


def _is_told(member: _Member, promised: Named, word: str, *, is_list: bool) -> bool:
    """`word`: the last of the name of what holds it."""
    value, looks = member.value, strength(member.value)
    if not _VALUE.fullmatch(value) or is_address(value):
        return False
    if _plain(member.key) in _FIELDS or promise(member.key) is not None:
        return False  # a name of its own says what it is
    if word in _LOGINS and not is_list and looks >= Strength.CHOSEN and is_complex(value):
        return word not in _PEOPLE or _IN_NO_NAME.search(value) is not None
    if promised is Named.PASSWORD:
        return word not in _LOGINS and _is_password(member, looks, is_list=is_list)
    return _is_secret(value, looks, word)


def _is_password(member: _Member, looks: Strength, *, is_list: bool) -> bool:
    """In a list any word may stand; behind a name of its own one with a digit is enough."""
    value = member.value
    if _DIGEST.fullmatch(value):
        return False
    if is_list or looks is Strength.RANDOM:
        return looks is Strength.RANDOM or is_complex(value)
    enough = Strength.FAIR if member.bare else Strength.CHOSEN
    return (looks >= enough and any(map(str.isdigit, value))) or is_complex(value)


def _is_secret(value: str, looks: Strength, word: str) -> bool:
    """Random and long, and neither what it is called elsewhere nor, of tokens, an address of a chain."""
    if ":" in value or (_UUID.fullmatch(value) and not word.endswith("keys")):
        return False
    is_random = looks is Strength.RANDOM and len(value) >= _LEAST and any(map(str.isdigit, value))
    return is_random and not (word in ("tokens", *_LOGINS) and _COIN.fullmatch(value))


def _inside(text: str, head: re.Match[str], stop: int) -> tuple[list[_Member], int]:  # noqa: C901 - a case for each kind of sign
    """Of a list or a map in brackets: what stands in them, and in pairs of them, and not what is farther in; and how
    far that was read.
    """
    members = list[_Member]()
    depth, key, last, tied, given = 1, "", "", False, False
    of_words = text.endswith(_OF_WORDS, 0, head.end())
    for sign in _SIGN.finditer(text, head.end(), stop):
        if sign.end() == stop:
            break  # it may go on
        kind = sign.lastgroup
        if kind == "string" and given and not _TIED.match(text, sign.end()):
            continue  # key: "x" "y", which are one
        given = (kind == "string" and tied) or (given and (kind == "comment" or sign[0] == "\n"))
        if kind == "open":
            depth, key, last, tied = depth + 1, "", "", False
        elif kind == "close":
            depth -= 1
            if not depth:
                return members, sign.end()
        elif kind == "tie":
            key, tied = last, bool(last) and depth == 1
        elif kind == "part":
            is_pair = sign[0] == "," and depth == _DEEPEST and bool(last) and not tied
            goes_on = sign[0] == "\n" and tied  # on the next line
            key, last, tied = last if is_pair else key if goes_on else "", "", is_pair or goes_on
        elif kind in ("string", "escaped", "word") and depth <= _DEEPEST:
            bare, behind = kind == "word", text[sign.end() : sign.end() + 4].lstrip("\"'` \t")
            value = sign[kind][1:-1] if kind == "string" else sign[kind]
            is_value = tied or (depth == 1 and (of_words or not bare))
            if is_value and (tied or not behind.startswith(_TO_KEY)) and not (bare and behind.startswith(_CALLED)):
                members.append(_Member(key, value, sign.start(kind) + (kind == "string"), bare and not of_words))
                if len(members) > _MOST:
                    return members, sign.end()
            last, tied = ("", False) if tied else (value, False)
    return members, stop


def _rows(text: str, head: re.Match[str], stop: int) -> tuple[list[_Member], int]:
    """Of a block of YAML, or a section of TOML: the lines that are farthest out in it."""
    begins = text.rfind("\n", 0, head.start()) + 1
    outer = len(text[begins : head.start()]) - len(text[begins : head.start()].lstrip(" \t-"))
    at, inner, members, single, nested = head.end(), -1, list[_Member](), list[_Member](), False
    while len(members) <= _MOST and at < stop and (line := _LINE.match(text, at)):
        row, at = _ROW.match(text, at), line.end()
        indent = len(line["indent"])
        if not line[0].strip() or text.startswith("#", line.end("indent")):
            continue
        if (
            text.startswith("[", line.end("indent"))
            if head["section"]
            else indent < outer + (row is None or not row["dash"])
        ):
            break
        inner = indent if inner < 0 else inner
        whole = line[0].endswith("\n") or at - head.end() < REACH // 2  # else what is cut out may end within it
        tied = row is not None and (not row["tie"] or head["section"] is not None or row["tie"] == ":")
        nested = nested or indent > inner
        if row and whole and tied and indent == inner and row.end() == at:
            of_one = bool(row["dash"] and row["key"])
            member = _Member(row["key"] or "", row["value"], row.start("value"), not row["quote"])
            (single if of_one else members).append(member)
    if not nested and len({each.key for each in single}) == len(single):
        members += single  # - root: x
    return members, at
