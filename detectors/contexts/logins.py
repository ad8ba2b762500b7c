"""Passwords that a program logs in with, or types into a form, by the call and the field that they are given to.

https://docs.oracle.com/en/middleware/standalone/weblogic-server/14.1.1.0/wlstc/reference.html (connect)
https://www.mongodb.com/docs/manual/reference/method/db.changeUserPassword/;
https://dev.mysql.com/doc/c-api/8.0/en/mysql-real-connect.html
https://docs.rs/lettre/latest/lettre/transport/smtp/authentication/struct.Credentials.html;
https://doc.akka.io/docs/akka-http/ (BasicHttpCredentials)
https://learn.microsoft.com/en-us/dotnet/api/microsoft.aspnetcore.identity.usermanager-1.createasync;
https://pubsubclient.knolleary.net/api (connect)
https://www.selenium.dev/documentation/webdriver/elements/interactions/ (send_keys); https://playwright.dev/docs/input
(fill)
https://robotframework.org/SeleniumLibrary/ (Input Password);
https://robotframework.org/robotframework/latest/RobotFrameworkUserGuide.html
https://github.com/openresty/lua-resty-redis (auth);
https://developer.apple.com/documentation/foundation/nsmutableurlrequest
"""

from __future__ import annotations

from typing import Final

from detectors.generic.values import Strength

from .databases import CALL
from .shared import ARGUMENT, CHOSEN, NEXT, RANDOM, apart, firm, least, likely, login, place, string, unsure

FORM = login("typed-password", "Password typed into a form")

_QUOTED: Final = r"(?:\"[^\"\n]{1,160}\"|'[^'\n]{1,160}')"
_STRING: Final = string(4, 128)
# And a key that is pressed behind it: https://docs.cypress.io/api/commands/type
_TYPED: Final = _STRING.replace("{4,128})", "{4,128}?)(?:{enter})?")
_NO_MAIL: Final = r"(?![@bru]?[\"']\w{1,16}://)(?![@bru]?[\"'][\w.+\-]{1,64}@[\w\-]{1,64}\.[\w.\-]{1,64}[\"'])"
_GIVEN: Final = _TYPED + r"(?:\.to_(?:owned|string)\(\)|\.into\(\))?\s{0,4}[,)]"
# Whole names, which are plain strings: to look for all that begins so is to look at every login of ordinary code.
_LOGINS: Final = (
    "login|logon|log_in|loginasync|login_async|signin|sign_in|signinwithemailandpassword"
    "|sign_in_with_password|authenticate"
    "|authenticateasync|credentials|clientpassword|credentials\\.basic|withcredentials"
    "|with_credentials|basicauthentication"
)
_FIELD: Final = r"(?i:passw(?:or)?d|pwd|passphrase|passwort|kennwort)"
_TYPE: Final = r"(?:type|fill|typeText|sendKeys|send_keys|setValue|set_value|clearAndType|pressSequentially)"

