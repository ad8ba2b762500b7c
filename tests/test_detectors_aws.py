"""Ids and secrets that stand apart: every plausible pairing, no other, and an id alone only where it is alone."""

from __future__ import annotations

import random
import string

import pytest

from agent.scan.engine import Engine
from agent.scan.hits import Hit
from detectors.aws import KEY, KEY_ID, SESSION, account_of, canary_account
from tests.sims import compiled

SEED = random.Random(5)  # noqa: S311 - not for security
BASE32 = string.ascii_uppercase + "234567"
BASE64 = string.ascii_letters + string.digits + "/+"
LEAD = "f3A9kLmQ72" + "xZbV81"


def key_id(prefix: str = "AKIA") -> str:
    return prefix + "Q" + "".join(SEED.choices(BASE32, k=15))


def secret() -> str:
    return "".join(SEED.choices(BASE64, k=40))


@pytest.fixture(scope="module")
def engine() -> Engine:
    return compiled.engine()


def plain(hit: Hit) -> tuple[str | None, dict[str, str]]:
    return hit.type.name if hit.type else None, {
        name: value.reveal() for name, value in hit.parts.items() if name != "account"
    }


def pairs(hits: list[Hit]) -> set[tuple[str, str]]:
    assert {hit.type for hit in hits} == {KEY}
    return {(hit.parts["key_id"].reveal(), hit.parts["secret"].reveal()) for hit in hits}


def test_a_key_id_names_its_account() -> None:
    assert account_of("ASIA" + "QNZGKIQY56JQ7WML") == "029608264753"
    assert account_of(f"{'ASIA'}Y34FZKBOKMUTVV7A") == "609629065308"
    assert account_of(f"{'AKIA'}AYLPMN5HAAAAAAAA") == "052310077262"


@pytest.mark.parametrize(
    "text", ["AKIA" + "JQ2WXV7MB5RTN4ZC", "AKIA" + "IQ2WXV7MB5RTN4ZC", "AKIA1234", "", "Q" * 19 + "1"]
)
def test_what_names_no_account(text: str) -> None:
    assert account_of(text) is None


def test_canaries_are_known_by_their_account() -> None:
    account = account_of(f"{'AKIA'}AYLPMN5HAAAAAAAA")
    assert account is not None
    assert canary_account(account)
    assert canary_account("982842642351")
    assert not canary_account("029608264753")
    assert not canary_account("52310077262")
    assert not canary_account("")


def test_the_account_is_a_part_that_may_be_shown(engine: Engine) -> None:
    value = secret()
    [hit] = engine.scan(f"id = AKIA{'QNZGKIQY56JQ7WML'}\nkey = {value}\n".encode())
    assert hit.parts["account"].reveal() == "029608264753"
    shown = KEY.preview(hit.parts)
    assert shown == f"AWS access key (key_id=AKIA{'QNZGKIQY56JQ7WML'}, secret=<40 characters>, account=029608264753)"
    assert value not in shown


@pytest.mark.parametrize("apart", ["\n", "\n# a comment\n\n", ",", "\n" + "x = 1\n" * 100])
def test_id_and_secret_are_found_apart_and_in_any_order(engine: Engine, apart: str) -> None:
    identifier, value = key_id(), secret()
    for first, second in ((identifier, value), (value, identifier)):
        text = f'a: "{first}"{apart}b: "{second}"\n'
        hits = list(engine.scan(text.encode()))
        assert pairs(hits) == {(identifier, value)}, text
        # The place is that of the id.
        assert hits[0].line == 1 + text[: text.index(identifier)].count("\n")


@pytest.mark.parametrize(
    "form",
    [
        "[default]\nid = {}\nkey = {}\n\n[production]\nid = {}\nkey = {}\n",
        '[{{"id": "{}", "key": "{}"}}, {{"id": "{}", "key": "{}"}}]',
        '{{"dev": {{"id": "{}", "key": "{}"}}, "prod": {{"id": "{}", "key": "{}"}}}}',
    ],
)
def test_another_section_s_is_not_plausible(engine: Engine, form: str) -> None:
    one, two = (key_id(), secret()), (key_id(), secret())
    assert pairs(list(engine.scan(form.format(*one, *two).encode()))) == {one, two}


def test_apart_by_sections_they_are_a_pair_all_the_same(engine: Engine) -> None:
    one, two = key_id(), secret()
    assert pairs(list(engine.scan(f"[ids]\none = {one}\n\n[keys]\none = {two}\n".encode()))) == {(one, two)}


def test_every_plausible_pairing_is_a_candidate(engine: Engine) -> None:
    ids, values = [key_id() for _ in range(2)], [secret() for _ in range(2)]
    text = "".join(f"id={one}\nkey={two}\n" for one, two in zip(ids, values, strict=True))
    hits = list(engine.scan(text.encode()))
    assert pairs(hits) == {(one, two) for one in ids for two in values}
    assert len({KEY.canonical(hit.parts) for hit in hits}) == 4


