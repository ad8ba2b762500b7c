"""What makes a lead: the name, the value, the kind of file."""

from __future__ import annotations

import random
import re

import pytest

from detectors.filters.wordlike import known, share, surprise
from detectors.forms import ALNUM, HEX, bits, has_bits, made, made_uuid
from detectors.generic.names import Named, promise
from detectors.generic.sequences import is_sequence
from detectors.generic.values import Strength, strength
from detectors.places import Place, place


@pytest.mark.parametrize("word", ["organization-resource", "getPasswordFromRequest", "my_secret_name", "Contraseña"])
def test_words_are_no_surprise(word: str) -> None:
    assert surprise(word) < 3.9


@pytest.mark.parametrize("seed", ["a", "b", "c", "d", "e", "f"])
def test_random_letters_are(seed: str) -> None:
    assert surprise(made(ALNUM, 24, seed)) > 4.5
    assert share(made(ALNUM, 24, seed)) < 0.5


def test_the_commonest_words_are_known() -> None:
    assert all(map(known, ("password", "request", "organization", "the")))
    assert not any(map(known, ("xqzwkvbr", "pwtovjiz", "zxkqjv")))


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("db_password", Named.PASSWORD),
        ("PGPASSWORD", Named.PASSWORD),
        ("userPwd", Named.PASSWORD),
        ("mysqlpassword", Named.PASSWORD),
        ("apiKey2", Named.SECRET),
        ("spring.client-secret", Named.SECRET),
        ("cookieValidationKey", Named.SECRET),
        ("cipher.iv.key", Named.KEY),
        ("wifi_psk", Named.PASSWORD),
        ("TLS1_TXT_DHE_PSK_WITH_AES_128_CCM", None),
        ("password_field", None),
        ("token_url", None),
        ("public_key", None),
        ("nextPageToken", None),
        ("Sec-WebSocket-Key", None),
        ("web_session_key", Named.SECRET),
        ("LABEL_PASSWORD", None),
        ("keyboard", None),
        ("author", None),
    ],
)
def test_what_a_name_promises(name: str, kind: Named | None) -> None:
    assert promise(name) is kind


@pytest.mark.parametrize(
    ("value", "looks"),
    [
        (made(ALNUM, 24), Strength.RANDOM),
        (made(HEX, 32), Strength.RANDOM),
        (f"service_test_{made(HEX, 40)}", Strength.RANDOM),
        ("xqzw" + "kvbr", Strength.FAIR),
        ("xqz" + "wk", Strength.CHOSEN),
        ("organization-resource", Strength.WORDS),
        ("${DB_PASSWORD}", Strength.NONE),
        ("/etc/ssl/private/server.key", Strength.NONE),
        ("settings.value", Strength.NONE),
        ("2024-05-01T12:00:00Z", Strength.NONE),
        ("0123456789abcdef0123456789abcdef", Strength.NONE),
        ("パスワードを入力してください", Strength.NONE),
        ("$2b$12$" + made(ALNUM, 53), Strength.NONE),
        # what has its digits in its name, and what only looks so
        ("goToWebinar" + "OAuth2Api", Strength.WORDS),
        ("toBase64" + "StringOrNull", Strength.WORDS),
        ("isAuthKey" + "EasyPSK", Strength.WORDS),
        ("+SRP:+CTYPE-CLI-RAWPK:-VERS-ALL", Strength.NONE),
        (made(ALNUM, 12, "a") + "OAuth2" + made(ALNUM, 12, "b"), Strength.RANDOM),
        # in order, from piece to piece
        ("abcd-efgh-ijkl-mnop", Strength.NONE),
        ("01234567-0123-0123-0123-012345678901", Strength.NONE),
        ("abcd-efgh-ijkl-" + made(HEX, 8), Strength.RANDOM),
        # addresses, and what is read aloud
        ("http://localhost:9311/v1/secrets/" + made_uuid(), Strength.NONE),
        ("https://h.example.org/" + made(ALNUM, 24) + ":" + made(ALNUM, 24), Strength.RANDOM),
        ("sha1=" + made(HEX, 40), Strength.NONE),
        ("sha1=" + made(ALNUM, 40), Strength.RANDOM),
        ("UUID=" + made_uuid(), Strength.NONE),
        ("UQ__articles__" + made(HEX, 16).upper(), Strength.NONE),
        ("NACL[" + made(ALNUM, 40) + "==]", Strength.NONE),
        ("AAAAC3NzaC1lZDI1NTE5" + made(ALNUM, 48), Strength.NONE),
        ("AAAAC4NzaC1lZDI1NTE5" + made(ALNUM, 48), Strength.RANDOM),
        ("--x509" + "certfile", Strength.NONE),
        ("-p445", Strength.NONE),
        ("-p445x", Strength.CHOSEN),
        ("--REMOVED--", Strength.NONE),
        ("$Base32String", Strength.NONE),
        ("$Summer" + "Rain7", Strength.CHOSEN),
        ("GOCSPX-YYY", Strength.NONE),
        ("$marker$", Strength.NONE),
        ("GSS-SPNEGO", Strength.NONE),
        ("v#QV%x4%y+Plncl" + "T#A1IB", Strength.RANDOM),
        ("https://%host%/%db_pass%", Strength.NONE),
    ],
)
def test_how_a_value_looks(value: str, looks: Strength) -> None:
    assert strength(value) is looks


