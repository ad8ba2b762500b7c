"""The unit: every directive that matters is there, its offline score holds, and what it forbids breaks nothing of ours.

There is no systemd to run it under here: what can be imitated (tests/sims/hardened.py) is, and the rest is reasoned out
beside the directive.
"""

from __future__ import annotations

import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from agent.initialise import reference
from tests.sims.scene import Home, environment, short_folder, until

UNIT = "systemd/stanch.service"
SCAN_ONLY = "systemd/stanch-scan-only.conf"
HARDENED = str(Path(__file__).parent / "sims" / "hardened.py")
imitated = pytest.mark.skipif(
    sys.platform != "linux" or platform.machine() != "x86_64", reason="the filter is written for x86-64"
)


def directives(name: str) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in reference(name).splitlines():
        if line and not line.startswith(("#", "[")):
            key, _, value = line.partition("=")
            found.setdefault(key, []).append(value)
    return found


@pytest.mark.parametrize(
    ("key", "value"),
    [
        *(("Type", "notify"), ("NotifyAccess", "main"), ("WatchdogSec", "5min"), ("Restart", "always")),
        *(("User", "stanch"), ("StateDirectory", "stanch"), ("ConfigurationDirectory", "stanch")),
        *(("StateDirectoryMode", "0700"), ("ConfigurationDirectoryMode", "0700"), ("UMask", "0077")),
        *(("NoNewPrivileges", "yes"), ("CapabilityBoundingSet", ""), ("AmbientCapabilities", "")),
        *(("ProtectSystem", "strict"), ("ProtectHome", "read-only"), ("PrivateTmp", "yes"), ("PrivateDevices", "yes")),
        *(("DevicePolicy", "closed"), ("ProtectKernelTunables", "yes"), ("ProtectKernelModules", "yes")),
        *(("ProtectKernelLogs", "yes"), ("ProtectControlGroups", "yes"), ("ProtectClock", "yes")),
        *(("ProtectHostname", "yes"), ("ProcSubset", "pid"), ("RestrictRealtime", "yes"), ("RestrictSUIDSGID", "yes")),
        *(("RestrictNamespaces", "user net"), ("RestrictAddressFamilies", "AF_INET AF_INET6 AF_UNIX")),
        *(("LockPersonality", "yes"), ("MemoryDenyWriteExecute", "yes"), ("RemoveIPC", "yes")),
        *(("KeyringMode", "private"), ("SystemCallArchitectures", "native"), ("SystemCallErrorNumber", "EPERM")),
        *(("IPAddressDeny", "169.254.0.0/16 fd00:ec2::254/128"), ("LimitCORE", "0"), ("MemorySwapMax", "0")),
    ],
)
def test_what_matters_is_there(key: str, value: str) -> None:
    assert directives(UNIT)[key] == [value]


def test_system_calls_are_allowed_by_list_and_some_taken_away_again() -> None:
    assert directives(UNIT)["SystemCallFilter"] == ["@system-service", "~@privileged @resources"]
    assert {"MemoryMax", "TasksMax"} <= directives(UNIT).keys()


def test_whoever_asks_can_be_told_apart() -> None:
    """Behind these, the login uid of a person who uses sudo cannot be read, and two people would be one."""
    assert "PrivateUsers" not in directives(UNIT)
    assert directives(UNIT)["ProtectProc"] == ["default"]


def test_credentials_are_examples_and_the_names_are_those_that_are_read() -> None:
    text = reference(UNIT)
    assert "LoadCredential" not in directives(UNIT)
    assert re.findall(r"(?m)^#LoadCredential(?:Encrypted)?=([a-z-]+):/", text) == [
        *("bao-admin", "pg-main-admin", "stanch-private-key", "stanch-fingerprint-key", "stanch-signing-key")
    ]


