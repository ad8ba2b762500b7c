r"""Who is given what: a name with a word for a secret in it, what leads to the value, and the value.

    password = "x"   "api_key": "x"   'token' => 'x'   token := `x`   var token string = "x"   setProperty("token", "x")
    <token>x</token>   <add key="token" value="x"/>   - name: TOKEN        --password x   password "x"   ?token=x&
                                                        value: x
    env("TOKEN") ?? "x"   TOKEN.unwrap_or("x")   token <- "x"   char token[] = "x"   {{ token | default("x") }}
    | API token | `x` |   the API token is x   ENV TOKEN x   string Token { get; set; } = "x"
What a match of the pattern is not: an index, a list, an ARN, the next word of a sentence (exclusions.py).

What is looked for (prefilter.py) is another spelling of the same: what both are made of is in fragments.py.

Over 300 lines: one pattern, and what each of its parts means for the others.
"""

from __future__ import annotations

import re
import string
from typing import Final, NamedTuple

from .exclusions import is_something_else, same
from .extraction import cut_off, of_content, of_cookie, of_sentence, of_systemd, of_two, of_user, unmarked, within
from .fragments import (
    BESIDE,
    CALL,
    DECODING,
    FIRST,
    MADE,
    OTHERWISE,
    QUOTE,
    SCHEME,
    TYPE_AT_ALL,
    WORDS,
    WRAPPED_IN,
)
from .names import Named, promise
from .surroundings import LONGEST_BEFORE, for_what, is_argument, is_env, is_held, is_set
from .values import RANDOM_LENGTH, Strength, is_ended, is_number, is_odd, strength

