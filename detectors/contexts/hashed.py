"""Passwords in a call that hashes them or compares them with a hash: what seeds the first account of an application.

https://github.com/kelektiv/node.bcrypt.js (hash, compare), https://github.com/pyca/bcrypt (hashpw, checkpw)
https://werkzeug.palletsprojects.com/en/stable/utils/#module-werkzeug.security (generate_password_hash)
https://www.php.net/manual/en/function.password-hash.php, https://laravel.com/docs/hashing (Hash::make, bcrypt)
https://docs.spring.io/spring-security/reference/features/authentication/password-storage.html (encode, matches)
https://pkg.go.dev/golang.org/x/crypto/bcrypt (GenerateFromPassword), https://www.postgresql.org/docs/current/pgcrypto.html
https://passlib.readthedocs.io/, https://github.com/bcrypt-ruby/bcrypt-ruby, https://hexdocs.pm/bcrypt_elixir/
https://learn.microsoft.com/en-us/dotnet/api/microsoft.aspnetcore.identity.passwordhasher-1 (HashPassword)
"""

from __future__ import annotations

from typing import Final

from .databases import CALL
from .shared import CHOSEN, RANDOM, mixed, place, string

_OTHER: Final = r"(?:[\w$.\[\]>\-]{1,40},[ ]{0,2})?"  # whose it is, what it is compared with
_VALUE: Final = string(6, 128)
_HASHES: Final = (
    r"(?:hash(?:_?password|pw|_pwd_salt|Sync)?|check(?:_?pw)?|compare(?:Sync)?|verify|encode|matches|create|make)"
)

DETECTORS = (
    place(
        CALL,
        rf"(?:(?i:\b(?:bcrypt(?:js)?|argon2|bcryptpasswordencoder\([0-9]{{0,2}}\)|pwd_context|\w{{0,16}}hasher)"
        rf"(?:(?:::Password)?\.|::|->){_HASHES})\("
        r"|(?i:\w{0,16}encoder(?:\.|->)(?:encode|matches))\("
        r"|\b(?i:generate_password_hash|check_password_hash|password_(?:hash|verify)|hash_?password|verify_?password)\("
        r"|\bHash::(?:make|check)\(|(?<![\w.])(?:bcrypt|(?i:crypt)(?=\('[^'\s]{6,128}',[ ]?gen_salt\())\("
        r"|\b(?:GenerateFromPassword|CompareHashAndPassword)"
        rf"\((?:[^\n()\"']{{1,40}}(?:\([\w.]{{1,40}}\))?,[ ])?\[\]byte\()"
        rf"[ ]?{_OTHER}{_VALUE}",
        (
            *("bcrypt", "argon2", "pwd_context", "hasher.", "hasher->", "hasher::", "encoder.encode("),
            "encoder.matches(",
            *(
                "encoder->encode(",
                "encoder->matches(",
                "password_hash(",
                "password_verify(",
                "hash_password(",
                "hashpassword(",
            ),
            *("verify_password(", "verifypassword(", "hash::make(", "hash::check(", "gen_salt("),
            *("generatefrompassword(", "comparehashandpassword("),
        ),
        (
            (f"password: bcrypt.hashSync('{CHOSEN}', 10),", CHOSEN),
            (f"if (await bcrypt.compare('{RANDOM}', user.hash)) return", RANDOM),
            (f"user.password = generate_password_hash('{CHOSEN}')", CHOSEN),
            (f"bcrypt.hashpw(b'{RANDOM}', bcrypt.gensalt())", RANDOM),
            (f"'password' => Hash::make('{CHOSEN}'),", CHOSEN),
            (f"'password' => bcrypt('{CHOSEN}'),", CHOSEN),
            (f"$user->setSecret($hasher->hashPassword($user, '{RANDOM}'));", RANDOM),
            (f'new BCryptPasswordEncoder().encode("{CHOSEN}")', CHOSEN),
            (f'hasher.HashPassword(null, "{CHOSEN}")', CHOSEN),
            (f"BCrypt::Password.create('{RANDOM}')", RANDOM),
            (f'bcrypt.GenerateFromPassword([]byte("{CHOSEN}"), 10)', CHOSEN),
            (f"VALUES ('app', crypt('{CHOSEN}', gen_salt('bf')));", CHOSEN),
            (f'Bcrypt.hash_pwd_salt("{CHOSEN}")', CHOSEN),
        ),
        (
            "bcrypt.hashSync(password, 10)",
            "bcrypt.hashSync('password', 10)",
            "bcrypt.compare(req.body.password, '$2b$10$'.concat(x))",
            "password_hash($password, PASSWORD_BCRYPT)",
            "generate_password_hash(password, method='pbkdf2:sha256')",
            f"encoder.encode_batch('{RANDOM}')",
            "crypt('word2024', salt)",
            'url_encoder.quote("utf8-text1")',
        ),
        span=240,
        check=mixed("password"),
    ),
    # In SQL and PHP, of a field that is called so
    place(
        CALL,
        r"(?i:passw(?:or)?d|passwd|pwd|(?<![a-z])pass)(?=[`\"'\]\s,)=])"
        r"(?:[`\"'\]]{0,2}\s{0,4}(?:=>|[!=]?={1,2}|:)\s{0,4}|[^\n;]{0,120}?\)\s{0,4}(?i:values)\s{0,4}\([^\n;]{0,120}?)"
        r"(?<![\w.>])(?i:md5|sha1?|sha2)\([ ]?"
        r"(?:\"(?P<password>[^\s\"'${}]{6,64})\"|'(?P<password__2>[^\s\"'${}]{6,64})')[ ]?[,)]",
        tuple(f"{digest}({quote}" for digest in ("md5", "sha", "sha1", "sha2") for quote in "\"'"),
        (
            (f"> INSERT INTO users (name, password) VALUES ('app', MD5('{CHOSEN}'));", CHOSEN),  # noqa: S608 - an example
            (f"> UPDATE wp_users SET user_pass = MD5('{CHOSEN}') WHERE ID = 1;", CHOSEN),  # noqa: S608 - an example
            (f"> SELECT 1 FROM users WHERE pwd = SHA2('{RANDOM}', 256)", RANDOM),  # noqa: S608 - an example
            (f"'password' => md5('{CHOSEN}'),", CHOSEN),
        ),
        (
            "UPDATE users SET password = MD5('password')",
            "password = md5('$password1')",
            f"> INSERT INTO files (name, digest) VALUES ('a', MD5('{RANDOM}'))",  # noqa: S608 - an example
            f"bypass = md5('{RANDOM}')",
            f"'password' => 'x', 'etag' => md5('{CHOSEN}')",
            f'["pass", "fail"], md5("{CHOSEN}")',
        ),
        span=240,
        check=mixed("password"),
    ),
)
