"""Where the keys are kept: fingerprint key, private key, signing key; 32 bytes each.

    $CREDENTIALS_DIRECTORY/stanch-fingerprint-key, stanch-private-key, stanch-signing-key    systemd, if it has them
    STATE/keys/fingerprint, private, signing                                                 0600 in a 0700 folder

    STATE/keys/private.next, signing.next                                                    while one is being changed

The folder is made on first use, all of it or nothing: it appears by one rename. After that a key that is missing is
an error and never replaced in silence, since with another key every known fingerprint would be a stranger: the
protected list and the canaries would stop protecting. A ledger beside it says that there were keys.

    KeysError    a key is missing, readable by others, somebody else's, or of the wrong length
"""

from __future__ import annotations

import os
import secrets
import shutil
import stat
import tempfile
from collections.abc import Mapping
from itertools import count
from pathlib import Path
from typing import Final

from agent.complaint import Complaint
from agent.folders import LEDGER
from agent.seal import KEY_BYTES, ResponderKeys, ScannerKeys

_STRANGERS: Final = "with others every fingerprint is a stranger, and neither protected entries nor canaries are known"
_MEND: Final = "restore it from a backup; where it is lost for good, `stanch keys new` says what new ones cost"
_NAMES: Final = ("fingerprint", "private", "signing")
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


class KeysError(Complaint):
    """The keys cannot be used. The message says which one, why and how that is mended."""


def load_keys(state: Path, environ: Mapping[str, str] = os.environ, *, make: bool = True) -> ResponderKeys:
    """The responder's keys, with the scanner's inside; made on first use, if they may be. Raises KeysError."""
    return ResponderKeys.load(
        _key(state, "fingerprint", environ, make=make), _key(state, "private", environ, make=make)
    )


def other_keys(state: Path) -> KeysError:
    """The ledger was made with another fingerprint key."""
    return KeysError(
        f"{state / 'keys'}: these are not the keys that {state / LEDGER} was made with: {_STRANGERS}: {_MEND}"
    )


def known_keys(state: Path, *, marked: bool) -> ScannerKeys:
    """The keys that the ledger there was made with, and never new ones beside it or beside an inventory.

    marked: the inventory has fingerprints, which only the keys that made them can tell.
    """
    found = load_keys(state, make=not marked).scanner
    if (state / LEDGER).exists():
        from agent.ledger import LedgerView

        with LedgerView(state / LEDGER) as ledger:
            mark = ledger.key_mark()
        if mark not in {None, found.mark}:
            raise other_keys(state)
    return found


def renew(state: Path) -> Path | None:
    """New keys where the old ones are lost; where what is left of them was moved to. Raises KeysError."""
    for name in _NAMES:
        handed = handed_over(name, os.environ)
        if handed is not None:
            message = f"{handed}: systemd hands this key over, so it is mended where that is written down"
            raise KeysError(message)
    folder, kept = state / "keys", None
    if os.path.lexists(folder):
        kept = next(
            path for path in (state / f"keys.lost-{number}" for number in count(1)) if not os.path.lexists(path)
        )
        folder.rename(kept)
    _make(state, folder)
    return kept


def signing_seed(state: Path, environ: Mapping[str, str] = os.environ) -> bytes:
    """The 32 bytes of the evidence's signing key; made on first use. Raises KeysError."""
    return _key(state, "signing", environ)


def same_keys(state: Path, keys: ResponderKeys, environ: Mapping[str, str] = os.environ) -> None:
    """Raises KeysError unless these very keys can be read again. Makes none."""
    read = ResponderKeys.load(
        _key(state, "fingerprint", environ, make=False), _key(state, "private", environ, make=False)
    )
    _key(state, "signing", environ, make=False)
    if read.scanner.key_id != keys.scanner.key_id:
        message = "the keys are not those that this daemon started with: restart it"
        raise KeysError(message)


def handed_over(name: str, environ: Mapping[str, str]) -> Path | None:
    """The file of a key that comes from systemd, if it does."""
    handed = environ.get("CREDENTIALS_DIRECTORY")
    credential = Path(handed, f"stanch-{name}-key") if handed else None
    return credential if credential is not None and credential.exists() else None


def _key(state: Path, name: str, environ: Mapping[str, str], *, make: bool = True) -> bytes:
    credential = handed_over(name, environ)
    if credential is not None:
        # systemd made this file for the service alone; its owner and mode are systemd's.
        path, value = credential, credential.read_bytes()
    else:
        folder = state / "keys"
        if not os.path.lexists(folder):
            if not make or os.path.lexists(state / LEDGER):
                message = f"{folder} is missing, though something was fingerprinted with it: {_STRANGERS}: {_MEND}"
                raise KeysError(message)
            _make(state, folder)
        path = folder / name
        if os.path.lexists(folder):
            check_folder(folder)
        value = read_private(path)
    if len(value) != KEY_BYTES:
        message = f"{path}: a key has {KEY_BYTES} bytes, this file has {len(value)}: restore it from a backup"
        raise KeysError(message)
    return value


