"""Passwords in URLs of any scheme (RFC 3986, 3.2.1), and otpauth URLs, whose query is a second factor's seed.

https://github.com/google/google-authenticator/wiki/Key-Uri-Format
"""

from __future__ import annotations

from typing import Final
from urllib.parse import unquote

from detectors.base import Parts, Secret
from detectors.filters.placeholders import is_placeholder
from detectors.filters.public_parts import MASK, MASKED, is_mask
from detectors.forms import HEX, made, one
from detectors.generic.values import Strength, strength

from .shared import CHOSEN, LOGIN_OF_URL, RANDOM, least, login, place

URL = login("url-credentials", "Password in a URL")
TOKEN = one("url-token", "Token as the user of a URL")
OTP = one("otp-seed", "Seed of one-time passwords", part="seed")

_HOST: Final = r"(?:\[[\w:.,\-]{2,253}\]|[A-Za-z0-9%{$][\w.\-%{}$]{0,253}|" + MASKED + r")"
# They have detectors of their own, which know what is no login; and which of a login need the user, too. The last one
# is none: so SQLAlchemy says what a URL looks like.
_THEIRS: Final = r"(?i:postgres(?:ql)?\b|(?:redis|valkey)[a-z+\-]{0,16}:|dialect\+driver:)"
# Of many who log in the name has an at sign, which belongs encoded: bob@example.org, and app@server at Azure.
_MAIL: Final = r"[^\s:/?#@\"'<>`\\]{1,64}@[\w.\-]{1,64}"
_DSN: Final = made(HEX, 32, "dsn")
_SEED: Final = made("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16)


def _plain(parts: Parts) -> Parts:
    values = {name: unquote(secret.reveal()) for name, secret in parts.items()}
    return {name: Secret(value) for name, value in values.items() if name != "user" or not is_mask(value)}


def _meant(parts: Parts) -> bool:
    """A weaker one is a lead (detectors/generic/leads.py). A user that was masked was one."""
    user = parts["user"].reveal() if "user" in parts else ""
    named = not user or not is_placeholder(user)
    return named and strength(parts["password"].reveal()) >= Strength.FAIR


DETECTORS = (
    place(
        URL,
        rf"(?<![A-Za-z0-9+])(?:(?!{_THEIRS})|(?=[a-zA-Z+]{{1,32}}:(?:\\?/){{2}}(?:{MASK}|{_MAIL}):))"
        rf"[A-Za-z][A-Za-z0-9+.\-]{{1,20}}:(?:\\?/){{2}}(?P<user>[^\s:/?#@\"'<>`\\]{{0,128}}|{_MAIL}(?=:(?!\d{{1,5}},))):"
        rf"(?P<password>[^\s\x00/@\"'<>`\\]{{1,256}})@(?:{_HOST})",
        ("://", ":\\/\\/"),
        (
            (f"amqp://app:{RANDOM}@mq.example.com:5672/%2f", RANDOM),
            (f"remote = https://deploy:{CHOSEN}@git.example.com/app.git", CHOSEN),
            (f'{{"url":"ldap:\\/\\/cn=app:{RANDOM}@ldap.example.com"}}', RANDOM),
            (f"https://deploy:{CHOSEN}@***/app.git", CHOSEN),
            (f"http://:{RANDOM}@proxy.example.com:3128", RANDOM),
            (f"jdbc:mysql://app:{RANDOM}@[db1:3306,db2:3306]/orders", RANDOM),
            (f"DSN={'postgres'}://***:{RANDOM}@db.example.com/orders", RANDOM),
            (f"https://bob@example.org:{CHOSEN}@git.example.com/app.git", CHOSEN),
            (f"DSN={'postgres'}://app@db1:{RANDOM}@db1.example.com/orders", RANDOM),
            (f"smtp://mailer:{RANDOM[:9]}%40{RANDOM[9:]}@mx", f"{RANDOM[:9]}@{RANDOM[9:]}"),
        ),
        (
            "https://user:password@example.com/",
            "https://app:${PASSWORD}@git.example.com/",
            "amqp://guest:guest@localhost",
            f"dialect+driver://user:{CHOSEN}@host:port/database",
            "https://example.com:8080/a@b",
            "ssh://git@example.com:2222/app@v2",
            "https://bob@example.org:${PASSWORD}@git.example.com/",
            "DSN=postgres://app@db1:5432,app@db2:5432/orders",
            "mongodb://app@db1.example.org:27017,app@db2.example.org:27018/orders",
            "http://%s:%s@%s/",
            "ftp://user:secret@example.com",
            "DSN=redis://***:***@db.example.com/orders",
        ),
        prefilter=r":(\\?/){2}[^\s:/?#@\"'<>`\\]{0,128}(@[\w.\-]{1,64})?:[^\s/@\"'<>`\\]{8,256}@[A-Za-z0-9%{$\[*]",
        mark=LOGIN_OF_URL,
        check=_meant,
        parse=_plain,
    ),
    place(
        TOKEN,
        rf"(?<![A-Za-z0-9])(?:https?|git|wss?|svn|ftp):(?:\\?/){{2}}(?P<token>[A-Za-z0-9_\-.]{{20,256}})(?::x-oauth-basic)?@(?![\w.\-]{{0,64}}\bsentry\b){_HOST}",
        ("://", ":\\/\\/"),
        ((f"git clone https://{RANDOM}@git.example.com/app.git", RANDOM),),
        (
            "https://deploy@git.example.com/",
            f"https://git.example.com/{RANDOM}@2",
            f"https://{_DSN}@o42.ingest.sentry.io/7",  # who has it may only report errors
            "https://organization-name-of-us@dev.azure.com",
        ),
        prefilter=r":(\\?/){2}[A-Za-z0-9_\-.]{20,256}(:x-oauth-basic)?@",
        mark=LOGIN_OF_URL,
        check=least("token", Strength.RANDOM),
    ),
    # A token of CodeArtifact is longer than any password.
    place(
        URL,
        r"https?://(?P<user>aws):(?P<password>[A-Za-z0-9+/=_.%\-]{257,4000})@[\w\-]{1,128}\.d\.codeartifact\.",
        (".d.codeartifact.",),
        (
            (
                f"index-url = https://aws:{RANDOM * 12}@shop-123456789012.d.codeartifact.eu-west-1.amazonaws.com/pypi/",
                RANDOM * 12,
            ),
        ),
        ("https://aws:${TOKEN}@shop-123456789012.d.codeartifact.eu-west-1.amazonaws.com/pypi/a/",),
        span=4200,
        check=_meant,
        parse=_plain,
    ),
    place(
        OTP,
        r"otpauth(?:%3[aA]|:)(?:\\?/|%2[fF]){2}[^\s\"'<>]{1,256}?(?:[?&]|&amp;|\\u0026|%3[fF]|%26)secret(?:=|%3[dD])(?P<seed>[A-Z2-7a-z]{16,128})(?![A-Za-z0-9])",
        ("otpauth",),
        (
            (f"otpauth://totp/Example:alice@example.com?secret={_SEED}&issuer=Example", _SEED),
            (f"otpauth%3A%2F%2Ftotp%2Falice%3Fsecret%3D{_SEED}", _SEED),
        ),
        (
            "otpauth://totp/Example?secret=BASE32SECRET",
            "otpauth://totp/Example?secret=${SEED}",
            "otpauth://totp/x?secret=AAAAAAAAAAAAAAAA",
        ),
        check=least("seed", Strength.CHOSEN),
    ),
    place(
        OTP,
        r"(?i:\b(?:totp|hotp|pyotp|speakeasy|otplib)\b)[\w.:]{0,32}\([ \t]{0,4}(?:s="
        r"|secret[=:][ \t]{0,2})?[\"'](?P<seed>[A-Z2-7]{16,64})[\"']",
        ("totp", "hotp", "pyotp", "speakeasy", "otplib"),
        ((f'pyotp.TOTP("{_SEED}")', _SEED), (f"ROTP::TOTP.new('{_SEED}', digits: 8)", _SEED)),
        ('pyotp.TOTP("BASE32SECRET3232")', "pyotp.TOTP(seed)", "ROTP::TOTP.new('AAAAAAAAAAAAAAAA')"),
        check=least("seed", Strength.CHOSEN),
    ),
    # What generates a code of it, or checks one, under names that others have: no base32 has 0, 1, 8 or 9.
    place(
        OTP,
        r"\b(?:authenticator|[Tt]otp|otp|OTP|OTPAuth|[Gg]2fa|google2fa|GoogleAuthenticator|ga|mfa)(?:\.|->|::)"
        r"(?:(?:generate|generateSync|generateCode|GenerateCode(?:Custom)?|getCode|get_?[tT]oken|getCurrentOtp|now|at|token"
        r"|get_totp|keyuri)\([ \t]{0,4}[\"'](?P<seed>[A-Z2-7]{16,64})[\"']"
        r"|(?:check|verify|verifyKey|verify_token|validate|Validate|isValid)\([ \t]{0,4}[\w.$]{1,40},[ ]"
        r"[\"'](?P<seed__2>[A-Z2-7]{16,64})[\"'])"
        r"|\boathtool[ ](?:[^\n|;]{0,80}?[ ])?(?:-b|--base32)[ ](?:-{1,2}[\w=]{1,16}[ ]){0,4}[\"']?"
        r"(?P<seed__3>[A-Z2-7 ]{15,64}[A-Z2-7])(?![\w+/=])",
        (
            *(
                f"{name}{sign}"
                for name in ("authenticator", "otp", "otpauth", "2fa", "mfa")
                for sign in (".", "->", "::")
            ),
            *("ga.getcode", "$ga->", "oathtool "),
        ),
        (
            (f"authenticator.generate('{_SEED}')", _SEED),
            (f'totp.GenerateCode("{_SEED}", time.Now())', _SEED),
            (f"$google2fa->getCurrentOtp('{_SEED}')", _SEED),
            (f"if (authenticator.check(code, '{_SEED}'))", _SEED),
            (f"oathtool --totp -b {_SEED}", _SEED),
        ),
        (
            "authenticator.generate(seed)",
            "authenticator.generate('SECRETSECRETSECRET')",
            "totp.GenerateCode(secret, time.Now())",
            "authenticator.generate('AAAAAAAAAAAAAAAA')",
            f"mailer.generate('{_SEED}')",
            "oathtool --totp -b $SEED",
        ),
        check=least("seed", Strength.CHOSEN),
    ),
)
