"""What a name says about the value that it is given: a password, a secret, a key that may be anything, or nothing.

    db_password, PGPASSWORD, userPwd              PASSWORD   somebody chose it: even a weak one is meant
    api_key, clientSecret, GITHUB_TOKEN           SECRET     a machine made it: it looks random
    key, authData, session, cookieValidationKey   KEY        it may be secret, if it looks very random
    password_field, token_url, public_key         None       about a secret, and not the secret

A name is cut into words; the last word for a secret decides, unless a word before or behind it says what it really is.
"""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache
from typing import Final

from .foreign import PASSWORDS, bare, plain


class Named(Enum):
    """What a name promises."""

    PASSWORD = "password"  # noqa: S105 - the word
    SECRET = "secret"  # noqa: S105 - the word
    KEY = "key"

    def __init__(self, word: str) -> None:
        self.kind = f"assigned {word}"  # of a lead


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# DBpassword: what tells a secret begins anew behind what is short for something.
_WORD: Final = re.compile(
    r"[A-Z]{2,8}(?=passw|pass(?![a-z])|pwd|secret|token|key(?![a-z]))|[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+"
)

_PASSWORDS: Final = _set("""
    password passwords passwd passwds passwort kennwort passphrase passcode passw pwd pwds pass pw psw pswd passkey
    contrasenia motdepasse pin sudopass pword psk passwrd orapw bindpw rootpw
    adminpw userpw stapsk apsk
""") | {bare(word) for word in PASSWORDS if word.isalpha() and bare(word).isascii()}
_SECRETS: Final = _set("""
    secret secrets token tokens apikey apikeys apisecret apitoken credential credentials cred creds bearer jwt pat
    accesstoken authtoken authkey secretkey accesskey privatekey clientsecret appsecret appkey authorization
    mnemonic refreshtoken idtoken satoken sessiontoken licensekey masterkey signingkey encryptionkey sharedkey
    webhooksecret bottoken apipassword pepper peppers segredo segreto secreto secreta geheim geheimnis
    geheimschluessel
""")
_KEYS: Final = _set("""
    key keys auth authentication cookie session sessionid sid sig otp totp seed nkey dsn sas
""")
# passWord, pass_word: one word.
_PASS_WORD: Final = re.compile(r"((?<![A-Za-z])pass|Pass)[_\-]?[Ww]ord(?![a-rt-z])")
# Glued to what they are for: mysqlpassword, dbpasswd, usertoken.
_GLUED: Final = re.compile(
    r"(?P<before>[a-z]{2,24}?)(?:(?P<password>passw(?:or|r)?d|passphrase|passwort|pwd"
    r"|(?<=db|my|pg|ql|er|in|tp|ot|ap|sh|do|il|te|dn)pass"
    r"|(?<=db|my|pg|ql|tp|ap|sh|do|il|ot|in|er|ra|is|go|eb|tt|fi|an|pn|vc|ip|pa|th|xy|pi|pp|nd|sa)pw)"
    r"|(?P<secret>secret|token|secretkey|apikey|accesskey))\d*"
)
_COMPOUNDS: Final = _set(
    "jsonwebtoken webtoken nopass nopasswd bypass compass forgotpassword resetpassword changepassword subtoken"
)
# Before "key" they make it a secret.
_KINDS_OF_KEY: Final = _set("""
    oauth certificate api secret access auth private priv encryption encrypt encrypted crypto cipher signing sign
    client account service master shared license licence app application consumer admin deploy integration webhook
    rest bot project write read live ingest ingestion storage security secure subscription function host personal
    user server developer dev root token jwt hmac aes des rsa session cookie validation base django rails laravel
    flask insert browser query ssh ssl tls wireguard psk wep wpa merchant payment partner vendor customer
    provisioning registration node agent trial activation product gateway
""")
# Behind the word for a secret: it is about one.
_ABOUT: Final = _set("""
    id ids name names file files filename path paths dir directory url urls uri uris link endpoint endpoints type md
    types length len size count policy policies policytext sha hash hashes hashed hasher hashing digest expiry expires
    expire expiration expired ttl lifetime age regex pattern field fields label labels text title message msg error
    errors err hint hints help description desc class version versions format algorithm alg method methods mode
    header headers param params parameter parameters column col attr attribute attributes index enabled disabled
    enable disable required require valid invalid validity validation validator validators validate verifier reset
    change changed forgot min max minimum maximum strength score rule rules manager provider providers service
    services generator generate generation encoder encoding decoder store storage alias aliases env var variable ref
    reference arn board prompt input inputs form page view screen dialog button icon placeholder tooltip word words
    usage usages source sources scope scopes audience aud issuer iss status state exists missing match matches
    matching not mismatch func function callback handler getter setter factory builder builders filter parser kind
    kinds exception spec specs schema model models template ui ring chain pair pairs space frame frames code codes
    press down up event bind binding bindings map mapping mappings char chars limit limits bucket owner server host
    port info request requests response responses review list table set sets created updated rotation rotate old_at
    at on off per first last next prev previous position pos offset start end used uses unused using ext extension
    prefix suffix separator sep delimiter comment doc docs test tests example examples flow flows grant grants login
    logout stdin fd bytes bits num nr no number is as too short long wrong incorrect empty weak protected protection
    successfully success failed failure fail only based less free authenticator group groups user username users
    account accounts email role roles fingerprint thumbprint checksum accessor iv cmd command verification verified
    lookup identifier identifiers kid serial client_id public pub pubkey cert certificate crt cache cached property
    csrf xsrf properties prop option options setting settings config configuration bool boolean flag interface impl
    encryption salt salts through thru startswith endswith contains mechanism exact iexact retries attempts removed
    deleted encrypted with println printf h widget widgets edit operation operations modes driver drivers scheme
    schemes expect rid fp t duration durations lifespan classification classifier counter counters logo
    commit branch
""")
# Before it: it is another thing that is called so.
_OTHER_TOKENS: Final = _set("""
    next page continuation cancellation cancel csrf xsrf authenticity antiforgery sync start end stop special pad
    padding eos bos unk mask cls sep marker previous prev nextpage pagination cursor paging max min num total count
    prompt completion input output current first last operator punctuation string number literal identifier comment
    lex lexer parse parser syntax whitespace eof newline indent html css text design non has is get no not without
    skip use allow require need check validate request requires invalid missing show hide forgot label hint
    hash hashed encrypted enc error err change lifecycle idempotency lock unit term
    starting resume task initial without dkim injection
""")
# The same, unless the name is in capitals: what is set from outside (UPLOAD_TOKEN) is no state of a program's.
_OTHER_STATES: Final = _set("upload invite verification verify challenge update")
_OTHER_KEYS: Final = _set("""
    public pub primary foreign sort partition cache hot object map dict index unique natural composite candidate
    range hash parent child column row group item translation i18n lang message msg label property attr attribute
    field config setting settings option environ env header meta metadata data json yaml xml dictionary lookup
    search match registry route routing event path arrow up down left right enter tab escape shift ctrl alt press
    shortcut accelerator any this each per by for known authorized authorised trusted peer remote ca cert websocket
    certificate gpg pgp gpgkey repo repository apt no not last first next prev previous min max sub top feature flag
    idempotency dedup deduplication correlation tracking shard bucket blob file name id has is get add del delete
    remove missing invalid duplicate sorted ordered block frame key fingerprint site sitekey without
""")
_OTHER_PASSWORDS: Final = _set("""
    label hint forgot reset lost hide show has is no not missing invalid wrong incorrect bad weak hashed
    hash encrypted enc crypt encrypt decrypt validate prompt min max error require requires required need
    needs ask get change update bypass last by title message msg text advice tooltip html
    pinned low high render one per
""")
_ORDINALS: Final = _set("first third two")  # FIRST_SUPERUSER_PASSWORD is set from outside
# A pass that is a card: BACKSTAGE_PASSWORD is one of a product.
_CARDS: Final = _set("boarding hall season ski lift backstage")
# EAP-PSK: of what two agree on one, and no value of it.
_OF_PROTOCOLS: Final = _set("eap dhe ecdhe rsa")
_HASHES: Final = (["samba", "nt"], ["samba", "lm"])  # sambaNTPassword, of an entry of a directory
_OTHER_SECRETS: Final = (
    _OTHER_PASSWORDS | _ORDINALS | _set("traffic exporter withdrawal")
)  # of SSLKEYLOGFILE, and of Ethereum
_OF_HANDSHAKES: Final = ["web", "socket"]  # Sec-WebSocket-Key: a nonce
# A shared secret is one that two people agreed upon: of RADIUS, of Fluentd's forwarding.
_AGREED: Final = _set("secret key")
_FOREIGN_KEYS: Final = (["clave"], ["chave"], ["chiave"], ["cle"], ["klucz"])  # CHIAVE_API
_COUNTED: Final = 6
_PUBLIC: Final = (["0", "client"], ["tag"])  # AUTH0_CLIENT, an id; auth_tag, of what is encrypted
# To where nginx and Apache hand on what they were asked.
PASSES_ON: Final = (
    r"(?:(?:proxy|fastcgi|uwsgi|scgi|grpc|memcached|redis2?|drizzle|postgres)_pass|(?i:proxypass(?:match|reverse)?))"
)
# A password, where its letters are others than ours, and where it is several words.
_OF_OTHER_LETTERS: Final = tuple(bare(word) for word in PASSWORDS if not bare(word).isascii())
_OF_WORDS: Final = re.compile(
    "mots?[_\\- ]?de[_\\- ]?passe|"
    + "|".join(
        re.sub("[ -]", r"[_\- ]?", bare(word)) for word in PASSWORDS if bare(word).isascii() and not word.isalpha()
    ),
    re.IGNORECASE,
)


