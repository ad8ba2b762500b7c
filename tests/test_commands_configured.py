"""What the commands say of a configuration: each mistake in words, and nothing begun by half."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from agent import control
from agent.__main__ import cli
from agent.complaint import Complaint, refused
from detectors.github import checksum
from tests.sims.newcomer import URL, checked, run
from tests.sims.scene import environment, stanch

GOOD = '[stanch]\nfallback_owner = "security@example.com"\n'
BAD = {
    "no TOML": ("[stanch\n", ("stanch.toml:1",)),
    "unknown key": (GOOD + "falback = 1\n", ("stanch.toml:3", "falback")),
    "unknown table": (GOOD + "[stnach]\n", ("stanch.toml:3", "stnach")),
    "a wrong word": (GOOD + '[[sources]]\nkind = "gti"\npath = "/x"\n', ("stanch.toml:4", "kind", "git")),
    "a wrong duration": (GOOD + '[timing]\npoll = "10 parsecs"\n', ("stanch.toml:4", "poll")),
    "no owner": ("[stanch]\n", ("fallback_owner", "is missing")),
    "a provider that is none": (
        GOOD + '[[systems]]\nname = "a"\nprovider = "postgrse"\nendpoints = ["h:1"]\n',
        ("stanch.toml:5", "postgres"),
    ),
    "an admin without its role": (
        GOOD + '[[systems]]\nname = "a"\nprovider = "postgres"\nendpoints = ["h:1"]\nadmin = { file = "x" }\n',
        ("stanch.toml:7", "role"),
    ),
}


@pytest.mark.parametrize("what", BAD)
def test_bad_configuration(home: Path, what: str) -> None:
    text, words = BAD[what]
    (home / "stanch.toml").write_text(text)
    for command in ("run", "check-config", "status") if what == "unknown key" else ("run",):
        done = run(home, command, "--config", str(home))
        assert (done.returncode, done.stdout) == (2, ""), command
        assert [word for word in words if word not in done.stderr] == []
    assert sorted(path.name for path in home.iterdir()) == ["stanch.toml"]


def test_without_any_configuration(home: Path) -> None:
    for command in ("run", "status", "incidents", "check-config"):
        done = run(home, command)
        assert (done.returncode, done.stdout) == (2, ""), command
        assert "stanch init" in done.stderr
    assert list(home.iterdir()) == []


@pytest.mark.parametrize(
    "words",
    ["scan", "scan --staged", "ingest", "scan --rules", "init --owner a@b.example --source"],
)
def test_a_url_in_place_of_a_path_is_not_repeated(home: Path, words: str) -> None:
    """A login may stand in it."""
    done = run(
        home, *words.split(), f"https://joe:{'s3cr'}et-Pw9@git.example.com/shop.git", *("." * (words[-5:] == "rules"))
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "that is a URL" in done.stderr
    assert "joe" not in done.stderr


def test_a_report_of_which_part_is_not_found_again_is_no_complete_one(home: Path) -> None:
    body = "Zq7canaryWv3xR8tPkZq7canaryWv3"
    name = f"{'gh' + 'p_'}{body}{checksum(body)}"
    hidden = {
        "RuleID": "postgres",
        "File": f"{name}/app.env",
        "Secret": "REDACTED",
        "Match": "REDACTED",
        "StartLine": 3,
    }
    shown = {"RuleID": "postgres", "File": "b.env", "Secret": URL, "Match": URL, "StartLine": 1}
    done = run(home, "ingest", "-", "--dry-run", "--json", given=json.dumps([hidden, shown]))
    summary = json.loads(done.stdout.splitlines()[-1])["summary"]
    assert (done.returncode, summary["coverage"], summary["credentials"]) == (2, "partial", 1)
    [owed] = summary["not_read"]
    assert owed["path"] == "(github-pat)/app.env"
    found = json.loads(done.stdout.splitlines()[0])
    assert (found["start"], found["end"]) == (None, None), "only the report shows it"
    assert owed["reason"].startswith("entry 1: the report hides its value")


@pytest.mark.parametrize(("word", "meant"), [("version", "--version"), ("help", "--help"), ("scna", "scan")])
def test_what_is_no_command_is_told_what_was_meant(word: str, meant: str) -> None:
    assert f"Did you mean {meant!r}?" in CliRunner().invoke(cli, [word]).stderr


def test_arming_says_that_no_rule_acts(home: Path) -> None:
    """A new policy has none: what is armed stays as it is, and would look as if it were at work."""
    system = '[[systems]]\nname = "a"\nprovider = "postgres"\nendpoints = ["h:1"]\n'
    (home / "stanch.toml").write_text(f'{GOOD}state = "{home / "state"}"\n{system}')
    words = ["arm", "--system", "a", "--config", str(home)]
    says = "policy.toml has no rule, so nothing is done yet"
    assert says in CliRunner().invoke(cli, words).stderr
    (home / "policy.toml").write_text('[[rules]]\nname = "all"\nmode = "notify"\n')
    done = CliRunner().invoke(cli, words)
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.startswith("armed: system a;")


def test_what_is_wrong_is_told_with_its_file(home: Path) -> None:
    """A report's, and the folder of the configuration, of which there may be several."""
    config = home / "config"
    config.mkdir()
    (config / "stanch.toml").write_text(GOOD + "falback = 1\n")
    assert run(home, "check-config", "--config", str(config)).stderr.splitlines()[1:] == [
        f"stanch: that is in {config}"
    ]
    (home / "b.json").write_text('[{"RuleID": 1},\n{"RuleID" 2}]')
    done = run(home, "ingest", "b.json")
    assert done.stderr.startswith("stanch: b.json: this is no report that is known (it is no JSON from line 2, column")


