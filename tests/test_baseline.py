"""Baselines: ours and those of two other scanners; what they leave out, and that ours tells nothing."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest

from agent.baseline import OURS, Baseline, Spot, above, belongs
from agent.complaint import Complaint, refused
from tests.sims.scans import URL, VALUE, findings, git, run
from tests.sims.scene import stanch


def baseline(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    done = stanch(home, "baseline", *words)
    assert "Traceback" not in done.stderr
    return done


def left_out(home: Path, *words: str) -> list[tuple[str, int, str]]:
    rows = findings(run(home, "--why-not", *words))
    return [(row["path"], row["line"], row["suppressed"]) for row in rows if "suppressed" in row]


def test_what_was_there_is_left_out_and_what_comes_is_not(home: Path) -> None:
    tree = home / "tree"
    tree.mkdir()
    (tree / "a.env").write_text(f"URL={URL}\n")
    (tree / "b.env").write_text(f"URL={URL}\n")
    done = baseline(home, "tree")
    assert (done.returncode, done.stdout) == (0, f"1 credential at 2 places, now in tree/{OURS}\n")
    quiet = run(home, "tree")
    assert (quiet.returncode, findings(quiet)) == (0, [])
    assert f"left out: 2 ({OURS})" in quiet.stderr
    assert json.loads(quiet.stdout)["summary"]["suppressed"] == {OURS: 2}
    # Moved to another line of its file: still the same. In another file, or another value: not.
    (tree / "a.env").write_text(f"# first\nURL={URL}\n")
    (tree / "c.env").write_text(f"URL={URL}\n")
    loud = run(home, "tree")
    assert [(row["path"], row["line"]) for row in findings(loud)] == [("tree/c.env", 1)]
    assert left_out(home, "tree") == [("tree/a.env", 2, OURS), ("tree/b.env", 1, OURS)]
    assert len(findings(run(home, "--no-baseline", "tree"))) == 3
    # A second one keeps what is in the first.
    assert baseline(home, "tree").returncode == 0
    assert findings(run(home, "tree")) == []


def test_ours_tells_nothing(home: Path) -> None:
    """No value, no unsalted digest of it; the same value in two files has two digests, and a salt each."""
    (home / "a.env").write_text(f"URL={URL}\n")
    (home / "b.env").write_text(f"URL={URL}\n")
    assert baseline(home, ".").returncode == 0
    text = (home / OURS).read_text()
    files = json.loads(text)["files"]
    assert sorted(files) == ["a.env", "b.env"]
    assert files["a.env"]["salt"] != files["b.env"]["salt"]
    assert files["a.env"]["values"] != files["b.env"]["values"]
    assert VALUE not in text
    for name in ("md5", "sha1", "sha256"):
        assert hashlib.new(name, VALUE.encode()).hexdigest()[:12] not in text


def test_it_means_the_same_for_history(home: Path) -> None:
    repo = home / "repo"
    git(home, home, "init", "--quiet", str(repo))
    (repo / "a.env").write_text(f"URL={URL}\n")
    git(home, repo, "add", ".")
    git(home, repo, "commit", "--quiet", "-m", "x")
    assert baseline(home, "repo").returncode == 0
    other = home / "other"
    git(home, home, "clone", "--quiet", str(repo), str(other))
    (other / OURS).write_bytes((repo / OURS).read_bytes())
    assert findings(run(home, "other")) == []


def test_detect_secrets_and_gitleaks(home: Path) -> None:
    digest = hashlib.sha1(VALUE.encode(), usedforsecurity=False).hexdigest()
    for name in ("a.env", "b.env", "c.env", "d.env"):
        (home / name).write_text(f"# x\nURL={URL}\n")
    (home / ".secrets.baseline").write_text(
        json.dumps(
            {
                "version": "1.5.0",
                "results": {
                    "a.env": [{"type": "Basic", "hashed_secret": digest, "line_number": 9}],
                    "d.env": [{"type": "Basic", "hashed_secret": digest, "line_number": 2, "is_secret": True}],
                },
            }
        )
    )
    (home / ".gitleaksignore").write_text("\ufeffb.env:some-rule:2\n# looked at\r\nc.env:some-rule:3\na#1.env:x:7 \n")
    assert left_out(home, ".") == [("a.env", 2, ".secrets.baseline"), ("b.env", 2, ".gitleaksignore")]
    assert [row["path"] for row in findings(run(home, "."))] == ["c.env", "d.env"]


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        (
            OURS,
            '{\n"version": 1,\n',
            rf"{OURS}: this is no baseline \(it ends early, in line 2\): take it away, then make it anew with",
        ),
        (OURS, '{\n"version" 1}', r"\(it is no JSON from line 2, column 11 on\)"),
        (OURS, '{"version": 2, "files": {}}', rf"{OURS}: version 2 is not known"),
        (".secrets.baseline", "[]", r"\.secrets\.baseline: this is no baseline"),
        (OURS, '{"x":' + "[" * 100_000 + "]" * 100_000 + "}", rf"{OURS}: this is no baseline"),
        (".secrets.baseline", '{"x":' + "[" * 100_000 + "]" * 100_000 + "}", "this is no baseline .nested too deeply"),
        (".gitleaksignore", f"a.env:rule:{'1' * 5000}", r"\.gitleaksignore:1: not \[commit:\]path:rule:line"),
        (".gitleaksignore", "\nnonsense\n", r"\.gitleaksignore:2: not \[commit:\]path:rule:line"),
    ],
)
def test_a_bad_one_is_named(home: Path, name: str, text: str, told: str) -> None:
    (home / name).write_text(text)
    done = run(home, ".")
    assert (done.returncode, done.stdout) == (2, "")
    assert re.search(told, done.stderr), done.stderr


def test_a_bad_one_does_not_speak_to_the_terminal(home: Path) -> None:
    (home / OURS).write_text('{"version": 1, "files": {"a": {"salt": "", "values": [], "\\u001b]0;x\\u0007": 1}}}')
    done = run(home, ".")
    assert (done.returncode, "\x1b" in done.stderr, "\\x1b]0;x" in done.stderr) == (2, False, True)


@pytest.mark.parametrize("name", [OURS, ".secrets.baseline", ".gitleaksignore"])
@pytest.mark.parametrize("kind", ["link", "dangling", "pipe", "folder"])
def test_what_stands_in_its_place_is_neither_read_nor_written(home: Path, name: str, kind: str) -> None:
    place, elsewhere = home / "tree", home / "elsewhere"
    place.mkdir()
    (place / "a.env").write_text(f"URL={URL}\n")
    match kind:
        case "link":
            (place / name).symlink_to("/dev/zero")
        case "dangling":
            (place / name).symlink_to(elsewhere)
        case "pipe":
            os.mkfifo(place / name)
        case _:
            (place / name).mkdir()
    for done in (baseline(home, "tree"), run(home, "tree")):
        assert (done.returncode, done.stdout) == (2, "")
        assert f"tree/{name}: " in done.stderr
        assert "a fault of Stanch's own" not in done.stderr
    assert not elsewhere.exists()
    assert run(home, "--no-baseline", "tree").returncode != 0


def test_one_that_cannot_be_written_is_named_as_it_would_be(tmp_path: Path) -> None:
    with pytest.raises(Complaint, match=f"^{re.escape(str(tmp_path / 'gone' / OURS))}: No such file or directory: "):
        Baseline().write(tmp_path / "gone")
    denied = PermissionError(errno.EACCES, "Permission denied", str(tmp_path / f"{OURS}-f426"))
    told = f"{tmp_path / OURS}: Permission denied: let this user write to its folder, or run this as a user who may"
    assert str(refused(denied, meant=tmp_path / OURS)) == told


def test_no_baseline_of_a_part(home: Path) -> None:
    (home / "a.env").write_text(f"URL={URL}\n")
    repo = home / "inner"
    git(home, home, "init", "--quiet", str(repo))
    (repo / "x.txt").write_text("x\n")
    git(home, repo, "add", ".")
    git(home, repo, "commit", "--quiet", "-m", "x")
    blob = git(home, repo, "rev-parse", "HEAD:x.txt")
    (repo / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    done = baseline(home, ".")
    assert done.returncode == 2
    assert "a baseline of part of it would hide that" in done.stderr
    assert not (home / OURS).exists()


# --- JSON Lines, and the values in it ---------------------------------------------------------------


def lines(home: Path, *words: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stanch(home, "scan", "--json", *words).stdout.splitlines()]


def test_a_line_says_what_and_where(home: Path) -> None:
    repo = home / "repo"
    git(home, home, "init", "--quiet", str(repo))
    text = f"# ž\nURL={URL}\n"
    (repo / "a.env").write_text(text)
    git(home, repo, "add", ".")
    git(home, repo, "commit", "--quiet", "-m", "x")
    committed, there, last = lines(home, "repo")
    at = text.encode().index(VALUE.encode())
    for row in (committed, there):
        assert (row["type"], row["confidence"], row["line"], row["end_line"]) == ("postgres-url", "typed", 2, 2)
        assert (row["start"], row["end"]) == (at, at + len(VALUE))
        assert row["parts"] == ["role", "password", "host", "database"]
        assert "value" not in row
    assert committed["fingerprint"] == there["fingerprint"]
    assert (committed["path"], there["path"]) == ("a.env", "repo/a.env")
    assert (committed["commit"], committed["author"]) == (git(home, repo, "rev-parse", "HEAD"), "Ada <ada@example.org>")
    assert "commit" not in there
    assert last["summary"]["findings"] == 2
    assert (last["summary"]["credentials"], last["summary"]["leads"]) == (1, 0)
    assert last["summary"]["coverage"] == "complete"
    assert last["summary"]["bytes"] > 2 * len(text)


def test_a_lead_is_counted_as_one_everywhere(home: Path) -> None:
    (home / "t").mkdir()
    (home / "t" / "lead.ini").write_text(f'api_key = "{"q9Xc7Lr2Tu" + "7VbWnZ4sHkPd"}"\n')
    done = run(home, "t")
    summary = json.loads(done.stdout.splitlines()[-1])["summary"]
    assert [summary[name] for name in ("findings", "credentials", "leads")] == [1, 0, 1]
    assert done.stderr.startswith("1 lead in ")
    assert baseline(home, "t").stdout.startswith("1 lead at 1 place, now in ")


def test_a_value_is_shown_on_request_only_and_to_nobody_else(home: Path) -> None:
    (home / "a.env").write_text(f"URL={URL}\n")
    row, _ = lines(home, "--reveal", "a.env")
    assert row["value"] == VALUE
    for mode, code in ((0o644, 2), (0o600, 1)):
        out = home / f"out-{mode:o}"
        out.touch(mode=mode)
        out.chmod(mode)
        with out.open("w") as stream:
            done = stanch(home, "scan", "--json", "--reveal", "a.env", out=stream.fileno())
        assert done.returncode == code, done.stderr
        assert (VALUE in out.read_text()) is (code == 1)
    pipe = home / "pipe"
    os.mkfifo(pipe, 0o600)
    for mode, code in ((0o644, 2), (0o600, 1)):
        pipe.chmod(mode)
        with os.fdopen(os.open(pipe, os.O_RDWR), "w") as stream:
            done = stanch(home, "scan", "--json", "--reveal", "a.env", out=stream.fileno())
        assert done.returncode == code, done.stderr
    table = stanch(home, "scan", "--format", "table", "--reveal", "a.env")
    assert (table.returncode, table.stdout) == (2, "")


# --- Of a folder above what is scanned ---------------------------------------------------------------


def spot(path: str) -> Spot:
    return Spot("mark", path, 1, None, (VALUE,))


def written(folder: Path, path: str) -> Path:
    """A baseline there that leaves out our value in this file."""
    folder.mkdir(parents=True, exist_ok=True)
    made = Baseline.read(folder)
    made.add(spot(path))
    made.write(folder)
    return folder / OURS


def test_a_part_of_what_it_was_made_for(home: Path) -> None:
    deep = home / "tree" / "src" / "deep"
    deep.mkdir(parents=True)
    (deep / "a.env").write_text(f"URL={URL}\n")
    assert baseline(home, "tree").returncode == 0
    file = home / "tree" / OURS
    for words in ("tree/src", "tree/src/deep/a.env"):
        quiet = run(home, words)
        assert (quiet.returncode, findings(quiet)) == (0, [])
        assert f"left out: 1 ({file})\n" in quiet.stderr
        assert json.loads(quiet.stdout)["summary"]["suppressed"] == {str(file): 1}
    assert len(findings(run(home, "--no-baseline", "tree/src"))) == 1
    # Another file of that name is another one.
    (home / "tree" / "a.env").write_text(f"URL={URL}\n")
    assert len(findings(run(home, "tree"))) == 1


def test_it_is_looked_for_up_to_the_root_of_the_repository(tmp_path: Path) -> None:
    beyond, top, inner = tmp_path, tmp_path / "repo", tmp_path / "repo" / "src" / "deep"
    inner.mkdir(parents=True)
    written(beyond, "repo/src/deep/a.env")
    written(top, "src/deep/a.env")
    nearest = written(top / "src", "deep/b.env")

    def told(name: str, folder: Path = inner) -> list[str]:
        found, notes = above(folder)
        assert notes == []
        return [by for each in found if (by := each.leaves_out(spot(name)))]

    assert told("a.env") == [str(top / OURS), str(beyond / OURS)]
    assert told("b.env") == [str(nearest)]
    (top / ".git").mkdir()
    assert told("a.env") == [str(top / OURS)]
    assert told("src/deep/a.env", top) == []
    # Through a link it is where it leads to.
    (tmp_path / "link").symlink_to(inner)
    assert told("a.env", tmp_path / "link") == [str(top / OURS)]
    (inner / ".git").write_text("gitdir: elsewhere\n")
    assert told("a.env") == []


def test_of_a_file_in_a_repository_it_is_the_roots(home: Path) -> None:
    """The finds of two files and of nothing else, beside what is in it; seen from the root, and as staged."""
    repo = home / "repo"
    git(home, home, "init", "--quiet", str(repo))
    (repo / "sub" / "deep").mkdir(parents=True)
    for name in ("first.env", "sub/a.env", "sub/deep/b.env", "sub/real.env"):
        (repo / name).write_text(f"URL={URL}\n")
    git(home, repo, "add", ".")
    written(repo, "first.env")
    written(repo / "sub", "a.env")  # which no scan of the root reads
    done = baseline(home, "repo/sub/a.env", "repo/sub/deep")
    assert (done.returncode, done.stdout) == (0, f"1 credential at 2 places, now in {repo / OURS}\n")
    assert not (repo / "sub" / "deep" / OURS).exists()
    assert sorted(json.loads((repo / OURS).read_text())["files"]) == ["first.env", "sub/a.env", "sub/deep/b.env"]
    assert [row["path"] for row in findings(run(home, "repo"))] == ["repo/sub/real.env"]
    assert [row["path"] for row in findings(run(home, "--staged", "--json", "repo"))] == ["sub/real.env"]
    assert findings(run(home, "repo/sub/deep/b.env")) == []


def test_of_an_archive_in_a_repository_it_is_the_roots(home: Path) -> None:
    git(home, home, "init", "--quiet", str(home / "repo"))
    (home / "repo" / "sub").mkdir()
    with zipfile.ZipFile(home / "repo" / "sub" / "a.zip", "w") as archive:
        archive.writestr("a.env", f"URL={URL}\n")
    assert baseline(home, "repo/sub/a.zip").returncode == 0
    for path in ("repo", "repo/sub", "repo/sub/a.zip"):
        assert [where for where, _, _ in left_out(home, path)] == ["repo/sub/a.zip!/a.env"], path


def test_what_a_name_holds_counts_from_the_root_as_well() -> None:
    assert spot("file name deep/a.env").within("src").path == "file name src/deep/a.env"
    assert spot("a.env").within("src").path == "src/a.env"
    assert spot("a.env").within("") == spot("a.env")


def test_where_one_belongs(tmp_path: Path) -> None:
    inner = tmp_path / "repo" / "src"
    inner.mkdir(parents=True)
    assert belongs(inner) == (inner, "")
    (tmp_path / "repo" / ".git").mkdir()
    assert belongs(inner) == (tmp_path / "repo", "src")
    assert belongs(tmp_path / "repo") == (tmp_path / "repo", "")
    # What everybody may write is nobody's root.
    (tmp_path / "repo").chmod(0o777)
    assert belongs(inner) == (inner, "")


@pytest.mark.skipif(os.geteuid() != 0, reason="to have files of another user takes root")
def test_a_repository_of_somebody_else_is_not_written_to(tmp_path: Path) -> None:
    inner, hidden = tmp_path / "src", tmp_path / ".git"
    inner.mkdir()
    hidden.mkdir()
    os.chown(hidden, 12345, 12345)
    assert belongs(inner) == (inner, "")
    os.chown(inner, 12345, 12345)
    assert belongs(inner) == (tmp_path, "src")


@pytest.mark.skipif(os.geteuid() != 0, reason="to have files of another user takes root")
@pytest.mark.parametrize("kind", ["folder", "file", "link", "pipe"])
def test_of_another_user_it_is_named_and_left_alone(tmp_path: Path, kind: str) -> None:
    start, outer = tmp_path / "outer" / "mine", tmp_path / "outer"
    start.mkdir(parents=True)
    file = outer / OURS
    match kind:
        case "link":
            file.symlink_to("/dev/zero")
        case "pipe":
            os.mkfifo(file)
        case _:
            written(outer, "mine/a.env")
    os.chown(outer if kind == "folder" else file, 12345, 12345, follow_symlinks=False)
    found, notes = above(start)
    assert [each.leaves_out(spot("a.env")) for each in found if each.folder == str(outer)] == []
    assert list(notes) == [f"{file}: left alone: others may write it, or we may not read it"]
    # Whose folder is scanned could hide it there as well.
    if kind == "file":
        os.chown(start, 12345, 12345)
        assert [by for each in above(start)[0] if (by := each.leaves_out(spot("a.env")))] == [str(file)]


@pytest.mark.parametrize("what", ["file", "folder"])
def test_what_everybody_may_write_is_left_alone(tmp_path: Path, what: str) -> None:
    (tmp_path / "outer" / "mine").mkdir(parents=True)
    file = written(tmp_path / "outer", "mine/a.env")
    (file if what == "file" else file.parent).chmod(0o777)
    assert [each for each in above(tmp_path / "outer" / "mine")[0] if each.files] == []
    file.parent.chmod(0o1777)
    assert len(above(tmp_path / "outer" / "mine")[1]) == (what == "file")
