"""Where a credential is one, a lead, or nothing: by its kind, its value, and the kind of file that it is in."""

from __future__ import annotations

import base64

import pytest

from agent.found import MADE_UP
from agent.scan.engine import Engine
from agent.scan.hits import holds
from detectors import jwt, npm, pem, pgp, redis
from detectors.base import Confidence
from detectors.contexts import http
from detectors.forms import ALNUM, made
from detectors.places import Place, place
from tests.sims import compiled

RANDOM = made(ALNUM, 20, "made up")
WORD = "moun" + "tain"
SERVER, LOCAL = "cache.internal:6379", "localhost:6379"
CONFIG, CODE, PROSE = "deploy/app.yml", "src/app.py", "README.md"
IN_TESTS = ("tests/app.yml", "tests/test_app.py", "examples/README.md")
NOTHING, LEAD, TYPED = "nothing", "lead", "typed"


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(
        [*redis.DETECTORS, *jwt.DETECTORS, *npm.DETECTORS, *pgp.DETECTORS, pem.DETECTOR],
        None,
        leads=False,
        decoders=False,
    )


def told(engine: Engine, text: str, path: str) -> str:
    """What is said about `text` under `path`: searched without a path first, as blobs are, and then with it."""
    everything = [hit for hit in engine.scan(text.encode(), None) if holds(hit, path)]
    assert [*engine.scan(text.encode(), path)] == everything
    later = [hit for hit in everything if not hit.suppressed]
    assert len(later) <= 1
    return (LEAD if later[0].confidence is Confidence.LEAD else TYPED) if later else NOTHING


@pytest.mark.parametrize(
    ("login", "config", "code", "prose", "tests"),
    [
        (f":{RANDOM}@{SERVER}", TYPED, TYPED, TYPED, LEAD),
        (f":{RANDOM}@{LOCAL}", TYPED, TYPED, TYPED, LEAD),
        (f":{WORD}@{SERVER}", TYPED, TYPED, NOTHING, NOTHING),
        (f":{WORD}@{LOCAL}", TYPED, NOTHING, NOTHING, NOTHING),
        (f":{WORD}@127.0.0.1", TYPED, NOTHING, NOTHING, NOTHING),
        (f"scott:{'ti' + 'ger'}@{SERVER}", NOTHING, NOTHING, NOTHING, NOTHING),
        (f":{'admin' + '123'}@{SERVER}", NOTHING, NOTHING, NOTHING, NOTHING),
        (f":{WORD}@host:6379", NOTHING, NOTHING, NOTHING, NOTHING),
        (f"{WORD}:{WORD}@{LOCAL}", NOTHING, NOTHING, NOTHING, NOTHING),
        (f"{WORD}:{WORD}@cache:6379", NOTHING, NOTHING, NOTHING, NOTHING),
        (f":{WORD}@{WORD}:6379", NOTHING, NOTHING, NOTHING, NOTHING),
        (f"{WORD}:{WORD}@{SERVER}", TYPED, TYPED, NOTHING, NOTHING),
        (f"{WORD}:{WORD}_pass@cache,cache2:6379", NOTHING, NOTHING, NOTHING, NOTHING),
        (f"{WORD}:{WORD}_pass@{SERVER}", TYPED, TYPED, NOTHING, NOTHING),
        (f"{WORD}:{WORD}@localhost.example.com", TYPED, TYPED, NOTHING, NOTHING),
        (f"{RANDOM}:{RANDOM}@cache:6379", TYPED, TYPED, TYPED, LEAD),
    ],
)
def test_a_login(engine: Engine, login: str, config: str, code: str, prose: str, tests: str) -> None:
    text = f"redis://{login}/0\n"
    assert [told(engine, text, path) for path in (CONFIG, CODE, PROSE)] == [config, code, prose]
    assert [told(engine, text, path) for path in IN_TESTS] == [tests] * 3


@pytest.mark.parametrize("login", [f"{WORD}:{WORD}@cache", f":{'admin' + '123'}@{SERVER}"])
def test_what_is_made_up_everywhere_is_counted_and_left_to_the_inventory(engine: Engine, login: str) -> None:
    hits = [*engine.scan(f"redis://{login}/0\n".encode(), CONFIG)]
    assert [(hit.type, hit.suppressed) for hit in hits] == [(redis.URL, MADE_UP)]


@pytest.mark.parametrize(
    "text", [pem.DETECTOR.examples[0][0], pgp.DETECTORS[0].examples[0][0], jwt.DETECTORS[0].examples[0][0]]
)
def test_a_key_of_a_test_or_a_document_is_a_lead(engine: Engine, text: str) -> None:
    assert [told(engine, text, path) for path in (CONFIG, CODE, "id_rsa", "certs/server.key")] == [TYPED] * 4
    assert [told(engine, text, path) for path in (PROSE, *IN_TESTS, "tests/server.key")] == [LEAD] * 5


@pytest.mark.parametrize(
    ("issuer", "expected"),
    [
        ("https://cas.example.net/oidc", LEAD),
        ("https://EXAMPLE.com:8443/", LEAD),
        ("idp.test", LEAD),
        ("https://id.corp/oidc", TYPED),
        ("https://example.com.corp/", TYPED),
        ("https://myexample.com/", TYPED),
        ("https://localhost:9443/oauth2/token", TYPED),
        ("shop", TYPED),
        (7, TYPED),
    ],
)
def test_a_token_whose_issuer_is_a_host_that_nobody_can_have_is_a_lead(
    engine: Engine, issuer: object, expected: str
) -> None:
    token = jwt.example({"alg": "HS256"}, {"iss": issuer, "sub": "app", "exp": 1893456000}, made(ALNUM, 43, "signed"))
    assert told(engine, f"Authorization: Bearer {token}", CONFIG) == expected