def test_freeze_needs_no_whole_configuration(home: Path) -> None:
    """Whoever must stop Stanch need not first find the mistake in a file."""
    config, state = home / "config", home / "state"
    config.mkdir()
    (config / "stanch.toml").write_text(f'[stanch]\nstate = "{state}"\nfalback = 1\n')
    at = ("--config", str(config))
    assert run(home, "check-config", *at).returncode == 2
    state.mkdir(mode=0o700)
    (state / "ledger.db").touch()
    frozen = run(home, "freeze", "--reason", "a test", *at)
    assert frozen.returncode == 0, frozen.stderr
    assert (state / "frozen").read_text().endswith(" a test\n")
    assert "no daemon runs on this state" in frozen.stdout
    assert run(home, "freeze", "--reason", "a\udcff test", *at).returncode == 0, "whatever the reason's bytes are"
    assert (state / "frozen").read_text().endswith(" a? test\n")
    assert run(home, "thaw", *at).stdout == f"thawed ({state}/frozen)\n"
    assert not (state / "frozen").exists()
    assert run(home, "thaw", "--state", str(state)).stdout == f"it was not frozen ({state}/frozen)\n"


def test_a_freeze_where_no_daemon_looks_is_refused(home: Path) -> None:
    """A service's folders stand in its environment only: a command without it looks elsewhere."""
    config, state = home / "etc", home / "var"
    done = run(home, "init", "--owner", "a@b.example", CONFIGURATION_DIRECTORY=str(config), STATE_DIRECTORY=str(state))
    assert done.returncode == 0, done.stderr
    assert f'\nstate = "{state}"\n' in (config / "stanch.toml").read_text()
    (state / "ledger.db").touch()
    default = home / ".local" / "state" / "stanch"
    default.mkdir(parents=True)
    for words in (("freeze",), ("thaw",), ("freeze", "--state", str(home))):
        done = run(home, *words)
        assert (done.returncode, done.stdout) == (2, ""), words
        assert "nothing of Stanch lives here" in done.stderr
        assert "--state" in done.stderr
    assert list(default.iterdir()) == []
    assert "there is none" in run(home, "freeze", "--config", str(home)).stderr
    (home / "odd" / "stanch.toml").mkdir(parents=True)
    said = run(home, "incidents", "--config", str(home / "odd")).stderr
    assert "`stanch freeze` and `stanch thaw` can do without" in said, "what has another --state is not told to take it"
    for at in (("--config", str(config)), ("--state", str(state))):
        assert f"({state}/frozen)" in run(home, "freeze", *at).stdout
        assert run(home, "thaw", *at).stdout == f"thawed ({state}/frozen)\n"
    done = run(home, "status", "--config", str(config / "stanch.toml"))
    assert (done.returncode, done.stderr) == (
        2,
        f"stanch: --config {config}/stanch.toml: this is a file: name its folder, --config {config}\n",
    )


