"""What a mistake of the configuration is, and the error that holds all of them."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from agent.complaint import Complaint
from agent.settings.lines import repeated

_TWICE: Final = re.compile(r"Cannot (?:overwrite|declare|mutate)|Duplicate")
_TOML_PLACE: Final = re.compile(r" \(at (?:line ([0-9]+), column [0-9]+|end of document)\)$")


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake: where it is, what is wrong, and how it is mended."""

    path: Path
    line: int | None
    key: str
    what: str
    mend: str

    def __str__(self) -> str:
        return ": ".join(part for part in (self.place, self.what) if part) + f" — {self.mend}"

    @property
    def place(self) -> str:
        """File, line and key."""
        file = self.path.name if self.line is None else f"{self.path.name}:{self.line}"
        return ": ".join(part for part in (file, self.key) if part)


class SettingsError(Complaint):
    """The configuration cannot be used. `problems`: all of its mistakes, in the order of the files and lines."""

    def __init__(self, problems: Collection[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


def no_toml(path: Path, text: str, message: str) -> Problem:
    """What tomllib says of a text that it refuses, in our words."""
    if _TWICE.match(message) and (found := repeated(text)) is not None:
        # Which key is there already, tomllib does not say.
        key, first, again = found
        words = ".".join(str(part) if isinstance(part, str) else f"[{part + 1}]" for part in key).replace(".[", "[")
        return Problem(path, again, words, f"is there already, on line {first}", "keep one of the two")
    place = _TOML_PLACE.search(message)
    line = int(place[1]) if place and place[1] else None
    what = f"this is no TOML: {_TOML_PLACE.sub('', message)}"
    if line is None:
        return Problem(path, None, "", f"{what}, at the end of the file", "close what is open there")
    return Problem(path, line, "", what, "mend this line; texts stand in double quotes, lists in square brackets")
