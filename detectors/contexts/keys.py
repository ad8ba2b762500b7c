"""Keys that are known by the function which they are an argument of: what signs, encrypts, or makes a client of an API.

https://docs.python.org/3/library/hmac.html (new), https://nodejs.org/api/crypto.html (createHmac, createCipheriv)
https://github.com/auth0/node-jsonwebtoken (sign, verify), https://github.com/expressjs/cookie-parser
https://docs.rs/jsonwebtoken (from_secret), https://www.php.net/manual/en/function.openssl-encrypt.php
https://api.rubyonrails.org/classes/ActiveSupport/MessageEncryptor.html, https://github.com/omniauth/omniauth (provider)
https://dev.mysql.com/doc/refman/8.4/en/encryption-functions.html (AES_ENCRYPT)
"""

from __future__ import annotations

from typing import Final

from detectors.base import Parts
from detectors.forms import one
from detectors.generic.values import Strength

from .shared import ARGUMENT, CHOSEN, NEXT, RANDOM, least, likely, place

CLIENT = one("call-client-key", "Key that a client of an API is made with", part="key")
SIGNING = one("call-signing-key", "Key in a call that signs or encrypts", part="key")

_OF_AES: Final = RANDOM[:16]
_LENGTHS: Final = frozenset({16, 24, 32})  # of AES' keys
_KEY: Final = (
    r"(?:Buffer\.from\(\s{0,16})?"
    r"[bru]?(?:\"(?P<key>[^\"\n$]{8,256})\"|'(?P<key__2>[^'\n$]{8,256})'|`(?P<key__3>[^`\n$]{8,256})`)\s{0,4}[,).]"
)
# What signs or encrypts; and what may stand in its brackets, in which others may close.
_CRYPTO: Final = r"hmac|cipher|fernet|symmetric|secretkeyspec|\baes\.|signer\.|generatemac|jwt|getbytes"
_WITHIN: Final = r"(?:[^\n\"'`;=(){}]|\([^\n\"'`()]{0,40}\)|\w\()"


def _is_of_aes(parts: Parts) -> bool:
    return len(parts["key"].reveal()) in _LENGTHS and least("key", Strength.RANDOM)(parts)


