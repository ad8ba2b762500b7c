r"""Names that stand apart from their values, put beside them: what a detector then reads is NAME: "value".

    {"name": "TOKEN", "slotSetting": false, "value": "x"}       {"name": "TOKEN": "x"}
    {"value": "x", "name": "TOKEN"}                             {"TOKEN": "x", "name": "TOKEN"}
    {"ParameterKey": "Token", "ParameterValue": "x"}            name and value alone, in either order: - value: x
    "token": {"description": "of the API", "value": "x"}          name: TOKEN
    variable "token" { default = "x" }                          <add value="x" key="TOKEN"/>
    <name>token</name> <value>x</value>                         Token: {Type: String, Default: x}
    <name>token</name> <defaultValue>x</defaultValue>           - --token
                                                                - x

Kubernetes, ECS, HAR, Postman, Terraform, CloudFormation, Azure, CircleCI, GitLab, Heroku, Hadoop and .NET write like
this. No object's, element's or list item's border is crossed, and no second name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import islice
from typing import Final, NamedTuple

_KINDS: Final = rb"(?:parameter|variable|environment|env|header|setting|option|secret|output|var|param)?[_\-]?"
_KIND: Final = rb"\b(?<![\w.])(?i:" + _KINDS
_NAME_KEY: Final = _KIND + rb"(?:name|key))"
_VALUE_KEY: Final = _KIND + rb"(?:value|val))"
_DEFAULT_KEY: Final = rb"(?<![\w.])(?i:default[_\-]?(?:value)?)[\"']?[ \t]{0,8}+:\s{0,4}+"
_TO: Final = rb"[\"']?[ \t]{0,32}+(?:=>|[:=])\s{0,4}+"  # `terraform fmt` aligns
_NAMED: Final = rb"(?P<quote>[\"']?)(?P<name>[A-Za-z_/][\w.:/\-]{1,99})(?P=quote)"
_PART: Final = rb"[\s,]{1,64}+(?>(?:(?:#|//)[^\n]{0,160}+\n\s{0,64}+){0,3})"  # comments of YAML and HCL
_FIELD: Final = (
    rb"[\"']?(?!" + _NAME_KEY + rb"[\"']?[ \t]{0,32}[:=])[\w\-]{1,32}+" + _TO
    + rb"(?:\"[^\"\n]{0,200}+\"|'[^'\n]{0,200}+'|\$?[\w.]{1,40}+(?:\([\w.]{1,40}+\))?"
    + rb"|(?<=:[ ])[A-Za-z][^\n{}<>=;]{0,200}+(?=\n))"
)  # fmt: skip
_BETWEEN: Final = _PART + rb"(?:" + _FIELD + _PART + rb"){0,4}?[\"']?"

# What YAML may write before a value: &anchor, !!str, and >- at the end of the line above.
_MARKED: Final = rb"(?:(?:&[\w\-]{1,40}+|!!\w{1,20}+)[ \t]{1,4}+)?(?:[|>][+\-]?[ \t]{0,4}+\r?\n[ \t]{1,40}+)?"

_NAME_FIRST: Final = (
    _NAME_KEY
    + _TO
    + _NAMED
    + rb"(?:"
    + _BETWEEN
    + _VALUE_KEY
    + _TO
    + rb"|"
    + _BETWEEN
    + _DEFAULT_KEY
    + rb")"
    + _MARKED
    + rb"(?P<opens>[\"']?)(?=[^\s\"'{}\[\]<>])"
)
_VALUE_FIRST: Final = (
    rb"(?P<key>[\"']?" + _VALUE_KEY + _TO + rb"(?P<opens_first>[\"']?))"
    rb"(?:(?<=\")[^\"\n]{4,1024}+\"|(?<=')[^'\n]{4,1024}+'|(?<![\"'])[^\s\"',{}\[\]<>]{4,1024}+)"
    + _BETWEEN
    + _NAME_KEY
    + _TO
    + _NAMED.replace(b"quote", b"quote_behind").replace(b"<name>", b"<name_behind>")
)
_NESTED: Final = (
    rb"(?P<nests>(?P<called>[\"'])[A-Za-z_][\w.\-]{1,99}(?P=called)\s{0,4}+:\s{0,4}+)\{\s{0,64}+(?:" + _FIELD + _PART
    + rb"){0,4}?[\"']?(?:" + _VALUE_KEY + _TO + rb"|" + _DEFAULT_KEY + rb")(?P<opens_nested>[\"'])"
)  # fmt: skip
_VARIABLE: Final = (
    rb"(?P<declares>\bvariable[ \t]{1,4}\"[\w\-]{1,99}\"\s{0,4}+)\{\s{0,64}+(?:" + _FIELD + _PART
    + rb"){0,4}?default" + _TO + rb"(?:\[\s{0,32}+)?(?P<opens_default>\")"
)  # fmt: skip
# A parameter of CloudFormation, an input of a workflow of GitHub: what it has stands below it, or in braces.
_DEFAULT: Final = _DEFAULT_KEY + _MARKED + rb"(?P<opens_%b>[\"']?)(?=[^\s\"'{}\[\]<>])"
_HEADED: Final = (
    rb"^(?P<outer>[ ]{0,32}+)(?P<heads>[\"']?[A-Za-z_][\w.\-]{1,99}[\"']?:)[ \t]{0,8}+(?:#[^\n]{0,160}+)?\r?\n"
    rb"(?P<inner>(?P=outer)[ ]{1,16}+)(?:[^\n]{1,400}+\n(?P=inner)){0,8}?" + _DEFAULT % b"below"
)
_BRACED: Final = (
    rb"\b(?<![\w.\-])(?P<braces>[A-Za-z_][\w.\-]{1,99}:[ ]{1,4}+)\{[ ]{0,4}+(?:" + _FIELD + _PART + rb"){0,4}?"
    + _DEFAULT % b"braced"
)  # fmt: skip
_ELEMENTS: Final = (
    rb"<(?P<element>name|key|param-name)>\s{0,64}+(?P<holds>[\w.:\-]{2,99})\s{0,64}+</(?P=element)>\s{0,64}+"
    rb"(?:<description(?:/>|>[^<]{0,200}+</description>)\s{0,64}+)?<(?:value|string|param-value|defaultValue)>\s{0,64}+(?=[^<\s])"
)
# What a program is given: an item of a list behind that which names it, each on a line of its own.
_ARGUMENT: Final = (
    rb"(?=[\"'\-])(?P<argument>(?P<dashes>[\"']|(?<=[ \t]))--[A-Za-z][\w\-]{1,60}(?P=dashes))"
    rb"(?:(?<=[\"']),[ \t]{0,8}+\r?\n[ \t]{0,40}+(?=[\"'])|[ \t]{0,8}+\r?\n[ \t]{0,40}+-[ \t]{1,4}+)"
    rb"(?P<opens_argument>[\"']?)(?=[^\s\"'\-{}\[\]<>$])"
)
# In small letters, what each form has: to look for that takes a tenth of the time.
_HAS_NAME: Final = re.compile(rb"(?:name|key)[\"']?[ \t]{0,32}[:=]")
_HAS_VALUE: Final = re.compile(rb"val(?:ue)?[\"']?[ \t]{0,32}[:=]")
_HAS_EITHER: Final = re.compile(_HAS_VALUE.pattern + rb"|default")
_HAS_DEFAULT: Final = re.compile(b"default")
# Up to such a word, where a form begins with it.
_UP_TO: Final = re.compile(rb"[\"']?(?<![\w.])(?i:" + _KINDS + rb")\Z")
_LONGEST_UP_TO: Final = 16


class _Form(NamedTuple):
    """A pattern, what a text with a match of it `has`, and what it `begins` with, but for a quote and a kind."""

    pattern: bytes
    has: tuple[re.Pattern[bytes], ...]
    begins: re.Pattern[bytes] | None = None

    def search(self, raw: bytes, small: bytes, at: int) -> re.Match[bytes] | None:
        """The first one from `at` on. `small`: the same in small letters."""
        compiled = _compiled(self.pattern)
        if not self.begins:
            return compiled.search(raw, at)
        for word in self.begins.finditer(small, at):
            up_to = _UP_TO.search(raw, max(at, word.start() - _LONGEST_UP_TO), word.start())
            # A quote is a part of some forms, and stands before the others.
            for start in range(up_to.start(), word.start() + 1) if up_to else ():
                if found := compiled.match(raw, start):
                    return found
        return None


_FORMS: Final = (
    _Form(_NAME_FIRST, (_HAS_NAME, _HAS_EITHER), _HAS_NAME),
    _Form(_VALUE_FIRST, (_HAS_NAME, _HAS_VALUE), _HAS_VALUE),
    _Form(_NESTED, (_HAS_EITHER,)),
    _Form(_VARIABLE, (re.compile(b"variable"),)),
    _Form(_HEADED, (_HAS_DEFAULT,)),
    _Form(_BRACED, (_HAS_DEFAULT,)),
    _Form(_ARGUMENT, (re.compile(b"--"),)),
    _Form(_ELEMENTS, (re.compile(b"</"),)),
)
# Of which each pair has one: each form by the letter that it begins with, as `re` skips what is none.
_VALUE_SIGN: Final = rb"(?:al(?:ue)?|ALUE|AL)\\{0,3}[\"']?[ \t]{0,32}[:=]"
_DEFAULT_SIGN: Final = rb"efault(?:_?[vV]alue)?\\{0,3}[\"']?[ \t]{0,8}:[ \t]{0,4}[^\s{\[]"
_SIGN: Final = re.compile(
    rb"v(?:" + _VALUE_SIGN + rb"|ariable[ \t]{1,4}\")|V" + _VALUE_SIGN + rb"|d" + _DEFAULT_SIGN + rb"|D" + _DEFAULT_SIGN
    + rb"|--[A-Za-z][\w\-]{1,60}[\"']?,?[ \t]{0,8}\r?\n|</(?:name|key|param-name)>"
)  # fmt: skip
_MOST: Final = 2048
_EQUALS: Final = ord("=")

Move = tuple[int, int, bytes]


def signed(data: bytes, low: int, high: int) -> bool:
    """May there be a pair between these two?"""
    return _SIGN.search(data, low, high) is not None


def together(raw: bytes) -> Iterator[Move]:
    """What to write in place of the bytes from the first number up to the second, so that each name leads to its value.

    Ascending, and apart.
    """
    if signed(raw, 0, len(raw)):
        small = raw.lower()
        forms = [form for form in _FORMS if all(each.search(small) for each in form.has)]
        yield from map(_move, islice(_in_order(forms, raw, small), _MOST))


@cache
def _compiled(form: bytes) -> re.Pattern[bytes]:
    return re.compile(form, re.MULTILINE)


def _in_order(forms: Sequence[_Form], raw: bytes, small: bytes) -> Iterator[re.Match[bytes]]:
    """As `finditer` of an alternation of them would, which takes as long to compile as all forms five times."""
    found = [form.search(raw, small, 0) for form in forms]
    while least := min(filter(None, found), key=re.Match.start, default=None):
        yield least
        at = least.end()
        found = [
            match if match is None or match.start() >= at else form.search(raw, small, at)
            for form, match in zip(forms, found, strict=True)
        ]


def _move(found: re.Match[bytes]) -> Move:  # noqa: PLR0911 - one answer for each form
    """What follows an equals sign at once is a value, whatever comes behind it; a word behind a colon may be prose."""
    told = found.groupdict()
    if told.get("name") is not None:
        first, last = found.end("name"), found.end("opens")
        return first, last, told["quote"] + (b"=" if found.string[last - 1] == _EQUALS else b": " + told["opens"])
    if told.get("key") is not None:
        quote, opens = told["quote_behind"], told["opens_first"]
        to = b"=" if told["key"].endswith(b"=") else b": " + opens
        return *found.span("key"), quote + told["name_behind"] + quote + to
    if told.get("nests") is not None:
        return found.end("nests"), found.end("opens_nested"), told["opens_nested"]
    if told.get("declares") is not None:
        return found.end("declares"), found.end("opens_default"), b'= "'
    if told.get("argument") is not None:
        return (
            found.end("argument"),
            found.end("opens_argument"),
            (b", " if told["dashes"] else b"=") + told["opens_argument"],
        )
    if told.get("heads") is not None:
        return found.end("heads"), found.end("opens_below"), b" " + told["opens_below"]
    if told.get("braces") is not None:
        return found.end("braces"), found.end("opens_braced"), told["opens_braced"]
    return found.end("holds"), found.end(), b">"
