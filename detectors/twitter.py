"""X's (Twitter's) credentials: an app's key and secret, a user's access token and its secret, an app's bearer token.

    API key 25, its secret 50                    letters and digits (shorter ones are from before 2013)
    access token NUMBER-40, its secret 45        NUMBER is the account
    bearer token AAAAAAAAAAAAAAAAAAAAAA...       percent-encoded

https://docs.x.com/fundamentals/authentication/overview
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from .base import CredentialType
from .forms import ALNUM, assignment, made, named, one
from .secretive import alnum, secretive

ACCESS = CredentialType(
    name="twitter-access-token",
    title="X access token",
    parts=("token", "secret"),
    secret=frozenset({"token", "secret"}),
    identity=("token",),
)
ACCESS_SECRET = one("twitter-access-token-secret", "X access token secret", part="secret")
API_KEY = one("twitter-api-key", "X API key", part="key")
API_SECRET = one("twitter-api-secret", "X API secret", part="secret")
BEARER = one("twitter-bearer-token", "X bearer token")

_WORD: Final = "twitter|tweepy|twit_"
_KEYWORDS: Final = ("twitter", "tweepy", "twit_")
_ACCESS_VALUE: Final = r"[0-9]{6,25}-(?=[A-Za-z]{0,39}[0-9])[A-Za-z0-9]{20,44}"

_ACCESS: Final = f"755855802711-{made(ALNUM, 40)}"
_OLD: Final = "755855-" + 3 * "aB3dE5gH"  # no lead of its own
_ACCESS_SECRET: Final = made(ALNUM, 45, "x")
_KEY: Final = made(ALNUM, 25, "x")
_API_SECRET: Final = made(ALNUM, 50, "x")
# What takes them in this order: an app's key and its secret, a user's token and its secret.
_TAKES: Final = r"(?:OAuth(?:1User)?Handler|OAuth1(?:Session)?|TwitterOAuth)"
_CALLS: Final = ("oauthhandler(", "oauth1userhandler(", "oauth1(", "oauth1session(", "twitteroauth(")
_BEARER: Final = f"{'A' * 22}{made(ALNUM, 30, 'x')}%2B{made(ALNUM, 50, 'x')}"

DETECTORS = (
    secretive(
        ACCESS,
        _WORD,
        _ACCESS_VALUE,
        _KEYWORDS,
        ((f"TWITTER_ACCESS_TOKEN={_ACCESS}", _ACCESS), (f'"twitterToken": "{_ACCESS}"', _ACCESS)),
        (f"TWITTER_ACCESS_TOKEN={_ACCESS}_x", f"twitter_user={_ACCESS}", "TWITTER_ACCESS_TOKEN=your-token"),
        companions=(("secret", assignment("secret", r"token[-_]?secret", alnum(45))),),
    ),
    secretive(
        ACCESS_SECRET,
        _WORD,
        alnum(45),
        _KEYWORDS,
        ((f"TWITTER_ACCESS_SECRET={_ACCESS_SECRET}", _ACCESS_SECRET),),
        (f"TWITTER_ACCESS_SECRET={_ACCESS_SECRET}_", f"twitter_id={_ACCESS_SECRET}"),
    ),
    secretive(
        API_KEY,
        _WORD,
        alnum(25),
        _KEYWORDS,
        ((f"TWITTER_API_KEY={_KEY}", _KEY), (f"twitter.consumerKey={_KEY}", _KEY)),
        (f"TWITTER_API_KEY={_KEY}_", f"twitter_id={_KEY}", "TWITTER_API_KEY=your_twitter_api_key_here"),
    ),
    secretive(
        API_SECRET,
        _WORD,
        f"(?:{alnum(50)}|{alnum(40, 44)})",
        _KEYWORDS,
        ((f"TWITTER_API_SECRET={_API_SECRET}", _API_SECRET), (f"twitter.consumerSecret={_API_SECRET}", _API_SECRET)),
        (f"TWITTER_API_SECRET={_API_SECRET}_", f"twitter_id={_API_SECRET}", f"TWITTER_API_SECRET={'x' * 50}"),
    ),
    secretive(
        BEARER,
        rf"{_WORD}|x[-_](?:api|bearer)",
        r"A{18,24}[A-Za-z0-9%]{60,140}",
        (*_KEYWORDS, "x_", "x-"),
        ((f"TWITTER_BEARER_TOKEN={_BEARER}", _BEARER), (f"twitterBearer = '{_BEARER}'", _BEARER)),
        (f"TWITTER_BEARER_TOKEN={'A' * 104}", f"IMAGE={_BEARER}", "TWITTER_BEARER_TOKEN=AAAA"),
    ),
    # Those that every client library asks for: no name of the provider is near, but each has its own length.
    named(
        ACCESS,
        r"access[-_]?token(?![-_]?secret)|(?:access|oauth)[-_]?(?:key|token)",
        r"[0-9]{8,20}-(?=[A-Za-z]{0,39}[0-9])[A-Za-z0-9]{40}",
        ("access", "oauth"),
        ((f"# the app that posts the announcements of a release\naccess_token = '{_ACCESS}'", _ACCESS),),
        (f"access_token={_ACCESS}0", f"cache_key={_ACCESS}"),
        prefilter=r"(?:access|oauth)[\w.\-]{0,12}(?:key|token)[^\w\n]{1,16}[0-9]{8,20}-[a-z0-9]{40}",
        least=4.0,
    ),
    named(
        API_SECRET,
        r"consumer[-_]?secret",
        alnum(50),
        ("consumer",),
        ((f"# the app that posts the announcements of a release\nconsumer_secret = '{_API_SECRET}'", _API_SECRET),),
        (f"consumer_secret={_API_SECRET}0", f"consumer_id={_API_SECRET}"),
        prefilter=r"consumer[-_]?secret",
        least=4.0,
    ),
    named(
        ACCESS_SECRET,
        r"(?:access|oauth)[-_]?token[-_]?secret",
        alnum(45),
        ("access", "oauth"),
        ((f"access_token_secret = '{_ACCESS_SECRET}'", _ACCESS_SECRET),),
        (f"access_token_secret={_ACCESS_SECRET}0", f"access_token={_ACCESS_SECRET}"),
        prefilter=r"(?:access|oauth)[-_]?token[-_]?secret",
        least=4.0,
    ),
    named(
        API_SECRET,
        _TAKES + r"\(\s{0,24}[\"'][A-Za-z0-9]{25}(?=[\"'])",
        alnum(50),
        _CALLS,
        (
            (f"auth = OAuthHandler('{_KEY}', '{_API_SECRET}')", _API_SECRET),
            (f'OAuth1Session(\n    "{_KEY}",\n    "{_API_SECRET}",\n)', _API_SECRET),
        ),
        (f"tweepy.OAuthHandler('{_KEY}', secret, '{_API_SECRET}')", f"OAuthHandler('{_KEY}', '{_API_SECRET}0')"),
        least=4.0,
    ),
    replace(
        named(
            ACCESS_SECRET,
            rf"(?:{_TAKES}|set_access_token)"
            r"\(\s{0,24}(?:[\"'][A-Za-z0-9]{25}[\"'],\s{0,24}[\"'][A-Za-z0-9]{50}[\"'],\s{0,24})?"
            r"[\"'][0-9]{6,25}-[A-Za-z0-9]{20,44}(?=[\"'])",
            alnum(45),
            (*_CALLS, "set_access_token("),
            (
                (
                    f'# the app that posts the announcements of a release\nme = OAuth1("{_OLD}", "{_ACCESS_SECRET}")',
                    _ACCESS_SECRET,
                ),
            ),
            (
                f"auth.set_access_token(token, '{_ACCESS_SECRET}')",
                f"set_access_token('{_ACCESS}', '{_ACCESS_SECRET}_')",
            ),
            least=4.0,
        ),
        every=True,  # the first of four are a match of their own
    ),
)
