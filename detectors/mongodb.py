"""MongoDB: connection strings, and the secrets of Atlas.

https://www.mongodb.com/docs/manual/reference/connection-string/: user and password are percent-encoded, hosts may be
several. The canonical credential is user and password, decoded; where it is for stays a hint.
https://www.mongodb.com/docs/atlas/configure-api-access/ (service accounts, and API keys of two halves)
"""

from __future__ import annotations

from typing import Final

from .base import CredentialType, Detector, Parts
from .database_urls import decoded, decoded_riddle, is_real, riddle, url
from .filters.made_up import login
from .forms import URL_SAFE, UUID, assignment, made, made_uuid, named, prefixed
from .places import TESTS

URL = CredentialType(
    name="mongodb-url",
    title="MongoDB password",
    parts=("user", "password", "host", "database"),
    secret=frozenset({"password"}),
    identity=("user", "password"),
    hint="host",
    side_effects=("one connection is opened and closed; it shows in the server's log",),
    made_up=login,
    doubtful=TESTS,
)
SERVICE_ACCOUNT = CredentialType(
    name="mongodb-atlas-service-account-secret",
    title="MongoDB Atlas service account secret",
    parts=("secret", "id"),
    secret=frozenset({"secret"}),
    identity=("secret",),
)
API_KEY = CredentialType(
    name="mongodb-atlas-api-key",
    title="MongoDB Atlas API key",
    parts=("private_key", "public_key"),
    secret=frozenset({"private_key"}),
    identity=("private_key",),
)

_SCHEME: Final = r"(?<![A-Za-z0-9])(?i:mongodb(?:\+srv)?):(?:\\?/){2}"
_PREFILTER: Final = r"mongodb(\+srv)?:(\\?/){2}[^\s:/?#@\"'<>`\\]{1,128}:[^\s/]"


def _is_real(parts: Parts) -> bool:
    return is_real(parts) and not parts["user"].reveal().startswith("$")


_EXAMPLE: Final = "s3cr" + "et-Pw9"
_ROUND: Final = "p%40ss" + "%2Fw0rd"
_SLASH: Final = f"Zr/{_EXAMPLE}"
_ACCOUNT: Final = "mdb_sa_sk_" + made(URL_SAFE, 40)
_PRIVATE: Final = made_uuid()

DETECTORS = (
    Detector(
        type=URL,
        keywords=("mongodb",),
        prefilter=_PREFILTER,
        pattern=url(_SCHEME),
        parse=decoded,
        check=_is_real,
        examples=(
            (f"MONGODB_URI=mongodb+srv://app:{_EXAMPLE}@cluster0.abcde.mongodb.net/shop?retryWrites=true", _EXAMPLE),
            (f"mongodb://app:{_ROUND}@m1:27017,m2:27017/?replicaSet=rs0", "p@ss/w0rd"),
            (f'{{"uri":"mongodb:\\/\\/app:{_EXAMPLE}@db\\/shop"}}', _EXAMPLE),
        ),
        near_misses=(
            "mongodb://localhost:27017/shop",
            "mongodb://app@db:27017/shop?name=a@b",
            "mongodb+srv://${DB_USER}:${DB_PASS}@cluster.mongodb.net/",
            "mongodb://$MONGODB_USER:$MONGODB_PASSWORD@cluster.mongodb.net/app",
            "mongodb://{{ .Values.mongoUser }}:{{ .Values.mongoPassword }}@mongo.example.net/app",
            "mongodb+srv://<username>:<password>@cluster.mongodb.net/app",
            "mongodb://user:pass@localhost:27017/app",
            "mongodb://app:***@db/shop",
            "mongodb://%s:%s@%s/%s",
            f"notmongodb://app:{_EXAMPLE}@db",
        ),
    ),
    Detector(
        type=URL,
        keywords=("mongodb",),
        prefilter=_PREFILTER,
        pattern=riddle(_SCHEME),
        parse=decoded_riddle,
        check=_is_real,
        examples=((f"mongodb://app:{_SLASH}@db:27017/shop?authSource=admin", _SLASH),),
        near_misses=("mongodb://db:27017,db2:27018/shop?name=a@b", "mongodb://app:${DB/PASSWORD}@db/shop"),
    ),
    prefixed(
        SERVICE_ACCOUNT,
        r"mdb_sa_sk_[A-Za-z0-9_\-]{40}",
        ("mdb_sa_sk_",),
        (
            (f'MDB_MCP_API_CLIENT_SECRET="{_ACCOUNT}"', _ACCOUNT),
            (f"atlas auth login --clientSecret {_ACCOUNT}", _ACCOUNT),
        ),
        (_ACCOUNT[:-1], f"{_ACCOUNT}a", f"mdb_sa_sk_{'x' * 40}", f"mdb_sa_sk_{'1234567890' * 4}"),
        least=4.1,
    ),
    named(
        API_KEY,
        r"(?:mongo(?:db)?[-_]?)?atlas(?=[\w.\-]{0,24}?priv)|mongo(?:db)?(?=[\w.\-]{0,24}?private[-_]?(?:api[-_]?)?key)|\bmcli(?=_priv)",
        UUID,
        ("atlas", "mongo", "mcli_priv"),
        (
            (f"MONGODB_ATLAS_PRIVATE_KEY={_PRIVATE}", _PRIVATE),
            (f"export MONGODB_ATLAS_PUBLIC_KEY=abcdwxyz\nexport MONGODB_ATLAS_PRIVATE_KEY={_PRIVATE}", _PRIVATE),
        ),
        (f"MONGODB_ATLAS_PRIVATE_KEY={_PRIVATE}0", f"atlas_project = {_PRIVATE}"),
        prefilter=r"(atlas|mongo(db)?|mcli)[\w.\-]{0,28}priv",
        companions=(
            ("public_key", assignment("public_key", r"atlas[\w.\-]{0,12}?public[\w.\-]{0,6}?key", r"[a-z]{8}")),
        ),
    ),
)
