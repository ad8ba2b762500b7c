"""How much a value looks like a secret, whatever its name: nothing, a word, chosen by somebody, or random.

Masks, templates, references, paths, addresses, dates, versions and digests are no values. What is left is judged by a
model of ordinary words (filters/wordlike.py): a password that somebody chose is a word or two, a machine's is none.

Over 300 lines: each kind of what is no value is a line or two, and all are asked one after the other.
"""

from __future__ import annotations

import base64
import re
from enum import IntEnum
from hashlib import md5, sha1, sha256, sha512
from itertools import pairwise
from operator import ne
from typing import Final

from detectors.filters.documented import is_documented
from detectors.filters.placeholders import is_of_tutorials, is_placeholder
from detectors.filters.remembered import remembered
from detectors.filters.standards import is_standard
from detectors.filters.wordlike import is_of_code, share, surprise
from detectors.forms import has_bits
from detectors.jwt import is_idle

from .foreign import PASSWORDS, bare, is_word


class Strength(IntEnum):
    """`NONE`: no value. `WORDS`: could be prose or an identifier. `CHOSEN`: short. `FAIR`, `RANDOM`: by a machine."""

    NONE = 0
    WORDS = 1
    CHOSEN = 2
    FAIR = 3
    RANDOM = 4


# Python's entry point, and what is called so in another's names.
_NAMED_IN: Final = re.compile(
    r"(?:(?:[a-z_][a-z_\d]{0,64}\.){1,16}[a-z_][a-z_\d]{0,64}:([A-Za-z]{1,40}\d?[A-Za-z]{2,40})"
    r"|(?!admin|root|user|app|ops)[a-z]{2,8}:((?:[A-Z]{1,6}[a-z]{1,24}){5,12}))",
    re.ASCII,
)
_OF_WORDS: Final = 0.4
# What is told by the beginning, and what stands anywhere, each by a letter: so `re` looks at few places.
_REFERENCE: Final = re.compile(
    r"(?:[A-Za-z]:)?[~./\\]{1,3}[\w.\-]+[/\\]|(?:\w[\w.\-]*/)+[\w.\-]+\.[a-z]{1,5}$"
    r"|\w+://[^:@/]*(?::\d{1,5})?(?:/[^:@]*)?$"
    r"|(?:hmac-)?(?:sha\d+|md5)(?:[:\-]|=(?=[0-9a-f]+$))|SCRAM-SHA-\d+\$|md5[0-9a-f]{32}$|\d[\d.:T\-+Z, /]*$"
    r"|\*{1,2}[A-Z]{2,8}\*{1,2}$"
    # Regular expressions, which end as they begin, and strings that code joins.
    r"|/(?:\^|\().*[/$)]|#(?:\^|\(\[).*[#$)\]]|\]\[(?:-|[^\]]*\])"
    r"|[\"'][ ]?[.+][ ]?(?:\$[A-Za-z_]|[A-Za-z_.]+(?:$|[(\[])|.{0,64}[.+][ ]?\\?[\"'])"
    r"|\.[ ]?&?\$\w+(?:\.$|\[|->)|\.&\$\w|(?:[A-Z]\w*::){2,8}[A-Z]\w*$|0x[0-9a-fA-F]{1,8}(?:,|$)|arn:|urn:|pkcs11:|encrypted:|[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)*\.(?:[A-Za-z][\w\-]*|\d+\.\d+\.\d+)$|projects/|refs/|vault:|op://|ssm:|secretsmanager:|keyring:|ENC(?:RYPTED)?[\[(]|NACL\[|AQICA"
    r"|(?:PART)?UUID=[0-9a-fA-F]{4,8}-"
    r"|U2FsdGVkX1[A-Za-z0-9+/_\-]{8,512}={0,2}$"  # what OpenSSL encrypted: Salted__
    r"|[,;:. ]{0,4}\\{1,4}[nrt][\\nrt\s,]{0,8}$|[a-z]{1,2}:[A-Za-z]{1,3}\(\w{1,3}\)\?"  # code
    r"|[a-z]{1,8}-(?:sha(?:1|256|384|512)|md5)$"
    r"|(?:GET|HEAD|POST|PUT|PATCH|DELETE)&https?%3A|OAuth [a-z_]{4,24}=\"\d"  # what OAuth 1 signs, and says of it
    r"|\w{2,12}/[A-Z]{3,4}/\w{4,40}Padding$"  # a cipher of Java
    r"|alias/(?:\d{10,24}|[a-z][a-z\-/]{1,64})$|ed25519:\w{1,10}$"  # a key of AWS' KMS, and one of Matrix, by its name
    r"|(?:[A-Z]{2,4}|[A-Z][a-z]{1,16})[A-Z][a-z]{2,24}/(?:[A-Z][a-z]{2,24}){2,6}$"
    r"|[A-Z]{2,5}\d?(?:\\{0,2}/[A-Z]{2,5}\d?){1,4}$"  # one or the other
    r"|[a-z]{2,16}:[a-z][a-z\d]{1,24}/[A-Za-z\d]{2,64}:[A-Z][A-Za-z\d]{1,64}$"  # a type of Pulumi
    r"|[a-z]{2,16}(?:-[a-z]{2,16})?:[a-z]{2,32}:(?:[A-Z]{1,4}[a-z]{1,24}){1,8}\d?$"
    r"|CiQA[A-Za-z0-9+/]{60}"  # what Google's KMS encrypted
    r"|(?:wcFM|wcBM|hQEM|hQIM)A[A-Za-z0-9+/]{60}"  # and what PGP did
    r"|(?:0x)?(?:%[0-9.]{0,4}(?:ll?|z|hh?)?[diuxXsp][.:_\-]?)+$"  # a format of C
    r"|\$2[abxy]?\$|\$(?:1|5|6|apr1|y|argon2\w*|pbkdf2\w*|scrypt)\$|\$__\w{1,16}\{|pbkdf2[_:]|(?:ssh-|ecdsa-|rsa-)|\{?\w*SHA\d*\}|data:\w+/"
    r"|(?:(?:unsalted_)?(?:md5|sha\d{1,3})|bcrypt(?:_sha256)?|argon2|scrypt)[$:][\w.$/:,=+\-]{16}"  # of Django
    r"|--?[a-z][a-z\-]{1,30}$|--[a-z]+\d+[a-z]+$|-[a-z]\d{1,5}$"  # an option
    r"|\+[A-Z][A-Z\d\-.]*(?::[+\-!%][A-Z\d\-._]+)+$"  # ciphers that GnuTLS may use
    r"|(?:PK|FK|UQ|CK|DF)__\w{1,64}__[0-9A-F]{8,16}$"  # what SQL Server calls a constraint
    r"|__encrypt__|AWS4-(?:HMAC|ECDSA)|(?:aws|azure|cloud|gcp|soft|sshagent|tpm)kms:"  # what only Netmiko reads
    r"|\[?RFC[ \-]?\d{3,5}\b|\d{1,5}/(?:tcp|udp|sctp|dccp)\b|0x[0-9a-fA-F]{1,8}$"  # what protocols are numbered by
    r"|::[A-Za-z_]\w*[(:]|\d?\*\d?\(|\(\?[:=!<P]|flags\.\d|00\d\d_[a-z]\w*$"  # code, a grammar, a schema, a migration
    r"|\w{0,32}(?:\\x00|\x00)+$"  # a label of a derived key
    r"|[\w\-]{1,200}\.(?:asc|crt|css|csv|gif|gpg|html?|idx|jks|jpe?g|json|p12|pack|pdf|pem|pfx|pgp|png|svg|tgz|txt|xml|ya?ml|zip)$"
    r"|\.{1,2}/[\w./\-]+$"
    r"|[a-z][a-z\d_\-]{0,30}(?:\|[a-z][a-z\d_\-]{0,30}){2,}$"  # one of these words
    r"|[A-Za-z]{0,16}(?:=C3=[89AB][0-9A-F][A-Za-z]{0,16}){1,4}$"  # a word with letters as mails have them: f=C3=BCr
    r"|!\w+\b(?<!\d\d)|[&*]\w+(?<!\d\d)$|<<?[\w/!?]|#[0-9a-fA-F]{3,8}$|[A-Z]:\\|[a-z]:\\{1,8}[A-Za-z]|application/|text/"
    r"|Ag[A-D][A-Za-z0-9+/]{97}"  # a SealedSecret: only its cluster reads it
    r"|(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}$"  # an address
    r"|\$\w+(?:\[|->|::)|[)\]}]+[.,;|]"
    r"|(?:json|ya?ml|xml|toml|bson|db|mapstructure|env(?:config|default)?|form|validate|gorm|koanf|default|long|help)"
    r":\\?\""  # code
    r"|(?:uid|cn|CN|dc|ou|OU|o)=[\w .@\-]{1,64}(?:,[ ]?(?:cn|CN|dc|DC|ou|OU|o|O|c|C|l|st)=[\w .\-]{1,64}){1,12}$"
    r"|\\{1,2}b[(\[\w].{0,64}\\{1,2}b$|\^https?\W"  # regular expressions, too
    r"|(?:svelte|astro)-[a-z\d]{5,8}$|\d{1,6}\]=?$|\+[\w.$]{1,32}\+$|(?:\\x[0-9a-fA-F]{2}){1,4}$"  # a class; code
    r"|\d\.\d{1,2}-[0-9a-f]{32}$|\d{3,4}p(?:/\d{3,4}p)+$"  # what an object of OpenStack is made of; sizes of videos
    r"|\w{2,32}(?:Private|Public)Key(?:Info)?$|xn--[a-z\d\-]{4,64}$"  # what ASN.1 calls one; a name of a host
    r"|///[a-z]+(?:\?|$)|UA-\d{4,10}-\d{1,3}$|(?:\\u[0-9a-fA-F]{4}[ ]?)+$|split\(/"  # a place, and who counts visits
    r"|\d{0,4}\(%[a-z]|[a-z]\w{0,8}\(\w{1,8}\)[+\-*/][a-z]\w{0,8}\("  # assembler, Fortran
    r"|\.[a-z]\w*\(|\w+\(\)\)|\(%[a-z(]|[^'\"\s]{1,16}['\"]:[ ]['\"]"
    r"|[+\-]?\d+(?:\.\d+)?[eE][+\-]?\d+$|[\^~]\d+\.\d[\w.\-]*$|(?:SHA|MD)\d[\w\-/]{0,16}with"
    r"|\w{1,40}/(?:19|20)\d{6}/[a-z\d\-]+/"  # a scope of AWS' signatures
    # Public keys, of EC, RSA and Ed25519, and signatures in hexadecimal.
    r"|M(?:FkwEwYHKoZIzj0|IIBIjANBgkqhkiG9w0BAQEFAAOC|IGfMA0GCSqGSIb3DQEBAQUAA4GN|CowBQYDK2VwAyEA)"
    r"|AAAA[BCE][23]NzaC1|AAAAE2VjZHNhLXNoYTI"  # as SSH has them
    r"|AWS \w{3,40}:[A-Za-z0-9+/]{27}=$"  # a signature of AWS, as S3 had it first
    r"|[\w \-]{1,40}',?[ ]$"  # `these', `quotes'
    r"|304[4-8]02(?:20|21)[\da-f]{60}"
    r"|[A-Z]{2,16}(?:_(?:[A-Z]{1,16}\d{0,3}|\d{1,4})){2,8}$"  # a constant
    r"|ME[QUY]CI[A-Za-z0-9+/]{89,93}={0,2}$"  # a signature of EC, in base64
    r"|(?:Linux|macOS|Windows)-[\w.\-]{1,80}-[0-9a-f]{32,64}$"  # what a pipeline's cache is called
    r"|\+[\w.$]{1,32}\(|__webpack_require__|\\{1,2}[a-z]{1,3}@[a-z]{1,16}$|[a-z]{2,8}\d{1,5}:$"  # code, and a prefix
    r"|#\d{1,7}(?:\s|$)|[+\-]\d{4,6}[+\-]\d{5,7}$"  # an issue, and a place on a map
    r"|@[a-z][\w.\-]{0,40}/[a-z][\w.\-]{0,60}(?::\w{1,60})?$"  # a package, and what is in it
    r"|[a-z]\w{0,40}(?:\.[\w\-]{1,40}){1,8}\["  # an item of Zabbix
    r"|[\w$]{1,16}\[\w{1,16}\]\)?[.;,)]|_[a-z]{2,24}(?:[A-Z][a-z]{1,24}){1,6}$"
    r"|\d{1,4}(?:st|nd|rd|th)(?:[\-_][a-z]{1,24}){1,6}$|[A-Z]{2,5}_USD[A-Z]{0,8}$"  # 17th-century; ETH_USDT
    r"|-----BEGIN (?:PUBLIC|CERT)|eyJ[\w\-]+\.eyJ[\w\-]+\.?$"
)
_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_PATH: Final = re.compile(r"[:=]/[a-z]+/")
_CODE: Final = re.compile(
    r"[({\[;|&]|(?![A-Za-z]{2}\w+\.[A-Za-z]{0,16}(?:19|20)\d\d$)\w+(?:\.\w+)+$|(?:new|await|function|lambda|return|not|std|null|self|this)\b"
    r"|(?:undef|shift|split)(?=[ ;(]|$)"
    r"|%[\w({<]|@[\w.]+$|\.|[\w.]+\(\)\.?$|#\{|--"
)
_LABELS: Final = "=: \t"  # what one ends in
_NAME: Final = re.compile(r"[A-Za-z][\w\-]*=")
_CODE_WITHIN: Final = re.compile(
    r"\($|\)$|\{$|\}$|;$|\((?<=\w\()|\[(?<=\w\[)\w*\]|->|=>|\|\||&&|::|%[sd]\b|%[xu]\b|\{\w*\}|\$\{|\\[wds](?![a-z])|\[\^|\(\?|\.$"
    r"|\+\+"
)
# Filled in at run time, whatever stands around it; a regular expression; or the scope of a signature of AWS.
_FORMAT: Final = re.compile(
    r"-\]\{\+|\(\?(?:[:=!]|<[=!]).{0,64}\)|\\[sdw][*+]|(?:/|%2F)20\d{6}(?:/|%2F)(?:[a-z]{2,3}-[a-z]|auto\b|.{0,64}aws4_request)|^@[A-Z][A-Z0-9_]+@$|(?<!\w)@[A-Z][A-Z_]{3,40}@(?!\w)|\*\((?:[Aad]q|[lr]q)(?![A-Za-z0-9])|^(?:[a-z]{2,16}\d{0,2}:)?\D{0,64}%[sdxu]\b\D{0,24}%[sdxu]\b\D{0,64}$|<(?:token|key|secret|password)>|\{(?<!\{\{)(?:\d(?::[A-Za-z]\d{0,2})?|[A-Za-z_][\w.:!\[\]()'\-]{0,40})?\}|\{$|\{\{\s?[\w.]+\s?\}\}|%(?:[A-Z][A-Z0-9_]+|[a-z][a-z_][a-z0-9_]*)%|%(?:25)?5[Bb]\w+%(?:25)?5[Dd]|%\(\w+\)s|&[#]\d{2,5};|\[\^?(?:[a-z]-[a-z]|[A-Z]-[A-Z]|[0-9]-[0-9])|===|!==|&&|\|\||=>|`\)\.[a-z]"
)
# $UID:$GID, -p$PW: of a shell's variables alone. One of a single word may be a password: $ecret.
_VARIABLES: Final = re.compile(
    r"-\w\$[A-Z_]{2,32}|\$[a-z]+(?:_[a-z]+\d?)+[\-/]?|\$\d{0,2}\.[a-z_]{2,32}|[:@./,\-]{0,2}(?:\$\{?(?:[A-Z_]{2,40}|[a-z_]{2,40})\d?\}?[:@./,\-]{0,2}){2,8}",
    re.ASCII,
)
_WORDS: Final = frozenset(map(bare, PASSWORDS))  # of a label in a translation: Senha
# What tests have for a hash: md5("password").
_HASHED: Final = frozenset(
    digest(word.encode(), usedforsecurity=False).hexdigest()
    for word in ("password", "test", "secret", "admin", "foo", "hello", "12345", "123456", "letmein", "changeme", "")
    for digest in (md5, sha1, sha256, sha512)
)
_ADDRESS: Final = re.compile(r"0x[0-9a-fA-F]{40}")
_CUT_OFF: Final = re.compile(r"eyJ(?:[\w\-=]{0,16}|(?:hbGci|0eXAi)[\w\-=]{0,30})$|eyJ[\w\-=]*\.[\w\-=]{0,9}(?:\.|$)")
_BASE64: Final = re.compile(
    r"(?:[A-Za-z0-9+/]{4}){2,64}(?:={0,2}|[A-Za-z0-9+/]{2,3}={0,2})|[A-Za-z0-9+/]{4}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)"
)
# {SSHA} and what else the name of a scheme is in braces, in base64.
_BRACE: Final = ("e0", "e1", "e2", "e3")
_SCHEME: Final = re.compile(rb"\{(?!clear|plain)[A-Za-z0-9\-]{2,11}(?:\}|\Z)", re.IGNORECASE)
_LEAST_HASH: Final = 16
_BASE32: Final = re.compile(r"[A-Z2-7]{16,64}|[a-z2-7]{16,64}")
_UUID: Final = re.compile(r"(?:^|[_\-])[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$", re.IGNORECASE)
_HEX: Final = re.compile(r"^(?:0x)?(?:[0-9a-f]+|[0-9A-F]+)$")
_PIECES: Final = re.compile(r"[A-Za-z0-9+/]+")
_TELLTALE: Final = re.compile(
    r"(?:passw|passphrase|pwd|secret|token|bearer|api[_\- ]?key|credential|example|sample|dummy|fake"
    r"|foobar|foo_?bar|testing|mypass|pwned|blabla|p@ss"
    r"|changeme|placeholder|redacted|invalid|undefined|required|optional|default|your|insert|xxxx|0000000|12345|54321|abcdef|deadbeef|lorem"
    r"|ipsum|mock|hidden|unknown|nothing|something|whatever|cafebabe|qwerty|asdf)",
    re.IGNORECASE,
)
_TELLTALE_SMALL: Final = re.compile(_TELLTALE.pattern)  # in small letters, where `re` knows the first ones
# A weak password, as far as it can be told from a label: sunshine, hunter22, super$ecret.
_CHOSEN: Final = re.compile(r"[^\s\"'<>{}()\[\],;:/\\]{5,32}", re.ASCII)
_LABEL: Final = re.compile(
    r"(?:pass(?<!compass)(?<!trespass)(?!ion|age|eng)|pwd|secret|token|login|user|name|input|text|label|prompt|hidden"
    r"|field(?<!garfield)(?<!mansfield)(?<!springfield)|string|null|none|true|false"
    r"|test(?<!greatest)(?<!protest)(?<!contest)|guest|admin$|root$|foo|bar$|baz|example|sample|default|changeme|required|optional|enabled|disabled|always|never|auto"
    r"|key(?<!monkey)(?<!donkey)(?<!turkey)(?<!hockey)(?<!jockey)(?<!hiskey)|value|type|file)",
    re.ASCII | re.IGNORECASE,
)
_LABEL_SMALL: Final = re.compile(_LABEL.pattern)  # in small letters, where `re` knows the first ones
# As a policy wants it, which no word of a language and no identifier is, even if words are in it: Compl3x!Pass#2024.
_COMPLEX: Final = re.compile(
    r"(?=.*[a-z])(?=.*[A-Z])(?=.*\d)(?=.*[^\w\s])(?!(?i:.*(?:your|example|change|placeholder|sample|dummy|test|insert|enter)))"
    r"[^\s\"'<>{}()\[\],;:/\\]{8,40}",
    re.ASCII,
)
_JOINED: Final = re.compile(
    r"(?=.*\d)(?=.*[A-Za-z])(?!(?i:utf|iso|latin|base|sha|md5|aes|oauth|v\d|level|windows|win\d)[\w.\-]*$)\S{8,40}",
    re.ASCII,
)
_LONGEST: Final = 40  # characters of what these two match, which takes longer to tell than the length
# Words and a number that are parted by dots, or by other signs and twice.
_CAPITAL: Final = "[A-Z\xc0-\xde][a-z\xdf-\xff]{2,15}"
_DOTTED: Final = re.compile(
    r"[A-Za-z]{3,16}(?:\.[A-Za-z]{2,16}){1,2}\.?\d{1,4}"
    # No name begins with a digit, and no name of code has both within it: oak_Tree.77, Oak.tr33house7
    r"|[A-Za-z][a-z]{2,15}[_\-]?[A-Z][a-z]{2,15}\.\d{1,4}[a-z]{0,4}"
    r"|[A-Z][a-z]{2,15}\.(?=[A-Za-z]+\d+[A-Za-z]+\d)[A-Za-z\d]{5,20}"
    rf"|{_CAPITAL}(?:(?:\.{_CAPITAL}){{1,3}}\d{{1,4}}(?:[a-z]{{1,4}}\d{{0,2}})?|(?:\.{_CAPITAL}){{0,3}}\.\d{{1,4}}[a-z]{{0,12}}"
    rf"|\.\d{{2,4}}\.{_CAPITAL}|\d{{1,4}}[a-z]{{0,12}}\.)"
    r"|[A-Za-z]{3,16}\d{2,4}\.[A-Z][A-Za-z]{0,15}|\d{2,4}\.[A-Z][A-Za-z]{3,15}"
    rf"|{_CAPITAL}\d{{3,4}}\.[a-z]{{2,12}}"
    # puma_storm.10, almond.rider-48, nimbus.piano_1975, Oa1k7tree.231
    r"|[A-Za-z]{3,16}[_\-][A-Za-z]{3,16}\.\d{2,4}|[A-Za-z]{3,16}\.[A-Za-z]{3,16}[_\-]\d{2,4}"
    rf"|{_CAPITAL}\.\d{{2,4}}\.[a-z]{{3,15}}|(?=[A-Za-z]*\d[a-z])[A-Za-z\d]{{4,16}}\.{_CAPITAL}\d{{2,4}}"
    r"|[A-Z][A-Za-z]{1,12}\d[a-z]{1,12}\d[a-z]{1,12}\.\d{2,4}",
    re.ASCII,
)
_PARTED: Final = re.compile(rf"{_CAPITAL}(?P<sign>[:/_]){_CAPITAL}(?:(?P=sign){_CAPITAL})?(?P=sign)\d{{1,4}}", re.ASCII)
_IN_ORDER: Final = re.compile(
    r"0123456|1234567|abcdef[gG]|ABCDEFG|qwertyu|6543210|7654321|8765432|9876543|fedcba|FEDCBA"
)
_REPEATED: Final = re.compile(r"(.)\1{5}|(..)\2{4}|(.{3,8})\3{2}", re.ASCII)
# The same for `_repeats`: how far behind, and how many in a row; what takes fewest characters first.
_SAME: Final = tuple(
    (each, bytes((times - 1) * each)) for each, times in ((1, 6), (3, 3), (2, 5), *((n, 3) for n in range(4, 9)))
)
_LEAST_AGAIN, _BLOCK = 24, 16
_LEAST_REPEATED: Final = 5  # characters that such a value has more than different ones

