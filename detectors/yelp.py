r"""Leads from detect-secrets' plugins. The only importer of detect_secrets.

A lead is told to an owner and nothing else, so a bad one wakes somebody for nothing. The plugins cost 40 us a line and
yield the group of their expression rather than the value (`ghp` for a GitHub token), hence this order:

    PREFILTER (Hyperscan)  lines with an assignment to a secret's name, or a known prefix
      -> _ASSIGNMENT / _TOKEN   the whole value on that line, cut out by us, of bounded length
        -> filters: detect-secrets' heuristics, placeholders, paths, words, identifiers
          -> the plugin says which kind it is, if it agrees, about `name = "value"` and nothing else

Not used: IPPublic (no secret), PrivateKey (typed, detectors/pem.py), and the ones that match any word of some length
(Artifactory, Twilio, SoftLayer, IBM, Cloudant), which are found by their names anyway. No plugin verifies: that would
go online.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any, Final

from .base import Secret
from .placeholders import is_placeholder

REACH: Final = 512

_PREFIXES: Final = (
    r"gh[pousr]_[A-Za-z0-9_]{36}|gl(?:pat|dt|ft|soat|rt|cbt|imt|ptt|agent)-[A-Za-z0-9_\-]{20}|GR1348941[A-Za-z0-9_\-]{20}"
    r"|xox[abposr]-[0-9]{4}|hooks\.slack\.com/services/T|(?:A3T[A-Z0-9]|ABIA|ACCA|AKIA|ASIA)[0-9A-Z]{16}|[sr]k_live_[0-9a-zA-Z]{24}"
    r"|SG\.[a-zA-Z0-9_\-]{22}\.|pypi-Ag|T3BlbkFJ|sq0csp-|AccountKey=[a-zA-Z0-9+/]{40}|[0-9a-z]{32}-us[0-9]"
    r"|eyJ[A-Za-z0-9_=\-]{10,2000}\.eyJ|[0-9]{8,10}:[0-9A-Za-z_\-]{35}|[MNO][A-Za-z0-9_\-]{23,25}\.[A-Za-z0-9_\-]{6}\."
)
_NAMES: Final = (
    r"passw(?:or)?d|passwd|passphrase|pwd|secret|token|api_?-?key|auth_?-?key|access_?-?key|account_?-?key|service_?-?key"
    r"|private_?-?key|encryption_?-?key|signing_?-?key|client_?-?key|db_?-?pass|credential"
)

# What a name is followed by up to its value. Python's `re` and Hyperscan read it alike.
_TO_VALUE: Final = r"[\w.\-]{0,32}\\?[\"']?\]?[ \t]{0,8}(?::=|=>|[:=]{1,3})[ \t]{0,8}\\?[\"'`]?"

PREFILTER: Final = (
    rf"(?:{_NAMES}){_TO_VALUE}[^\s\"'`<$\{{]{{8}}",
    _PREFIXES,
    r"://[^\s:/@\"'<>]{1,64}:[^\s/@\"'<>]{6,128}@[A-Za-z0-9]",
)

_ASSIGNMENT: Final = re.compile(
    rf"(?<![A-Za-z0-9])(?<!::)(?P<name>[\w.\-]{{0,48}}?(?:{_NAMES})[\w.\-]{{0,32}})"
    r"\\?[\"']?\]?[ \t]{0,8}(?::=|=>|[:=]{1,3})[ \t]{0,8}"
    r"(?:[bru@]?\\?(?P<quote>[\"'`])(?P<quoted>[^\"'`\\\s]{8,256})\\?(?P=quote)"
    r"|(?P<plain>[^\s\"'`<>{}()\[\],;\\]{8,256}+)(?![(\[{]))",
    re.ASCII | re.IGNORECASE,
)
_TOKEN: Final = re.compile(
    r"https://hooks\.slack\.com/services/[A-Za-z0-9_/]{16,128}"
    r"|(?<![A-Za-z0-9_\-])(?:AccountKey=(?=[a-zA-Z0-9+/=]{88})|sk-(?=[A-Za-z0-9_\-]{20,200}T3BlbkFJ)"
    rf"|(?:{_PREFIXES}))[A-Za-z0-9_\-+/.=]*+",
    re.ASCII,
)
_BASIC_AUTH: Final = re.compile(
    r"(?<![A-Za-z0-9])(?P<scheme>[a-z][a-z0-9+.\-]{1,16})://[^\s:/@\"'<>]{1,64}:(?P<value>[^\s/@\"'<>{}]{6,128})@[A-Za-z0-9\[]",
    re.IGNORECASE,
)

_PLAIN_NAME: Final = re.compile(
    r"(?:file|path|dir|url|uri|name|type|id|hash|field|header|prefix|suffix|length|size|ttl|expir\w*|policy|format|pattern|regex|label"
    r"|title|text|message|error|hint|help|description|class|version|count|limit|public\w*|placeholder|endpoint|provider|method|mode|algorithm"
    r"|digest|checksum|fingerprint|accessor|arn|reference|ref|key_?ids?|csrf\w*|xsrf\w*|nonce|cancel\w*|page\w*|continuation\w*|next\w*)s?$",
    re.IGNORECASE,
)
_TOKEN_OF_A_LANGUAGE: Final = re.compile(
    r"(?:next|page|continuation|cancellation|csrf|xsrf|sync|start|end|stop|special|pad|eos|bos)_?tokens?", re.IGNORECASE
)
_PATH: Final = re.compile(
    r"^(?:[A-Za-z]:)?[~./\\]|^[\w.\-]+(?:/[\w.\-]+)+/?$|://|^[\w\-]+(?:\.[\w\-]+)+$|^(?:sha\d+|md5)[:\-]|^\d[\d.:T\-+Z]*$|^arn:"
)
_IN_CAMEL_CASE: Final = re.compile(r"^[A-Za-z][a-z]*(?:[A-Z][a-z]+)+[0-9]{0,2}$")
_HEX: Final = re.compile(r"^(?:0x)?[0-9a-fA-F]+$")
_COMMIT_LENGTHS: Final = frozenset({32, 40, 56, 64, 96, 128})

_BITS: Final = 2.9  # Shannon, per character; words of eight letters have 2.2 to 2.75
_CHANGES: Final = (
    0.25  # of neighbours, the share that changes class (a-z, A-Z, 0-9, other): identifiers have 0.1 to 0.2
)
_LETTERS_ONLY: Final = 0.35  # the same for letters alone


@dataclass(frozen=True, slots=True)
class Lead:
    """Something that looks like a secret. `kind` is the plugin's word for it; `bare`: assigned without quotes."""

    start: int
    end: int
    value: Secret
    kind: str
    bare: bool = False