def column(name: str) -> str:
    """The name of a table's column in the letters and words of the others: contraseña, mot_de_passe, 密码."""
    if not name.isascii():
        small = bare(name)
        name = "password" if any(word in small for word in _OF_OTHER_LETTERS) else plain(name)
    return _OF_WORDS.sub("password", name)


def words(name: str) -> list[str]:
    """`myApiKey2` and `MY_API_KEY_2` alike: my, api, key, 2."""
    return [word.lower() for word in _WORD.findall(_PASS_WORD.sub(r"\1word", name))]


@lru_cache(maxsize=4096)
def promise(name: str) -> Named | None:
    """What the value of a name like that is."""
    found = words(name)
    for at in range(len(found) - 1, -1, -1):
        kind = _kind(found, at)
        if kind is not None:
            behind = found[at + 1 : at + 2] if found[at + 1 : at + 2] == ["for"] else found[at + 1 :]
            # EAP-PSK is what it is called in a text, EAP_PSK what is set.
            set_outside = name.isupper() and (found[at] != "psk" or "_" in name)
            other = _is_other(found[:at], kind, found[at], set_outside=set_outside)
            public = kind is Named.KEY and behind in _PUBLIC
            return None if other or public or _ABOUT.intersection(behind) else kind
    return None


def _kind(found: list[str], at: int) -> Named | None:
    word = found[at]
    if word == "api" and found[max(0, at - 1) : at] in _FOREIGN_KEYS:
        return Named.SECRET
    of_french = word == "passe" and found[max(0, at - 2) : at] in (["mot", "de"], ["mots", "de"])
    if word in _PASSWORDS or of_french or (word in _AGREED and found[max(0, at - 1) : at] == ["shared"]):
        return Named.PASSWORD
    if word in _SECRETS:
        return Named.SECRET
    if word in _KEYS:
        before = next((each for each in reversed(found[:at]) if not each.isdigit()), "")  # AES_256_KEY
        of_jwt = found[max(0, at - 2) : at] == ["secret", "or"]  # secretOrKey
        return Named.SECRET if word in ("key", "keys") and (before in _KINDS_OF_KEY or of_jwt) else Named.KEY
    glued = _GLUED.fullmatch(word) if word not in _COMPOUNDS else None
    if glued is None:
        return None
    return Named.PASSWORD if glued["password"] else Named.SECRET


def _is_other(before: list[str], kind: Named, word: str, *, set_outside: bool) -> bool:
    near = before[-_COUNTED:]
    if kind is Named.PASSWORD:
        card = word in ("pass", "passes") and not _CARDS.isdisjoint(near[-2:])
        card = card or (word == "psk" and not set_outside and not _OF_PROTOCOLS.isdisjoint(near[-1:]))
        ordinal = not _ORDINALS.isdisjoint(near[-1:] if set_outside else near)
        return card or ordinal or not _OTHER_PASSWORDS.isdisjoint(near) or near[-2:] in _HASHES
    if word.endswith(("token", "tokens")):
        if near[-2:] == ["public", "key"]:  # a short name of it, in .NET
            return True
        if not set_outside and not _OTHER_STATES.isdisjoint(near[-2:]):
            return True
        return word.startswith("csrf") or not _OTHER_TOKENS.isdisjoint(near[-2:])
    if kind is Named.KEY:
        return not _OTHER_KEYS.isdisjoint(near[-2:]) or near[-2:] == _OF_HANDSHAKES
    return not _OTHER_SECRETS.isdisjoint(near[-2:]) or "public" in near
