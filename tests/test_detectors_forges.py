"""Tokens of GitHub, GitLab and Slack: checksums, the host beside a token, and what of it is shown."""

from __future__ import annotations

import random
import string

import pytest

from agent.model import Reason
from agent.response.locate import hints, locate
from agent.settings.systems import _PUBLIC
from agent.systems import open_system
from detectors import github, gitlab, slack
from detectors.base import Confidence, Detector
from tests.sims import compiled
from tests.test_doors_systems import system

ALL = (*github.DETECTORS, *gitlab.DETECTORS, *slack.DETECTORS)
LETTERS = string.ascii_letters + string.digits


def found(text: str) -> list[tuple[str, str, dict[str, str]]]:
    return [
        (hit.type.name, hit.confidence.value, {name: part.reveal() for name, part in hit.parts.items()})
        for hit in compiled.engine().scan(text.encode())
        if hit.type
    ]


def minted(prefix: str, length: int, seed: int) -> str:
    body = "".join(random.Random(seed).choices(LETTERS, k=length - 6))  # noqa: S311 - not for security
    return f"{prefix}_{body}{github.checksum(body)}"


def test_the_checksums_are_the_providers() -> None:
    """Values that were computed elsewhere: of GitHub's scheme, and of a token that GitLab documents."""
    assert github.checksum("012345678901234567890123456789") == "0pV6Ps"
    documented = f"{'glrtr'}-" + "W5m1cHR6skC98Bx7XkuYjmM6MQpnOjgKbzpyegp0OjIQ" + ".01.18" + "1uebm4k"
    assert gitlab.checksum(documented[:-7]) == documented[-7:]


@pytest.mark.parametrize(
    ("prefix", "length", "name"),
    [
        ("ghp", 36, "github-pat"),
        ("gho", 36, "github-oauth-token"),
        ("ghu", 36, "github-app-user-token"),
        ("ghs", 36, "github-installation-token"),
        ("ghr", 76, "github-refresh-token"),
    ],
)
def test_each_kind_with_its_checksum_and_none_without(prefix: str, length: int, name: str) -> None:
    for seed in range(30):
        token = minted(prefix, length, seed)
        assert found(f"export T={token};") == [(name, Confidence.CHECKSUMMED.value, {"token": token})]
        at = 4 + seed % length
        letter = next(other for other in LETTERS if other != token[at])
        assert found(f"export T={token[:at]}{letter}{token[at + 1 :]};") == []
    # A refresh token of the length of the others is none, nor the reverse.
    assert found(minted(prefix, 112 - length, 1)) == []


def test_what_is_shown_is_the_kind_the_length_and_the_host() -> None:
    for detector in ALL:
        for text, value in detector.examples:
            [match] = detector.find(text)
            shown = detector.type.preview(match.parts)
            assert f"token=<{len(value)} characters>" in shown
            # What follows the longest prefix, and its first dozen characters.
            assert not any(value[at : at + 6] in shown for at in range(12, len(value) - 5))


@pytest.mark.parametrize("detector", [each for each in ALL if "host" in each.type.parts])
def test_the_host_of_a_url_goes_with_its_token(detector: Detector) -> None:
    _, token = detector.examples[0]
    for text, host in (
        (f"https://x:{token}@forge.internal/a/b.git", "forge.internal"),
        (f"https://{token}@forge.internal:8443/a", "forge.internal:8443"),
        (f"https://{token}:@[2001:db8::1]/a", "[2001:db8::1]"),
        (f"https://{token}:x-oauth-basic@forge.internal", "forge.internal"),
        (f"https://{token}:{'another-Secret9'}@forge.internal/a", None),
        (f"{token} see git@forge.internal", None),
        (f"{token}@", None),
        (f"{token}@forge.internal:acme/shop.git", None),
    ):
        [match] = detector.find(text)
        assert match.parts["token"].reveal() == token
        assert detector.type.named(match.parts) == host, text
        assert detector.type.canonical(match.parts) == detector.type.canonical({"token": match.parts["token"]})


def test_a_token_goes_where_its_url_says_and_to_the_public_service_only_with_leave() -> None:
    public = system("github", None, name="github", ours=False, aliases=frozenset({"github.com"}))
    github_com, own = open_system(public), open_system(system("github", None, name="own"))

    def asked(*hosts: str | None, others: bool) -> tuple[tuple[str, ...], Reason | None]:
        located = locate("github", hosts, [github_com, own], others=others, probe=True)
        return tuple(each.system.name for each in located.systems), located.reason

    assert asked(None, others=False) == (("own",), None)
    assert asked(None, others=True) == (("github", "own"), None)
    assert asked("github.com", others=True) == (("github",), None)
    assert asked("github.com", others=False) == ((), Reason.PROBE_OFF)
    assert asked("one.internal", others=True) == (("github", "own"), None)
    assert asked("elsewhere.test", others=True) == ((), Reason.OTHER_HOST)
    assert hints([]) == ()
    assert set(_PUBLIC) == {"aws", "github", "gitlab", "slack"}


def test_beside_a_typed_token_there_is_no_lead() -> None:
    for detector in ALL:
        for text, _ in detector.examples:
            hits = [(hit.type.name if hit.type else hit.kind) for hit in compiled.engine().scan(text.encode())]
            assert hits == [detector.type.name], text
    broken = github.DETECTORS[0].examples[0][0][:-1] + "!"
    assert [hit.type for hit in compiled.engine().scan(broken.encode()) if hit.type] == []


@pytest.mark.parametrize("before", ["", "\\n", "%3D", "x", "_", "-", "é", "\x1b[0m"])
@pytest.mark.parametrize("after", ["", "\\n", "%26", '"', "é", "\x1b[0m", ".", ")", " "])
def test_what_stands_around_a_token(before: str, after: str) -> None:
    for detector in ALL:
        _, token = detector.examples[0]
        assert [parts["token"] for _, _, parts in found(f"{before}{token}{after}")] == [token]