# "token": "{\"user\": \"x\", \"key\": \"y\"}"
_OBJECT: Final = r"\{(?:\\{1,3}\"[\w\-]{1,40}\\{1,3}\":[ ]?\\{1,3}\"[^\"\\\n]{0,200}\\{1,3}\"[ ,]{0,2}){1,6}\}"
# Quotes within quotes, doubled: of SQL, YAML, PostgreSQL's settings and Visual Basic. Nothing else is between.
_DOUBLED: Final = (
    r"'{2}(?=[^'\s,=;:)&|+.\]}][^'\s]{2,126}'{2}(?!'))|\"{2}(?=[^\"\s,=;:)&|+.\]}][^\"\s]{2,126}\"{2}(?!\"))"
)
# Each written out: `re` looks a letter up in a set of letters, and goes through one that has a kind of letters in it.
_PLAIN_LETTER: Final = r"[^ \t\n\r\f\v\"'`<>\\]"
# Searched for in the text in lower case, which is quick; _ASSIGNMENT is then matched behind it.
_WORD: Final = re.compile(WORDS)
# What a name is told by that stands in the value of another; and one that leaves no room for a value before it.
_NEXT_NAME: Final = re.compile(rf"(?:{WORDS})[\w.\-]{{0,32}}+(?:[\"']?[:=](?![=\s\"'`,;&]|$)|%3[ad])", re.ASCII)
_NAMED: Final = re.compile(rf"[\w.\-]{{0,32}}?[\"']?(?:[:=]|%3[ad])[\"']?.{{0,3}}?{_NEXT_NAME.pattern}", re.ASCII)
_ASSIGNMENT: Final = re.compile(
    rf"""
    (?P<separator>
        {QUOTE}?(?:[ ]?[\])}}])?
        (?:(?:[ \t]{{0,4}}(?:\??:)?[ \t]{{1,4}}|\??:)  # a type
           (?:{TYPE_AT_ALL}(?=[ \t]{{0,4}}:?=)
             |(?:&?(?:'static[ ])?str(?:ing)?|String|\[\]byte|char|text|any|varchar)\b\??(?:\[\d{{0,4}}\])?))?
        (?:{WRAPPED_IN}(?={QUOTE})
          |{FIRST}[ ](?=b?{QUOTE})
          |[ \t]{{0,4}}:[ \t]{{0,4}}\r?\n[ \t]{{0,24}}-[ \t]{{1,2}}(?!\S{{1,40}}:\s)  # a list of YAML
          |\s{{0,32}}(?:[:?.+|!=]{{0,3}}=>?|::?|\|\|)\s{{0,8}}
          |\s{{0,8}}:\s{{0,4}}[|>]-?\s{{1,40}}
          |[\s,]{{1,40}}(?:android:)?\\{{0,3}}[\"']?value\\{{0,3}}[\"']?\s{{0,4}}[:=]\s{{0,4}}
          |[ \t]{{0,4}},[ \t]{{0,8}}(?={QUOTE})
          |[ \t]?\([ \t]{{0,4}}{CALL}(?={QUOTE})
          |\s{{0,4}}/?>\s{{0,40}}
          |%3[aAdD](?:(?:\+|%20)(?=%22))?
          |[ \t]{{1,4}}is:?[ \t]{{1,4}}
          |(?:{OTHERWISE}|{BESIDE})[ \t]{{0,8}}(?=[brufln@$]?{QUOTE})
          |[ \t]{{1,2}}
        )
        (?:(?<=:[ ])(?:&[\w\-]{{1,40}}|!!\w{{1,20}})[ \t]{{1,4}})?  # YAML's anchor or tag
        (?:{MADE}|{DECODING})(?:[bruflnBRUFLN@$]{{0,2}}(?={QUOTE})|\"(?=\\\")
          |(?:[\[({{]|<<)[ \t]{{0,4}}(?={QUOTE})|[\[(]\s{{0,40}}(?={QUOTE}))?
    )
    (?:(?P<quote>\"{{3}}|'{{3}}|{_DOUBLED}|{QUOTE})(?:(?P<scheme>{SCHEME})[ ]{{1,2}})?
      (?P<quoted>(?:(?!(?P=quote))[^\r\n]){{3,512}})(?P=quote)
      |\"(?P<object>{_OBJECT})\"
      |(?:{SCHEME}[ ]{{1,2}})?(?P<plain>{_PLAIN_LETTER}{{3,512}})
    )
    """,
    re.ASCII | re.IGNORECASE | re.VERBOSE,
)
_LOWER: Final = {letter: letter + 32 for letter in range(65, 91)}
_REST: Final = re.compile(r"[\w.\-]{0,40}", re.ASCII)
_OF_A_NAME: Final = string.ascii_letters + string.digits + "_.-$@"
_COMMENT: Final = re.compile(r"\s*(?:$|#|//|--|/\*|;|\\$|\\[nr]|&&|\||\"|'|</?[a-z]|\}[ \t]*$)", re.MULTILINE)
_RETURNS: Final = re.compile(r"(?:[ ]?[:=][ ]?)?\(\)[^\"'`;(]{0,40}(?:=>?|\breturn)[ ]")
_LISTED: Final = re.compile(r"\n[ \t]*-[ \t]+$|[\[(]\s*\n\s*$")  # the first of several
_ONLY: Final = re.compile(r"[,\s]{0,40}[\])]")  # but none follows
_TIED: Final = re.compile(r"[:=>]")
_IN_DOCUMENT: Final = re.compile(r"(?<!\|)\|\s*$|\*\*")
_SENTENCE: Final = re.compile(r"\s+(?:is:?\s+)?", re.IGNORECASE)
_COMPARES: Final = ("==", "!=", "===", "!==")
_TIGHT: Final = ("=", ":", "%3D", "%3d")
_QUOTES: Final = ('"', "'")
_CONTENT_OF: Final = (".Text", ".text", ".Value", ".value")
# q{x} and %q(x), of Perl and Ruby, and [[x]] of Lua: quotes, too.
_OTHER_QUOTES: Final = re.compile(
    r"(?:%?[qQ]q?(?:\{([^{}\s]{4,200})\}|\(([^()\s]{4,200})\)|\[([^\[\]\s]{4,200})\]|\|([^|\s]{4,200})\||!([^!\s]{4,200})!)"
    r"|\[\[([^\[\]\s]{4,200})\]\])(?=[\s;,.)\]}\\\"'<]|$)"
)
_OF_SYSTEMD: Final = "SetCredential"
_DIRECTORIES: Final = frozenset({"PWD", "OLDPWD", "$PWD", "$OLDPWD"})


# Characters before and behind a name that decide what it is given; of how many such pieces that is remembered, and
# behind how many names of a text, as most have no more.
_BEFORE: Final = 160
_BEHIND: Final = 640
_SEEN, _FEW = 256, 24

Around = tuple[int, bool, str]  # characters of the name, whether that is in no crowd, and the piece


class Assignment(NamedTuple):
    """A value at `start`, and its name with what that promises.

    bare:  in no quotes, nor part of a quoted `name=value`
    alone: nothing but a comment follows on the line, or it is tied to its name, or it is quoted, or of an option of
           a command and has a digit; never the first of a list over lines
    tied:  by a colon, an equals sign or an element rather than by standing side by side
    said:  in a sentence or a table of a document: whatever follows may be its next word
    counts: of what can be no value, whatever is around it, little else is worked out
    """

    name: str
    promised: Named
    value: str
    start: int
    bare: bool = False
    alone: bool = False
    tied: bool = False
    said: bool = False
    counts: bool = True

    def moved(self, by: int) -> Assignment:
        """The same, so many characters behind: as `_replace` would, which takes longer."""
        return Assignment._make((*self[:3], self.start + by, *self[4:]))