@cache
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
def _assignment_plugins() -> tuple[Any, Any, Any]:
    from detect_secrets.plugins.high_entropy_strings import Base64HighEntropyString, HexHighEntropyString
    from detect_secrets.plugins.keyword import KeywordDetector

    return HexHighEntropyString(limit=3.0), Base64HighEntropyString(limit=4.5), KeywordDetector()


@cache
def _filters() -> tuple[Callable[[str], bool], ...]:
    from detect_secrets.filters import heuristic

    return (
        heuristic.is_sequential_string,
        heuristic.is_potential_uuid,
        heuristic.is_templated_secret,
        heuristic.is_prefixed_with_dollar_sign,
        heuristic.is_not_alphanumeric_string,
    )


def find(text: str) -> Iterator[Lead]:
    """Every lead in `text`, which is a line or a piece of one."""
    for hit in _TOKEN.finditer(text):
        value = hit[0] if hit[0].endswith("=") else hit[0].rstrip("./")
        kind = _provider(value)
        if kind and not _is_dull(value):
            yield Lead(hit.start(), hit.start() + len(value), Secret(value), kind)
    for hit in _ASSIGNMENT.finditer(text):
        group = "quoted" if hit["quoted"] else "plain"
        if _is_resource(text, hit):
            continue
        kind = _assigned(hit["name"], hit[group])
        if kind:
            yield Lead(hit.start(group), hit.end(group), Secret(hit[group]), kind, group == "plain")
    for hit in _BASIC_AUTH.finditer(text):
        if not _is_dull(hit["value"]) and _is_mixed(hit["value"]):
            yield Lead(hit.start("value"), hit.end("value"), Secret(hit["value"]), "Basic Auth Credentials")


def _is_resource(text: str, hit: re.Match[str]) -> bool:
    """arn:aws:secretsmanager:eu-west-1:123456789012:secret:Name is no assignment."""
    return text[: hit.start()].endswith(":") and text[hit.end("name")] == ":"


def _provider(value: str) -> str | None:
    for plugin in _plugins():
        if any(True for _ in plugin.analyze_string(value)):
            return str(plugin.secret_type)
    return None


def _assigned(name: str, value: str) -> str | None:
    """The kind of a value that was assigned to a secret-sounding name, if it looks like more than a word."""
    if _PLAIN_NAME.search(name) or _TOKEN_OF_A_LANGUAGE.search(name):
        return None
    if _is_dull(value) or _PATH.search(value) or _IN_CAMEL_CASE.search(value) or not _is_mixed(value):
        return None
    hexadecimal, base64, keyword = _assignment_plugins()
    for plugin in (hexadecimal, base64):
        if any(
            plugin.calculate_shannon_entropy(found) > plugin.entropy_limit
            for found in plugin.analyze_string(f'"{value}"')
        ):
            return str(plugin.secret_type)
    line = f'{name.rpartition(".")[2]} = "{value}"'
    return str(keyword.secret_type) if any(True for _ in keyword.analyze_string(line)) else None


def _is_dull(value: str) -> bool:
    return is_placeholder(value) or "example" in value.lower() or any(drops(value) for drops in _filters())


def _kind(letter: str) -> str:
    return "0" if letter.isdigit() else "A" if letter.isupper() else "a" if letter.isalpha() else "-"


def _is_mixed(value: str) -> bool:
    """More than a word or an identifier: several classes of characters that change often, and enough bits."""
    kinds = [_kind(letter) for letter in value]
    changes = sum(a != b for a, b in pairwise(kinds)) / (len(kinds) - 1)
    if _HEX.match(value):
        return len(set(value)) > len("01234567") and len(value) not in _COMMIT_LENGTHS - {32, 64} and "0" in kinds
    return (
        "a" in map(str.lower, kinds)
        and changes >= (_CHANGES if "0" in kinds else _LETTERS_ONLY)
        and _bits(value) >= _BITS
    )


def _bits(value: str) -> float:
    shares = [value.count(letter) / len(value) for letter in set(value)]
    return -sum(share * math.log2(share) for share in shares)
