"""The commands as a newcomer has them: processes with an empty HOME. Words and exit codes; never a traceback.

What they say of a configuration: test_commands_configured.py.
"""

from __future__ import annotations

import errno
import json
import os
import pty
import re
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from agent.__main__ import COMMANDS
from agent.commands.init import without_room
from agent.ledger import LedgerFullError
from tests.sims import forked
from tests.sims.newcomer import URL, VALUE, checked, run
from tests.sims.scans import findings, git
from tests.sims.scene import environment, stanch

GROUPS = {
    "backlog": ("release",),
    "evidence": ("export", "verify", "verifier"),
    "hook": ("pre-receive", "update", "post-receive", "script", "allow"),
    "inventory": ("add", "check", "hygiene", "list"),
    "keys": ("new", "rotate"),
    "policy": ("explain",),
    "rules": ("list", "show", "test", "new"),
}


def test_every_command_says_what_it_is_for(home: Path) -> None:
    """With an example that can be typed: its command is the one that it explains. Each imports what it uses."""

    def helped(words: tuple[str, ...]) -> subprocess.CompletedProcess[str]:
        first = len(words) == 1  # a group's commands are in one module
        return checked(forked.done(["agent", *words, "--help"], environment(home), home, given="", bare=first))

    names = [(name,) for name in COMMANDS] + [(group, name) for group, names in GROUPS.items() for name in names]
    with ThreadPoolExecutor(4) as several:
        for words, done in zip(names, several.map(helped, names), strict=True):
            assert done.returncode == 0, words
            assert done.stdout.startswith("Usage: "), words
            assert "Options:" in done.stdout, words
            examples = re.split(r"^ *Examples?:$", done.stdout, flags=re.MULTILINE)[1].split("\n    ")
            of_it = [f"stanch {words[0]}" in example for example in examples if example.strip()]
            assert of_it, words
            assert all(of_it), words
            options = {word for example in examples for word in example.split() if word.startswith("--")}
            assert "..." not in done.stdout.partition("Commands:")[2].partition("Example")[0], words
            assert words in {(group,) for group in GROUPS} or all(word in done.stdout for word in options), words
    bare = run(home, "--help")
    assert [name for name in COMMANDS if name not in bare.stdout] == []
    assert list(home.iterdir()) == []


NOBODY = ("scan", "--workers", "0", ".")


def test_words_that_do_not_exist(home: Path) -> None:
    for words in (("scna", "."), ("scan", "--formt", "x", "."), ("show",), ("scan",), NOBODY):
        done = run(home, *words)
        assert done.returncode == 2, words
        assert done.stdout == ""
        assert done.stderr
    for name in ("scna", "scn", "kube", "--scan"):
        close = name.startswith("sc")
        assert ("Did you mean 'scan'?" in run(home, name).stderr) == close, name


# --- scan ------------------------------------------------------------------------------------------


def test_scan_says_how_it_went(home: Path) -> None:
    clean, dirty, partial = (home / name for name in ("clean", "dirty", "partial"))
    for folder in (clean, dirty, partial):
        folder.mkdir()
        (folder / "a.txt").write_text("nothing to see\n")
    (dirty / "b.env").write_text(f"one\nDATABASE_URL={URL}\n")
    (partial / "b.env").write_text(f"DATABASE_URL={URL}\n")
    git = ["git", "-C", str(partial), "-c", "user.name=A", "-c", "user.email=a@b"]
    for words in (("init", "--quiet"), ("add", "--all"), ("commit", "--quiet", "--message", "x")):
        subprocess.run([*git, *words], check=True, env=environment(home))
    name = subprocess.run([*git, "rev-parse", "HEAD:a.txt"], check=True, env=environment(home), capture_output=True)
    blob = name.stdout.decode().strip()
    (partial / ".git" / "objects" / blob[:2] / blob[2:]).unlink()

    nothing = run(home, "scan", str(clean))
    assert (nothing.returncode, findings(nothing)) == (0, [])
    assert nothing.stderr.startswith("nothing found in ")

    found = run(home, "scan", str(dirty))
    assert found.returncode == 1
    assert found.stderr.startswith("1 credential in ")
    [row] = findings(found)
    assert (row["type"], row["path"], row["line"]) == ("postgres-url", str(dirty / "b.env"), 2)
    table = run(home, "scan", "--format", "table", str(dirty))
    assert table.returncode == 1
    assert "role=app" in table.stdout
    assert f"{dirty / 'b.env'}:2" in table.stdout

    missing = run(home, "scan", str(home / "absent"))
    assert (missing.returncode, missing.stdout) == (2, "")
    assert missing.stderr == f"stanch: {home / 'absent'}: there is no such file or folder\n"

    part = run(home, "scan", str(partial))
    assert part.returncode == 2
    assert "PARTIAL" in part.stderr
    assert "not read: a.txt: its content is missing from this repository" in part.stderr
    assert {row["path"] for row in findings(part)} == {"b.env", str(partial / "b.env")}