# --- changing a key (rekey.py says in which order) --------------------------------------------------


def prepare(state: Path, name: str, value: bytes, environ: Mapping[str, str] = os.environ) -> None:
    """Put the next key beside the present one, safe on the disk. Raises KeysError where that is not ours to change."""
    handed = handed_over(name, environ)
    if handed is not None:
        message = f"{handed}: systemd hands this key over, so it is changed where that is written down"
        raise KeysError(message)
    folder = state / "keys"
    if not os.path.lexists(folder):
        message = (
            f"{folder}: no keys lie there: they are made by the first `stanch run`, or systemd hands them over "
            "(LoadCredential=), and then they are changed where that is written down"
        )
        raise KeysError(message)
    check_folder(folder)
    read_private(folder / name)
    write_private(_next(state, name), value)
    _sync(folder)


def pending(state: Path, name: str) -> bytes | None:
    """The next key, if one was prepared whole."""
    path = _next(state, name)
    value = read_private(path) if os.path.lexists(path) else b""
    return value if len(value) == KEY_BYTES else None


def promote(state: Path, name: str) -> None:
    """The next key becomes the present one, which is destroyed. There is always one of them in its place."""
    path = state / "keys" / name
    old = os.open(path, os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        _next(state, name).replace(path)
        _sync(path.parent)
        _blank(old)
    finally:
        os.close(old)


def drop(state: Path, name: str) -> None:
    """Destroy the next key, if there is one: nothing was ever done with it."""
    path = _next(state, name)
    if not os.path.lexists(path):
        return
    descriptor = os.open(path, os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        path.unlink()
        _sync(path.parent)
        _blank(descriptor)
    finally:
        os.close(descriptor)


def _next(state: Path, name: str) -> Path:
    return state / "keys" / f"{name}.next"


def _blank(descriptor: int) -> None:
    """As far as it goes: where a file system writes elsewhere, or a disk keeps copies, only encryption below helps."""
    os.pwrite(descriptor, bytes(KEY_BYTES), 0)
    os.fsync(descriptor)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)


def read_private(path: Path) -> bytes:
    """A file that nobody but us may read, or KeysError."""
    failure = None
    value = b""
    try:
        # A link would lead elsewhere, a FIFO would wait for a writer.
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:
            info = os.fstat(file.fileno())
            failure = _fault(path, info, "chmod 600", is_kind=stat.S_ISREG(info.st_mode))
            value = b"" if failure else file.read()
    except FileNotFoundError:
        failure = f"{path} is missing: {_MEND}"
    except OSError as error:
        failure = f"{path} cannot be read ({type(error).__name__}): it must be a plain file of yours with mode 0600"
    if failure:
        raise KeysError(failure)
    return value


def check_folder(folder: Path) -> None:
    info = folder.lstat()
    failure = _fault(folder, info, "chmod 700", is_kind=stat.S_ISDIR(info.st_mode))
    if failure:
        raise KeysError(failure)


def _fault(path: Path, info: os.stat_result, mend: str, *, is_kind: bool) -> str | None:
    if not is_kind:
        return f"{path} is not what it should be: move it away and restore the keys from a backup"
    if info.st_uid != os.geteuid():
        return f"{path} belongs to uid {info.st_uid}, not to you (uid {os.geteuid()}): run Stanch as that user"
    if info.st_mode & _OTHERS:
        return f"{path} has mode {stat.S_IMODE(info.st_mode):04o}, so that others can reach it: {mend} {path}"
    return None


def _make(state: Path, folder: Path) -> None:
    failure = None
    try:
        _make_at_once(state, folder)
    except OSError as error:
        failure = f"{folder} cannot be made ({type(error).__name__}): let the user who runs Stanch write to {state}"
    if failure:
        raise KeysError(failure)


def _make_at_once(state: Path, folder: Path) -> None:
    """All three keys in a folder of their own, which takes its place by one rename."""
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=".keys-", dir=state))
    keys = ResponderKeys.generate()
    values = (keys.scanner.fingerprint, keys.private, secrets.token_bytes(KEY_BYTES))
    for name, value in zip(_NAMES, values, strict=True):
        write_private(fresh / name, value)
    try:
        fresh.rename(folder)
    except OSError:
        shutil.rmtree(fresh)
        if not folder.is_dir():
            raise
        # Another process was first: its keys count.
    _sync(state)


def write_private(path: Path, content: bytes) -> None:
    """A new file that only we may read, safe on the disk. FileExistsError when there is one."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