def test_a_folder_that_is_gone_under_whoever_works_there_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    here.rmdir()
    with pytest.raises(FileNotFoundError) as caught:
        Path.cwd()
    said = refused(caught.value)
    assert str(said) == "the folder that this was started in is there no longer: go to another (cd)"
    monkeypatch.chdir(tmp_path)
    assert str(refused(caught.value)).startswith("a file of the state folder: ")


HERE = "stanch: stanch.toml:13: systems.bao"


def half(home: Path, *, admin: str = "", source: bool = True) -> Path:
    """A configuration that loads."""
    config, state = home / "config", home / "state"
    config.mkdir()
    (home / "log").touch()
    text = f'[stanch]\nfallback_owner = "a@b.example"\nstate = "{state}"\n[web]\nlisten = "off"\n'
    if source:
        text += f'[[sources]]\nkind = "log"\npath = "{home / "log"}"\n'
    if admin:
        text += '[[systems]]\nname = "bao"\nprovider = "openbao"\nendpoints = ["http://127.0.0.1:9"]\n' + admin
    (config / "stanch.toml").write_text(text)
    return config


@pytest.mark.parametrize(
    ("admin", "mode", "content", "words"),
    [
        ('admin = { file = "/absent" }\n', None, "", f"{HERE}.admin.file: /absent: cannot be opened: No such file"),
        ('admin = { file = "s3cret-ab/cd" }\n', None, "", f"{HERE}.admin.file: cannot be opened: No such file"),
        ('admin = { file = "own" }\n', 0o644, "token\n", "config/own: can be read by others: chmod 600"),
        ('admin = { file = "own" }\n', 0o600, "", "own: must hold one line"),
        ('admin = { file = "own" }\n', 0o600, "a\nb\n", "own: must hold one line"),
        ('admin = { credential = "own" }\n', None, "", "$CREDENTIALS_DIRECTORY is not set"),
    ],
)
def test_run_does_not_start_half(home: Path, admin: str, mode: int | None, content: str, words: str) -> None:
    config = half(home, admin=admin)
    if mode is not None:
        (config / "own").write_text(content)
        (config / "own").chmod(mode)
    checks = ("run", "check-config") if "credential" not in admin else ("run",)
    for command in checks:
        done = run(home, command, "--config", str(config))
        assert done.returncode == 2
        assert words in done.stderr
        assert "s3cret" not in done.stderr
    assert not (home / "state" / "ledger.db").exists()


def test_what_run_will_not_start_without_check_config_names(home: Path) -> None:
    config = half(home)
    own = config / "own"
    own.write_text("token\n")
    own.chmod(0o644)
    token, secret = 'token = { file = "own" }\n', 'secret = { file = "own" }\n'
    more = [
        f'[[sources]]\nkind = "git"\nurl = "https://h.example/x"\n{token}',
        f'[[sources]]\nkind = "forge"\nforge = "github"\nowner = "a"\n{token}',
        f'[[sources]]\nkind = "alerts"\nname = "b"\nforge = "github"\nowner = "a"\n{token}',
        f'[[sources]]\nkind = "ci"\nname = "c"\nprovider = "github"\nowner = "a"\n{token}',
        f'[[web.hooks]]\nname = "h"\nprovider = "gitlab-revocation"\n{secret}',
        '[[web.hooks]]\nname = "i"\nprovider = "github-partner"\nkeys_file = "none"\n',
    ]
    text = (config / "stanch.toml").read_text().replace('"off"', '"127.0.0.1:0"')
    (config / "stanch.toml").write_text(text + "".join(more))
    said = {command: run(home, command, "--config", str(config)) for command in ("run", "check-config")}
    assert [(name, done.returncode) for name, done in said.items()] == [("run", 2), ("check-config", 2)]
    why = f"{own}: can be read by others: chmod 600"
    assert said["check-config"].stderr.splitlines() == [
        f"stanch: stanch.toml:12: sources[2].token.file: {why}",
        f"stanch.toml:17: sources[3].token.file: {why}",
        f"stanch.toml:23: sources.b.token.file: {why}",
        f"stanch.toml:29: sources.c.token.file: {why}",
        f"stanch.toml:33: web.hooks.h.secret.file: {why}",
        f"{config}/none: cannot be read: No such file or directory",
    ]
    assert said["run"].stderr.splitlines()[-1] == said["check-config"].stderr.splitlines()[0]


