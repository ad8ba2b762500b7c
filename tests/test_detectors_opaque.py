"""Keys without a form: what in a name and in a value counts, and that a form beats a name."""

from __future__ import annotations

import pytest

from agent.scan.engine import Engine
from detectors import gemini_exchange, github_apps, miro, opaque, packagist, scraperapi, stripe, walkscore
from detectors.base import Detector
from detectors.forms import ALNUM, DIGITS, HEX, LOWER, UPPER, made, made_uuid

KEY = made(LOWER, 32, "opaque")
UUID = made_uuid()
ENGINE = Engine(opaque.DETECTORS, None, leads=False, decoders=False)


def types(text: str, engine: Engine = ENGINE) -> list[str]:
    return [hit.type.name for hit in engine.scan(text.encode()) if hit.type]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (f"MAILERLITE_API_KEY={KEY}", "mailerlite-api-key"),
        (f'"mailer_lite_token": "{UUID}"', "mailerlite-api-key"),
        (f"const myWrikeToken = '{KEY}'", "wrike-api-key"),
        (f"form.io api key: {KEY}", "form-io-api-key"),
        (f"formio_api_key: {made(UPPER, 20)}.{made(ALNUM, 27)}", "form-io-api-key"),
        (f"FRONT_API_TOKEN={KEY}", "front-api-key"),
        (f"export EIGHT_X_EIGHT_KEY={KEY}", "8x8-api-key"),
        (f"planview.leankit.token={made(HEX, 128)}", "planview-leankit-api-key"),
    ],
)
def test_a_name_that_says_secret(text: str, name: str) -> None:
    assert types(text) == [name]


@pytest.mark.parametrize(
    "text",
    [
        f"front_key={KEY}",  # a common word without "api"
        f"frontend_api_key={KEY}",  # another word that begins alike
        f"storefront_api_key={KEY}",  # and one that ends alike
        f"mailerlite_build={KEY}",  # nothing says that it is secret
        "MAILERLITE_API_KEY=my-own-mailerlite-key-for-2024",  # words, and a number behind them
        "MAILERLITE_API_KEY=settings.services.mailerlite.key",
        f"MAILERLITE_API_KEY=app/config/{KEY}/mailerlite",  # a path
        f"MAILERLITE_API_KEY={KEY[:14]}",
        "wrike_token=wrikeApplicationTokenName",
        "pastebin_key=0000000000000000000000000000000f",
        "MAILERLITE_API_KEY=arn:aws:secretsmanager:us-east-1:123456789012:secret:db9-AbCdEf",  # where it is
        "MAILERLITE_API_KEY=1234567890abcdef",
        "mailerliteToken = getUserAccessToken2Async",
    ],
)
def test_a_name_or_a_value_that_does_not(text: str) -> None:
    assert types(text) == []


def test_a_form_of_its_own_beats_a_name() -> None:
    form = next(each for each in stripe.DETECTORS if each.type.name == "stripe-secret-key")
    value = form.examples[0][1]
    engine = Engine((*opaque.DETECTORS, *stripe.DETECTORS), None, leads=False, decoders=False)
    assert types(f"RECHARGE_API_KEY={value}", engine) == [form.type.name]


@pytest.mark.parametrize(
    ("name", "kind"),
    [("NEWSAPI_KEY", "newsapi-api-key"), ("web_scraper_api_key", "webscraper-io-api-key")],
)
def test_the_end_of_a_name_is_no_other_providers(name: str, kind: str) -> None:
    engine = Engine((*opaque.DETECTORS, *scraperapi.DETECTORS, *walkscore.DETECTORS), None, leads=False, decoders=False)
    assert types(f"{name}={made(HEX, 32)}", engine) == [kind]


ID = made(DIGITS, 18)
SECRET = made(LOWER, 32, "miro")
PACKAGIST = "packagist_acs_" + made(HEX, 96)
GEMINI = "master-" + made(ALNUM, 20, "g")


@pytest.mark.parametrize(
    ("detectors", "text", "parts"),
    [
        (
            miro.DETECTORS,
            f"MIRO_CLIENT_ID={ID}\nMIRO_CLIENT_SECRET={SECRET}",
            {"secret": SECRET, "client_id": ID},
        ),
        (
            packagist.DETECTORS,
            f"id: packagist_ack_{made(HEX, 32)}\nsecret: {PACKAGIST}",
            {"secret": PACKAGIST, "key": f"packagist_ack_{made(HEX, 32)}"},
        ),
        (
            gemini_exchange.DETECTORS,
            f"gemini:\n  key: {GEMINI}\n  secret: {made(ALNUM, 28)}",
            {"key": GEMINI, "secret": made(ALNUM, 28)},
        ),
        (
            github_apps.DETECTORS,
            f"GITHUB_CLIENT_ID={made(HEX, 20)}\nGITHUB_CLIENT_SECRET={made(HEX, 40)}",
            {"secret": made(HEX, 40), "client_id": made(HEX, 20)},
        ),
    ],
)
def test_parts_that_stand_near_are_joined(detectors: tuple[Detector, ...], text: str, parts: dict[str, str]) -> None:
    [hit] = Engine(detectors, None, leads=False, decoders=False).scan(text.encode())
    assert {name: secret.reveal() for name, secret in hit.parts.items()} == parts
