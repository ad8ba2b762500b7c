"""Bitcoin: private keys as wallets export them, and extended ones, from which a wallet's others come. Base58Check.

    K, L, 5 and 50 or 51 letters   Wallet Import Format         xprv, yprv, zprv and 107 letters   extended (BIP 32)

https://en.bitcoin.it/wiki/Wallet_import_format, https://github.com/bitcoin/bips/blob/master/bip-0032.mediawiki
"""

from __future__ import annotations

import hashlib
from typing import Final

from .base import Detector, Parts
from .forms import made, one, prefixed

KEY = one("bitcoin-private-key", "Bitcoin private key", part="key")
EXTENDED = one("bitcoin-extended-private-key", "Bitcoin extended private key", part="key")

_LETTERS: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_SUM: Final = 4  # bytes
_MAIN: Final = b"\x80"
_XPRV: Final = bytes.fromhex("0488ade4")


def _sum(payload: bytes) -> bytes:
    return hashlib.sha256(hashlib.sha256(payload).digest()).digest()[:_SUM]


def encoded(payload: bytes) -> str:
    """Base58Check of what does not begin with a zero."""
    number, letters = int.from_bytes(payload + _sum(payload)), ""
    while number:
        number, letter = divmod(number, len(_LETTERS))
        letters = _LETTERS[letter] + letters
    return letters


def _is_right(parts: Parts) -> bool:
    number = 0
    for letter in parts["key"].reveal():
        number = number * len(_LETTERS) + _LETTERS.index(letter)
    raw = number.to_bytes((number.bit_length() + 7) // 8)
    return _sum(raw[:-_SUM]) == raw[-_SUM:]


_RAW: Final = hashlib.sha256(made(_LETTERS, 40, "bitcoin").encode()).digest()
_WIF: Final = encoded(_MAIN + _RAW + b"\x01")
_LONG: Final = encoded(_MAIN + _RAW)
_MASTER: Final = encoded(_XPRV + bytes(9) + _RAW + b"\x00" + hashlib.sha256(_RAW).digest())

DETECTORS: tuple[Detector, ...] = (
    prefixed(
        EXTENDED,
        f"[xyzXYZ]prv[{_LETTERS}]{{107}}",
        ("xprv", "yprv", "zprv"),
        ((f"# master {_MASTER}", _MASTER), (f'"xprv": "{_MASTER}"', _MASTER)),
        (_MASTER[:-1], f"{_MASTER}1", f"{_MASTER[:-1]}{'2' if _MASTER[-1] != '2' else '3'}", "xprv" + "1" * 107),
        check=_is_right,
    ),
    Detector(
        type=KEY,
        # And not a private key of any kind: those stand on every page about keys.
        keywords=("wif=", "wif:", 'wif"', "wif ", "_wif", "wif_", "p2pkh", "p2wpkh", "p2sh", "privkey", "priv_key"),
        needs=f"[5KL][{_LETTERS}]{{50}}",
        pattern=(
            r"(?i:_wif|wif[=:\"_ ]|p2w?pkh|p2sh|priv_?key)[^\n]{0,80}?"
            rf"(?<![A-Za-z0-9])(?P<key>5[{_LETTERS}]{{50}}|[KL][{_LETTERS}]{{51}})(?![A-Za-z0-9])"
        ),
        check=_is_right,
        examples=(
            (f"importprivkey {_WIF}", _WIF),
            (f"address,private_key\nbc1q,p2wpkh:{_WIF}\n", _WIF),
            (f'wif = "{_LONG}"', _LONG),
            (f"BTC_WIF_KEY={_WIF}", _WIF),
        ),
        near_misses=(f"importprivkey {_WIF[:-1]}", f"wif={_WIF}1", f"commit {_WIF}", f"privkey {'K' * 52}"),
    ),
)