_HOUR: Final = 3600  # seconds: what grants of a password last
_LEAST_DIGITS, _MOST_DIGITS, _DISTINCT_DIGITS, _IN_A_ROW = 6, 12, 4, 4
_ORDERED: Final = frozenset(order[at : at + _IN_A_ROW] for order in ("01234567890", "09876543210") for at in range(8))
_FAIR_LENGTH, RANDOM_LENGTH = 8, 16
_WORDLIKE: Final = 3.9  # bits a letter (filters/wordlike.py): ordinary names have up to that
_UNLIKE: Final = 4.5
_VERY_UNLIKE: Final = 5.2
_MOST_IN_WORDS: Final = 0.55
_DISTINCT_HEX: Final = 9
_LEAST_BITS: Final = 3.1
_SHORTEST: Final = 4
_PIECE_LENGTH: Final = 12
_MANY_SIGNS: Final = 7
_ALPHABETS: Final = "\u2e7f"  # behind it: Chinese, Japanese, Korean, and pictures


@remembered(8192)
def strength(value: str) -> Strength:
    """Of a value as it stands between its quotes."""
    if (
        len(value) < _SHORTEST
        or _CONTROL.search(value)
        or _REFERENCE.match(value)
        or is_of_tutorials(value)
        or is_placeholder(value)
        or value.lower() in _HASHED
    ):
        return Strength.NONE
    if (
        is_documented(value)
        or is_standard(value)
        or is_idle(value)
        or _PATH.search(value)
        or ("$" in value and _VARIABLES.fullmatch(value))
        or _FORMAT.search(value)
        or _CUT_OFF.match(value)
    ):
        return Strength.NONE
    if (
        _is_printed(value)
        or _is_foreign(value)
        or _is_prompt(value)
        or bare(value) in _WORDS
        or (value[-1] in _LABELS and _is_label(value))
    ):
        return Strength.NONE
    if (_BASE32.fullmatch(value) and _is_ordered(value)) or _is_named_in(value):
        return Strength.NONE
    encoded = _encoded(value)
    if (encoded is not None and (is_placeholder(encoded) or _is_user(encoded))) or _is_hash_of_ldap(value):
        return Strength.NONE
    return _judged(value) if encoded is None else _judged(encoded)