def lowered(text: str) -> str:
    """In small letters, and as long."""
    small = text.lower()
    # A letter may become two, but never two letters one.
    return small if len(small) == len(text) else text.translate(_LOWER)


class Crowd:
    """Names that stand in what seem to be the values of others, in a text in small letters. Each is looked for once,
    though the values run into one another.
    """

    __slots__ = ("_found", "_since", "_small")

    def __init__(self, small: str) -> None:
        self._small, self._since, self._found = small, len(small) + 1, _NEXT_NAME.match("")

    def up_to_next(self, start: int, value: str) -> str:
        """What begins there ends where the next name begins."""
        if start < self._since or (self._found and self._found.start() < start):
            self._since, self._found = start, _NEXT_NAME.search(self._small, start)
        following = self._found
        # Behind a name's sign of equality something follows in this value.
        if following is None or following.end() + (following[0][-1] in ":=") > start + len(value):
            return value
        return value[: following.start() - start]


class Reader:
    """Reads what is assigned in `text`, one after the other. `at`: where to go on; behind a value that counts, as
    another name may stand in what only seemed to be one. `small`: the same in small letters.
    `around`: all that what was read last depends on, where that may come again.
    """

    __slots__ = ("_found", "_known", "_of", "_read", "_text", "around", "at", "small")

    def __init__(self, text: str) -> None:
        self._text, self.small, self.at = text, lowered(text), 0
        self._of: tuple[int, int, Crowd | None] = -1, -1, None
        self._found: Assignment | None = None
        self._known: dict[Around | None, Assignment | None] = {}
        self.around: Around | None = None
        self._read = 0

    def next(self, crowd: Crowd | None = None) -> Assignment | None:
        while word := _WORD.search(self.small, self.at):
            self.at = word.end()
            if crowd and _NAMED.match(self.small, self.at):
                continue
            of = *_name(self._text, word.start(), self.at), crowd
            if of != self._of:  # else it has several such words
                self._of, self._found = of, self._remembered(*of)
            if self._found is not None:
                return self._found
        return None

    def _remembered(self, start: int, behind: int, crowd: Crowd | None) -> Assignment | None:
        """As _assignment says; of many that stand in the same surroundings once."""
        self._read += 1
        first, last, text = start - _BEFORE, behind + _BEHIND, self._text
        is_one_of_many = self._read > _FEW and first >= 0 and last <= len(text)
        around = (behind - start, crowd is None, text[first:last]) if is_one_of_many else None
        if around in self._known:
            self.around = around
            found = self._known[around]
            return found and found.moved(start)
        found = _assignment(text, start, behind, crowd)
        self.around = None
        if around and len(self._known) < _SEEN and (found is None or found.start + len(found.value) + _BEFORE < last):
            self.around = around
            self._known[around] = found and found.moved(-start)
        return found


def _name(text: str, at: int, end: int) -> tuple[int, int]:
    """From where to where the name is in which a word stands from `at` to `end`."""
    before = text[max(0, at - LONGEST_BEFORE) : at]
    start = at - len(before) + len(before.rstrip(_OF_A_NAME))
    rest = _REST.match(text, end)
    behind = rest.end() if rest else end
    if text[start] == "-" or text[start - 1 : start] == "\\":
        start += _before_name(text, start, behind)
    return start, behind


def _counts(promised: Named, value: str) -> bool:
    """May it be one, whatever is around it? Of a key only what is random counts."""
    if promised is Named.KEY and len(value) < RANDOM_LENGTH:
        return False
    if strength(value) is not Strength.NONE:
        return True
    return promised is Named.PASSWORD and (is_odd(value) or is_ended(value) or is_number(value))


def _is_compared(promised: Named, value: str, separator: str) -> bool:
    """What a key is compared with is a name, in general."""
    return promised is Named.KEY and value.isalpha() and separator.strip(" \t\"'") in _COMPARES


