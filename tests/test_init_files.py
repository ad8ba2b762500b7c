"""`stanch init` without its questions: what it writes loads, and nothing is overwritten."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

import agent
from agent import control
from agent.commands import init
from agent.complaint import Complaint
from agent.found import Cursor, Visibility
from agent.initialise import InitialiseError, SourceSpec, SystemSpec, discover, initialise, reference
from agent.keys import KeysError
from agent.ledger import LedgerView, SqliteLedger
from agent.model import Address, CredentialRef
from agent.record import Origin
from agent.settings import Names, SettingsError, SourceKind, SourceSettings, load
from tests.ledger.conftest import LOCKBOX, NOW, make_decisions, make_finding

NAMES = Names(types={"postgres-url", "openbao-token"}, providers={"postgres", "openbao"})
FILES = ["inventory.toml", "policy.toml", "stanch.toml"]


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return {"HOME": str(tmp_path / "home")}


def listing(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_what_cannot_be_written_is_named_as_it_would_be(environ: dict[str, str]) -> None:
    """In /proc nobody makes a file."""
    with pytest.raises(Complaint, match=r"^/proc/stanch\.toml: No such file or directory: "):
        initialise(Path("/proc"), fallback_owner="ops", environ=environ, names=NAMES)


def test_what_is_written_is_what_was_said(tmp_path: Path, environ: dict[str, str]) -> None:
    repository, log = tmp_path / "app.git", tmp_path / 'odd "name"\\\x7f\té' / "ci"
    subprocess.run(["git", "init", "-q", "--bare", repository], check=True)
    log.parent.mkdir()
    log.write_text("")
    (tmp_path / "pg.password").touch(mode=0o600)
    done = initialise(
        tmp_path / "etc" / "stanch",
        fallback_owner='the "ops" team',
        state=tmp_path / "state",
        sources=[SourceSpec(repository), SourceSpec(log, visibility=Visibility.PUBLIC)],
        systems=[
            SystemSpec("pg", "postgres", ("127.0.0.1:5432", "db"), tmp_path / "pg.password", admin_role="stanch"),
            SystemSpec("bao", "openbao", ("https://bao:8200",)),
        ],
        environ=environ,
        names=NAMES,
    )
    settings = load(tmp_path / "etc" / "stanch", environ=environ, names=NAMES, reads_only=True)
    assert settings.fallback_owner == 'the "ops" team'
    assert settings.state == tmp_path / "state"
    assert settings.sources == (
        SourceSettings("app", SourceKind.GIT, repository, Visibility.UNKNOWN),
        SourceSettings("ci", SourceKind.LOG, log, Visibility.PUBLIC),
    )
    postgres, bao = settings.systems
    assert postgres.endpoints == (
        Address("127.0.0.1:5432", "127.0.0.1", 5432, tls=False),
        Address("db", "db", 5432, tls=True),
    )
    assert (postgres.admin, postgres.armed) == (CredentialRef(tmp_path / "pg.password", "stanch"), False)
    assert (bao.admin, bao.armed) == (None, False)
    # It observes, until somebody says otherwise.
    assert (settings.policy.rules, settings.warnings) == ((), ())
    assert done.settings.systems == settings.systems
    assert [path.name for path in done.files] == ["stanch.toml", "policy.toml", "inventory.toml"]
    assert done.backups == ()


def test_files_are_private_and_the_keys_are_made(tmp_path: Path, environ: dict[str, str]) -> None:
    initialise(tmp_path / "stanch", fallback_owner="ops", environ=environ, names=NAMES)
    assert listing(tmp_path / "stanch") == FILES
    assert (tmp_path / "stanch").stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "stanch").iterdir()} == {0o600}
    assert listing(tmp_path / "home/.local/state/stanch/keys") == ["fingerprint", "private", "signing"]
    assert (tmp_path / "stanch" / "policy.toml").read_text() == reference("policy.toml")


def test_an_existing_file_is_named_and_kept(tmp_path: Path, environ: dict[str, str]) -> None:
    (tmp_path / "policy.toml").write_text("# mine\n")
    with pytest.raises(InitialiseError) as caught:
        initialise(tmp_path, fallback_owner="ops", environ=environ, names=NAMES)
    assert str(caught.value) == (
        f"{tmp_path}/policy.toml: there already; edit what is there, or keep it as .bak with --force"
    )
    assert listing(tmp_path) == ["policy.toml"]
    assert (tmp_path / "policy.toml").read_text() == "# mine\n"


def test_beside_a_daemon_on_the_same_state_folder_nothing_is_written(tmp_path: Path, environ: dict[str, str]) -> None:
    state, config = tmp_path / "state", tmp_path / "etc"
    state.mkdir(mode=0o700)
    config.mkdir()
    (config / "policy.toml").write_text("# mine\n")
    with socket.socket(socket.AF_UNIX) as daemon:
        with control.short(state / control.SOCKET) as name:
            daemon.bind(name)
        daemon.listen()
        with pytest.raises(InitialiseError) as caught:
            initialise(config, fallback_owner="ops", state=state, force=True, environ=environ, names=NAMES)
    assert str(caught.value) == f"{state}: a daemon runs on this state folder: stop it first. Nothing was written"
    assert (listing(config), (config / "policy.toml").read_text()) == (["policy.toml"], "# mine\n")
    assert listing(state) == [control.SOCKET]


async def test_the_ledger_of_another_configuration_is_not_shared_in_silence(
    tmp_path: Path, environ: dict[str, str]
) -> None:
    """Cursors go by the name of a source: a second configuration would go on where another one's was."""
    state, config = tmp_path / "home/.local/state/stanch", tmp_path / "etc"

    def again(state: Path | None = None, own: Path | None = None) -> Path:
        done = initialise(config, fallback_owner="ops", state=state, own=own, force=True, environ=environ, names=NAMES)
        return done.settings.state

    assert again() == state
    with SqliteLedger(state / "ledger.db", make_decisions({}), Origin("1", "here")) as ledger:
        ledger.lock_cursors(LOCKBOX)
        assert again() == state, "nothing was read into it yet"
        for number in range(7):
            await ledger.submit([], Cursor(f"log-{number}", "1", "r"), at=NOW)
        (config / "stanch.toml").write_text("# mine\n")
        with pytest.raises(InitialiseError) as caught:
            again(own=tmp_path / "state")
        assert str(caught.value) == (
            f"{state}: its ledger holds the sources of another configuration (log-0, log-1, log-2, log-3, log-4, ...), "
            f"which this one would share: name another folder, --state FOLDER, or go on with that ledger by --state "
            f"{state}. Nothing was written"
        )
        assert (config / "stanch.toml").read_text() == "# mine\n"
        # Whoever names it means it, and its own a configuration keeps.
        assert (again(state=state), again(own=state), again(state=tmp_path / "new")) == (state, state, tmp_path / "new")


