"""How single languages, templates, documents and logs give a name its value, and what only looks like that."""

from __future__ import annotations

import pytest

from agent.scan.engine import Engine
from detectors.forms import ALNUM, HEX, LOWER, made
from tests.sims import compiled

VALUE = made(ALNUM, 24, "assigned")
DIGEST = made(HEX, 32, "assigned")
SHORT = "Bl4u" + "feld7er"
WORDY = "Vault!" + "9981"


@pytest.fixture(scope="module")
def engine() -> Engine:
    return compiled.engine()


def found(engine: Engine, text: str, path: str) -> list[tuple[str, str]]:
    """What each is called, and its value; which must stand where it is said to stand."""
    data = text.encode()
    hits = [
        (hit, next(part for name, part in hit.parts.items() if not hit.type or name in hit.type.secret).reveal())
        for hit in engine.scan(data, path)
    ]
    assert [data[slice(*hit.value)].decode() for hit, _ in hits] == [value for _, value in hits]
    return [(hit.kind, value) for hit, value in hits]


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("const s = process.env.API_SECRET ?? '{}';", "a.js"),
        ("const s = process.env['API_SECRET'] ?? '{}';", "a.js"),
        ("$s = getenv('API_SECRET') ?: '{}';", "a.php"),
        ('val s = System.getenv("API_SECRET") ?: "{}"', "a.kt"),
        ('API_SECRET = os.environ.get("API_SECRET") or "{}"', "a.py"),
        ('ENV.fetch("API_SECRET") {{ "{}" }}', "a.rb"),
        ('String s = Optional.ofNullable(System.getenv("API_SECRET")).orElse("{}");', "A.java"),
        ('let s = env::var("API_SECRET").unwrap_or("{}".to_string());', "a.rs"),
        ('let s = env::var("API_SECRET").unwrap_or_else(|_| "{}".into());', "a.rs"),
        ('const API_SECRET: &\'static str = "{}";', "a.rs"),
        ('@Value("${{app.secret:{}}}")', "A.java"),
        ('API_SECRET="${{API_SECRET:-{}}}"', "a.sh"),
        ("      API_SECRET: ${{API_SECRET:-{}}}", "docker-compose.yml"),
        ('secret: {{{{ .Values.secret | default "{}" | quote }}}}', "values.yaml"),
        ("secret: \"{{{{ api_secret | default('{}') }}}}\"", "main.yml"),
        ('public string ApiSecret {{ get; set; }} = "{}";', "A.cs"),
        ('Dim apiSecret As String = "{}"', "a.vb"),
        ('#define API_SECRET @"{}"', "a.h"),
        ('char api_secret[] = "{}";', "a.c"),
        ('char api_secret[32] = "{}";', "a.c"),
        ('api_secret <- "{}"', "a.R"),
        ('const API_SECRET = live ? "{}" : other;', "a.js"),
        ('static API_SECRET: &[u8] = b"{}";', "a.rs"),
        ("my $s = $ENV{{API_SECRET}} // '{}';", "a.pl"),
        ('mapOf("user" to "app", "api_secret" to "{}")', "a.kt"),
        ('(or (System/getenv "API_SECRET") "{}")', "a.clj"),
        ('get(ENV, "API_SECRET", "{}")', "a.jl"),
        ('flag.StringVar(&secret, "secret", "{}", "of what")', "a.go"),
        ('-define(API_SECRET, "{}").', "a.erl"),
        ('Options = [{{user, "app"}}, {{secret, "{}"}}],', "a.erl"),
        ('Secret = <<"{}">>,', "a.erl"),
        ('{{ {{ "client_secret", "{}" }} }}', "A.cs"),
        ("       01  WS-API-SECRET      PIC X(20) VALUE '{}'.", "a.cbl"),
        ("           MOVE '{}' TO WS-SECRET.", "a.cbl"),
        ("CONSTANTS: c_secret TYPE string VALUE '{}'.", "a.abap"),
        ('If txtSecret.Text = "{}" Then', "a.vb"),
        ('String getSecret() {{\n    return "{}";\n}}', "A.java"),
        ("setenv API_SECRET {}", "a.csh"),
        ("ENV API_SECRET {}", "Dockerfile"),
        ("SetEnv API_SECRET {}", "site.conf"),
        ("- **API secret:** `{}`", "README.md"),
        ("- **API key**: `{}`", "README.md"),
        ("The API key is {}, which you will need", "notes.txt"),
        ("[DEBUG] Using Key={}", "app.log"),
        ("Secret Key: {}", "notes.txt"),
        ("access token {}", "notes.txt"),
        ("<secret>{{AQAAABAAA {}}}</secret>", "credentials.xml"),
        ('API_SECRET = (\n    "{}"\n)', "a.py"),
        ('API_SECRETS = [\n    "{}",\n]', "a.py"),
        ('#define API_SECRET      "{}"', "a.h"),
        ('driver.findElement(By.id("secret")).sendKeys("{}");', "A.java"),
    ],
)
def test_a_secret_is_the_whole_value(engine: Engine, text: str, path: str) -> None:
    assert found(engine, text.format(VALUE) + "\n", path) == [("assigned secret", VALUE)]


