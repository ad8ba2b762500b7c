"""Names that say secret, credentials of several parts, and what is told from a value alone."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import pytest

from agent.scan.engine import Engine
from detectors import (
    age,
    ethereum,
    exchangerate,
    hashes,
    hubspot,
    kucoin,
    linear,
    linkedin,
    mattermost,
    optimizely,
    ramp,
    salesforce,
    scaleway,
    seed_phrase,
    shodan,
    slack_others,
    sparkpost,
    statuscake,
    sumologic,
    supabase,
    tableau,
    twilio,
    twitch,
    twitter,
    vercel,
    yandex,
)
from detectors.base import Confidence, Detector
from detectors.forms import ALNUM, HEX, LOWER, UPPER, URL_SAFE, made, made_uuid

VALUE = made(LOWER, 30)
UUID = made_uuid()


def found(detectors: tuple[Detector, ...], text: str) -> list[tuple[str, Mapping[str, str]]]:
    hits = Engine(detectors, None, leads=False, decoders=False).scan(text.encode())
    return [(hit.type.name, {part: value.reveal() for part, value in hit.parts.items()}) for hit in hits if hit.type]


@pytest.mark.parametrize(
    "text",
    [
        f"TWITCH_CLIENT_SECRET={VALUE}",
        f'"twitchToken": "{VALUE}"',
        f"twitch.oauth-password = '{VALUE}'",
        f"Twitch API key: {VALUE}",
        f"twitch access token {VALUE}",
        f"twitch:\n  client_secret: {VALUE}\n",
        f'"twitch": {{"secret": "{VALUE}"}}',
        f"'twitch' => ['token' => '{VALUE}']",
    ],
)
def test_a_name_that_says_secret(text: str) -> None:
    assert found(twitch.DETECTORS, text) == [("twitch-token", {"token": VALUE})]


@pytest.mark.parametrize(
    "text",
    [
        f"twitch_commit = {VALUE}",
        f"twitch: {VALUE}",
        f"twitch_token_sha256 = {VALUE}",
        f"twitch:\n  public_key: {VALUE}\n",
        f"twitch/{VALUE}",
        f"twitch_token = {VALUE}0",
        "twitch_token = thisIsTheNameOfAnotherVariable",
    ],
)
def test_a_name_that_does_not(text: str) -> None:
    assert found(twitch.DETECTORS, text) == []


CALLED, DIGEST = made(ALNUM, 32, "called"), made(HEX, 40, "called")


@pytest.mark.parametrize(
    ("detectors", "text"),
    [
        (hubspot.DETECTORS, f'new HubspotForm("{UUID}", "#target")'),
        (hubspot.DETECTORS, f'new HubSpot.Contact("{UUID}")'),
        (hubspot.DETECTORS, f'throw new HubspotError("{UUID}")'),
        (kucoin.DETECTORS, f'new KucoinOrder("{DIGEST[:24]}")'),
        (mattermost.DETECTORS, f'new MattermostChannel("{VALUE[:26]}")'),
        (mattermost.DETECTORS, f'NewMattermostPost("{VALUE[:26]}")'),
        (twitch.DETECTORS, f"NewTwitchUser(`{VALUE}`)"),
        (twilio.DETECTORS, f'new twilio.Studio.Flow("{DIGEST[:32]}", options)'),
        (twitch.DETECTORS, f'new twitch.FeatureFlag("{VALUE}", {{}})'),
    ],
)
def test_what_a_thing_is_made_with_is_its_id(detectors: tuple[Detector, ...], text: str) -> None:
    assert found(detectors, text) == []


@pytest.mark.parametrize(
    ("detectors", "text"),
    [
        (linear.DETECTORS, f'new LinearLayout("{DIGEST[:32]}")'),
        (exchangerate.DETECTORS, f'new ExchangeRate("{DIGEST[:24]}", 2)'),
        (optimizely.DETECTORS, 'new Optimizely("homepage-hero-banner-variation-test-2024-q1-emea-xyz1")'),
        (statuscake.DETECTORS, 'new StatusCake("homepageUptimeProbe2024")'),
        (linkedin.DETECTORS, 'new LinkedInButton("shareButtonLarg2")'),
        (sparkpost.DETECTORS, f'new SparkPost("{DIGEST}.html")'),
        (sparkpost.DETECTORS, f'new SparkPost("{DIGEST} is the best of all")'),
    ],
)
def test_what_is_no_key_in_a_call(detectors: tuple[Detector, ...], text: str) -> None:
    assert found(detectors, text) == []


@pytest.mark.parametrize("second", ['"application/json"', '"production-environment"', "{ debug: true }", '"v2"'])
def test_a_second_string_that_is_no_secret(second: str) -> None:
    assert found(shodan.DETECTORS, f'new Shodan("{CALLED}", {second})') == [("shodan-api-key", {"key": CALLED})]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('new ExchangeRateApi("{}")', DIGEST[:24]),
        ('new ExchangeRatesClient("{}")', DIGEST[:24]),
    ],
)
def test_a_client_called_by_a_common_word(text: str, value: str) -> None:
    assert found(exchangerate.DETECTORS, text.format(value)) == [("exchangerate-api-key", {"key": value})]


# The first and the last account of Hardhat's node and of Anvil, with which everybody tests: hardhat.org/hardhat-network
HARDHAT = (
    "ac0974bec39a17e36ba4a6b4d238ff94" + "4bacb478cbed5efcae784d7bf4f2ff80",
    "df57089febbacf7ba0bc227dafbffa9f" + "c08a93fdc68e1e42411a14efcf23656e",
)


@pytest.mark.parametrize("key", HARDHAT)
@pytest.mark.parametrize(
    "text",
    ["new ethers.Wallet('0x{}', provider)", "privateKeyToAccount('0x{}')", "accounts: ['0x{}']", "accounts: ['{}']"],
)
def test_an_account_that_everybody_tests_with(text: str, key: str) -> None:
    both = ethereum.DETECTORS + seed_phrase.DETECTORS
    assert found(both, text.format(key)) == []
    own = key[32:] + key[:32]
    assert [name for name, _ in found(both, text.format(own))] == ["wallet-private-key"]


@pytest.mark.parametrize(
    ("detectors", "value"),
    [
        (hubspot.DETECTORS, "123e4567-e89b-12d3-a456-" + "426614174000"),
        (hubspot.DETECTORS, "123e4567-e89b-12d3-a456-" + "426655440000"),
        (shodan.DETECTORS, hashlib.md5(b"", usedforsecurity=False).hexdigest()),
        (sparkpost.DETECTORS, hashlib.sha1(b"", usedforsecurity=False).hexdigest()),
    ],
)
@pytest.mark.parametrize("text", ['new {}("{}")', '{}ApiKey = "{}"'])
def test_a_value_that_everybody_shows(detectors: tuple[Detector, ...], value: str, text: str) -> None:
    word = detectors[-1].keywords[0].title()
    assert found(detectors, text.format(word, value)) == []
    assert [each for _, each in found(detectors, text.format(word, value[:-2] + "9f"))] == [{"key": f"{value[:-2]}9f"}]


AC, SK = "AC" + made(HEX, 32, "a"), "SK" + made(HEX, 32, "b")
SECRET, COOKIE = made(ALNUM, 32), "xoxd-" + made(ALNUM, 120)
SESSION = f"xoxc-416843729158-132049654111-5609968301123-{made(HEX, 64)}"
SUMO, SUMO_ID = made(ALNUM, 64), "su" + made(ALNUM, 12)
RAMP, RAMP_ID = "ramp_sec_" + made(ALNUM, 48), "ramp_id_" + made(ALNUM, 40)
SCALEWAY = "SCW" + made(UPPER, 17)
SESSION_ID = f"00D{made(ALNUM, 12)}!{made(URL_SAFE, 96)}"
TABLEAU = f"{made(ALNUM, 22)}==:{made(ALNUM, 32)}"
ACCESS, ACCESS_SECRET = f"755855802711-{made(ALNUM, 40)}", made(ALNUM, 45)
YANDEX, YANDEX_ID = "YC" + made(URL_SAFE, 38), "YCAJ" + made(URL_SAFE, 21)
ROLE = next(value for _, value in supabase.DETECTORS[2].examples)


@pytest.mark.parametrize(
    ("detectors", "text", "kind", "parts"),
    [
        (
            twilio.DETECTORS,
            f"TWILIO_ACCOUNT_SID={AC}\nTWILIO_API_KEY={SK}\nTWILIO_API_SECRET={SECRET}\n",
            "twilio-api-key",
            {"key": SK, "secret": SECRET, "account": AC},
        ),
        (
            slack_others.DETECTORS[2:3],
            f"token={SESSION}\ncookie: d={COOKIE};",
            "slack-session-token",
            {"token": SESSION, "cookie": COOKIE},
        ),
        (
            sumologic.DETECTORS,
            f"SUMO_ACCESS_ID={SUMO_ID}\nSUMO_ACCESS_KEY={SUMO}\n",
            "sumologic-access-key",
            {"key": SUMO, "id": SUMO_ID},
        ),
        (
            ramp.DETECTORS,
            f"id: {RAMP_ID}\nsecret: {RAMP}\n",
            "ramp-client-secret",
            {"secret": RAMP, "client_id": RAMP_ID},
        ),
        (
            scaleway.DETECTORS,
            f"access_key: {SCALEWAY}\nscw_secret_key: {UUID}\n",
            "scaleway-secret-key",
            {"secret": UUID, "access_key": SCALEWAY},
        ),
        (
            salesforce.DETECTORS,
            f"https://acme--dev.sandbox.my.salesforce.com\n{SESSION_ID}\n",
            "salesforce-access-token",
            {"token": SESSION_ID, "host": "acme--dev.sandbox.my.salesforce.com"},
        ),
        (
            tableau.DETECTORS,
            f"PAT_NAME=nightly\nPAT={TABLEAU}\n",
            "tableau-personal-access-token",
            {"secret": TABLEAU, "name": "nightly"},
        ),
        (
            twitter.DETECTORS,
            f"twitter_access_token={ACCESS}\ntoken_secret={ACCESS_SECRET}\n",
            "twitter-access-token",
            {"token": ACCESS, "secret": ACCESS_SECRET},
        ),
        (
            yandex.DETECTORS,
            f"aws_access_key_id={YANDEX_ID}\naws_secret_access_key={YANDEX}\n",
            "yandex-cloud-access-secret",
            {"secret": YANDEX, "id": YANDEX_ID},
        ),
        (
            supabase.DETECTORS,
            f"KEY={ROLE}",
            "supabase-service-role-key",
            {"key": ROLE, "project": "abcdefghijklmnopqrst"},
        ),
    ],
)
def test_parts_that_stand_near(detectors: tuple[Detector, ...], text: str, kind: str, parts: Mapping[str, str]) -> None:
    assert (kind, parts) in found(detectors, text)


def confidences(detectors: tuple[Detector, ...], text: str) -> list[Confidence]:
    return [hit.confidence for hit in Engine(detectors, None, leads=False, decoders=False).scan(text.encode())]


# Of the test vectors that come with the format: its 32 bytes are all 0x42.
AGE = "AGE-SECRET-KEY-" + "1" + "GFPYYSJZ" * 6 + "GFPQ4EGAEX"


def test_an_age_key_has_its_checksum() -> None:
    assert confidences(age.DETECTORS, AGE) == [Confidence.CHECKSUMMED]
    assert confidences(age.DETECTORS, AGE[:-1] + "Q") == [Confidence.LEAD]


def test_a_vercel_token_without_its_checksum_is_only_typed() -> None:
    body = made(ALNUM, 50)
    assert confidences(vercel.DETECTORS, f"vcp_{body}{vercel.checksum(body)}") == [Confidence.CHECKSUMMED]
    assert confidences(vercel.DETECTORS, f"vcp_{body}{made(ALNUM, 6)}") == [Confidence.TYPED]


def test_vercels_checksum_is_crc32_in_base_62() -> None:
    assert vercel.checksum("012345678901234567890123456789") == "0pV6Ps"


def test_a_hash_is_a_lead() -> None:
    for detector in hashes.DETECTORS:
        text, _ = detector.examples[0]
        assert confidences(hashes.DETECTORS, text) == [Confidence.LEAD]