def test_a_key_of_which_less_than_half_is_there_is_a_lead(engine: Engine) -> None:
    first, *lines, last = pem.DETECTOR.examples[0][0].split("\n")
    assert len(lines) == 13
    assert told(engine, "\n".join([first, *lines[:7], last]), CONFIG) == TYPED
    assert told(engine, "\n".join([first, *lines[:6], last]), CONFIG) == LEAD


def test_the_example_of_the_rfc_is_a_lead() -> None:
    engine = Engine(http.DETECTORS, None, leads=False, decoders=False)
    for word, expected in (("open sesame", LEAD), ("opensesame", LEAD), ("sesame" + RANDOM, TYPED)):
        login = base64.b64encode(f"aladdin:{word}".encode()).decode()
        assert told(engine, f"Authorization: Basic {login}", CONFIG) == expected


def test_an_encrypted_key_is_one_in_a_file_of_its_own(engine: Engine) -> None:
    text = next(text for text, _ in pem.DETECTOR.examples if "ENCRYPTED PRIVATE" in text)
    assert [told(engine, text, path) for path in ("id_rsa", CONFIG)] == [TYPED, TYPED]
    assert [told(engine, text, path) for path in (CODE, "tests/server.key")] == [NOTHING, NOTHING]


def test_a_token_of_a_provider_is_one_in_a_test_too(engine: Engine) -> None:
    text = npm.DETECTORS[0].examples[0][0]
    assert {told(engine, text, path) for path in (CONFIG, *IN_TESTS)} == {TYPED}


@pytest.mark.parametrize("said", [{"some": "payload"}, {"test": 1234}, {"admin": True}])
def test_a_token_that_says_one_word_is_a_test_s(engine: Engine, said: dict[str, object]) -> None:
    token = jwt.example({"alg": "HS256"}, said, made(ALNUM, 43, "signature"))
    assert told(engine, f"token = '{token}'", CONFIG) == NOTHING
    issued = jwt.example({"alg": "HS256"}, {**said, "exp": 1893456000}, made(ALNUM, 43, "signature"))
    assert told(engine, f"token = '{issued}'", CONFIG) == TYPED


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("docs/topics/db.txt", Place.PROSE),
        ("notes/db.txt", Place.CONFIG),
        ("docs/conf.py", Place.CODE),
        ("examples/iam/create-user.rst", Place.TEST_PROSE),
        ("t/unit/app.py", Place.TEST_CODE),
        ("auth_tests/fixtures.json", Place.TEST_CONFIG),
        ("contest/app.py", Place.CODE),
        ("latest/app.yml", Place.CONFIG),
        ("locales/pt-BR/editor.json", Place.NOISE),
        ("config/locales/de.yml", Place.NOISE),
        ("translations/messages.de.yml", Place.NOISE),
        ("security/tools/Resources_pt_BR.java", Place.NOISE),
        ("languages/i18n/nl-informal.json", Place.NOISE),
        ("languages/messages/MessagesSr_el.php", Place.NOISE),
        ("lang/src/secrets.json", Place.CONFIG),
        ("locales/settings.json", Place.CONFIG),
        ("config/application_qa.properties", Place.CONFIG),
        ("dist/tsconfig.tsbuildinfo", Place.NOISE),
        ("x/.package-lock.json", Place.NOISE),
    ],
)
def test_a_place(path: str, expected: Place) -> None:
    assert place(path) is expected


@pytest.mark.parametrize(
    "text",
    [
        "postgres://{0}:{0}@db/x",
        "jdbc:postgresql://db/x?user={0}&password={0}",
        "host=db user={0} password={0} dbname=x",
        "POSTGRES_USER={0}\nPOSTGRES_PASSWORD={0}",
        'u = "postgres://{0}:" + "{0}@db/x"',
    ],
)
def test_what_is_made_up_is_nothing_else_either_and_is_not_shown(text: str) -> None:
    hits = [*compiled.engine().scan(f"# app\n{text.format(WORD)}\n".encode(), "a.conf")]
    assert {(hit.type.name if hit.type else "", hit.suppressed) for hit in hits} == {("postgres-url", MADE_UP)}
    assert not any(hit.type and WORD in hit.type.preview(hit.parts) for hit in hits)


@pytest.mark.parametrize(
    "text",
    [
        "url=jdbc:postgresql://db/x?user={0}&password={0}&sslpassword={1}",
        "host=db user={0} password={0} sslpassword={1}",
        'DriverManager.getConnection("jdbc:mysql://{0}:{0}@db/x", "{0}", "{1}");',
        'PASSWORD="{1};postgres://{0}:{0}@db/x"',
    ],
)
def test_what_is_made_up_hides_nothing_that_is_not(text: str) -> None:
    hits = [*compiled.engine().scan(f"# app\n{text.format(WORD, RANDOM)}\n".encode(), "a.conf")]
    told = [value.reveal() for hit in hits if not hit.suppressed for value in hit.parts.values()]
    assert any(RANDOM in value for value in told)


def test_a_server_whose_name_holds_the_password_is_named_and_not_shown() -> None:
    """Where a credential is looked for goes by its server; nobody needs to read it."""
    host = f"{WORD}-db.example.com:5432"
    [hit] = compiled.engine().scan(f"# app\nu={'postgres'}://{WORD}:{WORD}@{host}/x\n".encode(), "a.conf")
    assert hit.type is not None
    assert hit.type.named(hit.parts) == host
    assert WORD not in hit.type.preview(hit.parts)
