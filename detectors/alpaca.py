"""Alpaca: the secret of an API key, and the id that it works with: PK for paper trading, AK for a live account.

https://docs.alpaca.markets/docs/authentication
"""

from __future__ import annotations

from typing import Final

from .base import Confidence, CredentialType, Detector
from .filters.says import says_hint, says_secret
from .forms import ALNUM, UPPER, assignment, made, varied
from .secretive import alnum

KEY = CredentialType(
    name="alpaca-api-secret",
    title="Alpaca API secret key",
    parts=("secret", "id"),
    secret=frozenset({"secret", "id"}),
    identity=("secret",),
)

_ID: Final = "PK" + made(UPPER, 18, "alpaca")
_SECRET: Final = made(ALNUM, 40, "alpaca")
_WORDS: Final = "alpaca|apca"
_VALUE: Final = f"(?:{alnum(40)}|{alnum(44)})"
_FORM: Final = r"[PAC]K[A-Z0-9]{18}(?:[A-Z0-9]{6})?"

DETECTORS = (
    Detector(
        type=KEY,
        keywords=("alpaca", "apca"),
        prefilter=says_hint(_WORDS),
        needs=_VALUE,
        pattern=assignment("secret", says_secret(_WORDS), _VALUE),
        span=256,
        companions=(("id", rf"(?<![A-Za-z0-9_\-])(?P<id>{_FORM})(?![A-Za-z0-9_\-])"),),
        confidence=Confidence.CONTEXT,
        check=varied("secret", 3.0, named=True),
        examples=((f"APCA_API_SECRET_KEY={_SECRET}", _SECRET), (f'alpacaSecret: "{_SECRET}"', _SECRET)),
        near_misses=(f"APCA_API_SECRET_KEY={_SECRET}0", f"alpaca_commit={_SECRET}", f"SECRET_KEY={_SECRET}"),
    ),
    # tradeapi: what everybody imports alpaca_trade_api as.
    Detector(
        type=KEY,
        keywords=("alpaca", "tradeapi", "tradingclient"),
        prefilter=r"(?:alpaca|tradeapi|tradingclient)[\w.]{0,24}\(",
        needs=_VALUE,
        pattern=(
            r"(?i:\b(?:alpaca|tradeapi|TradingClient))[\w.]{0,24}\(\s{0,16}(?:\w{1,12}=)?[\"'](?P<id>"
            rf"{_FORM})[\"']\s{{0,4}},\s{{0,16}}(?:\w{{1,12}}=)?[\"'](?P<secret>{_VALUE})[\"']"
        ),
        span=256,
        check=varied("secret", 3.0),
        examples=(
            (f"api = tradeapi.REST('{_ID}', '{_SECRET}', base_url='https://api.alpaca.markets')", _SECRET),
            (f'TradingClient("{_ID}", "{_SECRET}", paper=True)', _SECRET),
        ),
        near_misses=(
            f"tradeapi.REST('{_ID}', '{_SECRET}0')",
            f"tradeapi.REST('{_ID[:-1]}', '{_SECRET}')",
            f"api.REST('{_ID}', '{_SECRET}')",
        ),
    ),
)
