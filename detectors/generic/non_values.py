"""What is no value whatever its name: where one is to be had, what everybody may see, and code.

    /run/secrets/db   arn:aws:...   2024-05-01T12:00   $2b$12$...   ssh-ed25519 ...   application/json   ${DB_PASSWORD}

Each alternative stands on a line of its own, in a group by what such a value is: _FORMS are told by how a value begins,
_WITHIN wherever they stand in it. To add one: a line in its group, with what it is if the pattern does not say so.

Over 300 lines, two hundred of which are the table.
"""

from __future__ import annotations

import re
from hashlib import md5, sha1, sha256, sha512
from typing import Final

from detectors.filters.documented import is_documented
from detectors.filters.placeholders import is_of_tutorials, is_placeholder
from detectors.filters.standards import is_standard
from detectors.filters.wordlike import share
from detectors.jwt import is_idle

from .foreign import PASSWORDS, bare, is_word

_PATHS: Final = (
    r"(?:[A-Za-z]:)?[~./\\]{1,3}[\w.\-]+[/\\]",
    r"(?:\w[\w.\-]*/)+[\w.\-]+\.[a-z]{1,5}$",
    r"\.{1,2}/[\w./\-]+$",
    r"[A-Z]:\\",
    (
        r"[\w\-]{1,200}\.(?:asc|crt|css|csv|gif|gpg|html?|idx|jks|jpe?g|json|p12|pack|pdf|pem|pfx|pgp|png|svg|tgz|txt"
        r"|xml|ya?ml|zip)$"
    ),
    r"[a-z]:\\{1,8}[A-Za-z]",  # c:\\users
    r"///[a-z]+(?:\?|$)",
)
# Where a secret is to be had, or what it is for: addresses and names of resources.
_REFERENCES: Final = (
    r"\w+://[^:@/]*(?::\d{1,5})?(?:/[^:@]*)?$",
    r"[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)*\.(?:[A-Za-z][\w\-]*|\d+\.\d+\.\d+)$",
    r"(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}$",  # an address
    r"arn:",
    r"urn:",
    r"pkcs11:",
    r"projects/",
    r"refs/",
    r"vault:",
    r"op://",
    r"ssm:",
    r"secretsmanager:",
    r"keyring:",
    r"(?:aws|azure|cloud|gcp|soft|sshagent|tpm)kms:",
    r"alias/(?:\d{10,24}|[a-z][a-z\-/]{1,64})$",  # a key of AWS' KMS
    r"ed25519:\w{1,10}$",  # one of Matrix, by its name
    r"(?:PART)?UUID=[0-9a-fA-F]{4,8}-",
    r"[a-z]{2,16}:[a-z][a-z\d]{1,24}/[A-Za-z\d]{2,64}:[A-Z][A-Za-z\d]{1,64}$",  # a type of Pulumi
    r"@[a-z][\w.\-]{0,40}/[a-z][\w.\-]{0,60}(?::\w{1,60})?$",  # a package, and what is in it
    r"!\w+\b(?<!\d\d)",  # tags, aliases and anchors of YAML
    r"[&*]\w+(?<!\d\d)$",
    r"[a-z]{2,16}(?:-[a-z]{2,16})?:[a-z]{2,32}:(?:[A-Z]{1,4}[a-z]{1,24}){1,8}\d?$",  # a type of Pulumi
    r"(?:uid|cn|CN|dc|ou|OU|o)=[\w .@\-]{1,64}(?:,[ ]?(?:cn|CN|dc|DC|ou|OU|o|O|c|C|l|st)=[\w .\-]{1,64}){1,12}$",
    r"\d\.\d{1,2}-[0-9a-f]{32}$",  # what an object of OpenStack is made of
    r"xn--[a-z\d\-]{4,64}$",  # a name of a host
)
_NUMBERS: Final = (
    r"\d[\d.:T\-+Z, /]*$",  # dates, versions, addresses
    r"0x[0-9a-fA-F]{1,8}(?:,|$)",
    r"[+\-]?\d+(?:\.\d+)?[eE][+\-]?\d+$",
    r"[\^~]\d+\.\d[\w.\-]*$",  # versions that will do
    r"\[?RFC[ \-]?\d{3,5}\b",
    r"\d{1,5}/(?:tcp|udp|sctp|dccp)\b",
    r"#\d{1,7}(?:\s|$)",  # an issue
    r"#[0-9a-fA-F]{3,8}$",  # a colour
    r"[+\-]\d{4,6}[+\-]\d{5,7}$",  # a place on a map
    r"\d{1,4}(?:st|nd|rd|th)(?:[\-_][a-z]{1,24}){1,6}$",  # 17th-century
    r"[A-Z]{2,5}_USD[A-Z]{0,8}$",  # ETH_USDT
    r"\d{3,4}p(?:/\d{3,4}p)+$",  # sizes of videos
    r"UA-\d{4,10}-\d{1,3}$",  # who counts visits
)
_DIGESTS: Final = (
    r"(?:hmac-)?(?:sha\d+|md5)(?:[:\-]|=(?=[0-9a-f]+$))",
    r"[a-z]{1,8}-(?:sha(?:1|256|384|512)|md5)$",
    r"SCRAM-SHA-\d+\$",
    r"md5[0-9a-f]{32}$",
    r"\$2[abxy]?\$",
    r"\$(?:1|5|6|apr1|y|argon2\w*|pbkdf2\w*|scrypt)\$",
    r"\$__\w{1,16}\{",
    r"pbkdf2[_:]",
    r"\{?\w*SHA\d*\}",
    r"(?:(?:unsalted_)?(?:md5|sha\d{1,3})|bcrypt(?:_sha256)?|argon2|scrypt)[$:][\w.$/:,=+\-]{16}",  # of Django
)
_ENCRYPTED: Final = (
    r"encrypted:",
    r"NACL\[",
    r"AQICA",
    r"__encrypt__",  # what only Netmiko reads
    r"U2FsdGVkX1[A-Za-z0-9+/_\-]{8,512}={0,2}$",  # what OpenSSL encrypted: Salted__
    r"CiQA[A-Za-z0-9+/]{60}",  # what Google's KMS encrypted
    r"(?:wcFM|wcBM|hQEM|hQIM)A[A-Za-z0-9+/]{60}",  # and what PGP did
    r"Ag[A-D][A-Za-z0-9+/]{97}",  # a SealedSecret: only its cluster reads it
    r"ENC(?:RYPTED)?[\[(]",
)
# Public keys, and signatures with what is signed.
_PUBLIC: Final = (
    r"(?:ssh-|ecdsa-|rsa-)",
    r"AAAA[BCE][23]NzaC1",  # as SSH has them
    r"AAAAE2VjZHNhLXNoYTI",
    r"-----BEGIN (?:PUBLIC|CERT)",
    # Of EC, RSA and Ed25519.
    r"M(?:FkwEwYHKoZIzj0|IIBIjANBgkqhkiG9w0BAQEFAAOC|IGfMA0GCSqGSIb3DQEBAQUAA4GN|CowBQYDK2VwAyEA)",
    r"304[4-8]02(?:20|21)[\da-f]{60}",  # a signature of EC, in hexadecimal
    r"ME[QUY]CI[A-Za-z0-9+/]{89,93}={0,2}$",  # and in base64
    r"eyJ[\w\-]+\.eyJ[\w\-]+\.?$",  # a token without its signature
    r"AWS \w{3,40}:[A-Za-z0-9+/]{27}=$",  # a signature of AWS, as S3 had it first
    r"AWS4-(?:HMAC|ECDSA)",
    r"\w{1,40}/(?:19|20)\d{6}/[a-z\d\-]+/",  # a scope of AWS' signatures
    r"(?:GET|HEAD|POST|PUT|PATCH|DELETE)&https?%3A",  # what OAuth 1 signs
    r"OAuth [a-z_]{4,24}=\"\d",  # and says of it
)
# Of media, ciphers, constants, databases: names that are given to things.
_NAMES: Final = (
    r"application/",
    r"text/",
    r"data:\w+/",
    r"(?:SHA|MD)\d[\w\-/]{0,16}with",
    r"\w{2,12}/[A-Z]{3,4}/\w{4,40}Padding$",  # a cipher of Java
    r"\+[A-Z][A-Z\d\-.]*(?::[+\-!%][A-Z\d\-._]+)+$",  # ciphers that GnuTLS may use
    r"[A-Z]{2,16}(?:_(?:[A-Z]{1,16}\d{0,3}|\d{1,4})){2,8}$",  # a constant
    r"_[a-z]{2,24}(?:[A-Z][a-z]{1,24}){1,6}$",
    r"(?:[A-Z]{2,4}|[A-Z][a-z]{1,16})[A-Z][a-z]{2,24}/(?:[A-Z][a-z]{2,24}){2,6}$",
    r"[A-Z]{2,5}\d?(?:\\{0,2}/[A-Z]{2,5}\d?){1,4}$",  # one or the other
    r"[a-z][a-z\d_\-]{0,30}(?:\|[a-z][a-z\d_\-]{0,30}){2,}$",  # one of these words
    r"(?:PK|FK|UQ|CK|DF)__\w{1,64}__[0-9A-F]{8,16}$",  # what SQL Server calls a constraint
    r"(?:Linux|macOS|Windows)-[\w.\-]{1,80}-[0-9a-f]{32,64}$",  # what a pipeline's cache is called
    r"[a-z]\w{0,40}(?:\.[\w\-]{1,40}){1,8}\[",  # an item of Zabbix
    r"\w{0,32}(?:\\x00|\x00)+$",  # a label of a derived key
    r"00\d\d_[a-z]\w*$",  # a migration
    r"[a-z]{2,8}\d{1,5}:$",  # a prefix
    r"(?:svelte|astro)-[a-z\d]{5,8}$",  # a class
    r"\w{2,32}(?:Private|Public)Key(?:Info)?$",  # what ASN.1 calls one
)
_OPTIONS: Final = (
    r"--?[a-z][a-z\-]{1,30}$",
    r"--[a-z]+\d+[a-z]+$",
    r"-[a-z]\d{1,5}$",
)
_MARKUP: Final = (
    r"\*{1,2}[A-Z]{2,8}\*{1,2}$",
    r"<<?[\w/!?]",
    r"[\w \-]{1,40}',?[ ]$",  # `these', `quotes'
    r"[A-Za-z]{0,16}(?:=C3=[89AB][0-9A-F][A-Za-z]{0,16}){1,4}$",  # a word with letters as mails have them: f=C3=BCr
    r"[,;:. ]{0,4}\\{1,4}[nrt][\\nrt\s,]{0,8}$",
)
# Regular expressions, which end as they begin; strings that code joins; formats of C, tags of Go's fields, grammars.
_SYNTAX: Final = (
    r"/(?:\^|\().*[/$)]",
    r"#(?:\^|\(\[).*[#$)\]]",
    r"\]\[(?:-|[^\]]*\])",
    r"\(\?[:=!<P]",
    r"[\"'][ ]?[.+][ ]?(?:\$[A-Za-z_]|[A-Za-z_.]+(?:$|[(\[])|.{0,64}[.+][ ]?\\?[\"'])",
    r"\.[ ]?&?\$\w+(?:\.$|\[|->)",
    r"\.&\$\w",
    r"\$\w+(?:\[|->|::)",
    r"(?:[A-Z]\w*::){2,8}[A-Z]\w*$",
    r"::[A-Za-z_]\w*[(:]",
    r"\.[a-z]\w*\(",
    r"\w+\(\)\)",
    r"\+[\w.$]{1,32}\(",
    r"[a-z]{1,2}:[A-Za-z]{1,3}\(\w{1,3}\)\?",
    r"[)\]}]+[.,;|]",
    r"[\w$]{1,16}\[\w{1,16}\]\)?[.;,)]",
    r"[^'\"\s]{1,16}['\"]:[ ]['\"]",
    r"\d?\*\d?\(",
    r"\(%[a-z(]",
    r"(?:0x)?(?:%[0-9.]{0,4}(?:ll?|z|hh?)?[diuxXsp][.:_\-]?)+$",
    (
        r"(?:json|ya?ml|xml|toml|bson|db|mapstructure|env(?:config|default)?|form|validate|gorm|koanf|default|long|help)"
        r":\\?\""
    ),
    r"flags\.\d",
    r"__webpack_require__",
    r"\\{1,2}[a-z]{1,3}@[a-z]{1,16}$",
    r"\\{1,2}b[(\[\w].{0,64}\\{1,2}b$",  # regular expressions
    r"\^https?\W",
    r"\d{1,6}\]=?$",
    r"\+[A-Za-z_.$]{1,32}\+$",
    r"(?:\\x[0-9a-fA-F]{2}){1,4}$",
    r"(?:\\u[0-9a-fA-F]{4}[ ]?)+$",
    r"split\(/",
    r"\d{0,4}\(%[a-z]",  # assembler
    r"[a-z]\w{0,8}\(\w{1,8}\)[+\-*/][a-z]\w{0,8}\(",  # Fortran
)
# One pattern, as `re` looks at the first letter of each alternative before it tries it.
_FORMS: Final = re.compile(
    "|".join(
        form
        for group in (
            *(_PATHS, _REFERENCES, _NUMBERS, _DIGESTS, _ENCRYPTED),
            *(_PUBLIC, _NAMES, _OPTIONS, _MARKUP, _SYNTAX),
        )
        for form in group
    )
)
# Filled in at run time, whatever stands around it.
_TEMPLATES: Final = (
    r"-\]\{\+",
    r"^@[A-Z][A-Z0-9_]+@$",
    r"(?<!\w)@[A-Z][A-Z_]{3,40}@(?!\w)",
    r"<(?:token|key|secret|password)>",
    r"\{(?<!\{\{)(?:\d(?::[A-Za-z]\d{0,2})?|[A-Za-z_][\w.:!\[\]()'\-]{0,40})?\}",
    r"\{$",
    r"\{\{\s?[\w.]+\s?\}\}",
    r"%(?:[A-Z][A-Z0-9_]+|[a-z][a-z_][a-z0-9_]*)%",
    r"%\(\w+\)s",
    r"^(?:[a-z]{2,16}\d{0,2}:)?\D{0,64}%[sdxu]\b\D{0,24}%[sdxu]\b\D{0,64}$",
    r"&[#]\d{2,5};",
    r"\(\?(?:[:=!]|<[=!]).{0,64}\)",  # regular expressions
    r"\\[sdw][*+]",
)
_WITHIN: Final = re.compile(
    "|".join(
        (
            *_TEMPLATES,
            r"(?:/|%2F)20\d{6}(?:/|%2F)(?:[a-z]{2,3}-[a-z]|auto\b|.{0,64}aws4_request)",  # a scope of AWS' signatures
            r"%(?:25)?5[Bb]\w+%(?:25)?5[Dd]",  # a parameter of a query in an address: filter[x]
            r"\*\((?:[Aad]q|[lr]q)(?![A-Za-z0-9])",  # a quote, of a manual page
            r"\[\^?(?:[a-z]-[a-z]|[A-Z]-[A-Z]|[0-9]-[0-9])",
            r"===",
            r"!==",
            r"&&",
            r"\|\|",
            r"=>",
            r"`\)\.[a-z]",
        )
    )
)
_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_PATH: Final = re.compile(r"[:=]/[a-z]+/")
# $UID:$GID, -p$PW: of a shell's variables alone. One of a single word may be a password: $ecret.
_VARIABLES: Final = re.compile(
    r"-\w\$[A-Z_]{2,32}|\$[a-z]+(?:_[a-z]+\d?)+[\-/]?|\$\d{0,2}\.[a-z_]{2,32}"
    r"|[:@./,\-]{0,2}(?:\$\{?(?:[A-Z_]{2,40}|[a-z_]{2,40})\d?\}?[:@./,\-]{0,2}){2,8}",
    re.ASCII,
)
_CUT_OFF: Final = re.compile(r"eyJ(?:[\w\-=]{0,16}|(?:hbGci|0eXAi)[\w\-=]{0,30})$|eyJ[\w\-=]*\.[\w\-=]{0,9}(?:\.|$)")
_WORDS: Final = frozenset(map(bare, PASSWORDS))  # of a label in a translation: Senha
# What tests have for a hash: md5("password").
_HASHED: Final = frozenset(
    digest(word.encode(), usedforsecurity=False).hexdigest()
    for word in ("password", "test", "secret", "admin", "foo", "hello", "12345", "123456", "letmein", "changeme", "")
    for digest in (md5, sha1, sha256, sha512)
)
# Python's entry point, and what is called so in another's names.
_NAMED_IN: Final = re.compile(
    r"(?:(?:[a-z_][a-z_\d]{0,64}\.){1,16}[a-z_][a-z_\d]{0,64}:([A-Za-z]{1,40}\d?[A-Za-z]{2,40})"
    r"|(?!admin|root|user|app|ops)[a-z]{2,8}:((?:[A-Z]{1,6}[a-z]{1,24}){5,12}))",
    re.ASCII,
)
_OF_WORDS: Final = 0.4
_LABELS: Final = "=: \t"  # what one ends in
_NAME: Final = re.compile(r"[A-Za-z][\w\-]*=")
_ADDRESS: Final = re.compile(r"0x[0-9a-fA-F]{40}")
_ALPHABETS: Final = "\u2e7f"  # behind it: Chinese, Japanese, Korean, and pictures


