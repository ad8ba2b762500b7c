"""The folders are the architecture: no lower layer imports a higher one, and each dependency has one door."""

from __future__ import annotations

import ast
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LAYERS = {
    "detectors": {"detectors"},
    "revokers": {"detectors", "revokers"},
    "agent": {"agent", "detectors", "revokers"},
}

# Where a dependency may be imported. A folder ends in "/".
DOORS = {
    "aiohttp": ["agent/doors/http.py", "agent/web/server.py"],
    "asyncpg": ["agent/doors/postgres.py"],
    "backports": ["agent/scan/containers/streams.py"],
    "botocore": ["agent/doors/aws.py", "agent/demo/sts.py"],
    "click": ["agent/__main__.py", "agent/commands/"],
    "cryptography": [
        "agent/evidence.py",
        "agent/evidence_verifier.py",
        "agent/logins/signed.py",
        "agent/web/public_keys.py",
    ],
    "detect_secrets": ["detectors/yelp.py"],
    "flask": ["agent/demo/"],
    "hyperscan": ["agent/scan/"],
    "moto": ["agent/demo/"],
    "nacl": ["agent/seal.py"],
    "prometheus_client": ["agent/web/metrics.py"],
    "redis": ["agent/doors/redis.py"],
    "rich": ["agent/commands/", "agent/demo/"],
    "slack_sdk": ["agent/notify/slack.py"],
    "sqlite_utils": ["agent/ledger/"],
    "structlog": ["agent/log.py"],
    "tenacity": ["agent/doors/retry.py"],
    "watchdog": ["agent/sources/watching/inotify.py"],
    "yaml": ["agent/rules/kingfisher.py"],
}


def sources() -> list[Path]:
    return sorted(path for layer in LAYERS for path in (ROOT / layer).rglob("*.py"))


@cache
def imported(path: Path) -> frozenset[str]:
    found = set[str]()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found.update(alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found.add(node.module.partition(".")[0])
    return frozenset(found)


@pytest.mark.parametrize("layer", LAYERS)
def test_layers_and_doors(layer: str) -> None:
    wrong = [found for path in sorted((ROOT / layer).rglob("*.py")) for found in misplaced(layer, path)]
    assert wrong == []


def misplaced(layer: str, path: Path) -> Iterator[str]:
    name = str(path.relative_to(ROOT))
    for module in imported(path):
        if module in LAYERS and module not in LAYERS[layer]:
            yield f"{name}: {layer} may not import {module}"
        doors = DOORS.get(module)
        if doors and not any(name == door or (door.endswith("/") and name.startswith(door)) for door in doors):
            yield f"{name}: {module} is imported only in {', '.join(doors)}"


def test_lower_layers_do_no_input_or_output() -> None:
    quiet = {"os", "socket", "subprocess", "asyncio", "pathlib", "sqlite3", "urllib.request", "time"}
    for layer in ("detectors", "revokers"):
        for path in (ROOT / layer).rglob("*.py"):
            loud = quiet & imported(path)
            assert not loud, f"{path.relative_to(ROOT)} imports {loud}"


def test_every_dependency_has_a_door_and_is_used() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    names = {item.split(">")[0].split("=")[0].split(";")[0].strip() for item in project["dependencies"]}
    modules = {"backports-zstd": "backports", "pynacl": "nacl", "pyyaml": "yaml"}
    used = {module for path in sources() for module in imported(path)} - set(sys.stdlib_module_names)
    for name in names:
        assert modules.get(name, name.replace("-", "_")) in used, f"{name} is never imported"


def test_the_top_level_is_fixed() -> None:
    allowed = {"pyproject.toml", "README.md", "LICENSE", "requirements.lock", "agent", "detectors", "revokers"}
    allowed |= {"config", "tests"}
    present = {path.name for path in ROOT.iterdir() if not path.name.startswith(".") and path.name != "dist"}
    assert present <= allowed


def test_the_lock_file_names_no_index_and_hashes_everything() -> None:
    lines = (ROOT / "requirements.lock").read_text().splitlines()
    assert not [line for line in lines if "://" in line or line.startswith("-")]
    pins = [line for line in lines if line and not line.startswith((" ", "#"))]
    assert pins
    assert all(line.endswith("\\") for line in pins), "a pin without hashes"
