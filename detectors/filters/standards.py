"""Names of standards, of algorithms and of types, which stand where a value is explained: SHA512, RFC2307, varchar(64).

Only these names, as they are written: AES2024 is somebody's password.
"""

from __future__ import annotations

import re
from typing import Final

_LONGEST: Final = 48
_NAME: Final = re.compile(
    r"""
      (?:(?:pbkdf2|scram|hmac|digest|cram|crypt|plain)[ _\-]?)?  # of hashes
      (?:s?sha[ _\-]?(?:[0-3]|224|256|384|512)(?:[ _\-/](?:224|256|384|512))?|s?md[245])(?:[ _\-]?crypt)?(?:-plus)?
    | wpa-(?:ft-)?(?:psk|eap|none)(?:-sha(?:256|384))?
    | gss-(?:spnego|api) | gs2-krb5(?:-plus)? | dhcast128 | dhx2?  # of logins
    | bcrypt[ _\-]?\d{1,2} | pbkdf2 | (?:ms-?chap|ntlm)-?v?[12] | krb5 | p-?(?:256|384|521) | ed(?:25519|448)
    | (?:aes|camellia|aria|rsa|dsa|dh|rc|tls|ssl|ssh|oauth|ldap|http|utf|base|latin|sasl|wpa|ipv|snmp|jdk|java|python)
      [ _\-/]?v?(?:128|192|256|512|1024|2048|3072|4096|8859|16|32|58|64|[1-9](?:\.[0-9])?)
      (?:[ _\-](?:gcm|cbc|ctr|ecb|ccm|xts|psk|oaep|pss))?
    | [a-z0-9]{2,12}/(?:ecb|cbc|ctr|gcm|cfb8?|ofb8?|none)/[a-z0-9\-]{0,24}padding  # of Java's ciphers
    # Of suites of ciphers, and of Wi-Fi's: PSK-AES128-CBC-SHA, +DHE-PSK:+PSK, kECDHEPSK+AES128, WPA-PSK
    | (?-i:[k+!]?(?:(?:WPA[23]?|EAP|FT|SAE|RSA|DHE|ECDHE|ECDSA|DSS|(?:RSA|DHE|ECDHE)?PSK|AES(?:128|256)?|CAMELLIA|ARIA
      |GCM|CBC|CCMP?|TKIP|RC4|3DES|EDE|CHACHA20|POLY1305|SHA(?:256|384)?|MD5|NULL|TLS|WITH|NORMAL|NONE|8)[+:_\-]{0,2}){2,12})
    | (?-i:[a-z]{2,3}-[A-Z][a-z]{3}(?:-[A-Z]{2})?)  # of languages, and where they are written so
    | secp(?:256|384|521)[kr]1 | prime256v1 | curve25519
    | chacha20(?:-poly1305)? | 3des | des3
    | rfc[ _\-]?\d{1,5}(?:bis)? | iso[ _\-/]?\d{3,5}(?:[\-:]\d{1,4})? | ieee[ _\-]?802[.]?\d{1,2}[a-z]{0,2}
    | x\.?5\d\d | i18n | l10n | k8s
    | open(?:ldap|ssl|ssh|vpn|id)[ _\-/]?v?\d{1,2}(?:\.\d{1,2}){0,2}[a-z]?
    | n?(?:var)?char(?:acter)?2?[ ]?\(?\d{0,4}\)? | u?int\d{1,2} | float\d{2} | string\d{1,4}
    """,
    re.ASCII | re.IGNORECASE | re.VERBOSE,
)


def is_standard(value: str) -> bool:
    return len(value) <= _LONGEST and _NAME.fullmatch(value) is not None
