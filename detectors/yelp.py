r"""Tokens of providers from detect-secrets' plugins. The only importer of detect_secrets.

A plugin yields the group of its expression rather than the value (`ghp` for a GitHub token), so ours cuts the value and
the plugin says which kind it is, if it agrees:

    PREFILTER (Hyperscan)  lines with a known prefix
      -> _TOKEN            the whole value on that line, of bounded length
        -> detect-secrets' heuristic filters and ours: placeholders, sequences, templates
          -> the plugin's word for it

Not used: IPPublic (no secret), PrivateKey (typed, detectors/pem.py), basic authentication (typed by its place), and the
ones that match any word of some length or any name (Artifactory, Twilio, SoftLayer, IBM, Cloudant, the keyword and the
entropy plugins, 40 us a line), in whose place is detectors/generic/. No plugin verifies: that would go online.
"""

from __future__ import annotations

import re
import string
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from types import ModuleType
from typing import Any, Final

from .filters.placeholders import is_placeholder
from .filters.remembered import remembered

_JWT: Final = r"eyJ[A-Za-z0-9_=\-]{10"
_PREFIXES: Final = (
    r"gh[pousr]_[A-Za-z0-9_]{36}",
    r"gl(?:pat|dt|ft|soat|rt|cbt|imt|ptt|agent)-[A-Za-z0-9_\-]{20}",
    r"GR1348941[A-Za-z0-9_\-]{20}",
    r"xox[abposr]-[0-9]{4}",
    r"hooks\.slack\.com/services/T",
    r"(?:A3T[A-Z0-9]|ABIA|ACCA|AKIA|ASIA)[0-9A-Z]{16}",
    r"[sr]k_live_[0-9a-zA-Z]{24}",
    r"SG\.[a-zA-Z0-9_\-]{22}\.",
    r"pypi-Ag",
    r"T3BlbkFJ",
    r"sq0csp-",
    r"AccountKey[=][a-zA-Z0-9+/]{40}",
    r"[0-9a-z]{32}-us[0-9]",
    rf"{_JWT},2000}}\.eyJ",
    r"[0-9]{8,10}:[0-9A-Za-z_\-]{35}",
    r"[MNO][A-Za-z0-9_\-]{23,25}\.[A-Za-z0-9_\-]{6}\.",
)

PREFILTER: Final = tuple(_JWT + "}" if prefix.startswith(_JWT) else prefix for prefix in _PREFIXES)

_TOKEN: Final = re.compile(
    r"https://hooks\.slack\.com/services/[A-Za-z0-9_/]{16,128}"
    r"|(?<![A-Za-z0-9_\-])(?:AccountKey=(?=[a-zA-Z0-9+/=]{88})|sk-(?=[A-Za-z0-9_\-]{20,200}T3BlbkFJ)"
    rf"|(?:{'|'.join(_PREFIXES)}))[A-Za-z0-9_\-+/.=]*+",
    re.ASCII,
)


_OF_AWS: Final = "AWS Access Key"
_ALNUM: Final = string.ascii_letters + string.digits
_LENGTH_OF_AWS: Final = 20


@contextmanager
def _offline() -> Iterator[None]:
    """The plugins import an HTTP client, to verify with, which is never done here: 70 ms."""
    if "requests" in sys.modules:
        yield
        return
    client = sys.modules["requests"] = ModuleType("requests")
    client.Response = object  # type: ignore[attr-defined]  # in annotations
    try:
        yield
    finally:
        del sys.modules["requests"]


@cache
@_offline()
def _plugins() -> tuple[Any, ...]:
    """The plugins that know one provider's tokens."""
    from detect_secrets.plugins.aws import AWSKeyDetector
    from detect_secrets.plugins.azure_storage_key import AzureStorageKeyDetector
    from detect_secrets.plugins.discord import DiscordBotTokenDetector
    from detect_secrets.plugins.github_token import GitHubTokenDetector
    from detect_secrets.plugins.gitlab_token import GitLabTokenDetector
    from detect_secrets.plugins.jwt import JwtTokenDetector
    from detect_secrets.plugins.mailchimp import MailchimpDetector
    from detect_secrets.plugins.openai import OpenAIDetector
    from detect_secrets.plugins.pypi_token import PypiTokenDetector
    from detect_secrets.plugins.sendgrid import SendGridDetector
    from detect_secrets.plugins.slack import SlackDetector
    from detect_secrets.plugins.square_oauth import SquareOAuthDetector
    from detect_secrets.plugins.stripe import StripeDetector
    from detect_secrets.plugins.telegram_token import TelegramBotTokenDetector

    return (
        GitHubTokenDetector(),
        GitLabTokenDetector(),
        SlackDetector(),
        AWSKeyDetector(),
        StripeDetector(),
        SendGridDetector(),
        PypiTokenDetector(),
        OpenAIDetector(),
        SquareOAuthDetector(),
        AzureStorageKeyDetector(),
        MailchimpDetector(),
        JwtTokenDetector(),
        TelegramBotTokenDetector(),
        DiscordBotTokenDetector(),
    )


@cache
def _sought() -> tuple[tuple[re.Pattern[str], Any], ...]:
    """What each plugin finds first of all: most have nothing to do with a token, and asking one takes a while."""
    return tuple((sought, plugin) for plugin in _plugins() for sought in plugin.denylist)


@cache
@_offline()
def _filters() -> tuple[Callable[[str], bool], ...]:
    from detect_secrets.filters import heuristic

    return (
        heuristic.is_sequential_string,
        heuristic.is_potential_uuid,
        heuristic.is_templated_secret,
        heuristic.is_prefixed_with_dollar_sign,
        heuristic.is_not_alphanumeric_string,
    )


def find(text: str) -> Iterator[tuple[int, str, str]]:
    """Every such token in `text`, which is a line or a piece of one: where it begins, its value, the plugin's word."""
    for hit in _TOKEN.finditer(text):
        value = hit[0] if hit[0].endswith("=") else hit[0].rstrip("./")
        if kind := _kind(value):
            yield hit.start(), value, kind


@remembered(4096)
def _kind(value: str) -> str | None:
    """The plugin's word for it, if that is one, and nobody's example."""
    kind = _provider(value)
    if kind == _OF_AWS and len(value) - len(value.lstrip(_ALNUM)) != _LENGTH_OF_AWS:
        return None  # a longer run of hexadecimal digits
    return None if kind is None or _is_dull(value) else kind


def _provider(value: str) -> str | None:
    for sought, plugin in _sought():
        if sought.search(value) and any(True for _ in plugin.analyze_string(value)):
            return str(plugin.secret_type)
    return None


def _is_dull(value: str) -> bool:
    return is_placeholder(value) or "example" in value.lower() or any(drops(value) for drops in _filters())
