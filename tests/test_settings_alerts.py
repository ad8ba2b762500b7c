"""[[sources]] with kind = "alerts": what it comes to, and each mistake with its line and mend."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from agent.model import CredentialRef
from agent.settings import Names, SettingsError, SourceSettings, load
from agent.settings.alerts import AlertSettings
from agent.settings.remotes import ForgeKind
from agent.sources.remote.address import parse
from agent.sources.remote.recipe import Way

NAMES = Names(frozenset(), frozenset())
HEAD = '[stanch]\nfallback_owner = "ops"\n[[sources]]\nkind = "alerts"\n'
GOOD = 'owner = "acme"\ntoken = { file = "/t" }\nforge = "github"\n'


def source(folder: Path, text: str) -> SourceSettings:
    (folder / "stanch.toml").write_text(HEAD + text)
    [found] = load(folder, environ={"HOME": "/home/x"}, names=NAMES).sources
    return found


def test_what_it_comes_to(tmp_path: Path) -> None:
    found = source(tmp_path, GOOD)
    token = CredentialRef(Path("/t"))
    url = parse("https://github.com", server=True)
    plain = AlertSettings(ForgeKind.GITHUB, "acme", url, Way(), token, timedelta(minutes=5), close=False)
    assert (found.name, found.alerts, found.remote) == ("acme-alerts", plain, None)
    text = GOOD.replace("github", "gitlab").replace('"acme"', '"acme/team/app"')
    text += 'url = "https://git.internal/gitlab"\nevery = "1m"\nclose = true\nproxy = "http://p:1"\n'
    url = parse("https://git.internal/gitlab", server=True)
    way = Way(None, None, None, "http://p:1")
    closing = AlertSettings(ForgeKind.GITLAB, "acme/team/app", url, way, token, timedelta(minutes=1), close=True)
    found = source(tmp_path, text)
    assert (found.name, found.alerts) == ("app-alerts", closing)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (GOOD.replace("forge", "#"), "3: sources[1].forge: is missing — write forge = "),
        (GOOD.replace("owner", "#"), "3: sources[1].owner: is missing — write owner = "),
        (GOOD.replace("token", "#"), '3: sources[1].token: is missing — write token = { file = "/path" }'),
        (GOOD.replace("github", "gitea"), '7: sources[1].forge: keeps no such alerts — write forge = "github" or'),
        (GOOD.replace('"acme"', '"a/b/c"'), '5: sources[1].owner: is no organisation or repository — write "acme"'),
        (GOOD + 'path = "/x"\n', "8: sources[1].path: means nothing to a source of this kind — remove it"),
        (GOOD + 'include = ["x"]\n', "8: sources[1].include: means nothing to a source of this kind — remove it"),
        (GOOD + 'exclude = ["x"]\n', "8: sources[1].exclude: means nothing to a source of this kind — remove it"),
        (GOOD + 'url = "ssh://git@x"\n', '8: sources[1].url: is no https:// URL, which an API needs — write "https'),
        (GOOD + 'key = "/k"\n', "8: sources[1].key: means nothing to https:// — remove it"),
        (GOOD + 'proxy = "https://p"\n', '8: sources[1].proxy: is no address of a proxy — write "http://host:port"'),
        (GOOD + "closes = true\n", "8: sources[1].closes: there is no such key — did you mean `close`?"),
        (
            GOOD + '[[sources]]\nkind = "tree"\nname = "x"\npath = "/x"\nclose = true\n',
            "12: sources.x.close: is only for sources of the kind alerts — remove it",
        ),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(SettingsError) as caught:
        source(tmp_path, text)
    assert problem in str(caught.value)
