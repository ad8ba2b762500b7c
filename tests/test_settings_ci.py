"""[[sources]] with kind = "ci": what is written counts, and what makes no sense is said."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from agent.model import CredentialRef
from agent.settings import Names, SettingsError, load
from agent.settings.ci import CiKind, CiSettings

NAMES = Names(frozenset(), frozenset())
HEAD = '[stanch]\nfallback_owner = "ops"\nstate = "/var/lib/stanch"\n[[sources]]\n'
GITHUB = HEAD + 'kind = "ci"\nprovider = "github"\nowner = "acme"\n'
JENKINS = HEAD + 'kind = "ci"\nprovider = "jenkins"\nurl = "https://ci.internal/jenkins"\n'


def ci(folder: Path, text: str) -> tuple[str, CiSettings]:
    (folder / "stanch.toml").write_text(text)
    [source] = load(folder, names=NAMES).sources
    assert source.ci is not None
    return source.name, source.ci


def test_what_is_not_written_has_a_default(tmp_path: Path) -> None:
    name, found = ci(tmp_path, GITHUB)
    assert (name, found.kind, found.remote.url, found.owner) == (
        "github-acme",
        CiKind.GITHUB,
        "https://github.com",
        "acme",
    )
    assert (found.every, found.since, found.largest, found.artifacts) == (
        *(timedelta(minutes=5), timedelta(days=14)),
        *(32_000_000, False),
    )
    assert (found.include, found.skip, found.token) == (("*",), (), None)
    assert found.hosts == ("*.actions.githubusercontent.com", "*.blob.core.windows.net")
    assert found.is_public
    assert found.eraser is None
    _, erases = ci(tmp_path, GITHUB + 'erase_token = { file = "/e" }\n')
    assert erases.eraser == CredentialRef(Path("/e"), None, "stanch.toml:8: sources[1].erase_token.file", is_path=True)
    assert erases.token is None
    _, own = ci(tmp_path, GITHUB + 'url = "https://git.internal"\n')
    assert (own.hosts, own.is_public) == ((), False)


def test_what_is_written_counts(tmp_path: Path) -> None:
    more = 'name = "builds"\ntoken = { file = "/t", user = "bot" }\nca = "ca.pem"\nproxy = "http://proxy:3128"\n'
    more += 'every = "1m"\nsince = "30d"\nmax_size = 7\nartifacts = true\ninclude = ["team/*"]\nskip = ["*x"]\n'
    more += 'download_hosts = ["*.s3.internal", "store.internal:8443"]\n'
    name, found = ci(tmp_path, JENKINS + more)
    assert (name, found.remote.url, found.owner, found.user) == ("builds", "https://ci.internal/jenkins", "", "bot")
    assert found.token == CredentialRef(Path("/t"), None, "stanch.toml:8: sources[1].token.file", is_path=True)
    assert (found.ca, found.proxy) == (tmp_path / "ca.pem", "http://proxy:3128")
    assert (found.every, found.since, found.largest) == (timedelta(minutes=1), timedelta(days=30), 7_000_000)
    assert (found.artifacts, found.include, found.skip) == (True, ("team/*",), ("*x",))
    assert found.hosts == ("*.s3.internal", "store.internal:8443")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (GITHUB.replace('provider = "github"\n', ""), "provider: is missing"),
        (GITHUB.replace('owner = "acme"\n', ""), "owner: is missing"),
        (GITHUB.replace("acme", "../x"), "owner: is no organisation, user or group"),
        (GITHUB + 'path = "/x"\n', "path: means nothing to a source of this kind"),
        (GITHUB + 'forge = "github"\n', "forge: means nothing to a source of this kind"),
        (GITHUB + 'exclude = ["x"]\n', "exclude: means nothing to a source of this kind"),
        (GITHUB + "max_size = 101\n", "max_size: is more than is read at once"),
        (GITHUB + 'download_hosts = ["https://x"]\n', "download_hosts[1]: is no host"),
        (GITHUB + 'download_hosts = ["*"]\n', "download_hosts[1]: is no host"),
        (GITHUB + 'url = "ssh://git@host"\n', "url: is no https:// URL"),
        (GITHUB + 'url = "http://git.internal"\n', "url: is not encrypted: http:// is for the loopback only"),
        (GITHUB + 'proxy = "socks5://x:1"\n', "proxy: is no address of a proxy"),
        (GITHUB + 'since = "long"\n', "since: must be"),
        (GITHUB.replace("github", "buildkite") + "artifacts = true\n", "artifacts: cannot be read of this provider"),
        (JENKINS.replace('url = "https://ci.internal/jenkins"\n', ""), "url: is missing"),
        (JENKINS.replace("https://ci", "http://ci"), 'only — write "https://host", with the path that it is at'),
        (JENKINS + 'owner = "acme"\n', "owner: means nothing to Jenkins"),
        (JENKINS + 'token = { file = "/t" }\n', "token: has no user, whom Jenkins asks for"),
        (JENKINS + 'erase_token = { file = "/t" }\n', "erase_token: has no user, whom Jenkins asks for"),
        (
            GITHUB.replace("github", "circleci") + 'erase_token = { file = "/t" }\n',
            "erase_token: means nothing: CircleCI has no call that erases a log",
        ),
        (GITHUB + "erase_token = {}\n", "erase_token: needs one of file and credential"),
        (HEAD + 'kind = "tree"\npath = "/x"\nsince = "1d"\n', "since: means nothing to a source of this kind"),
        (HEAD + 'kind = "git"\npath = "/x"\nprovider = "github"\n', "provider: means nothing to a source of this kind"),
    ],
)
def test_what_makes_no_sense(tmp_path: Path, text: str, problem: str) -> None:
    (tmp_path / "stanch.toml").write_text(text)
    with pytest.raises(SettingsError) as caught:
        load(tmp_path, names=NAMES)
    [line] = str(caught.value).splitlines()
    assert problem in line
    assert " — " in line