def test_scan_one_file_and_a_repository_that_was_never_committed_to(home: Path) -> None:
    file, repo = home / "one.env", home / "repo"
    file.write_text(f"DATABASE_URL={URL}\n")
    repo.mkdir()
    subprocess.run(["git", "init", "--quiet", str(repo)], check=True, env=environment(home))
    (repo / "x.env").write_text(f"DATABASE_URL={URL}\n")
    for path in (file, repo):
        done = run(home, "scan", str(path))
        assert done.returncode == 1, done.stderr
        assert len(findings(done)) == 1


def test_scan_reads_the_history_of_repositories_in_a_folder_and_the_passwords_of_their_remotes(home: Path) -> None:
    folder = home / "folder"
    inner = folder / "vendor" / "inner"
    inner.mkdir(parents=True)
    git = ["git", "-C", str(inner), "-c", "user.name=A", "-c", "user.email=a@example.com"]
    subprocess.run(["git", "init", "--quiet", str(inner)], check=True, env=environment(home))
    (inner / "x.env").write_text(f"DATABASE_URL={URL}\n")
    remote = f"https://bob:{'xK9mQ2' + 'vT7w'}@git.example.org/x.git"
    for words in (["add", "."], ["commit", "--quiet", "-m", "x"], ["rm", "--quiet", "x.env"],
                  ["commit", "--quiet", "-m", "y"], ["remote", "add", "origin", remote]):  # fmt: skip
        subprocess.run([*git, *words], check=True, env=environment(home))
    done = run(home, "scan", str(folder))
    assert (done.returncode, "PARTIAL" in done.stderr) == (1, False)
    assert sorted((row["type"], row["path"]) for row in findings(done)) == [
        ("postgres-url", "x.env"),
        ("url-credentials", str(inner / ".git" / "config")),
    ]