def is_of_words(value: str) -> bool:
    """Is a value that is no more than WORDS a password, if anything is: sunshine, MonkeyBusiness?"""
    return (_CHOSEN.fullmatch(value) is not None and not _is_of_labels(value)) or is_complex(value)


def _is_of_labels(value: str) -> bool:
    """Has it a word that labels and defaults have?"""
    found = _LABEL_SMALL.search(value.lower()) if value.isascii() else _LABEL.search(value) or is_word(value)
    return bool(found)


def is_complex(value: str) -> bool:
    """Is it of all the kinds of characters that policies ask for, as no identifier is: Summer-Rain7?"""
    if len(value) > _LONGEST or not _COMPLEX.fullmatch(value):
        return False
    return value.isascii() or not is_word(value)  # the ñ of Contraseña1 is no sign


def is_address(value: str) -> bool:
    """Is it that of a contract or a wallet on a chain, which everybody sees? A private key has 32 bytes."""
    return _ADDRESS.fullmatch(value) is not None


def is_joined(value: str) -> bool:
    """Are words and digits joined in it as in a password, and in no name: hello123world, Oak-tree-77?"""
    return len(value) <= _LONGEST and _JOINED.fullmatch(value) is not None and is_of_words(value)


@remembered(4096)
def is_odd(value: str) -> bool:
    """Is it a password in quotes that reads like code, a path or a tag elsewhere: Oak.Tree7, Oak/Tree/77, !Granite7?"""
    dotted = _DOTTED.fullmatch(value) or (value.startswith(("!", "*")) and is_complex(value))
    parted = _PARTED.fullmatch(value) and not _is_of_labels(value)
    odd = parted or (dotted and is_of_words(value))
    return bool(odd) and not is_placeholder(value) and not is_of_tutorials(value)