DETECTORS = (
    place(
        CALL,
        rf"(?:\bconnect\(\s{{0,4}}{ARGUMENT}{NEXT}(?=[^\n]{{4,160}}\bt3s?://)"
        rf"|\b(?:createAccount|changeUserPassword|setCredentials|BasicHttpCredentials"
        rf"|openOrCreateDatabase|setUserPassword)"
        rf"\(\s{{0,4}}{ARGUMENT}{NEXT}"
        rf"|\b_?[Uu]serManager\.(?:Create|CreateAsync|AddPassword|AddPasswordAsync)\(\s{{0,4}}{ARGUMENT}{NEXT}"
        rf"|\bCredentials::(?:new|from)\(\s{{0,4}}{ARGUMENT}(?:\.\w{{1,16}}\(\))?{NEXT}"
        rf"|\bmysql_real_connect\(\s{{0,4}}(?:{ARGUMENT}{NEXT}){{3}}"
        rf"|->(?:login|auth|authenticate)\(\s{{0,4}}{ARGUMENT}{NEXT}"
        rf"|\bauth\(\)(?:\.\w{{1,16}}\(\))?\.basic\(\s{{0,4}}{ARGUMENT}{NEXT}"
        rf"|\b(?:wlan|sta_if|wifi|WiFi)\.connect\(\s{{0,4}}{ARGUMENT}{NEXT}"
        rf"|\b(?:client|mqtt|mqttClient|pubsub)\.connect\(\s{{0,4}}(?:\"[^\"\n]{{0,64}}\""
        rf"|\w{{1,32}}){NEXT}\"[^\"\n]{{1,64}}\"{NEXT}"
        rf"|\b(?:mysql|postgresql|remote|remoteSecure)\('[\w.\-]{{1,128}}:[0-9]{{2,5}}"
        rf"'{NEXT}(?:'[^'\n]{{1,64}}'{NEXT}){{2,3}}"
        r"|(?i:\bopenrowset)\([^;\n]{1,120};[ ]?'[^'\n]{1,64}'[ ]?;[ ]?"
        rf"|\bred(?:is)?:auth\(\s{{0,4}}|\bset(?:Encrypt(?:ion)?Key|EncryptKey)[:(]\s{{0,4}}"
        rf"|\b(?:postgresql|mysql)_password\([ ]?(?:{ARGUMENT}{NEXT})?|\bSecretString::(?:from|new)\([ ]?)"
        + _STRING
        + r"(?:\.to_(?:owned|string)\(\)|\.into\(\))?\s{0,4}[,)\]]",
        (
            *("t3://", "t3s://", "createaccount(", "changeuserpassword(", "setcredentials(", "basichttpcredentials("),
            *(
                "openorcreatedatabase(",
                "setuserpassword(",
                "usermanager.create",
                "usermanager.addpassword",
                "credentials::",
                "mysql_real_connect(",
            ),
            *("->login(", "->auth(", "->authenticate(", ".basic(", "wlan.connect(", "sta_if.connect(", "wifi.connect("),
            *(
                "client.connect(",
                "mqtt.connect(",
                "pubsub.connect(",
                "red:auth(",
                "redis:auth(",
                "setencryptkey",
                "setencryptionkey",
            ),
            *("postgresql_password(", "mysql_password(", "secretstring::"),
            *("mysql('", "postgresql('", "remotesecure('", "remote('", "openrowset("),
        ),
        (
            (f"connect('weblogic', '{RANDOM}', 't3://adm:7001')", RANDOM),
            (f'hudsonRealm.createAccount("app", "{CHOSEN}")', CHOSEN),
            (f'await userManager.CreateAsync(admin, "{RANDOM}");', RANDOM),
            (f'_userManager.AddPassword(admin.Id, "{CHOSEN}");', CHOSEN),
            (f'Credentials::new("a@example.org".to_owned(), "{RANDOM}".to_owned())', RANDOM),
            (f'mysql_real_connect(conn, "localhost", "app", "{CHOSEN}", "orders", 0, NULL, 0);', CHOSEN),
            (f"$ftp->login('app', '{RANDOM}');", RANDOM),
            (f'client.connect("esp8266", "app", "{RANDOM}")', RANDOM),
            (f'given().auth().preemptive().basic("app", "{CHOSEN}").get("/me");', CHOSEN),
            (f"s3('x') JOIN mysql('db:3306', 'shop', 'orders', 'app', '{RANDOM}')", RANDOM),
            (f"OPENROWSET('SQLNCLI', 'db'; 'app'; '{CHOSEN}', 'SELECT 1')", CHOSEN),
            (f'local ok = red:auth("{RANDOM}")', RANDOM),
        ),
        (
            "connect('weblogic', password, 't3://adm:7001')",
            "realm.createAccount('user', 'password')",
            'client.connect("esp8266", user, password)',
            "Credentials::new(user, password)",
            'mysql_real_connect(conn, "localhost", user, password, "orders7xq2", 0, NULL, 0);',
        ),
        span=320,
        check=likely("password"),
    ),
    # Whatever says that it logs in: behind a user, or behind an address and a user.
    place(
        CALL,
        rf"(?:(?:(?<![A-Za-z])|(?=[A-Z]))(?i:{_LOGINS})\(\s{{0,4}}(?:{ARGUMENT}{NEXT}){{1,2}}?"
        rf"|(?i:connect|connection|newinstance)\((?:{_QUOTED}{NEXT}){{2}}"
        rf"|[\"'](?:jdbc|bolt|neo4j|ldaps?|amqps?|mqtts?):[^\s\"']{{1,160}}[\"']{NEXT}{_QUOTED}{NEXT}"
        rf"|\bSMTP\.start\(\s{{0,4}}(?:{ARGUMENT}{NEXT}){{4}}"
        rf"|\bSMTP\(\s{{0,4}}[\"'][^\s\"'@]{{1,64}}@[^\s\"'@]{{1,64}}[\"']{NEXT}"
        rf"|\(\s{{0,4}}[$@]?[\w.>\-]{{0,32}}(?i:password),[ ]){_NO_MAIL}{_STRING}\s{{0,4}}[,)]",
        (
            *(
                "login",
                "logon",
                "log_in",
                "log_on",
                "signin",
                "sign_in",
                "authenticate",
                "credential",
                "connect(",
                "connection(",
            ),
            *("newinstance(", "password", "passwd", "jdbc:", "bolt:", "neo4j:", "ldap:", "ldaps:", "amqp:", "amqps:"),
            *("mqtt:", "mqtts:", "smtp"),
        ),
        (
            (f'epgsql:connect("db1", "app", "{RANDOM}", Options)', RANDOM),
            (f'Sql.newInstance("jdbc:mysql://db1/orders", "app", "{RANDOM}", "com.mysql.jdbc.Driver")', RANDOM),
            (f"Set($DatabasePassword, '{RANDOM}');", RANDOM),
            (f'await client.LoginAsync("app", "{RANDOM}");', RANDOM),
            (f"await signInWithEmailAndPassword(auth, 'a@example.org', '{RANDOM}');", RANDOM),
            (f'val credentials = Credentials.basic("app", "{RANDOM}")', RANDOM),
            (f'Neo4jGraph("bolt://db:7687", "neo4j", "{RANDOM}")', RANDOM),
            (f"Net::SMTP.start('smtp', 587, 'example.org', 'app', '{RANDOM}', :login)", RANDOM),
        ),
        (
            'connect("clicked", "on_click", "value-changed")',
            'signal.connect("a", "b", handler7x2)',
            "compare(password, '$2a$10$abcdefghijklmnopqrstuv')",
            "reset(password, 'password')",
            "login(request, user, 'django.contrib.auth.backends')",
            'smtp.Authenticate(user, Environment.GetEnvironmentVariable("SMTP_PW7x2"));',
        ),
        prefilter=(
            rf"({_LOGINS})\(\s{{0,4}}[^()]{{1,160}},\s{{0,16}}[@bru]?[\"'][^\s]{{8}}"
            r"|(connect|connection|newinstance)\([\"'][^\"'\n]{1,160}[\"']\s{0,4},\s{0,16}[\"'][^\"'\n]{1,64}"
            r"[\"']\s{0,4},\s{0,16}[\"'][^\"'\s$]{8}|password, [\"'][^\"'\s$]{8,128}[\"']\s{0,4}[,)]"
            r"|[\"'](jdbc|bolt|neo4j|ldaps?|amqps?|mqtts?):[^\s\"']{1,160}[\"']\s{0,4},"
            r"|smtp(\.start)?\([^\n]{1,200}[\"'][^\"'\s$]{8}"
        ),
        span=320,
        check=lambda parts: firm("password")(parts) or apart("password")(parts),
        doubts=unsure("password"),
    ),
    place(
        CALL,
        rf"\.auth\({_STRING}\s{{0,4}}[,)]",
        ('.auth("', ".auth('"),
        ((f'jedis.auth("{RANDOM}");', RANDOM), (f"redis.auth('{RANDOM}', done)", RANDOM)),
        ('x.auth("password")', "x.auth('bearer', token)", "x.auth('user:read:orders')"),
        check=firm("password"),
    ),
    place(
        FORM,
        rf"{_FIELD}[^\n;]{{0,48}}?\)?[)\]]\??(?:\.\w{{1,16}}\(\))?\.{_TYPE}\({_GIVEN}",
        (
            *(
                ".type(",
                ".fill(",
                ".typetext(",
                "sendkeys(",
                "send_keys(",
                ".setvalue(",
                ".set_value(",
                ".clearandtype(",
            ),
            *(".presssequentially(",),
        ),
        (
            (f'driver.find_element(By.NAME, "passwd").send_keys("{RANDOM}")', RANDOM),
            (f"cy.get('#password').type('{CHOSEN}')", CHOSEN),
            (f"cy.get('#password').type('{CHOSEN}{{enter}}')", CHOSEN),
            (f'driver.findElement(By.id("password")).sendKeys("{RANDOM}");', RANDOM),
            (f"await page.getByLabel('Password').fill('{CHOSEN}');", CHOSEN),
        ),
        (
            "cy.get('#password').type('password')",
            'driver.find_element(By.NAME, "passwd").send_keys(password)',
            "cy.get('#password').type(Cypress.env('PW7x'))",
            f"cy.get('#user').type('{RANDOM}')",
        ),
        prefilter=(
            r"(passw(or)?d|pwd|passphrase|passwort|kennwort)[^\n;]{0,48}[)\]]\??(\.\w{1,16}\(\))?"
            r"\.(type|fill|typetext|sendkeys|send_keys|setvalue|set_value|clearandtype|presssequentially)\([\"']"
        ),
        check=likely("password"),
    ),
    place(
        FORM,
        rf"(?:\.(?:fill|type|setValue)\([\"'`][^\n,]{{0,48}}?{_FIELD}[^\n,]{{0,32}}[\"'`]{NEXT}{_GIVEN}"
        rf"|\bfill_in[ (]{{1,2}}:?[\"']?[^\n,]{{0,32}}?{_FIELD}[^\n,]{{0,24}},[ ]{{0,4}}(?::?with(?::"
        rf"|[ ]?=>))[ ]{{0,4}}"
        r"(?:\"(?P<password__3>[^\"\s$#]{4,128})\"|'(?P<password__4>[^'\s$]{4,128})'))",
        (".fill(", ".type(", ".setvalue(", "fill_in"),
        (
            (f"await page.fill('input[name=\"password\"]', '{RANDOM}');", RANDOM),
            (f"fill_in 'Password', with: '{CHOSEN}'", CHOSEN),
        ),
        (
            "await page.fill('#password', 'password');",
            "await page.fill('#password', process.env.PW);",
            f"await page.fill('#user', '{RANDOM}');",
            "fill_in 'Password', with: 'password'",
        ),
        prefilter=(
            r"\.(fill|type|setvalue)\([\"'`][^\n,]{0,48}(passw(or)?d|pwd|passphrase|passwort"
            r"|kennwort)|fill_in[ (]"
        ),
        check=likely("password"),
    ),
    # What a test of a page says of it: https://docs.cypress.io/app/references/assertions
    place(
        FORM,
        rf"\[\w{{1,16}}[*^$|~]?=[\"']?{_FIELD}[\"']?\][^\n]{{0,80}}?\bthe[ ]value[ ]was[ ]{_STRING}",
        ("the value was ",),
        (
            (f"expected input[name=password] to have value '', but the value was '{CHOSEN}'", CHOSEN),
            (f"expected '<input[name=\"pwd\"]>' to have value 'x', but the value was '{RANDOM}'", RANDOM),
        ),
        (
            "expected input[name=password] to have value 'x', but the value was ''",
            f"expected input[name=user] to have value '', but the value was '{RANDOM}'",
        ),
        check=likely("password"),
    ),
    # Robot Framework parts by blanks.
    place(
        FORM,
        r"(?m:^)[ \t]{0,16}(?:(?i:input[ ]password|type[ ]password)(?:[ ]{2,16}"
        r"|\t{1,4})\S[^\n\t]{0,80}?(?:[ ]{2,16}|\t{1,4})"
        r"|\$\{[\w ]{0,32}(?i:password|passwd|passwort|kennwort|senha|pwd|secret|token|api[_ ]?key)\}[ ]?=?"
        r"(?:[ ]{2,40}|\t{1,8}))(?!//|[a-z_]{2,24}=)"
        r"(?P<password>[^\s$@%&{\"'#][^\s{}\"']{3,127})[ \t]{0,8}\r?(?m:$)",
        (
            "input password",
            "type password",
            "password}  ",
            "passwd}  ",
            "pwd}  ",
            "secret}  ",
            "passwort}  ",
            "kennwort}  ",
            "senha}  ",
            "token}  ",
            "key}  ",
            "password}\t",
        ),
        (
            (f"${{DB_PASSWORD}}    {RANDOM}", RANDOM),
            (f"    Input Password    id:password    {CHOSEN}", CHOSEN),
            (f"${{PASSWORT}}     {CHOSEN}", CHOSEN),
        ),
        (
            "    Input Password    id:password    ${PASSWORD}",
            "${PASSWORD}    Get Environment Variable    PW",
            "${PASSWORD}    password",
            "${TOKEN}    Evaluate    x7q2",
        ),
        check=likely("password"),
    ),
    place(
        CALL,
        r"\bchar[ ](?:auth|pass|ssid_pass)\[\][ ]{0,4}=[ ]{0,4}\"(?P<password>[A-Za-z0-9_\-]{16,64})\"",
        ("char auth[]", "char pass[]"),
        ((f'char auth[] = "{RANDOM}";', RANDOM),),
        ('char auth[] = "YourAuthToken";', 'char auth[] = "aaaaaaaaaaaaaaaaaaaaaaaa";'),
        check=least("password", Strength.FAIR),
    ),
)
