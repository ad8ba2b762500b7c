"""Real servers for every test that needs one: started once a session, and only when asked for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.demo import servers
from agent.demo.aws import Aws
from agent.demo.aws import aws as simulated_aws
from tests.sims.rig import Rig


@pytest.fixture(scope="session")
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
def rig(tmp_path: Path) -> Iterator[Rig]:
    """A Responder with everything real but the clock; a test that wants another one says so in its own file."""
    made = Rig(tmp_path / "state")
    yield made
    made.close()
