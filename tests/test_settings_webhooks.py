"""[[web.hooks]]: what it comes to, and each mistake with its line and mend."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.found import Visibility
from agent.model import Address, CredentialRef
from agent.settings import Names, SettingsError, load
from agent.settings.webhooks import TYPES, HookProvider, WebHookSettings

NAMES = Names(frozenset(), frozenset())
HEAD = """[stanch]
fallback_owner = "ops"
[[sources]]
kind = "git"
path = "/srv/app.git"
name = "app"
[[sources]]
kind = "log"
path = "/srv/ci.log"
name = "ci"
[[web.hooks]]
"""


def hooks(folder: Path, text: str) -> tuple[WebHookSettings, ...]:
    (folder / "stanch.toml").write_text(HEAD + text)
    web = load(folder, environ={"CREDENTIALS_DIRECTORY": "/run/x"}, names=NAMES).web
    assert web is not None
    return web.hooks


def test_what_wakes_and_what_reports(tmp_path: Path) -> None:
    text = 'name = "a"\nprovider = "gitea"\nsecret = { file = "/s" }\nsources = ["ci", "app"]\n'
    text += '[[web.hooks]]\nname = "b"\nprovider = "github-partner"\n'
    text += '[[web.hooks]]\nname = "c"\nprovider = "gitlab-revocation"\nsecret = { credential = "s" }\n'
    text += 'visibility = "internal"\n'
    text += '[[web.hooks]]\nname = "d"\nprovider = "github-partner"\nkeys_file = "/keys"\nvisibility = "unknown"\n'
    text += '[[web.hooks]]\nname = "e"\nprovider = "alertmanager"\nsecret = { file = "/e" }\n'
    keys = Address("keys", "api.github.com", 443, tls=True)
    assert hooks(tmp_path, text) == (
        WebHookSettings("a", HookProvider.GITEA, CredentialRef(Path("/s")), pushes=("app",), jobs=("ci",)),
        WebHookSettings(
            "b",
            HookProvider.GITHUB_PARTNER,
            None,
            keys=keys,
            keys_path="/meta/public_keys/secret_scanning",
            visibility=Visibility.PUBLIC,
        ),
        WebHookSettings(
            "c",
            HookProvider.GITLAB_REVOCATION,
            CredentialRef(Path("/run/x/s"), is_path=False),
            types=TYPES,
            visibility=Visibility.INTERNAL,
        ),
        WebHookSettings("d", HookProvider.GITHUB_PARTNER, None, keys_file=Path("/keys")),
        WebHookSettings("e", HookProvider.ALERTMANAGER, CredentialRef(Path("/e"))),
    )


GOOD = 'name = "a"\nprovider = "github"\nsecret = { file = "/s" }\nsources = ["app"]\n'
BREAKER = 'name = "b"\nprovider = "alertmanager"\nsecret = { file = "/s" }\n'
PARTNER = 'name = "p"\nprovider = "github-partner"\n'


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (GOOD + "x = 1\n", "16: web.hooks.a.x: there is no such key — write one of"),
        (GOOD.replace("github", "githup"), "13: web.hooks.a.provider: `githup` is none of its values — did you mean"),
        (GOOD.replace('"a"', '"a/b"'), "12: web.hooks[1].name: is no part of a URL — write letters and digits"),
        (GOOD.replace('"app"', '"apq"'), "15: web.hooks.a.sources[1]: `apq` is no source — did you mean `app`?"),
        (GOOD.replace("sources", "#"), '11: web.hooks.a.sources: is missing — write sources = ["..."], the names'),
        (GOOD.replace("secret", "#"), '11: web.hooks.a.secret: is missing — write secret = { file = "/path" }'),
        (GOOD.replace('{ file = "/s" }', '"hunter2"'), "14: web.hooks.a.secret: must be a table, not this text"),
        (GOOD + 'visibility = "public"\n', "16: web.hooks.a.visibility: means nothing to a hook of this kind"),
        (GOOD + "[[web.hooks]]\n" + GOOD, "17: web.hooks.a.name: another hook has this name already"),
        (BREAKER + 'sources = ["app"]\n', "15: web.hooks.b.sources: means nothing to a hook of this kind"),
        (BREAKER + 'visibility = "public"\n', "15: web.hooks.b.visibility: means nothing to a hook of this kind"),
        (BREAKER.replace("secret", "#"), '11: web.hooks.b.secret: is missing — write secret = { file = "/path" }'),
        (PARTNER + 'secret = { file = "/s" }\n', "14: web.hooks.p.secret: means nothing to a hook of this kind"),
        (PARTNER + 'sources = ["app"]\n', "14: web.hooks.p.sources: means nothing to a hook of this kind"),
        (PARTNER + 'keys_url = "http://x.example/k"\n', "14: web.hooks.p.keys_url: is not encrypted: http:// is for"),
        (PARTNER + 'keys_url = "ssh://x.example/k"\n', "14: web.hooks.p.keys_url: is no https:// URL — write keys_url"),
        (
            PARTNER + 'keys_file = "/k"\nkeys_url = "https://x.example/k"\n',
            "15: web.hooks.p.keys_url: means nothing to a hook of this kind",
        ),
        (PARTNER.replace('"p"', '"app"'), "12: web.hooks.app.name: a source has this name already"),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(SettingsError) as caught:
        hooks(tmp_path, text)
    assert problem in str(caught.value)
    assert "hunter2" not in str(caught.value)


def test_hooks_without_a_listener(tmp_path: Path) -> None:
    text = HEAD.replace("[[web.hooks]]", '[web]\nlisten = "off"\n[[web.hooks]]') + GOOD
    (tmp_path / "stanch.toml").write_text(text)
    with pytest.raises(SettingsError, match=r"web\.hooks: nobody listens for them — write listen"):
        load(tmp_path, environ={}, names=NAMES)
