"""Seed phrases of wallets: 12 to 24 words, from which all keys of a wallet are derived; and keys of wallets in lists.

https://github.com/bitcoin/bips/blob/master/bip-0039.mediawiki (12, 15, 18, 21 or 24 words of three to eight letters)
https://hardhat.org/hardhat-runner/docs/reference/configuration#networks-configuration (accounts: private keys)
"""

from __future__ import annotations

from typing import Final

from .base import Parts
from .contexts.shared import place
from .filters.documented import is_documented
from .forms import HEX, made, one, varied

PHRASE = one("wallet-seed-phrase", "Seed phrase of a wallet", part="phrase")
ACCOUNT = one("wallet-private-key", "Private key of a wallet", part="key")

_LENGTHS: Final = frozenset({12, 15, 18, 21, 24})
# Two of 2048 words are seldom the same: what repeats more than a sixth of them is an example, as BIP-39's own are.
_MOST_AGAIN: Final = 6
# No list of BIP-39 has them, and few sentences have none: "write down these words and keep them safe".
_OF_SENTENCES: Final = frozenset({"the", "and", "for", "are", "was", "with", "from", "not", "your", "them", "has"})
_WORDS: Final = r"[a-z]{3,8}(?:[ ]{1,2}[a-z]{3,8}){11,23}"
_NAME: Final = (
    r"(?:mnemonic(?:[_\- ]?phrase)?|bip[_\-]?39|(?:seed|recovery|wallet|backup|secret)[_\- ]?(?:phrase|words))"
)
# Of what it is, and what somebody says of it: recovery phrase of the old wallet (do not post): x, seed phrase is x
_OF_IT: Final = r"(?:[ ](?:of|for|to|from|on)(?:[ ][\w\-]{1,24}){1,4})?(?:[ ]\([^()\n]{1,40}\))?"
_TO: Final = (
    rf"\\?[\"']?\]?{_OF_IT}(?:[ \t]{{0,8}}(?:[:=]>?(?:\*\*)?|,|\(|->)|[ ](?:is|are|was):?[ ])"
    r"[ \t]{0,8}(?:\\?[\"'`*]{1,3})?"
)
_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"
_PHRASE: Final = " ".join(made(_LETTERS, 3 + number % 6, f"word {number}") for number in range(12))
_KEY: Final = made(HEX, 64, "wallet")
_ACCOUNTS: Final = tuple(f"accounts{quote}{to}[" for quote in ("", '"', "'") for to in (":", ": ", "=", " = "))
_AGAIN: Final = " ".join([*_PHRASE.split()[:9], *_PHRASE.split()[:3]])


def _is_phrase(parts: Parts) -> bool:
    words = parts["phrase"].reveal().split()
    different = set(words)
    if len(words) not in _LENGTHS or (len(words) - len(different)) * _MOST_AGAIN > len(words):
        return False
    return _OF_SENTENCES.isdisjoint(different) and not is_documented(" ".join(words))


DETECTORS = (
    place(
        PHRASE,
        rf"(?i:{_NAME}){_TO}(?P<phrase>{_WORDS})(?![ ]?[A-Za-z0-9])",
        ("mnemonic", "phrase", "words", "bip39", "bip-39", "bip_39"),
        (
            (f'"mnemonic": "{_PHRASE}"', _PHRASE),
            (f"SEED_PHRASE={_PHRASE}", _PHRASE),
            (f"BIP39: {_PHRASE}", _PHRASE),
            (f"const recoveryPhrase = '{_PHRASE}';", _PHRASE),
            (f"wallet backup phrase (never post it!): {_PHRASE}", _PHRASE),
            (f"The recovery phrase for the old ledger is {_PHRASE}.", _PHRASE),
            (f"**Seed words:** {_PHRASE}", _PHRASE),
        ),
        (
            f'"mnemonic": "{_PHRASE} more"',
            f'"mnemonic": "{"abandon " * 11}about"',
            '"mnemonic": "a phrase of twelve words"',
            f'"mnemonic": "{_AGAIN}"',
            '"seedPhrase": "please write down these twelve words and keep them safe somehow"',
            f'"comment": "{_PHRASE}"',
            "The recovery phrase for the wallet is made of twelve words that nobody else may ever see or write down",
        ),
        prefilter=rf"{_NAME}{_TO}[a-z]{{3,8}}([ ]{{1,2}}[a-z]{{3,8}}){{3}}",
        check=_is_phrase,
    ),
    place(
        ACCOUNT,
        r"\baccounts[\"']?[ ]?[:=][ ]?\[\s{0,16}[\"'`](?P<key>(?:0x)?[0-9a-f]{64})[\"'`]",
        _ACCOUNTS,
        (
            (f"  sepolia: {{ url, accounts: ['{_KEY}'] }},", _KEY),
            (f'"accounts": [\n  "0x{_KEY}"\n]', f"0x{_KEY}"),
        ),
        (
            "accounts: [process.env.PRIVATE_KEY]",
            f"accounts: ['0x{'0' * 64}']",
            f"accounts: ['{_KEY[:40]}']",
            f"transactions: ['{_KEY}']",
        ),
        span=128,
        check=varied("key"),
    ),
)