def is_no_value(value: str) -> bool:
    """Is it told by its form, or known, to be something else than a secret? `value` is not empty."""
    return (
        _CONTROL.search(value) is not None
        or _FORMS.match(value) is not None
        or _is_known(value)
        or _PATH.search(value) is not None
        or ("$" in value and _VARIABLES.fullmatch(value) is not None)
        or _WITHIN.search(value) is not None
        or _CUT_OFF.match(value) is not None
        or _is_printed(value)
        or _is_foreign(value)
        or _is_prompt(value)
        or (value[-1] in _LABELS and _is_label(value))
        or _is_named_in(value)
    )


def _is_known(value: str) -> bool:
    """To everybody: what tutorials, documents, standards and tests have, and what says that it is none."""
    return (
        is_of_tutorials(value)
        or is_placeholder(value)
        or value.lower() in _HASHED
        or is_documented(value)
        or is_standard(value)
        or is_idle(value)
        or bare(value) in _WORDS
    )


def is_address(value: str) -> bool:
    """Is it that of a contract or a wallet on a chain, which everybody sees? A private key has 32 bytes."""
    return _ADDRESS.fullmatch(value) is not None


def _is_named_in(value: str) -> bool:
    named = _NAMED_IN.fullmatch(value) if ":" in value else None
    return named is not None and share(named[named.lastindex or 0]) >= _OF_WORDS


def _is_foreign(value: str) -> bool:
    """A sentence, or a word of another script: a translation."""
    if value.isascii():
        return False
    foreign = sum(letter > "\x7f" for letter in value)
    return " " in value or value.isalpha() or 2 * foreign > len(value) or max(value) > _ALPHABETS


def _is_printed(value: str) -> bool:
    r"""A line that a program writes: dump_password("session key: \n", x)."""
    return value.endswith("\\n") and (" " in value or value.endswith(":\\n"))


def _is_prompt(value: str) -> bool:
    """What is asked for, in another language: Repetir nova senha."""
    return " " in value and not any(map(str.isdigit, value)) and is_word(value)


def _is_label(value: str) -> bool:
    """What is read before something is typed in, or the name of what follows: "Kata sandi:", "spellcheck="."""
    if value[-1] == "=":
        return len(value) % 4 != 0 and _NAME.fullmatch(value) is not None
    if value[-1] == " " and " " in value[:-1]:
        return True
    return value.rstrip()[-1:] == ":" and not any(map(str.isdigit, value))
