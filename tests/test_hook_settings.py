"""[hook]: the daemon's whole reading and the hook's light one say the same; and one push through a real daemon."""

from __future__ import annotations

import json
import os
import shlex
import socket
import subprocess
import sys
from dataclasses import fields
from datetime import timedelta
from getpass import getuser
from pathlib import Path

import pytest
from click.testing import CliRunner

from agent.__main__ import cli
from agent.complaint import Complaint
from agent.hook import log, terms
from agent.hook.terms import Bypass, Failing, Refuse, Terms
from agent.settings import Names, SettingsError, load
from agent.settings.hook import HookTable
from tests.sims.pushing import Server, install
from tests.sims.scene import Home, short_folder, stanch, until

NAMES = Names(types=set(), providers={"postgres"})
PLAIN = Terms()
HEAD = '[stanch]\nfallback_owner = "ops"\nstate = "state"\n'
VALUE = "s3cr" + "et-Pw9-x7Q"
URL = f"postgresql://app:{VALUE}@db.example.com/orders"
OTHER = f"postgresql://other:{VALUE[::-1]}@db.example.com/orders"


@pytest.fixture(autouse=True)
def _state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a hook logs here is for nobody."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state-home"))


def both(directory: Path, text: str) -> tuple[Terms | None, Terms, str]:
    (directory / "stanch.toml").write_text(HEAD + text)
    return load(directory, environ={}, names=NAMES).hook, *terms.read(directory)


