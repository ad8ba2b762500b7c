"""One credential as somebody reports it, and the text that a scanner gets of it. Pure.

GitHub    [{"token", "type", "url", "source"}, ...]
          https://docs.github.com/en/code-security/secret-scanning/secret-scanning-partnership-program/secret-scanning-partner-program
GitLab    [{"type", "token", "location"}, ...]      https://docs.gitlab.com/development/sec/token_revocation_api/
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

import msgspec

from agent.found import Text, TextsPart

_KIND: Final = re.compile(r"[^A-Za-z0-9_]+")
_COMMIT: Final = re.compile(r"/(?:blob|commit|raw)/([0-9a-f]{40})(?![0-9a-f])")
_LINE: Final = re.compile(r"#L([0-9]{1,7})(?:-L?[0-9]+)?$")
_LONGEST_KIND: Final = 100
_TOGETHER: Final = 500
_BYTES: Final = 1 << 20


class NoReportError(ValueError):
    """What came is no list of reported credentials."""


@dataclass(frozen=True, slots=True)
class Report:
    """kind: what its reporter calls it. place: where it was seen, as a URL."""

    value: str = field(repr=False)
    kind: str
    place: str

    @property
    def text(self) -> Text:
        """Beside its kind, as it would stand in a file: what is a secret only beside such a word is then known, too."""
        kind = _KIND.sub("_", self.kind).strip("_")[:_LONGEST_KIND] or "credential"
        plain = self.value.isprintable() and not {'"', "\\"} & set(self.value)
        data = f'{kind} = "{self.value}"\n' if plain else f"{self.value}\n"
        commit, line = _COMMIT.search(self.place), _LINE.search(self.place)
        return Text(
            label=self.place or f"reported as {kind}",
            data=data.encode(),
            line=max(1, int(line[1])) if line else 1,
            below="reported",
            commit=commit[1] if commit else None,
            reported=self.value,
        )


class _Match(msgspec.Struct):
    token: str
    type: str = ""
    url: str | None = None
    location: str | None = None


def read(body: bytes) -> tuple[Report, ...]:
    """Raises NoReportError, which repeats nothing."""
    try:
        found = msgspec.json.decode(body, type=list[_Match])
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        found = None
    if found is None or not all(match.token.strip() for match in found):
        message = "a list of objects with token, type and url or location is expected"
        raise NoReportError(message)
    return tuple(Report(match.token, match.type, match.url or match.location or "") for match in found)


def parts(reports: Iterable[Report]) -> Iterator[TextsPart]:
    """For the scanner, some at a time."""
    texts: list[Text] = []
    size = 0
    for report in reports:
        text = report.text
        if texts and (len(texts) == _TOGETHER or size + len(text.data) > _BYTES):
            yield TextsPart(tuple(texts))
            texts, size = [], 0
        texts.append(text)
        size += len(text.data)
    if texts:
        yield TextsPart(tuple(texts))
