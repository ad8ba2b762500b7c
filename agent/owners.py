"""Who is told about a finding, and why we think so. Pure.

    inventory by fingerprint or vault path  >  a path of a vault store that is read, if it names an owner
      >  CODEOWNERS of the repository  >  the commit's author  >  fallback owner
    inventory by identity, once a probe has revealed one: `owner_by_identity`

CODEOWNERS is GitHub's (https://docs.github.com/articles/about-code-owners): the last line that matches decides, a line
without owners says that nobody owns the path, and there are neither `!` nor `[...]`. The first owner on the line is
the one who is told. The text comes from a repository that may be hostile: matching is linear, not by regular
expressions, and what is shown of it has no control characters.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, TypeVar

from agent.found import Finding
from agent.inventory.kept import secret_marks
from agent.inventory.register import Inventory, marks
from agent.model import Owner

# A larger file GitHub does not load either.
_MOST_CHARACTERS: Final = 3_000_000
_SHOWN: Final = 200
NOBODY: Final = "nobody owns it: fallback owner"  # the reason of an orphan

Codeowners = Callable[[str], "str | None"]

T = TypeVar("T")

# Wildcards as tokens that no character and no list of characters equals.
_STAR: Final = "any characters"
_QUESTION: Final = "one character"
_DEPTHS: Final = ("any folders",)

Glob = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CodeownersLine:
    """One line that says something: its pattern as globs of path segments, and whom it names."""

    number: int
    text: str
    owners: tuple[str, ...]
    globs: tuple[Glob, ...]

    def matches(self, path: str) -> bool:
        return _wild(self.globs, path.split("/"), _DEPTHS, _segment_matches)


def owner_of(finding: Finding, inventory: Inventory, codeowners: Codeowners, fallback: str) -> Owner:
    """`codeowners`: the text of a source's CODEOWNERS file, or None where it has none."""
    met = inventory.met(marks(finding))
    if met is not None:
        entry, how = met
        return Owner(entry.owner, f"inventory entry {entry.name} by {how}")
    path = inventory.vaulted.at(_secret_marks(finding))
    if path is not None and path.owner:
        return Owner(path.owner, f"inventory entry {path.name} by vault path")
    place = finding.occurrence
    text = codeowners(place.source)
    line = None if text is None else deciding_line(text, place.path)
    if line is not None and line.owners:
        return Owner(line.owners[0], f"CODEOWNERS line {line.number}: {line.text}")
    author = _plain(place.author or "")
    if author:
        return Owner(author, f"author of commit {place.commit[:7]}" if place.commit else "author of the commit")
    return Owner(fallback, NOBODY)


def _secret_marks(finding: Finding) -> tuple[str, ...]:
    """Of a type that is not known every part counts: a rule of the operator's own has nothing but secrets."""
    from detectors.registry import TYPES

    kind = TYPES.get(finding.type or "")
    return secret_marks(finding.canonical, finding.fingerprints, kind.secret if kind else None)


def owner_by_identity(inventory: Inventory, system: str, principal: str) -> Owner | None:
    """Whom the register names for an identity that a probe revealed."""
    entry = inventory.by_identity(system, principal)
    if entry is None:
        return None
    return Owner(entry.owner, f"inventory entry {entry.name} by identity {principal} at {system}")


def deciding_line(text: str, path: str) -> CodeownersLine | None:
    """The last line of a CODEOWNERS file that matches a path, which counts from the repository's root."""
    path = path.removeprefix("/")
    return next((line for line in reversed(_lines(text)) if line.matches(path)), None)


@lru_cache(maxsize=64)
def _lines(text: str) -> tuple[CodeownersLine, ...]:
    if len(text) > _MOST_CHARACTERS:
        return ()
    found = (_line(number, line) for number, line in enumerate(text.splitlines(), start=1))
    return tuple(line for line in found if line is not None)


def _line(number: int, line: str) -> CodeownersLine | None:
    pattern, *owners = _words(line) or [""]
    globs = _globs(pattern)
    if globs is None:
        return None
    return CodeownersLine(number, _plain(" ".join([pattern, *owners])), tuple(map(_plain, owners)), globs)


def _words(line: str) -> list[str]:
    r"""The words of a line; `\ ` is a blank inside a pattern, `#` at the start of a word begins a comment."""
    words = [word.replace("\0", "\\ ") for word in line.replace("\0", "").replace("\\ ", "\0").split()]
    comment = next((index for index, word in enumerate(words) if word.startswith("#")), len(words))
    return words[:comment]


def _globs(pattern: str) -> tuple[Glob, ...] | None:
    """The segments of a pattern; None for what GitHub calls invalid, and for `/`, which matches nothing."""
    unsupported = pattern.startswith(("!", "\\#")) or any(part in pattern for part in ("[", "]", "***"))
    if unsupported or not pattern.strip("/"):
        return None
    anchored = "/" in pattern.rstrip("/")
    segments = pattern.strip("/").split("/")
    globs = [_DEPTHS if segment == "**" else _glob(segment) for segment in segments]
    if segments[-1] == "**":
        # `logs/**` is what is inside logs, not logs itself.
        globs[-1:] = [(_STAR,), _DEPTHS]
    elif pattern.endswith("/"):
        globs += [(_STAR,), _DEPTHS]
    elif segments[-1] != "*":
        # A name may be that of a folder, with all that is in it; `docs/*` is only what lies in docs itself.
        globs.append(_DEPTHS)
    return tuple(globs) if anchored else (_DEPTHS, *globs)


def _glob(segment: str) -> Glob:
    wildcards = {"*": _STAR, "?": _QUESTION}
    glob: list[str] = []
    escaped = False
    for char in segment:
        if char == "\\" and not escaped:
            escaped = True
            continue
        glob.append(char if escaped else wildcards.get(char, char))
        escaped = False
    return tuple(glob)


def _segment_matches(glob: Glob, segment: str) -> bool:
    return _wild(glob, segment, _STAR, lambda token, char: token in {char, _QUESTION})


def _wild(pattern: Sequence[T], items: Sequence[str], many: T, same: Callable[[T, str], bool]) -> bool:
    """Does a pattern match all items, where `many` stands for any number of them? Only the last `many` is ever
    tried again: if an earlier one could help by taking more, so could this one.
    """
    at = here = 0
    star, begun = -1, 0
    while here < len(items):
        if at < len(pattern) and pattern[at] == many:
            star, begun = at, here
            at += 1
        elif at < len(pattern) and same(pattern[at], items[here]):
            at += 1
            here += 1
        elif star >= 0:
            begun += 1
            at, here = star + 1, begun
        else:
            return False
    return all(token == many for token in pattern[at:])


def _plain(text: str) -> str:
    """Text of a repository as it may be shown: one line, no control characters, not endless."""
    return "".join(char for char in text if char.isprintable()).strip()[:_SHOWN]