async def test_a_look_counts_what_it_found_and_not_what_the_ledger_held(tmp_path: Path) -> None:
    path = tmp_path / "state" / "ledger.db"
    with SqliteLedger(path, make_decisions({}), Origin("1", "here")) as ledger:
        ledger.lock_cursors(LOCKBOX)
        await ledger.submit([make_finding("earlier"), make_finding("both")], None, at=NOW)
        looked = init.Looked(ledger)
        lead = make_finding("lead", kind=None)
        # A lead with the value of a credential is that credential.
        for found in (make_finding("both", line=2), make_finding("new"), lead, make_finding("new", kind=None)):
            await looked.submit([found], None, at=NOW)
        assert await ledger.cursor("shop") is None
        await looked.submit([], Cursor("shop", "1", "r"), at=NOW)
        assert await ledger.cursor("shop") == Cursor("shop", "1", "r")
    with LedgerView(path) as view:
        assert looked.found(view) == "2 credentials and 1 lead"


def test_force_keeps_every_earlier_version(tmp_path: Path, environ: dict[str, str]) -> None:
    (tmp_path / "policy.toml").write_text("# mine\n")
    initialise(tmp_path, fallback_owner="one", force=True, environ=environ, names=NAMES)
    done = initialise(tmp_path, fallback_owner="two", force=True, environ=environ, names=NAMES)
    assert [path.name for path in done.backups] == ["stanch.toml.bak", "policy.toml.bak-2", "inventory.toml.bak"]
    assert (tmp_path / "policy.toml.bak").read_text() == "# mine\n"
    assert (tmp_path / "policy.toml.bak-2").read_text() == reference("policy.toml")
    assert 'fallback_owner = "one"' in (tmp_path / "stanch.toml.bak").read_text()
    assert load(tmp_path, environ=environ, names=NAMES).fallback_owner == "two"


