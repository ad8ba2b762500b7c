"""Keys on the disk: made once, kept private, never replaced in silence."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from agent.keys import KeysError, load_keys, read_private, signing_seed
from detectors.base import Secret

NO_ENVIRONMENT: dict[str, str] = {}


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state"


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def complaint(state: Path) -> str:
    with pytest.raises(KeysError) as caught:
        load_keys(state, NO_ENVIRONMENT)
    return str(caught.value)


def test_the_first_use_makes_all_three_and_later_ones_find_them(state: Path) -> None:
    keys = load_keys(state, NO_ENVIRONMENT)
    seed = signing_seed(state, NO_ENVIRONMENT)
    assert sorted(path.name for path in state.iterdir()) == ["keys"]
    assert {path.name: (mode(path), path.stat().st_size) for path in (state / "keys").iterdir()} == {
        "fingerprint": (0o600, 32),
        "private": (0o600, 32),
        "signing": (0o600, 32),
    }
    assert (mode(state), mode(state / "keys")) == (0o700, 0o700)
    assert load_keys(state, NO_ENVIRONMENT) == keys
    assert (seed, len(seed)) == (signing_seed(state, NO_ENVIRONMENT), 32)
    assert len({seed, keys.private, keys.scanner.fingerprint}) == 3


def test_what_is_sealed_before_a_restart_opens_after_it(state: Path) -> None:
    sealed = load_keys(state, NO_ENVIRONMENT).scanner.seal({"token": Secret("value")})
    assert load_keys(state, NO_ENVIRONMENT).open(sealed) == {"token": Secret("value")}


def test_two_installations_differ(tmp_path: Path) -> None:
    one, two = (load_keys(tmp_path / name, NO_ENVIRONMENT) for name in ("one", "two"))
    assert one.scanner.key_id != two.scanner.key_id


def test_a_key_that_went_missing_is_not_replaced(state: Path) -> None:
    load_keys(state, NO_ENVIRONMENT)
    (state / "keys" / "fingerprint").unlink()
    assert complaint(state) == (
        f"{state}/keys/fingerprint is missing: restore it from a backup; where it is lost for good, "
        "`stanch keys new` says what new ones cost"
    )


def test_a_key_that_others_can_read_is_refused(state: Path) -> None:
    load_keys(state, NO_ENVIRONMENT)
    (state / "keys" / "private").chmod(0o640)
    path = f"{state}/keys/private"
    assert complaint(state) == f"{path} has mode 0640, so that others can reach it: chmod 600 {path}"


def test_a_folder_that_others_can_enter_is_refused(state: Path) -> None:
    load_keys(state, NO_ENVIRONMENT)
    (state / "keys").chmod(0o750)
    path = f"{state}/keys"
    assert complaint(state) == f"{path} has mode 0750, so that others can reach it: chmod 700 {path}"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_a_key_of_somebody_else_is_refused(state: Path) -> None:
    load_keys(state, NO_ENVIRONMENT)
    os.chown(state / "keys" / "fingerprint", 12345, -1)
    assert complaint(state) == (
        f"{state}/keys/fingerprint belongs to uid 12345, not to you (uid 0): run Stanch as that user"
    )


def test_a_key_of_another_length_is_refused(state: Path) -> None:
    load_keys(state, NO_ENVIRONMENT)
    (state / "keys" / "private").write_bytes(b"x" * 33)
    assert complaint(state) == (f"{state}/keys/private: a key has 32 bytes, this file has 33: restore it from a backup")


def test_a_link_is_not_followed(state: Path) -> None:
    load_keys(state, NO_ENVIRONMENT)
    key = state / "keys" / "private"
    key.rename(state / "elsewhere")
    key.symlink_to(state / "elsewhere")
    assert complaint(state) == f"{key} cannot be read (OSError): it must be a plain file of yours with mode 0600"


def test_a_pipe_does_not_hang(state: Path) -> None:
    state.mkdir()
    os.mkfifo(state / "pipe", 0o600)
    with pytest.raises(KeysError, match="is not what it should be"):
        read_private(state / "pipe")


def test_a_state_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    state = tmp_path / "file" / "state"
    assert complaint(state) == (
        f"{state}/keys cannot be made (NotADirectoryError): let the user who runs Stanch write to {state}"
    )


def test_systemd_credentials_come_first_and_none_is_made(state: Path, tmp_path: Path) -> None:
    handed = {"CREDENTIALS_DIRECTORY": str(tmp_path / "credentials")}
    (tmp_path / "credentials").mkdir()
    for number, name in enumerate(("fingerprint", "private", "signing")):
        path = tmp_path / "credentials" / f"stanch-{name}-key"
        path.write_bytes(bytes([number + 1]) * 32)
        # systemd's access list shows as the group's bits.
        path.chmod(0o440)
    keys = load_keys(state, handed)
    assert (keys.scanner.fingerprint, keys.private) == (b"\x01" * 32, b"\x02" * 32)
    assert signing_seed(state, handed) == b"\x03" * 32
    assert not state.exists()


def test_keys_do_not_show(state: Path) -> None:
    keys = load_keys(state, NO_ENVIRONMENT)
    assert repr(keys.private)[2:-1] not in repr(keys)
    assert repr(keys.scanner.fingerprint)[2:-1] not in repr(keys)
