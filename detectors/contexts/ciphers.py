r"""Keys of ciphers, and what keys are derived from: by their position in the calls of more libraries, in what is called
key, and in a variable that such a call is given a few lines below.

    const key = CryptoJS.enc.Utf8.parse("x")      aes.Key = Encoding.UTF8.GetBytes("x")
    String K = "x"; ... new SecretKeySpec(K.getBytes(), "AES")

https://cryptojs.gitbook.io/docs/ (encoders); https://www.pycryptodome.org/src/cipher/cipher
https://docs.oracle.com/en/java/javase/21/docs/api/java.base/javax/crypto/spec/SecretKeySpec.html
https://learn.microsoft.com/en-us/dotnet/api/system.security.cryptography.rfc2898derivebytes
https://www.php.net/manual/en/function.mcrypt-encrypt.php; https://nodejs.org/api/crypto.html (scryptSync)
https://docs.openssl.org/master/man3/EVP_EncryptInit/
"""

from __future__ import annotations

from typing import Final

from detectors.base import Parts

from .keys import SIGNING
from .shared import ARGUMENT, CHOSEN, NEXT, RANDOM, likely, place, unsure

_LENGTHS: Final = frozenset({8, 16, 24, 32})  # of DES' and AES' keys
_OF_AES: Final = RANDOM[:16]
_ARGUMENT: Final = rf"{ARGUMENT}(?:\(\))?"
_STRING: Final = r"[bru]?(?:\"(?P<key>[^\"\s$]{8,128})\"|'(?P<key__2>[^'\s$]{8,128})')"
_CAST: Final = r"(?:\((?:const )?(?:unsigned )?char ?\*\) ?)?"
# What takes a key, by how many arguments stand before it.
_TAKES: Final = {
    0: (
        *("DES.new", "DES3.new", "ARC4.new", "Blowfish.new", "ChaCha20.new", "Rfc2898DeriveBytes"),
        *("PasswordDeriveBytes", "scryptSync", "pbkdf2Sync", "PBKDF2", "pbkdf2_hmac_sha1", "AES_set_encrypt_key"),
        *("AES_set_decrypt_key", "Encryptors.text", "Encryptors.stronger", "Encryptors.delux", "SecretKeySpec"),
        *("algorithms.AES", "Aes128::new", "Aes256::new", "Key.fromUtf8", "AES"),
    ),
    1: ("mcrypt_encrypt", "mcrypt_decrypt", "mcrypt_generic_init", "pbkdf2_hmac", "hash_pbkdf2"),
    3: ("EVP_EncryptInit_ex", "EVP_DecryptInit_ex", "EVP_CipherInit_ex"),
}
# The same, behind their bracket: whoever looks for them goes from one to the next.
_USES: Final = (
    r"(?:(?<=SecretKeySpec\()|(?<=\bAES\.new\()|(?<=\bDES\.new\()|(?<=\bDES3\.new\()|(?<=\baes\.NewCipher\()"
    r"|(?<=\balgorithms\.AES\()|(?:(?<=createCipher\()|(?<=createDecipher\()|(?<=createCipheriv\()|(?<=createDecipheriv\()|(?<=\bAES\.(?:en|de)crypt\()"
    rf"|(?<=\bmcrypt_(?:en|de)crypt\()){_ARGUMENT},[ ]?"
    rf"|(?<=\bopenssl_(?:en|de)crypt\(){_ARGUMENT},[ ]?{_ARGUMENT},[ ]?)"
)
_KEYWORDS: Final = (
    *("secretkeyspec(", "aes.new(", "des.new(", "des3.new(", "aes.newcipher(", "algorithms.aes(", "createcipher"),
    *("createdecipher", "openssl_encrypt(", "openssl_decrypt(", "aes.encrypt(", "aes.decrypt(", "mcrypt_encrypt("),
    *("mcrypt_decrypt(",),
)