def is_ended(value: str) -> bool:
    """Does it end as a sentence does, and is one word with digits in it: Oak77Tree."""
    return value.endswith(".") and value[:-1].isalnum() and is_joined(value[:-1])


def is_number(value: str) -> bool:
    """A day, a telephone number or a PIN that somebody chose, and no tutorial's."""
    long = _LEAST_DIGITS <= len(value) <= _MOST_DIGITS and value.isdigit()
    chosen = long and len(set(value)) >= _DISTINCT_DIGITS and int(value) % _HOUR != 0
    return chosen and not is_of_tutorials(value) and not _in_order(value)


def _is_named_in(value: str) -> bool:
    named = _NAMED_IN.fullmatch(value) if ":" in value else None
    return named is not None and share(named[named.lastindex or 0]) >= _OF_WORDS


def _in_order(digits: str) -> bool:
    """Are four or more in order, up or down?"""
    return any(digits[at : at + _IN_A_ROW] in _ORDERED for at in range(len(digits)))


def _encoded(value: str) -> str | None:
    """What stands in base64 there, if it is text; of user:password the password."""
    if not _BASE64.fullmatch(value):
        return None
    try:
        plain = base64.b64decode(value + "=" * (-len(value) % 4)).decode("ascii").rstrip("\r\n")
    except ValueError:
        return None
    return (plain.partition(":")[2] or plain) if plain.isprintable() else None


