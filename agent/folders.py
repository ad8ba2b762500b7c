"""The folders that are Stanch's own, and what lies in the state's. Light: a hook looks here while a push waits."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

LEDGER: Final = "ledger.db"
FREEZE: Final = "frozen"
ARMING: Final = "armed.jsonl"
SWEPT: Final = "swept"


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


def pattern_cache(state: Path | None = None) -> Path:
    """Where compiled patterns are kept: one place for a user; of a service its state, as it has no home."""
    if state is not None and os.environ.get("STATE_DIRECTORY"):
        return state / "patterns"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "stanch" / "patterns"


def is_cold(cache: Path) -> bool:
    """No patterns are kept there yet, and they could be."""
    place = next((folder for folder in (cache, *cache.parents) if os.access(folder, os.F_OK)), cache)
    return place.is_dir() and os.access(place, os.W_OK | os.X_OK) and not any(cache.glob("patterns-*.hs"))


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