@pytest.mark.parametrize(
    "text",
    ["INSERT INTO settings VALUES (7, 'default', 'smtp/password', '{}');", "(113, 'smtp_password', '{}', 'yes'),"],
)
@pytest.mark.parametrize("value", [SHORT, WORDY])
def test_a_row_of_settings(engine: Engine, text: str, value: str) -> None:
    assert found(engine, text.format(value) + "\n", "dump.sql") == [("assigned password", value)]


@pytest.mark.parametrize("text", ['psk="{}"', "pword={}", "passwrd = '{}'", "passWord: '{}'"])
def test_a_password_in_a_sentence(engine: Engine, text: str) -> None:
    assert found(engine, text.format(SHORT) + "\n", "notes.txt") == [("assigned password", SHORT)]


@pytest.mark.parametrize(
    "text",
    [
        *("Password {}", "my password is {}", "the new password is: {}.", "- **Password**: {}"),
        *("Use {} as the password.", "as `app` with password `{}`", "Das Kennwort für den Router lautet {}"),
    ],
)
def test_a_password_that_is_told_is_typed(engine: Engine, text: str) -> None:
    assert found(engine, text.format(SHORT) + "\n", "notes.txt") == [("", SHORT)]


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("tool --api-key {} run\n", "ci.sh"),
        ("tool login --secret {} -v\n", "README.md"),
        ("tokens:\n  - {}\n  - x\n", "config.yaml"),
        ('{{"api_keys": [\n      "{}",\n      "x"\n]}}\n', "config.json"),
        ('const getToken = () => "{}"\n', "a.ts"),
        ('String getToken() {{ return "{}"; }}\n', "A.java"),
        ('var token: String {{ return "{}" }}\n', "a.swift"),
        ('let apiKey: String! = "{}"\n', "a.swift"),
        ('private token?: string = "{}"\n', "a.ts"),
        ('TOKEN: Final = "{}"\n', "a.py"),
        ("config.set('api', 'token', '{}')\n", "a.py"),
        ('user.password("{{noop}}{}")\n', "A.java"),
    ],
)
def test_where_a_language_puts_the_value(engine: Engine, text: str, path: str) -> None:
    assert [value for _, value in found(engine, text.format(VALUE), path)] == [VALUE]