def test_whoever_reads_may_leave(home: Path) -> None:
    """`stanch scan . | head -1`"""
    (home / "many.env").write_text("".join(f"U{n}={URL.replace('app', f'app{n}')}\n" for n in range(3000)))
    scan = subprocess.Popen(
        [sys.executable, "-m", "agent", "scan", str(home / "many.env")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(home),
        stdin=subprocess.DEVNULL,
    )
    assert scan.stdout is not None
    assert scan.stderr is not None
    scan.stdout.readline()
    scan.stdout.close()
    said = scan.stderr.read()
    scan.stderr.close()
    assert scan.wait(30) in {0, 1, 2}
    assert b"Traceback" not in said
    assert b"BrokenPipe" not in said


def test_ctrl_c(home: Path) -> None:
    """It stops at once, says what it did not read, and leaves no scanner behind."""
    (home / "big").write_bytes(b"password = nothing here, line after line\n" * 4_000_000)
    scan = subprocess.Popen(
        [sys.executable, "-m", "agent", "scan", "--workers", "2", str(home / "big")],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=environment(home),
        stdin=subprocess.DEVNULL,
        # Whoever runs the tests in the background of a shell hands down that SIGINT is ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # noqa: PLW1509 - no threads here
    )
    children: list[str] = []
    while not children and scan.poll() is None:
        children = Path(f"/proc/{scan.pid}/task/{scan.pid}/children").read_text().split()
    scan.send_signal(signal.SIGINT)
    _, said = scan.communicate(timeout=20)
    assert scan.returncode == 130
    assert said.decode().splitlines()[0] == f"not read: {home / 'big'}: interrupted before all of it was read"
    assert b"PARTIAL" in said
    # A killed process takes a moment to be gone.
    moment, left = threading.Event(), children
    for _ in range(100):
        left = [child for child in left if Path(f"/proc/{child}/exe").exists()]
        if not left:
            break
        moment.wait(0.05)
    assert left == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_what_was_found_before_a_signal_is_shown(home: Path, number: signal.Signals) -> None:
    """Of a pipe that never ends each finding is told when it is found, of anything else when it is over."""
    (home / "a.env").write_text(f"U={URL}\n")
    (home / "c.env").write_text(f"U={URL}\n")
    with subprocess.Popen(
        [sys.executable, "-m", "agent", "scan", "--json", "--workers", "1", "a.env", "-", "c.env"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(home),
        cwd=home,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # noqa: PLW1509 - no threads here
    ) as scan:
        assert scan.stdin is not None
        assert scan.stdout is not None
        for line in (1, 2):
            scan.stdin.write(f"U={URL}\n".encode())
            scan.stdin.flush()
            told = json.loads(scan.stdout.readline())
            assert (told["path"], told["line"]) == ("-", line)
        scan.send_signal(number)
        rest, _ = scan.communicate(timeout=20)
    assert scan.returncode == 128 + number
    [row, last] = [json.loads(line) for line in rest.splitlines()]
    assert row["path"] == "a.env"
    summary = last["summary"]
    assert (summary["findings"], summary["coverage"], summary["bytes"]) == (3, "partial", 3 * len(f"U={URL}\n"))
    assert summary["not_read"] == [
        {"path": path, "reason": "interrupted before all of it was read"} for path in ("-", "c.env")
    ]


# A signal when the first answer holds something. `stuck`: the number of the question that has no answer.
STOPPED = """
import asyncio, signal, sys
from agent.entry import main
from agent.scan.pool import ScanPool

def after(name, is_due):
    real, calls = getattr(ScanPool, name), []
    async def told(self, *words, **more):
        calls.append(words)
        if len(calls) == {stuck}:
            await asyncio.Event().wait()
        result = await real(self, *words, **more)
        if is_due(result):
            signal.raise_signal(signal.SIGINT)
        return result
    setattr(ScanPool, name, told)

after({name!r}, lambda result: result.{field})
sys.argv = ["stanch", "scan", "--json", "--workers", "1", *sys.argv[1:]]
main()
"""


def stopped(
    home: Path, name: str, field: str, *words: str, stuck: int = 0
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Its findings and its summary."""
    done = subprocess.run(
        [sys.executable, "-c", STOPPED.format(name=name, field=field, stuck=stuck), *words],
        capture_output=True,
        env=environment(home),
        cwd=home,
        check=False,
        timeout=30,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    assert done.returncode == 128 + signal.SIGINT, done.stderr
    *rows, last = [json.loads(line) for line in done.stdout.splitlines()]
    assert VALUE.encode() not in done.stdout + done.stderr
    return rows, last["summary"]


def test_what_was_seen_of_a_history_that_is_stopped_is_told_by_object(home: Path) -> None:
    """Each credential once, whichever versions hold it; commits have their own name."""
    repo = home / "repo"
    repo.mkdir()
    other = URL.replace(VALUE, VALUE[::-1])
    git(home, repo, "init", "-q", "-b", "main")
    for number in range(3):
        (repo / "a.env").write_text(f"U={URL}\n# {number}\n")
        git(home, repo, "add", ".")
        git(home, repo, "commit", "-q", "-m", f"use {other}" if number == 1 else "no")
    blobs = git(home, repo, "rev-list", "--objects", "--all", "--", "a.env").splitlines()
    # Blobs are swept before the messages: those that are on their way when the signal comes are not told.
    rows, summary = stopped(home, "sweep", "held", "repo")
    [row] = rows
    assert row["path"] in {f"object {line.split()[0]}" for line in blobs}
    assert (row.get("commit"), row["line"]) == (None, 1)
    assert (summary["coverage"], summary["findings"]) == ("partial", 1)
    assert summary["not_read"] == [
        {
            "path": "repo",
            "reason": "interrupted before all of it was read: what its history was seen to hold is told by its object: "
            "`git log --all --raw --find-object=OID` names file and commit",
        }
    ]
    # When it is over the same are told by file and commit, what was told already not again by its object.
    rows, summary = stopped(home, "scan", "findings", "repo")
    assert {row["path"] for row in rows} >= {"a.env"}
    assert {row["path"].partition(" ")[0] for row in rows if "commit" in row} == {"a.env", "commit", "reflog"}
    assert not any(row["path"].startswith("object") for row in rows)


def test_what_was_read_behind_something_slow_is_told_when_that_is_stopped(home: Path) -> None:
    """Of a folder, whose pieces are handed in in order."""
    (home / "logs").mkdir()
    half = b"\n" * (16 << 20)
    (home / "logs" / "a.log").write_bytes(half + half[1 << 20 :] + f"U={URL}\n".encode())
    [row], summary = stopped(home, "scan", "findings", "logs", stuck=2)
    assert (row["path"], summary["coverage"], summary["findings"]) == ("logs/a.log", "partial", 1)
    assert summary["not_read"] == [{"path": "logs", "reason": "interrupted before all of it was read"}]


# --- init ------------------------------------------------------------------------------------------


def test_init_with_flags_only(home: Path) -> None:
    """From nothing to a first look, in an empty home, and again."""
    repo, log = home / "repo", home / "ci.log"
    log.write_text(f"DSN={URL}\n")
    subprocess.run(["git", "init", "--quiet", str(repo)], check=True, env=environment(home))
    (home / "own").touch(0o600)
    (home / "own").write_text("password\n")
    flags = [
        *("--owner", "security@example.com", "--source", str(repo), "--source", str(log), "--visibility", "internal"),
        *("--system", "pg", "postgres", "127.0.0.1:1", "--admin", "pg", "stanch", str(home / "own")),
    ]
    done = run(home, "init", *flags)
    assert done.returncode == 0, done.stderr
    assert "found 1 credential in what was there before" in done.stdout
    assert "Nothing is armed" in done.stdout
    config = home / ".config" / "stanch"
    assert {path.name for path in config.iterdir()} == {"stanch.toml", "policy.toml", "inventory.toml"}
    checked = run(home, "check-config")
    assert checked.returncode == 0, checked.stderr
    assert "2 sources, 1 system (none armed" in checked.stdout
    status = json.loads(run(home, "status", "--json").stdout)
    assert (status["incidents"], status["armed"], status["debts"]) == ({"detected": 1}, [], [])
    [incident] = [json.loads(line) for line in run(home, "incidents", "--json").stdout.splitlines()]
    assert (incident["type"], incident["backlog"], incident["visibility"]) == ("postgres-url", True, "internal")
    again = run(home, "init", *flags)
    assert again.returncode == 2
    assert "--force" in again.stderr
    forced = run(home, "init", *flags, "--force")
    assert forced.returncode == 0, forced.stderr
    assert {path.name for path in config.iterdir()} >= {"stanch.toml", "stanch.toml.bak"}
    assert json.loads(run(home, "status", "--json").stdout)["incidents"] == {"detected": 1}
    (home / "own").chmod(0o644)
    for file, why in (("own", "can be read by others: chmod 600"), ("absent", "cannot be opened (No such file")):
        spoilt = [str(home / file) if flag == str(home / "own") else flag for flag in flags]
        refused = run(home, "init", *spoilt, "--force")
        assert refused.returncode == 2
        assert refused.stderr.startswith(f"stanch: --admin pg: {home / file}: {why}")
    wrong = run(home, "init", "--owner", "a@b", "--system", "pg", "postgres", "user@db", "--force")
    assert wrong.returncode == 2
    assert wrong.stderr.startswith("stanch: nothing was written: systems.pg.endpoints[1]: is more than an address")
    bare = run(home, "init", "--owner", "a@b", "--config", str(home / "bare"), "--state", str(home / "its own"))
    assert f"nothing is watched. Next: add [[sources]] to {home}/bare/stanch.toml" in bare.stdout
    strange = run(home, "init", "--owner", "a@b", "--source", str(home / "absent"), "--force")
    assert strange.returncode == 2
    assert "there is no such repository" in strange.stderr


@pytest.mark.parametrize(
    "error",
    [
        LedgerFullError("nothing was written"),
        ExceptionGroup("", [ValueError(), OSError(errno.ENOSPC, "No space left")]),
    ],
)
def test_init_without_room_for_the_ledger_says_what_is_written(home: Path, error: Exception) -> None:
    """The configuration is, and would be in the way of a second `init`: `stanch run` goes on."""
    told = str(without_room(error, home))
    assert told.startswith(f"{home / 'ledger.db'}: no room on its disk")
    assert "are written and whole: make room, then `stanch run`" in told
    assert without_room(OSError(errno.EACCES, "?"), home) is None


def test_init_asks_a_person(home: Path) -> None:
    """`~` is whose it is; and that a configuration exists is said before anything is asked."""
    (home / "my log").write_text("nothing\n")
    done = None
    for said, code in ((b"a@b.example\n~/'my log'\n", 0), (b"", 2)):
        ours, theirs = pty.openpty()
        os.write(ours, said)
        done = stanch(home, "init", given=theirs)
        os.close(theirs)
        os.close(ours)
        assert done.returncode == code, done.stderr
        assert ("Who is told" in done.stdout) == (code == 0)
    assert done is not None
    assert "there already" in done.stderr
    assert f'path = "{home}/my log"' in (home / ".config" / "stanch" / "stanch.toml").read_text()