def _assignment(text: str, start: int, behind: int, crowd: Crowd | None) -> Assignment | None:
    """What the name from `start` to `behind` is given. `crowd`: up to the next name."""
    name = text[start:behind]
    if name.endswith(_CONTENT_OF):
        name = name.rpartition(".")[0]
    name = name.removeprefix("process.env.")
    promised = promise(name) or (_returned(text, name, behind) if name.startswith("get") else None)
    hit = _ASSIGNMENT.match(text, behind) if promised else None
    if promised is None or hit is None or _is_put_together(hit) or (name in _DIRECTORIES and hit["plain"] is not None):
        return None
    left, separator, plain = text[start - 1 : start], hit["separator"], hit["plain"]
    said = plain is not None and _SENTENCE.fullmatch(separator) is not None and not is_set(text, start, name)
    other = _OTHER_QUOTES.match(text, hit.start("plain")) if plain and "=" in separator else None
    value = (
        (other and other[other.lastindex or 0])
        or hit["quoted"]
        or hit["object"]
        or (of_sentence(plain or "", promised, separator) if said else cut_off(plain or "", left, separator))
    )
    if not value or same(name, value) or is_something_else(text, start, left, hit):
        return None
    quoted = plain is None or other is not None
    if name.lower().endswith("cookie") and not hit["object"] and (crumb := of_cookie(value)):
        name, value, at = crumb
        begins = hit.start("quoted" if hit["quoted"] else "plain") + at
        value = crowd.up_to_next(begins, value) if crowd else value
        return Assignment(name, promise(name) or Named.KEY, value, begins, bare=not quoted, alone=True, tied=True)
    if other:
        begins = other.start(other.lastindex or 0)
    elif quoted:
        begins, value = within(hit, value)
        if second := of_two(text, start, hit):
            begins, value = second.start("value"), second["value"]
    else:
        begins, value = _plainly(text, hit, name, value)
    paired = value if ":" not in value or strength(value) is Strength.NONE else of_user(name, value, separator)
    begins, value = begins + len(value) - len(paired), paired
    promised = for_what(text, start, name) or promised
    whole, value = value, crowd.up_to_next(begins, value) if crowd else value
    tied = _TIED.search(separator) is not None
    if not _counts(promised, value) or _is_compared(promised, value, separator):
        return Assignment(name, promised, value, begins, bare=not quoted, tied=tied, said=said, counts=False)
    is_stated = quoted or _ends(text, hit) or (name.startswith("-") and any(map(str.isdigit, whole)))
    return Assignment(
        name=name,
        promised=promised,
        value=value,
        start=begins,
        bare=not quoted and not (_is_tight(text, left, hit) and is_held(text, start, hit)),
        alone=is_stated and not _is_first_of_list(text, hit),
        tied=tied or is_argument(text, start, hit) or is_env(text, start, name, hit),
        said=said or (("|" in separator or "*" in separator) and _IN_DOCUMENT.search(separator) is not None),
    )


def _is_put_together(hit: re.Match[str]) -> bool:
    """f"what is {put} together"."""
    return hit["separator"][-1] in "fF" and "{" in (hit["quoted"] or "")


def _ends(text: str, hit: re.Match[str]) -> bool:
    """Does nothing but a comment follow, or is it tied to its name?"""
    return not hit["separator"][-1].isspace() or _COMMENT.match(text, hit.end()) is not None


def _is_first_of_list(text: str, hit: re.Match[str]) -> bool:
    """One over lines, that has others."""
    separator = hit["separator"]
    return "\n" in separator and _LISTED.search(separator) is not None and not _ONLY.match(text, hit.end())


def _is_tight(text: str, left: str, hit: re.Match[str]) -> bool:
    r"""name=value, "name: value\n"."""
    return hit["separator"] in _TIGHT or text.startswith((left, "\\n", "\\r"), hit.end())


def _plainly(text: str, hit: re.Match[str], name: str, value: str) -> tuple[int, str]:
    """Where a value that stands in no quotes begins, and what it is."""
    if ">" in hit["separator"]:
        return of_content(text, hit, value)
    marked = value[0] != "_" or not hit["separator"].endswith("=")  # NAME=_x_ has no marks of Markdown
    begins, value = unmarked(hit.start("plain"), value) if marked else (hit.start("plain"), value)
    end = begins + len(value)
    if value[0] == "(" and text.startswith(")", end) and not text.startswith(_QUOTES, end + 1):  # a shell's list of one
        begins, value = begins + 1, value[1:]
    identified = of_systemd(value) if name == _OF_SYSTEMD else value
    return begins + len(value) - len(identified), identified


def _before_name(text: str, start: int, behind: int) -> int:
    r"""How much is none of it: -DTOKEN="x", of a preprocessor; "hello\npassword: x"."""
    if text.startswith("-D", start):
        return len("-D")
    escaped = text[start - 1 : start] == "\\" and text[start] in "nrt"
    return 1 if escaped and promise(text[start:behind]) is None else 0


def _returned(text: str, name: str, behind: int) -> Named | None:
    """What `getToken` is called for, if what it returns follows: getToken() { return "x" }, getToken = () => "x"."""
    return promise(name.removeprefix("get")) if _RETURNS.match(text, behind) else None