DETECTORS = (
    place(
        SIGNING,
        rf"\b(?:(?i:jwt)(?:_simple|Simple)?\.(?:sign|verify|encode|decode)[( ]\s{{0,16}}"
        rf"(?:[^\n()\"'`]{{1,120}}|\{{[^\n{{}}]{{0,160}}\}}){NEXT}"
        rf"|signWith\(\s{{0,16}}SignatureAlgorithm\.\w{{2,8}}{NEXT}"
        rf"|create(?:Hmac|(?:Cipher|Decipher)(?:iv)?)\(\s{{0,16}}[\"'`][\w\-]{{2,32}}[\"'`]{NEXT}"
        rf"|hmac\.new\(\s{{0,16}}(?:key\s?=\s?)?|cookieParser\(\s{{0,16}}|hash_hmac\(\s{{0,16}}{ARGUMENT}{NEXT}{ARGUMENT}{NEXT}"
        rf"|AES\.(?:encrypt|decrypt)\(\s{{0,16}}[\w.]{{1,64}}{NEXT}|new SecretKeySpec\(\s{{0,16}}"
        rf"|SymmetricSecurityKey\(\s{{0,16}}Encoding\.\w{{2,8}}\.GetBytes\(\s{{0,16}}|Algorithm\.HMAC\d{{3}}\(\s{{0,16}}"
        rf"|hmacShaKeyFor\(\s{{0,16}}|(?:SignedString|NewCookieStore)\(\s{{0,16}}\[\]byte\(\s{{0,16}}"
        rf"|HMAC\.(?:hex)?digest\(\s{{0,16}}{ARGUMENT}{NEXT}"
        r"|Message(?:Encryptor|Verifier)\.new\(\s{0,16}|new DESKeySpec\(\s{0,16}"
        rf"|EncodingKey::from_secret\(\s{{0,16}}|openssl_(?:en|de)crypt\(\s{{0,16}}{ARGUMENT}{NEXT}{ARGUMENT}{NEXT}"
        rf"|(?i:\b(?:aes|pgp_sym)_(?:en|de)crypt\(\s{{0,16}}){ARGUMENT}{NEXT}|setCipherKey\(\s{{0,16}}Base64\.decode\(\s{{0,16}}"
        rf"|\bAES\.new\(\s{{0,16}}|URLSafe(?:Timed)?Serializer\(\s{{0,16}})" + _KEY,
        (
            *(
                "createhmac(",
                "createcipheriv(",
                "createdecipheriv(",
                "createcipher(",
                "createdecipher(",
                "hmac.new(",
                "cookieparser(",
                "hash_hmac(",
            ),
            *(
                "aes.encrypt(",
                "aes.decrypt(",
                "secretkeyspec(",
                "symmetricsecuritykey(",
                "algorithm.hmac",
                "hmacshakeyfor(",
            ),
            *(
                "hmac.digest(",
                "hmac.hexdigest(",
                "messageencryptor.new(",
                "messageverifier.new(",
                "deskeyspec(",
                "::from_secret(",
            ),
            *("openssl_encrypt(", "openssl_decrypt(", "aes_encrypt(", "aes_decrypt(", "pgp_sym_", "setcipherkey("),
            *(
                "jwt.",
                "jwt_simple.",
                "jwtsimple.",
                "signwith(",
                "signedstring(",
                "newcookiestore(",
                "aes.new(",
                "serializer(",
            ),
        ),
        (
            (f"jwt.sign(payload, '{RANDOM}', {{ expiresIn: '1h' }})", RANDOM),
            (f"crypto.createHmac('sha256', '{RANDOM}')", RANDOM),
            (f"jwt.verify(token, '{CHOSEN}')", CHOSEN),
            (f"crypto.createCipher('aes-256-cbc', '{RANDOM}')", RANDOM),
            (f'hmac.new(b"{RANDOM}", body, "sha256")', RANDOM),
            (f'hmac.new(\n        b"{RANDOM}",\n        body,\n        "sha256",\n    )', RANDOM),
            (f"app.use(cookieParser('{RANDOM}'))", RANDOM),
            (f'new SecretKeySpec("{RANDOM}".getBytes(), "AES")', RANDOM),
            (f'jwt.encode({{"some": "payload"}}, "{RANDOM}", algorithm="HS256")', RANDOM),
            (f'JWT.encode payload, "{RANDOM}", "HS256"', RANDOM),
            (f'Algorithm.HMAC256("{RANDOM}")', RANDOM),
            (f'token.SignedString([]byte("{RANDOM}"))', RANDOM),
            (f'Jwts.builder().signWith(SignatureAlgorithm.HS256, "{RANDOM}").compact();', RANDOM),
            (f"crypto.createDecipheriv('aes-256-cbc', Buffer.from('{RANDOM}'), iv)", RANDOM),
            (f'AES.new(b"{RANDOM}", AES.MODE_CBC, iv)', RANDOM),
            (f"OpenSSL::HMAC.hexdigest('sha256', '{RANDOM}', data)", RANDOM),
            (f"ActiveSupport::MessageEncryptor.new('{RANDOM}')", RANDOM),
            (f'EncodingKey::from_secret("{RANDOM}".as_ref())', RANDOM),
            (f"openssl_encrypt($data, 'aes-256-cbc', '{RANDOM}', 0, $iv)", RANDOM),
            (f"SELECT AES_ENCRYPT(name, '{RANDOM}')", RANDOM),
        ),
        (
            "jwt.sign(payload, process.env.JWT_SECRET)",
            "jwt.sign(payload, 'secret')",
            "crypto.createHmac('sha256', key)",
            "hmac.new(b'my-secret-key', body)",
            f"jwt.sign({{ name: '{RANDOM}' }}, key)",
        ),
        prefilter=(
            r"(jwt(_?simple)?\.(sign|verify|encode|decode)|signwith|create(hmac|(de)?cipher(iv)?)|hmac\.new|cookieparser|hash_hmac"
            r"|aes\.(en|de)crypt|secretkeyspec|symmetricsecuritykey|algorithm\.hmac\d{3}|hmacshakeyfor|signedstring"
            r"|newcookiestore|aes\.new|urlsafe(timed)?serializer|hmac\.(hex)?digest|message(encryptor|verifier)\.new|deskeyspec"
            r"|encodingkey::from_secret|openssl_(en|de)crypt|(aes|pgp_sym)_(en|de)crypt|setcipherkey)\("
            r"|jwt\.(en|de)code[ ]"
        ),
        span=320,
        check=likely("key"),
    ),
    # Whatever is called after what signs or encrypts, before its brackets close.
    place(
        SIGNING,
        rf"(?:(?i:{_CRYPTO})[\w.:/<>\-]{{0,32}}\(|\b(?i:jwt)[./]\w{{4,8}}[ ])\s{{0,8}}"
        rf"(?:{_WITHIN}{{0,48}}?[\"'][\w\-]{{2,16}}[\"']{NEXT})?{_WITHIN}{{0,48}}?"
        r"[@bru]?[\"'](?P<key>[A-Za-z0-9+/=_\-]{16,128})[\"']",
        (
            "hmac",
            "cipher",
            "fernet",
            "symmetric",
            "secretkeyspec",
            "aes.",
            "signer.",
            "generatemac",
            "jwt",
            "getbytes(",
        ),
        (
            (f'mac := hmac.New(sha256.New, []byte("{RANDOM}"))', RANDOM),
            (f'block, err := aes.NewCipher([]byte("{RANDOM}"))', RANDOM),
            (f'HmacSha256::new_from_slice(b"{RANDOM}")', RANDOM),
            (f'HMAC(EVP_sha256(), "{RANDOM}", 24, data, n, out, &length);', RANDOM),
            (f"JWT::encode($payload, '{RANDOM}', 'HS256')", RANDOM),
            (f'(jwt/sign claims "{RANDOM}")', RANDOM),
            (f'Joken.Signer.create("HS256", "{RANDOM}")', RANDOM),
            (f"Crypto.generateMac('hmacSHA256', Blob.valueOf(body), Blob.valueOf('{RANDOM}'))", RANDOM),
            (f'AES.encrypt(JSON.stringify(data), "{RANDOM}")', RANDOM),
            (f'var key = Encoding.ASCII.GetBytes("{RANDOM}");', RANDOM),
        ),
        (
            f'assert hmac.new(key, body).hexdigest() == "{RANDOM}"',
            f'assertEquals(hmac(key, body), "{RANDOM}")',
            'Cipher.getInstance("AES/CBC/PKCS5Padding")',
            'hmac.New(sha256.New, []byte("name-of-the-application"))',
            f'#define HMAC_NAME "{RANDOM}"',
        ),
        prefilter=(
            r"((hmac|cipher|fernet|symmetric|secretkeyspec|\baes\.|signer\.|generatemac|jwt|getbytes)[\w.:/<>\-]{0,32}\("
            r"|\bjwt[./]\w{4,8}[ ])[^\n]{0,160}[\"'][A-Za-z0-9+/=_\-]{16}"
        ),
        mark=r"hmac|cipher|fernet|symmetric|secretkeyspec\(|\baes\.|signer\.|generatemac|jwt|getbytes\([\"']",
        span=320,
        check=least("key", Strength.RANDOM),
    ),
    # Bytes of a text, as long as AES takes a key, in what is called one.
    place(
        SIGNING,
        r"\b(?!(?:\w{0,40}(?<![A-Za-z])(?i:public|pub|row|cache|sort|zset|hash|index|partition|redis)|\w{0,40}(?:Public|Row|Cache|Sort|Z[Ss]et|Hash|Index|Partition|Redis))(?:_|[A-Z]|Key|Secret|KEY)"
        r"|(?i:\w{0,40}(?:kafka|lookup|object|record|topic)_?key\b))(?:\w{0,40}(?:Key|Secret)|\w{0,40}(?:_KEY|_SECRET)|KEY|SECRET|(?:\w{0,40}_)?(?:key|secret))"
        r"(?:[ ]{0,2}:[ ]{0,2}\w{1,16})?[ ]{0,2}=[ ]{0,2}"
        r"(?:\"(?P<key>[^\s\"\\$:]{16,32})\"\.(?:getBytes|toByteArray|encodeToByteArray)\("
        r"|(?:System\.Text\.)?Encoding\.\w{2,8}\.GetBytes\([ ]?\"(?P<key__2>[^\s\"\\$:]{16,32})\")",
        (".getbytes(", ".tobytearray(", ".encodetobytearray("),
        (
            (f'private static final byte[] KEY = "{_OF_AES}".getBytes(StandardCharsets.UTF_8);', _OF_AES),
            (f'val aesKey: ByteArray = "{RANDOM}".toByteArray()', RANDOM),
            (f'byte[] EncryptionKey = Encoding.UTF8.GetBytes("{_OF_AES}");', _OF_AES),
            (f'byte[] throwawayKey = "{_OF_AES}".getBytes();', _OF_AES),
        ),
        (
            'private static final byte[] KEY = "name-of-the-keys".getBytes();',
            f'private static final byte[] KEY = "{_OF_AES}x".getBytes();',
            f'private static final byte[] MONKEY = "{_OF_AES}".getBytes();',
            f'private static final byte[] PUBLIC_KEY = "{_OF_AES}".getBytes();',
            f'byte[] body = "{_OF_AES}".getBytes();',
            f'byte[] objectKey = "{_OF_AES}".getBytes();',
            f'byte[] rowKey = "{_OF_AES}".getBytes();',
            f'byte[] hbaseRowKey = "{_OF_AES}".getBytes();',
            f'byte[] KAFKA_KEY = "{_OF_AES}".getBytes();',
        ),
        prefilter=(
            r"(key|secret)([ ]{0,2}:[ ]{0,2}\w{1,16})?[ ]{0,2}=[ ]{0,2}"
            r"(\"[^\s\"]{16,32}\"\.(getbytes|(encode)?tobytearray)\("
            r"|(system\.text\.)?encoding\.\w{2,8}\.getbytes\([ ]?\"[^\s\"]{16})"
        ),
        check=_is_of_aes,
    ),
    place(
        CLIENT,
        r"\b(?:[A-Za-z]\w{1,40}\.)?(?:\w{0,30}Client(?:V\d)?(?:<\w{1,40}>|\.[Ii]nit)?|algoliasearch|[A-Z]\w{2,30}\.[Ii]nit)"
        rf"\(\s{{0,16}}(?:{ARGUMENT}{NEXT}){{0,2}}[\"'](?P<key>[A-Za-z0-9_\-]{{24,128}})[\"']\s{{0,4}}[,)]",
        ("client", ".init(", "algoliasearch("),
        (
            (f'co = cohere.ClientV2("{RANDOM}")', RANDOM),
            (f'co = cohere.ClientV2(\n    "{RANDOM}",\n)', RANDOM),
            (f"const client = new AcmeClient('{RANDOM}');", RANDOM),
        ),
        (
            "client = TestClient('name-of-the-application-here')",
            "new Client('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa')",
            "client = Client(api_key)",
        ),
        prefilter=r"(client(v\d)?(<\w{1,40}>|\.init)?|algoliasearch|\.init)\([^()]{0,160}[\"'][A-Za-z0-9_\-]{24}",
        mark=r"client(v\d)?(<\w{1,40}>|\.init)?\(|algoliasearch\(|\.init\(",
        span=240,
        check=least("key", Strength.RANDOM),
    ),
    place(
        CLIENT,
        r"\b(?:(?:bot|client)\.(?:run|login)\(\s{0,16}"
        r"|(?:omniauth|provider)[ ]{1,2}:\w{2,32},\s{0,4}[\"'][^\"'\n]{2,128}[\"'],\s{0,4}"
        r"|(?:bearer_auth|OAuthHandler|TeleBot|Updater|Bot)\(\s{0,16}(?:[\"'][^\"'\n]{4,128}[\"'],\s{0,16})?)"
        r"[\"'](?P<key>[A-Za-z0-9_.:\-]{20,128})[\"']",
        (
            *("bot.run(", "client.run(", "bot.login(", "client.login(", "omniauth ", "provider ", "bearer_auth("),
            *("oauthhandler(", "telebot(", "updater(", "bot("),
        ),
        (
            (f'bot.run("{RANDOM}")', RANDOM),
            (f'bot.run(\n    "{RANDOM}",\n)', RANDOM),
            (f"client.login('{RANDOM}');", RANDOM),
            (f"config.omniauth :github, 'app-of-us', '{RANDOM}', scope: 'repo'", RANDOM),
            (f"tweepy.OAuthHandler('{RANDOM[:22]}q7', '{RANDOM}')", RANDOM),
            (f'req.bearer_auth("{RANDOM}")', RANDOM),
        ),
        (
            "bot.run(os.environ['TOKEN'])",
            "client.login('name-of-the-application-here')",
            "provider :github, ENV['KEY'], ENV['SECRET']",
            "provider :developer, 'app-of-us', 'name-of-the-application-here'",
        ),
        prefilter=(
            r"((bot|client)\.(run|login)\(\s{0,16}|(omniauth|provider)[ ]{1,2}:[^\n]{1,200}"
            r"|(bearer_auth|oauthhandler|telebot|updater|\bbot)\(\s{0,16}[^\n]{0,160}\s{0,16})"
            r"[\"'][A-Za-z0-9_.:\-]{20}"
        ),
        mark=(
            r"(bot|client)\.(run|login)\(|(omniauth|provider)[ ]{1,2}:"
            r"|(bearer_auth|oauthhandler|telebot|updater|\bbot)\("
        ),
        span=400,
        check=least("key", Strength.RANDOM),
    ),
)
