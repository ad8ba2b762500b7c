"""The folders that are Stanch's own, and what lies in the state's. Light: a hook looks here while a push waits."""

from __future__ import annotations

import fcntl
import os
import re
import stat
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

LEDGER: Final = "ledger.db"
FREEZE: Final = "frozen"
ARMING: Final = "armed.jsonl"
SWEPT: Final = "swept"
_STATE_LINE: Final = re.compile(r"""^\s*state\s*=\s*["']([^"']+)["']""", re.MULTILINE)


def config_directory(option: Path | None = None, environ: Mapping[str, str] = os.environ) -> Path:
    """Where the configuration is: --config, systemd's folder, or the user's own."""
    if option is not None:
        return option
    given = environ.get("CONFIGURATION_DIRECTORY", "").partition(":")[0]
    return Path(given) if given else _xdg(environ, "XDG_CONFIG_HOME", ".config") / "stanch"


def state_directory(environ: Mapping[str, str] = os.environ) -> Path:
    """Where the state is unless stanch.toml says: systemd's folder, or the user's own."""
    given = environ.get("STATE_DIRECTORY", "").partition(":")[0]
    return Path(given) if given else _xdg(environ, "XDG_STATE_HOME", ".local/state") / "stanch"


def configured_state(directory: Path) -> Path:
    """Where the stanch.toml in this folder says that it is, whatever else is wrong with it. Raises OSError."""
    text = (directory / "stanch.toml").read_text(errors="replace")
    import tomllib

    try:
        said = tomllib.loads(text).get("stanch", {}).get("state")
    except (tomllib.TOMLDecodeError, AttributeError):
        line = _STATE_LINE.search(text)
        said = line[1] if line else None
    return (directory / Path(said).expanduser()) if isinstance(said, str) else state_directory()


def own_folders() -> Mapping[tuple[int, int], Path]:
    """Those of whoever runs this, as a scan without configuration leaves them out: the state that his says, too."""
    states = [state_directory()]
    with suppress(OSError, RuntimeError):  # none, or a home that nobody has
        states.append(configured_state(config_directory()))
    return kept_apart((pattern_cache(), *states))


def pattern_cache(state: Path | None = None) -> Path:
    """Where compiled patterns are kept: one place for a user; of a service its state, as it has no home."""
    if state is not None and os.environ.get("STATE_DIRECTORY"):
        return state / "patterns"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "stanch" / "patterns"


def is_being_filled(cache: Path) -> bool:
    """Somebody compiles patterns there now: he holds the folder (agent/scan/patterns.py)."""
    try:
        descriptor = os.open(cache, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(descriptor)
    return False


def kept_apart(folders: Iterable[Path]) -> Mapping[tuple[int, int], Path]:
    """Those of these that are ours alone, by device and inode: where they really are. A name says nothing: a folder
    that is called the same, or that others can write into, may hold anything.
    """
    apart: dict[tuple[int, int], Path] = {}
    for folder in folders:
        try:
            status = folder.stat()
        except OSError:
            continue
        if stat.S_ISDIR(status.st_mode) and status.st_uid == os.geteuid() and not status.st_mode & 0o022:
            apart[status.st_dev, status.st_ino] = folder
    return apart


def _xdg(environ: Mapping[str, str], variable: str, otherwise: str) -> Path:
    # The XDG specification has relative paths ignored.
    given = Path(environ.get(variable, ""))
    return given if given.is_absolute() else Path(environ.get("HOME") or Path.home()) / otherwise