def _calls() -> str:
    ways = (
        rf"(?:{'|'.join(names).replace('.', '[.]')})\(\s{{0,16}}(?:{_ARGUMENT}{NEXT}){{{before}}}"
        for before, names in _TAKES.items()
    )
    return rf"(?<![\w.])(?:[\w:]{{1,24}}(?:\.|::))?(?:{'|'.join(ways)})(?:key[ ]?[=:][ ]?)?{_CAST}"


def _is_key(parts: Parts) -> bool:
    return len(parts["key"].reveal()) in _LENGTHS and likely("key")(parts)


DETECTORS = (
    place(
        SIGNING,
        _calls() + _STRING,
        ("aes(key", *(f"{name.lower()}(" for names in _TAKES.values() for name in names if name != "AES")),
        (
            (f'DES3.new("{_OF_AES}", DES3.MODE_ECB)', _OF_AES),
            (f'new Rfc2898DeriveBytes("{CHOSEN}", salt)', CHOSEN),
            (f"crypto.scryptSync('{CHOSEN}', 'salt', 24)", CHOSEN),
            (f"hashlib.pbkdf2_hmac('sha256', b'{CHOSEN}', salt, 100000)", CHOSEN),
            (f'mcrypt_encrypt(MCRYPT_RIJNDAEL_128, "{_OF_AES}", $d, MCRYPT_MODE_CBC, $iv)', _OF_AES),
            (f'EVP_EncryptInit_ex(ctx, EVP_aes_128_cbc(), NULL, (unsigned char *)"{_OF_AES}", iv)', _OF_AES),
            (f'val key = SecretKeySpec("{CHOSEN}".toByteArray(), "AES")', CHOSEN),
            (f'let c = AES(key: "{_OF_AES}", iv: iv)', _OF_AES),
        ),
        (
            'new Rfc2898DeriveBytes("password", salt)',
            "crypto.scryptSync('password', 'salt', 24)",
            "hashlib.pbkdf2_hmac('sha256', b'password', salt, 100000)",
            "mcrypt_encrypt(MCRYPT_RIJNDAEL_128, $key, $d)",
            f"hash_pbkdf2('sha256', $password, '{CHOSEN}', 1000)",
        ),
        span=240,
        check=likely("key"),
        doubts=unsure("key"),
    ),
    place(
        SIGNING,
        r"(?:\b(?i:\w{0,24}(?:key|secret|passphrase)\w{0,8}|k)[ ]{0,2}[:=][ ]{0,2}(?:CryptoJS\.)?"
        r"enc\.(?:Utf8|Latin1|Hex|Base64)\.parse\([ ]?"
        r"|\.(?i:key(?: = |=)(?:(?:system\.text\.)?encoding\.|asciiencoding\.|new (?:ascii|utf8)encoding|unicode))"
        r"[\w.()]{0,32}\.GetBytes\(|\b(?i:cipher|aes|des|crypt)\.key = )" + _STRING,
        (
            *("enc.utf8.parse(", "enc.latin1.parse(", "enc.hex.parse(", "enc.base64.parse("),
            *(
                f".key{tie}{word}"
                for tie in (" = ", "=")
                for word in ("encoding.", "system.text.encoding.", "asciiencoding.", "new ascii", "new utf8", "unicode")
            ),
            *(f"{name}.key = {quote}" for name in ("cipher", "aes", "des", "crypt") for quote in "\"'"),
        ),
        (
            (f'const key = CryptoJS.enc.Utf8.parse("{_OF_AES}");', _OF_AES),
            (f'aes.Key = Encoding.UTF8.GetBytes("{_OF_AES}");', _OF_AES),
            (f"cipher.key = '{_OF_AES}'", _OF_AES),
        ),
        (
            f'const iv = CryptoJS.enc.Utf8.parse("{_OF_AES}");',
            'const key = CryptoJS.enc.Utf8.parse("0123456789abcdef");',
            "cipher.key = key",
            f'const key = CryptoJS.enc.Utf8.parse("{_OF_AES}x");',
        ),
        check=_is_key,
        doubts=unsure("key"),
    ),
    # In a variable that is given to what takes a key
    place(
        SIGNING,
        r"(?<![\w$])\$?(?!(?i:\w{0,16}iv\b|\w{0,16}_iv_))(\w{1,40}+)(?:[ ]?:[ ]?\w{1,16})?[ ]?:?=[ ]?"
        rf"(?:\[\]byte\(|Buffer\.from\()?{_STRING}"
        r"(?:\.\w{1,12}\((?:[\w.]{0,24}|[\"'][\w\-]{3,8}[\"'])\)|,[ ]?[\"']\w{3,8}[\"'])?\)?;?[ \t]{0,4}\r?\n"
        rf"(?:(?:[^(\x00]{{0,160}}+\(){{1,16}}?{_USES}(?:[\w.]{{1,16}}\(|\[\]byte\()?\$?\1\b"
        r"|(?:[^\n]{0,120}\n){0,3}?[^\n=]{0,40}=[ ]\1\.(?:getBytes|toByteArray)\([^)\n]{0,40}\);?[ \t]{0,4}\r?\n"
        r"[^\x00]{0,400}?SecretKeySpec\()",
        _KEYWORDS,
        (
            (f'String K = "{_OF_AES}";\nkey = new SecretKeySpec(K.getBytes(), "AES");', _OF_AES),
            (f"k = b'{_OF_AES}'\n\ncipher = AES.new(k, AES.MODE_EAX)", _OF_AES),
            (f'k := []byte("{_OF_AES}")\nb, err := aes.NewCipher(k)', _OF_AES),
            (f"$k = '{_OF_AES}';\n$x = openssl_encrypt($d, 'aes-128-cbc', $k, 0, $iv);", _OF_AES),
            (f"const k = '{_OF_AES}';\nconst c = createCipheriv('aes-128-cbc', Buffer.from(k), iv);", _OF_AES),
            (
                (
                    f'String sKey = "{_OF_AES}";\nbyte[] raw = sKey.getBytes("utf-8");\n'
                    'SecretKeySpec spec = new SecretKeySpec(raw, "AES");'
                ),
                _OF_AES,
            ),
        ),
        (
            f'String IV = "{_OF_AES}";\nkey = new SecretKeySpec(K.getBytes(), "AES");',
            'String K = "AES/CBC/PKCS5Padding";\nkey = new SecretKeySpec(K.getBytes(), "AES");',
            'String K = "0123456789abcdef";\nkey = new SecretKeySpec(K.getBytes(), "AES");',
            f"v = '{_OF_AES}'\ncipher = AES.new(key, AES.MODE_EAX)",
            f"k = '{_OF_AES}x'\ncipher = AES.new(k, AES.MODE_EAX)",
        ),
        span=900,
        check=_is_key,
        doubts=unsure("key"),
    ),
    # Perl's, by name
    place(
        SIGNING,
        rf"\bCrypt::(?:CBC|Mode::CBC|CBCeasy|Rijndael|Blowfish|Twofish|DES|AuthEnc)\w*(?:->new)?\([^();]{{0,160}}?[\"']?-?(?:key|pass|passphrase|literal_key)[\"']?\s{{0,24}}=>\s{{0,8}}{_STRING}",
        ("crypt::",),
        (
            (f"my $cipher = Crypt::CBC->new(-key => '{CHOSEN}', -cipher => 'Blowfish');", CHOSEN),
            (f'my $c = Crypt::CBC->new({{\n    -cipher => "Rijndael",\n    -key    => "{RANDOM}",\n}});', RANDOM),
        ),
        (
            "my $cipher = Crypt::CBC->new(-key => $key, -cipher => 'Blowfish');",
            "my $cipher = Crypt::CBC->new(-key => 'my secret key', -cipher => 'Blowfish');",
            "my $cipher = Crypt::CBC->new(-key => 'mysecretkey', -cipher => 'Cipher::AES');",
        ),
        span=320,
        check=likely("key"),
        doubts=unsure("key"),
    ),
)