def test_too_far_away_is_no_pair(engine: Engine) -> None:
    identifier = key_id()
    hits = list(engine.scan(f"id {identifier}\n{'.' * 1200}\n{secret()}\n".encode()))
    assert [plain(hit) for hit in hits] == [("aws-access-key-id", {"key_id": identifier})]


@pytest.mark.parametrize(
    "beside",
    [
        "",
        "da39a3ee5e6b4b0d3255bfef95601890afd80709",
        "src/main/java/com/acme/billing/Reports12",
        "org.acme.billing.EveryReportThatThereIs40",
        "x" * 40,
        secret()[:39],
        secret() + "a",
        secret() + "=",
        "<your-secret-access-key-goes-here-please>",
    ],
)
def test_an_id_without_a_secret_is_told_as_what_it_is(engine: Engine, beside: str) -> None:
    identifier = key_id()
    typed = [hit for hit in engine.scan(f"id: {identifier}\nbeside: {beside}\n".encode()) if hit.type]
    assert [plain(hit) for hit in typed] == [("aws-access-key-id", {"key_id": identifier})]
    assert typed[0].type is KEY_ID
    assert KEY_ID.secret == frozenset()


@pytest.mark.parametrize("prefix", ["ABIA", "ACCA", "AKIA"])
def test_every_prefix(engine: Engine, prefix: str) -> None:
    identifier, value = key_id(prefix), secret()
    assert pairs(list(engine.scan(f"{identifier} {value}".encode()))) == {(identifier, value)}


def test_one_secret_is_told_once(engine: Engine) -> None:
    """No lead for the same value, whose name alone would make it one."""
    value = secret()
    text = f'aws_access_key_id = "{key_id()}"\naws_secret_access_key = "{value}"\nSTRIPE_SECRET = "{LEAD}"\n'
    hits = list(engine.scan(text.encode()))
    assert [(hit.type, hit.line) for hit in hits] == [(KEY, 1), (None, 3)]
    assert hits[1].line == 3


def test_a_random_secret_is_almost_never_missed(engine: Engine) -> None:
    missed = 0
    for _ in range(2000):
        identifier, value = key_id(), secret()
        found = [plain(hit) for hit in engine.scan(f"{identifier}\t{value}".encode()) if hit.type is KEY]
        missed += found != [("aws-access-key", {"key_id": identifier, "secret": value})]
    assert missed <= 6


def test_a_session_needs_its_token(engine: Engine) -> None:
    identifier, value = key_id("ASIA"), secret()
    token = "IQoJb3JpZ2luX2Vj" + "".join(SEED.choices(BASE64, k=900)) + "=="
    whole = f"export AWS_ACCESS_KEY_ID={identifier}\nexport AWS_SECRET_ACCESS_KEY={value}\n"
    [hit] = engine.scan(f"{whole}export AWS_SESSION_TOKEN={token}\n".encode())
    assert plain(hit) == ("aws-session", {"key_id": identifier, "secret": value, "session_token": token})
    assert hit.type is SESSION
    assert token not in SESSION.preview(hit.parts)
    assert [hit for hit in engine.scan(whole.encode()) if hit.type] == []
    other = "".join(SEED.choices(BASE64, k=900)).replace("YXdz", "YXdx")
    assert [hit for hit in engine.scan(f"{whole}BLOB={other}\n".encode()) if hit.type] == []


def test_forms_in_which_keys_are_written(engine: Engine) -> None:
    identifier, value = key_id(), secret()
    for text in (
        f"[default]\naws_access_key_id={identifier}\naws_secret_access_key={value}\n",
        f"AWS_ACCESS_KEY_ID={identifier} AWS_SECRET_ACCESS_KEY={value} aws s3 ls",
        f'{{"AccessKey": {{"UserName": "ci", "AccessKeyId": "{identifier}", "SecretAccessKey": "{value}"}}}}',
        f'{{"env": "AWS_ACCESS_KEY_ID={identifier}\\nAWS_SECRET_ACCESS_KEY={value}\\n"}}',
        f'variable "key" {{ default = "{identifier}" }}\nvariable "secret" {{ default = "{value}" }}',
        f"new BasicAWSCredentials(\"{identifier}\", '{value}');",
        f"<id>{identifier}</id><secret>{value}</secret>",
        f"data:\n  id: {identifier}\n  key: {value}",
        f"{identifier}:{value}",
        f"  - name: AWS_ACCESS_KEY_ID\n    value: {identifier}\n  - name: AWS_SECRET\n    value: {value}",
    ):
        assert pairs([hit for hit in engine.scan(text.encode()) if hit.type]) == {(identifier, value)}, text


def test_the_documentations_key_is_nobodys(engine: Engine) -> None:
    documented = "AKIA" + "IOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCY" + "EXAMPLEKEY"
    for one, two in (documented, (documented[0], secret())):
        assert [hit.type for hit in engine.scan(f"id={one}\nkey={two}\n".encode()) if hit.type] == []
    # An id in use beside the documentation's secret is alone.
    identifier = key_id()
    typed = [hit for hit in engine.scan(f"id={identifier}\nkey={documented[1]}\n".encode()) if hit.type]
    assert [plain(hit) for hit in typed] == [("aws-access-key-id", {"key_id": identifier})]