def test_a_mark_of_how_it_is_hashed_and_no_value_is_nothing(engine: Engine) -> None:
    assert found(engine, 'passw="{noop}"\n', "a.py") == []


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ('_TOKEN: Final = "prefix_x9w2_" + made(32)\n', "a.py"),
        ('_TOKEN: Final = "shop-x9w2-" + "-".join(parts)\n', "a.py"),
        ('TOKEN = r"akab-[a-z0-9]{16}-[a-z0-9]{16}"\n', "a.py"),
        ('"password": "L&#246;senord"\n', "de.json"),
        ('"Password": "Lösenord"\n', "sv.json"),
        ('"password": [\n  "sunshine1",\n  "monkey99"\n]\n', "common.json"),
        ("passwords:\n  - sunshine1\n  - monkey99\n", "common.yaml"),
        ("secrets:\n  - name: db-credentials-x9w2\n", "pod.yaml"),
        ('"DkimTokens": [\n  "vvjuipp74whm76gqoni7qmwwn4w4qusjiainivf6sf"\n]\n', "a.json"),
        # Of packages that people install: what is looked up, called so in code, encrypted or said to be wrong.
        ("name = _token.get('OS-OAUTH1')\nread = credentials.get('snmpV2cRead')\n", "a.py"),
        ('PASSWORD_ADMINISTRATOR = "966707d0-3269-4727-9be2-8c3a10f19b9d"\n', "a.py"),
        ('"secret_uuid": "e5d27872-64ab-4d8c-8c25-4dbdc522fbbf"\n', "a.py"),
        ('"mac_seed": "f83e8d8a-cfdc-b105-b054-ef5cb416b77e"\n', "a.py"),
        ('@pulumi.type_token("aws:chime/sdkvoiceSipRule:SdkvoiceSipRule")\n', "a.py"),
        ('api_key="epv1Today",\napi_key="eopDischrTotal",\nkey="NewOOKLAUplinkBandwidth",\n', "a.py"),
        ('_PASS_APC = (\n    "io:AtlanticPassAPCHeatingAndCoolingZoneComponent"\n)\n', "a.py"),
        ("password = shopauth1.loading._plugins.generic:Password\n", "entry_points.txt"),
        ("signing key 'ed25519:auto'. This is not what you want\n", "a.py"),
        ("the Key Alias using the `alias/4681482429376900170`.\n", "a.md"),
        ("password: invalid\n---\npassword: WrongPassword@123\n", "a.yml"),
        ('"auth_data": "dGhpcyBzaG91bGQgYWN0dWFsbHkgYmUgZW5jcnlwdGVkIGpzb24K"\n', "a.json"),
        (f'"password":{{"encrypted_data":"{VALUE}","iv":"{VALUE}=","auth_tag":"{VALUE}=","version":3}}\n', "a.json"),
        (f'AUTH0_CLIENT = "{VALUE}"\n', "a.py"),
        (f'key: "U2FsdGVkX1{VALUE}"\n', "a.yml"),
        ("gr(r)?e.accessToken=r:yr(r)?e.idToken=r:kr(r)&&(e.refreshToken=r)\n", "a.js"),
        ('map(v=>`${Token.isUnresolved(v)?"<TOKEN>":v}`).join(", ");\n', "a.js"),
        ('"additional_information.tax_credential_ec": "CI\\/RUC\\/IVA"\n', "a.json"),
        (f'PASSWORDS = (\n    "{SHORT}",\n    "other",\n)', "a.py"),
        (f"GRANTS = [\n    (1, 'password', '{SHORT}'),\n]", "a.py"),
        # Of lists of countries and locales, of what bundlers make, and of code that is put together.
        ('  "PT": "Portugal",\n  "PW": "Palau",\n', "territories.json"),
        ("    'PW' => 'Republiek Palau',\n", "countries.php"),
        ('  "en-PW": "en-001",\n', "parents.json"),
        ("_A_Token__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(/*! ./genToken */ 7)\n", "a.txt"),
        ('throw Error("Bad token: "+Ot(t.a));if("("==wt(t.a,1)){}\n', "a.js"),
        ("const THUMB = new InjectionToken('_MatSliderVisualThumb');\n", "a.js"),
        ("apiKey = 'ed25519:' + apiKey;\n", "a.js"),
        ('{shareScope:"default",shareKey:"@jupyterlab/notebook",import:1}\n', "a.js"),
        ('new Token("@jupyterlab/lsp:ILSPFeatureManager")\n', "a.js"),
        ('{\n  key: "_scrollboxTouchMoved",\n  value: function () {}\n}\n', "a.js"),
        ("(e==t.length?this.b.tokens:t[e]).rules.find(e=>e.id.name==r)\n", "a.js"),
        ('mailer.setPassword(System.getenv("SENDER"));', "A.java"),
    ],
)
def test_what_is_no_value_is_none(engine: Engine, text: str, path: str) -> None:
    assert found(engine, text, path) == []


def test_digests_are_told_where_something_says_so(engine: Engine) -> None:
    for text in (f"Your API key is {DIGEST}", f"the secret {DIGEST} of it", f"[DEBUG] Using Key={DIGEST}"):
        assert found(engine, text + "\n", "app.log") == [("assigned secret", DIGEST)]
    for text in (f"gpg key {DIGEST}", f"cache key {DIGEST}", f"key={DIGEST}", f"PublicKeyToken {DIGEST[:16]}"):
        assert found(engine, text + "\n", "app.log") == []