def test_run_without_sources_or_with_keys_that_others_may_read(home: Path) -> None:
    config = half(home, source=False)
    done = run(home, "run", "--config", str(config))
    assert done.returncode == 2
    assert "no [[sources]]" in done.stderr
    checked = run(home, "check-config", "--config", str(config))
    assert (checked.returncode, checked.stderr) == (2, done.stderr)
    (config / "stanch.toml").unlink()
    config.rmdir()
    config = half(home)
    keys = home / "state" / "keys"
    (home / "state").mkdir(mode=0o700, exist_ok=True)
    keys.mkdir(mode=0o700, exist_ok=True)
    for name in ("fingerprint", "private", "signing"):
        (keys / name).write_bytes(b"x" * 32)
        (keys / name).chmod(0o644)
    done = run(home, "run", "--config", str(config))
    assert done.returncode == 2
    assert "chmod 600" in done.stderr
    for name in ("fingerprint", "private", "signing"):
        (keys / name).chmod(0o600)
    (keys / "private").write_bytes(b"short")
    done = run(home, "run", "--config", str(config))
    assert "a key has 32 bytes, this file has 5" in done.stderr
    (keys / "private").unlink()
    done = run(home, "run", "--config", str(config))
    assert "is missing" in done.stderr
    assert not (home / "state" / "ledger.db").exists()


def test_keys_that_are_lost_are_not_replaced_in_silence(home: Path) -> None:
    """With other keys neither the protected entries nor the canaries are known: that must not go unnoticed."""
    (home / "log").write_text(f"DATABASE_URL={URL}\n")
    flags = ("--owner", "a@b.example", "--source", str(home / "log"))
    assert run(home, "init", *flags).returncode == 0
    words = ("--name", "app", "--owner", "team", "--removal", "by hand", "--protected")
    assert run(home, "inventory", "add", *words, given=URL).returncode == 0
    state = home / ".local" / "state" / "stanch"
    keys, saved = state / "keys", home / "saved"
    keys.rename(saved)

    def refused(why: str) -> None:
        for command in (("run",), ("fingerprint",), ("whose",), ("inventory", "add", *words), ("keys", "rotate")):
            done = run(home, *command, given=URL)
            assert (done.returncode, done.stdout) == (2, ""), command
            assert why in done.stderr, command
            assert "restore it from a backup" in done.stderr
            assert "stanch keys new" in done.stderr

    refused("keys is missing, though something was fingerprinted with it")
    assert not keys.exists()
    (state / "ledger.db").rename(home / "ledger.db")
    for command in (("run",), ("fingerprint",)):  # the inventory was made with them, too
        assert "keys is missing" in run(home, *command, given=URL).stderr
    assert not keys.exists()
    (home / "ledger.db").rename(state / "ledger.db")

    keys.mkdir(mode=0o700)
    for name in ("fingerprint", "private", "signing"):
        (keys / name).write_bytes(b"x" * 32)
        (keys / name).chmod(0o600)
    refused("these are not the keys that")

    would = run(home, "keys", "new")
    assert would.returncode == 0
    assert "inventory.toml: app: write its fingerprint again" in would.stdout
    assert (keys / "private").read_bytes() == b"x" * 32
    done = run(home, "keys", "new", "--yes")
    assert done.returncode == 0, done.stderr
    assert "inventory.toml: app: write its fingerprint again" in done.stdout
    assert (state / "keys.lost-1" / "private").read_bytes() == b"x" * 32
    status = json.loads(run(home, "status", "--json").stdout)
    assert (status["frozen"], status["sources"]["log"]["read"]) == (True, None)
    assert run(home, "fingerprint", given=URL).returncode == 0
    again = run(home, "keys", "new", "--yes")
    assert (again.returncode, again.stdout) == (2, "")
    assert "nothing is lost" in again.stderr
    keys.rename(home / "new")
    saved.rename(keys)
    refused("these are not the keys that")


def test_a_ledger_that_is_damaged(home: Path) -> None:
    """Whoever only looks is told as well as the daemon is."""
    (home / "log").write_text(f"DATABASE_URL={URL}\n")
    assert run(home, "init", "--owner", "a@b.example", "--source", str(home / "log")).returncode == 0
    ledger = home / ".local" / "state" / "stanch" / "ledger.db"
    whole = ledger.read_bytes()
    for damaged in (b"x" * len(whole), whole[:4096] + b"x" * (len(whole) - 4096), whole[:5000]):
        ledger.write_bytes(damaged)
        for words in (("run",), ("status",), ("incidents",), ("show", "1"), ("whose",), ("evidence", "export", "1")):
            done = run(home, *words, given=URL)
            assert (done.returncode, done.stdout) == (2, ""), words
            assert f"stanch: {ledger}: the ledger is damaged" in done.stderr, (words, done.stderr)
            assert "Keep the file for the evidence in it" in done.stderr, words


