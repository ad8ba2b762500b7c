"""Our own scanner is silent about our own files: what looks like a credential in them is put together at run time.

History is another matter: it keeps the examples of former days, which were made up like those of today.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from fnmatch import fnmatch
from pathlib import Path

import pytest

from tests.sims.scans import URL, findings, run
from tests.sims.scene import environment

ROOT = Path(__file__).parent.parent
LEAD = "f3A9kLmQ72" + "xZbV81"


def tracked() -> list[Path]:
    """Every file that git knows, as it is in the working tree; without git or a repository of ours: of the tree."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        return walked()
    command = ["git", "-C", str(ROOT), "ls-files", "-z"]
    done = subprocess.run(command, check=False, capture_output=True, env=environment(Path(os.devnull)))
    if done.returncode:  # it is somebody else's, for instance, and git does not trust them
        return walked()
    paths = (Path(os.fsdecode(raw)) for raw in done.stdout.split(b"\0") if raw)
    return sorted(path for path in paths if (ROOT / path).is_file())


def walked() -> list[Path]:
    """Every file of the tree but for what .gitignore names, which is names and their endings only."""
    ignore = ROOT / ".gitignore"
    names = [".git", *(line.rstrip("/") for line in ignore.read_text().splitlines() if line)] if ignore.exists() else []
    found: list[Path] = []
    for folder, inner, files in os.walk(ROOT):
        inner[:] = [name for name in inner if not any(fnmatch(name, glob) for glob in names)]
        kept = (name for name in files if not any(fnmatch(name, glob) for glob in names))
        found += ((Path(folder) / name).relative_to(ROOT) for name in kept)
    return sorted(found)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Without .git, so that it is the files that are read and not their history."""
    for path in tracked():
        (tmp_path / "copy" / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / path, tmp_path / "copy" / path)
    return tmp_path / "copy"


def test_no_finding_and_no_lead_in_our_own_files(copy: Path) -> None:
    done = run(copy.parent, "--json", "copy")
    assert (findings(done), done.returncode) == ([], 0), done.stderr
    assert done.stderr.startswith("nothing found in ")


def test_one_would_be_seen(copy: Path) -> None:
    for name, text in (("README.md", f"see {URL}\n"), ("agent/model.py", f'api_key = "{LEAD}"\n')):
        with (copy / name).open("a") as file:
            file.write(text)
    done = run(copy.parent, "--json", "copy")
    assert done.returncode == 1
    seen = {(found["type"], found["path"]) for found in findings(done)}
    assert seen == {("postgres-url", "copy/README.md"), ("lead", "copy/agent/model.py")}


def test_without_git_the_same_files_are_read() -> None:
    found = walked()
    assert set(tracked()) <= set(found)
    assert Path("detectors/base.py") in found
    assert not {".git", ".venv", "__pycache__"} & {part for path in found for part in path.parts}
