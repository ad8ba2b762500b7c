"""What each kind of push brings, by real git: commits, tags, names, containers; and whose git is asked."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from agent.complaint import Complaint
from agent.hook.examine import Examined, examine
from agent.hook.judge import verdict
from agent.hook.pushed import Moved, Push
from agent.hook.session import Session
from agent.hook.terms import Failing, Refuse, Terms
from agent.scan.written import HEADER
from detectors.forms import ALNUM, DIGITS, made
from tests.sims.pushing import Local, left
from tests.sims.repo import Repo

VALUE = "s3cr" + "et-Pw9-x7Q"
URL = f"postgresql://app:{VALUE}@db.example.com/orders"
OTHER = f"postgresql://other:{VALUE[::-1]}@db.example.com/orders"
LEAD = f'api_key = "{"q9Xc7Lr2Tu" + "7VbWnZ4sHkPd"}"\n'
ZERO = "0" * 40
HERE = Path("/")
MINUTE = timedelta(minutes=1)


# --- what a push brings ----------------------------------------------------------------------------


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """What has landed is on main; a test makes more, which no ref leads to once `left` was asked."""
    made = Repo(tmp_path / "repo")
    made.commit(a="1\n", app=f"DSN={URL}\n")
    return made


async def look(repo: Repo, *new: str, ref: str = "refs/heads/x") -> Examined:
    moves = [Moved.told(f"{ZERO} {oid} {ref}") for oid in new]
    push = Push.of_hook({"GIT_DIR": str(repo.path / ".git")}, HERE, moves, MINUTE)
    return await examine(push, Session(Local(), "push"))


def told(examined: Examined) -> list[tuple[str, int, str | None]]:
    assert VALUE not in str(examined)
    return [(hit.path, hit.line, hit.commit) for hit in examined.hits]


async def test_what_landed_before_is_no_news_wherever_it_moves(repo: Repo) -> None:
    repo.git("checkout", "-q", "--detach")
    repo.commit(app=f"# first\nDSN={URL}\n", b="2\n")
    repo.git("mv", "app", "moved")
    repo.commit("moved")
    assert told(await look(repo, left(repo))) == []
    # What another branch has landed may be merged and picked as often as one likes.
    repo.git("checkout", "-q", "-b", "side")
    repo.commit(c=f"DSN={OTHER}\n")
    repo.git("checkout", "-q", "--detach", "main")
    repo.commit(d="1\n")
    repo.git("cherry-pick", "side")
    repo.git("merge", "-q", "-m", "merge", "side")
    assert told(await look(repo, left(repo))) == []


async def test_what_moves_to_where_it_counts_is_news_whenever_it_landed(repo: Repo) -> None:
    for folder in ("tests", "src"):
        (repo.path / folder).mkdir()
    files = {f"tests/{name}.py": f"DSN = '{OTHER}'\n# {name}\n" for name in "ab"}
    repo.commit(**{"tests/a.py": files["tests/a.py"]})
    repo.git("checkout", "-q", "--detach")
    repo.commit(**{"tests/b.py": files["tests/b.py"]})
    repo.git("mv", "tests/a.py", "src/a.py")
    repo.git("mv", "tests/b.py", "src/b.py")
    moved = repo.commit("moved")
    repo.git("mv", "src/a.py", "a.py")  # of the same kind
    repo.commit("moved again")
    seen = await look(repo, left(repo))
    assert sorted(told(replace(seen, hits=seen.refusing(Refuse.TYPED)))) == [
        ("src/a.py", 1, moved),
        ("src/b.py", 1, moved),
    ]


async def test_what_was_taken_out_again_still_lands(repo: Repo) -> None:
    repo.git("checkout", "-q", "--detach")
    one = repo.commit(b=f"1\n2\nDSN={OTHER}\n")
    repo.commit(b="1\n")
    assert told(await look(repo, left(repo))) == [("b", 3, one)]


async def test_an_evil_merge_and_a_comment_that_goes(repo: Repo) -> None:
    repo.commit(c=f"DSN={OTHER} # stanch:allow\n")
    repo.git("checkout", "-q", "-b", "side", "HEAD~1")
    repo.commit(e="1\n")
    repo.git("checkout", "-q", "--detach", "main")
    repo.git("merge", "-q", "--no-commit", "side")
    evil = repo.commit("merge", f=f"DSN={URL[:-6]}billing\n", c=f"DSN={OTHER}\n")
    assert sorted(told(await look(repo, left(repo)))) == [("c", 1, evil), ("f", 1, evil)]


async def test_messages_names_tags_and_containers(repo: Repo, tmp_path: Path) -> None:
    repo.git("checkout", "-q", "--detach")
    one = repo.commit(f"see {OTHER}\n", plain="1\n")
    (repo.path / f"x{URL.replace('/', ':')}").write_text("")
    tip = left(repo)
    assert told(await look(repo, tip)) == [("commit message", 1, one)]
    blob = repo.oid(f"DSN={OTHER}\n")
    tree = repo.git("mktree", stdin=f"100644 blob {blob}\tinner.env\n".encode())
    tag = repo.git("mktag", stdin=f"object {blob}\ntype blob\ntag v1\ntagger A <a> 1 +0000\n\n{OTHER}\n".encode())
    assert told(await look(repo, blob)) == [(f"object {blob}", 1, None)]
    assert told(await look(repo, tree)) == [("inner.env", 1, None)]
    found = await look(repo, tag, ref="refs/tags/v1")
    assert [(path, line) for path, line, _ in told(found)] == [
        ("refs/tags/v1", 6),
        (f"object {blob}", 1),
    ]
    (tmp_path / "in.env").write_text(f"DSN={OTHER}\n")
    subprocess.run(["tar", "-czf", repo.path / "n2.tgz", "-C", tmp_path, "in.env"], check=True)  # noqa: ASYNC221 - at once
    repo.git("checkout", "-q", "--detach")
    two = repo.commit("archive")
    tip = left(repo)
    assert told(await look(repo, tip)) == [("n2.tgz!/in.env", 1, two)]
    # Once, and not a longer one with what stands in the next name.
    slack = f"xoxb-{made(DIGITS, 12)}-{made(DIGITS, 13)}-{made(ALNUM, 24)}"
    named = told(await look(repo, tip, ref=f"refs/heads/{slack}"))
    assert named == [("(names of refs and files)", 1, None), ("n2.tgz!/in.env", 1, two)]


async def test_tags_of_tags_and_long_messages(repo: Repo) -> None:
    repo.git("tag", "-a", "-m", f"see {OTHER}", "inner")
    repo.git("tag", "-a", "-m", "no more", "outer", "inner")
    tag = repo.git("rev-parse", "outer")
    repo.git("tag", "-d", "inner", "outer")
    assert told(await look(repo, tag, ref="refs/tags/outer")) == [("(tag message)", 6, None)]
    said = f"{'a long story' * 60}\n" * 5000 + f"see {OTHER}\n"
    commit = repo.git("commit-tree", "-p", "HEAD", "HEAD^{tree}", stdin=said.encode())
    moves = [Moved.told(f"{ZERO} {commit} refs/heads/x")]
    push = Push.of_hook({"GIT_DIR": str(repo.path / ".git")}, HERE, moves, MINUTE)
    assert max([len(text.data) async for text, _ in push.texts()]) < 2 << 20
    assert told(await look(repo, commit)) == [("commit message", 5001, commit)]


async def test_all_that_is_written_into_a_commit(repo: Repo) -> None:
    """Behind a NUL, where git's own log ends; as its author; in a header of some tool."""
    tree, parent = repo.git("rev-parse", "HEAD^{tree}", "HEAD").split()
    people = "author A <a@b.example> 1700000000 +0000\ncommitter C <c@b.example> 1700000000 +0000\n"
    for written, place in (
        (f"{people}\nfine\0\nsee {OTHER}\n", ("commit message", 2)),
        (f"{people.replace('A <', OTHER + ' <')}\nfine\n", (HEADER, 1)),
        (f"{people}tool {OTHER}\n\nfine\n", (HEADER, 3)),
    ):
        raw = f"tree {tree}\nparent {parent}\n{written}".encode()
        commit = repo.git("hash-object", "-t", "commit", "-w", "--literally", "--stdin", stdin=raw)
        assert told(await look(repo, commit)) == [(*place, commit)]