def _is_user(plain: str) -> bool:
    """Of a login without a password: bob:, where no key of an API stands for the user."""
    return plain.endswith(":") and len(plain) <= RANDOM_LENGTH


def _is_hash_of_ldap(value: str) -> bool:
    """{SSHA}... in base64, as slapcat writes it, or the first line of that."""
    first = value[:_LEAST_HASH]
    if not value.startswith(_BRACE) or len(first) < _LEAST_HASH or not _BASE64.fullmatch(first) or _HEX.match(value):
        return False
    return _SCHEME.match(base64.b64decode(first)) is not None


def _is_ordered(value: str) -> bool:
    """What stands in base32 there is in order: 12345678901234567890, as RFC 6238 has it."""
    try:
        plain = base64.b32decode(value.upper() + "=" * (-len(value) % 8)).decode("ascii")
    except ValueError:
        return False
    return plain.isprintable() and is_sequence(plain)


def _judged(value: str) -> Strength:
    uuid = "-" in value and _UUID.search(value)
    if uuid:
        return Strength.RANDOM if _varied(uuid[0].replace("-", "")) else Strength.NONE
    # One key of 16 letters, as long as a cipher needs it, is none of a machine's.
    again = len(value) >= _LEAST_AGAIN and value.startswith(value[_BLOCK:])
    if is_sequence(value) or len(set(value)) < _SHORTEST - 1 or again:
        return Strength.NONE
    pieces = _PIECES.findall(value)
    joined = "".join(pieces)
    if len(joined) >= RANDOM_LENGTH and _HEX.match(joined) and not joined.isdigit():
        return _hexadecimal(joined)
    if _is_rich(value):
        return Strength.RANDOM if len(value) >= RANDOM_LENGTH else Strength.FAIR
    unlike = surprise(value)
    doubtful = unlike < _VERY_UNLIKE or len(value) < RANDOM_LENGTH // 2 or " " in value
    if doubtful and (_CODE.match(value) or _CODE_WITHIN.search(value)):
        return Strength.NONE
    return _by_pieces(value, pieces, joined, unlike)


