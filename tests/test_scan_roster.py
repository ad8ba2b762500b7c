"""What is known of the detectors before their modules are there: the same as is there, and never of other files."""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from agent.found import Chunk, FilePart, Visibility
from agent.rules.rule import Rule, detector
from agent.scan import private
from agent.scan.pool import ScanPool
from agent.scan.roster import Roster, _of_files, is_named
from agent.seal import ResponderKeys
from detectors import abyssale
from detectors.registry import DETECTORS
from tests.sims import compiled

ROOT = Path(__file__).parent.parent
LATER = 1 << 62  # ns of the Epoch: whatever was written has stood for long


def kept(cache: Path) -> list[str]:
    return sorted(file.name for file in cache.iterdir())


def test_what_is_kept_is_what_there_is(tmp_path: Path) -> None:
    Roster.ours(tmp_path / "cache", LATER)
    again, whole = Roster.ours(tmp_path / "cache", LATER), Roster.whole()
    assert all(one is another for one, another in zip(again, DETECTORS, strict=True))
    assert [each.keywords for each in again.known] == [each.keywords for each in DETECTORS]
    for what in ("globs", "beginnings", "reach", "digest"):
        assert getattr(again, what) == getattr(whole, what)


def test_who_is_named_is_told_without_a_parser_where_it_can_be() -> None:
    """An empty group in front changes nothing but that."""
    every = [each for each in DETECTORS[::3] if not each.pattern.startswith("-----BEGIN ")]
    parsed = [is_named(replace(each, pattern=f"(?:){each.pattern}")) for each in every]
    assert [is_named(each) for each in every] == parsed
    assert {True, False} == set(parsed)
    one = next(each for each in every if each.pattern.startswith("(?P<") and not is_named(each))
    assert is_named(replace(one, pattern=rf"{one.pattern}|acme=\w{{16}}"))


def test_the_detectors_of_rules_come_behind_ours(tmp_path: Path) -> None:
    rule = detector(Rule("acme-key", "Acme", r"(?P<value>acme_\w{16})", ("acme_",), paths=("*.acme",)))
    ours = Roster.ours(tmp_path / "cache", LATER)
    both = ours.and_of([rule])
    assert both[len(DETECTORS)] is rule
    assert both[0] is DETECTORS[0]
    assert "*.acme" in both.globs
    assert both.digest == Roster.of([*DETECTORS, rule]).digest != ours.digest
    assert ours.and_of([]) is ours


def test_what_was_damaged_or_others_could_write_is_not_used(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    Roster.ours(cache, LATER)
    [file] = cache.iterdir()
    whole = file.read_bytes()
    for at in (0, len(whole) - 1):  # of its own hash, and of what is kept
        file.write_bytes(whole[:at] + bytes([whole[at] ^ 0x80]) + whole[at + 1 :])
        assert [*Roster.ours(cache, LATER)] == [*DETECTORS]
        assert file.read_bytes() == whole
    file.write_bytes(whole[:33])
    assert [*Roster.ours(cache, LATER)] == [*DETECTORS]
    cache.chmod(0o777)
    file.unlink()
    assert len(Roster.ours(cache, LATER)) == len(DETECTORS)
    assert kept(cache) == []


@dataclass(frozen=True)
class Packed:
    """A file of an image in which all times are one."""

    path: str

    def stat(self) -> os.stat_result:
        size = Path(self.path).stat().st_size
        return os.stat_result((0o100644, 7, 1, 1, 0, 0, size, 0, 0, 0))


def test_where_times_say_nothing_what_the_files_hold_counts(tmp_path: Path) -> None:
    files: list[Any] = [Packed(str(tmp_path / name)) for name in ("a.py", "b.py")]
    for file in files:
        Path(file.path).write_text("X = 1\n")
    first = _of_files(files)
    assert _of_files(files[::-1]) == first
    Path(files[1].path).write_text("X = 2\n")
    assert _of_files(files) != first
    assert _of_files([]) == (b"", 0)


def test_what_cannot_be_kept_leaves_nothing_behind(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    (cache / "a").mkdir(parents=True, mode=0o700)
    assert private.keep(cache / "a", b"first", b"second") == "Is a directory"
    assert kept(cache) == ["a"]
    assert private.keep(cache / "b", b"first", b"second") == ""
    assert (kept(cache), private.read(cache / "b")) == (["a", "b"], (b"first", b"second"))
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, limits[1]))  # as on a disk that is full
    try:
        why = private.keep(cache / "b", b"", bytes(2 << 20))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert (why, kept(cache)) == ("File too large", ["a", "b"])


LOOK = """
import json, sys, time
from pathlib import Path
sys.path[:0] = [{root!r}]
from agent.scan.roster import Roster, StaleError
roster = Roster.ours(Path({cache!r}), {now})
whole = "detectors.registry" in sys.modules
before = set(sys.modules)
at = [number for number, known in enumerate(roster.known) if known.home[0] == "abyssale"]
{then}
try:
    keywords = [roster[number].keywords for number in at]
except StaleError as error:
    keywords = str(error)
homes = {{f"detectors.{{known.home[0]}}" for known in roster.known}}
new = sorted(homes & set(sys.modules) - before)
print(json.dumps([whole, keywords, [roster.known[number].keywords for number in at], new]))
"""