@pytest.mark.parametrize(
    ("path", "where"),
    [
        ("", Place.CONFIG),
        ("deploy/.env", Place.CONFIG),
        (".env.example", Place.CONFIG),
        ("src/app.py", Place.CODE),
        ("src/latest/contest.go", Place.CODE),
        ("README.md", Place.PROSE),
        ("tests/app.yaml", Place.TEST_CONFIG),
        ("pkg/server_test.go", Place.TEST_CODE),
        ("src\\test\\AppTest.java", Place.TEST_CODE),
        ("web/yarn.lock", Place.NOISE),
        ("dist/app.min.js", Place.NOISE),
        ("SHA256SUMS.txt", Place.NOISE),
        ("app/translations/fr/LC_MESSAGES/messages.json", Place.NOISE),
        ("app/locale/hu/LC_MESSAGES/django.mo", Place.NOISE),
        ("app/messages.json", Place.CONFIG),
    ],
)
def test_the_place_of_a_path(path: str, where: Place) -> None:
    assert place(path) is where


def test_words_are_looked_up_of_runs_that_are_long_enough() -> None:
    chance = random.Random(1)  # noqa: S311 - of texts
    for _ in range(2000):
        value = "".join(chance.choices("abcABC1-", k=chance.randint(1, 14)))
        runs = [run for run in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", value) if len(run) > 2]
        told = sum(len(run) for run in runs if known(run.lower()))
        assert share(value) == (told / len("".join(runs)) if runs else 0), value


@pytest.mark.parametrize("letters", ["ab", "abc1", "abcdefg12345", ALNUM])
def test_what_is_told_from_how_many_letters_differ_is_what_counting_them_tells(letters: str) -> None:
    chance = random.Random(letters)  # noqa: S311 - of texts
    for _ in range(300):
        value = "".join(chance.choices(letters, k=chance.randint(1, 40)))
        for least in (1.0, 2.0, 3.1, 4.0):
            assert has_bits(value, least) is (bits(value) >= least), value


@pytest.mark.parametrize("letters", ["ab", "abc1", "abcdefgq12345", ALNUM, "a\n", "a\0", "\u00e9b"])
def test_what_repeats_is_found_where_the_pattern_alone_would_find_it(letters: str) -> None:
    alone = re.compile(r"0123456|1234567|abcdef[gG]|ABCDEFG|qwertyu|(.)\1{5}|(..)\2{4}|(.{3,8})\3{2}", re.ASCII)
    chance = random.Random(letters)  # noqa: S311 - of texts
    for _ in range(300):
        part = "".join(chance.choices(letters, k=chance.randint(1, 9)))
        around = chance.choices(letters, k=chance.randint(0, 12))
        value = "".join([*around, *part * chance.randint(1, 7), *around[:3]])
        assert is_sequence(value) is (alone.search(value) is not None), value


@pytest.mark.parametrize(
    "value", ["abcdefg", "1234567", "zzzzzz", "ababababab", "xyzxyzxyz", "q9fk7wezq9fk7wezq9fk7wez"]
)
def test_a_sequence_is_one_at_its_shortest(value: str) -> None:
    assert is_sequence(value)
    assert not is_sequence(value[:-1])
