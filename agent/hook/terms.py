"""[hook] of stanch.toml, as the hook reads it: alone, and without the rest of the configuration.

The daemon and `stanch check-config` check the whole file. The hook is in a push's way: what it cannot read or does not
understand it tells, and takes the default for. The file holds no secret, so that the hook's user may read it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import timedelta
from enum import Enum
from pathlib import Path
from typing import Any, Final, TypeVar

from agent.folders import state_directory

SOCKET: Final = "hook.sock"
SOURCE: Final = "hook"  # of what a push to a repository that is in no source brings
_SPAN: Final = re.compile(r"([1-9][0-9]{0,5})([smhd])")
_UNITS: Final = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}

T = TypeVar("T")


class Refuse(Enum):
    """What of a push refuses it: credentials of a known type, also what only looks like one, or nothing."""

    TYPED = "typed"
    ALL = "all"
    NOTHING = "nothing"


class Failing(Enum):
    """What becomes of a push that could not be looked at, or not at all of it."""

    ACCEPT = "accept"
    REFUSE = "refuse"


class Bypass(Enum):
    """Who lets a credential through: whoever pushes, with a reason; a second person as well; nobody."""

    REASON = "reason"
    SECOND = "second"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Terms:
    """`socket` None: no daemon is asked. `users`: login names that may ask it, besides root and its own user."""

    socket: Path | None = None
    users: tuple[str, ...] = ()
    refuse: Refuse = Refuse.TYPED
    on_failure: Failing = Failing.ACCEPT
    deadline: timedelta = timedelta(seconds=10)
    bypass: Bypass = Bypass.REASON
    bypass_for: timedelta = timedelta(days=1)


def read(directory: Path, plain: Terms = Terms()) -> tuple[Terms, str]:
    """What holds, and what is wrong with the file, in words. `plain`: what holds where the file does not say."""
    file = directory / "stanch.toml"
    given = {"on_failure": plain.on_failure, "refuse": plain.refuse}
    own = [f"{key} = {one.value}" for key, one in given.items() if one is not getattr(Terms(), key)]
    hold = "the defaults hold" + (f", and {' and '.join(own)}, as this hook was printed" if own else "")
    try:
        raw = tomllib.loads(file.read_bytes().decode())
    except FileNotFoundError:
        return plain, "" if plain == Terms() else f"{file}: there is none; {hold}"
    except OSError as error:
        return plain, f"{file}: cannot be read by the hook ({error.strerror}): chmod a+r it; {hold}"
    except (ValueError, RecursionError):
        return plain, f"{file}: this is no TOML: `stanch check-config`; {hold}"
    found = raw.get("hook", plain)
    if not isinstance(found, dict):
        return plain, "" if found is plain else f"{file}: hook: not understood, so {hold}: `stanch check-config`"
    known = {field.name for field in fields(Terms)}
    wrong = [f"hook.{key}" for key in found if key not in known]

    def value(key: str, made: Callable[[Any], T], default: T) -> T:
        try:
            return made(found[key]) if key in found else default
        except (TypeError, ValueError, KeyError):
            wrong.append(f"hook.{key}")
            return default

    terms = Terms(
        socket=value("socket", lambda path: directory / Path(path).expanduser(), _socket(directory, raw)),
        refuse=value("refuse", Refuse, plain.refuse),
        on_failure=value("on_failure", Failing, plain.on_failure),
        deadline=value("deadline", span, plain.deadline),
        bypass=value("bypass", Bypass, plain.bypass),
        bypass_for=value("bypass_for", span, plain.bypass_for),
    )
    problem = f"{file}: {', '.join(wrong)}: not understood, so {hold}: `stanch check-config`"
    return terms, problem if wrong else ""


def _socket(directory: Path, raw: Mapping[str, Any]) -> Path:
    said = raw.get("stanch", {}).get("state") if isinstance(raw.get("stanch"), dict) else None
    state = directory / Path(said).expanduser() if isinstance(said, str) else state_directory()
    return state / SOCKET


def span(text: str) -> timedelta:
    """Raises ValueError for what is no number of s, m, h or d."""
    found = _SPAN.fullmatch(text)
    if found is None:
        raise ValueError
    return timedelta(**{_UNITS[found[2]]: int(found[1])})
