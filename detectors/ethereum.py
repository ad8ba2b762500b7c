"""Ethereum's private keys, where what makes a wallet of them is given one. Any 32 bytes are such a key.

https://docs.ethers.org/v6/api/wallet/#Wallet   https://viem.sh/docs/accounts/local/privateKeyToAccount
"""

from __future__ import annotations

from typing import Final

from .base import Parts
from .forms import HEX, made, named
from .generic.sequences import is_sequence
from .seed_phrase import ACCOUNT

_KEY: Final = "0x" + made(HEX, 64, "ethereum")


def _is_in_no_order(parts: Parts) -> bool:
    """0x0123...: the keys of wallets in tests."""
    return not is_sequence(parts["key"].reveal())


DETECTORS = (
    named(
        ACCOUNT,
        r"(?:(?<=\bnew )(?:ethers\.)?wallet|private[_]?key[_]?to[_]?(?:account|address)|Account\.from_key"
        r"|HDWalletProvider|HexToECDSA|web3\.eth\.accounts\.wallet\.add|Credentials\.create)"
        r"(?=\([ \t]{0,4}[\"'`])",
        r"(?:0x)?[0-9a-fA-F]{64}",
        ("wallet", "privatekeyto", "private_key_to", "from_key", "hextoecdsa", "credentials.create"),
        (
            (f"const wallet = new ethers.Wallet('{_KEY}', provider)", _KEY),
            (f"const account = privateKeyToAccount('{_KEY}')", _KEY),
            (f'account = Account.from_key("{_KEY}")', _KEY),
            (f'const wallet = new ethers.Wallet("{_KEY[2:]}", provider);', _KEY[2:]),
            (f'new HDWalletProvider("{_KEY[2:]}", url)', _KEY[2:]),
            (f'key, err := crypto.HexToECDSA("{_KEY[2:]}")', _KEY[2:]),
            (f'Credentials.create("{_KEY}")', _KEY),
        ),
        (
            f"new ethers.Wallet('{_KEY}0')",
            f"new ethers.Wallet('0x{'0' * 63}1')",
            f"new ethers.Wallet('0x{'0123456789' * 6}0123')",
            f"new ethers.Wallet('0x{HEX * 4}')",
            f"getTransaction('{_KEY}')",
            f"getWallet('{_KEY}')",
            f"getWallet('{_KEY[2:]}')",
            f"new ethers.Wallet('{_KEY[2:]}0')",
            f"new ethers.Wallet('{'0' * 63}1')",
            f"wallet: '{_KEY}'",
        ),
        prefilter=(
            r"(?:wallet|walletprovider|wallet\.add|private_?key_?to_?(?:account|address)|account\.from_key|hextoecdsa"
            r"|credentials\.create)\("
        ),
        least=3.0,
        check=_is_in_no_order,
    ),
)
