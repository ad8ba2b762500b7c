r"""Who is given what: a name with a word for a secret in it, what leads to the value, and the value.

    password = "x"   "api_key": "x"   'token' => 'x'   token := `x`   var token string = "x"   setProperty("token", "x")
    <token>x</token>   <add key="token" value="x"/>   - name: TOKEN        --password x   password "x"   ?token=x&
                                                        value: x
    env("TOKEN") ?? "x"   TOKEN.unwrap_or("x")   token <- "x"   char token[] = "x"   {{ token | default("x") }}
    | API token | `x` |   the API token is x   ENV TOKEN x   string Token { get; set; } = "x"
What a match of the pattern is not: an index, a list, an ARN, the next word of a sentence (exclusions.py).

What is looked for (prefilter.py) is another spelling of the same: what both are made of is in fragments.py. Who goes
from name to name is reader.py.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from .chosen import is_ended, is_number, is_odd
from .crowd import Crowd
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
    WRAPPED_IN,
)
from .names import Named, promise
from .surroundings import for_what, is_argument, is_env, is_held, is_set
from .values import RANDOM_LENGTH, Strength, strength

# "token": "{\"user\": \"x\", \"key\": \"y\"}"
_OBJECT: Final = r"\{(?:\\{1,3}\"[\w\-]{1,40}\\{1,3}\":[ ]?\\{1,3}\"[^\"\\\n]{0,200}\\{1,3}\"[ ,]{0,2}){1,6}\}"
_DEFAULTS: Final = ("-", "=", "+")  # ${PASSWORD:-x}
# Quotes within quotes, doubled: of SQL, YAML, PostgreSQL's settings and Visual Basic. Nothing else is between.
_DOUBLED: Final = (
    r"'{2}(?=[^'\s,=;:)&|+.\]}][^'\s]{2,126}'{2}(?!'))|\"{2}(?=[^\"\s,=;:)&|+.\]}][^\"\s]{2,126}\"{2}(?!\"))"
)
# Each written out: `re` looks a letter up in a set of letters, and goes through one that has a kind of letters in it.
_PLAIN_LETTER: Final = r"[^ \t\n\r\f\v\"'`<>\\]"
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


def assignment(text: str, start: int, behind: int, crowd: Crowd | None) -> Assignment | None:
    """What the name from `start` to `behind` is given. `crowd`: up to the next name."""
    name, promised = _called(text, start, behind)
    hit = _ASSIGNMENT.match(text, behind) if promised else None
    if promised is None or hit is None or _is_put_together(hit) or (name in _DIRECTORIES and hit["plain"] is not None):
        return None
    left, separator, plain = text[start - 1 : start], hit["separator"], hit["plain"]
    said = plain is not None and _SENTENCE.fullmatch(separator) is not None and not is_set(text, start, name)
    other = _OTHER_QUOTES.match(text, hit.start("plain")) if plain and "=" in separator else None
    value = _matched(hit, other, promised, left, said=said)
    if not value or same(name, value) or is_something_else(text, start, left, hit):
        return None
    bare = plain is not None and other is None
    if name.lower().endswith("cookie") and not hit["object"] and (crumb := of_cookie(value)):
        name, value, at = crumb
        begins = hit.start("quoted" if hit["quoted"] else "plain") + at
        value = crowd.up_to_next(begins, value) if crowd else value
        return Assignment(name, promise(name) or Named.KEY, value, begins, bare=bare, alone=True, tied=True)
    begins, value = _extracted(text, start, name, value, hit, other)
    promised = for_what(text, start, name) or promised
    whole, value = value, crowd.up_to_next(begins, value) if crowd else value
    tied = _TIED.search(separator) is not None
    if not _counts(promised, value) or _is_compared(promised, value, separator):
        return Assignment(name, promised, value, begins, bare=bare, tied=tied, said=said, counts=False)
    is_stated = not bare or _ends(text, hit) or (name.startswith("-") and any(map(str.isdigit, whole)))
    return Assignment(
        name=name,
        promised=promised,
        value=value,
        start=begins,
        bare=bare and not (_is_tight(text, left, hit) and is_held(text, start, hit)),
        alone=is_stated and not _is_first_of_list(text, hit),
        tied=tied or is_argument(text, start, hit) or is_env(text, start, name, hit),
        said=said or (("|" in separator or "*" in separator) and _IN_DOCUMENT.search(separator) is not None),
    )


def _called(text: str, start: int, behind: int) -> tuple[str, Named | None]:
    """The name without what says where it is kept, and what it promises."""
    name = text[start:behind]
    if name.endswith(_CONTENT_OF):
        name = name.rpartition(".")[0]
    name = name.removeprefix("process.env.")
    return name, promise(name) or (_returned(text, name, behind) if name.startswith("get") else None)


def _matched(hit: re.Match[str], other: re.Match[str] | None, promised: Named, left: str, *, said: bool) -> str | None:
    """What stands between the quotes, of which `other` are a language's own, or up to where it ends without any."""
    quoted: str | None = other[other.lastindex or 0] if other else hit["quoted"] or hit["object"]
    if quoted:
        return quoted
    plain, separator = hit["plain"] or "", hit["separator"]
    return of_sentence(plain, promised, separator) if said else cut_off(plain, left, separator)


def _extracted(
    text: str, start: int, name: str, value: str, hit: re.Match[str], other: re.Match[str] | None
) -> tuple[int, str]:
    """Where the value itself begins in what was matched, and what it is: without other names, marks and a user."""
    if other:
        begins = other.start(other.lastindex or 0)
    elif hit["plain"] is not None:
        begins, value = _plainly(text, hit, name, value)
        if hit["separator"] == ":" and value[:1] in _DEFAULTS and text[max(0, start - 2) : start] == "${":
            begins, value = begins + 1, value[1:]
    elif second := of_two(text, start, hit):
        begins, value = second.start("value"), second["value"]
    else:
        begins, value = within(hit, value)
    paired = value if ":" not in value or strength(value) is Strength.NONE else of_user(name, value, hit["separator"])
    return begins + len(value) - len(paired), paired


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


def _returned(text: str, name: str, behind: int) -> Named | None:
    """What `getToken` is called for, if what it returns follows: getToken() { return "x" }, getToken = () => "x"."""
    return promise(name.removeprefix("get")) if _RETURNS.match(text, behind) else None