def test_a_state_that_may_not_be_written(home: Path) -> None:
    """In words, with the mend: not as a fault of ours."""
    config = half(home)
    state = home / "state"
    state.mkdir(mode=0o700)
    at = f"--config {config}"
    only_read = f"mount --bind {state} {state} && mount -o remount,ro,bind {state}"
    if subprocess.run(["unshare", "-rm", "/bin/sh", "-c", only_read], check=False, capture_output=True).returncode:
        pytest.skip("nothing can be mounted here")

    def told(words: str) -> str:
        line = f"{only_read} && exec {sys.executable} -m agent {words} {at}"
        done = subprocess.run(
            ["unshare", "-rm", "/bin/sh", "-c", line],
            capture_output=True,
            text=True,
            check=False,
            env=environment(home),
            cwd=home,
        )
        assert (done.returncode, done.stdout) == (2, ""), (words, done.stderr)
        assert "fault of Stanch" not in done.stderr, words
        return done.stderr

    assert "let the user who runs Stanch write to" in told("run")
    assert run(home, "fingerprint", "--config", str(config), given=URL).returncode == 0
    assert f"{state}/ledger.db.lock: Read-only file system: make its file system writable" in told("run")
    (state / "ledger.db").touch()
    assert f"stanch: {state}/frozen: NOT FROZEN: it cannot be written (Read-only file system)" in told("freeze")
    assert f"{state}/ledger.db.lock: Read-only file system" in told("keys rotate")
    (state / "ledger.db").unlink()
    (state / "frozen").touch()
    (state / "ledger.db.lock").touch()
    assert "Read-only file system" in told("run")
    (state / "ledger.db").touch()
    assert f"stanch: {state}/frozen: still frozen: it cannot be removed (Read-only file system)" in told("thaw")


@pytest.mark.parametrize("broken", ["policy.toml", "inventory.toml", "stanch.toml"])
def test_one_bad_line_keeps_nobody_from_looking_or_from_stopping(home: Path, broken: str) -> None:
    (home / "log").write_text(f"DATABASE_URL={URL}\n")
    flags = ("--owner", "a@b.example", "--source", str(home / "log"), "--system", "pg", "postgres", "127.0.0.1:1")
    assert run(home, "init", *flags).returncode == 0
    whole = run(home, "fingerprint", given=URL).stdout
    path = home / ".config" / "stanch" / broken
    path.write_text(path.read_text() + "\n[[tpyo]]\n")
    for words in ("status", "incidents", "show 1", "evidence export 1", "fingerprint", "disarm --system pg"):
        done = run(home, *words.split(), given=URL)
        assert done.returncode == 0, (words, done.stderr)
        assert done.stderr.startswith(f"stanch: warning: {broken}:"), (words, done.stderr)
        assert "tpyo" in done.stderr
    status = json.loads(run(home, "status", "--json").stdout)
    assert (status["incidents"], list(status["sources"])) == ({"detected": 1}, ["log"])
    assert status["armed"][0].startswith("system pg DISARMED by ")
    assert run(home, "fingerprint", given=URL).stdout == whole
    for words in ("run", "arm --system pg", "check-config"):
        assert run(home, *words.split()).returncode == 2, words
    path.write_text("[[[")  # no TOML at all
    assert run(home, "incidents", "--json").stdout.count("postgres-url") == 1
    said = run(home, "status").stdout
    assert ("no source any more" in said, "what was looked at is complete" in said) == (False, broken != "stanch.toml")
    assert ("until the mistakes in stanch.toml are mended" in said) is (broken == "stanch.toml")
    assert run(home, "disarm", "--all").stdout.startswith("disarmed: everything; ")