def test_a_host_that_only_scans_gets_no_credentials_and_no_network() -> None:
    taken = directives(SCAN_ONLY)
    for key in ("LoadCredential", "LoadCredentialEncrypted", "SetCredential", "SetCredentialEncrypted"):
        assert taken[key] == [""]
    assert (taken["IPAddressDeny"], taken["IPAddressAllow"]) == (["any"], ["localhost"])


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
@pytest.mark.parametrize("drop_in", [None, SCAN_ONLY])
def test_the_offline_score(tmp_path: Path, drop_in: str | None) -> None:
    units = tmp_path / "etc/systemd/system"
    (units / "stanch.service.d").mkdir(parents=True)
    (units / "stanch.service").write_text(reference(UNIT))
    if drop_in:
        (units / "stanch.service.d" / "scan-only.conf").write_text(reference(drop_in))
    done = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--threshold=20", "--no-pager", f"--root={tmp_path}",
         "stanch.service"],
        capture_output=True, text=True, check=False, env=environment(tmp_path),
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    score = re.search(r"Overall exposure level for stanch\.service: ([0-9.]+)", done.stdout)
    assert score, done.stdout
    assert float(score[1]) <= 1.9
    assert "Unknown" not in done.stderr, done.stderr


# --- what it forbids ---------------------------------------------------------------------------------

PROBE = """
import mmap, os, resource, socket, ctypes
def refused(act):
    try: act()
    except OSError as error: return error.errno
libc = ctypes.CDLL(None, use_errno=True)
print(refused(lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)), refused(lambda: mmap.mmap(-1, 4096, prot=7)),
      libc.unshare(0x20000), refused(lambda: os.chown("/", 0, 0)), refused(lambda: os.setpriority(0, 0, 0)),
      socket.socket(socket.AF_INET6).close())
"""

SANDBOX = """
import os, sys
from agent.scan.sandbox import enter
from agent.scan.wire import Limits
from tests.sims import hardened
if os.geteuid() == 0:
    os.setgroups([]); os.setgid(65534); os.setuid(65534)
hardened.enter()
print(enter(Limits()), flush=True)
"""


def under_it(*command: str, folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, HARDENED, sys.executable, *command],
        capture_output=True,
        text=True,
        check=False,
        env=environment(folder, **more),
        stdin=subprocess.DEVNULL,
        timeout=100,
        cwd=folder,
    )


@imitated
def test_the_imitation_forbids(tmp_path: Path) -> None:
    assert under_it("-c", PROBE, folder=tmp_path).stdout.split() == ["97", "1", "-1", "1", "1", "None"]


@imitated
def test_a_scan_finds_the_same(tmp_path: Path) -> None:
    """Hyperscan makes no code while it runs, git needs nothing of this, and a scanner tells what it is left with."""
    (tmp_path / "app.env").write_text(f"URL=postgresql://app:{'s3cret' + 'Wd9Xk'}@db.internal/x\n")
    done = under_it("-m", "agent", "scan", "--format", "jsonl", str(tmp_path / "app.env"), folder=tmp_path)
    assert (done.returncode, "PostgreSQL password" in done.stdout) == (1, True), done.stdout + done.stderr


@imitated
def test_a_scanner_without_privileges_drops_the_network(tmp_path: Path) -> None:
    """As the service's user: by a user namespace, where this kernel lets anybody have one."""
    may = subprocess.run(["unshare", "--user", "true"], check=False, capture_output=True).returncode == 0
    done = subprocess.run(
        [sys.executable, "-c", SANDBOX], capture_output=True, text=True, check=False,
        cwd=Path(__file__).parent.parent, env=environment(tmp_path),
    )  # fmt: skip
    assert done.stdout == f"{may}\n", done.stderr


@imitated
async def test_the_daemon_runs_under_it() -> None:
    async with short_folder() as folder:
        home = Home(folder, [], toml='[web]\nlisten = "127.0.0.1:0"\n')
        home.commit("app.env", f"URL=postgresql://app:{'s3cret' + 'Wd9Xk'}@db.internal/x\n")
        home.python = (sys.executable, HARDENED, sys.executable)
        async with home.daemon():
            await until("it was found", lambda: home.states() == {"unverified": 1}, 40, home.describe)
        told = home.stderr.read_text()
        assert '"answering"' in told
        assert '"error"' not in told, told