@pytest.mark.parametrize(
    "text",
    [
        "the password is required by PKCS12",
        "a token is used 12345678 times",
        "token 20240131T101500Z",
        "secret mysql-8.0.36",
        "the API key is ${API_KEY_1}",
        "password is %s1234567",
        "const s = process.env.API_SECRET ?? DEFAULT_SECRET_1;",
        "secret: {{ .Values.secret | default .Values.other1 }}",
        'API_SECRET = os.environ.get("API_SECRET") or "changeme1"',
        "| API secret | `your-api-secret-1` |",
        "| secret | `hvq.` `hvw.` `hvx.` | of many kinds |",
        "ENV API_SECRET ${API_SECRET_1}",
        "what looks like a credential. `--reveal` shows it",
        'parser.add("token", "-token-file")',
        'TAKES_PASSWORD = "nodetool|plink|addprinc"',
        "ENV TOKEN_URL https://example.com/oauth2/token",
        "<secret>A sentence about secrets, in 12 or 13 words</secret>",
        "<token>refresh 2024-01-31T10:15:00Z</token>",
        f"the key {made(LOWER, 9, 'word')}",
        f'{{"key_id": "568250167242549743", "key": "{made(ALNUM, 43, "public")}="}}',
        f"cache key: deps-v3-{VALUE}=",
        f"SetCredentialEncrypted=token: {VALUE * 3}",
        f'"token-helper.tar.gz": "{DIGEST * 2}"',
        f'@db_password "encrypted:{VALUE * 3}"',
        f'"encrypted": {{"token": "wcFMA{VALUE * 4}"}}',
        '"db_password": { "sensitive": true, "type": "string" }',
        "Dein Passwort f=C3=BCr den Server",
        "JWT_SECRET=your-256-bit-secret",
        f"  public key: {VALUE}=",
        # What programs log: queries, keys of a session, signatures, hashes, and what grants last.
        f'WHERE "django_session"."session_key" = \'{VALUE}\'',
        f'WHERE "django_session"."session_key" IN (\'{VALUE}\')',
        f"SET \"password\" = 'md5${VALUE}${DIGEST}'",
        f"SERVER_HANDSHAKE_TRAFFIC_SECRET {DIGEST * 2} {DIGEST * 2}",
        f"    Master-Key: {DIGEST.upper() * 3}",
        f"'Authorization': b'AWS access_key:{VALUE}xyz='",
        '"password": 864000,',
        f"Validating refresh token {VALUE[:10]} for client",
        f'key = b"{VALUE[:16] * 2}"',
        "Lock the password (`usermod -L', `usermod -U', `pw",
        f'"key": "Linux-node-{DIGEST}"',
        "a member of a secret 17th-century society",
        "add a store elimination pass (`#4556 <https://github.com/a/b/pull/4556>`_)",
        "PW\t+0720+13429\tPacific/Palau",
        "key: 'vmware.vm.cpu.swapwait[{$VMWARE.URL},{$VMWARE.VM.UUID}]'",
        'key = "000102030405060708090a0b0c0d0e0f"',
        'key: "emmelie-dorothea-dina-samantha-awina-ed25519.pgp"',
        "Authorization: Basic Ym9iOg==",
        "API_TOKEN='pst_<token>::<key>'",
        '"withdrawal_credentials": "0x00f338cfdb0c22bb85beed9042bd19fff58ad6421c8a833f8bc902b7cca06f5f"',
    ],
)
def test_what_is_none(engine: Engine, text: str) -> None:
    assert found(engine, text + "\n", "notes.txt") == []


@pytest.mark.parametrize(
    "crowd",
    [
        pytest.param("password=" * 60 + ".", id="run into one another"),
        pytest.param("".join(f"pw={at:x}" for at in range(900)), id="names without room for a value"),
        pytest.param("".join(f"passwd={at * 7919:x}token=" for at in range(400)), id="values up to the next name"),
        pytest.param("".join(f'"token{at}":"word",' for at in range(400)), id="in quotes"),
        pytest.param("secret=" + VALUE.lower()[:12] + "&" + "key=abc&" * 700, id="parameters"),
    ],
)
def test_no_crowd_hides_what_stands_behind_it(engine: Engine, crowd: str) -> None:
    for text, value in ((f"{crowd} api_secret={VALUE};\n", VALUE), (f'{crowd}\napi_secret="{VALUE}"\n', VALUE)):
        assert found(engine, text, "app.conf")[-1] == ("assigned secret", value)


