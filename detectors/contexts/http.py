"""Credentials on their way: HTTP headers (RFC 7617 Basic, RFC 6750 Bearer), Postman's, what curl and wget are given.

https://learning.postman.com/collection-format/reference/authentication/ (apikey: a list of keys and values)
https://curl.se/docs/manpage.html (-u, -H, -x); https://www.gnu.org/software/wget/manual/wget.html
"""

from __future__ import annotations

import base64
from typing import Final

from detectors.base import Parts
from detectors.forms import ALNUM, made, one
from detectors.generic.values import Strength

from .shared import CHOSEN, PLAIN_DOLLAR, RANDOM, command, decoded_login, least, likely, login, place, real, word

BASIC = login("http-basic", "HTTP Basic credentials")
BEARER = one("http-bearer", "HTTP bearer token")
HEADER = one("http-api-key", "API key in an HTTP header")
CURL = login("curl-credentials", "Password given to a command that fetches")
KEY = one("curl-user-key", "Key given as the user to a command that fetches", part="key")

_SIMPLE: Final = f"Granite_{31}"
_SESSION: Final = f"s%3A{made(ALNUM, 32, 'session')}.{made(ALNUM, 43, 'session')}"
_BASIC: Final = base64.b64encode(f"app:{RANDOM}".encode()).decode()

# Between a scheme and its value: "Bearer x", "Bearer%20x", {"bearer": "x"}, 'Basic', 'x'
_GAP: Final = r"(?:[ \t]{1,4}|%20|\\?[\"'`],?[ \t]{1,4}\\?[\"'`])"
_GAP_OR_COLON: Final = r"(?:[ \t]{1,4}|%20|\+|\\?[\"'`],?[ \t]{1,4}\\?[\"'`]|[ \t]{0,2}:[ \t]{0,2})"
_LETTER: Final = r"[A-Za-z0-9_\-.~+/|]"

_OWN_HEADERS: Final = r"x-[a-z\-]{0,24}(?:api-?key|art-api|token|secret|auth(?:-key)?|access-key)"
_OTHERS: Final = r"(?:api-?key|(?:proxy-)?authorization|private-token)"
_HEADERS: Final = rf"(?:{_OWN_HEADERS}|{_OTHERS})"
_OF_HEADER: Final = (
    r"(\\{0,3}[\"'`]|&quot;)?[ \t]{0,4}[:=,]>?[ \t]{0,4}(\\{0,3}[\"'`]|&quot;)?"
    r"([a-z\-]{3,9}[ \t=]{1,2})?[A-Za-z0-9_\-.~+/|:]{16}"
)
_SCHEMES: Final = (
    r"(?:token|api-?token|apikey|api-key|key|sso-key|splunk|ssws|genie-?key|client-id|app|jwt|o?auth|session|secret"
    r"|access|account|sharedkey)"
)


def _is_of_the_rfc(parts: Parts) -> bool:
    """RFC 7617's example."""
    return parts["password"].reveal().replace(" ", "") == "opensesame"


def _is_login(parts: Parts) -> bool:
    return "password" in parts and real("password")(parts) and len(parts["password"]) > len("1234")