class Installed:
    """A copy of the detectors, with what Python has compiled of them, and a process that begins with it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.cache = folder, folder / "cache"
        shutil.copytree(ROOT / "detectors", folder / "detectors")
        self.file = folder / "detectors" / "abyssale.py"

    def look(self, now: str = str(LATER), then: str = "") -> tuple[bool, object, object, list[str]]:
        """Was everything imported; the keywords as they are, and as they were known before; what was imported then."""
        code = LOOK.format(root=str(self.folder), cache=str(self.cache), now=now, then=then)
        done = subprocess.run(
            [sys.executable, "-P", "-c", code], capture_output=True, text=True, check=True, cwd=self.folder
        )
        whole, keywords, known, new = json.loads(done.stdout)
        return whole, keywords, known, new

    def upgrade(self) -> None:
        """As long as before, and as old."""
        before = self.file.stat()
        text = self.file.read_text()
        self.file.write_text(text.replace('("abyssale",)', '("abyssalf",)'))
        os.utime(self.file, ns=(before.st_atime_ns, before.st_mtime_ns))
        assert self.file.stat().st_size == before.st_size
        for made in (self.folder / "detectors" / "__pycache__").glob("abyssale.*"):
            made.unlink()  # which Python would go by


def test_an_upgraded_detector_is_never_answered_for_by_what_was_kept(tmp_path: Path) -> None:
    place = Installed(tmp_path)
    old = [list(each.keywords) for each in abyssale.DETECTORS]
    assert place.look(now="time.time_ns()")[0]
    assert not place.cache.exists(), "a file that was just written may change within a tick of its clock"
    assert place.look() == (True, old, old, [])
    assert place.look() == (False, old, old, ["detectors.abyssale"])
    upgrade = "import os; os.replace({0!r} + '.new', {0!r})".format(str(place.file))
    (tmp_path / "detectors" / "abyssale.py.new").write_text(place.file.read_text().replace('("abyssale",)', '("ab",)'))
    whole, told, known, _ = place.look(then=upgrade)
    assert (whole, told, known) == (False, "detectors/abyssale.py was replaced since this process began", old)
    assert kept(place.cache) == []
    place.file.write_text((ROOT / "detectors" / "abyssale.py").read_text())
    assert place.look()[0]
    place.upgrade()
    assert place.look() == (True, [["abyssalf"]], [["abyssalf"]], [])
    assert len(kept(place.cache)) == 1


STARTED = """
import json, os, sys, time
from pathlib import Path
from agent.scan import roster, worker, zygote
from agent.scan.engine import Engine
cache = Path({cache!r})
ours = roster.Roster.ours(cache, {now})
roster.use(ours)
engine = Engine(ours, cache)
found = [hit.type.name if hit.type else hit.kind for hit in engine.scan({text!r})]
print(json.dumps([found, sorted(sys.modules)]))
"""


def started(text: str) -> tuple[list[str], set[str]]:
    """What a scanner finds, and the modules that it has then."""
    code = STARTED.format(cache=str(compiled.folder()), now=str(LATER), text=text.encode())
    done = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    found, modules = json.loads(done.stdout)
    return found, set(modules)


@pytest.mark.skipif(compiled.folder() is None, reason="the patterns are compiled once a session")
def test_a_scanner_begins_without_what_nothing_points_at() -> None:
    compiled.engine()
    started("")  # which keeps what is known
    found, modules = started("import os\nprint('the quick brown fox')\nport: 8080\n")
    ours = {name.partition(".")[2] for name in modules if name.startswith("detectors.")}
    assert found == []
    assert ours & {each.home[0] for each in Roster.whole().known} == set()
    assert {"agent.model", "revokers", "click", "asyncio", "detectors.registry"} & modules == set()
    [(text, _), *_] = abyssale.DETECTORS[0].examples
    found, modules = started(text)
    assert found == ["abyssale-api-key"]
    assert "detectors.abyssale" in modules
    assert "detectors.registry" not in modules


ZYGOTE = """
import socket, sys
from agent.scan import wire, zygote
ours, theirs = socket.socketpair()
setup = wire.Setup(bytes(32), bytes(32), "", wire.Limits(), {cache!r}, lasting={lasting})
ours.sendall(b"".join(wire.pack(setup)))
assert zygote._scanner(theirs)
print("detectors.registry" in sys.modules)
"""


@pytest.mark.skipif(compiled.folder() is None, reason="the patterns are compiled once a session")
def test_who_lasts_longer_than_an_installation_has_all_of_it() -> None:
    compiled.engine()
    Roster.ours(compiled.folder(), LATER)
    for lasting in (True, False):
        code = ZYGOTE.format(cache=str(compiled.folder()), lasting=lasting)
        done = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
        assert done.stdout == f"{lasting}\n"


def test_the_command_begins_without_what_a_small_folder_does_not_need() -> None:
    code = "import json, sys, agent.__main__, agent.commands.scan; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    spared = {"agent.model", "revokers", "hyperscan", "rich", "aiohttp", "tempfile", "agent.sources.git.source"}
    spared |= {"detectors.registry", "detectors.placeholders", "agent.scan.engine", "sqlite3"}
    assert spared & set(json.loads(done.stdout)) == set()


async def test_a_process_that_is_not_needed_does_not_begin(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("nothing")
    status = file.stat()
    part = FilePart(str(file), file.name, 0, status.st_size, 1, status.st_dev, status.st_ino)
    chunk = Chunk("src", Visibility.PRIVATE, backlog=False, part=part)
    async with ScanPool(ResponderKeys.generate().scanner, 3, compiled.folder(), at_once=True) as pool:
        sizes = [(await pool.scan(chunk)).bytes for _ in range(3)]
        assert (sizes, len(pool.processes)) == ([7, 7, 7], 1)