def test_nothing_is_written_that_does_not_load(tmp_path: Path, environ: dict[str, str]) -> None:
    system = SystemSpec("pg", "postgres", ("user@db",))
    (tmp_path / "policy.toml").write_text("# mine\n")
    with pytest.raises(SettingsError, match=r"systems\.pg\.endpoints\[1\]: is more than an address"):
        initialise(tmp_path, fallback_owner="o", systems=[system], force=True, environ=environ, names=NAMES)
    assert listing(tmp_path) == ["policy.toml"]
    assert (tmp_path / "policy.toml").read_text() == "# mine\n"


def test_nothing_is_written_when_the_keys_cannot_be_used(tmp_path: Path, environ: dict[str, str]) -> None:
    (tmp_path / "state").write_text("")
    with pytest.raises(KeysError, match=r"cannot be made \(FileExistsError\)"):
        initialise(tmp_path / "c", fallback_owner="o", state=tmp_path / "state", environ=environ, names=NAMES)
    assert listing(tmp_path / "c") == []


def test_sources_of_one_name_get_names_of_their_own(tmp_path: Path, environ: dict[str, str]) -> None:
    for folder in ("a/app", "b/app", "c/app"):
        (tmp_path / folder).mkdir(parents=True)
    specs = [
        SourceSpec(tmp_path / "a/app"),
        SourceSpec(tmp_path / "b/app"),
        SourceSpec(tmp_path / "c/app"),
    ]
    done = initialise(tmp_path / "c", fallback_owner="o", sources=specs, environ=environ, names=NAMES)
    assert [source.name for source in done.settings.sources] == ["app", "app-2", "app-3"]


def test_what_a_path_is(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", tmp_path / "work"], check=True)
    subprocess.run(["git", "init", "-q", "--bare", tmp_path / "bare"], check=True)
    (tmp_path / "worktree").mkdir()
    (tmp_path / "worktree" / ".git").write_text("gitdir: elsewhere\n")
    (tmp_path / "log").write_text("")
    kinds = {name: discover(tmp_path / name) for name in ("work", "bare", "worktree", "work/.git", "log", ".")}
    assert kinds == {
        "work": SourceKind.GIT,
        "bare": SourceKind.GIT,
        "worktree": SourceKind.GIT,
        "work/.git": SourceKind.GIT,
        "log": SourceKind.LOG,
        ".": SourceKind.TREE,
    }
    with pytest.raises(InitialiseError) as caught:
        discover(tmp_path / "none")
    assert str(caught.value) == (
        f"{tmp_path}/none: there is no such repository, folder or file: "
        "mend the path, or make it first: what it is says what to write"
    )


def test_the_reference_is_found_from_a_wheel(tmp_path: Path) -> None:
    root = Path(agent.__path__[0]).parent
    source = tmp_path / "source"
    source.mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(root / name, source)
    for name in ("agent", "detectors", "revokers", "config"):
        shutil.copytree(root / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=source, check=True, capture_output=True)
    [wheel] = tmp_path.glob("*.whl")
    with ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
    code = "import sys; sys.path.insert(0, sys.argv[1]); from agent.initialise import reference; import agent\n"
    code += "assert agent.__path__[0].startswith(sys.argv[1]); sys.stdout.write(reference('stanch.toml'))"
    command = [sys.executable, "-I", "-c", code, str(tmp_path / "site")]
    found = subprocess.run(command, check=True, capture_output=True, text=True, cwd=tmp_path)
    assert found.stdout == (root / "config" / "stanch.toml").read_text()
