"""Real servers for every test that needs one, started only when asked for; the order of the files.

A server is started once a session (side by side: once a process), OpenBao once a file: mounts and namespaces that one
file makes are seen by every look-up of a secret-id in another.

A file of tests is as long as its contract has cases, over 300 lines, too: it is split where the halves share no rig, or
where it takes more than half a minute.
"""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Generator, Iterator
from pathlib import Path

import pytest
from hypothesis.configuration import set_hypothesis_home_dir

from agent.demo import servers
from agent.demo.aws import Aws
from agent.demo.aws import aws as simulated_aws
from tests.sims import compiled, memory, published
from tests.sims.fronts import Bao, Front, Gate, Roles
from tests.sims.rig import Rig, address

# Side by side, files are handed out in this order, by how long they take: one of half a minute that began when the rest
# is done would end alone. Those that mostly wait have one beside them that computes.
SLOW_FIRST = (
    "test_demo_whole.py",
    "test_detectors_quick.py",
    "test_demo_fails.py",
    "test_commands_alone.py",
    "test_commands_configured.py",
    "test_e2e_crash.py",
    "test_batch_send.py",
    "test_detectors_registry.py",
    "test_scan_roster.py",
    "test_scan_containers_pdf.py",
    "test_scan_engine.py",
    "test_scan_containers.py",
    "test_commands_scan.py",
    "test_rules_files.py",
    "test_scan_literals.py",
    "test_e2e_canary.py",
    "test_e2e_crash_rotation.py",
    "test_commands_running.py",
    "test_respond_waits.py",
    "test_notify_commands.py",
    "test_baseline.py",
    "test_sources_git_sweep.py",
    "test_hook_push.py",
    "test_sources_remote.py",
    "test_revokers_postgres.py",
    "test_demo_leash.py",
    "test_keys_rotate.py",
    "test_contract_http.py",
    "test_commands_pasted.py",
    "test_revokers_aws.py",
    "test_scan_pool.py",
    "test_supervise_systemd.py",
    "test_scan_encoded.py",
    "test_rotate_harm.py",
    "test_revokers_openbao_lies.py",
    "test_respond_brakes.py",
    "test_detectors_hidden.py",
    "test_lifecycle_model.py",
    "test_sources_watch.py",
)


def pytest_configure(config: pytest.Config) -> None:
    if sys.prefix != sys.base_prefix:
        # What Hypothesis keeps looks like credentials, and in the checkout our own scan would find it.
        set_hypothesis_home_dir(Path(sys.prefix) / ".hypothesis")
    memory.begin()
    begun = compiled.begin()
    if begun is not None:
        config.add_cleanup(lambda: compiled.end(begun))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    gone = sorted({*SLOW_FIRST} - {path.name for path in Path(__file__).parent.rglob("test_*.py")})
    if gone:
        message = f"tests/conftest.py, SLOW_FIRST: {', '.join(gone)}: no such file"
        raise pytest.UsageError(message)
    rank = {name: number for number, name in enumerate(SLOW_FIRST)}
    items.sort(key=lambda item: rank.get(item.path.name, len(rank)))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup() -> Generator[None, object, object]:
    return (yield from _where_there_are_servers())


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Generator[None, object, object]:
    return (yield from _where_there_are_servers())


def _where_there_are_servers() -> Generator[None, object, object]:
    try:
        return (yield)
    except servers.MissingServerError:
        if not published.ABSENT:
            raise
        pytest.skip(published.REASON)


@pytest.fixture(scope="module")
def openbao(tmp_path_factory: pytest.TempPathFactory) -> Iterator[servers.Bao]:
    with servers.openbao(tmp_path_factory.mktemp("openbao")) as running:
        yield running


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[servers.Postgres]:
    """Scram for all; role `barred` and database `shut` are rejected by pg_hba.conf, role `trusted` gets in with any
    password.
    """
    rules = (
        *("host all barred 127.0.0.1/32 reject", "host shut all 127.0.0.1/32 reject"),
        "host all trusted 127.0.0.1/32 trust",
    )
    settings = {"log_statement": "all", "log_min_duration_statement": "0"}
    with servers.postgres(tmp_path_factory.mktemp("postgres"), hba=rules, settings=settings) as running:
        yield running


@pytest.fixture(scope="session")
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[servers.Redis]:
    with servers.redis(tmp_path_factory.mktemp("redis")) as running:
        yield running


@pytest.fixture(scope="session")
def aws() -> Iterator[Aws]:
    with simulated_aws() as running:
        yield running


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The empty one of a user who runs a command."""
    made = tmp_path / "home"
    made.mkdir()
    return made


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    """A Responder with everything real but the clock; a test that wants another one says so in its own file."""
    made = Rig(tmp_path / "state")
    yield made
    made.close()


# What a Rig meets: a real server as one of its Systems, directly or behind a front that counts.


@pytest.fixture
def bao(openbao: servers.Bao, rig: Rig) -> Bao:
    rig.system("bao", "openbao", [address("bao-a", openbao.port)], openbao.token)
    return Bao(openbao)


@pytest.fixture
async def roles(postgres: servers.Postgres, rig: Rig) -> AsyncIterator[Roles]:
    made = await Roles.connect(postgres)
    rig.system("pg", "postgres", [address("db", postgres.port)], postgres.password, role=postgres.role)
    yield made
    await made.close()


@pytest.fixture
async def front(openbao: servers.Bao, rig: Rig) -> AsyncIterator[Front]:
    async with Front(upstream=openbao.port) as made:
        rig.system("bao", "openbao", [address("bao-a", made.port)], openbao.token)
        yield made


@pytest.fixture
async def gate(postgres: servers.Postgres, rig: Rig) -> AsyncIterator[Gate]:
    async with Gate(postgres.port) as made:
        rig.system("pg", "postgres", [address("db", made.port)], postgres.password, role=postgres.role)
        yield made