DETECTORS = (
    place(
        BASIC,
        rf"(?<![A-Za-z0-9])(?i:basic){_GAP}(?P<password>[A-Za-z0-9+/]{{8,512}}={{0,2}})(?![A-Za-z0-9+/=])",
        ("basic",),
        (
            (f"Authorization: Basic {_BASIC}", RANDOM),
            (f"'authorization': 'basic {_BASIC}',", RANDOM),
            (f"      - Basic {_BASIC}", RANDOM),
        ),
        (
            "Authorization: Basic dXNlcjpwYXNzd29yZA==",
            "Basic authentication is deprecated",
            "basic functionality",
            "Authorization: Basic ${CREDENTIALS}",
        ),
        prefilter=rf"basic{_GAP}[A-Za-z0-9+/]{{8}}",
        parse=decoded_login("password"),
        check=_is_login,
        doubts=_is_of_the_rfc,
    ),
    place(
        BEARER,
        rf"(?<![A-Za-z0-9_\-])(?i:bearer){_GAP_OR_COLON}(?!eyJ)(?P<token>{_LETTER}{{16,2048}}={{0,2}})(?![\w\-=])",
        ("bearer",),
        (
            (f"Authorization: Bearer {RANDOM}", RANDOM),
            (f'headers = {{"Authorization": "Bearer {RANDOM}"}}', RANDOM),
            (f"      - Bearer {RANDOM}", RANDOM),
        ),
        (
            "Authorization: Bearer ${TOKEN}",
            "a bearer authentication-scheme-of-ours",
            "Authorization: Bearer your-access-token-here",
            f"Authorization: Bearer {'0' * 32}",
        ),
        prefilter=rf"bearer{_GAP_OR_COLON}{_LETTER}{{16}}",
        check=least("token", Strength.RANDOM),
    ),
    place(
        HEADER,
        rf"(?<![A-Za-z0-9])(?!(?<=::)A[Pp][Ii]Key)(?i:{_HEADERS})(?:\\{{0,3}}[\"'`]|&quot;)?[ \t]{{0,4}}"
        r"(?:(?::|=>|=)[ \t]{0,4}(?:\\{0,3}[\"'`]|&quot;)?|,[ \t]{0,4}(?:\\{0,3}[\"'`]|&quot;))"
        rf"(?:(?i:{_SCHEMES})[ \t=]{{1,2}})?(?P<token>[A-Za-z0-9_\-.~+/|:]{{16,512}}={{0,2}})(?![\w\-=])",
        ("x-", "apikey", "api-key", "authorization", "private-token"),
        (
            (f"curl -H 'X-Api-Key: {RANDOM}' https://api.example.com", RANDOM),
            (f'"Authorization": "Token {RANDOM}"', RANDOM),
            (f"Authorization: Client-ID {RANDOM}", RANDOM),
        ),
        (
            "('SIP-Authorization', AVPV_OctetString_192, 1)",
            "X-Api-Key: ${KEY}",
            "Authorization: AWS4-HMAC-SHA256",
            "x-request-token: not-a-real-token-of-ours",
            f'"AWS::AppSync::ApiKey": "{RANDOM}", "AWS::Location::APIKey": "{RANDOM}"',
        ),
        # Each by itself: among the others, Hyperscan does not find `X-Token:` in more than a few bytes of text.
        prefilter=rf"{_OWN_HEADERS}{_OF_HEADER}|{_OTHERS}{_OF_HEADER}",
        check=least("token", Strength.RANDOM),
    ),
    # https://developer.apple.com/documentation/foundation/nsmutableurlrequest/setvalue(_:forhttpheaderfield:)
    place(
        HEADER,
        rf"@?\"(?:(?i:bearer|{_SCHEMES})[ ])?(?P<token>[A-Za-z0-9_\-.~+/|:]{{16,512}}={{0,2}})\",?[ ]{{1,4}}"
        rf"forHTTPHeaderField:[ ]?@?\"(?i:{_HEADERS})\"",
        ("forhttpheaderfield",),
        (
            (f'request.setValue("{RANDOM}", forHTTPHeaderField: "Authorization")', RANDOM),
            (f'[request setValue:@"{RANDOM}" forHTTPHeaderField:@"X-Api-Key"];', RANDOM),
        ),
        (
            'request.setValue("application/json", forHTTPHeaderField: "Accept")',
            f'request.setValue("{RANDOM}", forHTTPHeaderField: "X-Request-Id")',
            'request.setValue("Bearer \\(token)", forHTTPHeaderField: "Authorization")',
        ),
        check=least("token", Strength.RANDOM),
    ),
    place(
        HEADER,
        r"\"apikey\"\s{0,4}:\s{0,4}\[(?:[^\[\]]{0,400}\})?[^\[\]{}]{0,8}\{\s{0,32}\"key\"\s{0,4}:\s{0,4}\"value\"\s{0,4},"
        r"\s{0,32}\"value\"\s{0,4}:\s{0,4}\"(?P<token>[A-Za-z0-9_\-.~+/|:]{16,512}={0,2})\"",
        ('"apikey"',),
        (
            (f'"apikey": [{{"key": "value", "value": "{RANDOM}", "type": "string"}}]', RANDOM),
            (f'"apikey":[{{"key":"key","value":"X-Key"}},{{"key":"value","value":"{RANDOM}"}}]', RANDOM),
        ),
        ('"apikey": [{"key": "value", "value": "{{token}}"}]', '"apikey": [{"key": "in", "value": "header"}]'),
        prefilter=r"\"apikey\"\s{0,4}:\s{0,4}\[",
        span=512,
        check=least("token", Strength.RANDOM),
    ),
    place(
        CURL,
        command("curl", 512) + r"[ \t](?:-[a-zA-Z]{0,6}u|--user|--proxy-user|-U)(?:[ \t]{0,2}|=)[\"']?"
        r"(?P<user>[^\s:\"'$<>{}]{0,128})[\"']?:[\"']?(?P<password>(?:[^\s\"'$<>{}]|"
        + PLAIN_DOLLAR
        + r"){3,256})(?![^\s\"'\\])",
        ("curl",),
        (
            (f"curl -u app:{RANDOM} https://api.example.com/", RANDOM),
            (f"curl -sSfu 'app:{CHOSEN}' https://api.example.com/", CHOSEN),
            (f"curl https://api.example.com --user app:{RANDOM}", RANDOM),
            (f"curl --user app:'{RANDOM}' -iX PATCH https://api.example.com", RANDOM),
            (f"curl --user app:{_SIMPLE} https://api.example.com", _SIMPLE),
        ),
        (
            "curl -u user:password https://example.com",
            "curl -u $USER:$PASSWORD https://example.com",
            "curl -u app https://example.com:8080/",
            "curl -A agent:mozilla https://example.com",
        ),
        prefilter=r"curl\b",
        check=likely("password"),
    ),
    # https://docs.stripe.com/api/authentication, https://developers.freshdesk.com/api/: the key is the user, and the
    # password is nothing, or an x.
    place(
        KEY,
        command("curl", 512) + r"[ \t](?:-[a-zA-Z]{0,6}u|--user)(?:[ \t]{0,2}|=)[\"']?"
        r"(?P<key>[A-Za-z0-9_\-.]{16,256}):[xX]?[\"']?(?![^\s\"'\\])",
        ("curl",),
        (
            (f"curl https://api.example.com/v1/charges -u {RANDOM}:", RANDOM),
            (f"curl -v -u {RANDOM}:X -X GET 'https://example.com/api'", RANDOM),
            (f"curl --user '{RANDOM}:' https://api.example.com", RANDOM),
        ),
        (
            "curl -u administrator-of-us: https://example.com",
            "curl -u YOUR_API_KEY_GOES_HERE: https://example.com",
            "curl -u $API_KEY_OF_THE_SHOP: https://example.com",
        ),
        prefilter=r"curl\b",
        check=least("key", Strength.RANDOM),
    ),
    place(
        BEARER,
        command("curl", 512) + r"[ \t]--oauth2-bearer[ \t=]{1,2}[\"']?(?P<token>[A-Za-z0-9_\-.~+/|]{16,2048}={0,2})",
        ("--oauth2-bearer",),
        ((f"curl --oauth2-bearer {RANDOM} https://api.example.com", RANDOM),),
        ("curl --oauth2-bearer $TOKEN https://api.example.com", "curl --oauth2-bearer your-access-token-here x"),
        check=least("token", Strength.RANDOM),
    ),
    place(
        CURL,
        command("wget", 512) + rf"[ \t]--(?:http-|ftp-|proxy-)?password[= ]{word('password')}",
        ("wget",),
        (
            (f"wget --user=app --password={RANDOM} https://example.com/", RANDOM),
            (f"wget --http-password '{CHOSEN}' x", CHOSEN),
        ),
        ("wget --ask-password https://example.com", "wget --password=$PASSWORD https://example.com"),
        check=likely("password"),
    ),
    # A session that Express signed; https://expressjs.com/en/resources/middleware/session.html
    place(
        HEADER,
        r"(?:\b|_)[\w.\-]{0,40}(?:sid|sess|session)[\"']?(?:=|[\"',:\s]{1,8}(?:value[\"']?[:\s]{1,4})?[\"'])(?P<token>s(?::|%3[aA])"
        r"[A-Za-z0-9_\-]{20,64}\.(?:[A-Za-z0-9+/\-]|%2[BFbf]){43,60})(?![\w%])",
        ("=s%3a", "=s:", '"s%3a', '"s:', "'s%3a", "'s:"),
        (
            (f"< set-cookie: connect.sid={_SESSION}; Path=/; HttpOnly", _SESSION),
            (f"Cookie: theme=dark; app.sess={_SESSION.replace('%3A', ':')}", _SESSION.replace("%3A", ":")),
            (f'{{"name": "connect.sid", "value": "{_SESSION}"}}', _SESSION),
        ),
        (
            f"set-cookie: connect.sid={_SESSION[:40]}",
            f"url=s%3A{RANDOM}",
            f"connect.sid={'s%3A' + 'x' * 32 + '.' + 'x' * 43}",
            f"etag={_SESSION}",
        ),
        check=least("token", Strength.RANDOM),
    ),
)