async def test_a_thousand_commits_are_one_look(repo: Repo) -> None:
    lines = ["reset refs/heads/many\nfrom refs/heads/main\n"]
    for number in range(1000):
        data = f"line {number}\n" + (f"DSN={OTHER}\n" if number == 700 else "")
        lines.append(
            f"commit refs/heads/many\nmark :{number + 1}\ncommitter A <a> {number + 1} +0000\ndata 1\nm\n"
            f"M 100644 inline f{number % 40}\ndata {len(data)}\n{data}\n"
        )
    repo.git("fast-import", "--quiet", stdin="".join(lines).encode())
    tip = repo.git("rev-parse", "many")
    repo.git("update-ref", "-d", "refs/heads/many")
    bad = repo.git("rev-list", tip, "--skip=299", "-1")
    assert told(await look(repo, tip)) == [("f20", 2, bad)]


async def test_what_is_too_large_is_owed(repo: Repo) -> None:
    """And refuses the push where the configuration says so."""
    repo.git("checkout", "-q", "--detach")
    repo.commit(big=f"{OTHER}\n" * 9, b="1\n")
    new = left(repo)
    moves = [Moved.told(f"{ZERO} {new} refs/heads/x")]
    push = Push.of_hook({"GIT_DIR": str(repo.path / ".git")}, HERE, moves, MINUTE)
    found = await examine(replace(push, largest=320), Session(Local(), "push"))
    assert (found.hits, found.owed) == ((), (("big", "larger than 320 bytes"),))
    for failing, ending in ((Failing.REFUSE, "it is refused"), (Failing.ACCEPT, "it is let in all the same")):
        judged = verdict(found, (), Terms(on_failure=failing), by_daemon=True)
        assert judged.refused is (failing is Failing.REFUSE)
        assert judged.said[:2] == ["not all of this push could be looked at:", "  big: larger than 320 bytes"]
        assert judged.said[2].startswith(f"{ending} (on_failure = {failing.value})")


