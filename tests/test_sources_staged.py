"""What is staged, in real working trees: before the first commit, in a merge, renamed, linked; and the hook itself."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from agent.baseline import Baseline, Spot
from agent.complaint import Complaint
from agent.found import Blob, Chunk, Debt, GitPart
from agent.sources.git.staged import Index, StagedSource
from tests.sims.repo import Repo
from tests.sims.scans import findings, run
from tests.sims.scene import environment

NOW = datetime(2026, 3, 1, tzinfo=UTC)
ROOT = Path(__file__).parent.parent
VALUE = "s3cr" + "et-Pw9-x7Q"
URL = f"postgresql://app:{VALUE}@db.example.com/orders"
OTHER = f"postgresql://other:{VALUE[::-1]}@db.example.com/orders"


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return Repo(tmp_path / "repo")


async def looked(index: Index) -> list[Chunk]:
    return [chunk async for chunk in StagedSource("staged", index).chunks(None, rules="r", now=NOW)]


def parts(chunks: Sequence[Chunk]) -> list[GitPart]:
    return [chunk.part for chunk in chunks if isinstance(chunk.part, GitPart)]


async def staged(index: Index) -> tuple[list[tuple[str, str, tuple[str, ...]]], list[Debt]]:
    """(path, object, the versions before) of each blob, and what is owed."""
    chunks = await looked(index)
    blobs: list[Blob] = [blob for part in parts(chunks) for blob in part.blobs]
    assert {blob.commit for blob in blobs} <= {None}
    return [(blob.path, blob.oid, blob.before) for blob in blobs], [debt for chunk in chunks for debt in chunk.debts]


async def test_before_the_first_commit_all_that_is_staged_is_new(repo: Repo) -> None:
    (repo.path / "a").write_text("1\n")
    (repo.path / "left").write_text("not staged\n")
    (repo.path / "link").symlink_to("a")
    repo.git("add", "a", "link")
    (repo.path / "a").write_text("changed since\n")
    assert await staged(Index.around(repo.path)) == (
        [("a", repo.oid("1\n"), ()), ("link", repo.oid("a"), ())],
        [],
    )


async def test_only_what_differs_from_head_with_what_it_was(repo: Repo) -> None:
    repo.commit(a="1\n", b="same\n", c="a long line that stays as it is\n" * 9, d="gone\n")
    old = repo.oid("a long line that stays as it is\n" * 9)
    (repo.path / "a").write_text("2\n")
    (repo.path / "n ä\n").write_text("3\n")
    repo.git("mv", "c", "moved")
    repo.git("mv", "b", "b2")
    repo.git("rm", "-q", "d")
    new = "a long line that stays as it is\n" * 9 + "and one more\n"
    (repo.path / "moved").write_text(new)
    (repo.path / "b2").chmod(0o755)
    repo.git("add", "-A")
    found, owed = await staged(Index.around(repo.path))
    assert sorted(found) == sorted(
        [
            ("a", repo.oid("2\n"), (repo.oid("1\n"),)),
            ("b2", repo.oid("same\n"), ()),
            ("n ä\n", repo.oid("3\n"), ()),
            ("moved", repo.oid(new), ()),
        ]
    )
    assert owed == []
    [part] = parts(await looked(Index.around(repo.path)))
    assert {blob.path: blob.moved for blob in part.blobs if blob.moved} == {
        "b2": ((repo.oid("same\n"), "b"),),
        "moved": ((old, "c"),),
    }
    assert sorted(name.data.decode() for name in part.names) == ["b2", "moved", "n ä\n"]


def test_a_file_that_is_renamed_is_told_what_counts_there_and_a_name_what_it_holds(home: Path) -> None:
    """Exactly and with a change; what was told under the old name is no news."""
    repo = Repo(home / "repo")
    lines = "".join(f"line_{number} = {number * 31}\n" for number in range(40))
    weak, token = f'{lines}DSN = "{URL}"\n', "glp" + f"at-{'aB3dE6gH9'}kLm2nP5rT8x"
    for folder in ("tests", "app", "lib"):
        (repo.path / folder).mkdir()
    repo.commit(**{"tests/a.py": weak, "tests/b.py": weak + "# b\n", "app/known.py": weak + "# c\n"})

    def told() -> list[tuple[str, str]]:
        done = run(home, "--staged", "--json", "--workers", "1", str(repo.path))
        assert done.returncode == bool(findings(done))
        return sorted((row["path"], row["confidence"]) for row in findings(done))

    repo.git("mv", "tests/a.py", "app/a.py")
    repo.git("mv", "tests/b.py", "app/b.py")
    repo.git("mv", "app/known.py", "lib/known.py")
    (repo.path / "app" / "b.py").write_text(weak + "# changed\n")
    repo.git("add", "-A")
    assert told() == [("app/a.py", "typed"), ("app/b.py", "typed")]
    repo.commit("moved")
    (repo.path / token).mkdir()
    (repo.path / token / "a.txt").write_text("1\n")
    repo.git("add", "-A")
    assert told() == [("file name (gitlab-token)/a.txt", "typed")]
    repo.commit("named")
    (repo.path / token / "a.txt").write_text("2\n")
    repo.git("add", "-A")
    assert told() == []


async def test_a_merge_brings_what_no_parent_has(repo: Repo) -> None:
    repo.commit(a="1\n", b="1\n")
    repo.git("checkout", "-q", "-b", "side")
    repo.commit(a="side\n", theirs="brought along\n")
    repo.git("checkout", "-q", "main")
    repo.commit(a="main\n")
    with pytest.raises(subprocess.CalledProcessError):
        repo.git("merge", "-q", "side")
    index = Index.around(repo.path)
    assert (await staged(index))[1] == [
        Debt("staged", "a", "not merged yet, and no commit can be made of it: resolve it and `git add` it")
    ]
    (repo.path / "a").write_text("both\n")
    (repo.path / "evil").write_text("in the merge only\n")
    repo.git("add", "a", "evil")
    found, owed = await staged(index)
    assert sorted(found) == sorted(
        [
            ("a", repo.oid("both\n"), (repo.oid("main\n"), repo.oid("side\n"))),
            ("evil", repo.oid("in the merge only\n"), ()),
        ]
    )
    assert owed == []


async def test_what_is_merged_is_no_option_for_git(repo: Repo, tmp_path: Path) -> None:
    repo.commit(a="1\n")
    (repo.path / ".git" / "MERGE_HEAD").write_text(f"--output={tmp_path}/written\n")
    found, [owed] = await staged(Index.around(repo.path))
    assert (found, owed.reason) == ([], "what is staged cannot be read: MERGE_HEAD names no commits")
    assert not (tmp_path / "written").exists()


async def test_linked_trees_submodules_and_the_index_that_git_names(repo: Repo, tmp_path: Path) -> None:
    repo.commit(a="1\n")
    repo.git("worktree", "add", "-q", str(tmp_path / "linked"), "-b", "other")
    (tmp_path / "linked" / "a").write_text("2\n")
    repo.git("-C", str(tmp_path / "linked"), "add", "a")
    (tmp_path / "linked" / "below").mkdir()
    change = [("a", repo.oid("2\n"), (repo.oid("1\n"),))]
    assert await staged(Index.around(tmp_path / "linked" / "below")) == (change, [])
    assert await staged(Index.around(repo.path)) == ([], [])
    words = ("-c", "protocol.file.allow=always", "submodule", "add", "-q", str(repo.path), "inner")
    outer = Repo(tmp_path / "outer")
    outer.git(*words)
    outer.commit()
    (outer.path / "inner" / "a").write_text("2\n")
    repo.git("-C", str(outer.path / "inner"), "add", "a")
    assert await staged(Index.around(outer.path / "inner")) == (change, [])
    # As git starts a hook for `commit -a`: relative names, and an index that is not yet the repository's.
    repo.git("read-tree", "HEAD", GIT_INDEX_FILE=".git/next")
    (repo.path / "a").write_text("2\n")
    repo.git("add", "a", GIT_INDEX_FILE=".git/next")
    told = {"GIT_DIR": ".git", "GIT_INDEX_FILE": ".git/next"}
    assert await staged(Index.of_hook(told, repo.path)) == (change, [])
    assert await staged(Index.of_hook({}, repo.path)) == ([], [])


async def test_what_is_no_repository_is_said(repo: Repo, tmp_path: Path) -> None:
    (repo.path / ".git" / "index").write_bytes(b"DIRC\0\0\0\2 and no more")
    assert await staged(Index.around(repo.path)) == (
        [],
        [Debt("staged", "staged", "what is staged cannot be read: git ended early (status 128)")],
    )
    (tmp_path / "odd").mkdir()
    (tmp_path / "odd" / ".git").write_text("nonsense\n")
    with pytest.raises(Complaint, match=r"odd/\.git: it names no repository"):
        Index.around(tmp_path / "odd")
    with pytest.raises(Complaint, match="this is in no working tree of git"):
        Index.around(Path("/proc"))
    (tmp_path / "apart").mkdir()
    with pytest.raises(Complaint, match="this is in no working tree of git"):
        Index.around(repo.path / ".." / "apart")
    assert Index.around(tmp_path / "apart" / ".." / repo.path.name).top == repo.path


async def test_nothing_that_the_repository_configures_is_started(repo: Repo) -> None:
    repo.commit(a="1\n")
    (repo.path / "ran").write_text(f"#!/bin/sh\necho x > {repo.path}/evidence\ncat\n")
    (repo.path / "ran").chmod(0o755)
    (repo.path / ".gitattributes").write_text("* filter=x diff=x\n")
    repo.git("add", ".gitattributes")
    for key in ("core.fsmonitor", "filter.x.clean", "filter.x.process", "diff.x.textconv", "diff.external"):
        repo.git("config", key, str(repo.path / "ran"))
    found, owed = await staged(Index.around(repo.path))
    assert ([path for path, *_ in found], owed) == ([".gitattributes"], [])
    assert not (repo.path / "evidence").exists()


def test_the_hook_refuses_a_commit_and_honours_what_was_looked_at(tmp_path: Path) -> None:
    """A real `git commit`, with the entry of .pre-commit-hooks.yaml as its hook."""
    home = tmp_path / "home"
    repo = home / "shop"
    repo.mkdir(parents=True)
    bin_ = home / "bin"
    bin_.mkdir()
    (bin_ / "stanch").write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -m agent "$@"\n')
    (bin_ / "stanch").chmod(0o755)
    more = {"GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.org"}
    more |= {"GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@example.org"}
    env = environment(home, **more) | {"PATH": f"{bin_}:{os.environ['PATH']}"}

    def git(*words: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            ["git", *words], cwd=repo, env=env, capture_output=True, text=True, timeout=60, check=False
        )
        assert "Traceback" not in done.stderr
        assert VALUE not in done.stderr
        return done

    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    assert [(hook["id"], hook["language"], hook["pass_filenames"]) for hook in hooks] == [
        ("stanch", "python", False),
        ("stanch-system", "system", False),
    ]
    [entry] = {hook["entry"] for hook in hooks}
    assert shlex.split(entry)[:2] == ["stanch", "scan"]
    assert git("init", "-q", "-b", "main").returncode == 0
    for stage in hooks[0]["stages"]:
        (repo / ".git" / "hooks" / stage).write_text(f"#!/bin/sh\nexec {entry} --workers 1\n")
        (repo / ".git" / "hooks" / stage).chmod(0o755)
    (repo / "app.env").write_text(f"# settings\nDSN={URL}\n")
    git("add", "app.env")
    refused = git("commit", "-q", "-m", "first")
    assert refused.returncode == 1
    assert f"password=<{len(VALUE)} characters>, host=db.example.com, database=orders)  app.env:2" in refused.stderr
    assert "git add` it again" in refused.stderr
    assert git("rev-parse", "--verify", "-q", "HEAD").returncode == 1
    # One is allowed beside it, one is in a baseline; and git has an index of its own for this commit.
    (repo / "app.env").write_text(f"# settings\nDSN={URL} # stanch:allow: a role of the tests\n")
    (repo / "old.env").write_text("none\n")
    git("add", "old.env")
    (repo / "old.env").write_text(f"DSN={OTHER}\n")
    kept = Baseline()
    kept.add(Spot("", "old.env", 1, None, [VALUE[::-1]]))
    kept.write(repo)
    committed = git("commit", "-q", "-a", "-m", "first")
    assert committed.returncode == 0, committed.stderr
    assert git("show", "HEAD:old.env").stdout.startswith("DSN=")
    # What a branch has recorded is no news in a merge, which git announces to pre-merge-commit in its own way.
    git("checkout", "-q", "-b", "side")
    (repo / "side.env").write_text(f"DSN={URL}\n")
    git("add", "side.env")
    assert git("commit", "-q", "--no-verify", "-m", "side").returncode == 0
    git("checkout", "-q", "main")
    (repo / "b").write_text("1\n")
    git("add", "b")
    assert git("commit", "-q", "--no-verify", "-m", "main").returncode == 0
    merged = git("merge", "-q", "-m", "merged", "side")
    assert merged.returncode == 0, merged.stderr