def test_a_daemon_that_hangs(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It holds its socket and takes nothing: that is said, soon, and nobody is told to start another."""
    state = home / "state"
    state.mkdir(mode=0o700)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as hung:
        hung.bind(str(state / control.SOCKET))
        hung.listen(0)
        with pytest.raises(Complaint, match=r"runs, but does not answer, not within 0\.02 s.*`stanch freeze` works"):
            control.exchange(state, b"{}\n", 0.01, 0.02)
        assert "runs, but does not answer (for 0.01 s" in capsys.readouterr().err
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as other:
            other.settimeout(0)
            other.connect_ex(str(state / control.SOCKET))
            with pytest.raises(Complaint, match=r"does not answer, .* no more are let in"):
                control.exchange(state, b"{}\n", 0.01, 0.02)
            assert control.listens(state)
            frozen = run(home, "freeze", "--state", str(state))
            assert frozen.stdout == f"frozen: nothing is done to any credential until `stanch thaw` ({state}/frozen)\n"
            again = run(home, "run", "--config", str(half(home)))
            assert (again.returncode, again.stderr) == (
                2,
                f"stanch: {state}: the daemon already runs: `stanch status` says how it stands; stop it first\n",
            )
    assert not control.listens(state)


def test_a_name_that_the_terminal_cannot_spell_is_escaped() -> None:
    words = "import sys; from agent import streams; streams.stand_in(); print(chr(0x65e5) + chr(0xe9))"
    for encoding, told in (("ascii", b"\\u65e5\\xe9\n"), ("latin-1", b"\\u65e5\xe9\n"), ("utf-8", "日é\n".encode())):
        env = {"PYTHONIOENCODING": encoding, "PYTHONPATH": os.pathsep.join(sys.path)}
        done = subprocess.run([sys.executable, "-c", words], capture_output=True, check=False, env=env)
        assert (done.stdout, done.stderr) == (told, b"")


def test_output_that_cannot_be_written(home: Path) -> None:
    (home / "log").write_text(f"DATABASE_URL={URL}\n")
    assert run(home, "init", "--owner", "a@b.example", "--source", str(home / "log")).returncode == 0
    nowhere = run(home, "evidence", "export", "1", "-o", "/nonexist/x.json")
    assert nowhere.returncode == 2
    assert nowhere.stderr == "stanch: /nonexist/x.json: No such file or directory: make it first, or mend the path\n"

    def closed(words: str) -> subprocess.CompletedProcess[str]:
        """From the start, which only a fresh interpreter sees."""
        return fresh(f"{words} >&-")

    def fresh(words: str) -> subprocess.CompletedProcess[str]:
        line = f"exec {sys.executable} -c 'from agent.entry import main; main()' {words}"
        env = environment(home)
        return subprocess.run(["/bin/sh", "-c", line], capture_output=True, text=True, check=False, env=env, cwd=home)

    def full(words: str) -> subprocess.CompletedProcess[str]:
        with Path("/dev/full").open("wb") as stream:
            return stanch(home, *words.split(), out=stream.fileno())

    assert "standard output: No space left" in fresh("scan log >/dev/full").stderr
    for words in ("scan log", "evidence export 1", "incidents", "freeze", "--help"):
        for told in (full, closed):
            done = checked(told(words))
            assert done.returncode == 2, (told, words, done.stderr)
            said = done.stderr.splitlines()[-1]
            whole = "standard output is closed" if told is closed else "standard output: No space left on device: make"
            assert said.startswith(f"stanch: {whole}"), (told, words, done.stderr)
            assert "Exception ignored" not in done.stderr
    assert (home / ".local" / "state" / "stanch" / "frozen").exists()


def test_looking_before_there_is_a_ledger(home: Path) -> None:
    config = str(half(home))
    for words in (("status",), ("incidents",), ("show", "1"), ("evidence", "export", "1"), ("plan",)):
        done = run(home, *words, "--config", config)
        assert (done.returncode, done.stdout) == (2, ""), words
        assert "there is no ledger yet" in done.stderr
    assert not (home / "state").exists()


def test_a_state_folder_with_a_long_name(home: Path) -> None:
    """A unix socket's name may have 107 bytes: that is said, or not needed."""
    config = half(home)
    long = home / ("x" * 60) / ("y" * 60)
    text = (config / "stanch.toml").read_text()
    (config / "stanch.toml").write_text(text.replace(str(home / "state"), str(long)))
    daemon = subprocess.Popen(
        [sys.executable, "-m", "agent", "run", "--config", str(config)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=environment(home),
        stdin=subprocess.DEVNULL,
    )
    assert daemon.stderr is not None
    said = daemon.stderr.readline()
    daemon.terminate()
    daemon.wait(20)
    daemon.stderr.close()
    assert b'"event": "started"' in said or b"stanch: " + bytes(long) in said
    assert b"a fault of Stanch's own" not in said