def test_the_two_readings_agree(tmp_path: Path) -> None:
    assert both(tmp_path, "") == (None, Terms(), "")
    plain = Terms(socket=tmp_path / "state" / "hook.sock")
    assert both(tmp_path, "[hook]\n") == (plain, plain, "")
    text = (
        '[hook]\nsocket = "run/h.sock"\nrefuse = "all"\non_failure = "refuse"\ndeadline = "3s"\nbypass = "second"\n'
        f'bypass_for = "2h"\nusers = ["{getuser()}"]\n'
    )
    strict, light, problem = both(tmp_path, text)
    assert problem == ""
    assert strict == Terms(
        socket=tmp_path / "run" / "h.sock",
        users=(getuser(),),
        refuse=Refuse.ALL,
        on_failure=Failing.REFUSE,
        deadline=timedelta(seconds=3),
        bypass=Bypass.SECOND,
        bypass_for=timedelta(hours=2),
    )
    # Who may ask is the daemon's to say.
    shared = [field.name for field in fields(Terms) if field.name != "users"]
    assert [getattr(strict, name) for name in shared] == [getattr(light, name) for name in shared]
    assert set(HookTable.__struct_fields__) == {field.name for field in fields(Terms)}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[hook]\nrefused = "all"\n', "stanch.toml:5: hook.refused: there is no such key — did you mean `refuse`?"),
        ('[hook]\nrefuse = "some"\n', "stanch.toml:5: hook.refuse: `some` is none of its values"),
        ('[hook]\ndeadline = "6m"\n', 'stanch.toml:5: hook.deadline: is too long — write at most "5m"'),
        ('[hook]\nbypass_for = "31d"\n', 'stanch.toml:5: hook.bypass_for: is too long — write at most "30d"'),
    ],
)
def test_a_mistake_has_its_line_and_mend(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(SettingsError) as raised:
        both(tmp_path, text)
    assert str(raised.value).startswith(words)


def test_a_user_who_is_not_there_is_worth_a_word(tmp_path: Path) -> None:
    (tmp_path / "stanch.toml").write_text(HEAD + '[hook]\nusers = ["no-such-user"]\n')
    [warning] = load(tmp_path, environ={}, names=NAMES).warnings
    assert str(warning).startswith("stanch.toml:5: hook.users[1]: there is no user `no-such-user` on this host")


def test_what_the_hook_cannot_read_it_tells_and_goes_on(tmp_path: Path) -> None:
    assert terms.read(tmp_path) == (Terms(), "")
    (tmp_path / "stanch.toml").write_text("[hook\n")
    assert terms.read(tmp_path) == (
        Terms(),
        f"{tmp_path}/stanch.toml: this is no TOML: `stanch check-config`; the defaults hold",
    )
    _, _, problem = (None, *_written(tmp_path, '[hook]\ndeadline = "soon"\nbypass = 3\non_failure = "refuse"\n'))
    assert problem == (
        f"{tmp_path}/stanch.toml: hook.deadline, hook.bypass: not understood, so the defaults hold: "
        "`stanch check-config`"
    )
    assert terms.read(tmp_path)[0].on_failure is Failing.REFUSE


def _written(directory: Path, text: str, plain: Terms = PLAIN) -> tuple[Terms, str]:
    (directory / "stanch.toml").write_text(text)
    return terms.read(directory, plain)


async def test_a_push_and_a_report_through_a_real_daemon(tmp_path: Path) -> None:
    """Refused, asked for, let through by a second person, landed, and found there at once by the source. And a report
    of another scanner is handed to the same daemon.
    """
    async with short_folder() as folder:
        server = Server(tmp_path)
        home = Home(
            folder,
            (),
            toml='[timing]\npoll = "1h"\n[hook]\nbypass = "second"\n[[sources]]\nkind = "git"\n'
            f'path = "{server.git_dir}"\nname = "shop"\n',
        )
        install(server.git_dir, home.config)
        bad = server.client.commit(**{"app.env": f"DSN={URL}\n"})
        async with home.daemon():
            await until("it has started", (home.state / "hook.sock").exists, seen=home.describe)
            refused = await server.push("-o", "stanch.bypass=the demo", "origin", "main", GL_USERNAME="ann")
            assert (refused.code, server.refs()) == (1, {}), refused.said
            assert "stanch hook allow 1" in refused.said
            allowed = home.run("hook", "allow", "1", "--reason", "agreed", "--config", str(home.config))
            assert allowed.stdout.startswith(f"incident 1: may be pushed to {server.git_dir} until ")
            assert (await server.push("origin", "main", GL_USERNAME="ann")).code == 0
            await until(
                "the source has read it",
                lambda: any(
                    '"source": "shop"' in line and '"findings": 1' in line
                    for line in home.stderr.read_text().splitlines()
                ),
                seen=home.describe,
            )
            report = [{"RuleID": "r", "File": "gone.env", "Secret": "REDACTED", "StartLine": 1}]
            report += [{"RuleID": "r", "File": "b.env", "Secret": OTHER, "StartLine": 2}]
            (folder / "report.json").write_text(json.dumps(report))
            handed = home.run("ingest", "report.json", "--config", str(home.config))
            assert (handed.returncode, handed.stdout) == (2, "1 finding handed over: incident 2\n"), handed.stderr
            assert (
                handed.stderr
                == "entry 1: the report hides its value, and there is no such file below --root or a source\n"
            )
        assert {number: entry.incident.type for number, entry in home.entries().items()} == {
            1: "postgres-url",
            2: "postgres-url",
        }
        assert server.refs() == {"refs/heads/main": bad}
        assert [event["what"] for event in home.events(1) if event["what"].startswith("push:")] == [
            "push:asked",
            "push:bypassed",
        ]
        assert VALUE not in home.stderr.read_text() + refused.said


def test_the_printed_hook_keeps_its_promise_without_us(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the absolute path of what printed it: git looks for programs elsewhere."""
    own = tmp_path / "it's here" / "stanch"
    own.parent.mkdir()
    monkeypatch.setattr(sys, "argv", [str(own)])

    def ended(name: str) -> tuple[int, str, str]:
        text = CliRunner().invoke(cli, ["hook", "script", name, "--config", str(tmp_path)]).stdout
        words = ["/bin/sh", "-c", text.partition("\n")[2], "hook", "r", "o", "n"]
        done = subprocess.run(words, env={"PATH": "/nowhere"}, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout, done.stderr.splitlines()[-1] if done.stderr else ""

    (tmp_path / "stanch.toml").write_text(HEAD)
    cannot = "stanch: it cannot answer (exit code 127): "
    accepts = "this push was not looked at, and is let in all the same (on_failure = accept)"
    refuses = "this push is refused (on_failure = refuse)"
    assert ended("pre-receive") == (0, "", cannot + accepts)
    (tmp_path / "stanch.toml").write_text(HEAD + '[hook]\non_failure = "refuse"\n')
    assert ended("pre-receive") == (1, "", cannot + refuses)
    assert ended("post-receive") == (0, "", cannot + "nobody was told to look at what has landed")
    given = (
        f"hook update --config {tmp_path} --refused-as 3 --accepted-as 4 --on-failure refuse --refuse-else typed r o n"
    )
    for code, ends in ((4, 0), (3, 1)):
        own.write_text(f'#!/bin/sh\necho "$@" >&2\nexit {code}\n')
        own.chmod(0o755)
        assert ended("update") == (ends, "", given)
    # Cut off as it was installed: what says nothing has looked at nothing.
    own.write_text("")
    assert ended("update") == (1, "", cannot.replace("127", "0") + refuses)
    # A Python that cannot open its script ends as we do.
    own.write_text("#!/bin/sh\necho python3: cannot open /its/place >&2\nexit 2\n")
    assert ended("update") == (1, "", cannot.replace("127", "2") + refuses)
    own.write_text("#!/nowhere/python\n")
    assert ended("post-receive")[0] == 0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[hook]\non_failur = "refuse"\n', "stanch.toml:2: hook.on_failur: there is no such key — did you mean"),
        ('[hook]\non_failure = "refused"\n', "stanch.toml:2: hook.on_failure: `refused` is none of its values"),
        ('[hok]\non_failure = "refuse"\n', "stanch.toml:1: hok: there is no such key — did you mean `hook`?"),
        ("[hook\n", "stanch.toml:1: this is no TOML"),
        (None, "there is no such file: make it first"),
    ],
)
def test_no_hook_is_printed_for_what_is_not_understood(tmp_path: Path, text: str | None, words: str) -> None:
    if text is not None:
        (tmp_path / "stanch.toml").write_text(text)
    done = CliRunner().invoke(cli, ["hook", "script", "pre-receive", "--config", str(tmp_path)])
    assert (done.stdout, isinstance(done.exception, Complaint)) == ("", True)
    assert words in str(done.exception)


def test_a_hook_needs_the_folder_and_no_other_section(tmp_path: Path) -> None:
    (tmp_path / "stanch.toml").write_text('[hook]\n[[sources]]\nkind = "gti"\n')
    done = CliRunner().invoke(cli, ["hook", "script", "pre-receive", "--config", str(tmp_path)])
    assert done.stdout.startswith("#!/bin/sh\n")
    done = CliRunner().invoke(cli, ["hook", "script", "pre-receive", "--config", str(tmp_path / "none")])
    assert str(done.exception) == f"{tmp_path}/none: there is no such folder: make it first, or mend --config"


def test_a_hook_that_refuses_does_so_without_its_file(tmp_path: Path) -> None:
    refusing = Terms(on_failure=Failing.REFUSE, refuse=Refuse.ALL)
    held = "the defaults hold, and on_failure = refuse and refuse = all, as this hook was printed"
    file = tmp_path / "stanch.toml"
    assert terms.read(tmp_path, refusing) == (refusing, f"{file}: there is none; {held}")
    for text, why in (
        ("[hook\n", f"this is no TOML: `stanch check-config`; {held}"),
        ("hook = 1\n", f"hook: not understood, so {held}: `stanch check-config`"),
        ("", ""),
    ):
        file.write_text(text)
        assert terms.read(tmp_path, refusing) == (refusing, why and f"{file}: {why}")
    said = _written(tmp_path, '[hook]\non_failure = "refused"\non_failur = 1\n', refusing)
    assert said[0].on_failure is Failing.REFUSE
    assert said[1].startswith(f"{file}: hook.on_failur, hook.on_failure: not understood")
    assert _written(tmp_path, '[hook]\non_failure = "accept"\n', refusing)[0].on_failure is Failing.ACCEPT
    file.unlink()
    words = ("hook", "pre-receive", "--config", str(tmp_path), "--on-failure", "refuse", "--refused-as", "3")
    assert stanch(tmp_path, *words, given="garbage\n").returncode == 3


@pytest.mark.parametrize(
    ("breaks", "why"),
    [
        ("import not_there", ""),  # the wrapper's own import: a traceback of Python's
        ("def", ""),
        ("sys.modules['agent.__main__'] = None", "ModuleNotFoundError: agent.__main__"),
        ("sys.modules['agent.streams'] = None", "ModuleNotFoundError: agent.streams"),
        ("sys.modules['agent.commands.hook'] = None", "ModuleNotFoundError: agent.commands.hook"),
        ("sys.modules['agent.streams'] = type(sys)('half')", "AttributeError: stand_in"),
    ],
)
def test_a_broken_stanch_refuses_nothing_and_shows_no_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, breaks: str, why: str
) -> None:
    own = tmp_path / "stanch"
    own.write_text(f"#!{sys.executable}\nimport sys\n{breaks}\nfrom agent.entry import main\nmain()\n")
    own.chmod(0o755)
    (tmp_path / "stanch.toml").write_text(HEAD)
    monkeypatch.setattr(sys, "argv", [str(own)])
    text = CliRunner().invoke(cli, ["hook", "script", "pre-receive", "--config", str(tmp_path)]).stdout
    (tmp_path / "hook").write_text(text)
    done = subprocess.run(["/bin/sh", str(tmp_path / "hook")], input="", capture_output=True, text=True, check=False)
    *said, last = done.stderr.splitlines()
    code = 2 if why else 1
    assert done.returncode == 0
    assert last.startswith(f"stanch: it cannot answer (exit code {code}): this push was not looked at, and is let in")
    assert said == ([f"stanch: it is not installed whole ({why}): install it anew"] if why else [])


@pytest.mark.parametrize(
    ("toml", "why"),
    [
        ("[hook\n", "{}/stanch.toml: this is no TOML: `stanch check-config`; the defaults hold"),
        ("[hook]\nuse = 1\n", "{}/stanch.toml: hook.use: not understood, so the defaults hold: `stanch check-config`"),
    ],
)
def test_whoever_pushes_reads_no_path_of_the_server_and_its_log_has_it(tmp_path: Path, toml: str, why: str) -> None:
    config, log = tmp_path / "config", tmp_path / "log"
    config.mkdir()
    (config / "stanch.toml").write_text(toml)
    logs = (
        "import sys, types; log = types.ModuleType('syslog'); sys.modules['syslog'] = log; "
        "log.LOG_PID = log.LOG_DAEMON = log.LOG_WARNING = 0; log.openlog = print; "
        f"log.syslog = lambda _, line: open({str(log)!r}, 'a').write(line + chr(10)); "
        "from agent.hook import log as ours; ours._is_heard = lambda _: True; from agent.entry import main; main()"
    )
    words = [sys.executable, "-c", logs, "hook", "pre-receive", "--config", str(config)]
    done = subprocess.run(words, input="x\n", capture_output=True, text=True, check=False)
    assert done.stderr.splitlines()[0] == (
        "stanch: the settings of this hook are not understood, so refuse = typed and on_failure = accept hold, "
        "and whoever runs this server is told why"
    )
    assert str(tmp_path) not in done.stderr
    first, second = log.read_text().splitlines()
    assert first == f"hook: {why.format(config)}"
    assert second.startswith(f"hook: {Path.cwd()}: a push could not be looked at: this is no line of git's for a hook")


def test_where_no_system_keeps_a_log_a_file_of_gits_user_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bounded, and for him alone; who cannot write it pushes all the same."""
    monkeypatch.delenv("STATE_DIRECTORY", raising=False)
    absent, kept = tmp_path / "log", tmp_path / "state-home" / "stanch" / log.NAME
    log.log("one\nline", system=absent)
    [line] = kept.read_text().splitlines()
    assert line.partition(" ")[2] == "hook: one\\nline"
    assert (kept.stat().st_mode & 0o777, kept.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    kept.write_bytes(b"x" * log.MOST)
    log.log("more", system=absent)
    assert kept.read_text().endswith(" hook: more\n")
    assert kept.with_name(f"{log.NAME}.1").stat().st_size == log.MOST
    log.log("x" * log.MOST, system=absent)
    assert kept.stat().st_size < log.MOST
    kept.unlink()
    os.mkfifo(kept)  # that nobody reads
    log.log("nowhere", system=absent)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as heard:
        heard.bind(str(tmp_path / "heard"))
        kept.unlink()
        log.log("to the system", system=tmp_path / "heard")
    assert not kept.exists()


@pytest.mark.parametrize("failing", Failing)
def test_a_hook_whose_folder_is_gone_ends_as_configured(tmp_path: Path, failing: Failing) -> None:
    (tmp_path / "stanch.toml").write_text(f'[hook]\non_failure = "{failing.value}"\n')
    folder = tmp_path / "gone"
    folder.mkdir()
    line = shlex.join([sys.executable, "-m", "agent", "hook", "pre-receive", "--config", str(tmp_path)])
    done = subprocess.run(
        ["/bin/sh", "-c", f"rmdir {folder}; exec {line}"],
        cwd=folder,
        input=f"{'0' * 40} {'1' * 40} refs/heads/a\n",
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parent.parent)},
    )
    assert done.returncode == (failing is Failing.REFUSE)
    gone = "the folder that this hook was started in is gone"
    first, second = done.stderr.splitlines()
    assert first == f"stanch: this push could not be looked at: {gone}"
    assert second.endswith(
        f"(on_failure = {failing.value}){': push again, or ask whoever runs this server' * done.returncode}"
    )


@pytest.mark.parametrize("failing", Failing)
def test_a_hook_without_its_half_says_so_and_ends_as_configured(tmp_path: Path, failing: Failing) -> None:
    (tmp_path / "stanch.toml").write_text(f'[hook]\non_failure = "{failing.value}"\nsocket = "{tmp_path}"\n')
    breaks = "import sys; sys.modules['agent.hook.judge'] = None; from agent.entry import main; main()"
    words = [sys.executable, "-c", breaks, "hook", "pre-receive", "--config", str(tmp_path)]
    done = subprocess.run(words, input="x\n", capture_output=True, text=True, check=False)
    assert done.returncode == (failing is Failing.REFUSE)
    why = "it is not installed whole (ModuleNotFoundError: agent.hook.judge): install it anew"
    assert done.stderr.startswith(f"stanch: this push could not be looked at: {why}\nstanch: it is ")
