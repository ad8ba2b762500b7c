"""[slack]: whole, or refused with line, key and mend."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.model import CredentialRef
from agent.settings import Names, SettingsError, SlackSettings, load

NAMES = Names(types=set(), providers={"postgres"})
HEAD = '[stanch]\nfallback_owner = "ops"\nstate = "state"\n'
WHOLE = '[slack]\ntoken = { file = "t" }\noperator = ["U0OPS"]\n'


def slack(directory: Path, text: str, **environ: str) -> SlackSettings | None:
    (directory / "stanch.toml").write_text(HEAD + text)
    return load(directory, environ=environ, names=NAMES).slack


def test_no_section_no_notices(tmp_path: Path) -> None:
    assert slack(tmp_path, "") is None


def test_a_whole_section(tmp_path: Path) -> None:
    assert slack(tmp_path, WHOLE) == SlackSettings(
        CredentialRef(tmp_path / "t"), ("U0OPS",), {}, "https://slack.com/api/"
    )
    more = (
        '[slack]\ntoken = { credential = "slack" }\noperator = ["U0OPS", "W0OPS"]\n'
        'users = { "team-app@example.com" = "U0123" }\nbase_url = "http://127.0.0.1:8080/api"\n'
    )
    assert slack(tmp_path, more, CREDENTIALS_DIRECTORY="/run/c") == SlackSettings(
        CredentialRef(Path("/run/c/slack")),
        ("U0OPS", "W0OPS"),
        {"team-app@example.com": "U0123"},
        "http://127.0.0.1:8080/api",
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[slack]\n", ["stanch.toml:4: slack.token: is missing", "stanch.toml:4: slack.operator: is missing"]),
        ('[slack]\ntoken = "xoxb"\noperator = ["U0OPS"]\n', ["stanch.toml:5: slack.token: must be a table"]),
        (
            '[slack]\ntoken = { }\noperator = ["U0OPS"]\n',
            ["stanch.toml:5: slack.token: needs one of file and credential"],
        ),
        (
            '[slack]\ntoken = { credential = "a/b" }\noperator = ["U0OPS"]\n',
            ["stanch.toml:5: slack.token.credential: is a path"],
        ),
        (
            '[slack]\ntoken = { credential = "a" }\noperator = ["U0OPS"]\n',
            ["stanch.toml:5: slack.token.credential: $CREDENTIALS_DIRECTORY is not set"],
        ),
        (WHOLE.replace("U0OPS", "#security"), ["stanch.toml:6: slack.operator[1]: is no id of a Slack user"]),
        (WHOLE.replace("U0OPS", "C0PUBLIC"), ["stanch.toml:6: slack.operator[1]: is no id of a Slack user"]),
        (WHOLE + 'users = { "a" = "C0PUBLIC" }\n', ["stanch.toml:7: slack.users.a: is no id of a Slack user"]),
        (WHOLE + "users = { a = 1 }\n", ["stanch.toml:7: slack.users.a: must be a text"]),
        (WHOLE + 'base_url = "http://slack.com/api/"\n', ["stanch.toml:7: slack.base_url: is no https:// address"]),
        (WHOLE + 'base_url = "https://a b"\n', ["stanch.toml:7: slack.base_url: is no https:// address"]),
        (WHOLE + 'base_url = "https://u@slack.com/"\n', ["stanch.toml:7: slack.base_url: is no https:// address"]),
        (WHOLE + 'channel = "#x"\n', ["stanch.toml:7: slack.channel: there is no such key"]),
        (WHOLE + 'bot_token = "xoxb"\n', ["stanch.toml:7: slack.bot_token: a secret does not belong into this file"]),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, text: str, words: list[str]) -> None:
    with pytest.raises(SettingsError) as caught:
        slack(tmp_path, text)
    said = [str(problem) for problem in caught.value.problems]
    assert [line[: len(word)] for line, word in zip(said, words, strict=True)] == words
    assert "xoxb" not in str(caught.value)