def test_what_comes_again_in_the_same_surroundings_is_told_in_each_place(engine: Engine) -> None:
    line, other = f"the_password={SHORT} ", f"the_password={SHORT[::-1]} "
    text = line * 150 + other + line * 150
    told = [(hit.value[0], hit.parts["value"].reveal()) for hit in engine.scan(text.encode(), "app.conf")]
    width, begins = len(line), len("the_password=")
    assert told == [(at * width + begins, SHORT[::-1] if at == 150 else SHORT) for at in range(301)]


def test_in_a_crowd_a_value_goes_up_to_the_next_name(engine: Engine) -> None:
    text = "pw=" * 120 + f"password={SHORT}{SHORT}token=word"
    assert found(engine, text + "\n", "app.conf")[-1] == ("assigned password", SHORT * 2)


@pytest.mark.parametrize(
    ("text", "is_told"),
    [
        ('password = "{}"', True),
        ('if ("{}".equals(password)) {{', True),
        ("password = {}", False),
        ('password_text = "{}"', False),
        ('password = "Forgotten your password?"', False),
        ('{{ "password", "token" }}', False),
        ('compare(password, "confirmation")', False),
        ('password = strong ? "Strong" : "Weak"', False),
    ],
)
def test_in_code_a_password_of_words_is_told_if_it_is_as_policies_want_it(
    engine: Engine, text: str, *, is_told: bool
) -> None:
    assert found(engine, text.format(WORDY) + "\n", "a.java") == ([("assigned password", WORDY)] if is_told else [])


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("const jwtSecret = process.env.NODE_ENV === 'production' ? process.env.S : '{}';", "a.js"),
        ('TOKENS = {{"prod": "{}"}}', "a.py"),
        ('var apiTokens = map[string]string{{"billing": "{}"}}', "a.go"),
        ("providers: [{{ provide: API_TOKEN, useValue: '{}' }}]", "a.ts"),
        ('@ConfigProperty(name = "api.token", defaultValue = "{}")', "A.java"),
        ('headers.insert("x-api-token", HeaderValue::from_static("{}"));', "a.rs"),
        ('static SIGNING_TOKENS: [&str; 1] = ["{}"];', "a.rs"),
        ("TOKEN=${{1:-{}}}", "a.sh"),
        ('read -r API_SECRET <<< "{}"', "a.sh"),
        ("final a = encrypt.Key.fromUtf8('{}');", "a.dart"),
        ("our %CFG = ( api_secret => q{{{}}}, timeout => 5 );", "a.pl"),
        ("local secret = [[{}]]", "a.lua"),
        ("c.pepper = '{}'", "a.rb"),
    ],
)
def test_what_a_name_governs_from_afar(engine: Engine, text: str, path: str) -> None:
    assert [value for _, value in found(engine, text.format(VALUE), path)] == [VALUE]


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("[('Vary', 'Accept, Authorization, X-Token'), ('ETag', 'W/\"{}\"')]", "a.py"),
        ('{{"refresh_token": "short", "expires_in": 300, "state": "{}"}}', "a.json"),
        ('token = commit("{}")', "a.py"),
        ("token(); id = '{}'", "a.js"),
        ('{{ token: read(), sha: "{}" }}', "a.js"),
        ("verify_key(data, '{}')", "a.py"),
    ],
)
def test_what_no_name_governs(engine: Engine, text: str, path: str) -> None:
    assert found(engine, text.format(DIGEST), path) == []


@pytest.mark.parametrize(
    "text",
    [
        'const mint = new PublicKey("{}");',
        'const token = new web3.PublicKey("{}");',
        'Pubkey.from_string("{}")',
        'new ForeignKey("{}")',
        'cache_key("{}")',
        'raise KeyError("{}")',
        'monkey.patch("{}")',
        '{{"tokens": [{{"address": "{}", "symbol": "X"}}]}}',
        '{{"secrets": [{{"kid": "{}"}}]}}',
        '<label for="password" x="{}">',
        '<form id="login-password"><i data-row="{}">',
    ],
)
def test_what_is_public_or_another_key_is_not_governed(engine: Engine, text: str) -> None:
    assert found(engine, text.format(VALUE), "a.ts") == []


def test_what_begins_as_another_quote_may_go_on(engine: Engine) -> None:
    value = "q!ab9cX" + "!defgh7"
    assert [each for _, each in found(engine, f"password = {value}", "a.env")] == [value]