async def test_one_content_under_many_names(repo: Repo) -> None:
    repo.git("checkout", "-q", "--detach")
    names = [f"n{number:02}" for number in range(20)]
    repo.commit(**dict.fromkeys(names, f"DSN={OTHER}\n"))
    found = await look(repo, left(repo))
    assert [path for path, *_ in told(found)] == names[:16]
    assert found.owed == tuple((name, "one content under more than 16 names") for name in names[16:])


async def test_what_refuses(repo: Repo) -> None:
    repo.git("checkout", "-q", "--detach")
    repo.commit(b=f"DSN={OTHER}\n", c=LEAD, d=f"DSN={URL[:-6]}billing # gitleaks:allow\n")
    found = await look(repo, left(repo))
    by = {refuse: [hit.path for hit in found.refusing(refuse)] for refuse in Refuse}
    assert by == {Refuse.TYPED: ["b"], Refuse.ALL: ["b", "c"], Refuse.NOTHING: []}


# --- git's environment -----------------------------------------------------------------------------


def test_only_folders_of_this_user_alone_are_let_through(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "re:po")
    objects = repo.path / ".git" / "objects"
    inside, forges = objects / "tmp_objdir-incoming-x", tmp_path / 'a"b'
    for folder in (inside, forges, tmp_path / "group"):
        folder.mkdir(mode=0o755)
    (tmp_path / "group").chmod(0o775)
    (tmp_path / "link").symlink_to(forges)
    told = {"GIT_DIR": ".git", "GIT_SSH_COMMAND": "evil", "GIT_CONFIG_COUNT": "1", "LD_PRELOAD": "x"}

    def pushed(**more: str) -> Mapping[str, str]:
        return Push.of_hook(told | more, repo.path, [], MINUTE).environment

    plain = pushed()
    assert pushed(GIT_OBJECT_DIRECTORY="./.git/objects") == plain
    assert not {"GIT_SSH_COMMAND", "GIT_CONFIG_COUNT", "LD_PRELOAD"} & plain.keys()
    through = pushed(
        GIT_QUARANTINE_PATH=f"{repo.path}/.git/./objects/{inside.name}",
        GIT_OBJECT_DIRECTORY=str(inside),
        GIT_ALTERNATE_OBJECT_DIRECTORIES=f".git/objects:{forges}",
    )
    assert through == {**plain, "GIT_ALTERNATE_OBJECT_DIRECTORIES": f'"{inside}":"{tmp_path}/a\\"b"'}
    for bad in (tmp_path / "group", tmp_path / "link", objects / "absent"):
        with pytest.raises(Complaint, match="no folder of this user alone"):
            pushed(GIT_QUARANTINE_PATH=str(bad))
    # Of the user alone, and the repository's own, is where a shallow history ends, too.
    files = [repo.path / ".git" / "shallow_x", repo.path / ".git" / "shallow_y", tmp_path / "shallow_z"]
    for file in files:
        file.touch(0o644)
    files[1].chmod(0o664)
    assert pushed(GIT_SHALLOW_FILE=".git/./shallow_x") == {**plain, "GIT_SHALLOW_FILE": str(files[0])}
    assert pushed(GIT_SHALLOW_FILE="") == plain
    for bad in (*files[1:], tmp_path / "link", repo.path / ".git" / "absent"):
        with pytest.raises(Complaint, match="no file of this user alone"):
            pushed(GIT_SHALLOW_FILE=str(bad))
    (inside / "info").mkdir()
    (inside / "info" / "alternates").write_text("/srv/other.git/objects\n")
    with pytest.raises(Complaint, match="no folder of this user alone"):
        pushed(GIT_QUARANTINE_PATH=str(inside))
    with pytest.raises(Complaint, match="this is no repository"):
        Push.of_hook({}, tmp_path, [], MINUTE)
    for line in (f"HEAD {ZERO} refs/heads/x", "garbage", f"{ZERO} {ZERO}", f"{ZERO} {ZERO} ", ""):
        with pytest.raises(Complaint, match="this is no line of git's"):
            Moved.told(line)