def _by_pieces(value: str, pieces: list[str], joined: str, unlike: float) -> Strength:
    """What is random about `shippo_test_3f9c...` is its longest piece."""
    if _HEX.match(joined) and len(value) >= _FAIR_LENGTH:
        return _hexadecimal(joined)
    longest = max(pieces, key=len, default="")
    if len(longest) == len(value) or len(longest) < _PIECE_LENGTH:
        return _by_words(value, unlike)
    if _HEX.match(longest) and not longest.isdigit():
        return max(_hexadecimal(longest), _by_words(value, unlike))
    return max(_by_words(value, unlike), _by_words(longest, surprise(longest)))


def _is_rich(value: str) -> bool:
    """So many kinds of signs are in no identifier and no path, and in code they stand between words."""
    if value.isalnum():
        return False
    letters = set(value)
    signs = len(letters) - sum(map(str.isalnum, letters))
    return " " not in letters and signs >= _MANY_SIGNS and share(value) < _MOST_IN_WORDS


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


def _hexadecimal(value: str) -> Strength:
    if value.isdigit():
        long = Strength.FAIR if len(value) > RANDOM_LENGTH else Strength.CHOSEN
        return long if _varied(value, 5) else Strength.NONE
    if not _varied(value, min(_DISTINCT_HEX, len(value) // 2 + 1)) or value.isalpha():
        return Strength.WORDS
    if len(value) >= RANDOM_LENGTH and len(value) % 2 == 0 and _is_counted(bytes.fromhex(value.removeprefix("0x"))):
        return Strength.NONE
    return Strength.RANDOM if len(value) >= RANDOM_LENGTH else Strength.FAIR


def _is_counted(plain: bytes) -> bool:
    """Is each byte the one behind the last, as in tests of ciphers: 000102030405?"""
    return all(b - a == 1 for a, b in pairwise(plain))


def _varied(value: str, distinct: int = _DISTINCT_HEX) -> bool:
    return len(set(value.lower())) >= distinct and not is_sequence(value.lower())


@remembered(4096)
def is_sequence(value: str) -> bool:
    """Are there letters or digits in order, or the same again and again?"""
    if _IN_ORDER.search(value):
        return True
    if len(value) - len(set(value)) < _LEAST_REPEATED:
        return False
    if not value.isascii() or "\n" in value:
        return _REPEATED.search(value) is not None
    return _repeats(value)


def _repeats(value: str) -> bool:
    """What _REPEATED says, of one line in ASCII, in a tenth of the time: the value, and the same so many characters
    behind, as numbers, have nothing but zeros between them where it repeats itself.
    """
    number, size = int.from_bytes(value.encode("ascii")), len(value)
    for behind, zeros in _SAME:
        if behind + len(zeros) > size:
            return False
        if (number ^ number >> 8 * behind).to_bytes(size).find(zeros, behind) >= 0:
            return True
    return False


def _by_words(value: str, unlike: float) -> Strength:
    in_words = share(value)
    words = is_of_code(value) or unlike < _WORDLIKE or (in_words > _MOST_IN_WORDS and unlike < _VERY_UNLIKE)
    if words or (" " in value and len(value) > 3 * _FAIR_LENGTH):
        return Strength.WORDS
    if (unlike < _VERY_UNLIKE or len(value) < RANDOM_LENGTH) and _tells(value):
        return Strength.WORDS
    if value.isalnum() and 2 * sum(map(len, _TELLTALE.findall(value))) > len(value):
        return Strength.WORDS
    if len(value) < _FAIR_LENGTH or unlike < _UNLIKE or " " in value:
        return Strength.CHOSEN
    mixed = _classes(value) > 1
    if mixed and len(value) >= RANDOM_LENGTH and has_bits(value, _LEAST_BITS):
        return Strength.RANDOM
    return Strength.FAIR if mixed or unlike >= _VERY_UNLIKE else Strength.CHOSEN


def _tells(value: str) -> bool:
    found = _TELLTALE_SMALL.search(value.lower()) if value.isascii() else _TELLTALE.search(value) or is_word(value)
    return bool(found)


def _kind(letter: str) -> str:
    return "0" if letter.isdigit() else "A" if letter.isupper() else "a" if letter.isalpha() else "-"


_KINDS: Final = "".join(_kind(chr(code)) for code in range(128))


def _classes(value: str) -> int:
    """How many kinds of characters there are, if they mix: a capital at the front does not count."""
    kinds = value.translate(_KINDS) if value.isascii() else "".join(map(_kind, value))
    return len(set(kinds[1:])) if sum(map(ne, kinds, kinds[1:])) > 1 else 1