def test_a_public_key_of_vapid_is_not_governed(engine: Engine) -> None:
    public = "B" + made(ALNUM, 86, "vapid")
    texts = [f"webpush.setVapidDetails('mailto:x@acme.io', '{key}', mine)" for key in (public, VALUE)]
    assert [[value for _, value in found(engine, text, "a.js")] for text in texts] == [[], [VALUE]]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('d := gomail.NewDialer("smtp.acme.io", 587, "bot", "{}")', WORDY),
        ("Net::FTP.open('ftp.acme.io', 'web', '{}')", WORDY),
        ("$client->setAuth('svc', '{}');", WORDY),
        ('redis.Options{{Password: "{}", DB: 0}}', "hello" + "123world"),
        ('c.setPassword("{}");', "sunny.day" + ".44"),
        ("pwd = '{}'", "!Gran" + "ite7"),
        ('dbConnect(odbc(), UID = "sa", PWD = "{}")', SHORT),
    ],
)
def test_a_password_of_words_in_code(engine: Engine, text: str, value: str) -> None:
    assert [each for _, each in found(engine, text.format(value), "a.rb")] == [value]


@pytest.mark.parametrize(
    "value",
    [
        *("Com" + "pass_autumn88", "pass" + "ion88", "Gar" + "field22", "Pol" + "ar9942.us", "P@nch0" + "..99"),
        "0x8Ba1f109551bD43280" + "3012645Ac136ddd64DBA72",
    ],
)
def test_a_password_that_holds_the_word_of_a_label_or_reads_like_an_address(engine: Engine, value: str) -> None:
    for text, path in ((f"redis:\n  password: {value}\n", "a.yml"), (f'password = "{value}"\n', "a.conf")):
        assert found(engine, text, path) == [("assigned password", value)]


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("password: ops@mail.example-corp.io\n", "a.yml"),
        ("password: ops@10.0.12.7\n", "a.yml"),
        ("password: section.value9942\n", "a.yml"),
        ('<string name="password">Senha</string>\n', "strings.xml"),
        ('<string name="password">Contraseña</string>\n', "strings.xml"),
        (f"checksum/secret: {made(HEX, 64)}\n", "deployment.yaml"),
        ("TOKEN_ADDRESS=0x8Ba1f109551bD43280" + "3012645Ac136ddd64DBA72\n", ".env"),
    ],
)
def test_what_only_looks_as_such(engine: Engine, text: str, path: str) -> None:
    assert found(engine, text, path) == []


def test_hexadecimal_that_begins_as_base64_of_a_brace_is_no_hash(engine: Engine) -> None:
    value = "e0dafae5ab7331dcd6e0" + "7830e672fee4"
    assert found(engine, f'secret_key = "{value}"\n', "a.py") == [("assigned secret", value)]


def test_a_name_in_capitals_is_set_from_outside(engine: Engine) -> None:
    for name in ("UPLOAD_TOKEN", "SLACK_VERIFICATION_TOKEN", "INVITE_TOKEN"):
        assert found(engine, f'set({name} "{VALUE}")\n', "a.cmake") == [("assigned secret", VALUE)]
        assert found(engine, f"{name.lower()}={VALUE}\n", "app.env") == []
    assert found(engine, f"FIRST_SUPERUSER_PASSWORD={VALUE}\n", "app.env") == [("assigned password", VALUE)]


def test_a_card_is_a_pass_and_no_product(engine: Engine) -> None:
    assert found(engine, f"backstage_pass={VALUE}\n", "app.env") == []
    assert found(engine, f"backstage_password={VALUE}\n", "app.env") == [("assigned password", VALUE)]


@pytest.mark.parametrize(
    "text",
    [
        'iconv_open("UTF-8", "ISO-8859-1")',
        'connect("eu-west-1", "db3.corp.local")',
        'login(db, user, password, "orders7xq2")',
        'login("main", "eu-west-1a")',
        'catalogin("main", "version1beta")',
        'oauth("google", "scope1email")',
        "open('a', 'a_bigenum_x_int128')",
        'password = "auth.password"',
        "PWD=/srv/app2019",
        'password = "sha256-hashed"',
    ],
)
def test_what_is_no_password_in_code(engine: Engine, text: str) -> None:
    assert found(engine, text, "a.py") == []


