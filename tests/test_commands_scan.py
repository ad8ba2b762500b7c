"""`stanch scan` for machines: SARIF whatever files are called, what is left out, and nothing of the bar in a pipe."""

from __future__ import annotations

import ctypes
import json
import os
import pty
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from agent.commands import bare, scan
from agent.commands.output import counted, sized
from agent.found import REFUSED, Debt
from agent.seal import ResponderKeys
from agent.sources.sieve import named
from detectors.forms import ALNUM, made
from tests.sims.scans import URL, findings, git, run
from tests.sims.scene import environment

AKID = f"{'AKIA'}QNZGKIQY56JQ7WML"


def sarif(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    document = json.loads(done.stdout)
    assert (document["version"], document["$schema"].endswith("/sarif-schema-2.1.0.json")) == ("2.1.0", True)
    [run_] = document["runs"]
    assert run_["tool"]["driver"]["name"] == "Stanch"
    found: dict[str, Any] = run_
    return found


def place(result: dict[str, Any]) -> tuple[str, str, dict[str, int]]:
    [location] = result["locations"]
    physical = location["physicalLocation"]
    return physical["artifactLocation"]["uriBaseId"], physical["artifactLocation"]["uri"], physical["region"]


# --- SARIF -----------------------------------------------------------------------------------------


def test_sarif_of_files(home: Path) -> None:
    """Rule, level, place and base of each; one word of a file name cannot end a string or leave the root."""
    root = home / "root"
    odd = 'we"ird\n\\u0022 %2e ä#?.env'
    for name, text in (
        (odd, f"first\n  URL={URL}\n"),
        ("sub/id.txt", f"{AKID}\n"),
        ("sub/lead.ini", f'api_key = "{"q9Xc7Lr2Tu" + "7VbWnZ4sHkPd"}"\n'),
    ):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    done = run(home, "--format", "sarif", str(root))
    assert done.returncode == 1
    found = sarif(done)
    rules = [rule["id"] for rule in found["tool"]["driver"]["rules"]]
    assert all(rules[result["ruleIndex"]] == result["ruleId"] for result in found["results"])
    by_rule = {result["ruleId"]: result for result in found["results"]}
    levels = {rule: result["level"] for rule, result in by_rule.items()}
    assert levels == {"postgres-url": "error", "aws-access-key-id": "warning", "lead": "note"}
    base, uri, region = place(by_rule["postgres-url"])
    assert found["originalUriBaseIds"][base]["uri"] == f"{root.as_uri()}/"
    assert unquote(uri) == odd
    assert region == {"startLine": 2, "startColumn": 7, "endLine": 2, "endColumn": 7 + len(URL)}
    assert place(by_rule["aws-access-key-id"])[1] == "sub/id.txt"
    assert all("partialFingerprints" not in result for result in found["results"])
    assert found["invocations"][0]["executionSuccessful"] is True
    assert found["invocations"][0]["exitCode"] == 1


def test_sarif_knows_rules_of_ones_own_and_tells_what_is_left_out_as_suppressed(home: Path) -> None:
    (home / "acme.toml").write_text(
        '[[rules]]\nname = "acme-token"\ntitle = "Acme"\npattern = "(?i)acme_[a-z0-9]{8}"\nkeywords = ["acme_"]\n'
    )
    (home / "a.txt").write_text("ACME_" + "q7w2e9r4\nACME_" + "a7b2c9d4 # gitleaks:allow\n")
    done = run(home, "--rules", "acme.toml", "--format", "sarif", "a.txt")
    [result] = sarif(done)["results"]
    assert (result["ruleId"], place(result)[2]["startLine"]) == ("acme-token", 1)
    assert sarif(done)["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == "acme-token"
    # These patterns were never compiled before.
    assert done.stderr.count("compiling patterns, once: they are kept in ") == 1
    again = run(home, "--rules", "acme.toml", "--why-not", "--format", "sarif", "a.txt")
    told = [(place(each)[2]["startLine"], each.get("suppressions")) for each in sarif(again)["results"]]
    assert told == [(1, None), (2, [{"kind": "inSource", "justification": "gitleaks:allow"}])]
    assert "compiling" not in again.stderr


def test_sarif_tells_a_common_word_as_suppressed_from_outside(home: Path) -> None:
    (home / "a.yml").write_text("password: Summer123\n")
    [result] = sarif(run(home, "--why-not", "--format", "sarif", "a.yml"))["results"]
    assert result["suppressions"] == [{"kind": "external", "justification": REFUSED}]


def test_two_formats_are_one_too_many(home: Path) -> None:
    (home / "a.txt").write_text("")
    done = run(home, "--json", "--format", "table", "a.txt")
    assert (done.returncode, done.stdout, done.stderr) == (
        2,
        "",
        "stanch: --json and --format table: say one of them\n",
    )


def test_sarif_of_one_file_and_of_nothing(home: Path) -> None:
    (home / "one.env").write_text(f"URL={URL}\n")
    (home / "none").mkdir()
    found = sarif(run(home, "--format", "sarif", "one.env"))
    [result] = found["results"]
    base, uri, _ = place(result)
    assert (found["originalUriBaseIds"][base]["uri"], uri) == (f"{home.as_uri()}/", "one.env")
    done = run(home, "--format", "sarif", "none")
    assert (done.returncode, sarif(done)["results"]) == (0, [])


def test_sarif_of_a_repository_in_a_folder(home: Path) -> None:
    """The commit that brought it, below the folder that was scanned; the same place has the same mark next time."""
    root, repo = home / "root", home / "root" / "vendor" / "shop"
    repo.mkdir(parents=True)
    git(home, repo, "init", "--quiet")
    (repo / "x.env").write_text(f"URL={URL}\n")
    git(home, repo, "add", ".")
    git(home, repo, "commit", "--quiet", "-m", "x")
    commit = git(home, repo, "rev-parse", "HEAD")
    git(home, repo, "rm", "--quiet", "x.env")
    git(home, repo, "commit", "--quiet", "-m", "y")
    first, again = (sarif(run(home, "--format", "sarif", str(root))) for _ in range(2))
    [result] = first["results"]
    assert place(result)[1] == "vendor/shop/x.env"
    assert (result["properties"]["commit"], result["properties"]["author"]) == (commit, "Ada <ada@example.org>")
    assert commit[:10] in result["message"]["text"]
    [mark] = result["partialFingerprints"].values()
    assert again["results"][0]["partialFingerprints"] == result["partialFingerprints"]
    assert len(mark) == 64
    [provenance] = first["versionControlProvenance"]
    assert provenance == {
        "repositoryUri": f"{repo.as_uri()}/",
        "mappedTo": {"uriBaseId": "ROOT", "uri": "vendor/shop/"},
    }


def test_sarif_of_a_hostile_tree_stays_below_its_root(home: Path) -> None:
    """No index of git holds such names; a tree that somebody else wrote may."""
    repo = home / "repo"
    git(home, home, "init", "--quiet", str(repo))
    blob = subprocess.run(
        ["git", "-C", str(repo), "hash-object", "-w", "--stdin"],
        input=f"URL={URL}\n".encode(),
        check=True,
        capture_output=True,
        env=environment(home),
    ).stdout.strip()
    entry = b"100644 x.env\0" + bytes.fromhex(blob.decode())

    def tree(content: bytes) -> str:
        made = subprocess.run(
            ["git", "-C", str(repo), "hash-object", "-w", "-t", "tree", "--literally", "--stdin"],
            input=content,
            check=True,
            capture_output=True,
            env=environment(home),
        )
        return made.stdout.decode().strip()

    outer = tree(b"40000 ..\0" + bytes.fromhex(tree(entry)))
    git(home, repo, "update-ref", "refs/heads/main", git(home, repo, "commit-tree", outer, "-m", "x"))
    found = sarif(run(home, "--format", "sarif", str(repo)))
    assert [place(result)[1] for result in found["results"]] == ["%28..%29/x.env"]


def test_sarif_of_a_partial_scan(home: Path) -> None:
    repo = home / "repo"
    git(home, home, "init", "--quiet", str(repo))
    (repo / "a.env").write_text(f"URL={URL}\n")
    (repo / "b.txt").write_text("gone\n")
    git(home, repo, "add", ".")
    git(home, repo, "commit", "--quiet", "-m", "x")
    blob = git(home, repo, "rev-parse", "HEAD:b.txt")
    (repo / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    done = run(home, "--format", "sarif", str(repo))
    assert done.returncode == 2
    found = sarif(done)
    [invocation] = found["invocations"]
    assert (invocation["executionSuccessful"], invocation["exitCode"]) == (False, 2)
    errors = [one["message"]["text"] for one in invocation["toolExecutionNotifications"] if one["level"] == "error"]
    assert any(words.startswith("not read: b.txt: ") for words in errors)
    assert len(found["results"]) == 2


def test_sarif_of_names_that_are_no_text(home: Path) -> None:
    root = home / "root"
    root.mkdir()
    Path(os.fsdecode(os.fsencode(root) + b"/b\xff\xed\xa0\x80.env")).write_text(f"URL={URL}\n")
    done = run(home, "--format", "sarif", str(root))
    assert done.returncode == 1
    done.stdout.encode("utf-8")
    [result] = sarif(done)["results"]
    assert place(result)[1] == "b%FF%ED%A0%80.env"


def test_what_cannot_be_read_keeps_nobody_from_the_rest(home: Path) -> None:
    """A file, a folder, and what is in one that is closed: `stanch scan /srv/*` as a normal user."""
    closed, secret, open_ = (home / name for name in ("closed", "secret.env", "open.env"))
    (closed / "in").mkdir(parents=True)
    for path in (secret, open_):
        path.write_text(f"URL={URL}\n")
    secret.chmod(0)
    closed.chmod(0)
    names = ["closed", "closed/in", "secret.env", "open.env"]
    for form, found in (("json", '"path": "open.env"'), ("sarif", '"uri": "open.env"')):
        done = subprocess.run(
            [sys.executable, "-m", "agent", "scan", "--workers", "1", "--format", form, *names],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            env=environment(home),
            cwd=home,
            check=False,
            preexec_fn=_as_anybody,
        )
        assert (done.returncode, done.stdout.count(found)) == (2, 1), done.stderr
        for name in names[:3]:
            assert f"not read: {name}: it cannot be read\n" in done.stderr
        assert "Usage" not in done.stderr
    closed.chmod(0o700)
    missing = run(home, "open.env", "opne.env", "x" * 300)
    assert (missing.returncode, missing.stdout) == (2, "")
    assert missing.stderr == "stanch: opne.env: there is no such file or folder\n"
    unset = run(home, "")
    assert unset.returncode == 2
    assert unset.stderr.startswith("stanch: an empty word is no path (is a variable not set?)")


@pytest.mark.parametrize(("many", "most", "last"), [(22, 20, ["... and 2 more (--json lists them)"]), (20, 20, [])])
def test_what_cannot_be_read_does_not_flood_a_terminal(
    many: int, most: int, last: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    found = bare.Findings(lambda _: "")
    found.debts = [Debt("here", f"{number}.env", "it cannot be read") for number in range(many)]
    done = bare.Scan(found, [], ResponderKeys.generate(), 0, 0.0, [])
    scan._say(done, [], scan._LISTED)  # noqa: SLF001 - what the command prints
    *said, summary = capsys.readouterr().err.splitlines()
    assert said == [*(f"not read: {number}.env: it cannot be read" for number in range(most)), *last]
    assert "PARTIAL" in summary
    scan._say(done, [], None)  # noqa: SLF001 - beside JSON
    assert len(capsys.readouterr().err.splitlines()) == many + 1


def _as_anybody() -> None:
    """Root may read everything: a process without those two capabilities may not."""
    for capability in (1, 2):
        ctypes.CDLL(None).prctl(24, capability, 0, 0, 0)


# --- other forms, and what is left out -------------------------------------------------------------


def test_every_word_for_json_says_the_same(home: Path) -> None:
    (home / "one.env").write_text(f"URL={URL}\n")
    said = [findings(run(home, *words, "one.env")) for words in ((), ("--json",), ("--format", "json"))]
    # The keys of a bare scan are its own, so that its fingerprints are.
    assert [[row | {"fingerprint": ""} for row in rows] for rows in said[1:]] == [
        [row | {"fingerprint": ""} for row in said[0]]
    ] * 2
    assert [row["type"] for row in said[0]] == ["postgres-url"]


def test_a_folder_called_tests_around_what_is_scanned_makes_no_test_of_it(home: Path) -> None:
    for folder in ("tests/app", "app/tests"):
        (home / folder).mkdir(parents=True)
        (home / folder / "app.ini").write_text("password = mountain9x\n")
    assert [row["path"] for row in findings(run(home, "tests/app"))] == ["tests/app/app.ini"]
    assert findings(run(home, "app")) == []


@pytest.mark.parametrize(
    ("path", "globs", "is_named"),
    [
        ("a/node_modules/b.js", ("node_modules",), True),
        ("a/node_modules/b.js", ("node_modules/",), True),
        ("a/node_modules2/b.js", ("node_modules",), False),
        ("poetry.lock", ("*.lock",), True),
        ("deep/in/poetry.lock", ("*.lock",), True),
        ("src/gen/x.py", ("src/gen",), True),
        ("lib/src/gen/x.py", ("src/gen",), False),
        ("lib/src/gen/x.py", ("*/src/gen",), True),
        ("a.env", (), False),
        *(
            ("a/sub/b.env", (glob,), True)
            for glob in ("**/sub/**", "./a/sub", "a/sub/**", "a/**", "**/*.env", "a/**/sub")
        ),
        *(("a/sub/b.env", (glob,), False) for glob in ("**/su/**", "./b", "./", "b/**/sub")),
        ("a/b/c/sub/b.env", ("a/**/sub",), True),
    ],
)
def test_what_a_glob_names(path: str, globs: tuple[str, ...], is_named: bool) -> None:  # noqa: FBT001 - a column
    assert bool(named(path, globs)) is is_named


def test_what_is_excluded_is_not_found_and_counted(home: Path) -> None:
    repo = home / "repo"
    (repo / "vendor").mkdir(parents=True)
    git(home, repo, "init", "--quiet")
    (repo / "vendor" / "a.env").write_text(f"URL={URL}\n")
    (repo / "b.txt").write_text("nothing\n")
    git(home, repo, "add", ".")
    git(home, repo, "commit", "--quiet", "-m", "x")
    assert run(home, str(repo)).returncode == 1
    done = run(home, "--exclude", "vendor", "--exclude", "*.lock", str(repo))
    assert (done.returncode, findings(done)) == (0, [])
    # The file that is there, and the version in history.
    assert "excluded: 2 files, repositories, and versions that hold something (vendor, *.lock)\n" in done.stderr
    one = run(home, "--exclude", "b.txt", str(repo))
    assert "excluded: 1 file, repository, or version that holds something (b.txt)\n" in one.stderr
    said = sarif(run(home, "--exclude", "vendor", "--format", "sarif", str(repo)))
    assert said["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"].startswith("excluded: 2 ")
    slip = run(home, "--exclude", "nowhere", "--exclude", "./vendor/**", str(repo)).stderr
    assert slip.count("matched nothing") == 1
    assert "--exclude nowhere: matched nothing\n" in slip


def test_what_is_excluded_makes_no_scan_partial(home: Path) -> None:
    repo = home / "repo"
    git(home, home, "init", "--quiet", str(repo))
    (repo / "gone.txt").write_text("gone\n")
    git(home, repo, "add", ".")
    git(home, repo, "commit", "--quiet", "-m", "x")
    blob = git(home, repo, "rev-parse", "HEAD:gone.txt")
    (repo / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    assert run(home, str(repo)).returncode == 2
    done = run(home, "--exclude", "gone.txt", str(repo))
    # That objects are missing stays true of the whole repository, and so the scan partial.
    assert "not read: gone.txt" not in done.stderr
    assert f"not read: {repo}: objects missing" in done.stderr


def test_folders_of_our_own_are_left_out_where_they_are_and_nowhere_else(home: Path) -> None:
    """By where they really are: one that is called the same, or that others can write into, is read."""
    state, like = (home / at / ".local" / "state" / "stanch" for at in ("", "else"))
    for folder in (state / "keys", like):
        folder.mkdir(mode=0o700, parents=True)
        (folder / "a").write_text(f"U={URL}\n")
    left = f"{state}: Stanch's own folder: left out (name it to have it read)"
    done = run(home, "--json", "--workers", "1", str(home))
    assert [row["path"] for row in findings(done)] == [str(like / "a")]
    assert (left in done.stderr.splitlines(), done.stderr.count("left out")) == (True, 1)
    named = run(home, "--json", "--workers", "1", str(state))
    assert [row["path"] for row in findings(named)] == [str(state / "keys" / "a")]
    # And so is the one that his stanch.toml names, which another mistake in it does not change.
    (home / ".config" / "stanch").mkdir(parents=True)
    (home / ".config" / "stanch" / "stanch.toml").write_text(f'[stanch]\nstate = "{like}"\n[oops\n')
    done = run(home, "--json", "--workers", "1", str(home))
    assert (findings(done), done.stderr.count("left out")) == ([], 2)
    state.chmod(0o777)
    assert len(findings(run(home, "--json", "--workers", "1", str(home)))) == 1


def test_an_excluded_repository_in_a_folder(home: Path) -> None:
    inner = home / "folder" / "third" / "inner"
    inner.mkdir(parents=True)
    git(home, inner, "init", "--quiet")
    (inner / "a.env").write_text(f"URL={URL}\n")
    git(home, inner, "add", ".")
    git(home, inner, "commit", "--quiet", "-m", "x")
    done = run(home, "--exclude", "third", str(home / "folder"))
    assert (done.returncode, findings(done)) == (0, [])
    # The file, the repository's config, and the repository.
    assert "excluded: 3 files" in done.stderr


def test_clones_in_a_folder_are_looked_through_once_and_each_is_told(home: Path) -> None:
    folder = home / "folder"
    first = folder / "first"
    first.mkdir(parents=True)
    git(home, first, "init", "-q", "-b", "main")
    for number in range(3):
        (first / f"f{number}").write_text(f"{number}\n" * 100)
    (first / "app.env").write_text(URL)
    git(home, first, "add", ".")
    git(home, first, "commit", "-q", "-m", "c")
    git(home, home, "clone", "-q", "--bare", str(first), str(folder / "second.git"))
    done = run(home, "--json", str(folder))
    found = {(row["source"].rpartition("/")[2], row["path"].rpartition("/")[2]) for row in findings(done)}
    assert found >= {("first", "app.env"), ("second.git", "app.env")}
    assert "clones: 4 objects were looked at in another of these repositories, and hold nothing" in done.stderr
    assert "clones" not in run(home, str(first)).stderr


def test_the_configurations_of_a_repository_wherever_they_are(home: Path) -> None:
    """Each once: of a bare one, of a submodule, of a linked working tree and of the one that this belongs to."""
    repo, inner, bare, tree = (home / name for name in ("repo", "inner", "bare.git", "tree"))

    def remote(at: Path, number: int, *options: str) -> None:
        token = f"glpat-{made(ALNUM, 20, str(number))}"
        git(home, at, "config", *options, "remote.x.url", f"https://oauth2:{token}@git.example.org/x")

    for path in (repo, inner):
        git(home, home, "init", "--quiet", "-b", "main", str(path))
        git(home, path, "commit", "--quiet", "--allow-empty", "-m", "x")
    git(home, repo, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(inner), "lib/sub")
    git(home, repo, "worktree", "add", "--quiet", "--detach", str(tree))
    git(home, home, "clone", "--quiet", "--bare", str(inner), str(bare))
    git(home, repo, "config", "extensions.worktreeConfig", "true")
    remote(repo, 1)
    remote(repo / "lib" / "sub", 2)
    remote(tree, 3, "--worktree")
    remote(bare, 4)

    def told(*paths: Path) -> list[str]:
        found = findings(run(home, "--json", "--workers", "1", *map(str, paths)))
        return sorted(row["path"].removeprefix(f"{home}/") for row in found)

    of_tree, of_module = "repo/.git/worktrees/tree/config.worktree", "repo/.git/modules/lib/sub/config"
    whole = sorted(["repo/.git/config", of_tree, of_module])
    assert told(repo) == told(tree) == whole
    assert told(repo, tree) == told(tree, repo, tree) == whole
    assert told(repo / "lib" / "sub") == [of_module]
    assert told(bare) == ["bare.git/config"]
    assert told(home) == sorted([*whole, "bare.git/config"])


def test_a_submodule_that_is_not_checked_out_is_a_history(home: Path) -> None:
    repo, inner = home / "repo", home / "inner"
    for path in (repo, inner):
        git(home, home, "init", "--quiet", "-b", "main", str(path))
        git(home, path, "commit", "--quiet", "--allow-empty", "-m", "x")
    (inner / "a.env").write_text(f"URL={URL}\n")
    git(home, inner, "add", "a.env")
    git(home, inner, "commit", "--quiet", "-m", "x")
    git(home, repo, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(inner), "lib/sub")
    git(home, repo, "commit", "--quiet", "-m", "x")
    there = git(home, inner, "rev-parse", "HEAD")

    def told() -> list[tuple[str, str, str | None]]:
        done = run(home, "--json", "--workers", "1", str(repo))
        assert json.loads(done.stdout.splitlines()[-1])["summary"]["not_read"] == []
        return [(row["source"].removeprefix(f"{repo}"), row["path"], row.get("commit")) for row in findings(done)]

    assert told()[0] == ("/lib/sub", "a.env", there)
    assert len(told()) == 2  # in the working tree, too
    git(home, repo, "submodule", "--quiet", "deinit", "--force", "lib/sub")
    assert told() == [("/.git/modules/lib/sub", "a.env", there)]
    git(home, repo, "rm", "--quiet", "lib/sub")
    shutil.rmtree(repo / "lib", ignore_errors=True)  # which its repository names as its working tree
    assert told() == [("/.git/modules/lib/sub", "a.env", there)]


@pytest.mark.parametrize("where", ["history", "packed", "staged", "file", "files"])
def test_what_lies_with_git_lfs_is_said_not_to_be_read(home: Path, where: str) -> None:
    repo, note = home / "repo", "Git LFS: of some files only pointers are here: what they stand for was not read"
    git(home, home, "init", "--quiet", str(repo))
    (repo / "a.txt").write_text("about\nversion https://git-lfs.github.com/spec/v1\n")
    git(home, repo, "add", "a.txt")
    git(home, repo, "commit", "--quiet", "-m", "x")
    assert note not in run(home, "--workers", "1", str(repo)).stderr
    (repo / "b.bin").write_text(f"version https://git-lfs.github.com/spec/v1\noid sha256:{'a1' * 32}\nsize 12\n")
    paths = {"file": [repo / "b.bin"], "files": [repo / "a.txt", repo / "b.bin"]}.get(where, [repo])
    if where in {"history", "packed", "staged"}:
        git(home, repo, "add", "b.bin")
    if where in {"history", "packed"}:
        git(home, repo, "commit", "--quiet", "-m", "x")
        git(home, repo, "rm", "--quiet", "b.bin")
    if where == "packed":
        git(home, repo, "gc", "--quiet")
    options = ["--staged"] if where == "staged" else []
    done = run(home, *options, "--json", "--workers", "1", *map(str, paths))
    assert done.returncode == 0  # not partial: git does not have it
    assert json.loads(done.stdout.splitlines()[-1])["summary"]["notes"] == [note]


def test_what_was_undone_is_read_and_what_nothing_leads_to_on_request(home: Path) -> None:
    repo = home / "repo"
    git(home, home, "init", "--quiet", str(repo))
    for name, text in (("one", "one"), ("two", f"URL={URL}")):
        (repo / "x.env").write_text(f"{text}\n")
        git(home, repo, "add", ".")
        git(home, repo, "commit", "--quiet", "-m", name)
    undone = git(home, repo, "rev-parse", "HEAD")
    git(home, repo, "reset", "--quiet", "--hard", "HEAD~1")
    for options, found in (((), [("x.env", undone)]), (("--exclude", "y"), [("x.env", undone)])):
        done = run(home, *options, str(repo))
        assert (done.returncode, [(each["path"], each["commit"]) for each in findings(done)]) == (1, found)
    git(home, repo, "reflog", "expire", "--expire=now", "--all")
    (repo / ".git" / "ORIG_HEAD").unlink()
    assert run(home, str(repo)).returncode == 0
    done = run(home, "--unreachable", str(repo))
    assert (done.returncode, [(each["path"], each["commit"]) for each in findings(done)]) == (1, [("x.env", undone)])


# --- the bar ---------------------------------------------------------------------------------------


def test_the_bar_is_on_a_terminal_and_nowhere_else(home: Path) -> None:
    (home / "big.txt").write_bytes(b"line after line\n" * 400_000)
    assert "\x1b" not in run(home, "big.txt").stderr
    ours, theirs = pty.openpty()
    scan = subprocess.Popen(
        [sys.executable, "-m", "agent", "scan", "big.txt"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=theirs,
        env=environment(home, TERM="xterm"),
        cwd=home,
    )
    os.close(theirs)
    shown = b""
    while block := _read(ours):
        shown += block
    os.close(ours)
    out, _ = scan.communicate(timeout=30)
    assert (scan.returncode, [*json.loads(out)]) == (0, ["summary"])
    assert b"big.txt" in shown
    assert b"MB" in shown


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65_536)
    except OSError:  # its other side was closed
        return b""


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (999, "999 bytes"),
        (4_400, "4 kB"),
        (1_000_000, "1.0 MB"),
        (2 * 10**9, "2000.0 MB"),
    ],
)
def test_how_much_there_was(size: int, words: str) -> None:
    assert (sized(size), counted(1, "credential"), counted(2, "credential")) == (words, "1 credential", "2 credentials")


def test_a_lead_that_is_not_shown_is_counted(home: Path) -> None:
    (home / "a.ini").write_text(f'api_key = "{"q9Xc7Lr2Tu" + "7VbWnZ4sHkPd"}"\n')
    assert run(home, "--leads", "a.ini").stderr.startswith("1 lead in ")
    done = run(home, "--no-leads", "a.ini")
    assert (done.returncode, findings(done)) == (0, [])
    assert done.stderr == "nothing found in 35 bytes, 1 lead not shown (--no-leads)\n"


def test_leads_that_nobody_asked_for_make_no_scan_partial(home: Path) -> None:
    row = "user{0},Bl4u" + "feld{0}er\n"
    (home / "a.csv").write_text("name,password\n" + "".join(row.format(at) for at in range(1000, 2001)))
    done = run(home, "--leads", "a.csv")
    assert (done.returncode, "not read: a.csv: more leads than are listed" in done.stderr) == (2, True)
    done = run(home, "--no-leads", "a.csv")
    assert (done.returncode, "PARTIAL" in done.stderr) == (0, False)
