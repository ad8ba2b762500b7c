"""From the fields of a version to fingerprints: by which values a leak elsewhere would be known.

    fields --JSON inside? its leaves--> leaves --a secret, by name or look?--> part(value)
       `-- as lines name=value --the detectors--> each credential in it: canonical, and part of every secret part

What is no secret (a user, a host, a word) gets no fingerprint: it stands in many places and says nothing about whose a
leak is. A field that is called a password is one, whatever it looks like.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import reduce
from typing import Final

import msgspec

from agent.inventory.kept import KeptValue
from agent.scan.names import without_values
from agent.seal import ScannerKeys
from agent.sources.vaults.openbao import flat
from agent.sources.vaults.store import Version
from detectors.base import Confidence, Match, Secret
from detectors.filters.placeholders import is_placeholder
from detectors.filters.remembered import forget
from detectors.generic.names import Named, promise
from detectors.generic.values import Strength, strength
from detectors.registry import DETECTORS

SHORTEST: Final = 8  # characters: a shorter one may stand anywhere by chance
_RECOGNISED: Final = 1 << 14  # characters of a version in which credentials are looked for; the rest is one value
_TABLE: Final = 1 << 20  # characters of JSON within a field that are taken apart
_MOST: Final = 2000  # fingerprints of one version
_PLAIN: Final = frozenset(
    {
        *("user", "username", "login", "role", "email", "name", "account", "client_id", "key_id", "access_key_id"),
        *("host", "hostname", "server", "address", "port", "db", "database", "dbname", "schema", "engine", "driver"),
        *("region", "zone", "bucket", "project", "project_id", "tenant_id", "namespace", "issuer", "audience"),
        *("ca", "ca.crt", "tls.crt", "cert", "certificate", "public_key"),
    }
)


@dataclass(frozen=True, slots=True)
class Marked:
    """The fingerprints of all versions. `type`: the credential type that the newest shows, where it shows one only.
    `left`: so many values got none, as there are too many. `secret`: the values themselves, for as long as it takes.
    """

    values: tuple[KeptValue, ...]
    type: str
    left: int = 0
    secret: frozenset[Secret] = field(default=frozenset(), repr=False)

    def without(self, text: str) -> str:
        """What is said of a path, where somebody wrote its value into it."""
        return reduce(lambda told, value: told.replace(value.reveal(), "***"), self.secret, without_values(text))


def marks(keys: ScannerKeys, versions: tuple[Version, ...]) -> Marked:
    """Computed here and now; nothing of the values is left."""
    try:
        return _marked(keys, versions)
    finally:
        forget()


def _marked(keys: ScannerKeys, versions: tuple[Version, ...]) -> Marked:
    found: dict[tuple[str, str], KeptValue] = {}
    values: set[Secret] = set()
    types: set[str] = set()
    left = 0
    for version in reversed(versions):
        current = version is versions[-1]
        fields = _opened(version.fields)
        kinds = _credentials(fields)
        if current:
            types = {match.detector.type.name for match in kinds}
        secret = list(_secret(fields, public={text for match in kinds for text in _public(match)}))
        values |= {value for _, value in secret}
        for name, mark in (*_of(keys, kinds), *((name, keys.part(value)) for name, value in secret)):
            if (name, mark) not in found and len(found) >= _MOST * len(versions):
                left += 1
                continue
            # A value that did not change from one version to the next belongs to the newest.
            found.setdefault((name, mark), KeptValue(without_values(name), version.number, mark, current))
    return Marked(tuple(found.values()), next(iter(types)) if len(types) == 1 else "", left, frozenset(values))


def _opened(fields: Mapping[str, Secret]) -> Mapping[str, Secret]:
    """A field that holds a JSON table counts as its leaves."""
    found: dict[str, Secret] = {}
    for name, value in fields.items():
        text = value.reveal()
        held: object = None
        if text[:1] in {"{", "["} and len(text) <= _TABLE:
            try:
                held = msgspec.json.decode(text)
            except (msgspec.DecodeError, UnicodeError, RecursionError):
                held = None
        inner = flat({"": held}) if isinstance(held, dict | list) else {}
        found |= {f"{name}{at}".strip("."): leaf for at, leaf in inner.items()} or {name: value}
    return found


def _secret(fields: Mapping[str, Secret], public: Collection[Secret]) -> Iterator[tuple[str, Secret]]:
    """The fields that are secrets. One that stands alone is what the path is for."""
    for name, value in fields.items():
        text = value.reveal()[:_RECOGNISED]  # of megabytes the beginning tells as much
        if len(text) < SHORTEST or is_placeholder(text) or value in public:
            continue
        last = name.rpartition(".")[2]
        named = promise(last)
        plain = {last.lower().replace("-", "_"), name.lower()} & _PLAIN
        looks = not plain and (len(fields) == 1 or strength(text) >= _LOOKS)
        if looks or named in {Named.PASSWORD, Named.SECRET}:
            yield name, value


_LOOKS: Final = Strength.FAIR
# By their form alone: beside other names, in another file, the same fields are something else.
_BY_FORM: Final = frozenset({Confidence.CHECKSUMMED, Confidence.TYPED})


def _public(match: Match) -> Iterator[Secret]:
    yield from (value for name, value in match.parts.items() if name not in match.detector.type.secret)


def _credentials(fields: Mapping[str, Secret]) -> list[Match]:
    text = "\n".join(f"{name.rpartition('.')[2] or 'value'}={value.reveal()}" for name, value in fields.items())
    if len(text) > _RECOGNISED:
        return []
    lower = text.lower()
    return [
        match
        for detector in DETECTORS
        if detector.confidence in _BY_FORM and any(keyword in lower for keyword in detector.keywords)
        for match in detector.find(text)
        if not match.refused
    ]


def _of(keys: ScannerKeys, kinds: list[Match]) -> Iterator[tuple[str, str]]:
    for match in kinds:
        kind = match.detector.type
        yield kind.name, keys.canonical(kind, match.parts)
        for name in sorted(kind.secret & match.parts.keys()):
            if len(match.parts[name]) >= SHORTEST:
                yield f"{kind.name} {name}", keys.part(match.parts[name])
