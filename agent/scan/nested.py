r"""What a name stands under, put before it: what a detector then reads is datadog.apiKey: x.

    datadog:              {"datadog": {"apiKey": "x"}}     [datadog]         provider "datadog" {
      enabled: true                                        apiKey = x          api_key = "x"
      apiKey: x                                                              }

Only a name that says that it holds a secret gets those of the blocks around it: a line that ends in ":" or in a
bracket and all that is indented further, or "[...]" and what follows. The name of a block that begins before the text
nobody knows.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Final

from agent.scan.pairs import Move
from detectors.filters.says import SAYS

_MOST: Final = 1024  # lines
_MANY: Final = 8  # from that on one look at all that is between them is cheaper
_DEEPEST: Final = 3  # names before a name: with more it would be longer than a detector reads

_NAME: Final = rb"[A-Za-z][\w.\-]{1,40}+"  # nothing that follows it could begin with its end
# A secret's whole name. What else is said beside such a word (cacheKey, keyName, pull_secret, token_type) names
# something else, and would be typed by its block alone.
_TOLD: Final = (
    rb"(?i:(?:(?:access|account|admin|agent|api|app|application|auth|bot|bearer|client|deploy|deployment|ingest"
    rb"|ingestion|integration|license|live|master|oauth|org|organization|personal|private|prod|production"
    rb"|project|read|refresh|rest|root|sdk|secret|server|service|sign|signing|team|test|user|web|webhook|write"
    rb")[_\-.]?){0,4}"
    rb"(?:key|token|secret|passw(?:or)?d|passphrase|pass|pwd|pw|pat|jwt|credentials?|auth|bearer|licen[cs]e))"
)
_TO: Final = rb")[\"']?[ \t]{0,32}+(?:=>|:=|[:=])"
_LINE: Final = re.compile(
    rb"(?P<indent>[ \t]*+)(?P<item>-[ \t]++)?(?:"
    rb"(?:\[{1,2}(?P<section>" + _NAME + rb")(?:[ \t]\"[^\"\n]{0,80}\")?\]{1,2}"
    rb"|(?:[\w$. \t]{0,40}[ \t])?[\"']?(?P<opens>" + _NAME + rb")[\"']?[ \t]{0,32}"
    rb"(?::|(?:=>|:=|[:=])?[ \t]{0,8}[{(\[]))"
    rb"[ \t\r]*+(?:[#/][^\n]*+)?(?=\n|\Z)"
    rb"|[\"']?(?P<child>" + _TOLD + _TO + rb"|)"
)  # fmt: skip
# Searched for in what is left of a brace.
_PARENT: Final = re.compile(rb"[\"']?(?P<parent>" + _NAME + rb")[\"']?[ \t]{0,8}(?::|=>)\Z")
_LONGEST_PARENT: Final = 64  # bytes of that, with the blanks behind it
_BLOCK: Final = re.compile(rb"[^{}\n]{4,600}")
_INNER: Final = re.compile(rb"(?<![\w.\-])[\"']?(?P<name>" + _TOLD + _TO)
_OPENING: Final = frozenset(b":{[(]")  # the last byte of a line that opens a block, but for a comment
# From within the name of a block to its opening; the block itself may stand on the same line.
_OPENS: Final = re.compile(
    rb"[\w.\-]{0,40}[\"']?[ \t]{0,32}(?:[:\]]|(?:=>|:=|[:=])?[ \t]{0,8}[{(\[])"
    rb"[ \t\r]{0,8}(?:[#/][^\n]{0,160})?\n|[\w.\-]{0,40}[\"']?[ \t]{0,8}(?::|=>)[ \t]{0,8}\{"
)
_AND_MORE: Final = rb"[ \t\r]{0,8}(?:[#/][^\n]{0,160})?\n[ \t\-]*\S"
# Each form by the letter that it begins with: `re` skips what is none.
_OPENED: Final = re.compile(
    rb":(?:" + _AND_MORE + rb"|[ \t]{0,8}\{)|=>[ \t]{0,8}\{"
    + b"".join(rb"|\%b" % sign + _AND_MORE for sign in (b"{", b"(", b"[", b"]"))
)  # fmt: skip
_OPENED_WITHIN: Final = re.compile(rb":[ \t]{0,8}\{|=>[ \t]{0,8}\{")  # all of them that one line has
_SAYS: Final = re.compile(rb"(?i:" + SAYS.encode() + rb")[\w.\-]{0,24}+[\"']?[ \t]{0,32}+(?:=>|:=|[:=])")
# In small letters, where `re` knows the first ones; and the short words that end a name.
_SMALL: Final = re.compile(_SAYS.pattern.replace(b"(?i:", rb"(?:p(?:at|w)(?=[\"' \t:=])|"))


def opens(raw: bytes, nears: Sequence[int], last: int) -> bool:
    """Does a block begin whose name holds what ends at one of `nears`, and a name follow, before `last`, that says that
    it holds a secret?
    """
    if len(nears) > _MANY and not _OPENED.search(raw, nears[0], last):
        return False
    # What follows a later one follows the first one.
    first = next(filter(None, (_OPENS.match(raw, near, last) for near in nears)), None)
    return first is not None and _SAYS.search(raw, first.end(), last) is not None


def below(raw: bytes) -> Iterator[Move]:
    """What to put where: the same number twice, and the names. Ascending."""
    opened = (_OPENED if b"\n" in raw else _OPENED_WITHIN).search(raw)
    if opened is None:
        return
    tells = [found.start() for found in _SMALL.finditer(raw.lower(), opened.start())]
    if not tells or tells[-1] < opened.end() - 1:  # its last byte may begin a name
        return
    stack: list[tuple[int, bytes]] = []
    at = 0
    for _ in range(_MOST):
        end = raw.find(b"\n", at)
        last = end if end >= 0 else len(raw)
        if at > tells[-1]:
            return  # no name below says that it holds one
        if said := raw[at:last].strip():
            told = tells[bisect_left(tells, at) : bisect_left(tells, last)]
            if told or said[-1] in _OPENING or b"#" in said or b"//" in said or b"/*" in said:
                yield from _of_line(raw, at, last, stack, told)
            elif stack:
                _leave(stack, raw.index(said, at) - at + said.startswith(b"- "))
        if end < 0:
            return
        at = end + 1


def _of_line(raw: bytes, first: int, last: int, stack: list[tuple[int, bytes]], tells: Sequence[int]) -> Iterator[Move]:
    """`stack`: how far the lines are indented that open the blocks around this one, and the names of these. `tells`:
    where names on it say that they hold a secret.
    """
    line = _LINE.match(raw, first, last)
    assert line is not None  # it matches nothing as well
    if line["section"]:
        stack[:] = [(-1, line["section"])]
        return
    # What is in an item stands below what the list is called, though the dash may not be indented.
    indent = len(line["indent"]) + bool(line["item"])
    _leave(stack, indent)
    around = [name for _, name in stack]
    if line["opens"]:
        stack.append((indent, line["opens"]))
    elif line["child"] and around:
        yield _put(line.start("child"), around)
    behind = first
    for tell in tells:
        if tell >= behind and (brace := raw.rfind(b"{", behind, tell + 1)) >= 0:
            block, parent = _BLOCK.match(raw, brace + 1, last), _parent(raw, first, brace)
            if not block or block.end() <= tell:
                continue
            behind = block.end()
            if parent:
                for inner in _INNER.finditer(raw, *block.span()):
                    yield _put(inner.start("name"), [*around, parent])


def _parent(raw: bytes, first: int, brace: int) -> bytes:
    """The name of the block that a brace opens, or nothing."""
    before = raw[max(first, brace - _LONGEST_PARENT) : brace].rstrip(b" \t")
    named = _PARENT.search(before) if before.endswith((b":", b"=>")) else None
    return named["parent"] if named else b""


def _leave(stack: list[tuple[int, bytes]], indent: int) -> None:
    """The blocks that a line so far to the left does not stand in."""
    while stack and stack[-1][0] >= indent:
        stack.pop()


def _put(at: int, names: list[bytes]) -> Move:
    return at, at, b"".join(name + b"." for name in names[-_DEEPEST:])
