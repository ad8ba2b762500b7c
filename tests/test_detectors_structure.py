"""What the structure of a value tells, and what of it is public: JWTs, macaroons, checksums, database URLs."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence

import pytest

from detectors import bitcoin, jwt, kubernetes, mongodb, mysql, nats, nostr, npm, pypi
from detectors.base import Confidence, Detector, Parts
from detectors.forms import ALNUM, HEX, URL_SAFE, made, named, one, prefixed, queried
from detectors.generic import leads as generic
from detectors.github import checksum

PASSWORD = "s3cr" + "et-Pw9"
SIGNATURE = made(URL_SAFE, 43)
HS256 = {"alg": "HS256", "typ": "JWT"}


def plain(parts: Parts) -> dict[str, str]:
    return {name: secret.reveal() for name, secret in parts.items()}


def found(detectors: Sequence[Detector], text: str) -> list[dict[str, str]]:
    return [plain(match.parts) for detector in detectors for match in detector.find(text)]


def sure(detectors: Sequence[Detector], text: str) -> list[Confidence]:
    return [detector.confidence for detector in detectors for _ in detector.find(text)]


@pytest.mark.parametrize(
    ("claims", "told"),
    [
        ({"iss": "https://id.example.com/a", "exp": 1893456000}, {"issuer": "id.example.com", "expires": "2030-01-01"}),
        ({"iss": "shop", "exp": 1893456000.5}, {"issuer": "shop", "expires": "2030-01-01"}),
        ({"iss": "https://[x", "exp": 10**30}, {"issuer": "https://[x"}),
        ({"iss": 7, "exp": "tomorrow", "sub": "app"}, {}),
        ({"iss": "", "exp": -1}, {}),
        ({"exp": float("nan")}, {}),
        ({"exp": float("inf")}, {}),
    ],
)
def test_a_jwt_says_whom_it_is_from_and_when_it_ends(claims: dict[str, object], told: dict[str, str]) -> None:
    token = jwt.example(HS256, claims, SIGNATURE)
    assert found(jwt.DETECTORS, f"Authorization: Bearer {token}") == [{"token": token, **told}]


def test_a_jwt_with_damaged_claims_is_still_one() -> None:
    token = jwt.example(HS256, {"sub": "app"}, SIGNATURE)
    head, _, last = token.split(".")
    for middle in ("x", base64.urlsafe_b64encode(b"[" * 3000).decode().rstrip("="), "_" * 40):
        assert jwt.claims(f"{head}.{middle}.{last}") == {}
    damaged = f"{head}.{'_' * 40}.{last}"
    assert found(jwt.DETECTORS, f"token: {damaged}") == [{"token": damaged}]


def _piece(said: bytes) -> str:
    return base64.urlsafe_b64encode(said).decode().rstrip("=")


@pytest.mark.parametrize(
    ("header", "payload"),
    [
        (HS256, _piece(b"hello")),
        (HS256, _piece(b"It's a dangerous business, Frodo, going out your door.")),
        ({"alg": "HS256", "b64": False, "crit": ["b64"]}, "hello"),
        ({"alg": "RSA1_5", "enc": "A128CBC-HS256"}, made(ALNUM, 80, "key")),
    ],
)
def test_what_is_signed_or_encrypted_but_claims_nothing_is_no_jwt(header: dict[str, object], payload: str) -> None:
    token = f"{_piece(json.dumps(header).encode())}.{payload}.{SIGNATURE}"
    assert found(jwt.DETECTORS, f"Authorization: Bearer {token}") == []
    assert list(generic.find(f'"compact": "{token}"')) == []
    assert list(generic.find(f'"access_token": "{token}"')) == []


def test_what_documentation_shows_is_no_secret_whatever_its_name() -> None:
    shown = jwt.example(HS256, {"sub": "1234567890", "name": "John Doe", "iat": 1516239022}, SIGNATURE)
    issued = jwt.example(HS256, {"sub": "app", "iat": 1516239022}, SIGNATURE)
    assert list(generic.assigned(f'api_token = "{shown}"')) == []
    assert [lead.value.reveal() for lead in generic.assigned(f'api_token = "{issued}"')] == [issued]


def test_a_token_of_a_cluster_is_no_other_jwt() -> None:
    said = {"iss": "https://k8s", "kubernetes.io": {"namespace": "shop", "serviceaccount": {"name": "deployer"}}}
    token = jwt.example(HS256, said, SIGNATURE)
    assert found(jwt.DETECTORS, token) == []
    assert found(kubernetes.DETECTORS, token) == [
        {"token": token, "issuer": "k8s", "namespace": "shop", "account": "deployer"}
    ]


@pytest.mark.parametrize("bound", ["x", {"namespace": 1, "serviceaccount": "x"}, None, []])
def test_odd_claims_of_a_cluster(bound: object) -> None:
    token = jwt.example(HS256, {"kubernetes.io": bound}, SIGNATURE)
    assert found(kubernetes.DETECTORS, token) == [{"token": token}]


def test_a_token_of_pypi_says_which_it_is_for() -> None:
    places = [
        match.parts["location"].reveal()
        for detector in pypi.DETECTORS
        for text, _ in detector.examples
        for match in detector.find(text)
    ]
    home = base64.b64decode("cHlwaS5vcmc=").decode()
    assert places == [home, f"test.{home}", home]


def test_a_checksum_makes_sure() -> None:
    body = made(ALNUM, 30, "sure")
    right, wrong = f"npm_{body}{checksum(body)}", f"npm_{body}{checksum(body[::-1])}"
    assert sure(npm.DETECTORS, right) == [Confidence.CHECKSUMMED]
    assert sure(npm.DETECTORS, wrong) == [Confidence.LEAD]
    seed = nats.DETECTORS[0].examples[1][1]
    swapped = f"{seed[:10]}{seed[11]}{seed[10]}{seed[12:]}"
    assert sure(nats.DETECTORS, seed) == [Confidence.CHECKSUMMED]
    assert sure(nats.DETECTORS, swapped) == [Confidence.CONTEXT]


@pytest.mark.parametrize(
    ("detectors", "text", "parts"),
    [
        (
            mongodb.DETECTORS,
            f"mongodb+srv://app:{PASSWORD}@c0.mongodb.net/shop?w=1",
            {"user": "app", "password": PASSWORD, "host": "c0.mongodb.net", "database": "shop"},
        ),
        (
            mongodb.DETECTORS,
            f"mongodb://app:{PASSWORD}@m1:27017,m2:27017/?replicaSet=rs0",
            {"user": "app", "password": PASSWORD, "host": "m1:27017,m2:27017"},
        ),
        (
            mysql.DETECTORS,
            f"mysql+pymysql://app:{PASSWORD}@db:3306/orders",
            {"user": "app", "password": PASSWORD, "host": "db:3306", "database": "orders"},
        ),
        (
            mysql.DETECTORS,
            f"jdbc:mysql://db/orders?user=app&password={PASSWORD}",
            {"user": "app", "password": PASSWORD, "host": "db", "database": "orders"},
        ),
        (
            mysql.DETECTORS,
            f"app:{PASSWORD}@tcp(db:3306)/orders",
            {"user": "app", "password": PASSWORD, "host": "db:3306", "database": "orders"},
        ),
        (
            mysql.DETECTORS,
            f"mysql -h db -u app -p{PASSWORD} orders",
            {"user": "app", "password": PASSWORD, "host": "db"},
        ),
        (mysql.DETECTORS, f"MYSQL_ROOT_PASSWORD={PASSWORD}", {"user": "root", "password": PASSWORD}),
    ],
)
def test_the_parts_of_a_database_password(detectors: Sequence[Detector], text: str, parts: Mapping[str, str]) -> None:
    assert found(detectors, text) == [parts]


KIND = one("acme-key", "Acme key", part="key")
VALUE = made(HEX, 32)
COMMON = (named(KIND, "lob", "[0-9a-f]{32}", ("lob",), (), (), common=True),)
NEAR = (prefixed(KIND, "[0-9a-f]{32}", ("a",), (), (), near=r"\bacme\b"),)
QUERIED = (queried(KIND, r"api\.acme\.com", "[0-9a-f]{32}", ("api.acme.com",), (), ()),)


@pytest.mark.parametrize(
    "name", ["LOB_API_KEY", "lobKey", "myLobToken", "app.lob.secret", "x-lob-auth", "lob_credential"]
)
def test_a_common_word_begins_a_word_and_tells(name: str) -> None:
    assert found(COMMON, f'{name} = "{VALUE}"') == [{"key": VALUE}]


@pytest.mark.parametrize("name", ["lob", "blob_key", "BLOBKEY", "GLOBKey", "lob_md5", "lob_commit", "slobKey"])
def test_a_common_word_alone_does_not(name: str) -> None:
    assert found(COMMON, f'{name} = "{VALUE}"') == []


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        (f"acme\n{VALUE}", True),
        (f"{VALUE}{' ' * 150}ACME", True),
        (f"{VALUE}{' ' * 250}acme", False),
        (f"pacmen {VALUE}", False),
        (VALUE, False),
        (f"acme ?key%3D{VALUE}", True),
        (f"acme \\n{VALUE}", True),
        (f"acme x{VALUE}", False),
    ],
)
def test_a_value_near_a_word(text: str, seen: bool) -> None:  # noqa: FBT001 - a column of the table above
    assert found(NEAR, text) == ([{"key": VALUE}] if seen else [])


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        (f"https://api.acme.com/v1?q=a&apiKey={VALUE}", True),
        (f"https://api.acme.com/?access_token%3D{VALUE}&x=1", True),
        (f"https://api.acme.com/v1?q=a&amp;appid={VALUE}", True),
        (f"https://api.acme.com/v1?page={VALUE}", False),
        (f"https://api.acme.com/v1 ?key={VALUE}", False),
        (f"https://api.acme.org/v1?key={VALUE}", False),
    ],
)
def test_a_value_asked_of_a_host(text: str, seen: bool) -> None:  # noqa: FBT001 - a column of the table above
    assert found(QUERIED, text) == ([{"key": VALUE}] if seen else [])


def test_checksums_of_wallets_and_keys_as_their_standards_have_them() -> None:
    # The first vector of BIP 32, the example of the Wallet Import Format, and the public key of NIP 19.
    first = "iHPMrxBGuy33kgJeBRtGT3UNNRMjek5FnL6gtUWxJGPmKNvvVkhCijqP"
    last = "Pj3qc6yPbts4kRn2Wn2DUJw3KEH7F2wXL4LDTQ3K341HQrZ12s9vrpx"
    master, wif = f"{first}{last}"[::-1], "JTyvLTbvqVThvj1Zd4dyZeqFkM4ukDB5DuPixXExjMr8UGCeuH5"[::-1]
    assert found(bitcoin.DETECTORS, f"m: {master}\nprivkey: {wif}") == [{"key": master}, {"key": wif}]
    public = "npub10elfcs4fr0l0r8af98jlmgdh9c8tcxjvz9qkw038js35mp4dma8qzvjptg"
    assert nostr.checksum("npub", public[5:-6]) == public[-6:]