PHRASE = "tulip engine " + "marble snore"


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("export BORG_PASSPHRASE='{}'", "backup.sh"),
        ('admin_passphrase = "{}"', "a.toml"),
        ('gpg --batch --passphrase "{}" -c x', "backup.sh"),
        ("restic --passphrase='{}'", "backup.sh"),
        ('  CODESIGN_P12_PASSPHRASE: "{}"', ".buildkite/pipeline.yml"),
    ],
)
@pytest.mark.parametrize("value", [PHRASE, "una tortuga " + "baila en abril"])
def test_a_passphrase_of_words(engine: Engine, text: str, path: str, value: str) -> None:
    assert found(engine, text.format(value) + "\n", path) == [("assigned password", value)]


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ('"passphrase": "{}"', "en.json"),  # what a translation has is not told from it
        ('"passphrase" = "{}";', "Localizable.strings"),
        ("'passphrase' => '{}',", "a.php"),
        ("passphrase: '{}'", "a.yml"),
        ("'APP_PASSPHRASE: {}'", "a.yml"),
        ("ASK_PASSPHRASE: '{}'", "a.py"),
        ('passphrase_hint = "{}"', "a.py"),
        ('FORGOT_PASSWORD="{}"', "a.sh"),
        ('password="{}"', "a.sh"),
        ('HINT_PASSWORD="{}"', ".env"),
        ('conf.passphrase = "{}";', "a.js"),
        ('PASSWORD = "{}"', "a.sh"),
        ('conf.passphrase = "{}"', "test_a.py"),
        ('admin_passphrase = "{}"', "README.md"),
    ],
)
def test_words_that_may_be_read_by_somebody(engine: Engine, text: str, path: str) -> None:
    assert found(engine, text.format(PHRASE) + "\n", path) == []


@pytest.mark.parametrize(
    "value",
    [
        *("enter the new phrase again", "please type it once more", "must have twelve letters or more"),
        *("two phrases differ from another", "saisir encore une nouvelle phrase", "una nuova frase molto lunga"),
        *("managed by consul agent", "stored in azure somewhere", "see entry seven there", "too short try longer"),
        *("Tulip engine marble snore", "tulip engine marble snore 7 times", "tulip, engine, marble, snore"),
    ],
)
def test_words_that_instruct_are_no_passphrase(engine: Engine, value: str) -> None:
    texts = [f"{name}='{value}'\n" for name in ("APP_PASSPHRASE", "APP_PASSWORD", "--passphrase")]
    assert [found(engine, text, "a.sh") for text in texts] == [[], [], []]


@pytest.mark.parametrize(
    "text", ["devise_pepper: {}", "PASSWORD_PEPPER={}", "pepper: '{}'", 'config.pepper = "{}"', '"pepper": "{}"']
)
def test_a_pepper_is_a_secret_and_a_salt_is_none(engine: Engine, text: str) -> None:
    for value in (made(HEX, 128, "pepper"), made(ALNUM, 20, "pepper")):
        assert [each for _, each in found(engine, text.format(value), "a.yml")] == [value]
        assert found(engine, text.format(value).replace("epper", "alt").replace("PEPPER", "SALT"), "a.yml") == []


@pytest.mark.parametrize("value", [SHORT, made(ALNUM, 19, "pepper"), "cayenne-and-black-pepper"])
def test_a_pepper_that_is_not_random_grows(engine: Engine, value: str) -> None:
    assert found(engine, f"pepper: '{value}'", "a.yml") == []


def test_what_a_shell_runs_is_no_password(engine: Engine) -> None:
    assert found(engine, "PASSWORD=`pwgen -s 24 1`\nAPI_TOKEN=`vault read -field=value x/y7z8`\n", "gen.sh") == []
    assert found(engine, f"const apiToken = `{VALUE}`;\n", "a.js") == [("assigned secret", VALUE)]


def test_what_a_forge_runs_is_no_test(engine: Engine) -> None:
    url = f"DATABASE_URL: postgres://app:{SHORT}@db1.example.org:5432/shop\n"
    [hit] = engine.scan(url.encode(), ".github/workflows/test.yml")
    assert (hit.type is not None, hit.parts["password"].reveal()) == (True, SHORT)
    assert found(engine, url, "tests/.github/workflows/test.yml") == found(engine, url, "tests/test.yml")
