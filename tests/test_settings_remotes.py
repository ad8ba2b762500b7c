"""[[sources]] that are elsewhere: what is written counts, and what makes no sense is said."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from agent.model import CredentialRef
from agent.settings import Names, SettingsError, load
from agent.settings.remotes import ForgeKind, ForgeSettings

NAMES = Names(frozenset(), frozenset())
HEAD = '[stanch]\nfallback_owner = "ops"\nstate = "/var/lib/stanch"\n[[sources]]\n'
GIT = HEAD + 'kind = "git"\nurl = "https://git.example.com/team/shop.git"\n'
FORGE = HEAD + 'kind = "forge"\nforge = "github"\nowner = "acme"\n'


def written(folder: Path, text: str) -> None:
    (folder / "stanch.toml").write_text(text)


def test_a_repository(tmp_path: Path) -> None:
    more = 'token = { file = "/t", user = "bot" }\nca = "ca.pem"\nproxy = "http://proxy:3128"\nevery = "1h"\n'
    more += "max_size = 7\n"
    written(tmp_path, GIT + more)
    [source] = load(tmp_path, names=NAMES).sources
    remote = source.remote
    assert remote is not None
    assert (source.name, source.path.parent) == ("shop", Path("/var/lib/stanch/mirrors"))
    assert (remote.remote.url, remote.user) == ("https://git.example.com/team/shop.git", "bot")
    assert remote.token == CredentialRef(Path("/t"), None, "stanch.toml:7: sources[1].token.file", is_path=True)
    assert (remote.way.ca, remote.way.proxy) == (tmp_path / "ca.pem", "http://proxy:3128")
    assert (remote.every, remote.max_size, remote.forge) == (timedelta(hours=1), 7_000_000, None)


def test_two_sources_of_one_url_have_two_mirrors(tmp_path: Path) -> None:
    written(tmp_path, GIT + 'name = "one"\n' + GIT.partition("[[")[1] + GIT.partition("[[")[2] + 'name = "two"\n')
    one, two = load(tmp_path, names=NAMES).sources
    assert one.path != two.path


def test_a_forge(tmp_path: Path) -> None:
    written(tmp_path, FORGE)
    [source] = load(tmp_path, names=NAMES).sources
    assert source.remote is not None
    forge = ForgeSettings(ForgeKind.GITHUB, "acme", ("*",), (), archived=True, forks=False)
    assert (source.name, source.remote.forge, source.remote.remote.url) == ("acme", forge, "https://github.com")
    assert (source.remote.user, source.remote.every) == ("x-access-token", timedelta(minutes=5))
    more = 'include = ["a*"]\nskip = ["*b"]\narchived = false\nforks = true\ntoken = { credential = "t" }\n'
    written(tmp_path, FORGE.replace("github", "bitbucket") + more)
    [source] = load(tmp_path, names=NAMES, environ={"CREDENTIALS_DIRECTORY": "/run/x", "HOME": "/h"}).sources
    assert source.remote is not None
    forge = ForgeSettings(ForgeKind.BITBUCKET, "acme", ("a*",), ("*b",), archived=False, forks=True)
    assert (source.remote.forge, source.remote.user) == (forge, "x-token-auth")
    assert source.remote.token is not None
    assert source.remote.token.path == Path("/run/x/t")


LOGIN = "u:" + "p"
TREE = HEAD + 'kind = "tree"\npath = "/x"\n'


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (GIT.replace("https", "git"), "url: is no https://, ssh:// or file:// URL"),
        (GIT.replace("git.example", f"{LOGIN}@git.example"), "url: holds a login, which belongs into a file"),
        (GIT.replace("https", "ssh"), "key: is missing: ssh needs it"),
        (GIT.replace("https", "ssh") + 'key = "/k"\n', "known_hosts: is missing: ssh needs it"),
        (GIT + 'key = "/k"\n', "key: means nothing to https://"),
        (GIT + 'path = "/x"\n', "path: means nothing beside url"),
        (GIT + 'skip = ["a"]\n', "skip: means nothing to a source of this kind"),
        (GIT + 'proxy = "socks5://x:1"\n', "proxy: is no address of a proxy"),
        (GIT + "token = { }\n", "token: needs one of file and credential"),
        (GIT + 'token = { file = "/t", user = "a:b" }\n', "token.user: is no name of a user"),
        (GIT + 'token = "' + "tok-" + 'x"\n', "token: must be"),
        (TREE + 'url = "https://host/a"\n', "url: means nothing to a source of this kind"),
        (TREE + 'every = "1h"\n', "every: means nothing to a source of this kind"),
        (FORGE.replace('forge = "github"\n', ""), "forge: is missing"),
        (FORGE.replace('owner = "acme"\n', ""), "owner: is missing"),
        (FORGE.replace("acme", "../x"), "owner: is no organisation, user, group or workspace"),
        (FORGE.replace("github", "gitea"), "url: is missing"),
        (FORGE + 'url = "http://github.internal"\n', "url: is not encrypted: http:// is for the loopback only"),
        (
            FORGE + TREE.partition("\n[[")[2].replace("sources", "[[sources") + 'name = "acme/app"\n',
            "name: is a name that",
        ),
    ],
)
def test_what_makes_no_sense(tmp_path: Path, text: str, problem: str) -> None:
    written(tmp_path, text)
    with pytest.raises(SettingsError) as caught:
        load(tmp_path, names=NAMES)
    [line] = str(caught.value).splitlines()
    assert problem in line
    assert " — " in line
    assert LOGIN not in line
